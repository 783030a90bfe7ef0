// What the fold takes: events, changes and notes, each with its place in the relay's order.

import type { Change } from "./change.ts"
import type { Event } from "./events.ts"
import { ItemKind } from "./items.ts"

/** The kinds that a `PlacedNote` may have. */
export const NOTES: ReadonlySet<ItemKind> = new Set([
  ItemKind.GAP,
  ItemKind.FORK,
  ItemKind.VOID,
  ItemKind.NOISE,
  ItemKind.STUCK,
  ItemKind.MISMATCH,
  ItemKind.BEHIND,
])

/** An event at `seq` in the box of `epoch`; `index` is our own count of what we saw. */
export interface PlacedEvent {
  readonly type: "event"
  readonly index: number
  readonly epoch: number
  readonly seq: number
  readonly author: Uint8Array
  readonly event: Event
  readonly received: number
}

/** The commit that ended `epoch`, sealed at `seq`; its committer had seen up to `seenSeq`. */
export interface PlacedChange {
  readonly type: "change"
  readonly index: number
  readonly epoch: number
  readonly seq: number
  readonly author: Uint8Array
  readonly change: Change
  readonly seenSeq: number
  readonly received: number
}

/**
 * Something that people should know about the box itself. `author` only where one is known. `number` is how
 * many entries a gap left out, or the number of the refusal of a void seal.
 */
export interface PlacedNote {
  readonly type: "note"
  readonly index: number
  readonly epoch: number
  readonly seq: number
  readonly kind: ItemKind
  readonly received: number
  readonly author: Uint8Array | null
  readonly number: number
}

export type Placed = PlacedEvent | PlacedChange | PlacedNote
