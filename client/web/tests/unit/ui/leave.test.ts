import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { FakeBrowser } from "./browser.ts"
import { FakeEngine, settled } from "./engine.ts"

const EXIT = "https://weather.example/"
const DEFAULT = "https://www.wikipedia.org/"

let browser: FakeBrowser
let engine: FakeEngine
let leave: typeof import("../../../src/ui/exit/leave.ts")
let keys: typeof import("../../../src/ui/exit/keys.ts")
let screens: typeof import("../../../src/ui/screens.ts")

beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  browser = new FakeBrowser()
  engine = new FakeEngine()
  engine.answer("vault", () => ({ phase: "open", owner: true, persistent: null }))
  engine.answer("settings", () => ({ exitUrl: EXIT }))
  engine.answer("circles", () => [])
  engine.answer("joins", () => [])
  engine.answer("lock", () => undefined)
  const state = await import("../../../src/ui/state.ts")
  screens = await import("../../../src/ui/screens.ts")
  leave = await import("../../../src/ui/exit/leave.ts")
  keys = await import("../../../src/ui/exit/keys.ts")
  screens.startRoutes()
  state.connect(engine)
  await settled()
})

afterEach(() => vi.useRealTimers())

test("leaving blanks the page, locks, and lands elsewhere, all at once", () => {
  leave.leave()
  expect([browser.classes.has("gone"), browser.emptied]).toEqual([true, 1])
  expect(engine.made("lock")).toHaveLength(1)
  expect(browser.left).toEqual([EXIT])
})

test("the entry that is replaced is the first of the page's own", () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "settings" })
  leave.leave()
  expect([browser.at, browser.left]).toEqual([0, [EXIT]])
  vi.runAllTimers()
  expect(browser.left).toEqual([EXIT])
})

test("an entry that stays behind leads to the same page, and any other is none of an exit's", () => {
  screens.go({ screen: "settings" })
  leave.leave()
  expect(leave.leftFor(browser.entries[1]?.state)).toBe(EXIT)
  expect(leave.leftFor({ left: "javascript:alert(1)" })).toBe(DEFAULT)
  for (const other of [null, undefined, "left", {}, { depth: 1 }, { left: 1 }]) {
    expect(leave.leftFor(other)).toBeNull()
  }
})

test("the lock that follows does not go back any further", () => {
  screens.go({ screen: "settings" })
  browser.walks = false
  leave.leave()
  browser.walks = true
  engine.phase("locked")
  expect(browser.at).toBe(1)
})

test("a browser that does not go back is left all the same", () => {
  screens.go({ screen: "settings" })
  browser.walks = false
  leave.leave()
  expect(browser.left).toEqual([])
  vi.advanceTimersByTime(250)
  expect(browser.left).toEqual([EXIT])
})

test("an engine that does not answer holds nobody up", () => {
  engine.answer("lock", () => new Promise(() => undefined))
  leave.leave()
  expect(browser.left).toEqual([EXIT])
})

test("panic blanks the page, and goes on once everything is erased", async () => {
  const waiting: (() => void)[] = []
  engine.answer("erase", () => new Promise<void>((done) => waiting.push(done)))
  leave.panic()
  expect([browser.classes.has("gone"), browser.emptied]).toEqual([true, 1])
  expect([engine.made("erase").length, browser.left]).toEqual([1, []])
  for (const done of waiting) done()
  await vi.advanceTimersByTimeAsync(1)
  expect(browser.left).toEqual([EXIT])
})

test("panic waits for nobody longer than two seconds", () => {
  engine.answer("erase", () => new Promise(() => undefined))
  leave.panic()
  vi.advanceTimersByTime(1_900)
  expect(browser.left).toEqual([])
  vi.advanceTimersByTime(200)
  expect(browser.left).toEqual([EXIT])
})

test("only web pages are landed on", () => {
  expect(leave.addressOf("https://news.example/a")).toBe("https://news.example/a")
  for (const wrong of [undefined, "", "weather", "javascript:alert(1)", "data:text/html,x", "file:///etc"]) {
    expect(leave.addressOf(wrong)).toBe(DEFAULT)
  }
})

function press(key: string, at: number, repeat = false): void {
  const event = Object.assign(new Event("keydown"), { key, repeat })
  Object.defineProperty(event, "timeStamp", { value: at })
  browser.dispatchEvent(event)
}

test("three presses of Escape leave", () => {
  keys.watchEscape(browser)
  press("Escape", 100)
  press("Escape", 400)
  expect(browser.left).toEqual([])
  press("Escape", 700)
  expect(browser.left).toEqual([EXIT])
})

test("slow presses, other keys and a key held down do not", () => {
  keys.watchEscape(browser)
  for (const at of [0, 1_000, 2_000, 3_000]) press("Escape", at)
  for (const at of [9_000, 9_100, 9_200]) press("Enter", at)
  press("Escape", 20_000)
  for (const at of [20_100, 20_200, 20_300]) press("Escape", at, true)
  expect(browser.left).toEqual([])
})
