// One circle, driven: entries, wishes and time in; log, vault writes and the next request out.
//
// The machine never touches the network or the disk. Whoever drives it asks `want` for the one request to
// make next, stores `takeWrites` in one transaction before making it, and tells the machine what came of
// it. So a crash at any point finds either the state before a step or the state after it, and what was
// sent is always in the vault (rule D). One call at a time: a method that awaits must not be overlapped.
// A machine whose method threw is dropped, and loaded again from what was stored.

import { decodeEvent, encodeEvent, event } from "../circle/events.ts"
import { expired, forget } from "../circle/fold.ts"
import { ItemKind } from "../circle/items.ts"
import type { State } from "../circle/state.ts"
import type { Group } from "../mls/index.ts"
import { concat, equal, hex, randomBytes, u64 } from "../wire/bytes.ts"
import { Kind as EntryKind } from "../wire/codes.ts"
import { signRejoining } from "./approvals.ts"
import { below } from "./chance.ts"
import { Content, epochKeys, seal } from "./envelope.ts"
import { LEAF_AGE } from "./inbox.ts"
import type { Intent } from "./intents.ts"
import { freshSync, LEAVE, type Parts } from "./kept.ts"
import { JOINED_UPDATE, Planner } from "./planner.ts"
import { type CircleRecord, type Draft, Status } from "./records.ts"
import { type Entry, IDLE, type Want } from "./wants.ts"

/** Seconds that others leave the winner of an epoch to open the next box (rule W). */
export const OPENER_WAIT = 10

const NOTHING = new Uint8Array()

/**
 * How entries came: live, by themselves; as a part of what a read gave, with more to come; or as the end of
 * that, after which the relay shows nothing more.
 */
export type Coming = "live" | "part" | "end"

/**
 * What holds for one connection only: which box is attached there, and what the relay holds in it. Only the
 * machine changes it, but for what is said below.
 */
export class Line {
  /** The attached box; none at first. */
  box: Uint8Array = new Uint8Array()
  /**
   * Whether everything that the relay held when we attached has been read. The driver sets it false when
   * something live was missed.
   */
  ended = false
  /** The highest sequence number known to exist in the attached box. */
  head = 0
  /** Whether the relay refused to attach the box of this epoch. The driver sets it false to try again. */
  refused = false
  /** Whether the box takes no more posts; a seal always finds room. */
  full = false
  /** The last entry of ours that went out. */
  sent: Uint8Array = new Uint8Array()
  /** The same, from when the relay acknowledged it until it should have been read. */
  promised: Uint8Array = new Uint8Array()
  /** Whether the relay said that a seal stands beyond what was read, and the read is still to come. */
  sealed = false
  /** Whether the relay does not show what it said it holds: nothing more is sent on this connection. */
  deceived = false
}

/** A circle on this device: one that `begin` makes, or one that was stored (load.ts). */
export class Machine extends Planner {
  /** A circle that we have just founded, joined or rejoined; all of it is to be written. */
  static async begin(
    record: CircleRecord,
    group: Group,
    fold: State,
    now: number,
    founder: boolean,
  ): Promise<Machine> {
    const wait = founder ? LEAF_AGE : below(JOINED_UPDATE)
    const sync = { ...freshSync({ enteredAt: now, leafAt: now, updateAt: now + wait }), opener: founder }
    const machine = new Machine({ record, group, keys: await epochKeys(group), sync, fold })
    machine.setRecord({})
    machine.setSync({})
    machine.groupChanged()
    machine.itemsChanged(fold.items.keys())
    return machine
  }

  /** A circle as it was stored. PolicyError or MalformedError where what was stored is damaged. */
  static restore(parts: Parts): Machine {
    return new Machine(parts)
  }

  // What to do next ------------------------------------------------------------------------------

  /**
   * The one request to make next on this connection; `idle` when there is only to listen. It may encrypt a
   * draft or build a commit, so `takeWrites` is stored before anything is sent.
   */
  async want(line: Line, now: number): Promise<Want> {
    const want = await this.#want(line, now)
    if (want.kind === "post" || want.kind === "seal") line.sent = want.blob
    return want
  }

  async #want(line: Line, now: number): Promise<Want> {
    if (!this.running) return IDLE
    if (!equal(line.box, this.keys.box)) return this.#reach(line, now)
    if (!line.ended || line.head > this.sync.cursor) return { kind: "read", after: this.sync.cursor }
    if (line.deceived) return IDLE
    if (this.sync.lastSeal > 0 || line.full) return this.#heal(now)
    const draft = await this.#post()
    if (draft !== null) return draft
    if (this.pending === null && this.#mayCommit) {
      await this.plan(now)
      const approval = await this.#post() // to be given first
      if (approval !== null) return approval
    }
    if (this.pending === null) return IDLE
    if (this.pending.handover.length > 0 && !this.pending.handedOver) {
      return { kind: "post", blob: this.pending.handover, long: true }
    }
    return { kind: "seal", blob: this.pending.blob, after: 0 }
  }

  /**
   * A void seal or its quota has closed the box to posts: who has something to say ends the epoch. A commit
   * that needs a post before it (a welcome) cannot be sealed here; a plain one is.
   */
  async #heal(now: number): Promise<Want> {
    if (this.pending !== null && this.pending.handover.length > 0 && !this.pending.handedOver) {
      this.dropPending()
    }
    if (this.pending === null && this.#mayCommit) {
      if (this.drafts.size > 0 || this.intents.size > 0) await this.update()
      else await this.plan(now)
    }
    if (this.pending === null) return IDLE
    return { kind: "seal", blob: this.pending.blob, after: this.sync.lastSeal }
  }

  get #mayCommit(): boolean {
    return this.record.status === Status.ACTIVE
  }

  /** Attach the epoch's box; where there is none yet, open it, at once or after a short wait. */
  #reach(line: Line, now: number): Want {
    if (!line.refused) return { kind: "attach", seed: this.keys.seed, after: this.sync.cursor }
    const due = this.sync.enteredAt + OPENER_WAIT
    const soon = this.sync.opener || this.sync.opened || now >= due
    return soon ? { kind: "open", seed: this.keys.seed } : { kind: "wait", until: due }
  }

  /** The first draft, encrypted under this epoch and stored before it is sent; null where there is none. */
  async #post(): Promise<Want | null> {
    const [first] = this.drafts
    if (first === undefined) return null
    const [key, draft] = first
    const { blob, long } = draft.blob.length > 0 ? draft : await this.#encrypted(key, draft)
    return { kind: "post", blob, long }
  }

  async #encrypted(key: string, draft: Draft): Promise<Draft> {
    let said = draft.event
    let content: Uint8Array
    if (key === LEAVE) {
      content = await this.group.proposeRemoveSelf()
      this.groupChanged()
    } else {
      const was = decodeEvent(draft.event)
      said = encodeEvent(event(was.id, was.body, was.at, this.ledger.seen))
      content = await this.group.encrypt(said)
      this.ratchetsChanged()
    }
    const encrypted = { ...draft, event: said, blob: seal(this.keys, EntryKind.POST, Content.MLS, content) }
    this.setDraft(key, encrypted)
    return encrypted
  }

  // What came of it ------------------------------------------------------------------------------

  /** The box is attached, and the relay says what it holds. */
  attached(line: Line, nextSeq: number, now: number): void {
    line.box = this.keys.box
    line.refused = line.full = line.sealed = line.deceived = false
    line.sent = line.promised = NOTHING
    line.head = nextSeq - 1
    line.ended = line.head === this.sync.cursor
    if (line.head < this.sync.cursor) {
      // What the relay once showed is gone: it was rolled back, or shows us another history.
      this.note(ItemKind.FORK, this.sync.cursor, now)
      this.stop(Status.EXPIRED)
    } else if (!this.sync.opened) this.setSync({ opened: true })
  }

  /** The box is not there, not yet or no longer. */
  attachRefused(line: Line): void {
    line.refused = true
  }

  /** The box stands, opened by us or by another; attach it next. */
  boxOpened(line: Line): void {
    line.refused = false
  }

  /** The box can be neither attached nor opened: it has expired. */
  openRefused(): void {
    this.stop(Status.EXPIRED)
  }

  /** Our entry is stored under `seq`; what stands up to there is read next. */
  acknowledged(line: Line, seq: number): void {
    line.head = Math.max(line.head, seq)
    line.promised = line.sent
  }

  /** The box takes no more posts: what is to be said goes into the next. */
  boxFull(line: Line): void {
    line.full = true
  }

  /** The relay refused because the box was sealed meanwhile: read on. */
  overtaken(line: Line): void {
    line.ended = false
    line.sealed = true
  }

  /** Entries of the attached box, in the relay's order. Those of a box whose epoch is over are passed over. */
  async page(line: Line, entries: readonly Entry[], coming: Coming, now: number): Promise<void> {
    const before = this.sync.cursor
    for (const entry of entries) {
      if (!this.#reads(line)) return
      line.head = Math.max(line.head, entry.seq)
      if (entry.seq > this.sync.cursor + 1 && coming === "live") {
        line.ended = false // something live was missed: only a read can say that it is gone
        return
      }
      if (entry.seq > this.sync.cursor) await this.take(entry, now)
    }
    if (coming !== "end" || !this.#reads(line)) return
    line.ended = true
    this.#shown(line, before, now)
  }

  #reads(line: Line): boolean {
    return this.running && equal(line.box, this.keys.box)
  }

  /**
   * After a read to the end: say what the relay counts, or spoke of, and does not show. What we posted
   * ourselves cannot have expired since. A relay that takes it and does not show it would have us post it
   * again and again, so nothing more goes out on this connection.
   */
  #shown(line: Line, before: number, now: number): void {
    const missing = line.head - this.sync.cursor
    line.deceived = this.#outstanding(line.promised) || (line.sealed && this.sync.cursor === before)
    line.sealed = false
    line.promised = NOTHING
    if (missing > 0 || line.deceived) {
      this.note(ItemKind.GAP, line.head, now, { number: Math.max(missing, 1) })
      this.setSync({ cursor: line.head })
    }
  }

  /** Whether an entry of ours has not been read yet. */
  #outstanding(blob: Uint8Array): boolean {
    if (blob.length === 0) return false
    if ([...this.drafts.values()].some((draft) => equal(draft.blob, blob))) return true
    const { pending } = this
    if (pending === null) return false
    return equal(pending.blob, blob) || (equal(pending.handover, blob) && !pending.handedOver)
  }

  // Wishes ---------------------------------------------------------------------------------------

  /** Put an intent on the list; its key. It is carried out by a commit of ours, in its turn. */
  intend(intent: Intent): Uint8Array {
    const numbers = [...this.intents.keys()].map((key) => Number.parseInt(key.slice(0, 16), 16))
    const key = concat(u64(Math.max(0, ...numbers) + 1), randomBytes(8))
    this.setIntent(hex(key), intent)
    return key
  }

  /** Give up an intent, unless its commit is out already. */
  withdraw(key: Uint8Array): void {
    this.dropIntent(hex(key))
  }

  /** The welcome stands in its meeting box. */
  delivered(knockId: Uint8Array): void {
    this.dropDelivery(knockId)
  }

  /** Erase what has disappeared. */
  tick(now: number): void {
    const over = expired(this.fold, now)
    if (over.length === 0) return
    forget(this.fold, over)
    this.itemsChanged(over)
  }

  /** Have no farewell ready any more. */
  dropFarewell(): void {
    this.setFarewell(null)
  }

  /** Sign our own device's coming back with this key package (rule W), with the leaf that is to go. */
  signRejoining(keyPackage: Uint8Array): Promise<Uint8Array> {
    return signRejoining(this.group, this.record.member, keyPackage)
  }
}
