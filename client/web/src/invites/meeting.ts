// The meeting box of an invite: what derives from the code, and what stands in the box.
//
// Everything in it is encrypted under a key of the code, which shows the relay nothing, and is what
// authenticates entry 0. Knocks are sealed once more, to a key of the issuer that stands in entry 0; answers
// to a key that stands in the knock. So others who hold the code read neither, can answer nobody, and learn
// only how many there are. docs/invites.md has the numbered rules.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { decryptWithLabel, encryptWithLabel, hpkeKeyPair, MLSError } from "../mls/index.ts"
import { concat, randomBytes, u32, utf8 } from "../wire/bytes.ts"
import { decode as decodeValue, encode as encodeValue, MalformedError, type Value } from "../wire/codec.ts"
import { bytes, fields, list, text, whole } from "../wire/shapes.ts"
import { boxId } from "../wire/signing.ts"
import { classOf, ENTRY_CLASSES } from "../wire/sizes.ts"

/** Bytes of a code's secret. */
export const SECRET = 16
/** Bytes of a knock's id. */
export const KNOCK_ID = 8
/** Characters that a newcomer may write to the issuer. */
export const LONGEST_NOTE = 500
/** Characters that are read of a name; which names a circle takes is for the circle to say. */
export const LONGEST_NAME = 200
const LONGEST_LABEL = 500
export const MOST_USES = 1000
const NONCE = 24
const AEAD_TAG = 16
const LENGTH = 4
/** Bytes of a sealed knock. */
const MOST_KNOCK = 32_768
/** Bytes of an X-Wing public key, and of an encapsulation to it. */
const ISSUER_KEY = 1216
const ENCAPSULATION = 1120
const MEMBER = 16
const REPLY_KEY = 32
/** Bytes of what proves that a member comes back: nothing, its old leaf's signature, or a rejoin key's. */
const REJOINS: readonly number[] = [0, 64, 168]
const LEAST_ANSWER = NONCE + AEAD_TAG
const MOST_ANSWER = ENTRY_CLASSES[4]
const MEETING = "leeward/meeting/1/"
const ENTRY_LABEL = utf8("leeward/meeting/entry/1\0")
const KNOCK_LABEL = utf8("leeward/knock/1\0")
const WELCOME_LABEL = utf8("leeward/welcome/1\0")
const DECLINE_LABEL = utf8("leeward/decline/1\0")
const ID_LABEL = utf8("leeward/invite/1\0")
/** The label of EncryptWithLabel (RFC 9420, section 5.1.3) under which knocks are sealed. */
const KNOCK_SEAL = "leeward knock"

/** The entry, or what is sealed inside it, does not open or is not well formed. */
export class MeetingError extends Error {
  override readonly name = "MeetingError"
}

/** Entry 0: the key that knocks are sealed to, and what the newcomer should know. */
export interface Issued {
  readonly kind: "issued"
  readonly issuerKey: Uint8Array
  /** Unix seconds. */
  readonly issuedAt: number
  /** Unix seconds; 0 for never. */
  readonly expires: number
  readonly uses: number
}

/** Somebody asks to be let in; only the issuer can read it. */
export interface Knock {
  readonly kind: "knock"
  readonly sealed: Uint8Array
}

/** The way in, for one newcomer alone. */
export interface Welcome {
  readonly kind: "welcome"
  readonly knockId: Uint8Array
  readonly sealed: Uint8Array
}

/** The knock was answered with no; sealed, so that nobody else who holds the code can say it. */
export interface Declined {
  readonly kind: "declined"
  readonly knockId: Uint8Array
  readonly sealed: Uint8Array
}

/** The code is good for nothing any more. */
export interface Closed {
  readonly kind: "closed"
}

export type Content = Issued | Knock | Welcome | Declined | Closed

export const CLOSED: Closed = { kind: "closed" }

/** What a knock says to the issuer. */
export interface Request {
  readonly keyPackage: Uint8Array
  readonly member: Uint8Array
  readonly name: string
  readonly note: string
  /** The key that the answer is to be sealed under. */
  readonly replyKey: Uint8Array
  /** Empty; of a member who comes back the old leaf's signature, or what a rejoin key shows (docs/backup.md). */
  readonly rejoin: Uint8Array
}

/** What a welcome says to the newcomer: the MLS Welcome, and what the circle is called. */
export interface Way {
  readonly welcome: Uint8Array
  readonly label: string
}

/** All that a code derives. */
export class Meeting {
  readonly secret: Uint8Array
  readonly seed: Uint8Array
  readonly box: Uint8Array
  readonly burnKey: Uint8Array
  readonly envelope: Uint8Array
  /** What stands for the code in the policy: it tells who sees it nothing of the code. */
  readonly idHash: Uint8Array

  private constructor(secret: Uint8Array, label: string) {
    const derive = (what: string) => hmac(sha256, secret, utf8(label + what))
    this.secret = secret
    this.seed = derive("box")
    this.box = boxId(this.seed)
    this.burnKey = derive("burn")
    this.envelope = derive("envelope")
    this.idHash = sha256(concat(ID_LABEL, derive("id")))
  }

  /**
   * Derive the meeting box of a code's secret of 16 bytes; at 128 bits it needs no stretching. `label` is that of the
   * code's type: codes of different types share nothing.
   */
  static of(secret: Uint8Array, label = MEETING): Meeting {
    if (secret.length !== SECRET) throw new RangeError("a code's secret has 16 bytes")
    return new Meeting(secret, label)
  }

  /**
   * An entry: padded to its class, encrypted, bound to the box. MeetingError when it fits no class, or when
   * its reader would refuse it.
   */
  close(content: Content): Uint8Array {
    const plain = encode(content)
    decode(plain)
    return this.wrap(plain)
  }

  /** Any content as an entry. MeetingError when it fits no class. */
  wrap(plain: Uint8Array): Uint8Array {
    const size = classOf(LEAST_ANSWER + LENGTH + plain.length)
    if (size === null) throw new MeetingError("this is too large for an entry")
    const padded = new Uint8Array(size - LEAST_ANSWER)
    padded.set(concat(u32(plain.length), plain))
    return sealed(this.envelope, concat(ENTRY_LABEL, this.box), padded)
  }

  /** What an entry says; MeetingError. */
  open(blob: Uint8Array): Content {
    return decode(this.unwrap(blob))
  }

  /** The content of an entry, whatever it is; MeetingError. */
  unwrap(blob: Uint8Array): Uint8Array {
    if (!ENTRY_CLASSES.some((size) => size === blob.length))
      throw new MeetingError("the entry is of no class")
    const padded = unsealed(this.envelope, concat(ENTRY_LABEL, this.box), blob)
    const end = LENGTH + new DataView(padded.buffer, padded.byteOffset).getUint32(0)
    if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) {
      throw new MeetingError("the entry is not well padded")
    }
    return padded.subarray(LENGTH, end)
  }
}

/** A one-time X-Wing key pair for one code: private (a 32-byte seed), public (1216 bytes). */
export function issuerKeys(): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  return hpkeKeyPair()
}

/** What a knock is called, 8 bytes. */
export function knockId(knock: Knock): Uint8Array {
  return sha256(concat(KNOCK_LABEL, knock.sealed)).slice(0, KNOCK_ID)
}

/** Seal a request to the issuer. MeetingError when entry 0 holds no usable key, or the request is none. */
export async function knock(meeting: Meeting, issued: Issued, request: Request): Promise<Knock> {
  const plain = encodeRequest(request)
  try {
    return { kind: "knock", sealed: await encryptWithLabel(issued.issuerKey, KNOCK_SEAL, meeting.box, plain) }
  } catch (error) {
    if (error instanceof MLSError) throw new MeetingError("the invite is not genuine")
    throw error
  }
}

/** What a knock says, for the issuer; MeetingError. */
export async function readKnock(meeting: Meeting, privateKey: Uint8Array, knock: Knock): Promise<Request> {
  try {
    return decodeRequest(await decryptWithLabel(privateKey, KNOCK_SEAL, meeting.box, knock.sealed))
  } catch (error) {
    if (error instanceof MLSError) throw new MeetingError("the knock does not open")
    throw error
  }
}

/** The way in, sealed to the newcomer alone. */
export function welcome(
  id: Uint8Array,
  replyKey: Uint8Array,
  mlsWelcome: Uint8Array,
  label: string,
): Welcome {
  const plain = encodeValue([mlsWelcome, label])
  return { kind: "welcome", knockId: id, sealed: sealed(replyKey, concat(WELCOME_LABEL, id), plain) }
}

/** The way in, for the newcomer; MeetingError. */
export function readWelcome(content: Welcome, replyKey: Uint8Array): Way {
  const plain = unsealed(replyKey, concat(WELCOME_LABEL, content.knockId), content.sealed)
  return read(plain, (value) => {
    const [way, label] = fields(value, 2)
    return { welcome: bytes(way, 1, MOST_ANSWER), label: text(label, LONGEST_LABEL) }
  })
}

/** A no, for the newcomer alone. */
export function decline(id: Uint8Array, replyKey: Uint8Array): Declined {
  const said = sealed(replyKey, concat(DECLINE_LABEL, id), new Uint8Array())
  return { kind: "declined", knockId: id, sealed: said }
}

/** Whether a no is genuine. */
export function isDecline(content: Declined, replyKey: Uint8Array): boolean {
  try {
    return unsealed(replyKey, concat(DECLINE_LABEL, content.knockId), content.sealed).length === 0
  } catch (error) {
    if (error instanceof MeetingError) return false
    throw error
  }
}

/** The one encoding of a content (I8). Whether its reader would refuse it is seen when it is closed. */
export function encode(content: Content): Uint8Array {
  return encodeValue(partsOf(content))
}

/** The content of an entry from its bytes; MeetingError. */
export function decode(plain: Uint8Array): Content {
  return read(plain, (value) => {
    const [kind, ...held] = list(value, 5)
    switch (kind) {
      case 1: {
        const [issuerKey, issuedAt, expires, uses] = fields(held, 4)
        return {
          kind: "issued",
          issuerKey: bytes(issuerKey, ISSUER_KEY),
          issuedAt: whole(issuedAt, 0),
          expires: whole(expires, 0),
          uses: whole(uses, 1, MOST_USES),
        }
      }
      case 2:
        return { kind: "knock", sealed: bytes(fields(held, 1)[0], ENCAPSULATION + AEAD_TAG, MOST_KNOCK) }
      case 3:
        return { kind: "welcome", ...answer(held) }
      case 4:
        return { kind: "declined", ...answer(held) }
      case 5:
        fields(held, 0)
        return CLOSED
      default:
        throw new MalformedError()
    }
  })
}

/** The one encoding of a request (I10); MeetingError when its reader would refuse it. */
export function encodeRequest(request: Request): Uint8Array {
  const { keyPackage, member, name, note, replyKey, rejoin } = request
  const plain = encodeValue([keyPackage, member, name, note, replyKey, rejoin])
  decodeRequest(plain)
  return plain
}

/** A request from its bytes; MeetingError. */
export function decodeRequest(plain: Uint8Array): Request {
  return read(plain, (value) => {
    const [keyPackage, member, name, note, replyKey, rejoin] = fields(value, 6)
    const signed = bytes(rejoin, 0, Math.max(...REJOINS))
    if (!REJOINS.includes(signed.length)) throw new MalformedError()
    return {
      keyPackage: bytes(keyPackage, 1, MOST_KNOCK),
      member: bytes(member, MEMBER),
      name: text(name, LONGEST_NAME),
      note: text(note, LONGEST_NOTE),
      replyKey: bytes(replyKey, REPLY_KEY),
      rejoin: signed,
    }
  })
}

function partsOf(content: Content): readonly Value[] {
  switch (content.kind) {
    case "issued":
      return [1, content.issuerKey, content.issuedAt, content.expires, content.uses]
    case "knock":
      return [2, content.sealed]
    case "welcome":
      return [3, content.knockId, content.sealed]
    case "declined":
      return [4, content.knockId, content.sealed]
    case "closed":
      return [5]
  }
}

function answer(held: readonly Value[]): { knockId: Uint8Array; sealed: Uint8Array } {
  const [id, said] = fields(held, 2)
  return { knockId: bytes(id, KNOCK_ID), sealed: bytes(said, LEAST_ANSWER, MOST_ANSWER) }
}

/** What `take` makes of bytes in the one encoding; MeetingError. */
export function read<T>(plain: Uint8Array, take: (value: Value) => T): T {
  try {
    return take(decodeValue(plain))
  } catch (error) {
    if (error instanceof MalformedError) throw new MeetingError("this is not well formed")
    throw error
  }
}

/** Seal under a key that both sides hold; the nonce stands first. */
export function sealed(key: Uint8Array, associated: Uint8Array, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE)
  return concat(nonce, xchacha20poly1305(key, nonce, associated).encrypt(plain))
}

/** Open what `sealed` sealed; MeetingError. */
export function unsealed(key: Uint8Array, associated: Uint8Array, blob: Uint8Array): Uint8Array {
  try {
    return xchacha20poly1305(key, blob.subarray(0, NONCE), associated).decrypt(blob.subarray(NONCE))
  } catch {
    throw new MeetingError("this does not open")
  }
}
