// A knock of one's own: what becomes of it when it is cut short, or overtaken by a lock.

import { afterEach, expect, onTestFinished, test, vi } from "vitest"
import { FullError, LinkLostError } from "../../../src/link/index.ts"
import { Driver } from "../../../src/session/driver.ts"
import { Joins } from "../../../src/session/joins.ts"
import { Room } from "../../../src/session/meetings.ts"
import { Relay } from "../../support/relay.ts"
import { Person } from "./person.ts"

const HOUR = 3_600

afterEach(() => {
  vi.restoreAllMocks()
})

/** Robin, who has founded a circle, Sam, who has not, and an invite for one. */
async function setting(): Promise<{ robin: Person; sam: Person; code: string }> {
  const relay = await Relay.start()
  onTestFinished(() => relay.stop())
  const [robin, sam] = [await Person.open(relay.url), await Person.open(relay.url)]
  onTestFinished(async () => {
    await Promise.all([robin, sam].map(({ host }) => host.close()))
  })
  const { key } = await robin.call("found", "Harbour", "Robin")
  const { code } = await robin.call("invite", key, 1, HOUR)
  return { robin, sam, code }
}

test("a knock whose connection is lost over it waits, and is knocked once", async () => {
  const { robin, sam, code } = await setting()
  const put = Room.prototype.put
  vi.spyOn(Room.prototype, "put").mockImplementationOnce(async function (this: Room, blob) {
    await put.call(this, blob)
    throw new LinkLostError("link-lost")
  })
  const { state } = await sam.call("join", code, "Sam", "", null)
  expect(state).toBe("waiting")
  await sam.call("network", true)
  const knock = await robin.hearsKnock()
  expect(knock.frozen).toBe(false)
  expect(await robin.call("knocks", await robin.key())).toHaveLength(1)
})

test("of a knock that the relay does not take nothing is kept", async () => {
  const { sam, code } = await setting()
  vi.spyOn(Room.prototype, "put").mockRejectedValueOnce(new FullError("link-full"))
  expect(await sam.failure("join", code, "Sam", "", null)).toBe("error-box-full")
  expect(await sam.call("joins")).toEqual([])
})

test("a circle that is come back to when the vault is locked does not begin to live again", async () => {
  const { robin, sam } = await setting()
  await sam.joins(robin, "Sam")
  const there = await sam.key()
  const { code } = await robin.call("invite", await robin.key(), 1, HOUR)
  await sam.sees("code-opened")
  let release = () => {}
  const enters = new Promise<void>((begun) => {
    vi.spyOn(Joins.prototype, "enter").mockImplementation(async () => {
      begun()
      await new Promise<void>((go) => {
        release = go
      })
      throw new Error("the vault was locked meanwhile")
    })
  })
  await sam.call("join", code, "Sam", "", there)
  const knock = await robin.hearsKnock()
  await robin.call("admit", await robin.key(), knock.id, null)
  await sam.call("network", true)
  await enters
  const started = vi.spyOn(Driver.prototype, "start")
  const locked = sam.call("lock")
  release()
  await locked
  expect(started).not.toHaveBeenCalled()
}, 60_000)
