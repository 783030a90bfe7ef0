import { beforeEach, expect, test, vi } from "vitest"
import { item } from "../engine.ts"

let calls: typeof import("../../../../src/ui/calls.ts")
let drafts: typeof import("../../../../src/ui/circle/drafts.ts")

beforeEach(async () => {
  vi.resetModules()
  calls = await import("../../../../src/ui/calls.ts")
  drafts = await import("../../../../src/ui/circle/drafts.ts")
  calls.vault.value = { phase: "open", owner: true, persistent: null }
})

const textIn = (circle: string) => drafts.draftOf(circle).value.text

test("each circle has a draft of its own", () => {
  drafts.changeDraft("a", { text: "to a", cw: "care" })
  drafts.changeDraft("b", { text: "to b" })
  drafts.clearDraft("b")
  expect([textIn("a"), textIn("b"), drafts.draftOf("a").value.cw]).toEqual(["to a", "", "care"])
})

test("nothing of any draft outlives the vault's being open", () => {
  drafts.changeDraft("a", { text: "words", replyTo: item(1) })
  const held = drafts.draftOf("a")
  calls.vault.value = { phase: "locked", owner: true, persistent: null }
  expect(held.value).toMatchObject({ text: "", replyTo: null, editing: null })
  expect(textIn("a")).toBe("")
})

test("a reply keeps what was written already", () => {
  drafts.changeDraft("a", { text: "half a thought" })
  drafts.replyTo("a", item(1))
  expect(drafts.draftOf("a").value).toMatchObject({ text: "half a thought", replyTo: item(1) })
})

test("a change begins with the words as they are, and a reply ends it", () => {
  drafts.changeDraft("a", { text: "half a thought", tone: 1, replyTo: item(2) })
  const old = { ...item(1, "as it was"), cw: "care" }
  drafts.beginEdit("a", old)
  expect(drafts.draftOf("a").value).toMatchObject({
    text: "as it was",
    cw: "care",
    editing: old,
    replyTo: null,
    tone: 0,
  })
  drafts.replyTo("a", item(3))
  expect(drafts.draftOf("a").value).toMatchObject({ text: "", cw: "", editing: null, replyTo: item(3) })
})
