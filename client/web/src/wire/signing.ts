// Box keys and the two statements they sign (R6 to R8).
//
// A statement names what is asked, the host that was dialled and the challenge of this connection, so that
// neither another relay nor another connection can use it again.

import { ed25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { concat, u16, utf8 } from "./bytes.ts"
import { BURN_HASH_BYTES, CHALLENGE_BYTES, MAX_HOST_BYTES } from "./sizes.ts"

const ATTACH_LABEL = utf8("leeward/attach/1\0")
const OPEN_LABEL = utf8("leeward/open/1\0")
const BURN_LABEL = utf8("leeward/burn/1\0")
const NO_BURN = new Uint8Array(BURN_HASH_BYTES)

/** The public key, which is the box's id, of a 32-byte Ed25519 seed. */
export function boxId(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed)
}

/** What the relay keeps of a burn key. */
export function burnHash(key: Uint8Array): Uint8Array {
  return sha256(concat(BURN_LABEL, key))
}

/** Signs the right to attach to the box of this seed. */
export function signAttach(seed: Uint8Array, host: string, challenge: Uint8Array): Uint8Array {
  return ed25519.sign(attachStatement(boxId(seed), host, challenge), seed)
}

/** Signs the wish to open the box of this seed, with this burn hash or none. */
export function signOpen(
  seed: Uint8Array,
  host: string,
  challenge: Uint8Array,
  burn: Uint8Array | null,
): Uint8Array {
  return ed25519.sign(openStatement(boxId(seed), host, challenge, burn), seed)
}

/** The bytes that Attach signs. */
export function attachStatement(box: Uint8Array, host: string, challenge: Uint8Array): Uint8Array {
  return concat(ATTACH_LABEL, place(host, challenge), box)
}

/** The bytes that Open signs. */
export function openStatement(
  box: Uint8Array,
  host: string,
  challenge: Uint8Array,
  burn: Uint8Array | null,
): Uint8Array {
  return concat(OPEN_LABEL, place(host, challenge), box, burn ?? NO_BURN)
}

/** The bytes that tie a statement to one connection; RangeError for what is no host or challenge. */
export function place(host: string, challenge: Uint8Array): Uint8Array {
  if (!/^[\x21-\x40\x5b-\x7e]+$/.test(host) || host.length > MAX_HOST_BYTES) {
    throw new RangeError("a host is a short lower-case name, with a port unless it is the default")
  }
  if (challenge.length !== CHALLENGE_BYTES) throw new RangeError("a challenge has 32 bytes")
  return concat(u16(host.length), utf8(host), challenge)
}
