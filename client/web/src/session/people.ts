// The members of one circle and its rules: what people see of them, and wish of them.

import { CanonError } from "../circle/canon.ts"
import { checkRules, FIRST_RULES, type Rules } from "../circle/policy.ts"
import type { DeviceInfo, MemberInfo, Outcome, PolicyInfo } from "../engine/api.ts"
import { CallError, failed } from "../engine/failures.ts"
import type { Intent } from "../group/intents.ts"
import { LEAVE } from "../group/kept.ts"
import type { Machine } from "../group/machine.ts"
import { phrase } from "../invites/words.ts"
import type { Vault } from "../vault/index.ts"
import { equal, hex, unhex } from "../wire/bytes.ts"
import type { Circle } from "./circle.ts"
import { memberInfos, policyInfo } from "./infos.ts"
import { nameOf } from "./joins.ts"
import { loadDeviceNames, loadHeard } from "./store.ts"
import { carryOut, running } from "./wishes.ts"

/** The rules that can be changed, by the names that pages use: what each is called in the policy, and its type. */
const RULES = {
  invite: "string",
  admit: "string",
  removeApprovals: "number",
  timer: "number",
  timerBy: "string",
} as const satisfies Partial<Record<keyof Rules, "string" | "number">>

export class People {
  readonly #vault: Vault
  readonly #circle: Circle

  constructor(vault: Vault, circle: Circle) {
    this.#vault = vault
    this.#circle = circle
  }

  /** The members by name. */
  members(): Promise<MemberInfo[]> {
    return this.#circle.view(memberInfos)
  }

  /** The rules of the circle, its hosts, where it meets, and what waits. */
  policy(): Promise<PolicyInfo> {
    return this.#circle.view(policyInfo)
  }

  async member(id: string): Promise<MemberInfo> {
    const found = (await this.members()).find((one) => one.id === id)
    if (found === undefined) throw failed("error-newcomer-gone")
    return found
  }

  async mute(member: string, muted: boolean): Promise<void> {
    await this.#circle.mute(await this.#id(member), muted)
  }

  async remove(member: string): Promise<Outcome> {
    return this.#wish({ kind: "remove", member: await this.#id(member) })
  }

  async appoint(member: string): Promise<Outcome> {
    return this.#wish({ kind: "appoint", member: await this.#id(member) })
  }

  async demote(member: string): Promise<Outcome> {
    return this.#wish({ kind: "demote", member: await this.#id(member) })
  }

  /** Change one's own name in the circle. */
  async rename(typed: string): Promise<Outcome> {
    return this.#wish({ kind: "rename", name: nameOf(typed) })
  }

  /** Change one rule of the circle. */
  async setRule(rule: string, value: string | number): Promise<Outcome> {
    if (!isRule(rule)) throw failed("error-no-rule")
    try {
      if (typeof value !== RULES[rule]) throw failed("error-rule-value")
      checkRules({ ...FIRST_RULES, [rule]: value })
    } catch (error) {
      throw error instanceof CanonError ? failed("error-rule-value") : error
    }
    return this.#wish({ kind: "set-rule", rule, value })
  }

  /** Give up what was asked for and is not done yet; how many wishes that were. */
  withdraw(): Promise<number> {
    return this.#circle.steps.run((held) => {
      const keys = [...(held.machine?.intents.keys() ?? [])]
      for (const key of keys) running(held).withdraw(unhex(key))
      return keys.length
    })
  }

  /**
   * Leave with all one's devices; it takes effect when another member's client carries it out. False for a circle of
   * one, which has nobody to tell and can be forgotten.
   */
  async leave(): Promise<boolean> {
    const { steps } = this.#circle
    const { alone, others } = await steps.run((held) => {
      const { policy, record, group } = running(held)
      const alone = policy.roster.size === 1
      const host = policy.hosts.has(hex(record.member))
      if (!alone && host && policy.hosts.size === 1) throw failed("error-only-host")
      const mine = group.members.filter(({ identity }) => equal(identity, record.member))
      return { alone, others: mine.filter(({ leaf }) => leaf !== group.ownLeaf) }
    })
    for (const { identity, signatureKey } of others) {
      const outcome = await this.#wish({ kind: "remove-device", member: identity, key: signatureKey })
      if (outcome.state !== "done") throw failed("error-offline")
    }
    if (!alone) await steps.run((held) => propose(running(held)))
    return !alone
  }

  /** Whether a farewell to the circle is ready for when everything here is erased. */
  farewell(): Promise<boolean> {
    return this.#circle.view(({ machine }) => machine !== null && machine.farewell !== null)
  }

  /** Have a farewell with these words ready from now on, or, with null, none any more. */
  setFarewell(text: string | null): Promise<void> {
    return this.#circle.steps.run(async (held) => {
      const machine = running(held)
      if (text === null) machine.dropFarewell()
      else await machine.keepFarewell(text)
    })
  }

  /** The six words to compare by voice; catches up first where the relay can be reached. */
  async verify(): Promise<{ words: string[]; epoch: number }> {
    await this.#circle.driver.settled().catch((error: unknown) => {
      if (!(error instanceof CallError && error.kind === "offline")) throw error
    })
    const { groupId, epoch, epochAuthenticator } = await this.#circle.steps.run((held) => {
      const { group } = running(held)
      return { groupId: group.groupId, epoch: group.epoch, epochAuthenticator: group.epochAuthenticator }
    })
    return { words: await phrase(groupId, epoch, epochAuthenticator), epoch }
  }

  /** Our own devices in the circle; none where it does not go on here. */
  async devices(): Promise<DeviceInfo[]> {
    const { id } = this.#circle
    const heard = await loadHeard(this.#vault, id, "devices")
    const names = await loadDeviceNames(this.#vault, id)
    const known = await this.#circle.view(({ machine, record }) => {
      if (!machine?.running) return []
      const { group, intents } = machine
      const going = new Set([...intents.values()].map(removed))
      return group.members
        .filter(({ identity }) => equal(identity, record.member))
        .map(({ signatureKey, leaf }) => ({ id: hex(signatureKey), here: leaf === group.ownLeaf }))
        .map((one) => ({ ...one, going: going.has(one.id) }))
    })
    return known.map((one) => ({
      ...one,
      name: names.get(one.id) ?? "",
      lastHeard: heard.get(one.id)?.at ?? null,
    }))
  }

  /** Take one of our devices out. This one goes by its own wish, which another device carries out. */
  async removeDevice(id: string): Promise<Outcome> {
    const known = await this.devices()
    const device = known.find((one) => one.id === id)
    if (device === undefined) throw failed("error-no-device")
    if (!device.here) return this.#wish(await this.#removal(id))
    if (known.length === 1) throw failed("error-only-device")
    await this.#circle.steps.run((held) => propose(running(held)))
    return { state: "under-way" }
  }

  /**
   * Take out another of our devices that was lost or taken. The wish waits where the relay is not there: it must not
   * be forgotten. One that is out already is done, whoever did it.
   */
  async removeLost(id: string): Promise<Outcome> {
    const find = async () => (await this.devices()).find((one) => one.id === id)
    const device = await find()
    await this.#circle.steps.run(running)
    if (device === undefined) return { state: "done" }
    if (device.here) throw failed("error-no-device")
    try {
      const outcome = await this.#wish(await this.#removal(id), true)
      return (await find()) === undefined ? { state: "done" } : outcome
    } catch (error) {
      if (error instanceof CallError && error.id === "end-pointless") return { state: "done" } // by another device
      throw error
    }
  }

  /** Give up the wishes that a device go out; false where the commit of one was made already. */
  keepDevice(id: string): Promise<boolean> {
    return this.#circle.steps.run((held) => {
      const machine = running(held)
      const keys = [...machine.intents].filter(([, one]) => removed(one) === id).map(([key]) => key)
      for (const key of keys) machine.withdraw(unhex(key))
      return machine.pending === null || !keys.includes(hex(machine.pending.intent))
    })
  }

  async #removal(device: string): Promise<Intent> {
    const member = await this.#circle.view(({ record }) => record.member)
    return { kind: "remove-device", member, key: unhex(device) }
  }

  async #wish(intent: Intent, waits = false): Promise<Outcome> {
    const { id, steps, driver, doors } = this.#circle
    const outcome = await carryOut({ vault: this.#vault, circle: id, steps, driver }, intent, waits)
    doors.look()
    return outcome
  }

  async #id(member: string): Promise<Uint8Array> {
    const known = await this.#circle.view(({ fold }) => fold.policy.roster.has(member))
    if (!known) throw failed("error-no-member")
    return unhex(member)
  }
}

/** Propose our own removal, unless that is out or waits already. */
function propose(machine: Machine): void {
  if (machine.record.status !== "leaving" && !machine.drafts.has(LEAVE)) machine.leave()
}

/** The id of the device that a wish is to take out. */
function removed(intent: Intent): string | null {
  return intent.kind === "remove-device" ? hex(intent.key) : null
}

function isRule(rule: string): rule is keyof typeof RULES {
  return Object.hasOwn(RULES, rule)
}
