// What a machine wants done next: one request on its connection, or none.

import type { Kind as EntryKind } from "../wire/codes.ts"

/** One entry as the relay gave it. */
export interface Entry {
  readonly seq: number
  readonly kind: EntryKind
  readonly blob: Uint8Array
}

export type Want =
  /** Attach the box of this seed, and read what stands there after a sequence number. */
  | { readonly kind: "attach"; readonly seed: Uint8Array; readonly after: number }
  | { readonly kind: "open"; readonly seed: Uint8Array }
  | { readonly kind: "read"; readonly after: number }
  | { readonly kind: "post"; readonly blob: Uint8Array; readonly long: boolean }
  /** Seal the box, whose last seal is `after`; 0 where it has none. */
  | { readonly kind: "seal"; readonly blob: Uint8Array; readonly after: number }
  /** Nothing before that moment, in unix seconds; then ask again. */
  | { readonly kind: "wait"; readonly until: number }
  /** There is only to listen. */
  | { readonly kind: "idle" }

export const IDLE: Want = { kind: "idle" }
