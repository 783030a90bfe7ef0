// The ratchet tree of ts-mls, and what an application sees of it.

import {
  decode,
  defaultCredentialTypes,
  encode,
  extensionEncoder,
  type GroupContextExtension,
  groupContextExtensionDecoder,
  isDefaultCredential,
  type LeafNode,
  nodeTypes,
  type RatchetTree,
  type Extension as TsExtension,
} from "ts-mls"
import { concat, u16 } from "../wire/bytes.ts"
import { Reader, vec } from "./codec.ts"
import { MALFORMED, PublicError } from "./errors.ts"

/** An extension as it stands on the wire. */
export interface Extension {
  readonly type: number
  readonly data: Uint8Array
}

/** A member as the tree shows it. */
export interface Member {
  readonly leaf: number
  readonly identity: Uint8Array
  readonly signatureKey: Uint8Array
}

const NO_IDENTITY = new Uint8Array(0)

/** The leaf with this number; null if it is blank or outside of the tree. */
export function leafAt(tree: RatchetTree, leaf: number): LeafNode | null {
  const node = tree[2 * leaf]
  return node?.nodeType === nodeTypes.leaf ? node.leaf : null
}

/** The leaves that are not blank, with their numbers. */
export function leavesOf(tree: RatchetTree): [number, LeafNode][] {
  const leaves: [number, LeafNode][] = []
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType === nodeTypes.leaf) leaves.push([index / 2, node.leaf])
  }
  return leaves
}

export function membersOf(tree: RatchetTree): Member[] {
  return leavesOf(tree).map(([leaf, node]) => ({
    leaf,
    identity: identityOf(node),
    signatureKey: node.signaturePublicKey,
  }))
}

/** The identity of a basic credential; empty for any other, which no member supports. */
export function identityOf({ credential }: LeafNode): Uint8Array {
  return isDefaultCredential(credential) && credential.credentialType === defaultCredentialTypes.basic
    ? credential.identity
    : NO_IDENTITY
}

/** An extension of a group context in the form in which ts-mls holds it; PublicError if it cannot be read. */
export function toContextExtension({ type, data }: Extension): GroupContextExtension {
  const read = decode(groupContextExtensionDecoder, concat(u16(type), vec(data)))
  if (read === undefined) throw new PublicError(MALFORMED)
  return read
}

/** An extension of ts-mls as it stands on the wire. */
export function fromExtension(extension: TsExtension): Extension {
  const reader = new Reader(encode(extensionEncoder, extension))
  return { type: reader.u16(), data: reader.vec() }
}
