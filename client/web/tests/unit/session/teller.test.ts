import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Item, Told } from "../../../src/engine/api.ts"
import { ChangedItems, Teller } from "../../../src/session/teller.ts"

let told: Told[] = []
let teller: Teller

beforeEach(() => {
  vi.useFakeTimers()
  told = []
  teller = new Teller((one) => told.push(one))
})

afterEach(() => vi.useRealTimers())

test("a burst of changes is told once, as it stands then", async () => {
  let stands = 0
  for (let change = 1; change <= 100; change++) {
    stands = change
    teller.soon("members", async () => ({ type: "members", circle: String(stands) }))
  }
  expect(told).toEqual([])
  await vi.runAllTimersAsync()
  expect(told).toEqual([{ type: "members", circle: "100" }])
})

test("different things are told in the order in which they first changed", async () => {
  teller.soon("one", async () => ({ type: "members", circle: "one" }))
  teller.soon("two", async () => ({ type: "invites", circle: "two" }))
  teller.soon("one", async () => ({ type: "members", circle: "one again" }))
  await vi.runAllTimersAsync()
  expect(told.map((one) => "circle" in one && one.circle)).toEqual(["one again", "two"])
})

test("what cannot be made is passed over, and the rest is told", async () => {
  teller.soon("one", async () => {
    throw new Error("locked")
  })
  teller.soon("nothing", async () => null)
  teller.soon("two", async () => ({ type: "members", circle: "two" }))
  await vi.runAllTimersAsync()
  expect(told).toEqual([{ type: "members", circle: "two" }])
})

test("nothing is told once it is closed, not even what was under way", async () => {
  teller.soon("one", async () => {
    teller.close()
    return { type: "members", circle: "one" }
  })
  await vi.runAllTimersAsync()
  teller.soon("two", async () => ({ type: "members", circle: "two" }))
  teller.now({ type: "members", circle: "three" })
  await vi.runAllTimersAsync()
  expect(told).toEqual([])
})

test("changed items are told once, and those that are not there any more as gone", () => {
  const changed = new ChangedItems()
  changed.add(["a", "b"])
  changed.add(["b", "c"])
  const items = [{ id: "a" }, { id: "c" }] as Item[]
  expect(changed.take(() => items)).toEqual({ items, gone: ["b"] })
  expect(changed.take((ids) => (ids.size === 0 ? [] : items))).toEqual({ items: [], gone: [] })
})
