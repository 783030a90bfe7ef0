// Calls to the engine. A failure is a sentence for people: `call` shows it as a toast, `ask` leaves it to the
// caller to show where it belongs.

import { computed, signal } from "@preact/signals"
import type { Call, Calls, Engine, Failure, VaultInfo } from "../engine/api.ts"
import { fail } from "./toasts.ts"

/** How a call went. */
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** The vault; null until the engine has answered. */
export const vault = signal<VaultInfo | null>(null)
export const open = computed(() => vault.value?.phase === "open")

const UNEXPECTED: Failure = { kind: "unexpected", id: "error-unexpected" }

let engine: Engine | null = null

/** Send the calls from here on to this engine. */
export function useEngine(to: Engine): void {
  engine = to
}

/** Ask the engine; a failure is the caller's to show. */
export async function ask<C extends Call>(
  name: C,
  ...args: Parameters<Calls[C]>
): Promise<Answer<ReturnType<Calls[C]>>> {
  if (engine === null) return { ok: false, failure: UNEXPECTED }
  try {
    return { ok: true, value: await engine.call(name, ...args) }
  } catch (error) {
    return { ok: false, failure: isFailure(error) ? error : UNEXPECTED }
  }
}

/** Ask the engine; a failure is shown as a toast. */
export async function call<C extends Call>(
  name: C,
  ...args: Parameters<Calls[C]>
): Promise<Answer<ReturnType<Calls[C]>>> {
  const answer = await ask(name, ...args)
  if (!answer.ok) fail(answer.failure)
  return answer
}

function isFailure(error: unknown): error is Failure {
  return typeof error === "object" && error !== null && "kind" in error && "id" in error
}
