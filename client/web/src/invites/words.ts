// Words to compare by voice: four for a knock, six for a circle. Argon2id makes look-alikes dear.

import { sha512 } from "@noble/hashes/sha2.js"
import { argon2id } from "hash-wasm"
import { concat, hex, randomBytes, u16, u64, utf8 } from "../wire/bytes.ts"
import { wordlist } from "./wordlist.ts"

const KNOCK_WORDS = 4
const PHRASE_WORDS = 6
const BITS = 11
const STRETCHED = 16
const KNOCK = utf8("leeward/words/1\0")
const HELLO = utf8("leeward/pairing/words/1\0")
const PHRASE = utf8("leeward/phrase/1\0")

/** What one derivation costs by Argon2id (RFC 9106). */
export interface Cost {
  readonly passes: number
  /** In KiB. */
  readonly memory: number
}

/**
 * Forty-four bits are few: so each try at a knock with the same words has to cost something. Everybody has to
 * use the same, so only tests take another.
 */
export const STANDARD: Cost = { passes: 3, memory: 64 * 1024 }

/** The four words of a knock: of its exact bytes, the key it is sealed to, the meeting box (I16). */
export function knockWords(
  box: Uint8Array,
  issuerKey: Uint8Array,
  sealed: Uint8Array,
  cost = STANDARD,
  label = KNOCK,
): Promise<string[]> {
  const lengths = concat(u16(box.length), u16(issuerKey.length))
  return wordsOf(concat(label, lengths, box, issuerKey, sealed), KNOCK_WORDS, cost)
}

/** The four words that two devices of one person show before they are linked (docs/devices.md, E6). */
export function helloWords(
  box: Uint8Array,
  key: Uint8Array,
  sealed: Uint8Array,
  cost = STANDARD,
): Promise<string[]> {
  return knockWords(box, key, sealed, cost, HELLO)
}

/** The six words of a circle in an epoch, of its epoch authenticator (RFC 9420, section 8.7; I17). */
export function phrase(
  groupId: Uint8Array,
  epoch: number,
  authenticator: Uint8Array,
  cost = STANDARD,
): Promise<string[]> {
  return wordsOf(concat(PHRASE, u16(groupId.length), groupId, u64(epoch), authenticator), PHRASE_WORDS, cost)
}

/** So many words of chance, 11 bits each: a passphrase to propose. */
export function randomWords(count: number): string[] {
  return drawn(randomBytes(Math.ceil((count * BITS) / 8)), count)
}

async function wordsOf(what: Uint8Array, count: number, cost: Cost): Promise<string[]> {
  const digest = sha512(what)
  const stretched = await argon2id({
    password: digest.subarray(0, 32),
    salt: digest.subarray(32, 48),
    parallelism: 1,
    iterations: cost.passes,
    memorySize: cost.memory,
    hashLength: STRETCHED,
    outputType: "binary",
  })
  return drawn(stretched, count)
}

/** The words that the first bits choose. */
function drawn(bits: Uint8Array, count: number): string[] {
  const words = wordlist()
  const number = BigInt(`0x${hex(bits)}`) >> BigInt(8 * bits.length - count * BITS)
  const chosen = Array.from({ length: count }, (_, place) =>
    Number(BigInt.asUintN(BITS, number >> BigInt(BITS * (count - 1 - place)))),
  )
  return chosen.map((index) => words[index] ?? "")
}
