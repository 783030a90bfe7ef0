import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { CircleInfo, InviteInfo } from "../../../../src/engine/api.ts"
import { InvitePanel, isReady } from "../../../../src/ui/circle/doors/invite.tsx"
import { refreshInvites } from "../../../../src/ui/stores.ts"
import { circle, cleared, House, invite, KEY } from "./house.ts"

let house: House
let open: InviteInfo[]
let went: string[]

beforeEach(() => {
  house = new House()
  open = []
  went = []
  house.engine.answer("invites", () => open)
})
cleared(() => house)

const panel = (more: Partial<CircleInfo> = {}) =>
  h(InvitePanel, { circle: circle(more), onClose: () => undefined, onGo: (name) => went.push(name) })

test("an invite is made for one person and two days, and handed over at once", async () => {
  house.engine.answer("invite", () => {
    const made = invite("MADE1")
    open = [made]
    refreshInvites(KEY)
    return made
  })
  await house.show(panel())
  expect(house.page.names("h3")).toEqual([])
  await house.press("Make the invite")
  expect(house.engine.made("invite")).toEqual([[KEY, 1, 172_800]])
  const { page } = house
  expect(page.document.activeElement).toBe(page.find("h3", "The invite is ready"))
  expect(page.field("As a link").value).toBe(open[0]?.link)
  expect(page.field("The code in one piece").value).toBe(open[0]?.code)
  expect(page.names("img")).toEqual(["The invite as a QR code"])
  await house.press("Who wants to come in")
  expect(went).toEqual(["knocks"])
})

test("for how many and until when can be chosen; several are warned of", async () => {
  house.engine.answer("invite", () => invite("MADE1"))
  await house.show(panel())
  expect(house.page.text).not.toContain("An invite for each person is safer")
  await house.choose("For how many", "5")
  await house.choose("Good for", "")
  expect(house.page.text).toContain("An invite for each person is safer")
  await house.press("Make the invite")
  expect(house.engine.made("invite")).toEqual([[KEY, 5, null]])
})

test("why none could be made is said", async () => {
  house.engine.answer("invite", () => {
    throw { kind: "refused", id: "error-invite-not-opened" }
  })
  await house.show(panel())
  await house.press("Make the invite")
  expect(house.page.text).toContain("The invite could not be opened.")
})

test("who may not invite is told who may, and still sees what is open", async () => {
  open = [invite("OPEN1")]
  await house.show(panel({ mayInvite: false }))
  expect(house.page.text).toContain("hosts alone may invite")
  expect(house.page.names("button")).not.toContain("Make the invite")
  expect(house.page.names("button")).toContain("Revoke")
})

test("a code is told to nobody before its first note stands", async () => {
  open = [invite("NEW01", { state: "new" })]
  await house.show(panel())
  expect(house.page.text).toContain("is being opened")
  expect(house.page.names("button")).not.toContain("Show")
  expect(isReady(invite("i", { state: "new" }))).toBe(false)
  expect(isReady(invite("i", { code: "" }))).toBe(false)
  expect(isReady(invite("i"))).toBe(true)
})

test("open invites say what is left of them; what has ended is not listed", async () => {
  const ended = invite("LAST1", { state: "closed" })
  open = [invite("OPEN1", { uses: 10, usesLeft: 4 }), invite("OPEN2", { state: "ending" }), ended]
  await house.show(panel())
  expect(house.page.all("li")).toHaveLength(2)
  expect(house.page.text).toContain("4 of 10 places left")
  expect(house.page.text).toContain("is ending")
})

test("an invite is revoked after a question", async () => {
  open = [invite("OPEN1")]
  house.engine.answer("revoke", () => {
    open = []
    refreshInvites(KEY)
  })
  await house.show(panel())
  await house.press("Revoke")
  expect(house.engine.made("revoke")).toEqual([])
  await house.press("Revoke")
  expect(house.engine.made("revoke")).toEqual([[KEY, "OPEN1"]])
  expect(house.page.text).toContain("The invite has ended.")
  expect(house.page.all("li")).toEqual([])
})
