// From a passphrase to the keys of a vault, by way of a fixed number of key slots (docs/vault.md, V1 to V5).
//
// One salt and one Argon2id derivation serve all slots, and every slot is tried at every unlock, so that an
// unlock does the same work whichever slot opens, and a slot that is not used looks like one that is.

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { blake2b } from "@noble/hashes/blake2.js"
import { argon2id } from "hash-wasm"
import { concat, randomBytes, utf8 } from "../wire/bytes.ts"
import { VaultDamagedError, VaultStorageError, WrongPassphraseError } from "./errors.ts"

export const SLOTS = 8
export const SALT_BYTES = 16
export const KEY_BYTES = 32
export const NONCE_BYTES = 24
/** A nonce, then the master key under a key of the passphrase and the slot. */
export const SLOT_BYTES = NONCE_BYTES + KEY_BYTES + 16

const MOST_PASSES = 64
const MOST_MEMORY = 4 * 1024 ** 3
const LEAST_MEMORY = 8 * 1024

const SLOT_LABEL = utf8("leeward/vault/slot/1")
const TAGS_PERSON = person("leeward/tags/1")
const BOX_PERSON = person("leeward/box/1")

/** What an unlock costs by Argon2id (RFC 9106): passes, and memory in bytes. */
export interface Cost {
  readonly passes: number
  readonly memory: number
}

/** About half a second on a laptop. A page may not count on more memory, least of all on a telephone. */
export const STANDARD_COST: Cost = { passes: 3, memory: 64 * 1024 * 1024 }

/** The two keys that the master key gives: one names records, one encrypts them. */
export interface Keys {
  readonly tags: Uint8Array
  readonly box: Uint8Array
}

/** Erases keys, as far as the language allows. */
export function wipe(...keys: readonly Uint8Array[]): void {
  for (const key of keys) key.fill(0)
}

/** A label as BLAKE2b takes it for its personalisation: 16 bytes. */
export function person(label: string): Uint8Array {
  return concat(utf8(label), new Uint8Array(16 - label.length))
}

/** Whether a vault may have this cost: beyond these bounds a claim is damage, not a wish (V1). */
export function affordable({ passes, memory }: Cost): boolean {
  const whole = Number.isInteger(passes) && Number.isInteger(memory / 1024)
  return whole && passes >= 1 && passes <= MOST_PASSES && memory >= LEAST_MEMORY && memory <= MOST_MEMORY
}

/**
 * The key that a passphrase gives; takes its time. The passphrase is normalised (NFC) first, since keyboards
 * differ in how they compose letters. Rejects with VaultDamagedError for a salt or a cost that no vault has,
 * with WrongPassphraseError for the empty passphrase, which none has either.
 */
export async function stretch(passphrase: string, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  if (!affordable(cost) || salt.length !== SALT_BYTES) throw new VaultDamagedError("no vault has this head")
  const password = utf8(passphrase.normalize("NFC"))
  if (password.length === 0) throw new WrongPassphraseError("the passphrase is wrong")
  try {
    return await argon2id({
      password,
      salt,
      parallelism: 1,
      iterations: cost.passes,
      memorySize: cost.memory / 1024,
      hashLength: KEY_BYTES,
      outputType: "binary",
    })
  } catch {
    throw new VaultStorageError("the browser has not enough memory")
  } finally {
    wipe(password)
  }
}

/** All slots anew: the master key in the slot `place`, random bytes in the others. */
export function fillSlots(master: Uint8Array, stretched: Uint8Array, place: number): Uint8Array[] {
  return Array.from({ length: SLOTS }, (_, at) =>
    at === place ? closeSlot(master, stretched, place) : randomBytes(SLOT_BYTES),
  )
}

/** A slot that opens with the stretched passphrase. */
export function closeSlot(master: Uint8Array, stretched: Uint8Array, place: number): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return concat(nonce, xchacha20poly1305(stretched, nonce, slotLabel(place)).encrypt(master))
}

/**
 * The slot that opens, and the master key in it. All are tried, whichever opens. Throws
 * WrongPassphraseError.
 */
export function openSlots(
  slots: readonly Uint8Array[],
  stretched: Uint8Array,
): { place: number; master: Uint8Array } {
  let found: { place: number; master: Uint8Array } | null = null
  for (const [place, slot] of slots.entries()) {
    const nonce = slot.subarray(0, NONCE_BYTES)
    try {
      const master = xchacha20poly1305(stretched, nonce, slotLabel(place)).decrypt(slot.subarray(NONCE_BYTES))
      found = { place, master }
    } catch {
      // Not this one, or not this passphrase: nothing is said of which.
    }
  }
  if (found === null) throw new WrongPassphraseError("the passphrase is wrong")
  return found
}

/** The working keys of a vault (V5). */
export function keysOf(master: Uint8Array): Keys {
  const nothing = new Uint8Array()
  const options = { key: master, dkLen: KEY_BYTES }
  return {
    tags: blake2b(nothing, { ...options, personalization: TAGS_PERSON }),
    box: blake2b(nothing, { ...options, personalization: BOX_PERSON }),
  }
}

function slotLabel(place: number): Uint8Array {
  return concat(SLOT_LABEL, Uint8Array.of(place))
}
