// The worker that holds the vault's keys and the circles: it begins with the relay's address, answers
// calls, and tells. It runs in the tab that owns the vault.

import type { Call, Told } from "./api.ts"
import { type Outcome, outcomeOf } from "./backend.ts"
import { failed } from "./failures.ts"
import { Host } from "./host.ts"

export type ToWorker =
  | { type: "start"; relay: string }
  | { type: "call"; id: number; name: Call; args: readonly unknown[] }

export type FromWorker = { type: "answer"; id: number; outcome: Outcome } | { type: "told"; told: Told }

const scope = self as unknown as DedicatedWorkerGlobalScope
let host: Host | null = null

const post = (message: FromWorker): void => scope.postMessage(message)

async function answer(id: number, name: Call, args: readonly unknown[]): Promise<void> {
  const value = host === null ? Promise.reject(failed("error-unexpected")) : host.call(name, args)
  post({ type: "answer", id, outcome: await outcomeOf(value) })
}

scope.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data
  if (message.type === "start")
    host = new Host({ relay: message.relay, tell: (told) => post({ type: "told", told }) })
  else void answer(message.id, message.name, message.args)
}
