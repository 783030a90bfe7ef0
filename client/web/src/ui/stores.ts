// What is loaded circle by circle, when a screen first asks for it: timelines in pages, members, invites and
// rules. Each follows what the engine tells, and all is dropped when the vault closes.

import { type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { InviteInfo, Item, MemberInfo, PolicyInfo } from "../engine/api.ts"
import { call, open } from "./calls.ts"

const PAGE = 60

export interface TimelineStore {
  /** In the order of their index; null until the first page is here. */
  readonly items: ReadonlySignal<readonly Item[] | null>
  /** Whether there are older items. */
  readonly more: ReadonlySignal<boolean>
  readonly loading: ReadonlySignal<boolean>
  /** Load the page before the oldest item, or the newest page where that could not be loaded yet. */
  older(): Promise<void>
}

class Timeline implements TimelineStore {
  readonly items = signal<readonly Item[] | null>(null)
  readonly more = signal(false)
  readonly loading = signal(false)
  readonly #circle: string
  /** What was told while the first page was on its way. */
  #early = new Map<string, Item | null>()

  /** The page that is on its way. */
  #coming: Promise<void> = Promise.resolve()

  constructor(circle: string) {
    this.#circle = circle
    void this.older()
  }

  older(): Promise<void> {
    const items = this.items.peek()
    if (!this.loading.peek() && (items === null || this.more.peek())) {
      this.#coming = this.#load(items?.[0]?.index ?? null)
    }
    return this.#coming
  }

  merge(items: readonly Item[], gone: readonly string[]): void {
    const known = this.items.peek()
    if (known === null) {
      for (const id of gone) this.#early.set(id, null)
      for (const item of items) this.#early.set(item.id, item)
      return
    }
    // What lies before the oldest page loaded comes with its own page; a changed item may be among them.
    const oldest = this.more.peek() ? (known[0]?.index ?? 0) : Number.NEGATIVE_INFINITY
    const byId = new Map(known.map((item) => [item.id, item]))
    for (const id of gone) byId.delete(id)
    for (const item of items) if (item.index >= oldest) byId.set(item.id, item)
    this.items.value = [...byId.values()].sort((a, b) => a.index - b.index)
  }

  forget(): void {
    this.items.value = null
    this.#early.clear()
  }

  async #load(before: number | null): Promise<void> {
    this.loading.value = true
    const answer = await call("timeline", this.#circle, before, PAGE)
    this.loading.value = false
    if (!answer.ok || !open.peek()) return
    this.more.value = answer.value.more
    this.items.value = [...answer.value.items, ...(this.items.peek() ?? [])]
    const early = this.#early
    this.#early = new Map()
    this.merge(
      [...early.values()].filter((item) => item !== null),
      [...early].filter(([, item]) => item === null).map(([id]) => id),
    )
  }
}

/** A value that is asked for once, and again whenever it is told to have changed. */
class Shelf<T> {
  readonly #ask: (circle: string) => Promise<T | null>
  #held = new Map<string, Signal<T | null>>()

  constructor(ask: (circle: string) => Promise<T | null>) {
    this.#ask = ask
  }

  of(circle: string): ReadonlySignal<T | null> {
    const held = this.#held.get(circle)
    if (held !== undefined) return held
    const made = signal<T | null>(null)
    this.#held.set(circle, made)
    void this.refresh(circle)
    return made
  }

  async refresh(circle: string): Promise<void> {
    const held = this.#held.get(circle)
    if (held === undefined) return
    const value = await this.#ask(circle)
    if (value !== null && this.#held.get(circle) === held) held.value = value
  }

  forget(): void {
    for (const held of this.#held.values()) held.value = null
    this.#held = new Map()
  }
}

const timelines = new Map<string, Timeline>()
const members = new Shelf<MemberInfo[]>(async (circle) => valueIn(await call("members", circle)))
const invites = new Shelf<InviteInfo[]>(async (circle) => valueIn(await call("invites", circle)))
const policies = new Shelf<PolicyInfo>(async (circle) => valueIn(await call("policy", circle)))

/** The timeline of a circle; its newest page is loaded when it is first asked for. */
export function timelineOf(circle: string): TimelineStore {
  const held = timelines.get(circle)
  if (held !== undefined) return held
  const made = new Timeline(circle)
  timelines.set(circle, made)
  return made
}

/** The members of a circle; null until they are here. */
export function membersOf(circle: string): ReadonlySignal<MemberInfo[] | null> {
  return members.of(circle)
}

/** Our invites into a circle; null until they are here. */
export function invitesOf(circle: string): ReadonlySignal<InviteInfo[] | null> {
  return invites.of(circle)
}

/** The rules of a circle and the changes that wait; null until they are here. */
export function policyOf(circle: string): ReadonlySignal<PolicyInfo | null> {
  return policies.of(circle)
}

export function mergeItems(circle: string, items: readonly Item[], gone: readonly string[]): void {
  timelines.get(circle)?.merge(items, gone)
}

/** Members and rules change in the same commits. */
export function refreshMembers(circle: string): void {
  void members.refresh(circle)
  void policies.refresh(circle)
}

export function refreshInvites(circle: string): void {
  void invites.refresh(circle)
  void policies.refresh(circle)
}

export function forget(): void {
  for (const timeline of timelines.values()) timeline.forget()
  timelines.clear()
  members.forget()
  invites.forget()
  policies.forget()
}

function valueIn<T>(answer: { ok: true; value: T } | { ok: false }): T | null {
  return answer.ok ? answer.value : null
}
