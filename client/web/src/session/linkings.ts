// This browser as a new device: it asks with a device code, shows the words, and enters the circles it is given.
// What is sent is written down first, and each circle is entered in one transaction with the note that it was, so that
// whatever is cut short is taken up by the next look. Loaded only when somebody wants it. docs/devices.md has the rules.

import type { LinkingInfo } from "../engine/api.ts"
import { failed } from "../engine/failures.ts"
import { keyPackage, WelcomeError } from "../group/founding.ts"
import { isRunning } from "../group/kept.ts"
import { loadRecord } from "../group/load.ts"
import type { Code } from "../invites/code.ts"
import { MeetingError } from "../invites/meeting.ts"
import {
  enteredEntry,
  hello,
  helloEntry,
  LONGEST_DEVICE,
  type Offered,
  type Packed,
  packagesEntry,
  pairingOf,
  REPLY_KEY,
  type Said,
  tableOf,
} from "../invites/pairing.ts"
import { helloWords } from "../invites/words.ts"
import { LinkLostError, type Manner, MisbehavedError, RefusedError } from "../link/index.ts"
import type { Vault } from "../vault/index.ts"
import { equal, hex, randomBytes } from "../wire/bytes.ts"
import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, flag, list, text, whole } from "../wire/shapes.ts"
import { entering } from "./joins.ts"
import { type Room, within } from "./meetings.ts"
import { Turns } from "./pauses.ts"
import { circleKeys, shelvesOf } from "./store.ts"

const SHELF = "linkings"
/** Seconds after the other device said yes in which the rest has to be done. */
const LINK_LIFE = 86_400
const NOTHING = new Uint8Array()
const ANY = Number.MAX_SAFE_INTEGER

type State = LinkingInfo["state"]

/** One circle that this device is to enter. */
interface NewCircle {
  readonly handle: Uint8Array
  readonly label: string
  readonly member: Uint8Array
  /** The private keys of its key package; empty once it is entered. */
  readonly bundle: Uint8Array
  /** Its local id, once it is entered. */
  readonly circle: Uint8Array
  /** The local id of the same circle, ended here, which goes on with what it holds. */
  readonly over: Uint8Array
  /** Whether it goes on here already. */
  readonly here: boolean
  readonly ended: boolean
}

/** A device code that this browser uses; once `ended` is not empty, how that went, without any key. */
interface LinkingRecord {
  readonly secret: Uint8Array
  readonly replyKey: Uint8Array
  /** The exact hello that was posted. */
  readonly entry: Uint8Array
  readonly hello: Uint8Array
  readonly words: readonly string[]
  readonly circles: readonly NewCircle[]
  /** The exact entry with our key packages. */
  readonly packages: Uint8Array
  /** Unix seconds; 0 before the other device has said yes. */
  readonly expires: number
  readonly ended: string
}

/** What it stands on. */
export interface Ground {
  vault: Vault
  /** The URL of the relay that this client may speak to. */
  relay: string
  now: () => number
  manner: Manner
  /** Let a circle live that `write` writes down, in the place of the one that it continues. */
  enter: (over: Uint8Array, write: () => Promise<Uint8Array>) => Promise<void>
}

/** The device codes that this vault uses. */
export class Linkings {
  readonly #ground: Ground
  readonly #turns = new Turns()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Ask to be linked, under what this device is to be called. */
  ask(code: Code, name: string): Promise<LinkingInfo> {
    if (code.relay !== this.#ground.relay) throw failed("error-other-relay", { relay: code.relay })
    if (name.trim() === "" || [...name].length > LONGEST_DEVICE) {
      throw failed("error-device-name", { most: LONGEST_DEVICE })
    }
    return this.#turns.run(async () => {
      try {
        return await this.#within(code.secret, async (room) => {
          const { opened } = tableOf(room.meeting, room.entries)
          if (opened === null || this.#ground.now() >= opened.expires) throw failed("error-device-code")
          const replyKey = randomBytes(REPLY_KEY)
          const said = await hello(room.meeting, opened, name.trim(), replyKey)
          const record: LinkingRecord = {
            secret: code.secret,
            replyKey,
            entry: helloEntry(room.meeting, said),
            hello: said.id,
            words: await helloWords(room.meeting.box, opened.key, said.sealed),
            circles: [],
            packages: NOTHING,
            expires: 0,
            ended: "",
          }
          await this.#put(record)
          await this.#sayHello(room, record)
          return info(record, "waiting")
        })
      } catch (error) {
        const over = error instanceof RefusedError || error instanceof MeetingError
        throw over ? failed("error-device-code") : error
      }
    })
  }

  /** Where the connection ends over it, it may stand there already: a second hello would end the code. */
  async #sayHello(room: Room, record: LinkingRecord): Promise<void> {
    try {
      await room.put(record.entry)
    } catch (error) {
      if (error instanceof LinkLostError || error instanceof MisbehavedError) return
      await this.#erase(record.hello)
      throw error
    }
  }

  /** How each stands; what can be done for it is done. */
  look(): Promise<LinkingInfo[]> {
    return this.#turns.run(async () => {
      const infos: LinkingInfo[] = []
      for (const [, value] of await this.#ground.vault.scan(SHELF))
        infos.push(await this.#look(unpack(value)))
      return infos
    })
  }

  /** Forget one. */
  drop(id: Uint8Array): Promise<void> {
    return this.#turns.run(() => this.#erase(id))
  }

  async #look(record: LinkingRecord): Promise<LinkingInfo> {
    if (record.ended !== "") return info(record, record.ended === "linked" ? "linked" : "closed")
    try {
      return await this.#within(record.secret, (room) => this.#goOn(record, room))
    } catch (error) {
      if (error instanceof RefusedError) return this.#over(record) // the other device has burnt the box
      throw error
    }
  }

  async #goOn(before: LinkingRecord, room: Room): Promise<LinkingInfo> {
    let record = before
    await room.put(record.entry) // a hello that was cut short
    const { opened, said } = tableOf(room.meeting, room.entries, record.hello, record.replyKey)
    const offer = said.find((one) => one.kind === "offer")
    if (offer === undefined) {
      const over = opened === null || this.#ground.now() >= opened.expires
      return over ? this.#end(record, "closed") : info(record, "waiting")
    }
    if (record.packages.length === 0) record = await this.#pack(record, offer.circles)
    await room.put(record.packages)
    record = await this.#enter(record, said)
    if (record.circles.every(({ ended }) => ended)) {
      await room.put(enteredEntry(room.meeting, record.hello, record.replyKey))
      return this.#end(record, "linked")
    }
    return this.#ground.now() >= record.expires ? this.#over(record) : info(record, "linking")
  }

  /** The other device has ended it, or is silent: what was entered stays. */
  #over(record: LinkingRecord): Promise<LinkingInfo> {
    return this.#end(record, record.circles.some(({ circle }) => circle.length > 0) ? "linked" : "closed")
  }

  /** Make keys for each circle alone; none for those that go on here already, or cannot be reached from here. */
  async #pack(record: LinkingRecord, offered: readonly Offered[]): Promise<LinkingRecord> {
    const { vault, relay, now } = this.#ground
    const known: { key: Uint8Array; member: Uint8Array; runs: boolean }[] = []
    for (const key of await circleKeys(vault)) {
      const found = await loadRecord(shelvesOf(vault, key))
      if (found !== null) known.push({ key, member: found.member, runs: isRunning(found.status) })
    }
    const circles: NewCircle[] = []
    const packed: Packed[] = []
    for (const { handle, label, member, relay: its } of offered) {
      const old = known.find((one) => equal(one.member, member))
      const ended = old?.runs === true || its !== relay
      const bundle = ended ? null : await keyPackage(member, now())
      circles.push({
        handle,
        label,
        member,
        bundle: bundle?.serialize() ?? NOTHING,
        circle: NOTHING,
        over: old?.key ?? NOTHING,
        here: old?.runs === true,
        ended,
      })
      packed.push({ handle, keyPackage: bundle?.publicPackage ?? NOTHING })
      bundle?.wipe()
    }
    const { secret, hello, replyKey } = record
    const packages = packagesEntry(pairingOf(secret), hello, replyKey, packed)
    const next = { ...record, circles, packages, expires: now() + LINK_LIFE }
    await this.#put(next)
    return next
  }

  /** Enter what there is a way into by now. */
  async #enter(before: LinkingRecord, said: readonly Said[]): Promise<LinkingRecord> {
    let record = before
    for (const one of said) {
      if (one.kind !== "entrance") continue
      const place = record.circles.findIndex(({ handle, ended }) => !ended && equal(handle, one.handle))
      if (place >= 0) record = await this.#enterOne(record, place, one.welcome)
    }
    return record
  }

  async #enterOne(record: LinkingRecord, place: number, welcome: Uint8Array): Promise<LinkingRecord> {
    const { vault, now, enter } = this.#ground
    const { bundle, member, over, label } = record.circles[place] as NewCircle
    const done = (circle: Uint8Array): LinkingRecord => ({
      ...record,
      circles: record.circles.map((one, at) =>
        at === place ? { ...one, bundle: NOTHING, circle, ended: true } : one,
      ),
    })
    let next = done(NOTHING)
    try {
      await enter(over, async () => {
        const way = { welcome, label }
        const { circle, changes } = await entering(vault, way, { bundle, member, over, now: now() })
        next = done(circle)
        await vault.write([...changes, put(next)])
        return circle
      })
    } catch (error) {
      if (!(error instanceof WelcomeError)) throw error
      await this.#put(next) // there was no way in, or one that leads nowhere
    }
    return next
  }

  /** How it ended is kept; the keys are not. */
  async #end(record: LinkingRecord, ended: State): Promise<LinkingInfo> {
    const circles = record.circles.map((one) => ({ ...one, bundle: NOTHING }))
    const spent = { secret: NOTHING, replyKey: NOTHING, entry: NOTHING, packages: NOTHING }
    const over = { ...record, ...spent, circles, ended }
    await this.#put(over)
    return info(over, ended)
  }

  #within<T>(secret: Uint8Array, task: (room: Room) => Promise<T>): Promise<T> {
    const { relay, manner } = this.#ground
    return within({ relay, meeting: pairingOf(secret), manner }, task)
  }

  async #put(record: LinkingRecord): Promise<void> {
    await this.#ground.vault.write([put(record)])
  }

  async #erase(id: Uint8Array): Promise<void> {
    await this.#ground.vault.write([{ op: "delete", shelf: SHELF, key: id }])
  }
}

function info(record: LinkingRecord, state: State): LinkingInfo {
  const over = state === "linked" || state === "closed"
  const labels = (which: (one: NewCircle) => boolean) =>
    record.circles.filter(which).map(({ label }) => label)
  return {
    id: hex(record.hello),
    words: [...record.words],
    state,
    entered: labels(({ circle }) => circle.length > 0),
    missing: labels(({ circle, here }) => over && circle.length === 0 && !here),
  }
}

function put(record: LinkingRecord) {
  return { op: "put", shelf: SHELF, key: record.hello, value: pack(record) } as const
}

function pack(record: LinkingRecord): Uint8Array {
  const { secret, replyKey, entry, hello, words, packages, expires, ended } = record
  const circles = record.circles.map((one): Value => {
    const { handle, label, member, bundle, circle, over, here } = one
    return [handle, label, member, bundle, circle, over, here, one.ended]
  })
  return encode([secret, replyKey, entry, hello, words, circles, packages, expires, ended])
}

function unpack(data: Uint8Array): LinkingRecord {
  const [secret, replyKey, entry, hello, words, circles, packages, expires, ended] = fields(decode(data), 9)
  if (typeof ended !== "string") throw new MalformedError()
  return {
    secret: bytes(secret, 0, ANY),
    replyKey: bytes(replyKey, 0, ANY),
    entry: bytes(entry, 0, ANY),
    hello: bytes(hello, 0, ANY),
    words: list(words, ANY).map((word) => text(word)),
    circles: list(circles, ANY).map((value) => {
      const [handle, label, member, bundle, circle, over, here, done] = fields(value, 8)
      return {
        handle: bytes(handle, 0, ANY),
        label: text(label),
        member: bytes(member, 0, ANY),
        bundle: bytes(bundle, 0, ANY),
        circle: bytes(circle, 0, ANY),
        over: bytes(over, 0, ANY),
        here: flag(here),
        ended: flag(done),
      }
    }),
    packages: bytes(packages, 0, ANY),
    expires: whole(expires, 0),
    ended,
  }
}
