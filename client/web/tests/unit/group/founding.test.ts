// How a circle comes onto a device: what is refused, and what a newcomer begins with.

import { expect, test, vi } from "vitest"
import { BadNameError } from "../../../src/circle/names.ts"
import { PolicyError } from "../../../src/circle/policy.ts"
import { found, join, keyPackage, WelcomeError } from "../../../src/group/founding.ts"
import { decode, readWelcome } from "../../../src/invites/meeting.ts"
import type { KeyPackageBundle } from "../../../src/mls/index.ts"
import { KeyPackageBundle as Bundle, Group } from "../../../src/mls/index.ts"
import { hex, randomBytes } from "../../../src/wire/bytes.ts"
import { admission, admit, carryOut, circle, type Device, NOW, RELAY, together } from "../../support/boxes.ts"
import { agree } from "../../support/hostile.ts"

const NAMING = { number: 2, label: "harbour" }

/** A welcome, the bundle that it is for, and the member that it lets in. */
async function welcomed(
  host: Device,
): Promise<{ welcome: Uint8Array; bundle: KeyPackageBundle; member: Uint8Array }> {
  const member = randomBytes(16)
  const bundle = await keyPackage(member, NOW)
  const intent = await admission(host, "Late", { member, keyPackage: bundle.publicPackage })
  expect(await carryOut(host, intent)).toBe("")
  const entry = decode(host.machine.deliveries.get(hex(intent.knockId))?.entry ?? new Uint8Array())
  if (entry.kind !== "welcome") throw new Error("this is no welcome")
  return { welcome: readWelcome(entry, intent.replyKey).welcome, bundle, member }
}

test("a circle of one has its founder as host, and keeps all of it", async () => {
  const machine = await found(NAMING, RELAY, "Amal", NOW)
  const { record, policy, sync } = machine
  expect(record).toMatchObject({ ...NAMING, relay: RELAY.url, status: "active", joinedAt: NOW })
  expect([...policy.hosts]).toEqual([hex(record.member)])
  expect(sync).toMatchObject({ opener: true, opened: false, cursor: 0 })
  const keys = machine.takeWrites().map(({ shelf, key }) => `${shelf}/${new TextDecoder().decode(key)}`)
  expect(keys.sort()).toEqual(["epoch", "fold", "ratchets", "record", "sync"].map((key) => `state/${key}`))
})

test("no circle is founded under a name or at a place that none can have", async () => {
  await expect(found(NAMING, RELAY, "   ", NOW)).rejects.toThrow(BadNameError)
  const nowhere = { ...RELAY, url: "not a place" }
  await expect(found(NAMING, nowhere, "Amal", NOW)).rejects.toThrow(PolicyError)
})

test("a newcomer may have stored its bundle, and begins with what the circle shares", async () => {
  const [host] = await circle(2)
  host.machine.say({ kind: "card", name: null, pronouns: "she", text: null }, NOW)
  await host.settle(NOW)
  const { welcome, bundle, member } = await welcomed(host)
  const machine = await join(welcome, Bundle.restore(bundle.serialize()), NAMING, member, NOW)
  expect(machine.fold.cards.get(hex(host.member))?.pronouns).toBe("she")
  expect(machine.fold.hash()).toEqual(host.machine.fold.hash())
  expect(machine.sync).toMatchObject({ opener: false, opened: false })
  expect(machine.record).toMatchObject({ label: "harbour", relay: RELAY.url, member })
})

test("a welcome that is broken, for another, or under another member id leads nowhere", async () => {
  const [host] = await circle(2)
  const { welcome, bundle, member } = await welcomed(host)
  const other = await keyPackage(member, NOW)
  const enter = (bytes: Uint8Array, by: KeyPackageBundle, as: Uint8Array) => join(bytes, by, NAMING, as, NOW)
  await expect(enter(welcome.slice(0, -1), bundle, member)).rejects.toThrow(WelcomeError)
  await expect(enter(new Uint8Array(), bundle, member)).rejects.toThrow(WelcomeError)
  await expect(enter(welcome, other, member)).rejects.toThrow(WelcomeError)
  await expect(enter(welcome, bundle, new Uint8Array(16))).rejects.toThrow(WelcomeError)
  const wrong = welcome.slice()
  wrong[wrong.length - 1] = (wrong[wrong.length - 1] ?? 0) ^ 1
  await expect(enter(wrong, bundle, member)).rejects.toThrow(WelcomeError)
  await enter(welcome, bundle, member)
})

test("a welcome into an epoch that no circle comes to leads nowhere", async () => {
  const [host] = await circle(2)
  const { welcome, bundle, member } = await welcomed(host)
  const epoch = vi.spyOn(Group.prototype, "epoch", "get").mockReturnValue(2 ** 48 + 1)
  await expect(join(welcome, bundle, NAMING, member, NOW)).rejects.toThrow(WelcomeError)
  epoch.mockRestore()
  await join(welcome, bundle, NAMING, member, NOW)
})

test("two newcomers in a row share one circle", async () => {
  const [host, second] = await circle(2)
  const third = await admit(host, "Third")
  const fourth = await admit(host, "Fourth")
  await together([host, second, third, fourth])
  await agree([host, second, third, fourth])
})
