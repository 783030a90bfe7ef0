// Canonical records: arrays of fixed fields in the one encoding of `wire/codec.ts`. What decodes from any
// other bytes is refused, so a record says the same to every member.

import { decode, encode, MalformedError, type Value } from "../wire/codec.ts"

/** The bytes are not the one canonical encoding of the record asked for, or a field is out of bounds. */
export class CanonError extends Error {
  override readonly name: string = "CanonError"
}

/** The one encoding of a record's fields; CanonError for what has none: a number below zero, half a character. */
export function pack(record: Value): Uint8Array {
  try {
    return encode(record)
  } catch (error) {
    throw error instanceof RangeError ? new CanonError("a field is out of bounds") : error
  }
}

/** What `read` makes of bytes that are at most `largest` long; CanonError for any others. */
export function unpack<T>(data: Uint8Array, largest: number, read: (value: Value) => T): T {
  if (data.length > largest) throw new CanonError("too long")
  try {
    return read(decode(data))
  } catch (error) {
    if (error instanceof MalformedError) throw new CanonError("not the record expected")
    throw error
  }
}

/** CanonError unless the number is whole and lies within the bounds. */
export function checkInt(value: number, lowest: number, highest = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < lowest || value > highest) {
    throw new CanonError("an integer is out of bounds")
  }
}

/** CanonError unless the byte string is exactly `length` bytes long. */
export function checkBytes(value: Uint8Array, length: number): void {
  if (value.length !== length) throw new CanonError("a byte string has the wrong length")
}

/** CanonError unless each comes after the one before it, so that there is one order and no double. */
export function checkAscending<T>(items: readonly T[], order: (one: T, other: T) => number): void {
  for (let at = 1; at < items.length; at++) {
    const [one, other] = [items[at - 1] as T, items[at] as T]
    if (order(one, other) >= 0) throw new CanonError("entries are sorted, each once")
  }
}

/** The order of texts by their code points; of ASCII it is that of the bytes. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
