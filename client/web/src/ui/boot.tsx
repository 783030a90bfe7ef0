// Starting the page, once the engine is there.

import { effect } from "@preact/signals"
import { render } from "preact"
import type { Engine } from "../engine/api.ts"
import { startLanguage } from "../locale/locale.ts"
import { onInvite } from "./arrival.ts"
import { startCare } from "./care.ts"
import { watchEscape } from "./exit/keys.ts"
import { startInstalling } from "./install.ts"
import { App } from "./layout/app.tsx"
import { startNotifying } from "./notify.ts"
import { startClock } from "./now.ts"
import { go, startRoutes } from "./screens.ts"
import { arrived, connect, open } from "./state.ts"
import { startTheme } from "./theme.ts"

/** Show the page in `root`. `invite` is what came with its address. */
export async function boot(root: Element, engine: Engine, invite: string | null): Promise<void> {
  // The exit works before anything is shown.
  watchEscape()
  startTheme()
  startRoutes()
  startInstalling()
  arrived.value = invite
  onInvite((code) => {
    arrived.value = code
  })
  connect(engine)
  startCare()
  startNotifying()
  startClock()
  try {
    await startLanguage()
  } catch {
    document.querySelector("#broken")?.removeAttribute("hidden") // what it says stands in index.html
    return
  }
  render(<App />, root)
  effect(followInvite)
}

/** An invite waits until the vault is open; then it leads to the door it belongs to. */
function followInvite(): void {
  const code = arrived.value
  if (code === null || !open.value) return
  arrived.value = null
  go({ screen: "join", code })
}
