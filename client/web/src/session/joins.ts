// Our own knocks: at other people's circles, and at a circle of ours that we come back to.

import { BadNameError, checkName } from "../circle/names.ts"
import type { JoinState, Sentence } from "../engine/api.ts"
import { because, failed } from "../engine/failures.ts"
import { join, keyPackage, WelcomeError } from "../group/founding.ts"
import { carriedOver, FAREWELL } from "../group/kept.ts"
import { loadFold, loadRecord } from "../group/load.ts"
import { packDraft, unpackDraft } from "../group/records.ts"
import { type Code, type CodeKind, parse, split } from "../invites/code.ts"
import {
  type Issued,
  knock,
  knockId,
  LONGEST_NOTE,
  Meeting,
  MeetingError,
  type Request,
  type Way,
} from "../invites/meeting.ts"
import { knockWords } from "../invites/words.ts"
import { Address, LinkLostError, type Manner, MisbehavedError, RefusedError } from "../link/index.ts"
import { KeyPackageBundle } from "../mls/index.ts"
import type { Change, Vault } from "../vault/index.ts"
import { equal, hex, randomBytes, utf8 } from "../wire/bytes.ts"
import { badName, ofCode } from "./answers.ts"
import { type Room, within } from "./meetings.ts"
import { Turns } from "./pauses.ts"
import { type JoinRecord, packJoin, unpackJoin } from "./records.ts"
import type { Steps } from "./steps.ts"
import { changesOf, circleKeys, JOINS, listed, shelf, shelvesOf } from "./store.ts"

/** How a knock ended whose welcome leads nowhere. */
const STALE = "stale"
const MEMBER = 16
const REPLY_KEY = 32
const CIRCLE = 8
/** The name on this device of a circle that came with one that would mislead. */
const NAMELESS = "circle"

const NOTHING = new Uint8Array()

/** The code that a person gave. Throws the failure that says where to look. */
export function readCode(text: string, kind?: CodeKind): Code {
  try {
    const { letters, relay } = split(text, kind)
    return parse(letters, Address.parse(relay).url, kind)
  } catch (error) {
    throw ofCode(error)
  }
}

/** How a knock stands, as pages have it. */
export function joinState(record: JoinRecord): JoinState {
  if (record.circle.length > 0) return "admitted"
  return record.ended === "" ? "waiting" : (STATES[record.ended] ?? "stale")
}

/** An invite that was used, revoked, has expired or never was is told alike: it is over. */
const STATES: Readonly<Record<string, JoinState>> = {
  declined: "declined",
  closed: "closed",
  expired: "closed",
  "not-genuine": "not genuine",
  stale: "stale",
}

/** How a knock stands, in a sentence. */
export function joinSentence(record: JoinRecord): Sentence {
  return { id: `join-${joinState(record).replace(" ", "-")}` }
}

const OVER: Sentence = { id: "join-closed" }

/** What a person writes on a knock. */
export interface Wish {
  code: Code
  name: string
  note: string
  /** The circle to come back to. */
  rejoin: { key: Uint8Array; steps: Steps } | null
}

/** What backups take; fetched only when somebody wants it. */
export const backups = () => import("./backups.ts")

/** The knocks of a vault. */
export class Joins {
  readonly #vault: Vault
  readonly #now: () => number
  readonly #manner: Manner
  /** What is known of a knock changes in turns: one that was dropped does not come back. */
  readonly #turns = new Turns()

  constructor(vault: Vault, now: () => number, manner: Manner) {
    this.#vault = vault
    this.#now = now
    this.#manner = manner
  }

  /** The knocks, by their id in hex. */
  async all(): Promise<Map<string, JoinRecord>> {
    const found = await this.#vault.scan(JOINS)
    return new Map(found.map(([key, value]) => [hex(key), unpackJoin(value)]))
  }

  /** Knock; what is sent is written down first. */
  async knock(wish: Wish): Promise<JoinRecord> {
    const named = { ...wish, name: nameOf(wish.name) }
    if ([...wish.note].length > LONGEST_NOTE) throw failed("error-note-long", { most: LONGEST_NOTE })
    const meeting = Meeting.of(wish.code.secret)
    const entrance = { relay: wish.code.relay, meeting, manner: this.#manner }
    try {
      return await within(entrance, async (room) => {
        const { issued } = room.desk
        const standing = room.desk.standing(NOTHING, new Uint8Array(REPLY_KEY), this.#now())
        if (standing === "closed" || standing === "expired") throw because("refused", OVER)
        if (issued === null) throw new MeetingError("the first entry is no key")
        const record = await this.#make(meeting, issued, named)
        await this.#post(room, record)
        return record
      })
    } catch (error) {
      if (error instanceof RefusedError) throw because("refused", OVER)
      if (error instanceof MeetingError) throw because("refused", { id: "join-not-genuine" })
      throw error
    }
  }

  /**
   * Post what was written down. Where the connection ends over it, the knock may stand there already: it waits, and
   * the next look sees to it, since to knock anew would freeze the invite. What the relay refuses has not been.
   */
  async #post(room: Room, record: JoinRecord): Promise<void> {
    try {
      await room.put(record.entry)
    } catch (error) {
      if (error instanceof LinkLostError || error instanceof MisbehavedError) return
      await this.drop(record.knockId)
      throw error
    }
  }

  async #make(meeting: Meeting, issued: Issued, { code, name, note, rejoin }: Wish): Promise<JoinRecord> {
    const now = this.#now()
    const { member, bundle, signature } = await this.#leaf(rejoin, now)
    const replyKey = randomBytes(REPLY_KEY)
    const request: Request = {
      keyPackage: bundle.publicPackage,
      member,
      name,
      note,
      replyKey,
      rejoin: signature,
    }
    const content = await knock(meeting, issued, request)
    const words = await knockWords(meeting.box, issued.issuerKey, content.sealed)
    const record: JoinRecord = {
      secret: code.secret,
      relay: code.relay,
      name,
      member,
      bundle: bundle.serialize(),
      replyKey,
      entry: meeting.close(content),
      knockId: knockId(content),
      words,
      madeAt: now,
      rejoins: rejoin?.key ?? NOTHING,
      circle: NOTHING,
      ended: "",
    }
    await this.#put(record)
    return record
  }

  /** A new leaf; one that comes back bears its old member id, and its old leaf's signature or a rejoin key's. */
  async #leaf(
    rejoin: Wish["rejoin"],
    now: number,
  ): Promise<{ member: Uint8Array; bundle: KeyPackageBundle; signature: Uint8Array }> {
    if (rejoin === null) {
      const member = randomBytes(MEMBER)
      return { member, bundle: await keyPackage(member, now), signature: NOTHING }
    }
    return rejoin.steps.run(async ({ machine, record }) => {
      const { member } = record
      const bundle = await keyPackage(member, now)
      const { publicPackage } = bundle
      const signature =
        (await machine?.signRejoining(publicPackage)) ??
        (await (await backups()).prove(this.#vault, rejoin.key, member, publicPackage))
      if (signature === null) throw failed("error-rejoin-ended")
      return { member, bundle, signature }
    })
  }

  /** Look once how a knock stands. The record, and the way in where it was let in. Rejects with a LinkError. */
  async look(record: JoinRecord): Promise<{ record: JoinRecord; ways: Way[] }> {
    const { knockId, replyKey } = record
    const entrance = { relay: record.relay, meeting: Meeting.of(record.secret), manner: this.#manner }
    try {
      const { standing, ways } = await within(entrance, async (room) => {
        const stands = () => room.desk.standing(knockId, replyKey, this.#now())
        if (stands() === "waiting") await room.put(record.entry) // a knock that was cut short
        return { standing: stands(), ways: room.desk.admitted(knockId, replyKey) }
      })
      if (standing === "waiting" || standing === "admitted") return { record, ways }
      return { record: await this.end(record, standing), ways: [] }
    } catch (error) {
      if (error instanceof RefusedError) return { record: await this.end(record, "closed"), ways: [] }
      throw error
    }
  }

  /**
   * Begin the circle that a way leads to, and erase the keys of the knock, in one transaction. Rejects with a
   * failure where the knock was dropped meanwhile.
   */
  async enter(record: JoinRecord, ways: readonly Way[]): Promise<JoinRecord> {
    for (const way of ways) {
      try {
        return await this.#turns.run(() => this.#enter(record, way))
      } catch (error) {
        if (!(error instanceof WelcomeError)) throw error
      }
    }
    return this.end(record, STALE)
  }

  async #enter(record: JoinRecord, way: Way): Promise<JoinRecord> {
    await this.#known(record.knockId)
    const { member, rejoins: over } = record
    const { circle, changes } = await entering(this.#vault, way, {
      bundle: record.bundle,
      member,
      over,
      now: this.#now(),
    })
    const entered = { ...spent(record), circle }
    await this.#vault.write([...changes, put(entered)])
    return entered
  }

  /** The knock ended like this: its keys are erased. Rejects with a failure where it was dropped meanwhile. */
  end(record: JoinRecord, ended: string): Promise<JoinRecord> {
    return this.#turns.run(async () => {
      await this.#known(record.knockId)
      const over = { ...spent(record), ended }
      await this.#put(over)
      return over
    })
  }

  /** Erase a knock, whether it ended or waits. Rejects with a failure where there is none, or it led to a circle. */
  drop(id: Uint8Array): Promise<void> {
    return this.#turns.run(async () => {
      const record = await this.#known(id)
      if (record.circle.length > 0) throw failed("error-no-join")
      await this.#vault.write([erased(record)])
    })
  }

  async #known(id: Uint8Array): Promise<JoinRecord> {
    const value = await this.#vault.get(JOINS, id)
    if (value === null) throw failed("error-no-join")
    return unpackJoin(value)
  }

  /** The changes that erase the knocks that led to a circle, or were to. */
  async dropsOf(circle: Uint8Array): Promise<Change[]> {
    const known = [...(await this.all()).values()]
    return known.filter((one) => equal(one.circle, circle) || equal(one.rejoins, circle)).map(erased)
  }

  async #put(record: JoinRecord): Promise<void> {
    await this.#vault.write([put(record)])
  }
}

/** As whom a circle is entered. */
export interface Entering {
  /** The private keys of our key package, as they were stored. */
  bundle: Uint8Array
  member: Uint8Array
  /** The local id of the same circle, ended here, which goes on with what it holds; empty for a new one. */
  over: Uint8Array
  now: number
}

/** The circle that a way leads to: its local id, and the changes that write it down. Rejects with a WelcomeError. */
export async function entering(
  vault: Vault,
  way: Way,
  as: Entering,
): Promise<{ circle: Uint8Array; changes: Change[] }> {
  const bundle = await KeyPackageBundle.restore(as.bundle)
  const again = as.over.length > 0
  const circle = again ? as.over : randomBytes(CIRCLE)
  const shelves = shelvesOf(vault, circle)
  const [old, before] = again ? await Promise.all([loadRecord(shelves), loadFold(shelves)]) : [null, null]
  const naming = old ?? { number: await nextNumber(vault), label: labelOf(way.label) }
  const machine = await join(way.welcome, bundle, naming, as.member, as.now, before)
  const changes = [
    ...(again ? await forgottenEpoch(vault, circle) : []),
    listed(circle),
    ...changesOf(circle, machine.takeWrites()),
  ]
  machine.group.wipe()
  bundle.wipe()
  return { circle, changes }
}

/** The number of the next circle: one more than the highest. */
export async function nextNumber(vault: Vault): Promise<number> {
  const keys = await circleKeys(vault)
  const records = await Promise.all(keys.map((key) => loadRecord(shelvesOf(vault, key))))
  return Math.max(0, ...records.map((record) => record?.number ?? 0)) + 1
}

/** A name that circles accept; the failure that says what they do not. */
export function nameOf(typed: string): string {
  try {
    return checkName(typed)
  } catch (error) {
    throw error instanceof BadNameError ? badName() : error
  }
}

/** A knock without its keys: neither what opens the welcome nor the code is needed any more. */
function spent(record: JoinRecord): JoinRecord {
  return { ...record, secret: NOTHING, bundle: NOTHING, replyKey: NOTHING, entry: NOTHING }
}

function put(record: JoinRecord): Change {
  return { op: "put", shelf: JOINS, key: record.knockId, value: packJoin(record) }
}

function erased(record: JoinRecord): Change {
  return { op: "delete", shelf: JOINS, key: record.knockId }
}

/** What the circle is called here; a name that would mislead is not taken over. */
function labelOf(offered: string): string {
  try {
    return checkName(offered)
  } catch (error) {
    if (error instanceof BadNameError) return NAMELESS
    throw error
  }
}

/** What belongs to the epoch that was lost goes; messages not yet sent stay to be sent. */
async function forgottenEpoch(vault: Vault, circle: Uint8Array): Promise<Change[]> {
  const names = ["handed", "deliveries", "intents", "ended"] as const
  const drafts = shelf(circle, "drafts")
  return [
    ...["pending", "rejoin", FAREWELL].map((key): Change => {
      return { op: "delete", shelf: shelf(circle, "state"), key: utf8(key) }
    }),
    ...names.map((name): Change => ({ op: "drop", shelf: shelf(circle, name) })),
    ...(await vault.scan(drafts)).map(([key, value]): Change => {
      const draft = carriedOver(unpackDraft(value))
      return draft === null
        ? { op: "delete", shelf: drafts, key }
        : { op: "put", shelf: drafts, key, value: packDraft(draft) }
    }),
  ]
}
