import { expect, test } from "vitest"
import { VaultDamagedError, WrongPassphraseError } from "../../../src/vault/errors.ts"
import { decodeHead, encodeHead, type Head } from "../../../src/vault/head.ts"
import {
  closeSlot,
  fillSlots,
  keysOf,
  openSlots,
  SLOT_BYTES,
  SLOTS,
  STANDARD_COST,
  stretch,
} from "../../../src/vault/keys.ts"
import { closeRecord, openRecord, padded, placeOf, shelfOf } from "../../../src/vault/records.ts"
import { hex, randomBytes, utf8 } from "../../../src/wire/bytes.ts"
import { encode } from "../../../src/wire/codec.ts"
import { LEAST } from "../../support/storage.ts"

const STRETCHED = new Uint8Array(32).fill(5)
const MASTER = new Uint8Array(32).fill(0x6d)
const SALT = Uint8Array.from({ length: 16 }, (_, at) => at)

// Made by the Python client's vault room from the same inputs.
const PYTHON = {
  stretched: "9769f728ac70ec49ee1276ceb9f1140d7881de4ed6abed5989c3f9bece376121",
  tags: "90d1e00e3539a765e775660d022f09c036585faf071ce5fe2ef59f9df55d7170",
  box: "5731e7afa6f5e41b5dee75b9204c932676398e9a60e88d1d607fe22b800e4fb6",
  shelf: "6b7d8aa7fec1b99ecd52326e4971a5ab",
  name: "341d4da7db749ddf3627e36d9262a807",
  slot: "000102030405060708090a0b0c0d0e0f1011121314151617b9e208da27ef33f153c286b4c4fb3c61d4ca1b25b198751eaeb727fe0d9d5ee34c224037883bda502ea26d4f5c370b4f",
}

test("V1: a passphrase gives the key that Argon2id gives", async () => {
  expect(hex(await stretch("tide and timber", SALT, { passes: 2, memory: 64 * 1024 }))).toBe(PYTHON.stretched)
})

test("V1: letters may be composed or not", async () => {
  expect(await stretch("cafe\u0301", SALT, LEAST)).toEqual(await stretch("caf\u00e9", SALT, LEAST))
})

test("V1: the cost is dear enough, and within bounds", async () => {
  expect(STANDARD_COST.memory).toBeGreaterThanOrEqual(64 * 1024 * 1024)
  for (const cost of [
    { passes: 0, memory: 8192 },
    { passes: 65, memory: 8192 },
    { passes: 1, memory: 8191 },
    { passes: 1, memory: 8193 },
    { passes: 1.5, memory: 8192 },
    { passes: 1, memory: 4 * 1024 ** 3 + 1024 },
  ]) {
    await expect(stretch("tide", SALT, cost)).rejects.toThrow(VaultDamagedError)
  }
  await expect(stretch("tide", SALT.subarray(1), LEAST)).rejects.toThrow(VaultDamagedError)
})

test("no vault has the empty passphrase", async () => {
  await expect(stretch("", SALT, LEAST)).rejects.toThrow(WrongPassphraseError)
})

test("V2: a slot opens in its own place alone", () => {
  for (let place = 0; place < SLOTS; place++) {
    expect(openSlots(fillSlots(MASTER, STRETCHED, place), STRETCHED)).toEqual({ place, master: MASTER })
  }
  const slots = fillSlots(MASTER, STRETCHED, 3)
  const moved = slots.with(4, slots[3] ?? new Uint8Array()).with(3, slots[4] ?? new Uint8Array())
  expect(() => openSlots(moved, STRETCHED)).toThrow(WrongPassphraseError)
})

test("V2: a slot that Python closed opens here", () => {
  const slots = Array.from({ length: SLOTS }, () => randomBytes(SLOT_BYTES))
  const slot = Uint8Array.from(PYTHON.slot.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  expect(openSlots(slots.with(6, slot), STRETCHED)).toEqual({ place: 6, master: MASTER })
})

test("V3: every slot is tried, whichever opens", () => {
  const tried = new Set<Uint8Array>()
  class Watched extends Uint8Array {
    override subarray(begin?: number, end?: number): Uint8Array<ArrayBuffer> {
      tried.add(this)
      return new Uint8Array(this).subarray(begin, end)
    }
  }
  const slots = fillSlots(MASTER, STRETCHED, 0).map((slot) => new Watched(slot))
  openSlots(slots, STRETCHED)
  expect(tried.size).toBe(SLOTS)
  tried.clear()
  expect(() => openSlots(slots, MASTER)).toThrow(WrongPassphraseError)
  expect(tried.size).toBe(SLOTS)
})

test("V2: a slot that is not used looks like one that is", () => {
  const slots = fillSlots(MASTER, STRETCHED, 2)
  expect(new Set(slots.map((slot) => slot.length))).toEqual(new Set([SLOT_BYTES]))
  expect(new Set(slots.map((slot) => hex(slot.subarray(0, 8)))).size).toBe(SLOTS)
  expect(closeSlot(MASTER, STRETCHED, 2)).not.toEqual(closeSlot(MASTER, STRETCHED, 2))
})

test("V5, V6: keys and names are those of the Python client", () => {
  const keys = keysOf(MASTER)
  expect(hex(keys.tags)).toBe(PYTHON.tags)
  expect(hex(keys.box)).toBe(PYTHON.box)
  expect(hex(shelfOf(keys, "shelf"))).toBe(PYTHON.shelf)
  expect(hex(placeOf(keys, "shelf", utf8("key")))).toBe(PYTHON.shelf + PYTHON.name)
})

test("V6: names depend on shelf and key together", () => {
  const keys = keysOf(MASTER)
  const places = [
    ["a", "bc"],
    ["ab", "c"],
    ["", "abc"],
    ["abc", ""],
    ["b", "c"],
  ] as const
  const hashes = places.flatMap(([shelf, key]) => {
    const place = placeOf(keys, shelf, utf8(key))
    return [hex(place.subarray(0, 16)), hex(place.subarray(16))]
  })
  expect(new Set(hashes).size).toBe(10)
  expect(() => placeOf(keys, "a", new Uint8Array(65536))).toThrow("65535")
})

test("V7: records are padded, and look different each time", () => {
  expect([0, 64, 65, 96, 97, 128, 129, 1025].map(padded)).toEqual([64, 64, 96, 96, 128, 128, 192, 1536])
  const keys = keysOf(MASTER)
  const place = placeOf(keys, "shelf", utf8("key"))
  const closed = (length: number) =>
    closeRecord(keys, place, { key: utf8("key"), value: new Uint8Array(length) })
  const sizes = new Set(Array.from({ length: 60 }, (_, at) => closed(7 * at).length - 32 - 24 - 16))
  expect(sizes).toEqual(new Set([64, 96, 128, 192, 256, 384, 512]))
  expect(closed(0)).not.toEqual(closed(0))
})

test("V7: a record opens whole, at its place, or not at all", () => {
  const keys = keysOf(MASTER)
  const place = placeOf(keys, "shelf", utf8("key"))
  const item = { key: utf8("key"), value: utf8("value") }
  const record = closeRecord(keys, place, item)
  expect(openRecord(keys, place, record)).toEqual(item)
  for (const at of [0, 31, 32, 55, 56, record.length - 17, record.length - 1]) {
    const changed = record.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => openRecord(keys, place, changed)).toThrow(VaultDamagedError)
  }
  const other = placeOf(keys, "shelf", utf8("other"))
  for (const wrong of [record.slice(0, -1), new Uint8Array(), new Uint8Array(136), null, "record"]) {
    expect(() => openRecord(keys, place, wrong)).toThrow(VaultDamagedError)
  }
  expect(() => openRecord(keys, other, record)).toThrow(VaultDamagedError)
  expect(() => openRecord(keysOf(STRETCHED), place, record)).toThrow(VaultDamagedError)
})

const HEAD: Head = { salt: SALT, cost: LEAST, slots: fillSlots(MASTER, STRETCHED, 0) }

test("a head comes back from what is stored", () => {
  expect(decodeHead(encodeHead(HEAD))).toEqual(HEAD)
})

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["an object", { salt: SALT }],
  ["other bytes", utf8("no head")],
  ["a newer version", encode([2, SALT, 1, 8192, HEAD.slots])],
  ["a short salt", encode([1, SALT.subarray(1), 1, 8192, HEAD.slots])],
  ["no passes", encode([1, SALT, 0, 8192, HEAD.slots])],
  ["too many passes", encode([1, SALT, 65, 8192, HEAD.slots])],
  ["no memory", encode([1, SALT, 1, 0, HEAD.slots])],
  ["too much memory", encode([1, SALT, 1, 2 ** 40, HEAD.slots])],
  ["a slot too few", encode([1, SALT, 1, 8192, HEAD.slots.slice(1)])],
  ["a slot cut short", encode([1, SALT, 1, 8192, HEAD.slots.with(0, new Uint8Array(71))])],
  ["a field too many", encode([1, SALT, 1, 8192, HEAD.slots, 0])],
])("no vault has a head of %s", (_, stored) => {
  expect(() => decodeHead(stored)).toThrow(VaultDamagedError)
})
