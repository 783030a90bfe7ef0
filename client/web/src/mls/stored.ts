// The state as bytes: canonical, so that one state has one form, and whole or refused.
//
// It comes in two parts. The epoch part is constant within an epoch but for remembered proposals; the ratchet
// part is small and changes with every message. Both hold secrets in the clear: they belong into the vault.

import {
  type Decoder,
  decode,
  encode,
  type GroupContext,
  groupContextDecoder,
  type KeySchedule,
  proposalDecoder,
  proposalEncoder,
  ratchetTreeDecoder,
  ratchetTreeEncoder,
  treeHashRoot,
} from "ts-mls"
import { concat, equal, hex, u16, u32, u64, utf8 } from "../wire/bytes.ts"
import { Reader, vec } from "./codec.ts"
import { LocalError } from "./errors.ts"
import { SignatureKey } from "./keys.ts"
import type { Extension } from "./members.ts"
import { SecretTree } from "./secrettree.ts"
import { type Begun, type Remembered, resume, type State } from "./state.ts"
import { context } from "./suite.ts"

const EPOCH = utf8("leeward-web-mls-epoch\x01")
const RATCHETS = utf8("leeward-web-mls-ratchets\x01")

/** The secrets of an epoch in the order in which they are written. */
const SECRETS: readonly (keyof KeySchedule)[] = [
  "senderDataSecret",
  "exporterSecret",
  "externalSecret",
  "confirmationKey",
  "membershipKey",
  "resumptionPsk",
  "epochAuthenticator",
  "initSecret",
]

/** All but the ratchets. */
export function writeEpoch({ client, signer, remembered, joinedInfo, context: encoded }: State): Uint8Array {
  const { leafIndex, privateKeys } = client.privatePath
  const keys = Object.entries(privateKeys).map(([node, key]) => concat(u32(Number(node)), vec(key)))
  return concat(
    EPOCH,
    vec(encoded),
    vec(encode(ratchetTreeEncoder, client.ratchetTree)),
    vec(client.confirmationTag),
    ...SECRETS.map((name) => vec(client.keySchedule[name])),
    u32(leafIndex),
    vec(...keys),
    vec(signer.seed),
    vec(...[...remembered.values()].map(writeRemembered)),
    vec(...joinedInfo.map(({ type, data }) => concat(u16(type), vec(data)))),
  )
}

/** The secret tree, bound to its epoch. */
export function writeRatchets({ client, ratchets }: State): Uint8Array {
  return concat(RATCHETS, vec(nameOf(client.groupContext)), ratchets.encode())
}

/** The state that was written in these parts; LocalError for anything else, and for parts of two epochs. */
export async function readParts(epoch: Uint8Array, ratchets: Uint8Array): Promise<State> {
  let state: State
  try {
    state = readState(epoch.slice(), ratchets.slice())
  } catch {
    throw new LocalError("not a stored group")
  }
  const { hash } = (await context()).cipherSuite
  const { ratchetTree, groupContext } = state.client
  if (!equal(await treeHashRoot(ratchetTree, hash), groupContext.treeHash)) {
    throw new LocalError("the tree is not that of its epoch")
  }
  // One comparison sees to all forms that are not canonical, and to ratchets of another epoch.
  if (!equal(writeEpoch(state), epoch) || !equal(writeRatchets(state), ratchets)) {
    throw new LocalError("not in canonical form, or of another epoch")
  }
  return state
}

/** What names an epoch of a group and no other. */
function nameOf({ groupId, epoch, confirmedTranscriptHash }: GroupContext): Uint8Array {
  return concat(vec(groupId), u64(Number(epoch)), vec(confirmedTranscriptHash))
}

function readState(epoch: Uint8Array, ratchets: Uint8Array): State {
  const reader = opened(epoch, EPOCH)
  const groupContext = whole(groupContextDecoder, reader.vec())
  const ratchetTree = whole(ratchetTreeDecoder, reader.vec())
  const confirmationTag = reader.vec()
  const keySchedule = readSecrets(reader)
  const leafIndex = reader.u32()
  const keys = reader.list((inner) => [inner.u32(), inner.vec()] as const)
  const signer = new SignatureKey(reader.vec())
  const remembered = new Map(reader.list(readRemembered).map((one) => [hex(one.ref), one]))
  const joinedInfo = reader.list((inner): Extension => ({ type: inner.u16(), data: inner.vec() }))
  reader.finish()
  const second = opened(ratchets, RATCHETS)
  second.vec()
  const secretTree = SecretTree.read(second)
  second.finish()
  if (secretTree.width !== (ratchetTree.length + 1) / 2) throw new LocalError("of another tree")
  const client: Begun = {
    groupContext,
    ratchetTree,
    confirmationTag,
    keySchedule,
    privatePath: { leafIndex, privateKeys: Object.fromEntries(keys) },
    signaturePrivateKey: signer.seed,
    historicalReceiverData: new Map(),
    groupActiveState: { kind: "active" },
  }
  return resume(client, secretTree, signer, remembered, joinedInfo)
}

function opened(bytes: Uint8Array, prefix: Uint8Array): Reader {
  const reader = new Reader(bytes)
  if (!equal(reader.take(prefix.length), prefix)) throw new LocalError("not a stored group")
  return reader
}

function whole<Value>(decoder: Decoder<Value>, bytes: Uint8Array): Value {
  const value = decode(decoder, bytes)
  if (value === undefined) throw new LocalError("not a stored group")
  return value
}

function readSecrets(reader: Reader): KeySchedule {
  return {
    senderDataSecret: reader.vec(),
    exporterSecret: reader.vec(),
    externalSecret: reader.vec(),
    confirmationKey: reader.vec(),
    membershipKey: reader.vec(),
    resumptionPsk: reader.vec(),
    epochAuthenticator: reader.vec(),
    initSecret: reader.vec(),
  }
}

function writeRemembered({ ref, sender, proposal }: Remembered): Uint8Array {
  const from = sender === null ? Uint8Array.of(0) : concat(Uint8Array.of(1), u32(sender))
  return concat(vec(ref), from, vec(encode(proposalEncoder, proposal)))
}

function readRemembered(reader: Reader): Remembered {
  const ref = reader.vec()
  const sender = reader.u8() === 0 ? null : reader.u32()
  return { ref, sender, proposal: whole(proposalDecoder, reader.vec()) }
}
