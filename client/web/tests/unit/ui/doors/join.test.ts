import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { JoinInfo, JoinState } from "../../../../src/engine/api.ts"
import { JoinScreen } from "../../../../src/ui/circle/join.tsx"
import { route } from "../../../../src/ui/screens.ts"
import { circles, joins } from "../../../../src/ui/state.ts"
import { FakeBrowser } from "../browser.ts"
import { circle, cleared, House, WORDS } from "./house.ts"

const CODE = "join-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF@relay.example"
let house: House

beforeEach(() => {
  new FakeBrowser()
  house = new House()
  circles.value = []
  house.engine.answer("readCode", () => ({ relay: "https://relay.example", here: true }))
  house.engine.answer("join", () => asked("waiting"))
})
cleared(() => house)

function asked(state: JoinState, more: Partial<JoinInfo> = {}): JoinInfo {
  const why = { id: `join-${state.replace(" ", "-")}` }
  return { id: "j1", name: "Wren", words: WORDS, state, why, at: 0, circle: null, ...more }
}

const screen = (code: string | null = null, rejoin: string | null = null) => h(JoinScreen, { code, rejoin })

/** Ask to be let in, as far as the words. */
async function ask(): Promise<void> {
  await house.show(screen(CODE))
  await house.type("Your name in it", " Wren ")
  await house.type("A few words to whoever invited you", " It is me. ")
  await house.press("Ask to be let in")
}

const stands = (join: JoinInfo) =>
  house.rest(() => {
    joins.value = [join]
  })

test("a slip is told apart at the field, before anything is sent", async () => {
  house.engine.answer("readCode", () => {
    throw { kind: "mistake", id: "error-code-check" }
  })
  await house.show(screen())
  expect(house.page.find("button", "Go on").disabled).toBe(true)
  await house.type("Invite", "join-AAAAA")
  await house.press("Go on")
  expect(house.engine.made("readCode")).toEqual([["join-AAAAA"]])
  expect(house.page.text).toContain("A letter of this invite is wrong")
  await house.type("Invite", "join-AAAAB")
  expect(house.page.text).not.toContain("A letter of this invite is wrong")
  expect(house.engine.made("join")).toEqual([])
})

test("an invite of another relay is not used here, and says where", async () => {
  house.engine.answer("readCode", () => ({ relay: "https://other.example", here: false }))
  await house.show(screen(CODE))
  expect(house.page.text).toContain("This invite is for another relay: https://other.example")
  expect(house.page.field("Address of the relay").value).toBe("https://other.example")
  expect(house.page.names("button")).not.toContain("Ask to be let in")
  await house.press("Use another invite")
  expect(house.page.field("Invite").value).toBe("")
  expect(house.page.document.activeElement).toBe(house.page.field("Invite"))
})

test("who knows the invite already is asked who they are, and then waits with the words", async () => {
  await ask()
  expect(house.engine.made("join")).toEqual([[CODE, "Wren", "It is me.", null]])
  expect(house.page.names("li").join(" ")).toBe("1harbor 2olive 3candle 4winter")
  expect(house.page.text).toContain("Waiting for a person to let you in.")
  const heading = house.page.find("h2", "You asked to be let in as Wren")
  expect(house.page.document.activeElement).toBe(heading)
})

test("a request that waits is taken back after a question", async () => {
  await ask()
  house.engine.answer("dropJoin", () => undefined)
  await house.press("Take the request back")
  expect(house.engine.made("dropJoin")).toEqual([])
  expect(house.page.text).toContain("if somebody lets")
  await house.press("Take the request back")
  expect(house.engine.made("dropJoin")).toEqual([["j1"]])
})

test("a name that will not do is said at its field, anything else below", async () => {
  house.engine.answer("join", () => {
    throw { kind: "mistake", id: "error-name", args: { most: 32 } }
  })
  await ask()
  expect(house.page.names("alert").filter((text) => text !== "")).toEqual([
    "A name has 1 to 32 characters, all of them visible.",
  ])
  house.engine.answer("join", () => {
    throw { kind: "refused", id: "join-closed" }
  })
  await house.press("Ask to be let in")
  expect(house.page.names("alert").filter((text) => text !== "")).toEqual([])
  expect(house.page.text).toContain("This invite is over")
})

test("what is waited for follows the engine, into the circle", async () => {
  await ask()
  await stands(asked("waiting", { why: { id: "error-offline" } }))
  expect(house.page.text).toContain("The relay cannot be reached just now.")
  await stands(asked("admitted", { circle: "c9" }))
  expect(house.page.text).toContain("You were let in.")
  expect(route.value).not.toMatchObject({ circle: "c9" })
  await house.rest(() => {
    circles.value = [circle({ key: "c9" })]
  })
  expect(route.value).toEqual({ screen: "circle", circle: "c9" })
})

test.each([
  ["declined", "You were not let in.", "whether the words were the same"],
  ["closed", "This invite is over", "somebody else may have it too"],
  ["not genuine", "This invite is not genuine", "changed it on its way to you"],
  ["stale", "The way in does not work any more.", "Ask for another invite."],
] as const)("a request that ended as %s says why, and what to do", async (state, why, advice) => {
  await ask()
  await stands(asked(state))
  expect(house.page.text).toContain(why)
  expect(house.page.text).toContain(advice)
  house.engine.answer("dropJoin", () => undefined)
  await house.press("Dismiss")
  expect(house.engine.made("dropJoin")).toEqual([["j1"]])
})

test("who comes back to a circle does so as the member of before", async () => {
  circles.value = [circle({ key: "c7", label: "Tea", name: "Linden", status: "stuck" })]
  await house.show(screen(CODE, "c7"))
  expect(house.page.names("h1")).toEqual(["Come back to Tea"])
  expect(house.page.field("Your name in it").value).toBe("Linden")
  await house.press("Ask to be let in")
  expect(house.engine.made("join")).toEqual([[CODE, "Linden", "", "c7"]])
})

test("who has lost circles may choose to come back to one of them", async () => {
  circles.value = [circle({ key: "c7", status: "expired" }), circle({ key: "c8" })]
  await house.show(screen(CODE))
  const radios = house.page.all("input").filter(({ attributes }) => attributes.get("type") === "radio")
  expect(radios.map(({ value }) => value)).toEqual(["", "c7"])
  await house.rest(() => radios[1]?.dispatch("change"))
  await house.press("Ask to be let in")
  expect(house.engine.made("join")).toEqual([[CODE, "Linden", "", "c7"]])
})
