// Rule H: whoever saw the same box agrees, and whoever was shown another one is found out.

import { sha256 } from "@noble/hashes/sha2.js"
import { expect, test } from "vitest"
import { CanonError } from "../../../src/circle/canon.ts"
import { KEPT, Ledger, start, step, Verdict } from "../../../src/circle/history.ts"
import { concat, hex, utf8 } from "../../../src/wire/bytes.ts"
import { type Dice, often } from "../../support/circlePeople.ts"

interface Entry {
  kind: number
  digest: Uint8Array
}

const ZERO = new Uint8Array(32)
const FIRST = start(utf8("group"), 0, ZERO)

function someBox(dice: Dice): Entry[] {
  return Array.from({ length: dice.below(30) }, () => ({
    kind: dice.below(2),
    digest: sha256(Uint8Array.of(dice.below(40))),
  }))
}

/** What a member holds who read the box but for these sequence numbers. */
function ledgerOf(box: readonly Entry[], skip: ReadonlySet<number> = new Set()): Ledger {
  const ledger = new Ledger(FIRST)
  for (const [at, { kind, digest }] of box.entries()) {
    if (!skip.has(at + 1)) ledger.add(at + 1, kind, digest)
  }
  return ledger
}

test("two who saw the same agree", () => {
  often((dice) => {
    const box = someBox(dice)
    const upto = dice.below(box.length + 1)
    const [mine, theirs] = [ledgerOf(box), ledgerOf(box.slice(0, upto))]
    expect(mine.check(theirs.seen)).toBe(Verdict.OK)
    expect(theirs.check(mine.seen)).toBe(upto === box.length ? Verdict.OK : Verdict.AHEAD)
  })
})

test("another history is a fork ever after", () => {
  often((dice) => {
    const box = [...someBox(dice), { kind: 0, digest: ZERO }]
    const other = [...box]
    other[dice.below(box.length)] = { kind: 1, digest: sha256(utf8("another entry")) }
    expect(ledgerOf(box).check(ledgerOf(other).seen)).toBe(Verdict.FORK)
  })
})

test("after gaps one honest claim bridges all, and the vault changes nothing", () => {
  let bridged = 0
  often((dice) => {
    const box = someBox(dice)
    const skip = new Set(Array.from({ length: dice.below(6) }, () => 1 + dice.below(29)))
    const [full, mine] = [ledgerOf(box), ledgerOf(box, skip)]
    expect(mine.missing).toBe([...skip].filter((seq) => seq < mine.last).length)
    const stored = Ledger.restore(mine.serialize())
    for (const one of [mine, stored]) {
      if (one.last !== box.length) continue
      if (!one.known) {
        bridged += 1
        expect(one.check(full.seen)).toBe(Verdict.GAP)
        expect(one.adopt(full.seen)).toBe(true)
      }
      expect(one.known).toBe(true)
      expect(one.seen).toEqual(full.seen)
    }
    expect(hex(stored.serialize())).toBe(hex(mine.serialize()))
  }, 200)
  expect(bridged).toBeGreaterThan(20)
})

test("start and step depend on everything", () => {
  const other = ZERO.with(0, 1)
  const values = [
    FIRST,
    start(utf8("grou"), 0, concat(utf8("p"), ZERO.subarray(1))),
    start(utf8("group"), 1, ZERO),
    start(utf8("group"), 0, other),
    step(FIRST, 1, 0, ZERO),
    step(FIRST, 2, 0, ZERO),
    step(FIRST, 1, 1, ZERO),
    step(FIRST, 1, 0, other),
    step(ZERO, 1, 0, ZERO),
  ]
  expect(new Set(values.map(hex)).size).toBe(values.length)
})

test("entries come once and in order", () => {
  const ledger = new Ledger(FIRST)
  for (const seq of [0, -1, 0.5, 2 ** 53]) expect(() => ledger.add(seq, 0, ZERO)).toThrow(RangeError)
  ledger.add(2, 0, ZERO)
  for (const seq of [1, 2]) expect(() => ledger.add(seq, 0, ZERO)).toThrow(RangeError)
  expect(() => ledger.add(3, 0, ZERO.subarray(1))).toThrow(RangeError)
  expect(ledger.last).toBe(2)
})

test("a ledger is bounded, and too old a claim cannot be told", () => {
  const ledger = new Ledger(FIRST)
  for (let seq = 1; seq <= 3 * KEPT; seq++) ledger.add(seq, 0, ZERO)
  expect(ledger.serialize().length).toBeLessThan(100 * KEPT)
  expect(Ledger.restore(ledger.serialize()).seen).toEqual(ledger.seen)
  expect(ledger.check({ seq: 2 * KEPT, hash: ZERO })).toBe(Verdict.OLD)
  expect(ledger.check({ seq: 2 * KEPT + 1, hash: ZERO })).toBe(Verdict.FORK)
})

test("a claim cannot take the place of what is known", () => {
  const ledger = new Ledger(FIRST)
  ledger.add(1, 0, ZERO)
  const before = hex(ledger.serialize())
  for (const seq of [0, 1, 9]) expect(ledger.adopt({ seq, hash: ZERO })).toBe(false)
  expect(hex(ledger.serialize())).toBe(before)
})

test("other bytes are no ledger", () => {
  const stored = new Ledger(FIRST).serialize()
  const later = Uint8Array.from(stored)
  later[1] = 2
  for (const bad of [new Uint8Array(), Uint8Array.of(0), concat(stored, Uint8Array.of(0)), later]) {
    expect(() => Ledger.restore(bad)).toThrow(CanonError)
  }
})
