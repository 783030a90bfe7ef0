// What the pages show, as signals that the engine feeds. When the vault is closed everything that came out of
// it is dropped.

import { effect, signal } from "@preact/signals"
import type { CircleInfo, Engine, Failure, JoinInfo, KnockInfo, Settings, Told } from "../engine/api.ts"
import { ask, call, open, useEngine, vault } from "./calls.ts"
import { home } from "./screens.ts"
import * as stores from "./stores.ts"
import { clearToasts } from "./toasts.ts"

export { type Answer, ask, call, open, vault } from "./calls.ts"
export { invitesOf, membersOf, policyOf, type TimelineStore, timelineOf } from "./stores.ts"

export interface Progress {
  task: "key" | "work" | "catching-up"
  circle: string | null
  /** From 0 to 1; null where it cannot be told. */
  share: number | null
}

/** Why nothing works in this browser at all; null where something does. */
export const trouble = signal<Failure | null>(null)
export const settings = signal<Settings | null>(null)
/** The circles; null until they are known. */
export const circles = signal<CircleInfo[] | null>(null)
export const joins = signal<JoinInfo[]>([])
/** Those who wait at each circle, by its key. */
export const knocks = signal<ReadonlyMap<string, KnockInfo[]>>(new Map())
/** Long work under way. */
export const progress = signal<readonly Progress[]>([])
/** Whether the browser says there is a network. */
export const online = signal(true)
/** An invite that came with the address of the page, until it was used. */
export const arrived = signal<string | null>(null)
/** Told when something new came in that a person may be notified of. */
export const news = signal<Extract<Told, { type: "news" }> | null>(null)

/** Begin to follow an engine; once for a page. */
export function connect(to: Engine): void {
  useEngine(to)
  to.listen(take)
  effect(() => {
    if (open.value) void load()
    else forget()
  })
  void ask("vault").then((answer) => {
    if (answer.ok) vault.value = answer.value
    else trouble.value = answer.failure
  })
}

/** The circle with this key, while there is one. */
export function circleOf(key: string): CircleInfo | null {
  return circles.value?.find((circle) => circle.key === key) ?? null
}

/** The work under way for a circle; null asks for what belongs to none. */
export function progressOf(circle: string | null): Progress | null {
  return progress.value.find((one) => one.circle === circle) ?? null
}

/** Everything the first screens need, once the vault is open. */
async function load(): Promise<void> {
  const [set, all, own] = await Promise.all([call("settings"), call("circles"), call("joins")])
  if (!open.peek()) return
  if (set.ok) settings.value = set.value
  if (all.ok) circles.value = all.value
  if (own.ok) joins.value = own.value
  for (const circle of all.ok ? all.value : []) {
    if (circle.knocks > 0) void loadKnocks(circle.key)
  }
}

async function loadKnocks(circle: string): Promise<void> {
  const answer = await call("knocks", circle)
  if (answer.ok && open.peek()) setKnocks(circle, answer.value)
}

function setKnocks(circle: string, list: KnockInfo[]): void {
  knocks.value = new Map(knocks.peek()).set(circle, list)
}

/** The vault is closed: nothing that came out of it stays on the page. */
function forget(): void {
  settings.value = null
  circles.value = null
  joins.value = []
  knocks.value = new Map()
  news.value = null
  stores.forget()
  clearToasts()
  home()
}

function take(told: Told): void {
  switch (told.type) {
    case "vault":
      vault.value = told.vault
      return
    case "settings":
      settings.value = told.settings
      return
    case "circles":
      circles.value = told.circles
      return
    case "items":
      stores.mergeItems(told.circle, told.items, told.gone)
      return
    case "members":
      stores.refreshMembers(told.circle)
      return
    case "invites":
      stores.refreshInvites(told.circle)
      return
    case "knocks":
      setKnocks(told.circle, told.knocks)
      return
    case "joins":
      joins.value = told.joins
      return
    case "progress":
      progress.value = [
        ...progress.peek().filter((one) => one.task !== told.task || one.circle !== told.circle),
        ...(told.done ? [] : [{ task: told.task, circle: told.circle, share: told.share }]),
      ]
      return
    case "news":
      news.value = told
      return
  }
}
