import { expect, test } from "vitest"
import {
  earlier,
  followed,
  held,
  later,
  MOST,
  NEWEST,
  placed,
  STEP,
  showing,
  type Window,
} from "../../../../src/ui/circle/window.ts"

const itemsOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ id: `i${from + at}` }))
const ITEMS = itemsOf(10_000)

/** As many steps as it takes, until nothing moves any more. */
function walked(step: (items: typeof ITEMS, window: Window) => Window, from: Window): Window[] {
  const seen = [from]
  for (;;) {
    const next = step(ITEMS, seen.at(-1) ?? from)
    const [before, after] = [placed(ITEMS, seen.at(-1) ?? from), placed(ITEMS, next)]
    if (before.from === after.from && before.to === after.to) return seen
    seen.push(next)
  }
}

test("at first the newest are shown, and whatever comes after them", () => {
  expect(placed(ITEMS, NEWEST)).toEqual({ from: 10_000 - STEP, to: 10_000 })
  expect(placed(itemsOf(10_001), NEWEST)).toEqual({ from: 10_001 - STEP, to: 10_001 })
  expect(placed(itemsOf(3), NEWEST)).toEqual({ from: 0, to: 3 })
  expect(placed([], NEWEST)).toEqual({ from: 0, to: 0 })
})

test("however far one goes, a bounded number is shown, and each step keeps most of the one before", () => {
  const up = walked(earlier, NEWEST)
  expect(placed(ITEMS, up.at(-1) ?? NEWEST).from).toBe(0)
  const down = walked(later, up.at(-1) ?? NEWEST)
  expect(down.at(-1)?.last).toBeNull()
  for (const way of [up, down]) {
    let before = placed(ITEMS, way[0] ?? NEWEST)
    for (const window of way) {
      const now = placed(ITEMS, window)
      expect(now.to - now.from).toBeLessThanOrEqual(MOST)
      expect(Math.min(now.to, before.to) - Math.max(now.from, before.from)).toBeGreaterThanOrEqual(STEP)
      before = now
    }
  }
})

test("a window that is held stays where it is, whatever comes after or before it", () => {
  const window = held(ITEMS, NEWEST)
  const first = (items: { id: string }[]) => items[placed(items, window).from]?.id
  expect(first(ITEMS)).toBe("i9940")
  expect(first([...ITEMS, ...itemsOf(500, 10_000)])).toBe("i9940")
  expect(first([...itemsOf(60, 20_000), ...ITEMS])).toBe("i9940")
})

test("a held window that has come back to the end follows what comes, as long as it was", () => {
  const window = followed(held(ITEMS, earlier(ITEMS, NEWEST)))
  expect(placed(ITEMS, window)).toEqual({ from: 10_000 - 2 * STEP, to: 10_000 })
  expect(placed(itemsOf(10_001), window)).toEqual({ from: 10_001 - 2 * STEP, to: 10_001 })
})

test("a window whose last item has gone shows the newest", () => {
  expect(placed(itemsOf(100), { last: "gone", count: 10 })).toEqual({ from: 90, to: 100 })
})

test("a window moves to an item, and stays if that lies in it or nowhere", () => {
  const moved = showing(ITEMS, NEWEST, "i500")
  const { from, to } = placed(ITEMS, moved)
  expect(from).toBeLessThanOrEqual(500)
  expect(to).toBeGreaterThan(500)
  expect(to - from).toBeLessThanOrEqual(MOST)
  expect(showing(ITEMS, NEWEST, "i9999")).toBe(NEWEST)
  expect(showing(ITEMS, NEWEST, "nowhere")).toBe(NEWEST)
  expect(placed(ITEMS, showing(ITEMS, NEWEST, "i0")).from).toBe(0)
})
