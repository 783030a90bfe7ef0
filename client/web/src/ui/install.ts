// The browser's offer to install the page, kept until somebody wants it.

import { signal } from "@preact/signals"

/** Not in the DOM's types: only some browsers have it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

/** Whether the browser offers to install the page. */
export const installable = signal(false)

let offer: InstallOffer | null = null

/** Hear the browser's offer. It does not show one by itself then: nothing pops up unasked. */
export function startInstalling(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault()
    offer = event as InstallOffer
    installable.value = true
  })
}

/** Take the offer up; it can be taken once. */
export async function install(): Promise<void> {
  const taken = offer
  offer = null
  installable.value = false
  await taken?.prompt()
}
