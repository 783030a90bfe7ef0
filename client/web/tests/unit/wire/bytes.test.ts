import { expect, test } from "vitest"
import {
  compare,
  concat,
  equal,
  fromUtf8,
  hex,
  randomBytes,
  u16,
  u32,
  u64,
  unhex,
  utf8,
} from "../../../src/wire/bytes.ts"

const of = (...bytes: number[]) => Uint8Array.from(bytes)

test("hex and back", () => {
  expect(hex(of())).toBe("")
  expect(hex(of(0, 1, 0x9f, 0xff))).toBe("00019fff")
  expect(unhex("00019fff")).toEqual(of(0, 1, 0x9f, 0xff))
})

test.each(["0", "AB", "0x00", "zz", "0 ", "\u0660\u0660"])("%j is no hex", (text) => {
  expect(() => unhex(text)).toThrow(RangeError)
})

test("bytes are equal by what they hold", () => {
  expect(equal(of(), of())).toBe(true)
  expect(equal(of(1, 2), of(1, 2))).toBe(true)
  expect(equal(of(1, 2), of(1, 3))).toBe(false)
  expect(equal(of(1, 2), of(1, 2, 0))).toBe(false)
})

test("bytes have an order, where a prefix comes first", () => {
  const sorted = [of(), of(0), of(0, 0), of(0, 255), of(1), of(127), of(128), of(255)]
  expect([...sorted].reverse().sort(compare)).toEqual(sorted)
  expect(compare(of(1, 2), of(1, 2))).toBe(0)
})

test("parts are joined in new bytes", () => {
  const part = of(1, 2)
  const joined = concat(part, of(), of(3))
  part[0] = 9
  expect(joined).toEqual(of(1, 2, 3))
  expect(concat()).toEqual(of())
})

test("texts go as UTF-8 and come back the same", () => {
  const text = "\uFEFFnaïve \u{1F30A} سلام\0"
  expect(fromUtf8(utf8(text))).toBe(text)
  expect(utf8("é")).toEqual(of(0xc3, 0xa9))
})

test.each(["\ud800", "a\udc00", "\udc00\ud800"])("half a character is no text", (text) => {
  expect(() => utf8(text)).toThrow(RangeError)
})

test.each([of(0xff), of(0xc3), of(0xc0, 0x80), of(0xed, 0xa0, 0x80)])("%s is no UTF-8", (bytes) => {
  expect(() => fromUtf8(bytes)).toThrow(TypeError)
})

test("numbers are big-endian", () => {
  expect(u16(0x0102)).toEqual(of(1, 2))
  expect(u32(0xfffefdfc)).toEqual(of(0xff, 0xfe, 0xfd, 0xfc))
  expect(u64(2 ** 53 - 1)).toEqual(of(0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
  expect(u64(2 ** 32)).toEqual(of(0, 0, 0, 1, 0, 0, 0, 0))
})

test.each([
  () => u16(-1),
  () => u16(65536),
  () => u16(1.5),
  () => u32(2 ** 32),
  () => u64(2 ** 53),
  () => u64(Number.NaN),
])("a number that does not fit is our mistake", (make) => {
  expect(make).toThrow(RangeError)
})

test("randomness comes in any length", () => {
  const bytes = randomBytes(200_000)
  expect(bytes.length).toBe(200_000)
  expect(new Set(bytes.subarray(150_000)).size).toBe(256)
  expect(randomBytes(32)).not.toEqual(randomBytes(32))
  expect(randomBytes(0).length).toBe(0)
})
