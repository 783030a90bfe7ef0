// Ed25519 as every client of Leeward has to decide it (docs/mls.md, Profile): as libsodium does.
//
// Libraries differ on signatures that no honest signer makes: on the cofactor, on points of small order, on
// encodings that are not canonical. A signature that held for some members only would split a circle, so
// neither WebCrypto nor a library's own `verify` is asked; only the arithmetic of points is borrowed.

import { ed25519 } from "@noble/curves/ed25519.js"
import { sha512 } from "@noble/hashes/sha2.js"
import { concat, equal, hex } from "../wire/bytes.ts"

const { Point } = ed25519
const ORDER = Point.Fn.ORDER

/** How many keys are remembered before all are forgotten: more than a circle has leaves. */
const MOST_KNOWN = 256
/** The use from which on a table of a key's multiples pays: it costs as much as three verifications. */
const TABLE_FROM = 4
const TABLE_WINDOW = 4

type CurvePoint = InstanceType<typeof Point>

/** Public keys seen before, with their points or null. They are no secrets, and change no verdict. */
const known = new Map<string, { readonly point: CurvePoint | null; uses: number }>()

/** Bytes of a public key, and of the seed of a private one. */
export const KEY = 32
/** Bytes of a signature: R, then S. */
export const SIGNATURE = 64

/** Whether R = SB - kA by its bytes, with A canonical, A and R not of small order, and S below the order. */
export function verifySignature(publicKey: Uint8Array, content: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== KEY || signature.length !== SIGNATURE) return false
  const sent = signature.subarray(0, KEY)
  const scalar = littleEndian(signature.subarray(KEY))
  const key = keyOf(publicKey)
  if (scalar >= ORDER || key === null) return false
  const challenge = littleEndian(sha512(concat(sent, publicKey, content))) % ORDER
  const expected = Point.BASE.multiplyUnsafe(scalar).subtract(key.multiplyUnsafe(challenge))
  // Bytes that are equal to these are R's one canonical encoding: R itself need not be decoded.
  return equal(expected.toBytes(), sent) && !expected.isSmallOrder()
}

/** The signature of `content` under the key of this seed (RFC 8032, section 5.1.6). */
export function sign(seed: Uint8Array, content: Uint8Array): Uint8Array {
  return ed25519.sign(content, seed)
}

export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed)
}

/** The point of a public key, as `pointOf` has it; the members of a circle are met again and again. */
function keyOf(encoding: Uint8Array): CurvePoint | null {
  const name = hex(encoding)
  const key = known.get(name) ?? { point: pointOf(encoding), uses: 0 }
  key.uses += 1
  if (key.uses === TABLE_FROM) key.point?.precompute(TABLE_WINDOW)
  if (known.size === MOST_KNOWN) known.clear()
  known.set(name, key)
  return key.point
}

/** The point of a canonical encoding; null for any other encoding and for a point of small order. */
function pointOf(encoding: Uint8Array): CurvePoint | null {
  try {
    const point = Point.fromBytes(encoding)
    return point.isSmallOrder() ? null : point
  } catch {
    return null
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes.toReversed())}`)
}
