// Rule H: the running hash over what a box held, by which members find gaps and forks.
//
// Within an epoch the hash starts from the epoch's authenticator (RFC 9420, section 8.7), which the relay does
// not know, and takes one step per entry of the box: events, void seals and noise alike. Every event and
// commit carries what its author had seen, as a sequence number and the hash there (docs/circle.md, section 6).

import { sha256 } from "@noble/hashes/sha2.js"
import { concat, equal, u16, u64, utf8 } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, list, nullable, whole } from "../wire/shapes.ts"
import { pack, unpack } from "./canon.ts"

/** How many of the latest hashes a ledger keeps; a claim about an older entry is not checked. */
export const KEPT = 256

const START = utf8("leeward/history/1\0")
const STEP = utf8("leeward/history/step/1\0")
const HASH = 32
const VERSION = 1
const LARGEST_LEDGER = 64_000

/** What an author had seen: the last sequence number in the epoch's box, and the hash there. */
export interface Seen {
  readonly seq: number
  readonly hash: Uint8Array
}

/** The fields of `seen` as they are packed. */
export function seenFields({ seq, hash }: Seen): Value {
  return [seq, hash]
}

/** A `seen` out of its fields; MalformedError. */
export function readSeen(value: Value | undefined): Seen {
  const [seq, hash] = fields(value, 2)
  return { seq: whole(seq, 0), hash: bytes(hash, HASH) }
}

/** The hash before the first entry of an epoch. */
export function start(groupId: Uint8Array, epoch: number, authenticator: Uint8Array): Uint8Array {
  return sha256(concat(START, u16(groupId.length), groupId, u64(epoch), authenticator))
}

/** The hash after entry `seq` of `kind` (0 post, 1 seal) whose blob has the SHA-256 `digest`. */
export function step(before: Uint8Array, seq: number, kind: number, digest: Uint8Array): Uint8Array {
  return sha256(concat(STEP, before, u64(seq), Uint8Array.of(kind), digest))
}

/** What a claim of having seen something means to one who has seen the box as well. */
export const Verdict = {
  OK: "ok",
  /** The author saw another history of this box than we did. */
  FORK: "fork",
  /** Entries are missing before the one claimed, so there is nothing to compare the hash with. */
  GAP: "gap",
  /** The author claims entries that the relay has not shown us. */
  AHEAD: "ahead",
  /** The claim is about an entry whose hash is no longer kept. */
  OLD: "old",
} as const
export type Verdict = (typeof Verdict)[keyof typeof Verdict]

interface Step {
  readonly seq: number
  readonly kind: number
  readonly digest: Uint8Array
  readonly hash: Uint8Array | null
}

/** What one member saw of one epoch's box. Owned by its holder; `add` and `adopt` change it. */
export class Ledger {
  readonly #first: Uint8Array
  readonly #steps: Step[]
  #missing: number

  constructor(first: Uint8Array, missing = 0, steps: readonly Step[] = []) {
    this.#first = first
    this.#missing = missing
    this.#steps = [...steps]
  }

  /** The ledger from its bytes; CanonError if they are not a ledger's. */
  static restore(data: Uint8Array): Ledger {
    return unpack(data, LARGEST_LEDGER, (value) => {
      const [version, first, missing, steps] = fields(value, 4)
      whole(version, VERSION, VERSION)
      return new Ledger(bytes(first, HASH), whole(missing, 0), list(steps, KEPT).map(readStep))
    })
  }

  /** The sequence number of the last entry seen, 0 before the first. */
  get last(): number {
    return this.#steps.at(-1)?.seq ?? 0
  }

  /** How many sequence numbers never came: entries that expired or were withheld. */
  get missing(): number {
    return this.#missing
  }

  /** Whether the hash at the last entry is known, or lost in a gap that nobody bridged yet. */
  get known(): boolean {
    const last = this.#steps.at(-1)
    return last === undefined || last.hash !== null
  }

  /**
   * What to claim in an event or commit of our own. After a gap that nobody bridged this is the last entry
   * whose hash is known.
   */
  get seen(): Seen {
    for (const { seq, hash } of this.#steps.toReversed()) {
      if (hash !== null) return { seq, hash }
    }
    return { seq: 0, hash: this.#first }
  }

  /**
   * Record the next entry seen; how many sequence numbers were left out before it. RangeError where `seq` is
   * not beyond the last entry, or the digest is not 32 bytes long.
   */
  add(seq: number, kind: number, digest: Uint8Array): number {
    if (!Number.isSafeInteger(seq) || seq <= this.last || digest.length !== HASH) {
      throw new RangeError("entries are recorded once and in order")
    }
    const skipped = seq - this.last - 1
    const before = skipped === 0 ? this.#hashAt(this.last) : null
    this.#steps.push({ seq, kind, digest, hash: before === null ? null : step(before, seq, kind, digest) })
    if (this.#steps.length > KEPT) this.#steps.shift()
    this.#missing += skipped
    return skipped
  }

  /** Compare an author's claim with what we saw; changes nothing. */
  check(seen: Seen): Verdict {
    if (seen.seq > this.last) return Verdict.AHEAD
    const known = this.#hashAt(seen.seq)
    if (known !== null) return equal(known, seen.hash) ? Verdict.OK : Verdict.FORK
    return this.#missing === 0 ? Verdict.OLD : Verdict.GAP
  }

  /**
   * After a gap, go on from an author's claim, if it can serve; whether it did. Only a claim at or just before
   * the unbroken run to the present can serve. It is trusted, not checked: the gap stays on record in
   * `missing`, and is shown.
   */
  adopt(seen: Seen): boolean {
    if (this.known || this.check(seen) !== Verdict.GAP) return false
    const run = this.#run()
    const first = this.#steps[run]
    if (first === undefined || seen.seq < first.seq - 1) return false
    let value = seen.hash
    for (let at = run; at < this.#steps.length; at++) {
      const held = this.#steps[at]
      if (held === undefined || held.seq < seen.seq) continue
      if (held.seq > seen.seq) value = step(value, held.seq, held.kind, held.digest)
      this.#steps[at] = { ...held, hash: value }
    }
    return true
  }

  /** The ledger as bytes, for the vault. */
  serialize(): Uint8Array {
    const steps = this.#steps.map(({ seq, kind, digest, hash }) => [seq, kind, digest, hash])
    return pack([VERSION, this.#first, this.#missing, steps])
  }

  /** Where the unbroken run of entries to the present begins. */
  #run(): number {
    let run = this.#steps.length
    while (run > 0 && this.#steps[run - 1]?.seq === this.last - (this.#steps.length - run)) run -= 1
    return run
  }

  #hashAt(seq: number): Uint8Array | null {
    if (seq === 0) return this.#first
    return this.#steps.findLast((held) => held.seq === seq)?.hash ?? null
  }
}

function readStep(value: Value): Step {
  const [seq, kind, digest, hash] = fields(value, 4)
  return {
    seq: whole(seq, 1),
    kind: whole(kind, 0, 1),
    digest: bytes(digest, HASH),
    hash: nullable(hash, (some) => bytes(some, HASH)),
  }
}
