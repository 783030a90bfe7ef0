import { beforeEach, expect, test, vi } from "vitest"
import type { Item } from "../../../src/engine/api.ts"
import { FakeBrowser } from "./browser.ts"
import { FakeEngine, item, settled } from "./engine.ts"

let engine: FakeEngine
let state: typeof import("../../../src/ui/state.ts")
/** What the engine holds, and gives in pages of at most three. */
let held: Item[]

beforeEach(async () => {
  vi.resetModules()
  new FakeBrowser()
  held = [1, 2, 3, 4, 5, 6, 7].map((index) => item(index))
  engine = new FakeEngine()
  engine.answer("vault", () => ({ phase: "open", owner: true, persistent: null }))
  for (const name of ["circles", "joins"] as const) engine.answer(name, () => [])
  engine.answer("settings", () => ({}))
  engine.answer("timeline", (_, before) => {
    const older = held.filter((one) => before === null || one.index < (before as number))
    return { items: older.slice(-3), more: older.length > 3 }
  })
  state = await import("../../../src/ui/state.ts")
  state.connect(engine)
  await settled()
})

const indices = (items: readonly Item[] | null) => items?.map((one) => one.index)

test("pages are loaded from the newest on", async () => {
  const timeline = state.timelineOf("c1")
  expect([timeline.items.value, timeline.loading.value]).toEqual([null, true])
  await settled()
  expect([indices(timeline.items.value), timeline.more.value]).toEqual([[5, 6, 7], true])
  await timeline.older()
  await timeline.older()
  expect([indices(timeline.items.value), timeline.more.value]).toEqual([[1, 2, 3, 4, 5, 6, 7], false])
  await timeline.older()
  expect(engine.made("timeline")).toHaveLength(3)
})

test("a page is asked for once at a time", async () => {
  const timeline = state.timelineOf("c1")
  await settled()
  await Promise.all([timeline.older(), timeline.older()])
  expect(indices(timeline.items.value)).toEqual([2, 3, 4, 5, 6, 7])
})

test("a newest page that could not be loaded is asked for again", async () => {
  const answers: (() => unknown)[] = [
    () => {
      throw { kind: "vault", id: "error-vault-storage" }
    },
    () => ({ items: held.slice(-3), more: true }),
  ]
  engine.answer("timeline", () => answers.shift()?.())
  const timeline = state.timelineOf("c1")
  await settled()
  expect([timeline.items.value, timeline.loading.value]).toEqual([null, false])
  await timeline.older()
  expect(indices(timeline.items.value)).toEqual([5, 6, 7])
})

test("a circle has one timeline", () => {
  expect(state.timelineOf("c1")).toBe(state.timelineOf("c1"))
  expect(state.timelineOf("c1")).not.toBe(state.timelineOf("c2"))
})

test("new, changed and vanished items are merged, in order", async () => {
  const timeline = state.timelineOf("c1")
  await settled()
  engine.tell({ type: "items", circle: "c1", items: [item(9), item(8), item(6, "changed")], gone: ["id-5"] })
  expect(indices(timeline.items.value)).toEqual([6, 7, 8, 9])
  expect(timeline.items.value?.[0]?.text).toBe("changed")
})

test("an item before the oldest page waits for its page, unless there is none before", async () => {
  const timeline = state.timelineOf("c1")
  await settled()
  engine.tell({ type: "items", circle: "c1", items: [item(2, "changed")], gone: [] })
  expect(indices(timeline.items.value)).toEqual([5, 6, 7])
  await timeline.older()
  await timeline.older()
  engine.tell({ type: "items", circle: "c1", items: [item(0)], gone: [] })
  expect(indices(timeline.items.value)?.[0]).toBe(0)
})

test("what is told while the first page is on its way is not lost", async () => {
  const timeline = state.timelineOf("c1")
  engine.tell({ type: "items", circle: "c1", items: [item(8), item(7, "changed")], gone: ["id-6"] })
  await settled()
  expect(indices(timeline.items.value)).toEqual([5, 7, 8])
  expect(timeline.items.value?.[1]?.text).toBe("changed")
})

test("what is told of a circle that nobody looks at costs nothing", () => {
  engine.tell({ type: "items", circle: "c9", items: [item(1)], gone: [] })
  engine.tell({ type: "members", circle: "c9" })
  engine.tell({ type: "invites", circle: "c9" })
  expect(engine.made("timeline")).toEqual([])
  expect(engine.made("members")).toEqual([])
})

test("members, invites and rules are asked for once, and again when they changed", async () => {
  for (const name of ["members", "invites"] as const) engine.answer(name, () => [])
  engine.answer("policy", () => ({}))
  state.membersOf("c1")
  state.membersOf("c1")
  state.invitesOf("c1")
  state.policyOf("c1")
  await settled()
  const times = () => (["members", "invites", "policy"] as const).map((name) => engine.made(name).length)
  expect(times()).toEqual([1, 1, 1])
  engine.tell({ type: "members", circle: "c1" })
  engine.tell({ type: "invites", circle: "c1" })
  expect(times()).toEqual([2, 2, 3])
})
