// One circle, several machines, one relay: talk, join, remove, leave, rejoin.

import { expect, test } from "vitest"
import { unpackHeard } from "../../../src/group/records.ts"
import { hex, utf8 } from "../../../src/wire/bytes.ts"
import {
  admit,
  carryOut,
  circle,
  DAY,
  type Device,
  kinds,
  NOW,
  say,
  texts,
  together,
} from "../../support/boxes.ts"
import { agree, events } from "../../support/hostile.ts"

test("members read each other in one order", async () => {
  const devices = await circle(3)
  for (const [number, device] of devices.entries()) await say(device, `word ${number}`)
  await together(devices)
  for (const device of devices) expect(texts(device)).toEqual(["word 0", "word 1", "word 2"])
  await agree(devices)
})

test("what is edited, retracted and reacted to is the same for all", async () => {
  const [host, second, third] = await circle(3)
  const target = await say(host, "first")
  await together([host, second, third])
  second.machine.say({ kind: "reaction", target, emoji: "+", add: true }, NOW)
  host.machine.say({ kind: "edit", target, text: "better", cw: null }, NOW)
  host.machine.say({ kind: "card", name: null, pronouns: "she", text: null }, NOW)
  await together([host, second, third])
  for (const device of [host, second, third]) expect(texts(device)).toEqual(["better"])
  host.machine.say({ kind: "retract", target }, NOW)
  await together([host, second, third])
  for (const device of [host, second, third]) expect(texts(device)).toEqual([])
  expect(events(host)).toEqual(events(third))
  await agree([host, second, third])
})

test("a removed member ends, and the others go on", async () => {
  const [host, second, third] = await circle(3)
  second.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
  expect(await carryOut(host, { kind: "remove", member: second.member })).toBe("")
  await together([host, second, third])
  expect(second.machine.record.status).toBe("removed")
  expect(second.shelf("state").sort()).toEqual([hexOf("fold"), hexOf("record")].sort())
  for (const shelf of ["drafts", "intents", "handed"]) expect(second.shelf(shelf)).toEqual([])
  await say(host, "after")
  await together([host, third])
  expect(texts(third)).toEqual(["after"])
  expect(kinds(third)).toContain("removed")
})

test("devices are known by when they were heard, until they go", async () => {
  const [host, second, third] = await circle(3)
  const heard = (one: Device) => {
    const own = one.machine.group.members.find(({ leaf }) => leaf === one.machine.group.ownLeaf)
    const kept = host.vault.get(`devices/${hex(own?.signatureKey ?? new Uint8Array())}`)
    return kept === undefined ? null : unpackHeard(kept).at
  }
  expect([second, third].map(heard)).toEqual([NOW, NOW])
  await say(second, "hello", NOW + 60)
  await together([host, second, third], NOW + 60)
  expect([second, third].map(heard)).toEqual([NOW + 60, NOW])
  await carryOut(host, { kind: "remove", member: second.member }, NOW + 70)
  expect(second.machine.group.members).not.toEqual(host.machine.group.members)
  expect([second, third].map(heard)).toEqual([null, NOW])
})

test("a member leaves by its own proposal", async () => {
  const [host, second, third] = await circle(3)
  second.machine.leave()
  second.save()
  await together([second, host, third])
  expect(second.machine.record.status).toBe("left")
  expect([...host.machine.policy.roster.keys()].sort()).toEqual(
    [host, third].map((one) => hex(one.member)).sort(),
  )
  await agree([host, third])
})

test("two who commit at once agree on one, and the other comes next", async () => {
  const [host, second, third] = await circle(3)
  await carryOut(host, { kind: "appoint", member: second.member })
  await together([host, second, third])
  const key = second.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
  const other = host.machine.intend({ kind: "set-rule", rule: "invite", value: "members" })
  for (const device of [host, second]) {
    expect((await device.machine.want(device.line, NOW)).kind).toBe("seal")
    device.save()
  }
  await together([host, second, third])
  expect(second.shelf("ended")).toContain(hex(key))
  expect(host.shelf("ended")).toContain(hex(other))
  for (const { machine } of [host, second, third]) {
    expect(machine.policy.rules).toMatchObject({ timer: 3600, invite: "members" })
  }
})

test("a stuck member rejoins under its own id and keeps its timeline", async () => {
  const [host, second] = await circle(2)
  await say(host, "before")
  await together([host, second])
  const back = await admit(host, "", NOW + DAY, { rejoiner: second })
  await say(host, "after", NOW + DAY)
  await together([host, back], NOW + DAY)
  expect(texts(back)).toEqual(["before", "after"])
  expect(host.machine.policy.roster.size).toBe(2)
  expect(kinds(host)).toContain("rejoined")
})

test("a lost acknowledgement posts nothing twice", async () => {
  const [host, second] = await circle(2)
  host.lostAcks = 1
  await say(host, "once")
  host.lostAcks = 1
  expect(await carryOut(host, { kind: "rename", name: "Amal B" })).toBe("")
  await together([host, second])
  for (const device of [host, second]) expect(texts(device)).toEqual(["once"])
  expect(second.machine.policy.roster.get(hex(host.member))?.name).toBe("Amal B")
})

test("what disappears is gone from the vault", async () => {
  const [host, second] = await circle(2)
  const id = host.machine.say(
    { kind: "message", text: "soon gone", cw: null, replyTo: null, timer: 60, tone: 0 },
    NOW,
  )
  await together([host, second])
  expect(second.shelf("items")).toContain(hex(id))
  second.machine.tick(NOW + 61)
  second.save()
  expect(second.shelf("items")).not.toContain(hex(id))
  expect(texts(second)).toEqual([])
})

test("only what changed is written", async () => {
  const [host, second] = await circle(2)
  await say(host, "one")
  await together([host, second])
  expect(second.machine.takeWrites()).toEqual([])
  await say(host, "two")
  const entries = host.relay.show(second.box, second.machine.sync.cursor)
  await second.machine.page(second.line, entries, "live", NOW)
  const device = host.machine.group.members.find(({ leaf }) => leaf === host.machine.group.ownLeaf)
  const written = second.machine.takeWrites().map(({ op, shelf, key }) => `${op} ${shelf}/${hex(key)}`)
  expect(written.sort()).toEqual(
    [
      `put state/${hexOf("fold")}`,
      `put state/${hexOf("ratchets")}`,
      `put state/${hexOf("sync")}`,
      `put heard/${hex(host.member)}`,
      `put devices/${hex(device?.signatureKey ?? new Uint8Array())}`,
      `put items/${events(second).at(-1)}`,
    ].sort(),
  )
})

function hexOf(text: string): string {
  return hex(utf8(text))
}
