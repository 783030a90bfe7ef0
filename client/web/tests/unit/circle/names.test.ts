// names.json: which names circles accept, and which look alike.

import { sha256 } from "@noble/hashes/sha2.js"
import { expect, test } from "vitest"
import { render } from "../../../build/names.mjs"
import { allowed } from "../../../src/circle/characters.ts"
import TABLES from "../../../src/circle/characterTables.ts?raw"
import {
  BadNameError,
  checkName,
  checkNormalName,
  LONGEST_NAME,
  type NameFault,
  normalise,
  skeleton,
} from "../../../src/circle/names.ts"
import { hex, utf8 } from "../../../src/wire/bytes.ts"
import { often } from "../../support/circlePeople.ts"
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
  looks: string
}

const NAMES = await vectors<Names>("events/names.json")

const RANGES = NAMES.allowed.map((bounds) => bounds.map((bound) => Number.parseInt(bound, 16))) as [
  number,
  number,
][]

test("the module of tables is what the shared ones make", () => {
  expect(TABLES).toBe(render(NAMES))
})

test("what a template cannot hold makes no module", () => {
  expect(() => render({ ...NAMES, ascii: { "`": "a" } })).toThrow(/template/)
})

test("the characters allowed are those of the ranges", () => {
  for (const [first, last] of RANGES) {
    expect([first - 1, first, last, last + 1].map(allowed)).toEqual([false, true, true, false])
  }
  expect(allowed(0)).toBe(false)
  expect(allowed(0x10_ffff)).toBe(false)
})

test("every allowed character looks the same on every platform", () => {
  const looks = sha256.create()
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code++) {
      const one = String.fromCodePoint(code)
      // Five in a row are refused as marks if they are such, and for nothing or another reason if not.
      const mark = faultOf(one.repeat(5)) === "marks" ? 1 : 0
      looks.update(utf8(`${code.toString(16)}\t${skeleton(one)}\t${normalise(one)}\t${mark}\n`))
    }
  }
  expect(hex(looks.digest())).toBe(NAMES.looks)
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

test.each<[NameFault, string]>([
  ["empty", ""],
  ["empty", " \t\u00a0 "],
  ["long", "a".repeat(LONGEST_NAME + 1)],
  ["characters", "\ud800"],
  ["characters", "A\u200cB"],
  ["characters", "\u0639\u200c"],
  ["characters", "\u200c\u0639"],
  ["marks", `a${"\u0316".repeat(5)}`],
  ["nothing", "---"],
])("what is wrong is told: %s", (fault, typed) => {
  expect(typedFault(typed)).toBe(fault)
})

test("a name is as long as its code points, with few marks in a row", () => {
  expect(checkName("\u{1f30a}".repeat(LONGEST_NAME))).toBe("\u{1f30a}".repeat(LONGEST_NAME))
  expect(checkName(`a${"\u0316".repeat(4)}b${"\u0316".repeat(4)}`)).toHaveLength(10)
  expect(faultOf("A  nn")).toBe("form")
})

test("the last letter of a word folds like any other", () => {
  expect(skeleton("\u03a3\u03a3")).toBe(skeleton("\u03c3\u03c2"))
})

test("what is accepted is accepted as it stands", () => {
  let accepted = 0
  often((dice) => {
    const codes = Array.from({ length: 1 + dice.below(6) }, () => {
      const [first, last] = dice.one(RANGES)
      return dice.below(4) === 0 ? 0x20 : first + dice.below(last - first + 1)
    })
    try {
      const name = checkName(String.fromCodePoint(...codes))
      accepted += 1
      expect(checkName(name)).toBe(name)
      expect(name.normalize("NFKC")).toBe(name)
      expect(skeleton(name)).not.toBe("")
    } catch (error) {
      expect(error).toBeInstanceOf(BadNameError)
    }
  }, 500)
  expect(accepted).toBeGreaterThan(250)
})

function faultOf(name: string): NameFault | null {
  return fault(() => checkNormalName(name))
}

function typedFault(name: string): NameFault | null {
  return fault(() => checkName(name))
}

function fault(check: () => void): NameFault | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof BadNameError) return error.fault
    throw error
  }
}
