// An engine of a few answers, for tests of what stands on it.

import type { Call, Engine, Failure, Item, Told } from "../../../src/engine/api.ts"

export class FakeEngine implements Engine {
  readonly calls: [Call, ...unknown[]][] = []
  #answers = new Map<Call, (...args: unknown[]) => unknown>()
  #listeners = new Set<(told: Told) => void>()

  /** What a call is answered with from now on. */
  answer(name: Call, answer: (...args: unknown[]) => unknown): void {
    this.#answers.set(name, answer)
  }

  tell(told: Told): void {
    for (const listener of this.#listeners) listener(told)
  }

  /** Tell that the vault is open, or is not. */
  phase(phase: "open" | "locked"): void {
    this.tell({ type: "vault", vault: { phase, owner: true, persistent: true } })
  }

  made(name: Call): unknown[][] {
    return this.calls.filter(([one]) => one === name).map(([, ...args]) => args)
  }

  async call(name: Call, ...args: unknown[]): Promise<never> {
    this.calls.push([name, ...args])
    const answer = this.#answers.get(name)
    if (answer === undefined) throw { kind: "unexpected", id: "error-unexpected" } satisfies Failure
    return (await answer(...args)) as never
  }

  listen(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

export function item(index: number, text = `text ${index}`): Item {
  return {
    index,
    id: `id-${index}`,
    kind: "message",
    author: "Ono",
    authorId: "m1",
    mine: false,
    text,
    sentence: null,
    warning: false,
    at: index,
    received: index,
    cw: null,
    replyTo: null,
    tone: 0,
    expires: null,
    reactions: [],
    edited: false,
    retracted: false,
    muted: false,
    state: "sent",
  }
}

/** Let what was begun go on until nothing is left to do at once. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
