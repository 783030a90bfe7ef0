// Approvals: signatures of members over (group, epoch, exact action), made and verified with leaf keys.

import { APPROVAL_LABEL, actionRejoin, approvalContent, approvalEpoch } from "../circle/actions.ts"
import type { CommitData } from "../circle/commitData.ts"
import { checkPackage, type Group, verify } from "../mls/index.ts"
import { equal } from "../wire/bytes.ts"

/** An approval as heard: who approves, what, and the signature. */
export interface HeardApproval {
  readonly member: Uint8Array
  readonly action: Uint8Array
  readonly signature: Uint8Array
}

/** Our own signature over an action in the present epoch. */
export function approve(group: Group, action: Uint8Array): Promise<Uint8Array> {
  return group.sign(APPROVAL_LABEL, approvalContent(group.groupId, group.epoch, action))
}

/** Sign, with the leaf that is to go, that the member comes back with this key package. */
export async function signRejoining(
  group: Group,
  member: Uint8Array,
  keyPackage: Uint8Array,
): Promise<Uint8Array> {
  const { signatureKey } = await checkPackage(keyPackage)
  return group.sign(APPROVAL_LABEL, approvalContent(group.groupId, 0, actionRejoin(member, signatureKey)))
}

/** Whether the signature is the member's approval of the action, under one of its leaves in this epoch. */
export function approvalHolds(group: Group, heard: HeardApproval): boolean {
  return signerOf(group, heard, group.members) !== null
}

/** The leaf of these that signed, as its member's; null where none did. */
export function signerOf(
  group: Group,
  { member, action, signature }: HeardApproval,
  leaves: Group["members"],
): number | null {
  const content = approvalContent(group.groupId, approvalEpoch(action, group.epoch), action)
  const signer = leaves.find(
    ({ identity, signatureKey }) =>
      equal(identity, member) && verify(signatureKey, APPROVAL_LABEL, content, signature),
  )
  return signer?.leaf ?? null
}

/**
 * The approvals of a commit whose signatures verify; a rejoining is signed by the very leaf that goes.
 * `removed` are the leaf indices that the commit removes.
 */
export function verified(
  group: Group,
  data: CommitData | null,
  removed: ReadonlySet<number>,
): { member: Uint8Array; action: Uint8Array }[] {
  const going = group.members.filter(({ leaf }) => removed.has(leaf))
  return (data?.approvals ?? [])
    .filter((approved) => {
      const rejoin = approvalEpoch(approved.action, group.epoch) === 0
      return signerOf(group, approved, rejoin ? going : group.members) !== null
    })
    .map(({ member, action }) => ({ member, action }))
}
