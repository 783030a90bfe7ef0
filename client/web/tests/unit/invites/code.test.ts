import { describe, expect, test } from "vitest"
import { Code, CodeError, parse, split } from "../../../src/invites/code.ts"
import { Address } from "../../../src/link/index.ts"
import { randomBytes, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

interface Valid {
  secret: string
  relay: string
  code: string
  link: string
}

const CODES = await vectors<{
  valid: Valid[]
  typed: { typed: string; secret: string; relay: string }[]
  refused: { typed: string; why: string }[]
}>("invites/codes.json")
const SECRET = utf8("s".repeat(16))
const RELAY = "https://relay.example"

function read(typed: string): Code {
  const { letters, relay } = split(typed)
  return parse(letters, Address.parse(relay).url)
}

/** What a call refuses with. */
function refusal(call: () => unknown): CodeError {
  try {
    call()
  } catch (error) {
    if (error instanceof CodeError) return error
    throw error
  }
  throw new Error("nothing was refused")
}

describe("the shared vectors", () => {
  test.each(CODES.valid)("$code has one text and one link", ({ secret, relay, code, link }) => {
    const made = new Code(unhex(secret), relay)
    expect([String(made), made.link]).toEqual([code, link])
    expect(read(code)).toEqual(made)
    expect(read(link)).toEqual(made)
  })

  test.each(CODES.typed)("$typed is read", ({ typed, secret, relay }) => {
    expect(read(typed)).toEqual(new Code(unhex(secret), relay))
  })

  test.each(CODES.refused)("$why: refused", ({ typed }) => {
    expect(() => read(typed)).toThrow()
  })
})

test("a slip is noticed, and told what it is", () => {
  const { letters, relay } = split(String(new Code(SECRET, RELAY)))
  for (const [place, character] of [...letters].entries()) {
    if (character === "-") continue
    const slip = letters.slice(0, place) + (character === "7" ? "8" : "7") + letters.slice(place + 1)
    expect(refusal(() => parse(slip, `https://${relay}`)).id).toBe("error-code-check")
  }
  expect(refusal(() => parse(letters, "https://other.example")).id).toBe("error-code-check")
  expect(refusal(() => parse(letters.slice(0, -1), RELAY))).toMatchObject({
    id: "error-code-length",
    args: { most: 30, number: 29 },
  })
  expect(refusal(() => parse(`U${letters.replaceAll("-", "").slice(1)}`, RELAY)).id).toBe("error-code-letter")
  expect(refusal(() => split("hello")).id).toBe("error-code-form")
  expect(refusal(() => split("x".repeat(1025))).id).toBe("error-code-too-long")
})

test("a code of a newer version is told from a slip", () => {
  // Version 1 and a secret of zeros, at this relay: the two top bits say the version.
  const { letters } = split("join-80000-00000-00000-00000-00000-0PDFE@relay.example")
  expect(refusal(() => parse(letters, RELAY)).id).toBe("error-code-version")
})

test("random secrets survive the way", () => {
  for (let times = 0; times < 200; times++) {
    const code = new Code(randomBytes(16), RELAY)
    expect(read(String(code))).toEqual(code)
    expect(read(code.link)).toEqual(code)
  }
})

test("a code carries sixteen bytes", () => {
  expect(() => new Code(utf8("short"), RELAY)).toThrow(RangeError)
})

test("errors repeat nothing of the code", () => {
  const { letters } = split(String(new Code(SECRET, RELAY)))
  for (const call of [() => parse(letters, "https://other.example"), () => split(letters)]) {
    expect(refusal(call).message).not.toContain(letters.slice(0, 5))
  }
})

test("the secret stands in the fragment alone", () => {
  const [before, fragment] = new Code(SECRET, RELAY).link.split("#")
  expect(before).toBe(`${RELAY}/`)
  expect(fragment).toMatch(/^join-/)
})
