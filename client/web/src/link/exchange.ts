// What was asked of a relay and what it answers: the rules of the conversation, without a socket.
//
// Frames go in; answers come out at whoever asked, pushes in their queue. A frame that answers nothing,
// answers something else, or hands out entries out of order throws MisbehavedError, and so ends the
// connection: such a relay is broken or hostile, and either is to be shown.

import { equal, hex } from "../wire/bytes.ts"
import type { Answer, Entries, Entry, Page, Reply, Request } from "../wire/frames.ts"
import { type LinkError, MisbehavedError } from "./errors.ts"
import { Gate } from "./gate.ts"
import { Pushes } from "./live.ts"

/** Requests that may be unanswered at once; more is a mistake of ours. */
export const MOST_ASKED = 1024

/** A request on its way, and what has come of it. */
export class Asked {
  readonly frame: Request
  /** The answer that comes next, unless it is a refusal. */
  kind: Answer["kind"]
  /** The last entry that a read has given. */
  after: number
  readonly #arrived = new Gate()
  readonly #answers: (Answer | LinkError)[] = []

  constructor(frame: Request, kind: Answer["kind"]) {
    this.frame = frame
    this.kind = kind
    this.after = frame.kind === "attach" || frame.kind === "read" ? frame.after : 0
  }

  /** Hands an answer to whoever waits. */
  tell(answer: Answer | LinkError): void {
    this.#answers.push(answer)
    this.#arrived.open()
  }

  /** Waits until there is an answer to take. */
  arrived(): Promise<void> {
    return this.#arrived.passed()
  }

  /** The next answer, or what the connection has ended with; undefined while there is none. */
  take(): Answer | LinkError | undefined {
    const answer = this.#answers.shift()
    if (this.#answers.length === 0) this.#arrived.close()
    return answer
  }
}

/** One connection's conversation. */
export class Exchange {
  readonly pushes: Pushes
  #rid = 0
  readonly #asked = new Map<number, Asked>()
  /** The last entry heard of each box that is live. */
  readonly #heads = new Map<string, number>()
  /** Live boxes of which pushes are missing, until they are read again. */
  readonly #behind = new Set<string>()
  #fault: LinkError | null = null

  constructor(pushes = new Pushes()) {
    this.pushes = pushes
  }

  /** A number for the next request. */
  rid(): number {
    this.#rid += 1
    return this.#rid
  }

  /** Expects an answer of this kind to a request; throws what the connection has ended with. */
  ask(frame: Request, kind: Answer["kind"]): Asked {
    if (this.#fault !== null) throw this.#fault
    if (this.#asked.size >= MOST_ASKED) throw new RangeError("too many requests at once")
    const asked = new Asked(frame, kind)
    this.#asked.set(frame.rid, asked)
    return asked
  }

  /** Ends the conversation; all who wait are told why. Gives the fault that came first. */
  fail(fault: LinkError): LinkError {
    if (this.#fault !== null) return this.#fault
    this.#fault = fault
    for (const asked of this.#asked.values()) asked.tell(fault)
    this.#asked.clear()
    this.pushes.end()
    return fault
  }

  /** Hands a frame to whom it belongs. Throws MisbehavedError. */
  sort(frame: Reply): void {
    if (frame.kind === "hello") throw new MisbehavedError("the relay greeted twice")
    if (frame.kind === "entries") this.#entries(frame)
    else if (frame.kind === "lagged") this.#lagged(frame.box)
    else this.#answer(frame)
  }

  #lagged(box: Uint8Array): void {
    const key = hex(box)
    if (!this.#heads.has(key)) return // it was detached, or lost the right, just now
    this.#behind.add(key)
    this.#keep(box, null)
  }

  #answer(frame: Answer): void {
    const asked = this.#asked.get(frame.rid)
    if (asked === undefined) throw new MisbehavedError("the relay answered what was not asked")
    if (frame.kind === "refused") {
      if (asked.kind === "page" && asked.frame.kind === "attach") {
        throw new MisbehavedError("the relay refused what it had granted")
      }
    } else if (frame.kind !== asked.kind) {
      throw new MisbehavedError("the relay gave an answer to another question")
    }
    if (frame.kind === "attached") {
      asked.kind = "page" // the same request goes on
    } else if (frame.kind === "page") {
      this.#page(asked, frame)
    } else {
      this.#asked.delete(frame.rid)
      if (asked.frame.kind === "detach") this.#forget(hex(asked.frame.box))
    }
    asked.tell(frame)
  }

  #page(asked: Asked, page: Page): void {
    const { frame } = asked
    if ((frame.kind !== "attach" && frame.kind !== "read") || !equal(page.box, frame.box)) {
      throw new MisbehavedError("the relay gave a page of another box")
    }
    if (page.entries.length === 0 && !page.done) {
      throw new MisbehavedError("the relay gave an empty page that is not the last")
    }
    asked.after = risen(page.entries, asked.after)
    if (!page.done) return
    const key = hex(page.box)
    this.#asked.delete(page.rid)
    this.#heads.set(key, Math.max(asked.after, this.#heads.get(key) ?? 0))
    this.#behind.delete(key)
  }

  #entries(frame: Entries): void {
    const key = hex(frame.box)
    const head = this.#heads.get(key)
    if (head === undefined) throw new MisbehavedError("the relay sent entries of a box that is not live")
    if (frame.entries.length === 0) throw new MisbehavedError("the relay sent no entries")
    // Dropped: they would leave a gap before them, which the next read closes.
    if (this.#behind.has(key)) return
    this.#heads.set(key, risen(frame.entries, head))
    this.#keep(frame.box, frame.entries)
  }

  #keep(box: Uint8Array, entries: readonly Entry[] | null): void {
    for (const behind of this.pushes.put({ box, entries })) this.#behind.add(hex(behind))
  }

  #forget(key: string): void {
    this.#heads.delete(key)
    this.#behind.delete(key)
  }
}

/** The last number of these entries, all of which stand in order beyond `after`. */
function risen(entries: readonly Entry[], after: number): number {
  let last = after
  for (const { seq } of entries) {
    if (seq <= last) throw new MisbehavedError("the relay gave entries out of order")
    last = seq
  }
  return last
}
