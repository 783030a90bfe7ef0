// Bytes and their texts. Numbers are big-endian, as everywhere in Leeward.

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))
const LONE_SURROGATE = /\p{Surrogate}/u

const encoder = new TextEncoder()
// A byte order mark is a character like any other here: what is decoded encodes to the same bytes.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Lower-case hex; the key of every map that is keyed by bytes. */
export function hex(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += DIGITS[byte]
  return text
}

/** The bytes of lower-case hex; RangeError for anything else. */
export function unhex(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new RangeError("this is no lower-case hex")
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  )
}

/** Whether both hold the same bytes; the time it takes tells only their lengths. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0)
  return difference === 0
}

/** Below, equal or above zero: the order of bytes, where a prefix comes first. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  const shared = Math.min(one.length, other.length)
  for (let at = 0; at < shared; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}

/** All parts, one after the other, in new bytes. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** UTF-8; RangeError where a text holds half a character, which UTF-8 cannot say. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  if (LONE_SURROGATE.test(text)) throw new RangeError("a text holds half a character")
  return encoder.encode(text)
}

/** The text of UTF-8; TypeError where the bytes are none. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** Two bytes, for 0 to 2^16 - 1. */
export function u16(value: number): Uint8Array<ArrayBuffer> {
  return number(value, 2)
}

/** Four bytes, for 0 to 2^32 - 1. */
export function u32(value: number): Uint8Array<ArrayBuffer> {
  return number(value, 4)
}

/** Eight bytes, for 0 to 2^53 - 1, beyond which a `number` is not exact. */
export function u64(value: number): Uint8Array<ArrayBuffer> {
  return number(value, 8)
}

/** So many bytes of the system's randomness. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  // getRandomValues fills at most 65536 bytes at a time.
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536))
  return bytes
}

function number(value: number, length: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * length)) {
    throw new RangeError("the number does not fit")
  }
  const bytes = new Uint8Array(length)
  let rest = value
  for (let at = length - 1; at >= 0; at--) {
    bytes[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}
