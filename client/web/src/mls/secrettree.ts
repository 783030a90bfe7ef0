// The secret tree and the ratchets of an epoch's senders (RFC 9420, section 9).
//
// ts-mls keeps the *ratchet secret* of a message that it stepped over; from it every later key of that sender
// follows, those already spent too. Here only the skipped key itself is kept. A key is first looked up
// (`look`), which changes nothing, and taken (`take`) when the message proved to be whole: a forged message
// neither burns a key nor moves a ratchet. Taking erases the key and every secret it came from.

import { concat, u32 } from "../wire/bytes.ts"
import { type Reader, vec } from "./codec.ts"
import { LocalError, PublicError, Replayed } from "./errors.ts"
import { AEAD_KEY, deriveTreeSecret, expandWithLabel, HASH, NONCE } from "./primitives.ts"

/** The ratchets of a sender: for commits and proposals, and for application messages. */
export const HANDSHAKE = 0
export const APPLICATION = 1
type Kind = typeof HANDSHAKE | typeof APPLICATION

/** How many keys of messages not yet seen one ratchet keeps; older ones are erased. */
export const MAX_SKIPPED = 64
/** How far one message may move a ratchet. */
export const MAX_FORWARD = 100_000
/** The largest generation that 32 bits can name. */
export const LAST_GENERATION = 2 ** 32 - 1

const NOTHING = new Uint8Array(0)
const LEFT = Uint8Array.of(0x6c, 0x65, 0x66, 0x74)
const RIGHT = Uint8Array.of(0x72, 0x69, 0x67, 0x68, 0x74)

/** One sender's ratchet: the next generation, its secret, and key and nonce of each that was skipped. */
interface Ratchet {
  next: number
  secret: Uint8Array
  skipped: Map<number, Uint8Array>
}

type Pair = readonly [Ratchet, Ratchet]

/** The way from the lowest known node secret down to a leaf, not yet walked. */
interface Expansion {
  readonly start: number
  readonly beside: readonly (readonly [number, Uint8Array])[]
  readonly pair: Pair
}

/** A key that was looked up, and what taking it will change. */
export interface Step {
  readonly leaf: number
  readonly kind: Kind
  readonly generation: number
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly expansion: Expansion | null
  /** The ratchet secret after this generation; null for a key that had been skipped. */
  readonly after: Uint8Array | null
  readonly skipped: readonly (readonly [number, Uint8Array])[]
}

export class SecretTree {
  /** The number of leaves of the ratchet tree, a power of two. */
  readonly width: number
  readonly #nodes = new Map<number, Uint8Array>()
  readonly #pairs = new Map<number, Pair>()

  private constructor(width: number) {
    this.width = width
  }

  /** The tree of a new epoch; the encryption secret is copied. */
  static grow(width: number, encryptionSecret: Uint8Array): SecretTree {
    const tree = new SecretTree(width)
    tree.#nodes.set(width - 1, encryptionSecret.slice())
    return tree
  }

  nextGeneration(leaf: number, kind: Kind): number {
    return this.#pairs.get(leaf)?.[kind].next ?? 0
  }

  /**
   * Finds the key of a generation without changing anything.
   *
   * Replayed if it was taken or is no longer kept, PublicError 6.3-4 if it lies too far ahead.
   */
  look(leaf: number, kind: Kind, generation: number): Step {
    if (generation - this.nextGeneration(leaf, kind) > MAX_FORWARD) throw new PublicError("6.3-4")
    const known = this.#pairs.get(leaf)
    const expansion = known === undefined ? this.#expand(leaf) : null
    const ratchet = (known ?? expansion?.pair)?.[kind]
    if (ratchet === undefined) throw new LocalError("this sender has no ratchet")
    if (generation < ratchet.next) {
      const kept = ratchet.skipped.get(generation)
      if (kept === undefined) throw new Replayed()
      return { leaf, kind, generation, ...parted(kept), expansion, after: null, skipped: [] }
    }
    let secret = ratchet.secret
    const skipped: [number, Uint8Array][] = []
    for (let passed = ratchet.next; passed < generation; passed++) {
      if (generation - passed <= MAX_SKIPPED) skipped.push([passed, keyAndNonce(secret, passed)])
      const next = deriveTreeSecret(secret, "secret", passed, HASH)
      if (secret !== ratchet.secret) secret.fill(0)
      secret = next
    }
    const found = parted(keyAndNonce(secret, generation))
    const after = deriveTreeSecret(secret, "secret", generation, HASH)
    if (secret !== ratchet.secret) secret.fill(0)
    return { leaf, kind, generation, ...found, expansion, after, skipped }
  }

  /** Consumes what `look` found: erases the key and the secrets above it. */
  take(step: Step): void {
    if (step.expansion !== null) this.#walk(step.leaf, step.expansion)
    const ratchet = this.#pairs.get(step.leaf)?.[step.kind]
    if (ratchet === undefined) throw new LocalError("this sender has no ratchet")
    if (step.after === null) {
      ratchet.skipped.get(step.generation)?.fill(0)
      ratchet.skipped.delete(step.generation)
      return
    }
    ratchet.secret.fill(0)
    ratchet.secret = step.after
    ratchet.next = step.generation + 1
    for (const [generation, kept] of step.skipped) ratchet.skipped.set(generation, kept)
    // Generations only ever grow, so the oldest stand first.
    for (const [generation, kept] of ratchet.skipped) {
      if (ratchet.skipped.size <= MAX_SKIPPED) break
      kept.fill(0)
      ratchet.skipped.delete(generation)
    }
  }

  /** Erases everything; the tree gives no key any more. */
  wipe(): void {
    for (const secret of this.#nodes.values()) secret.fill(0)
    for (const ratchet of [...this.#pairs.values()].flat()) {
      ratchet.secret.fill(0)
      for (const kept of ratchet.skipped.values()) kept.fill(0)
    }
    this.#nodes.clear()
    this.#pairs.clear()
  }

  /** The canonical form: everything in rising order. */
  encode(): Uint8Array {
    const nodes = rising(this.#nodes).map(([node, secret]) => concat(u32(node), vec(secret)))
    const pairs = rising(this.#pairs).map(([leaf, pair]) => concat(u32(leaf), ...pair.map(encodeRatchet)))
    return concat(u32(this.width), vec(...nodes), vec(...pairs))
  }

  /** What `encode` wrote; its bytes are copied. Whether the form is canonical is the caller's to compare. */
  static read(reader: Reader): SecretTree {
    const tree = new SecretTree(reader.u32())
    for (const [node, secret] of reader.list((inner) => [inner.u32(), inner.vec().slice()] as const)) {
      tree.#nodes.set(node, secret)
    }
    const readPair = (inner: Reader): [number, Pair] => [
      inner.u32(),
      [readRatchet(inner), readRatchet(inner)],
    ]
    for (const [leaf, pair] of reader.list(readPair)) tree.#pairs.set(leaf, pair)
    return tree
  }

  #expand(leaf: number): Expansion {
    const below: number[] = []
    let node = 2 * leaf
    let secret = this.#nodes.get(node)
    while (secret === undefined) {
      if (node === this.width - 1) throw new Replayed()
      below.push(node)
      node = parentOf(node)
      secret = this.#nodes.get(node)
    }
    const start = node
    const beside: [number, Uint8Array][] = []
    for (const child of below.reverse()) {
      const left = expandWithLabel(secret, "tree", LEFT, HASH)
      const right = expandWithLabel(secret, "tree", RIGHT, HASH)
      if (node !== start) secret.fill(0)
      // The children of a node stand as far to its left as to its right.
      beside.push([2 * node - child, child < node ? right : left])
      secret = child < node ? left : right
      node = child
    }
    const handshake = expandWithLabel(secret, "handshake", NOTHING, HASH)
    const application = expandWithLabel(secret, "application", NOTHING, HASH)
    if (node !== start) secret.fill(0)
    return { start, beside, pair: [fresh(handshake), fresh(application)] }
  }

  #walk(leaf: number, { start, beside, pair }: Expansion): void {
    this.#nodes.get(start)?.fill(0)
    this.#nodes.delete(start)
    for (const [node, secret] of beside) this.#nodes.set(node, secret)
    this.#pairs.set(leaf, pair)
  }
}

function fresh(secret: Uint8Array): Ratchet {
  return { next: 0, secret, skipped: new Map() }
}

function keyAndNonce(secret: Uint8Array, generation: number): Uint8Array {
  return concat(
    deriveTreeSecret(secret, "key", generation, AEAD_KEY),
    deriveTreeSecret(secret, "nonce", generation, NONCE),
  )
}

function parted(kept: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  return { key: kept.slice(0, AEAD_KEY), nonce: kept.slice(AEAD_KEY) }
}

/** The parent of a node that is not the root (RFC 9420, appendix C). */
function parentOf(node: number): number {
  const level = 31 - Math.clz32(~node & (node + 1))
  return (node | (1 << level)) & ~(1 << (level + 1))
}

function rising<Value>(map: ReadonlyMap<number, Value>): [number, Value][] {
  return [...map].sort(([one], [other]) => one - other)
}

function encodeRatchet({ next, secret, skipped }: Ratchet): Uint8Array {
  const kept = rising(skipped).map(([generation, key]) => concat(u32(generation), vec(key)))
  // A ratchet may stand one past the last generation, which 32 bits do not hold.
  const carry = Uint8Array.of(next > LAST_GENERATION ? 1 : 0)
  return concat(carry, u32(next % 2 ** 32), vec(secret), vec(...kept))
}

function readRatchet(reader: Reader): Ratchet {
  const next = reader.u8() * 2 ** 32 + reader.u32()
  const secret = reader.vec().slice()
  const skipped = new Map(reader.list((inner) => [inner.u32(), inner.vec().slice()] as const))
  return { next, secret, skipped }
}
