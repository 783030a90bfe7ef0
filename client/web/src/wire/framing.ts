// Frames to bytes and back, strictly: one frame has one encoding (R2), and no other shape passes. After its
// MessagePack stand a mark and zeros, up to a length that follows from the frame's blobs alone (R42).
//
// The tables below are the tables of docs/protocol.md: a frame is its tag and its fields in this order.

import { decode, encode, MalformedError, type Value } from "./codec.ts"
import { Code, Kind, Life } from "./codes.ts"
import type { Entry, Frame, Limits, Reply, Request } from "./frames.ts"
import { bytes, fields, flag, list, nullable, oneOf, whole } from "./shapes.ts"
import {
  BOX_BYTES,
  BURN_HASH_BYTES,
  BURN_KEY_BYTES,
  CHALLENGE_BYTES,
  CONTROL_BYTES,
  ENTRY_CLASSES,
  ENTRY_HEAD_BYTES,
  HEAD_BYTES,
  MAC_BYTES,
  MAX_DIFFICULTY,
  MAX_PAGE_ENTRIES,
  MAX_REPLY_BYTES,
  MAX_REQUEST_BYTES,
  MAX_RID,
  MAX_SEQ,
  NONCE_BYTES,
  SEAL_CLASSES,
  SIGNATURE_BYTES,
} from "./sizes.ts"

/** The first byte of a proof that is work, and of one that shows a pass (R4). */
export const WORK_MARK = 1
export const PASS_MARK = 2

/** The byte between a frame's MessagePack and its zeros. */
const PAD_MARK = 0x80

/** How one field stands on the wire. `read` throws MalformedError. */
interface Field<T> {
  read(value: Value): T
  write(value: T): Value
}

/** The fields of `T`, in their order on the wire. */
type Fields<T> = { readonly [Name in keyof T]: Field<T[Name]> }

/** A frame's tag, its fields, and what else must hold. */
interface Layout<T> {
  readonly tag: number
  readonly body: Field<Omit<T, "kind">>
}

type Of<Kinds extends Frame, Name> = Extract<Kinds, { kind: Name }>
type Layouts<Kinds extends Frame> = { readonly [Name in Kinds["kind"]]: Layout<Of<Kinds, Name>> }

const RID = number(0, MAX_RID)
const SEQ = number(1, MAX_SEQ)
const AFTER = number(0, MAX_SEQ)
const COUNT = number(0)
const FLAG = plain(flag)
const BOX = fixed(BOX_BYTES)
const SIG = fixed(SIGNATURE_BYTES)
const POST_BLOB = blob(ENTRY_CLASSES)
const SEAL_BLOB = blob(SEAL_CLASSES)
const BURN_HASH = plain((value) => nullable(value, (hash) => bytes(hash, BURN_HASH_BYTES)))
const LIFE = plain((value) => oneOf(value, Object.values(Life)))
const KIND = plain((value) => oneOf(value, Object.values(Kind)))
const CODE = plain((value) => oneOf(value, Object.values(Code)))

const PROOF = plain((value) => {
  const proof = bytes(value, 0, 1 + MAC_BYTES)
  const work = proof.length === 1 + NONCE_BYTES && proof[0] === WORK_MARK
  const pass = proof.length === 1 + MAC_BYTES && proof[0] === PASS_MARK
  if (proof.length > 0 && !work && !pass) throw new MalformedError()
  return proof
})

const LIMITS = record<Limits>({
  difficulty: number(0, MAX_DIFFICULTY),
  passRequired: FLAG,
  largestEntry: COUNT,
  boxEntries: COUNT,
  boxBytes: COUNT,
  maxSteps: COUNT,
  burnableEntries: COUNT,
  burnableBytes: COUNT,
  seals: COUNT,
  opensPerMinute: COUNT,
  postsPerMinute: COUNT,
  requestsPerMinute: COUNT,
  boxes: COUNT,
  shortDays: COUNT,
  longDays: COUNT,
})

const ENTRY = record<Entry>(
  { seq: SEQ, kind: KIND, blob: POST_BLOB },
  ({ kind, blob }) => kind === Kind.POST || fitsSeal(blob.length),
)

const ENTRIES: Field<readonly Entry[]> = {
  read: (value) => list(value, MAX_PAGE_ENTRIES).map(ENTRY.read),
  write: (entries) => entries.map(ENTRY.write),
}

const REQUESTS: Layouts<Request> = {
  open: frame(1, { rid: RID, box: BOX, burnHash: BURN_HASH, sig: SIG, proof: PROOF }),
  attach: frame(2, { rid: RID, box: BOX, sig: SIG, after: AFTER }),
  detach: frame(3, { rid: RID, box: BOX }),
  post: frame(4, { rid: RID, box: BOX, life: LIFE, blob: POST_BLOB }),
  seal: frame(
    5,
    { rid: RID, box: BOX, after: AFTER, blob: SEAL_BLOB, proof: PROOF },
    // A first seal is free (R4).
    ({ after, proof }) => after > 0 || proof.length === 0,
  ),
  read: frame(6, { rid: RID, box: BOX, after: AFTER }),
  grow: frame(7, { rid: RID, box: BOX, proof: PROOF }),
  burn: frame(8, { rid: RID, box: BOX, key: fixed(BURN_KEY_BYTES) }),
  ping: frame(9, { rid: RID }),
}

const REPLIES: Layouts<Reply> = {
  hello: frame(32, { version: COUNT, challenge: fixed(CHALLENGE_BYTES), limits: LIMITS }),
  opened: frame(33, { rid: RID }),
  attached: frame(34, { rid: RID, lastSeal: AFTER, nextSeq: COUNT, step: COUNT }),
  detached: frame(35, { rid: RID }),
  posted: frame(36, { rid: RID, seq: SEQ }),
  sealed: frame(37, { rid: RID, seq: SEQ }),
  page: frame(38, { rid: RID, box: BOX, entries: ENTRIES, done: FLAG }),
  grown: frame(39, { rid: RID, step: COUNT }),
  burned: frame(40, { rid: RID }),
  pong: frame(41, { rid: RID }),
  refused: frame(42, { rid: RID, code: CODE }),
  entries: frame(64, { box: BOX, entries: ENTRIES }),
  lagged: frame(65, { box: BOX }),
}

/** The one encoding of a request; RangeError for one that no relay would read. */
export function encodeRequest(request: Request): Uint8Array<ArrayBuffer> {
  return write(REQUESTS, request)
}

/** The one encoding of what a relay says; RangeError for what no client would read. */
export function encodeReply(reply: Reply): Uint8Array<ArrayBuffer> {
  return write(REPLIES, reply)
}

/** Reads what a client sent; MalformedError. */
export function decodeRequest(data: Uint8Array): Request {
  return read(REQUESTS, data, MAX_REQUEST_BYTES)
}

/** Reads what a relay sent; MalformedError. */
export function decodeReply(data: Uint8Array): Reply {
  return read(REPLIES, data, MAX_REPLY_BYTES)
}

function read<Kinds extends Frame>(layouts: Layouts<Kinds>, data: Uint8Array, most: number): Kinds {
  if (data.length > most) throw new MalformedError()
  const end = data.findLastIndex((byte) => byte !== 0)
  if (data[end] !== PAD_MARK) throw new MalformedError()
  const [tag, ...values] = list(decode(data.subarray(0, end)), Number.MAX_SAFE_INTEGER)
  const kinds = Object.keys(layouts) as Kinds["kind"][]
  const kind = kinds.find((name) => layouts[name].tag === tag)
  if (kind === undefined) throw new MalformedError()
  // The layout of a kind reads the rest of that kind's frame; types cannot follow a look-up so far.
  const frame = { kind, ...layouts[kind].body.read(values) } as unknown as Kinds
  if (data.length !== lengthOf(frame)) throw new MalformedError()
  return frame
}

function write<Kinds extends Frame>(layouts: Layouts<Kinds>, value: Kinds): Uint8Array<ArrayBuffer> {
  const { tag, body } = layouts[value.kind as Kinds["kind"]] as Layout<Kinds>
  const values = body.write(value)
  try {
    body.read(values)
  } catch {
    throw new RangeError("this is no frame")
  }
  const packed = encode([tag, ...(values as readonly Value[])])
  const padded = new Uint8Array(lengthOf(value))
  padded.set(packed)
  padded[packed.length] = PAD_MARK
  return padded
}

/** How long a frame is on the wire, in bytes (R42). */
function lengthOf(frame: Frame): number {
  if ("blob" in frame) return HEAD_BYTES + frame.blob.length
  if (!("entries" in frame) || frame.entries.length === 0) return CONTROL_BYTES
  return frame.entries.reduce((sum, { blob }) => sum + ENTRY_HEAD_BYTES + blob.length, HEAD_BYTES)
}

function frame<T extends Frame>(
  tag: number,
  names: Fields<Omit<T, "kind">>,
  check?: (found: Omit<T, "kind">) => boolean,
): Layout<T> {
  return { tag, body: record(names, check) }
}

/** An array of these fields, and no more, of which the check holds as well. */
function record<T>(names: Fields<T>, check: (found: T) => boolean = () => true): Field<T> {
  const order = Object.keys(names) as (keyof T)[]
  return {
    read(value) {
      const items = fields(value, order.length)
      const found = {} as T
      for (const [at, name] of order.entries()) found[name] = names[name].read(items[at] ?? null)
      if (!check(found)) throw new MalformedError()
      return found
    },
    write: (value) => order.map((name) => names[name].write(value[name])),
  }
}

function plain<T extends Value>(read: (value: Value) => T): Field<T> {
  return { read, write: (value) => value }
}

function fixed(length: number): Field<Uint8Array> {
  return plain((value) => bytes(value, length))
}

function number(least: number, most?: number): Field<number> {
  return plain((value) => whole(value, least, most))
}

function blob(classes: readonly number[]): Field<Uint8Array> {
  return plain((value) => {
    const found = bytes(value, 0, MAX_REQUEST_BYTES)
    if (!classes.includes(found.length)) throw new MalformedError()
    return found
  })
}

function fitsSeal(length: number): boolean {
  return (SEAL_CLASSES as readonly number[]).includes(length)
}
