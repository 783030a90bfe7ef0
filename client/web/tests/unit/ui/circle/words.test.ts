import { expect, test } from "vitest"
import { piecesOf } from "../../../../src/ui/circle/words.tsx"

const addresses = (text: string) => piecesOf(text).flatMap(({ href }) => (href === null ? [] : [href]))

test("the pieces of a text are the text", () => {
  for (const text of [
    "",
    "plain",
    "https://a.example",
    "see https://a.example/x, or (http://b.example/y).\nAnd https://",
    "اقرأ https://a.example/صفحة، ثم عد",
  ]) {
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text)
  }
})

test("addresses of the web are told apart, without what ends the sentence", () => {
  expect(addresses("see https://a.example/x?y=1#z.")).toEqual(["https://a.example/x?y=1#z"])
  expect(addresses("(http://b.example/y), HTTPS://C.EXAMPLE!")).toEqual([
    "http://b.example/y",
    "https://c.example/",
  ])
  expect(addresses("زر https://a.example/x، رجاءً")).toEqual(["https://a.example/x"])
})

test("nothing else leads anywhere", () => {
  for (const text of [
    "www.example.org",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://",
    "http://[",
    "mailto:a@b",
  ]) {
    expect(addresses(text), text).toEqual([])
  }
})

test("an address is shown as the browser reads it: letters that only look like others stand out", () => {
  // The first letter is a Cyrillic one.
  expect(addresses("https://\u0430pple.example/")).toEqual(["https://xn--pple-43d.example/"])
  // What turns the writing around is written out.
  expect(addresses("https://a.example/\u2067x")).toEqual(["https://a.example/%E2%81%A7x"])
  expect(addresses("https://good.example@bad.example/")).toEqual(["https://good.example@bad.example/"])
})
