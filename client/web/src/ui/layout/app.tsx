// The whole page: what is shown follows from the state of the vault and the route.

import { l10n, told } from "../../locale/locale.ts"
import { CircleScreen } from "../circle/circle.tsx"
import { JoinScreen } from "../circle/join.tsx"
import { ExitButton } from "../exit/button.tsx"
import { Create } from "../gate/create.tsx"
import { Elsewhere } from "../gate/elsewhere.tsx"
import { Gate } from "../gate/gate.tsx"
import { Unlock } from "../gate/unlock.tsx"
import { Home, HomeBeside } from "../home/home.tsx"
import { NewCircle } from "../home/new-circle.tsx"
import { Limits, LimitsAtGate } from "../limits.tsx"
import { Notice } from "../parts/notice.tsx"
import { Spinner } from "../parts/progress.tsx"
import { Toasts } from "../parts/toasts.tsx"
import { type Route, route } from "../screens.ts"
import { Settings } from "../settings/settings.tsx"
import { trouble, vault } from "../state.ts"
import { Banners } from "./banners.tsx"

/** The page. */
export function App() {
  return (
    <>
      <Shown />
      <Toasts />
    </>
  )
}

function Shown() {
  const phase = vault.value?.phase
  if (phase === "open") return <Panes />
  if (route.value.screen === "limits") return <LimitsAtGate />
  switch (phase) {
    case "absent":
      return <Create />
    case "locked":
    case "opening":
      return <Unlock />
    case "elsewhere":
      return <Elsewhere />
    case undefined:
      return (
        <Gate>
          <Start />
        </Gate>
      )
  }
}

/** Before the engine has answered, or where it cannot run at all. */
function Start() {
  const why = trouble.value
  if (why === null) return <Spinner label={l10n("starting")} />
  return (
    <Notice tone="danger" announce>
      <p>{told(why)}</p>
    </Notice>
  )
}

function Panes() {
  const at = route.value
  const home = at.screen === "home"
  const Beside = home ? "aside" : "main"
  // The exit comes first in the order of keys. At home the list is what the page is about.
  return (
    <div class="app" data-pane={home ? "list" : "main"}>
      <Banners />
      <header class="app-exit">
        <ExitButton />
      </header>
      <div class="side" role={home ? "main" : undefined}>
        <nav class="pane pane-list" aria-label={l10n("circles")}>
          <Home />
        </nav>
      </div>
      <Beside class="pane pane-main">
        <Main at={at} />
      </Beside>
    </div>
  )
}

function Main({ at }: { at: Route }) {
  switch (at.screen) {
    case "home":
      return <HomeBeside />
    case "circle":
      return <CircleScreen key={at.circle} circle={at.circle} />
    case "join":
      return <JoinScreen code={at.code ?? null} rejoin={at.rejoin ?? null} />
    case "new-circle":
      return <NewCircle />
    case "settings":
      return <Settings />
    case "limits":
      return <Limits />
  }
}
