import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { CircleInfo, MemberInfo, PolicyInfo } from "../../../../src/engine/api.ts"
import { CardPanel } from "../../../../src/ui/circle/doors/card.tsx"
import { MembersPanel } from "../../../../src/ui/circle/doors/members.tsx"
import { circle, cleared, House, KEY, member, policy } from "./house.ts"

let house: House
let went: string[]
const me = (more: Partial<MemberInfo> = {}) => member("m1", "Linden", { me: true, host: true, ...more })

beforeEach(() => {
  house = new House()
  went = []
})
cleared(() => house)

async function showMembers(
  members: MemberInfo[],
  more: { circle?: Partial<CircleInfo>; rules?: Partial<PolicyInfo> } = {},
): Promise<void> {
  house.engine.answer("members", () => members)
  house.engine.answer("policy", () => policy(more.rules))
  const onGo = (name: string) => went.push(name)
  await house.show(h(MembersPanel, { circle: circle(more.circle), onClose: () => undefined, onGo }))
}

async function menuOf(name: string): Promise<string[]> {
  await house.press(`What can be done about ${name}`)
  return house.page.names("menuitem")
}

test("each member is shown with what is known of them", async () => {
  const wren = member("m2", "Wren", { pronouns: "they/them", about: "Mornings.", devices: 2, muted: true })
  await showMembers([me(), wren, member("m3", "Ono", { lastHeard: 0, crossed: false })])
  const [own = "", second = "", third = ""] = house.page.names("li")
  expect(own).toContain("You")
  expect(own).toContain("Host")
  expect(second).toContain("they/themMornings.not heard yet2 devicesmuted by you")
  expect(third).toContain("not heard since the last change")
})

test("a member is removed after a question that says what it means", async () => {
  house.engine.answer("remove", () => ({ state: "done" }))
  await showMembers([me(), member("m2", "Wren")])
  expect(await menuOf("Wren")).toEqual(["Mute for me", "Make them a host", "Remove from the circle"])
  await house.press("Remove from the circle", "menuitem")
  expect(house.engine.made("remove")).toEqual([])
  expect(house.page.text).toContain("What they have read already stays with them. All open invites end.")
  await house.press("Remove from the circle")
  expect(house.engine.made("remove")).toEqual([[KEY, "m2"]])
  expect(house.page.text).toContain("Done.")
})

test.each([
  ["a member", { circle: { host: false } }],
  ["a host where one is not enough", { rules: { removeApprovals: 2 } }],
])("%s can only ask, and is told how many agree", async (_, more) => {
  house.engine.answer("appoint", () => ({ state: "approvals", voices: 1 }))
  await showMembers([me(), member("m2", "Wren")], more)
  expect(await menuOf("Wren")).toContain("Ask to remove them")
  await house.press("Ask to make them a host", "menuitem")
  expect(house.page.text).toContain("Others agree by asking for the same.")
  await house.press("Ask to make them a host")
  expect(house.page.text).toContain("One member agrees so far.")
})

test("a change that waits for the relay says so, and one that failed says why", async () => {
  house.engine.answer("demote", () => ({ state: "under-way" }))
  await showMembers([me(), member("m2", "Wren", { host: true })])
  await menuOf("Wren")
  await house.press("Take the role of host", "menuitem")
  await house.press("Take the role of host")
  expect(house.page.text).toContain("It is under way")
  house.engine.answer("demote", () => {
    throw { kind: "refused", id: "end-pointless" }
  })
  await menuOf("Wren")
  await house.press("Take the role of host", "menuitem")
  await house.press("Take the role of host")
  expect(house.page.text).toContain("There was nothing to do")
})

test("muting is one press, and holds for oneself", async () => {
  house.engine.answer("mute", () => undefined)
  await showMembers([me(), member("m2", "Wren", { muted: true })])
  await menuOf("Wren")
  await house.press("Show their words again", "menuitem")
  expect(house.engine.made("mute")).toEqual([[KEY, "m2", false]])
})

test("the only host cannot step down; one of several can", async () => {
  await showMembers([me()])
  expect(await menuOf("Linden")).toEqual(["My card"])
  await house.press("My card", "menuitem")
  expect(went).toEqual(["card"])
})

test("one of several hosts can step down", async () => {
  await showMembers([me()], { rules: { hosts: ["Linden", "Wren"], removeApprovals: 2 } })
  expect(await menuOf("Linden")).toEqual(["My card", "Step down as host"])
  await house.press("Step down as host", "menuitem")
  expect(house.page.text).toContain("You stay a member.")
})

test("in a circle that has ended nothing can be done", async () => {
  await showMembers([me(), member("m2", "Wren")], { circle: { status: "removed" } })
  expect(house.page.names("button")).toEqual(["Close", "Exit: leave this page at once"])
})

test("what was asked for and waits is listed, and can be given up", async () => {
  house.engine.answer("withdraw", () => 1)
  const wishes = [
    { id: "w1", sentence: { id: "wish-remove", args: { subject: "Wren" } }, voices: 1 },
    { id: "w2", sentence: { id: "wish-set-rule" }, voices: null },
  ]
  await showMembers([me()], { rules: { wishes } })
  expect(house.page.text).toContain("You asked to remove Wren.One member agrees so far.")
  expect(house.page.text).toContain("You asked to change a rule.It waits for the relay.")
  await house.press("Give all of this up")
  expect(house.engine.made("withdraw")).toEqual([[KEY]])
})

const card = () => h(CardPanel, { circle: circle(), onClose: () => undefined, onGo: () => undefined })

test("what is left empty on a card is not there", async () => {
  house.engine.answer("members", () => [me({ cardName: "Lin", pronouns: "they/them" })])
  house.engine.answer("setCard", () => "id")
  await house.show(card())
  expect(house.page.field("How you want to be called").value).toBe("Lin")
  await house.type("Pronouns", "  ")
  await house.type("About you", "Mornings. ")
  await house.press("Save")
  const written = { name: "Lin", pronouns: null, about: "Mornings." }
  expect(house.engine.made("setCard")).toEqual([[KEY, written]])
  expect(house.page.text).toContain("Saved.")
})

test("another name in the circle is asked for, and why it will not do is said", async () => {
  house.engine.answer("members", () => [me()])
  house.engine.answer("rename", () => {
    throw { kind: "refused", id: "refusal-name-taken" }
  })
  await house.show(card())
  expect(house.page.find("button", "Take this name").disabled).toBe(true)
  await house.type("New name", " Wren ")
  await house.press("Take this name")
  expect(house.engine.made("rename")).toEqual([[KEY, "Wren"]])
  expect(house.page.text).toContain("look alike")
})
