// The envelope of a box entry: padded to its class, then XChaCha20-Poly1305 under the epoch's key.
//
// The box key and the envelope key of an epoch come out of its MLS exporter (RFC 9420, section 8.5), so
// that every member derives the same ones and nobody else can. The associated data binds an entry to its
// box and to its kind: a relay cannot pass a post off as a seal, nor carry an entry to another box.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { concat, randomBytes, u32, utf8 } from "../wire/bytes.ts"
import { Kind as EntryKind } from "../wire/codes.ts"
import { boxId } from "../wire/signing.ts"
import { classOf, ENTRY_CLASSES, SEAL_CLASSES } from "../wire/sizes.ts"

const NONCE = 24
const AEAD_TAG = 16
/** The content tag (1 byte), then the length of the content (4 bytes); zeros follow up to the class. */
const HEADER = 5
const OVERHEAD = NONCE + AEAD_TAG + HEADER
const LABEL = utf8("leeward/entry/1\0")
/** MLSMessage (RFC 9420, section 6): version 1 in two bytes, then the wire format in two. */
const PUBLIC_MESSAGE = 1

/** The entry is not one of this epoch's: it does not open, or what it holds is not well formed. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError"

  constructor() {
    super("the entry is not one of this epoch's")
  }
}

/** The content does not fit the largest class of entry. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError"

  constructor() {
    super("the content fits no class of entry")
  }
}

/** What an entry holds. */
export const Content = {
  /** One MLSMessage: a PrivateMessage (an event) or a PublicMessage (a proposal or a commit). */
  MLS: 1,
  /** A welcome on its way to a newcomer, for any member to hand on. */
  HANDOVER: 2,
} as const
export type Content = (typeof Content)[keyof typeof Content]

/** What `epochKeys` needs of an MLS group. */
export interface Exporter {
  export(label: string, context: Uint8Array, length: number): Promise<Uint8Array>
}

/** One epoch's box: its 32-byte Ed25519 seed, its id (the public key), the envelope key. */
export interface EpochKeys {
  readonly seed: Uint8Array
  readonly box: Uint8Array
  readonly envelope: Uint8Array
}

/** Derive the keys of the group's current epoch. */
export async function epochKeys(group: Exporter): Promise<EpochKeys> {
  const none = new Uint8Array()
  const seed = await group.export("leeward box", none, 32)
  return { seed, box: boxId(seed), envelope: await group.export("leeward envelope", none, 32) }
}

/** Pad `content` to the smallest class that holds it, and encrypt it; TooLargeError when none does. */
export function seal(keys: EpochKeys, kind: EntryKind, tag: Content, content: Uint8Array): Uint8Array {
  const size = classOf(content.length + OVERHEAD, kind === EntryKind.SEAL ? SEAL_CLASSES : ENTRY_CLASSES)
  if (size === null) throw new TooLargeError()
  const padded = new Uint8Array(size - NONCE - AEAD_TAG)
  padded.set(concat(Uint8Array.of(tag), u32(content.length), content))
  const nonce = randomBytes(NONCE)
  return concat(nonce, xchacha20poly1305(keys.envelope, nonce, associated(keys, kind)).encrypt(padded))
}

/**
 * Open an entry. EnvelopeError when it does not open, when the padding is not all zeros, or when the tag
 * is unknown: for every member alike, since all hold the same keys.
 */
export function unseal(
  keys: EpochKeys,
  kind: EntryKind,
  blob: Uint8Array,
): { tag: Content; content: Uint8Array } {
  if (blob.length < OVERHEAD) throw new EnvelopeError()
  const padded = decrypted(keys, kind, blob)
  const end = HEADER + new DataView(padded.buffer, padded.byteOffset).getUint32(1)
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) throw new EnvelopeError()
  const tag = Object.values(Content).find((known) => known === padded[0])
  if (tag === undefined) throw new EnvelopeError()
  return { tag, content: padded.slice(HEADER, end) }
}

/** Whether an MLSMessage is a PublicMessage, by its wire format. */
export function isPublic(message: Uint8Array): boolean {
  return message[2] === 0 && message[3] === PUBLIC_MESSAGE
}

function decrypted(keys: EpochKeys, kind: EntryKind, blob: Uint8Array): Uint8Array {
  try {
    const cipher = xchacha20poly1305(keys.envelope, blob.subarray(0, NONCE), associated(keys, kind))
    return cipher.decrypt(blob.subarray(NONCE))
  } catch {
    throw new EnvelopeError()
  }
}

function associated(keys: EpochKeys, kind: EntryKind): Uint8Array {
  return concat(LABEL, keys.box, Uint8Array.of(kind))
}
