// Saying something: every event is checked, put into the outbox, and stored before this answers. It goes out
// when the relay is there.

import {
  type Body,
  EventError,
  LONGEST_CARD,
  LONGEST_PRONOUNS,
  LONGEST_TEXT,
  LONGEST_WARNING,
} from "../circle/events.ts"
import { BadNameError, checkName, LONGEST_NAME } from "../circle/names.ts"
import { cleanText } from "../circle/text.ts"
import type { MessageDraft } from "../engine/api.ts"
import { type CallError, failed } from "../engine/failures.ts"
import type { Machine } from "../group/machine.ts"
import { hex, unhex } from "../wire/bytes.ts"
import type { Circle } from "./circle.ts"
import { running } from "./wishes.ts"

const ID = /^[0-9a-f]{32}$/

export interface Card {
  name: string | null
  pronouns: string | null
  about: string | null
}

/** Talks in one circle. Each call gives the event's id, in hex. */
export class Talk {
  readonly #circle: Circle
  readonly #now: () => number

  constructor(circle: Circle, now: () => number) {
    this.#circle = circle
    this.#now = now
  }

  send({ text, cw = null, replyTo = null, timer = null, tone = 0 }: MessageDraft): Promise<string> {
    const bad = () => failed("error-message", { most: LONGEST_TEXT, mostWarning: LONGEST_WARNING })
    const reply = replyTo === null ? null : idOf(replyTo)
    return this.#say(
      { kind: "message", text: cleanText(text), cw: cw === "" ? null : cw, replyTo: reply, timer, tone },
      bad,
    )
  }

  react(target: string, emoji: string, add: boolean): Promise<string> {
    return this.#say(
      { kind: "reaction", target: idOf(target), emoji, add },
      () => failed("error-emoji"),
      target,
    )
  }

  edit(target: string, text: string, cw: string | null): Promise<string> {
    const bad = () => failed("error-message", { most: LONGEST_TEXT, mostWarning: LONGEST_WARNING })
    return this.#say(
      { kind: "edit", target: idOf(target), text: cleanText(text), cw: cw === "" ? null : cw },
      bad,
      target,
      true,
    )
  }

  retract(target: string): Promise<string> {
    return this.#say({ kind: "retract", target: idOf(target) }, () => failed("error-no-item"), target, true)
  }

  setCard({ name, pronouns, about }: Card): Promise<string> {
    const bad = () =>
      failed("error-card", {
        mostName: LONGEST_NAME,
        mostPronouns: LONGEST_PRONOUNS,
        mostAbout: LONGEST_CARD,
      })
    const named = given(name) === null ? null : cardName(name ?? "", bad)
    return this.#say(
      { kind: "card", name: named, pronouns: given(pronouns), text: given(cleanText(about ?? "")) },
      bad,
    )
  }

  setTimer(seconds: number): Promise<string> {
    return this.#say({ kind: "timer", seconds }, () => failed("error-timer"))
  }

  #say(body: Body, bad: () => CallError, target: string | null = null, own = false): Promise<string> {
    return this.#circle.steps.run((held) => {
      const machine = running(held)
      if (target !== null) checkTarget(machine, target, own)
      if (body.kind === "timer" && !machine.policy.maySetTimer(machine.record.member)) {
        throw failed("error-timer-by-hosts")
      }
      try {
        return hex(machine.say(body, this.#now()))
      } catch (error) {
        throw error instanceof EventError || error instanceof RangeError ? bad() : error
      }
    })
  }
}

function idOf(text: string): Uint8Array {
  if (!ID.test(text)) throw failed("error-no-item")
  return unhex(text)
}

function given(text: string | null): string | null {
  return text === null || text.trim() === "" ? null : text
}

function cardName(typed: string, bad: () => CallError): string {
  try {
    return checkName(typed)
  } catch (error) {
    throw error instanceof BadNameError ? bad() : error
  }
}

/** What is said about a message needs one that stands; and to change it, one of our own. */
function checkTarget(machine: Machine, id: string, own: boolean): void {
  const item = machine.fold.items.get(id)
  const me = hex(machine.record.member)
  if (item === undefined) {
    if (!machine.drafts.has(id)) throw failed("error-no-item")
    return // ours, on its way out
  }
  if (item.kind !== "message" || item.retracted) throw failed("error-no-item")
  if (own && hex(item.author) !== me) throw failed("error-not-yours")
}
