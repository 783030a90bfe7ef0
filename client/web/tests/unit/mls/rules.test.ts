import { expect, test } from "vitest"
import { MLSError, PrivateError, PublicError } from "../../../src/mls/index.ts"
import { judged, RULES, ruleOf } from "../../../src/mls/rules.ts"

const SOURCES = import.meta.glob<string>("../../../node_modules/ts-mls/dist/src/*.js", {
  query: "?raw",
  import: "default",
})
const DOCS = import.meta.glob<string>("../../../../../docs/mls.md", { query: "?raw", import: "default" })

const said = (await Promise.all(Object.values(SOURCES).map((load) => load()))).join("\n")
const documented = (await Promise.all(Object.values(DOCS).map((load) => load()))).join("\n")

test.each(Object.entries(RULES))("%s: ts-mls says so, and the rule is documented", (sentence, rule) => {
  expect(said).toContain(`Error("${sentence}")`)
  expect(documented).toContain(`| ${rule} |`)
})

test("a refusal without a number of its own does not parse", () => {
  expect(ruleOf(new Error("Signature invalid"))).toBe("6.1-1")
  expect(ruleOf(new Error("something new"))).toBe("2-1")
  expect(ruleOf(new TypeError("Signature"))).toBe("2-1")
  expect(ruleOf("no error")).toBe("2-1")
})

test("whatever is thrown becomes the refusal that was asked for, but for our own", async () => {
  const judge = (error: unknown) =>
    judged(() => {
      throw error
    }, PrivateError).catch((refusal: unknown) => refusal)
  expect(await judge(new RangeError("out of bounds"))).toEqual(new PrivateError("2-1"))
  const own = new PublicError("6-3")
  expect(await judge(own)).toBe(own)
  expect(await judge(new Error("Signature invalid"))).toBeInstanceOf(MLSError)
  expect(await judged(async () => 3, PublicError)).toBe(3)
})
