// The policy of a circle, carried in a group-context extension (docs/circle.md, section 7).
//
// It says where the circle meets, who belongs to it under which name and in which roles, which codes are open,
// and by which rules all that changes. `judge.ts` says what a lawful change is.

import { compare, hex } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, list, nullable, text, whole } from "../wire/shapes.ts"
import { CanonError, checkAscending, checkInt, compareTexts, pack, unpack } from "./canon.ts"
import { LONGEST_TIMER, SHORTEST_TIMER } from "./events.ts"
import { ID, rising } from "./ids.ts"
import { checkNormalName } from "./names.ts"
import { checkSymbol } from "./text.ts"

/** The type of the extension, from the range for private use (RFC 9420, section 17.3). */
export const EXT_POLICY = 0xf1ee
/** The one role with powers of its own. */
export const HOST = "host"
const HOSTS = "hosts"
const MEMBERS = "members"
export const MOST_MEMBERS = 50

const VERSION = 1
const HASH = 32
const MOST_ROLES = 8
const MOST_CODES = 32
const MOST_FALLBACKS = 8
const LONGEST_URL = 256
const LONGEST_PASS = 64
const ROLE = /^[a-z0-9-]{1,32}$/
const LARGEST_POLICY = 32_768

/** The bytes, or the fields, are not those of a policy. */
export class PolicyError extends CanonError {
  override readonly name = "PolicyError"
}

/** Where the circle meets: a URL, the operator's pass if it wants one, fallback relays. */
export interface Relay {
  readonly url: string
  readonly pass: Uint8Array | null
  readonly fallbacks: readonly string[]
}

/** A member's name and roles; roles are sorted, each once. */
export interface Member {
  readonly name: string
  readonly roles: readonly string[]
}

/** An invite code that may still be spent: `uses` are left of the `quota` it was opened with. */
export interface OpenCode {
  readonly idHash: Uint8Array
  readonly issuer: Uint8Array
  readonly uses: number
  readonly quota: number
}

/**
 * Who may do what. `invite` and `timerBy` are "hosts" or "members"; `admit` is "person" or "auto" (whether the
 * issuer's or a host's client may admit by itself); `removeApprovals` is how many distinct hosts a weighty
 * action needs; `timer` is the disappearing timer that the circle starts with, in seconds; `history` is
 * "none": newcomers get no old messages.
 */
export interface Rules {
  readonly invite: string
  readonly admit: string
  readonly removeApprovals: number
  readonly timer: number
  readonly timerBy: string
  readonly history: string
}

/** The rules that a circle starts with. */
export const FIRST_RULES: Rules = {
  invite: HOSTS,
  admit: "person",
  removeApprovals: 1,
  timer: 14 * 86_400,
  timerBy: HOSTS,
  history: "none",
}

/** What a policy is made of. The roster maps member ids (hex) to members. */
export interface PolicyParts {
  readonly relay: Relay
  readonly roster: ReadonlyMap<string, Member>
  readonly codes: readonly OpenCode[]
  readonly rules: Rules
}

/** A policy; it is never changed in place. */
export class Policy implements PolicyParts {
  readonly relay: Relay
  readonly roster: ReadonlyMap<string, Member>
  readonly codes: readonly OpenCode[]
  readonly rules: Rules

  constructor({ relay, roster, codes, rules }: PolicyParts) {
    this.relay = relay
    this.roster = roster
    this.codes = codes
    this.rules = rules
  }

  /** The policy of a circle of one, its founder its host. */
  static founding(relay: Relay, founder: Uint8Array, name: string): Policy {
    const roster = new Map([[hex(founder), { name, roles: [HOST] }]])
    return new Policy({ relay, roster, codes: [], rules: FIRST_RULES })
  }

  /** The same policy but for these parts. */
  with(changes: Partial<PolicyParts>): Policy {
    return new Policy({ ...this, ...changes })
  }

  /** The ids (hex) of all hosts. */
  get hosts(): ReadonlySet<string> {
    return new Set([...this.roster].filter(([, { roles }]) => roles.includes(HOST)).map(([id]) => id))
  }

  /** The open code of that id hash; null if there is none. */
  code(idHash: Uint8Array): OpenCode | null {
    return this.codes.find((code) => compare(code.idHash, idHash) === 0) ?? null
  }

  /** Whether the member may open invite codes. */
  mayInvite(member: Uint8Array): boolean {
    return this.#allows(this.rules.invite, member)
  }

  /** Whether the member may set the circle's disappearing timer. */
  maySetTimer(member: Uint8Array): boolean {
    return this.#allows(this.rules.timerBy, member)
  }

  #allows(who: string, member: Uint8Array): boolean {
    const entry = this.roster.get(hex(member))
    return entry !== undefined && (who !== HOSTS || entry.roles.includes(HOST))
  }
}

/**
 * The canonical bytes of a policy; PolicyError if a field is out of bounds. The roster and the codes are
 * written in the order of their ids, whatever order they come in.
 */
export function encodePolicy(policy: PolicyParts): Uint8Array {
  const packed = written(() => repackPolicy(policy))
  decodePolicy(packed)
  return packed
}

/** The bytes of a policy that came out of `decodePolicy`, not checked a second time. */
export function repackPolicy({ relay, roster, codes, rules }: PolicyParts): Uint8Array {
  const members = rising(roster.keys()).map((id) => {
    const { name, roles } = roster.get(hex(id)) ?? { name: "", roles: [] }
    return [id, [name, roles]]
  })
  const sorted = [...codes].sort((one, other) => compare(one.idHash, other.idHash))
  return pack([
    VERSION,
    [relay.url, relay.pass, relay.fallbacks],
    members,
    sorted.map(({ idHash, issuer, uses, quota }) => [idHash, issuer, uses, quota]),
    rulesFields(rules),
  ])
}

/** The policy that `data` encodes, whole and canonical; PolicyError for anything else. */
export function decodePolicy(data: Uint8Array): Policy {
  return written(() => unpack(data, LARGEST_POLICY, readPolicy))
}

/** The canonical bytes of the rules alone, for the action that changes them. */
export function encodeRules(rules: Rules): Uint8Array {
  return pack(rulesFields(rules))
}

/** Whether two sets of rules say the same. */
export function sameRules(one: Rules, other: Rules): boolean {
  return compare(encodeRules(one), encodeRules(other)) === 0
}

/** Whether two places to meet are the same. */
export function sameRelay(one: Relay, other: Relay): boolean {
  const packed = [one, other].map(({ url, pass, fallbacks }) => pack([url, pass, fallbacks]))
  return compare(packed[0] as Uint8Array, packed[1] as Uint8Array) === 0
}

/** CanonError unless every rule has a value that it can have. */
export function checkRules(rules: Rules): void {
  for (const who of [rules.invite, rules.timerBy]) {
    if (who !== HOSTS && who !== MEMBERS) throw new CanonError("a rule names hosts or members")
  }
  if (rules.admit !== "person" && rules.admit !== "auto") {
    throw new CanonError("admission is by a person or automatic")
  }
  if (rules.history !== "none") throw new CanonError("newcomers get no history")
  checkInt(rules.removeApprovals, 1, MOST_MEMBERS)
  checkInt(rules.timer, SHORTEST_TIMER, LONGEST_TIMER)
}

/** What `make` gives; its refusals as those of a policy. */
function written<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof CanonError ? new PolicyError(error.message) : error
  }
}

function readPolicy(value: Value): Policy {
  const [version, relay, roster, codes, rules] = fields(value, 5)
  whole(version, VERSION, VERSION)
  const parts = {
    relay: readRelay(relay),
    roster: readRoster(roster),
    codes: list(codes, MOST_CODES).map(readCode),
    rules: readRules(rules),
  }
  checkAscending(parts.codes, (one, other) => compare(one.idHash, other.idHash))
  checkRules(parts.rules)
  return new Policy(parts)
}

function rulesFields(rules: Rules): Value {
  return [rules.invite, rules.admit, rules.removeApprovals, rules.timer, rules.timerBy, rules.history]
}

function readRules(value: Value | undefined): Rules {
  const [invite, admit, removeApprovals, timer, timerBy, history] = fields(value, 6)
  return {
    invite: text(invite),
    admit: text(admit),
    removeApprovals: whole(removeApprovals, 0),
    timer: whole(timer, 0),
    timerBy: text(timerBy),
    history: text(history),
  }
}

function readRelay(value: Value | undefined): Relay {
  const [url, pass, fallbacks] = fields(value, 3)
  const relay = {
    url: text(url),
    pass: nullable(pass, (some) => bytes(some, 1, LONGEST_PASS)),
    fallbacks: list(fallbacks, MOST_FALLBACKS).map((one) => text(one)),
  }
  for (const one of [relay.url, ...relay.fallbacks]) checkSymbol(one, LONGEST_URL)
  return relay
}

function readRoster(value: Value | undefined): Map<string, Member> {
  const entries = list(value, MOST_MEMBERS).map((entry): [string, Member] => {
    const [id, member] = fields(entry, 2)
    const [name, roles] = fields(member, 2)
    return [hex(bytes(id, ID)), readMember(text(name), list(roles, MOST_ROLES))]
  })
  checkInt(entries.length, 1, MOST_MEMBERS)
  // Ids are of one length, so the order of their hex is the order of their bytes.
  checkAscending(entries, ([one], [other]) => compareTexts(one, other))
  return new Map(entries)
}

function readMember(name: string, roles: readonly Value[]): Member {
  const member = { name, roles: roles.map((role) => text(role)) }
  checkNormalName(name)
  checkAscending(member.roles, compareTexts)
  if (!member.roles.every((role) => ROLE.test(role))) {
    throw new CanonError("a role is named by small letters, digits and hyphens")
  }
  return member
}

function readCode(value: Value): OpenCode {
  const [idHash, issuer, uses, quota] = fields(value, 4)
  const most = whole(quota, 1, MOST_MEMBERS)
  return { idHash: bytes(idHash, HASH), issuer: bytes(issuer, ID), uses: whole(uses, 1, most), quota: most }
}
