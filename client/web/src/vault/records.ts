// The records of a vault: pseudorandom names, and values encrypted each under a key of its own (V6, V7).
//
// A record stands on a shelf under a key. What is stored holds neither: only a keyed hash of each, which are
// also the record's associated data, so that no record can be put in the place of another.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { blake2b } from "@noble/hashes/blake2.js"
import { concat, randomBytes, u16, u32, utf8 } from "../wire/bytes.ts"
import { ADDRESS_BYTES } from "./database.ts"
import { VaultDamagedError } from "./errors.ts"
import { KEY_BYTES, type Keys, NONCE_BYTES, person, wipe } from "./keys.ts"

const LONGEST_KEY = 0xffff

const SEED_BYTES = 32
const TAG_BYTES = 16
/** Lengths in bytes of the key (2) and of the value (4), which follow; zeros after them. */
const HEADER_BYTES = 6
const SMALLEST = 64
const SHELF_PERSON = person("leeward/shelf/1")
const NAME_PERSON = person("leeward/name/1")
const RECORD_PERSON = person("leeward/record/1")

/** A key and its value. */
export interface Item {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** The hash by which a shelf goes. */
export function shelfOf(keys: Keys, shelf: string): Uint8Array {
  return address(keys, SHELF_PERSON, utf8(shelf))
}

/** Where a record stands: the hash of its shelf, then that of shelf and key together. */
export function placeOf(keys: Keys, shelf: string, key: Uint8Array): Uint8Array<ArrayBuffer> {
  if (key.length > LONGEST_KEY) throw new RangeError("a key has at most 65535 bytes")
  const hash = shelfOf(keys, shelf)
  return concat(hash, address(keys, NAME_PERSON, concat(hash, key)))
}

/** What is stored at this place: a seed, a nonce, and the padded record under the seed's key. */
export function closeRecord(keys: Keys, place: Uint8Array, { key, value }: Item): Uint8Array<ArrayBuffer> {
  const length = HEADER_BYTES + key.length + value.length
  const plain = concat(
    u16(key.length),
    u32(value.length),
    key,
    value,
    new Uint8Array(padded(length) - length),
  )
  const seed = randomBytes(SEED_BYTES)
  const nonce = randomBytes(NONCE_BYTES)
  const under = recordKey(keys, seed)
  const closed = concat(seed, nonce, xchacha20poly1305(under, nonce, place).encrypt(plain))
  wipe(plain, under)
  return closed
}

/** The record that is stored at this place. Throws VaultDamagedError. */
export function openRecord(keys: Keys, place: Uint8Array, closed: unknown): Item {
  const least = SEED_BYTES + NONCE_BYTES + SMALLEST + TAG_BYTES
  if (!(closed instanceof Uint8Array) || closed.length < least) throw damaged()
  const nonce = closed.subarray(SEED_BYTES, SEED_BYTES + NONCE_BYTES)
  const under = recordKey(keys, closed.subarray(0, SEED_BYTES))
  try {
    const plain = xchacha20poly1305(under, nonce, place).decrypt(closed.subarray(SEED_BYTES + NONCE_BYTES))
    const lengths = new DataView(plain.buffer, plain.byteOffset)
    const start = HEADER_BYTES + lengths.getUint16(0)
    const item = {
      key: plain.slice(HEADER_BYTES, start),
      value: plain.slice(start, start + lengths.getUint32(2)),
    }
    wipe(plain)
    return item
  } catch {
    throw damaged()
  } finally {
    wipe(under)
  }
}

/** The next of a few sizes: powers of two from 64 bytes on, and one step between each two. */
export function padded(length: number): number {
  let size = SMALLEST
  for (; size < length; size *= 2) {
    if (size + size / 2 >= length) return size + size / 2
  }
  return size
}

function recordKey(keys: Keys, seed: Uint8Array): Uint8Array {
  return blake2b(seed, { key: keys.box, dkLen: KEY_BYTES, personalization: RECORD_PERSON })
}

function address(keys: Keys, personalization: Uint8Array, name: Uint8Array): Uint8Array {
  return blake2b(name, { key: keys.tags, dkLen: ADDRESS_BYTES, personalization })
}

function damaged(): VaultDamagedError {
  return new VaultDamagedError("a record does not open")
}
