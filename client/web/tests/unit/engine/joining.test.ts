// A knock of one's own: what becomes of it when it is cut short, or over; and invites whose time is.

import { afterEach, expect, onTestFinished, test, vi } from "vitest"
import { FullError, LinkLostError } from "../../../src/link/index.ts"
import { Group } from "../../../src/mls/index.ts"
import { Invites } from "../../../src/session/invites.ts"
import { Room } from "../../../src/session/meetings.ts"
import { type JoinRecord, unpackJoin } from "../../../src/session/records.ts"
import { JOINS } from "../../../src/session/store.ts"
import { Vault } from "../../../src/vault/index.ts"
import { Relay } from "../../support/relay.ts"
import { PASSPHRASE, Person } from "./person.ts"

const HOUR = 3_600

afterEach(() => {
  vi.restoreAllMocks()
})

/** The knocks that somebody's vault holds, as they are stored. */
async function joinsOf(one: Person): Promise<JoinRecord[]> {
  await one.call("lock")
  await one.call("vault") // the storage is theirs from here on
  const vault = await Vault.open(PASSPHRASE)
  const found = await vault.scan(JOINS)
  vault.close()
  await one.call("unlock", PASSPHRASE)
  return found.map(([, value]) => unpackJoin(value))
}

const keysOf = (record: JoinRecord | undefined) =>
  [record?.secret, record?.bundle, record?.replyKey, record?.entry].map((key) => key?.length ?? -1)

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

test("of a knock that is over neither the code nor a key is kept", async () => {
  const { robin, sam, code } = await setting()
  await sam.call("join", code, "Sam", "", null)
  const [waiting] = await joinsOf(sam)
  expect(keysOf(waiting).every((length) => length > 0)).toBe(true)
  const knock = await robin.hearsKnock()
  await robin.call("decline", await robin.key(), knock.id)
  await sam.until(async () => {
    sam.call("network", true).catch(() => undefined)
    return (await sam.call("joins"))[0]?.state === "declined"
  })
  const [over] = await joinsOf(sam)
  expect(keysOf(over)).toEqual([0, 0, 0, 0])
})

test("an invite whose time is over is closed by one wish, however often one looks", async () => {
  const { robin, sam } = await setting()
  await sam.joins(robin, "Sam")
  const key = await sam.key()
  expect(await robin.call("setRule", await robin.key(), "invite", "members")).toEqual({ state: "done" })
  await sam.sees("policy")
  await sam.call("setSettings", { autoLockMinutes: 0 })
  await sam.call("invite", key, 1, HOUR)
  await robin.call("lock") // so that nobody lets Sam go
  await sam.call("leave", key)
  sam.ahead = 2 * HOUR * 1000
  const advanced = vi.spyOn(Invites.prototype, "advance")
  for (const looks of [1, 2, 3]) {
    await sam.call("sync", key)
    await sam.until(async () => advanced.mock.results.length >= looks)
    await Promise.allSettled(advanced.mock.results.map(({ value }) => value))
  }
  expect(await sam.call("withdraw", key)).toBe(1)
})

test("of a circle whose box cannot be made nothing is kept, and its keys are wiped", async () => {
  const robin = await Person.open("http://127.0.0.1:9") // where nobody listens
  onTestFinished(() => robin.host.close())
  const wiped = vi.spyOn(Group.prototype, "wipe")
  expect(await robin.failure("found", "Harbour", "Robin")).toBe("error-offline")
  expect(wiped).toHaveBeenCalledOnce()
  expect(await robin.call("circles")).toEqual([])
})
