import { expect, test } from "vitest"
import { Reader, vec } from "../../../src/mls/codec.ts"
import { concat, unhex } from "../../../src/wire/bytes.ts"

test.each([0, 1, 63, 64, 16383, 16384])("a vector of %i bytes has one form", (length) => {
  const data = new Uint8Array(length).fill(7)
  const written = vec(data)
  const reader = new Reader(written)
  expect(reader.vec()).toEqual(data)
  reader.finish()
  expect(written.length - length).toBe(length < 64 ? 1 : length < 16384 ? 2 : 4)
})

test("parts are one vector", () => {
  expect(vec(Uint8Array.of(1), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(3, 1, 2, 3))
})

test.each([
  ["nothing", ""],
  ["too short", "0501"],
  ["a length of two bytes where one would do", "400101"],
  ["a length of four bytes where two would do", "8000004001"],
  ["the reserved prefix", "c0"],
  ["a length cut short", "40"],
])("%s is refused", (_, text) => {
  expect(() => new Reader(unhex(text)).vec()).toThrow("2-1")
})

test("numbers are big-endian", () => {
  const reader = new Reader(unhex("01020304050607"))
  expect([reader.u8(), reader.u16(), reader.u32()]).toEqual([1, 0x0203, 0x04050607])
  expect(() => reader.u8()).toThrow("2-1")
})

test("an element may not cross its vector's end, and nothing is left over", () => {
  const whole = vec(vec(Uint8Array.of(1)), vec(Uint8Array.of(2, 2)))
  expect(new Reader(whole).list((inner) => inner.vec())).toHaveLength(2)
  const broken = concat(Uint8Array.of(2, 5, 1), whole)
  expect(() => new Reader(broken).list((inner) => inner.vec())).toThrow("2-1")
  const reader = new Reader(concat(whole, Uint8Array.of(0)))
  reader.list((inner) => inner.vec())
  expect(() => reader.finish()).toThrow("2-1")
})
