import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import type { Item } from "../../../../src/engine/api.ts"
import { draftOf } from "../../../../src/ui/circle/drafts.ts"
import { Row, type RowProps } from "../../../../src/ui/circle/row.tsx"
import { cleared, House, KEY } from "../doors/house.ts"
import { item } from "../engine.ts"

let house: House
let shown: string[]

beforeEach(() => {
  house = new House()
  shown = []
  for (const call of ["react", "retract"] as const) house.engine.answer(call, () => "id")
})
cleared(() => house)

async function show(changes: Partial<Item> = {}, more: Partial<RowProps> = {}): Promise<void> {
  const props: RowProps = {
    circle: KEY,
    live: true,
    item: { ...item(7, "the words"), ...changes },
    before: null,
    unreadFrom: null,
    answered: null,
    whole: true,
    current: true,
    onCurrent: () => undefined,
    onShow: (id) => shown.push(id),
    ...more,
  }
  await house.show(h(Row, props))
}

async function menu(author = "Ono"): Promise<string[]> {
  await house.press(`What can be done with this message by ${author}`)
  return house.page.names("menuitem")
}

test("who said it, what, and how it is meant", async () => {
  await show({ tone: 1, edited: true })
  expect(house.page.text).toContain("Ono")
  expect(house.page.text).toContain("the words")
  expect(house.page.text).toContain("editedjust listen, please")
  expect(house.page.names("article")[0]).toMatch(/^Ono, /)
})

test("what stands behind a content warning is nowhere on the page until it is asked for", async () => {
  await show({ cw: "needles" })
  expect(house.page.text).not.toContain("the words")
  const fold = house.page.all("button").find(({ name }) => name.includes("needles"))
  await house.rest(() => fold?.click())
  expect(house.page.text).toContain("the words")
  await house.rest(() => fold?.click())
  expect(house.page.text).not.toContain("the words")
})

test("what somebody says whom one has muted is folded", async () => {
  await show({ muted: true })
  expect(house.page.text).toContain("From somebody whom you muted")
  expect(house.page.text).not.toContain("the words")
})

test("of what was taken back a sign stays, and nothing can be done with it", async () => {
  await show({ retracted: true, text: null, edited: true })
  expect(house.page.text).toContain("Taken back")
  expect(house.page.text).not.toContain("edited")
  expect(house.page.all("button")).toEqual([])
})

test("others' words can be answered, reacted to and copied; one's own changed and taken back too", async () => {
  await show()
  expect(await menu()).toEqual(["Reply", "React", "Copy"])
  await house.press("Reply", "menuitem")
  expect(draftOf(KEY).value.replyTo?.id).toBe("id-7")
  await show({ mine: true })
  expect(await menu("You")).toEqual(["Reply", "React", "Copy", "Edit", "Take back"])
})

test("a message is taken back after a question", async () => {
  await show({ mine: true })
  await menu("You")
  await house.press("Take back", "menuitem")
  expect(house.engine.made("retract")).toEqual([])
  await house.press("Take back")
  expect(house.engine.made("retract")).toEqual([[KEY, "id-7"]])
})

test("where a circle has ended nothing can be done with its messages", async () => {
  const reactions = [{ emoji: "🌱", members: [{ id: "m2", name: "Wren" }], mine: false }]
  await show({ reactions }, { live: false })
  expect(house.page.names("button")).toHaveLength(1)
  await house.rest(() => house.page.all("button")[0]?.click())
  expect(house.engine.calls).toEqual([])
})

test("a reaction says who it is from; pressing joins it, and takes one's own back", async () => {
  const members = [
    { id: "m1", name: "Linden" },
    { id: "m2", name: "Wren" },
  ]
  await show({ reactions: [{ emoji: "🌱", members, mine: true }] })
  const reaction = house.page.all("button").find(({ name }) => name.includes("🌱"))
  expect(reaction?.name).toContain("🌱 by 2: Linden and Wren")
  expect(reaction?.attributes.get("aria-pressed")).toBe("true")
  await house.rest(() => reaction?.click())
  expect(house.engine.made("react")).toEqual([[KEY, "id-7", "🌱", false]])
  expect(await menu()).toContain("Who reacted")
  await house.press("Who reacted", "menuitem")
  expect(house.page.all("dialog")[0]?.name).toContain("Linden and Wren")
})

test("a reaction is chosen, or typed; one that is there already is taken back", async () => {
  await show({ reactions: [{ emoji: "🔥", members: [{ id: "m1", name: "Linden" }], mine: true }] })
  for (const emoji of ["🌱", "🔥"]) {
    await menu()
    await house.press("React", "menuitem")
    await house.press(`React with ${emoji}`)
  }
  await menu()
  await house.press("React", "menuitem")
  await house.type("Another one, from your keyboard", " 🦔 ")
  await house.press("React")
  expect(house.engine.made("react")).toEqual([
    [KEY, "id-7", "🌱", true],
    [KEY, "id-7", "🔥", false],
    [KEY, "id-7", "🦔", true],
  ])
})

test("an address opens nothing before it was asked about, and then without telling where from", async () => {
  const opened: unknown[][] = []
  vi.stubGlobal("window", { open: (...args: unknown[]) => opened.push(args) })
  await show({ text: "see https://good.example@bad.example/x." })
  await house.press("https://good.example@bad.example/x")
  expect(opened).toEqual([])
  expect(house.page.text).toContain("It leads to bad.example.")
  await house.press("Open")
  expect(opened).toEqual([["https://good.example@bad.example/x", "_blank", "noopener,noreferrer"]])
})

test("a message shows what it answers, but nothing that is folded there", async () => {
  const answered = { ...item(3, "before"), author: "Wren" }
  await show({ replyTo: "id-3" }, { answered })
  expect(house.page.text).toContain("Wrenbefore")
  await house.rest(() =>
    house.page
      .all("button")
      .find(({ name }) => name.includes("Wren"))
      ?.click(),
  )
  expect(shown).toEqual(["id-3"])
  await show({ replyTo: "id-3" }, { answered: { ...answered, cw: "needles" } })
  expect(house.page.text).toContain("needles")
  expect(house.page.text).not.toContain("before")
  for (const hidden of [{ muted: true }, { retracted: true, text: null }]) {
    await show({ replyTo: "id-3" }, { answered: { ...answered, ...hidden } })
    expect(house.page.text).toContain("Hidden words")
  }
})

test("an answered message that is not loaded yet can be gone to; one that has gone cannot", async () => {
  await show({ replyTo: "id-3" }, { whole: false })
  await house.press("In reply to an earlier message")
  expect(shown).toEqual(["id-3"])
  await show({ replyTo: "id-3" }, { whole: true })
  expect(house.page.text).toContain("In reply to something that is not here any more")
})

test("it is said how soon a message disappears, and what waits to go out", async () => {
  const now = Math.floor(Date.now() / 1000)
  await show({ expires: now + 5 * 3_600 + 60 })
  expect(house.page.text).toContain("disappears in 5 hours")
  await show({ expires: now + 14 * 86_400 })
  expect(house.page.text).not.toContain("disappears")
  await show({ mine: true, state: "waiting" })
  expect(house.page.text).toContain("waits to go out")
  await show({ state: "waiting" })
  expect(house.page.text).toContain("your reaction waits to go out")
})

test("messages of one author stand together, but not across a day, a while, or the unread mark", async () => {
  const heads = () => house.page.all("header").length
  const before = item(6)
  await show({}, { before })
  expect(heads()).toBe(0)
  await show({ at: 306 }, { before })
  expect(heads()).toBe(1)
  await show({ authorId: "m2" }, { before })
  expect(heads()).toBe(1)
  await show({ received: 86_400 * 2 }, { before })
  expect(heads()).toBe(1)
  await show({}, { before, unreadFrom: 7 })
  expect(heads()).toBe(1)
  expect(house.page.text).toContain("New since you were here")
})
