// What is kept of a device code that this browser made: until the new device has entered, what is still to be done;
// then, how it went, without any key.

import type { PairingInfo } from "../engine/api.ts"
import type { Change } from "../vault/index.ts"
import { hex } from "../wire/bytes.ts"
import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, list, text, whole } from "../wire/shapes.ts"

export const PAIRINGS = "pairings"
const ANY = Number.MAX_SAFE_INTEGER
const NOTHING = new Uint8Array()

/**
 * How a code ended: the new device has entered; its time was over, or its box gone; two devices came; another device
 * than the one whose words were compared; the person wants it no more.
 */
const ENDINGS = ["linked", "over", "frozen", "mistaken", "dropped"] as const
export type Ending = (typeof ENDINGS)[number]

/** What came of the new device in a circle: it was let in, it was there already, or there was no way in. */
const OUTCOMES = ["linked", "there", "missing"] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One circle that a code links. */
export interface PairedCircle {
  /** Its local id. */
  readonly circle: Uint8Array
  /** What the two devices call it. */
  readonly handle: Uint8Array
  readonly label: string
  /** The exact entry that brings the way in, or says that there is none; empty before. */
  readonly entry: Uint8Array
  /** Null before that is known. */
  readonly outcome: Outcome | null
}

/** A device code of ours. */
export interface PairingRecord {
  readonly id: Uint8Array
  /** Empty once the code has ended and its box is gone. */
  readonly secret: Uint8Array
  /** The one-time key that hellos are sealed to; empty once the person has said yes to one. */
  readonly private: Uint8Array
  /** The exact first entry of its box. */
  readonly entry: Uint8Array
  /** Unix seconds: until the person says yes, the code; then, what is still to be done. */
  readonly expires: number
  readonly circles: readonly PairedCircle[]
  /** What the circles are called that this page cannot link, since they meet at another relay. */
  readonly elsewhere: readonly string[]
  /** The id of the hello to which the person said yes; empty before, as are the next three. */
  readonly hello: Uint8Array
  readonly name: string
  readonly replyKey: Uint8Array
  /** The exact entry that says yes. */
  readonly offer: Uint8Array
  /** Null while it goes on. */
  readonly ended: Ending | null
}

/** A record without its keys: what remains is the secret, for as long as the box is to be burnt. */
export function spent(record: PairingRecord, ended: Ending): PairingRecord {
  const circles = record.circles.map((one) => ({ ...one, entry: NOTHING }))
  return { ...record, private: NOTHING, entry: NOTHING, replyKey: NOTHING, offer: NOTHING, circles, ended }
}

/** How a code stands, as pages have it; `more` is what holds in that state alone. */
export function pairingInfo(
  record: PairingRecord,
  state: PairingInfo["state"],
  more: Partial<PairingInfo> = {},
): PairingInfo {
  const over = record.hello.length > 0 && (state === "linked" || state === "over")
  const left = record.circles.filter(({ outcome }) => outcome === null || outcome === "missing")
  return {
    id: hex(record.id),
    state,
    code: "",
    link: "",
    expires: record.expires,
    name: record.name,
    words: [],
    missing: over ? [...left.map(({ label }) => label), ...record.elsewhere] : [],
    ...more,
  }
}

/** The change that keeps it. */
export function putPairing(record: PairingRecord): Change {
  return { op: "put", shelf: PAIRINGS, key: record.id, value: packPairing(record) }
}

function packPairing(record: PairingRecord): Uint8Array {
  const { id, secret, entry, expires, elsewhere, hello, name, replyKey, offer, ended } = record
  const circles = record.circles.map((one): Value => {
    const { circle, handle, label, outcome } = one
    return [circle, handle, label, one.entry, outcome]
  })
  const held = [id, secret, record.private, entry, expires, circles, elsewhere]
  return encode([...held, hello, name, replyKey, offer, ended])
}

/** MalformedError for bytes that are no such record. */
export function unpackPairing(data: Uint8Array): PairingRecord {
  const field = fields(decode(data), 12)
  return {
    id: bytes(field[0], 0, ANY),
    secret: bytes(field[1], 0, ANY),
    private: bytes(field[2], 0, ANY),
    entry: bytes(field[3], 0, ANY),
    expires: whole(field[4], 0),
    circles: list(field[5], ANY).map((value) => {
      const [circle, handle, label, entry, outcome] = fields(value, 5)
      return {
        circle: bytes(circle, 0, ANY),
        handle: bytes(handle, 0, ANY),
        label: text(label),
        entry: bytes(entry, 0, ANY),
        outcome: oneOrNull(outcome, OUTCOMES),
      }
    }),
    elsewhere: list(field[6], ANY).map((label) => text(label)),
    hello: bytes(field[7], 0, ANY),
    name: text(field[8]),
    replyKey: bytes(field[9], 0, ANY),
    offer: bytes(field[10], 0, ANY),
    ended: oneOrNull(field[11], ENDINGS),
  }
}

function oneOrNull<T>(value: Value | undefined, known: readonly T[]): T | null {
  if (value === null) return null
  const found = known.find((one) => one === value)
  if (found === undefined) throw new MalformedError()
  return found
}
