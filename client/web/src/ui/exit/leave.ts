// Quick exit: in one breath the page is blank, the vault locked, and the browser somewhere ordinary.

import { forgetChoices } from "../../locale/choices.ts"
import { unwind } from "../screens.ts"
import { call, settings } from "../state.ts"
import { dropShell } from "../updates.ts"

/** Where it lands if nothing else was chosen: a page that anybody might read. */
export const DEFAULT_EXIT = "https://www.wikipedia.org/"

/** How long the browser may take to walk in its history before we go on regardless. */
const WALK_MS = 200
/** How long erasing may keep us on the page, which shows nothing meanwhile. */
const ERASE_MS = 2_000

/**
 * Leave at once. The page's own history entries are walked back first, so that the one entry that is replaced
 * is the first of them: "back" then leads past this page, to where the person was before it. One entry stays
 * behind it, if there ever was one: it is marked, and "forward" leads through it to the same ordinary page.
 */
export function leave(): void {
  const go = vanish()
  void call("lock")
  go()
}

/** Leave in the same way, with everything erased first: the page is blank at once, the keys are gone next. */
export function panic(): void {
  const go = vanish()
  setTimeout(go, ERASE_MS)
  void erase().then(go)
}

/** Erase everything that this browser keeps for the page, the keys first; whether that went well. */
export async function erase(): Promise<boolean> {
  const { ok } = await call("erase")
  if (ok) {
    forgetChoices()
    await dropShell().catch(() => undefined) // files that everybody gets: nothing to stay for
  }
  return ok
}

/** Blank the page; what is given goes on from there, once. */
function vanish(): () => void {
  const to = addressOf(settings.peek()?.exitUrl)
  document.documentElement.classList.add("gone")
  document.body.replaceChildren()
  return once(() => {
    const go = once(() => location.replace(to))
    setTimeout(go, WALK_MS)
    unwind({ left: to }, go)
  })
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
