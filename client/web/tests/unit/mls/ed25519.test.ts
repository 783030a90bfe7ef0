import { expect, test } from "vitest"
import { publicKeyOf, sign, verifySignature } from "../../../src/mls/ed25519.ts"
import { SignatureKey, verify } from "../../../src/mls/index.ts"
import { unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

interface Case {
  name: string
  public: string
  content: string
  signature: string
  valid: boolean
}

const { label, cases } = await vectors<{ label: string; cases: Case[] }>("mls/ed25519.json")

test.each(cases)("decides as every client does: $name", (one) => {
  const [key, content, signature] = [unhex(one.public), unhex(one.content), unhex(one.signature)]
  // Again and again, with whatever is remembered of the key and with a table of its multiples.
  for (let time = 0; time < 6; time++) expect(verify(key, label, content, signature)).toBe(one.valid)
})

test("the vectors show what the rule is about", () => {
  const named = (name: string) => cases.filter((one) => one.name.startsWith(name))
  for (const name of ["S + ", "R of small order", "A of small order", "R is not", "A is not"]) {
    expect(named(name).length).toBeGreaterThan(0)
    expect(named(name).some((one) => one.valid)).toBe(false)
  }
  // Without the cofactor some of these hold and some do not; with it all would.
  const mixed = named("A with a part")
  expect(new Set(mixed.map((one) => one.valid))).toEqual(new Set([true, false]))
  expect(named("R with a part").some((one) => one.valid)).toBe(false)
})

test("signs what it verifies", () => {
  const seed = new Uint8Array(32).fill(7)
  const content = utf8("content")
  expect(verifySignature(publicKeyOf(seed), content, sign(seed, content))).toBe(true)
})

test("a label is part of what is signed", () => {
  const key = SignatureKey.generate()
  const signature = key.sign("one", utf8("content"))
  expect(verify(key.publicKey, "one", utf8("content"), signature)).toBe(true)
  expect(verify(key.publicKey, "other", utf8("content"), signature)).toBe(false)
})

test("a signature key has 32 bytes", () => {
  expect(() => new SignatureKey(new Uint8Array(31))).toThrow("32 bytes")
})
