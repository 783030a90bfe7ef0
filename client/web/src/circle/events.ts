// The event format: what members say, as canonical bytes inside an application message (docs/circle.md,
// section 3).
//
// An event is the array [version, kind, id, at, seen, body]; the body is a byte string that holds the array of
// the kind's fields, so that who does not know a kind still checks all the rest, keeps the bytes and shows that
// something was said. Kinds are numbered and never reused.

import { compare } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, flag, nullable, text, whole } from "../wire/shapes.ts"
import { CanonError, pack, unpack } from "./canon.ts"
import { readSeen, type Seen, seenFields } from "./history.ts"
import { ID } from "./ids.ts"
import { checkNormalName } from "./names.ts"
import { BadTextError, checkLine, checkSymbol, checkText, type TextFault } from "./text.ts"

export const LONGEST_TEXT = 16_000
export const LONGEST_WARNING = 200
const LONGEST_EMOJI = 16
export const LONGEST_PRONOUNS = 80
export const LONGEST_CARD = 2_000
export const LONGEST_ACTION = 512
export const LONGEST_SIGNATURE = 128
export const SHORTEST_TIMER = 60
export const LONGEST_TIMER = 366 * 86_400

/** The version of every kind below; a higher one is kept as `unknown`. */
const VERSION = 1
const LARGEST_BODY = 131_072
const LARGEST_EVENT = LARGEST_BODY + 256

/** The bytes, or the fields, are not those of an event. `fault` says what is wrong with a text, if that is it. */
export class EventError extends CanonError {
  override readonly name = "EventError"
  readonly fault: TextFault | null

  constructor(message: string, fault: TextFault | null = null) {
    super(message)
    this.fault = fault
  }
}

/** What the author of a message wishes for in return. */
export const Tone = { NONE: 0, JUST_LISTEN: 1, ADVICE_WELCOME: 2 } as const

/** Something said; `cw` words of a content warning, `timer` seconds until it disappears. */
export interface Message {
  readonly kind: "message"
  readonly text: string
  readonly cw: string | null
  readonly replyTo: Uint8Array | null
  readonly timer: number | null
  readonly tone: number
}

/** An emoji put under, or taken from under, an event. */
export interface Reaction {
  readonly kind: "reaction"
  readonly target: Uint8Array
  readonly emoji: string
  readonly add: boolean
}

/** A new text and a new content warning for an earlier message of the same author. */
export interface Edit {
  readonly kind: "edit"
  readonly target: Uint8Array
  readonly text: string
  readonly cw: string | null
}

/** The author takes an earlier message back; a tombstone stays. */
export interface Retract {
  readonly kind: "retract"
  readonly target: Uint8Array
}

/** How a member describes itself; replaces its card as a whole. */
export interface Card {
  readonly kind: "card"
  readonly name: string | null
  readonly pronouns: string | null
  readonly text: string | null
}

/** The circle's disappearing timer, in seconds. */
export interface Timer {
  readonly kind: "timer"
  readonly seconds: number
}

/** A signature over (group, epoch, exact action), to be carried in a commit of that epoch. */
export interface Approval {
  readonly kind: "approval"
  readonly action: Uint8Array
  readonly signature: Uint8Array
  readonly epoch: number
}

/** A kind or version from the future: its body as it came. */
export interface Unknown {
  readonly kind: "unknown"
  readonly body: Uint8Array
}

/** A body that this version knows. */
export type Known = Message | Reaction | Edit | Retract | Card | Timer | Approval
export type Body = Known | Unknown

/** The card of somebody who says nothing of itself. */
export const NO_CARD: Card = { kind: "card", name: null, pronouns: null, text: null }

/** One event. `at` is its author's clock in unix seconds: shown, never relied upon. */
export interface Event {
  readonly id: Uint8Array
  readonly kind: number
  readonly body: Body
  readonly at: number
  readonly seen: Seen
  readonly version: number
}

/** How a kind is read from its fields. */
type Read = (value: Value) => Known

/** The kinds by their numbers. */
const KINDS: readonly { readonly number: number; readonly kind: Known["kind"]; readonly read: Read }[] = [
  { number: 1, kind: "message", read: readMessage },
  { number: 2, kind: "reaction", read: readReaction },
  { number: 3, kind: "edit", read: readEdit },
  { number: 4, kind: "retract", read: readRetract },
  { number: 5, kind: "card", read: readCard },
  { number: 6, kind: "timer", read: readTimer },
  { number: 7, kind: "approval", read: readApproval },
]

/** An event around a body of a known kind; EventError for `unknown`. */
export function event(id: Uint8Array, body: Body, at: number, seen: Seen): Event {
  const found = KINDS.find(({ kind }) => kind === body.kind)
  if (found === undefined) throw new EventError("a body of an unknown kind")
  return { id, kind: found.number, body, at, seen, version: VERSION }
}

/** The canonical bytes of an event; EventError if a field is out of bounds. */
export function encodeEvent({ version, kind, id, at, seen, body }: Event): Uint8Array {
  const packed = spoken(() => {
    const inner = body.kind === "unknown" ? body.body : pack(bodyFields(body))
    return pack([version, kind, id, at, seenFields(seen), inner])
  })
  if (decodeEvent(packed).body.kind !== body.kind) throw new EventError("the body is of another kind")
  return packed
}

/** The event that `data` encodes, whole and canonical; EventError for anything else. */
export function decodeEvent(data: Uint8Array): Event {
  return spoken(() =>
    unpack(data, LARGEST_EVENT, (value) => {
      const [version, kind, id, at, seen, body] = fields(value, 6)
      const head = {
        version: whole(version, 1),
        kind: whole(kind, 1),
        id: bytes(id, ID),
        at: whole(at, 0),
        seen: readSeen(seen),
      }
      return { ...head, body: readBody(head.version, head.kind, bytes(body, 0, LARGEST_BODY)) }
    }),
  )
}

/** A card out of its fields; MalformedError and CanonError. */
export function readCard(value: Value): Card {
  const [name, pronouns, about] = fields(value, 3)
  const card: Card = {
    kind: "card",
    name: nullable(name, text),
    pronouns: nullable(pronouns, text),
    text: nullable(about, text),
  }
  if (card.name !== null) checkNormalName(card.name)
  if (card.pronouns !== null) checkLine(card.pronouns, LONGEST_PRONOUNS)
  if (card.text !== null) checkText(card.text, LONGEST_CARD)
  return card
}

/** The fields of a body as they are packed. */
export function bodyFields(body: Known): Value {
  switch (body.kind) {
    case "message":
      return [body.text, body.cw, body.replyTo, body.timer, body.tone]
    case "reaction":
      return [body.target, body.emoji, body.add]
    case "edit":
      return [body.target, body.text, body.cw]
    case "retract":
      return [body.target]
    case "card":
      return [body.name, body.pronouns, body.text]
    case "timer":
      return [body.seconds]
    case "approval":
      return [body.action, body.signature, body.epoch]
  }
}

/** Whether two bodies of known kinds say the same. */
export function sameBody(one: Known, other: Known): boolean {
  return one.kind === other.kind && compare(pack(bodyFields(one)), pack(bodyFields(other))) === 0
}

function readBody(version: number, number: number, body: Uint8Array): Body {
  const known = version === VERSION ? KINDS.find((one) => one.number === number) : undefined
  return known === undefined ? { kind: "unknown", body } : unpack(body, LARGEST_BODY, known.read)
}

/** What `read` gives; its refusals as one error. */
function spoken<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadTextError) throw new EventError(error.message, error.fault)
    if (error instanceof CanonError) throw new EventError(error.message)
    throw error
  }
}

function readMessage(value: Value): Message {
  const [said, cw, replyTo, timer, tone] = fields(value, 5)
  return {
    kind: "message",
    text: readText(said),
    cw: nullable(cw, readWarning),
    replyTo: nullable(replyTo, readId),
    timer: nullable(timer, readSeconds),
    tone: whole(tone, Tone.NONE, Tone.ADVICE_WELCOME),
  }
}

function readReaction(value: Value): Reaction {
  const [target, emoji, add] = fields(value, 3)
  const symbol = text(emoji)
  checkSymbol(symbol, LONGEST_EMOJI)
  return { kind: "reaction", target: readId(target), emoji: symbol, add: flag(add) }
}

function readEdit(value: Value): Edit {
  const [target, said, cw] = fields(value, 3)
  return { kind: "edit", target: readId(target), text: readText(said), cw: nullable(cw, readWarning) }
}

function readRetract(value: Value): Retract {
  return { kind: "retract", target: readId(fields(value, 1)[0]) }
}

function readTimer(value: Value): Timer {
  return { kind: "timer", seconds: readSeconds(fields(value, 1)[0]) }
}

/** An approval out of its fields; MalformedError. */
export function readApproval(value: Value): Approval {
  const [action, signature, epoch] = fields(value, 3)
  return {
    kind: "approval",
    action: bytes(action, 1, LONGEST_ACTION),
    signature: bytes(signature, 1, LONGEST_SIGNATURE),
    epoch: whole(epoch, 0),
  }
}

function readId(value: Value | undefined): Uint8Array {
  return bytes(value, ID)
}

function readText(value: Value | undefined): string {
  const said = text(value)
  checkText(said, LONGEST_TEXT)
  return said
}

function readWarning(value: Value): string {
  const words = text(value)
  checkLine(words, LONGEST_WARNING)
  return words
}

function readSeconds(value: Value | undefined): number {
  return whole(value, SHORTEST_TIMER, LONGEST_TIMER)
}
