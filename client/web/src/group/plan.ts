// From a wish to a lawful commit, before it is made.
//
// A plan is judged by the same table of refusals as everybody else's commit before it is sealed, so a
// client of ours never publishes a void seal.

import { actionAppoint, actionDemote, actionDevice, actionRemove, actionRules } from "../circle/actions.ts"
import type { CommitData } from "../circle/commitData.ts"
import type { CommitFacts, RemoveFact } from "../circle/facts.ts"
import { judge } from "../circle/judge.ts"
import { checkName } from "../circle/names.ts"
import { HOST, type Member, type OpenCode, type Policy } from "../circle/policy.ts"
import { Refusal } from "../circle/refusals.ts"
import { checkPackage, type Group, MLSError } from "../mls/index.ts"
import { compare, equal, hex } from "../wire/bytes.ts"
import { type HeardApproval, rejoinedLeaf, rejoining } from "./approvals.ts"
import { blameless, leavesOf, samePolicy } from "./facts.ts"
import type { Admit, Intent } from "./intents.ts"
import type { Leave } from "./records.ts"

/** Refusals that more approvals of the same action can lift. */
const NEEDS_APPROVAL: ReadonlySet<number> = new Set([
  Refusal.APPOINT,
  Refusal.DEMOTE,
  Refusal.REMOVE,
  Refusal.PARTIAL,
  Refusal.THRESHOLD,
  Refusal.RULES,
])

/** The circle's policy would refuse the commit; `refusal` is the number of the rule. */
export class UnlawfulError extends Error {
  override readonly name = "UnlawfulError"
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super("the circle's policy refuses this")
    this.refusal = refusal
  }
}

/** There is nothing to do: what was wished for holds already, or can no longer come to hold. */
export class PointlessError extends Error {
  override readonly name = "PointlessError"

  constructor() {
    super("there is nothing to do")
  }
}

/** The action waits for others to approve it in this epoch; `voices` is how many do, with ours. */
export class NeedsApprovalsError extends Error {
  override readonly name = "NeedsApprovalsError"
  readonly action: Uint8Array
  readonly voices: number

  constructor(action: Uint8Array, voices: number) {
    super("more approvals are needed")
    this.action = action
    this.voices = voices
  }
}

/** A lawful commit, before it is made. */
export interface Plan {
  /** The policy after it. */
  readonly policy: Policy
  readonly data: CommitData
  /** The key packages of those it adds. */
  readonly packages: readonly Uint8Array[]
  readonly facts: CommitFacts
  /** References of the proposals to leave that it carries. */
  readonly leaves: readonly Uint8Array[]
}

/** What a plan stands on: the epoch, who plans, and what was heard in the epoch. */
export interface Ground {
  readonly group: Group
  readonly policy: Policy
  readonly me: Uint8Array
  /** What the committer has seen of the box, and the hash of the durable state there. */
  readonly seen: CommitData["seen"]
  readonly stateHash: Uint8Array
  readonly approvals: readonly HeardApproval[]
  readonly leaves: readonly Leave[]
}

/** The parts of a plan as an intent fills them in. */
interface Sketch {
  readonly policy: Policy
  readonly adds: readonly { keyPackage: Uint8Array; member: Uint8Array; signatureKey: Uint8Array }[]
  readonly removes: readonly RemoveFact[]
  readonly spent: readonly (Uint8Array | null)[]
  readonly approvals: readonly HeardApproval[]
  /** What approvals are about, where more of them could make the plan lawful. */
  readonly action: Uint8Array | null
}

/**
 * The commit that carries out `intent`, with the proposals to leave that wait. PointlessError,
 * UnlawfulError, or NeedsApprovalsError when more voices could make it lawful.
 */
export async function make(intent: Intent, ground: Ground): Promise<Plan> {
  const sketch = await sketched(intent, ground)
  const gone = new Set(sketch.removes.map(({ leaf }) => leaf))
  const added = new Set(sketch.adds.map(({ member }) => hex(member)))
  // Who proposes to leave twice leaves once. A device that goes waits where one of the same member comes:
  // together they would be a rejoining.
  const due = ground.leaves.filter(({ leaf, member }) => !gone.has(leaf) && !added.has(hex(member)))
  const byLeaf = new Map(due.map((leave) => [leave.leaf, leave]))
  const leaves = [...byLeaf.values()]
  let settled = settle(sketch, leaves, ground)
  if (settled.refusal === Refusal.NO_HOST && leaves.length > 0) {
    // The last host wishes to leave: that proposal has to wait, everything else goes on.
    const going: Leave[] = []
    for (const leave of leaves) {
      if (settle(sketch, [...going, leave], ground).refusal !== Refusal.NO_HOST) going.push(leave)
    }
    settled = settle(sketch, going, ground)
  }
  const { refusal, plan } = settled
  if (refusal === null) return plan
  const { action } = sketch
  if (action !== null && NEEDS_APPROVAL.has(refusal)) {
    const voices = ground.approvals
      .filter((heard) => equal(heard.action, action))
      .map(({ member }) => hex(member))
    throw new NeedsApprovalsError(action, new Set([...voices, hex(ground.me)]).size)
  }
  throw new UnlawfulError(refusal)
}

/** Complete the sketch with those who leave, and judge it. */
function settle(
  sketch: Sketch,
  leaves: readonly Leave[],
  ground: Ground,
): { refusal: Refusal | null; plan: Plan } {
  const removes = [...sketch.removes, ...leaves.map(({ leaf, member }) => ({ leaf, member, bySelf: true }))]
  const before = leavesOf(ground.group.members)
  const after = leavesAfter(before, removes, sketch)
  const policy = removesAny(removes, sketch) ? withOnly(sketch.policy, after.values()) : sketch.policy
  const approvals = sortedApprovals(sketch.approvals)
  const data: CommitData = {
    seen: ground.seen,
    stateHash: ground.stateHash,
    spent: sketch.spent,
    approvals,
    purpose: 0,
  }
  const facts: CommitFacts = {
    ...blameless,
    sender: ground.me,
    membersBefore: before,
    membersAfter: after,
    policyBefore: ground.policy,
    policyAfter: samePolicy(policy, ground.policy) ? null : policy,
    data,
    adds: sketch.adds.map(({ member, signatureKey }) => ({ member, signatureKey })),
    removes,
    approvals: approvals.map(({ member, action }) => ({ member, action })),
  }
  const packages = sketch.adds.map(({ keyPackage }) => keyPackage)
  return {
    refusal: judge(facts),
    plan: { policy, data, packages, facts, leaves: leaves.map(({ ref }) => ref) },
  }
}

/** Who holds which leaf after the commit: newcomers take the leftmost free ones (RFC 9420, section 7.7). */
function leavesAfter(
  before: ReadonlyMap<number, Uint8Array>,
  removes: readonly RemoveFact[],
  { adds }: Sketch,
): Map<number, Uint8Array> {
  const after = new Map(before)
  for (const { leaf } of removes) after.delete(leaf)
  let leaf = 0
  for (const { member } of adds) {
    while (after.has(leaf)) leaf++
    after.set(leaf, member)
  }
  return after
}

/** Whether anybody goes other than the old leaf of a member who rejoins. */
function removesAny(removes: readonly RemoveFact[], { adds }: Sketch): boolean {
  const added = new Set(adds.map(({ member }) => hex(member)))
  return removes.some(({ member }) => !added.has(hex(member)))
}

/** The policy with only those who stay, and without open codes: a removal ends them all. */
function withOnly(policy: Policy, members: Iterable<Uint8Array>): Policy {
  const staying = new Set([...members].map(hex))
  return policy.with({ roster: new Map([...policy.roster].filter(([who]) => staying.has(who))), codes: [] })
}

/** By member, then action, each pair once, with its last signature. */
function sortedApprovals(approvals: readonly HeardApproval[]): HeardApproval[] {
  const once = new Map(approvals.map((one) => [`${hex(one.member)}/${hex(one.action)}`, one]))
  return [...once.values()].sort((a, b) => compare(a.member, b.member) || compare(a.action, b.action))
}

/** What the intent asks for. */
async function sketched(intent: Intent, ground: Ground): Promise<Sketch> {
  const { policy } = ground
  const blank: Sketch = { policy, adds: [], removes: [], spent: [], approvals: [], action: null }
  switch (intent.kind) {
    case "update":
      return blank
    case "open-invite": {
      if (policy.code(intent.idHash) !== null) throw new PointlessError()
      const code = { idHash: intent.idHash, issuer: ground.me, uses: intent.uses, quota: intent.uses }
      return { ...blank, policy: policy.with({ codes: [...policy.codes, code] }) }
    }
    case "close-invite":
      if (policy.code(intent.idHash) === null) throw new PointlessError()
      return { ...blank, policy: policy.with({ codes: without(policy.codes, intent.idHash) }) }
    case "admit":
      return admitted(blank, intent, ground)
    case "remove": {
      if (!policy.roster.has(hex(intent.member))) throw new PointlessError()
      // Who wants to go leaves.
      if (equal(intent.member, ground.me)) throw new UnlawfulError(Refusal.REMOVE)
      const leaves = ground.group.members.filter(({ identity }) => equal(identity, intent.member))
      const removes = leaves.map(({ leaf }) => ({ leaf, member: intent.member, bySelf: false }))
      return warranted({ ...blank, removes }, actionRemove(intent.member), ground)
    }
    case "add-device": {
      const { keyPackage } = intent
      const signatureKey = await keyOf(keyPackage, ground.me, ground.group)
      if (ground.group.members.some((one) => equal(one.signatureKey, signatureKey)))
        throw new PointlessError()
      return { ...blank, adds: [{ keyPackage, member: ground.me, signatureKey }], spent: [null] }
    }
    case "remove-device": {
      const { member, key } = intent
      const device = ground.group.members.find(
        ({ identity, signatureKey }) => equal(identity, member) && equal(signatureKey, key),
      )
      if (device === undefined) throw new PointlessError()
      const { leaf } = device
      // Who wants to go leaves.
      if (leaf === ground.group.ownLeaf) throw new UnlawfulError(Refusal.REMOVE)
      const taking = { ...blank, removes: [{ leaf, member, bySelf: false }] }
      return equal(member, ground.me) ? taking : warranted(taking, actionDevice(member, leaf), ground)
    }
    case "appoint":
    case "demote": {
      const appoint = intent.kind === "appoint"
      const entry = policy.roster.get(hex(intent.member))
      if (entry === undefined || entry.roles.includes(HOST) === appoint) throw new PointlessError()
      const others = entry.roles.filter((role) => role !== HOST)
      const roles = appoint ? [...others, HOST].sort() : others
      const action = appoint ? actionAppoint(intent.member) : actionDemote(intent.member)
      const changed = withMember(policy, intent.member, { name: entry.name, roles })
      return warranted({ ...blank, policy: changed }, action, ground)
    }
    case "set-rule": {
      if (policy.rules[intent.rule] === intent.value) throw new PointlessError()
      const rules = { ...policy.rules, [intent.rule]: intent.value }
      return warranted({ ...blank, policy: policy.with({ rules }) }, actionRules(rules), ground)
    }
    case "rename": {
      const entry = policy.roster.get(hex(ground.me))
      if (entry === undefined || entry.name === intent.name) throw new PointlessError()
      const changed = withMember(policy, ground.me, { name: intent.name, roles: entry.roles })
      return { ...blank, policy: changed }
    }
  }
}

/** The sketch with what was heard in favour of its action. */
function warranted(sketch: Sketch, action: Uint8Array, ground: Ground): Sketch {
  return { ...sketch, action, approvals: ground.approvals.filter((heard) => equal(heard.action, action)) }
}

async function admitted(blank: Sketch, intent: Admit, ground: Ground): Promise<Sketch> {
  const { policy } = ground
  const signatureKey = await keyOf(intent.keyPackage, intent.member, ground.group)
  const code = policy.code(intent.idHash)
  if (code === null) throw new UnlawfulError(Refusal.CODE_UNKNOWN)
  const left = code.uses > 1 ? [{ ...code, uses: code.uses - 1 }] : []
  const spending: Sketch = {
    ...blank,
    policy: policy.with({ codes: [...without(policy.codes, code.idHash), ...left] }),
    adds: [{ keyPackage: intent.keyPackage, member: intent.member, signatureKey }],
    spent: [intent.idHash],
  }
  if (intent.rejoin.length === 0) {
    if (policy.roster.has(hex(intent.member))) throw new UnlawfulError(Refusal.DEVICE)
    const entry = { name: checkName(intent.name), roles: [] }
    return { ...spending, policy: withMember(spending.policy, intent.member, entry) }
  }
  const approvals = rejoining(intent.member, signatureKey, intent.rejoin)
  const old = rejoinedLeaf(ground.group, approvals)
  if (old === null) throw new UnlawfulError(Refusal.REJOIN_UNSIGNED)
  return {
    ...spending,
    removes: [{ leaf: old, member: intent.member, bySelf: false }],
    approvals,
  }
}

/** The signature key of a package, which must be sound and under that member id. */
async function keyOf(keyPackage: Uint8Array, member: Uint8Array, group: Group): Promise<Uint8Array> {
  try {
    const { identity, signatureKey } = await checkPackage(keyPackage, { group })
    if (equal(identity, member)) return signatureKey
  } catch (error) {
    if (!(error instanceof MLSError)) throw error
  }
  throw new UnlawfulError(Refusal.MEMBER_ID)
}

function without(codes: readonly OpenCode[], idHash: Uint8Array): OpenCode[] {
  return codes.filter((code) => !equal(code.idHash, idHash))
}

function withMember(policy: Policy, member: Uint8Array, entry: Member): Policy {
  return policy.with({ roster: new Map(policy.roster).set(hex(member), entry) })
}
