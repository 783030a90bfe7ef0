import { decode as general } from "@msgpack/msgpack"
import { describe, expect, test } from "vitest"
import { hex, randomBytes, unhex } from "../../../src/wire/bytes.ts"
import { decode, encode, MalformedError, type Value } from "../../../src/wire/codec.ts"

const EDGES = [0, 1, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
const LENGTHS = [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536]

const VALUES: Value[] = [
  null,
  true,
  false,
  ...EDGES,
  ...LENGTHS.map((length) => "x".repeat(length)),
  ...LENGTHS.map((length) => new Uint8Array(length).fill(7)),
  ...LENGTHS.map((length) => new Array<Value>(length).fill(1)),
  "\uFEFFé\u{1F30A}",
  [[], [null, [true, [new Uint8Array([0xc0])]], "نص"], 5],
]

test("every value comes back from its encoding", () => {
  for (const value of VALUES) expect(decode(encode(value))).toEqual(value)
  expect(decode(encode(VALUES))).toEqual(VALUES)
})

test("what is encoded is MessagePack", () => {
  for (const value of VALUES) {
    expect(general(encode(value))).toEqual(value)
  }
})

test("a long text keeps its byte order mark", () => {
  const text = `\uFEFF${"é".repeat(300)}`
  expect(decode(encode(text))).toBe(text)
})

test.each([
  ["00", 0],
  ["7f", 127],
  ["cc80", 128],
  ["cd0100", 256],
  ["ce00010000", 65536],
  ["cf0000000100000000", 2 ** 32],
  ["cf001fffffffffffff", 2 ** 53 - 1],
  ["a0", ""],
  ["a161", "a"],
  ["c400", new Uint8Array()],
  ["90", []],
  ["92c2c3", [false, true]],
] satisfies [string, Value][])("%s is the one form of its value", (bytes, value) => {
  expect(hex(encode(value))).toBe(bytes)
  expect(decode(unhex(bytes))).toEqual(value)
})

describe("other bytes are malformed", () => {
  test.each([
    ["nothing", ""],
    ["a byte after the end", "0000"],
    ["a long form of a number", "cc7f"],
    ["a long form of 16 bits", "cd00ff"],
    ["a long form of 32 bits", "ce0000ffff"],
    ["a long form of 64 bits", "cf00000000ffffffff"],
    ["a number beyond 2^53 - 1", "cf0020000000000000"],
    ["the greatest number there is", "cfffffffffffffffff"],
    ["a number below zero", "ff"],
    ["a signed number", "d001"],
    ["a float", "ca3f800000"],
    ["a double", "cb3ff0000000000000"],
    ["a text in a long form", "d90161"],
    ["a text in a longer form", `da0020${"61".repeat(32)}`],
    ["bytes in a long form", "c5000101"],
    ["an array in a long form", "dc000101"],
    ["a map", "80"],
    ["an extension", "d40100"],
    ["a byte that means nothing", "c1"],
    ["a text cut short", "a361"],
    ["bytes cut short", "c402ff"],
    ["an array cut short", "9201"],
    ["a number cut short", "cd01"],
    ["an array of more elements than there are bytes", "ddffffffff00"],
    ["a text that is no UTF-8", "a1ff"],
    ["a text with half a character", "a3eda080"],
    ["a text that is too long a form of UTF-8", "a2c080"],
  ])("%s", (_, bytes) => {
    expect(() => decode(unhex(bytes))).toThrow(MalformedError)
  })

  test("depth without end", () => {
    expect(() => decode(new Uint8Array(100_000).fill(0x91))).toThrow(MalformedError)
  })

  test("whatever is read has this one encoding", () => {
    let read = 0
    for (let turn = 0; turn < 20_000; turn++) {
      const bytes = randomBytes(1 + (turn % 6))
      try {
        expect(hex(encode(decode(bytes)))).toBe(hex(bytes))
        read += 1
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError)
      }
    }
    expect(read).toBeGreaterThan(100)
  })

  test("and an error says nothing of them", () => {
    expect(new MalformedError().message).toBe("malformed bytes")
  })
})

test.each([-1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, "\ud800"])(
  "%s has no encoding",
  (value) => {
    expect(() => encode(value)).toThrow(RangeError)
  },
)

test("what was decoded is a copy", () => {
  const bytes = encode([new Uint8Array([1, 2, 3])])
  const value = decode(bytes)
  bytes.fill(0)
  expect(value).toEqual([new Uint8Array([1, 2, 3])])
})
