import { expect, test } from "vitest"
import { type Advice, type Level, strengthOf } from "../../../src/vault/strength.ts"

test.each<[string, Level, Advice | null]>([
  ["", 0, "advice-words"],
  ["a", 0, "advice-words"],
  ["password", 0, "advice-common"],
  ["PASSWORD", 0, "advice-common"],
  ["P4$$w0rd!", 0, "advice-common"],
  ["Password2024!", 0, "advice-common"],
  ["ilovey0u", 0, "advice-common"],
  ["حبيبي", 0, "advice-common"],
  ["hunter2", 0, "advice-words"],
  ["aaaaaaaaaaaaaaaaaaaaaaaa", 0, "advice-repeat"],
  ["harbour harbour harbour harbour harbour harbour", 0, "advice-repeat"],
  ["qwertyuiop", 0, "advice-row"],
  ["9876543210", 0, "advice-row"],
  ["abcdefgh 12345678", 0, "advice-row"],
  ["31121999", 0, "advice-date"],
  ["Sofia1987", 0, "advice-date"],
  ["tide and timber", 0, "advice-words"],
  ["to be or not to be that is the question", 0, "advice-repeat"],
  ["my cat sleeps on the red sofa", 1, "advice-longer"],
  ["correcthorsebatterystaple", 1, "advice-words"],
  ["correct horse battery staple", 2, "advice-longer"],
  ["harbour lantern violet nest copper", 3, "advice-longer"],
  ["harbour lantern violet nest copper salt", 4, null],
  ["harbour-lantern-violet-nest-copper-salt", 4, null],
  ["apple monkey winter shadow orange private", 4, null],
  ["قمر شجرة كتاب نافذة بحر طريق", 4, null],
  ["xK9#vLq2mZ!r7Tq$", 4, null],
  ["a1b2c3d4e5f6a7b8c9d0e1f2", 3, "advice-words"],
])("%j", (passphrase, level, advice) => {
  expect(strengthOf(passphrase)).toEqual({ level, sentence: `strength-${level}`, advice })
})

test("more of it never makes a passphrase of words weaker", () => {
  const words = "harbour lantern violet nest copper salt meadow"
  const levels = Array.from(words, (_, at) => strengthOf(words.slice(0, at + 1)).level)
  // Only where a word begins may a part of it be a sentence's filler.
  const ends = [...words.matchAll(/\s|$/g)].map(({ index }) => levels[index - 1])
  expect(ends).toEqual([...ends].sort())
})

test("letters may be composed or not", () => {
  expect(strengthOf("cafe\u0301 te\u0301moin")).toEqual(strengthOf("caf\u00e9 t\u00e9moin"))
})

test("what is very long, or strange, is judged at once", () => {
  for (const text of ["\ud800", "\u{1F30A}".repeat(1000), "a ".repeat(100_000), "\0\0\0", "   "]) {
    expect(strengthOf(text).level).toBeLessThan(2)
  }
})
