// Short notes that come and go: how something went, or why it did not.

import { signal } from "@preact/signals"
import type { Failure } from "../engine/api.ts"
import type { Told } from "../locale/locale.ts"

export type Tone = "info" | "good" | "warn"

export interface Toast {
  key: number
  tone: Tone
  sentence: Told
  /** A thing that can be done about it. */
  action: { label: Told; run: () => void } | null
}

/** Long enough to be read twice; what can be acted upon stays until it is dismissed. */
const SHOWN_MS = 7_000

export const toasts = signal<readonly Toast[]>([])

let next = 0

/** Show a sentence. With an action it stays. */
export function toast(sentence: Told, tone: Tone = "info", action: Toast["action"] = null): void {
  const key = next++
  const same = (one: Toast) => one.sentence.id === sentence.id
  toasts.value = [...toasts.peek().filter((one) => !same(one)), { key, tone, sentence, action }]
  if (action === null) setTimeout(() => dismiss(key), SHOWN_MS)
}

/** Show why a call could not be carried out. */
export function fail(failure: Failure): void {
  toast(failure, failure.kind === "offline" ? "info" : "warn")
}

export function dismiss(key: number): void {
  toasts.value = toasts.peek().filter((one) => one.key !== key)
}

export function clearToasts(): void {
  toasts.value = []
}
