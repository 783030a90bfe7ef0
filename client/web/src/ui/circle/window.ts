// The part of a long timeline that is on the page: as much as is read just now, moved along by scrolling.
// What lies outside costs nothing. Pure.

/** Items shown at first, and by which the window moves. */
export const STEP = 60
/** Items shown at most. */
export const MOST = 240

export interface Window {
  /** The id of the last item shown; null follows the newest. */
  last: string | null
  /** Items shown up to that one. */
  count: number
}

/** The newest items, and whatever comes after them. */
export const NEWEST: Window = { last: null, count: STEP }

type Items = readonly { id: string }[]

/** Where the window lies in the items: from the first shown to the one after the last. */
export function placed(items: Items, { last, count }: Window): { from: number; to: number } {
  const at = last === null ? -1 : items.findLastIndex(({ id }) => id === last)
  const to = at < 0 ? items.length : at + 1
  return { from: Math.max(to - count, 0), to }
}

/** A step towards the beginning. */
export function earlier(items: Items, window: Window): Window {
  const { from, to } = placed(items, window)
  const first = Math.max(from - STEP, 0)
  return between(items, first, Math.min(to, first + MOST))
}

/** A step towards the end. */
export function later(items: Items, window: Window): Window {
  const { from, to } = placed(items, window)
  const after = Math.min(to + STEP, items.length)
  return between(items, Math.max(from, after - MOST), after)
}

/** A window that stays where it is, whatever comes. */
export function held(items: Items, window: Window): Window {
  const { from, to } = placed(items, window)
  return { last: items[to - 1]?.id ?? null, count: to - from }
}

/** A window as long as this one, over the newest and whatever comes after them. */
export function followed({ count }: Window): Window {
  return { last: null, count }
}

/** The window, moved if need be so that an item lies in it. */
export function showing(items: Items, window: Window, id: string): Window {
  const at = items.findIndex((item) => item.id === id)
  const { from, to } = placed(items, window)
  if (at < 0 || (at >= from && at < to)) return window
  const first = Math.max(at - STEP, 0)
  return between(items, first, Math.min(at + STEP, items.length))
}

function between(items: Items, from: number, to: number): Window {
  return { last: to === items.length ? null : (items[to - 1]?.id ?? null), count: to - from }
}
