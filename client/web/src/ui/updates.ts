// The service worker seen from the page: it makes the page work without a network, and tells of new versions.
// A new version waits until the person wants it: nothing is reloaded under somebody's hands.

import { TAKE_OVER } from "../sw/shell.ts"
import { toast } from "./toasts.ts"

/** Begin once the page stands: the first visit is not slowed down. */
export function startUpdates(): void {
  if (!("serviceWorker" in navigator)) return
  addEventListener("load", () => {
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
  // Without a controller this is the first visit, and nothing old is running.
  if (serviceWorker.controller === null) return
  // All tabs go on with the new version together: two versions must not share one vault.
  serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true })
  if (registration.waiting !== null) offer(registration.waiting)
  registration.addEventListener("updatefound", () => {
    const { installing } = registration
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") offer(installing)
    })
  })
}

function offer(worker: ServiceWorker): void {
  toast({ id: "update-ready" }, "info", {
    label: { id: "update-take" },
    run: () => worker.postMessage(TAKE_OVER),
  })
}
