// What the page does by itself to keep the vault closed when nobody uses it.

import { ask, call, online, open, settings } from "./state.ts"

/** The auto-lock counts in minutes: telling the engine more often than this would be for nothing. */
const TOUCH_MS = 10_000

/** Tell the engine of use, of hiding, and of the network. Once for a page. */
export function startCare(): void {
  watchUse()
  watchSight()
  watchNetwork()
}

function watchUse(): void {
  let told = Number.NEGATIVE_INFINITY
  const touch = (event: Event) => {
    if (!open.peek() || event.timeStamp - told < TOUCH_MS) return
    told = event.timeStamp
    void ask("touch")
  }
  for (const kind of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(kind, touch, { capture: true, passive: true })
  }
}

function watchSight(): void {
  document.addEventListener("visibilitychange", () => {
    const locks = open.peek() && settings.peek()?.lockWhenHidden === true
    if (document.visibilityState === "hidden" && locks) void call("lock")
  })
  // A page that comes back out of the browser's memory may have been left for good: it begins anew.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload()
  })
}

function watchNetwork(): void {
  const tell = () => {
    online.value = navigator.onLine
    void ask("network", navigator.onLine)
  }
  addEventListener("online", tell)
  addEventListener("offline", tell)
  tell()
}
