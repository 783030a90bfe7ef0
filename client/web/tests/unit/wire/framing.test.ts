import { describe, expect, test } from "vitest"
import { hex, unhex } from "../../../src/wire/bytes.ts"
import { MalformedError } from "../../../src/wire/codec.ts"
import { type Code, Kind, Life } from "../../../src/wire/codes.ts"
import type { Frame, Reply, Request } from "../../../src/wire/frames.ts"
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../../src/wire/framing.ts"
import {
  classOf,
  MAX_REPLY_BYTES,
  MAX_REQUEST_BYTES,
  MAX_RID,
  MAX_SEQ,
  PAGE_BYTES,
  SEAL_CLASSES,
} from "../../../src/wire/sizes.ts"
import { vectors } from "../../support/vectors.ts"

type Piece = string | [string, number]
type Shown = null | boolean | number | string | Shown[]

interface Case {
  name: string
  fields: Record<string, Shown>
  frame: Piece[]
}

const REQUESTS = await vectors<Case[]>("frames/requests.json")
const REPLIES = await vectors<Case[]>("frames/replies.json")
const REFUSALS = await vectors<{ side: string; why: string; frame: Piece[] }[]>("frames/refusals.json")

const BOX = new Uint8Array(32)
const SIG = new Uint8Array(64)
const NONE = new Uint8Array()

function unfold(pieces: Piece[]): Uint8Array {
  return unhex(
    pieces.map((piece) => (typeof piece === "string" ? piece : piece[0].repeat(piece[1]))).join(""),
  )
}

/** A decoded field as the vectors write it, with long blobs folded. */
function shown(value: unknown): Shown {
  if (value instanceof Uint8Array) {
    const folded = value.length >= 1024 && value.every((byte) => byte === value[0])
    return folded ? [hex(value.subarray(0, 1)), value.length] : hex(value)
  }
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value === "object" && value !== null) return Object.values(value).map(shown)
  return value as Shown
}

function shownFields({ kind: _, ...rest }: Frame): Record<string, Shown> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [snake(name), shown(value)]))
}

test.each(REQUESTS)("R2: the request $name has one encoding", (given) => {
  const bytes = unfold(given.frame)
  const request = decodeRequest(bytes)
  expect(request.kind).toBe(given.name.toLowerCase())
  expect(shownFields(request)).toEqual(given.fields)
  expect(hex(encodeRequest(request))).toBe(hex(bytes))
})

test.each(REPLIES)("R2: the reply $name has one encoding", (given) => {
  const bytes = unfold(given.frame)
  const reply = decodeReply(bytes)
  expect(reply.kind).toBe(given.name.toLowerCase())
  expect(shownFields(reply)).toEqual(given.fields)
  expect(hex(encodeReply(reply))).toBe(hex(bytes))
})

test("the vectors hold every kind of frame", () => {
  expect(new Set(REQUESTS.map(({ name }) => name)).size).toBe(9)
  expect(new Set(REPLIES.map(({ name }) => name)).size).toBe(13)
})

test.each(REFUSALS)("R2: no frame of a $side: $why", ({ side, frame }) => {
  const decode = side === "request" ? decodeRequest : decodeReply
  expect(() => decode(unfold(frame))).toThrow(MalformedError)
})

test("R2: every prefix of a frame is refused", () => {
  for (const { frame } of REQUESTS) {
    const bytes = unfold(frame)
    const cuts = [...Array(Math.min(bytes.length, 200)).keys(), bytes.length >> 1, bytes.length - 1]
    for (const cut of cuts) expect(() => decodeRequest(bytes.subarray(0, cut))).toThrow(MalformedError)
  }
})

test("R2: what is too long is not looked at", () => {
  const long = (length: number) =>
    new Proxy(new Uint8Array(length + 1), {
      get: (bytes, name) => (name === "length" ? bytes.length : fail()),
    })
  const fail = () => {
    throw new Error("it was read")
  }
  expect(() => decodeRequest(long(MAX_REQUEST_BYTES))).toThrow(MalformedError)
  expect(() => decodeReply(long(MAX_REPLY_BYTES))).toThrow(MalformedError)
})

describe("what no relay would read is not written", () => {
  const post = (length: number): Request => ({
    kind: "post",
    rid: 1,
    box: BOX,
    life: Life.SHORT,
    blob: new Uint8Array(length),
  })
  const seal = (length: number, after: number, proof: Uint8Array): Request => ({
    kind: "seal",
    rid: 1,
    box: BOX,
    after,
    blob: new Uint8Array(length),
    proof,
  })

  test.each([0, 1, 1023, 1025, 262143, 262145])("R3: a blob of %i bytes", (length) => {
    expect(() => encodeRequest(post(length))).toThrow(RangeError)
    expect(() => encodeRequest(seal(length, 0, NONE))).toThrow(RangeError)
  })

  test("R3: a seal of a small class", () => {
    expect(encodeRequest(post(1024)).length).toBeGreaterThan(1024)
    expect(() => encodeRequest(seal(1024, 0, NONE))).toThrow(RangeError)
    const entries = [{ seq: 1, kind: Kind.SEAL, blob: new Uint8Array(16384) }]
    expect(() => encodeReply({ kind: "entries", box: BOX, entries })).toThrow(RangeError)
  })

  test.each(["01", `01${"00".repeat(9)}`, `02${"00".repeat(31)}`, "03"])("R4: the proof %s", (proof) => {
    const open = { kind: "open", rid: 1, box: BOX, burnHash: null, sig: SIG, proof: unhex(proof) } as const
    expect(() => encodeRequest(open)).toThrow(RangeError)
    expect(() => encodeRequest({ kind: "grow", rid: 1, box: BOX, proof: unhex(proof) })).toThrow(RangeError)
    expect(() => encodeRequest(seal(65536, 5, unhex(proof)))).toThrow(RangeError)
  })

  test("R4: a first seal with a proof", () => {
    const proof = unhex(`01${"00".repeat(8)}`)
    expect(encodeRequest(seal(65536, 1, proof)).length).toBeGreaterThan(65536)
    expect(() => encodeRequest(seal(65536, 0, proof))).toThrow(RangeError)
  })

  test("numbers and ids out of bounds", () => {
    expect(() => encodeRequest({ kind: "ping", rid: MAX_RID + 1 })).toThrow(RangeError)
    expect(() => encodeRequest({ kind: "read", rid: 1, box: BOX, after: MAX_SEQ + 1 })).toThrow(RangeError)
    expect(() => encodeRequest({ kind: "detach", rid: 1, box: new Uint8Array(31) })).toThrow(RangeError)
    expect(() => encodeReply({ kind: "refused", rid: 1, code: 7 as Code })).toThrow(RangeError)
  })
})

test("the largest frames fit their bounds", () => {
  const proof = unhex(`02${"00".repeat(32)}`)
  const blob = new Uint8Array(262144)
  const seal = { kind: "seal", rid: MAX_RID, box: BOX, after: MAX_SEQ, blob, proof } as const
  expect(encodeRequest(seal).length).toBeLessThanOrEqual(MAX_REQUEST_BYTES)
  const page = (count: number, length: number): Reply => ({
    kind: "page",
    rid: MAX_RID,
    box: BOX,
    entries: Array(count).fill({ seq: MAX_SEQ, kind: Kind.POST, blob: new Uint8Array(length) }),
    done: true,
  })
  expect(encodeReply(page(PAGE_BYTES / 262144, 262144)).length).toBeLessThanOrEqual(MAX_REPLY_BYTES)
  expect(encodeReply(page(256, 1024)).length).toBeLessThanOrEqual(MAX_REPLY_BYTES)
  expect(() => encodeReply(page(257, 1024))).toThrow(RangeError)
})

test("the class of a length is the smallest that holds it", () => {
  expect([0, 1024, 1025, 16384, 262144].map((length) => classOf(length))).toEqual([
    1024, 1024, 4096, 16384, 262144,
  ])
  expect(classOf(262145)).toBeNull()
  expect(classOf(1, SEAL_CLASSES)).toBe(65536)
})
