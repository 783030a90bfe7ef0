// Rules P and C: the policy is kept or lawfully changed by every commit, and no clock matters in it.

import { describe, expect, test } from "vitest"
import { actionAppoint } from "../../../src/circle/actions.ts"
import { HOST } from "../../../src/circle/policy.ts"
import { Refusal } from "../../../src/circle/refusals.ts"
import { keyPackage } from "../../../src/group/founding.ts"
import type { Intent } from "../../../src/group/intents.ts"
import { compare, hex } from "../../../src/wire/bytes.ts"
import {
  admission,
  admit,
  carryOut,
  circle,
  DAY,
  type Device,
  kinds,
  message,
  NOW,
  notes,
  openCode,
  say,
  texts,
  together,
} from "../../support/boxes.ts"
import { agree, approved, changedPolicy, commit, dataOf, seal, withPolicy } from "../../support/hostile.ts"

const YEAR = 365 * DAY

/** Whether an intent has ended. */
function done(device: Device, key: Uint8Array): boolean {
  return device.shelf("ended").includes(hex(key))
}

/** Put an intent on the list, and let everybody act; its key. */
async function wish(device: Device, intent: Intent, devices: readonly Device[]): Promise<Uint8Array> {
  const key = device.machine.intend(intent)
  device.save()
  await together(devices)
  return key
}

/** The member ids of all hosts, in hex. */
function hosts(device: Device): string[] {
  return [...device.machine.policy.hosts]
}

describe("roles", () => {
  test("belong to the member, and are gone with it", async () => {
    const devices = await circle(4)
    const [host, second, third, fourth] = devices
    await wish(host, { kind: "appoint", member: second.member }, devices)
    const leaf = second.machine.group.ownLeaf
    await wish(host, { kind: "remove", member: second.member }, devices)
    expect(second.machine.record.status).toBe("removed")
    const late = await admit(host, "Late")
    await together([host, third, fourth, late])
    await agree([host, third, fourth, late])
    expect(late.machine.group.ownLeaf).toBe(leaf) // the same place in the tree
    expect(hosts(host)).toEqual([hex(host.member)]) // and no role comes with it
  })

  test("stay with a member that rejoins in another leaf", async () => {
    const devices = await circle(3)
    const [host, second, third] = devices
    await wish(host, { kind: "appoint", member: second.member }, devices)
    const back = await admit(host, "", NOW, { rejoiner: second })
    await together([host, third, back])
    await agree([host, third, back])
    expect(hosts(back)).toContain(hex(back.member))
  })

  test("keep the last host from leaving, which holds up nobody else", async () => {
    const devices = await circle(4)
    const [host, second, third, fourth] = devices
    host.machine.leave()
    host.save()
    await together(devices)
    expect(host.machine.record.status).toBe("leaving")
    third.machine.leave()
    third.save()
    await together(devices)
    expect(third.machine.record.status).toBe("left")
    expect(host.machine.running).toBe(true)
    expect(second.machine.policy.roster.has(hex(host.member))).toBe(true)
    await agree([host, second, fourth])
    // A majority finds a new host, and the old one may go.
    const keys = [second, fourth].map(({ machine }) =>
      machine.intend({ kind: "appoint", member: second.member }),
    )
    await together([host, second, fourth])
    expect(host.machine.record.status).toBe("left")
    expect(hosts(second)).toEqual([hex(second.member)])
    for (const [at, device] of [second, fourth].entries()) {
      expect(done(device, keys[at] ?? new Uint8Array())).toBe(true)
    }
    await agree([second, fourth])
  })

  test("are laid down once there is another host", async () => {
    const devices = await circle(3)
    const [host, second] = devices
    expect(await carryOut(host, { kind: "demote", member: host.member })).toBe("no-host")
    await wish(host, { kind: "appoint", member: second.member }, devices)
    await wish(host, { kind: "demote", member: host.member }, devices)
    expect(hosts(host)).toEqual([hex(second.member)])
    await agree(devices)
  })
})

describe("approvals", () => {
  test("of a majority appoint a host, of a minority do not", async () => {
    const devices = await circle(5)
    const [host, second, third, fourth, chosen] = devices
    const keys: Uint8Array[] = []
    for (const device of [second, third, fourth]) {
      keys.push(await wish(device, { kind: "appoint", member: chosen.member }, devices))
      expect(hosts(host).includes(hex(chosen.member))).toBe(keys.length === 3)
      await device.restart()
    }
    await together(devices)
    await agree(devices)
    for (const [at, device] of [second, third, fourth].entries()) {
      expect(done(device, keys[at] ?? new Uint8Array())).toBe(true)
    }
    expect(kinds(host).filter((kind) => kind === "appointed")).toHaveLength(1)
  })

  test("of two hosts are needed once the circle says so", async () => {
    const devices = await circle(5)
    const [host, second, third, fourth, fifth] = devices
    await wish(host, { kind: "appoint", member: second.member }, devices)
    for (const { machine } of [host, second]) {
      machine.intend({ kind: "set-rule", rule: "removeApprovals", value: 2 })
    }
    await together(devices)
    expect(host.machine.policy.rules.removeApprovals).toBe(2)
    const removal: Intent = { kind: "remove", member: fifth.member }
    const key = await wish(host, removal, devices)
    expect(done(host, key)).toBe(false)
    expect(host.machine.waiting.get(hex(key))).toBe(1)
    await wish(third, removal, devices) // who is no host adds a voice, not a host's
    expect(fifth.machine.running).toBe(true)
    await wish(second, removal, devices)
    expect(fifth.machine.record.status).toBe("removed")
    await agree([host, second, third, fourth])
    expect(done(host, key)).toBe(true)
  })

  test("end with their epoch, and are given again", async () => {
    const devices = await circle(5)
    const [host, second, third, fourth, fifth] = devices
    for (const { machine } of [second, third]) machine.intend({ kind: "appoint", member: fifth.member })
    await together(devices)
    expect(hosts(host)).not.toContain(hex(fifth.member))
    await wish(host, { kind: "rename", name: "Amal B" }, devices)
    await wish(fourth, { kind: "appoint", member: fifth.member }, devices)
    expect(hosts(host)).toContain(hex(fifth.member))
    await agree(devices)
  })

  test("of another epoch count for nobody, of this one they do", async () => {
    const [host, second, third, fourth] = await circle(4)
    const action = actionAppoint(fourth.member)
    const { epoch } = host.machine.group
    const roster = new Map(host.machine.policy.roster)
    roster.set(hex(fourth.member), { name: roster.get(hex(fourth.member))?.name ?? "", roles: [HOST] })
    const attempt = async (signedFor: number) => {
      const voices = [second, third, fourth].map((one) => approved(one, action, signedFor))
      const approvals = (await Promise.all(voices)).sort((a, b) => compare(a.member, b.member))
      const extensions = withPolicy(fourth, changedPolicy(fourth, { roster }))
      seal(fourth, await commit(fourth, { authenticatedData: dataOf(fourth, { approvals }), extensions }))
      await together([host, second, third])
    }
    await attempt(epoch - 1)
    for (const one of [host, second, third]) expect(notes(one, "void")).toEqual([Refusal.APPOINT])
    await fourth.settle(NOW)
    await attempt(epoch)
    expect(hosts(host)).toContain(hex(fourth.member))
  })

  test("are asked for at most so often in an epoch", async () => {
    const devices = await circle(3)
    const [host, second, third] = devices
    for (let number = 0; number < 20; number++) {
      second.machine.intend({ kind: "set-rule", rule: "timer", value: 3600 + number })
    }
    await together(devices)
    expect(kinds(host).filter((kind) => kind === "approval")).toHaveLength(16)
    await say(second, "still here")
    await together(devices)
    expect(texts(third)).toEqual(["still here"])
  })
})

describe("wishes", () => {
  test("that hold already are pointless, those that no rule allows are refused", async () => {
    const [host, second] = await circle(2)
    const name = host.machine.policy.roster.get(hex(host.member))?.name ?? ""
    expect(await carryOut(host, { kind: "rename", name })).toBe("pointless")
    expect(await carryOut(host, { kind: "appoint", member: host.member })).toBe("pointless")
    expect(await carryOut(host, { kind: "remove", member: new Uint8Array(16) })).toBe("pointless")
    expect(await carryOut(host, { kind: "remove", member: host.member })).toBe("remove")
    expect(await carryOut(host, { kind: "close-invite", idHash: new Uint8Array(32) })).toBe("pointless")
    expect(await carryOut(host, { kind: "set-rule", rule: "invite", value: "hosts" })).toBe("pointless")
    await together([host, second])
    expect(await carryOut(second, { kind: "open-invite", idHash: new Uint8Array(32), uses: 1 })).toBe(
      "code-opened",
    )
    expect(await carryOut(second, { kind: "rename", name: "amal" })).toBe("name-taken")
  })

  test("to let somebody in need an open code, a package of its own, and the old leaf's word", async () => {
    const [host, second] = await circle(2)
    const lawful = await admission(host, "Late")
    const { member } = second
    const { publicPackage: keyPackageOfSecond } = await keyPackage(member, NOW)
    const back = { ...lawful, member, keyPackage: keyPackageOfSecond }
    for (const [why, intent] of [
      ["code-unknown", { ...lawful, idHash: new Uint8Array(32) }],
      ["member-id", { ...lawful, member }],
      ["member-id", { ...lawful, keyPackage: new Uint8Array(100) }],
      ["name-taken", { ...lawful, name: "Amal" }],
      ["device", back],
      ["rejoin-unsigned", { ...back, rejoin: new Uint8Array(64) }],
      ["", { ...back, rejoin: await second.machine.signRejoining(keyPackageOfSecond) }],
    ] as const) {
      expect(await carryOut(host, intent)).toBe(why)
    }
  })

  test("that are withdrawn are not carried out, and end nothing", async () => {
    const [host, second] = await circle(2)
    const key = host.machine.intend({ kind: "rename", name: "Amal B" })
    host.save()
    expect(host.shelf("intents")).toEqual([hex(key)])
    host.machine.withdraw(key)
    host.save()
    expect(host.shelf("intents")).toEqual([])
    const { epoch } = host.machine.group
    await together([host, second])
    expect(host.machine.group.epoch).toBe(epoch)
    expect(done(host, key)).toBe(false)
  })

  test("are carried out in the order they came", async () => {
    const [host, second] = await circle(2)
    for (const name of ["One", "Two", "Three"]) host.machine.intend({ kind: "rename", name })
    host.save()
    await host.restart()
    await together([host, second])
    expect(second.machine.policy.roster.get(hex(host.member))?.name).toBe("Three")
    expect(kinds(second).filter((kind) => kind === "renamed")).toHaveLength(3)
  })

  test("to remove somebody void all open codes", async () => {
    const devices = await circle(3)
    const [host, second, third] = devices
    const code = await openCode(host, NOW, 3)
    await together(devices)
    expect(second.machine.policy.code(code.idHash)).not.toBeNull()
    await wish(host, { kind: "remove", member: third.member }, devices)
    expect(second.machine.policy.codes).toEqual([])
    await agree([host, second])
  })
})

describe("clocks", () => {
  test("that are years apart keep nobody from agreeing", async () => {
    const devices = await circle(4)
    const clocks = [NOW, NOW - 9 * YEAR, NOW + 9 * YEAR, 1]
    const live = async () => {
      for (let times = 0; times < 6; times++) {
        for (const [at, device] of devices.entries()) {
          device.line.ended = device.line.refused = false
          await device.settle(clocks[at] ?? NOW)
        }
      }
    }
    for (const round of [1, 2]) {
      for (const [at, device] of devices.entries())
        device.machine.say(message(`round ${round}`), clocks[at] ?? NOW)
      await live()
      devices[0].machine.intend({ kind: "rename", name: `Amal ${round}` })
      await live()
    }
    await agree(devices)
    for (const device of devices) expect(texts(device)).toHaveLength(8)
  })

  test("that stood still for years keep no newcomer out", async () => {
    const [host, second] = await circle(2)
    const late = await admit(host, "Late", NOW + 3 * YEAR)
    await together([host, late, second], NOW + 3 * YEAR)
    await agree([host, late, second])
  })
})
