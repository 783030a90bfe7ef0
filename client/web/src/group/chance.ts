// Chance for the moments at which members act of their own accord, so that they do not act at once.

import { randomBytes } from "../wire/bytes.ts"

/** A whole number from 0 up to, but not with, `limit`. */
export function below(limit: number): number {
  const drawn = new DataView(randomBytes(4).buffer).getUint32(0)
  return Math.floor((drawn / 2 ** 32) * limit)
}
