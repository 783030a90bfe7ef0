// What comes from a relay by itself, kept until somebody takes it, in bounded room.

import { hex } from "../wire/bytes.ts"
import type { Entry } from "../wire/frames.ts"
import { Gate } from "./gate.ts"

/** Blobs kept while nobody takes them, in bytes; beyond that their boxes have to be read again. */
const MOST_BYTES = 8 * 1024 * 1024
const MOST_PUSHES = 4096

/** Something that came by itself: entries of a box, or null, the word to read it again. */
export interface Live {
  readonly box: Uint8Array
  readonly entries: readonly Entry[] | null
}

/** A queue of Live for one consumer. Once the connection is lost it gives null, and goes on so. */
export class Pushes {
  readonly #mostBytes: number
  readonly #mostPushes: number
  readonly #arrived = new Gate()
  #kept: Live[] = []
  #bytes = 0
  #ended = false

  constructor(mostBytes = MOST_BYTES, mostPushes = MOST_PUSHES) {
    this.#mostBytes = mostBytes
    this.#mostPushes = mostPushes
  }

  /** Keeps a push. Gives the boxes whose pushes did not fit, and are to be read again. */
  put(live: Live): readonly Uint8Array[] {
    this.#kept.push(live)
    this.#bytes += sizeOf(live)
    this.#arrived.open()
    if (this.#bytes <= this.#mostBytes && this.#kept.length <= this.#mostPushes) return []
    const boxes = [...new Map(this.#kept.map(({ box }) => [hex(box), box])).values()]
    this.#kept = boxes.map((box) => ({ box, entries: null }))
    this.#bytes = 0
    return boxes
  }

  /** Says that nothing more will come. */
  end(): void {
    this.#ended = true
    this.#arrived.open()
  }

  /** What came first: undefined while there is nothing, null once the connection is lost. */
  take(): Live | null | undefined {
    const live = this.#kept.shift()
    if (live === undefined) return this.#ended ? null : undefined
    this.#bytes -= sizeOf(live)
    if (this.#kept.length === 0 && !this.#ended) this.#arrived.close()
    return live
  }

  /** Waits until there is something to take, and takes nothing: so it can be raced with other waits. */
  arrived(): Promise<void> {
    return this.#arrived.passed()
  }

  /** Waits for the next push and takes it; null once the connection is lost. */
  async get(): Promise<Live | null> {
    for (;;) {
      const live = this.take()
      if (live !== undefined) return live
      await this.arrived()
    }
  }
}

function sizeOf({ entries }: Live): number {
  return entries === null ? 0 : entries.reduce((total, { blob }) => total + blob.length, 0)
}
