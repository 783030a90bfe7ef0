// What a person is writing, circle by circle: in memory alone, and gone when the vault closes.

import { effect, type Signal, signal } from "@preact/signals"
import type { Item, Tone } from "../../engine/api.ts"
import { open } from "../calls.ts"

export interface Draft {
  text: string
  /** Words of a content warning; empty for none. */
  cw: string
  tone: Tone
  /** Seconds after which the message disappears; null for the circle's own. */
  timer: number | null
  replyTo: Item | null
  /** The message that is being changed. */
  editing: Item | null
}

const EMPTY: Draft = { text: "", cw: "", tone: 0, timer: null, replyTo: null, editing: null }

const drafts = new Map<string, Signal<Draft>>()

effect(() => {
  if (open.value) return
  for (const draft of drafts.values()) draft.value = EMPTY
  drafts.clear()
})

/** The draft in a circle. */
export function draftOf(circle: string): Signal<Draft> {
  const held = drafts.get(circle)
  if (held !== undefined) return held
  const made = signal(EMPTY)
  drafts.set(circle, made)
  return made
}

export function changeDraft(circle: string, changes: Partial<Draft>): void {
  const draft = draftOf(circle)
  draft.value = { ...draft.peek(), ...changes }
}

export function clearDraft(circle: string): void {
  draftOf(circle).value = EMPTY
}

/** Begin a reply; what is written already stays. */
export function replyTo(circle: string, item: Item): void {
  const draft = draftOf(circle).peek()
  draftOf(circle).value = { ...(draft.editing === null ? draft : EMPTY), replyTo: item }
}

/** Begin to change a message of one's own. */
export function beginEdit(circle: string, item: Item): void {
  draftOf(circle).value = { ...EMPTY, text: item.text ?? "", cw: item.cw ?? "", editing: item }
}
