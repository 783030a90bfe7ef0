// Notifications: that there is something, never what or from whom. They come from the open page, and of several
// tabs from the one that owns the vault; nothing is pushed from anywhere.

import { effect } from "@preact/signals"
import { l10n } from "../locale/locale.ts"
import { news, settings, vault } from "./state.ts"

/** One after another stands in for the one before. */
const TAG = "notes"

/** Whether the browser lets us notify; asks the person if it has not been asked. */
export async function mayNotify(): Promise<boolean> {
  if (!("Notification" in globalThis)) return false
  return (await Notification.requestPermission()) === "granted"
}

/** Notify of news that comes while the page is out of sight. */
export function startNotifying(): void {
  effect(() => {
    if (news.value === null || settings.peek()?.notifications !== true) return
    if (vault.peek()?.owner !== true) return
    if (document.visibilityState === "visible" || Notification.permission !== "granted") return
    void show().catch(() => undefined) // the permission may have been taken back meanwhile
  })
}

async function show(): Promise<void> {
  const title = l10n("title")
  const options = { body: l10n("notification"), tag: TAG, icon: "icon-192.png" }
  // Phones take notifications from a service worker alone.
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker !== undefined) await worker.showNotification(title, options)
  else new Notification(title, options)
}
