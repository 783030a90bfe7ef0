// The screen of one circle: its head, what was said, and where one writes.

import { useEffect, useRef } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Bar } from "../layout/bar.tsx"
import { Spinner } from "../parts/progress.tsx"
import { home } from "../screens.ts"
import { circleOf } from "../state.ts"
import { Composer } from "./composer.tsx"
import { Panels } from "./doors/panels.tsx"
import { Ended, isLive } from "./ended.tsx"
import { Header, LinkStrip } from "./header.tsx"
import { Timeline } from "./timeline.tsx"
import "./talk.css"

/** The circle with this key. */
export function CircleScreen({ circle: key }: { circle: string }) {
  const circle = circleOf(key)
  // One that was begun or entered a moment ago is not told of yet; one that was here is gone for good.
  const seen = useRef(false)
  if (circle !== null) seen.current = true
  const gone = circle === null && seen.current
  useEffect(() => {
    if (gone) home()
  }, [gone])
  if (circle === null) return <Coming />
  const live = isLive(circle)
  return (
    <>
      <div class="talk-top">
        <Header circle={circle} live={live} />
        {live && <LinkStrip circle={circle} />}
      </div>
      <Timeline circle={circle} live={live} />
      <div class="talk-foot">
        <Ended circle={circle} />
        {live && <Composer circle={circle} />}
      </div>
      <Panels circle={key} />
    </>
  )
}

/** While the circle is on its way. */
function Coming() {
  return (
    <>
      <Bar title={l10n("loading")} way="narrow" />
      <Spinner label={l10n("loading")} />
    </>
  )
}
