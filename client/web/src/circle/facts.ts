// The facts of a commit that policy is judged by: only what every member of the epoch shares.

import { hex } from "../wire/bytes.ts"
import type { CommitData } from "./commitData.ts"
import type { Policy } from "./policy.ts"
import { without } from "./sets.ts"

/** One Add: the newcomer's identity as its credential has it, and its leaf's signature key. */
export interface AddFact {
  readonly member: Uint8Array
  readonly signatureKey: Uint8Array
}

/** One Remove: the leaf, the member id it bore, and whether that member itself proposed it. */
export interface RemoveFact {
  readonly leaf: number
  readonly member: Uint8Array
  readonly bySelf: boolean
}

/**
 * A commit whose MLS checks have passed.
 *
 * `membersBefore` and `membersAfter` map leaf indices to member ids. `adds` keep the order of the proposal
 * list. `policyAfter` is null if the commit leaves the policy as it was; `policyUnreadable` says that a policy
 * is there but cannot be decoded, or that it is gone. `data` is the decoded authenticated data, null if it does
 * not decode. `approvals` are the pairs (member, action) out of `data.approvals` whose signatures verify under
 * a leaf that the member had before (for a rejoining: under a leaf that this commit removes); the others are
 * left out and do not count. `otherReference` says that a proposal by reference is not a member's removal of
 * itself.
 */
export interface CommitFacts {
  readonly sender: Uint8Array
  readonly membersBefore: ReadonlyMap<number, Uint8Array>
  readonly membersAfter: ReadonlyMap<number, Uint8Array>
  readonly policyBefore: Policy
  readonly policyAfter: Policy | null
  readonly policyUnreadable: boolean
  readonly data: CommitData | null
  readonly adds: readonly AddFact[]
  readonly removes: readonly RemoveFact[]
  readonly approvals: readonly { readonly member: Uint8Array; readonly action: Uint8Array }[]
  readonly external: boolean
  readonly psk: boolean
  readonly reinit: boolean
  readonly otherReference: boolean
  readonly otherExtensions: boolean
  readonly hasPath: boolean
}

/** Who comes and who goes with a commit: member ids in hex. */
export interface Movement {
  readonly before: ReadonlySet<string>
  readonly after: ReadonlySet<string>
  /** Who had no leaf before. */
  readonly joined: ReadonlySet<string>
  /** Who has no leaf left, by its own proposals alone. */
  readonly leavers: ReadonlySet<string>
  /** Whom others remove. */
  readonly removed: ReadonlySet<string>
}

/** The policy that holds after the commit. */
export function policyAfter({ policyBefore, policyAfter }: CommitFacts): Policy {
  return policyAfter ?? policyBefore
}

/** Who comes and who goes. */
export function movement({ membersBefore, membersAfter, removes }: CommitFacts): Movement {
  const before = new Set([...membersBefore.values()].map(hex))
  const after = new Set([...membersAfter.values()].map(hex))
  const gone = without(before, after)
  const forced = new Set(removes.filter(({ bySelf }) => !bySelf).map(({ member }) => hex(member)))
  const leavers = without(gone, forced)
  return { before, after, joined: without(after, before), leavers, removed: without(gone, leavers) }
}
