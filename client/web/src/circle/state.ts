// The state of a circle: the timeline, and the durable part that all members agree on.
//
// A `State` is owned by one holder and changed only by the fold. For the vault it comes apart: a core that
// changes with every entry, and one record per item, so that an entry costs no more to store than what it
// changed.

import { hex, unhex } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, flag, list, nullable, text, whole } from "../wire/shapes.ts"
import { pack, unpack } from "./canon.ts"
import { decodeDurable, encodeDurable, hashDurable, type Section } from "./durable.ts"
import { type Approval, bodyFields, type Card, readApproval, readCard } from "./events.ts"
import { ID, rising } from "./ids.ts"
import { type Item, loadItem } from "./items.ts"
import { decodePolicy, type Policy, repackPolicy } from "./policy.ts"

export { dumpItem } from "./items.ts"

/** Ids remembered of events that have no item (any more), so that none counts twice. */
export const RECENT = 1024
/** Durable hashes remembered, so that the claim of a commit can be compared. */
const MARKS = 64

const VERSION = 1
const HASH = 32
const LARGEST_CORE = 16 * 1024 * 1024

/** The hash of the durable state after entry `seq` of `epoch`. */
interface Mark {
  readonly epoch: number
  readonly seq: number
  readonly hash: Uint8Array
}

/** What one durable event of the present epoch replaced: a card, or else the timer. */
export interface Undo {
  readonly seq: number
  readonly author: Uint8Array
  readonly isCard: boolean
  readonly card: Card | null
  readonly timer: number | null
}

/** A member's approval in the present epoch, whose signature nobody has verified here. */
export interface HeldApproval {
  readonly member: Uint8Array
  readonly approval: Approval
}

/** Everything that the fold knows of a circle. Maps are keyed by ids in hex. */
export class State {
  policy: Policy
  epoch: number
  /** The index of the last entry; -1 before the first. */
  lastIndex = -1
  /** The timer that was set by an event, in seconds; null while the policy's holds. */
  ownTimer: number | null = null
  cards = new Map<string, Card>()
  others: readonly Section[] = []
  /** In the order in which they came. */
  readonly items = new Map<string, Item>()
  /** The last known names of members who are gone. */
  readonly names = new Map<string, string>()
  readonly recent = new Set<string>()
  approvals: HeldApproval[] = []
  marks: Mark[] = []
  undo: Undo[] = []

  private constructor(policy: Policy, epoch: number) {
    this.policy = policy
    this.epoch = epoch
  }

  /** The state of a circle at its founding. */
  static found(policy: Policy, epoch = 0): State {
    return State.fromDurable(encodeDurable({ timer: null, cards: new Map(), others: [] }), policy, epoch)
  }

  /** The state that a newcomer starts with; DurableError for bytes that are none. */
  static fromDurable(data: Uint8Array, policy: Policy, epoch: number): State {
    const state = new State(policy, epoch)
    state.adopt(data, policy, epoch)
    return state
  }

  /** The state from its core and its items in any order; CanonError for other bytes. */
  static load(core: Uint8Array, items: Iterable<Uint8Array>): State {
    return unpack(core, LARGEST_CORE, (value) => {
      const [version, epoch, next, policy, durable, names, recent, approvals, marks, undo] = fields(value, 10)
      whole(version, VERSION, VERSION)
      const state = new State(decodePolicy(bytes(policy, 0, LARGEST_CORE)), whole(epoch, 0))
      state.lastIndex = whole(next, 0) - 1
      const { timer, cards, others } = decodeDurable(bytes(durable, 0, LARGEST_CORE))
      state.ownTimer = timer
      state.cards = new Map(cards)
      state.others = others
      for (const item of [...items].map(loadItem).sort(byPlace)) state.items.set(hex(item.id), item)
      for (const [id, name] of list(names, LARGEST_CORE).map(readName)) state.names.set(id, name)
      for (const id of list(recent, RECENT)) state.recent.add(hex(bytes(id, ID)))
      state.approvals = list(approvals, LARGEST_CORE).map(readHeld)
      state.marks = list(marks, MARKS).map(readMark)
      state.undo = list(undo, LARGEST_CORE).map(readUndo)
      return state
    })
  }

  /**
   * Go on from a snapshot after rejoining; the timeline so far stays. DurableError where the bytes are no
   * snapshot; then nothing has changed.
   */
  adopt(data: Uint8Array, policy: Policy, epoch: number): void {
    const { timer, cards, others } = decodeDurable(data)
    this.rememberNames(policy)
    this.policy = policy
    this.epoch = epoch
    this.ownTimer = timer
    this.others = others
    this.cards = new Map([...cards].filter(([member]) => policy.roster.has(member)))
    this.approvals = []
    this.undo = []
    this.mark(0)
  }

  /** The circle's disappearing timer in seconds: the one that was set, or the policy's. */
  get timer(): number {
    return this.ownTimer ?? this.policy.rules.timer
  }

  /** The canonical snapshot of the durable state. */
  durable(): Uint8Array {
    return encodeDurable({ timer: this.ownTimer, cards: this.cards, others: this.others })
  }

  /** The hash of the durable state, 32 bytes. */
  hash(): Uint8Array {
    return hashDurable(this.durable())
  }

  /** Remember the hash of the durable state as it is after entry `seq` of this epoch. */
  mark(seq: number): void {
    this.marks.push({ epoch: this.epoch, seq, hash: this.hash() })
    this.marks = this.marks.slice(-MARKS)
  }

  /** The hash of the durable state after entry `seq` of `epoch`; null if that is not known. */
  hashAt(epoch: number, seq: number): Uint8Array | null {
    return this.marks.findLast((mark) => mark.epoch === epoch && mark.seq <= seq)?.hash ?? null
  }

  /** Keep the names of those who are about to go: the timeline still speaks of them. */
  rememberNames(after: Policy): void {
    for (const [member, { name }] of this.policy.roster) {
      if (!after.roster.has(member)) this.names.set(member, name)
    }
    for (const member of after.roster.keys()) this.names.delete(member)
  }

  /** Remember the id (hex) of an event that has no item. */
  remember(id: string): void {
    this.recent.add(id)
    for (const oldest of this.recent) {
      if (this.recent.size <= RECENT) break
      this.recent.delete(oldest)
    }
  }
}

/** The state from its core and its items in any order; CanonError for other bytes. */
export const loadState = State.load

/** Everything but the items, as bytes for the vault. */
export function dumpCore(state: State): Uint8Array {
  const undo = state.undo.map(({ seq, author, isCard, card, timer }) => {
    return [seq, author, isCard, card === null ? null : bodyFields(card), timer]
  })
  return pack([
    VERSION,
    state.epoch,
    state.lastIndex + 1,
    repackPolicy(state.policy),
    state.durable(),
    rising(state.names.keys()).map((member) => [member, state.names.get(hex(member)) ?? ""]),
    [...state.recent].map(unhex),
    state.approvals.map(({ member, approval }) => [member, bodyFields(approval)]),
    state.marks.map(({ epoch, seq, hash }) => [epoch, seq, hash]),
    undo,
  ])
}

function byPlace(one: Item, other: Item): number {
  return one.index - other.index || one.place - other.place
}

function readName(value: Value): [string, string] {
  const [member, name] = fields(value, 2)
  return [hex(bytes(member, ID)), text(name)]
}

function readHeld(value: Value): HeldApproval {
  const [member, approval] = fields(value, 2)
  return { member: bytes(member, ID), approval: readApproval(approval ?? null) }
}

function readMark(value: Value): Mark {
  const [epoch, seq, hash] = fields(value, 3)
  return { epoch: whole(epoch, 0), seq: whole(seq, 0), hash: bytes(hash, HASH) }
}

function readUndo(value: Value): Undo {
  const [seq, author, isCard, card, timer] = fields(value, 5)
  return {
    seq: whole(seq, 0),
    author: bytes(author, ID),
    isCard: flag(isCard),
    card: nullable(card, readCard),
    timer: nullable(timer, (some) => whole(some, 0)),
  }
}
