// What a meeting box has come to: for the issuer, who knocks; for the newcomer, how it stands.

import { hex } from "../wire/bytes.ts"
import {
  type Content,
  type Declined,
  type Issued,
  isDecline,
  type Knock,
  knockId,
  type Meeting,
  MeetingError,
  readWelcome,
  type Way,
  type Welcome,
} from "./meeting.ts"

/** How a newcomer's knock stands. */
export type Standing = "waiting" | "admitted" | "declined" | "closed" | "expired" | "not-genuine"

/** The fold of a meeting box's entries; strangers' noise is left out. Maps are keyed by knock ids, in hex. */
export class Desk {
  issued: Issued | null = null
  /** In the order they came; each once. */
  readonly knocks = new Map<string, Knock>()
  /** Whoever holds the code can put one here; only the true ones open. */
  readonly welcomes = new Map<string, Welcome[]>()
  readonly declines = new Map<string, Declined[]>()
  closed = false

  /**
   * Read the entries of a meeting box. Only the first can issue: whoever else holds the code cannot put
   * another key there.
   */
  static of(meeting: Meeting, entries: Iterable<{ seq: number; blob: Uint8Array }>): Desk {
    const desk = new Desk()
    for (const { seq, blob } of entries) {
      const content = opened(() => meeting.open(blob))
      if (content !== null) desk.#take(content, seq)
    }
    return desk
  }

  #take(content: Content, seq: number): void {
    switch (content.kind) {
      case "issued":
        if (seq === 1) this.issued = content
        break
      case "knock": {
        const id = hex(knockId(content))
        if (!this.knocks.has(id)) this.knocks.set(id, content)
        break
      }
      case "welcome":
        add(this.welcomes, content)
        break
      case "declined":
        add(this.declines, content)
        break
      case "closed":
        this.closed = true
    }
  }

  /** The ways in for a knock: of those that open, not of those that others put there. */
  admitted(id: Uint8Array, replyKey: Uint8Array): Way[] {
    return (this.welcomes.get(hex(id)) ?? [])
      .map((welcome) => opened(() => readWelcome(welcome, replyKey)))
      .filter((way) => way !== null)
  }

  /** Whether the knock was answered with a no that is genuine. */
  declined(id: Uint8Array, replyKey: Uint8Array): boolean {
    return (this.declines.get(hex(id)) ?? []).some((one) => isDecline(one, replyKey))
  }

  /** Whether the knock has a genuine answer of either kind. */
  answered(id: Uint8Array, replyKey: Uint8Array): boolean {
    return this.admitted(id, replyKey).length > 0 || this.declined(id, replyKey)
  }

  /** Whether two different knocks came on a code that was for one: it is in two hands. */
  get frozen(): boolean {
    return this.issued?.uses === 1 && this.knocks.size > 1
  }

  /** How the knock stands, as the newcomer can see (I13). */
  standing(id: Uint8Array, replyKey: Uint8Array, now: number): Standing {
    if (this.admitted(id, replyKey).length > 0) return "admitted"
    if (this.declined(id, replyKey)) return "declined"
    if (this.closed) return "closed"
    if (this.issued === null) return "not-genuine"
    if (this.issued.expires > 0 && now >= this.issued.expires) return "expired"
    return "waiting"
  }
}

function add<T extends Welcome | Declined>(answers: Map<string, T[]>, answer: T): void {
  const id = hex(answer.knockId)
  answers.set(id, [...(answers.get(id) ?? []), answer])
}

/** What opens; null where it does not. */
function opened<T>(open: () => T): T | null {
  try {
    return open()
  } catch (error) {
    if (error instanceof MeetingError) return null
    throw error
  }
}
