// HPKE (RFC 9180) as MLS uses it: base mode, one message for each encapsulation, and the one suite of circles:
// X-Wing, HKDF-SHA512, ChaCha20-Poly1305. The key schedule is these few lines, over the algorithms that all
// the rest uses, so that no second set of them has to be loaded.

import { concat, u16, utf8 } from "../wire/bytes.ts"
import { AEAD_KEY, expandSecret, extractSecret, NONCE, openAead, sealAead } from "./primitives.ts"
import { decapsulate, encapsulate } from "./xwing.ts"

const X_WING = 0x647a
const HKDF_SHA512 = 3
const CHACHA20_POLY1305 = 3
const SUITE = concat(utf8("HPKE"), u16(X_WING), u16(HKDF_SHA512), u16(CHACHA20_POLY1305))
const VERSION = utf8("HPKE-v1")
const BASE = Uint8Array.of(0)
const NOTHING = new Uint8Array()

/** SealBase: the encapsulation and the ciphertext. Rejects with XWingError. */
export async function seal(
  publicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Promise<{ enc: Uint8Array; ct: Uint8Array }> {
  const { shared, encapsulation } = await encapsulate(publicKey)
  const { key, nonce } = schedule(shared, info)
  return { enc: encapsulation, ct: sealAead(key, nonce, aad, plaintext) }
}

/** OpenBase: the plaintext, or null if the tag is wrong. Rejects with XWingError. */
export async function open(
  seed: Uint8Array,
  encapsulation: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array | null> {
  const { key, nonce } = schedule(await decapsulate(seed, encapsulation), info)
  return openAead(key, nonce, aad, ciphertext)
}

/** KeySchedule (section 5.1) without a PSK: the key, and the nonce of the first message. */
export function schedule(shared: Uint8Array, info: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const pskIdHash = labeledExtract(NOTHING, "psk_id_hash", NOTHING)
  const context = concat(BASE, pskIdHash, labeledExtract(NOTHING, "info_hash", info))
  const secret = labeledExtract(shared, "secret", NOTHING)
  return {
    key: labeledExpand(secret, "key", context, AEAD_KEY),
    nonce: labeledExpand(secret, "base_nonce", context, NONCE),
  }
}

function labeledExtract(salt: Uint8Array, label: string, material: Uint8Array): Uint8Array {
  return extractSecret(salt, concat(VERSION, SUITE, utf8(label), material))
}

function labeledExpand(secret: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return expandSecret(secret, concat(u16(length), VERSION, SUITE, utf8(label), info), length)
}
