// The failures that the engine itself words: every `error-*` message with what goes into it, and the one
// error that carries a failure to a page. A call may also fail with what stopped a circle
// (`status-<status>`), how a wish ended (`refusal-<name>`, `end-pointless`, `end-too-large`) or how a knock
// stands (`join-<state>`).
//
// Like `api.ts` this is part of the language between the rooms: it imports nothing but types.

import type { Failure, Sentence } from "./api.ts"

interface Wording {
  kind: Failure["kind"]
  args: readonly string[]
}

export const FAILURES = {
  // The vault, and the tabs that share it.
  "error-no-vault": { kind: "vault", args: [] },
  "error-vault-exists": { kind: "vault", args: [] },
  "error-vault-locked": { kind: "vault", args: [] },
  "error-wrong-passphrase": { kind: "vault", args: [] },
  "error-passphrase-empty": { kind: "vault", args: [] },
  "error-passphrase-not-text": { kind: "vault", args: [] },
  "error-vault-damaged": { kind: "vault", args: [] },
  "error-vault-storage": { kind: "vault", args: [] },
  /** Another tab owns the vault and does not answer. */
  "error-elsewhere": { kind: "vault", args: [] },
  /** The tab that owned the vault was closed while it worked on this. */
  "error-owner-gone": { kind: "vault", args: [] },
  /** The browser lacks what this needs, or the page came without encryption. */
  "error-browser": { kind: "unexpected", args: [] },
  "error-setting": { kind: "mistake", args: [] },
  "error-unexpected": { kind: "unexpected", args: [] },

  // The relay.
  "error-offline": { kind: "offline", args: [] },
  "error-other-relay": { kind: "refused", args: ["relay"] },
  "error-relay-misbehaved": { kind: "refused", args: [] },
  "error-relay-refused": { kind: "refused", args: [] },
  "error-relay-busy": { kind: "refused", args: [] },
  "error-relay-pass": { kind: "refused", args: [] },
  "error-relay-storage": { kind: "refused", args: [] },
  "error-box-full": { kind: "refused", args: [] },
  "error-box-sealed": { kind: "refused", args: [] },

  // Circles.
  "error-no-circle": { kind: "not-found", args: [] },
  /** The circle meets at another relay than the one that served the page. */
  "error-circle-elsewhere": { kind: "refused", args: ["relay"] },
  "error-circle-ended": { kind: "ended", args: [] },
  "error-leave-first": { kind: "refused", args: [] },
  "error-only-host": { kind: "refused", args: [] },
  "error-label": { kind: "mistake", args: ["most"] },
  "error-name": { kind: "mistake", args: ["most"] },
  "error-pass": { kind: "mistake", args: [] },
  "error-no-member": { kind: "not-found", args: [] },
  "error-no-rule": { kind: "not-found", args: [] },
  "error-rule-value": { kind: "mistake", args: [] },

  // Talking.
  "error-no-item": { kind: "not-found", args: [] },
  "error-not-yours": { kind: "refused", args: [] },
  "error-message": { kind: "mistake", args: ["most", "mostWarning"] },
  "error-emoji": { kind: "mistake", args: [] },
  "error-card": { kind: "mistake", args: ["mostName", "mostPronouns", "mostAbout"] },
  "error-timer": { kind: "mistake", args: [] },
  "error-timer-by-hosts": { kind: "refused", args: [] },

  // Inviting.
  "error-invite-uses": { kind: "mistake", args: ["most"] },
  "error-invite-expires": { kind: "mistake", args: [] },
  "error-invite-by-hosts": { kind: "refused", args: [] },
  "error-invite-not-opened": { kind: "refused", args: [] },
  "error-no-invite": { kind: "not-found", args: [] },
  "error-no-knock": { kind: "not-found", args: [] },
  "error-knock-frozen": { kind: "refused", args: [] },
  "error-knock-stale": { kind: "refused", args: [] },
  "error-knock-name": { kind: "refused", args: ["most"] },
  "error-name-taken": { kind: "refused", args: [] },
  "error-newcomer-gone": { kind: "refused", args: [] },

  // Joining.
  "error-code-too-long": { kind: "mistake", args: [] },
  "error-code-form": { kind: "mistake", args: [] },
  "error-code-length": { kind: "mistake", args: ["most", "number"] },
  "error-code-letter": { kind: "mistake", args: [] },
  "error-code-check": { kind: "mistake", args: [] },
  "error-code-version": { kind: "mistake", args: [] },
  "error-code-device": { kind: "mistake", args: [] },
  "error-code-join": { kind: "mistake", args: [] },
  "error-device-name": { kind: "mistake", args: ["most"] },
  "error-device-code": { kind: "refused", args: [] },
  "error-device-circles": { kind: "refused", args: ["most"] },
  "error-no-device": { kind: "not-found", args: [] },
  "error-only-device": { kind: "refused", args: [] },
  "error-code-relay": { kind: "mistake", args: [] },
  "error-note-long": { kind: "mistake", args: ["most"] },
  "error-rejoin-ended": { kind: "ended", args: [] },
  "error-no-join": { kind: "not-found", args: [] },
} as const satisfies Record<string, Wording>

export type FailureId = keyof typeof FAILURES

/** What goes into the message of that id; nothing more, nothing less. */
export type FailureArgs<I extends FailureId> = {
  [A in (typeof FAILURES)[I]["args"][number]]: string | number
}

type Rest<I extends FailureId> = [keyof FailureArgs<I>] extends [never] ? [] : [args: FailureArgs<I>]

/** A call that could not be carried out, as it is thrown. Its text is the id alone: it may end up in a log. */
export class CallError extends Error implements Failure {
  override readonly name = "CallError"
  readonly kind: Failure["kind"]
  readonly id: string
  readonly args?: Record<string, string | number>

  /** `cause` is for whoever debugs: it stays where it came up, and is told to nobody. */
  constructor(failure: Failure, cause?: unknown) {
    super(failure.id, cause === undefined ? undefined : { cause })
    this.kind = failure.kind
    this.id = failure.id
    if (failure.args !== undefined) this.args = failure.args
  }

  /** The failure alone, as it goes from one tab or worker to another. */
  plain(): Failure {
    return this.args === undefined
      ? { kind: this.kind, id: this.id }
      : { kind: this.kind, id: this.id, args: this.args }
  }
}

/** The error for a failure of the table. */
export function failed<I extends FailureId>(id: I, ...rest: Rest<I>): CallError {
  const failure: Failure = { kind: FAILURES[id].kind, id }
  const [args] = rest
  return new CallError(args === undefined ? failure : { ...failure, args })
}

/** The error for what nobody foresaw. */
export function unforeseen(cause: unknown): CallError {
  return new CallError({ kind: "unexpected", id: "error-unexpected" satisfies FailureId }, cause)
}

/** The error whose sentence stands elsewhere: a refusal, an end, a status, a knock's standing. */
export function because(kind: Failure["kind"], why: Sentence): CallError {
  return new CallError({ kind, ...why })
}
