// Rule V: a seal is void only by what all members can check alike; a private failure never voids.

import { describe, expect, test } from "vitest"
import { actionRemove } from "../../../src/circle/actions.ts"
import { EXT_POLICY, HOST, type Policy } from "../../../src/circle/policy.ts"
import { Refusal } from "../../../src/circle/refusals.ts"
import { Content } from "../../../src/group/envelope.ts"
import { keyPackage } from "../../../src/group/founding.ts"
import { VOIDS_TO_PAUSE } from "../../../src/group/inbox.ts"
import { KeyPackageBundle, SignatureKey } from "../../../src/mls/index.ts"
import { concat, hex, randomBytes } from "../../../src/wire/bytes.ts"
import {
  admission,
  admit,
  carryOut,
  circle,
  DAY,
  type Device,
  kinds,
  Lens,
  NOW,
  notes,
  say,
  texts,
  together,
  without,
} from "../../support/boxes.ts"
import {
  agree,
  approved,
  changedPolicy,
  commit,
  commitMessage,
  dataOf,
  inPost,
  inSeal,
  post,
  seal,
  withPolicy,
} from "../../support/hostile.ts"

/** From an attacker, who is no host, and a victim to a seal that the circle must not follow. */
type Attack = (attacker: Device, victim: Device) => Promise<Uint8Array> | Uint8Array

function garbage(): Uint8Array {
  return randomBytes(65_536)
}

/** The policy without the victim. */
function rosterWithout(attacker: Device, victim: Device): Policy {
  const roster = new Map(attacker.machine.policy.roster)
  roster.delete(hex(victim.member))
  return changedPolicy(attacker, { roster })
}

const ATTACKS: [string, number, Attack][] = [
  ["garbage", 0, garbage],
  ["noise inside", 0, (attacker) => inSeal(attacker, randomBytes(200))],
  [
    "a commit as a handover",
    0,
    async (attacker) => inSeal(attacker, await commitMessage(attacker), Content.HANDOVER),
  ],
  ["a proposal", 0, async (attacker) => inSeal(attacker, await attacker.machine.group.proposeRemoveSelf())],
  [
    "an application message",
    0,
    async (attacker) => inSeal(attacker, await attacker.machine.group.encrypt(garbage())),
  ],
  [
    "a byte too many",
    0,
    async (attacker) => inSeal(attacker, concat(await commitMessage(attacker), new Uint8Array(1))),
  ],
  [
    "a wrong membership tag",
    0,
    async (attacker) => {
      const message = await commitMessage(attacker)
      message[message.length - 1] = (message[message.length - 1] ?? 0) ^ 1
      return inSeal(attacker, message)
    },
  ],
  [
    "a proposal that was never posted",
    0,
    async (attacker, victim) => {
      const { ref } = await attacker.machine.group.receiveProposal(
        await victim.machine.group.proposeRemoveSelf(),
      )
      victim.machine.group.forgetProposal(ref)
      return commit(attacker, { proposalRefs: [ref] })
    },
  ],
  [
    "data with a byte too many",
    Refusal.DATA,
    (attacker) => commit(attacker, { authenticatedData: concat(dataOf(attacker), new Uint8Array(1)) }),
  ],
  ["no data", Refusal.DATA, (attacker) => commit(attacker, { authenticatedData: new Uint8Array() })],
  [
    "a removal by who is no host",
    Refusal.REMOVE,
    (attacker, victim) =>
      commit(attacker, {
        removes: [victim.machine.group.ownLeaf],
        extensions: withPolicy(attacker, rosterWithout(attacker, victim)),
      }),
  ],
  [
    "a removal from the tree alone",
    Refusal.ROSTER,
    (attacker, victim) => commit(attacker, { removes: [victim.machine.group.ownLeaf] }),
  ],
  [
    "a removal with forged approvals",
    Refusal.REMOVE,
    async (attacker, victim) => {
      const { machine } = attacker
      const mine = await approved(attacker, actionRemove(victim.member), machine.group.epoch)
      const host = machine.group.members.find(({ leaf }) => leaf === 0)?.identity ?? new Uint8Array()
      return commit(attacker, {
        authenticatedData: dataOf(attacker, { approvals: [{ ...mine, member: host }] }),
        removes: [victim.machine.group.ownLeaf],
        extensions: withPolicy(attacker, rosterWithout(attacker, victim)),
      })
    },
  ],
  [
    "a newcomer without a code",
    Refusal.CODE_MISSING,
    async (attacker) => {
      const member = randomBytes(16)
      const roster = new Map(attacker.machine.policy.roster).set(hex(member), { name: "Stranger", roles: [] })
      return commit(attacker, {
        authenticatedData: dataOf(attacker, { spent: [null] }),
        adds: [(await keyPackage(member, NOW)).publicPackage],
        extensions: withPolicy(attacker, changedPolicy(attacker, { roster })),
      })
    },
  ],
  [
    "another relay",
    Refusal.RELAY,
    (attacker) => {
      const relay = { url: "http://elsewhere:1", pass: null, fallbacks: [] }
      return commit(attacker, { extensions: withPolicy(attacker, changedPolicy(attacker, { relay })) })
    },
  ],
  [
    "a promotion of oneself",
    Refusal.APPOINT,
    (attacker) => {
      const roster = new Map(attacker.machine.policy.roster)
      roster.set(hex(attacker.member), { name: roster.get(hex(attacker.member))?.name ?? "", roles: [HOST] })
      return commit(attacker, { extensions: withPolicy(attacker, changedPolicy(attacker, { roster })) })
    },
  ],
  ["no policy", Refusal.POLICY, (attacker) => commit(attacker, { extensions: [] })],
  [
    "a policy that is noise",
    Refusal.POLICY,
    (attacker) => commit(attacker, { extensions: [{ type: EXT_POLICY, data: Uint8Array.of(1) }] }),
  ],
]

test.each(ATTACKS)(
  "%s is void (%i) for all alike, and healed by who speaks next",
  async (_, number, attack) => {
    const [host, victim, attacker] = await circle(3)
    const { epoch } = host.machine.group
    seal(attacker, await attack(attacker, victim))
    await together([host, victim])
    for (const one of [host, victim]) {
      expect(notes(one, "void")).toEqual([number])
      expect(one.machine.group.epoch).toBe(epoch)
      expect(one.machine.running).toBe(true)
    }
    await attacker.restart() // what the attack did to its own machine is forgotten
    const everybody = [attacker, host, victim]
    await together(everybody)
    expect(notes(attacker, "void")).toEqual([number])
    await say(victim, "we go on")
    await together(everybody)
    await agree(everybody)
    expect(host.machine.group.epoch).toBe(epoch + 1)
    for (const one of everybody) expect(texts(one)).toEqual(["we go on"])
  },
)

describe("void seals", () => {
  test("two heal, and the third pauses everybody", async () => {
    const devices = await circle(3)
    for (let times = 1; times < VOIDS_TO_PAUSE; times++) seal(devices[0], garbage())
    await together(devices)
    await say(devices[1], "healed")
    await together(devices)
    await agree(devices)
    for (let times = 0; times < VOIDS_TO_PAUSE; times++) seal(devices[0], garbage())
    await together(devices)
    for (const device of devices) {
      expect(device.machine.record.status).toBe("paused")
      expect(notes(device, "void")).toHaveLength(2 * VOIDS_TO_PAUSE - 1)
      expect((await device.machine.want(device.line, NOW)).kind).toBe("idle")
      await device.restart()
      expect(device.machine.record.status).toBe("paused")
    }
  })

  test("are healed by a wish of a host as well, which comes next", async () => {
    const devices = await circle(3)
    seal(devices[0], garbage())
    await together(devices)
    expect(await carryOut(devices[0], { kind: "rename", name: "Amal B" })).toBe("")
    await together(devices)
    await agree(devices)
  })

  test("do not hold up who wishes to leave", async () => {
    const [host, second, third] = await circle(3)
    third.machine.leave()
    await third.settle(NOW)
    seal(host, garbage())
    await together([host, second, third])
    expect(third.machine.record.status).toBe("left")
    await agree([host, second])
  })

  test("drop a welcome whose handover can no longer be posted, and plan it anew", async () => {
    const [host, second] = await circle(2)
    const late = await admission(host, "Late")
    host.machine.intend(late)
    expect((await host.machine.want(host.line, NOW)).kind).toBe("post")
    host.save()
    seal(host, garbage())
    await together([host, second])
    await agree([host, second])
    expect(host.machine.policy.roster.has(hex(late.member))).toBe(true)
    expect(host.machine.deliveries.size).toBe(1)
  })
})

describe("private failures", () => {
  /** A newcomer whose kept private key no longer fits its leaf: what is encrypted to it does not open. */
  async function admitLame(host: Device): Promise<Device> {
    let secret = new Uint8Array()
    const see = ({ encryptionPrivate }: KeyPackageBundle) => {
      secret = encryptionPrivate.slice()
    }
    const lame = await admit(host, "Lame", NOW, { see })
    const kept = [...lame.vault.values()].filter((value) => hex(value).includes(hex(secret)))
    expect(kept).toHaveLength(1)
    for (const value of kept) value.set(randomBytes(secret.length), hex(value).indexOf(hex(secret)) / 2)
    await lame.restart()
    return lame
  }

  test.each([false, true])(
    "stop the one they hit, who rejoins; all others go on (restarts: %s)",
    async (dies) => {
      const [host, third] = await circle(2)
      const victim = await admitLame(host)
      await together([host, third])
      victim.line.ended = false
      await victim.settle(NOW)
      expect(await carryOut(host, { kind: "rename", name: "Amal B" })).toBe("")
      await together([host, third, victim])
      expect(victim.machine.record.status).toBe("stuck")
      expect(notes(victim, "stuck")).toHaveLength(1)
      expect(notes(victim, "void")).toEqual([])
      await agree([host, third])
      expect([...notes(host, "void"), ...notes(third, "void")]).toEqual([])
      if (dies) {
        await victim.restart()
        await victim.settle(NOW)
        expect(victim.machine.record.status).toBe("stuck")
      }
      const back = await admit(host, "", NOW + DAY, { rejoiner: victim })
      await together([host, third, back], NOW + DAY)
      await say(back, "back", NOW + DAY)
      await together([host, third, back], NOW + DAY)
      await agree([host, third, back])
      for (const one of [third, back]) expect(texts(one)).toEqual(["back"])
    },
  )

  test("a commit under our name that we did not make stops us", async () => {
    const [host, second] = await circle(2)
    seal(host, await commit(host)) // its keys are in other hands
    await together([host, second])
    expect(host.machine.record.status).toBe("stuck")
    expect(second.machine.running).toBe(true)
  })

  test("a seal that carries a withheld proposal is not void for who missed it", async () => {
    const [host, second, third, leaver] = await circle(4)
    third.relay = new Lens(host.relay, without(1))
    leaver.machine.leave()
    await leaver.settle(NOW)
    await say(second, "after it")
    await together([host, second])
    third.line.ended = false
    await third.settle(NOW)
    expect(third.machine.record.status).toBe("stuck")
    expect(notes(third, "gap")).toEqual([1])
    expect(notes(third, "stuck")).toHaveLength(1)
    expect(notes(third, "void")).toEqual([])
    await agree([host, second])
    const back = await admit(host, "", NOW, { rejoiner: third })
    await together([host, second, back])
    await agree([host, second, back])
  })
})

describe("proposals to leave", () => {
  test("made twice let a member leave once, and hold up nobody", async () => {
    const [host, second, third] = await circle(3)
    for (let times = 0; times < 2; times++)
      post(third, inPost(third, await third.machine.group.proposeRemoveSelf()))
    await together([host, second])
    await agree([host, second])
    expect(host.machine.policy.roster.has(hex(third.member))).toBe(false)
  })

  test("that a relay replays are remembered once", async () => {
    const [host, second, third] = await circle(3)
    const blob = inPost(third, await third.machine.group.proposeRemoveSelf())
    post(third, blob)
    post(third, blob)
    await second.machine.page(second.line, host.relay.show(host.box, 0), "part", NOW)
    expect(second.machine.sync.leaves).toHaveLength(1)
    await together([host, second])
    await agree([host, second])
    expect(host.machine.policy.roster.has(hex(third.member))).toBe(false)
  })

  test("survive a restart", async () => {
    const [host, second, third] = await circle(3)
    post(third, inPost(third, await third.machine.group.proposeRemoveSelf()))
    await second.machine.page(second.line, host.relay.show(host.box, 0), "part", NOW)
    second.save()
    await second.restart()
    expect(second.machine.sync.leaves).toHaveLength(1)
    await together([second, host])
    await agree([host, second])
    expect(kinds(host)).toContain("left")
  })
})

test("a second package with the same signature key holds up nobody", async () => {
  const [host, second] = await circle(2)
  const key = SignatureKey.generate()
  for (const [number, why] of ["", "member-id"].entries()) {
    const member = randomBytes(16)
    const bundle = await KeyPackageBundle.create(member, key, {
      notBefore: 0,
      notAfter: 2 ** 40,
      extensionsSupported: [EXT_POLICY],
    })
    const who = { member, keyPackage: bundle.publicPackage }
    const ended = await carryOut(host, await admission(host, `Newcomer ${number}`, who))
    expect(ended).toBe(why)
  }
  expect(await carryOut(host, { kind: "rename", name: "Amal B" })).toBe("")
  await together([host, second])
  await agree([host, second])
})
