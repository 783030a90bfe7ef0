// The timeline of a circle: its messages and happenings in their order, as much of it as is read just now.

import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks"
import type { CircleInfo, Item } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { number } from "../../locale/moments.ts"
import { Button } from "../parts/button.tsx"
import { Icon } from "../parts/icons.tsx"
import { EmptyState } from "../parts/notice.tsx"
import { type TimelineStore, timelineOf } from "../state.ts"
import { Announcer } from "./announcer.tsx"
import { Loading } from "./doors/loading.tsx"
import { openPanel } from "./doors/panels.tsx"
import { useFirstUnread, useSeen } from "./reading.ts"
import { marksUnread, Row } from "./row.tsx"
import { useScrolling } from "./scroll.ts"
import { earlier, followed, held, later, NEWEST, placed, showing } from "./window.ts"

/** What has been said, from the first unread on where something is unread, else at its end. */
export function Timeline({ circle, live }: { circle: CircleInfo; live: boolean }) {
  const store = timelineOf(circle.key)
  const items = store.items.value
  const { from, ready } = useFirstUnread(circle, store)
  if (items === null || !ready) {
    return (
      <div class="talk-wrap">
        <Loading again={() => void store.older()} />
      </div>
    )
  }
  if (items.length === 0) return <Nothing circle={circle} live={live} />
  return <Shown circle={circle} live={live} store={store} items={items} unreadFrom={from} />
}

interface ShownProps {
  circle: CircleInfo
  live: boolean
  store: TimelineStore
  items: readonly Item[]
  /** The index of the first item that was unread. */
  unreadFrom: number | null
}

function Shown({ circle, live, store, items, unreadFrom }: ShownProps) {
  const list = useRef<HTMLDivElement>(null)
  const [view, setView] = useState(() => opening(items, unreadFrom))
  const [current, setCurrent] = useState<string | null>(null)
  const wanted = useRef<string | null>(null)
  const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items])
  const { from, to } = placed(items, view)
  const shown = useMemo(() => items.slice(from, to), [items, from, to])
  const newest = to === items.length

  const { atEnd, follow, onScroll } = useScrolling(
    list,
    {
      first: shown[0]?.id ?? null,
      last: shown.at(-1)?.id ?? null,
      newest,
      onBeginning: () => {
        if (from > 0) setView(earlier(items, view))
        else void store.older()
      },
      onEnd: () => setView(later(items, view)),
      onAway: () => setView(held(items, view)),
      onBack: () => setView(followed(view)),
    },
    () => list.current?.querySelector<HTMLElement>(".talk-unread") ?? null,
  )
  useSeen(circle.key, items, atEnd)

  const toEnd = useCallback(() => {
    setView(NEWEST)
    follow()
  }, [follow])
  // Whoever says something sees it.
  const newestId = useRef(items.at(-1)?.id)
  useLayoutEffect(() => {
    const last = items.at(-1)
    if (last?.id !== newestId.current && last?.mine) toEnd()
    newestId.current = last?.id
  }, [items])

  const show = useCallback(
    async (id: string) => {
      if (!(await loaded(store, id))) return
      wanted.current = id
      // A new window each time, so that it is shown even where it is in the window already.
      setView((now) => ({ ...showing(store.items.peek() ?? [], now, id) }))
    },
    [store],
  )
  useLayoutEffect(() => {
    const row = wanted.current === null ? null : rowOf(list.current, wanted.current)
    if (row === null) return
    wanted.current = null
    row.scrollIntoView({ block: "center" })
    row.focus({ preventScroll: true })
  }, [view, shown])

  const reachable =
    current !== null && shown.some(({ id }) => id === current)
      ? current
      : (shown.findLast(({ kind }) => kind === "message")?.id ?? null)

  return (
    <div class="talk-wrap">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys walk between the messages, which are what can be focused. */}
      <div class="talk" ref={list} onScroll={onScroll} onKeyDown={(event) => walk(event, list.current)}>
        <div class="talk-inner">
          {from === 0 && store.more.value && (
            <div class="talk-older">
              <Button kind="quiet" busy={store.loading.value} onClick={() => void store.older()}>
                {l10n("talk-older")}
              </Button>
            </div>
          )}
          {shown.map((item, at) => (
            <Row
              key={item.id}
              circle={circle.key}
              live={live}
              item={item}
              before={shown[at - 1] ?? items[from - 1] ?? null}
              unreadFrom={unreadFrom}
              answered={item.replyTo === null ? null : (byId.get(item.replyTo) ?? null)}
              whole={!store.more.value}
              current={item.id === reachable}
              onCurrent={setCurrent}
              onShow={show}
            />
          ))}
        </div>
      </div>
      {!atEnd && <ToNewest unread={circle.unread} onPress={toEnd} />}
      <Announcer items={items} />
    </div>
  )
}

function Nothing({ circle, live }: { circle: CircleInfo; live: boolean }) {
  const alone = circle.members === 1 && circle.mayInvite
  return (
    <div class="talk-wrap talk-nothing">
      <EmptyState
        icon={alone ? "invite" : "message"}
        title={alone ? l10n("talk-alone-title") : l10n("talk-empty-title")}
        actions={
          alone && live ? (
            <Button kind="primary" icon="invite" onClick={() => openPanel("invite", circle.key)}>
              {l10n("talk-invite")}
            </Button>
          ) : undefined
        }
      >
        <p>{alone ? l10n("talk-alone") : l10n("talk-empty")}</p>
      </EmptyState>
    </div>
  )
}

function ToNewest({ unread, onPress }: { unread: number; onPress: () => void }) {
  return (
    <button type="button" class="talk-newest" onClick={onPress}>
      <Icon name="down" />
      <span class="unseen">{l10n("talk-newest")}</span>
      {unread > 0 && (
        <>
          <span class="badge badge-accent" aria-hidden="true">
            {number(unread)}
          </span>
          <span class="unseen">{l10n("circle-unread", { number: unread })}</span>
        </>
      )}
    </button>
  )
}

/** Where to begin: at the first unread item, else at the newest. */
function opening(items: readonly Item[], unreadFrom: number | null) {
  const first = items.find((item, at) => marksUnread(item, items[at - 1] ?? null, unreadFrom))
  return first === undefined ? NEWEST : showing(items, NEWEST, first.id)
}

/** Load back to an item; whether it is there then. */
async function loaded(store: TimelineStore, id: string): Promise<boolean> {
  const has = () => store.items.peek()?.some((item) => item.id === id) === true
  while (!has() && store.more.peek()) {
    const before = store.items.peek()
    await store.older()
    if (store.items.peek() === before) return false // it could not be loaded: that was said already
  }
  return has()
}

/** Go between messages by the arrow keys; Escape goes from within a message to it, and from there to writing. */
function walk(event: KeyboardEvent, list: HTMLElement | null): void {
  const from = event.target
  if (!(from instanceof HTMLElement) || list === null) return
  if (from.dataset.message === undefined) {
    if (event.key === "Escape") from.closest<HTMLElement>("[data-message]")?.focus()
    return
  }
  const rows = [...list.querySelectorAll<HTMLElement>("[data-message]")]
  const at = rows.indexOf(from)
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to !== undefined) {
    event.preventDefault()
    rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus()
  } else if (event.key === "Escape") {
    document.querySelector<HTMLElement>(".compose-text")?.focus()
  }
}

function rowOf(list: HTMLElement | null, id: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? null
}
