// This browser as the device that links another: its codes, who comes with them, what is done after the person's yes.
// Each step is written down before it is sent and can be taken again: `look` finds what is still to be done, however
// often. Loaded only when somebody wants it. docs/devices.md has the rules.

import type { PairingInfo } from "../engine/api.ts"
import { failed } from "../engine/failures.ts"
import { Code, SECRET } from "../invites/code.ts"
import { issuerKeys, MeetingError } from "../invites/meeting.ts"
import {
  type Asking,
  entranceEntry,
  type NewSaid,
  newSaid,
  offerEntry,
  openedEntry,
  readHello,
  type Visitors,
  visitorsOf,
} from "../invites/offering.ts"
import { HANDLE, type Hello, MOST_CIRCLES, type Packed, pairingOf } from "../invites/pairing.ts"
import { helloWords } from "../invites/words.ts"
import { LinkError, type Manner } from "../link/index.ts"
import { checkPackage, MLSError } from "../mls/index.ts"
import type { Vault } from "../vault/index.ts"
import { equal, hex, randomBytes, unhex } from "../wire/bytes.ts"
import { wordOf } from "./answers.ts"
import type { Circle } from "./circle.ts"
import { ifThere, type Room, within } from "./meetings.ts"
import {
  type Ending,
  PAIRINGS,
  type PairedCircle,
  type PairingRecord,
  pairingInfo,
  putPairing,
  spent,
  unpackPairing,
} from "./pairingRecords.ts"
import { Turns } from "./pauses.ts"
import { naming, shelf, takeEnded } from "./store.ts"

/** Seconds for which a device code is good. */
const CODE_LIFE = 600
/** Seconds after the person said yes in which the rest has to be done. */
const LINK_LIFE = 86_400
const ID = 8
const NOTHING = new Uint8Array()

/** A device that came with a code, and the words to compare. */
interface Came extends Asking {
  readonly hello: Hello
  readonly words: string[]
}

/** What it stands on. */
export interface Ground {
  vault: Vault
  /** The URL of the relay that this client may speak to. */
  relay: string
  now: () => number
  /** Ends what is asked of relays. */
  signal: AbortSignal
  /** The circles of the vault. */
  circles: () => Iterable<Circle>
}

/** The device codes that this vault makes. */
export class Pairings {
  readonly #ground: Ground
  readonly #turns = new Turns()
  /** The words of each hello, which are dear to derive. */
  readonly #words = new Map<string, string[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Make a code for all circles that go on here and meet at this relay; one that was open before is over. */
  make(): Promise<PairingInfo> {
    return this.#turns.run(async () => {
      for (const known of await this.#all()) {
        if (known.ended === null && known.hello.length === 0) await this.#drop(known)
      }
      const { circles, elsewhere, word } = await this.#going()
      if (circles.length === 0) throw failed("error-no-circle")
      if (circles.length > MOST_CIRCLES) throw failed("error-device-circles", { most: MOST_CIRCLES })
      const secret = randomBytes(SECRET)
      const box = pairingOf(secret)
      const { privateKey, publicKey } = await issuerKeys()
      const now = this.#ground.now()
      const record: PairingRecord = {
        id: box.idHash.slice(0, ID),
        secret,
        private: privateKey,
        entry: openedEntry(box, publicKey, now, now + CODE_LIFE),
        expires: now + CODE_LIFE,
        circles,
        elsewhere,
        hello: NOTHING,
        name: "",
        replyKey: NOTHING,
        offer: NOTHING,
        ended: null,
      }
      await this.#put(record)
      try {
        await this.#within(record, (room) => room.put(record.entry), { make: true, word })
      } catch (error) {
        await this.#erase(record) // nobody was told the code
        throw error
      }
      return this.#open(record)
    })
  }

  /** How each stands; after the person has said yes, what can be done is done. */
  look(): Promise<PairingInfo[]> {
    return this.#turns.run(async () => {
      const infos: PairingInfo[] = []
      for (const record of await this.#all()) {
        if (record.ended === "dropped") await this.#drop(record)
        else if (record.ended !== null) infos.push(await this.#end(record, record.ended))
        else infos.push(await this.#look(record))
      }
      return infos
    })
  }

  /** The person has compared these words, and says yes to the device that shows them. */
  accept(id: string, words: readonly string[]): Promise<PairingInfo> {
    return this.#turns.run(async () => {
      const record = await this.#find(id)
      if (record === null || record.ended === "dropped") throw failed("error-device-code")
      if (record.ended !== null) return this.#end(record, record.ended)
      if (record.hello.length > 0) return this.#advance(record) // it was said already
      const visitors = await this.#visitors(record)
      if (visitors === null) return this.#end(record, "over")
      if (visitors.hellos.length > 1) return this.#end(record, "frozen")
      const came = await this.#came(record, visitors)
      // Not what the person compared: another device came between.
      if (came?.words.join(" ") !== words.join(" ")) return this.#end(record, "mistaken")
      return this.#advance(await this.#accepted(record, came))
    })
  }

  /** Say no, or forget a code that is over: its box is burnt, which tells the device that came. */
  drop(id: string): Promise<void> {
    return this.#turns.run(async () => {
      const record = await this.#find(id)
      if (record !== null) await this.#drop(record)
    })
  }

  /** Say no to all that are not over: who has a device that was lost may have a code, too. */
  dropAll(): Promise<void> {
    return this.#turns.run(async () => {
      const open = (await this.#all()).filter(({ ended }) => ended === null)
      await this.#ground.vault.write(open.map((record) => putPairing(spent(record, "dropped"))))
      for (const record of open) await this.#drop(record)
    })
  }

  // Before the yes -----------------------------------------------------------------------------------

  /** The circles that go on here: those to link, what those at other relays are called, and the relay's pass. */
  async #going(): Promise<{ circles: PairedCircle[]; elsewhere: string[]; word: string | null }> {
    const circles: PairedCircle[] = []
    const elsewhere: string[] = []
    let word: string | null = null
    for (const circle of this.#ground.circles()) {
      const { status, label, relay } = await circle.view(({ record, fold }) => ({
        status: record.status,
        label: record.label,
        relay: fold.policy.relay,
      }))
      if (status !== "active") continue
      if (relay.url !== this.#ground.relay) {
        elsewhere.push(label)
        continue
      }
      circles.push({ circle: circle.id, handle: randomBytes(HANDLE), label, entry: NOTHING, outcome: null })
      word ??= wordOf(relay)
    }
    return { circles, elsewhere, word }
  }

  async #look(record: PairingRecord): Promise<PairingInfo> {
    if (record.hello.length > 0) return this.#advance(record)
    const visitors = await this.#visitors(record)
    if (visitors === null) return this.#end(record, "over")
    if (visitors.hellos.length > 1) return this.#end(record, "frozen")
    const came = await this.#came(record, visitors)
    if (came === null) return this.#open(record)
    return pairingInfo(record, "asked", { name: came.name, words: came.words })
  }

  #open(record: PairingRecord): PairingInfo {
    const code = new Code(record.secret, this.#ground.relay, "device")
    return pairingInfo(record, "open", { code: code.toString(), link: code.link })
  }

  /** Who has come; null where the code's time is over, or its box gone. */
  async #visitors(record: PairingRecord): Promise<Visitors | null> {
    if (this.#ground.now() >= record.expires) return null
    return ifThere(this.#within(record, async (room) => visitorsOf(room.meeting, room.entries)))
  }

  /** The device that has come; null while there is none, or only noise. */
  async #came(record: PairingRecord, { opened, hellos }: Visitors): Promise<Came | null> {
    const [hello] = hellos
    if (hello === undefined || opened === null) return null
    const box = pairingOf(record.secret)
    try {
      const asking = await readHello(box, record.private, hello)
      const id = hex(hello.id)
      const words = this.#words.get(id) ?? (await helloWords(box.box, opened.key, hello.sealed))
      this.#words.set(id, words)
      return { ...asking, hello, words }
    } catch (error) {
      if (error instanceof MeetingError) return null
      throw error
    }
  }

  /** Write the yes down, before it is said. */
  async #accepted(record: PairingRecord, { hello, name, replyKey }: Came): Promise<PairingRecord> {
    const circles: PairedCircle[] = []
    const offered = []
    for (const one of record.circles) {
      const circle = this.#circle(one)
      if (circle === null) continue // forgotten here meanwhile
      const { handle, label } = one
      const member = await circle.view(({ record: { member } }) => member)
      circles.push(one)
      offered.push({ handle, member, label, relay: this.#ground.relay })
    }
    if (circles.length === 0) throw failed("error-no-circle")
    const accepted: PairingRecord = {
      ...record,
      private: NOTHING,
      expires: this.#ground.now() + LINK_LIFE,
      circles,
      hello: hello.id,
      name,
      replyKey,
      offer: offerEntry(pairingOf(record.secret), hello.id, replyKey, offered),
    }
    await this.#put(accepted)
    return accepted
  }

  // After the yes ------------------------------------------------------------------------------------

  /** Go as far as the new device lets us. */
  async #advance(before: PairingRecord): Promise<PairingInfo> {
    let record = before
    if (this.#ground.now() >= record.expires) return this.#end(record, "over")
    const said = await this.#exchange(record, [record.offer])
    if (said === null) return this.#end(record, "over")
    if (said.some(({ kind }) => kind === "entered")) return this.#end(record, "linked")
    const packages = said.find((one) => one.kind === "packages")
    if (packages === undefined) return pairingInfo(record, "linking")
    for (const place of record.circles.keys()) {
      const next = await this.#link(record, place, packages.packed)
      if (next === null) return pairingInfo(record, "linking") // the next look sees how it went
      record = next
    }
    // All together, so that nobody can tell from their times which belongs to which commit.
    const entrances = record.circles.map(({ entry }) => entry)
    if ((await this.#exchange(record, entrances)) === null) return this.#end(record, "over")
    return pairingInfo(record, "linking")
  }

  /** See these entries into the box; what the new device has said there, null where the box is gone. */
  #exchange(record: PairingRecord, entries: readonly Uint8Array[]): Promise<NewSaid[] | null> {
    const task = async (room: Room) => {
      for (const entry of entries) await room.put(entry)
      return newSaid(room.meeting, room.entries, record.hello, record.replyKey)
    }
    return ifThere(this.#within(record, task))
  }

  /**
   * See the new device into one circle, once; its way in is kept as the exact entry to be posted. Null while that is
   * under way.
   */
  async #link(
    record: PairingRecord,
    place: number,
    packed: readonly Packed[],
  ): Promise<PairingRecord | null> {
    const one = record.circles[place] as PairedCircle
    if (one.outcome !== null) return record
    const keyPackage = packed.find(({ handle }) => equal(handle, one.handle))?.keyPackage ?? NOTHING
    const key = await this.#keyOf(keyPackage)
    const welcome = key === null ? NOTHING : await this.#welcome(one, record.name, key, keyPackage)
    if (welcome === null) return null
    const done: PairedCircle = {
      ...one,
      entry: entranceEntry(pairingOf(record.secret), record.hello, record.replyKey, one.handle, welcome),
      // Who hands over no keys is there already: the circles that are offered all meet at a relay that it reaches.
      outcome: welcome.length > 0 ? "linked" : keyPackage.length === 0 ? "there" : "missing",
    }
    const next = { ...record, circles: record.circles.map((known, at) => (at === place ? done : known)) }
    const handed = { op: "delete", shelf: shelf(one.circle, "linked"), key: key ?? NOTHING } as const
    await this.#ground.vault.write([putPairing(next), ...(key === null ? [] : [handed])])
    return next
  }

  /** The signature key of a package that is sound now; null for another, or none. */
  async #keyOf(keyPackage: Uint8Array): Promise<Uint8Array | null> {
    try {
      return (await checkPackage(keyPackage, { now: this.#ground.now() })).signatureKey
    } catch (error) {
      if (error instanceof MLSError) return null
      throw error
    }
  }

  /** Add the device to a circle: its welcome, empty where the circle does not take it, null while that is under way. */
  async #welcome(
    one: PairedCircle,
    name: string,
    key: Uint8Array,
    keyPackage: Uint8Array,
  ): Promise<Uint8Array | null> {
    const circle = this.#circle(one)
    if (circle === null) return NOTHING
    const { id, steps, driver } = circle
    const { vault } = this.#ground
    const held = () => vault.get(shelf(id, "linked"), key)
    const active = await circle.view(({ record }) => record.status === "active")
    if (!active) return (await held()) ?? NOTHING
    const waits = () =>
      steps.run(({ machine }) =>
        [...(machine?.intents.values() ?? [])].some(
          (wish) => wish.kind === "add-device" && equal(wish.keyPackage, keyPackage),
        ),
      )
    await driver.settled()
    if ((await held()) === null && !(await waits())) {
      await vault.write([naming(id, key, name)]) // before the device can be seen there
      const wish = await steps.run(
        ({ machine }) => machine?.intend({ kind: "add-device", keyPackage }) ?? null,
      )
      await driver.settled()
      if (wish !== null) await steps.run(() => takeEnded(vault, id, wish))
    }
    const welcome = await held()
    return welcome === null && (await waits()) ? null : (welcome ?? NOTHING)
  }

  #circle({ circle }: PairedCircle): Circle | null {
    return [...this.#ground.circles()].find(({ id }) => equal(id, circle)) ?? null
  }

  // The end ------------------------------------------------------------------------------------------

  /** It is over like this, and burnt, now or with the next look; how it went is kept, the keys are not. */
  async #end(record: PairingRecord, ended: Exclude<Ending, "dropped">): Promise<PairingInfo> {
    const over = record.ended === null ? spent(record, ended) : record
    if (record.ended === null) await this.#put(over)
    await this.#burn(over)
    return pairingInfo(over, ended)
  }

  /** Nothing of it is kept, once it is burnt. */
  async #drop(record: PairingRecord): Promise<void> {
    const over = spent(record, "dropped")
    await this.#put(over)
    if (await this.#burn(over)) await this.#erase(over)
  }

  /** Whether the box is gone. What is in a circle already stays there, and can be taken out like any device. */
  async #burn(record: PairingRecord): Promise<boolean> {
    if (record.secret.length === 0) return true
    try {
      await ifThere(
        this.#within(record, ({ connection, meeting }) => connection.burn(meeting.box, meeting.burnKey)),
      )
    } catch (error) {
      if (error instanceof LinkError) return false // nobody comes in by it any more; the next look burns it
      throw error
    }
    await this.#put({ ...record, secret: NOTHING })
    return true
  }

  // Within -------------------------------------------------------------------------------------------

  #within<T>(
    record: PairingRecord,
    task: (room: Room) => Promise<T>,
    { make = false, word = null }: { make?: boolean; word?: string | null } = {},
  ): Promise<T> {
    const { relay, signal } = this.#ground
    const manner: Manner = { word, signal }
    return within({ relay, meeting: pairingOf(record.secret), manner, make }, task)
  }

  async #all(): Promise<PairingRecord[]> {
    return (await this.#ground.vault.scan(PAIRINGS)).map(([, value]) => unpackPairing(value))
  }

  async #find(id: string): Promise<PairingRecord | null> {
    const value = await this.#ground.vault.get(PAIRINGS, unhex(id))
    return value === null ? null : unpackPairing(value)
  }

  async #put(record: PairingRecord): Promise<void> {
    await this.#ground.vault.write([putPairing(record)])
  }

  async #erase({ id }: PairingRecord): Promise<void> {
    await this.#ground.vault.write([{ op: "delete", shelf: PAIRINGS, key: id }])
  }
}
