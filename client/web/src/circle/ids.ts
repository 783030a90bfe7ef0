// Ids of events and members, and the order in which records name them.

import { compare, unhex } from "../wire/bytes.ts"

/** Bytes of an event id and of a member id. */
export const ID = 16

/** The ids of a map or set that is keyed by hex, as bytes in rising order. */
export function rising(ids: Iterable<string>): Uint8Array[] {
  return [...ids].map(unhex).sort(compare)
}
