// Canonical MessagePack: the part of it that Leeward uses, where one value has one encoding.
//
// General libraries read every form of a number or a length, repair texts that are not UTF-8, and drop
// byte order marks. Here the longer forms, broken texts, floats, maps, extensions and numbers below zero
// are refused as they are met. So nothing can say one thing to this client and another to the next, and
// no bits are left by which a client could be told from another.

import { fromUtf8, utf8 } from "./bytes.ts"

/** What can be said: numbers are whole, from 0 to 2^53 - 1. */
export type Value = null | boolean | number | string | Uint8Array | readonly Value[]

/** The bytes are not what they should be. It quotes nothing of them. */
export class MalformedError extends Error {
  override readonly name = "MalformedError"

  constructor() {
    super("malformed bytes")
  }
}

const NIL = 0xc0
const FALSE = 0xc2
const TRUE = 0xc3
/** No shape of Leeward is nearly as deep; a hostile one must not exhaust the stack. */
const MAX_DEPTH = 32

/** How a number is written: of its own, or as the length of a text, of bytes or of an array. */
interface Form {
  /** The mark of 0, where numbers below `count` stand in the mark itself. */
  readonly short: { readonly mark: number; readonly count: number }
  /** Marks that so many bytes follow, each for numbers from `least` on. */
  readonly long: readonly { readonly mark: number; readonly width: number; readonly least: number }[]
}

const NUMBER: Form = {
  short: { mark: 0x00, count: 128 },
  long: [
    { mark: 0xcc, width: 1, least: 128 },
    { mark: 0xcd, width: 2, least: 2 ** 8 },
    { mark: 0xce, width: 4, least: 2 ** 16 },
    { mark: 0xcf, width: 8, least: 2 ** 32 },
  ],
}

const TEXT: Form = {
  short: { mark: 0xa0, count: 32 },
  long: [
    { mark: 0xd9, width: 1, least: 32 },
    { mark: 0xda, width: 2, least: 2 ** 8 },
    { mark: 0xdb, width: 4, least: 2 ** 16 },
  ],
}

const BYTES: Form = {
  short: { mark: 0xc4, count: 0 },
  long: [
    { mark: 0xc4, width: 1, least: 0 },
    { mark: 0xc5, width: 2, least: 2 ** 8 },
    { mark: 0xc6, width: 4, least: 2 ** 16 },
  ],
}

const ARRAY: Form = {
  short: { mark: 0x90, count: 16 },
  long: [
    { mark: 0xdc, width: 2, least: 16 },
    { mark: 0xdd, width: 4, least: 2 ** 16 },
  ],
}

/** The one encoding of a value; RangeError for numbers and texts that have none. */
export function encode(value: Value): Uint8Array<ArrayBuffer> {
  const writer = new Writer()
  writer.value(value)
  return writer.finish()
}

/** The value of its one encoding; MalformedError for any other bytes. Its bytes are copies. */
export function decode(bytes: Uint8Array): Value {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  reader.end()
  return value
}

class Writer {
  #bytes = new Uint8Array(256)
  #length = 0

  value(value: Value): void {
    if (value === null) this.#byte(NIL)
    else if (typeof value === "boolean") this.#byte(value ? TRUE : FALSE)
    else if (typeof value === "number") this.#number(NUMBER, value)
    else if (typeof value === "string") this.#sized(TEXT, utf8(value))
    else if (value instanceof Uint8Array) this.#sized(BYTES, value)
    else {
      this.#number(ARRAY, value.length)
      for (const item of value) this.value(item)
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    const finished = this.#bytes.slice(0, this.#length)
    this.#bytes.fill(0)
    return finished
  }

  #number(form: Form, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("a number is out of bounds")
    if (value < form.short.count) {
      this.#byte(form.short.mark + value)
      return
    }
    const long = form.long.findLast(({ least }) => value >= least)
    if (long === undefined) throw new RangeError("a number is out of bounds")
    this.#byte(long.mark)
    for (let at = long.width - 1; at >= 0; at--) this.#byte(Math.floor(value / 256 ** at) % 256)
  }

  #sized(form: Form, bytes: Uint8Array): void {
    this.#number(form, bytes.length)
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #byte(byte: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = byte
  }

  #room(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
    larger.set(this.#bytes.subarray(0, this.#length))
    // What was written may be secret, and is left in as few places as can be.
    this.#bytes.fill(0)
    this.#bytes = larger
  }
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  value(depth: number): Value {
    if (depth > MAX_DEPTH) throw new MalformedError()
    const mark = this.#number(1)
    if (mark === NIL) return null
    if (mark === FALSE || mark === TRUE) return mark === TRUE
    const number = this.#read(NUMBER, mark)
    if (number !== null) return number
    const text = this.#read(TEXT, mark)
    if (text !== null) return this.#text(text)
    const bytes = this.#read(BYTES, mark)
    if (bytes !== null) return new Uint8Array(this.#take(bytes))
    const array = this.#read(ARRAY, mark)
    if (array !== null) return this.#array(array, depth)
    throw new MalformedError()
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedError()
  }

  /** The number that this mark begins in this form; null where the mark is of another. */
  #read({ short, long }: Form, mark: number): number | null {
    if (mark >= short.mark && mark < short.mark + short.count) return mark - short.mark
    const found = long.find((one) => one.mark === mark)
    if (found === undefined) return null
    const value = this.#number(found.width)
    if (value < found.least || !Number.isSafeInteger(value)) throw new MalformedError()
    return value
  }

  #text(length: number): string {
    try {
      return fromUtf8(this.#take(length))
    } catch {
      throw new MalformedError()
    }
  }

  #array(length: number, depth: number): Value[] {
    // Each element has a byte at least; so a length cannot ask for more memory than was sent.
    if (length > this.#bytes.length - this.#at) throw new MalformedError()
    const items: Value[] = []
    for (let count = 0; count < length; count++) items.push(this.value(depth + 1))
    return items
  }

  #number(width: number): number {
    let value = 0
    for (const byte of this.#take(width)) value = value * 256 + byte
    return value
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new MalformedError()
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}
