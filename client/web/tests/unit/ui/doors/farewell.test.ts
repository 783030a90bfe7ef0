import { h } from "preact"
import { beforeEach, expect, test } from "vitest"
import { farewellTo } from "../../../../src/ui/circle/doors/farewell.tsx"
import { cleared, House, KEY } from "./house.ts"

let house: House

beforeEach(() => {
  house = new House()
  let ready = false
  house.engine.answer("farewell", () => ready)
  house.engine.answer("setFarewell", (_, text) => {
    ready = text !== null
  })
})
cleared(() => house)

test("a farewell is off until its switch is turned, goes in the terminal's words, and can be turned off", async () => {
  const Farewell = await farewellTo(KEY).ready()
  await house.show(h(Farewell, {}))
  const [input] = house.page.all("input")
  const turn = (checked: boolean) =>
    house.rest(() => {
      if (input !== undefined) input.checked = checked
      input?.dispatch("change")
    })
  expect(input?.checked).toBe(false)
  expect(house.page.text).toContain("goes out without a passphrase")
  await turn(true)
  const [said] = house.engine.made("setFarewell")
  expect(said).toEqual([KEY, expect.stringMatching(/^This device is being erased/)])
  expect(house.page.text).toContain(String(said?.[1]))
  expect(input?.checked).toBe(true)
  await turn(false)
  expect(house.engine.made("setFarewell").at(-1)).toEqual([KEY, null])
  expect(input?.checked).toBe(false)
})
