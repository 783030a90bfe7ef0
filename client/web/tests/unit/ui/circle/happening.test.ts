import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { Item } from "../../../../src/engine/api.ts"
import { isWarning } from "../../../../src/session/sentences.ts"
import { Panels } from "../../../../src/ui/circle/doors/panels.tsx"
import { Happening } from "../../../../src/ui/circle/happening.tsx"
import { cleared, House, KEY } from "../doors/house.ts"
import { item } from "../engine.ts"

let house: House

beforeEach(() => {
  house = new House()
})
cleared(() => house)

type Args = Record<string, string | number>

async function show(kind: string, args: Args = {}, changes: Partial<Item> = {}, live = true): Promise<void> {
  const sentence = { id: `item-${kind}`, args: { author: "Ono", ...args } }
  const of = { ...item(7), kind, text: null, sentence, warning: isWarning(kind), ...changes }
  await house.show(h("div", null, h(Happening, { circle: KEY, item: of, live }), h(Panels, { circle: KEY })))
}

test("what happened is said", async () => {
  await show("joined", { subject: "Wren" })
  expect(house.page.text).toContain("Ono let Wren in")
})

test("after a removal it is said how many came along, until all have", async () => {
  await show("removed", { subject: "Raven", crossed: 3, others: 5 })
  expect(house.page.text).toContain("3 of the 5 others heard since")
  await show("removed", { subject: "Raven", crossed: 0, others: 1 })
  expect(house.page.text).toContain("The other one was not heard since")
  await show("removed", { subject: "Raven", crossed: 5, others: 5 })
  expect(house.page.text).not.toContain("heard since")
  // Whoever is left alone, or was removed, waits for nobody.
  await show("removed", { subject: "Raven", crossed: 0, others: 0 })
  expect(house.page.text).not.toContain("heard since")
  await show("removed", { subject: "Raven", crossed: 0, others: 3 }, {}, false)
  expect(house.page.text).not.toContain("heard since")
})

test.each([
  ["gap", { number: 2 }],
  ["fork", {}],
  ["behind", {}],
  ["void", { whyId: "refusal-psk" }],
  ["noise", {}],
  ["stuck", {}],
  ["mismatch", {}],
] as const)("a warning of the kind %s says what to do", async (kind, args) => {
  await show(kind, args)
  const [said, advice] = house.page.names("p")
  expect(said).toBeTruthy()
  expect(advice).toBeTruthy()
})

test("where the words help, they are one press away", async () => {
  house.engine.answer("verify", () => ({ words: ["garden"], epoch: 4 }))
  await show("fork")
  await house.press("Compare the words of the circle")
  expect(house.page.all("dialog")).toHaveLength(1)
  await house.press("Close")
  await show("fork", {}, {}, false)
  expect(house.page.all("button")).toEqual([])
})

test.each([
  ["action-remove", "Look at the members", "Members"],
  ["action-rules", "Look at the rules", "Rules"],
])("who is asked to agree to %s is led to where that is done", async (actionId, way, panel) => {
  await show("approval", { actionId, subject: "Wren" })
  await house.press(way)
  expect(house.page.names("h2")).toContain(panel)
  await house.press("Close")
})

test("nobody is asked to agree to what they asked for themselves", async () => {
  await show("approval", { actionId: "action-remove", subject: "Wren" }, { mine: true })
  expect(house.page.all("button")).toEqual([])
})
