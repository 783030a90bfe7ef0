// The service worker seen from the page: it makes the page work without a network, and tells of new versions.
// A new version waits until the person wants it: nothing is reloaded under somebody's hands.

import { effect } from "@preact/signals"
import { TAKE_OVER } from "../sw/shell.ts"
import { vault } from "./calls.ts"
import { toast } from "./toasts.ts"

/** Begin once there is a vault: whoever only looks at the page, or has erased everything, has nothing kept. */
export function startUpdates(): void {
  if (!("serviceWorker" in navigator)) return
  let begun = false
  effect(() => {
    const phase = vault.value?.phase
    if (begun || phase === undefined || phase === "absent" || phase === "opening") return
    begun = true
    void register().catch(() => undefined) // without a service worker the page needs the network, no more
  })
}

/** Drop the worker and what it keeps, when everything is erased. */
export async function dropShell(): Promise<void> {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  for (const name of await caches.keys()) await caches.delete(name)
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator
  const registration = await serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" })
  watch(registration, registration.waiting)
  watch(registration, registration.installing)
  registration.addEventListener("updatefound", () => watch(registration, registration.installing))
}

/** Offer a version that comes after the one that runs, and go on with it together with all other tabs. */
function watch({ active }: ServiceWorkerRegistration, worker: ServiceWorker | null): void {
  // Without an active worker this is the first visit: the version that comes is the one that runs.
  if (worker === null || active === null) return
  if (worker.state === "installed") offer(worker)
  worker.addEventListener("statechange", () => {
    if (worker.state === "installed") offer(worker)
    // Whoever took it: two versions must not share one vault. Pages of the first visit have no controller that
    // could change, so it is the worker that is watched.
    if (worker.state === "activated") location.reload()
  })
}

function offer(worker: ServiceWorker): void {
  toast({ id: "update-ready" }, "info", {
    label: { id: "update-take" },
    run: () => worker.postMessage(TAKE_OVER),
  })
}
