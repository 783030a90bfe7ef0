import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Bell, jittered, pause, Turns } from "../../../src/session/pauses.ts"

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test("turns go one after the other, and a failure is its owner's alone", async () => {
  const turns = new Turns()
  const done: string[] = []
  let finish = (): void => undefined
  const first = turns.run(
    () =>
      new Promise<void>((resolve) => {
        finish = () => {
          done.push("first")
          resolve()
        }
      }),
  )
  const second = turns.run(async () => {
    done.push("second")
    throw new Error("its own")
  })
  const third = turns.run(async () => done.push("third"))
  await Promise.resolve()
  expect(done).toEqual([])
  finish()
  await first
  await expect(second).rejects.toThrow("its own")
  await third
  expect(done).toEqual(["first", "second", "third"])
})

test("a bell wakes who sleeps, and is not lost on who is about to", async () => {
  const bell = new Bell()
  const asleep = bell.sleep(null)
  bell.ring()
  expect(await asleep).toBe(true)
  bell.ring()
  expect(await bell.sleep(60_000)).toBe(true)
  const again = bell.sleep(1_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await again).toBe(false)
})

test("a sleep longer than a timer can count does not end at once", async () => {
  const bell = new Bell()
  let woke = false
  void bell.sleep(2 ** 40).then(() => {
    woke = true
  })
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(woke).toBe(false)
})

test("a pause ends with its signal", async () => {
  const stop = new AbortController()
  const paused = pause(60_000, stop.signal)
  stop.abort()
  await paused
  expect(vi.getTimerCount()).toBe(0)
  await pause(60_000, stop.signal) // one that is over already
})

test("jitter adds up to a third", () => {
  for (let times = 0; times < 100; times++) {
    const drawn = jittered(15_000)
    expect(drawn).toBeGreaterThanOrEqual(15_000)
    expect(drawn).toBeLessThan(20_000)
  }
})
