// Every number of the box protocol that both sides must share (docs/protocol.md). Sizes are in bytes.

export const VERSION = 1

/** The only lengths that the blob of a post may have (R3). */
export const ENTRY_CLASSES = [1024, 4096, 16384, 65536, 262144] as const

/** The only lengths that the blob of a seal may have (R3). */
export const SEAL_CLASSES = [65536, 262144] as const

export const BOX_BYTES = 32
export const CHALLENGE_BYTES = 32
export const SIGNATURE_BYTES = 64
export const BURN_KEY_BYTES = 32
export const BURN_HASH_BYTES = 32

export const NONCE_BYTES = 8
export const MAC_BYTES = 32

export const MAX_RID = 2 ** 32 - 1
/** The last sequence number a box can give out. */
export const MAX_SEQ = 2 ** 24 - 1

export const MAX_HOST_BYTES = 255
export const MAX_DIFFICULTY = 64

/** How long every frame without a blob is on the wire (R42). */
export const CONTROL_BYTES = 192
/** What a frame with blobs has beside them and what each entry adds (R42). */
export const HEAD_BYTES = 96
/** What each entry of a frame from the relay adds to its blob (R42). */
export const ENTRY_HEAD_BYTES = 12

/** No request is longer; the relay closes on a longer one without reading it whole (R2). */
export const MAX_REQUEST_BYTES = 262144 + 512

/** A page carries blobs of at most this many bytes together, and always at least one entry (R17). */
export const PAGE_BYTES = 512 * 1024

export const MAX_PAGE_ENTRIES = 256

/** No reply or push is longer; a longer one is refused. */
export const MAX_REPLY_BYTES = PAGE_BYTES + MAX_PAGE_ENTRIES * 16 + 512

/** Where the relay answers WebSocket handshakes. */
export const PATH = "/v1/ws"

/** The smallest of these classes that holds so many bytes; null where none does. */
export function classOf(length: number, classes: readonly number[] = ENTRY_CLASSES): number | null {
  return classes.find((size) => size >= length) ?? null
}
