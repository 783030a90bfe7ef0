// Web and terminal in one circle: whatever one client does, the other shows.

import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { Relay } from "../../support/relay.ts"
import { Terminal } from "../../support/terminal.ts"
import { Person } from "./person.ts"

const TWO_MINUTES = 120_000

let relay: Relay
let web: Person
let terminal: Terminal

beforeAll(async () => {
  relay = await Relay.start()
})

afterAll(() => relay.stop())

afterEach(async () => {
  await web.host.close()
  await terminal.close()
})

/** What both do to each other, once they are in one circle. */
async function liveTogether(): Promise<void> {
  const key = await web.key()
  const [hello] = await terminal.run("send", "1", "Hello from the terminal.", "--cw", "greeting")
  expect(await web.reads("Hello from the terminal.")).toMatchObject({
    id: hello?.id,
    cw: "greeting",
    author: "Terry",
  })
  const reply = await web.call("send", key, { text: "And from the web. 🌊", replyTo: String(hello?.id) })
  await web.reads("And from the web. 🌊")
  expect((await terminal.read()).find(({ id }) => id === reply)).toMatchObject({
    text: "And from the web. 🌊",
    author: "Willow",
    reply_to: hello?.id,
  })

  await web.call("react", key, String(hello?.id), "👋", true)
  await web.call("edit", key, reply, "And from the web!", null)
  await terminal.run("react", "1", reply, "💜")
  await terminal.run("edit", "1", String(hello?.id), "Hello from Terry.", "--no-cw")
  const edited = await web.reads("Hello from Terry.")
  expect(edited).toMatchObject({ id: hello?.id, edited: true, cw: null })
  expect(edited.reactions).toMatchObject([{ emoji: "👋", mine: true }])
  const items = await terminal.read()
  expect(items.find(({ id }) => id === reply)).toMatchObject({
    text: "And from the web!",
    edited: true,
    reactions: [{ emoji: "💜", author: "Terry" }],
  })
  expect(items.find(({ id }) => id === hello?.id)).toMatchObject({
    reactions: [{ emoji: "👋", author: "Willow" }],
  })

  const passing = await web.say("never mind")
  await web.reads("never mind")
  await web.call("retract", key, passing)
  await web.until(async () => (await web.circle()).unsent === 0)
  expect((await terminal.read()).find(({ id }) => id === passing)).toMatchObject({
    retracted: true,
    text: null,
  })

  await web.call("setCard", key, { name: null, pronouns: "she/her", about: "I sail." })
  await web.until(async () => (await web.circle()).unsent === 0)
  await terminal.read()
  const members = await terminal.run("members", "1")
  expect(members.find(({ name }) => name === "Willow")).toMatchObject({
    pronouns: "she/her",
    about: "I sail.",
  })

  expect((await terminal.run("verify", "1"))[0]?.words).toBe((await web.call("verify", key)).words.join(" "))
}

/** Neither has seen anything wrong with the other, the relay, or itself. */
async function nothingWrong(): Promise<void> {
  const warnings = ["gap", "fork", "void", "noise", "stuck", "mismatch", "behind"]
  expect((await web.items()).filter(({ warning }) => warning)).toEqual([])
  expect((await terminal.read()).filter(({ kind }) => warnings.includes(String(kind)))).toEqual([])
}

test(
  "a circle from the terminal takes in the web, talks, and removes it",
  async () => {
    terminal = await Terminal.open()
    await terminal.run("circle", "new", "Harbour", "--relay", relay.url, "--as", "Terry")
    const [invite] = await terminal.run("invite", "1", "--no-qr")
    web = await Person.open(relay.url)
    const asked = await web.call("join", String(invite?.link), "Willow", "hello", null)
    const [knock] = await terminal.run("knocks", "1")
    expect(knock).toMatchObject({ name: "Willow", note: "hello", words: asked.words.join(" ") })
    await terminal.run("admit", "1", String(knock?.id))
    await web.entered(asked.id)
    expect(await web.circle()).toMatchObject({ label: "Harbour", name: "Willow", members: 2, host: false })

    await liveTogether()
    await terminal.run("timer", "1", "3d")
    await web.until(async () => (await web.circle()).timer === 3 * 86_400)
    await terminal.run("policy", "1", "--set", "invite=members")
    await web.until(async () => (await web.circle()).mayInvite)
    await nothingWrong()

    await terminal.run("remove", "1", "Willow")
    await web.until(async () => (await web.circle()).status === "removed")
    await terminal.run("send", "1", "only for those who are left")
    expect(await web.texts()).not.toContain("only for those who are left")
  },
  TWO_MINUTES,
)

test(
  "a circle from the web takes in the terminal, talks, appoints it, and leaves",
  async () => {
    web = await Person.open(relay.url)
    const { key } = await web.call("found", "Harbour", "Willow")
    const { code } = await web.call("invite", key, 1, 3600)
    terminal = await Terminal.open()
    const [asked] = await terminal.run("join", code, "--as", "Terry", "--note", "hello")
    const knock = await web.hearsKnock()
    expect(knock).toMatchObject({ name: "Terry", note: "hello" })
    expect(asked?.words).toBe(knock.words.join(" "))
    await web.call("admit", key, knock.id, null)
    await terminal.run("sync")
    expect((await terminal.run("circle", "list"))[0]).toMatchObject({
      label: "Harbour",
      name: "Terry",
      members: 2,
    })

    await liveTogether()
    await web.call("setTimer", key, 3 * 86_400)
    await web.sees("timer")
    expect((await terminal.read()).map(({ kind }) => kind)).toContain("timer")
    expect(await web.call("setRule", key, "invite", "members")).toEqual({ state: "done" })
    await terminal.read()
    expect((await terminal.run("policy", "1"))[0]).toMatchObject({ invite: "members", hosts: ["Willow"] })
    expect(await web.call("appoint", key, await web.member("Terry"))).toEqual({ state: "done" })
    await nothingWrong()

    await web.call("leave", key)
    await web.until(async () => (await web.circle()).unsent === 0)
    await terminal.run("sync")
    await web.until(async () => (await web.circle()).status === "left")
    expect((await terminal.read()).map(({ kind }) => kind)).toContain("left")
  },
  TWO_MINUTES,
)

test(
  "three in a circle: what web and terminal admit and remove, another web sees, and the terminal too",
  async () => {
    web = await Person.open(relay.url)
    const { key } = await web.call("found", "Harbour", "Willow")
    await web.call("setRule", key, "invite", "members")
    const { code } = await web.call("invite", key, 1, 3600)
    terminal = await Terminal.open()
    await terminal.run("join", code, "--as", "Terry")
    await web.call("admit", key, (await web.hearsKnock()).id, null)
    await terminal.run("sync")

    const third = await Person.open(relay.url)
    try {
      const [invite] = await terminal.run("invite", "1", "--no-qr")
      const asked = await third.call("join", String(invite?.code), "Thea", "", null)
      const [knock] = await terminal.run("knocks", "1")
      await terminal.run("admit", "1", String(knock?.id))
      await third.entered(asked.id)
      await third.say("three of us")
      await web.reads("three of us")
      expect(await terminal.texts()).toContain("three of us")
      expect((await web.call("verify", key)).words).toEqual(
        (await third.call("verify", await third.key())).words,
      )
      await web.call("remove", key, await web.member("Terry"))
      await third.sees("removed")
      await web.say("two of us")
      await third.reads("two of us")
      await terminal.run("sync").catch(() => undefined) // which says that it was removed
      expect(await terminal.run("circle", "list")).toMatchObject([{ status: "removed" }])
      await nothingWrongFor(third)
    } finally {
      await third.host.close()
    }
  },
  TWO_MINUTES,
)

async function nothingWrongFor(one: Person): Promise<void> {
  expect((await one.items()).filter(({ warning }) => warning)).toEqual([])
}
