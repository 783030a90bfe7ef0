// What holds while the relay is not there, and after it has come back.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { Connection } from "../../../src/link/index.ts"
import { Pushes } from "../../../src/link/live.ts"
import { Relay } from "../../support/relay.ts"
import { Person } from "./person.ts"

let relay: Relay
let people: Person[] = []

beforeAll(async () => {
  relay = await Relay.start()
})

afterAll(() => relay.stop())

let robin: Person
let sam: Person

beforeEach(async () => {
  robin = await Person.open(relay.url)
  people.push(robin)
  await robin.call("found", "Harbour", "Robin")
  sam = await Person.open(relay.url)
  people.push(sam)
  await sam.joins(robin, "Sam")
})

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(people.map(({ host }) => host.close()))
  people = []
})

test("what is written offline waits, survives a reload, and goes out in its order", async () => {
  await relay.kill()
  const key = await robin.key()
  const one = await robin.say("one")
  const two = await robin.say("two")
  await robin.call("edit", key, two, "two, then", null)
  await robin.call("react", key, one, "🌊", true)
  expect(await robin.circle()).toMatchObject({ unsent: 4 })
  const waiting = (await robin.items()).filter(({ state }) => state === "waiting")
  expect(waiting).toMatchObject([
    { id: one, text: "one", mine: true, reactions: [{ emoji: "🌊", mine: true }] },
    { id: two, text: "two, then", edited: true },
  ])
  await robin.reload()
  expect((await robin.items()).filter(({ state }) => state === "waiting")).toEqual(waiting)
  await robin.until(async () => (await robin.circle()).link === "offline")
  expect((await robin.circle()).retryAt).not.toBeNull()
  await relay.restart()
  await robin.call("network", true)
  await sam.call("network", true)
  const read = await sam.reads("two, then")
  expect(read).toMatchObject({ id: two, edited: true })
  expect((await sam.texts()).slice(-2)).toEqual(["one", "two, then"])
  await robin.until(async () => (await robin.circle()).unsent === 0)
  expect((await robin.items()).every(({ state }) => state === "sent")).toBe(true)
})

test("a relay that comes back is found again without anybody's doing", async () => {
  await relay.kill()
  await robin.until(async () => (await robin.circle()).link === "offline")
  await robin.say("into the wind")
  await relay.restart()
  await sam.reads("into the wind")
})

test("what needs the relay says so, and is not done behind one's back later", async () => {
  await relay.kill()
  await robin.until(async () => (await robin.circle()).link === "offline")
  const key = await robin.key()
  expect(await robin.failure("rename", key, "Robyn")).toBe("error-offline")
  expect(await robin.failure("invite", key, 1, 3600)).toBe("error-offline")
  expect(await robin.failure("knocks", key)).toBe("error-offline")
  expect(await robin.failure("sync", key)).toBe("error-offline")
  expect(await robin.failure("found", "Another", "Robin")).toBe("error-offline")
  expect(await robin.call("circles")).toHaveLength(1)
  expect((await robin.call("policy", key)).wishes).toEqual([])
  expect((await robin.call("verify", key)).words).toHaveLength(6) // of the last epoch seen
  await relay.restart()
  await robin.call("sync", key)
  expect((await robin.circle()).name).toBe("Robin")
})

test("everything said while one was away is read, in order, and counted", async () => {
  await sam.call("lock")
  for (let number = 0; number < 12; number++) await robin.say(`message ${number}`)
  await robin.reads("message 11")
  await sam.reload()
  await sam.reads("message 11")
  expect(await sam.texts()).toEqual(Array.from({ length: 12 }, (_, number) => `message ${number}`))
  expect(await sam.circle()).toMatchObject({ unread: 12 })
})

test("catching up with much shows how far it is", async () => {
  await sam.call("lock")
  const key = await robin.key()
  await Promise.all(
    Array.from({ length: 260 }, (_, number) => robin.call("send", key, { text: `${number}` })),
  )
  await robin.until(async () => (await robin.circle()).unsent === 0)
  await sam.reload()
  await sam.reads("259")
  const told = sam.heard("progress").filter(({ task }) => task === "catching-up")
  expect(told.length).toBeGreaterThan(1)
  expect(told.at(0)).toMatchObject({ circle: await sam.key(), done: false })
  expect(told.at(-1)).toMatchObject({ done: true })
  const shares = told.map(({ share }) => share ?? 0)
  expect(shares).toEqual([...shares].sort((one, other) => one - other))
})

test("a walk through many boxes is shown, and tells how far it is once a message says so", async () => {
  await sam.call("lock")
  const key = await robin.key()
  for (const invite of ["members", "hosts", "members", "hosts"]) {
    expect(await robin.call("setRule", key, "invite", invite)).toEqual({ state: "done" })
  }
  await robin.say("home again")
  const { epoch } = await robin.circle()
  await sam.reload()
  const walking = await sam.until(async () =>
    sam.heard("progress").find(({ task }) => task === "catching-up"),
  )
  expect(walking).toMatchObject({ circle: await sam.key(), share: null, done: false })
  await sam.reads("home again")
  expect(await sam.circle()).toMatchObject({ epoch })
  const last = await sam.until(async () => sam.heard("progress").findLast(({ done }) => done))
  expect(last).toMatchObject({ task: "catching-up", done: true })
})

test("a circle that meets elsewhere is shown, and not spoken to", async () => {
  const away = new Person("https://relay.example")
  people.push(away)
  await robin.host.close()
  away.adopt(robin)
  await away.call("unlock", "six words drawn by honest dice")
  const circle = await away.until(async () => {
    const found = await away.circle()
    return found.link === "off" && found
  })
  expect(circle).toMatchObject({ label: "Harbour", relay: relay.url })
  expect(await away.failure("sync", circle.key)).toBe("error-circle-elsewhere")
  expect(await away.failure("rename", circle.key, "Robyn")).toBe("error-circle-elsewhere")
})

test("a relay that does not show what it took is sent nothing more, until somebody looks anew", async () => {
  const key = await robin.key()
  await robin.until(async () => (await robin.circle()).link === "online")
  const posts = vi.spyOn(Connection.prototype, "post")
  vi.spyOn(Connection.prototype, "read").mockResolvedValue([])
  const { take } = Pushes.prototype
  vi.spyOn(Pushes.prototype, "take").mockImplementation(function (this: Pushes) {
    return take.call(this) === null ? null : undefined
  })
  await robin.say("hidden")
  expect(await robin.sees("gap")).toMatchObject({ warning: true })
  await robin.say("held back")
  await robin.call("rename", key, "Robyn").catch(() => undefined)
  expect(posts).toHaveBeenCalledTimes(1)
  expect(await robin.circle()).toMatchObject({ unsent: 3 })
  vi.restoreAllMocks()
  await robin.failure("sync", key) // which gives the connection up
  await sam.call("sync", await sam.key())
  await sam.reads("held back")
  await robin.until(async () => (await robin.circle()).unsent === 0)
  expect(await robin.circle()).toMatchObject({ name: "Robyn" })
})
