// policy.json and refusals.json: the same verdict on every commit as any other client's.

import { expect, test } from "vitest"
import { judge } from "../../../src/circle/judge.ts"
import { REFUSALS, refusalName } from "../../../src/circle/refusals.ts"
import { type FactsJson, factsFromJson } from "../../support/circleJson.ts"
import { vectors } from "../../support/vectors.ts"

const { cases } = await vectors<{ cases: FactsJson[] }>("events/policy.json")
const { refusals } = await vectors<{ refusals: { number: number; name: string }[] }>("events/refusals.json")

test.each(cases)("the verdict: $name", (one) => {
  expect(judge(factsFromJson(one)) ?? 0).toBe(one.verdict)
})

test("every refusal has a case", () => {
  const verdicts = new Set(cases.map(({ verdict }) => verdict))
  expect(verdicts).toEqual(new Set([0, ...REFUSALS.map(({ number }) => number)]))
})

test("the table is the shared one", () => {
  const table = refusals.map(({ number, name }) => ({
    number,
    name: name.toLowerCase().replaceAll("_", "-"),
  }))
  expect(REFUSALS).toEqual(table)
  expect(REFUSALS.map(({ number }) => refusalName(number))).toEqual(table.map(({ name }) => name))
})
