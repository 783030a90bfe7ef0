// What opening, growing and sealing again cost: work, or an operator's pass (R9 to R11).
//
// Both are bound to one connection by its challenge, and to a counter, so that none counts twice.

import { blake2b } from "@noble/hashes/blake2.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { compare, concat, u64, utf8 } from "./bytes.ts"
import type { Purpose } from "./codes.ts"
import { PASS_MARK, WORK_MARK } from "./framing.ts"
import { place } from "./signing.ts"
import { MAC_BYTES, MAX_DIFFICULTY, NONCE_BYTES } from "./sizes.ts"

const WORK_LABEL = utf8("leeward/work/1\0")
const PASS_LABEL = utf8("leeward/pass/1\0")

/** What a proof is for: `counter` is 0 to open, the quota step to grow, `after` to reseal. */
export interface Work {
  readonly purpose: Purpose
  readonly host: string
  readonly challenge: Uint8Array
  readonly box: Uint8Array
  readonly counter: number
}

/** The bytes that come before the nonce. */
export function workMessage(work: Work): Uint8Array {
  const purpose = Uint8Array.of(work.purpose)
  return concat(WORK_LABEL, purpose, place(work.host, work.challenge), work.box, u64(work.counter))
}

/** Tries `count` nonces from `start` on; gives the proof, or null when none of them serves. */
export function attempt(work: Work, difficulty: number, start: number, count: number): Uint8Array | null {
  const bound = largest(difficulty)
  // The message is hashed once: each trial goes on from there, over one block alone, and makes nothing new.
  const base = sha256.create().update(workMessage(work))
  const trial = sha256.create()
  const tail = new Uint8Array(NONCE_BYTES)
  const nonces = new DataView(tail.buffer)
  const digest = new Uint8Array(bound.length)
  for (let nonce = start; nonce < start + count; nonce++) {
    nonces.setUint32(0, nonce / 2 ** 32)
    nonces.setUint32(4, nonce)
    base._cloneInto(trial).update(tail).digestInto(digest)
    if (compare(digest, bound) <= 0) return concat(Uint8Array.of(WORK_MARK), tail)
  }
  return null
}

/** The chance, from 0 to 1, that a search has ended after so many nonces. */
export function workDone(difficulty: number, tried: number): number {
  return -Math.expm1(tried * Math.log1p(-(2 ** -difficulty)))
}

/** Shows an operator's pass without sending it. */
export function passProof(work: Work, word: string): Uint8Array {
  const key = sha256(concat(PASS_LABEL, utf8(word)))
  return concat(Uint8Array.of(PASS_MARK), blake2b(workMessage(work), { key, dkLen: MAC_BYTES }))
}

/** The largest digest that is enough: so many zero bits, then ones. */
function largest(difficulty: number): Uint8Array {
  if (!Number.isInteger(difficulty) || difficulty < 0 || difficulty > MAX_DIFFICULTY) {
    throw new RangeError("the difficulty is a number of bits from 0 to 64")
  }
  return Uint8Array.from({ length: 32 }, (_, at) => 0xff >> Math.min(8, Math.max(0, difficulty - 8 * at)))
}
