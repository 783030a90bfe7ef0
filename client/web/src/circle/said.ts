// What each kind of event does to the state (docs/circle.md, section 4).

import { equal, hex } from "../wire/bytes.ts"
import {
  type Approval,
  type Body,
  type Card,
  type Edit,
  type Message,
  NO_CARD,
  type Reaction,
  type Retract,
  sameBody,
  type Timer,
  type Unknown,
} from "./events.ts"
import { EMPTY, type Item, ItemKind } from "./items.ts"
import { type Outcome, outcome, Result } from "./outcome.ts"
import type { PlacedEvent } from "./placed.ts"
import type { State } from "./state.ts"

/** Different emoji of one member under one item. */
const MOST_REACTIONS = 8
/** Changes of card and timer by one member in one epoch. */
const MOST_DURABLE = 16
/** Approvals by one member in one epoch. */
export const MOST_APPROVALS = 16

/** Change the state by what was said, and answer what that did. */
export function applyBody(state: State, placed: PlacedEvent, body: Body): Outcome {
  switch (body.kind) {
    case "message":
      return message(state, placed, body)
    case "reaction":
      return reaction(state, placed, body)
    case "edit":
      return edit(state, placed, body)
    case "retract":
      return retract(state, placed, body)
    case "card":
      return card(state, placed, body)
    case "timer":
      return timer(state, placed, body)
    case "approval":
      return approval(state, placed, body)
    case "unknown":
      return unknown(state, placed, body)
  }
}

/** Put a member's card (by its id in hex) in place; an empty one is the same as none. */
export function setCard(state: State, member: string, of: Card | null): void {
  if (of === null || sameBody(of, NO_CARD)) state.cards.delete(member)
  else state.cards.set(member, of)
}

function message(state: State, placed: PlacedEvent, body: Message): Outcome {
  const { text, cw, replyTo, tone } = body
  return add(state, { ...itemOf(state, placed, ItemKind.MESSAGE, body.timer), text, cw, replyTo, tone })
}

function unknown(state: State, placed: PlacedEvent, body: Unknown): Outcome {
  const item = itemOf(state, placed, ItemKind.UNKNOWN)
  return add(state, { ...item, raw: body.body, number: placed.event.kind })
}

function reaction(state: State, placed: PlacedEvent, body: Reaction): Outcome {
  const item = targetOf(state, body.target)
  if (typeof item === "string") return outcome(item)
  const own = item.reactions.filter(({ member }) => equal(member, placed.author))
  if (own.some(({ emoji }) => emoji === body.emoji) === body.add) return outcome(Result.SAME)
  if (!body.add) {
    const others = item.reactions.filter(
      ({ emoji, member }) => emoji !== body.emoji || !equal(member, placed.author),
    )
    return put(state, { ...item, reactions: others })
  }
  if (own.length >= MOST_REACTIONS) return outcome(Result.FULL)
  const reactions = [...item.reactions, { emoji: body.emoji, member: placed.author }]
  return put(state, { ...item, reactions })
}

function edit(state: State, placed: PlacedEvent, { target, text, cw }: Edit): Outcome {
  const item = ownOf(state, placed, target)
  return typeof item === "string" ? outcome(item) : replace(state, { ...item, text, cw, edited: true })
}

function retract(state: State, placed: PlacedEvent, { target }: Retract): Outcome {
  const item = ownOf(state, placed, target)
  if (typeof item === "string") return outcome(item)
  return replace(state, { ...item, ...EMPTY, subject: item.subject, place: item.place, retracted: true })
}

function card(state: State, placed: PlacedEvent, body: Card): Outcome {
  const author = hex(placed.author)
  const before = state.cards.get(author) ?? null
  if (sameBody(body, before ?? NO_CARD)) return outcome(Result.SAME)
  if (oftenEnough(state, placed.author)) return outcome(Result.FULL)
  state.undo.push({ seq: placed.seq, author: placed.author, isCard: true, card: before, timer: null })
  setCard(state, author, body)
  state.mark(placed.seq)
  return add(state, { ...itemOf(state, placed, ItemKind.CARD), subject: placed.author })
}

function timer(state: State, placed: PlacedEvent, { seconds }: Timer): Outcome {
  if (!state.policy.maySetTimer(placed.author)) return outcome(Result.NOT_ALLOWED)
  if (seconds === state.timer) return outcome(Result.SAME)
  if (oftenEnough(state, placed.author)) return outcome(Result.FULL)
  state.undo.push({
    seq: placed.seq,
    author: placed.author,
    isCard: false,
    card: null,
    timer: state.ownTimer,
  })
  state.ownTimer = seconds
  state.mark(placed.seq)
  return add(state, { ...itemOf(state, placed, ItemKind.TIMER), number: seconds })
}

function approval(state: State, placed: PlacedEvent, body: Approval): Outcome {
  if (body.epoch !== placed.epoch) return outcome(Result.STALE)
  const own = state.approvals.filter(({ member }) => equal(member, placed.author))
  if (own.some((held) => equal(held.approval.action, body.action))) return outcome(Result.SAME)
  if (own.length >= MOST_APPROVALS) return outcome(Result.FULL)
  state.approvals.push({ member: placed.author, approval: body })
  return add(state, { ...itemOf(state, placed, ItemKind.APPROVAL), raw: body.action })
}

/** Whether a member has changed so much in this epoch that more would only burden the rest. */
function oftenEnough(state: State, member: Uint8Array): boolean {
  return state.undo.filter(({ author }) => equal(author, member)).length >= MOST_DURABLE
}

/** A new item; the circle's timer is the longest that anything stays. */
function itemOf(state: State, placed: PlacedEvent, kind: ItemKind, stays: number | null = null): Item {
  const { index, epoch, seq, author, event, received } = placed
  return {
    ...EMPTY,
    id: event.id,
    index,
    epoch,
    seq,
    kind,
    author,
    at: event.at,
    received,
    expires: received + Math.min(stays ?? state.timer, state.timer),
  }
}

/** The message that an event is about, or why it can be about nothing. */
function targetOf(state: State, id: Uint8Array): Item | Result {
  const item = state.items.get(hex(id))
  if (item === undefined || item.kind !== ItemKind.MESSAGE) return Result.UNKNOWN_TARGET
  return item.retracted ? Result.RETRACTED : item
}

/** The message of the event's own author that it is about, or why there is none. */
function ownOf(state: State, placed: PlacedEvent, id: Uint8Array): Item | Result {
  const item = targetOf(state, id)
  return typeof item === "string" || equal(item.author, placed.author) ? item : Result.NOT_AUTHOR
}

function add(state: State, item: Item): Outcome {
  state.items.set(hex(item.id), item)
  return outcome(Result.ADDED, [hex(item.id)])
}

function put(state: State, item: Item): Outcome {
  state.items.set(hex(item.id), item)
  return outcome(Result.CHANGED, [hex(item.id)])
}

/** Put an item in place whose earlier content must not be kept anywhere. */
function replace(state: State, item: Item): Outcome {
  put(state, item)
  return outcome(Result.CHANGED, [hex(item.id)], { erased: [hex(item.id)] })
}
