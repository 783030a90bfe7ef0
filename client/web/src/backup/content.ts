// What a backup holds: for each circle its history as one person sees it, and a rejoin key. Never a ratchet, a
// leaf key, an epoch secret or anything that derives from one (docs/backup.md).

import { CanonError, checkAscending, pack, unpack } from "../circle/canon.ts"
import { decodeDurable } from "../circle/durable.ts"
import { ID } from "../circle/ids.ts"
import { loadItem } from "../circle/items.ts"
import { checkNormalName } from "../circle/names.ts"
import { decodePolicy } from "../circle/policy.ts"
import { checkSymbol } from "../circle/text.ts"
import { compare, hex } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, list, nullable, text, whole } from "../wire/shapes.ts"
import { BackupError } from "./errors.ts"

const LARGEST = 256 * 1024 * 1024
const MOST_CIRCLES = 1000
const LONGEST_GROUP_ID = 255
const LONGEST_URL = 256
const KEY = 32
const SIGNATURE = 64

/** The rejoin key of one circle: its private half, when it was made, the old leaf's voucher. */
export interface Rejoin {
  readonly seed: Uint8Array
  readonly madeAt: number
  readonly voucher: Uint8Array
}

/** One circle. `nextIndex` is one more than the index of its last entry here. */
export interface Circle {
  readonly groupId: Uint8Array
  readonly member: Uint8Array
  readonly label: string
  readonly relay: string
  readonly joinedAt: number
  /** How it had ended; empty where it had not. */
  readonly ended: "" | "left" | "removed" | "unlinked"
  readonly epoch: number
  readonly nextIndex: number
  /** That of docs/circle.md, without open codes and without the relay operator's pass. */
  readonly policy: Uint8Array
  readonly durable: Uint8Array
  /** The last known names of members who are gone. */
  readonly names: readonly (readonly [Uint8Array, string])[]
  /** Single items as bytes. */
  readonly items: readonly Uint8Array[]
  readonly muted: readonly Uint8Array[]
  readonly rejoin: Rejoin | null
}

/** All that a backup holds. */
export interface Content {
  /** Unix seconds. */
  readonly madeAt: number
  readonly circles: readonly Circle[]
}

/** The bytes of a content. */
export function encode({ madeAt, circles }: Content): Uint8Array {
  return pack([madeAt, circles.map(values)])
}

/** The content of these bytes, whole and canonical; BackupError for any other. */
export function decode(data: Uint8Array): Content {
  try {
    return unpack(data, LARGEST, (value) => {
      const [madeAt, held] = fields(value, 2)
      const circles = list(held, MOST_CIRCLES).map(circle)
      if (new Set(circles.map(({ member }) => hex(member))).size !== circles.length) {
        throw new CanonError("a circle stands here once")
      }
      return { madeAt: whole(madeAt, 0), circles }
    })
  } catch (error) {
    throw error instanceof CanonError ? new BackupError("backup-damaged") : error
  }
}

function values(one: Circle): Value {
  const { groupId, member, label, relay, joinedAt, ended, epoch, nextIndex, policy, durable } = one
  const { names, items, muted, rejoin } = one
  const back = rejoin === null ? null : [rejoin.seed, rejoin.madeAt, rejoin.voucher]
  const said = [names.map(([who, name]) => [who, name]), [...items], [...muted], back]
  return [groupId, member, label, relay, joinedAt, ended, epoch, nextIndex, policy, durable, ...said]
}

function circle(value: Value): Circle {
  const [groupId, member, label, relay, joinedAt, ended, epoch, next, policy, durable, ...rest] = fields(
    value,
    14,
  )
  const [names, items, muted, rejoin] = rest
  const nextIndex = whole(next, 0)
  const read: Circle = {
    groupId: bytes(groupId, 1, LONGEST_GROUP_ID),
    member: bytes(member, ID),
    label: text(label),
    relay: text(relay),
    joinedAt: whole(joinedAt, 0),
    ended: endOf(ended),
    epoch: whole(epoch, 0),
    nextIndex,
    policy: bytes(policy, 0, LARGEST),
    durable: bytes(durable, 0, LARGEST),
    names: list(names, LARGEST).map(named),
    items: list(items, LARGEST).map((item) => bytes(item, 0, LARGEST)),
    muted: list(muted, LARGEST).map((one) => bytes(one, ID)),
    rejoin: nullable(rejoin, back),
  }
  check(read)
  return read
}

function check({
  label,
  relay,
  ended,
  nextIndex,
  policy,
  durable,
  names,
  items,
  muted,
  rejoin,
}: Circle): void {
  checkNormalName(label)
  checkSymbol(relay, LONGEST_URL)
  const held = decodePolicy(policy)
  if (held.codes.length > 0 || held.relay.pass !== null) {
    throw new CanonError("a backup holds neither codes nor passes")
  }
  decodeDurable(durable)
  for (const [, name] of names) checkNormalName(name)
  checkAscending(names, ([one], [other]) => compare(one, other))
  checkAscending(muted, compare)
  const loaded = items.map(loadItem)
  if (new Set(loaded.map(({ id }) => hex(id))).size !== items.length) {
    throw new CanonError("an item stands here once")
  }
  if (loaded.some(({ index }) => index >= nextIndex)) throw new CanonError("an item beyond the last entry")
  if (rejoin !== null && ended !== "") throw new CanonError("nobody comes back to a circle that has ended")
}

function endOf(value: Value | undefined): Circle["ended"] {
  const end = (["", "left", "removed", "unlinked"] as const).find((one) => one === value)
  if (end === undefined) throw new CanonError("an unknown end")
  return end
}

function named(value: Value): readonly [Uint8Array, string] {
  const [member, name] = fields(value, 2)
  return [bytes(member, ID), text(name)]
}

function back(value: Value): Rejoin {
  const [seed, madeAt, voucher] = fields(value, 3)
  return { seed: bytes(seed, KEY), madeAt: whole(madeAt, 0), voucher: bytes(voucher, SIGNATURE) }
}
