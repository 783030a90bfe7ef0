import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import { outcomeNote } from "../../../../src/ui/circle/doors/doing.tsx"
import { LeavePanel } from "../../../../src/ui/circle/doors/leave.tsx"
import { openPanel, Panels } from "../../../../src/ui/circle/doors/panels.tsx"
import { VerifyPanel } from "../../../../src/ui/circle/doors/verify.tsx"
import { circles } from "../../../../src/ui/state.ts"
import { circle, cleared, House, KEY } from "./house.ts"

let house: House
const SIX = ["garden", "velvet", "ocean", "pepper", "mirror", "tiger"]

beforeEach(() => {
  house = new House()
})
cleared(() => house)

test("one panel at a time is open, for its own circle alone", async () => {
  await house.show(h(Panels, { circle: KEY }))
  expect(house.page.all("dialog")).toEqual([])
  await house.rest(() => openPanel("leave", "another"))
  expect(house.page.all("dialog")).toEqual([])
  await house.rest(() => openPanel("leave", KEY))
  await house.rest(() => openPanel("knocks", KEY))
  expect(house.page.names("h2")).toContain("Who wants to come in")
  expect(house.page.all("dialog")).toHaveLength(1)
  await house.press("Close")
  expect(house.page.all("dialog")).toEqual([])
})

test("a panel closes with the circle that it belongs to", async () => {
  await house.show(h(Panels, { circle: KEY }))
  await house.rest(() => openPanel("knocks", KEY))
  await house.rest(() => {
    circles.value = []
  })
  expect(house.page.all("dialog")).toEqual([])
})

test("what does not come in time can be asked for again", async () => {
  let calls = 0
  house.engine.answer("members", () => {
    calls += 1
    return new Promise(() => undefined)
  })
  await house.show(h(Panels, { circle: KEY }))
  vi.useFakeTimers()
  try {
    openPanel("card", KEY)
    await vi.advanceTimersByTimeAsync(100)
    expect(house.page.text).toContain("One moment")
    await vi.advanceTimersByTimeAsync(9_000)
    expect(house.page.text).toContain("longer than it should")
    house.page.find("button", "Try again").click()
    await vi.advanceTimersByTimeAsync(100)
    expect(calls).toBe(2)
    expect(house.page.text).toContain("One moment")
  } finally {
    vi.useRealTimers()
  }
})

const verify = (epoch: number) =>
  h(VerifyPanel, { circle: circle({ epoch }), onClose: () => undefined, onGo: () => undefined })

test("the words are asked for anew with each epoch, and on demand", async () => {
  house.engine.answer("verify", () => ({ words: SIX, epoch: 4 }))
  await house.show(verify(4))
  expect(house.page.names("li").join(" ")).toBe("1garden 2velvet 3ocean 4pepper 5mirror 6tiger")
  await house.show(verify(5))
  await house.press("Work them out again")
  expect(house.engine.made("verify")).toHaveLength(3)
})

test("words that could not be worked out anew are not shown any more", async () => {
  house.engine.answer("verify", () => ({ words: SIX, epoch: 4 }))
  await house.show(verify(4))
  house.engine.answer("verify", () => {
    throw { kind: "ended", id: "error-circle-ended" }
  })
  await house.show(verify(5))
  expect(house.page.text).not.toContain("garden")
  expect(house.page.text).toContain("This circle has ended here.")
})

const leave = (members: number, onGo: (name: string) => void, onClose: () => void = () => undefined) =>
  h(LeavePanel, { circle: circle({ members }), onClose, onGo })

test("the only host is led to the members instead of out", async () => {
  const went: string[] = []
  house.engine.answer("leave", () => {
    throw { kind: "refused", id: "error-only-host" }
  })
  await house.show(leave(3, (name) => went.push(name)))
  await house.press("Leave the circle")
  expect(house.page.text).toContain("make somebody else a host first")
  await house.press("Members")
  expect(went).toEqual(["members"])
})

test("leaving says what it means, also to the last one", async () => {
  const closed = vi.fn()
  house.engine.answer("leave", () => undefined)
  await house.show(leave(1, () => undefined, closed))
  expect(house.page.text).toContain("You are the only member: the circle ends")
  await house.press("Leave the circle")
  expect(house.engine.made("leave")).toEqual([[KEY]])
  expect(closed).toHaveBeenCalledOnce()
})

test("each outcome is told in its own words", () => {
  expect(outcomeNote({ state: "done" }, 2)).toEqual({ tone: "good", sentence: { id: "doors-done" } })
  expect(outcomeNote({ state: "under-way" }, 2).sentence.id).toBe("doors-under-way")
  expect(outcomeNote({ state: "approvals", voices: 1 }, 2).sentence).toEqual({
    id: "doors-approvals",
    args: { number: 1, needed: 2 },
  })
})
