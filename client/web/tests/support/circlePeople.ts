// One small circle to try the fold and the policy in, and what its members may go through at random.
//
// Members are told apart by one repeated byte. Ann and Ben are hosts, the others are not; Fay is a stranger.

import type { Change } from "../../src/circle/change.ts"
import { type Body, type Event, event, type Known, NO_CARD } from "../../src/circle/events.ts"
import type { ItemKind } from "../../src/circle/items.ts"
import { NOTES, type Placed, type PlacedEvent, type PlacedNote } from "../../src/circle/placed.ts"
import { FIRST_RULES, type Member, Policy } from "../../src/circle/policy.ts"
import { hex } from "../../src/wire/bytes.ts"

export const [ANN, BEN, CAT, DEE, EVE, FAY] = ["A", "B", "C", "D", "E", "F"].map((letter) =>
  new Uint8Array(16).fill(letter.charCodeAt(0)),
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]

const MEMBERS: readonly [Uint8Array, Member][] = [
  [ANN, { name: "Ann", roles: ["host"] }],
  [BEN, { name: "Ben", roles: ["host"] }],
  [CAT, { name: "Cat", roles: ["listener"] }],
  [DEE, { name: "Dee", roles: [] }],
  [EVE, { name: "Eve", roles: [] }],
]

export const BASE = new Policy({
  relay: { url: "wss://relay.example", pass: null, fallbacks: [] },
  roster: new Map(MEMBERS.map(([id, member]) => [hex(id), member])),
  codes: [
    { idHash: new Uint8Array(32).fill(99), issuer: ANN, uses: 2, quota: 2 },
    { idHash: new Uint8Array(32).fill(100), issuer: DEE, uses: 1, quota: 1 },
  ],
  rules: { ...FIRST_RULES, invite: "members" },
})

/** The policy where one member goes, and another may come. */
export function withRoster(gone: Uint8Array, come: Uint8Array | null = null): Policy {
  const roster = new Map(BASE.roster)
  roster.delete(hex(gone))
  if (come !== null) roster.set(hex(come), { name: "Fay", roles: [] })
  return BASE.with({ roster })
}

export function message(text: string, changes: Partial<Extract<Body, { kind: "message" }>> = {}): Known {
  return { kind: "message", text, cw: null, replyTo: null, timer: null, tone: 0, ...changes }
}

export function card(name: string | null): typeof NO_CARD {
  return { ...NO_CARD, name }
}

export const NOTHING_SEEN = { seq: 0, hash: new Uint8Array(32) }

/** An id that tells its number. */
export function idOf(number: number): Uint8Array {
  const id = new Uint8Array(16)
  new DataView(id.buffer).setUint32(12, number)
  return id
}

/** An event at this index and sequence number, an hour after the last. */
export function said(index: number, author: Uint8Array, body: Known, id = idOf(index)): PlacedEvent {
  return placed(index, 0, index, author, event(id, body, 5, NOTHING_SEEN), 3600 * index)
}

/** A commit that ends this epoch. */
export function sealed(index: number, epoch: number, changes: Partial<Change>, seenSeq = 0): Placed {
  const change: Change = {
    policy: BASE,
    joined: [],
    left: [],
    removed: [],
    rejoined: [],
    linked: [],
    unlinked: [],
    deviceRemoved: [],
    appointed: [],
    steppedDown: [],
    rolesChanged: [],
    renamed: [],
    policyChanged: false,
    codesOpened: [],
    codesClosed: [],
    ...changes,
  }
  return { type: "change", index, epoch, seq: index, author: ANN, change, seenSeq, received: 3600 * index }
}

export function noted(index: number, epoch: number, kind: ItemKind): PlacedNote {
  return { type: "note", index, epoch, seq: index, kind, received: 3600 * index, author: null, number: 0 }
}

function placed(
  index: number,
  epoch: number,
  seq: number,
  author: Uint8Array,
  of: Event,
  received: number,
): PlacedEvent {
  return { type: "event", index, epoch, seq, author, event: of, received }
}

/** Numbers that look random, and are the same for the same seed (mulberry32). */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A whole number from 0 up to, and without, `sides`. */
  below(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }
}

/** Few, so that random events speak of one another and come twice. */
const IDS = Array.from({ length: 24 }, (_, number) => idOf(number))
const TEXTS = [
  "hello",
  "two\nlines\tand a tab",
  "مرحبا",
  "🌊 and 🏳️‍🌈",
  "\u2067isolated\u2069",
  "x".repeat(300),
]

/** The body of any known kind. */
export function someBody(dice: Dice): Known {
  const target = dice.one(IDS)
  const cw = dice.one([null, "a warning"])
  switch (dice.below(7)) {
    case 0:
      return { kind: "edit", target, text: dice.one(TEXTS), cw }
    case 1:
      return { kind: "retract", target }
    case 2:
      return card(dice.one([null, "Ann", "Kat", "Zoë"]))
    case 3:
      return { kind: "timer", seconds: dice.one([60, 86_400, 31_622_400]) }
    case 4:
      return { kind: "approval", action: dice.bytes(1), signature: dice.bytes(64), epoch: dice.below(3) }
    case 5:
      return { kind: "reaction", target, emoji: dice.one(["❤", "👍", "🌊"]), add: dice.below(3) > 0 }
    default:
      return message(dice.one(TEXTS), {
        cw,
        replyTo: dice.one([null, target]),
        timer: dice.one([null, 60]),
        tone: dice.below(3),
      })
  }
}

/** An event of any kind, known or not. */
export function someEvent(dice: Dice): Event {
  const seen = { seq: dice.below(9), hash: dice.bytes(32) }
  const known = event(dice.one(IDS), someBody(dice), dice.below(2 ** 31), seen)
  if (dice.below(10) > 0) return known
  return { ...known, kind: 8 + dice.below(9000), body: { kind: "unknown", body: dice.bytes(dice.below(40)) } }
}

/** A sequence that starts in epoch 0 under `BASE`, in order. */
export function someSteps(dice: Dice): Placed[] {
  const steps: Placed[] = []
  let [epoch, seq, index] = [0, 0, 0]
  for (let left = dice.below(60); left > 0; left--) {
    index += 1 + dice.below(3)
    seq += 1 + dice.below(2)
    const author = dice.one([ANN, BEN, CAT, DEE, EVE, FAY])
    const what = dice.below(10)
    if (what < 8) steps.push(placed(index, epoch, seq, author, someEvent(dice), 50_000 * index))
    else if (what === 8) steps.push({ ...noted(index, epoch, dice.one([...NOTES])), author })
    else {
      const policy = dice.one([BASE, BASE.with({ codes: [] }), withRoster(EVE), withRoster(EVE, FAY)])
      const joined = policy.roster.has(hex(FAY)) ? [FAY] : []
      const removed = policy.roster.has(hex(EVE)) ? [] : [EVE]
      steps.push(sealed(index, epoch, { policy, joined, removed }, dice.below(seq + 1)))
      epoch += 1
      seq = 0
    }
  }
  return steps
}

/** What `run` does, for as many seeds as are enough to meet the cases that matter. */
export function often(run: (dice: Dice) => void, times = 60): void {
  for (let seed = 1; seed <= times; seed++) run(new Dice(seed))
}
