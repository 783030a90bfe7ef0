// Events and commit data out of bounds are not sent, and of any bytes only the one encoding is taken.

import { describe, expect, test } from "vitest"
import { CanonError, pack, unpack } from "../../../src/circle/canon.ts"
import {
  type CommitData,
  CommitDataError,
  decodeCommitData,
  encodeCommitData,
} from "../../../src/circle/commitData.ts"
import { decodeEvent, type Event, EventError, encodeEvent, event } from "../../../src/circle/events.ts"
import { BadTextError, checkText, cleanText } from "../../../src/circle/text.ts"
import type { Value } from "../../../src/wire/codec.ts"
import { text, whole } from "../../../src/wire/shapes.ts"
import { idOf, message, NOTHING_SEEN, often, someEvent } from "../../support/circlePeople.ts"

const ID = idOf(1)

test("events of all kinds go there and back", () => {
  often((dice) => {
    const one = someEvent(dice)
    expect(decodeEvent(encodeEvent(one))).toEqual(one)
  }, 300)
})

test("whatever bytes are taken for an event are its only encoding", () => {
  let accepted = 0
  often((dice) => {
    const encoded = encodeEvent(someEvent(dice))
    encoded[dice.below(encoded.length)] = dice.below(256)
    try {
      expect(encodeEvent(decodeEvent(encoded))).toEqual(encoded)
      accepted += 1
    } catch (error) {
      expect(error).toBeInstanceOf(EventError)
    }
  }, 2000)
  expect(accepted).toBeGreaterThan(0)
})

test("a beginning of an event, or one nested deeply, is none", () => {
  often((dice) => {
    const encoded = encodeEvent(someEvent(dice))
    expect(() => decodeEvent(encoded.subarray(0, dice.below(encoded.length)))).toThrow(EventError)
  })
  expect(() => decodeEvent(new Uint8Array(100_000).fill(0x91))).toThrow(EventError)
})

describe("what is out of bounds is not sent", () => {
  const good = event(ID, message("a"), 0, NOTHING_SEEN)
  const unknown = { kind: "unknown", body: new Uint8Array() } as const
  const bad: Record<string, Event> = {
    "no text": { ...good, body: message("") },
    "a text too long": { ...good, body: message("a".repeat(16_001)) },
    "a control character": { ...good, body: message("\u001b") },
    "half a character": { ...good, body: message("\ud800") },
    "a short id": { ...good, id: ID.subarray(1) },
    "a time before all times": { ...good, at: -1 },
    "a time that is not whole": { ...good, at: 0.5 },
    "a time too large": { ...good, at: 2 ** 53 },
    "a short hash": { ...good, seen: { seq: 0, hash: new Uint8Array() } },
    "a short target": {
      ...good,
      kind: 3,
      body: { kind: "edit", target: ID.subarray(1), text: "a", cw: null },
    },
    "the body of another kind": { ...good, kind: 2 },
    "a known body under an unknown kind": { ...good, kind: 99 },
    "a known body under a later version": { ...good, version: 2 },
    "an unknown body under a known kind": { ...good, body: unknown },
    "kind 0": { ...good, kind: 0, body: unknown },
    "version 0": { ...good, kind: 99, version: 0, body: unknown },
    "a body too large": { ...good, kind: 99, body: { kind: "unknown", body: new Uint8Array(131_073) } },
  }

  test.each(Object.entries(bad))("%s", (_, one) => {
    expect(() => encodeEvent(one)).toThrow(EventError)
  })

  test("but a text of just so many code points is", () => {
    const long = "\u{1f30a}".repeat(16_000)
    expect(decodeEvent(encodeEvent({ ...good, body: message(long) })).body).toEqual(message(long))
  })

  test("what is wrong with a text is told, and no other word of it", () => {
    const faults = ["", "a".repeat(16_001), "secret\u001b"].map((words) => {
      try {
        encodeEvent({ ...good, body: message(words) })
      } catch (error) {
        expect(String(error)).not.toContain("secret")
        return error instanceof EventError ? error.fault : null
      }
      return null
    })
    expect(faults).toEqual(["empty", "long", "characters"])
  })
})

test("an unknown body has no number", () => {
  expect(() => event(ID, { kind: "unknown", body: new Uint8Array() }, 0, NOTHING_SEEN)).toThrow(EventError)
})

test("commit data out of bounds is not sent", () => {
  const hash = new Uint8Array(32)
  const good: CommitData = { seen: NOTHING_SEEN, stateHash: hash, spent: [], approvals: [], purpose: 0 }
  const approved = { member: ID, action: Uint8Array.of(1), signature: Uint8Array.of(1) }
  expect(decodeCommitData(encodeCommitData({ ...good, approvals: [approved] })).approvals).toEqual([approved])
  for (const changes of [
    { seen: { seq: -1, hash } },
    { stateHash: new Uint8Array() },
    { spent: [new Uint8Array()] },
    { purpose: -1 },
    { purpose: 256 },
    { approvals: [{ ...approved, member: new Uint8Array() }] },
    { approvals: [approved, approved] },
  ]) {
    expect(() => encodeCommitData({ ...good, ...changes })).toThrow(CommitDataError)
  }
})

test("records are read whole and no longer than they may be", () => {
  const pair = (value: Value) => {
    const [first, second, ...rest] = value as readonly Value[]
    expect(rest).toEqual([])
    return [whole(first, 0), text(second)]
  }
  const packed = pack([1, "a"])
  expect(unpack(packed, packed.length, pair)).toEqual([1, "a"])
  expect(() => unpack(packed, packed.length - 1, pair)).toThrow(CanonError)
  expect(() => unpack(pack([1]), 10, pair)).toThrow(CanonError)
  expect(() => pack([-1])).toThrow(CanonError)
  const broken = () => {
    throw new TypeError("our own mistake")
  }
  expect(() => unpack(packed, 10, broken)).toThrow(TypeError)
})

test("what a person typed or pasted is cleaned, and may then be sent", () => {
  const typed = "one\r\ntwo\rthree\u2028four\u2029five\u001b[2J\u202e\ufeff\ud800"
  expect(cleanText(typed)).toBe("one\ntwo\nthree\nfour\nfive[2J")
  expect(() => checkText(cleanText(typed), 100)).not.toThrow()
  often((dice) => {
    const codes = Array.from({ length: 1 + dice.below(20) }, () => dice.below(0x11_0000))
    const cleaned = cleanText(String.fromCodePoint(...codes))
    if (cleaned !== "") expect(() => checkText(cleaned, 100)).not.toThrow()
  }, 500)
})

test("a text is as long as its code points", () => {
  expect(() => checkText("\u{1f30a}\u{1f30a}", 2)).not.toThrow()
  expect(() => checkText("\u{1f30a}\u{1f30a}", 1)).toThrow(BadTextError)
  expect(() => checkText("abc", 1)).toThrow(BadTextError)
})
