// One process, many members of circles as the web client keeps them, run from its sources: reads a JSON command
// a line on stdin, answers each with a JSON line. Bytes travel as hex. A command names the member (`as`) whose
// machine it drives; the relay stands on the other side of the pipe. After every command the machine is loaded
// anew from what it wanted stored.
import { createInterface } from "node:readline"

import { timeline } from "../../../client/web/src/circle/views.ts"
import { encodePolicy } from "../../../client/web/src/circle/policy.ts"
import { found, join, keyPackage } from "../../../client/web/src/group/founding.ts"
import { Boxes, Device } from "../../../client/web/tests/support/boxes.ts"
import { boxId } from "../../../client/web/src/wire/signing.ts"

const hex = (data) => Buffer.from(data).toString("hex")
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"))
const RELAY = new Boxes()
const devices = new Map()
const bundles = new Map()

/** Fields of bodies and intents that are bytes. */
const BYTES = new Set([
  "idHash", "key", "keyPackage", "knockId", "meeting", "member", "rejoin", "replyKey", "replyTo", "target",
])

function device({ as }) {
  const found = devices.get(as)
  if (found === undefined) throw new Error(`nobody is called ${as}`)
  return found
}

function unpacked(fields) {
  const entries = Object.entries(fields)
  return Object.fromEntries(entries.map(([key, value]) => [key, BYTES.has(key) && value !== null ? bytes(value) : value]))
}

async function kept(one, answer = {}) {
  one.save()
  await one.revive()
  return answer
}

const operations = {
  async found({ as, name, url, now }) {
    const relay = { url, pass: null, fallbacks: [] }
    devices.set(as, new Device(await found({ number: 1, label: "harbour" }, relay, name, now), RELAY))
    return kept(device({ as }))
  },
  async package({ as, member, now }) {
    const bundle = await keyPackage(bytes(member), now)
    bundles.set(as, bundle)
    return { key_package: hex(bundle.publicPackage) }
  },
  async join({ as, welcome, label, member, now }) {
    const before = devices.get(as)?.machine.fold ?? null
    const naming = { number: 1, label }
    const machine = await join(bytes(welcome), bundles.get(as), naming, bytes(member), now, before)
    devices.set(as, new Device(machine, RELAY))
    return kept(device({ as }))
  },
  async want(command) {
    const one = device(command)
    const { kind, seed, after, blob, long } = await one.machine.want(one.line, command.now)
    const box = seed === undefined ? one.line.box : boxId(seed)
    return kept(one, { kind, box: hex(box), after, long, blob: blob === undefined ? undefined : hex(blob) })
  },
  async attached(command) {
    const one = device(command)
    one.machine.attached(one.line, command.next_seq, command.now)
    return kept(one)
  },
  async page(command) {
    const one = device(command)
    const entries = command.entries.map(([seq, kind, blob]) => ({ seq, kind, blob: bytes(blob) }))
    await one.machine.page(one.line, entries, "end", command.now)
    return kept(one)
  },
  async acknowledged(command) {
    const one = device(command)
    one.machine.acknowledged(one.line, command.seq)
    return kept(one)
  },
  /** What came of a request, by the name of the machine's method. */
  async told(command) {
    const one = device(command)
    one.machine[command.what](one.line)
    return kept(one)
  },
  /** Look again at the relay, as one who was told that there is something new. */
  async again(command) {
    const one = device(command)
    one.line.ended = one.line.refused = false
    return {}
  },
  async reconnect(command) {
    device(command).reconnect()
    return {}
  },
  async say(command) {
    const one = device(command)
    return kept(one, { id: hex(one.machine.say(unpacked(command.body), command.now)) })
  },
  async intend(command) {
    const one = device(command)
    return kept(one, { key: hex(one.machine.intend(unpacked(command.intent))) })
  },
  async leave(command) {
    const one = device(command)
    one.machine.leave()
    return kept(one)
  },
  async sign_rejoining(command) {
    return { signature: hex(await device(command).machine.signRejoining(bytes(command.key_package))) }
  },
  async delivery(command) {
    const held = device(command).machine.deliveries.get(command.knock_id)
    return { entry: held === undefined ? null : hex(held.entry) }
  },
  async look(command) {
    const { machine } = device(command)
    const items = timeline(machine.fold)
    const { status, member } = machine.record
    const running = status === "active" || status === "leaving"
    return {
      status,
      member: hex(member),
      cursor: machine.sync.cursor,
      epoch: machine.group.epoch,
      exported: running ? hex(await machine.group.export("agree", new Uint8Array(), 32)) : null,
      policy: hex(encodePolicy(machine.policy)),
      state: hex(machine.fold.hash()),
      seen: running ? [machine.ledger.seen.seq, hex(machine.ledger.seen.hash)] : null,
      timer: machine.fold.timer,
      items: items.map(({ kind, id, text, number, subject }) => [kind, hex(id), text, number, subject && hex(subject)]),
      waits: machine.drafts.size + machine.intents.size,
    }
  },
  async forget() {
    devices.clear()
    bundles.clear()
    return {}
  },
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const command = JSON.parse(line)
  let answer
  try {
    answer = { ok: await operations[command.op](command) }
  } catch (error) {
    answer = { error: { kind: error.name ?? "Error", text: String(error.rule ?? error.stack ?? error) } }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
