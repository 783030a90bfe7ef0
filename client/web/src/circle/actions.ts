// Exact actions, and the bytes that members sign to approve them (docs/circle.md, section 8).
//
// An action is canonical bytes, so an approval is for that action and nothing else. The signature also covers
// the group and the epoch; it is spent when the epoch ends. Only what a rejoining takes is signed for epoch 0,
// because whoever has lost the thread cannot know the present epoch; it names the one new key instead.

import { concat, equal, u16, u32, u64 } from "../wire/bytes.ts"
import { bytes, fields, whole } from "../wire/shapes.ts"
import { CanonError, checkBytes, pack, unpack } from "./canon.ts"
import { LONGEST_ACTION } from "./events.ts"
import { ID } from "./ids.ts"
import { encodeRules, type Rules } from "./policy.ts"

/** The label under which approvals are signed with SignWithLabel (RFC 9420, section 5.1.2). */
export const APPROVAL_LABEL = "leeward approval"

/** What can be approved; numbers are never reused. */
export const ActionKind = {
  APPOINT: 1,
  REMOVE: 2,
  DEMOTE: 3,
  RULES: 4,
  REJOIN: 5,
  DEVICE: 6,
  REJOIN_KEY: 7,
} as const
export type ActionKind = (typeof ActionKind)[keyof typeof ActionKind]

const NOTHING = new Uint8Array()

/** Bytes of a rejoin key with the moment it was made: the key (32), then unix seconds (8). */
export const DATED_KEY = 40
const KEY = 32

/**
 * A decoded action: `subject` is a member id, or the encoded rules; `key` the new signature key in a rejoining,
 * the leaf's index (4 bytes) for a device, the dated key for a rejoin key, else empty.
 */
export interface Action {
  readonly kind: ActionKind
  readonly subject: Uint8Array
  readonly key: Uint8Array
}

/** Make a member a host. */
export function actionAppoint(member: Uint8Array): Uint8Array {
  return aboutMember(ActionKind.APPOINT, member)
}

/** Remove a member from the circle. */
export function actionRemove(member: Uint8Array): Uint8Array {
  return aboutMember(ActionKind.REMOVE, member)
}

/** Take the role of host from a member. */
export function actionDemote(member: Uint8Array): Uint8Array {
  return aboutMember(ActionKind.DEMOTE, member)
}

/** Put these rules, whole, in place of the present ones. */
export function actionRules(rules: Rules): Uint8Array {
  return pack([ActionKind.RULES, encodeRules(rules), NOTHING])
}

/** Replace the signing device of a member by the one with this signature key. */
export function actionRejoin(member: Uint8Array, signatureKey: Uint8Array): Uint8Array {
  return aboutMember(ActionKind.REJOIN, member, signatureKey)
}

/** Remove one of a member's devices: the leaf of that index, in the epoch of the approval. */
export function actionDevice(member: Uint8Array, leaf: number): Uint8Array {
  return aboutMember(ActionKind.DEVICE, member, u32(leaf))
}

/** Let whoever has this key, dated, sign a rejoining of the member. */
export function actionRejoinKey(member: Uint8Array, datedKey: Uint8Array): Uint8Array {
  return aboutMember(ActionKind.REJOIN_KEY, member, datedKey)
}

/** The key that an action lets sign a rejoining of this member; null for any other action. */
export function rejoinKeyOf(data: Uint8Array, member: Uint8Array): Uint8Array | null {
  const action = decodeAction(data)
  const named = action?.kind === ActionKind.REJOIN_KEY && equal(action.subject, member)
  return named && action.key.length === DATED_KEY ? action.key.subarray(0, KEY) : null
}

/** What an action says, to be shown to people; null if it is not one that this version knows. */
export function decodeAction(data: Uint8Array): Action | null {
  try {
    return unpack(data, LONGEST_ACTION, (value) => {
      const [number, subject, key] = fields(value, 3)
      const kind = Object.values(ActionKind).find((one) => one === whole(number, 0))
      if (kind === undefined) return null
      return { kind, subject: bytes(subject, 0, LONGEST_ACTION), key: bytes(key, 0, LONGEST_ACTION) }
    })
  } catch (error) {
    if (error instanceof CanonError) return null
    throw error
  }
}

/** The epoch that an approval is signed for: 0 for coming back, else the present one. */
export function approvalEpoch(action: Uint8Array, epoch: number): number {
  const kind = decodeAction(action)?.kind
  return kind === ActionKind.REJOIN || kind === ActionKind.REJOIN_KEY ? 0 : epoch
}

/** What is signed under `APPROVAL_LABEL`: group, epoch (see `approvalEpoch`), action. */
export function approvalContent(groupId: Uint8Array, epoch: number, action: Uint8Array): Uint8Array {
  return concat(u16(groupId.length), groupId, u64(epoch), u16(action.length), action)
}

function aboutMember(kind: ActionKind, member: Uint8Array, key: Uint8Array = NOTHING): Uint8Array {
  checkBytes(member, ID)
  return pack([kind, member, key])
}
