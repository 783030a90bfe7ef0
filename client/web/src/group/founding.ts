// How a circle comes onto a device: founded here, or joined with a welcome.

import { DurableError } from "../circle/durable.ts"
import { sound } from "../circle/judge.ts"
import { checkName } from "../circle/names.ts"
import { EXT_POLICY, encodePolicy, Policy, PolicyError, type Relay } from "../circle/policy.ts"
import { State } from "../circle/state.ts"
import { Group, KeyPackageBundle, MLSError, SignatureKey } from "../mls/index.ts"
import { hex, randomBytes } from "../wire/bytes.ts"
import { EXT_SNAPSHOT } from "./commits.ts"
import { policyOf } from "./facts.ts"
import { Machine } from "./machine.ts"
import { Status } from "./records.ts"

/** Seconds a key package may wait for its admission; binds only the one who admits (rule C). */
const LIFETIME = 28 * 86_400
/** Seconds by which the clocks of two devices may differ. */
const SKEW = 86_400
/** No circle comes this far by itself; what lies beyond would soon be no exact number any more. */
const LAST_EPOCH = 2 ** 48
const GROUP_ID = 32
const MEMBER = 16

/** The welcome does not open, or leads into a circle that is not sound. */
export class WelcomeError extends Error {
  override readonly name = "WelcomeError"

  constructor() {
    super("the welcome leads into no circle")
  }
}

/** What names a circle on a device: its number there, and what it is called. */
export interface Naming {
  readonly number: number
  readonly label: string
}

/**
 * A circle of one, its founder its host; everything is to be written. BadNameError and PolicyError for what
 * no circle may hold.
 */
export async function found(naming: Naming, relay: Relay, name: string, now: number): Promise<Machine> {
  const member = randomBytes(MEMBER)
  const policy = Policy.founding(relay, member, checkName(name))
  const group = await Group.create(randomBytes(GROUP_ID), member, SignatureKey.generate(), {
    extensions: [{ type: EXT_POLICY, data: encodePolicy(policy) }],
    extensionsSupported: [EXT_POLICY],
  })
  const record = { ...naming, relay: relay.url, member, status: Status.ACTIVE, joinedAt: now }
  return Machine.begin(record, group, State.found(policy, group.epoch), now, true)
}

/** A key package for one circle: fresh keys, so that nothing links it to another. */
export function keyPackage(member: Uint8Array, now: number): Promise<KeyPackageBundle> {
  return KeyPackageBundle.create(member, SignatureKey.generate(), {
    notBefore: now - SKEW,
    notAfter: now + LIFETIME,
    extensionsSupported: [EXT_POLICY],
  })
}

/**
 * Enter the circle that the welcome leads to; everything is to be written. `before` is the timeline of a
 * member who rejoins. WelcomeError when the welcome does not open, or the policy is missing, does not fit
 * the tree, or does not know us by this member id, or the epoch is none that a circle comes to.
 */
export async function join(
  welcome: Uint8Array,
  bundle: KeyPackageBundle,
  naming: Naming,
  member: Uint8Array,
  now: number,
  before: State | null = null,
): Promise<Machine> {
  try {
    const group = await Group.join(welcome, bundle) // without a clock: rule C
    const policy = policyOf(group)
    const refusal = sound(
      policy,
      group.members.map(({ identity }) => identity),
    )
    if (refusal !== null || !policy.roster.has(hex(member))) throw new WelcomeError()
    if (group.epoch > LAST_EPOCH) throw new WelcomeError()
    const snapshot = group.joinedInfo.find(({ type }) => type === EXT_SNAPSHOT)?.data ?? new Uint8Array()
    before?.adopt(snapshot, policy, group.epoch)
    const fold = before ?? State.fromDurable(snapshot, policy, group.epoch)
    const record = { ...naming, relay: policy.relay.url, member, status: Status.ACTIVE, joinedAt: now }
    return await Machine.begin(record, group, fold, now, false)
  } catch (error) {
    if (error instanceof MLSError || error instanceof PolicyError || error instanceof DurableError) {
      throw new WelcomeError()
    }
    throw error
  }
}
