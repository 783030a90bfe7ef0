import { beforeEach, expect, test, vi } from "vitest"
import { FakeBrowser } from "./browser.ts"
import { FakeEngine, settled } from "./engine.ts"

let browser: FakeBrowser
let engine: FakeEngine
let page: EventTarget & { visibilityState: string }
const reload = vi.fn()
const settings = { lockWhenHidden: false }

beforeEach(async () => {
  vi.resetModules()
  reload.mockClear()
  settings.lockWhenHidden = false
  browser = new FakeBrowser()
  page = Object.assign(new EventTarget(), { visibilityState: "visible" })
  vi.stubGlobal("document", page)
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("location", { reload })
  engine = new FakeEngine()
  engine.answer("vault", () => ({ phase: "open", owner: true, persistent: null }))
  engine.answer("settings", () => settings)
  for (const name of ["circles", "joins"] as const) engine.answer(name, () => [])
  for (const name of ["touch", "network", "lock"] as const) engine.answer(name, () => undefined)
})

async function start(): Promise<typeof import("../../../src/ui/state.ts")> {
  const state = await import("../../../src/ui/state.ts")
  state.connect(engine)
  await settled()
  const { startCare } = await import("../../../src/ui/care.ts")
  startCare()
  return state
}

function use(kind: string, at: number): void {
  const event = new Event(kind)
  Object.defineProperty(event, "timeStamp", { value: at })
  browser.dispatchEvent(event)
}

test("use is told, but not every touch of it", async () => {
  await start()
  for (const at of [0, 100, 9_000]) use("pointerdown", at)
  expect(engine.made("touch")).toHaveLength(1)
  use("keydown", 11_000)
  expect(engine.made("touch")).toHaveLength(2)
})

test("use of a locked page is nobody's business", async () => {
  await start()
  engine.phase("locked")
  use("keydown", 0)
  expect(engine.made("touch")).toEqual([])
})

test("a page out of sight is locked only if that was chosen", async () => {
  await start()
  page.visibilityState = "hidden"
  page.dispatchEvent(new Event("visibilitychange"))
  expect(engine.made("lock")).toEqual([])
  engine.tell({ type: "settings", settings: { ...settings, lockWhenHidden: true } as never })
  page.visibilityState = "visible"
  page.dispatchEvent(new Event("visibilitychange"))
  expect(engine.made("lock")).toEqual([])
  page.visibilityState = "hidden"
  page.dispatchEvent(new Event("visibilitychange"))
  expect(engine.made("lock")).toHaveLength(1)
})

test("a page out of the browser's memory begins anew", async () => {
  await start()
  browser.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }))
  expect(reload).not.toHaveBeenCalled()
  browser.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }))
  expect(reload).toHaveBeenCalledOnce()
})

test("the network is told as it comes and goes", async () => {
  const state = await start()
  vi.stubGlobal("navigator", { onLine: false })
  browser.dispatchEvent(new Event("offline"))
  expect(state.online.value).toBe(false)
  expect(engine.made("network")).toEqual([[true], [false]])
})
