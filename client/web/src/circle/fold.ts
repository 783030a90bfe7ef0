// The fold: events, changes and notes in the relay's order make the state of a circle (docs/circle.md,
// section 4).
//
// The same entries in the same order make the same state with everyone. What does not fit (an edit by somebody
// else, an event that came before, a timer set without the right to) changes nothing and is answered with why.
// Content is replaced when it is edited, and gone when it is retracted or expires.

import { equal, hex } from "../wire/bytes.ts"
import { type Outcome, outcome, Result } from "./outcome.ts"
import { NOTES, type Placed, type PlacedEvent } from "./placed.ts"
import { applyBody } from "./said.ts"
import type { HeldApproval, State } from "./state.ts"
import { applyChange, applyNote } from "./told.ts"

/** Our own misuse: entries out of order, or of another epoch than the state's. */
export class FoldError extends Error {
  override readonly name = "FoldError"
}

/**
 * Take the next entry into the state. FoldError where its index is not beyond the last, its epoch is not the
 * state's, or it is a note of a kind that no note has; nothing has changed then.
 */
export function apply(state: State, placed: Placed): Outcome {
  if (placed.index <= state.lastIndex) throw new FoldError("entries are folded once and in order")
  if (placed.type !== "note" && placed.epoch !== state.epoch) {
    throw new FoldError("the entry is of another epoch")
  }
  if (placed.type === "note" && !NOTES.has(placed.kind)) throw new FoldError("not the kind of a note")
  state.lastIndex = placed.index
  switch (placed.type) {
    case "event":
      return applyEvent(state, placed)
    case "change":
      return applyChange(state, placed)
    case "note":
      return applyNote(state, placed)
  }
}

/** The ids (hex) of items whose time is over, to be given to `forget`. */
export function expired(state: State, now: number): string[] {
  return [...state.items].filter(([, { expires }]) => expires <= now).map(([id]) => id)
}

/** Drop items with all their content; their ids are remembered for a while. */
export function forget(state: State, ids: Iterable<string>): void {
  for (const id of ids) {
    if (state.items.delete(id)) state.remember(id)
  }
  const spokenOf = new Set<string>()
  for (const { author, subject, reactions } of state.items.values()) {
    spokenOf.add(hex(author))
    if (subject !== null) spokenOf.add(hex(subject))
    for (const { member } of reactions) spokenOf.add(hex(member))
  }
  for (const member of [...state.names.keys()]) {
    if (!spokenOf.has(member)) state.names.delete(member)
  }
}

/** The approvals of exactly this action in the present epoch, one per member. */
export function approvals(state: State, action: Uint8Array): HeldApproval[] {
  return state.approvals.filter(({ approval }) => equal(approval.action, action))
}

/** Whether a commit's hash of the durable state is ours at that place; null if unknown. */
export function agrees(state: State, epoch: number, seenSeq: number, claimed: Uint8Array): boolean | null {
  const known = state.hashAt(epoch, seenSeq)
  return known === null ? null : equal(known, claimed)
}

function applyEvent(state: State, placed: PlacedEvent): Outcome {
  const id = hex(placed.event.id)
  if (!state.policy.roster.has(hex(placed.author))) return outcome(Result.STRANGER)
  if (state.items.has(id) || state.recent.has(id)) return outcome(Result.DUPLICATE)
  const done = applyBody(state, placed, placed.event.body)
  if (!state.items.has(id)) state.remember(id)
  return done
}
