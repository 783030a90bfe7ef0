// What people and programs are shown: the timeline and the members, out of the state.

import { equal, hex, unhex } from "../wire/bytes.ts"
import { compareTexts } from "./canon.ts"
import { type Item, type ItemKind, SYSTEM } from "./items.ts"
import { skeleton } from "./names.ts"
import { HOST } from "./policy.ts"
import type { State } from "./state.ts"

/**
 * One item of the timeline, ready to show, with the names of now or the last known. `replyKnown` is false where
 * the answered message is not on this timeline (any more). `reactions` stand in order of first use, without
 * those of muted members.
 */
export interface ItemView {
  readonly id: Uint8Array
  readonly index: number
  readonly epoch: number
  readonly seq: number
  readonly kind: ItemKind
  readonly author: Uint8Array | null
  readonly name: string | null
  readonly text: string | null
  readonly at: number
  readonly received: number
  readonly expires: number
  readonly cw: string | null
  readonly replyTo: Uint8Array | null
  readonly replyKnown: boolean
  readonly tone: number
  readonly reactions: readonly { readonly emoji: string; readonly members: readonly Uint8Array[] }[]
  readonly edited: boolean
  readonly retracted: boolean
  readonly muted: boolean
  readonly subject: Uint8Array | null
  readonly subjectName: string | null
  readonly number: number
  readonly raw: Uint8Array | null
}

/**
 * One member, ready to show. `name` is the card's unless it could be taken for another's; `rosterName` is the
 * name in the policy, unique in the circle.
 */
export interface MemberView {
  readonly id: Uint8Array
  readonly name: string
  readonly rosterName: string
  readonly roles: readonly string[]
  readonly host: boolean
  readonly pronouns: string | null
  readonly text: string | null
  readonly muted: boolean
}

/** The items with an index beyond `since`, in order. `muted` are members (hex) one will not hear. */
export function timeline(state: State, muted: ReadonlySet<string> = new Set(), since = -1): ItemView[] {
  const names = shownNames(state)
  return [...state.items.values()]
    .filter(({ index }) => index > since)
    .map((item) => itemView(state, names, item, muted))
}

/** The members by name. */
export function members(state: State, muted: ReadonlySet<string> = new Set()): MemberView[] {
  const names = shownNames(state)
  const views = [...state.policy.roster].map(([id, { name, roles }]) => ({
    id: unhex(id),
    name: names.get(id) ?? name,
    rosterName: name,
    roles,
    host: roles.includes(HOST),
    pronouns: state.cards.get(id)?.pronouns ?? null,
    text: state.cards.get(id)?.text ?? null,
    muted: muted.has(id),
  }))
  return views.sort(
    (one, other) => byCodePoints(one.name, other.name) || compareTexts(hex(one.id), hex(other.id)),
  )
}

/**
 * The name that each member goes by, and the last known names of those who are gone, by id in hex.
 *
 * A card's name is shown only if it looks like no other member's name, in the roster or on a card: otherwise a
 * card could make its owner pass for somebody else (rule F14).
 */
export function shownNames(state: State): Map<string, string> {
  const roster = new Map([...state.policy.roster].map(([member, { name }]) => [member, name]))
  const cards = new Map<string, string>()
  for (const [member, { name }] of state.cards) {
    if (name !== null && roster.has(member)) cards.set(member, name)
  }
  const owners = new Map<string, Set<string>>()
  for (const [member, name] of [...roster, ...cards]) {
    const shape = skeleton(name)
    owners.set(shape, (owners.get(shape) ?? new Set()).add(member))
  }
  const shown = new Map([...state.names, ...roster])
  for (const [member, name] of cards) {
    if (owners.get(skeleton(name))?.size === 1) shown.set(member, name)
  }
  return shown
}

/** One item as it is shown; `names` are those of `shownNames`. */
export function itemView(
  state: State,
  names: ReadonlyMap<string, string>,
  item: Item,
  muted: ReadonlySet<string>,
): ItemView {
  const author = equal(item.author, SYSTEM) ? null : item.author
  return {
    id: item.id,
    index: item.index,
    epoch: item.epoch,
    seq: item.seq,
    kind: item.kind,
    author,
    name: author === null ? null : (names.get(hex(author)) ?? null),
    text: item.text,
    at: item.at,
    received: item.received,
    expires: item.expires,
    cw: item.cw,
    replyTo: item.replyTo,
    replyKnown: item.replyTo !== null && state.items.has(hex(item.replyTo)),
    tone: item.tone,
    reactions: grouped(item, muted),
    edited: item.edited,
    retracted: item.retracted,
    muted: author !== null && muted.has(hex(author)),
    subject: item.subject,
    subjectName: item.subject === null ? null : (names.get(hex(item.subject)) ?? null),
    number: item.number,
    raw: item.raw,
  }
}

function grouped({ reactions }: Item, muted: ReadonlySet<string>): ItemView["reactions"] {
  const groups = new Map<string, Uint8Array[]>()
  for (const { emoji, member } of reactions) {
    if (!muted.has(hex(member))) groups.set(emoji, [...(groups.get(emoji) ?? []), member])
  }
  return [...groups].map(([emoji, who]) => ({ emoji, members: who }))
}

/** The order of texts by their code points, whatever units they are stored in. */
function byCodePoints(one: string, other: string): number {
  const [left, right] = [[...one], [...other]]
  for (const [at, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
