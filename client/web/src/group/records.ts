// What a circle keeps in the vault. Every record is a MessagePack array of fixed length.
//
// Maps keyed by bytes have lower-case hex as their keys; in the vault the bytes themselves are the key.

import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, flag, list, nullable, text, whole } from "../wire/shapes.ts"

/** Where a circle stands on this device. All but `active` and `leaving` stop the circle and say so. */
export const Status = {
  ACTIVE: "active",
  /** The proposal to leave is out; the circle ends here when a commit carries it. */
  LEAVING: "leaving",
  LEFT: "left",
  REMOVED: "removed",
  /** This device was taken out; the member goes on through others. */
  UNLINKED: "unlinked",
  /** A commit all others may follow does not work here (a private check failed): rejoin. */
  STUCK: "stuck",
  /** The box of this epoch can be neither attached nor opened: rejoin. */
  EXPIRED: "expired",
  /** Three void seals in a row: somebody inside attacks; hosts may rebuild the circle. */
  PAUSED: "paused",
  /** Out of a backup: to be read, until a person has let us in again. */
  RESTORED: "restored",
} as const
export type Status = (typeof Status)[keyof typeof Status]

/** What names a circle on this device. */
export interface CircleRecord {
  readonly number: number
  /** The circle's display name, chosen by who founded it; local on this device. */
  readonly label: string
  readonly relay: string
  /** Our 16-byte member id in this circle. */
  readonly member: Uint8Array
  readonly status: Status
  readonly joinedAt: number
}

/** A member's wish to leave, as its proposal said it. */
export interface Leave {
  /** Reference of the proposal (RFC 9420, section 5.2). */
  readonly ref: Uint8Array
  readonly leaf: number
  readonly member: Uint8Array
}

/** Where we are in the box of the current epoch. Small: rewritten with every entry. Times are unix seconds. */
export interface SyncRecord {
  /** The sequence number of the last entry read; 0 before the first. */
  readonly cursor: number
  /** The last seal read in this box (a void one, or the epoch would be over); 0 for none. */
  readonly lastSeal: number
  readonly voids: number
  /** Whether we ended the epoch before, and so open this box without waiting. */
  readonly opener: boolean
  readonly opened: boolean
  /** When this epoch began here. */
  readonly enteredAt: number
  /** When our leaf was last renewed. */
  readonly leafAt: number
  /** When our leaf is to be renewed next, jitter included. */
  readonly updateAt: number
  /** Proposals to leave heard in this epoch. */
  readonly leaves: readonly Leave[]
}

/** An event on its way out. `blob` is its exact entry once it is encrypted under this epoch, else empty. */
export interface Draft {
  /** Drafts go out in this order. */
  readonly order: number
  readonly event: Uint8Array
  readonly long: boolean
  readonly blob: Uint8Array
}

/** A welcome to be put into a meeting box, until it is seen to stand there. */
export interface Delivery {
  /** The secret of the invite. */
  readonly meeting: Uint8Array
  readonly knockId: Uint8Array
  /** The content of the meeting box's entry: the welcome, sealed to the newcomer. */
  readonly entry: Uint8Array
  /** SHA-256 of the seal it goes with: the welcome is worth nothing unless that one wins. */
  readonly seal: Uint8Array
  /** Unix seconds before which it is left to the committer. */
  readonly notBefore: number
}

/** A commit on its way out: the exact bytes, and the epoch that follows once it has won. */
export interface Pending {
  readonly blob: Uint8Array
  /** The commit's authenticated data. */
  readonly data: Uint8Array
  readonly nextEpoch: Uint8Array
  readonly nextRatchets: Uint8Array
  /** The key of the intent this commit carries out; empty for one of the client's own accord. */
  readonly intent: Uint8Array
  readonly adds: readonly { readonly member: Uint8Array; readonly signatureKey: Uint8Array }[]
  readonly removes: readonly {
    readonly leaf: number
    readonly member: Uint8Array
    readonly bySelf: boolean
  }[]
  /** The exact welcome entry that goes into the box before the seal; empty without an add. */
  readonly handover: Uint8Array
  readonly handedOver: boolean
  readonly delivery: Delivery | null
  /** The MLS Welcome of a further device of ours, to be handed over once this has won; else empty. */
  readonly welcome: Uint8Array
}

/** How an intent ended, for whoever waits for it. */
export interface Ended {
  /** Empty when it was carried out; else `pointless`, `too-large`, a status, or the name of a refusal. */
  readonly why: string
  readonly epoch: number
}

/** When a member, or one device, was last heard here, and in which epoch. */
export interface Heard {
  readonly at: number
  readonly epoch: number
}

/** What is said to a circle when this device is erased, sealed beforehand for one epoch. */
export interface Farewell {
  /** The words; they are sealed anew for each epoch. */
  readonly text: string
  /** The exact entries, in the order in which they go out. */
  readonly entries: readonly Uint8Array[]
}

export type Shelf =
  | "state"
  | "drafts"
  | "intents"
  | "ended"
  | "deliveries"
  | "handed"
  | "linked"
  | "items"
  | "heard"
  | "devices"

/** One change of what the vault holds of a circle, on one of the circle's shelves. */
export type Write =
  | { readonly op: "put"; readonly shelf: Shelf; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly op: "delete"; readonly shelf: Shelf; readonly key: Uint8Array }

const LONGEST = 2 ** 31
const MOST = 2 ** 16
const MEMBER = 16

export function packRecord(record: CircleRecord): Uint8Array {
  return encode([record.number, record.label, record.relay, record.member, record.status, record.joinedAt])
}

/** MalformedError, here and below, for bytes that are no such record. */
export function unpackRecord(data: Uint8Array): CircleRecord {
  const [number, label, relay, member, status, joinedAt] = fields(decode(data), 6)
  return {
    number: whole(number, 0),
    label: text(label),
    relay: text(relay),
    member: bytes(member, MEMBER),
    status: statusOf(status),
    joinedAt: whole(joinedAt, 0),
  }
}

/** `ledger` is the serialized ledger of the epoch's box. */
export function packSync(sync: SyncRecord, ledger: Uint8Array): Uint8Array {
  return encode([
    sync.cursor,
    sync.lastSeal,
    sync.voids,
    sync.opener,
    sync.opened,
    sync.enteredAt,
    sync.leafAt,
    sync.updateAt,
    ledger,
    sync.leaves.map(({ ref, leaf, member }) => [ref, leaf, member]),
  ])
}

export function unpackSync(data: Uint8Array): { sync: SyncRecord; ledger: Uint8Array } {
  const [cursor, lastSeal, voids, opener, opened, enteredAt, leafAt, updateAt, ledger, leaves] = fields(
    decode(data),
    10,
  )
  const sync = {
    cursor: whole(cursor, 0),
    lastSeal: whole(lastSeal, 0),
    voids: whole(voids, 0),
    opener: flag(opener),
    opened: flag(opened),
    enteredAt: whole(enteredAt, 0),
    leafAt: whole(leafAt, 0),
    updateAt: whole(updateAt, 0),
    leaves: list(leaves, MOST).map((held) => {
      const [ref, leaf, member] = fields(held, 3)
      return { ref: bytes(ref, 1, LONGEST), leaf: whole(leaf, 0), member: bytes(member, 0, LONGEST) }
    }),
  }
  return { sync, ledger: bytes(ledger, 0, LONGEST) }
}

export function packDraft(draft: Draft): Uint8Array {
  return encode([draft.order, draft.event, draft.long, draft.blob])
}

export function unpackDraft(data: Uint8Array): Draft {
  const [order, event, long, blob] = fields(decode(data), 4)
  return {
    order: whole(order, 0),
    event: bytes(event, 0, LONGEST),
    long: flag(long),
    blob: bytes(blob, 0, LONGEST),
  }
}

/** Also what a handover holds (docs/epochs.md, section 2), with 0 as the moment. */
export function packDelivery(delivery: Delivery): Uint8Array {
  return encode(deliveryParts(delivery))
}

export function unpackDelivery(data: Uint8Array): Delivery {
  return deliveryOf(decode(data))
}

export function packPending(pending: Pending): Uint8Array {
  return encode([
    pending.blob,
    pending.data,
    pending.nextEpoch,
    pending.nextRatchets,
    pending.intent,
    pending.adds.map(({ member, signatureKey }) => [member, signatureKey]),
    pending.removes.map(({ leaf, member, bySelf }) => [leaf, member, bySelf]),
    pending.handover,
    pending.handedOver,
    pending.delivery === null ? null : deliveryParts(pending.delivery),
    pending.welcome,
  ])
}

export function unpackPending(packed: Uint8Array): Pending {
  const held = list(decode(packed), 11)
  // One that an earlier version wrote down adds no device.
  const [
    blob,
    data,
    nextEpoch,
    nextRatchets,
    intent,
    adds,
    removes,
    handover,
    handedOver,
    delivery,
    welcome,
  ] = held.length === 10 ? [...held, new Uint8Array()] : fields(held, 11)
  return {
    blob: bytes(blob, 1, LONGEST),
    data: bytes(data, 1, LONGEST),
    nextEpoch: bytes(nextEpoch, 1, LONGEST),
    nextRatchets: bytes(nextRatchets, 1, LONGEST),
    intent: bytes(intent, 0, LONGEST),
    adds: list(adds, MOST).map((held) => {
      const [member, signatureKey] = fields(held, 2)
      return { member: bytes(member, MEMBER), signatureKey: bytes(signatureKey, 1, LONGEST) }
    }),
    removes: list(removes, MOST).map((held) => {
      const [leaf, member, bySelf] = fields(held, 3)
      return { leaf: whole(leaf, 0), member: bytes(member, MEMBER), bySelf: flag(bySelf) }
    }),
    handover: bytes(handover, 0, LONGEST),
    handedOver: flag(handedOver),
    delivery: nullable(delivery, deliveryOf),
    welcome: bytes(welcome, 0, LONGEST),
  }
}

export function packEnded(ended: Ended): Uint8Array {
  return encode([ended.why, ended.epoch])
}

export function unpackEnded(data: Uint8Array): Ended {
  const [why, epoch] = fields(decode(data), 2)
  return { why: text(why), epoch: whole(epoch, 0) }
}

export function packHeard(heard: Heard): Uint8Array {
  return encode([heard.at, heard.epoch])
}

export function unpackHeard(data: Uint8Array): Heard {
  const [at, epoch] = fields(decode(data), 2)
  return { at: whole(at, 0), epoch: whole(epoch, 0) }
}

export function packFarewell(farewell: Farewell): Uint8Array {
  return encode([farewell.text, farewell.entries])
}

export function unpackFarewell(data: Uint8Array): Farewell {
  const [said, entries] = fields(decode(data), 2)
  return { text: text(said), entries: list(entries, MOST).map((entry) => bytes(entry, 1, LONGEST)) }
}

function deliveryParts(delivery: Delivery): readonly Value[] {
  return [delivery.meeting, delivery.knockId, delivery.entry, delivery.seal, delivery.notBefore]
}

function deliveryOf(value: Value): Delivery {
  const [meeting, knockId, entry, seal, notBefore] = fields(value, 5)
  return {
    meeting: bytes(meeting, 0, LONGEST),
    knockId: bytes(knockId, 0, LONGEST),
    entry: bytes(entry, 0, LONGEST),
    seal: bytes(seal, 0, LONGEST),
    notBefore: whole(notBefore, 0),
  }
}

function statusOf(value: Value | undefined): Status {
  const found = Object.values(Status).find((status) => status === value)
  if (found === undefined) throw new MalformedError()
  return found
}
