// What the fold answers to an entry: what it did, or why it did nothing.

import type { Known } from "./events.ts"

/** What an entry did. */
export const Result = {
  ADDED: "added",
  CHANGED: "changed",
  /** It says what was so already. */
  SAME: "same",
  DUPLICATE: "duplicate",
  STRANGER: "stranger",
  UNKNOWN_TARGET: "unknown-target",
  NOT_AUTHOR: "not-author",
  RETRACTED: "retracted",
  NOT_ALLOWED: "not-allowed",
  STALE: "stale",
  FULL: "full",
} as const
export type Result = (typeof Result)[keyof typeof Result]

/**
 * What an entry did to the state. `changed` are the ids (hex) of items that are new or different; `erased` those
 * whose earlier content must not be kept anywhere. `undone` are durable events that a commit passed over, with
 * their authors: the client of each author says its own again in the new epoch.
 */
export interface Outcome {
  readonly result: Result
  readonly changed: readonly string[]
  readonly erased: readonly string[]
  readonly undone: readonly { readonly author: Uint8Array; readonly body: Known }[]
}

/** An outcome that changes these items, or nothing. */
export function outcome(
  result: Result,
  changed: readonly string[] = [],
  rest: Partial<Outcome> = {},
): Outcome {
  return { result, changed, erased: [], undone: [], ...rest }
}
