// Rule F: what an epoch or a message was encrypted with is gone once it has ended, from the vault too; and
// leaves are renewed.

import { describe, expect, test } from "vitest"
import { EnvelopeError, unseal } from "../../../src/group/envelope.ts"
import { DAY, LEAF_AGE } from "../../../src/group/inbox.ts"
import { EPOCH_AGE, JOINED_UPDATE, LEAF_OLD } from "../../../src/group/planner.ts"
import { hex, unhex } from "../../../src/wire/bytes.ts"
import { Kind } from "../../../src/wire/codes.ts"
import {
  admit,
  carryOut,
  circle,
  Device,
  message,
  NOW,
  notes,
  pendingSeal,
  say,
  texts,
  together,
} from "../../support/boxes.ts"
import { agree, inPost, post, seal } from "../../support/hostile.ts"

const UPDATE = { kind: "update" } as const

/** Everything that a device's vault holds, as hex. */
function dump(device: Device): string {
  return [...device.vault.values()].map(hex).join("/")
}

/** When the device's leaf was last renewed, as it says. */
function renewed(device: Device): number {
  return device.machine.sync.leafAt
}

/** Whether the device can open an entry at all. */
function reads(device: Device, blob: Uint8Array): boolean {
  try {
    unseal(device.machine.keys, Kind.POST, blob)
    return true
  } catch (error) {
    if (error instanceof EnvelopeError) return false
    throw error
  }
}

describe("secrets", () => {
  test("of an ended epoch and of a lost commit are in no vault, and no group goes on with them", async () => {
    const [host, second] = await circle(2)
    await say(second, "spoken")
    await together([host, second])
    second.machine.intend(UPDATE)
    await pendingSeal(second)
    const { group, keys, pending } = second.machine
    const epoch = hex(group.serializeEpoch())
    const ratchets = hex(group.serializeRatchets())
    const next = hex(pending?.nextEpoch ?? new Uint8Array())
    for (const secret of [epoch, ratchets, next]) expect(dump(second)).toContain(secret)
    await carryOut(host, { kind: "rename", name: "Amal B" })
    second.line.ended = false
    await second.step(NOW)
    for (const secret of [epoch, ratchets, next]) expect(dump(second)).not.toContain(secret)
    await expect(group.export("any", new Uint8Array(), 16)).rejects.toThrow()
    for (const secret of [keys.seed, keys.envelope, pending?.nextEpoch, pending?.nextRatchets]) {
      expect(secret?.every((byte) => byte === 0)).toBe(true)
    }
    await together([host, second])
    await agree([host, second])
  })

  test("of a removed member are gone, with all it could still have told", async () => {
    const [host, second, third] = await circle(3)
    await together([host, second, third])
    const kept = [second.machine.group.serializeEpoch(), second.machine.group.serializeRatchets()].map(hex)
    second.machine.say(message("unsent"), NOW)
    second.save()
    await carryOut(host, { kind: "remove", member: second.member })
    second.line.ended = false
    await second.settle(NOW)
    expect(second.machine.record.status).toBe("removed")
    for (const secret of kept) expect(dump(second)).not.toContain(secret)
    expect(second.shelf("drafts")).toEqual([])
  })

  test("of each message are written anew with each message", async () => {
    const [host, second] = await circle(2)
    await say(host, "first")
    await together([host, second])
    const before = [host, second].map(({ machine }) => hex(machine.group.serializeRatchets()))
    await say(host, "second")
    await together([host, second])
    for (const [at, device] of [host, second].entries()) expect(dump(device)).not.toContain(before[at])
  })

  test("are not touched by an entry that does not decrypt", async () => {
    const [host, second] = await circle(2)
    const before = second.vault.get(`state/${hex(new TextEncoder().encode("ratchets"))}`)
    post(host, inPost(host, unhex("0001000200")))
    await together([second])
    expect(notes(second, "noise")).toEqual([0])
    expect(second.vault.get(`state/${hex(new TextEncoder().encode("ratchets"))}`)).toBe(before)
  })

  test("that a removed member kept open nothing, and what it posts counts for nobody", async () => {
    const [host, second, third] = await circle(3)
    const stolen = new Map(second.vault)
    await carryOut(host, { kind: "remove", member: second.member })
    await say(host, "after")
    await together([host, third])
    const thief = new Device(second.machine, host.relay, stolen)
    const entries = host.relay.show(host.box, 0)
    expect(entries).not.toHaveLength(0)
    for (const { blob } of entries) expect(reads(thief, blob)).toBe(false)
    post(host, inPost(thief, await thief.machine.group.encrypt(new Uint8Array()))) // smuggled into the new box
    await together([host, third])
    expect(texts(third)).toEqual(["after"])
    expect(notes(third, "noise")).toEqual([0])
  })

  test("of before are nothing that a newcomer has", async () => {
    const [host, second] = await circle(2)
    await say(host, "before")
    const old = host.relay.show(host.box, 0)
    const late = await admit(host, "Late")
    await together([host, second, late])
    expect(texts(late)).toEqual([])
    expect(old.some(({ blob }) => reads(late, blob))).toBe(false)
  })
})

describe("a leaf is renewed", () => {
  test("within a day of joining", async () => {
    const [host, second] = await circle(2)
    expect(second.machine.sync.updateAt).toBeGreaterThanOrEqual(NOW)
    expect(second.machine.sync.updateAt).toBeLessThan(NOW + JOINED_UPDATE)
    await together([host, second], NOW + JOINED_UPDATE)
    expect(renewed(second)).toBe(NOW + JOINED_UPDATE)
    await agree([host, second])
    expect(second.machine.sync.updateAt).toBeGreaterThanOrEqual(NOW + JOINED_UPDATE + LEAF_AGE)
  })

  test("when it is thirty days old and the epoch a day", async () => {
    const [host, second] = await circle(2)
    const start = NOW + DAY
    await together([host, second], start)
    await together([host, second], start + LEAF_AGE - 1)
    expect(renewed(second)).toBe(start)
    const due = second.machine.sync.updateAt
    expect(due).toBeGreaterThanOrEqual(start + LEAF_AGE)
    expect(due).toBeLessThan(start + LEAF_AGE + 3 * DAY)
    // The epoch is young: somebody else has just committed.
    await carryOut(host, UPDATE, due - 60)
    await together([host, second], due - 60)
    await together([host, second], due)
    expect(renewed(second)).toBe(start)
    await together([host, second], due - 60 + EPOCH_AGE)
    expect(renewed(second)).toBe(due - 60 + EPOCH_AGE)
    await agree([host, second])
  })

  test("at last, however young the epochs are", async () => {
    const [host, second] = await circle(2)
    let now = NOW + DAY
    await together([host, second], now)
    const first = renewed(second)
    for (; now <= first + LEAF_OLD; now += DAY / 2) {
      await carryOut(host, { kind: "rename", name: `Amal ${now}` }, now)
      await together([host, second], now)
    }
    expect(renewed(second)).toBeGreaterThanOrEqual(first + LEAF_OLD - DAY)
  })

  test("by any commit of ours", async () => {
    const [host, second] = await circle(2)
    await together([host, second], NOW + DAY)
    await carryOut(host, UPDATE, NOW + 20 * DAY)
    await together([host, second], NOW + 20 * DAY)
    expect(host.machine.sync.updateAt).toBeGreaterThanOrEqual(NOW + 20 * DAY + LEAF_AGE)
  })

  test("after a restart, and behind a void seal", async () => {
    const [host, second] = await circle(2)
    await second.restart()
    seal(host, new Uint8Array(65_536))
    await together([host, second], NOW + DAY)
    expect(renewed(second)).toBe(NOW + DAY)
    await agree([host, second])
  })
})
