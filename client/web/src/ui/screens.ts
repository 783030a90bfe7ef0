// Where in the page a person is. Routes live in memory alone: neither the address nor the history's entries
// (which browsers write to disk) say which circle was open. A history entry holds only its depth, so that
// the back button works, and whether another ever followed it.

import { signal } from "@preact/signals"

export type Route =
  | { screen: "home" }
  | { screen: "circle"; circle: string }
  /** `code` is an invite that is known already; `rejoin` the circle to come back to. */
  | { screen: "join"; code?: string; rejoin?: string }
  | { screen: "new-circle" }
  | { screen: "settings" }
  | { screen: "limits" }

const HOME: Route = { screen: "home" }

/** The route that is shown, once the vault is open. */
export const route = signal<Route>(HOME)

let stack: Route[] = [HOME]
let depth = 0
/** How deep the history was when the page was loaded: a reload forgets the routes, not the entries. */
let base = 0
/** Whether this page ever put an entry behind its first one. */
let deeper = false

/** Begin at home, and follow the back and forward buttons. */
export function startRoutes(): void {
  base = depthOf(history.state)
  deeper = base > 0 || isDeeper(history.state)
  history.replaceState({ depth: base, deeper }, "")
  window.addEventListener("popstate", (event) => follow(depthOf(event.state)))
}

/** Forms that lead into a circle: to one that is done nobody goes back. */
const WAYS_IN: ReadonlySet<Route["screen"]> = new Set(["join", "new-circle"])

/** Go to a route. From one circle or a form to a circle, and to where one is already, adds nothing to go back to. */
export function go(to: Route): void {
  const at = route.value.screen
  const replaces = to.screen === at || (to.screen === "circle" && WAYS_IN.has(at))
  if (to.screen === "home") {
    home()
    return
  }
  if (!replaces) {
    if (!deeper) history.replaceState({ depth: base + depth, deeper: true }, "")
    deeper = true
    depth += 1
    history.pushState({ depth: base + depth, deeper }, "")
  }
  stack = [...stack.slice(0, depth), to]
  route.value = to
}

/** Go back one step; at the bottom this is home. */
export function back(): void {
  if (depth > 0) history.back()
  else route.value = HOME
}

/** Back to the first route; whatever was open is forgotten. */
export function home(): void {
  if (depth > 0) history.go(-depth)
  stack = [HOME]
  depth = 0
  route.value = HOME
}

/** Whether a person went anywhere yet: the first screen takes no focus to itself. */
export function moved(): boolean {
  return depth > 0
}

/**
 * Forget all routes and walk back to the first of this page's entries; `then` runs there. Pages cannot delete the
 * entries behind it, but one new entry takes the place of all of them: it holds `mark`. Where there never was a
 * second entry, `then` runs at once.
 */
export function unwind(mark: object, then: () => void): void {
  const behind = base + depth
  stack = [HOME]
  depth = 0
  base = 0
  route.value = HOME
  if (!deeper) {
    then()
    return
  }
  const turn = () => {
    history.replaceState(mark, "")
    history.pushState(mark, "")
    walk(-1, then)
  }
  if (behind > 0) walk(-behind, turn)
  else turn()
}

function walk(steps: number, then: () => void): void {
  addEventListener("popstate", then, { once: true })
  history.go(steps)
}

/** The browser is at the entry of that depth now. */
function follow(entry: number): void {
  // Further back than where the page was loaded: those entries led somewhere that is forgotten.
  base = Math.min(base, entry)
  depth = Math.min(entry - base, stack.length - 1)
  route.value = stack[depth] ?? HOME
}

function isDeeper(state: unknown): boolean {
  return typeof state === "object" && state !== null && "deeper" in state && state.deeper === true
}

function depthOf(state: unknown): number {
  if (typeof state !== "object" || state === null || !("depth" in state)) return 0
  return typeof state.depth === "number" ? state.depth : 0
}
