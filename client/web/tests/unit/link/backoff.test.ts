import { expect, test } from "vitest"
import { Backoff } from "../../../src/link/index.ts"

test("pauses double up to a bound", () => {
  const backoff = new Backoff(1, 10, () => 1)
  expect(Array.from({ length: 6 }, () => backoff.next())).toEqual([1, 2, 4, 8, 10, 10])
  backoff.reset()
  expect(backoff.next()).toBe(1)
})

test("pauses are drawn from their upper half", () => {
  expect(new Backoff(2, 2, () => 0).next()).toBe(1)
  expect(new Backoff(2, 2, () => 0.5).next()).toBe(1.5)
  const drawn = new Set(Array.from({ length: 20 }, () => new Backoff(100, 100).next()))
  expect(drawn.size).toBeGreaterThan(1)
  for (const pause of drawn) {
    expect(pause).toBeGreaterThanOrEqual(50)
    expect(pause).toBeLessThanOrEqual(100)
  }
})

test.each([
  [0, 1],
  [-1, 1],
  [2, 1],
  [Number.NaN, 1],
])("pauses from %d to %d make no sense", (first, most) => {
  expect(() => new Backoff(first, most)).toThrow("pause")
})
