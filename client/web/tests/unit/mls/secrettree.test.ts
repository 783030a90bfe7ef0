import { describe, expect, test } from "vitest"
import { Reader } from "../../../src/mls/codec.ts"
import { PublicError, Replayed } from "../../../src/mls/index.ts"
import {
  APPLICATION,
  HANDSHAKE,
  LAST_GENERATION,
  MAX_FORWARD,
  MAX_SKIPPED,
  SecretTree,
} from "../../../src/mls/secrettree.ts"
import { holds } from "./circle.ts"

const SECRET = new Uint8Array(64).fill(9)
const grown = (width = 4) => SecretTree.grow(width, SECRET)
const reread = (tree: SecretTree) => SecretTree.read(new Reader(tree.encode()))

function taken(tree: SecretTree, leaf: number, generation: number): Uint8Array {
  const step = tree.look(leaf, APPLICATION, generation)
  const key = step.key.slice()
  tree.take(step)
  return key
}

describe("looking", () => {
  test("changes nothing", () => {
    const tree = grown()
    const before = tree.encode()
    tree.look(1, APPLICATION, 70)
    expect(tree.encode()).toEqual(before)
    taken(tree, 1, 3)
    const later = tree.encode()
    tree.look(1, APPLICATION, 2)
    tree.look(1, APPLICATION, 80)
    tree.look(2, HANDSHAKE, 0)
    expect(tree.encode()).toEqual(later)
  })

  test("gives each sender, kind and generation a key of its own", () => {
    const tree = grown()
    const keys = [0, 1, 2, 3].flatMap((leaf) =>
      ([HANDSHAKE, APPLICATION] as const).flatMap((kind) =>
        [0, 1, 2].map((generation) => tree.look(leaf, kind, generation).key.join()),
      ),
    )
    expect(new Set(keys).size).toBe(24)
  })

  test("refuses what lies too far ahead before it computes anything", () => {
    const tree = grown()
    const started = performance.now()
    expect(() => tree.look(0, APPLICATION, LAST_GENERATION)).toThrow(PublicError)
    expect(() => tree.look(0, APPLICATION, MAX_FORWARD + 1)).toThrow("6.3-4")
    expect(performance.now() - started).toBeLessThan(50)
  })

  test("finds the leaf of a tree of one", () => {
    expect(taken(grown(1), 0, 0)).toHaveLength(32)
  })
})

describe("taking", () => {
  test("spends a key for good", () => {
    const tree = grown()
    taken(tree, 1, 0)
    expect(() => tree.look(1, APPLICATION, 0)).toThrow(Replayed)
    taken(tree, 1, 5)
    taken(tree, 1, 2)
    expect(() => tree.look(1, APPLICATION, 2)).toThrow(Replayed)
    expect(taken(tree, 1, 3)).toEqual(grown().look(1, APPLICATION, 3).key)
  })

  test("keeps the last keys that were stepped over, and no others", () => {
    const tree = grown()
    taken(tree, 1, 100)
    expect(() => tree.look(1, APPLICATION, 99 - MAX_SKIPPED)).toThrow(Replayed)
    expect(taken(tree, 1, 100 - MAX_SKIPPED)).toEqual(grown().look(1, APPLICATION, 100 - MAX_SKIPPED).key)
    taken(tree, 1, 102)
    expect(tree.look(1, APPLICATION, 101)).toBeDefined()
    taken(tree, 1, 110)
    // Seven more were stepped over: the oldest made room for them.
    expect(() => tree.look(1, APPLICATION, 42)).toThrow(Replayed)
    expect(tree.look(1, APPLICATION, 48)).toBeDefined()
  })

  test("leaves no secret behind from which a spent key follows", () => {
    const tree = grown(2)
    const spent = tree.look(1, APPLICATION, 4)
    const key = spent.key.slice()
    tree.take(spent)
    const kept = tree.encode()
    expect(holds(kept, key)).toBe(false)
    expect(holds(kept, SECRET)).toBe(false)
    // Not even by a ratchet secret of a message that was skipped: only its key is kept.
    const again = reread(tree)
    for (let generation = 0; generation < 4; generation++) {
      expect(again.look(1, APPLICATION, generation).after).toBeNull()
    }
    expect(() => again.look(1, APPLICATION, 4)).toThrow(Replayed)
  })

  test("does not touch the secret it grew from", () => {
    taken(grown(), 0, 0)
    expect(SECRET).toEqual(new Uint8Array(64).fill(9))
  })
})

test("a tree has one form, and comes back from it", () => {
  const tree = grown(8)
  taken(tree, 5, 9)
  taken(tree, 2, 0)
  taken(tree, 5, 4)
  const other = grown(8)
  taken(other, 2, 0)
  taken(other, 5, 4)
  taken(other, 5, 9)
  expect(tree.encode()).toEqual(other.encode())
  expect(reread(tree).encode()).toEqual(tree.encode())
  expect(taken(reread(tree), 5, 7)).toEqual(grown(8).look(5, APPLICATION, 7).key)
})

test("a wiped tree gives no key", () => {
  const tree = grown()
  taken(tree, 1, 3)
  tree.wipe()
  expect(() => tree.look(1, APPLICATION, 1)).toThrow(Replayed)
  expect(() => tree.look(0, APPLICATION, 0)).toThrow(Replayed)
})
