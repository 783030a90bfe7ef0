// Where a timeline is scrolled to: at its end it follows what comes; elsewhere what is read stays in place,
// whatever is put before it or taken away.

import { useSignal } from "@preact/signals"
import type { RefObject } from "preact"
import { useCallback, useLayoutEffect, useRef } from "preact/hooks"

/** As near to the end, in pixels, as counts as being there. */
const NEAR = 80
/** As near to an edge of what is shown as asks for more of it. */
const EDGE = 600

interface Shown {
  /** The ids of the first and the last item shown; null while there is none. */
  first: string | null
  last: string | null
  /** Whether the last one shown is the newest. */
  newest: boolean
  /** Called near the beginning, and near the end of what is shown where there is more. */
  onBeginning: () => void
  onEnd: () => void
  /** Called as soon as the newest is out of sight, and as soon as it is in sight again. */
  onAway: () => void
  onBack: () => void
}

interface Scrolling {
  /** Whether the newest item is in sight. */
  atEnd: boolean
  /** Follow the newest from now on. */
  follow: () => void
  onScroll: () => void
}

/** An item, and where its upper edge stands below that of the timeline. */
interface Anchor {
  id: string
  top: number
}

/** Keep a scrolling element in place. `start` finds where to begin, such as at the first unread item. */
export function useScrolling(
  element: RefObject<HTMLElement | null>,
  shown: Shown,
  start: () => HTMLElement | null,
): Scrolling {
  const { first, last, newest } = shown
  const atEnd = useSignal(true)
  const begun = useRef(false)
  const anchor = useRef<Anchor | null>(null)
  // Handlers outlive the rendering that made them, and look at what is shown now.
  const now = useRef(shown)
  now.current = shown

  const settle = useCallback(() => {
    const list = element.current
    if (list === null) return
    if (atEnd.peek() && now.current.newest) list.scrollTop = list.scrollHeight
    else if (anchor.current !== null) hold(list, anchor.current)
    anchor.current = anchorOf(list)
  }, [])

  useLayoutEffect(() => {
    const list = element.current
    if (list === null || first === null) return
    if (!begun.current) {
      begun.current = true
      const begin = start()
      if (begin !== null) {
        begin.scrollIntoView({ block: "center" })
        atEnd.value = now.current.newest && isNearEnd(list)
        anchor.current = anchorOf(list)
      }
    }
    settle()
  }, [first, last, newest])

  // What changes its height in place (a warning unfolded, a wider window) must not push away what is read.
  useLayoutEffect(() => {
    const list = element.current
    const inner = list?.firstElementChild
    if (list === null || inner === null || inner === undefined) return
    const observer = new ResizeObserver(settle)
    observer.observe(inner)
    observer.observe(list)
    return () => observer.disconnect()
  }, [first === null])

  const onScroll = useCallback(() => {
    const list = element.current
    if (list === null) return
    const { newest, onAway, onBack, onBeginning, onEnd } = now.current
    const there = newest && isNearEnd(list)
    if (atEnd.peek() !== there) (there ? onBack : onAway)()
    atEnd.value = there
    anchor.current = anchorOf(list)
    if (list.scrollTop < EDGE) onBeginning()
    if (!newest && list.scrollHeight - list.scrollTop - list.clientHeight < EDGE) onEnd()
  }, [])

  const follow = useCallback(() => {
    atEnd.value = true
    settle()
  }, [])

  return { atEnd: atEnd.value, follow, onScroll }
}

function isNearEnd(list: HTMLElement): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR
}

/** The first item in sight. Items stand in their order, so half of them are passed over at each look. */
function anchorOf(list: HTMLElement): Anchor | null {
  const rows = list.querySelectorAll<HTMLElement>("[data-item]")
  const edge = list.getBoundingClientRect().top
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle
    else low = middle + 1
  }
  const row = rows[low]
  const id = row?.dataset.item
  return row === undefined || id === undefined ? null : { id, top: row.getBoundingClientRect().top - edge }
}

/** Put an item back where it stood. */
function hold(list: HTMLElement, { id, top }: Anchor): void {
  const row = list.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`)
  if (row === null) return
  list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - top
}
