// The invites of one circle: issue, look who knocks, answer, hand welcomes on, close.
//
// Each step may be cut short and is taken up again by the next look: an invite goes from state to state,
// and every state can be entered twice.

import { failed } from "../engine/failures.ts"
import type { Machine } from "../group/machine.ts"
import type { Delivery } from "../group/records.ts"
import { Code, SECRET } from "../invites/code.ts"
import {
  CLOSED,
  decline,
  decode,
  encode,
  issuerKeys,
  type Knock,
  knockId,
  Meeting,
  MeetingError,
  type Request,
  readKnock,
} from "../invites/meeting.ts"
import type { Vault } from "../vault/index.ts"
import { equal, hex, randomBytes } from "../wire/bytes.ts"
import { wordOf } from "./answers.ts"
import type { Driver } from "./driver.ts"
import { ifThere, type Room, within } from "./meetings.ts"
import { type InviteRecord, type InviteState, packInvite, unpackInvite } from "./records.ts"
import type { Steps } from "./steps.ts"
import { shelf } from "./store.ts"

const DAY = 86_400
/** Seconds after its end at which a meeting box is burnt at the latest. */
export const BURN_AFTER = 14 * DAY

const NOTHING = new Uint8Array()

/** A knock that nobody has answered, and the invite it came by. */
export interface Waiting {
  readonly idHash: Uint8Array
  readonly record: InviteRecord
  readonly knockId: Uint8Array
  readonly sealed: Uint8Array
  readonly request: Request
  readonly frozen: boolean
  readonly box: Uint8Array
  readonly issuerKey: Uint8Array
}

/** What the invites of a circle stand on. */
export interface Ground {
  vault: Vault
  circle: Uint8Array
  steps: Steps
  driver: Driver
  /** Unix seconds. */
  now: () => number
  /** How far a proof of work is; null once it is done. */
  working: (share: number | null) => void
  /** An invite is another one than before. */
  changed: () => void
  /** Ends what is asked of relays. */
  signal: () => AbortSignal
}

/** Whether an invite in this state is over. */
export function isOver(state: InviteState): boolean {
  return state === "closed" || state === "gone"
}

export class Invites {
  readonly #ground: Ground
  readonly #shelf: string

  constructor(ground: Ground) {
    this.#ground = ground
    this.#shelf = shelf(ground.circle, "invites")
  }

  /** The invites by their id hash in hex. */
  async all(): Promise<Map<string, InviteRecord>> {
    const found = await this.#ground.vault.scan(this.#shelf)
    return new Map(found.map(([key, value]) => [hex(key), unpackInvite(value)]))
  }

  /** Write down a new invite, before anything is sent; its id hash. `expires` is in unix seconds, 0 for never. */
  async make(uses: number, expires: number): Promise<Uint8Array> {
    const secret = randomBytes(SECRET)
    const meeting = Meeting.of(secret)
    const keys = await issuerKeys()
    const issuedAt = this.#ground.now()
    const entry = meeting.close({ kind: "issued", issuerKey: keys.publicKey, issuedAt, expires, uses })
    const record: InviteRecord = {
      secret,
      private: keys.privateKey,
      entry,
      uses,
      issuedAt,
      expires,
      state: "new",
      burnAt: 0,
      admitted: [],
      admittedAt: 0,
    }
    await this.#put(meeting.idHash, record)
    return meeting.idHash
  }

  /** The code of an invite. */
  code(record: InviteRecord, machine: Machine): Code {
    return new Code(record.secret, machine.policy.relay.url)
  }

  /** Take every invite as far as it can go. The driver has settled. Rejects with a LinkError. */
  async advance(): Promise<void> {
    for (const record of (await this.all()).values()) {
      if (record.state !== "gone") await this.#advance(Meeting.of(record.secret), record)
    }
  }

  async #advance(meeting: Meeting, found: InviteRecord): Promise<void> {
    let record = found
    if (record.state === "new") {
      const { entry } = record
      await this.#within(meeting, (room) => room.put(entry), true)
      record = await this.#open(meeting.idHash, record)
    }
    if (record.state === "open") record = await this.#watch(meeting.idHash, record)
    if (record.state === "ending") {
      await ifThere(this.#within(meeting, (room) => close(room)))
      const burnAt = this.#ground.now() + BURN_AFTER
      record = await this.#set(meeting.idHash, record, { state: "closed", private: NOTHING, burnAt })
    }
    if (record.state === "closed" && (await this.#mayBurn(record))) {
      await ifThere(this.#within(meeting, (room) => room.connection.burn(meeting.box, meeting.burnKey)))
      await this.#set(meeting.idHash, record, {
        state: "gone",
        secret: new Uint8Array(SECRET),
        entry: NOTHING,
      })
    }
  }

  /** See the code into the policy. */
  async #open(idHash: Uint8Array, record: InviteRecord): Promise<InviteRecord> {
    const { steps, driver } = this.#ground
    const wished = (machine: Machine) =>
      [...machine.intents.values()].some((one) => one.kind === "open-invite" && equal(one.idHash, idHash))
    const there = await steps.run(({ machine }) => {
      if (machine === null) return false
      if (machine.policy.code(idHash) === null && !wished(machine)) {
        machine.intend({ kind: "open-invite", idHash, uses: record.uses })
      }
      return true
    })
    if (!there) return record
    await driver.settled()
    return steps.run(async ({ machine }) => {
      if (machine === null) return record
      if (machine.policy.code(idHash) !== null) return this.#set(idHash, record, { state: "open" })
      return wished(machine) ? record : this.#set(idHash, record, { state: "ending" })
    })
  }

  /** An open invite ends with its code; one whose time is over has its code closed. */
  async #watch(idHash: Uint8Array, record: InviteRecord): Promise<InviteRecord> {
    const { steps, driver, now } = this.#ground
    const overdue = record.expires > 0 && now() > record.expires
    if (overdue) {
      await steps.run(({ machine }) => {
        if (machine === null || machine.policy.code(idHash) === null) return
        const wished = [...machine.intents.values()].some(
          (one) => one.kind === "close-invite" && equal(one.idHash, idHash),
        )
        if (!wished) machine.intend({ kind: "close-invite", idHash })
      })
      await driver.settled()
    }
    return steps.run(({ machine }) => {
      if (machine === null || machine.policy.code(idHash) !== null) return record
      // A closed box would turn away whoever still waits for its welcome.
      const waited = [...machine.deliveries.values()].some((one) => equal(one.meeting, record.secret))
      return waited ? record : this.#set(idHash, record, { state: "ending" })
    })
  }

  /** Whether everybody who was let in has been heard, or had time enough. */
  async #mayBurn(record: InviteRecord): Promise<boolean> {
    if (this.#ground.now() >= record.burnAt) return true
    if (record.admitted.length === 0) return false
    return this.#ground.steps.run(({ machine }) => {
      if (machine === null) return false
      const heard = new Set<string>()
      for (const item of machine.fold.items.values()) {
        if (item.received > record.admittedAt) heard.add(hex(item.author))
      }
      return record.admitted
        .map(hex)
        .every((member) => heard.has(member) || !machine.policy.roster.has(member))
    })
  }

  /** Remember whom an invite let in. */
  async admitted(secret: Uint8Array, member: Uint8Array): Promise<void> {
    const { idHash } = Meeting.of(secret)
    const record = (await this.all()).get(hex(idHash))
    if (record === undefined || record.admitted.some((known) => equal(known, member))) return
    const admitted = [...record.admitted, member]
    await this.#set(idHash, record, { admitted, admittedAt: this.#ground.now() })
  }

  async #set(
    idHash: Uint8Array,
    record: InviteRecord,
    changes: Partial<InviteRecord>,
  ): Promise<InviteRecord> {
    const changed = { ...record, ...changes }
    await this.#put(idHash, changed)
    return changed
  }

  async #put(idHash: Uint8Array, record: InviteRecord): Promise<void> {
    const value = packInvite(record)
    await this.#ground.vault.write([{ op: "put", shelf: this.#shelf, key: idHash, value }])
    this.#ground.changed()
  }

  // Knocks -----------------------------------------------------------------------------------------

  /** Who knocks, by all open invites. */
  async waiting(): Promise<Waiting[]> {
    const found: Waiting[] = []
    for (const record of (await this.all()).values()) {
      if (record.state !== "open") continue
      const meeting = Meeting.of(record.secret)
      const desk = await ifThere(this.#within(meeting, async (room) => room.desk))
      if (desk === null || desk.issued === null) continue
      const { idHash, box } = meeting
      for (const knock of desk.knocks.values()) {
        const request = await requestOf(meeting, record, knock)
        const id = knockId(knock)
        if (request === null || desk.answered(id, request.replyKey)) continue
        const { issuerKey } = desk.issued
        const { sealed } = knock
        found.push({ idHash, record, knockId: id, sealed, request, frozen: desk.frozen, box, issuerKey })
      }
    }
    return found
  }

  /** Answer a knock with no. */
  async decline(knock: Waiting): Promise<void> {
    const meeting = Meeting.of(knock.record.secret)
    const content = decline(knock.knockId, knock.request.replyKey)
    await this.#within(meeting, (room) => room.put(meeting.close(content)))
  }

  // Welcomes ---------------------------------------------------------------------------------------

  /** See the welcomes that are due into their meeting boxes, our own and others'. Rejects with a LinkError. */
  async deliver(): Promise<void> {
    const { steps, now } = this.#ground
    const deliveries = await steps.run(({ machine }) => [...(machine?.deliveries.values() ?? [])])
    for (const delivery of deliveries) {
      if (now() < delivery.notBefore) continue
      await this.#deliver(delivery)
      await steps.run(({ machine }) => machine?.delivered(delivery.knockId))
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const meeting = Meeting.of(delivery.meeting)
    try {
      const welcome = decode(delivery.entry)
      // If the box is burnt, whoever was to read it has read it, or has to knock again.
      await ifThere(
        this.#within(meeting, async (room) => {
          const stands = room.contents().some((one) => equal(encode(one), delivery.entry))
          if (!stands) await room.put(meeting.close(welcome))
        }),
      )
    } catch (error) {
      // A member handed on what is no welcome: there is nothing to deliver.
      if (!(error instanceof MeetingError)) throw error
    }
  }

  /** In the meeting box of an invite. */
  async #within<T>(meeting: Meeting, task: (room: Room) => Promise<T>, make = false): Promise<T> {
    const relay = await this.#ground.steps.run(({ machine }) => machine?.policy.relay ?? null)
    if (relay === null) throw failed("error-circle-ended")
    let worked = false
    const working = (share: number) => {
      worked = true
      this.#ground.working(share)
    }
    const manner = { word: wordOf(relay), working, signal: this.#ground.signal() }
    try {
      return await within({ relay: relay.url, meeting, make, manner }, task)
    } finally {
      if (worked) this.#ground.working(null)
    }
  }
}

async function close(room: Room): Promise<void> {
  if (!room.desk.closed) await room.put(room.meeting.close(CLOSED))
}

/** What a knock says; null for somebody's noise. */
async function requestOf(meeting: Meeting, record: InviteRecord, knock: Knock): Promise<Request | null> {
  try {
    return await readKnock(meeting, record.private, knock)
  } catch (error) {
    if (error instanceof MeetingError) return null
    throw error
  }
}
