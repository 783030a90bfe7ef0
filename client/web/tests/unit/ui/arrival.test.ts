import { beforeEach, expect, test, vi } from "vitest"
import { FakeBrowser } from "./browser.ts"

const HOME = "https://relay.example/below/"

beforeEach(() => vi.resetModules())

async function open(href: string) {
  const browser = new FakeBrowser(href)
  return { browser, arrival: await import("../../../src/ui/arrival.ts") }
}

test("an invite is taken out of the address as the module is loaded", async () => {
  const { browser, arrival } = await open(`${HOME}#join-AAAAA-BBBBB`)
  expect(arrival.invite).toBe(`${HOME}#join-AAAAA-BBBBB`)
  expect(browser.href).toBe(HOME)
  expect(JSON.stringify(browser.entries)).not.toContain("AAAAA")
})

test("what else stands in the address is no part of the invite", async () => {
  const { arrival } = await open(`${HOME}index.html?from=mail#join-AAAAA`)
  expect(arrival.invite).toBe(`${HOME}#join-AAAAA`)
})

test("any other fragment goes as well, and is no invite", async () => {
  const { browser, arrival } = await open(`${HOME}#settings`)
  expect([arrival.invite, browser.href]).toEqual([null, HOME])
})

test("a device code comes to where it is told that it is no invite", async () => {
  const { browser, arrival } = await open(`${HOME}#device-AAAAA-BBBBB`)
  expect(arrival.invite).toBe(`${HOME}#device-AAAAA-BBBBB`)
  expect(browser.href).toBe(HOME)
})

test("an address without fragment is left alone", async () => {
  const { browser, arrival } = await open(`${HOME}?lang=ar`)
  expect([arrival.invite, browser.href]).toEqual([null, `${HOME}?lang=ar`])
})

test("an invite that is opened later is taken out too", async () => {
  const { browser, arrival } = await open(HOME)
  const arrived: string[] = []
  arrival.onInvite((invite) => arrived.push(invite))
  browser.open("#join-CCCCC")
  browser.open("#other")
  expect(arrived).toEqual([`${HOME}#join-CCCCC`])
  expect(JSON.stringify(browser.entries.at(-1))).not.toContain("CCCCC")
  expect(browser.href).toBe(HOME)
})
