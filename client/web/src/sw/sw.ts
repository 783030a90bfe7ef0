// The service worker: the shell at the browser's events. It is built after all other files, with their hashes.

import { type Files, Shell, TAKE_OVER } from "./shell.ts"

/** Put in by the build. */
declare const LEEWARD_FILES: Files

const worker = self as unknown as ServiceWorkerGlobalScope
const shell = new Shell(worker.registration.scope, LEEWARD_FILES, {
  caches,
  fetch: (url, options) => fetch(url, options),
})

worker.addEventListener("install", (event) => event.waitUntil(shell.keep()))

worker.addEventListener("activate", (event) => event.waitUntil(shell.dropOthers()))

worker.addEventListener("fetch", (event) => {
  const url = shell.keptAs(event.request)
  if (url !== null) event.respondWith(shell.answer(url))
})

worker.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) void worker.skipWaiting()
})

// A press on a notification brings the page to the front, or opens it.
worker.addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(show())
})

async function show(): Promise<void> {
  const [first] = await worker.clients.matchAll({ type: "window" })
  if (first === undefined) await worker.clients.openWindow("./")
  else await first.focus()
}
