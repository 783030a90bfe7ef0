// Invites, knocks and admissions, over a real relay.

import { expect, test, vi } from "vitest"
import { Gate } from "../../../src/link/gate.ts"
import { Invites } from "../../../src/session/invites.ts"
import { Joins } from "../../../src/session/joins.ts"
import { gathering } from "./people.ts"
import type { Person } from "./person.ts"

const HOUR = 3_600

const here = gathering()
const { person } = here

async function founder(): Promise<[Person, string]> {
  const robin = await person()
  const { key } = await robin.call("found", "Harbour", "Robin")
  return [robin, key]
}

/** Wait until a knock of one's own stands like this. */
function stands(one: Person, id: string, state: string) {
  return one.until(async () => {
    one.call("network", true).catch(() => undefined)
    return (await one.call("joins")).find((join) => join.id === id && join.state === state)
  })
}

test("who is declined learns it, and may drop the knock", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 2, HOUR)
  const sam = await person()
  const { id } = await sam.call("join", code, "Sam", "", null)
  const knock = await robin.hearsKnock()
  await robin.call("decline", key, knock.id)
  expect(await stands(sam, id, "declined")).toMatchObject({ why: { id: "join-declined" }, circle: null })
  expect(await robin.call("knocks", key)).toEqual([])
  expect(await robin.failure("admit", key, knock.id, null)).toBe("error-no-knock")
  await sam.call("dropJoin", id)
  expect(await sam.call("joins")).toEqual([])
  expect(await sam.failure("dropJoin", id)).toBe("error-no-join")
})

test("a knock that waits can be taken back, with the relay or without, and nothing brings it in after all", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 2, HOUR)
  const sam = await person()
  const kim = await person()
  const { id } = await sam.call("join", code, "Sam", "", null)
  const other = await kim.call("join", code, "Kim", "", null)
  const knock = await robin.hearsKnock()
  // A look has just found that one was let in, and nothing is done about it yet.
  const look = Joins.prototype.look
  const [found, goesOn] = [new Gate(), new Gate()]
  vi.spyOn(Joins.prototype, "look").mockImplementation(async function (this: Joins, record) {
    const outcome = await look.call(this, record)
    if (outcome.ways.length === 0) return outcome
    found.open()
    await goesOn.passed()
    return outcome
  })
  await robin.call("admit", key, knock.id, null)
  sam.call("network", true).catch(() => undefined)
  await found.passed()
  await sam.call("dropJoin", id)
  goesOn.open()
  await sam.reload()
  expect(await sam.call("joins")).toEqual([])
  expect(await sam.call("circles")).toEqual([])

  await here.relay.kill()
  await kim.call("dropJoin", other.id)
  expect(await kim.call("joins")).toEqual([])
  await here.relay.restart()
})

test("who is let in under a name that is taken gets another", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 1, HOUR)
  const sam = await person()
  const { id } = await sam.call("join", code, "R0bin", "", null)
  const knock = await robin.hearsKnock()
  expect(await robin.failure("admit", key, knock.id, null)).toBe("error-name-taken")
  expect(await robin.failure("admit", key, knock.id, "\u0000")).toBe("error-knock-name")
  expect(await robin.call("admit", key, knock.id, "Sam")).toMatchObject({ name: "Sam" })
  await stands(sam, id, "admitted")
  expect(await sam.circle()).toMatchObject({ name: "Sam" })
})

test("two knocks on an invite for one freeze it, on both sides nobody is let in", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 1, HOUR)
  const [sam, eve] = [await person(), await person()]
  await sam.call("join", code, "Sam", "", null)
  await eve.call("join", code, "Sam", "", null)
  const knocks = await robin.until(async () => {
    const found = await robin.call("knocks", key)
    return found.length === 2 && found
  })
  expect(knocks.every(({ frozen }) => frozen)).toBe(true)
  expect(await robin.failure("admit", key, knocks[0]?.id ?? "", null)).toBe("error-knock-frozen")
})

test("a revoked invite is over for whoever waits, and for whoever comes", async () => {
  const [robin, key] = await founder()
  const { code, id } = await robin.call("invite", key, 1, HOUR)
  const sam = await person()
  const join = await sam.call("join", code, "Sam", "", null)
  await robin.call("revoke", key, id)
  await robin.until(async () => (await robin.call("invites", key))[0]?.state === "closed")
  expect(await robin.call("invites", key)).toMatchObject([{ id, code: "", link: "", usesLeft: 0 }])
  await stands(sam, join.id, "closed")
  const alex = await person()
  expect(await alex.failure("join", code, "Alex", "", null)).toBe("join-closed")
  expect(await robin.failure("revoke", key, "00".repeat(32))).toBe("error-no-invite")
})

test("an invite ends with its time", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 1, HOUR)
  const sam = await person()
  for (const one of [robin, sam]) await one.call("setSettings", { autoLockMinutes: 0 })
  sam.ahead = 2 * HOUR * 1000
  expect(await sam.failure("join", code, "Sam", "", null)).toBe("join-closed")
  robin.ahead = 2 * HOUR * 1000
  await robin.until(async () => {
    await robin.call("sync", key)
    return (await robin.call("invites", key))[0]?.state === "closed"
  })
})

test("where the circle chose so, whoever knocks is let in unasked", async () => {
  const [robin, key] = await founder()
  expect(await robin.call("setRule", key, "admit", "auto")).toEqual({ state: "done" })
  const { code } = await robin.call("invite", key, 1, HOUR)
  const sam = await person()
  const { id } = await sam.call("join", code, "Sam", "", null)
  await robin.until(async () => {
    robin.call("sync", key).catch(() => undefined)
    return (await robin.circle()).members === 2
  })
  await stands(sam, id, "admitted")
})

test("what is no invite, or not for here, is said before anything is sent", async () => {
  const sam = await person()
  const [robin, key] = await founder()
  const { code, link } = await robin.call("invite", key, 1, HOUR)
  expect(await sam.failure("readCode", "hello")).toBe("error-code-form")
  expect(await sam.failure("readCode", code.slice(0, 12) + code.slice(13))).toBe("error-code-length")
  expect(await sam.failure("readCode", code.replace(/^join-./, "join-U"))).toBe("error-code-letter")
  const wrong = code[5] === "2" ? "3" : "2"
  expect(await sam.failure("readCode", `join-${wrong}${code.slice(6)}`)).toBe("error-code-check")
  expect(await sam.call("readCode", link)).toEqual({ relay: here.relay.url, here: true })
  expect(await sam.failure("join", code, "\u202e", "", null)).toBe("error-name")
  expect(await sam.failure("join", code, "Sam", "x".repeat(501), null)).toBe("error-note-long")
  expect(await sam.failure("join", code, "Sam", "", "00".repeat(8))).toBe("error-no-circle")
  const other = await person("https://relay.example")
  expect(await other.call("readCode", code)).toEqual({ relay: here.relay.url, here: false })
  expect(await other.failure("join", code, "Sam", "", null)).toBe("error-other-relay")
})

test("a knock is delivered although the newcomer's page was closed, and the issuer's reloaded", async () => {
  const [robin, key] = await founder()
  const { code } = await robin.call("invite", key, 1, HOUR)
  const sam = await person()
  const { id } = await sam.call("join", code, "Sam", "", null)
  const knock = await robin.hearsKnock()
  await sam.call("lock")
  await robin.reload()
  await robin.call("admit", key, knock.id, null)
  await sam.reload()
  await stands(sam, id, "admitted")
  await robin.say("welcome back")
  await sam.reads("welcome back")
})

test("a member whose circle is lost comes back with a new device, and keeps what it had read", async () => {
  const [robin, key] = await founder()
  const sam = await person()
  await sam.joins(robin, "Sam")
  await robin.say("before")
  await sam.reads("before")
  const there = await sam.key()
  const { code } = await robin.call("invite", key, 1, HOUR)
  await sam.sees("code-opened")
  const { id, circle } = await sam.call("join", code, "Sam", "", there)
  expect(circle).toBe(there)
  const knock = await robin.hearsKnock()
  expect(knock.rejoin).toBe(true)
  await robin.call("admit", key, knock.id, null)
  await stands(sam, id, "admitted")
  expect((await sam.call("circles")).map((one) => one.key)).toEqual([there])
  expect(await sam.texts()).toEqual(["before"])
  await robin.sees("rejoined")
  await sam.say("I am back")
  await robin.reads("I am back")
  await robin.say("good")
  await sam.reads("good")
  expect(await sam.circle()).toMatchObject({ status: "active", members: 2 })
})

test("a welcome whose issuer went before handing it over is handed on by another member", async () => {
  const [robin, key] = await founder()
  const sam = await person()
  await sam.joins(robin, "Sam")
  await sam.call("setSettings", { autoLockMinutes: 0 })
  const { code } = await robin.call("invite", key, 1, HOUR)
  const alex = await person()
  const { id } = await alex.call("join", code, "Alex", "", null)
  const knock = await robin.hearsKnock()
  const delivers = vi
    .spyOn(Invites.prototype, "deliver")
    .mockRejectedValue(new Error("the battery was empty"))
  await robin.failure("admit", key, knock.id, null)
  await robin.call("lock")
  delivers.mockRestore()
  await sam.until(async () => (await sam.circle()).members === 3)
  await sam.call("sync", await sam.key())
  expect(await alex.call("joins")).toMatchObject([{ state: "waiting" }])
  sam.ahead = 90_000 // longer than the issuer is left time for
  await sam.call("sync", await sam.key())
  await stands(alex, id, "admitted")
  await alex.say("I am in")
  await sam.reads("I am in")
})
