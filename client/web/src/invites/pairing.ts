// The meeting box of a device code, as the new device sees it: it seals a hello to the first device's one-time key;
// from then on both speak under a key that stood in the hello, so that others with the code read nothing, and each
// with its own side in what is authenticated. What the first device sees there has offering.ts; docs/devices.md has
// the numbered rules.

import { sha256 } from "@noble/hashes/sha2.js"
import { encryptWithLabel, MLSError } from "../mls/index.ts"
import { concat, equal, utf8 } from "../wire/bytes.ts"
import { encode, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, list, text, whole } from "../wire/shapes.ts"
import { Meeting, MeetingError, read, sealed, unsealed } from "./meeting.ts"

/** Characters of what a device is called. */
export const LONGEST_DEVICE = 64
export const REPLY_KEY = 32
/** Bytes of what the two devices call a circle. */
export const HANDLE = 8
/** Circles that one code links: each takes an entry of the box, which holds 32. */
export const MOST_CIRCLES = 24
const HELLO_ID = 8
const MEMBER = 16
const KEY = 1216
const LONGEST_LABEL = 500
const LONGEST_RELAY = 1024
/** Bytes of what is sealed in an answer. */
const MOST = 262_144
const KDF = "leeward/pairing/1/"
const HELLO = utf8("leeward/hello/1\0")
const ANSWER = utf8("leeward/pairing/answer/1\0")
/** The label of EncryptWithLabel (RFC 9420, section 5.1.3) under which hellos are sealed. */
export const HELLO_SEAL = "leeward hello"
/** The sides of a conversation: the first device, the new one. */
export const FIRST = Uint8Array.of(1)
export const NEW = Uint8Array.of(2)

/** Entry 1: the key that a hello is sealed to, and until when the code is good. */
export interface Opened {
  readonly key: Uint8Array
  /** Unix seconds. */
  readonly expires: number
}

/** One circle to enter: what the two devices call it, our member id there, its name and its relay's URL. */
export interface Offered {
  readonly handle: Uint8Array
  readonly member: Uint8Array
  readonly label: string
  readonly relay: string
}

/** The key package for one circle; empty where there is nothing to be done for it. */
export interface Packed {
  readonly handle: Uint8Array
  readonly keyPackage: Uint8Array
}

/** What the first device says. */
export type Said =
  | { readonly kind: "offer"; readonly circles: readonly Offered[] }
  | { readonly kind: "entrance"; readonly handle: Uint8Array; readonly welcome: Uint8Array }

/** A hello: its id, and what stands in it. */
export interface Hello {
  readonly id: Uint8Array
  readonly sealed: Uint8Array
}

/** What a device's meeting box has come to, for one hello; strangers' noise is left out. */
export interface Table {
  readonly opened: Opened | null
  readonly said: readonly Said[]
}

/** The meeting box of a device code's secret. */
export function pairingOf(secret: Uint8Array): Meeting {
  return Meeting.of(secret, KDF)
}

/** Seal a hello to the first device. MeetingError when entry 1 holds no usable key. */
export async function hello(
  box: Meeting,
  opened: Opened,
  name: string,
  replyKey: Uint8Array,
): Promise<Hello> {
  try {
    const said = await encryptWithLabel(opened.key, HELLO_SEAL, box.box, encode([name, replyKey]))
    return helloOf(said)
  } catch (error) {
    throw error instanceof MLSError ? new MeetingError("the code is not genuine") : error
  }
}

/** The hello that is sealed like this. */
export function helloOf(sealed: Uint8Array): Hello {
  return { id: sha256(concat(HELLO, sealed)).slice(0, HELLO_ID), sealed }
}

/** The entry that says hello. */
export function helloEntry(box: Meeting, { sealed }: Hello): Uint8Array {
  return box.wrap(encode([2, sealed]))
}

/** The entry that hands over our keys, made for each circle alone. */
export function packagesEntry(
  box: Meeting,
  hello: Uint8Array,
  replyKey: Uint8Array,
  packed: readonly Packed[],
): Uint8Array {
  return answer(box, NEW, hello, replyKey, [2, packed.map(({ handle, keyPackage }) => [handle, keyPackage])])
}

/** The entry that says that all is entered to which there was a way. */
export function enteredEntry(box: Meeting, hello: Uint8Array, replyKey: Uint8Array): Uint8Array {
  return answer(box, NEW, hello, replyKey, [4])
}

/** Read the entries of the box; only the first of all can open it. Without a hello nothing is said. */
export function tableOf(
  box: Meeting,
  entries: readonly { readonly seq: number; readonly blob: Uint8Array }[],
  hello: Uint8Array | null = null,
  replyKey: Uint8Array | null = null,
): Table {
  let opened: Opened | null = null
  const said: Said[] = []
  for (const { seq, blob } of entries) {
    try {
      const plain = box.unwrap(blob)
      if (seq === 1) opened = openedOf(plain)
      else if (hello !== null && replyKey !== null)
        said.push(answered(plain, FIRST, hello, replyKey, firstSaid))
    } catch (error) {
      if (!(error instanceof MeetingError)) throw error
    }
  }
  return { opened, said }
}

/** The entry in which one side says something to the other. */
export function answer(
  box: Meeting,
  side: Uint8Array,
  hello: Uint8Array,
  replyKey: Uint8Array,
  said: Value,
): Uint8Array {
  return box.wrap(encode([3, hello, sealed(replyKey, concat(ANSWER, side, hello), encode(said))]))
}

/** What `take` makes of what that side says in this entry; MeetingError for anything else. */
export function answered<T>(
  plain: Uint8Array,
  side: Uint8Array,
  hello: Uint8Array,
  replyKey: Uint8Array,
  take: (value: Value) => T,
): T {
  const said = read(plain, (value) => {
    const [kind, to, held] = fields(value, 3)
    whole(kind, 3, 3)
    if (!equal(bytes(to, HELLO_ID), hello)) throw new MalformedError()
    return bytes(held, 1, MOST)
  })
  return read(unsealed(replyKey, concat(ANSWER, side, hello), said), take)
}

/** What opens the box, from its first entry; MeetingError for anything else. */
export function openedOf(plain: Uint8Array): Opened {
  return read(plain, (value) => {
    const [kind, key, openedAt, expires] = fields(value, 4)
    whole(kind, 1, 1)
    whole(openedAt, 0)
    return { key: bytes(key, KEY), expires: whole(expires, 0) }
  })
}

function firstSaid(value: Value): Said {
  const [kind, ...held] = list(value, 3)
  if (kind === 1) {
    const circles = list(fields(held, 1)[0], MOST_CIRCLES).map(offered)
    if (circles.length === 0) throw new MalformedError()
    return { kind: "offer", circles }
  }
  whole(kind, 3, 3)
  const [handle, welcome] = fields(held, 2)
  return { kind: "entrance", handle: bytes(handle, HANDLE), welcome: bytes(welcome, 0, MOST) }
}

function offered(value: Value): Offered {
  const [handle, member, label, relay] = fields(value, 4)
  return {
    handle: bytes(handle, HANDLE),
    member: bytes(member, MEMBER),
    label: text(label, LONGEST_LABEL),
    relay: text(relay, LONGEST_RELAY),
  }
}
