// The one suite of circles, 0xF00E, as ts-mls wants it: X-Wing, HKDF-SHA512, ChaCha20-Poly1305, Ed25519.
//
// ts-mls brings providers of its own. They verify signatures by whatever rules the browser has, so all
// but HPKE is put together here.

import {
  type CiphersuiteImpl,
  type ClientConfig,
  CryptoError,
  type MlsContext,
  makeGenericHpke,
} from "ts-mls"
import { equal, randomBytes } from "../wire/bytes.ts"
import * as ed25519 from "./ed25519.ts"
import * as hpke from "./hpke.ts"
import {
  AEAD_KEY,
  expandSecret,
  extractSecret,
  HASH,
  hash,
  mac,
  NONCE,
  openAead,
  sealAead,
} from "./primitives.ts"
import { deriveSeed, ENCAPSULATION, PUBLIC_KEY, publicKeyOf, SEED } from "./xwing.ts"

/** The suite's number on the wire. */
export const SUITE = 0xf00e

// Lifetimes bind the one who admits (rule C), and two packages are one client if their signature keys are equal.
const config: ClientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 0, retainKeysForEpochs: 0, maximumForwardRatchetSteps: 0 },
  lifetimeConfig: { maximumTotalLifetime: 2n ** 64n - 1n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (one, other) =>
      equal(one.leafNode.signaturePublicKey, other.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (one, leaf) =>
      equal(one.leafNode.signaturePublicKey, leaf.signaturePublicKey),
  },
  paddingConfig: { kind: "alwaysPad", paddingLength: 0 },
}

let made: Promise<MlsContext> | undefined

/** What every call of ts-mls is given. Whether a credential may stand where it stands is the caller's judgement. */
export function context(): Promise<MlsContext> {
  made ??= makeSuite().then((cipherSuite) => ({
    cipherSuite,
    clientConfig: config,
    authService: { validateCredential: async () => true },
  }))
  return made
}

async function makeSuite(): Promise<CiphersuiteImpl> {
  const aead = {
    encrypt: async (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) =>
      sealAead(key, nonce, aad, plaintext),
    decrypt: async (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array) => {
      const plaintext = openAead(key, nonce, aad, ciphertext)
      if (plaintext === null) throw new CryptoError("the tag is wrong")
      return plaintext
    },
  }
  return {
    id: SUITE,
    hpke: await makeGenericHpke(
      { kem: "X-Wing", kdf: "HKDF-SHA512", aead: "CHACHA20POLY1305" },
      aead,
      hpkeSuite(),
    ),
    hash: {
      digest: async (data) => hash(data),
      mac: async (key, data) => mac(key, data),
      verifyMac: async (key, tag, data) => equal(mac(key, data), tag),
    },
    kdf: {
      size: HASH,
      extract: async (salt, material) => extractSecret(salt, material),
      expand: async (secret, info, length) => expandSecret(secret, info, length),
    },
    signature: {
      sign: async (seed, content) => ed25519.sign(seed, content),
      verify: async (key, content, signature) => ed25519.verifySignature(key, content, signature),
      keygen: async () => {
        const signKey = randomBytes(ed25519.KEY)
        return { signKey, publicKey: ed25519.publicKeyOf(signKey) }
      },
    },
    rng: { randomBytes },
  }
}

/**
 * Our HPKE where ts-mls expects one of @hpke/core. It treats keys as opaque: here they are their bytes. Exported
 * secrets serve external commits, which circles do not know.
 */
function hpkeSuite(): Parameters<typeof makeGenericHpke>[2] {
  const suite = {
    kem: {
      encSize: ENCAPSULATION,
      publicKeySize: PUBLIC_KEY,
      serializePublicKey: async (key: Uint8Array) => key.slice().buffer,
      serializePrivateKey: async (seed: Uint8Array) => seed.slice().buffer,
      deserializePublicKey: async (key: ArrayBuffer) => ofLength(key, PUBLIC_KEY),
      deserializePrivateKey: async (seed: ArrayBuffer) => ofLength(seed, SEED),
      deriveKeyPair: (material: ArrayBuffer) => keyPairOf(deriveSeed(new Uint8Array(material))),
      generateKeyPair: () => keyPairOf(randomBytes(SEED)),
    },
    aead: { keySize: AEAD_KEY, nonceSize: NONCE },
    seal: (
      to: { recipientPublicKey: Uint8Array; info: ArrayBuffer },
      plaintext: ArrayBuffer,
      aad: ArrayBuffer,
    ) =>
      hpke.seal(
        to.recipientPublicKey,
        new Uint8Array(to.info),
        new Uint8Array(aad),
        new Uint8Array(plaintext),
      ),
    open: async (
      by: { recipientKey: Uint8Array; enc: ArrayBuffer; info: ArrayBuffer },
      ciphertext: ArrayBuffer,
      aad: ArrayBuffer,
    ) => {
      const [enc, info] = [new Uint8Array(by.enc), new Uint8Array(by.info)]
      const opened = await hpke.open(
        by.recipientKey,
        enc,
        info,
        new Uint8Array(aad),
        new Uint8Array(ciphertext),
      )
      if (opened === null) throw new CryptoError("the tag is wrong")
      return opened
    },
  }
  return suite as unknown as ReturnType<typeof hpkeSuite>
}

function ofLength(buffer: ArrayBuffer, length: number): Uint8Array {
  if (buffer.byteLength !== length) throw new CryptoError("a key of another length")
  return new Uint8Array(buffer.slice(0))
}

async function keyPairOf(seed: Uint8Array): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  return { privateKey: seed, publicKey: await publicKeyOf(seed) }
}
