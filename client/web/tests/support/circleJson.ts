// The shared vectors of the circle room: plain JSON to and from its types. Bytes stand in hex; policies, actions
// and events as their canonical bytes. Fields of the files are named with underscores, ours in camel case.

import type { Change } from "../../src/circle/change.ts"
import { decodeCommitData } from "../../src/circle/commitData.ts"
import { type Body, decodeEvent, type Event } from "../../src/circle/events.ts"
import type { CommitFacts } from "../../src/circle/facts.ts"
import { ItemKind } from "../../src/circle/items.ts"
import type { Placed } from "../../src/circle/placed.ts"
import { decodePolicy, type Policy } from "../../src/circle/policy.ts"
import { hex, unhex } from "../../src/wire/bytes.ts"

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Any value of ours as the files have it. */
export function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return hex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]))
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [underscored(name), plain(one)]))
  }
  return value as Json
}

function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The body of an event under the name of its kind. */
export function bodyToJson({ kind, ...rest }: Body): Json {
  return { [kind]: plain(rest) }
}

export function eventToJson({ version, kind, id, at, seen, body }: Event): Json {
  return { version, kind, id: hex(id), at, seen: plain(seen), body: bodyToJson(body) }
}

/** A commit as policy.json has it. */
export interface FactsJson {
  name: string
  verdict: number
  sender: string
  members_before: [number, string][]
  members_after: [number, string][]
  policy_before: string
  policy_after: string | null
  policy_unreadable?: boolean
  data: string | null
  adds: { member: string; signature_key: string }[]
  removes: { leaf: number; member: string; by_self: boolean }[]
  approvals: [string, string][]
  external?: boolean
  psk?: boolean
  reinit?: boolean
  other_reference?: boolean
  other_extensions?: boolean
  has_path?: boolean
}

export function factsFromJson(value: FactsJson): CommitFacts {
  return {
    sender: unhex(value.sender),
    membersBefore: leaves(value.members_before),
    membersAfter: leaves(value.members_after),
    policyBefore: policyOf(value.policy_before),
    policyAfter: value.policy_after === null ? null : policyOf(value.policy_after),
    policyUnreadable: value.policy_unreadable ?? false,
    data: value.data === null ? null : decodeCommitData(unhex(value.data)),
    adds: value.adds.map((add) => ({ member: unhex(add.member), signatureKey: unhex(add.signature_key) })),
    removes: value.removes.map(({ leaf, member, by_self }) => ({
      leaf,
      member: unhex(member),
      bySelf: by_self,
    })),
    approvals: value.approvals.map(([member, action]) => ({ member: unhex(member), action: unhex(action) })),
    external: value.external ?? false,
    psk: value.psk ?? false,
    reinit: value.reinit ?? false,
    otherReference: value.other_reference ?? false,
    otherExtensions: value.other_extensions ?? false,
    hasPath: value.has_path ?? true,
  }
}

function leaves(pairs: [number, string][]): Map<number, Uint8Array> {
  return new Map(pairs.map(([leaf, member]) => [leaf, unhex(member)]))
}

export function policyOf(text: string): Policy {
  return decodePolicy(unhex(text))
}

/** One step of fold.json. */
export interface PlacedJson {
  index: number
  epoch: number
  seq: number
  received: number
  author: string | null
  event?: string
  change?: { policy: string; policy_changed: boolean } & Record<string, string[] | string | boolean>
  seen_seq?: number
  note?: string
  number?: number
}

export function placedFromJson(value: PlacedJson): Placed {
  const { index, epoch, seq, received, event, change, note } = value
  const place = { index, epoch, seq, received }
  const author = value.author === null ? null : unhex(value.author)
  if (note !== undefined) {
    const kind = Object.values(ItemKind).find((one) => one === note)
    if (kind === undefined) throw new Error("no kind of item")
    return { type: "note", ...place, kind, author, number: value.number ?? 0 }
  }
  if (author === null) throw new Error("nobody said it")
  if (event !== undefined) return { type: "event", ...place, author, event: decodeEvent(unhex(event)) }
  if (change === undefined) throw new Error("nothing is placed")
  return { type: "change", ...place, author, change: changeFromJson(change), seenSeq: value.seen_seq ?? 0 }
}

function changeFromJson(value: NonNullable<PlacedJson["change"]>): Change {
  const ids = (name: string) => (value[name] as string[]).map((id) => unhex(id))
  return {
    policy: policyOf(value.policy),
    policyChanged: value.policy_changed,
    joined: ids("joined"),
    left: ids("left"),
    removed: ids("removed"),
    rejoined: ids("rejoined"),
    linked: ids("linked"),
    unlinked: ids("unlinked"),
    deviceRemoved: ids("device_removed"),
    appointed: ids("appointed"),
    steppedDown: ids("stepped_down"),
    rolesChanged: ids("roles_changed"),
    renamed: ids("renamed"),
    codesOpened: ids("codes_opened"),
    codesClosed: ids("codes_closed"),
  }
}
