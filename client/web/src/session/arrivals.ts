// Watches our own knocks: each meeting box is looked at every now and then, on a connection of its own, until
// somebody has answered.

import type { JoinInfo } from "../engine/api.ts"
import type { Way } from "../invites/meeting.ts"
import { hex } from "../wire/bytes.ts"
import { type Joins, joinSentence, joinState } from "./joins.ts"
import { Bell, jittered } from "./pauses.ts"
import type { JoinRecord } from "./records.ts"

/** Milliseconds between two looks; up to a third is added by chance. */
const LOOK = 15_000

/** What to do with what was seen. */
export interface Ground {
  joins: Joins
  /** We were let in. */
  admitted: (record: JoinRecord, ways: Way[]) => Promise<void>
  /** A knock is another than before. */
  changed: () => void
}

export class Arrivals {
  readonly #ground: Ground
  readonly #bell = new Bell()
  #living: Promise<void> | null = null
  #stopped = false

  constructor(ground: Ground) {
    this.#ground = ground
  }

  start(): void {
    this.#living ??= this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#bell.ring()
    await this.#living
  }

  /** Look at once. */
  look(): void {
    this.#bell.ring()
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      // What cannot be reached, or stored, now may be with the next look.
      const waits = await this.#round().catch(() => true)
      await this.#bell.sleep(waits ? jittered(LOOK) : null)
    }
  }

  /** Look at every knock that waits; whether any still does. */
  async #round(): Promise<boolean> {
    let waits = false
    for (const record of (await this.#ground.joins.all()).values()) {
      if (this.#stopped) return false
      if (joinState(record) !== "waiting") continue
      waits = (await this.#look(record).catch(() => true)) || waits
    }
    return waits
  }

  async #look(found: JoinRecord): Promise<boolean> {
    const { record, ways } = await this.#ground.joins.look(found)
    if (ways.length > 0) await this.#ground.admitted(record, ways)
    else if (record.ended === "") return true
    this.#ground.changed()
    return false
  }
}

/** A knock of ours, as pages see it. */
export function joinInfo(record: JoinRecord): JoinInfo {
  const circle = record.circle.length > 0 ? record.circle : record.rejoins
  return {
    id: hex(record.knockId),
    name: record.name,
    words: [...record.words],
    state: joinState(record),
    why: joinSentence(record),
    at: record.madeAt,
    circle: circle.length > 0 ? hex(circle) : null,
  }
}
