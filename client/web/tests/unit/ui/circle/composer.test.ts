import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import type { CircleInfo } from "../../../../src/engine/api.ts"
import { Composer } from "../../../../src/ui/circle/composer.tsx"
import { beginEdit, changeDraft, clearDraft, draftOf, replyTo } from "../../../../src/ui/circle/drafts.ts"
import { online } from "../../../../src/ui/state.ts"
import { circle, cleared, House, KEY } from "../doors/house.ts"
import { item } from "../engine.ts"

let house: House

beforeEach(() => {
  house = new House()
  clearDraft(KEY)
  online.value = true
  for (const call of ["send", "edit"] as const) house.engine.answer(call, () => "id")
})
cleared(() => house)

const show = (more: Partial<CircleInfo> = {}) => house.show(h(Composer, { circle: circle(more) }))
const text = () => house.page.find("textarea", "Message")

async function write(words: string): Promise<void> {
  await house.rest(() => {
    text().value = words
    text().dispatch("input")
  })
}

const PLAIN = { cw: null, tone: 0, timer: null, replyTo: null }

test("what was written is sent once, and the field is empty again", async () => {
  await show()
  expect(house.page.find("button", "Send").disabled).toBe(true)
  await write("hello")
  await house.press("Send")
  expect(house.engine.made("send")).toEqual([[KEY, { ...PLAIN, text: "hello" }]])
  expect(draftOf(KEY).value.text).toBe("")
})

test("a message that the engine does not take is not lost", async () => {
  await show()
  house.engine.answer("send", () => {
    throw { kind: "mistake", id: "error-unexpected" }
  })
  await write("hello")
  await house.press("Send")
  expect(draftOf(KEY).value.text).toBe("hello")
})

test("warning, tone and timer go along, and are in sight while they are folded away", async () => {
  await show({ timer: 14 * 86_400 })
  await house.press("Content warning, tone and timer")
  await house.type("Content warning", "needles")
  const tones = house.page.all("input").filter(({ attributes }) => attributes.get("type") === "radio")
  await house.rest(() => tones.find(({ value }) => value === "2")?.dispatch("change"))
  await house.choose("Disappears after", "3600")
  await house.press("Content warning, tone and timer")
  expect(house.page.text).toContain("Content warning: needlesadvice is welcomedisappears after one hour")
  await write("hello")
  await house.press("Send")
  expect(house.engine.made("send")).toEqual([
    [KEY, { text: "hello", cw: "needles", tone: 2, timer: 3_600, replyTo: null }],
  ])
  expect(house.page.text).not.toContain("needles")
})

test("a message cannot be made to stay longer than others in its circle", async () => {
  await show({ timer: 2 * 3_600 })
  await house.press("Content warning, tone and timer")
  expect(house.page.names("option")).toEqual(["2 hours, as in the whole circle", "one hour"])
})

test("it is told before a message is too long, and what is too long is not sent", async () => {
  await show()
  await write("x".repeat(15_400))
  expect(house.page.text).not.toContain("left")
  await write("x".repeat(15_999))
  expect(house.page.text).toContain("One character left")
  // Signs beyond the first plane count once, as everywhere in a circle.
  await write("🌱".repeat(16_000))
  expect(house.page.find("button", "Send").disabled).toBe(false)
  await write("x".repeat(16_001))
  expect(house.page.text).toContain("One character too many")
  expect(house.page.find("button", "Send").disabled).toBe(true)
})

test("a reply says what it answers, and can be given up without losing the words", async () => {
  await show()
  await write("hello")
  await house.rest(() => replyTo(KEY, { ...item(3, "before"), author: "Wren" }))
  expect(house.page.text).toContain("In reply to Wrenbefore")
  await house.press("Cancel")
  expect(house.page.text).not.toContain("In reply")
  await house.rest(() => replyTo(KEY, item(3)))
  await house.press("Send")
  expect(house.engine.made("send")).toEqual([[KEY, { ...PLAIN, text: "hello", replyTo: "id-3" }]])
})

test("what a reply answers stays folded", async () => {
  await show()
  await house.rest(() => replyTo(KEY, { ...item(3, "before"), cw: "needles" }))
  expect(house.page.text).toContain("needles")
  expect(house.page.text).not.toContain("before")
})

test("a message of one's own is changed, with its warning in sight", async () => {
  await show()
  await house.rest(() => beginEdit(KEY, { ...item(3, "before"), cw: "needles" }))
  expect(house.page.text).toContain("You are changing this message")
  expect(house.page.field("Content warning").value).toBe("needles")
  await house.type("Content warning", " ")
  await write("after")
  await house.press("Save the change")
  expect(house.engine.made("edit")).toEqual([[KEY, "id-3", "after", null]])
})

test("offline it is said that what is written goes out later", async () => {
  await show()
  expect(house.page.text).not.toContain("goes out once")
  await show({ link: "offline" })
  expect(house.page.text).toContain("goes out once the relay is there")
  await show()
  await house.rest(() => {
    online.value = false
  })
  expect(house.page.text).toContain("goes out once the relay is there")
})

test.each([
  ["a keyboard", false, {}, 1],
  ["a keyboard, with shift", false, { shiftKey: true }, 0],
  ["a keyboard that is composing a word", false, { isComposing: true }, 0],
  ["fingers", true, {}, 0],
])("Enter on %s sends or begins a line", async (_, coarse, more, sent) => {
  vi.stubGlobal("matchMedia", () => ({ matches: coarse }))
  await show()
  await write("hello")
  await house.rest(() => void text().dispatch("keydown", { key: "Enter", ...more }))
  expect(house.engine.made("send")).toHaveLength(sent)
})

test("a draft is kept while one looks at another circle", async () => {
  await show()
  changeDraft("another", { text: "for them" })
  await write("for these")
  await house.show(null)
  await show()
  expect(text().value).toBe("for these")
})
