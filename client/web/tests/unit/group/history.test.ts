// Rule H and hostile relays: whatever a relay drops, reorders, forks, replays or withholds is shown.

import { expect, test } from "vitest"
import { Line } from "../../../src/group/machine.ts"
import { hex } from "../../../src/wire/bytes.ts"
import { Kind } from "../../../src/wire/codes.ts"
import {
  carryOut,
  circle,
  type Device,
  kinds,
  Lens,
  message,
  NOW,
  notes,
  say,
  texts,
  together,
  without,
} from "../../support/boxes.ts"
import { agree, events, inPost, post } from "../../support/hostile.ts"

const SHOWN = ["gap", "fork", "behind", "noise", "void"]

/** Whether nothing about the relay was shown to this member. */
function quiet(device: Device): boolean {
  return !kinds(device).some((kind) => SHOWN.includes(kind))
}

async function words(device: Device, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await say(device, `word ${number}`)
}

test("an honest relay gives no cause for notes", async () => {
  const devices = await circle(3)
  for (const device of [...devices, ...devices]) await say(device, "words")
  await carryOut(devices[0], { kind: "rename", name: "Amal B" })
  await say(devices[1], "after")
  await together(devices)
  await agree(devices)
  expect(devices.every(quiet)).toBe(true)
})

test("a dropped entry is shown as a gap, and only as that", async () => {
  const [host, second, third] = await circle(3)
  third.relay = new Lens(host.relay, without(2))
  await words(host, 5)
  await together([host, second, third])
  expect(notes(third, "gap")).toEqual([1])
  expect(texts(third)).toEqual(["word 1", "word 3", "word 4", "word 5"])
  expect(kinds(third)).not.toContain("fork")
  expect(kinds(third)).not.toContain("behind")
  expect(quiet(second)).toBe(true)
  await say(third, "and I?") // its claim is one that the others can check: it went on from their hash
  await together([host, second, third])
  expect(quiet(host)).toBe(true)
  expect(third.machine.ledger.seen).toEqual(host.machine.ledger.seen)
})

test("a dropped end is shown as a gap", async () => {
  const [host, , third] = await circle(3)
  third.relay = new Lens(host.relay, without(2, 3))
  await words(host, 3)
  third.reconnect() // what a box holds is told with each attach
  await third.settle(NOW)
  expect(notes(third, "gap")).toEqual([2])
})

test("a gap before a seal does not keep anybody from following", async () => {
  const [host, second, third] = await circle(3)
  third.relay = new Lens(host.relay, without(1, 2))
  await words(host, 2)
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await together([host, second, third])
  await agree([host, second, third])
  expect(notes(third, "gap")).toEqual([2])
  expect(kinds(third)).not.toContain("fork")
  expect(kinds(third)).not.toContain("behind")
})

test("a gap stays known over a restart", async () => {
  const [host, second, third] = await circle(3)
  third.relay = new Lens(host.relay, without(2))
  for (const text of ["one", "two", "three"]) {
    await say(host, text)
    await together([second, third])
    await third.restart()
  }
  await say(second, "last")
  await together([host, second, third])
  await third.restart()
  expect(notes(third, "gap")).toEqual([1])
  expect(third.machine.ledger.seen).toEqual(host.machine.ledger.seen)
})

test("entries that come live out of order are read again", async () => {
  const [host, second] = await circle(2)
  await words(host, 3)
  const held = host.relay.show(host.box, 0)
  await second.machine.page(second.line, held.slice(1, 2), "live", NOW)
  expect(texts(second)).toEqual([])
  expect(await second.machine.want(second.line, NOW)).toEqual({ kind: "read", after: 0 })
  await second.settle(NOW)
  expect(texts(second)).toEqual(["word 1", "word 2", "word 3"])
  expect(quiet(second)).toBe(true)
})

test("a read out of order shows a gap, and nothing twice", async () => {
  const [host, second] = await circle(2)
  second.relay = new Lens(host.relay, (entries) => [...entries.slice(0, 1), ...entries.slice(1, 3).reverse()])
  await words(host, 3)
  await together([second])
  expect(texts(second)).toEqual(["word 1", "word 3"])
  expect(notes(second, "gap")).toEqual([1])
})

test("a read may come in parts, and ends with its epoch", async () => {
  const [host, second] = await circle(2)
  await words(host, 3)
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await say(host, "in the next")
  const entries = host.relay.show(second.box, 0)
  const line = new Line()
  second.machine.attached(line, 5, NOW)
  await second.machine.page(line, entries.slice(0, 2), "part", NOW)
  expect(line.ended).toBe(false)
  expect(second.machine.sync.cursor).toBe(2)
  await second.machine.page(line, entries.slice(2), "part", NOW)
  expect(second.machine.group.epoch).toBe(host.machine.group.epoch)
  // What is left of the old box is nothing to the new epoch.
  await second.machine.page(line, entries, "end", NOW)
  expect(second.machine.sync.cursor).toBe(0)
  await together([host, second])
  expect(texts(second)).toEqual(["word 1", "word 2", "word 3", "in the next"])
  expect(quiet(second)).toBe(true)
})

test("a fork is shown on the next message, on both sides", async () => {
  const [host, second, third] = await circle(3)
  await say(host, "for all")
  await together([host, second, third])
  const other = host.relay.snapshot()
  third.relay = other // from here on the third member is shown another history
  await say(host, "for the second")
  await say(third, "for the relay alone")
  await together([host, second])
  expect(quiet(host) && quiet(third)).toBe(true)
  await say(third, "look")
  const [later] = other.show(third.box, 2)
  host.relay.put(host.box, Kind.POST, later?.blob ?? new Uint8Array()) // carried over to the others
  await together([host, second])
  for (const one of [host, second]) {
    expect(kinds(one).filter((kind) => kind === "fork")).toHaveLength(1)
    expect(texts(one)).toEqual(["for all", "for the second", "look"])
  }
  await say(second, "hear me")
  const [heard] = host.relay.show(host.box, 3)
  other.put(third.box, Kind.POST, heard?.blob ?? new Uint8Array())
  await together([third])
  expect(kinds(third).filter((kind) => kind === "fork" || kind === "behind")).toHaveLength(1)
})

test("a relay that renumbers for one reader forks it", async () => {
  const [host, , third] = await circle(3)
  third.relay = new Lens(host.relay, (entries) =>
    entries.filter(({ seq }) => seq !== 2).map((entry, at) => ({ ...entry, seq: at + 1 })),
  )
  await words(host, 3)
  await third.machine.page(third.line, third.relay.show(third.box, 0), "end", NOW)
  expect(texts(third)).toEqual(["word 1", "word 3"])
  expect(kinds(third).filter((kind) => kind === "fork" || kind === "behind")).toHaveLength(1)
})

test("replayed entries count, but stand once in the timeline", async () => {
  const devices = await circle(3)
  const [host, second, third] = devices
  const first = await say(host, "once")
  await say(second, "twice?")
  for (const { blob } of host.relay.show(host.box, 0)) host.relay.put(host.box, Kind.POST, blob)
  await together(devices)
  await say(third, "after")
  await together(devices)
  await agree(devices)
  for (const one of devices) {
    expect(texts(one)).toEqual(["once", "twice?", "after"])
    expect(events(one).filter((id) => id === hex(first))).toHaveLength(1)
    expect(quiet(one)).toBe(true)
    await one.restart()
  }
  await together(devices)
  expect(texts(host)).toEqual(["once", "twice?", "after"])
})

test("entries of an older epoch are noise in a newer", async () => {
  const [host, second] = await circle(2)
  await say(host, "old")
  const [old] = host.relay.show(host.box, 0)
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await together([host, second])
  host.relay.put(host.box, Kind.POST, old?.blob ?? new Uint8Array())
  await together([host, second])
  for (const one of [host, second]) {
    expect(texts(one)).toEqual(["old"])
    expect(notes(one, "noise")).toEqual([0])
  }
})

test("a post shown as a seal is void, and a seal shown as a post is noise", async () => {
  const [host, second] = await circle(2)
  await say(host, "one")
  const [said] = host.relay.show(host.box, 0)
  host.relay.put(host.box, Kind.SEAL, said?.blob ?? new Uint8Array())
  await together([host, second])
  for (const one of [host, second]) expect(notes(one, "void")).toEqual([0])
  const key = host.machine.intend({ kind: "rename", name: "Amal B" })
  const want = await host.machine.want(host.line, NOW)
  if (want.kind !== "seal") throw new Error("no seal")
  host.save()
  host.relay.put(host.box, Kind.POST, want.blob)
  await together([host, second])
  await agree([host, second])
  expect(notes(second, "noise")).toEqual([0])
  expect(host.shelf("ended")).toContain(hex(key))
})

test("an acknowledged entry that is withheld is shown, and not sent for ever", async () => {
  const [host, second] = await circle(2)
  const { relay } = host
  host.relay = new Lens(relay, without(1, 2, 3, 4))
  await say(host, "swallowed")
  expect(notes(host, "gap")).toEqual([1])
  expect(relay.show(host.box, 0)).toHaveLength(1)
  expect((await host.step(NOW)).kind).toBe("idle")
  host.reconnect()
  host.relay = relay
  await together([host, second])
  for (const one of [host, second]) expect(texts(one)).toEqual(["swallowed"])
})

test("an acknowledged seal that is withheld is shown, and kept", async () => {
  const [host, second] = await circle(2)
  host.relay = new Lens(host.relay, without(1))
  host.machine.intend({ kind: "rename", name: "Amal B" })
  await host.settle(NOW)
  expect(notes(host, "gap")).toEqual([1])
  second.line.ended = false
  await second.settle(NOW)
  expect(second.machine.group.epoch).toBe(host.machine.group.epoch + 1)
  expect(host.machine.pending).not.toBeNull()
})

test("a relay that says sealed and shows no seal is not asked for ever", async () => {
  const [host, second] = await circle(2)
  host.machine.say(message("kept"), NOW)
  for (let times = 0; times < 4; times++) {
    const want = await host.machine.want(host.line, NOW)
    if (want.kind === "idle") break
    if (want.kind === "read") await host.machine.page(host.line, [], "end", NOW)
    else host.machine.overtaken(host.line)
  }
  expect((await host.machine.want(host.line, NOW)).kind).toBe("idle")
  host.save()
  expect(notes(host, "gap")).toEqual([1])
  host.reconnect()
  await together([host, second])
  expect(texts(second)).toEqual(["kept"])
})

test("a relay that is rolled back is shown, and stops the member", async () => {
  const [host, second] = await circle(2)
  const before = host.relay.snapshot()
  await say(host, "one")
  await together([host, second])
  second.relay = before
  second.reconnect()
  await second.settle(NOW)
  expect(kinds(second).filter((kind) => kind === "fork")).toHaveLength(1)
  expect(second.machine.record.status).toBe("expired")
  await second.restart()
  expect((await second.machine.want(new Line(), NOW)).kind).toBe("idle")
  const held = kinds(second).length
  const line = new Line()
  line.box = second.box
  await second.machine.page(line, host.relay.show(host.box, 0), "end", NOW)
  expect(kinds(second)).toHaveLength(held)
})

test("a relay rolled back and filled again is a fork", async () => {
  const [host, second] = await circle(2)
  const before = host.relay.snapshot()
  await say(host, "one")
  host.relay = second.relay = before
  host.reconnect()
  post(host, inPost(host, await host.machine.group.encrypt(new Uint8Array())))
  second.reconnect()
  await say(second, "look")
  await host.settle(NOW)
  expect(kinds(host)).toContain("fork")
})

test("who was last heard is kept per member", async () => {
  const [host, second, third] = await circle(3)
  await say(third, "here")
  await together([host, second, third])
  expect(host.shelf("heard")).toContain(hex(third.member))
  expect(host.shelf("heard")).not.toContain(hex(second.member))
})
