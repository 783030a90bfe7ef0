// A farewell that was sealed beforehand: what it holds, how long, and that it costs nobody anything until it is said.

import { expect, test } from "vitest"
import { ItemKind } from "../../../src/circle/items.ts"
import { hex } from "../../../src/wire/bytes.ts"
import { Kind } from "../../../src/wire/codes.ts"
import {
  Boxes,
  carryOut,
  circle,
  type Device,
  founded,
  kinds,
  NOW,
  notes,
  say,
  texts,
  together,
} from "../../support/boxes.ts"

const GONE = "This device is being erased."
const KEY = `state/${hex(new TextEncoder().encode("farewell"))}`

async function keep(device: Device): Promise<void> {
  await device.machine.keepFarewell(GONE)
  device.save()
}

function entries(device: Device): readonly Uint8Array[] {
  return device.machine.farewell?.entries ?? []
}

/** What panic does: the entries go out, and the device is no more. */
function erase(device: Device): void {
  for (const entry of entries(device)) device.relay.put(device.box, Kind.POST, entry)
}

function quiet(devices: readonly Device[]): void {
  for (const device of devices) {
    for (const kind of [ItemKind.NOISE, ItemKind.GAP, ItemKind.FORK, ItemKind.VOID]) {
      expect(notes(device, kind)).toEqual([])
    }
  }
}

test("the others read it, and one of them carries out the wish to leave", async () => {
  const [host, second, third] = await circle(3)
  await together([host, second, third])
  await keep(second)
  await say(second, "still here")
  await together([host, second, third])
  erase(second)
  await together([host, third])
  for (const one of [host, third]) {
    expect(texts(one)).toEqual(["still here", GONE])
    expect(kinds(one)).toContain(ItemKind.LEFT)
    expect(one.machine.policy.roster.has(hex(second.member))).toBe(false)
  }
  quiet([host, third])
})

test("it is sealed anew for each epoch, and the vault has it with the ratchets that it took", async () => {
  const [host, second, third] = await circle(3)
  await together([host, second, third])
  await keep(second)
  const before = entries(second).map(hex)
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await together([host, second, third])
  expect(entries(second)).toHaveLength(2)
  for (const entry of entries(second)) expect(before).not.toContain(hex(entry))
  await second.restart()
  await say(second, "after") // under a generation of its own
  await together([host, second, third])
  erase(second)
  await together([host, third])
  expect(texts(host)).toEqual(["after", GONE])
  expect(kinds(host)).toContain(ItemKind.LEFT)
  quiet([host, third])
})

test("until it is said nobody leaves, whoever commits", async () => {
  const [host, second] = await circle(2)
  await together([host, second])
  await keep(second)
  expect(second.machine.group.remembered).toEqual([])
  await say(second, "one")
  await carryOut(second, { kind: "rename", name: "Sam B" })
  await together([host, second])
  expect(texts(host)).toEqual(["one"])
  expect(host.machine.policy.roster.size).toBe(2)
  quiet([host, second])
})

test("the only host says farewell and stays in the roster", async () => {
  const [host, second] = await circle(2)
  await together([host, second])
  await keep(host)
  expect(entries(host)).toHaveLength(1)
  erase(host)
  await together([second])
  expect(texts(second)).toEqual([GONE])
  expect(second.machine.policy.roster.size).toBe(2)
})

test("who is alone has nobody to leave", async () => {
  const alone = await founded(new Boxes())
  await alone.settle(NOW)
  await keep(alone)
  expect(entries(alone)).toHaveLength(1)
})

test("whoever changes their mind has none, nor has who is out of the circle", async () => {
  const [host, second] = await circle(2)
  await together([host, second])
  await keep(second)
  expect(second.vault.has(KEY)).toBe(true)
  second.machine.dropFarewell()
  second.save()
  expect([second.vault.has(KEY), entries(second).length]).toEqual([false, 0])
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await together([host, second])
  expect(second.vault.has(KEY)).toBe(false)
  await keep(second)
  await carryOut(host, { kind: "remove", member: second.member })
  second.line.ended = false
  await second.settle(NOW)
  expect([second.vault.has(KEY), entries(second).length]).toEqual([false, 0])
})
