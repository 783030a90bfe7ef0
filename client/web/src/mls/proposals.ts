// Proposals: what makes one invalid on its own (RFC 9420, section 12.1), and the changes that a commit tells.

import {
  defaultProposalTypes,
  type InspectedCommit,
  isDefaultProposal,
  type Proposal,
  type ProposalWithSender,
  protocolVersions,
  pskTypes,
  resumptionPSKUsages,
  type Sender,
  senderTypes,
  verifyLeafNodeSignature,
} from "ts-mls"
import { equal } from "../wire/bytes.ts"
import { MALFORMED, PublicError } from "./errors.ts"
import { type Extension, fromExtension, identityOf, leafAt } from "./members.ts"
import { checkKeyPackage, checkLeafAlone } from "./packages.ts"
import { HASH } from "./primitives.ts"
import type { State } from "./state.ts"
import { context } from "./suite.ts"

/** What one proposal of a commit changes. `sender` is the leaf that proposed it, null for who is no member. */
export type Change =
  | {
      readonly kind: "add"
      readonly leaf: number
      readonly identity: Uint8Array
      readonly signatureKey: Uint8Array
      readonly encryptionKey: Uint8Array
      readonly sender: number | null
    }
  | {
      readonly kind: "remove"
      readonly leaf: number
      readonly identity: Uint8Array
      readonly signatureKey: Uint8Array
      /** Whether the member asked for it itself. */
      readonly bySelf: boolean
      readonly sender: number | null
    }
  | {
      readonly kind: "update"
      readonly leaf: number
      readonly identityBefore: Uint8Array
      readonly identity: Uint8Array
      readonly signatureKey: Uint8Array
      readonly sender: number | null
    }
  | { readonly kind: "extensions"; readonly extensions: readonly Extension[]; readonly sender: number | null }
  | { readonly kind: "psk"; readonly sender: number | null }
  | { readonly kind: "reinit"; readonly sender: number | null }
  | { readonly kind: "externalInit"; readonly sender: null }

/** The order in which a commit's proposals take effect (section 12.3). */
const ORDER = ["extensions", "update", "remove", "add", "psk", "externalInit", "reinit"]

/** Checks a proposal as it stands; PublicError names the rule that it breaks. */
export async function checkProposal(state: State, proposal: Proposal, sender: Sender): Promise<void> {
  const { ratchetTree, groupContext } = state.client
  if (!isDefaultProposal(proposal)) throw new PublicError(MALFORMED)
  switch (proposal.proposalType) {
    case defaultProposalTypes.add:
      return checkKeyPackage(proposal.add.keyPackage)
    case defaultProposalTypes.update: {
      const place = sender.senderType === senderTypes.member ? sender.leafIndex : null
      const before = place === null ? null : leafAt(ratchetTree, place)
      if (place === null) throw new PublicError("12.1-7")
      if (before === null) throw new PublicError("6-5")
      const { leafNode } = proposal.update
      if (equal(leafNode.hpkePublicKey, before.hpkePublicKey)) throw new PublicError("12.1-2")
      const { signature } = (await context()).cipherSuite
      const signed = await verifyLeafNodeSignature(leafNode, groupContext.groupId, place, signature)
      return checkLeafAlone(leafNode, signed)
    }
    case defaultProposalTypes.remove:
      if (leafAt(ratchetTree, proposal.remove.removed) === null) throw new PublicError("12.1-1")
      return
    case defaultProposalTypes.psk: {
      const id = proposal.psk.preSharedKeyId
      const special = id.psktype === pskTypes.resumption && id.usage !== resumptionPSKUsages.application
      if (special) throw new PublicError("12.1-3")
      if (id.pskNonce.length !== HASH) throw new PublicError("12.1-4")
      return
    }
    case defaultProposalTypes.reinit:
      if (proposal.reinit.version < protocolVersions.mls10) throw new PublicError("12.1-5")
      return checkExtensionTypes(proposal.reinit.extensions)
    case defaultProposalTypes.group_context_extensions:
      return checkExtensionTypes(proposal.groupContextExtensions.extensions)
    case defaultProposalTypes.external_init:
      if (sender.senderType === senderTypes.external) throw new PublicError("12.1-7")
  }
}

/** No type of extension stands twice in a list (rule 13.4-1). */
export function checkExtensionTypes(extensions: readonly { readonly extensionType: number }[]): void {
  const types = new Set(extensions.map(({ extensionType }) => extensionType))
  if (types.size !== extensions.length) throw new PublicError("13.4-1")
}

/** What the proposals of an inspected commit change, in the order in which they take effect. */
export function changesOf(state: State, commit: InspectedCommit): Change[] {
  const added = commit.addedNodes.values()
  const changes = commit.proposals.map((one) => changeOf(state, one, added))
  return changes.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
}

function changeOf(
  { client: { ratchetTree } }: State,
  { proposal, senderLeafIndex }: ProposalWithSender,
  added: Iterator<number>,
): Change {
  const sender = senderLeafIndex ?? null
  if (!isDefaultProposal(proposal)) throw new PublicError(MALFORMED)
  switch (proposal.proposalType) {
    case defaultProposalTypes.add: {
      const { leafNode } = proposal.add.keyPackage
      const { signaturePublicKey: signatureKey, hpkePublicKey: encryptionKey } = leafNode
      const leaf = Number(added.next().value) / 2
      return { kind: "add", leaf, identity: identityOf(leafNode), signatureKey, encryptionKey, sender }
    }
    case defaultProposalTypes.remove: {
      const leaf = proposal.remove.removed
      const before = leafAt(ratchetTree, leaf)
      if (before === null) throw new PublicError("12.1-1")
      const { signaturePublicKey: signatureKey } = before
      return {
        kind: "remove",
        leaf,
        identity: identityOf(before),
        signatureKey,
        bySelf: sender === leaf,
        sender,
      }
    }
    case defaultProposalTypes.update: {
      const { leafNode } = proposal.update
      const before = sender === null ? null : leafAt(ratchetTree, sender)
      if (sender === null || before === null) throw new PublicError("6-5")
      return {
        kind: "update",
        leaf: sender,
        identityBefore: identityOf(before),
        identity: identityOf(leafNode),
        signatureKey: leafNode.signaturePublicKey,
        sender,
      }
    }
    case defaultProposalTypes.group_context_extensions: {
      const extensions = proposal.groupContextExtensions.extensions.map(fromExtension)
      return { kind: "extensions", extensions, sender }
    }
    case defaultProposalTypes.psk:
      return { kind: "psk", sender }
    case defaultProposalTypes.reinit:
      return { kind: "reinit", sender }
    case defaultProposalTypes.external_init:
      return { kind: "externalInit", sender: null }
  }
}
