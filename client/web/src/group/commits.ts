// From a lawful plan to the exact bytes of a seal and of what goes before it.

import { sha256 } from "@noble/hashes/sha2.js"
import { encodeCommitData } from "../circle/commitData.ts"
import { EXT_POLICY, encodePolicy } from "../circle/policy.ts"
import * as meeting from "../invites/meeting.ts"
import type { Extension, Group } from "../mls/index.ts"
import { unhex } from "../wire/bytes.ts"
import { Kind as EntryKind } from "../wire/codes.ts"
import { Content, type EpochKeys, seal } from "./envelope.ts"
import type { Intent } from "./intents.ts"
import type { Plan } from "./plan.ts"
import { type Delivery, type Pending, packDelivery } from "./records.ts"

/** The GroupInfo extension that brings newcomers the durable state; for private use. */
export const EXT_SNAPSHOT = 0xf1ef

const NOTHING = new Uint8Array()

/** What a commit is made for, and what goes into it beside the plan. */
export interface Making {
  /** The durable state as its maker has seen it. */
  readonly snapshot: Uint8Array
  /** What the circle is called. */
  readonly label: string
  /** The intent that it carries out, with its key in hex; null for one of the client's own accord. */
  readonly intent: { readonly key: string; readonly intent: Intent } | null
}

/**
 * Make the commit, its seal, and, with an add, the welcome's way to the newcomer. The group itself stays
 * as it is; what follows is in the result. TooLargeError when a circle has outgrown the entries.
 */
export async function build(plan: Plan, group: Group, keys: EpochKeys, making: Making): Promise<Pending> {
  const data = encodeCommitData(plan.data)
  const made = await group.commit({
    adds: [...plan.packages],
    removes: plan.facts.removes.filter(({ bySelf }) => !bySelf).map(({ leaf }) => leaf),
    extensions: extensionsOf(plan, group),
    proposalRefs: [...plan.leaves],
    authenticatedData: data,
    groupInfoExtensions: plan.packages.length > 0 ? [{ type: EXT_SNAPSHOT, data: making.snapshot }] : [],
  })
  const next = { nextEpoch: made.next.serializeEpoch(), nextRatchets: made.next.serializeRatchets() }
  made.next.wipe()
  const blob = seal(keys, EntryKind.SEAL, Content.MLS, made.message)
  const delivery = made.welcome === null ? null : deliveryOf(making, made.welcome, blob)
  return {
    blob,
    data,
    ...next,
    intent: making.intent === null ? NOTHING : unhex(making.intent.key),
    adds: plan.facts.adds,
    removes: plan.facts.removes,
    handover:
      delivery === null ? NOTHING : seal(keys, EntryKind.POST, Content.HANDOVER, packDelivery(delivery)),
    handedOver: false,
    delivery,
    // It goes to its device by our own hand alone: no member learns where the devices meet.
    welcome: making.intent?.intent.kind === "add-device" ? (made.welcome ?? NOTHING) : NOTHING,
  }
}

/** The group's extensions after the commit; null where it leaves them alone. */
function extensionsOf(plan: Plan, group: Group): Extension[] | null {
  if (plan.facts.policyAfter === null) return null
  const kept = group.extensions.filter(({ type }) => type !== EXT_POLICY)
  return [...kept, { type: EXT_POLICY, data: encodePolicy(plan.policy) }]
}

function deliveryOf({ intent, label }: Making, welcome: Uint8Array, blob: Uint8Array): Delivery | null {
  if (intent?.intent.kind !== "admit") return null
  const admit = intent.intent
  return {
    meeting: admit.meeting,
    knockId: admit.knockId,
    entry: meeting.encode(meeting.welcome(admit.knockId, admit.replyKey, welcome, label)),
    seal: sha256(blob),
    notBefore: 0,
  }
}
