// Taking decoded values apart: each function gives what it names, or throws MalformedError.

import { MalformedError, type Value } from "./codec.ts"

/** An array of exactly so many elements. */
export function fields(value: Value | undefined, count: number): readonly Value[] {
  const items = list(value, count)
  if (items.length !== count) throw new MalformedError()
  return items
}

/** An array of at most so many elements. */
export function list(value: Value | undefined, most: number): readonly Value[] {
  if (!Array.isArray(value) || value.length > most) throw new MalformedError()
  return value
}

/** Bytes of a length between these bounds; exactly `least` of them where no second is given. */
export function bytes(value: Value | undefined, least: number, most = least): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most)
    throw new MalformedError()
  return value
}

/** A number between these bounds. */
export function whole(value: Value | undefined, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== "number" || value < least || value > most) throw new MalformedError()
  return value
}

/** One of these numbers. */
export function oneOf<N extends number>(value: Value | undefined, numbers: readonly N[]): N {
  const found = numbers.find((number) => number === value)
  if (found === undefined) throw new MalformedError()
  return found
}

/** A text of at most so many code points. */
export function text(value: Value | undefined, most = Number.MAX_SAFE_INTEGER): string {
  if (typeof value !== "string" || [...value].length > most) throw new MalformedError()
  return value
}

/** True or false. */
export function flag(value: Value | undefined): boolean {
  if (typeof value !== "boolean") throw new MalformedError()
  return value
}

/** What `read` makes of a value that is not nil; null of nil. */
export function nullable<T>(value: Value | undefined, read: (value: Value) => T): T | null {
  if (value === undefined) throw new MalformedError()
  return value === null ? null : read(value)
}
