// Which devices are the same one over all circles, and taking them out, whatever becomes of each circle.

import { expect, test } from "vitest"
import type { DeviceInfo, Failure, Outcome } from "../../../src/engine/api.ts"
import type { Answer } from "../../../src/ui/calls.ts"
import {
  isOver,
  type Known,
  type Other,
  othersOf,
  type Place,
  type Step,
  takeOut,
} from "../../../src/ui/settings/lost.ts"

const OFFLINE: Failure = { kind: "offline", id: "error-offline" }

function device(id: string, name: string, lastHeard: number | null = null): DeviceInfo {
  return { id, name, lastHeard, here: false, going: false }
}

function inCircle(label: string, ...devices: DeviceInfo[]): Known {
  const here: DeviceInfo = { id: `here-${label}`, name: "", lastHeard: null, here: true, going: false }
  return { circle: `key-${label}`, label, devices: [here, ...devices] }
}

function place(label: string, id: string): Place {
  return { circle: `key-${label}`, label, device: id }
}

/** What is shown of some devices: names, ids, and where they are. */
function shownOf(others: readonly Other[]): [string, string | null, string[]][] {
  return others.map(({ name, id, places }) => [name, id, places.map(({ label }) => label)])
}

/** Take devices out of circles that answer so, each by its label; what was asked, and all that was shown. */
async function taken(
  chosen: readonly Other[],
  answers: Record<string, Answer<Outcome>> = {},
): Promise<{ asked: Place[]; shown: (readonly Step[])[] }> {
  const asked: Place[] = []
  const shown: (readonly Step[])[] = []
  const remove = async (one: Place): Promise<Answer<Outcome>> => {
    asked.push(one)
    return answers[one.label] ?? { ok: true, value: { state: "done" } }
  }
  await takeOut(chosen, remove, (steps) => shown.push(steps))
  return { asked, shown }
}

test("this very device is never among them", () => {
  expect(othersOf([inCircle("Tea"), inCircle("Garden")])).toEqual([])
})

test("one name is one device over all circles, heard when it was heard last", () => {
  const circles = [
    inCircle("Tea", device("a1", "phone", 10), device("b1", "tablet")),
    inCircle("Garden", device("a2", "phone", 30)),
    inCircle("Harbour", device("a3", "phone")),
  ]
  expect(othersOf(circles)).toEqual([
    {
      key: "phone",
      name: "phone",
      id: null,
      places: [place("Tea", "a1"), place("Garden", "a2"), place("Harbour", "a3")],
      lastHeard: 30,
    },
    { key: "tablet", name: "tablet", id: null, places: [place("Tea", "b1")], lastHeard: null },
  ])
})

test("a device that was heard in the first second counts as heard", () => {
  const circles = [inCircle("Tea", device("a1", "phone", 0)), inCircle("Garden", device("a2", "phone"))]
  expect(othersOf(circles)).toMatchObject([{ lastHeard: 0 }])
})

test("those without a name stand alone, circle by circle, by their ids", () => {
  const circles = [inCircle("Tea", device("a1", "")), inCircle("Garden", device("a2", ""), device("a3", ""))]
  const others = othersOf(circles)
  expect(shownOf(others)).toEqual([
    ["", "a1", ["Tea"]],
    ["", "a2", ["Garden"]],
    ["", "a3", ["Garden"]],
  ])
  expect(new Set(others.map(({ key }) => key)).size).toBe(3)
})

test("a name that two bear in one circle tells nothing in any", () => {
  const circles = [
    inCircle("Tea", device("a1", "phone"), device("b1", "phone")),
    inCircle("Garden", device("a2", "phone"), device("c1", "tablet")),
  ]
  expect(shownOf(othersOf(circles))).toEqual([
    ["tablet", null, ["Garden"]],
    ["phone", "a1", ["Tea"]],
    ["phone", "b1", ["Tea"]],
    ["phone", "a2", ["Garden"]],
  ])
})

test("all that are chosen are asked for at once, in the order of the circles", async () => {
  const circles = [
    inCircle("Tea", device("a1", "phone"), device("b1", "tablet"), device("c1", "desk")),
    inCircle("Garden", device("b2", "tablet"), device("a2", "phone")),
  ]
  const chosen = othersOf(circles).filter(({ name }) => name !== "desk")
  const asked: Place[] = []
  const never = new Promise<Answer<Outcome>>(() => undefined)
  void takeOut(
    chosen,
    (one) => {
      asked.push(one)
      return never // as where a relay does not answer
    },
    () => undefined,
  )
  expect(asked).toEqual([
    place("Tea", "a1"),
    place("Tea", "b1"),
    place("Garden", "a2"),
    place("Garden", "b2"),
  ])
})

test("a circle that fails, and one that waits, keep no other from being done", async () => {
  const circles = ["Tea", "Garden", "Harbour"].map((label) => inCircle(label, device(label, "phone")))
  const { asked, shown } = await taken(othersOf(circles), {
    Tea: { ok: false, failure: OFFLINE },
    Garden: { ok: true, value: { state: "under-way" } },
  })
  expect(asked.map(({ label }) => label)).toEqual(["Tea", "Garden", "Harbour"])
  expect(shown.at(-1)).toMatchObject([
    { state: "failed", failure: OFFLINE },
    { state: "going", failure: null },
    { state: "out", failure: null },
  ])
})

test("each step is shown as it begins and as it ends, and over is what has come to its last", async () => {
  const circles = ["Tea", "Garden"].map((label) => inCircle(label, device(label, "phone")))
  const { shown } = await taken(othersOf(circles))
  expect(shown.map((steps) => steps.map(({ state }) => state))).toEqual([
    ["begun", "begun"],
    ["out", "begun"],
    ["out", "out"],
  ])
  expect(shown.map(isOver)).toEqual([false, false, true])
})
