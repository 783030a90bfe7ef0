// The dialog that takes a lost device out of all circles: what it says before, meanwhile and afterwards.

import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import type { DeviceInfo, Outcome } from "../../../src/engine/api.ts"
import { deviceSources } from "../../../src/locale/devices/sources.ts"
import { learn } from "../../../src/locale/locale.ts"
import { InCircle } from "../../../src/ui/settings/devices.tsx"
import type { Known } from "../../../src/ui/settings/lost.ts"
import { LostDevice } from "../../../src/ui/settings/lostDevice.tsx"
import { toasts } from "../../../src/ui/toasts.ts"
import { cleared, House } from "./doors/house.ts"

const LOST = "A device was lost or taken"
const TAKE = "Take out of all circles"

let house: House

beforeEach(async () => {
  await learn(deviceSources)
  house = new House()
})
cleared(() => house)

function device(id: string, name: string, lastHeard: number | null = null): DeviceInfo {
  return { id, name, lastHeard, here: false, going: false }
}

function inCircle(label: string, ...devices: DeviceInfo[]): Known {
  const here: DeviceInfo = { id: "00000000here", name: "", lastHeard: null, here: true, going: false }
  return { circle: `key-${label}`, label, devices: [here, ...devices] }
}

const TWO = [inCircle("Tea", device("a1", "phone", 0)), inCircle("Garden", device("a2", "phone"))]

async function show(circles: readonly Known[]): Promise<void> {
  await house.show(h(LostDevice, { circles, look: async () => circles }))
}

/** Tick a box, or untick it. */
async function tick(label: string, checked: boolean): Promise<void> {
  await house.rest(() => {
    const box = house.page.field(label)
    box.checked = checked
    box.dispatch("change")
  })
}

test("nothing is offered where there is no other device", async () => {
  await show([inCircle("Tea"), inCircle("Garden")])
  expect(house.page.names("button")).toEqual([])
})

test("the only one is chosen, and it is said where it is, when it was heard and what is done", async () => {
  await show(TWO)
  await house.press(LOST)
  expect(house.page.field("phone").checked).toBe(true)
  const text = house.page.text.replace(/[\u2066-\u2069]/g, "")
  expect(text).toContain("Tea and Garden")
  expect(text).toMatch(/last heard \d+ months ago/)
  expect(text).toContain("What it has already, it keeps. All open invites of the circle end with it.")
  await tick("phone", false)
  expect(house.page.find("button", TAKE).disabled).toBe(true)
  expect(house.engine.made("removeLost")).toEqual([])
})

test("of several none is chosen before the person has", async () => {
  await show([inCircle("Tea", device("a1", "phone"), device("0123456789abcdef", ""))])
  await house.press(LOST)
  expect(house.page.find("button", TAKE).disabled).toBe(true)
  expect(house.page.text).toContain("A device that you still have shows its own")
  house.engine.answer("removeLost", (): Outcome => ({ state: "done" }))
  await tick("01234567", true)
  await house.press(TAKE)
  expect(house.engine.made("removeLost")).toEqual([["key-Tea", "0123456789abcdef"]])
})

test("of more than two all are ticked at once, and unticked", async () => {
  await show([inCircle("Tea", device("a1", "phone"), device("b1", ""))])
  await house.press(LOST)
  expect(house.page.text).not.toContain("All of them")
  await house.press("Cancel")
  await show([inCircle("Tea", device("a1", "phone"), device("b1", ""), device("c1", ""))])
  await house.press(LOST)
  await tick("All of them", true)
  for (const one of ["phone", "b1", "c1"]) expect(house.page.field(one).checked).toBe(true)
  await tick("b1", false)
  expect(house.page.field("All of them").checked).toBe(false)
  await tick("All of them", true)
  await tick("All of them", false)
  expect(house.page.find("button", TAKE).disabled).toBe(true)
  await tick("All of them", true)
  house.engine.answer("removeLost", (): Outcome => ({ state: "done" }))
  await house.press(TAKE)
  expect(house.engine.made("removeLost").map(([, id]) => id)).toEqual(["a1", "b1", "c1"])
  expect(house.engine.made("dropPairings")).toEqual([[]])
})

test("what is to go out is said, and can be kept after all", async () => {
  const look = vi.fn(async () => undefined)
  const known = inCircle("Tea", { ...device("a1", "phone"), going: true })
  await house.show(h(InCircle, { ...known, look }))
  expect(house.page.names("li")[1]).toContain("Is to go out")
  expect(house.page.names("button")).toEqual(["Take out", "Keep it after all"])
  house.engine.answer("keepDevice", () => true)
  await house.press("Keep it after all")
  expect(house.engine.made("keepDevice")).toEqual([["key-Tea", "a1"]])
  expect(look).toHaveBeenCalledOnce()
  expect(toasts.value.at(-1)?.sentence.id).toBe("devices-kept")
  house.engine.answer("keepDevice", () => false)
  await house.press("Keep it after all")
  expect(toasts.value.at(-1)?.sentence.id).toBe("devices-kept-late")
})

test("how each circle went stays until it is closed", async () => {
  house.engine.answer("removeLost", (circle) => {
    if (circle === "key-Tea")
      throw { kind: "refused", id: "error-circle-elsewhere", args: { relay: "there" } }
    return { state: circle === "key-Garden" ? "under-way" : "done" }
  })
  await show([...TWO, inCircle("Harbour", device("a3", "phone"))])
  await house.press(LOST)
  await house.press(TAKE)
  const went = () => house.page.names("li")
  const [tea = "", garden = "", harbour = ""] = went()
  expect(tea).toContain("Teacould not be taken out: This circle meets at another relay: there.")
  expect(garden).toBe("Gardenunder way: it goes out as soon as this browser reaches the relay")
  expect(harbour).toBe("Harbourtaken out")
  await show([inCircle("Tea"), inCircle("Garden"), inCircle("Harbour")]) // nobody else is there any more
  expect(went()).toHaveLength(3)
  await house.press("Close")
  expect(house.page.names("button")).toEqual([])
})

test("what has begun goes on while the dialog is closed, and is shown again", async () => {
  let done = (_: Outcome) => undefined as undefined
  house.engine.answer("removeLost", (circle) =>
    circle === "key-Tea"
      ? new Promise((resolve) => {
          done = (outcome) => void resolve(outcome) as undefined
        })
      : { state: "done" },
  )
  await show(TWO)
  await house.press(LOST)
  await house.press(TAKE)
  expect(house.page.names("li")).toEqual(["Teabeing taken out", "Gardentaken out"])
  await house.press("Close")
  expect(house.page.names("li")).toEqual([])
  await house.rest(() => done({ state: "done" }))
  await house.press(LOST)
  expect(house.page.names("li")).toEqual(["Teataken out", "Gardentaken out"])
})
