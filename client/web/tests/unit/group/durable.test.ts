// Rule D: whatever the moment at which a device dies, it goes on from its vault, and nothing is lost, said
// twice, or encrypted twice with one key.

import { expect, test } from "vitest"
import { Line } from "../../../src/group/machine.ts"
import type { Want } from "../../../src/group/wants.ts"
import { hex } from "../../../src/wire/bytes.ts"
import {
  carryOut,
  circle,
  Device,
  kinds,
  message,
  NOW,
  notes,
  pendingSeal,
  say,
  texts,
  together,
  twins,
} from "../../support/boxes.ts"
import { agree, events } from "../../support/hostile.ts"

/**
 * Before the decision is stored; after that, before it is sent; when the relay has it, before what came of it
 * is stored; after that.
 */
const POINTS = ["decided", "stored", "sent", "kept"] as const
type Point = (typeof POINTS)[number]

/** A device that dies once, at one point of one of its steps. */
class Mortal extends Device {
  #diesAt: number
  readonly #point: Point
  #steps = 0

  constructor(device: Device, diesAt: number, point: Point) {
    super(device.machine, device.relay, device.vault)
    this.line = device.line
    this.#diesAt = diesAt
    this.#point = point
  }

  get dead(): boolean {
    return this.#diesAt < 0
  }

  override async step(now: number): Promise<Want> {
    const want = await this.machine.want(this.line, now)
    if (await this.#dies("decided")) return want
    this.save()
    if (await this.#dies("stored")) return want
    await this.carryOut(want, now)
    if (await this.#dies("sent")) return want
    this.save()
    await this.#dies("kept")
    this.#steps++
    return want
  }

  async #dies(point: Point): Promise<boolean> {
    if (this.#steps !== this.#diesAt || point !== this.#point) return false
    this.#diesAt = -1
    await this.restart()
    return true
  }
}

/** A device that loses its power before and after every request; its connection is made anew at once. */
class Fragile extends Device {
  constructor(device: Device) {
    super(device.machine, device.relay, device.vault)
  }

  override async step(now: number): Promise<Want> {
    await this.machine.want(this.line, now)
    this.save()
    await this.revive()
    const want = await super.step(now)
    await this.revive()
    return want
  }
}

/** Three people, the first two of them hosts. */
async function people(): Promise<[Device, Device, Device]> {
  const devices = await circle(3)
  await carryOut(devices[0], { kind: "appoint", member: devices[1].member })
  await together(devices)
  return devices
}

/** A few steps of these people, the first of whom dies at that point; whether it did. */
async function life(devices: [Device, Device, Device], diesAt: number, point: Point): Promise<boolean> {
  const [first, second, third] = devices
  const mortal = new Mortal(first, diesAt, point)
  mortal.machine.say(message("one"), NOW)
  second.machine.say(message("two"), NOW)
  mortal.machine.say({ kind: "card", name: null, pronouns: "she", text: null }, NOW)
  mortal.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
  second.machine.intend({ kind: "rename", name: "Second" })
  third.machine.leave()
  const everybody = [mortal, second, third]
  for (const device of everybody) device.save()
  for (let round = 0; round < 24; round++) {
    for (const device of everybody) {
      const { kind } = await device.step(NOW + 60 * round)
      if (kind === "idle" || kind === "wait") device.line.ended = device.line.refused = false
    }
    if (round === 8) {
      mortal.machine.say(message("three"), NOW)
      mortal.save()
    }
  }
  await together(everybody, NOW + 3_600)
  await agree([mortal, second])
  expect(third.machine.record.status).toBe("left")
  for (const device of [mortal, second]) {
    expect(texts(device).sort()).toEqual(["one", "three", "two"])
    for (const kind of ["card", "policy", "renamed", "left"]) {
      expect(kinds(device).filter((one) => one === kind)).toHaveLength(1)
    }
    expect(device.machine.drafts.size + device.machine.intents.size).toBe(0)
  }
  expect(events(mortal)).toEqual(events(second))
  return mortal.dead
}

test.each(POINTS)(
  "a device that dies at any step (%s) loses nothing and repeats nothing",
  async (point) => {
    const devices = await people()
    let step = 0
    while (await life(await twins(devices), step, point)) step++
    expect(step).toBeGreaterThan(15)
  },
  120_000,
)

test.each(["stored", "sent"])("the death of the committer once its seal is %s is no death", async (point) => {
  const [host, second] = await circle(2)
  host.machine.intend({ kind: "rename", name: "Amal B" })
  const want = await pendingSeal(host)
  const { epoch } = host.machine.group
  if (point === "sent") await host.carryOut(want, NOW)
  await host.restart()
  expect(host.machine.pending).not.toBeNull()
  expect(host.machine.group.epoch).toBe(epoch)
  await together([host, second])
  await agree([host, second])
  expect(host.machine.group.epoch).toBe(epoch + 1)
  expect(host.machine.policy.roster.get(hex(host.member))?.name).toBe("Amal B")
})

test("a machine from the vault is the machine that wrote it", async () => {
  const [host, second] = await circle(2)
  const id = await say(second, "one")
  host.machine.say(message("two"), NOW)
  host.machine.say({ kind: "reaction", target: id, emoji: "+", add: true }, NOW)
  host.machine.intend({ kind: "rename", name: "Amal B" })
  host.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
  await host.settle(NOW)
  host.machine.say(message("three"), NOW)
  const want = await host.machine.want(host.line, NOW)
  host.save()
  const { machine } = host
  await host.revive()
  expect(host.machine).not.toBe(machine)
  expect(host.machine.record).toEqual(machine.record)
  expect(host.machine.sync).toEqual(machine.sync)
  expect([...host.machine.drafts]).toEqual([...machine.drafts])
  expect([...host.machine.intents]).toEqual([...machine.intents])
  expect(host.machine.pending).toEqual(machine.pending)
  expect(host.machine.group.serializeEpoch()).toEqual(machine.group.serializeEpoch())
  expect(host.machine.group.serializeRatchets()).toEqual(machine.group.serializeRatchets())
  expect(host.machine.ledger.serialize()).toEqual(machine.ledger.serialize())
  expect(host.machine.fold).toEqual(machine.fold)
  expect(await host.machine.want(host.line, NOW)).toEqual(want)
})

test("what was encrypted is sent again byte for byte", async () => {
  const [host, second] = await circle(2)
  host.machine.say(message("once"), NOW)
  const first = await host.machine.want(host.line, NOW)
  expect(first.kind).toBe("post")
  host.save()
  const { line } = host
  await host.revive()
  expect(await host.machine.want(line, NOW)).toEqual(first)
  await together([host, second])
  expect(texts(second)).toEqual(["once"])
})

test("a cursor never runs ahead of what was stored", async () => {
  const [host, second] = await circle(2)
  for (let number = 0; number < 5; number++) await say(host, `word ${number}`)
  const entries = host.relay.show(second.box, 0).slice(0, 3)
  await second.machine.page(second.line, entries, "live", NOW)
  await second.restart() // before any of it was stored
  expect(second.machine.sync.cursor).toBe(0)
  const line = new Line()
  line.box = second.box
  await second.machine.page(line, entries, "live", NOW)
  second.save()
  await second.restart()
  expect(second.machine.sync.cursor).toBe(3)
  await together([host, second])
  expect(texts(second)).toEqual([0, 1, 2, 3, 4].map((number) => `word ${number}`))
  expect(notes(second, "gap")).toEqual([])
})

test("members who die at every step end in agreement", async () => {
  const devices = await circle(4)
  await carryOut(devices[0], { kind: "appoint", member: devices[1].member })
  await together(devices)
  const frail = devices.map((device) => new Fragile(device))
  for (const [number, device] of frail.entries()) {
    device.lostAcks = 1
    device.machine.say(message(`word ${number}`), NOW)
    device.machine.intend({ kind: "rename", name: `Name ${number}` })
    device.save()
  }
  await together(frail)
  await agree(frail)
  for (const device of frail) {
    expect(texts(device).sort()).toEqual([0, 1, 2, 3].map((number) => `word ${number}`))
    expect(new Set(events(device)).size).toBe(4)
    expect(device.machine.drafts.size).toBe(0)
  }
})

test("a circle that has ended here is loaded as none", async () => {
  const [host, second] = await circle(2)
  await carryOut(host, { kind: "remove", member: second.member })
  await together([host, second])
  const ended = second.machine
  await second.revive()
  expect(second.machine).toBe(ended)
})
