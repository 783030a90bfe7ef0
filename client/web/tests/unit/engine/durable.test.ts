// Rule D in the session: what is not stored has not happened, and nothing is sent that is not stored.

import { beforeEach, expect, test, vi } from "vitest"
import { Vault, VaultStorageError } from "../../../src/vault/index.ts"
import { gathering } from "./people.ts"
import type { Person } from "./person.ts"

const here = gathering()
let robin: Person
let sam: Person

beforeEach(async () => {
  robin = await here.person()
  await robin.call("found", "Harbour", "Robin")
  sam = await here.person()
  await sam.joins(robin, "Sam")
  await robin.say("before")
  await sam.reads("before")
  await robin.until(async () => (await robin.circle()).unsent === 0)
})

/** From now on, no vault stores anything but the first so many writes. */
function full(after = 0): { lift: () => void } {
  const write = Vault.prototype.write
  let left = after
  const spy = vi.spyOn(Vault.prototype, "write").mockImplementation(function (this: Vault, changes) {
    left -= 1
    return left < 0 ? Promise.reject(new VaultStorageError("no room")) : write.call(this, changes)
  })
  return { lift: () => spy.mockRestore() }
}

test("what cannot be stored is not said", async () => {
  const storage = full()
  const key = await robin.key()
  expect(await robin.failure("send", key, { text: "lost" })).toBe("error-vault-storage")
  storage.lift()
  expect(await robin.circle()).toMatchObject({ unsent: 0 })
  expect(await robin.texts()).toEqual(["before"])
  await robin.say("after")
  await sam.reads("after")
  expect(await sam.texts()).toEqual(["before", "after"])
})

test("what was written but cannot be stored as encrypted is not sent, until it can, and then once", async () => {
  const sent = vi.spyOn(WebSocket.prototype, "send")
  const storage = full(1) // the outbox has room for it; what it would be sent as has none
  await robin.say("patience")
  await robin.until(async () => (await robin.circle()).link === "offline")
  expect(
    sent.mock.calls.map(([frame]) => (frame as Uint8Array).length).filter((size) => size > 1_000),
  ).toEqual([])
  storage.lift()
  await robin.call("sync", await robin.key())
  await sam.reads("patience")
  await robin.say("there")
  await sam.reads("there")
  expect(await sam.texts()).toEqual(["before", "patience", "there"])
  expect((await sam.items()).filter(({ warning }) => warning)).toEqual([])
})

test("what was read but cannot be stored is read again", async () => {
  const storage = full(2) // Robin's message goes out; nobody stores that it was read
  await robin.say("twice if need be")
  await sam.until(async () => (await sam.circle()).link === "offline")
  storage.lift()
  await sam.call("sync", await sam.key())
  await robin.call("sync", await robin.key())
  await sam.reads("twice if need be")
  await robin.reads("twice if need be")
  for (const one of [robin, sam]) {
    expect(await one.texts()).toEqual(["before", "twice if need be"])
    expect((await one.items()).filter(({ warning }) => warning)).toEqual([])
  }
})

test("the page may go at any moment: what was promised is kept, and done once", async () => {
  const key = await robin.key()
  for (let times = 0; times < 6; times++) {
    await robin.say(`message ${times}`)
    await new Promise((resolve) => setTimeout(resolve, times * 7))
    await robin.reload()
  }
  await robin.call("sync", key)
  await robin.until(async () => (await robin.circle()).unsent === 0)
  await sam.reads("message 5")
  const said = Array.from({ length: 6 }, (_, number) => `message ${number}`)
  expect(await sam.texts()).toEqual(["before", ...said])
  expect(await robin.texts()).toEqual(["before", ...said])
  expect((await sam.items()).filter(({ warning }) => warning)).toEqual([])
})
