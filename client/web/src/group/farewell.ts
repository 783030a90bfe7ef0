// What is said to a circle when this device is erased: sealed beforehand, while the vault is open, as the
// terminal's client does it (docs/vault.md, V16).
//
// It is made of what circles know already: a message, so that people read what happened, and a proposal to
// leave, so that any other client ends the epoch without the device that is lost. The message takes a generation
// of our ratchet, as every message does: the caller stores the ratchets before it lets the entries out. The
// proposal takes none. Both hold for one epoch; the next is sealed anew.

import { encodeEvent, event } from "../circle/events.ts"
import type { Seen } from "../circle/history.ts"
import type { Policy } from "../circle/policy.ts"
import type { Group } from "../mls/index.ts"
import { equal, hex, randomBytes } from "../wire/bytes.ts"
import { Kind } from "../wire/codes.ts"
import { Content, type EpochKeys, seal } from "./envelope.ts"
import type { Farewell } from "./records.ts"

const EVENT_ID = 16
/** The author's clock says nothing: nobody knows yet when this will be said. Readers show when it came. */
const NO_MOMENT = 0

/** What a farewell is sealed with, as it stands in one epoch. */
export interface Standing {
  group: Group
  keys: EpochKeys
  policy: Policy
  /** Our member id. */
  me: Uint8Array
  seen: Seen
}

/** Seal a farewell for this epoch. EventError for a text that no message may have. */
export async function sealFarewell(standing: Standing, text: string): Promise<Farewell> {
  const { group, keys, seen } = standing
  const body = { kind: "message", text, cw: null, replyTo: null, timer: null, tone: 0 } as const
  const contents = [
    await group.encrypt(encodeEvent(event(randomBytes(EVENT_ID), body, NO_MOMENT, seen))),
    ...(mayLeave(standing) ? [await proposal(group)] : []),
  ]
  return { text, entries: contents.map((content) => seal(keys, Kind.POST, Content.MLS, content)) }
}

/** Whether the circle goes on in good order without this device: no circle is left without a host. */
function mayLeave({ group, policy, me }: Standing): boolean {
  const mine = group.members.filter(({ identity }) => equal(identity, me))
  if (mine.length > 1) return true // another device goes on in this one's place
  return policy.roster.size > 1 && !(policy.hosts.size === 1 && policy.hosts.has(hex(me)))
}

/** A proposal to leave that the group itself does not remember: it may never go out. */
async function proposal(group: Group): Promise<Uint8Array> {
  const known = new Set(group.remembered.map(({ ref }) => hex(ref)))
  const proposed = await group.proposeRemoveSelf()
  for (const { ref } of group.remembered) if (!known.has(hex(ref))) group.forgetProposal(ref)
  return proposed
}
