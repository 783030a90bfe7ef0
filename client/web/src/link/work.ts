// The search for a proof of work, in slices, so that the connection is served meanwhile.

import { attempt, type Work, workDone } from "../wire/proofs.ts"

/** Nonces tried in one slice: a few hundredths of a second. */
const SLICE = 2 ** 15

/**
 * Searches until a proof is found. After each slice `working` is told the chance, from 0 to 1, that a
 * search of this length would have ended. Throws the signal's reason once it is aborted.
 */
export async function solve(
  work: Work,
  difficulty: number,
  signal: AbortSignal,
  working: (share: number) => void,
): Promise<Uint8Array> {
  for (let start = 0; ; start += SLICE) {
    signal.throwIfAborted()
    const proof = attempt(work, difficulty, start, SLICE)
    if (proof !== null) return proof
    working(workDone(difficulty, start + SLICE))
    await pause()
  }
}

function pause(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 0))
}
