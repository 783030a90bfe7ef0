// The two things that the pages take from the rooms below without asking the engine, because the passphrase
// is not there yet: how strong one is, and words of chance to propose. Both are pure.

export { type Strength, strengthOf } from "../../vault/strength.ts"

/** So many words withstand guessing by anybody: 66 bits. */
const WORDS = 6

/** Six words of chance. The list is loaded when it is first asked for. */
export async function proposeWords(): Promise<string[]> {
  const { randomWords } = await import("../../invites/words.ts")
  return randomWords(WORDS)
}
