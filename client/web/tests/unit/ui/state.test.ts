import { beforeEach, expect, test, vi } from "vitest"
import type { CircleInfo, KnockInfo } from "../../../src/engine/api.ts"
import { FakeBrowser } from "./browser.ts"
import { FakeEngine, item, settled } from "./engine.ts"

let engine: FakeEngine
let state: typeof import("../../../src/ui/state.ts")
let toasts: typeof import("../../../src/ui/toasts.ts")

const CIRCLE = { key: "c1", label: "Thursday tea", knocks: 1 } as CircleInfo
const KNOCK = { id: "k1", name: "Wren" } as KnockInfo

beforeEach(async () => {
  vi.resetModules()
  new FakeBrowser()
  engine = new FakeEngine()
  engine.answer("vault", () => ({ phase: "locked", owner: true, persistent: null }))
  engine.answer("settings", () => ({ exitUrl: "https://weather.example/" }))
  engine.answer("circles", () => [CIRCLE])
  engine.answer("joins", () => [])
  engine.answer("knocks", () => [KNOCK])
  state = await import("../../../src/ui/state.ts")
  toasts = await import("../../../src/ui/toasts.ts")
  state.connect(engine)
  await settled()
})

async function opened(): Promise<void> {
  engine.phase("open")
  await settled()
}

test("nothing is asked for before the vault is open", () => {
  expect(engine.calls).toEqual([["vault"]])
})

test("an open vault brings settings, circles, joins, and who waits", async () => {
  await opened()
  expect(state.settings.value?.exitUrl).toBe("https://weather.example/")
  expect(state.circles.value).toEqual([CIRCLE])
  expect(state.circleOf("c1")).toEqual(CIRCLE)
  expect(state.knocks.value.get("c1")).toEqual([KNOCK])
})

test("a locked vault leaves nothing on the page", async () => {
  await opened()
  engine.answer("timeline", () => ({ items: [item(1)], more: false }))
  engine.answer("members", () => [{ id: "m1" }])
  const timeline = state.timelineOf("c1")
  const members = state.membersOf("c1")
  await settled()
  expect([timeline.items.value?.length, members.value?.length]).toEqual([1, 1])
  engine.phase("locked")
  expect([state.settings.value, state.circles.value]).toEqual([null, null])
  expect([state.knocks.value.size, state.joins.value.length]).toEqual([0, 0])
  expect([timeline.items.value, members.value]).toEqual([null, null])
})

test("an answer that comes after the lock is dropped", async () => {
  let answer: (circles: CircleInfo[]) => void = () => undefined
  engine.answer("circles", () => new Promise((resolve) => (answer = resolve)))
  engine.phase("open")
  await settled()
  engine.phase("locked")
  answer([CIRCLE])
  await settled()
  expect(state.circles.value).toBeNull()
})

test("what the engine tells is shown", async () => {
  await opened()
  engine.tell({ type: "circles", circles: [] })
  engine.tell({ type: "knocks", circle: "c1", knocks: [] })
  expect(state.circles.value).toEqual([])
  expect(state.knocks.value.get("c1")).toEqual([])
})

test("work is shown until it is done, each task of each circle for itself", () => {
  engine.tell({ type: "progress", task: "key", circle: null, share: 0.1, done: false })
  engine.tell({ type: "progress", task: "catching-up", circle: "c1", share: null, done: false })
  engine.tell({ type: "progress", task: "key", circle: null, share: 0.5, done: false })
  expect(state.progressOf(null)?.share).toBe(0.5)
  expect(state.progressOf("c1")?.task).toBe("catching-up")
  engine.tell({ type: "progress", task: "key", circle: null, share: 1, done: true })
  expect([state.progressOf(null), state.progress.value.length]).toEqual([null, 1])
})

test("a failed call is a toast, unless it was asked", async () => {
  engine.answer("sync", () => Promise.reject({ kind: "offline", id: "error-offline" }))
  expect(await state.ask("sync", "c1")).toEqual({
    ok: false,
    failure: { kind: "offline", id: "error-offline" },
  })
  expect(toasts.toasts.value).toEqual([])
  await state.call("sync", "c1")
  expect(toasts.toasts.value.map((one) => one.sentence.id)).toEqual(["error-offline"])
})

test("an engine that cannot run says why, for good", async () => {
  engine.answer("vault", () => Promise.reject({ kind: "unexpected", id: "error-browser" }))
  state.connect(engine)
  await settled()
  expect(state.trouble.value?.id).toBe("error-browser")
})

test("what is no failure is told as one that nobody expected", async () => {
  engine.answer("sync", () => Promise.reject(new TypeError("inside")))
  const answer = await state.ask("sync", "c1")
  expect(answer).toEqual({ ok: false, failure: { kind: "unexpected", id: "error-unexpected" } })
})
