// Wishes that take a commit: seen to their end, or to what they wait for.

import type { Outcome } from "../engine/api.ts"
import { because, CallError, failed } from "../engine/failures.ts"
import type { Intent } from "../group/intents.ts"
import type { Machine } from "../group/machine.ts"
import type { Vault } from "../vault/index.ts"
import { hex } from "../wire/bytes.ts"
import type { Driver } from "./driver.ts"
import { endSentence, statusSentence } from "./sentences.ts"
import type { Held, Steps } from "./steps.ts"
import { takeEnded } from "./store.ts"

/** The machine, if the circle goes on here; else the failure that says why it does not. */
export function running({ machine, record }: Held): Machine {
  if (machine?.running) return machine
  const status = statusSentence(record.status)
  throw record.status === "active" ? failed("error-circle-ended") : because("ended", status)
}

/** The parts of a circle that carry a wish out. */
export interface Ground {
  vault: Vault
  circle: Uint8Array
  steps: Steps
  driver: Driver
}

/**
 * See an intent to its end. Nothing is wished while the relay is not there, unless the wish `waits` for it: then it goes
 * out once the relay is there again.
 */
export async function carryOut(ground: Ground, intent: Intent, waits = false): Promise<Outcome> {
  const { vault, circle, steps, driver } = ground
  const settled = () =>
    driver.settled().catch((error: unknown) => {
      if (!(waits && error instanceof CallError && error.kind === "offline")) throw error
    })
  await steps.run(running)
  await settled()
  const key = await steps.run((held) => running(held).intend(intent))
  await settled()
  const ended = await steps.run(() => takeEnded(vault, circle, key))
  if (ended !== null && ended.why !== "") throw because("refused", endSentence(ended.why))
  if (ended !== null) return { state: "done" }
  const voices = await steps.run((held) => running(held).waiting.get(hex(key)) ?? null)
  return voices === null ? { state: "under-way" } : { state: "approvals", voices }
}
