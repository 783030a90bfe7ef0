// One's devices, both in browsers, over a real relay: what a device code made here does, and what it does not.

import { expect, test, vi } from "vitest"
import type { DeviceInfo, LinkingInfo, PairingInfo } from "../../../src/engine/api.ts"
import { Connection, LinkLostError } from "../../../src/link/index.ts"
import { PAIRINGS, unpackPairing } from "../../../src/session/pairingRecords.ts"
import { circleKeys, shelf } from "../../../src/session/store.ts"
import { Vault } from "../../../src/vault/index.ts"
import { unhex } from "../../../src/wire/bytes.ts"
import { Relay } from "../../support/relay.ts"
import { gathering } from "./people.ts"
import { PASSPHRASE, Person } from "./person.ts"

/** Milliseconds for which a code is good, and in which a linking has to be done. */
const CODE_LIFE = 600_000
const LINK_LIFE = 86_400_000
const LONG = 60_000

const here = gathering()

async function person(): Promise<Person> {
  const one = await here.person()
  await one.call("setSettings", { autoLockMinutes: 0 }) // clocks are put forward here
  return one
}

/** Robin, who is in these circles, and a browser that is in none. */
async function setting(...labels: string[]): Promise<[Person, Person]> {
  const [robin, phone] = [await person(), await person()]
  for (const label of labels) await robin.call("found", label, "Robin")
  return [robin, phone]
}

/** How the one device code stands that somebody made. */
async function paired(one: Person): Promise<PairingInfo> {
  const [pairing] = await one.call("pairings")
  if (pairing === undefined) throw new Error("there is no device code")
  return pairing
}

async function linked(one: Person): Promise<LinkingInfo> {
  const [linking] = await one.call("linkings")
  if (linking === undefined) throw new Error("no device code is used here")
  return linking
}

/** How many devices somebody has in each of their circles. */
async function devices(one: Person): Promise<number[]> {
  const circles = await one.call("circles")
  const counts = circles.map(async ({ key }) => (await one.call("devices", key)).length)
  return Promise.all(counts)
}

/** Both look in turns, until it is over for both; `before` each look of the first. */
async function seenThrough(
  first: Person,
  other: Person,
  before: () => Promise<void> = async () => undefined,
): Promise<[PairingInfo, LinkingInfo]> {
  return first.until(async () => {
    const theirs = await linked(other)
    await before()
    const ours = await paired(first)
    return ours.state === "linked" && theirs.state === "linked" ? [ours, theirs] : null
  })
}

test(
  "a code links all circles, once, and both devices speak as one",
  async () => {
    const [robin, phone] = await setting("Harbour", "Garden")
    const made = await robin.call("pair")
    expect(made).toMatchObject({ state: "open", words: [], name: "" })
    expect(made.code).toMatch(/^device-/)
    expect(await paired(robin)).toEqual(made)
    const asked = await phone.call("linkThis", made.link, "phone")
    const here = await paired(robin)
    expect(here).toMatchObject({ state: "asked", name: "phone", words: asked.words, code: "", link: "" })
    expect(await robin.call("acceptPairing", made.id, here.words)).toMatchObject({ state: "linking" })
    const [ours, theirs] = await seenThrough(robin, phone)
    expect(ours).toMatchObject({ missing: [], code: "" })
    expect(theirs).toMatchObject({ entered: ["Harbour", "Garden"], missing: [] })
    expect(await devices(robin)).toEqual([2, 2])
    await robin.say("from the desk")
    await phone.reads("from the desk")
    await phone.say("from the phone")
    expect(await robin.reads("from the phone")).toMatchObject({ author: "Robin", mine: true })
    expect(await phone.circle()).toMatchObject({ members: 1, name: "Robin" })
    expect(await (await person()).failure("linkThis", made.code, "tablet")).toBe("error-device-code")
    await robin.call("dropPairing", made.id)
    expect(await robin.call("pairings")).toEqual([])
  },
  LONG,
)

/** The other becomes a device of the first, in all circles that the first is in. */
async function link(first: Person, other: Person, name: string): Promise<void> {
  const { id, link } = await first.call("pair")
  const { words } = await other.call("linkThis", link, name)
  await first.call("acceptPairing", id, words)
  await seenThrough(first, other)
}

/** The other device, as somebody knows it in each of their circles. */
async function others(one: Person): Promise<[circle: string, DeviceInfo][]> {
  const found: [string, DeviceInfo][] = []
  for (const { key } of await one.call("circles")) {
    const known = await one.call("devices", key)
    found.push(...known.flatMap((device): [string, DeviceInfo][] => (device.here ? [] : [[key, device]])))
  }
  return found
}

/** Wait until a device has heard that it was taken out of all circles. */
function isOut(one: Person): Promise<boolean> {
  return one.until(async () => {
    await one.call("network", true) // which looks at once
    return (await one.call("circles")).every(({ status }) => status === "unlinked")
  })
}

test(
  "a device that was lost is known by name and by when it was heard, and goes out of all circles",
  async () => {
    const [robin, phone] = await setting("Harbour", "Garden")
    await link(robin, phone, "phone")
    const before = await others(robin)
    expect(before).toMatchObject([
      [expect.anything(), { name: "phone" }],
      [expect.anything(), { name: "phone" }],
    ])
    robin.ahead = 3_600_000
    await phone.say("from the phone")
    await robin.reads("from the phone")
    const [first, second] = await others(robin)
    expect(first?.[1].lastHeard).toBeGreaterThanOrEqual((before[0]?.[1].lastHeard ?? Infinity) + 3_600)
    expect(second).toEqual(before[1])
    for (const [circle, { id }] of before) {
      expect(await robin.call("removeLost", circle, id)).toEqual({ state: "done" })
      expect(await robin.call("removeLost", circle, id)).toEqual({ state: "done" }) // it is out
    }
    expect(await devices(robin)).toEqual([1, 1])
    await isOut(phone)
    await robin.say("without the phone")
    expect(await phone.texts()).toEqual(["from the phone"])
    expect(await phone.failure("send", await phone.key(), { text: "still here" })).toBe("status-unlinked")
    const [circle = ""] = before[1] ?? []
    await robin.call("leave", circle)
    await robin.call("lock")
    await robin.call("vault") // the storage is theirs from here on
    const vault = await Vault.open(PASSPHRASE)
    const left = ["devices", "device-names"] as const
    const kept = await Promise.all(left.map((name) => vault.scan(shelf(unhex(circle), name))))
    vault.close()
    expect(kept).toEqual([[], []])
  },
  LONG,
)

test("where the relay is not there, a lost device goes out once it is", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone")
  const [[circle, { id }] = ["", { id: "" }]] = await others(robin)
  await here.relay.kill()
  await robin.until(async () => (await robin.circle()).link === "offline")
  expect(await robin.failure("removeDevice", circle, id)).toBe("error-offline")
  expect(await robin.call("removeLost", circle, id)).toEqual({ state: "under-way" })
  await robin.reload()
  await here.relay.restart()
  expect(await robin.call("removeLost", circle, id)).toEqual({ state: "done" }) // by the wish that waited
  expect(await devices(robin)).toEqual([1])
  await isOut(phone)
})

test("a lost device that is found again before the relay is back stays", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone")
  const [[circle, { id }] = ["", { id: "" }]] = await others(robin)
  const going = async () => (await others(robin)).map(([, one]) => one.going)
  await here.relay.kill()
  await robin.until(async () => (await robin.circle()).link === "offline")
  expect(await going()).toEqual([false])
  for (let twice = 0; twice < 2; twice += 1)
    expect(await robin.call("removeLost", circle, id)).toEqual({ state: "under-way" })
  expect((await robin.call("policy", circle)).wishes).toHaveLength(1)
  expect(await going()).toEqual([true])
  expect(await robin.call("keepDevice", circle, id)).toBe(true)
  expect(await going()).toEqual([false])
  await robin.reload()
  await here.relay.restart()
  await robin.say("for the phone")
  await phone.reads("for the phone")
  expect(await devices(robin)).toEqual([2])
})

test("what a device calls itself is shown without what would turn other text round", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone\u202e\u0007")
  expect(await others(robin)).toMatchObject([[expect.anything(), { name: "phone" }]])
})

test("the wish is put down before the relay is asked", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone")
  const [[circle, { id }] = ["", { id: "" }]] = await others(robin)
  const silent = vi.spyOn(Connection, "connect").mockImplementation(
    (_, manner) =>
      new Promise((_, reject) => {
        manner?.signal?.addEventListener("abort", () => reject(new LinkLostError("gone")))
      }),
  )
  await robin.reload()
  const asked = robin.failure("removeLost", circle, id)
  await robin.until(async () => (await others(robin))[0]?.[1].going)
  silent.mockRestore()
  await robin.reload() // the page goes in the middle
  await asked
  await isOut(phone)
})

test("no wish waits where the circle meets elsewhere: it would never go out from here", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone")
  const [[circle, { id }] = ["", { id: "" }]] = await others(robin)
  const away = here.nobody("https://relay.example")
  await robin.host.close()
  away.adopt(robin)
  await away.call("unlock", PASSPHRASE)
  expect(await away.failure("removeLost", circle, id)).toBe("error-circle-elsewhere")
  expect((await others(away)).map(([, one]) => one.going)).toEqual([false])
})

test("a device does not take itself for the one that was lost", async () => {
  const [robin, phone] = await setting("Harbour")
  await link(robin, phone, "phone")
  const circle = await robin.key()
  const own = (await robin.call("devices", circle)).find((one) => one.here)
  expect(await robin.failure("removeLost", circle, own?.id ?? "")).toBe("error-no-device")
  expect(await devices(robin)).toEqual([2])
})

test("a device code is no invite", async () => {
  const [robin, phone] = await setting("Harbour")
  const { code, link } = await robin.call("pair")
  for (const typed of [code, link]) {
    expect(await phone.failure("join", typed, "Sam", "", null)).toBe("error-code-device")
  }
})

test("all device codes end at once, also one to which yes was said and whose relay is not there", async () => {
  const [robin, thief] = await setting("Harbour")
  const { id, link } = await robin.call("pair")
  const { words } = await thief.call("linkThis", link, "laptop")
  expect(await robin.call("acceptPairing", id, words)).toMatchObject({ state: "linking" })
  await here.relay.kill()
  await robin.call("dropPairings")
  await here.relay.restart()
  expect(await robin.call("pairings")).toEqual([])
  expect(await thief.until(async () => (await linked(thief)).state === "closed")).toBe(true)
  expect(await robin.failure("acceptPairing", id, words)).toBe("error-device-code")
  expect(await devices(robin)).toEqual([1])
})

test("a code in two hands links nobody", async () => {
  const [robin, phone] = await setting("Harbour")
  const thief = await person()
  const { id, code } = await robin.call("pair")
  const mine = await phone.call("linkThis", code, "phone")
  const theirs = await thief.call("linkThis", code, "phone")
  expect(theirs.words).not.toEqual(mine.words)
  expect(await robin.call("acceptPairing", id, mine.words)).toMatchObject({ state: "frozen", missing: [] })
  expect(await paired(robin)).toMatchObject({ state: "frozen" })
  for (const one of [phone, thief]) expect(await linked(one)).toMatchObject({ state: "closed" })
  expect(await devices(robin)).toEqual([1])
})

test("two who came are seen without a yes, and end the code", async () => {
  const [robin, phone] = await setting("Harbour")
  const thief = await person()
  const { code } = await robin.call("pair")
  for (const one of [phone, thief]) await one.call("linkThis", code, "phone")
  expect(await paired(robin)).toMatchObject({ state: "frozen", words: [] })
  expect(await linked(phone)).toMatchObject({ state: "closed" })
})

test("other words than those that were compared link nobody, now or later", async () => {
  const [robin, thief] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await thief.call("linkThis", code, "phone")
  const compared = ["four", "words", "of", "mine"]
  expect(await robin.call("acceptPairing", id, compared)).toMatchObject({ state: "mistaken" })
  expect(await robin.call("acceptPairing", id, words)).toMatchObject({ state: "mistaken" })
  expect(await linked(thief)).toMatchObject({ state: "closed" })
  expect(await devices(robin)).toEqual([1])
})

test("a no ends the code, also where the relay is not there to hear it", async () => {
  const [robin, phone] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await phone.call("linkThis", code, "phone")
  const burnt = vi.spyOn(Connection.prototype, "burn").mockRejectedValueOnce(new LinkLostError("link-lost"))
  await robin.call("dropPairing", id)
  expect(await robin.failure("acceptPairing", id, words)).toBe("error-device-code")
  expect(await linked(phone)).toMatchObject({ state: "waiting" })
  await robin.reload()
  expect(await robin.call("pairings")).toEqual([])
  expect(burnt).toHaveBeenCalledTimes(2)
  expect(await linked(phone)).toMatchObject({ state: "closed" })
  expect(await robin.failure("acceptPairing", id, words)).toBe("error-device-code")
  expect(await devices(robin)).toEqual([1])
})

test("another code ends the one before", async () => {
  const [robin, phone] = await setting("Harbour")
  const first = await robin.call("pair")
  const second = await robin.call("pair")
  expect(await phone.failure("linkThis", first.code, "phone")).toBe("error-device-code")
  expect((await robin.call("pairings")).map(({ id }) => id)).toEqual([second.id])
})

test("a code is over after ten minutes, for a yes as well", async () => {
  const [robin, phone] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await phone.call("linkThis", code, "phone")
  robin.ahead = CODE_LIFE
  expect(await robin.call("acceptPairing", id, words)).toMatchObject({ state: "over", missing: [] })
  expect(await linked(phone)).toMatchObject({ state: "closed" })
  const next = await robin.call("pair")
  robin.ahead += CODE_LIFE
  const standing = (await robin.call("pairings")).find((one) => one.id === next.id)
  expect(standing).toMatchObject({ state: "over" })
  expect(await devices(robin)).toEqual([1])
})

test("a day after the yes it is over, and the circles are named that were not linked", async () => {
  const [robin, phone] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await phone.call("linkThis", code, "phone")
  await robin.call("acceptPairing", id, words)
  robin.ahead = LINK_LIFE
  expect(await paired(robin)).toMatchObject({ state: "over", missing: ["Harbour"] })
  expect(await linked(phone)).toMatchObject({ state: "closed" })
  expect(await devices(robin)).toEqual([1])
})

test(
  "a page that is loaded again before every look goes on where it was, and adds the device once",
  async () => {
    const [robin, phone] = await setting("Harbour", "Garden")
    const { id, code } = await robin.call("pair")
    await robin.reload()
    const { words } = await phone.call("linkThis", code, "phone")
    await robin.reload()
    expect(await paired(robin)).toMatchObject({ id, state: "asked", words })
    await robin.call("acceptPairing", id, words)
    await seenThrough(robin, phone, () => robin.reload())
    expect(await devices(robin)).toEqual([2, 2])
    await robin.reload()
    expect(await paired(robin)).toMatchObject({ id, state: "linked" })
  },
  LONG,
)

test("what was posted, and not seen to arrive, is posted again as the same bytes", async () => {
  const [robin, phone] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await phone.call("linkThis", code, "phone")
  const { post } = Connection.prototype
  const posted = vi.spyOn(Connection.prototype, "post").mockImplementationOnce(async function (
    this: Connection,
    ...what
  ) {
    await post.apply(this, what)
    throw new LinkLostError("link-lost")
  })
  expect(await robin.failure("acceptPairing", id, words)).toBe("error-offline")
  expect(await paired(robin)).toMatchObject({ state: "linking" })
  expect(posted).toHaveBeenCalledTimes(1) // it stood there already
  await seenThrough(robin, phone)
  expect(await devices(robin)).toEqual([2])
})

test("a circle that is gone, and one that meets at another relay, are named", async () => {
  const far = await Relay.start()
  try {
    const [robin, phone] = await setting("Harbour", "Garden")
    await robin.call("lock")
    const away = new Person(far.url)
    away.adopt(robin)
    await away.call("unlock", PASSPHRASE)
    await away.call("found", "Far", "Robin")
    await away.host.close()
    await robin.reload()
    const { id, code } = await robin.call("pair")
    const { words } = await phone.call("linkThis", code, "phone")
    await robin.call("acceptPairing", id, words)
    const garden = (await robin.call("circles")).find(({ label }) => label === "Garden")
    await robin.call("leave", garden?.key ?? "")
    const [ours, theirs] = await seenThrough(robin, phone)
    expect(ours.missing).toEqual(["Garden", "Far"])
    expect(theirs).toMatchObject({ entered: ["Harbour"], missing: ["Garden"] })
  } finally {
    await far.stop()
  }
})

test("linking again adds what is missing, and nothing twice", async () => {
  const [robin, phone] = await setting("Harbour")
  for (const label of ["Garden", null]) {
    const { id, code } = await robin.call("pair")
    const { id: asking, words } = await phone.call("linkThis", code, "phone")
    await robin.call("acceptPairing", id, words)
    const [{ missing }] = await seenThrough(robin, phone)
    expect(missing).toEqual([])
    await robin.call("dropPairing", id)
    await phone.call("dropLinking", asking)
    if (label !== null) await robin.call("found", label, "Robin")
  }
  expect(await devices(robin)).toEqual([2, 2])
})

test("of a code that is over no key is kept", async () => {
  const [robin, phone] = await setting("Harbour")
  const { id, code } = await robin.call("pair")
  const { words } = await phone.call("linkThis", code, "phone")
  await robin.call("acceptPairing", id, words)
  await seenThrough(robin, phone)
  await robin.call("lock")
  await robin.call("vault") // the storage is theirs from here on
  const vault = await Vault.open(PASSPHRASE)
  const [held] = (await vault.scan(PAIRINGS)).map(([, value]) => unpackPairing(value))
  const [circle] = await circleKeys(vault)
  const welcomes = await vault.scan(shelf(circle ?? new Uint8Array(), "linked"))
  vault.close()
  const keys = [held?.secret, held?.private, held?.replyKey, held?.offer, held?.circles[0]?.entry]
  expect(keys.map((key) => key?.length)).toEqual([0, 0, 0, 0, 0])
  expect(welcomes).toEqual([])
})

test("who is in no circle has nothing to link", async () => {
  expect(await (await person()).failure("pair")).toBe("error-no-circle")
})
