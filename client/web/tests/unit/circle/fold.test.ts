// fold.json: the same state out of the same entries, and nothing kept of what was erased.

import { describe, expect, test } from "vitest"
import { CanonError } from "../../../src/circle/canon.ts"
import { decodeEvent, encodeEvent } from "../../../src/circle/events.ts"
import { agrees, apply, approvals, expired, FoldError, forget } from "../../../src/circle/fold.ts"
import type { Outcome } from "../../../src/circle/outcome.ts"
import type { Placed } from "../../../src/circle/placed.ts"
import { dumpCore, dumpItem, loadState, RECENT, State } from "../../../src/circle/state.ts"
import { members, timeline } from "../../../src/circle/views.ts"
import { hex, unhex, utf8 } from "../../../src/wire/bytes.ts"
import {
  bodyToJson,
  type Json,
  type PlacedJson,
  placedFromJson,
  plain,
  policyOf,
} from "../../support/circleJson.ts"
import { vectors } from "../../support/vectors.ts"

interface Case {
  name: string
  policy: string
  epoch: number
  steps: { placed: PlacedJson; outcome: Json }[]
  muted: string[]
  timeline: Json
  members: Json
  approvals: { member: string; action: string }[]
  epoch_after: number
  timer: number
  durable: string
  state_hash: string
  marks: Json
  forgotten: { now: number; ids: string[]; left: number; names: Json }[]
}

const { cases } = await vectors<{ cases: Case[] }>("events/fold.json")

describe.each(cases)("$name", (one) => {
  test("each step does what it did, also in a state out of the vault", () => {
    let state = founded(one)
    for (const { placed, outcome } of one.steps) {
      expect(outcomeToJson(apply(state, placedFromJson(placed)))).toEqual(outcome)
      state = reloaded(state)
    }
    compare(state, one)
  })

  test("items come back in any order", () => {
    const state = played(one)
    const items = [...state.items.values()].reverse().map(dumpItem)
    compare(loadState(dumpCore(state), items), one)
  })

  test("what is over is erased, and ids are remembered", () => {
    const state = played(one)
    for (const { now, ids, left, names } of one.forgotten) {
      const over = expired(state, now)
      expect(over).toEqual(ids)
      forget(state, over)
      expect(state.items.size).toBe(left)
      expect(plain(state.names)).toEqual(names)
      for (const id of over) expect(state.recent.has(id)).toBe(true)
    }
  })
})

test("the content of what was edited or retracted is kept nowhere", () => {
  const talk = cases.find(({ name }) => name === "talk")
  if (talk === undefined) throw new Error("the case has another name")
  const state = founded(talk)
  let checked = 0
  for (const { placed } of talk.steps) {
    const before = new Map(state.items)
    const { erased } = apply(state, placedFromJson(placed))
    const kept = [dumpCore(state), ...[...state.items.values()].map(dumpItem)].map(hex).join("/")
    for (const id of erased) {
      const text = before.get(id)?.text ?? ""
      expect(text).not.toBe("")
      expect(kept).not.toContain(hex(utf8(text)))
      checked += 1
    }
  }
  expect(checked).toBeGreaterThan(1)
})

describe("misuse", () => {
  const [first] = cases
  if (first === undefined) throw new Error("there are no cases")
  const [step] = first.steps
  if (step === undefined) throw new Error("there are no steps")
  const placed = placedFromJson(step.placed)

  test("an entry is folded once", () => {
    const state = founded(first)
    apply(state, placed)
    expect(() => apply(state, placed)).toThrow(FoldError)
  })

  test("an entry is of the state's epoch", () => {
    expect(() => apply(founded(first), { ...placed, epoch: first.epoch + 1 })).toThrow(FoldError)
  })

  test("a note has the kind of a note", () => {
    const note: Placed = {
      type: "note",
      index: 5,
      epoch: first.epoch,
      seq: 1,
      kind: "message",
      received: 1,
      author: null,
      number: 0,
    }
    expect(() => apply(founded(first), note)).toThrow(FoldError)
  })

  test("a core of another version is no state", () => {
    const core = dumpCore(founded(first))
    core[1] = 2
    expect(() => loadState(core, [])).toThrow(CanonError)
  })
})

test("only so many ids are remembered, the newest", () => {
  const [first] = cases
  if (first === undefined) throw new Error("there are no cases")
  const state = founded(first)
  for (let at = 0; at <= RECENT; at++) state.remember(at.toString(16).padStart(32, "0"))
  expect(state.recent.size).toBe(RECENT)
  expect(state.recent.has("0".repeat(32))).toBe(false)
})

test("claims about the durable state are compared where the state there is known", () => {
  const [first] = cases
  if (first === undefined) throw new Error("there are no cases")
  const state = founded(first)
  expect(agrees(state, first.epoch, 0, state.hash())).toBe(true)
  expect(agrees(state, first.epoch, 0, new Uint8Array(32))).toBe(false)
  expect(agrees(state, first.epoch + 1, 0, state.hash())).toBeNull()
})

test("an event of an unknown kind is encoded as it came", () => {
  const known = cases.flatMap(({ steps }) => steps).find(({ placed }) => placed.event !== undefined)
  const event = decodeEvent(unhex(known?.placed.event ?? ""))
  const unknown = { ...event, kind: 900, body: { kind: "unknown", body: Uint8Array.of(1, 2) } } as const
  expect(plain(decodeEvent(encodeEvent(unknown)))).toEqual(plain(unknown))
})

function founded({ policy, epoch }: Case): State {
  return State.found(policyOf(policy), epoch)
}

function played(one: Case): State {
  const state = founded(one)
  for (const { placed } of one.steps) apply(state, placedFromJson(placed))
  return state
}

function reloaded(state: State): State {
  return loadState(dumpCore(state), [...state.items.values()].map(dumpItem))
}

function compare(state: State, one: Case): void {
  const muted = new Set(one.muted)
  const pairs = timeline(state, muted).map((view) => ({
    ...view,
    reactions: view.reactions.map(({ emoji, members }) => [emoji, members]),
  }))
  expect(plain(pairs)).toEqual(one.timeline)
  expect(plain(members(state, muted))).toEqual(one.members)
  expect(
    state.approvals.map(({ member, approval: { kind: _, ...rest } }) => plain({ member, ...rest })),
  ).toEqual(one.approvals)
  for (const { member, action } of one.approvals) {
    expect(approvals(state, unhex(action)).map((held) => hex(held.member))).toContain(member)
  }
  expect(state.epoch).toBe(one.epoch_after)
  expect(state.timer).toBe(one.timer)
  expect(hex(state.durable())).toBe(one.durable)
  expect(hex(state.hash())).toBe(one.state_hash)
  expect(plain(state.marks)).toEqual(one.marks)
}

function outcomeToJson({ result, changed, erased, undone }: Outcome): Json {
  const again = undone.map(({ author, body }) => ({ author: hex(author), body: bodyToJson(body) }))
  return { result, changed: [...changed], erased: [...erased], undone: again }
}
