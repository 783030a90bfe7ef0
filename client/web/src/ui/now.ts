// The present moment, in unix seconds, renewed each minute: what says "two minutes ago" stays true.

import { signal } from "@preact/signals"

const EACH_MS = 60_000

/** Now, give or take a minute. */
export const now = signal(seconds())

/** Keep it going; once for a page. */
export function startClock(): void {
  setInterval(() => {
    now.value = seconds()
  }, EACH_MS)
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
