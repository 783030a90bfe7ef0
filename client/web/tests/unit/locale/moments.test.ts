import { beforeAll, beforeEach, expect, test, vi } from "vitest"
import { chooseLanguage } from "../../../src/locale/locale.ts"
import { brief, clock, day, number, percent, relative, span } from "../../../src/locale/moments.ts"

/** Wednesday, noon, at the place of the device. */
const NOW = new Date(2026, 5, 17, 12, 0).getTime() / 1000
const HOUR = 3_600
const DAY = 24 * HOUR

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: {}, title: "" })
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined })
})

beforeEach(() => chooseLanguage("en"))

const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "")

test("days in words, then dates", () => {
  expect(day(NOW - HOUR, NOW)).toBe("today")
  expect(day(NOW - 13 * HOUR, NOW)).toBe("yesterday")
  expect(day(NOW - 2 * DAY, NOW)).toBe("Monday")
  expect(day(NOW - 7 * DAY, NOW)).toBe("June 10")
  expect(day(NOW - 365 * DAY, NOW)).toBe("June 17, 2025")
  expect(day(NOW + 2 * DAY, NOW)).toBe("June 19")
})

test("short for lists", () => {
  expect(brief(NOW - HOUR, NOW)).toBe(clock(NOW - HOUR))
  expect(brief(NOW - DAY, NOW)).toBe("yesterday")
  expect(brief(NOW - 2 * DAY, NOW)).toBe("Mon")
  expect(brief(NOW - 30 * DAY, NOW)).toBe("May 18")
  expect(brief(NOW - 400 * DAY, NOW)).toBe("May 13, 2025")
})

test("how long ago and how far ahead, in one unit", () => {
  expect(relative(NOW - 20, NOW)).toBe("now")
  expect(relative(NOW - 90, NOW)).toBe("1 minute ago")
  expect(relative(NOW - 3 * HOUR, NOW)).toBe("3 hours ago")
  expect(relative(NOW + 5 * DAY, NOW)).toBe("in 5 days")
  expect(relative(NOW - 61 * DAY, NOW)).toBe("2 months ago")
})

test("lengths in the largest unit that makes them whole", () => {
  expect([30, 60, 5_400, DAY, 14 * DAY, 10 * DAY].map((seconds) => plain(span(seconds)))).toEqual([
    "30 seconds",
    "one minute",
    "90 minutes",
    "one day",
    "2 weeks",
    "10 days",
  ])
})

test("all digits in Arabic are of one kind", async () => {
  await chooseLanguage("ar")
  const kind = new Intl.NumberFormat("ar").resolvedOptions().numberingSystem
  const all = [
    number(1234),
    percent(0.5),
    clock(NOW),
    plain(span(10 * DAY)),
    relative(NOW - 3 * HOUR, NOW),
  ].join(" ")
  expect(/[0-9]/.test(all)).toBe(kind === "latn")
  expect(/[\u0660-\u0669]/.test(all)).toBe(kind === "arab")
})
