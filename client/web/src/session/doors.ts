// The doors of one circle: its invites, who knocks, and who is let in. While an invite is open its meeting box
// is looked at every now and then, on a connection of its own; one look goes on at a time.

import { BadNameError, checkName, LONGEST_NAME, skeleton } from "../circle/names.ts"
import type { InviteInfo, KnockInfo } from "../engine/api.ts"
import { CallError, failed } from "../engine/failures.ts"
import type { Admit } from "../group/intents.ts"
import { knockWords } from "../invites/words.ts"
import { checkPackage, PublicError } from "../mls/index.ts"
import type { Vault } from "../vault/index.ts"
import { hex, unhex } from "../wire/bytes.ts"
import type { Driver } from "./driver.ts"
import { Invites, isOver, type Waiting } from "./invites.ts"
import { backups } from "./joins.ts"
import { Bell, jittered, Turns } from "./pauses.ts"
import type { InviteRecord } from "./records.ts"
import type { Steps } from "./steps.ts"
import { carryOut, running } from "./wishes.ts"

/** People that one invite may be for. */
export const MOST_USES = 50
/** Milliseconds between two looks at open invites; up to a third is added by chance. */
const LOOK = 15_000
/** The same where there is nothing to look at, but something to do by the clock. */
const REVIEW = 60_000

/** What the doors stand on, and whom they tell. */
export interface Ground {
  vault: Vault
  circle: Uint8Array
  steps: Steps
  driver: Driver
  /** Unix seconds. */
  now: () => number
  working: (share: number | null) => void
  /** The invites are others than before. */
  invitesChanged: () => void
  /** Who knocks is another than before; whether somebody came. */
  knocksChanged: (knocks: KnockInfo[], came: boolean) => void
}

export class Doors {
  readonly #ground: Ground
  readonly #invites: Invites
  readonly #turns = new Turns()
  readonly #bell = new Bell()
  /** The words of each knock, which are dear to derive. */
  readonly #words = new Map<string, string[]>()
  #knocks: KnockInfo[] = []
  #living: Promise<void> | null = null
  #stopped = new AbortController()

  constructor(ground: Ground) {
    this.#ground = ground
    const { invitesChanged } = ground
    this.#invites = new Invites({ ...ground, changed: invitesChanged, signal: () => this.#stopped.signal })
  }

  /** Who knocked when somebody last looked. */
  get known(): readonly KnockInfo[] {
    return this.#knocks
  }

  /** Begin to watch. */
  start(): void {
    if (this.#living !== null) return
    this.#stopped = new AbortController()
    this.#living = this.#watch()
  }

  /** Watch no more, and come to rest. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#bell.ring()
    await this.#living
    await this.#turns.run(async () => undefined)
    this.#living = null
  }

  /** Look at once. */
  look(): void {
    this.#bell.ring()
  }

  // What pages ask for -----------------------------------------------------------------------------

  /** Make an invite for so many newcomers, good for `expiresIn` seconds (null: no end). */
  async invite(uses: number, expiresIn: number | null): Promise<InviteInfo> {
    if (!Number.isInteger(uses) || uses < 1 || uses > MOST_USES) {
      throw failed("error-invite-uses", { most: MOST_USES })
    }
    if (expiresIn !== null && (!Number.isSafeInteger(expiresIn) || expiresIn < 1)) {
      throw failed("error-invite-expires")
    }
    const { steps, driver, now } = this.#ground
    await steps.run((held) => {
      const { policy, record } = running(held)
      if (!policy.mayInvite(record.member)) throw failed("error-invite-by-hosts")
    })
    return this.#turns.run(async () => {
      await driver.settled()
      const idHash = await this.#invites.make(uses, expiresIn === null ? 0 : now() + expiresIn)
      await this.#invites.advance()
      this.#bell.ring()
      const record = (await this.#invites.all()).get(hex(idHash))
      if (record?.state !== "open") throw failed("error-invite-not-opened")
      return this.#info(hex(idHash), record)
    })
  }

  /** The invites of ours that have not ended long ago. */
  async invites(): Promise<InviteInfo[]> {
    const known = [...(await this.#invites.all())].filter(([, record]) => record.state !== "gone")
    const infos = await Promise.all(
      known.map(async ([id, record]) => ({ record, info: await this.#info(id, record) })),
    )
    return infos.sort((one, other) => other.record.issuedAt - one.record.issuedAt).map(({ info }) => info)
  }

  /** End an invite at once. */
  async revoke(id: string): Promise<void> {
    await this.#turns.run(async () => {
      if (!(await this.#invites.all()).has(id)) throw failed("error-no-invite")
      await carryOut(this.#ground, { kind: "close-invite", idHash: unhex(id) })
      await this.#invites.advance()
    })
    this.look()
  }

  /** Who asks to be let in. */
  knocks(): Promise<KnockInfo[]> {
    return this.#turns.run(async () => {
      await this.#ground.driver.settled()
      await this.#invites.deliver() // whose admission was cut short is answered, and waits no more
      await this.#waiting()
      return this.#knocks
    })
  }

  /** Let somebody in, under the name chosen or another; gives the member id. */
  admit(id: string, asName: string | null): Promise<string> {
    return this.#turns.run(async () => {
      const { steps, driver } = this.#ground
      await steps.run(running)
      await driver.settled()
      const knock = pick(await this.#invites.waiting(), id)
      const won = await steps.run((held) => running(held).deliveries.has(id))
      // One that won was cut short before its welcome went out.
      if (won) await this.#invites.deliver()
      else await this.#admit(knock, asName)
      await this.#invites.advance()
      await this.#waiting()
      return hex(knock.request.member)
    })
  }

  /** Answer a knock with no. */
  decline(id: string): Promise<void> {
    return this.#turns.run(async () => {
      await this.#ground.driver.settled()
      await this.#invites.decline(pick(await this.#invites.waiting(), id))
      await this.#waiting()
    })
  }

  async #admit(knock: Waiting, asName: string | null): Promise<void> {
    if (knock.frozen) throw failed("error-knock-frozen")
    const { request, idHash, knockId } = knock
    const { keyPackage, member, replyKey, rejoin } = request
    await checkPackage(keyPackage, { now: this.#ground.now() }).catch((error: unknown) => {
      throw error instanceof PublicError ? failed("error-knock-stale") : error
    })
    const name = nameFor(asName ?? request.name)
    await this.#ground.steps.run((held) => {
      for (const [id, entry] of running(held).policy.roster) {
        if (id !== hex(member) && skeleton(entry.name) === skeleton(name)) throw failed("error-name-taken")
      }
    })
    const { secret: meeting } = knock.record
    const intent: Admit = {
      kind: "admit",
      idHash,
      knockId,
      keyPackage,
      member,
      name,
      replyKey,
      meeting,
      rejoin,
    }
    await this.#invites.admitted(meeting, member)
    await carryOut(this.#ground, intent)
    await this.#invites.deliver()
  }

  async #info(id: string, record: InviteRecord): Promise<InviteInfo> {
    return this.#ground.steps.run(({ machine }) => {
      const code = machine === null || isOver(record.state) ? null : this.#invites.code(record, machine)
      return {
        id,
        code: code?.toString() ?? "",
        link: code?.link ?? "",
        uses: record.uses,
        usesLeft: machine?.policy.code(unhex(id))?.uses ?? 0,
        expires: record.expires === 0 ? null : record.expires,
        state: record.state,
      }
    })
  }

  // Watching ---------------------------------------------------------------------------------------

  async #watch(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const pause = await this.#turns
        .run(() => this.#round())
        .catch((error: unknown) => {
          if (error instanceof CallError && error.id === "error-vault-locked") return null
          return jittered(REVIEW)
        })
      await this.#bell.sleep(pause)
    }
  }

  /** Take everything as far as it goes now; after how many milliseconds to look again, null for the bell. */
  async #round(): Promise<number | null> {
    if (this.#stopped.signal.aborted || this.#ground.driver.state !== "online") return null
    await this.#invites.deliver()
    await this.#invites.advance()
    const waiting = await this.#waiting()
    if (await this.#admitsUnasked()) await this.#admitAll(waiting)
    return this.#nextLook()
  }

  async #nextLook(): Promise<number | null> {
    const states = [...(await this.#invites.all()).values()].map(({ state }) => state)
    if (states.includes("open") || states.includes("new") || states.includes("ending")) return jittered(LOOK)
    const due = await this.#ground.steps.run(({ machine }) => machine?.deliveries.size ?? 0)
    return due > 0 || states.includes("closed") ? jittered(REVIEW) : null
  }

  async #waiting(): Promise<Waiting[]> {
    const waiting = await this.#invites.waiting()
    const known = new Set(this.#knocks.map(({ id }) => id))
    const knocks: KnockInfo[] = []
    for (const one of waiting) knocks.push(await this.#knock(one))
    const came = knocks.some(({ id }) => !known.has(id))
    const changed =
      came ||
      knocks.length !== known.size ||
      knocks.some(({ frozen }, at) => frozen !== this.#knocks[at]?.frozen)
    this.#knocks = knocks
    if (changed) this.#ground.knocksChanged(knocks, came)
    return waiting
  }

  async #knock(one: Waiting): Promise<KnockInfo> {
    const id = hex(one.knockId)
    const words = this.#words.get(id) ?? (await knockWords(one.box, one.issuerKey, one.sealed))
    this.#words.set(id, words)
    return {
      circle: hex(this.#ground.circle),
      id,
      name: one.request.name,
      note: one.request.note,
      words,
      invite: hex(one.idHash),
      rejoin: one.request.rejoin.length > 0,
      frozen: one.frozen,
      claims: null,
      backup: null,
      ...(one.request.rejoin.length > 0 && (await this.#claim(one))),
    }
  }

  async #claim({ request }: Waiting): Promise<Pick<KnockInfo, "claims" | "backup">> {
    const { claimOf } = await backups()
    return this.#ground.steps.run(({ machine }) => claimOf(machine, request))
  }

  #admitsUnasked(): Promise<boolean> {
    return this.#ground.steps.run(
      ({ machine }) => machine?.running === true && machine.policy.rules.admit === "auto",
    )
  }

  /** Let in whoever knocks, where the circle has chosen that; who cannot be let in waits for a person. */
  async #admitAll(waiting: readonly Waiting[]): Promise<void> {
    for (const knock of waiting) {
      if (knock.request.rejoin.length > 0) continue // who comes back is confirmed by a person, always
      await this.#admit(knock, null).catch((error: unknown) => {
        if (!(error instanceof CallError && error.kind === "refused")) throw error
      })
    }
    if (waiting.length > 0) await this.#waiting()
  }
}

function pick(waiting: readonly Waiting[], id: string): Waiting {
  const found = waiting.find((one) => hex(one.knockId) === id)
  if (found === undefined) throw failed("error-no-knock")
  return found
}

function nameFor(typed: string): string {
  try {
    return checkName(typed)
  } catch (error) {
    throw error instanceof BadNameError ? failed("error-knock-name", { most: LONGEST_NAME }) : error
  }
}
