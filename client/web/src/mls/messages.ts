// Application messages: PrivateMessages of RFC 9420, sections 6.1 and 6.3, over our own ratchets.

import type { RatchetTree } from "ts-mls"
import { concat, equal, randomBytes, u16, u32, u64 } from "../wire/bytes.ts"
import { Reader, vec } from "./codec.ts"
import { LocalError, MALFORMED, OwnMessage, PublicError } from "./errors.ts"
import { type SignatureKey, verify } from "./keys.ts"
import { identityOf, leafAt } from "./members.ts"
import { AEAD_KEY, expandWithLabel, HASH, NONCE, openAead, sealAead } from "./primitives.ts"
import { APPLICATION, LAST_GENERATION, type SecretTree } from "./secrettree.ts"

const VERSION = 1
const PRIVATE_MESSAGE = 2
const APPLICATION_DATA = 1
const LAST_CONTENT_TYPE = 3
const MEMBER = 1
const GUARD = 4
const LABEL = "FramedContentTBS"
const NOTHING = new Uint8Array(0)

/** What of an epoch messages depend on; only the ratchets change. */
export interface Epoch {
  readonly groupId: Uint8Array
  readonly number: number
  /** The encoded group context. */
  readonly context: Uint8Array
  readonly tree: RatchetTree
  readonly ownLeaf: number
  readonly senderDataSecret: Uint8Array
  readonly ratchets: SecretTree
}

/** A decrypted message and who wrote it. */
export interface Application {
  readonly plaintext: Uint8Array
  readonly identity: Uint8Array
  readonly leaf: number
}

/** An MLSMessage with these application data. Its generation is taken from the ratchet before it is used. */
export function encrypt(epoch: Epoch, signer: SignatureKey, plaintext: Uint8Array): Uint8Array {
  const generation = epoch.ratchets.nextGeneration(epoch.ownLeaf, APPLICATION)
  if (generation > LAST_GENERATION) throw new LocalError("the ratchet has come to its end in this epoch")
  const step = epoch.ratchets.look(epoch.ownLeaf, APPLICATION, generation)
  epoch.ratchets.take(step)
  const head = headOf(epoch)
  const signature = signer.sign(LABEL, toBeSigned(epoch, epoch.ownLeaf, NOTHING, plaintext))
  const guard = randomBytes(GUARD)
  const content = concat(vec(plaintext), vec(signature))
  const ciphertext = sealAead(step.key, guarded(step.nonce, guard), concat(head, vec(NOTHING)), content)
  content.fill(0)
  step.key.fill(0)
  const { key, nonce } = senderDataKey(epoch, ciphertext)
  const sender = sealAead(key, nonce, head, concat(u32(epoch.ownLeaf), u32(generation), guard))
  const wrapping = concat(u16(VERSION), u16(PRIVATE_MESSAGE))
  return concat(wrapping, head, vec(NOTHING), vec(sender), vec(ciphertext))
}

/**
 * Decrypts application data and erases their key once everything is right; no failure changes the ratchets.
 *
 * PublicError for what no member accepts, Replayed for a key that is spent, OwnMessage for our own.
 */
export function decrypt(epoch: Epoch, message: Uint8Array): Application {
  const { head, authenticatedData, senderData, ciphertext } = readPrivateMessage(epoch, message)
  const data = senderDataKey(epoch, ciphertext)
  const sender = openAead(data.key, data.nonce, head, senderData)
  if (sender === null) throw new PublicError("6.3-1")
  const reader = new Reader(sender)
  const [leaf, generation, guard] = [reader.u32(), reader.u32(), reader.take(GUARD)]
  reader.finish()
  const author = leafAt(epoch.tree, leaf)
  if (author === null) throw new PublicError("6-5")
  if (leaf === epoch.ownLeaf) throw new OwnMessage()
  const step = epoch.ratchets.look(leaf, APPLICATION, generation)
  const nonce = guarded(step.nonce, guard)
  const content = openAead(step.key, nonce, concat(head, vec(authenticatedData)), ciphertext)
  if (content === null) throw new PublicError("6.3-2")
  const { plaintext, signature } = readContent(content)
  const signed = toBeSigned(epoch, leaf, authenticatedData, plaintext)
  if (!verify(author.signaturePublicKey, LABEL, signed, signature)) throw new PublicError("6.1-1")
  epoch.ratchets.take(step)
  step.key.fill(0)
  return { plaintext: plaintext.slice(), identity: identityOf(author), leaf }
}

function readPrivateMessage(epoch: Epoch, message: Uint8Array) {
  const outer = new Reader(message)
  if (outer.u16() !== VERSION || outer.u16() !== PRIVATE_MESSAGE) throw new PublicError("6-1")
  const groupId = outer.vec()
  const number = outer.take(8)
  const type = outer.u8()
  if (type < APPLICATION_DATA || type > LAST_CONTENT_TYPE) throw new PublicError(MALFORMED)
  const [authenticatedData, senderData, ciphertext] = [outer.vec(), outer.vec(), outer.vec()]
  outer.finish()
  if (!equal(groupId, epoch.groupId)) throw new PublicError("6-2")
  if (!equal(number, u64(epoch.number))) throw new PublicError("6-3")
  if (type !== APPLICATION_DATA) throw new PublicError("6-4")
  return { head: headOf(epoch), authenticatedData, senderData, ciphertext }
}

function readContent(content: Uint8Array): { plaintext: Uint8Array; signature: Uint8Array } {
  const reader = new Reader(content)
  const [plaintext, signature] = [reader.vec(), reader.vec()]
  while (!reader.done) if (reader.u8() !== 0) throw new PublicError("6.3-3")
  return { plaintext, signature }
}

/** Group, epoch and kind of content: what sender data are bound to. */
function headOf({ groupId, number }: Epoch): Uint8Array {
  return concat(vec(groupId), u64(number), Uint8Array.of(APPLICATION_DATA))
}

/** FramedContentTBS of a member's application data. */
function toBeSigned(
  { groupId, number, context }: Epoch,
  leaf: number,
  authenticatedData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const wrapping = concat(u16(VERSION), u16(PRIVATE_MESSAGE))
  const sender = concat(Uint8Array.of(MEMBER), u32(leaf))
  const content = concat(Uint8Array.of(APPLICATION_DATA), vec(plaintext))
  return concat(wrapping, vec(groupId), u64(number), sender, vec(authenticatedData), content, context)
}

/** Key and nonce of the sender data beside a ciphertext (section 6.3.2). */
function senderDataKey({ senderDataSecret }: Epoch, ciphertext: Uint8Array) {
  const sample = ciphertext.subarray(0, HASH)
  return {
    key: expandWithLabel(senderDataSecret, "key", sample, AEAD_KEY),
    nonce: expandWithLabel(senderDataSecret, "nonce", sample, NONCE),
  }
}

function guarded(nonce: Uint8Array, guard: Uint8Array): Uint8Array {
  return nonce.map((byte, at) => byte ^ (guard[at] ?? 0))
}
