// What the session keeps of invites, of knocks of its own, and of how the person likes it. Every record is
// an array in canonical MessagePack, and has been authenticated by the vault when it is read back.

import type { InviteInfo, Settings } from "../engine/api.ts"
import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, flag, list, text, whole } from "../wire/shapes.ts"

const MEMBER = 16
const ANY = Number.MAX_SAFE_INTEGER

/**
 * How far an invite has come. `new`: its box or its place in the policy is not made yet. `ending`: spent,
 * revoked, expired or void; the note that says so is still to be left in its box. `closed`: the note is
 * left; the box burns once whoever was admitted has been heard. Each state can be entered twice.
 */
export type InviteState = InviteInfo["state"]

const INVITE_STATES: readonly InviteState[] = ["new", "open", "ending", "closed", "gone"]

/** An invite of ours. */
export interface InviteRecord {
  readonly secret: Uint8Array
  /** The one-time key that knocks are sealed to; empty once the invite has ended. */
  readonly private: Uint8Array
  /** The exact first entry of its box. */
  readonly entry: Uint8Array
  readonly uses: number
  readonly issuedAt: number
  /** Unix seconds; 0 for never. */
  readonly expires: number
  readonly state: InviteState
  readonly burnAt: number
  /** Member ids let in with it. */
  readonly admitted: readonly Uint8Array[]
  /** When the last of them was. */
  readonly admittedAt: number
}

export function packInvite(record: InviteRecord): Uint8Array {
  return encode([
    record.secret,
    record.private,
    record.entry,
    record.uses,
    record.issuedAt,
    record.expires,
    record.state,
    record.burnAt,
    record.admitted,
    record.admittedAt,
  ])
}

export function unpackInvite(data: Uint8Array): InviteRecord {
  const field = fields(decode(data), 10)
  const state = INVITE_STATES.find((known) => known === field[6])
  if (state === undefined) throw new MalformedError()
  return {
    secret: bytes(field[0], 0, ANY),
    private: bytes(field[1], 0, ANY),
    entry: bytes(field[2], 0, ANY),
    uses: whole(field[3], 1),
    issuedAt: whole(field[4], 0),
    expires: whole(field[5], 0),
    state,
    burnAt: whole(field[7], 0),
    admitted: list(field[8], ANY).map((member) => bytes(member, MEMBER)),
    admittedAt: whole(field[9], 0),
  }
}

/** A knock of ours. */
export interface JoinRecord {
  /** Of the invite's code; empty once it has ended, as are the next two and the entry. */
  readonly secret: Uint8Array
  readonly relay: string
  readonly name: string
  readonly member: Uint8Array
  /** The private keys of its key package. */
  readonly bundle: Uint8Array
  readonly replyKey: Uint8Array
  /** The exact entry that was posted. */
  readonly entry: Uint8Array
  readonly knockId: Uint8Array
  readonly words: readonly string[]
  readonly madeAt: number
  /** The local id of the circle that it comes back to; empty for a newcomer. */
  readonly rejoins: Uint8Array
  /** The local id of the circle that it led to. */
  readonly circle: Uint8Array
  /** How it ended without one: the Fluent id says `join-` before it. */
  readonly ended: string
}

export function packJoin(record: JoinRecord): Uint8Array {
  return encode([
    record.secret,
    record.relay,
    record.name,
    record.member,
    record.bundle,
    record.replyKey,
    record.entry,
    record.knockId,
    record.words,
    record.madeAt,
    record.rejoins,
    record.circle,
    record.ended,
  ])
}

export function unpackJoin(data: Uint8Array): JoinRecord {
  const field = fields(decode(data), 13)
  return {
    secret: bytes(field[0], 0, ANY),
    relay: text(field[1]),
    name: text(field[2]),
    member: bytes(field[3], MEMBER),
    bundle: bytes(field[4], 0, ANY),
    replyKey: bytes(field[5], 0, 32),
    entry: bytes(field[6], 0, ANY),
    knockId: bytes(field[7], 8),
    words: list(field[8], ANY).map((word) => text(word)),
    madeAt: whole(field[9], 0),
    rejoins: bytes(field[10], 0, ANY),
    circle: bytes(field[11], 0, ANY),
    ended: text(field[12]),
  }
}

export const DEFAULTS: Settings = {
  autoLockMinutes: 10,
  lockWhenHidden: false,
  notifications: false,
  exitUrl: "https://www.wikipedia.org/",
}

const LONGEST_LOCK = 24 * 60
const LONGEST_URL = 2048

/** Whether a page may ask for these settings. */
export function isSettings(one: Settings): boolean {
  const { autoLockMinutes, lockWhenHidden, notifications, exitUrl } = one
  return (
    Number.isInteger(autoLockMinutes) &&
    autoLockMinutes >= 0 &&
    autoLockMinutes <= LONGEST_LOCK &&
    typeof lockWhenHidden === "boolean" &&
    typeof notifications === "boolean" &&
    isOrdinaryPage(exitUrl)
  )
}

function isOrdinaryPage(url: unknown): boolean {
  if (typeof url !== "string" || url.length > LONGEST_URL || !URL.canParse(url)) return false
  return ["https:", "http:"].includes(new URL(url).protocol)
}

export function packSettings(one: Settings): Uint8Array {
  const value: Value = [one.autoLockMinutes, one.lockWhenHidden, one.notifications, one.exitUrl]
  return encode(value)
}

export function unpackSettings(data: Uint8Array): Settings {
  const field = fields(decode(data), 4)
  return {
    autoLockMinutes: whole(field[0], 0, LONGEST_LOCK),
    lockWhenHidden: flag(field[1]),
    notifications: flag(field[2]),
    exitUrl: text(field[3], LONGEST_URL),
  }
}
