// What a lawful commit changed, told out of its facts; and what policies allow.

import { expect, test } from "vitest"
import { actionAppoint, actionRemove } from "../../../src/circle/actions.ts"
import { CanonError } from "../../../src/circle/canon.ts"
import { type Change, changeOf } from "../../../src/circle/change.ts"
import { judge, sound } from "../../../src/circle/judge.ts"
import {
  decodePolicy,
  encodePolicy,
  FIRST_RULES,
  Policy,
  PolicyError,
  sameRelay,
} from "../../../src/circle/policy.ts"
import { Refusal } from "../../../src/circle/refusals.ts"
import { hex } from "../../../src/wire/bytes.ts"
import { type FactsJson, factsFromJson } from "../../support/circleJson.ts"
import { ANN, BASE, BEN, CAT, DEE, EVE, FAY, often, withRoster } from "../../support/circlePeople.ts"
import { vectors } from "../../support/vectors.ts"

const { cases } = await vectors<{ cases: FactsJson[] }>("events/policy.json")
const LAWFUL = cases.filter(({ verdict }) => verdict === 0)

const NOTHING = {
  joined: [],
  left: [],
  removed: [],
  rejoined: [],
  linked: [],
  unlinked: [],
  deviceRemoved: [],
  appointed: [],
  steppedDown: [],
  rolesChanged: [],
  renamed: [],
  policyChanged: false,
  codesOpened: [],
  codesClosed: [],
} satisfies Omit<Change, "policy">

const [CODE_C, CODE_D, CODE_NEW] = ["c", "d", "n"].map((letter) =>
  new Uint8Array(32).fill(letter.charCodeAt(0)),
) as [Uint8Array, Uint8Array, Uint8Array]

const CHANGES: Record<string, Partial<typeof NOTHING | Change>> = {
  "an update": {},
  "a host admits with her own code": { joined: [FAY] },
  "someone joins while another is removed": {
    joined: [FAY],
    removed: [EVE],
    codesClosed: [CODE_C, CODE_D],
  },
  "anyone commits a self-removal": { left: [EVE], codesClosed: [CODE_C, CODE_D] },
  "a member rejoins": { rejoined: [EVE] },
  "a member adds a second device": { linked: [EVE] },
  "a member removes its own second device": { unlinked: [EVE], codesClosed: [CODE_C, CODE_D] },
  "one of two devices leaves": { unlinked: [EVE], codesClosed: [CODE_C, CODE_D] },
  "a host removes one device of two": { deviceRemoved: [EVE], codesClosed: [CODE_C, CODE_D] },
  "one device leaves and a host removes another": {
    unlinked: [EVE],
    deviceRemoved: [EVE],
    codesClosed: [CODE_C, CODE_D],
  },
  "the last host leaves and who stays appoints itself": { left: [ANN], appointed: [BEN] },
  "a host steps down": { steppedDown: [BEN] },
  "a host gives another role": { rolesChanged: [DEE] },
  "a member changes its name": { renamed: [EVE] },
  "a member opens a code": { codesOpened: [CODE_NEW] },
  "an issuer closes her code": { codesClosed: [CODE_D] },
  "a host changes the relay": { policyChanged: true },
  "a host changes the timer": { policyChanged: true },
}

test.each(Object.entries(CHANGES))("what changed: %s", (name, expected) => {
  const found = LAWFUL.find((one) => one.name === name)
  if (found === undefined) throw new Error("the case has another name")
  const facts = factsFromJson(found)
  const { policy, ...told } = changeOf(facts)
  expect(told).toEqual({ ...NOTHING, ...expected })
  expect(encodePolicy(policy)).toEqual(encodePolicy(facts.policyAfter ?? facts.policyBefore))
})

test.each(LAWFUL)("what no circle uses makes a lawful commit void: $name", (one) => {
  const facts = factsFromJson(one)
  expect(judge({ ...facts, external: true })).toBe(Refusal.EXTERNAL)
  expect(judge({ ...facts, psk: true })).toBe(Refusal.PSK)
  expect(judge({ ...facts, reinit: true })).toBe(Refusal.REINIT)
  expect(judge({ ...facts, otherReference: true })).toBe(Refusal.REFERENCE)
  expect(judge({ ...facts, hasPath: false })).toBe(Refusal.NO_PATH)
  expect(judge({ ...facts, data: null })).toBe(Refusal.DATA)
  expect(judge({ ...facts, otherExtensions: true })).toBe(Refusal.EXTENSIONS)
  expect(judge({ ...facts, policyUnreadable: true })).toBe(Refusal.POLICY)
  expect(judge({ ...facts, sender: new Uint8Array(16) })).toBe(Refusal.STRANGER)
  expect(sound(facts.policyAfter ?? facts.policyBefore, facts.membersAfter.values())).toBeNull()
})

test("any facts get an answer", () => {
  const all = cases.map(factsFromJson)
  const numbers: readonly (number | null)[] = [null, ...Object.values(Refusal)]
  often((dice) => {
    // Parts of different commits, which fit together badly.
    const mixed = { ...dice.one(all), adds: dice.one(all).adds, removes: dice.one(all).removes }
    const verdict = judge({
      ...mixed,
      membersAfter: dice.one(all).membersAfter,
      policyAfter: dice.one(all).policyAfter,
      data: dice.one(all).data,
    })
    expect(numbers).toContain(verdict)
  }, 500)
})

test("voices are counted once, and only for the very action", () => {
  const removal = LAWFUL.find(({ name }) => name === "a host removes")
  if (removal === undefined) throw new Error("the case has another name")
  const facts = { ...factsFromJson(removal), sender: CAT }
  const [remove, appoint] = [actionRemove(EVE), actionAppoint(EVE)]
  const by = (action: Uint8Array, ...who: Uint8Array[]) => who.map((member) => ({ member, action }))
  expect(judge({ ...facts, approvals: by(remove, DEE, DEE, CAT) })).toBe(Refusal.REMOVE)
  expect(judge({ ...facts, approvals: by(remove, ANN) })).toBeNull()
  expect(judge({ ...facts, approvals: by(appoint, ANN) })).toBe(Refusal.REMOVE)
})

test("founding and joining ask for a policy that fits the tree", () => {
  expect(sound(BASE, [ANN, BEN, CAT, DEE, EVE])).toBeNull()
  expect(sound(BASE, [ANN])).toBe(Refusal.ROSTER)
  expect(sound(BASE, [])).toBe(Refusal.SIZE)
  expect(sound(BASE, [ANN, Uint8Array.of(1)])).toBe(Refusal.MEMBER_ID)
  const hostless = new Map([...BASE.roster].filter(([, { roles }]) => !roles.includes("host")))
  expect(sound(BASE.with({ roster: hostless }), [CAT, DEE, EVE])).toBe(Refusal.NO_HOST)
  expect(sound(Policy.founding(BASE.relay, ANN, "Ann"), [ANN])).toBeNull()
})

test("who may do what", () => {
  expect([...BASE.hosts]).toEqual([ANN, BEN].map(hex))
  expect(BASE.mayInvite(CAT)).toBe(true)
  expect(BASE.mayInvite(FAY)).toBe(false)
  expect(BASE.maySetTimer(CAT)).toBe(false)
  expect(BASE.maySetTimer(ANN)).toBe(true)
  const closed = BASE.with({ rules: { ...FIRST_RULES, timerBy: "members" } })
  expect(closed.mayInvite(CAT)).toBe(false)
  expect(closed.maySetTimer(EVE)).toBe(true)
  expect(closed.maySetTimer(FAY)).toBe(false)
  expect(BASE.code(new Uint8Array(32))).toBeNull()
  expect(BASE.code(new Uint8Array(32).fill(99))).toBe(BASE.codes[0])
})

test("a policy is written in one order", () => {
  const roster = new Map([...BASE.roster].reverse())
  const backwards = BASE.with({ roster, codes: BASE.codes.toReversed() })
  expect(encodePolicy(backwards)).toEqual(encodePolicy(BASE))
  expect([...decodePolicy(encodePolicy(backwards)).roster.keys()]).toEqual([...BASE.roster.keys()])
})

test("relays are the same where all of them is", () => {
  const pass = Uint8Array.of(1)
  expect(sameRelay(BASE.relay, { ...BASE.relay })).toBe(true)
  for (const change of [{ url: "wss://other.example" }, { pass }, { fallbacks: ["wss://other.example"] }]) {
    expect(sameRelay(BASE.relay, { ...BASE.relay, ...change })).toBe(false)
  }
})

test("a policy that cannot be is not written", () => {
  const named = (name: string) => BASE.with({ roster: new Map([[hex(ANN), { name, roles: [] }]]) })
  const ruled = (changes: object) => BASE.with({ rules: { ...BASE.rules, ...changes } })
  for (const bad of [
    BASE.with({ roster: new Map() }),
    named("A\u200b"),
    named("\ud800"),
    BASE.with({ relay: { ...BASE.relay, url: "" } }),
    ruled({ removeApprovals: 0 }),
    ruled({ removeApprovals: 1.5 }),
    ruled({ timer: 59 }),
    ruled({ invite: "nobody" }),
  ]) {
    expect(() => encodePolicy(bad)).toThrow(PolicyError)
  }
})

test("an action is about a member id", () => {
  expect(() => actionRemove(Uint8Array.of(1))).toThrow(CanonError)
})

test("whatever bytes are taken for a policy are its only encoding", () => {
  const encoded = encodePolicy(withRoster(EVE))
  let accepted = 0
  often((dice) => {
    const changed = Uint8Array.from(encoded)
    changed[dice.below(changed.length)] = dice.below(256)
    try {
      expect(encodePolicy(decodePolicy(changed))).toEqual(changed)
      accepted += 1
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError)
    }
  }, 2000)
  expect(accepted).toBeGreaterThan(0)
})
