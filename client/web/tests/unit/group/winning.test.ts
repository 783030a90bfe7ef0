// Rule W: the first seal that is not void wins; all follow it, and the loser plans anew.

import { expect, test } from "vitest"
import { OPENER_WAIT } from "../../../src/group/machine.ts"
import { hex } from "../../../src/wire/bytes.ts"
import {
  admit,
  carryOut,
  circle,
  DAY,
  type Device,
  kinds,
  message,
  NOW,
  pendingSeal,
  say,
  texts,
  together,
} from "../../support/boxes.ts"
import { agree, events } from "../../support/hostile.ts"

/** Three members; the first two are hosts. */
async function twoHosts(): Promise<[Device, Device, Device]> {
  const devices = await circle(3)
  expect(await carryOut(devices[0], { kind: "appoint", member: devices[1].member })).toBe("")
  await together(devices)
  return devices
}

const RACES = [0, 1].flatMap((first) =>
  [false, true].flatMap((lost) => [false, true].map((dies) => ({ first, lost, dies }))),
)

test.each(RACES)(
  "of two racing seals the first wins, the loser plans anew (first $first, answer lost $lost, restarts $dies)",
  async ({ first, lost, dies }) => {
    const devices = await twoHosts()
    const [one, other, third] = devices
    one.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
    other.machine.intend({ kind: "set-rule", rule: "invite", value: "members" })
    for (const racer of [one, other]) await pendingSeal(racer)
    const { epoch } = one.machine.group
    const [winner, loser] = first === 0 ? [one, other] : [other, one]
    winner.lostAcks = lost ? 1 : 0
    await winner.step(NOW) // its seal stands in the box
    await loser.step(NOW) // refused: a seal stands there
    if (dies) for (const racer of [winner, loser]) await racer.restart()
    await together([third, loser, winner])
    await agree(devices)
    expect(one.machine.group.epoch).toBe(epoch + 2)
    expect(third.machine.policy.rules).toMatchObject({ timer: 3600, invite: "members" })
    expect(kinds(one).filter((kind) => kind === "policy")).toHaveLength(2)
  },
)

test("a loser that has become pointless is given up", async () => {
  const [one, other, third] = await twoHosts()
  const keys = [one, other].map(({ machine }) => machine.intend({ kind: "remove", member: third.member }))
  for (const racer of [one, other]) await pendingSeal(racer)
  await together([one, other, third])
  expect(third.machine.record.status).toBe("removed")
  await agree([one, other])
  expect(kinds(one).filter((kind) => kind === "removed")).toHaveLength(1)
  for (const [at, racer] of [one, other].entries()) {
    expect(racer.machine.intents.size).toBe(0)
    expect(racer.shelf("ended")).toContain(hex(keys[at] ?? new Uint8Array()))
  }
})

test("the removed end also while they race", async () => {
  const [one, other, third] = await twoHosts()
  other.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 })
  other.machine.intend({ kind: "set-rule", rule: "invite", value: "members" })
  await pendingSeal(other)
  expect(await carryOut(one, { kind: "remove", member: other.member })).toBe("")
  await together([one, other, third])
  expect(other.machine.record.status).toBe("removed")
  expect(other.machine.intents.size).toBe(0)
  expect(other.machine.pending).toBeNull()
  expect(other.shelf("state")).toHaveLength(2)
  await agree([one, third])
})

test("words that come too late for an epoch go into the next, once", async () => {
  const devices = await circle(3)
  const [host, second] = devices
  second.machine.say(message("late"), NOW)
  await second.machine.want(second.line, NOW) // encrypted and stored, not sent
  second.save()
  await carryOut(host, { kind: "rename", name: "Amal B" })
  await together(devices)
  await agree(devices)
  for (const device of devices) expect(texts(device)).toEqual(["late"])
})

test("when the winner vanishes, others open the next box after a wait", async () => {
  const [host, second, third] = await circle(3)
  host.machine.intend({ kind: "rename", name: "Amal B" })
  await pendingSeal(host)
  await host.step(NOW)
  await host.step(NOW) // it has merged, and vanishes before it opens the box
  const { epoch } = host.machine.group
  second.line.ended = false
  await second.settle(NOW)
  expect(second.machine.group.epoch).toBe(epoch)
  expect(second.relay.boxes.has(hex(second.box))).toBe(false)
  expect(await second.step(NOW + OPENER_WAIT - 1)).toEqual({ kind: "wait", until: NOW + OPENER_WAIT })
  expect((await second.machine.want(second.line, NOW + OPENER_WAIT)).kind).toBe("open")
  await second.settle(NOW + OPENER_WAIT)
  await say(second, "we go on", NOW + OPENER_WAIT)
  third.line.ended = false
  await third.settle(NOW + OPENER_WAIT)
  await host.settle(NOW + DAY)
  await agree([host, second, third])
  for (const device of [host, third]) expect(texts(device)).toEqual(["we go on"])
})

test("the winner opens the next box at once", async () => {
  const [host] = await circle(2)
  host.machine.intend({ kind: "rename", name: "Amal B" })
  await pendingSeal(host)
  await host.settle(NOW)
  expect(host.relay.boxes.has(hex(host.box))).toBe(true)
  expect((await host.step(NOW)).kind).toBe("idle")
})

test("an expired chain stops the member, who rejoins under its own id", async () => {
  const [host, second, third] = await circle(3)
  await say(host, "before")
  await together([host, second, third])
  const old = second.box
  second.reconnect()
  await carryOut(host, { kind: "rename", name: "Amal B" })
  const later = NOW + 200 * DAY
  await together([host, third], later)
  host.relay.bury(old)
  await second.settle(later)
  expect(second.machine.record.status).toBe("expired")
  expect((await second.machine.want(second.line, later)).kind).toBe("idle")
  await second.restart()
  expect(second.machine.record.status).toBe("expired")
  const back = await admit(host, "", later, { rejoiner: second })
  await together([host, third, back], later)
  await say(back, "back", later)
  await together([host, third, back], later)
  await agree([host, third, back])
  expect(texts(back)).toEqual(["before", "back"])
  expect(kinds(third).filter((kind) => kind === "rejoined")).toHaveLength(1)
  expect(back.member).toEqual(second.member)
  expect(host.machine.policy.roster.size).toBe(3)
  expect(events(back).at(-1)).toBe(events(host).at(-1))
})

test("a box that was never opened and cannot be stops the member", async () => {
  const [host, second] = await circle(2)
  await carryOut(host, { kind: "rename", name: "Amal B" })
  second.line.ended = false
  await second.step(NOW)
  second.relay.bury(second.box)
  await second.settle(NOW + DAY)
  expect(second.machine.record.status).toBe("expired")
})

test("a box that takes no more posts is ended by who has something to say", async () => {
  const [host, second] = await circle(2)
  const { epoch } = host.machine.group
  host.machine.say(message("one too many"), NOW)
  await host.machine.want(host.line, NOW)
  host.machine.boxFull(host.line)
  expect((await host.machine.want(host.line, NOW)).kind).toBe("seal")
  await together([host, second])
  await agree([host, second])
  expect(host.machine.group.epoch).toBe(epoch + 1)
  expect(texts(second)).toEqual(["one too many"])
})
