// A circle's life: how it begins, rests, begins again, and is closed.

import { beforeEach, expect, test, vi } from "vitest"
import { found } from "../../../src/group/founding.ts"
import { Gate } from "../../../src/link/gate.ts"
import { Circle } from "../../../src/session/circle.ts"
import { Driver } from "../../../src/session/driver.ts"
import { Steps } from "../../../src/session/steps.ts"
import { changesOf, listed } from "../../../src/session/store.ts"
import { Teller } from "../../../src/session/teller.ts"
import { Vault } from "../../../src/vault/index.ts"
import { RELAY } from "../../support/boxes.ts"
import { freshStorage, LEAST } from "../../support/storage.ts"

const ID = new Uint8Array(8)
const NOW = 1_700_000_000

beforeEach(() => {
  vi.restoreAllMocks()
  freshStorage()
})

/** A circle of a vault. It meets at another relay than that of its client, so nothing is ever sent. */
async function circle(): Promise<Circle> {
  const vault = await Vault.create("six words drawn by honest dice", LEAST)
  const machine = await found({ number: 1, label: "Harbour" }, RELAY, "Robin", NOW)
  await vault.write([listed(ID), ...changesOf(ID, machine.takeWrites())])
  const teller = new Teller(() => undefined)
  return Circle.load(ID, {
    vault,
    relay: "https://elsewhere.example",
    now: () => NOW,
    teller,
    changed: () => undefined,
  })
}

test("one that rests and begins again looks for what has disappeared once at a time", async () => {
  const one = await circle()
  const gate = new Gate()
  const ticks = vi.spyOn(Steps.prototype, "tick").mockImplementation(async () => {
    await gate.passed()
    return null
  })
  one.start()
  await one.stop()
  one.start()
  expect(ticks).toHaveBeenCalledTimes(2)
  const naps = vi.spyOn(globalThis, "setTimeout")
  gate.open()
  await Promise.all(ticks.mock.results.map(({ value }) => value))
  await Promise.resolve()
  expect(naps.mock.calls.filter(([, milliseconds]) => milliseconds === 15_000)).toHaveLength(1)
  await one.close()
})

test("one that was closed does not begin again", async () => {
  const one = await circle()
  one.start()
  await one.close()
  const started = vi.spyOn(Driver.prototype, "start")
  one.start()
  expect(started).not.toHaveBeenCalled()
})
