// The meeting box of a device code, as the device that made the code sees it: who says hello, and what that device
// says once the person has said yes to it. What both sides share is in pairing.ts; docs/devices.md has the rules.

import { decryptWithLabel, MLSError } from "../mls/index.ts"
import { equal } from "../wire/bytes.ts"
import { encode, type Value } from "../wire/codec.ts"
import { bytes, fields, list, text, whole } from "../wire/shapes.ts"
import { type Meeting, MeetingError, read } from "./meeting.ts"
import {
  answer,
  answered,
  FIRST,
  HANDLE,
  HELLO_SEAL,
  type Hello,
  helloOf,
  LONGEST_DEVICE,
  MOST_CIRCLES,
  NEW,
  type Offered,
  type Opened,
  openedOf,
  type Packed,
  REPLY_KEY,
} from "./pairing.ts"

/** Bytes of a sealed hello, and of a key package. */
const MOST_SEALED = 32_768

/** What a hello says: what the device is called, and the key of all that follows. */
export interface Asking {
  readonly name: string
  readonly replyKey: Uint8Array
}

/** Who has come with a code. */
export interface Visitors {
  readonly opened: Opened | null
  /** In the order they came, each once. More than one: the code is in two hands. */
  readonly hellos: readonly Hello[]
}

/** What the new device says. */
export type NewSaid =
  | { readonly kind: "packages"; readonly packed: readonly Packed[] }
  | { readonly kind: "entered" }

type Entries = readonly { readonly seq: number; readonly blob: Uint8Array }[]

/** Entry 1: the key that a hello is sealed to, from when and until when the code is good, in unix seconds. */
export function openedEntry(box: Meeting, key: Uint8Array, openedAt: number, expires: number): Uint8Array {
  return box.wrap(encode([1, key, openedAt, expires]))
}

/** The entry that says yes to a hello, and to which circles it leads. */
export function offerEntry(
  box: Meeting,
  hello: Uint8Array,
  replyKey: Uint8Array,
  circles: readonly Offered[],
): Uint8Array {
  const offered = circles.map(({ handle, member, label, relay }) => [handle, member, label, relay])
  return answer(box, FIRST, hello, replyKey, [1, offered])
}

/** The entry that brings the way into one circle, an MLS Welcome; with an empty one it says that there is none. */
export function entranceEntry(
  box: Meeting,
  hello: Uint8Array,
  replyKey: Uint8Array,
  handle: Uint8Array,
  welcome: Uint8Array,
): Uint8Array {
  return answer(box, FIRST, hello, replyKey, [3, handle, welcome])
}

/** Who has come; strangers' noise is left out. */
export function visitorsOf(box: Meeting, entries: Entries): Visitors {
  const first = entries.filter(({ seq }) => seq === 1)
  const [opened = null] = opening(box, first, openedOf)
  const hellos = opening(box, entries, (plain) => read(plain, helloIn))
  const once = hellos.filter((one, at) => hellos.findIndex(({ id }) => equal(id, one.id)) === at)
  return { opened, hellos: once }
}

/** All that the new device has said, in its order. */
export function newSaid(box: Meeting, entries: Entries, hello: Uint8Array, replyKey: Uint8Array): NewSaid[] {
  return opening(box, entries, (plain) => answered(plain, NEW, hello, replyKey, saidOf))
}

/** What a hello says, with the code's one-time key; MeetingError. */
export async function readHello(box: Meeting, privateKey: Uint8Array, { sealed }: Hello): Promise<Asking> {
  try {
    const plain = await decryptWithLabel(privateKey, HELLO_SEAL, box.box, sealed)
    return read(plain, (value) => {
      const [name, replyKey] = fields(value, 2)
      return { name: text(name, LONGEST_DEVICE), replyKey: bytes(replyKey, REPLY_KEY) }
    })
  } catch (error) {
    throw error instanceof MLSError ? new MeetingError("the hello does not open") : error
  }
}

function helloIn(value: Value): Hello {
  const [kind, sealed] = fields(value, 2)
  whole(kind, 2, 2)
  return helloOf(bytes(sealed, 1, MOST_SEALED))
}

function saidOf(value: Value): NewSaid {
  const [kind, ...held] = list(value, 2)
  if (kind === 4) {
    fields(held, 0)
    return { kind: "entered" }
  }
  whole(kind, 2, 2)
  const packed = list(fields(held, 1)[0], MOST_CIRCLES).map((one) => {
    const [handle, keyPackage] = fields(one, 2)
    return { handle: bytes(handle, HANDLE), keyPackage: bytes(keyPackage, 0, MOST_SEALED) }
  })
  return { kind: "packages", packed }
}

/** What `take` makes of the entries that open; somebody's noise, of which it makes nothing, is left out. */
function opening<T>(box: Meeting, entries: Entries, take: (plain: Uint8Array) => T): T[] {
  return entries.flatMap(({ blob }) => {
    try {
      return [take(box.unwrap(blob))]
    } catch (error) {
      if (error instanceof MeetingError) return []
      throw error
    }
  })
}
