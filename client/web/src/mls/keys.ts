// Signature keys and HPKE key pairs, with the labels of RFC 9420 (sections 5.1.2 and 5.1.3).

import { randomBytes } from "../wire/bytes.ts"
import { KEY, publicKeyOf, sign, verifySignature } from "./ed25519.ts"
import { LocalError, PrivateError } from "./errors.ts"
import { labelled } from "./primitives.ts"
import { context } from "./suite.ts"
import { ENCAPSULATION } from "./xwing.ts"

const NOTHING = new Uint8Array(0)

/** An Ed25519 key pair, made for one circle alone. */
export class SignatureKey {
  readonly publicKey: Uint8Array
  readonly #seed: Uint8Array

  /** LocalError unless the seed has 32 bytes. */
  constructor(seed: Uint8Array) {
    if (seed.length !== KEY) throw new LocalError("a signature key is made from a seed of 32 bytes")
    this.#seed = seed.slice()
    this.publicKey = publicKeyOf(seed)
  }

  static generate(): SignatureKey {
    return new SignatureKey(randomBytes(KEY))
  }

  /** The seed itself, not a copy. */
  get seed(): Uint8Array {
    return this.#seed
  }

  /** SignWithLabel. */
  sign(label: string, content: Uint8Array): Uint8Array {
    return sign(this.#seed, labelled(label, content))
  }
}

/** VerifyWithLabel, by the one rule that all clients share. */
export function verify(
  publicKey: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verifySignature(publicKey, labelled(label, content), signature)
}

/** A fresh X-Wing key pair; the private key is its 32-byte seed. */
export async function hpkeKeyPair(): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  const { hpke } = (await context()).cipherSuite
  const pair = await hpke.generateKeyPair()
  return {
    privateKey: await hpke.exportPrivateKey(pair.privateKey),
    publicKey: await hpke.exportPublicKey(pair.publicKey),
  }
}

/** EncryptWithLabel: encapsulation and ciphertext together. LocalError for a key nobody can encrypt to. */
export async function encryptWithLabel(
  publicKey: Uint8Array,
  label: string,
  contextBytes: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const { hpke } = (await context()).cipherSuite
  if (!hpke.isUsablePublicKey(publicKey)) throw new LocalError("this is no usable X-Wing key")
  const key = await hpke.importPublicKey(publicKey)
  const { enc, ct } = await hpke.seal(key, plaintext, labelled(label, contextBytes), NOTHING)
  const sealed = new Uint8Array(enc.length + ct.length)
  sealed.set(enc)
  sealed.set(ct, enc.length)
  return sealed
}

/** DecryptWithLabel of encapsulation and ciphertext together; PrivateError if they do not open. */
export async function decryptWithLabel(
  privateKey: Uint8Array,
  label: string,
  contextBytes: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const { hpke } = (await context()).cipherSuite
  if (privateKey.length !== KEY) throw new LocalError("an X-Wing key is made from a seed of 32 bytes")
  const [enc, ciphertext] = [sealed.subarray(0, ENCAPSULATION), sealed.subarray(ENCAPSULATION)]
  try {
    const key = await hpke.importPrivateKey(privateKey)
    return await hpke.open(key, enc, ciphertext, labelled(label, contextBytes), NOTHING)
  } catch {
    throw new PrivateError("12.4.3-2")
  }
}
