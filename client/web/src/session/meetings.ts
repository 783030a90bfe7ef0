// Meeting boxes: each is attached on a connection of its own, so that a relay cannot tell by the connection
// which boxes belong to one circle.

import { Desk } from "../invites/desk.ts"
import { type Content, type Meeting, MeetingError } from "../invites/meeting.ts"
import { Address, Connection, type Manner, RefusedError } from "../link/index.ts"
import { equal } from "../wire/bytes.ts"

/** A meeting box that is attached, and what it held then. */
export class Room {
  readonly connection: Connection
  readonly meeting: Meeting
  readonly #blobs: { seq: number; blob: Uint8Array }[]

  constructor(connection: Connection, meeting: Meeting, blobs: { seq: number; blob: Uint8Array }[]) {
    this.connection = connection
    this.meeting = meeting
    this.#blobs = blobs
  }

  /** What it holds. */
  get entries(): readonly { readonly seq: number; readonly blob: Uint8Array }[] {
    return this.#blobs
  }

  /** What the box has come to. */
  get desk(): Desk {
    return Desk.of(this.meeting, this.#blobs)
  }

  /** What opens of it. */
  contents(): Content[] {
    return this.#blobs.flatMap(({ blob }) => {
      try {
        return [this.meeting.open(blob)]
      } catch (error) {
        if (error instanceof MeetingError) return []
        throw error
      }
    })
  }

  /** Append an entry, unless these very bytes stand there. */
  async put(blob: Uint8Array): Promise<void> {
    if (this.#blobs.some((known) => equal(known.blob, blob))) return
    const seq = await this.connection.post(this.meeting.box, blob, { long: true, grow: false })
    this.#blobs.push({ seq, blob })
  }
}

/** Where a meeting box is, and how it is entered. */
export interface Entrance {
  /** The relay's URL. */
  relay: string
  meeting: Meeting
  manner?: Manner
  /** Open the box first. */
  make?: boolean
}

/** Enter a meeting box for as long as the task takes. Rejects with a LinkError. */
export async function within<T>(entrance: Entrance, task: (room: Room) => Promise<T>): Promise<T> {
  const { relay, meeting, manner, make = false } = entrance
  const connection = await Connection.connect(Address.parse(relay), manner)
  try {
    if (make) await connection.open(meeting.seed, meeting.burnKey)
    const { entries } = await connection.attach(meeting.seed, 0)
    return await task(
      new Room(
        connection,
        meeting,
        entries.map(({ seq, blob }) => ({ seq, blob })),
      ),
    )
  } finally {
    connection.close()
  }
}

/** What came of it; null where the relay knows of no such box (any more). */
export async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof RefusedError) return null
    throw error
  }
}
