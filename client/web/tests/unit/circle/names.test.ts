// names.json: which names circles accept, and which look alike.

import { expect, test } from "vitest"
import { ranges } from "../../../src/circle/characters.ts"
import {
  ASCII,
  BadNameError,
  CAPITALS,
  checkName,
  checkNormalName,
  DROPPED,
  SMALL,
  skeleton,
} from "../../../src/circle/names.ts"
import { vectors } from "../../support/vectors.ts"

interface Names {
  allowed: [string, string][]
  capitals: Record<string, string>
  small: Record<string, string>
  ascii: Record<string, string>
  dropped: string
  typed: { typed: string; name: string; skeleton: string }[]
  refused: { name: string; typed: string }[]
  refused_as_they_stand: string[]
  alike: [string, string][]
  apart: [string, string][]
}

const NAMES = await vectors<Names>("events/names.json")

test("the tables are the shared ones", () => {
  expect(ranges().map((range) => range.map((code) => code.toString(16)))).toEqual(NAMES.allowed)
  expect(Object.fromEntries(CAPITALS)).toEqual(NAMES.capitals)
  expect(Object.fromEntries(SMALL)).toEqual(NAMES.small)
  expect(Object.fromEntries(ASCII)).toEqual(NAMES.ascii)
  expect([...DROPPED].sort()).toEqual([...NAMES.dropped].sort())
})

test.each(NAMES.typed)("what is typed is tidied: $name", ({ typed, name, skeleton: shape }) => {
  expect(checkName(typed)).toBe(name)
  expect(skeleton(name)).toBe(shape)
})

test.each(NAMES.refused)("a name is refused: $name", ({ typed }) => {
  expect(() => checkName(typed)).toThrow(BadNameError)
})

test.each(NAMES.refused_as_they_stand)("a name is refused as it stands: %#", (name) => {
  expect(() => checkNormalName(name)).toThrow(BadNameError)
  expect(() => checkName(name)).not.toThrow()
})

test.each(NAMES.alike)("two names look alike: %#", (one, other) => {
  expect(skeleton(one)).toBe(skeleton(other))
})

test.each(NAMES.apart)("two names are apart: %#", (one, other) => {
  expect(skeleton(one)).not.toBe(skeleton(other))
})

test("a refusal does not repeat the name", () => {
  expect(() => checkName("\u202eevil")).toThrow(/^the name is not allowed$/)
})
