// The join code: 128 secret bits that fit on a slip of paper, with the relay where they are good.
//
// Thirty characters of Crockford's base32 in six groups of five carry 150 bits: two of version, the secret,
// and a checksum of twenty over version, secret and relay. So a slip of the tongue is noticed before
// anything is sent anywhere. A code is of one type and can do nothing but join (docs/invites.md, I1 to I5).

import { sha256 } from "@noble/hashes/sha2.js"
import { concat, hex, unhex, utf8 } from "../wire/bytes.ts"

/** Bytes of secret in a code. */
export const SECRET = 16
const MOST_TEXT = 1024
const VERSION = 0
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const CHARACTERS = 30
const GROUP = 5
const CHECK_BITS = 20n
const SECRET_BITS = 128n
const CODE = /^(?<kind>join|device)(?<letters>[0-9A-Za-z\s-]+)@\s*(?<relay>\S+)$/i
const LINK = /^(?<relay>https?:\/\/[^\s#]+)#(?<kind>join|device)-(?<letters>[0-9A-Za-z-]+)$/i
/** What keyboards and messengers make of hyphens. */
const DASHES = /[\u2010-\u2014\u2212]/g

/** What a code can do: ask to be let in, or link a device of one's own (docs/devices.md). */
export type CodeKind = "join" | "device"

/** Why a text is no code, as the end of the Fluent id `error-code-...`. */
export type CodeFault = "too-long" | "form" | "length" | "letter" | "check" | "version" | CodeKind

/** The text is not a code; the sentence of `id` helps to find the slip. It repeats nothing of the text. */
export class CodeError extends Error {
  override readonly name = "CodeError"
  readonly id: `error-code-${CodeFault}`
  readonly args: Record<string, number>

  constructor(fault: CodeFault, args: Record<string, number> = {}) {
    super(`error-code-${fault}`)
    this.id = `error-code-${fault}`
    this.args = args
  }
}

/** A join code, or a device code. */
export class Code {
  readonly secret: Uint8Array
  readonly kind: CodeKind
  /** The relay's URL in its one form, as `Address.url` of the link gives it. */
  readonly relay: string

  /** RangeError unless the secret has 16 bytes. */
  constructor(secret: Uint8Array, relay: string, kind: CodeKind = "join") {
    if (secret.length !== SECRET) throw new RangeError("a code carries 16 bytes")
    this.secret = secret
    this.relay = relay
    this.kind = kind
  }

  /** The code to read aloud and to type. */
  toString(): string {
    return `${this.kind}-${lettersOf(this)}@${short(this.relay)}`
  }

  /** The code as a link, whose secret part stays in the browser that opens it. */
  get link(): string {
    return `${this.relay}/#${this.kind}-${lettersOf(this)}`
  }
}

/** The letters and the relay of a code of this kind, or its link, as typed; CodeError. */
export function split(typed: string, wanted: CodeKind = "join"): { letters: string; relay: string } {
  if ([...typed].length > MOST_TEXT) throw new CodeError("too-long")
  const text = typed.trim().replace(DASHES, "-")
  const { kind, letters, relay } = (LINK.exec(text) ?? CODE.exec(text))?.groups ?? {}
  if (letters === undefined || relay === undefined) throw new CodeError("form")
  if (kind?.toLowerCase() !== wanted) throw new CodeError(wanted === "join" ? "device" : "join")
  return { letters, relay: relay.replace(/\/+$/, "") }
}

/** The code of these letters at this relay (its URL in the one form); CodeError. */
export function parse(letters: string, relay: string, kind: CodeKind = "join"): Code {
  const typed = letters.replace(/[\s-]/g, "").toUpperCase()
  if (typed.length !== CHARACTERS) throw new CodeError("length", { most: CHARACTERS, number: typed.length })
  const number = [...typed].reduce((before, character) => (before << 5n) | letterValue(character), 0n)
  const secret = unhex(
    low(number >> CHECK_BITS, SECRET_BITS)
      .toString(16)
      .padStart(2 * SECRET, "0"),
  )
  const version = Number(number >> (CHECK_BITS + SECRET_BITS))
  if (low(number, CHECK_BITS) !== checksum(version, secret, relay, kind)) throw new CodeError("check")
  if (version !== VERSION) throw new CodeError("version")
  return new Code(secret, relay, kind)
}

function letterValue(character: string): bigint {
  const meant = character === "O" ? "0" : character === "I" || character === "L" ? "1" : character
  const value = ALPHABET.indexOf(meant)
  if (value < 0) throw new CodeError("letter")
  return BigInt(value)
}

/**
 * The relay without its scheme, where that can be told from the name: what has no scheme is read as http on
 * this machine and for onion services, and else as https.
 */
function short(relay: string): string {
  const [scheme, rest = ""] = relay.split("://")
  if (scheme === "http") return rest
  const name = /^[^/:]*/.exec(rest)?.[0] ?? ""
  const doubtful = name === "localhost" || name.endsWith(".onion") || /^[[0-9]/.test(rest)
  return doubtful ? relay : rest
}

function lettersOf({ secret, relay, kind }: Code): string {
  let number = (BigInt(`0x${hex(secret)}`) << CHECK_BITS) | checksum(VERSION, secret, relay, kind)
  number |= BigInt(VERSION) << (CHECK_BITS + SECRET_BITS)
  let letters = ""
  for (let place = 0; place < CHARACTERS; place++) {
    const dash = place > 0 && place % GROUP === 0 ? "-" : ""
    letters = `${ALPHABET[Number(low(number, 5n))]}${dash}${letters}`
    number >>= 5n
  }
  return letters
}

function checksum(version: number, secret: Uint8Array, relay: string, kind: CodeKind): bigint {
  const digest = sha256(concat(utf8(`leeward/${kind}/1\0`), Uint8Array.of(version), secret, utf8(relay)))
  return BigInt(`0x${hex(digest.subarray(0, 4))}`) >> (32n - CHECK_BITS)
}

/** The lowest bits of a number. */
function low(number: bigint, bits: bigint): bigint {
  return BigInt.asUintN(Number(bits), number)
}
