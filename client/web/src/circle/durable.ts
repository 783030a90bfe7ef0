// The durable state: what a newcomer must know and all must agree on, as one canonical snapshot (docs/circle.md,
// section 5).
//
// It holds content only, never who said it when, so that saying the same thing again changes nothing. Roles,
// rules and codes are not in it: they stand in the policy, which the tree itself authenticates. The snapshot is
// a list of numbered sections; one that this version does not know is kept as it came, and hashed with the rest.

import { sha256 } from "@noble/hashes/sha2.js"
import { compare, concat, hex, utf8 } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, list, whole } from "../wire/shapes.ts"
import { CanonError, checkAscending, checkInt, pack, unpack } from "./canon.ts"
import {
  bodyFields,
  type Card,
  LONGEST_TIMER,
  NO_CARD,
  readCard,
  SHORTEST_TIMER,
  sameBody,
} from "./events.ts"
import { ID, rising } from "./ids.ts"
import { MOST_MEMBERS } from "./policy.ts"

const VERSION = 1
const TIMER = 1
const CARDS = 2
const LARGEST_DURABLE = 8 * 1024 * 1024
const LARGEST_TIMER = 64
const LABEL = utf8("leeward/state/1\0")

/** The bytes are not a snapshot of the durable state. */
export class DurableError extends CanonError {
  override readonly name = "DurableError"
}

/** One numbered part of the snapshot. */
export interface Section {
  readonly number: number
  readonly data: Uint8Array
}

/** The durable state: the timer if one was set, the cards by member id, sections of later versions. */
export interface Durable {
  readonly timer: number | null
  readonly cards: ReadonlyMap<string, Card>
  readonly others: readonly Section[]
}

/** The canonical snapshot; a section with nothing in it is left out. */
export function encodeDurable({ timer, cards, others }: Durable): Uint8Array {
  const sections = [...others]
  if (timer !== null) sections.push({ number: TIMER, data: pack([timer]) })
  if (cards.size > 0) {
    const entries = rising(cards.keys()).map((member) => [
      member,
      bodyFields(cards.get(hex(member)) ?? NO_CARD),
    ])
    sections.push({ number: CARDS, data: pack([entries]) })
  }
  sections.sort((one, other) => one.number - other.number)
  return pack([VERSION, sections.map(({ number, data }) => [number, data])])
}

/** The parts of a snapshot; DurableError. */
export function decodeDurable(data: Uint8Array): Durable {
  try {
    return unpack(data, LARGEST_DURABLE, (value) => {
      const [version, listed] = fields(value, 2)
      whole(version, VERSION, VERSION)
      const sections = list(listed, LARGEST_DURABLE).map(readSection)
      checkAscending(sections, (one, other) => one.number - other.number)
      const of = (number: number) => sections.find((section) => section.number === number)?.data
      const [timer, cards] = [of(TIMER), of(CARDS)]
      return {
        timer: timer === undefined ? null : unpack(timer, LARGEST_TIMER, readTimer),
        cards: cards === undefined ? new Map() : unpack(cards, LARGEST_DURABLE, readCards),
        others: sections.filter(({ number }) => number !== TIMER && number !== CARDS),
      }
    })
  } catch (error) {
    throw error instanceof CanonError ? new DurableError(error.message) : error
  }
}

/** The hash of a snapshot, which commits carry. */
export function hashDurable(data: Uint8Array): Uint8Array {
  return sha256(concat(LABEL, data))
}

function readSection(value: Value): Section {
  const [number, data] = fields(value, 2)
  return { number: whole(number, 1), data: bytes(data, 0, LARGEST_DURABLE) }
}

function readTimer(value: Value): number {
  return whole(fields(value, 1)[0], SHORTEST_TIMER, LONGEST_TIMER)
}

function readCards(value: Value): Map<string, Card> {
  const entries = list(fields(value, 1)[0], MOST_MEMBERS).map((entry) => {
    const [member, card] = fields(entry, 2)
    return { member: bytes(member, ID), card: readCard(card ?? null) }
  })
  checkInt(entries.length, 1, MOST_MEMBERS)
  checkAscending(entries, (one, other) => compare(one.member, other.member))
  if (entries.some(({ card }) => sameBody(card, NO_CARD))) throw new CanonError("an empty card is left out")
  return new Map(entries.map(({ member, card }) => [hex(member), card]))
}
