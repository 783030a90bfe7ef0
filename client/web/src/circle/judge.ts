// Rules C, V and P: whether a commit is lawful under the policy before it (docs/circle.md, section 9).
//
// Every rule looks only at what all members of the epoch share: no clock, no local state, no private key. So
// all of them answer alike, and a commit refused here is void for everyone.

import { compare, equal, hex } from "../wire/bytes.ts"
import {
  actionAppoint,
  actionDemote,
  actionDevice,
  actionRejoin,
  actionRemove,
  actionRules,
} from "./actions.ts"
import { type AddFact, type CommitFacts, type Movement, movement, policyAfter } from "./facts.ts"
import { ID, rising } from "./ids.ts"
import { skeleton } from "./names.ts"
import { HOST, MOST_MEMBERS, type OpenCode, type Policy, sameRelay, sameRules } from "./policy.ts"
import { Refusal } from "./refusals.ts"
import { apart, within, without } from "./sets.ts"

/** Devices of one member. */
const MOST_LEAVES = 4

/** The facts, with what is made of them once for all rules. */
interface Case extends CommitFacts {
  readonly policyNext: Policy
  readonly moved: Movement
  /** How many Adds each member has, by id. */
  readonly added: ReadonlyMap<string, number>
  /** How many Removes each member has, by id. */
  readonly dropped: ReadonlyMap<string, number>
}

type Rule = (facts: Case) => Refusal | null

/** The first refusal that applies to the commit, or null if it is lawful. */
export function judge(facts: CommitFacts): Refusal | null {
  const known: Case = {
    ...facts,
    policyNext: policyAfter(facts),
    moved: movement(facts),
    added: counted(facts.adds.map(({ member }) => hex(member))),
    dropped: counted(facts.removes.map(({ member }) => hex(member))),
  }
  for (const rule of RULES) {
    const refusal = rule(known)
    if (refusal !== null) return refusal
  }
  return null
}

/**
 * Whether a policy fits the members of a tree: for founding, for joining, and in every commit. `members` holds
 * one identity per leaf.
 */
export function sound(policy: Policy, members: Iterable<Uint8Array>): Refusal | null {
  const identities = [...members]
  const leaves = counted(identities.map(hex))
  if (identities.some(({ length }) => length !== ID)) return Refusal.MEMBER_ID
  if (leaves.size < 1 || leaves.size > MOST_MEMBERS) return Refusal.SIZE
  if (apart(new Set(leaves.keys()), new Set(policy.roster.keys())).size > 0) return Refusal.ROSTER
  if (Math.max(...leaves.values()) > MOST_LEAVES) return Refusal.LEAVES
  if (policy.hosts.size === 0) return Refusal.NO_HOST
  const shapes = new Set([...policy.roster.values()].map(({ name }) => skeleton(name)))
  return shapes.size === policy.roster.size ? null : Refusal.NAME_TAKEN
}

/** What circles never use of MLS, and what they always need. */
function shape(facts: Case): Refusal | null {
  if (facts.external) return Refusal.EXTERNAL
  if (facts.psk) return Refusal.PSK
  if (facts.reinit) return Refusal.REINIT
  if (facts.otherReference) return Refusal.REFERENCE
  if (!facts.hasPath) return Refusal.NO_PATH
  if (facts.data === null || facts.data.spent.length !== facts.adds.length) return Refusal.DATA
  if (facts.otherExtensions) return Refusal.EXTENSIONS
  if (facts.policyUnreadable) return Refusal.POLICY
  if (!facts.moved.before.has(hex(facts.sender))) return Refusal.STRANGER
  return renamesALeaf(facts) ? Refusal.IDENTITY : null
}

/** Whether a leaf that stays changes hands: MLS lets a committer write any identity into its path. */
function renamesALeaf({ membersBefore, membersAfter, removes }: Case): boolean {
  const removed = new Set(removes.map(({ leaf }) => leaf))
  return [...membersBefore].some(
    ([leaf, member]) => !removed.has(leaf) && !equal(membersAfter.get(leaf) ?? member, member),
  )
}

function soundness({ policyNext, membersAfter }: Case): Refusal | null {
  return sound(policyNext, membersAfter.values())
}

/** A name is changed by its bearer; whoever adds a newcomer writes its first one. */
function names({ sender, policyBefore, policyNext }: Case): Refusal | null {
  for (const [member, { name }] of policyBefore.roster) {
    const next = policyNext.roster.get(member)
    if (next !== undefined && member !== hex(sender) && next.name !== name) return Refusal.NAME
  }
  return null
}

function placeAndRules(facts: Case): Refusal | null {
  const { policyBefore: before, policyNext: after } = facts
  const host = before.hosts.has(hex(facts.sender))
  if (!sameRelay(after.relay, before.relay) && !host) return Refusal.RELAY
  if (sameRules(after.rules, before.rules)) return null
  const lawful = warranted(facts, actionRules(after.rules))
  if (!host && !lawful) return Refusal.RULES
  const moved = after.rules.removeApprovals !== before.rules.removeApprovals
  return moved && !lawful ? Refusal.THRESHOLD : null
}

/** Who goes, whole or with one device: by itself freely, by others with a warrant for just that. */
function removals(facts: Case): Refusal | null {
  for (const member of rising(facts.moved.removed)) {
    if (!warranted(facts, actionRemove(member), member)) return Refusal.REMOVE
  }
  const partial = facts.removes.some(({ leaf, member, bySelf }) => {
    const stays = facts.moved.after.has(hex(member)) && !facts.added.has(hex(member))
    const own = bySelf || equal(member, facts.sender)
    return stays && !own && !warranted(facts, actionDevice(member, leaf), member)
  })
  return partial ? Refusal.PARTIAL : null
}

/** Adds of member ids that are in the circle already: rejoining, and further devices. */
function returns(facts: Case): Refusal | null {
  for (const add of facts.adds) {
    const refusal = comesBack(facts, add)
    if (refusal !== null) return refusal
  }
  return null
}

function comesBack(facts: Case, { member, signatureKey }: AddFact): Refusal | null {
  const id = hex(member)
  const [added, dropped] = [facts.added.get(id) ?? 0, facts.dropped.get(id) ?? 0]
  if (!facts.moved.before.has(id)) return added > 1 ? Refusal.DEVICE : null
  if (dropped === 0) return equal(member, facts.sender) ? null : Refusal.DEVICE
  if (added !== 1 || dropped !== 1) return Refusal.REJOIN
  return approved(facts, actionRejoin(member, signatureKey)).has(id) ? null : Refusal.REJOIN_UNSIGNED
}

/** Each Add of a newcomer or rejoiner spends one use of a code that was open before. */
function spending(facts: Case): Refusal | null {
  const { policyBefore: policy, sender } = facts
  const spent = new Map<string, number>()
  for (const [at, { member }] of facts.adds.entries()) {
    const idHash = facts.data?.spent[at] ?? null
    const further = facts.moved.before.has(hex(member)) && !facts.dropped.has(hex(member))
    if (further !== (idHash === null)) return Refusal.CODE_MISSING
    if (idHash === null) continue
    const code = policy.code(idHash)
    if (code === null) return Refusal.CODE_UNKNOWN
    const uses = (spent.get(hex(idHash)) ?? 0) + 1
    spent.set(hex(idHash), uses)
    if (uses > code.uses) return Refusal.CODE_OVERSPENT
    const issuer = equal(sender, code.issuer) && policy.mayInvite(sender)
    if (!issuer && !policy.hosts.has(hex(sender))) return Refusal.ADDER
  }
  return null
}

/** What becomes of the open codes: spent, opened, closed, or all void with a removal. */
function codes(facts: Case): Refusal | null {
  const { policyBefore, policyNext } = facts
  const removal = facts.removes.some(({ member }) => !facts.added.has(hex(member)))
  if (removal) return policyNext.codes.length > 0 ? Refusal.CODES_KEPT : null
  const spent = counted((facts.data?.spent ?? []).flatMap((idHash) => (idHash === null ? [] : [hex(idHash)])))
  for (const code of byId(policyBefore.codes)) {
    const left = code.uses - (spent.get(hex(code.idHash)) ?? 0)
    const refusal = keptCode(facts, code, policyNext.code(code.idHash), left)
    if (refusal !== null) return refusal
  }
  const opened = policyNext.codes.filter(({ idHash }) => policyBefore.code(idHash) === null)
  return opened.every((code) => mayOpen(facts, code)) ? null : Refusal.CODE_OPENED
}

function keptCode(facts: Case, before: OpenCode, after: OpenCode | null, left: number): Refusal | null {
  if (after === null) {
    // Closed, or spent to the end: whoever may spend a code may close it.
    const closer = equal(facts.sender, before.issuer) || facts.policyBefore.hosts.has(hex(facts.sender))
    return closer ? null : Refusal.CODE_CLOSED
  }
  if (!equal(after.issuer, before.issuer) || after.quota !== before.quota) return Refusal.CODE_CHANGED
  return after.uses === left ? null : Refusal.CODE_COUNT
}

function mayOpen({ sender, policyBefore }: Case, code: OpenCode): boolean {
  return equal(code.issuer, sender) && code.uses === code.quota && policyBefore.mayInvite(sender)
}

function roles(facts: Case): Refusal | null {
  for (const member of rising(facts.policyNext.roster.keys())) {
    const refusal = rolesOf(facts, member)
    if (refusal !== null) return refusal
  }
  return null
}

function rolesOf(facts: Case, member: Uint8Array): Refusal | null {
  const before = facts.policyBefore.roster.get(hex(member))
  const had = new Set(before?.roles ?? [])
  const has = new Set(facts.policyNext.roster.get(hex(member))?.roles ?? [])
  const changed = apart(had, has)
  if (changed.size === 0) return null
  if (before === undefined) return Refusal.NEWCOMER_ROLE
  const own = equal(member, facts.sender)
  if (changed.has(HOST) && has.has(HOST) && !warranted(facts, actionAppoint(member))) return Refusal.APPOINT
  // A host steps down by itself; else it takes a warrant, in which the host has no voice.
  if (changed.has(HOST) && had.has(HOST) && !own && !warranted(facts, actionDemote(member), member)) {
    return Refusal.DEMOTE
  }
  const steppingBack = own && without(has, had).size === 0
  const others = [...changed].some((role) => role !== HOST)
  const host = facts.policyBefore.hosts.has(hex(facts.sender))
  return others && !steppingBack && !host ? Refusal.ROLE : null
}

/**
 * Whether a weighty action has its warrant: enough hosts, or a majority of the members. The committer approves
 * what it commits. The one against whom the action goes has no voice, but counts among the members of whom
 * strictly more than half must agree. Who leaves in this very commit neither has a voice nor counts.
 */
function warranted(facts: Case, action: Uint8Array, subject: Uint8Array | null = null): boolean {
  const { policyBefore: policy, moved, sender } = facts
  const electorate = without(moved.before, moved.leavers)
  const voices = within([...approved(facts, action), hex(sender)], electorate)
  if (subject !== null) voices.delete(hex(subject))
  const hosts = within(voices, policy.hosts).size
  return hosts >= policy.rules.removeApprovals || 2 * voices.size > electorate.size
}

/** Who has approved exactly this action: member ids. */
function approved({ approvals }: Case, action: Uint8Array): Set<string> {
  return new Set(approvals.filter((one) => equal(one.action, action)).map(({ member }) => hex(member)))
}

function byId(codes: readonly OpenCode[]): OpenCode[] {
  return [...codes].sort((one, other) => compare(one.idHash, other.idHash))
}

function counted(ids: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/** The rules in the order in which they are judged. */
const RULES: readonly Rule[] = [
  shape,
  soundness,
  names,
  placeAndRules,
  removals,
  returns,
  spending,
  codes,
  roles,
]
