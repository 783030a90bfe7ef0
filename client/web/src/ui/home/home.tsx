// Home: the circles, the requests that wait, and the ways to more of them.

import { l10n } from "../../locale/locale.ts"
import { Bar } from "../layout/bar.tsx"
import { Nav } from "../layout/nav.tsx"
import { Button } from "../parts/button.tsx"
import { EmptyState } from "../parts/notice.tsx"
import { Spinner } from "../parts/progress.tsx"
import { go } from "../screens.ts"
import { circles, joins } from "../state.ts"
import { CircleList } from "./circles.tsx"
import { Joins } from "./joins.tsx"
import { StorageWarning } from "./storage.tsx"

/** The list pane. */
export function Home() {
  return (
    <>
      <Bar title={l10n("circles")} way="none" />
      <div class="pane-body">
        <StorageWarning />
        <Listed />
      </div>
      <Nav />
    </>
  )
}

function Listed() {
  const all = circles.value
  if (all === null) return <Spinner label={l10n("loading")} />
  const waiting = joins.value.filter((join) => join.state !== "admitted")
  if (all.length === 0 && waiting.length === 0) {
    return (
      <EmptyState icon="leaf" title={l10n("home-empty-title")} actions={<Ways />}>
        <p>{l10n("home-empty")}</p>
      </EmptyState>
    )
  }
  return (
    <>
      <Joins joins={waiting} />
      <CircleList circles={all} />
      <div class="list-actions">
        <Ways />
      </div>
    </>
  )
}

function Ways() {
  return (
    <>
      <Button icon="invite" onClick={() => go({ screen: "join" })}>
        {l10n("home-join")}
      </Button>
      <Button icon="add" onClick={() => go({ screen: "new-circle" })}>
        {l10n("home-new")}
      </Button>
    </>
  )
}

/** What stands beside the list on a wide page while no circle is chosen. */
export function HomeBeside() {
  return (
    <div class="home-empty">
      <EmptyState icon="leaf" title={l10n("beside-title")}>
        {circles.value !== null && circles.value.length > 0 && <p>{l10n("beside")}</p>}
        <p class="small">{l10n("exit-keys")}</p>
      </EmptyState>
    </div>
  )
}
