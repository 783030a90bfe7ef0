// The envelope of entries (docs/epochs.md, section 2), and the records of the vault.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { describe, expect, test } from "vitest"
import {
  Content,
  EnvelopeError,
  type EpochKeys,
  epochKeys,
  isPublic,
  seal,
  TooLargeError,
  unseal,
} from "../../../src/group/envelope.ts"
import { type Intent, packIntent, unpackIntent } from "../../../src/group/intents.ts"
import * as records from "../../../src/group/records.ts"
import { concat, randomBytes, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { decode, encode, MalformedError } from "../../../src/wire/codec.ts"
import { Kind } from "../../../src/wire/codes.ts"
import { fields } from "../../../src/wire/shapes.ts"
import { boxId } from "../../../src/wire/signing.ts"

const SEED = new Uint8Array(32).fill(7)
const KEYS: EpochKeys = { seed: SEED, box: boxId(SEED), envelope: new Uint8Array(32).fill(9) }
const OTHER: EpochKeys = { ...KEYS, box: boxId(new Uint8Array(32)) }

/** An entry with any plaintext inside. */
function entry(padded: Uint8Array): Uint8Array {
  const nonce = randomBytes(24)
  const associated = concat(utf8("leeward/entry/1\0"), KEYS.box, Uint8Array.of(Kind.POST))
  return concat(nonce, xchacha20poly1305(KEYS.envelope, nonce, associated).encrypt(padded))
}

describe("an entry", () => {
  test.each([
    [0, 1024],
    [979, 1024],
    [980, 4096],
    [262_099, 262_144],
  ])("of %i bytes has %i as a post", (length, size) => {
    const content = randomBytes(length)
    const blob = seal(KEYS, Kind.POST, Content.MLS, content)
    expect(blob).toHaveLength(size)
    expect(unseal(KEYS, Kind.POST, blob)).toEqual({ tag: Content.MLS, content })
  })

  test.each([
    [10, 65_536],
    [65_492, 262_144],
  ])("of %i bytes has %i as a seal", (length, size) => {
    expect(seal(KEYS, Kind.SEAL, Content.MLS, new Uint8Array(length))).toHaveLength(size)
  })

  test("that fits no class is refused", () => {
    expect(() => seal(KEYS, Kind.POST, Content.MLS, new Uint8Array(262_100))).toThrow(TooLargeError)
  })

  test("belongs to its box, its kind and its epoch", () => {
    const blob = seal(KEYS, Kind.POST, Content.HANDOVER, utf8("welcome"))
    expect(unseal(KEYS, Kind.POST, blob).tag).toBe(Content.HANDOVER)
    expect(() => unseal(KEYS, Kind.SEAL, blob)).toThrow(EnvelopeError)
    expect(() => unseal(OTHER, Kind.POST, blob)).toThrow(EnvelopeError)
    expect(() => unseal({ ...KEYS, envelope: SEED }, Kind.POST, blob)).toThrow(EnvelopeError)
    expect(() => unseal(KEYS, Kind.POST, blob.subarray(1))).toThrow(EnvelopeError)
    expect(() => unseal(KEYS, Kind.POST, blob.subarray(0, 44))).toThrow(EnvelopeError)
  })

  test("is padded with zeros, has a true length and a known tag", () => {
    const padded = (...head: number[]) => {
      const plain = new Uint8Array(984)
      plain.set(head)
      return plain
    }
    expect(unseal(KEYS, Kind.POST, entry(padded(1, 0, 0, 0, 1, 65)))).toEqual({ tag: 1, content: utf8("A") })
    for (const wrong of [
      padded(1, 0, 0, 0, 0, 65), // what is beyond the length
      padded(1, 0, 0, 4, 0), // longer than there is
      padded(0, 0, 0, 0, 1, 65),
      padded(3, 0, 0, 0, 1, 65),
    ]) {
      expect(() => unseal(KEYS, Kind.POST, entry(wrong))).toThrow(EnvelopeError)
    }
  })

  test("holds a public message or a private one, as its wire format says", () => {
    expect(isPublic(unhex("0001000100"))).toBe(true)
    expect(isPublic(unhex("0001000200"))).toBe(false)
    expect(isPublic(unhex("0001"))).toBe(false)
  })
})

test("the keys of an epoch come out of its exporter", async () => {
  const asked: [string, number, number][] = []
  const keys = await epochKeys({
    export: async (label, context, length) => {
      asked.push([label, context.length, length])
      return label === "leeward box" ? KEYS.seed : KEYS.envelope
    },
  })
  expect(keys).toEqual(KEYS)
  expect(asked).toEqual([
    ["leeward box", 0, 32],
    ["leeward envelope", 0, 32],
  ])
})

describe("records", () => {
  const id = randomBytes(16)
  const hash = randomBytes(32)
  const delivery: records.Delivery = {
    meeting: id,
    knockId: randomBytes(8),
    entry: utf8("entry"),
    seal: hash,
    notBefore: 5,
  }
  const intents: Intent[] = [
    { kind: "open-invite", idHash: hash, uses: 3 },
    { kind: "close-invite", idHash: hash },
    {
      kind: "admit",
      idHash: hash,
      knockId: randomBytes(8),
      keyPackage: utf8("package"),
      member: id,
      name: "Robin",
      replyKey: hash,
      meeting: id,
      rejoin: randomBytes(64),
    },
    { kind: "remove", member: id },
    { kind: "add-device", keyPackage: utf8("package") },
    { kind: "remove-device", member: id, key: hash },
    { kind: "appoint", member: id },
    { kind: "demote", member: id },
    { kind: "set-rule", rule: "timer", value: 3600 },
    { kind: "set-rule", rule: "invite", value: "members" },
    { kind: "rename", name: "Robin" },
    { kind: "update" },
  ]

  test.each(intents)("come back as they were: $kind", (intent) => {
    expect(unpackIntent(packIntent(intent))).toEqual(intent)
  })

  test("come back as they were: all others", () => {
    const record = { number: 1, label: "harbour", relay: "https://r.example", member: id, joinedAt: 7 }
    for (const status of Object.values(records.Status)) {
      expect(records.unpackRecord(records.packRecord({ ...record, status }))).toEqual({ ...record, status })
    }
    const draft = { order: 1, event: utf8("event"), long: true, blob: new Uint8Array() }
    expect(records.unpackDraft(records.packDraft(draft))).toEqual(draft)
    expect(records.unpackDelivery(records.packDelivery(delivery))).toEqual(delivery)
    const pending: records.Pending = {
      blob: utf8("blob"),
      data: utf8("data"),
      nextEpoch: utf8("epoch"),
      nextRatchets: utf8("ratchets"),
      intent: id,
      adds: [{ member: id, signatureKey: hash }],
      removes: [{ leaf: 3, member: id, bySelf: true }],
      handover: utf8("handover"),
      handedOver: false,
      delivery,
      welcome: utf8("welcome"),
    }
    expect(records.unpackPending(records.packPending(pending))).toEqual(pending)
    const plain = { ...pending, delivery: null, welcome: new Uint8Array() }
    expect(records.unpackPending(records.packPending(plain))).toEqual(plain)
    // As an earlier version wrote it down.
    const earlier = fields(decode(records.packPending(plain)), 11).slice(0, 10)
    expect(records.unpackPending(encode(earlier))).toEqual(plain)
    const ended = { why: "pointless", epoch: 4 }
    expect(records.unpackEnded(records.packEnded(ended))).toEqual(ended)
    const heard = { at: 9, epoch: 4 }
    expect(records.unpackHeard(records.packHeard(heard))).toEqual(heard)
    const sync: records.SyncRecord = {
      cursor: 1,
      lastSeal: 2,
      voids: 1,
      opener: true,
      opened: false,
      enteredAt: 3,
      leafAt: 4,
      updateAt: 5,
      leaves: [{ ref: hash, leaf: 0, member: id }],
    }
    expect(records.unpackSync(records.packSync(sync, hash))).toEqual({ sync, ledger: hash })
  })

  test("a handover is the array of docs/epochs.md", () => {
    const { meeting, knockId, entry, seal } = delivery
    expect(records.packDelivery({ ...delivery, notBefore: 0 })).toEqual(
      encode([meeting, knockId, entry, seal, 0]),
    )
  })

  test("that are none are refused", () => {
    for (const unpack of [records.unpackRecord, records.unpackSync, records.unpackPending, unpackIntent]) {
      expect(() => unpack(encode(["unknown"]))).toThrow(MalformedError)
    }
    expect(() => unpackIntent(encode(["set-rule", "nonsense", 1]))).toThrow(MalformedError)
    const strange = encode([1, "a", "b", id, "sleeping", 0])
    expect(() => records.unpackRecord(strange)).toThrow(MalformedError)
  })
})
