// The fold at random and in its corners: deterministic, exactly once, the same after the vault, and forgetful.

import { expect, test } from "vitest"
import { actionRemove } from "../../../src/circle/actions.ts"
import { CanonError } from "../../../src/circle/canon.ts"
import { DurableError, encodeDurable } from "../../../src/circle/durable.ts"
import { agrees, apply, approvals, expired, FoldError, forget } from "../../../src/circle/fold.ts"
import { ItemKind, loadItem } from "../../../src/circle/items.ts"
import { Result } from "../../../src/circle/outcome.ts"
import type { Placed } from "../../../src/circle/placed.ts"
import { dumpCore, dumpItem, loadState, RECENT, State } from "../../../src/circle/state.ts"
import { members, shownNames, timeline } from "../../../src/circle/views.ts"
import { concat, hex, utf8 } from "../../../src/wire/bytes.ts"
import {
  ANN,
  BASE,
  BEN,
  CAT,
  card,
  DEE,
  EVE,
  FAY,
  idOf,
  message,
  noted,
  often,
  said,
  sealed,
  someSteps,
  withRoster,
} from "../../support/circlePeople.ts"

function folded(...steps: readonly Placed[]): State {
  const state = State.found(BASE)
  for (const step of steps) apply(state, step)
  return state
}

/** All of a state, as the vault would hold it. */
function kept(state: State): string {
  return hex(concat(dumpCore(state), ...[...state.items.values()].map(dumpItem)))
}

function reloaded(state: State): State {
  return loadState(dumpCore(state), [...state.items.values()].map(dumpItem))
}

function holds(state: State, words: string): boolean {
  return kept(state).includes(hex(utf8(words)))
}

test("the vault changes nothing, whatever happens", () => {
  often((dice) => {
    const steps = someSteps(dice)
    const straight = State.found(BASE)
    let stored = State.found(BASE)
    for (const step of steps) {
      stored = reloaded(stored)
      expect(apply(stored, step)).toEqual(apply(straight, step))
    }
    expect(kept(stored)).toBe(kept(straight))
    expect(timeline(stored)).toEqual(timeline(straight))
  })
})

test("the records of changed items are all that need be written", () => {
  often((dice) => {
    const state = State.found(BASE)
    const records = new Map<string, Uint8Array>()
    for (const step of someSteps(dice)) {
      for (const id of apply(state, step).changed) {
        const item = state.items.get(id)
        if (item !== undefined) records.set(id, dumpItem(item))
      }
    }
    const shuffled = [...records.values()].sort(() => dice.below(3) - 1)
    expect(kept(loadState(dumpCore(state), shuffled))).toBe(kept(state))
  })
})

test("every event counts once", () => {
  often((dice) => {
    const state = State.found(BASE)
    const done = someSteps(dice).map((step) => ({ step, result: apply(state, step).result }))
    const [items, hash] = [kept(state).length, state.hash()]
    for (const [at, { step, result }] of done.entries()) {
      if (step.type !== "event" || result === Result.STRANGER) continue
      const again = { ...step, index: 10_000 + at, epoch: state.epoch, seq: 9000 }
      const outcome = apply(state, again)
      expect([Result.DUPLICATE, Result.STRANGER]).toContain(outcome.result)
      expect(outcome.changed).toEqual([])
    }
    expect(state.hash()).toEqual(hash)
    // Only the index of the last entry has grown, by two bytes at most.
    expect(kept(state).length - items).toBeLessThanOrEqual(4)
  })
})

test("a newcomer agrees, and the latest mark is the present hash", () => {
  often((dice) => {
    const state = folded(...someSteps(dice))
    const newcomer = State.fromDurable(state.durable(), state.policy, state.epoch)
    expect(newcomer.durable()).toEqual(state.durable())
    expect(agrees(newcomer, state.epoch, 0, state.hash())).toBe(true)
    expect(state.hashAt(state.epoch, Number.MAX_SAFE_INTEGER)).toEqual(state.hash())
  })
})

test("what expired is gone", () => {
  often((dice) => {
    const state = folded(...someSteps(dice))
    const now = dice.below(8_000_000)
    const over = expired(state, now)
    for (const [id, { expires }] of state.items) expect(over.includes(id)).toBe(expires <= now)
    forget(state, over)
    expect(expired(state, now)).toEqual([])
    for (const id of over) expect(state.items.has(id)).toBe(false)
  })
})

test("misuse changes nothing", () => {
  const state = folded(said(1, ANN, message("a")))
  const before = kept(state)
  for (const bad of [
    said(1, ANN, message("b"), idOf(9)),
    said(0, ANN, message("b"), idOf(9)),
    { ...said(2, ANN, message("b")), epoch: 1 },
    sealed(2, 1, {}),
    noted(2, 0, ItemKind.MESSAGE),
  ]) {
    expect(() => apply(state, bad)).toThrow(FoldError)
  }
  expect(kept(state)).toBe(before)
})

test("a note may speak of another epoch", () => {
  const state = State.found(BASE, 5)
  expect(apply(state, noted(1, 3, ItemKind.STUCK)).result).toBe(Result.ADDED)
})

test("index 0 is an index, and views begin where they are asked to", () => {
  const state = folded(...[0, 1, 2, 3].map((at) => said(at, ANN, message("a"))))
  expect(timeline(state).map(({ index }) => index)).toEqual([0, 1, 2, 3])
  expect(timeline(state, new Set(), 1).map(({ index }) => index)).toEqual([2, 3])
})

test("words that were retracted, edited or forgotten are gone", () => {
  const state = folded(...[1, 2, 3].map((at) => said(at, ANN, message(`secret${at}`, { cw: `warn${at}` }))))
  expect(holds(state, "secret1")).toBe(true)
  const [first, second, third] = [idOf(1), idOf(2), idOf(3)]
  expect(apply(state, said(4, ANN, { kind: "retract", target: first }))).toMatchObject({
    result: Result.CHANGED,
    changed: [hex(first)],
    erased: [hex(first)],
  })
  const edit = { kind: "edit", target: second, text: "better", cw: null } as const
  expect(apply(state, said(5, ANN, edit)).erased).toEqual([hex(second)])
  forget(state, [hex(third)])
  for (const at of [1, 2, 3]) {
    expect(holds(state, `secret${at}`)).toBe(false)
    expect(holds(state, `warn${at}`)).toBe(false)
  }
})

test("a card that was replaced is gone when the epoch ends", () => {
  const state = folded(said(1, BEN, card("Bennett")), said(2, BEN, card("Benny")))
  apply(state, sealed(3, 0, {}, 2))
  expect(holds(state, "Bennett")).toBe(false)
})

test("a forgotten event does not come back, and an id that has an item is not held twice", () => {
  const state = folded(said(1, ANN, message("a")))
  expect(state.recent.size).toBe(0)
  forget(state, [hex(idOf(1)), hex(idOf(7))])
  expect([...state.recent]).toEqual([hex(idOf(1))])
  expect(apply(state, said(2, ANN, message("a"), idOf(1))).result).toBe(Result.DUPLICATE)
  expect(state.items.size).toBe(0)
})

test("the newest ids are remembered, those of strangers are not", () => {
  const state = State.found(BASE)
  const nothing = { kind: "retract", target: new Uint8Array(16) } as const
  for (let at = 0; at < RECENT + 5; at++) apply(state, said(at, at % 2 === 0 ? ANN : FAY, nothing))
  expect(state.recent.size).toBe(RECENT / 2 + 3)
  for (let at = RECENT + 5; at < 3 * RECENT; at++) apply(state, said(at, ANN, nothing))
  expect(state.recent.size).toBe(RECENT)
  expect([...state.recent].at(-1)).toBe(hex(idOf(3 * RECENT - 1)))
})

test("a stranger takes no id", () => {
  const state = folded(said(1, FAY, message("a"), idOf(7)))
  expect(apply(state, said(2, ANN, message("b"), idOf(7))).result).toBe(Result.ADDED)
})

test("few hashes are remembered", () => {
  const authors = [ANN, BEN, CAT, DEE, EVE]
  const steps = Array.from({ length: 72 }, (_, at) => said(at + 1, authors[at % 5] ?? ANN, card(`No ${at}`)))
  const state = folded(...steps)
  expect(state.marks.length).toBe(64)
  expect(state.hashAt(0, 1)).toBeNull()
})

test("claims about the durable state are compared with the state there", () => {
  const state = folded(said(1, BEN, card("Benny")))
  const first = state.hash()
  apply(state, said(2, CAT, card("Kat")))
  expect(agrees(state, 0, 1, first)).toBe(true)
  expect(agrees(state, 0, 2, first)).toBe(false)
  expect(agrees(state, 0, 9, state.hash())).toBe(true)
  expect(agrees(state, 7, 1, first)).toBeNull()
})

test("saying the same by another way makes the same hash", () => {
  const once = folded(said(1, BEN, card("Benny")))
  const again = folded(said(1, BEN, card("B")), said(2, BEN, card("Benny")))
  expect(again.hash()).toEqual(once.hash())
})

test("who is removed loses its card, and keeps its name while it is spoken of", () => {
  const state = folded(said(1, EVE, message("a")), said(2, EVE, card("Evie")))
  apply(state, sealed(3, 0, { policy: withRoster(EVE), removed: [EVE] }, 2))
  expect(state.cards.has(hex(EVE))).toBe(false)
  expect(shownNames(state).get(hex(EVE))).toBe("Eve")
  expect(members(state).map(({ id }) => hex(id))).not.toContain(hex(EVE))
  forget(state, [])
  expect(state.names.size).toBe(1)
  forget(state, [...state.items.keys()])
  expect(state.names.size).toBe(0)
})

test("a name stays while a reaction or a subject needs it", () => {
  const gone = { policy: withRoster(EVE) }
  const reaction = { kind: "reaction", target: idOf(1), emoji: "❤", add: true } as const
  const reacted = folded(said(1, ANN, message("a")), said(2, EVE, reaction), sealed(3, 0, gone, 2))
  forget(reacted, [])
  expect(reacted.names.get(hex(EVE))).toBe("Eve")
  const removed = folded(sealed(1, 0, { ...gone, removed: [EVE] }))
  forget(removed, [])
  expect(timeline(removed).map(({ subjectName }) => subjectName)).toEqual(["Eve"])
})

test("who comes back is known by the new name", () => {
  const state = folded(said(1, EVE, message("a")), sealed(2, 0, { policy: withRoster(EVE) }))
  expect(state.names.size).toBe(1)
  apply(state, sealed(3, 1, {}))
  expect(state.names.size).toBe(0)
})

test("approvals are for one exact action", () => {
  const signature = new Uint8Array(1)
  const [one, other] = [EVE, DEE].map(actionRemove) as [Uint8Array, Uint8Array]
  const state = folded(
    said(1, ANN, { kind: "approval", action: one, signature, epoch: 0 }),
    said(2, BEN, { kind: "approval", action: other, signature, epoch: 0 }),
  )
  expect(approvals(state, one).map(({ member }) => member)).toEqual([ANN])
})

test("rejoining keeps the timeline and takes the snapshot", () => {
  const approval = {
    kind: "approval",
    action: Uint8Array.of(1),
    signature: Uint8Array.of(1),
    epoch: 0,
  } as const
  const state = folded(
    said(1, ANN, message("a")),
    said(2, BEN, card("Benny")),
    said(3, EVE, message("b")),
    said(4, ANN, approval),
  )
  const other = State.found(withRoster(EVE))
  apply(other, said(1, CAT, card("Kat")))
  state.adopt(other.durable(), other.policy, 9)
  expect(state.items.size).toBe(4)
  expect(state.epoch).toBe(9)
  expect([state.approvals, state.undo]).toEqual([[], []])
  expect(state.hash()).toEqual(other.hash())
  expect([...state.names]).toEqual([[hex(EVE), "Eve"]])
  expect(agrees(state, 9, 0, other.hash())).toBe(true)
})

test("a bad snapshot changes nothing", () => {
  const state = folded(said(1, BEN, card("Benny")))
  const before = kept(state)
  expect(() => state.adopt(new Uint8Array(), BASE, 9)).toThrow(DurableError)
  expect(kept(state)).toBe(before)
})

test("a snapshot's cards of strangers are dropped, and sections of later versions kept", () => {
  const cards = new Map([
    [hex(FAY), card("Fay")],
    [hex(BEN), card("Benny")],
  ])
  const others = [{ number: 9, data: Uint8Array.of(1, 2) }]
  const state = State.fromDurable(encodeDurable({ timer: null, cards, others }), BASE, 0)
  expect([...state.cards]).toEqual([[hex(BEN), card("Benny")]])
  expect(reloaded(state).durable()).toEqual(state.durable())
  expect(state.others).toEqual(others)
})

test("what a commit passed over is told, and its author's to say again", () => {
  const state = folded(
    said(1, BEN, card("Benny")),
    said(2, CAT, card("Kat")),
    said(3, ANN, { kind: "timer", seconds: 60 }),
  )
  const before = folded(said(1, BEN, card("Benny"))).durable()
  const { undone } = apply(state, sealed(4, 0, { policy: withRoster(EVE, FAY), joined: [FAY] }, 1))
  expect(undone).toEqual([
    { author: CAT, body: card("Kat") },
    { author: ANN, body: { kind: "timer", seconds: 60 } },
  ])
  expect(state.durable()).toEqual(before)
})

test("other bytes are no state and no item", () => {
  const core = dumpCore(State.found(BASE))
  const [item] = [...folded(said(1, ANN, message("a"))).items.values()].map(dumpItem)
  for (const bad of [new Uint8Array(), Uint8Array.of(0), concat(core, Uint8Array.of(0))]) {
    expect(() => loadState(bad, [])).toThrow(CanonError)
    expect(() => loadItem(bad)).toThrow(CanonError)
  }
  const foreign = concat(item ?? new Uint8Array())
  const at = hex(foreign).indexOf(hex(utf8("message"))) / 2
  foreign.set(utf8("missing"), at)
  expect(() => loadItem(foreign)).toThrow(CanonError)
})

test("who is muted is marked, and its reactions are left out", () => {
  const reaction = { kind: "reaction", target: idOf(1), emoji: "❤", add: true } as const
  const state = folded(said(1, ANN, message("a")), said(2, EVE, reaction), said(3, EVE, message("b")))
  const muted = new Set([hex(EVE)])
  expect(timeline(state).map(({ reactions }) => reactions.length)).toEqual([1, 0])
  expect(timeline(state, muted).map(({ reactions }) => reactions.length)).toEqual([0, 0])
  expect(timeline(state, muted).map((view) => view.muted)).toEqual([false, true])
  expect(members(state, muted).flatMap((view) => (view.muted ? [view.id] : []))).toEqual([EVE])
})

test("what the box itself tells has no author", () => {
  const [view] = timeline(folded(noted(1, 0, ItemKind.GAP)))
  expect(view).toMatchObject({ author: null, name: null, muted: false, kind: ItemKind.GAP })
})

test("a card does not make its owner pass for another", () => {
  function named(...cards: readonly [Uint8Array, string][]): Map<string, string> {
    const state = State.found(BASE)
    for (const [member, name] of cards) state.cards.set(hex(member), card(name))
    return shownNames(state)
  }
  expect(named([DEE, "Deirdre"]).get(hex(DEE))).toBe("Deirdre")
  expect(named([DEE, "DEE"]).get(hex(DEE))).toBe("DEE")
  expect(named([DEE, "\u0410nn"]).get(hex(DEE))).toBe("Dee")
  expect(named([DEE, "Kit"], [EVE, "KIT"])).toEqual(named())
  expect(named([FAY, "Fay"])).toEqual(named())
})

test("members stand by name, in the order of code points", () => {
  const state = State.found(BASE)
  // U+FF5E comes before U+1F30A, though its one unit comes after the other's first.
  state.cards.set(hex(ANN), card("\u{1f30a}"))
  state.cards.set(hex(BEN), card("\u8c5e"))
  state.cards.set(hex(CAT), card("Dees"))
  expect(members(state).map(({ name }) => name)).toEqual(["Dee", "Dees", "Eve", "\u8c5e", "\u{1f30a}"])
})
