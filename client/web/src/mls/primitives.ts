// The algorithms of suite 0xF00E with the labels of RFC 9420 (sections 5.1 and 8), at once and in memory.
//
// The keys of messages are derived by the dozen; to wait for WebCrypto for each would take longer than the
// hashing itself.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha512 } from "@noble/hashes/sha2.js"
import { concat, u16, u32, utf8 } from "../wire/bytes.ts"
import { vec } from "./codec.ts"

/** Bytes of a hash, a MAC and every secret of the key schedule. */
export const HASH = 64
/** Bytes of an AEAD key, nonce and tag. */
export const AEAD_KEY = 32
export const NONCE = 12
export const TAG = 16

const NOTHING = new Uint8Array(0)

export function hash(data: Uint8Array): Uint8Array {
  return sha512(data)
}

export function mac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return hmac(sha512, key, data)
}

/** HKDF-Extract. */
export function extractSecret(salt: Uint8Array, material: Uint8Array): Uint8Array {
  return extract(sha512, material, salt)
}

/** HKDF-Expand. */
export function expandSecret(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(sha512, secret, info, length)
}

/** ExpandWithLabel. */
export function expandWithLabel(
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  return expandSecret(secret, concat(u16(length), labelled(label, context)), length)
}

/** DeriveSecret. */
export function deriveSecret(secret: Uint8Array, label: string): Uint8Array {
  return expandWithLabel(secret, label, NOTHING, HASH)
}

/** DeriveTreeSecret (section 9.1). */
export function deriveTreeSecret(
  secret: Uint8Array,
  label: string,
  generation: number,
  length: number,
): Uint8Array {
  return expandWithLabel(secret, label, u32(generation), length)
}

/** A label and what goes under it, as SignWithLabel, EncryptWithLabel and ExpandWithLabel write them. */
export function labelled(label: string, content: Uint8Array): Uint8Array {
  return concat(vec(utf8(`MLS 1.0 ${label}`)), vec(content))
}

export function sealAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  return chacha20poly1305(key, nonce, aad).encrypt(plaintext)
}

/** The plaintext, or null if the tag is wrong. */
export function openAead(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array | null {
  if (ciphertext.length < TAG) return null
  try {
    return chacha20poly1305(key, nonce, aad).decrypt(ciphertext)
  } catch {
    return null
  }
}
