// What happened in a circle and to wishes, as sentences for people: Fluent ids with their arguments.
//
// An argument whose key ends in `Id` names a sentence of its own; whoever shows it puts that in its place,
// under the key without the `Id`.

import { decodeAction } from "../circle/actions.ts"
import { REFUSALS } from "../circle/refusals.ts"
import type { ItemView } from "../circle/views.ts"
import type { Sentence, Status } from "../engine/api.ts"
import type { Intent } from "../group/intents.ts"
import { hex } from "../wire/bytes.ts"

type Args = Record<string, string | number>

const ACTIONS = [
  "action-appoint",
  "action-remove",
  "action-demote",
  "action-rules",
  "action-rejoin",
  "action-device",
  "action-rejoin",
] as const

const UNITS = [
  ["span-weeks", 604_800],
  ["span-days", 86_400],
  ["span-hours", 3_600],
  ["span-minutes", 60],
] as const

/** The kinds of item that tell of something wrong with the relay, a member, or what was seen here. */
const WARNINGS: ReadonlySet<string> = new Set(["gap", "fork", "void", "noise", "stuck", "mismatch", "behind"])

/** Whether items of this kind are warnings. */
export function isWarning(kind: string): boolean {
  return WARNINGS.has(kind)
}

const GOINGS: ReadonlySet<string> = new Set(["left", "removed", "unlinked", "device-removed"])

/** Whether items of this kind tell of somebody, or a device, that reads no more once all have crossed over. */
export function isGoing(kind: string): boolean {
  return GOINGS.has(kind)
}

/** What happened; null for a message, which speaks for itself. */
export function itemSentence(view: ItemView, names: ReadonlyMap<string, string>): Sentence | null {
  if (view.kind === "message") return null
  const author: Args = view.name === null ? { authorId: "the-relay" } : { author: view.name }
  if (view.kind === "approval") return { id: "item-approval", args: { ...author, ...asked(view.raw, names) } }
  return { id: `item-${view.kind}`, args: { ...author, ...details(view) } }
}

function details(view: ItemView): Args {
  switch (view.kind) {
    case "timer":
      return span(view.number)
    case "gap":
      return { number: view.number }
    case "void":
      return { whyId: refusalOf(view.number) ?? "void-unreadable" }
    default:
      return view.subject === null ? {} : someone(view.subjectName)
  }
}

function asked(raw: Uint8Array | null, names: ReadonlyMap<string, string>): Args {
  const action = raw === null ? null : decodeAction(raw)
  if (action === null) return { actionId: "action-unknown" }
  return {
    actionId: ACTIONS[action.kind - 1] ?? "action-unknown",
    ...someone(names.get(hex(action.subject))),
  }
}

function someone(name: string | null | undefined): Args {
  return name === null || name === undefined ? { subjectId: "somebody" } : { subject: name }
}

/** A length of time in the largest unit that makes it a whole number. */
function span(seconds: number): Args {
  for (const [spanId, size] of UNITS) {
    if (seconds >= size && seconds % size === 0) return { spanId, number: seconds / size }
  }
  return { spanId: "span-seconds", number: seconds }
}

function refusalOf(number: number): string | null {
  const found = REFUSALS.find((one) => one.number === number)
  return found === undefined ? null : `refusal-${found.name}`
}

/** What a wish of ours is about. */
export function wishSentence(intent: Intent, names: ReadonlyMap<string, string>): Sentence {
  const id = `wish-${intent.kind}`
  return "member" in intent ? { id, args: someone(names.get(hex(intent.member))) } : { id }
}

/** Why a circle does not go on. */
export function statusSentence(status: Status): Sentence {
  return { id: `status-${status}` }
}

/** Why a wish was not carried out; `why` is as its record has it. */
export function endSentence(why: string): Sentence {
  if (why === "pointless" || why === "too-large") return { id: `end-${why}` }
  if (why === "left" || why === "removed" || why === "unlinked") return statusSentence(why)
  const known = REFUSALS.some((one) => one.name === why)
  return { id: known ? `refusal-${why}` : "end-unknown" }
}
