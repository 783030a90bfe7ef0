// Lengths of time in whole units.

const UNITS = [
  ["weeks", 604_800],
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const

type Unit = (typeof UNITS)[number][0] | "seconds"

/** A length of time in the largest unit that makes it a whole number. */
export function spanParts(seconds: number): { unit: Unit; number: number } {
  for (const [unit, size] of UNITS) {
    if (seconds >= size && seconds % size === 0) return { unit, number: seconds / size }
  }
  return { unit: "seconds", number: seconds }
}
