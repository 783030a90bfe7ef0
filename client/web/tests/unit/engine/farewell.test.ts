// Erasing with a farewell ready: keys first, then the word to the circle over the connection that there is.

import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Database } from "../../../src/vault/database.ts"
import { gathering } from "./people.ts"
import type { Person } from "./person.ts"

const GONE = "This device is being erased."

const here = gathering()
let robin: Person
let sam: Person

beforeEach(async () => {
  robin = await here.person()
  await robin.call("found", "Harbour", "Robin")
  sam = await here.person()
  await sam.joins(robin, "Sam")
  await sam.say("here")
  await robin.reads("here")
  await sam.until(async () => (await sam.circle()).unsent === 0)
})

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Have a farewell of Sam's ready, or none. */
async function ready(text: string | null = GONE): Promise<void> {
  await sam.call("setFarewell", await sam.key(), text)
}

/** Everything that comes before this of Robin's is there: what has not come by now was not sent. */
async function nothingCame(): Promise<void> {
  await robin.call("sync", await robin.key())
  expect(await robin.texts()).toEqual(["here"])
  expect(await robin.kinds()).not.toContain("left")
}

test("it is off until somebody asks, and off again at a word", async () => {
  const key = await sam.key()
  expect(await sam.call("farewell", key)).toBe(false)
  await ready()
  expect(await sam.call("farewell", key)).toBe(true)
  await sam.reload()
  expect(await sam.call("farewell", key)).toBe(true)
  await ready(null)
  expect(await sam.call("farewell", key)).toBe(false)
  await sam.until(async () => (await sam.circle()).link === "online")
  await sam.call("sync", key)
  await sam.call("erase")
  await nothingCame()
})

test("erasing says it, after the keys are gone, over the connection that there is", async () => {
  await ready()
  const order: string[] = []
  const dropHead = Database.prototype.dropHead
  vi.spyOn(Database.prototype, "dropHead").mockImplementation(async function (this: Database) {
    await dropHead.call(this)
    order.push("keys")
  })
  const send = WebSocket.prototype.send
  vi.spyOn(WebSocket.prototype, "send").mockImplementation(function (this: WebSocket, data) {
    if ((data as Uint8Array).length > 1_000) order.push("sent")
    send.call(this, data)
  })
  await sam.call("erase")
  expect(order.slice(0, 3)).toEqual(["keys", "sent", "sent"])
  await robin.reads(GONE)
  await robin.sees("left")
  expect((await robin.items()).filter(({ warning }) => warning)).toEqual([])
})

test("it is said also where another tab erases, and once", async () => {
  await ready()
  await sam.call("circles")
  await Database.empty()
  await Database.erase()
  await sam.call("erase")
  await robin.reads(GONE)
  await robin.sees("left")
  expect((await robin.texts()).filter((text) => text === GONE)).toHaveLength(1)
})

test("without a connection nothing is dialled, and erasing goes on", async () => {
  await ready()
  await sam.call("lock")
  const dialled = vi.fn()
  vi.stubGlobal("WebSocket", dialled)
  await sam.call("erase")
  expect(dialled).not.toHaveBeenCalled()
  vi.unstubAllGlobals()
  expect(await sam.call("vault")).toMatchObject({ phase: "absent" })
  await nothingCame()
})
