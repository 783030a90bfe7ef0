import { beforeEach, expect, test, vi } from "vitest"
import { FakeBrowser } from "./browser.ts"

let browser: FakeBrowser
let screens: typeof import("../../../src/ui/screens.ts")

async function load(): Promise<void> {
  vi.resetModules()
  screens = await import("../../../src/ui/screens.ts")
  screens.startRoutes()
}

beforeEach(async () => {
  browser = new FakeBrowser()
  await load()
})

const shown = () => screens.route.value
const MARK = { left: "https://weather.example/" }

/** Unwind; how often it was said to be done. */
function unwound(): number {
  let times = 0
  screens.unwind(MARK, () => {
    times += 1
  })
  return times
}

test("the address and the history never say where one is", () => {
  screens.go({ screen: "circle", circle: "secret-key" })
  screens.go({ screen: "join", code: "https://relay.example/#join-SECRET" })
  expect(JSON.stringify(browser.entries)).not.toMatch(/secret|circle|join|screen/i)
  expect(browser.href).toBe("https://relay.example/below/")
})

test("back leads through the screens to home", () => {
  screens.go({ screen: "settings" })
  screens.go({ screen: "limits" })
  screens.back()
  expect(shown()).toEqual({ screen: "settings" })
  browser.walk(-1)
  expect(shown()).toEqual({ screen: "home" })
  screens.back()
  expect(shown()).toEqual({ screen: "home" })
})

test("forward leads there again", () => {
  screens.go({ screen: "settings" })
  screens.back()
  browser.walk(1)
  expect(shown()).toEqual({ screen: "settings" })
})

test("from one circle to another adds nothing to go back to", () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "circle", circle: "b" })
  expect(shown()).toEqual({ screen: "circle", circle: "b" })
  screens.back()
  expect(shown()).toEqual({ screen: "home" })
})

test("home forgets what was open", () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "settings" })
  screens.home()
  expect([shown(), browser.at]).toEqual([{ screen: "home" }, 0])
  browser.walk(1)
  expect(shown()).toEqual({ screen: "home" })
})

test("a reload forgets the screens, but not how many entries lie behind", async () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "settings" })
  await load()
  expect([shown(), browser.at]).toEqual([{ screen: "home" }, 2])
  screens.go({ screen: "limits" })
  screens.back()
  expect([shown(), browser.at]).toEqual([{ screen: "home" }, 2])
  screens.go({ screen: "limits" })
  expect([unwound(), browser.at]).toEqual([1, 0])
})

test("further back than the reload there is home as well, and still an entry to walk back to", async () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "settings" })
  await load()
  browser.walk(-1)
  expect([shown(), browser.at]).toEqual([{ screen: "home" }, 1])
  screens.go({ screen: "limits" })
  expect([unwound(), browser.at, shown()]).toEqual([1, 0, { screen: "home" }])
})

test("of the entries behind the first, unwinding leaves one, which holds the mark", () => {
  screens.go({ screen: "circle", circle: "a" })
  screens.go({ screen: "settings" })
  expect(unwound()).toBe(1)
  expect(browser.entries.slice(1).map(({ state }) => state)).toEqual([MARK])
})

test("so it does from home, with the entries before it, and after a reload there", async () => {
  screens.go({ screen: "settings" })
  screens.back()
  await load()
  expect([unwound(), browser.at, browser.entries.length]).toEqual([1, 0, 2])
  expect(browser.entries[1]?.state).toEqual(MARK)
})

test("where there was only one entry, unwinding makes no other", () => {
  expect([unwound(), browser.at, browser.entries.length]).toEqual([1, 0, 1])
})
