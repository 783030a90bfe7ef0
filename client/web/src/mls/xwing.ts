// X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 together, so that breaking one is not enough.
//
// The ML-KEM is a library's, X25519 and SHA-3 are those that everything else here uses. A private key is the
// seed of 32 bytes from which both keys follow.

import { x25519 } from "@noble/curves/ed25519.js"
import { sha3_256, shake256 } from "@noble/hashes/sha3.js"
import { MlKem768 } from "mlkem"
import { concat, randomBytes, utf8 } from "../wire/bytes.ts"

export const SEED = 32
export const PUBLIC_KEY = 1216
export const ENCAPSULATION = 1120
const ML_PUBLIC_KEY = 1184
const ML_CIPHERTEXT = 1088
/** Bytes of chance that an encapsulation takes: the first half for ML-KEM, the second for X25519. */
const CHANCE = 64
const ML_SEED = 64
const LABEL = utf8("\\.//^\\")

const mlKem = new MlKem768()

/** A wrong length, a key that does not reduce, a point of small order: nothing that opens, for anybody. */
export class XWingError extends Error {
  override readonly name = "XWingError"
}

/** The seed that follows from some material (DeriveKeyPair). */
export function deriveSeed(material: Uint8Array): Uint8Array {
  return shake256(material, { dkLen: SEED })
}

/** The public key of a seed. Rejects with XWingError. */
export async function publicKeyOf(seed: Uint8Array): Promise<Uint8Array> {
  const { mlPublic, ownPublic } = await expand(seed)
  return concat(mlPublic, ownPublic)
}

/** A shared secret and what lets the holder of the key find it. `chance` is for vectors. XWingError. */
export async function encapsulate(
  publicKey: Uint8Array,
  chance = randomBytes(CHANCE),
): Promise<{ shared: Uint8Array; encapsulation: Uint8Array }> {
  if (publicKey.length !== PUBLIC_KEY) throw new XWingError()
  const theirs = publicKey.slice(ML_PUBLIC_KEY)
  const once = chance.slice(CHANCE / 2)
  const point = x25519.getPublicKey(once)
  const [ciphertext, mlShared] = await refused(() =>
    mlKem.encap(publicKey.slice(0, ML_PUBLIC_KEY), chance.slice(0, CHANCE / 2)),
  )
  const shared = combine(mlShared, await agreed(once, theirs), point, theirs)
  return { shared, encapsulation: concat(ciphertext, point) }
}

/** The secret that an encapsulation holds. Rejects with XWingError. */
export async function decapsulate(seed: Uint8Array, encapsulation: Uint8Array): Promise<Uint8Array> {
  if (encapsulation.length !== ENCAPSULATION) throw new XWingError()
  const { mlPrivate, own, ownPublic } = await expand(seed)
  const point = encapsulation.slice(ML_CIPHERTEXT)
  const mlShared = await refused(() => mlKem.decap(encapsulation.slice(0, ML_CIPHERTEXT), mlPrivate))
  return combine(mlShared, await agreed(own, point), point, ownPublic)
}

async function expand(seed: Uint8Array) {
  if (seed.length !== SEED) throw new XWingError()
  const expanded = shake256(seed, { dkLen: ML_SEED + SEED })
  const own = expanded.slice(ML_SEED)
  const [mlPublic, mlPrivate] = await refused(() => mlKem.deriveKeyPair(expanded.slice(0, ML_SEED)))
  return { mlPublic, mlPrivate, own, ownPublic: x25519.getPublicKey(own) }
}

/** X25519; a point of small order, which would fix the result, is refused. */
function agreed(own: Uint8Array, theirs: Uint8Array): Promise<Uint8Array> {
  return refused(async () => x25519.getSharedSecret(own, theirs))
}

function combine(
  mlShared: Uint8Array,
  shared: Uint8Array,
  point: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array {
  return sha3_256(concat(mlShared, shared, point, publicKey, LABEL))
}

async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch {
    throw new XWingError()
  }
}
