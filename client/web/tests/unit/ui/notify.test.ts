import { beforeEach, expect, test, vi } from "vitest"
import { FakeBrowser } from "./browser.ts"
import { FakeEngine, settled } from "./engine.ts"

let engine: FakeEngine
let shown: unknown[][]
const page = { visibilityState: "hidden", documentElement: {}, title: "" }
const settings = { notifications: true }

class Notification {
  static permission = "granted"
  static requestPermission = async () => Notification.permission

  constructor(...args: unknown[]) {
    shown.push(args)
  }
}

beforeEach(async () => {
  vi.resetModules()
  shown = []
  page.visibilityState = "hidden"
  Notification.permission = "granted"
  new FakeBrowser()
  vi.stubGlobal("document", page)
  vi.stubGlobal("navigator", {
    languages: ["en"],
    serviceWorker: { getRegistration: async () => undefined },
  })
  vi.stubGlobal("Notification", Notification)
  engine = new FakeEngine()
  engine.answer("vault", () => ({ phase: "open", owner: true, persistent: null }))
  engine.answer("settings", () => settings)
  for (const name of ["circles", "joins"] as const) engine.answer(name, () => [])
  const { startLanguage } = await import("../../../src/locale/locale.ts")
  await startLanguage()
  const { connect } = await import("../../../src/ui/state.ts")
  const { startNotifying } = await import("../../../src/ui/notify.ts")
  connect(engine)
  startNotifying()
  await settled()
})

async function news(): Promise<unknown[][]> {
  engine.tell({ type: "news", circle: "secret-key", what: "message" })
  await settled()
  return shown
}

test("a notification says that there is something, and nothing else", async () => {
  const [[title, options] = []] = await news()
  expect(title).toBe("Notes")
  expect(options).toEqual({ body: "There is something new.", tag: "notes", icon: "icon-192.png" })
})

test("each piece of news is told", async () => {
  await news()
  expect(await news()).toHaveLength(2)
})

test("where there is a service worker, it shows the notification", async () => {
  const showNotification = vi.fn()
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => ({ showNotification }) } })
  expect(await news()).toEqual([])
  expect(showNotification).toHaveBeenCalledOnce()
})

test("nothing is shown on a page that is seen", async () => {
  page.visibilityState = "visible"
  expect(await news()).toEqual([])
})

test("nothing is shown unless person and browser want it", async () => {
  Notification.permission = "denied"
  expect(await news()).toEqual([])
  Notification.permission = "granted"
  engine.tell({ type: "settings", settings: { notifications: false } as never })
  expect(await news()).toEqual([])
})

test("of several tabs, the one that owns the vault notifies", async () => {
  const vault = { phase: "open", persistent: null } as const
  engine.tell({ type: "vault", vault: { ...vault, owner: false } })
  expect(await news()).toEqual([])
  engine.tell({ type: "vault", vault: { ...vault, owner: true } })
  expect(await news()).toHaveLength(1)
})

test("a notification that the browser refuses after all is no error of the page", async () => {
  const showNotification = vi.fn().mockRejectedValue(new TypeError())
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => ({ showNotification }) } })
  await news()
  expect(showNotification).toHaveBeenCalledOnce()
})
