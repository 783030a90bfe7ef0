import { expect, test } from "vitest"
import type { Item } from "../../../../src/engine/api.ts"
import { newcomers } from "../../../../src/ui/circle/announcer.tsx"
import { marksUnread } from "../../../../src/ui/circle/row.tsx"
import { item } from "../engine.ts"

const WAITING = 2 ** 40
const of = (index: number, changes: Partial<Item> = {}): Item => ({ ...item(index), ...changes })
const heard = (items: readonly Item[], known: number | null) =>
  newcomers(items, known).fresh.map(({ index }) => index)

test("what was there before is not announced", () => {
  expect(newcomers([of(1), of(2)], null)).toEqual({ latest: 2, fresh: [] })
  expect(newcomers([], null)).toEqual({ latest: null, fresh: [] })
  // An earlier page comes in.
  expect(newcomers([of(1), of(2), of(3)], 3)).toEqual({ latest: 3, fresh: [] })
})

test("what others say and what happens is announced, once", () => {
  const items = [of(1), of(2), of(3, { kind: "joined" })]
  expect(heard(items, 1)).toEqual([2, 3])
  expect(heard(items, newcomers(items, 1).latest)).toEqual([])
})

test("our own words, and those of whom we muted, are not announced", () => {
  const items = [
    of(1),
    of(2, { mine: true }),
    of(3, { muted: true }),
    of(4, { retracted: true }),
    of(WAITING, { mine: true, state: "waiting" }),
  ]
  expect(newcomers(items, 1)).toEqual({ latest: 4, fresh: [] })
})

test("what waits here hides nothing that comes later from others", () => {
  const waiting = of(WAITING, { mine: true, state: "waiting" })
  const { latest } = newcomers([of(1), waiting], 1)
  expect(heard([of(1), of(2), waiting], latest)).toEqual([2])
})

test("the unread mark stands before the first unread item, and nowhere else", () => {
  const items = [of(1), of(2), of(3), of(4)]
  const marks = (from: number | null) =>
    items.filter((one, at) => marksUnread(one, items[at - 1] ?? null, from)).map(({ index }) => index)
  expect(marks(null)).toEqual([])
  expect(marks(3)).toEqual([3])
  expect(marks(1)).toEqual([1])
  // The first unread item has disappeared meanwhile.
  expect(marks(0)).toEqual([1])
  expect(marks(5)).toEqual([])
})

test("zero is an index like any other", () => {
  expect(marksUnread(of(0), null, 0)).toBe(true)
  expect(heard([of(0), of(1)], 0)).toEqual([1])
})
