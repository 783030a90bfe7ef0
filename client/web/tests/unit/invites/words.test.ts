import { sha256 } from "@noble/hashes/sha2.js"
import { describe, expect, test } from "vitest"
import { wordlist } from "../../../src/invites/wordlist.ts"
import { knockWords, phrase, randomWords, STANDARD } from "../../../src/invites/words.ts"
import { concat, hex, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

const WORDS = await vectors<{
  knocks: { box: string; issuer_key: string; sealed: string; words: string[] }[]
  circles: { group_id: string; epoch: number; authenticator: string; words: string[] }[]
}>("invites/words.json")
const LEAST = { passes: 1, memory: 8 }

function many(letter: string, count: number): Uint8Array {
  return utf8(letter.repeat(count))
}

describe("the shared vectors", () => {
  test.each(WORDS.knocks)("a knock: $words", async ({ box, issuer_key, sealed, words }) => {
    expect(await knockWords(unhex(box), unhex(issuer_key), unhex(sealed))).toEqual(words)
  })

  test.each(WORDS.circles)("a circle: $words", async ({ group_id, epoch, authenticator, words }) => {
    expect(await phrase(unhex(group_id), epoch, unhex(authenticator))).toEqual(words)
  })
})

test("the list is that of BIP 39", () => {
  expect(wordlist()).toHaveLength(2048)
  const published = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
  expect(hex(sha256(utf8(`${wordlist().join("\n")}\n`)))).toBe(published)
})

test("words cost something", () => {
  expect(STANDARD).toEqual({ passes: 3, memory: 64 * 1024 })
})

test("every part of a knock changes its words", async () => {
  const [box, key, sealed] = [many("b", 32), many("k", 1216), many("s", 1200)]
  const said = await knockWords(box, key, sealed, LEAST)
  expect(said).toHaveLength(4)
  expect(await knockWords(box, key, sealed, LEAST)).toEqual(said)
  const others = [
    await knockWords(many("c", 32), key, sealed, LEAST),
    await knockWords(box, many("l", 1216), sealed, LEAST),
    await knockWords(box, key, many("t", 1200), LEAST),
    await knockWords(box, key, sealed, { passes: 2, memory: 8 }),
    await knockWords(
      many("b", 31),
      concat(many("b", 1), many("k", 1215)),
      concat(many("k", 1), sealed),
      LEAST,
    ),
  ]
  for (const other of others) expect(other).not.toEqual(said)
})

test("every part of a circle changes its phrase", async () => {
  const said = await phrase(many("g", 16), 3, many("a", 64), LEAST)
  expect(said).toHaveLength(6)
  const others = [
    await phrase(many("h", 16), 3, many("a", 64), LEAST),
    await phrase(many("g", 16), 4, many("a", 64), LEAST),
    await phrase(many("g", 16), 3, many("b", 64), LEAST),
  ]
  for (const other of others) expect(other).not.toEqual(said)
})

test("words are drawn from the whole list", () => {
  const drawn = new Set(Array.from({ length: 300 }, () => randomWords(6)).flat())
  expect(drawn.size).toBeGreaterThan(1000)
  for (const word of drawn) expect(wordlist()).toContain(word)
})

test.each([1, 4, 6, 8, 12])("a proposal of %i words has so many", (count) => {
  expect(randomWords(count)).toHaveLength(count)
})
