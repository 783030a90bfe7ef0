// What a member can wish for that takes a commit, and its form in the vault.

import type { Rules } from "../circle/policy.ts"
import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, list, text, whole } from "../wire/shapes.ts"

/** Add an open code to the policy. */
export interface OpenInvite {
  readonly kind: "open-invite"
  readonly idHash: Uint8Array
  readonly uses: number
}

/** Take an open code out of the policy. */
export interface CloseInvite {
  readonly kind: "close-invite"
  readonly idHash: Uint8Array
}

/** Add a newcomer, or, with `rejoin`, put a member's new leaf in the place of its old one. */
export interface Admit {
  readonly kind: "admit"
  readonly idHash: Uint8Array
  readonly knockId: Uint8Array
  readonly keyPackage: Uint8Array
  readonly member: Uint8Array
  readonly name: string
  readonly replyKey: Uint8Array
  /** The invite's secret, from which the meeting box derives. */
  readonly meeting: Uint8Array
  /** The old leaf's signature over the rejoining (circle/actions.ts); empty for a newcomer. */
  readonly rejoin: Uint8Array
}

/** Take a member out. */
export interface Remove {
  readonly kind: "remove"
  readonly member: Uint8Array
}

/** Add a further device of ours: a leaf under our own member id. */
export interface AddDevice {
  readonly kind: "add-device"
  readonly keyPackage: Uint8Array
}

/** Take out one device of a member, ours or one that is presumed taken; `key` is its signature key. */
export interface RemoveDevice {
  readonly kind: "remove-device"
  readonly member: Uint8Array
  readonly key: Uint8Array
}

/** Make a member a host: by the approval of enough hosts or of a majority. */
export interface Appoint {
  readonly kind: "appoint"
  readonly member: Uint8Array
}

/** Take the powers of a host from a member. */
export interface Demote {
  readonly kind: "demote"
  readonly member: Uint8Array
}

/** Change one rule of the policy. */
export interface SetRule {
  readonly kind: "set-rule"
  readonly rule: keyof Rules
  readonly value: number | string
}

/** Change our own name in the roster. */
export interface Rename {
  readonly kind: "rename"
  readonly name: string
}

/** Renew our leaf key; carries any proposals to leave that wait. */
export interface Update {
  readonly kind: "update"
}

export type Intent =
  | OpenInvite
  | CloseInvite
  | Admit
  | Remove
  | AddDevice
  | RemoveDevice
  | Appoint
  | Demote
  | SetRule
  | Rename
  | Update

const RULES = ["invite", "admit", "removeApprovals", "timer", "timerBy", "history"] as const
const HASH = 32
const MEMBER = 16
const SIGNATURE_KEY = 32
const KNOCK_ID = 8
const SECRET = 16
const REPLY_KEY = 32
const LONGEST = 2 ** 20

/** An intent as bytes for the vault. */
export function packIntent(intent: Intent): Uint8Array {
  return encode([intent.kind, ...parts(intent)])
}

/** The intent of bytes that `packIntent` made; MalformedError for others. */
export function unpackIntent(data: Uint8Array): Intent {
  const [kind, ...held] = list(decode(data), 9)
  switch (kind) {
    case "open-invite": {
      const [idHash, uses] = fields(held, 2)
      return { kind, idHash: bytes(idHash, HASH), uses: whole(uses, 1) }
    }
    case "close-invite":
      return { kind, idHash: bytes(fields(held, 1)[0], HASH) }
    case "admit":
      return admit(held)
    case "remove":
    case "appoint":
    case "demote":
      return { kind, member: bytes(fields(held, 1)[0], MEMBER) }
    case "add-device":
      return { kind, keyPackage: bytes(fields(held, 1)[0], 1, LONGEST) }
    case "remove-device": {
      const [member, key] = fields(held, 2)
      return { kind, member: bytes(member, MEMBER), key: bytes(key, SIGNATURE_KEY) }
    }
    case "set-rule": {
      const [rule, value] = fields(held, 2)
      return { kind, rule: ruleOf(rule), value: typeof value === "number" ? value : text(value) }
    }
    case "rename":
      return { kind, name: text(fields(held, 1)[0]) }
    case "update":
      fields(held, 0)
      return { kind }
    default:
      throw new MalformedError()
  }
}

function parts(intent: Intent): readonly Value[] {
  switch (intent.kind) {
    case "open-invite":
      return [intent.idHash, intent.uses]
    case "close-invite":
      return [intent.idHash]
    case "admit":
      return [
        intent.idHash,
        intent.knockId,
        intent.keyPackage,
        intent.member,
        intent.name,
        intent.replyKey,
        intent.meeting,
        intent.rejoin,
      ]
    case "remove":
    case "appoint":
    case "demote":
      return [intent.member]
    case "add-device":
      return [intent.keyPackage]
    case "remove-device":
      return [intent.member, intent.key]
    case "set-rule":
      return [intent.rule, intent.value]
    case "rename":
      return [intent.name]
    case "update":
      return []
  }
}

function ruleOf(value: Value | undefined): keyof Rules {
  const found = RULES.find((rule) => rule === value)
  if (found === undefined) throw new MalformedError()
  return found
}

function admit(held: readonly Value[]): Admit {
  const [idHash, knockId, keyPackage, member, name, replyKey, meeting, rejoin] = fields(held, 8)
  return {
    kind: "admit",
    idHash: bytes(idHash, HASH),
    knockId: bytes(knockId, KNOCK_ID),
    keyPackage: bytes(keyPackage, 1, LONGEST),
    member: bytes(member, MEMBER),
    name: text(name),
    replyKey: bytes(replyKey, REPLY_KEY),
    meeting: bytes(meeting, SECRET),
    rejoin: bytes(rejoin, 0, LONGEST),
  }
}
