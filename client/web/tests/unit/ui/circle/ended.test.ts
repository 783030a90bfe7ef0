import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import type { Status } from "../../../../src/engine/api.ts"
import { Ended } from "../../../../src/ui/circle/ended.tsx"
import { FakeBrowser } from "../browser.ts"
import { circle, cleared, House, KEY } from "../doors/house.ts"

let house: House

beforeEach(() => {
  new FakeBrowser()
  house = new House()
})
cleared(() => house)

const show = (status: Status) => house.show(h(Ended, { circle: circle({ status }) }))

test.each([
  ["leaving", []],
  ["left", ["Use an invite", "Erase it from here"]],
  ["removed", ["Use an invite", "Erase it from here"]],
  ["stuck", ["Come back with an invite", "Erase it from here"]],
  ["expired", ["Come back with an invite", "Erase it from here"]],
  ["paused", ["Erase it from here"]],
] as const)("a circle that is %s says so, and what can be done", async (status, ways) => {
  await show(status)
  expect(house.page.all("alert")).toHaveLength(1)
  expect(house.page.names("button")).toEqual(ways)
})

test("nothing is said while the circle goes on", async () => {
  await show("active")
  expect(house.page.text).toBe("")
})

test("a circle is erased after a question", async () => {
  house.engine.answer("forget", () => undefined)
  await show("removed")
  await house.press("Erase it from here")
  expect(house.engine.made("forget")).toEqual([])
  expect(house.page.text).toContain("for good")
  await house.press("Erase it from here")
  expect(house.engine.made("forget")).toEqual([[KEY]])
})
