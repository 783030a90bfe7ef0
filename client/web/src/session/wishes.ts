// Wishes that take a commit: seen to their end, or to what they wait for.

import type { Outcome } from "../engine/api.ts"
import { because, CallError, failed } from "../engine/failures.ts"
import { type Intent, packIntent } from "../group/intents.ts"
import type { Machine } from "../group/machine.ts"
import type { Vault } from "../vault/index.ts"
import { equal, hex, unhex } from "../wire/bytes.ts"
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
 * See an intent to its end. Nothing is wished while the relay is not there, unless the wish `waits` for it: then it is
 * put down, once, before the relay is asked for anything, and goes out once that is there.
 */
export async function carryOut(ground: Ground, intent: Intent, waits = false): Promise<Outcome> {
  const { vault, circle, steps, driver } = ground
  await steps.run(running)
  if (!waits) await driver.settled()
  const key = await steps.run((held) => {
    const machine = running(held)
    return (waits ? known(machine, intent) : null) ?? machine.intend(intent)
  })
  await driver.settled().catch(async (error: unknown) => {
    const why = error instanceof CallError ? error : null
    if (waits && why?.kind === "offline") return
    // From here it would never go out.
    if (why?.id === "error-circle-elsewhere") await steps.run(({ machine }) => machine?.withdraw(key))
    throw error
  })
  const ended = await steps.run(() => takeEnded(vault, circle, key))
  if (ended !== null && ended.why !== "") throw because("refused", endSentence(ended.why))
  if (ended !== null) return { state: "done" }
  const voices = await steps.run((held) => running(held).waiting.get(hex(key)) ?? null)
  return voices === null ? { state: "under-way" } : { state: "approvals", voices }
}

/** The key under which the same is wished for already. */
function known(machine: Machine, intent: Intent): Uint8Array | null {
  const packed = packIntent(intent)
  const found = [...machine.intents].find(([, one]) => equal(packIntent(one), packed))
  return found === undefined ? null : unhex(found[0])
}
