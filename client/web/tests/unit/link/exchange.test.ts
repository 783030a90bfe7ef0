import { describe, expect, test } from "vitest"
import { LinkLostError, MisbehavedError, refusal, SealedError } from "../../../src/link/errors.ts"
import { type Asked, Exchange, MOST_ASKED } from "../../../src/link/exchange.ts"
import { Pushes } from "../../../src/link/live.ts"
import { hex } from "../../../src/wire/bytes.ts"
import { Code, Kind, Life } from "../../../src/wire/codes.ts"
import type { Entries, Entry, Page, Reply } from "../../../src/wire/frames.ts"
import { CHALLENGE, LIMITS } from "../../support/falseRelay.ts"

const BOX = new Uint8Array(32).fill(0xb0)
const OTHER = new Uint8Array(32).fill(0x0e)

function entry(seq: number): Entry {
  return { seq, kind: Kind.POST, blob: new Uint8Array(1024) }
}

function page(rid: number, seqs: number[], { box = BOX, done = true } = {}): Page {
  return { kind: "page", rid, box, entries: seqs.map(entry), done }
}

function entries(seqs: number[], box = BOX): Entries {
  return { kind: "entries", box, entries: seqs.map(entry) }
}

function pinging(exchange: Exchange): Asked {
  return exchange.ask({ kind: "ping", rid: exchange.rid() }, "pong")
}

function attaching(exchange: Exchange, after = 0): Asked {
  const sig = new Uint8Array(64)
  return exchange.ask({ kind: "attach", rid: exchange.rid(), box: BOX, sig, after }, "attached")
}

function reading(exchange: Exchange, after = 0): Asked {
  return exchange.ask({ kind: "read", rid: exchange.rid(), box: BOX, after }, "page")
}

function attached(rid: number): Reply {
  return { kind: "attached", rid, lastSeal: 0, nextSeq: 1, step: 0 }
}

/** A conversation whose box is live, with entry 1 read. */
function live(pushes = new Pushes()): Exchange {
  const exchange = new Exchange(pushes)
  attaching(exchange)
  exchange.sort(attached(1))
  exchange.sort(page(1, [1]))
  return exchange
}

function given(asked: Asked): unknown[] {
  const found: unknown[] = []
  for (let answer = asked.take(); answer !== undefined; answer = asked.take()) found.push(answer)
  return found
}

/** What is kept of pushes: boxes, and the numbers of their entries, null for the word to read again. */
function kept(exchange: Exchange): [string, number[] | null][] {
  const found: [string, number[] | null][] = []
  for (let push = exchange.pushes.take(); push; push = exchange.pushes.take()) {
    found.push([hex(push.box), push.entries?.map(({ seq }) => seq) ?? null])
  }
  return found
}

test("R12: answers go to who asked", () => {
  const exchange = new Exchange()
  const one = pinging(exchange)
  const blob = new Uint8Array(1024)
  const two = exchange.ask({ kind: "post", rid: exchange.rid(), box: BOX, life: Life.SHORT, blob }, "posted")
  exchange.sort({ kind: "posted", rid: 2, seq: 7 })
  exchange.sort({ kind: "pong", rid: 1 })
  expect(given(one)).toEqual([{ kind: "pong", rid: 1 }])
  expect(given(two)).toEqual([{ kind: "posted", rid: 2, seq: 7 }])
})

test("R17: a read comes in pages, and then the box is live", () => {
  const exchange = new Exchange()
  const asked = attaching(exchange, 4)
  exchange.sort(attached(1))
  exchange.sort(page(1, [5, 6], { done: false }))
  exchange.sort(page(1, [8]))
  expect(given(asked)).toHaveLength(3)
  exchange.sort(entries([9, 12]))
  expect(kept(exchange)).toEqual([[hex(BOX), [9, 12]]])
})

describe("what was not asked for is misbehaviour", () => {
  test.each<[string, Reply]>([
    ["a second hello", { kind: "hello", version: 1, challenge: CHALLENGE, limits: LIMITS }],
    ["an answer", { kind: "pong", rid: 99 }],
    ["a refusal", { kind: "refused", rid: 99, code: Code.BUSY }],
    ["a page", page(99, [2])],
    ["an entry again", entries([1])],
    ["falling numbers", entries([3, 2])],
    ["a number twice", entries([2, 2])],
    ["no entries", entries([])],
    ["entries of another box", entries([2], OTHER)],
  ])("%s", (_, frame) => {
    expect(() => live().sort(frame)).toThrow(MisbehavedError)
  })
})

describe("a read is answered by its pages alone", () => {
  test.each<[string, Reply]>([
    ["not by a pong", { kind: "pong", rid: 2 }],
    ["not by opened", { kind: "opened", rid: 2 }],
    ["not by attached", attached(2)],
    ["not by a page of another box", page(2, [2], { box: OTHER })],
    ["not by a number twice", page(2, [4, 4])],
    ["not by falling numbers", page(2, [5, 4])],
    ["not by what was before", page(2, [1, 2])],
    ["not by an empty page that is not the last", page(2, [], { done: false })],
  ])("%s", (_, frame) => {
    const exchange = live()
    reading(exchange, 1)
    expect(() => exchange.sort(frame)).toThrow(MisbehavedError)
  })
})

test("pages rise from one to the next", () => {
  const exchange = live()
  reading(exchange, 1)
  exchange.sort(page(2, [2, 3], { done: false }))
  expect(() => exchange.sort(page(2, [3]))).toThrow(MisbehavedError)
})

test("an answer comes once", () => {
  const exchange = new Exchange()
  pinging(exchange)
  exchange.sort({ kind: "pong", rid: 1 })
  expect(() => exchange.sort({ kind: "pong", rid: 1 })).toThrow(MisbehavedError)
})

test("a read ends with its last page", () => {
  const exchange = live()
  reading(exchange)
  exchange.sort(page(2, [1]))
  expect(() => exchange.sort(page(2, [2]))).toThrow(MisbehavedError)
})

test("nothing is refused once it was granted", () => {
  const exchange = new Exchange()
  attaching(exchange)
  exchange.sort(attached(1))
  expect(() => exchange.sort({ kind: "refused", rid: 1, code: Code.REFUSED })).toThrow(MisbehavedError)
})

test("an attach that is refused makes nothing live", () => {
  const exchange = new Exchange()
  const asked = attaching(exchange)
  exchange.sort({ kind: "refused", rid: 1, code: Code.REFUSED })
  expect(given(asked)).toEqual([{ kind: "refused", rid: 1, code: Code.REFUSED }])
  expect(() => exchange.sort(entries([1]))).toThrow(MisbehavedError)
})

test("R29: a detached box is not live", () => {
  const exchange = live()
  exchange.ask({ kind: "detach", rid: exchange.rid(), box: BOX }, "detached")
  exchange.sort(entries([2]))
  exchange.sort({ kind: "detached", rid: 2 })
  exchange.sort({ kind: "lagged", box: BOX })
  expect(kept(exchange)).toEqual([[hex(BOX), [2]]])
  expect(() => exchange.sort(entries([3]))).toThrow(MisbehavedError)
})

test("R17: entries before the last page are misbehaviour", () => {
  const exchange = new Exchange()
  attaching(exchange)
  exchange.sort(attached(1))
  exchange.sort(page(1, [1], { done: false }))
  expect(() => exchange.sort(entries([2]))).toThrow(MisbehavedError)
})

test("R19: after lagging nothing counts until it is read again", () => {
  const exchange = live()
  exchange.sort({ kind: "lagged", box: BOX })
  exchange.sort(entries([5]))
  expect(kept(exchange)).toEqual([[hex(BOX), null]])
  reading(exchange, 1)
  exchange.sort(page(2, [2, 3, 4, 5]))
  exchange.sort(entries([6]))
  expect(kept(exchange)).toEqual([[hex(BOX), [6]]])
})

test("a read does not make what was heard new again", () => {
  const exchange = live()
  exchange.sort(entries([2, 3]))
  reading(exchange, 1)
  exchange.sort(page(2, [2]))
  expect(() => exchange.sort(entries([3]))).toThrow(MisbehavedError)
})

test("what does not fit is read again", () => {
  const exchange = live(new Pushes(3 * 1024))
  for (let seq = 2; seq < 9; seq++) exchange.sort(entries([seq]))
  expect(kept(exchange)).toEqual([[hex(BOX), null]])
  reading(exchange, 1)
  exchange.sort(page(2, [2, 3, 4, 5, 6, 7, 8]))
  exchange.sort(entries([9]))
  expect(kept(exchange)).toEqual([[hex(BOX), [9]]])
})

test("whoever waits is told the end, and the first fault stays", async () => {
  const exchange = new Exchange()
  const asked = pinging(exchange)
  const fault = new MisbehavedError("first")
  expect(exchange.fail(fault)).toBe(fault)
  expect(exchange.fail(new LinkLostError("link-lost"))).toBe(fault)
  await asked.arrived()
  expect(given(asked)).toEqual([fault])
  expect(() => pinging(exchange)).toThrow(fault)
  expect(await exchange.pushes.get()).toBeNull()
  expect(await exchange.pushes.get()).toBeNull()
})

test("requests on their way are bounded", () => {
  const exchange = new Exchange()
  for (let count = 0; count < MOST_ASKED; count++) pinging(exchange)
  expect(() => pinging(exchange)).toThrow("too many requests")
})

test("every code has its error", () => {
  const errors = Object.values(Code).map(refusal)
  expect(new Set(errors.map(({ name }) => name)).size).toBe(errors.length)
  expect(new Set(errors.map(({ sentence }) => sentence)).size).toBe(errors.length)
  expect(refusal(Code.SEALED)).toBeInstanceOf(SealedError)
})
