// The vault as pages see it: made, opened, locked, changed, erased.

import { expect, test, vi } from "vitest"
import { Relay } from "../../support/relay.ts"
import { gathering } from "./people.ts"
import { PASSPHRASE, type Person } from "./person.ts"

const { nobody, person } = gathering()

function phases(one: Person): string[] {
  return one.heard("vault").map(({ vault }) => vault.phase)
}

test("a vault is made once, and tells how it stands", async () => {
  const robin = nobody()
  expect(await robin.call("vault")).toEqual({ phase: "absent", owner: true, persistent: null })
  expect(await robin.failure("unlock", PASSPHRASE)).toBe("error-no-vault")
  expect(await robin.failure("circles")).toBe("error-vault-locked")
  await robin.call("create", PASSPHRASE)
  expect(await robin.call("vault")).toMatchObject({ phase: "open" })
  expect(await robin.failure("create", PASSPHRASE)).toBe("error-vault-exists")
  expect(await robin.failure("unlock", PASSPHRASE)).toBe("none") // as another page may have done
  await robin.call("lock")
  expect(await robin.failure("create", "another one")).toBe("error-vault-exists")
  expect(phases(robin)).toEqual(["opening", "absent", "opening", "open", "locked", "opening", "locked"])
  const keys = robin.heard("progress").filter(({ task }) => task === "key")
  expect(keys.map(({ done }) => done)).toEqual([false, true, false, true, false, true])
})

test("a wrong passphrase opens nothing, an empty one is none", async () => {
  const robin = await person()
  await robin.call("lock")
  expect(await robin.failure("unlock", "a wrong one")).toBe("error-wrong-passphrase")
  expect(await robin.call("vault")).toMatchObject({ phase: "locked" })
  expect(await robin.failure("unlock", "  ")).toBe("error-passphrase-empty")
  expect(await robin.failure("changePassphrase", PASSPHRASE, "")).toBe("error-passphrase-empty")
  expect(await robin.failure("create", "\ud800")).toBe("error-passphrase-not-text")
  await robin.call("unlock", PASSPHRASE)
  expect(await robin.call("vault")).toMatchObject({ phase: "open" })
})

test("the passphrase is changed, by whoever knows the old one", async () => {
  const robin = await person()
  expect(await robin.failure("changePassphrase", "a wrong one", "the next one")).toBe(
    "error-wrong-passphrase",
  )
  await robin.call("changePassphrase", PASSPHRASE, "the next one")
  await robin.call("lock")
  expect(await robin.failure("unlock", PASSPHRASE)).toBe("error-wrong-passphrase")
  await robin.call("unlock", "the next one")
  expect(await robin.failure("changePassphrase", "the next one", PASSPHRASE)).toBe("none")
  await robin.call("lock")
  expect(await robin.failure("changePassphrase", PASSPHRASE, "again")).toBe("error-vault-locked")
})

test("locking closes every connection, and nothing can be asked or heard any more", async () => {
  const robin = await person()
  const { key } = await robin.call("found", "Harbour", "Robin")
  await robin.until(async () => (await robin.circle()).link === "online")
  const closed = vi.spyOn(WebSocket.prototype, "close")
  await robin.call("lock")
  expect(closed).toHaveBeenCalled()
  robin.told = []
  expect(await robin.failure("timeline", key, null, 10)).toBe("error-vault-locked")
  expect(await robin.failure("send", key, { text: "x" })).toBe("error-vault-locked")
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(robin.told).toEqual([])
})

test("locking in the middle of a call ends the call", async () => {
  const robin = await person()
  const { key } = await robin.call("found", "Harbour", "Robin")
  const asked = robin.failure("invite", key, 1, 3600)
  await robin.call("lock")
  expect(["error-vault-locked", "error-offline"]).toContain(await asked)
  await robin.call("unlock", PASSPHRASE)
  expect(await robin.call("circles")).toHaveLength(1)
})

test("nobody who uses it for ten minutes finds it locked, and so does whoever wakes the machine", async () => {
  const robin = await person()
  robin.ahead = 9 * 60_000
  await robin.call("touch")
  robin.ahead = 18 * 60_000
  expect(await robin.failure("circles")).toBe("none")
  robin.ahead = 28.5 * 60_000
  await robin.call("touch")
  expect(phases(robin).at(-1)).toBe("locked")
  expect(await robin.failure("circles")).toBe("error-vault-locked")
  await robin.call("unlock", PASSPHRASE)
  robin.ahead = 60 * 60_000
  expect(await robin.failure("circles")).toBe("error-vault-locked") // not a glance, on waking
})

test("settings are kept, told, and refused where they make no sense", async () => {
  const robin = await person()
  const settings = await robin.call("setSettings", {
    autoLockMinutes: 0,
    exitUrl: "https://weather.example/",
  })
  expect(settings).toMatchObject({
    autoLockMinutes: 0,
    lockWhenHidden: false,
    exitUrl: "https://weather.example/",
  })
  expect(robin.heard("settings")).toEqual([{ type: "settings", settings }])
  await robin.reload()
  expect(await robin.call("settings")).toEqual(settings)
  robin.ahead = 24 * 3_600_000
  expect(await robin.failure("circles")).toBe("none") // 0 is never
  expect(await robin.failure("setSettings", { autoLockMinutes: -1 })).toBe("error-setting")
  expect(await robin.failure("setSettings", { exitUrl: "javascript:alert(1)" })).toBe("error-setting")
  expect(await robin.failure("setSettings", { exitUrl: "nowhere" })).toBe("error-setting")
  await robin.call("lock")
  expect(await robin.call("settings")).toMatchObject({ autoLockMinutes: 10 })
})

test("erasing leaves no vault, and a new one is empty", async () => {
  const robin = await person()
  await robin.call("found", "Harbour", "Robin")
  await robin.call("erase")
  expect(await robin.call("vault")).toMatchObject({ phase: "absent" })
  expect(await robin.failure("unlock", PASSPHRASE)).toBe("error-no-vault")
  await robin.call("create", "another one")
  expect(await robin.call("circles")).toEqual([])
})

test("a call that there is not says nothing of itself", async () => {
  const robin = await person()
  await expect(robin.host.call("constructor" as "lock", [])).rejects.toMatchObject({ id: "error-unexpected" })
})

test("a relay that wants a pass is told one, and a circle without it is none", async () => {
  const strict = await Relay.start('[work]\nadmit = "pass"\npasses = ["open sesame, open"]\n')
  try {
    const robin = await person(strict.url)
    expect(await robin.failure("found", "Harbour", "Robin")).toBe("error-relay-pass")
    expect(await robin.failure("found", "Harbour", "Robin", "wrong")).toBe("error-relay-pass")
    expect(await robin.failure("found", "Harbour", "Robin", "x".repeat(65))).toBe("error-pass")
    expect(await robin.failure("found", "\u202e", "Robin", "open sesame, open")).toBe("error-label")
    expect(await robin.failure("found", "Harbour", "", "open sesame, open")).toBe("error-name")
    expect(await robin.call("circles")).toEqual([])
    expect(await robin.call("found", "Harbour", "Robin", "open sesame, open")).toMatchObject({ number: 1 })
    expect(await robin.call("found", "Lighthouse", "Robin", "open sesame, open")).toMatchObject({ number: 2 })
    await robin.call("invite", (await robin.circle()).key, 1, 3600)
  } finally {
    await strict.stop()
  }
})
