// Approvals: signatures of members over (group, epoch, exact action), made and verified with leaf keys.
//
// A rejoining is signed by the leaf that goes. Whoever has lost that leaf's key with the device signs with the
// rejoin key of a backup, for which the leaf vouched while it could: then a commit carries both approvals, the
// voucher under the leaf and the rejoining under the rejoin key (docs/backup.md).

import {
  ActionKind,
  APPROVAL_LABEL,
  actionRejoin,
  actionRejoinKey,
  approvalContent,
  approvalEpoch,
  DATED_KEY,
  decodeAction,
  rejoinKeyOf,
} from "../circle/actions.ts"
import { checkPackage, type Group, verify } from "../mls/index.ts"
import { equal } from "../wire/bytes.ts"

const SIGNATURE = 64
const NOTHING = new Uint8Array()

/** An approval as heard: who approves, what, and the signature. */
export interface HeardApproval {
  readonly member: Uint8Array
  readonly action: Uint8Array
  readonly signature: Uint8Array
}

/** What signatures are judged by: the members of an epoch. */
export type Court = Pick<Group, "groupId" | "epoch" | "members">

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

/** The approvals that a knock brings for its rejoining, as a commit carries them. */
export function rejoining(
  member: Uint8Array,
  signatureKey: Uint8Array,
  rejoin: Uint8Array,
): readonly HeardApproval[] {
  const action = actionRejoin(member, signatureKey)
  if (rejoin.length === SIGNATURE) return [{ member, action, signature: rejoin }]
  const signed = DATED_KEY + SIGNATURE
  return [
    {
      member,
      action: actionRejoinKey(member, rejoin.subarray(0, DATED_KEY)),
      signature: rejoin.subarray(DATED_KEY, signed),
    },
    { member, action, signature: rejoin.subarray(signed) },
  ]
}

/** The member's leaf that gives way to a rejoining so approved; null where none does. */
export function rejoinedLeaf(group: Court, approvals: readonly HeardApproval[]): number | null {
  const wanted = approvals.at(-1)?.action ?? NOTHING
  const found = group.members.find(({ leaf }) =>
    verified(group, approvals, new Set([leaf])).some(({ action }) => equal(action, wanted)),
  )
  return found?.leaf ?? null
}

/** Whether the signature is the member's approval of the action, under one of its leaves in this epoch. */
export function approvalHolds(group: Court, heard: HeardApproval): boolean {
  return group.members.some(
    ({ identity, signatureKey }) => equal(identity, heard.member) && signed(group, signatureKey, heard),
  )
}

/**
 * The approvals of a commit whose signatures verify; a rejoining is signed by the very leaf that goes, or by a
 * key that this leaf vouched for in the same commit. `removed` are the leaf indices that the commit removes.
 */
export function verified(
  group: Court,
  approvals: readonly HeardApproval[],
  removed: ReadonlySet<number>,
): { member: Uint8Array; action: Uint8Array }[] {
  return approvals
    .filter((heard) =>
      group.members.some(
        (one) =>
          equal(one.identity, heard.member) &&
          (removed.has(one.leaf) || approvalEpoch(heard.action, group.epoch) > 0) &&
          keysOf(group, one, heard, approvals).some((key) => signed(group, key, heard)),
      ),
    )
    .map(({ member, action }) => ({ member, action }))
}

/** The keys that may sign for a leaf: its own; for a rejoining also one it vouched for. */
function keysOf(
  group: Court,
  { identity, signatureKey }: Court["members"][number],
  { action }: HeardApproval,
  approvals: readonly HeardApproval[],
): Uint8Array[] {
  if (decodeAction(action)?.kind !== ActionKind.REJOIN) return [signatureKey]
  // Of several vouchers the first, so that judging stays cheap.
  for (const voucher of approvals) {
    const key = equal(voucher.member, identity) ? rejoinKeyOf(voucher.action, identity) : null
    if (key !== null) return signed(group, signatureKey, voucher) ? [signatureKey, key] : [signatureKey]
  }
  return [signatureKey]
}

function signed(group: Court, key: Uint8Array, { action, signature }: HeardApproval): boolean {
  const content = approvalContent(group.groupId, approvalEpoch(action, group.epoch), action)
  return verify(key, APPROVAL_LABEL, content, signature)
}
