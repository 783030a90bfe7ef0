// Backups over a real relay: made in a browser and restored at a terminal, and the other way round; coming back
// with the rejoin key, by a person who lets one in.

import { readFile, writeFile } from "node:fs/promises"
import { afterEach, expect, test } from "vitest"
import { decode } from "../../../src/backup/content.ts"
import { unseal } from "../../../src/backup/sealed.ts"
import { loadMachine } from "../../../src/group/load.ts"
import { circleKeys, shelvesOf } from "../../../src/session/store.ts"
import { Vault } from "../../../src/vault/index.ts"
import { hex, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { Terminal } from "../../support/terminal.ts"
import { gathering } from "./people.ts"
import { PASSPHRASE, type Person } from "./person.ts"

const WORDS = "another six words, drawn for the backup"
const TWO_MINUTES = 120_000
/** Bytes in common that are no chance. */
const STRETCH = 24

const here = gathering()
const { person } = here
let terminals: Terminal[] = []

afterEach(async () => {
  await Promise.all(terminals.map((one) => one.close()))
  terminals = []
})

async function terminal(): Promise<Terminal> {
  const one = await Terminal.open()
  await writeFile(one.path("backup-passphrase"), WORDS)
  terminals.push(one)
  return one
}

/** Robin founds a circle, Sam comes in, both say something. */
async function robinAndSam(): Promise<{ robin: Person; sam: Person; key: string }> {
  const robin = await person()
  const sam = await person()
  await robin.call("found", "Harbour", "Robin")
  await sam.joins(robin, "Sam")
  await robin.say("Good to have you here.")
  await sam.reads("Good to have you here.")
  await sam.say("Likewise. 🌊")
  await robin.reads("Likewise. 🌊")
  await sam.reads("Likewise. 🌊")
  return { robin, sam, key: await robin.key() }
}

test("a browser's backup brings its person back in another browser, once somebody lets them in", async () => {
  const { robin, sam, key } = await robinAndSam()
  await sam.call("mute", await sam.key(), await sam.member("Robin"), true)
  const [member, items] = [(await sam.circle()).member, await sam.items()]
  const file = await sam.call("backup", WORDS)
  await sam.host.close()

  const anew = await person()
  expect(await anew.failure("restore", file, "other words")).toBe("backup-wrong-passphrase")
  expect(await anew.call("circles")).toEqual([])
  const { restored, kept } = await anew.call("restore", file, WORDS)
  expect(kept).toEqual([])
  expect(restored).toMatchObject([{ label: "Harbour", status: "restored", member, name: "Sam" }])
  expect((await anew.items()).map(({ id, text, muted }) => ({ id, text, muted }))).toEqual(
    items.map(({ id, text, muted }) => ({ id, text, muted })),
  )
  expect(await anew.failure("send", await anew.key(), { text: "nobody hears this" })).toBe("status-restored")
  expect((await anew.call("restore", file, WORDS)).kept).toEqual(["Harbour"])

  const { link } = await robin.call("invite", key, 1, 3600)
  const join = await anew.call("join", link, "Sam", "", await anew.key())
  const knock = await robin.hearsKnock()
  expect(knock).toMatchObject({ rejoin: true, claims: "Sam", words: join.words })
  expect(knock.backup).toBeGreaterThan(Date.now() / 1000 - 60)
  await robin.call("admit", key, knock.id, null)
  await anew.entered(join.id)
  expect(await anew.circle()).toMatchObject({ status: "active", member, number: 1 })
  await anew.say("back")
  await robin.reads("back")
  expect((await robin.call("members", key)).length).toBe(2)

  // The key is spent with the leaf that made it.
  const thief = await person()
  await thief.call("restore", file, WORDS)
  const second = await robin.call("invite", key, 1, 3600)
  await thief.call("join", second.link, "Sam", "", await thief.key())
  const claim = await robin.hearsKnock()
  expect(claim).toMatchObject({ rejoin: true, claims: null, backup: null })
  expect(await robin.failure("admit", key, claim.id, null)).toBe("refusal-rejoin-unsigned")
})

test("where newcomers come in unasked, who comes back waits for a person", async () => {
  const { robin, sam, key } = await robinAndSam()
  await robin.call("setRule", key, "admit", "auto")
  const anew = await person()
  await anew.call("restore", await sam.call("backup", WORDS), WORDS)
  const { link } = await robin.call("invite", key, 2, 3600)
  const join = await anew.call("join", link, "Sam", "", await anew.key())
  const late = await person()
  const newcomer = await late.call("join", link, "Late", "", null)
  await robin.call("sync", key) // which looks at once
  await late.entered(newcomer.id) // so Robin has looked, and let in whom it may
  expect((await robin.call("knocks", key)).map(({ id }) => id)).toEqual([join.id])
})

test("nothing that has disappeared is in it, and what is due since does not come back", async () => {
  const robin = await person()
  await robin.call("found", "Harbour", "Robin")
  const key = await robin.key()
  await robin.call("send", key, { text: "an hour", timer: 3_600 })
  await robin.call("send", key, { text: "a day", timer: 86_400 })
  await robin.say("two weeks")
  await robin.reads("two weeks")
  await robin.call("setSettings", { autoLockMinutes: 0 }) // or it locks as soon as the clock moves
  robin.ahead = 4_000_000
  const file = await robin.call("backup", WORDS)
  const { circles } = decode(await unseal(file, WORDS))
  const held = circles.flatMap(({ items }) => items.map((item) => new TextDecoder().decode(item))).join()
  expect(held).toContain("a day")
  expect(held).not.toContain("an hour")
  const anew = await person()
  await anew.call("setSettings", { autoLockMinutes: 0 })
  anew.ahead = 100_000_000
  await anew.call("restore", file, WORDS)
  expect(await anew.texts()).toEqual(["two weeks"])
})

test(
  "a browser's backup opens at a terminal, which comes back with it",
  async () => {
    const { robin, sam, key } = await robinAndSam()
    const terry = await terminal()
    await writeFile(terry.path("kept"), await sam.call("backup", WORDS))
    const words = ["--backup-passphrase-file", terry.path("backup-passphrase")]
    const [restored] = await terry.run("restore", terry.path("kept"), ...words)
    expect(restored).toMatchObject({
      restored: [{ label: "Harbour", status: "restored", name: "Sam" }],
      kept: [],
    })
    const items = await terry.run("read", "1", "--offline")
    expect(items.map(({ id }) => id)).toEqual((await sam.items()).map(({ id }) => id))
    expect(items.map(({ text }) => text)).toContain("Likewise. 🌊")

    const { link } = await robin.call("invite", key, 1, 3600)
    await terry.run("join", link, "--as", "Sam", "--rejoin", "1")
    const knock = await robin.hearsKnock()
    expect(knock).toMatchObject({ rejoin: true, claims: "Sam" })
    expect(knock.backup).not.toBeNull()
    await robin.call("admit", key, knock.id, null)
    await terry.run("sync")
    await terry.run("send", "1", "back, at a terminal")
    await robin.reads("back, at a terminal")
  },
  TWO_MINUTES,
)

test(
  "a terminal's backup opens in a browser, which comes back with it",
  async () => {
    const terry = await terminal()
    await terry.run("circle", "new", "Harbour", "--relay", here.relay.url, "--as", "Terry")
    const host = await person()
    const [invite] = await terry.run("invite", "1", "--no-qr")
    const asked = await host.call("join", String(invite?.link), "Robin", "", null)
    const [knock] = await terry.run("knocks", "1")
    await terry.run("admit", "1", String(knock?.id))
    await host.entered(asked.id)
    await terry.run("send", "1", "said at a terminal")
    await terry.run("policy", "1", "--appoint", "Robin")
    await host.until(async () => (await host.circle()).host)
    const words = ["--backup-passphrase-file", terry.path("backup-passphrase")]
    await terry.run("backup", terry.path("kept"), ...words)

    const anew = await person()
    const file = new Uint8Array(await readFile(terry.path("kept")))
    const { restored } = await anew.call("restore", file, WORDS)
    expect(restored).toMatchObject([{ label: "Harbour", status: "restored", name: "Terry", host: true }])
    expect(await anew.texts()).toEqual(["said at a terminal"])
    const key = await host.key()
    const { link } = await host.call("invite", key, 1, 3600)
    const join = await anew.call("join", link, "Terry", "", await anew.key())
    const seen = await host.hearsKnock()
    expect(seen).toMatchObject({ claims: "Terry", words: join.words })
    await host.call("admit", key, seen.id, null)
    await anew.entered(join.id)
    expect(await anew.circle()).toMatchObject({ status: "active", host: true })
    await anew.say("back, in a browser")
    await host.reads("back, in a browser")
  },
  TWO_MINUTES,
)

test("no key of the vault's circles is in a browser's backup", async () => {
  const { sam } = await robinAndSam()
  const held = await unseal(await sam.call("backup", WORDS), WORDS)
  const inside = stretches(held)
  await sam.host.close()
  const vault = await Vault.open(PASSPHRASE)
  const secrets = await secretsOf(vault)
  vault.close()
  expect(secrets.size).toBeGreaterThan(1000)
  expect([...secrets].filter((secret) => inside.has(secret))).toEqual([])
})

/** What the vault keeps of a circle's group, but for the policy and the group's id, and all that derives from it. */
async function secretsOf(vault: Vault): Promise<Set<string>> {
  const found = new Set<string>()
  for (const circle of await circleKeys(vault)) {
    const shelves = shelvesOf(vault, circle)
    const machine = await loadMachine(shelves)
    if (machine === null) throw new Error("there is no machine")
    const { group, keys } = machine
    const known = [hex(group.groupId), ...group.extensions.map(({ data }) => hex(data))]
    const records = ["epoch", "ratchets", "sync"].map((name) => shelves.get("state", utf8(name)))
    for (const record of await Promise.all(records)) {
      const cut = known.reduce((text, one) => text.replaceAll(one, ""), hex(record ?? new Uint8Array()))
      for (const one of stretches(unhex(cut))) found.add(one)
    }
    for (const derived of [keys.seed, keys.envelope]) for (const one of stretches(derived)) found.add(one)
  }
  found.delete(hex(new Uint8Array(STRETCH)))
  return found
}

/** All runs of bytes that are too long to be the same by chance. */
function stretches(data: Uint8Array): Set<string> {
  const text = hex(data)
  const found = new Set<string>()
  for (let at = 0; at + STRETCH <= data.length; at++) found.add(text.slice(2 * at, 2 * (at + STRETCH)))
  return found
}
