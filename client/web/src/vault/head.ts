// The head of a vault: what stands before the keys. It is one canonical array, read as strictly as a frame.

import { decode, encode, MalformedError } from "../wire/codec.ts"
import { bytes, fields, whole } from "../wire/shapes.ts"
import { VaultDamagedError } from "./errors.ts"
import { affordable, type Cost, SALT_BYTES, SLOT_BYTES, SLOTS } from "./keys.ts"

const VERSION = 1

/** Salt and cost of the derivation, and the key slots. */
export interface Head {
  readonly salt: Uint8Array
  readonly cost: Cost
  readonly slots: readonly Uint8Array[]
}

/** `[1, salt, passes, memory, slots]`. */
export function encodeHead({ salt, cost, slots }: Head): Uint8Array {
  return encode([VERSION, salt, cost.passes, cost.memory, slots])
}

/** The head of these bytes. Throws VaultDamagedError for any other. */
export function decodeHead(stored: unknown): Head {
  try {
    if (!(stored instanceof Uint8Array)) throw new MalformedError()
    const [version, salt, passes, memory, slots] = fields(decode(stored), 5)
    whole(version, VERSION, VERSION)
    const cost = { passes: whole(passes, 0), memory: whole(memory, 0) }
    if (!affordable(cost)) throw new MalformedError()
    return {
      salt: bytes(salt, SALT_BYTES),
      cost,
      slots: fields(slots, SLOTS).map((slot) => bytes(slot, SLOT_BYTES)),
    }
  } catch {
    throw new VaultDamagedError("no vault has this head")
  }
}
