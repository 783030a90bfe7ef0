import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { CircleInfo, PolicyInfo } from "../../../../src/engine/api.ts"
import { changesOf, PolicyPanel } from "../../../../src/ui/circle/doors/policy.tsx"
import { refreshMembers } from "../../../../src/ui/stores.ts"
import { circle, cleared, House, KEY, policy } from "./house.ts"

let house: House
let rules: PolicyInfo

beforeEach(() => {
  house = new House()
  rules = policy()
  house.engine.answer("policy", () => rules)
  house.engine.answer("setRule", (_, rule, value) => {
    rules = { ...rules, [String(rule)]: value }
    refreshMembers(KEY)
    return { state: "done" }
  })
})
cleared(() => house)

const panel = (more: Partial<CircleInfo> = {}) =>
  h(PolicyPanel, { circle: circle(more), onClose: () => undefined, onGo: () => undefined })

/** Choose one of several by what it says. */
async function pick(value: string): Promise<void> {
  const radio = house.page.all("input").find(({ attributes, ...own }) => own.value === value)
  await house.rest(() => radio?.dispatch("change"))
}

test("only what differs is a change", () => {
  expect(changesOf(policy(), policy())).toEqual([])
  expect(changesOf(policy(), policy({ invite: "members", timer: 3_600 }))).toEqual([
    ["invite", "members"],
    ["timer", 3_600],
  ])
})

test("several rules are changed after one question", async () => {
  await house.show(panel())
  expect(house.page.find("button", "Change the rules").disabled).toBe(true)
  await house.choose("How many hosts have to agree to remove somebody", "2")
  await pick("auto")
  expect(house.page.text).toContain("lets a stranger in")
  await house.press("Change the rules")
  expect(house.engine.made("setRule")).toEqual([])
  await house.press("Change the rules")
  expect(house.engine.made("setRule")).toEqual([
    [KEY, "admit", "auto"],
    [KEY, "removeApprovals", 2],
  ])
  expect(house.page.text).toContain("Done.")
  expect(house.page.find("button", "Change the rules").disabled).toBe(true)
})

test("a rule that could not be changed stays to be tried again; the others are not asked for", async () => {
  house.engine.answer("setRule", () => {
    throw { kind: "offline", id: "error-offline" }
  })
  await house.show(panel())
  await house.choose("How many hosts have to agree to remove somebody", "2")
  await pick("auto")
  await house.press("Change the rules")
  await house.press("Change the rules")
  expect(house.engine.made("setRule")).toHaveLength(1)
  expect(house.page.text).toContain("The relay cannot be reached just now.")
  expect(house.page.find("button", "Change the rules").disabled).toBe(false)
})

test("what others change meanwhile shows where nothing was touched", async () => {
  await house.show(panel())
  await house.choose("How many hosts have to agree to remove somebody", "2")
  rules = policy({ removeApprovals: 3, timer: 3_600 })
  await house.rest(() => refreshMembers(KEY))
  expect(house.page.field("When messages disappear, as the rules have it").value).toBe("3600")
  expect(house.page.field("How many hosts have to agree to remove somebody").value).toBe("2")
})

test("a member asks for a change, and is told what that takes", async () => {
  house.engine.answer("setRule", () => ({ state: "approvals", voices: 1 }))
  await house.show(panel({ host: false, mayTimer: false }))
  expect(house.page.text).toContain("You can ask for a change")
  expect(house.page.names("label")).not.toContain("Messages disappear after")
  await pick("auto")
  await house.press("Ask for this change")
  await house.press("Ask for this change")
  expect(house.page.text).toContain("One member agrees so far.")
})

test("the timer of now is set by whoever may", async () => {
  house.engine.answer("setTimer", () => "id")
  await house.show(panel())
  expect(house.page.find("button", "Save").disabled).toBe(true)
  await house.choose("Messages disappear after", "3600")
  await house.press("Save")
  expect(house.engine.made("setTimer")).toEqual([[KEY, 3_600]])
})

test("the rules of a circle that has ended are read, not changed", async () => {
  await house.show(panel({ status: "left" }))
  expect(house.page.all("form")).toEqual([])
  expect(house.page.text).toContain("Who may inviteHosts only")
})

test("relay, epoch and hosts stand with the rules", async () => {
  rules = policy({ hosts: ["Linden", "Wren"], epoch: 17 })
  await house.show(panel())
  expect(house.page.names("dd")).toEqual(
    expect.arrayContaining(["Linden and Wren", "https://relay.example", "17"]),
  )
})
