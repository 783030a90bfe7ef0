// What a machine holds of a circle, and the vault writes that keep it.
//
// Every change goes through a method here that notes what is to be written, so that memory and vault
// cannot come apart. What changes with every entry (the place in the box, the ratchets, the core of the
// fold) is noted only, and packed once when the writes are taken.

import { changeOf } from "../circle/change.ts"
import { type Body, decodeEvent, encodeEvent, event } from "../circle/events.ts"
import type { CommitFacts } from "../circle/facts.ts"
import { apply } from "../circle/fold.ts"
import { Ledger, start } from "../circle/history.ts"
import type { ItemKind } from "../circle/items.ts"
import type { Placed } from "../circle/placed.ts"
import type { Policy } from "../circle/policy.ts"
import { dumpCore, dumpItem, type State } from "../circle/state.ts"
import type { Group } from "../mls/index.ts"
import { equal, hex, randomBytes, unhex, utf8 } from "../wire/bytes.ts"
import { type EpochKeys, epochKeys } from "./envelope.ts"
import { policyOf } from "./facts.ts"
import { type Intent, packIntent } from "./intents.ts"
import {
  type CircleRecord,
  type Delivery,
  type Draft,
  type Farewell,
  type Heard,
  type Pending,
  packDelivery,
  packDraft,
  packEnded,
  packFarewell,
  packHeard,
  packPending,
  packRecord,
  packSync,
  type Shelf,
  Status,
  type SyncRecord,
  type Write,
} from "./records.ts"
import type { Entry } from "./wants.ts"

/** The key of the draft that holds our own proposal to leave, in hex. */
export const LEAVE = hex(utf8("leave"))
/** The key, beside the circle's state, of the farewell that was sealed beforehand. */
export const FAREWELL = "farewell"

const EVENT_ID = 16
const NOTHING = new Uint8Array()

/** What stands on the shelf `state`. */
type StateKey = "record" | "sync" | "epoch" | "ratchets" | "fold" | "pending" | typeof FAREWELL

/** What a machine is made of; all but the first five may be left out. */
export interface Parts {
  readonly record: CircleRecord
  readonly group: Group
  readonly keys: EpochKeys
  readonly sync: SyncRecord
  readonly fold: State
  /** The serialized ledger of the epoch's box; a new one where it is left out. */
  readonly ledger?: Uint8Array
  /** By event id, in the order they were written. */
  readonly drafts?: ReadonlyMap<string, Draft>
  /** By key, in the order they came. */
  readonly intents?: ReadonlyMap<string, Intent>
  readonly pending?: Pending | null
  readonly deliveries?: ReadonlyMap<string, Delivery>
  readonly handed?: ReadonlyMap<string, Delivery>
  readonly farewell?: Farewell | null
}

/** The parts of a circle on this device; `Machine` is what drives them. */
export class Kept {
  record: CircleRecord
  group: Group
  keys: EpochKeys
  sync: SyncRecord
  policy: Policy
  ledger: Ledger
  readonly fold: State
  /** Events on their way out, by event id, in the order they were written. */
  readonly drafts: Map<string, Draft>
  readonly intents: Map<string, Intent>
  pending: Pending | null
  /** Welcomes to be seen into their meeting boxes, by knock id. */
  readonly deliveries: Map<string, Delivery>
  /** Welcomes of others' commits in this epoch, by seal and knock id; due once their commit has won. */
  readonly handed: Map<string, Delivery>
  /** Only where its owner asked for one. */
  farewell: Farewell | null
  /** Intents that need more approvals, with the voices they have; not stored. */
  readonly waiting = new Map<string, number>()

  /** By shelf and key: of several writes to one record only the last counts. */
  readonly #writes = new Map<string, Write>()
  /** What is to be packed when the writes are taken. */
  readonly #stale = new Set<StateKey>()
  /** Items that are new, different or gone, by id. */
  readonly #changed = new Set<string>()

  protected constructor(parts: Parts) {
    this.record = parts.record
    this.group = parts.group
    this.keys = parts.keys
    this.sync = parts.sync
    this.fold = parts.fold
    this.drafts = new Map(parts.drafts)
    this.intents = new Map(parts.intents)
    this.pending = parts.pending ?? null
    this.deliveries = new Map(parts.deliveries)
    this.handed = new Map(parts.handed)
    this.farewell = parts.farewell ?? null
    this.policy = policyOf(this.group)
    this.ledger = parts.ledger === undefined ? newLedger(this.group) : Ledger.restore(parts.ledger)
  }

  /** The writes since the last call, to be stored in one transaction. */
  takeWrites(): Write[] {
    for (const key of this.#stale) this.#put("state", utf8(key), this.#packed(key))
    for (const id of this.#changed) {
      const item = this.fold.items.get(id)
      if (item === undefined) this.#delete("items", unhex(id))
      else this.#put("items", unhex(id), dumpItem(item))
    }
    this.#stale.clear()
    this.#changed.clear()
    const writes = [...this.#writes.values()]
    this.#writes.clear()
    return writes
  }

  // The outbox -----------------------------------------------------------------------------------

  /** Put an event into the outbox; its 16-byte id. EventError for a bad field. */
  say(body: Body, now: number): Uint8Array {
    const id = randomBytes(EVENT_ID)
    const said = encodeEvent(event(id, body, now, this.ledger.seen))
    const long = body.kind === "card" || body.kind === "timer"
    this.setDraft(hex(id), { order: this.#nextOrder(), event: said, long, blob: NOTHING })
    return id
  }

  /** Propose our own removal; it takes effect when another member commits it. */
  leave(): void {
    this.setDraft(LEAVE, { order: this.#nextOrder(), event: NOTHING, long: true, blob: NOTHING })
  }

  #nextOrder(): number {
    return Math.max(0, ...[...this.drafts.values()].map((draft) => draft.order)) + 1
  }

  // The timeline ---------------------------------------------------------------------------------

  /** Place what a member said in an entry. EventError where it is no event. */
  protected placeEvent(entry: Entry, author: Uint8Array, said: Uint8Array, now: number): void {
    const { epoch } = this.group
    const what = decodeEvent(said)
    this.#place({
      type: "event",
      index: this.#index(),
      epoch,
      seq: entry.seq,
      author,
      event: what,
      received: now,
    })
    this.#heard(author, now)
  }

  /** Place the commit that ends the epoch. */
  protected placeChange(entry: Entry, facts: CommitFacts, now: number): void {
    const { epoch } = this.group
    const author = facts.sender
    const change = changeOf(facts)
    const seenSeq = facts.data?.seen.seq ?? 0
    this.#place({
      type: "change",
      index: this.#index(),
      epoch,
      seq: entry.seq,
      author,
      change,
      seenSeq,
      received: now,
    })
    this.#heard(author, now)
  }

  /** Place a note about the box itself. */
  protected note(
    kind: ItemKind,
    seq: number,
    now: number,
    about: { author?: Uint8Array; number?: number } = {},
  ): void {
    const { epoch } = this.group
    const { author = null, number = 0 } = about
    this.#place({ type: "note", index: this.#index(), epoch, seq, kind, received: now, author, number })
  }

  /** Items whose records must follow the fold. */
  protected itemsChanged(ids: Iterable<string>): void {
    for (const id of ids) this.#changed.add(id)
    this.#stale.add("fold")
  }

  #index(): number {
    return Math.max(this.fold.lastIndex, 0) + 1
  }

  #place(placed: Placed): void {
    const outcome = apply(this.fold, placed)
    this.itemsChanged(outcome.changed)
    for (const { author, body } of outcome.undone) {
      if (equal(author, this.record.member)) this.say(body, placed.received)
    }
  }

  #heard(author: Uint8Array, now: number): void {
    this.#put("heard", author, packHeard({ at: now, epoch: this.group.epoch }))
  }

  /** A device, by its signature key, was heard in an epoch: by that people know which of theirs is which. */
  protected heardDevice(key: Uint8Array, heard: Heard): void {
    this.#put("devices", key, packHeard(heard))
  }

  protected forgetDevice(key: Uint8Array): void {
    this.#delete("devices", key)
  }

  // The vault ------------------------------------------------------------------------------------

  protected setRecord(changes: Partial<CircleRecord>): void {
    this.record = { ...this.record, ...changes }
    this.#stale.add("record")
  }

  protected setSync(changes: Partial<SyncRecord>): void {
    this.sync = { ...this.sync, ...changes }
    this.#stale.add("sync")
  }

  protected setDraft(key: string, draft: Draft): void {
    this.drafts.set(key, draft)
    this.#put("drafts", unhex(key), packDraft(draft))
  }

  protected dropDraft(key: string): void {
    this.drafts.delete(key)
    this.#delete("drafts", unhex(key))
  }

  protected setPending(pending: Pending): void {
    this.pending = pending
    this.#stale.add("pending")
  }

  /** The commit lost or has won: what it would begin with is erased. */
  protected dropPending(): void {
    if (this.pending === null) return
    for (const secret of [this.pending.nextEpoch, this.pending.nextRatchets]) secret.fill(0)
    this.pending = null
    this.#drop("pending")
  }

  protected setFarewell(farewell: Farewell | null): void {
    if (farewell !== null) this.#stale.add(FAREWELL)
    else if (this.farewell !== null) this.#drop(FAREWELL)
    this.farewell = farewell
  }

  protected setIntent(key: string, intent: Intent): void {
    this.intents.set(key, intent)
    this.#put("intents", unhex(key), packIntent(intent))
  }

  protected dropIntent(key: string): void {
    if (this.intents.delete(key)) this.#delete("intents", unhex(key))
  }

  /** The intent is over; `why` is empty when it was carried out. */
  protected endIntent(key: string, why: string): void {
    this.dropIntent(key)
    this.#put("ended", unhex(key), packEnded({ why, epoch: this.group.epoch }))
  }

  protected setDelivery(delivery: Delivery): void {
    this.deliveries.set(hex(delivery.knockId), delivery)
    this.#put("deliveries", delivery.knockId, packDelivery(delivery))
  }

  protected dropDelivery(knockId: Uint8Array): void {
    if (this.deliveries.delete(hex(knockId))) this.#delete("deliveries", knockId)
  }

  protected setHanded(key: string, delivery: Delivery): void {
    this.handed.set(key, delivery)
    this.#put("handed", unhex(key), packDelivery(delivery))
  }

  protected dropHanded(): void {
    for (const key of this.handed.keys()) this.#delete("handed", unhex(key))
    this.handed.clear()
  }

  /** The way in for a further device of ours, by its signature key, until the session has handed it over. */
  protected setLinked(signatureKey: Uint8Array, welcome: Uint8Array): void {
    this.#put("linked", signatureKey, welcome)
  }

  /** The whole group has to be written: it began an epoch, or remembers something new of it. */
  protected groupChanged(): void {
    this.#stale.add("epoch")
    this.ratchetsChanged()
  }

  /** A message was encrypted or decrypted. */
  protected ratchetsChanged(): void {
    this.#stale.add("ratchets")
  }

  /** Go on in another epoch of the group. The secrets of the last one are erased, here and in the vault. */
  protected async changeGroup(after: Group, sync: SyncRecord): Promise<void> {
    const keys = await epochKeys(after)
    this.#wipe()
    this.group = after
    this.keys = keys
    this.policy = policyOf(after)
    this.ledger = newLedger(after)
    this.setSync(sync)
    this.groupChanged()
  }

  /** Erase the group's secrets, here and in the vault: the circle has ended on this device. */
  protected forgetGroup(): void {
    this.#wipe()
    for (const key of ["epoch", "ratchets", "sync"] as const) this.#drop(key)
  }

  #wipe(): void {
    this.group.wipe()
    for (const secret of [this.keys.seed, this.keys.envelope]) secret.fill(0)
  }

  #packed(key: StateKey): Uint8Array {
    switch (key) {
      case "record":
        return packRecord(this.record)
      case "sync":
        return packSync(this.sync, this.ledger.serialize())
      case "epoch":
        return this.group.serializeEpoch()
      case "ratchets":
        return this.group.serializeRatchets()
      case "fold":
        return dumpCore(this.fold)
      case "pending":
        return this.pending === null ? NOTHING : packPending(this.pending)
      case FAREWELL:
        return this.farewell === null ? NOTHING : packFarewell(this.farewell)
    }
  }

  #drop(key: StateKey): void {
    this.#stale.delete(key)
    this.#delete("state", utf8(key))
  }

  #put(shelf: Shelf, key: Uint8Array, value: Uint8Array): void {
    this.#writes.set(`${shelf}/${hex(key)}`, { op: "put", shelf, key, value })
  }

  #delete(shelf: Shelf, key: Uint8Array): void {
    this.#writes.set(`${shelf}/${hex(key)}`, { op: "delete", shelf, key })
  }
}

/** A draft as it goes into another epoch; null for an approval, which is worth nothing there. */
export function carriedOver(draft: Draft): Draft | null {
  if (draft.event.length > 0 && decodeEvent(draft.event).body.kind === "approval") return null
  return { ...draft, blob: NOTHING }
}

/** Where one stands in a box that one has not looked into yet. Times are unix seconds. */
export function freshSync(times: Pick<SyncRecord, "enteredAt" | "leafAt" | "updateAt">): SyncRecord {
  const { enteredAt, leafAt, updateAt } = times
  return {
    cursor: 0,
    lastSeal: 0,
    voids: 0,
    opener: false,
    opened: false,
    enteredAt,
    leafAt,
    updateAt,
    leaves: [],
  }
}

/** Whether a circle with this status goes on here. */
export function isRunning(status: Status): boolean {
  return status === Status.ACTIVE || status === Status.LEAVING
}

function newLedger(group: Group): Ledger {
  return new Ledger(start(group.groupId, group.epoch, group.epochAuthenticator))
}
