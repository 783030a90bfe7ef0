// People with browsers of their own in one circle, over a real relay.

import { expect, test } from "vitest"
import { gathering } from "./people.ts"
import type { Person } from "./person.ts"

const here = gathering()
const { person } = here

/** Robin's circle, with Sam and as many others as there are names. */
async function harbour(...names: string[]): Promise<Person[]> {
  const robin = await person()
  await robin.call("found", "Harbour", "Robin")
  const others: Person[] = []
  for (const name of names) {
    const one = await person()
    await one.joins(robin, name)
    others.push(one)
  }
  return [robin, ...others]
}

async function pair(): Promise<[Person, Person]> {
  const [robin, sam] = await harbour("Sam")
  if (robin === undefined || sam === undefined) throw new Error("two were asked for")
  return [robin, sam]
}

test("a circle is founded, and shows itself", async () => {
  const robin = await person()
  const circle = await robin.call("found", " Harbour ", "Robin")
  expect(circle).toMatchObject({
    number: 1,
    label: "Harbour",
    status: "active",
    relay: here.relay.url,
    name: "Robin",
    members: 1,
    epoch: 0,
    host: true,
    mayInvite: true,
    mayTimer: true,
    unread: 0,
    firstUnread: null,
    last: null,
    timer: 14 * 86_400,
    knocks: 0,
  })
  await robin.until(async () => (await robin.circle()).link === "online")
  expect(await robin.call("policy", circle.key)).toMatchObject({
    invite: "hosts",
    admit: "person",
    removeApprovals: 1,
    timerBy: "hosts",
    hosts: ["Robin"],
    openCodes: 0,
    wishes: [],
  })
})

test("an invite, a knock with the same four words on both sides, an admission, and talk both ways", async () => {
  const robin = await person()
  const { key } = await robin.call("found", "Harbour", "Robin")
  const invite = await robin.call("invite", key, 1, 3600)
  expect(invite).toMatchObject({ uses: 1, usesLeft: 1, state: "open" })
  expect(invite.link.startsWith(`${here.relay.url}/#join-`)).toBe(true)

  const sam = await person()
  expect(await sam.call("readCode", invite.code)).toEqual({ relay: here.relay.url, here: true })
  const join = await sam.call("join", invite.code, "Sam", "we met at the harbour", null)
  expect(join).toMatchObject({ name: "Sam", state: "waiting", why: { id: "join-waiting" }, circle: null })
  const knock = await robin.hearsKnock()
  expect(knock).toMatchObject({
    name: "Sam",
    note: "we met at the harbour",
    invite: invite.id,
    rejoin: false,
    frozen: false,
  })
  expect(knock.words).toEqual(join.words)
  expect(knock.words).toHaveLength(4)

  const member = await robin.call("admit", key, knock.id, null)
  expect(member).toMatchObject({ name: "Sam", me: false, host: false })
  await sam.entered(join.id)
  expect(await sam.circle()).toMatchObject({ label: "Harbour", members: 2, name: "Sam", host: false })
  expect(await robin.kinds()).toContain("joined")
  expect(sam.heard("news").map(({ what }) => what)).toContain("admitted")
  expect(await robin.call("knocks", key)).toEqual([])

  await robin.say("Good to have you here.")
  await sam.reads("Good to have you here.")
  await sam.say("Good to be here.")
  const item = await robin.reads("Good to be here.")
  expect(item).toMatchObject({ author: "Sam", mine: false, state: "sent", warning: false, sentence: null })
})

test("messages are answered, reacted to, edited and taken back", async () => {
  const [robin, sam] = await pair()
  const [at, there] = [await robin.key(), await sam.key()]
  const id = await robin.call("send", at, { text: "Who comes?", cw: "plans", tone: 1 })
  expect(await sam.reads("Who comes?")).toMatchObject({ id, cw: "plans", tone: 1 })
  await sam.call("react", there, id, "🌊", true)
  await sam.call("send", there, { text: "Me.", replyTo: id })
  expect(await robin.reads("Me.")).toMatchObject({ replyTo: id })
  const [reaction] = (await robin.reads("Who comes?")).reactions
  expect(reaction).toMatchObject({ emoji: "🌊", mine: false, members: [{ name: "Sam" }] })
  await sam.call("react", there, id, "🌊", false)
  await robin.until(async () => (await robin.reads("Who comes?")).reactions.length === 0)
  await robin.call("edit", at, id, "Who comes tonight?", null)
  expect(await sam.reads("Who comes tonight?")).toMatchObject({ id, edited: true, cw: null })
  await robin.call("retract", at, id)
  const gone = await sam.until(async () => (await sam.items()).find((one) => one.id === id && one.retracted))
  expect(gone).toMatchObject({ text: null, cw: null, kind: "message" })
})

test("what may not be said is refused with its reason", async () => {
  const [robin, sam] = await pair()
  const [at, there] = [await robin.key(), await sam.key()]
  const id = await robin.say("mine")
  await sam.reads("mine")
  expect(await sam.failure("edit", there, id, "yours", null)).toBe("error-not-yours")
  expect(await sam.failure("retract", there, id)).toBe("error-not-yours")
  expect(await sam.failure("react", there, "00".repeat(16), "🌊", true)).toBe("error-no-item")
  expect(await sam.failure("react", there, "nonsense", "🌊", true)).toBe("error-no-item")
  expect(await sam.failure("react", there, id, "not an emoji", true)).toBe("error-emoji")
  expect(await sam.failure("send", there, { text: "" })).toBe("error-message")
  expect(await sam.failure("send", there, { text: "x".repeat(16_001) })).toBe("error-message")
  expect(await sam.failure("send", there, { text: "x", cw: "two\nlines" })).toBe("error-message")
  expect(await sam.failure("setTimer", there, 3600)).toBe("error-timer-by-hosts")
  expect(await robin.failure("setTimer", at, 5)).toBe("error-timer")
  expect(await sam.failure("setCard", there, { name: null, pronouns: "x".repeat(81), about: null })).toBe(
    "error-card",
  )
  expect(await sam.failure("send", "ff".repeat(8), { text: "x" })).toBe("error-no-circle")
  const [joined] = (await robin.items()).filter(({ kind }) => kind === "joined")
  expect(await robin.failure("react", at, joined?.id ?? "", "🌊", true)).toBe("error-no-item")
})

test("cards, names and the timer are the same for all", async () => {
  const [robin, sam] = await pair()
  await sam.call("setCard", await sam.key(), { name: "Samira", pronouns: "they", about: "I row." })
  const card = await robin.until(async () =>
    (await robin.call("members", await robin.key())).find(({ cardName }) => cardName === "Samira"),
  )
  expect(card).toMatchObject({ name: "Samira", pronouns: "they", about: "I row." })
  await sam.say("under another name")
  expect(await robin.reads("under another name")).toMatchObject({ author: "Samira" })
  await robin.call("setTimer", await robin.key(), 7 * 86_400)
  await sam.until(async () => (await sam.circle()).timer === 7 * 86_400)
  const item = await sam.sees("timer")
  expect(item.sentence).toEqual({
    id: "item-timer",
    args: { author: "Robin", spanId: "span-weeks", number: 1 },
  })
  expect(await sam.call("rename", await sam.key(), "Sam S.")).toEqual({ state: "done" })
  await robin.sees("renamed")
})

test("a message with a timer of its own disappears, here and in the vault", async () => {
  const robin = await person()
  await robin.call("found", "Harbour", "Robin")
  await robin.call("send", await robin.key(), { text: "not for long", timer: 60 })
  const { expires } = await robin.reads("not for long")
  expect(expires).not.toBeNull()
  robin.ahead = 61_000
  expect(await robin.texts()).toEqual([])
  await robin.reload()
  expect(await robin.texts()).toEqual([])
  expect((await robin.circle()).last).toBeNull()
})

test("somebody is removed: they learn it, read nothing more, and who has crossed is counted", async () => {
  const [robin, sam, alex] = (await harbour("Sam", "Alex")) as [Person, Person, Person]
  const key = await robin.key()
  expect(await robin.call("remove", key, await robin.member("Alex"))).toEqual({ state: "done" })
  await alex.until(async () => (await alex.circle()).status === "removed")
  expect(await alex.failure("send", await alex.key(), { text: "hello?" })).toBe("status-removed")
  await sam.sees("removed")
  await sam.say("they are gone")
  await robin.reads("they are gone")
  await robin.say("yes")
  await sam.reads("yes")
  const [item] = (await sam.items()).filter(({ kind }) => kind === "removed")
  expect(item?.sentence).toMatchObject({
    id: "item-removed",
    args: { author: "Robin", subject: "Alex", crossed: 1, others: 1 },
  })
  expect(await alex.texts()).not.toContain("they are gone")
  expect(await robin.failure("remove", key, "00".repeat(16))).toBe("error-no-member")
  await alex.call("forget", await alex.key())
  expect(await alex.call("circles")).toEqual([])
})

test("the only host cannot leave; with another one it can, and the others see it", async () => {
  const [robin, sam] = await pair()
  const key = await robin.key()
  expect(await robin.failure("leave", key)).toBe("error-only-host")
  expect(await robin.failure("forget", key)).toBe("error-leave-first")
  expect(await robin.call("appoint", key, await robin.member("Sam"))).toEqual({ state: "done" })
  await sam.until(async () => (await sam.circle()).host)
  await robin.call("leave", key)
  await sam.sees("left")
  await robin.until(async () => (await robin.circle()).status === "left")
  expect(await sam.circle()).toMatchObject({ members: 1 })
  await robin.call("forget", key)
  await sam.call("leave", await sam.key())
  expect(await sam.call("circles")).toEqual([])
})

test("wishes that the circle refuses, or that need nothing, end with their reason", async () => {
  const [robin, sam] = await pair()
  const there = await sam.key()
  expect(await sam.failure("invite", there, 1, 3600)).toBe("error-invite-by-hosts")
  expect(await sam.failure("setRule", there, "invite", "members")).toBe("none")
  expect((await sam.call("policy", there)).wishes).toMatchObject([{ sentence: { id: "wish-set-rule" } }])
  expect(await sam.call("withdraw", there)).toBe(1)
  expect(await sam.failure("rename", there, "Robin")).toBe("refusal-name-taken")
  expect(await sam.failure("rename", there, "Sam")).toBe("end-pointless")
  expect(await sam.failure("rename", there, "\u202e")).toBe("error-name")
  expect(await robin.failure("setRule", await robin.key(), "colour", "blue")).toBe("error-no-rule")
  expect(await robin.failure("setRule", await robin.key(), "timer", 1)).toBe("error-rule-value")
  expect(await robin.failure("setRule", await robin.key(), "timer", "long")).toBe("error-rule-value")
  expect(await robin.failure("invite", await robin.key(), 51, 3600)).toBe("error-invite-uses")
  expect(await robin.failure("invite", await robin.key(), 1, 0)).toBe("error-invite-expires")
})

test("a host is demoted by approvals of a majority", async () => {
  const [robin, sam] = await pair()
  await robin.call("appoint", await robin.key(), await robin.member("Sam"))
  await sam.until(async () => (await sam.circle()).host)
  expect(await robin.call("setRule", await robin.key(), "removeApprovals", 2)).toEqual({ state: "done" })
  const outcome = await robin.call("demote", await robin.key(), await robin.member("Sam"))
  expect(outcome).toMatchObject({ state: "approvals" })
  const [wish] = (await robin.call("policy", await robin.key())).wishes
  expect(wish).toMatchObject({ sentence: { id: "wish-demote", args: { subject: "Sam" } } })
  const asked = await sam.sees("approval")
  expect(asked.sentence).toEqual({
    id: "item-approval",
    args: { author: "Robin", actionId: "action-demote", subject: "Sam" },
  })
})

test("a muted member is marked, counts as read, and is heard again", async () => {
  const [robin, sam] = await pair()
  const key = await robin.key()
  await robin.call("mute", key, await robin.member("Sam"), true)
  await sam.say("can you hear me?")
  expect(await robin.reads("can you hear me?")).toMatchObject({ muted: true })
  expect(await robin.circle()).toMatchObject({ unread: 0, last: null })
  await robin.reload()
  expect(await robin.reads("can you hear me?")).toMatchObject({ muted: true })
  await robin.call("mute", key, await robin.member("Sam"), false)
  expect(await robin.circle()).toMatchObject({ unread: 1 })
})

test("what was not read is counted, across reloads, until it is", async () => {
  const [robin, sam] = await pair()
  const key = await robin.key()
  await sam.say("one")
  await sam.call("send", await sam.key(), { text: "two", cw: "careful" })
  const first = await robin.reads("one")
  await robin.reads("two")
  expect(await robin.circle()).toMatchObject({
    unread: 2,
    firstUnread: first.index,
    last: { author: "Sam", text: null }, // never what stands behind a warning
  })
  await robin.call("seen", key, first.index)
  expect(await robin.circle()).toMatchObject({ unread: 1 })
  await robin.reload()
  expect(await robin.circle()).toMatchObject({ unread: 1 })
  await robin.call("seen", key, Number.MAX_SAFE_INTEGER)
  await robin.call("seen", key, first.index)
  expect(await robin.circle()).toMatchObject({ unread: 0, firstUnread: null })
  await robin.say("three")
  await robin.reads("three")
  expect(await robin.circle()).toMatchObject({ unread: 0 })
})

test("a timeline comes in pages that take nothing apart and leave nothing out", async () => {
  const [robin] = await pair()
  const key = await robin.key()
  for (let number = 0; number < 7; number++) await robin.say(`message ${number}`)
  await robin.reads("message 6")
  const all = await robin.call("timeline", key, null, 1000)
  expect(all.more).toBe(false)
  const found = []
  let before: number | null = null
  for (;;) {
    const page: { items: { id: string; index: number }[]; more: boolean } = await robin.call(
      "timeline",
      key,
      before,
      3,
    )
    found.unshift(...page.items)
    if (!page.more) break
    before = page.items[0]?.index ?? 0
  }
  expect(found.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id))
})

test("six words are the same for all, and others in another epoch", async () => {
  const [robin, sam] = await pair()
  const [mine, theirs] = [
    await robin.call("verify", await robin.key()),
    await sam.call("verify", await sam.key()),
  ]
  expect(mine.words).toHaveLength(6)
  expect(mine).toEqual(theirs)
  await robin.call("rename", await robin.key(), "Robyn")
  const after = await robin.call("verify", await robin.key())
  expect(after.epoch).toBeGreaterThan(mine.epoch)
  expect(after.words).not.toEqual(mine.words)
})

test("news tell that something came, and nothing of what", async () => {
  const [robin, sam] = await pair()
  sam.told = []
  await robin.say("the secret plan")
  await sam.reads("the secret plan")
  await sam.until(async () => sam.heard("news").length > 0)
  expect(sam.heard("news")).toEqual([{ type: "news", circle: await sam.key(), what: "message" }])
  expect(robin.heard("news").filter(({ what }) => what === "message")).toEqual([])
})
