// Rule V: whether a seal is void, judged only by what every member of the epoch shares.

import type { CommitFacts } from "../circle/facts.ts"
import { judge } from "../circle/judge.ts"
import type { Policy } from "../circle/policy.ts"
import { type Group, PublicError, type StagedCommit } from "../mls/index.ts"
import { Kind as EntryKind } from "../wire/codes.ts"
import { Content, EnvelopeError, type EpochKeys, isPublic, unseal } from "./envelope.ts"
import { factsOf } from "./facts.ts"

/** The number shown for a void seal that fails MLS itself, before any rule of the circle. */
const UNREADABLE = 0
/** The rule of `mls` that a reference to a proposal we never saw breaks. */
const UNKNOWN_PROPOSAL = "12.2-1"

export type Judged =
  /** The seal counts for nobody. `number` is the refusal's, or 0 where it is no commit of MLS. */
  | { readonly verdict: "void"; readonly number: number }
  /** The seal wins, unless one before it did; its private checks come next. */
  | { readonly verdict: "lawful"; readonly staged: StagedCommit; readonly facts: CommitFacts }
  /** It refers to an entry that had expired before we came: not ours to judge; we have to rejoin. */
  | { readonly verdict: "unjudged" }

/** Judge a seal in the epoch of `group`; `gaps` says whether we missed entries of its box. */
export async function judgeSeal(
  keys: EpochKeys,
  group: Group,
  policy: Policy,
  blob: Uint8Array,
  gaps: boolean,
): Promise<Judged> {
  let staged: StagedCommit
  try {
    const { tag, content } = unseal(keys, EntryKind.SEAL, blob)
    // A PrivateMessage opens or not by the state of one member's ratchets: not for a seal.
    if (tag !== Content.MLS || !isPublic(content)) return { verdict: "void", number: UNREADABLE }
    staged = await group.inspect(content)
  } catch (error) {
    if (gaps && error instanceof PublicError && error.rule === UNKNOWN_PROPOSAL)
      return { verdict: "unjudged" }
    if (error instanceof PublicError || error instanceof EnvelopeError) {
      return { verdict: "void", number: UNREADABLE }
    }
    throw error
  }
  const facts = factsOf(group, policy, staged)
  const refusal = judge(facts)
  return refusal === null ? { verdict: "lawful", staged, facts } : { verdict: "void", number: refusal }
}
