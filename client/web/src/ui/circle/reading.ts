// What is read and what is not: where the unread items begin, and telling the engine how far one has read.

import { useEffect, useState } from "preact/hooks"
import type { CircleInfo, Item } from "../../engine/api.ts"
import { ask, type TimelineStore } from "../state.ts"

/** Pages that are loaded at most to reach the first unread item; whoever was away longer begins later. */
const MOST_PAGES = 10

/** The index of the first unread item, and whether it is loaded. The mark stays while one reads on. */
export function useFirstUnread(
  { firstUnread }: CircleInfo,
  store: TimelineStore,
): { from: number | null; ready: boolean } {
  const [from, setFrom] = useState(firstUnread)
  const [ready, setReady] = useState(false)
  const begun = store.items.value !== null

  useEffect(() => {
    if (!begun || ready) return
    void reach(store, from).then(() => setReady(true))
  }, [begun])

  // Whoever comes back to the page finds the mark at what came meanwhile.
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && firstUnread !== null) setFrom(firstUnread)
    }
    document.addEventListener("visibilitychange", look)
    return () => document.removeEventListener("visibilitychange", look)
  }, [firstUnread])

  return { from, ready }
}

async function reach(store: TimelineStore, from: number | null): Promise<void> {
  if (from === null) return
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const first = store.items.peek()?.[0]
    if (first === undefined || first.index <= from || !store.more.peek()) return
    await store.older()
  }
}

/** Tell the engine what was read: the newest item, while the end is in sight of a page that is. */
export function useSeen(circle: string, items: readonly Item[], atEnd: boolean): void {
  const newest = items.findLast(({ state }) => state === "sent")?.index ?? null
  useEffect(() => {
    const tell = () => {
      if (newest === null || !atEnd || document.visibilityState !== "visible") return
      void ask("seen", circle, newest)
    }
    tell()
    document.addEventListener("visibilitychange", tell)
    return () => document.removeEventListener("visibilitychange", tell)
  }, [circle, newest, atEnd])
}
