// The frames of the box protocol (docs/protocol.md, "Frames"), as values. `framing.ts` turns them to bytes.

import type { Code, Kind, Life } from "./codes.ts"

// From the client. `rid` is the client's own number; the answer carries it back.

/** Make a box that can be attached to; a box that is open already stays as it is. */
export interface Open {
  readonly kind: "open"
  readonly rid: number
  readonly box: Uint8Array
  readonly burnHash: Uint8Array | null
  readonly sig: Uint8Array
  readonly proof: Uint8Array
}

/** Show the right to a box, once per connection; read it from `after` and stay live. */
export interface Attach {
  readonly kind: "attach"
  readonly rid: number
  readonly box: Uint8Array
  readonly sig: Uint8Array
  readonly after: number
}

/** Give up what Attach gave. */
export interface Detach {
  readonly kind: "detach"
  readonly rid: number
  readonly box: Uint8Array
}

/** Append an entry. */
export interface Post {
  readonly kind: "post"
  readonly rid: number
  readonly box: Uint8Array
  readonly life: Life
  readonly blob: Uint8Array
}

/** Close the box to posts; `after` is its last seal, 0 when there is none. */
export interface Seal {
  readonly kind: "seal"
  readonly rid: number
  readonly box: Uint8Array
  readonly after: number
  readonly blob: Uint8Array
  readonly proof: Uint8Array
}

/** Read what follows `after`, then go on live. */
export interface Read {
  readonly kind: "read"
  readonly rid: number
  readonly box: Uint8Array
  readonly after: number
}

/** Pay for one more step of quota. */
export interface Grow {
  readonly kind: "grow"
  readonly rid: number
  readonly box: Uint8Array
  readonly proof: Uint8Array
}

/** Erase a box and all it holds; the key is what the burn hash was made from. */
export interface Burn {
  readonly kind: "burn"
  readonly rid: number
  readonly box: Uint8Array
  readonly key: Uint8Array
}

/** Ask for a Pong. */
export interface Ping {
  readonly kind: "ping"
  readonly rid: number
}

// From the relay.

/** What this relay allows and asks for; nothing in it is secret. */
export interface Limits {
  readonly difficulty: number
  readonly passRequired: boolean
  readonly largestEntry: number
  readonly boxEntries: number
  readonly boxBytes: number
  readonly maxSteps: number
  readonly burnableEntries: number
  readonly burnableBytes: number
  readonly seals: number
  readonly opensPerMinute: number
  readonly postsPerMinute: number
  readonly requestsPerMinute: number
  readonly boxes: number
  readonly shortDays: number
  readonly longDays: number
}

/** One entry as the relay hands it out. */
export interface Entry {
  readonly seq: number
  readonly kind: Kind
  readonly blob: Uint8Array
}

/** The first frame of every connection. */
export interface Hello {
  readonly kind: "hello"
  readonly version: number
  readonly challenge: Uint8Array
  readonly limits: Limits
}

/** The box is open. */
export interface Opened {
  readonly kind: "opened"
  readonly rid: number
}

/** The right was shown; pages with the same rid follow. */
export interface Attached {
  readonly kind: "attached"
  readonly rid: number
  readonly lastSeal: number
  readonly nextSeq: number
  readonly step: number
}

/** Nothing more comes from this box. */
export interface Detached {
  readonly kind: "detached"
  readonly rid: number
}

/** The post is on disk, under this number. */
export interface Posted {
  readonly kind: "posted"
  readonly rid: number
  readonly seq: number
}

/** The seal is on disk, under this number. */
export interface Sealed {
  readonly kind: "sealed"
  readonly rid: number
  readonly seq: number
}

/** Entries in order; after the one that is `done` the box is live. */
export interface Page {
  readonly kind: "page"
  readonly rid: number
  readonly box: Uint8Array
  readonly entries: readonly Entry[]
  readonly done: boolean
}

/** The quota has grown to this step. */
export interface Grown {
  readonly kind: "grown"
  readonly rid: number
  readonly step: number
}

/** The box is gone. */
export interface Burned {
  readonly kind: "burned"
  readonly rid: number
}

/** The answer to Ping. */
export interface Pong {
  readonly kind: "pong"
  readonly rid: number
}

/** The request was not carried out, and changed nothing. */
export interface Refused {
  readonly kind: "refused"
  readonly rid: number
  readonly code: Code
}

/** New entries of a live box, in order. */
export interface Entries {
  readonly kind: "entries"
  readonly box: Uint8Array
  readonly entries: readonly Entry[]
}

/** Live entries of this box were not sent; read again from the last one you have. */
export interface Lagged {
  readonly kind: "lagged"
  readonly box: Uint8Array
}

export type Request = Open | Attach | Detach | Post | Seal | Read | Grow | Burn | Ping
export type Answer = Opened | Attached | Detached | Posted | Sealed | Page | Grown | Burned | Pong | Refused
export type Reply = Hello | Answer | Entries | Lagged
export type Frame = Request | Reply
