import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { AutoLock } from "../../../src/engine/autolock.ts"

const MINUTE = 60_000
let locked = 0
let lock: AutoLock

beforeEach(() => {
  vi.useFakeTimers()
  locked = 0
  lock = new AutoLock(() => {
    locked += 1
  })
})

afterEach(() => {
  lock.stop()
  vi.useRealTimers()
})

test("locks after so many minutes without use, once", () => {
  lock.start(10)
  vi.advanceTimersByTime(9.9 * MINUTE)
  expect(locked).toBe(0)
  vi.advanceTimersByTime(0.2 * MINUTE)
  expect(locked).toBe(1)
  vi.advanceTimersByTime(60 * MINUTE)
  expect(locked).toBe(1)
})

test("use makes it count anew", () => {
  lock.start(10)
  vi.advanceTimersByTime(9 * MINUTE)
  lock.touch()
  vi.advanceTimersByTime(9 * MINUTE)
  expect(locked).toBe(0)
  vi.advanceTimersByTime(2 * MINUTE)
  expect(locked).toBe(1)
})

test("a machine that slept past the moment locks when it wakes, and being used does not save it", () => {
  lock.start(10)
  vi.setSystemTime(Date.now() + 60 * MINUTE) // timers did not run meanwhile
  lock.touch()
  expect(locked).toBe(1)
})

test("zero minutes are never", () => {
  lock.start(0)
  vi.advanceTimersByTime(24 * 60 * MINUTE)
  lock.look()
  expect(locked).toBe(0)
})

test("what was stopped does not lock", () => {
  lock.start(1)
  lock.stop()
  vi.advanceTimersByTime(5 * MINUTE)
  lock.look()
  expect(locked).toBe(0)
})
