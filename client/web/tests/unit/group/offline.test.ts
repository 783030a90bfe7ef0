// Members who come back after weeks of many epochs: gaps are shown, the chain is followed.

import { expect, test } from "vitest"
import { hex } from "../../../src/wire/bytes.ts"
import {
  admission,
  admit,
  carryOut,
  circle,
  DAY,
  type Device,
  kinds,
  NOW,
  notes,
  pendingSeal,
  say,
  texts,
  together,
} from "../../support/boxes.ts"
import { agree } from "../../support/hostile.ts"

/** Days of talk and of changes; short entries expire behind them. */
async function liveOn(devices: readonly [Device, ...Device[]], from: number, to: number): Promise<void> {
  const [host] = devices
  for (let day = from; day < to; day++) {
    const now = NOW + day * DAY
    host.relay.expire(now)
    await say(devices[day % devices.length] ?? host, `day ${day}`, now)
    await together(devices, now)
    if (day % 3 === 0) expect(await carryOut(host, { kind: "rename", name: `Amal ${day}` }, now)).toBe("")
    if (day % 10 === 0)
      host.machine.say({ kind: "card", name: null, pronouns: null, text: `day ${day}` }, now)
    if (day === 7) host.machine.say({ kind: "timer", seconds: 7 * DAY }, now)
    await together(devices, now)
  }
}

test("after weeks away the gaps are shown, and all agree", async () => {
  const [host, second, away] = await circle(3)
  away.reconnect()
  await liveOn([host, second], 1, 40)
  const later = NOW + 40 * DAY
  expect(host.machine.group.epoch - away.machine.group.epoch).toBeGreaterThan(12)
  await together([host, second, away], later)
  await agree([host, second, away])
  expect(notes(away, "gap").length).toBeGreaterThan(0)
  for (const kind of ["fork", "behind", "mismatch", "noise", "void"]) expect(kinds(away)).not.toContain(kind)
  const heard = texts(away)
  expect(heard).toEqual(texts(host).slice(-heard.length))
  expect(heard).toContain("day 39")
  expect(heard).not.toContain("day 10")
  await say(away, "I am back", later)
  await together([host, second, away], later)
  for (const one of [host, second]) expect(texts(one).at(-1)).toBe("I am back")
  expect(kinds(host)).not.toContain("gap")
})

test("who was away and restarts at every step ends the same", async () => {
  const [host, second, away] = await circle(3)
  away.reconnect()
  await liveOn([host, second], 1, 10)
  const later = NOW + 10 * DAY
  for (let times = 0; times < 40; times++) {
    await away.step(later)
    await away.restart()
  }
  await together([host, second, away], later)
  await agree([host, second, away])
})

test("what was written before going away is said once on coming back", async () => {
  const [host, second, away] = await circle(3)
  away.lostAcks = 1
  away.machine.say({ kind: "card", name: null, pronouns: null, text: "mine" }, NOW)
  await away.step(NOW) // stored, and the answer got lost
  await together([host, second])
  await liveOn([host, second], 1, 8)
  const later = NOW + 8 * DAY
  await together([host, second, away], later)
  await agree([host, second, away])
  const own = [...host.machine.fold.items.values()].filter((item) => hex(item.author) === hex(away.member))
  expect(own.filter(({ kind }) => kind === "card")).toHaveLength(1)
})

test("a newcomer in between shares the durable state", async () => {
  const [host, second, away] = await circle(3)
  away.reconnect()
  await liveOn([host, second], 1, 12)
  const late = await admit(host, "Newcomer", NOW + 12 * DAY)
  await liveOn([host, second, late], 13, 17)
  await together([host, second, late, away], NOW + 17 * DAY)
  await agree([host, second, late, away])
  expect(late.machine.fold.timer).toBe(7 * DAY)
  expect(away.machine.fold.timer).toBe(7 * DAY)
})

test("a vote that expired unread does not make anybody disagree", async () => {
  const [host, second, third, away] = await circle(4)
  away.reconnect()
  expect(await carryOut(host, { kind: "appoint", member: second.member })).toBe("")
  await together([host, second, third])
  for (const { machine } of [second, host]) {
    machine.intend({ kind: "set-rule", rule: "removeApprovals", value: 2 })
    await together([host, second, third])
  }
  expect(host.machine.policy.rules.removeApprovals).toBe(2)
  const later = NOW + 30 * DAY
  host.relay.expire(later)
  await together([host, second, third, away], later)
  await agree([host, second, third, away])
  expect(away.machine.policy.rules.removeApprovals).toBe(2)
})

test("a durable event that a newcomer's committer had not seen is said again by its author", async () => {
  const [host, second] = await circle(2)
  const late = await admission(host, "Late")
  await together([host, second])
  host.machine.intend(late)
  await pendingSeal(host) // the handover stands, the commit is made
  second.machine.say({ kind: "card", name: null, pronouns: "they", text: null }, NOW)
  await second.settle(NOW)
  await together([host, second])
  await agree([host, second])
  expect(second.machine.fold.cards.get(hex(second.member))?.pronouns).toBe("they")
})
