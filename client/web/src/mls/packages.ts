// Key packages, what is checked of them, and the bundle with their private keys (RFC 9420, section 10).

import {
  type Capabilities,
  decode,
  defaultCredentialTypes,
  encode,
  generateKeyPackageWithKey,
  type KeyPackage,
  keyPackageDecoder,
  keyPackageEncoder,
  type LeafNode,
  protocolVersions,
  verifyKeyPackage,
  verifyLeafNodeSignatureKeyPackage,
} from "ts-mls"
import { concat, equal, utf8 } from "../wire/bytes.ts"
import { Reader, vec } from "./codec.ts"
import { KEY } from "./ed25519.ts"
import { LocalError, MALFORMED, MLSError, PublicError } from "./errors.ts"
import { SignatureKey } from "./keys.ts"
import { type Extension, identityOf } from "./members.ts"
import { context, SUITE } from "./suite.ts"

/** Extensions of RFC 9420 itself, which everybody supports and nobody lists. */
const LAST_DEFAULT_EXTENSION = 5
const LAST_DEFAULT_PROPOSAL = 7
const REQUIRED_CAPABILITIES = 3
const PREFIX = utf8("leeward-web-mls-bundle\x01")
/** The suites that Leeward's MLS speaks; all clients list the same, so that they look alike. */
const SUITES = [0x0001, 0x0003, SUITE]

/** What a key package says of its owner. */
export interface Newcomer {
  readonly identity: Uint8Array
  readonly signatureKey: Uint8Array
  readonly encryptionKey: Uint8Array
}

/** A key package to give away, and the private keys to keep until the welcome comes. For one welcome. */
export class KeyPackageBundle {
  readonly publicPackage: Uint8Array
  readonly initPrivate: Uint8Array
  readonly encryptionPrivate: Uint8Array
  readonly key: SignatureKey

  private constructor(
    publicPackage: Uint8Array,
    initPrivate: Uint8Array,
    encryptionPrivate: Uint8Array,
    key: SignatureKey,
  ) {
    this.publicPackage = publicPackage
    this.initPrivate = initPrivate
    this.encryptionPrivate = encryptionPrivate
    this.key = key
  }

  /** Makes one; times are seconds. */
  static async create(
    identity: Uint8Array,
    key: SignatureKey,
    o: { notBefore: number; notAfter: number; extensionsSupported: readonly number[] },
  ): Promise<KeyPackageBundle> {
    if (!(o.notBefore >= 0 && o.notBefore <= o.notAfter)) throw new LocalError("a lifetime runs forwards")
    const lifetime = { notBefore: BigInt(o.notBefore), notAfter: BigInt(o.notAfter) }
    const made = await makePackage(identity, key, lifetime, o.extensionsSupported)
    const { initPrivateKey, hpkePrivateKey } = made.privatePackage
    return new KeyPackageBundle(
      encode(keyPackageEncoder, made.publicPackage),
      initPrivateKey,
      hpkePrivateKey,
      key,
    )
  }

  /** Everything, private keys included. */
  serialize(): Uint8Array {
    return concat(
      PREFIX,
      vec(this.publicPackage),
      vec(this.initPrivate),
      vec(this.encryptionPrivate),
      vec(this.key.seed),
    )
  }

  /** The bundle that `serialize` wrote; LocalError for anything else. */
  static restore(bytes: Uint8Array): KeyPackageBundle {
    try {
      const reader = new Reader(bytes.slice())
      if (!equal(reader.take(PREFIX.length), PREFIX)) throw new PublicError(MALFORMED)
      const parts = [reader.vec(), reader.vec(), reader.vec()] as const
      const key = new SignatureKey(reader.vec())
      reader.finish()
      readPackage(parts[0])
      return new KeyPackageBundle(...parts, key)
    } catch (error) {
      if (error instanceof MLSError) throw new LocalError("not a key package bundle")
      throw error
    }
  }

  /** Erases the private keys that nothing else needs once the welcome was taken. */
  wipe(): void {
    this.initPrivate.fill(0)
    this.encryptionPrivate.fill(0)
  }
}

/** A package of ts-mls with its private keys; `extensionsSupported` are the application's own types. */
export async function makePackage(
  identity: Uint8Array,
  key: SignatureKey,
  lifetime: { notBefore: bigint; notAfter: bigint },
  extensionsSupported: readonly number[],
) {
  const listed = extensionsSupported.filter((type) => type > LAST_DEFAULT_EXTENSION)
  if (new Set(listed).size !== listed.length) throw new LocalError("an extension type is listed twice")
  const capabilities: Capabilities = {
    versions: [protocolVersions.mls10],
    ciphersuites: SUITES,
    extensions: listed,
    proposals: [],
    credentials: [defaultCredentialTypes.basic],
  }
  return generateKeyPackageWithKey({
    credential: { credentialType: defaultCredentialTypes.basic, identity },
    capabilities,
    lifetime,
    extensions: [],
    signatureKeyPair: { signKey: key.seed, publicKey: key.publicKey },
    cipherSuite: (await context()).cipherSuite,
  })
}

/** A raw key package, parsed; PublicError 2-1 if it is none. */
export function readPackage(bytes: Uint8Array): KeyPackage {
  let read: KeyPackage | undefined
  try {
    read = decode(keyPackageDecoder, bytes)
  } catch {
    read = undefined
  }
  if (read === undefined) throw new PublicError(MALFORMED)
  return read
}

/**
 * Checks a raw key package (section 10.1), its lifetime if `now` is given, and what the extensions of a
 * `group` ask of its members; PublicError names the rule that it breaks.
 */
export async function checkPackage(
  bytes: Uint8Array,
  o: { group?: { readonly extensions: readonly Extension[] } | undefined; now?: number | undefined } = {},
): Promise<Newcomer> {
  const read = readPackage(bytes.slice())
  await checkKeyPackage(read)
  const leaf = read.leafNode
  if (o.now !== undefined) {
    const now = BigInt(o.now)
    if (now < leaf.lifetime.notBefore || now > leaf.lifetime.notAfter) throw new PublicError("7.3-10")
  }
  if (o.group !== undefined) checkLeafInGroup(leaf, o.group.extensions)
  return {
    identity: identityOf(leaf),
    signatureKey: leaf.signaturePublicKey,
    encryptionKey: leaf.hpkePublicKey,
  }
}

/** Section 10.1; the group's wishes are checked apart. */
export async function checkKeyPackage(read: KeyPackage): Promise<void> {
  const { hpke, signature } = (await context()).cipherSuite
  const leaf = read.leafNode
  if (read.version !== protocolVersions.mls10 || read.cipherSuite !== SUITE) throw new PublicError("10.1-1")
  await checkLeafAlone(leaf, await verifyLeafNodeSignatureKeyPackage(leaf, signature))
  if (hasTwice(read.extensions)) throw new PublicError("13.4-1")
  if (!(await verifyKeyPackage(read, signature))) throw new PublicError("10.1-2")
  if (equal(read.initKey, leaf.hpkePublicKey)) throw new PublicError("10.1-3")
  if (!hpke.isUsablePublicKey(read.initKey)) throw new PublicError("5-2")
}

/** What can be said of a leaf without its neighbours; `signed` is whether its signature is right. */
export async function checkLeafAlone(leaf: LeafNode, signed: boolean): Promise<void> {
  const { hpke } = (await context()).cipherSuite
  const offered = leaf.capabilities
  if (hasTwice(leaf.extensions)) throw new PublicError("13.4-1")
  if (leaf.signaturePublicKey.length !== KEY) throw new PublicError("5-1")
  if (!hpke.isUsablePublicKey(leaf.hpkePublicKey)) throw new PublicError("5-2")
  if (!signed) throw new PublicError("7.3-1")
  const listsItsOwn =
    offered.credentials.includes(leaf.credential.credentialType) &&
    offered.versions.includes(protocolVersions.mls10) &&
    offered.ciphersuites.includes(SUITE)
  if (!listsItsOwn) throw new PublicError("7.3-4")
  for (const { extensionType } of leaf.extensions) {
    if (!supports(offered, extensionType)) throw new PublicError("7.3-5")
  }
}

/** A leaf supports what the group context extensions ask of it. */
export function checkLeafInGroup({ capabilities }: LeafNode, extensions: readonly Extension[]): void {
  for (const { type, data } of extensions) {
    if (type === REQUIRED_CAPABILITIES && !meets(capabilities, data)) throw new PublicError("7.3-2")
  }
  for (const { type } of extensions) if (!supports(capabilities, type)) throw new PublicError("7.3-6")
}

function meets(offered: Capabilities, required: Uint8Array): boolean {
  const reader = new Reader(required)
  const read = () => reader.list((inner) => inner.u16())
  const [extensions, proposals, credentials] = [read(), read(), read()]
  reader.finish()
  return (
    extensions.every((type) => supports(offered, type)) &&
    proposals.every((type) => isDefault(type, LAST_DEFAULT_PROPOSAL) || offered.proposals.includes(type)) &&
    credentials.every((type) => offered.credentials.includes(type))
  )
}

function supports(offered: Capabilities, extension: number): boolean {
  return isDefault(extension, LAST_DEFAULT_EXTENSION) || offered.extensions.includes(extension)
}

function isDefault(type: number, last: number): boolean {
  return type >= 1 && type <= last
}

function hasTwice(extensions: readonly { readonly extensionType: number }[]): boolean {
  return new Set(extensions.map(({ extensionType }) => extensionType)).size !== extensions.length
}
