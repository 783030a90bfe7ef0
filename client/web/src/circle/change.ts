// What a lawful commit changed, for the fold and for people: who joined, left, rose; codes.

import { equal, hex } from "../wire/bytes.ts"
import { type CommitFacts, movement, policyAfter } from "./facts.ts"
import { rising } from "./ids.ts"
import { HOST, type Policy, sameRelay, sameRules } from "./policy.ts"
import { apart, within, without } from "./sets.ts"

/**
 * The effect of one commit; ids stand in rising order, names in `policy` and the one before. `rejoined` have
 * replaced a device, `linked` added one. Of those who stay, `unlinked` took a device away themselves, and of
 * `deviceRemoved` others took one. `appointed` became hosts, `steppedDown` ceased to be. `policyChanged` means
 * the relay or the rules. Codes are named by id hash; `codesClosed` holds those that ended, by closing, by a
 * removal or by their last use.
 */
export interface Change {
  readonly policy: Policy
  readonly joined: readonly Uint8Array[]
  readonly left: readonly Uint8Array[]
  readonly removed: readonly Uint8Array[]
  readonly rejoined: readonly Uint8Array[]
  readonly linked: readonly Uint8Array[]
  readonly unlinked: readonly Uint8Array[]
  readonly deviceRemoved: readonly Uint8Array[]
  readonly appointed: readonly Uint8Array[]
  readonly steppedDown: readonly Uint8Array[]
  readonly rolesChanged: readonly Uint8Array[]
  readonly renamed: readonly Uint8Array[]
  readonly policyChanged: boolean
  readonly codesOpened: readonly Uint8Array[]
  readonly codesClosed: readonly Uint8Array[]
}

/** The effect of a commit that `judge` found lawful. */
export function changeOf(facts: CommitFacts): Change {
  const { policyBefore: before } = facts
  const after = policyAfter(facts)
  const moved = movement(facts)
  const stayed = [...before.roster.keys()].filter((member) => after.roster.has(member))
  const added = new Set(facts.adds.map(({ member }) => hex(member)))
  const cameBack = within(added, moved.before)
  const replaced = within(cameBack, new Set(facts.removes.map(({ member }) => hex(member))))
  const devices = facts.removes
    .filter(({ member }) => moved.after.has(hex(member)) && !replaced.has(hex(member)))
    .map(({ member, bySelf }) => ({ id: hex(member), own: bySelf || equal(member, facts.sender) }))
  const taken = (own: boolean) =>
    rising(new Set(devices.filter((one) => one.own === own).map(({ id }) => id)))
  const became = without(after.hosts, before.hosts)
  const ceased = without(before.hosts, after.hosts)
  const [codesBefore, codesAfter] = [codesOf(before), codesOf(after)]
  return {
    policy: after,
    joined: rising(moved.joined),
    left: rising(moved.leavers),
    removed: rising(moved.removed),
    rejoined: rising(replaced),
    linked: rising(without(cameBack, replaced)),
    unlinked: taken(true),
    deviceRemoved: taken(false),
    appointed: rising(within(became, before.roster)),
    steppedDown: rising(within(ceased, after.roster)),
    rolesChanged: rising(stayed.filter((member) => !sameRoles(before, after, member))),
    renamed: rising(stayed.filter((one) => before.roster.get(one)?.name !== after.roster.get(one)?.name)),
    policyChanged: !sameRelay(before.relay, after.relay) || !sameRules(before.rules, after.rules),
    codesOpened: rising(without(codesAfter, codesBefore)),
    codesClosed: rising(without(codesBefore, codesAfter)),
  }
}

function codesOf({ codes }: Policy): Set<string> {
  return new Set(codes.map(({ idHash }) => hex(idHash)))
}

/** Whether a member has the same roles in both, that of host aside. */
function sameRoles(before: Policy, after: Policy, member: string): boolean {
  const [had, has] = [before, after].map(
    ({ roster }) => new Set((roster.get(member)?.roles ?? []).filter((role) => role !== HOST)),
  )
  return had !== undefined && has !== undefined && apart(had, has).size === 0
}
