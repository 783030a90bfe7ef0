// Quick exit: in one breath the page is blank, the vault locked, and the browser somewhere ordinary.

import { unwind } from "../screens.ts"
import { call, settings } from "../state.ts"

/** Where it lands if nothing else was chosen: a page that anybody might read. */
export const DEFAULT_EXIT = "https://www.wikipedia.org/"

/** How long the browser may take to walk in its history before we go on regardless. */
const WALK_MS = 200

/**
 * Leave at once. The page's own history entries are walked back first, so that the one entry that is replaced
 * is the first of them: "back" then leads past this page, to where the person was before it. One entry stays
 * behind it, if there ever was one: it is marked, and "forward" leads through it to the same ordinary page.
 */
export function leave(): void {
  const to = addressOf(settings.peek()?.exitUrl)
  document.documentElement.classList.add("gone")
  document.body.replaceChildren()
  void call("lock")
  const go = once(() => location.replace(to))
  setTimeout(go, WALK_MS)
  unwind({ left: to }, go)
}

/** Where an exit led that marked this entry of the history; null for any other entry. */
export function leftFor(state: unknown): string | null {
  if (typeof state !== "object" || state === null || !("left" in state)) return null
  return typeof state.left === "string" ? addressOf(state.left) : null
}

/** An address one can land on: an ordinary web page, or the default. */
export function addressOf(chosen: string | undefined): string {
  return chosen !== undefined && isWebAddress(chosen) ? chosen : DEFAULT_EXIT
}

/** Whether this is the address of a web page. */
export function isWebAddress(text: string): boolean {
  try {
    return ["https:", "http:"].includes(new URL(text).protocol)
  } catch {
    return false
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
