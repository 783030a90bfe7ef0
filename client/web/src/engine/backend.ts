// What carries out calls, seen from a page: the worker of this tab, or in tests a host without one.

import type { Call, Failure, Told } from "./api.ts"
import { CallError, failed } from "./failures.ts"

/** How a call ended, as it travels between tabs and workers. */
export type Outcome = { value: unknown } | { failure: Failure }

/** Carries out calls; each rejects with a `CallError`. */
export interface Backend {
  call(name: Call, args: readonly unknown[]): Promise<unknown>
  close(): void
}

/** Makes a backend that tells what it has to tell. */
export type Start = (tell: (told: Told) => void) => Backend

/** How a call ended, for the way. Only a `CallError` says why; anything else stays unsaid. */
export async function outcomeOf(answer: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await answer }
  } catch (error) {
    return { failure: (error instanceof CallError ? error : failed("error-unexpected")).plain() }
  }
}

/** Calls that were sent and are not answered yet. */
export class Unanswered {
  #last = 0
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (why: CallError) => void }>()

  /** Send a call under an id of its own; its answer. */
  ask(send: (id: number) => void): Promise<unknown> {
    this.#last += 1
    const id = this.#last
    const answer = new Promise<unknown>((resolve, reject) => this.#calls.set(id, { resolve, reject }))
    try {
      send(id)
    } catch {
      this.answered(id, { failure: failed("error-unexpected").plain() }) // not to be cloned
    }
    return answer
  }

  /** Hand an answer to whoever waits for it; one that nobody waits for is dropped. */
  answered(id: number, outcome: Outcome): void {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if ("failure" in outcome) call?.reject(new CallError(outcome.failure))
    else call?.resolve(outcome.value)
  }

  /** No answer will come any more. */
  fail(why: () => CallError): void {
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    for (const call of calls) call.reject(why())
  }
}
