import { expect, test } from "vitest"
import { MalformedError } from "../../../src/wire/codec.ts"
import { bytes, fields, flag, list, nullable, oneOf, text, whole } from "../../../src/wire/shapes.ts"

test("what fits is given as it is", () => {
  expect(fields([1, 2], 2)).toEqual([1, 2])
  expect(list([1], 2)).toEqual([1])
  expect(bytes(new Uint8Array(3), 3)).toEqual(new Uint8Array(3))
  expect(bytes(new Uint8Array(3), 0, 4)).toEqual(new Uint8Array(3))
  expect(whole(0, 0)).toBe(0)
  expect(whole(7, 1, 7)).toBe(7)
  expect(oneOf(2, [1, 2])).toBe(2)
  expect(text("\u{1F30A}é", 2)).toBe("\u{1F30A}é")
  expect(flag(false)).toBe(false)
  expect(nullable(null, flag)).toBeNull()
  expect(nullable(true, flag)).toBe(true)
})

test.each([
  () => fields([1], 2),
  () => fields([1, 2, 3], 2),
  () => fields(2, 2),
  () => list([1, 2, 3], 2),
  () => list("ab", 2),
  () => bytes(new Uint8Array(2), 3),
  () => bytes(new Uint8Array(5), 0, 4),
  () => bytes("abc", 3),
  () => whole(0, 1),
  () => whole(8, 1, 7),
  () => whole("1", 0),
  () => whole(true, 0),
  () => oneOf(3, [1, 2]),
  () => text("abc", 2),
  () => text(1),
  () => flag(0),
  () => flag(null),
  () => flag(undefined),
  () => nullable(undefined, flag),
  () => nullable(1, flag),
])("what does not fit is malformed: %s", (read) => {
  expect(read).toThrow(MalformedError)
})
