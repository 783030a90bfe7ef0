// The circles, those with the newest words first.

import type { CircleInfo } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { brief, number, percent } from "../../locale/moments.ts"
import { now } from "../now.ts"
import { Avatar } from "../parts/avatar.tsx"
import { Icon } from "../parts/icons.tsx"
import { Badge } from "../parts/notice.tsx"
import { go, route } from "../screens.ts"
import { progressOf } from "../state.ts"

/** The list of circles. */
export function CircleList({ circles }: { circles: readonly CircleInfo[] }) {
  const newest = [...circles].sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0) || a.number - b.number)
  return (
    <ul class="list">
      {newest.map((circle) => (
        <li key={circle.key}>
          <Row circle={circle} />
        </li>
      ))}
    </ul>
  )
}

function Row({ circle }: { circle: CircleInfo }) {
  const at = route.value
  const here = at.screen === "circle" && at.circle === circle.key
  const { last, unread, knocks } = circle
  return (
    <button
      type="button"
      class={`list-item${unread > 0 ? " list-item-unread" : ""}`}
      aria-current={here}
      onClick={() => go({ screen: "circle", circle: circle.key })}
    >
      <Avatar id={circle.key} name={circle.label} />
      <span class="list-main">
        <span class="list-title one-line">
          <bdi>{circle.label}</bdi>
        </span>
        <Under circle={circle} />
      </span>
      <span class="list-side">
        {last !== null && <time>{brief(last.at, now.value)}</time>}
        <span class="list-marks">
          {circle.unsent > 0 && (
            <>
              <Icon name="clock" />
              <span class="unseen">{l10n("circle-unsent", { number: circle.unsent })}</span>
            </>
          )}
          {knocks > 0 && (
            <Badge tone="care" label={l10n("circle-knocks", { number: knocks })}>
              <Icon name="person" />
            </Badge>
          )}
          {unread > 0 && <Badge label={l10n("circle-unread", { number: unread })}>{number(unread)}</Badge>}
        </span>
      </span>
    </button>
  )
}

/** Below the name: why it does not go on, or how far it has caught up, else its last message or its size. */
function Under({ circle }: { circle: CircleInfo }) {
  const { status, last } = circle
  const progress = progressOf(circle.key)
  if (status !== "active")
    return <span class="list-under list-under-warn">{l10n(`circle-short-${status}`)}</span>
  if (progress?.task === "catching-up") {
    return (
      <span class="list-under one-line">
        {l10n("talk-catching-up")} {progress.share !== null && percent(progress.share)}
      </span>
    )
  }
  if (last === null)
    return <span class="list-under">{l10n("circle-members", { number: circle.members })}</span>
  return (
    <span class="list-under one-line">
      {last.author !== null && <span>{l10n("circle-last", { author: last.author })}</span>}
      <bdi>{last.text ?? l10n("circle-last-hidden")}</bdi>
    </span>
  )
}
