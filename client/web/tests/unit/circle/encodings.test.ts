// events.json and history.json: the bytes of events, policies, commits and snapshots, both ways and refused.

import { expect, test } from "vitest"
import { approvalContent, approvalEpoch, decodeAction } from "../../../src/circle/actions.ts"
import { CanonError } from "../../../src/circle/canon.ts"
import { decodeCommitData, encodeCommitData } from "../../../src/circle/commitData.ts"
import { decodeDurable, encodeDurable, hashDurable } from "../../../src/circle/durable.ts"
import { decodeEvent, encodeEvent } from "../../../src/circle/events.ts"
import { Ledger, type Seen, start, step } from "../../../src/circle/history.ts"
import { decodePolicy, encodePolicy } from "../../../src/circle/policy.ts"
import { hex, unhex } from "../../../src/wire/bytes.ts"
import { eventToJson, type Json, plain } from "../../support/circleJson.ts"
import { vectors } from "../../support/vectors.ts"

interface Case {
  name: string
  hex: string
}
interface Group<V extends Case> {
  valid: V[]
  refused: Case[]
}
interface Events {
  events: Group<Case & { event: Json }>
  commit_data: Group<Case & { fields: Json }>
  policies: Group<Case & { fields: { relay: Json; rules: Json; roster: Record<string, Json>; codes: Json } }>
  durables: Group<Case & { hash: string }>
  actions: {
    name: string
    action: string
    decoded: Json
    group_id: string
    epoch: number
    signed_epoch: number
    content: string
  }[]
}
interface SeenJson {
  seq: number
  hash: string
}
interface History {
  start: { group_id: string; epoch: number; authenticator: string; hash: string }
  steps: { before: string; seq: number; kind: number; digest: string; after: string }[]
  ledgers: {
    name: string
    operations: {
      add?: { seq: number; kind: number; digest: string }
      skipped?: number
      seen?: SeenJson
      known?: boolean
      missing?: number
      check?: SeenJson
      verdict?: string
      adopt?: SeenJson
      adopted?: boolean
    }[]
  }[]
}

const FILE = await vectors<Events>("events/events.json")
const HISTORY = await vectors<History>("events/history.json")

test.each(FILE.events.valid)("the event is the same both ways: $name", (one) => {
  const event = decodeEvent(unhex(one.hex))
  expect(eventToJson(event)).toEqual(one.event)
  expect(hex(encodeEvent(event))).toBe(one.hex)
})

test.each(FILE.commit_data.valid)("commit data is the same both ways: $name", (one) => {
  const data = decodeCommitData(unhex(one.hex))
  expect(plain(data)).toEqual(one.fields)
  expect(hex(encodeCommitData(data))).toBe(one.hex)
})

test.each(FILE.policies.valid)("the policy is the same both ways: $name", (one) => {
  const policy = decodePolicy(unhex(one.hex))
  const { pass, ...relay } = policy.relay
  expect(plain({ ...relay, pass_: pass })).toEqual(one.fields.relay)
  expect(plain(policy.rules)).toEqual(one.fields.rules)
  expect(plain(policy.roster)).toEqual(one.fields.roster)
  expect(plain(policy.codes)).toEqual(one.fields.codes)
  expect(hex(encodePolicy(policy))).toBe(one.hex)
})

test.each(FILE.durables.valid)("the snapshot is the same both ways: $name", (one) => {
  const data = unhex(one.hex)
  expect(hex(encodeDurable(decodeDurable(data)))).toBe(one.hex)
  expect(hex(hashDurable(data))).toBe(one.hash)
})

const DECODERS = {
  events: decodeEvent,
  commit_data: decodeCommitData,
  policies: decodePolicy,
  durables: decodeDurable,
}

for (const [group, decode] of Object.entries(DECODERS)) {
  const { refused } = FILE[group as keyof typeof DECODERS]
  test.each(refused)(`${group} are refused: $name`, (one) => {
    expect(() => decode(unhex(one.hex))).toThrow(CanonError)
  })
}

test.each(FILE.actions)("the action: $name", (one) => {
  const action = unhex(one.action)
  expect(plain(decodeAction(action))).toEqual(one.decoded)
  expect(approvalEpoch(action, one.epoch)).toBe(one.signed_epoch)
  expect(hex(approvalContent(unhex(one.group_id), one.signed_epoch, action))).toBe(one.content)
})

test("history starts and takes steps", () => {
  const { group_id, epoch, authenticator, hash } = HISTORY.start
  expect(hex(start(unhex(group_id), epoch, unhex(authenticator)))).toBe(hash)
  for (const { before, seq, kind, digest, after } of HISTORY.steps) {
    expect(hex(step(unhex(before), seq, kind, unhex(digest)))).toBe(after)
  }
})

test.each(HISTORY.ledgers)("the ledger: $name", ({ operations }) => {
  let ledger = new Ledger(unhex(HISTORY.start.hash))
  for (const { add, seen, check, adopt, ...expected } of operations) {
    if (add !== undefined) {
      expect(ledger.add(add.seq, add.kind, unhex(add.digest))).toBe(expected.skipped)
    } else if (seen !== undefined) {
      expect(plain(ledger.seen)).toEqual(seen)
      expect({ known: ledger.known, missing: ledger.missing }).toEqual(expected)
    } else if (check !== undefined) {
      expect(ledger.check(claim(check))).toBe(expected.verdict)
    } else if (adopt !== undefined) {
      expect(ledger.adopt(claim(adopt))).toBe(expected.adopted)
    }
    ledger = Ledger.restore(ledger.serialize())
  }
})

test("a ledger takes entries once and in order", () => {
  const ledger = new Ledger(new Uint8Array(32))
  ledger.add(2, 0, new Uint8Array(32))
  expect(() => ledger.add(2, 0, new Uint8Array(32))).toThrow(RangeError)
  expect(() => ledger.add(3, 0, new Uint8Array(31))).toThrow(RangeError)
  expect(() => Ledger.restore(new Uint8Array([0x90]))).toThrow(CanonError)
})

function claim({ seq, hash }: SeenJson): Seen {
  return { seq, hash: unhex(hash) }
}
