// The TLS presentation language as MLS uses it (RFC 9420, section 2.1): what ts-mls does not read or write for us.

import { concat } from "../wire/bytes.ts"
import { MALFORMED, PublicError } from "./errors.ts"

/** `opaque data<V>`: the bytes behind their length in its shortest form. RangeError from 2^30 bytes on. */
export function vec(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((total, part) => total + part.length, 0)
  return concat(lengthHeader(length), ...parts)
}

function lengthHeader(length: number): Uint8Array {
  if (length < 0x40) return Uint8Array.of(length)
  if (length < 0x4000) return Uint8Array.of(0x40 | (length >> 8), length & 0xff)
  if (length < 0x40000000) {
    return Uint8Array.of(0x80 | (length >> 24), (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff)
  }
  throw new RangeError("a vector is at most 2^30 - 1 bytes long")
}

/** A cursor over bytes; what is not whole or not minimal is a PublicError of rule 2-1. Its bytes are views. */
export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }

  take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new PublicError(MALFORMED)
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  u8(): number {
    return this.#number(1)
  }

  u16(): number {
    return this.#number(2)
  }

  u32(): number {
    return this.#number(4)
  }

  vec(): Uint8Array {
    const first = this.u8()
    const prefix = first >> 6
    if (prefix === 0) return this.take(first)
    if (prefix === 3) throw new PublicError(MALFORMED)
    let length = first & 0x3f
    for (let more = prefix === 1 ? 1 : 3; more > 0; more--) length = length * 256 + this.u8()
    if (length < (prefix === 1 ? 0x40 : 0x4000)) throw new PublicError(MALFORMED)
    return this.take(length)
  }

  /** The elements of a vector, each read by `read`; none may cross the vector's end. */
  list<Item>(read: (reader: Reader) => Item): Item[] {
    const inner = new Reader(this.vec())
    const items: Item[] = []
    while (!inner.done) items.push(read(inner))
    return items
  }

  finish(): void {
    if (!this.done) throw new PublicError(MALFORMED)
  }

  #number(width: number): number {
    let value = 0
    for (const byte of this.take(width)) value = value * 256 + byte
    return value
  }
}
