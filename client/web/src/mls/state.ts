// What one member knows in one epoch, and how the next epoch's state is made from it.
//
// Most of it is ts-mls's own state. Its secret tree is taken over by ours as soon as an epoch begins.

import {
  bytesToBase64,
  type ClientState,
  encode,
  groupContextEncoder,
  type Proposal,
  type SecretTree as TsSecretTree,
  type UnappliedProposals,
} from "ts-mls"
import { LocalError } from "./errors.ts"
import type { SignatureKey } from "./keys.ts"
import { type Extension, leafAt } from "./members.ts"
import { SecretTree } from "./secrettree.ts"

/** A proposal received in this epoch; `sender` is null for who is no member. */
export interface Remembered {
  readonly ref: Uint8Array
  readonly sender: number | null
  readonly proposal: Proposal
}

export interface State {
  /** Without ratchets and without proposals: those are beside it. */
  readonly client: ClientState
  readonly ratchets: SecretTree
  readonly signer: SignatureKey
  /** By the hex of their references. */
  readonly remembered: Map<string, Remembered>
  readonly joinedInfo: readonly Extension[]
  /** The encoded group context. */
  readonly context: Uint8Array
}

/** The part of ts-mls's state that is kept; the rest is beside it. */
export type Begun = Omit<ClientState, "secretTree" | "unappliedProposals">

const NO_RATCHETS: TsSecretTree = { leafWidth: 0, intermediateNodes: {}, leafNodes: {} }

/** The state of an epoch just begun. It shares no buffer of a secret with `client`'s maker or an older epoch. */
export function begin(
  client: ClientState,
  signer: SignatureKey,
  joinedInfo: readonly Extension[] = [],
): State {
  const { leafWidth, intermediateNodes } = client.secretTree
  const encryptionSecret = intermediateNodes[leafWidth - 1]
  if (encryptionSecret === undefined) throw new LocalError("this epoch has begun already")
  const ratchets = SecretTree.grow(leafWidth, encryptionSecret)
  encryptionSecret.fill(0)
  return resume(
    { ...client, privatePath: { ...client.privatePath, privateKeys: keptKeys(client) } },
    ratchets,
    signer,
    new Map(),
    joinedInfo,
  )
}

/** The state of an epoch from its parts. LocalError if our own leaf is not in the tree. */
export function resume(
  client: Begun,
  ratchets: SecretTree,
  signer: SignatureKey,
  remembered: Map<string, Remembered>,
  joinedInfo: readonly Extension[],
): State {
  if (leafAt(client.ratchetTree, client.privatePath.leafIndex) === null) {
    throw new LocalError("we are not in the tree")
  }
  return {
    client: { ...client, secretTree: NO_RATCHETS, unappliedProposals: {} },
    ratchets,
    signer,
    remembered,
    joinedInfo,
    context: encode(groupContextEncoder, client.groupContext),
  }
}

/** These proposals as ts-mls looks them up. */
export function unapplied(remembered: Iterable<Remembered>): UnappliedProposals {
  return Object.fromEntries(
    [...remembered].map(({ ref, sender, proposal }) => [
      bytesToBase64(ref),
      { proposal, senderLeafIndex: sender ?? undefined },
    ]),
  )
}

/** Erases every secret of the epoch. The signature key stays: later epochs use it. */
export function wipe({ client, ratchets, remembered }: State): void {
  for (const secret of Object.values(client.keySchedule) as Uint8Array[]) secret.fill(0)
  for (const key of Object.values(client.privatePath.privateKeys)) key.fill(0)
  ratchets.wipe()
  remembered.clear()
}

/** Copies of the private keys of nodes that are still there: what was blanked is never needed again. */
function keptKeys({ privatePath, ratchetTree }: ClientState): Record<number, Uint8Array> {
  return Object.fromEntries(
    Object.entries(privatePath.privateKeys)
      .filter(([node]) => ratchetTree[Number(node)] !== undefined)
      .map(([node, key]) => [node, key.slice()]),
  )
}
