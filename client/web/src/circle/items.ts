// What the timeline is made of: one item per message, note or change, with all that befell it.

import type { Value } from "../wire/codec.ts"
import { bytes, fields, flag, list, nullable, text, whole } from "../wire/shapes.ts"
import { CanonError, pack, unpack } from "./canon.ts"
import { ID } from "./ids.ts"

/** The author of what nobody said: notes about the relay. */
export const SYSTEM = new Uint8Array(ID)

/** The kinds of item. */
export const ItemKind = {
  MESSAGE: "message",
  CARD: "card",
  TIMER: "timer",
  APPROVAL: "approval",
  UNKNOWN: "unknown",
  JOINED: "joined",
  LEFT: "left",
  REMOVED: "removed",
  REJOINED: "rejoined",
  LINKED: "linked",
  UNLINKED: "unlinked",
  DEVICE_REMOVED: "device-removed",
  APPOINTED: "appointed",
  STEPPED_DOWN: "stepped-down",
  ROLES: "roles",
  RENAMED: "renamed",
  POLICY: "policy",
  CODE_OPENED: "code-opened",
  CODE_CLOSED: "code-closed",
  GAP: "gap",
  FORK: "fork",
  VOID: "void",
  NOISE: "noise",
  STUCK: "stuck",
  MISMATCH: "mismatch",
  BEHIND: "behind",
} as const
export type ItemKind = (typeof ItemKind)[keyof typeof ItemKind]

const LARGEST_ITEM = 1024 * 1024
const LARGEST_FIELD = 512 * 1024

/**
 * One item. `subject` is the member (or, for codes, the id hash) that a change is about. `at` is the author's
 * clock, `received` ours; `expires` is when its content must be erased. `place` tells apart the items that one
 * commit makes. `number` counts where a note counts, or names a refusal. `raw` is the body of an unknown event
 * or the action of an approval. `reactions` stand in the order they came.
 */
export interface Item {
  readonly id: Uint8Array
  readonly index: number
  readonly epoch: number
  readonly seq: number
  readonly kind: ItemKind
  readonly author: Uint8Array
  readonly at: number
  readonly received: number
  readonly expires: number
  readonly subject: Uint8Array | null
  readonly text: string | null
  readonly cw: string | null
  readonly replyTo: Uint8Array | null
  readonly tone: number
  readonly number: number
  readonly raw: Uint8Array | null
  readonly reactions: readonly { readonly emoji: string; readonly member: Uint8Array }[]
  readonly edited: boolean
  readonly retracted: boolean
  readonly place: number
}

/** What an item holds of content before anything is said in it. */
export const EMPTY = {
  subject: null,
  text: null,
  cw: null,
  replyTo: null,
  tone: 0,
  number: 0,
  raw: null,
  reactions: [],
  edited: false,
  retracted: false,
  place: 0,
} as const satisfies Partial<Item>

/** One item, as bytes for the vault. */
export function dumpItem(item: Item): Uint8Array {
  const { id, index, epoch, seq, kind, author, at, received, expires, subject, text, cw, replyTo } = item
  const reactions = item.reactions.map(({ emoji, member }) => [emoji, member])
  const content = [subject, text, cw, replyTo, item.tone, item.number, item.raw, reactions]
  const state = [item.edited, item.retracted, item.place]
  return pack([id, index, epoch, seq, kind, author, at, received, expires, ...content, ...state])
}

/** One item from its bytes; CanonError for bytes that are none. */
export function loadItem(data: Uint8Array): Item {
  return unpack(data, LARGEST_ITEM, (value) => {
    const [id, index, epoch, seq, kind, author, at, received, expires, ...rest] = fields(value, 20)
    const [subject, said, cw, replyTo, tone, number, raw, reactions, edited, retracted, place] = rest
    return {
      id: bytes(id, ID),
      index: whole(index, 0),
      epoch: whole(epoch, 0),
      seq: whole(seq, 0),
      kind: readKind(text(kind)),
      author: bytes(author, ID),
      at: whole(at, 0),
      received: whole(received, 0),
      expires: whole(expires, 0),
      subject: nullable(subject, readField),
      text: nullable(said, text),
      cw: nullable(cw, text),
      replyTo: nullable(replyTo, (some) => bytes(some, ID)),
      tone: whole(tone, 0),
      number: whole(number, 0),
      raw: nullable(raw, readField),
      reactions: list(reactions, LARGEST_ITEM).map(readReaction),
      edited: flag(edited),
      retracted: flag(retracted),
      place: whole(place, 0),
    }
  })
}

function readKind(name: string): ItemKind {
  const kind = Object.values(ItemKind).find((one) => one === name)
  if (kind === undefined) throw new CanonError("an unknown kind of item")
  return kind
}

function readField(value: Value): Uint8Array {
  return bytes(value, 0, LARGEST_FIELD)
}

function readReaction(value: Value): Item["reactions"][number] {
  const [emoji, member] = fields(value, 2)
  return { emoji: text(emoji), member: bytes(member, ID) }
}
