// The two things that the pages take from the rooms below without asking the engine, because the passphrase
// is not there yet: how strong one is, and words of chance to propose. Both are pure.

import type { Strength } from "../../vault/strength.ts"

export { type Strength, strengthOf } from "../../vault/strength.ts"

/** So many words withstand guessing by anybody: 66 bits. */
const WORDS = 6

/**
 * The strength of proposed words. It lies in the drawing: chance also draws "you" or a word twice, which the
 * estimate for what people think of has to count for little.
 */
export const DRAWN: Strength = { level: 4, sentence: "strength-4", advice: null }

/** Six words of chance. The list is loaded when it is first asked for. */
export async function proposeWords(): Promise<string[]> {
  const { randomWords } = await import("../../invites/words.ts")
  return randomWords(WORDS)
}
