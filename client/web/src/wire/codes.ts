// The small numbers of the wire that have names.

/** How long the relay is asked to keep a post; the days stand in its hello. */
export const Life = { SHORT: 0, LONG: 1 } as const
export type Life = (typeof Life)[keyof typeof Life]

/** What an entry is to the relay. */
export const Kind = { POST: 0, SEAL: 1 } as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Why a request was refused. */
export const Code = {
  /** Unknown, expired, burned, forbidden, not attached: the relay does not say which. */
  REFUSED: 1,
  /** Only to the attached: the box takes no posts, or `after` is not its last seal. */
  SEALED: 2,
  /** The quota of the box, or of this connection, is used up. */
  FULL: 3,
  /** Too many requests in a minute, or the relay is behind; try again later. */
  BUSY: 4,
  /** The proof of work or the pass is missing or wrong. */
  PROOF: 5,
  /** The relay cannot store: its disk is filling up or failed. */
  STORAGE: 6,
} as const
export type Code = (typeof Code)[keyof typeof Code]

/** What a proof pays for (R9). */
export const Purpose = { OPEN: 1, GROW: 2, RESEAL: 3 } as const
export type Purpose = (typeof Purpose)[keyof typeof Purpose]
