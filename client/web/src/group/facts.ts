// From a commit to the facts that the policy judges: somebody's, as all members of the epoch can tell
// them, and our own, once it has won.

import { type CommitData, CommitDataError, decodeCommitData } from "../circle/commitData.ts"
import type { CommitFacts } from "../circle/facts.ts"
import { decodePolicy, EXT_POLICY, type Policy, PolicyError, repackPolicy } from "../circle/policy.ts"
import type { Change, Extension, Group, StagedCommit } from "../mls/index.ts"
import { equal } from "../wire/bytes.ts"
import { verified } from "./approvals.ts"
import type { Pending } from "./records.ts"

/** The circle's policy in the group's present epoch; PolicyError where there is none. */
export function policyOf(group: Group): Policy {
  return decodePolicy(group.extensions.find(({ type }) => type === EXT_POLICY)?.data ?? new Uint8Array())
}

/** Whether two policies say the same. */
export function samePolicy(one: Policy, other: Policy): boolean {
  return equal(repackPolicy(one), repackPolicy(other))
}

/** The facts of somebody's commit in the group's present epoch, whose policy is `policy`. */
export function factsOf(group: Group, policy: Policy, staged: StagedCommit): CommitFacts {
  const data = dataOf(staged)
  const after = policyAfter(staged)
  const removes = staged.proposals.filter((change) => change.kind === "remove")
  return {
    ...blameless,
    sender: staged.senderIdentity,
    membersBefore: leavesOf(group.members),
    membersAfter: leavesOf(staged.membersAfter),
    policyBefore: policy,
    policyAfter: after === null || samePolicy(after, policy) ? null : after,
    policyUnreadable: after === null,
    data,
    adds: staged.proposals
      .filter((change) => change.kind === "add")
      .map(({ identity, signatureKey }) => ({ member: identity, signatureKey })),
    removes: removes.map(({ leaf, identity, bySelf }) => ({ leaf, member: identity, bySelf })),
    approvals: verified(group, data?.approvals ?? [], new Set(removes.map(({ leaf }) => leaf))),
    external: staged.hasExternal,
    psk: staged.hasPsk,
    reinit: staged.hasReinit,
    otherReference: staged.proposals.some((change) => byReference(change, staged.senderLeaf)),
    otherExtensions: !sameOthers(group.extensions, staged.extensionsAfter),
    hasPath: staged.hasPath,
  }
}

/** The facts of our own commit, once it has won: it was judged before it was sealed. */
export function factsOfOwn(
  group: Group,
  policy: Policy,
  me: Uint8Array,
  after: Group,
  pending: Pending,
): CommitFacts {
  const policyNext = policyOf(after)
  return {
    ...blameless,
    sender: me,
    membersBefore: leavesOf(group.members),
    membersAfter: leavesOf(after.members),
    policyBefore: policy,
    policyAfter: samePolicy(policyNext, policy) ? null : policyNext,
    data: decodeCommitData(pending.data),
    adds: pending.adds,
    removes: pending.removes,
  }
}

/** What the facts of a commit say where nothing is amiss with its form. */
export const blameless = {
  policyUnreadable: false,
  approvals: [],
  external: false,
  psk: false,
  reinit: false,
  otherReference: false,
  otherExtensions: false,
  hasPath: true,
} as const satisfies Partial<CommitFacts>

/** Member ids by leaf index. */
export function leavesOf(members: Group["members"]): Map<number, Uint8Array> {
  return new Map(members.map(({ leaf, identity }) => [leaf, identity]))
}

function dataOf(staged: StagedCommit): CommitData | null {
  try {
    return decodeCommitData(staged.authenticatedData)
  } catch (error) {
    if (error instanceof CommitDataError) return null
    throw error
  }
}

/** The policy after the commit; null where it is missing or cannot be read. */
function policyAfter(staged: StagedCommit): Policy | null {
  const held = staged.extensionsAfter.find(({ type }) => type === EXT_POLICY)
  if (held === undefined) return null
  try {
    return decodePolicy(held.data)
  } catch (error) {
    if (error instanceof PolicyError) return null
    throw error
  }
}

/** Whether all extensions but the policy are the same. */
function sameOthers(before: readonly Extension[], after: readonly Extension[]): boolean {
  const others = after.filter(({ type }) => type !== EXT_POLICY)
  const had = new Map(before.filter(({ type }) => type !== EXT_POLICY).map(({ type, data }) => [type, data]))
  return (
    others.length === had.size &&
    others.every(({ type, data }) => {
      const was = had.get(type)
      return was !== undefined && equal(was, data)
    })
  )
}

/** Whether somebody else proposed it, other than a member its own removal. */
function byReference(change: Change, committer: number): boolean {
  if (change.kind === "update") return true
  if (change.kind === "remove" && change.bySelf) return false
  return "sender" in change && change.sender !== committer
}
