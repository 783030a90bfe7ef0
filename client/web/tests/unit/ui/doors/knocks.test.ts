import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import { KnocksPanel } from "../../../../src/ui/circle/doors/knocks.tsx"
import { knocks } from "../../../../src/ui/state.ts"
import { circle, cleared, House, KEY, knock, member } from "./house.ts"

let house: House
let went: string[]

beforeEach(() => {
  house = new House()
  went = []
})
cleared(() => house)

const panel = () =>
  h(KnocksPanel, { circle: circle(), onClose: () => undefined, onGo: (name) => went.push(name) })

test("the engine is asked to look, and nobody may be there", async () => {
  await house.show(panel())
  expect(house.engine.made("knocks")).toEqual([[KEY]])
  expect(house.page.text).toContain("Nobody is waiting")
  await house.press("Invite somebody")
  expect(went).toEqual(["invite"])
})

test("why nobody could be looked for is said", async () => {
  house.engine.answer("knocks", () => {
    throw { kind: "offline", id: "error-offline" }
  })
  await house.show(panel())
  expect(house.page.text).toContain("The relay cannot be reached just now.")
})

test("who knocks is shown with their words, and let in after a question about them", async () => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren", { note: "It is me." })]]])
  house.engine.answer("admit", () => member("m2", "Wren"))
  await house.show(panel())
  expect(house.page.text).toContain("It is me.")
  await house.press("Let in")
  expect(house.engine.made("admit")).toEqual([])
  expect(house.page.text).toContain("Does Wren see the same four words?")
  await house.press("Yes, let them in")
  expect(house.engine.made("admit")).toEqual([[KEY, "k1", null]])
  expect(house.page.text).toContain("is in the circle.")
})

test.each(["error-name-taken", "error-knock-name"])("after %s another name is asked for", async (id) => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren")]]])
  house.engine.answer("admit", (_circle, _knock, asName) => {
    if (asName !== "Wren of the pond") throw { kind: "refused", id, args: { most: 32 } }
    return member("m2", "Wren of the pond")
  })
  await house.show(panel())
  await house.press("Let in")
  await house.press("Yes, let them in")
  expect(house.page.document.activeElement).toBe(house.page.field("Let them in under the name"))
  await house.type("Let them in under the name", " Wren of the pond ")
  await house.press("Yes, let them in")
  expect(house.engine.made("admit").at(-1)).toEqual([KEY, "k1", "Wren of the pond"])
  expect(house.page.text).toContain("is in the circle.")
})

test("another failure asks for no name, and says what is wrong", async () => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren")]]])
  house.engine.answer("admit", () => {
    throw { kind: "refused", id: "error-knock-stale" }
  })
  await house.show(panel())
  await house.press("Let in")
  await house.press("Yes, let them in")
  expect(house.page.names("label")).toEqual([])
  expect(house.page.text).toContain("they have to ask again")
})

test("an invite in two hands lets nobody in, and can be revoked", async () => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren", { frozen: true, invite: "i7" })]]])
  house.engine.answer("revoke", () => undefined)
  await house.show(panel())
  expect(house.page.text).toContain("This invite is in two hands")
  expect(house.page.names("button")).not.toContain("Let in")
  await house.press("Revoke")
  expect(house.engine.made("revoke")).toEqual([])
  await house.press("Revoke")
  expect(house.engine.made("revoke")).toEqual([[KEY, "i7"]])
})

test("somebody is declined after a question", async () => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren")]]])
  house.engine.answer("decline", () => {
    knocks.value = new Map()
  })
  await house.show(panel())
  await house.press("Decline")
  expect(house.engine.made("decline")).toEqual([])
  await house.press("Decline")
  expect(house.engine.made("decline")).toEqual([[KEY, "k1"]])
  expect(house.page.text).toContain("was not let in.")
  // What was pressed is gone: keys go on at the note.
  expect(house.page.document.activeElement.name).toBe("Wren was not let in.")
})

test("who comes back is marked, and the others are not", async () => {
  knocks.value = new Map([[KEY, [knock("k1", "Wren", { rejoin: true, claims: "Wren" })]]])
  await house.show(panel())
  expect(house.page.text).toContain("Says to be a member of before")
  await house.rest(() => {
    knocks.value = new Map([[KEY, [knock("k2", "Ono")]]])
  })
  expect(house.page.text).not.toContain("Says to be a member of before")
})

test("a rejoin key is said to be one, and a proof that fails", async () => {
  const backup = 1_790_000_000
  knocks.value = new Map([[KEY, [knock("k1", "Bird", { rejoin: true, claims: "Wren", backup })]]])
  await house.show(panel())
  expect(house.page.text).toContain("Says to be Wren, with the rejoin key of the backup made on")
  expect(house.page.text).toContain("2026")
  await house.rest(() => {
    knocks.value = new Map([[KEY, [knock("k2", "Bird", { rejoin: true })]]])
  })
  expect(house.page.text).toContain("The device that was replaced did not sign the rejoining.")
})
