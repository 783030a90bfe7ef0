// Real machines around a relay made of a map, which a test can make misbehave.
//
// This relay follows the box protocol as far as a machine can tell; the browser tests use the real one. A
// test drives many members through months within seconds: time is only a number that it passes in.

import type { Body } from "../../src/circle/events.ts"
import type { ItemKind } from "../../src/circle/items.ts"
import { timeline } from "../../src/circle/views.ts"
import { found, join, keyPackage } from "../../src/group/founding.ts"
import type { Admit, Intent } from "../../src/group/intents.ts"
import { loadMachine, type Shelves } from "../../src/group/load.ts"
import { Line, type Machine } from "../../src/group/machine.ts"
import { unpackEnded, type Write } from "../../src/group/records.ts"
import type { Entry, Want } from "../../src/group/wants.ts"
import { decode, Meeting, readWelcome } from "../../src/invites/meeting.ts"
import type { KeyPackageBundle } from "../../src/mls/index.ts"
import { hex, randomBytes, unhex } from "../../src/wire/bytes.ts"
import { Kind } from "../../src/wire/codes.ts"
import { boxId } from "../../src/wire/signing.ts"

export const NOW = 1_800_000_000
export const DAY = 86_400
export const RELAY = { url: "http://127.0.0.1:8470", pass: null, fallbacks: [] }
const NOTHING = new Uint8Array()

interface Box {
  entries: { entry: Entry; until: number }[]
  nextSeq: number
  lastSeal: number
}

/** A relay: opens, keeps and shows boxes. */
export class Boxes {
  /** By box id. */
  readonly boxes: Map<string, Box>
  /** Boxes that expired. */
  readonly dead: Set<string>

  constructor(boxes = new Map<string, Box>(), dead = new Set<string>()) {
    this.boxes = boxes
    this.dead = dead
  }

  open(box: Uint8Array): void {
    if (!this.boxes.has(hex(box))) this.boxes.set(hex(box), { entries: [], nextSeq: 1, lastSeal: 0 })
  }

  held(box: Uint8Array): Box {
    const held = this.boxes.get(hex(box))
    if (held === undefined) throw new Error("there is no such box")
    return held
  }

  /** Drop entries whose time is over. */
  expire(now: number): void {
    for (const box of this.boxes.values()) box.entries = box.entries.filter(({ until }) => until > now)
  }

  /** The whole box expires; its tombstone stays. */
  bury(box: Uint8Array): void {
    this.boxes.delete(hex(box))
    this.dead.add(hex(box))
  }

  /** Store an entry; its sequence number. */
  put(box: Uint8Array, kind: Kind, blob: Uint8Array, until = Number.MAX_SAFE_INTEGER): number {
    const held = this.held(box)
    const seq = held.nextSeq++
    held.entries.push({ entry: { seq, kind, blob }, until })
    if (kind === Kind.SEAL) held.lastSeal = seq
    return seq
  }

  /** What a reader gets. */
  show(box: Uint8Array, after: number): Entry[] {
    return this.held(box)
      .entries.map(({ entry }) => entry)
      .filter(({ seq }) => seq > after)
  }

  /** The relay as it stands now, to be rolled back to. */
  snapshot(): Boxes {
    const boxes = new Map<string, Box>()
    for (const [id, box] of this.boxes) boxes.set(id, { ...box, entries: [...box.entries] })
    return new Boxes(boxes, new Set(this.dead))
  }
}

/** The relay as one reader is shown it. What is stored is the same for all. */
export class Lens extends Boxes {
  readonly #lie: (entries: Entry[]) => Entry[]

  constructor(relay: Boxes, lie: (entries: Entry[]) => Entry[]) {
    super(relay.boxes, relay.dead)
    this.#lie = lie
  }

  override show(box: Uint8Array, after: number): Entry[] {
    return this.#lie(super.show(box, 0)).filter(({ seq }) => seq > after)
  }
}

/** Withhold these entries, in every box. */
export function without(...seqs: number[]): (entries: Entry[]) => Entry[] {
  return (entries) => entries.filter(({ seq }) => !seqs.includes(seq))
}

/** One member's machine, its connection, and its vault as a map of bytes. */
export class Device {
  machine: Machine
  relay: Boxes
  line = new Line()
  /** By shelf and key in hex. */
  readonly vault: Map<string, Uint8Array>
  /** So many answers to posts and seals get lost from now on. */
  lostAcks = 0

  constructor(machine: Machine, relay: Boxes, vault = new Map<string, Uint8Array>()) {
    this.machine = machine
    this.relay = relay
    this.vault = vault
    this.save()
  }

  get member(): Uint8Array {
    return this.machine.record.member
  }

  get box(): Uint8Array {
    return this.machine.keys.box
  }

  /** Store what the machine wants stored. */
  save(): void {
    for (const write of this.machine.takeWrites()) this.#store(write)
  }

  #store(write: Write): void {
    const key = `${write.shelf}/${hex(write.key)}`
    if (write.op === "put") this.vault.set(key, write.value)
    else this.vault.delete(key)
  }

  /** The keys that a shelf holds, in hex. */
  shelf(name: string): string[] {
    return [...this.vault.keys()]
      .filter((key) => key.startsWith(`${name}/`))
      .map((key) => key.slice(name.length + 1))
  }

  /** One request and its answer. */
  async step(now: number): Promise<Want> {
    const want = await this.machine.want(this.line, now)
    this.save()
    await this.carryOut(want, now)
    this.save()
    return want
  }

  /** Go on until there is nothing left to do but listen or wait. */
  async settle(now: number): Promise<void> {
    for (let times = 0; times < 1_000; times++) {
      const { kind } = await this.step(now)
      if (kind === "idle" || kind === "wait") return
    }
    throw new Error("the machine never comes to rest")
  }

  /** Lose the connection. */
  reconnect(): void {
    this.line = new Line()
  }

  /** The process dies and starts again: all that is left is the vault. */
  async restart(): Promise<void> {
    this.reconnect()
    await this.revive()
  }

  /** The machine as the vault describes it; nothing happens where its circle has ended. */
  async revive(): Promise<void> {
    this.machine = (await loadMachine(this.#shelves())) ?? this.machine
  }

  /** Ask the relay, and tell the machine what came of it. */
  async carryOut(want: Want, now: number): Promise<void> {
    const { machine, line, relay } = this
    switch (want.kind) {
      case "attach": {
        const box = boxId(want.seed)
        if (!relay.boxes.has(hex(box))) return machine.attachRefused(line)
        machine.attached(line, relay.held(box).nextSeq, now)
        return machine.page(line, relay.show(box, want.after), "end", now)
      }
      case "open": {
        const box = boxId(want.seed)
        if (relay.dead.has(hex(box))) return machine.openRefused()
        relay.open(box)
        return machine.boxOpened(line)
      }
      case "read":
        return machine.page(line, relay.show(line.box, want.after), "end", now)
      case "post": {
        // A box whose seal is void takes posts no more, either: they wait for the next.
        if (relay.held(line.box).lastSeal > 0) return machine.overtaken(line)
        const until = now + (want.long ? 90 : 14) * DAY
        return this.#answer(relay.put(line.box, Kind.POST, want.blob, until))
      }
      case "seal":
        if (relay.held(line.box).lastSeal !== want.after) return machine.overtaken(line)
        return this.#answer(relay.put(line.box, Kind.SEAL, want.blob, now + 90 * DAY))
    }
  }

  #answer(seq: number): void {
    if (this.lostAcks > 0) {
      this.lostAcks--
      this.reconnect()
    } else this.machine.acknowledged(this.line, seq)
  }

  #shelves(): Shelves {
    const scan = (shelf: string) =>
      this.shelf(shelf)
        .sort()
        .map((key) => [unhex(key), this.vault.get(`${shelf}/${key}`) ?? NOTHING] as const)
    return {
      get: async (shelf, key) => this.vault.get(`${shelf}/${hex(key)}`) ?? null,
      scan: async (shelf) => scan(shelf),
    }
  }
}

/** A device with a new circle of one. */
export async function founded(relay: Boxes, name = "Amal", now = NOW): Promise<Device> {
  return new Device(await found({ number: 1, label: "harbour" }, RELAY, name, now), relay)
}

/** A code that stands open in the policy of the host's circle. */
export async function openCode(host: Device, now = NOW, uses = 1): Promise<Meeting> {
  const meeting = Meeting.of(randomBytes(16))
  await carryOut(host, { kind: "open-invite", idHash: meeting.idHash, uses }, now)
  return meeting
}

/** How somebody is let in who is no ordinary newcomer. */
interface Coming {
  /** The member that comes back. */
  rejoiner?: Device
  /** Sees the bundle before the newcomer uses it. */
  see?: (bundle: KeyPackageBundle) => void
}

/** Let a newcomer in through a fresh code, or a member in again, and give its device. */
export async function admit(host: Device, name: string, now = NOW, coming: Coming = {}): Promise<Device> {
  const { rejoiner, see } = coming
  const member = rejoiner?.member ?? randomBytes(16)
  const bundle = await keyPackage(member, now)
  const intent = await admission(host, name, { member, keyPackage: bundle.publicPackage }, now)
  const rejoin = await rejoiner?.machine.signRejoining(bundle.publicPackage)
  const why = await carryOut(host, rejoin === undefined ? intent : { ...intent, rejoin }, now)
  const delivery = host.machine.deliveries.get(hex(intent.knockId))
  if (delivery === undefined) throw new Error(`nobody was let in: ${why}`)
  host.machine.delivered(intent.knockId)
  host.save()
  const entry = decode(delivery.entry)
  if (entry.kind !== "welcome") throw new Error("this is no welcome")
  const way = readWelcome(entry, intent.replyKey)
  see?.(bundle)
  const before = rejoiner?.machine.fold ?? null
  const machine = await join(way.welcome, bundle, { number: 1, label: way.label }, member, now, before)
  return new Device(machine, host.relay)
}

/** A wish to let somebody in, with a code that the host opened for it. */
export async function admission(
  host: Device,
  name: string,
  who: { member?: Uint8Array; keyPackage?: Uint8Array } = {},
  now = NOW,
): Promise<Admit> {
  const { idHash, secret } = await openCode(host, now)
  const member = who.member ?? randomBytes(16)
  return {
    kind: "admit",
    idHash,
    knockId: randomBytes(8),
    keyPackage: who.keyPackage ?? (await keyPackage(member, now)).publicPackage,
    member,
    name,
    replyKey: randomBytes(32),
    meeting: secret,
    rejoin: NOTHING,
  }
}

/** Drive an intent to its end; why it failed, empty when it was carried out. */
export async function carryOut(device: Device, intent: Intent, now = NOW): Promise<string> {
  const key = device.machine.intend(intent)
  device.save()
  await device.settle(now)
  const ended = device.vault.get(`ended/${hex(key)}`)
  if (ended === undefined) throw new Error("the wish is still open")
  return unpackEnded(ended).why
}

/** A circle of so many, everybody up to date. The first is its host. */
export function circle(size: 2): Promise<[Device, Device]>
export function circle(size: 3): Promise<[Device, Device, Device]>
export function circle(size: 4): Promise<[Device, Device, Device, Device]>
export function circle(size: 5): Promise<[Device, Device, Device, Device, Device]>
export async function circle(size: number): Promise<Device[]> {
  const host = await founded(new Boxes())
  const devices = [host]
  for (let number = 1; number < size; number++) devices.push(await admit(host, `Member ${number}`))
  await together(devices)
  return devices
}

/** The same devices at the same relay once more, as their vaults have them: what befalls them is nothing to these. */
export async function twins<D extends Device[]>(devices: D): Promise<D> {
  const relay = devices[0]?.relay.snapshot()
  const made = devices.map(async (device) => {
    const twin = new Device(device.machine, relay ?? device.relay, new Map(device.vault))
    await twin.restart()
    return twin
  })
  return (await Promise.all(made)) as D
}

/** Everybody reads, acts and looks again for boxes that were not there, until all have the same. */
export async function together(devices: readonly Device[], now = NOW): Promise<void> {
  const standing = () => devices.map(({ machine }) => ({ epoch: machine.group.epoch, sync: machine.sync }))
  for (let times = 0; times < 60; times++) {
    const before = JSON.stringify(standing())
    for (const device of devices) {
      device.line.ended = device.line.refused = false
      await device.settle(now)
    }
    if (JSON.stringify(standing()) === before) return
  }
  throw new Error("the circle never comes to rest")
}

/** The body of a message that says this and nothing else. */
export function message(text: string): Body {
  return { kind: "message", text, cw: null, replyTo: null, timer: null, tone: 0 }
}

/** Write a message and post it; its id. */
export async function say(device: Device, text: string, now = NOW): Promise<Uint8Array> {
  const id = device.machine.say(message(text), now)
  device.save()
  await device.settle(now)
  return id
}

/** What a member reads, in order. */
export function texts(device: Device): string[] {
  return timeline(device.machine.fold)
    .filter(({ kind }) => kind === "message")
    .flatMap(({ text }) => (text === null ? [] : [text]))
}

/** The kinds of all items, in order. */
export function kinds(device: Device): ItemKind[] {
  return timeline(device.machine.fold).map(({ kind }) => kind)
}

/** The numbers of all notes of one kind, in order. */
export function notes(device: Device, kind: ItemKind): number[] {
  return [...device.machine.fold.items.values()]
    .filter((item) => item.kind === kind)
    .map(({ number }) => number)
}

/** Go on until the device is about to seal; the request, not sent yet. */
export async function pendingSeal(device: Device, now = NOW): Promise<Want & { kind: "seal" }> {
  for (let times = 0; times < 100; times++) {
    const want = await device.machine.want(device.line, now)
    device.save()
    if (want.kind === "seal") return want
    await device.step(now)
  }
  throw new Error("it has nothing to seal")
}
