// A welcome stands in the box before its seal, so that any member can hand it on once the seal won.

import { expect, test } from "vitest"
import { Content } from "../../../src/group/envelope.ts"
import { type Delivery, packDelivery } from "../../../src/group/records.ts"
import { hex, randomBytes, utf8 } from "../../../src/wire/bytes.ts"
import {
  admission,
  carryOut,
  circle,
  type Device,
  NOW,
  notes,
  openCode,
  pendingSeal,
  together,
} from "../../support/boxes.ts"
import { inPost, post } from "../../support/hostile.ts"

/** A welcome as the host hands it over in the box; its seal is still to come. */
async function handoverOf(host: Device): Promise<Delivery> {
  host.machine.intend(await admission(host, "Late"))
  await pendingSeal(host)
  const delivery = host.machine.pending?.delivery ?? null
  if (delivery === null) throw new Error("there is no welcome")
  return delivery
}

function handedOver(device: Device, content: Uint8Array): void {
  post(device, inPost(device, content, Content.HANDOVER))
}

test("any member hands on the welcome of a seal that won", async () => {
  const [host, second, third] = await circle(3)
  const delivery = await handoverOf(host)
  await host.step(NOW) // the seal stands, and the host is seen no more
  await together([second, third])
  for (const one of [second, third]) {
    await one.revive()
    const held = one.machine.deliveries.get(hex(delivery.knockId))
    expect(held).toEqual({ ...delivery, notBefore: NOW + 60 })
    expect(one.machine.handed.size).toBe(0)
    one.machine.delivered(delivery.knockId)
    one.save()
    expect(one.shelf("deliveries")).not.toContain(hex(delivery.knockId))
  }
})

test("the welcome of a seal that lost is handed on by nobody", async () => {
  const [host, second, third] = await circle(3)
  expect(await carryOut(host, { kind: "appoint", member: second.member })).toBe("")
  await together([host, second, third])
  await handoverOf(host)
  expect(await carryOut(second, { kind: "rename", name: "First" })).toBe("")
  third.line.ended = false
  await third.settle(NOW)
  expect(third.machine.deliveries.size).toBe(0)
  expect(third.shelf("handed")).toEqual([])
})

test("nobody puts a welcome in the place of another's", async () => {
  const [host, second, attacker] = await circle(3)
  const delivery = await handoverOf(host)
  attacker.line.ended = false
  await attacker.settle(NOW)
  handedOver(attacker, packDelivery({ ...delivery, seal: new Uint8Array(32), entry: utf8("forged") }))
  await host.settle(NOW)
  await together([host, second])
  expect(second.machine.deliveries.get(hex(delivery.knockId))?.entry).toEqual(delivery.entry)
  expect(host.machine.deliveries.get(hex(delivery.knockId))).toEqual(delivery)
})

test.each(["meeting", "knockId", "seal"])("a welcome with a %s of the wrong size is noise", async (part) => {
  const [host, second, attacker] = await circle(3)
  const { secret } = await openCode(host)
  await together([host, second, attacker])
  const lawful: Delivery = {
    meeting: secret,
    knockId: new Uint8Array(8),
    entry: utf8("entry"),
    seal: new Uint8Array(32),
    notBefore: 0,
  }
  handedOver(attacker, packDelivery(lawful))
  handedOver(attacker, packDelivery({ ...lawful, [part]: utf8("short") }))
  handedOver(attacker, utf8("no record"))
  await together([host, second])
  expect(second.machine.handed.size).toBe(1)
  expect(notes(second, "noise")).toEqual([0, 0])
})

test("nobody is made to write into the box of a code that is not open here", async () => {
  const [host, second, attacker] = await circle(3)
  const elsewhere: Delivery = {
    meeting: randomBytes(16),
    knockId: new Uint8Array(8),
    entry: utf8("entry"),
    seal: new Uint8Array(32),
    notBefore: 0,
  }
  handedOver(attacker, packDelivery(elsewhere))
  await together([host, second])
  expect(second.machine.handed.size).toBe(0)
  expect(notes(second, "noise")).toEqual([0])
})

test("the removed keep no welcome that others handed over", async () => {
  const [host, second, third] = await circle(3)
  expect(await carryOut(host, { kind: "appoint", member: second.member })).toBe("")
  await together([host, second, third])
  await handoverOf(host)
  third.line.ended = false
  await third.settle(NOW)
  expect(third.shelf("handed")).toHaveLength(1)
  expect(await carryOut(second, { kind: "remove", member: third.member })).toBe("")
  third.line.ended = false
  await third.settle(NOW)
  expect(third.machine.record.status).toBe("removed")
  expect(third.shelf("handed")).toEqual([])
})

test("a code is spent once though two hosts admit with it at once", async () => {
  const [host, second, third] = await circle(3)
  await carryOut(host, { kind: "appoint", member: second.member })
  const first = await admission(host, "New 1")
  const again = { ...(await admission(host, "New 2")), idHash: first.idHash, meeting: first.meeting }
  await together([host, second, third])
  const key = host.machine.intend(first)
  const other = second.machine.intend(again)
  await together([host, second, third])
  expect(host.shelf("ended")).toContain(hex(key))
  expect(second.shelf("ended")).toContain(hex(other))
  expect(third.machine.policy.roster.size).toBe(4)
  expect(third.machine.policy.codes.some((code) => hex(code.idHash) === hex(first.idHash))).toBe(false)
})

test("a newcomer with a key that stands in the tree already holds up nobody", async () => {
  const [host, second] = await circle(2)
  const first = await admission(host, "One")
  const again = await admission(host, "Two", first)
  expect(await carryOut(host, first)).toBe("")
  expect(await carryOut(host, again)).not.toBe("")
  expect(await carryOut(host, { kind: "rename", name: "Amal B" })).toBe("")
  await together([host, second])
})
