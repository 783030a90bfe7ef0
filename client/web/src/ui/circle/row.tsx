// One item in its row, with the day or the unread mark before it.

import type { Item } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { day } from "../../locale/moments.ts"
import { now } from "../now.ts"
import { Happening } from "./happening.tsx"
import { Message } from "./message.tsx"

/** Seconds within which messages of one author stand together. */
const TOGETHER = 300

export interface RowProps {
  circle: string
  /** Whether the circle goes on: else nothing can be done with a message. */
  live: boolean
  item: Item
  before: Item | null
  /** The index of the first item that was unread. */
  unreadFrom: number | null
  /** The message it answers; null where that is not here. */
  answered: Item | null
  /** Whether all earlier items are loaded: what is not here then has gone. */
  whole: boolean
  /** Whether the keys of the page come here first. */
  current: boolean
  onCurrent: (id: string) => void
  /** Show another message. */
  onShow: (id: string) => void
}

/** An item. Nothing is rendered anew unless something of it changed: keep the callbacks the same. */
export function Row(props: RowProps) {
  const { item, before, unreadFrom, circle, live } = props
  const unread = marksUnread(item, before, unreadFrom)
  const newDay = before === null || !sameDay(before.received, item.received)
  return (
    <>
      {newDay && (
        <div class="talk-day">
          <span>{day(item.received, now.value)}</span>
        </div>
      )}
      {unread && (
        <div class="talk-unread">
          <span>{l10n("talk-unread")}</span>
        </div>
      )}
      {item.kind === "message" ? (
        <Message {...props} follows={!unread && !newDay && followsOn(item, before)} />
      ) : (
        <Happening circle={circle} item={item} live={live} />
      )}
    </>
  )
}

/** Whether the unread items begin here. */
export function marksUnread(item: Item, before: Item | null, from: number | null): boolean {
  if (from === null || item.index < from) return false
  return before === null || before.index < from
}

/** Whether a message stands with the one before it, without a head of its own. */
function followsOn(item: Item, before: Item | null): boolean {
  return (
    before !== null &&
    before.kind === "message" &&
    before.authorId === item.authorId &&
    item.at - before.at < TOGETHER
  )
}

function sameDay(one: number, other: number): boolean {
  return new Date(one * 1000).toDateString() === new Date(other * 1000).toDateString()
}
