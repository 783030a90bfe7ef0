import { expect, test } from "vitest"
import { type Live, Pushes } from "../../../src/link/live.ts"
import { Kind } from "../../../src/wire/codes.ts"

const BOX = new Uint8Array(32).fill(0xb0)
const OTHER = new Uint8Array(32).fill(0x0e)

function push(box: Uint8Array, seq: number): Live {
  return { box, entries: [{ seq, kind: Kind.POST, blob: new Uint8Array(1024) }] }
}

test("pushes that do not fit name every box once", () => {
  const pushes = new Pushes(2048)
  expect(pushes.put(push(BOX, 1))).toEqual([])
  expect(pushes.put(push(OTHER, 1))).toEqual([])
  expect(pushes.put(push(BOX, 2))).toEqual([BOX, OTHER])
  expect([pushes.take(), pushes.take(), pushes.take()]).toEqual([
    { box: BOX, entries: null },
    { box: OTHER, entries: null },
    undefined,
  ])
  expect(pushes.put(push(BOX, 3))).toEqual([])
  expect(pushes.take()).toEqual(push(BOX, 3))
})

test("what is taken makes room", () => {
  const pushes = new Pushes(2048)
  for (let seq = 1; seq < 10; seq++) {
    expect(pushes.put(push(BOX, seq))).toEqual([])
    expect(pushes.take()).toEqual(push(BOX, seq))
  }
})

test("pushes are bounded in number too", () => {
  const pushes = new Pushes(1024, 3)
  for (let count = 0; count < 3; count++) expect(pushes.put({ box: BOX, entries: null })).toEqual([])
  expect(pushes.put({ box: BOX, entries: null })).toEqual([BOX])
})

test("pushes are waited for", async () => {
  const pushes = new Pushes()
  const waiting = pushes.get()
  pushes.put(push(BOX, 1))
  expect(await waiting).toEqual(push(BOX, 1))
  expect(pushes.take()).toBeUndefined()
})

test("a wait that nobody takes up loses nothing", async () => {
  const pushes = new Pushes()
  const waited = Promise.race([pushes.arrived(), Promise.resolve()])
  pushes.put(push(BOX, 1))
  await waited
  await pushes.arrived()
  expect(pushes.take()).toEqual(push(BOX, 1))
})

test("what came before the end is given before it", async () => {
  const pushes = new Pushes()
  const early = pushes.get()
  pushes.put(push(BOX, 1))
  pushes.put(push(BOX, 2))
  pushes.end()
  expect(await early).toEqual(push(BOX, 1))
  expect(await pushes.get()).toEqual(push(BOX, 2))
  expect(await pushes.get()).toBeNull()
  expect(pushes.take()).toBeNull()
})
