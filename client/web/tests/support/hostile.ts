// Members who break the rules knowingly, and what all who keep them agree on.
//
// A hostile member here is a real machine whose group is made to sign what its owner likes.

import { expect } from "vitest"
import { APPROVAL_LABEL, approvalContent } from "../../src/circle/actions.ts"
import { type Approved, type CommitData, encodeCommitData } from "../../src/circle/commitData.ts"
import { EXT_POLICY, encodePolicy, type Policy, type PolicyParts } from "../../src/circle/policy.ts"
import { Content, seal as enclose } from "../../src/group/envelope.ts"
import type { Extension, Wishes } from "../../src/mls/index.ts"
import { hex } from "../../src/wire/bytes.ts"
import { Kind } from "../../src/wire/codes.ts"
import type { Device } from "./boxes.ts"

/** The authenticated data of a lawful commit by this device, but for the changes named. */
export function dataOf(device: Device, changes: Partial<CommitData> = {}): Uint8Array {
  const { ledger, fold } = device.machine
  return encodeCommitData({
    seen: ledger.seen,
    stateHash: fold.hash(),
    spent: [],
    approvals: [],
    purpose: 0,
    ...changes,
  })
}

/** This device's approval of an action, signed for any epoch. */
export async function approved(device: Device, action: Uint8Array, epoch: number): Promise<Approved> {
  const { group } = device.machine
  const signature = await group.sign(APPROVAL_LABEL, approvalContent(group.groupId, epoch, action))
  return { member: device.member, action, signature }
}

/** The group's extensions with another policy. */
export function withPolicy(device: Device, policy: Policy): Extension[] {
  const kept = device.machine.group.extensions.filter(({ type }) => type !== EXT_POLICY)
  return [...kept, { type: EXT_POLICY, data: encodePolicy(policy) }]
}

/** The circle's policy, but for the changes named. */
export function changedPolicy(device: Device, changes: Partial<PolicyParts>): Policy {
  return device.machine.policy.with(changes)
}

/** Any content as a seal of the device's epoch. */
export function inSeal(device: Device, content: Uint8Array, tag: Content = Content.MLS): Uint8Array {
  return enclose(device.machine.keys, Kind.SEAL, tag, content)
}

/** Any content as a post of the device's epoch. */
export function inPost(device: Device, content: Uint8Array, tag: Content = Content.MLS): Uint8Array {
  return enclose(device.machine.keys, Kind.POST, tag, content)
}

/** The MLSMessage of a commit that this device makes past its own policy. */
export async function commitMessage(device: Device, wishes: Partial<Wishes> = {}): Promise<Uint8Array> {
  const made = await device.machine.group.commit({
    adds: [],
    removes: [],
    extensions: null,
    proposalRefs: [],
    authenticatedData: dataOf(device),
    groupInfoExtensions: [],
    ...wishes,
  })
  return made.message
}

/** The same as a seal. */
export async function commit(device: Device, wishes: Partial<Wishes> = {}): Promise<Uint8Array> {
  return inSeal(device, await commitMessage(device, wishes))
}

/** Put a seal into the device's box, whatever it is. */
export function seal(device: Device, blob: Uint8Array): void {
  device.relay.put(device.box, Kind.SEAL, blob)
}

/** Put a post into the device's box, whatever it is. */
export function post(device: Device, blob: Uint8Array): void {
  device.relay.put(device.box, Kind.POST, blob)
}

/** Everybody goes on, with the same keys, policy and durable state. */
export async function agree(devices: readonly Device[]): Promise<void> {
  const held = await Promise.all(
    devices.map(async ({ machine }) => ({
      exported: hex(await machine.group.export("agree", new Uint8Array(), 32)),
      policy: hex(encodePolicy(machine.policy)),
      state: hex(machine.fold.hash()),
      running: machine.running,
    })),
  )
  for (const one of held) expect(one).toEqual({ ...held[0], running: true })
}

/** The ids of all that members said, in order. */
export function events(device: Device): string[] {
  return [...device.machine.fold.items.values()]
    .filter(({ kind }) => kind === "message" || kind === "card" || kind === "timer")
    .map(({ id }) => hex(id))
}
