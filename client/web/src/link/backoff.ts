// How long to wait before connecting again: longer each time, and never all at the same moment.

const FIRST_SECONDS = 1
const MOST_SECONDS = 300

/**
 * Pauses that double up to a bound, each drawn from its upper half. A relay that comes back is then not
 * met by all its clients at once. `dice` gives numbers from 0 to 1.
 */
export class Backoff {
  readonly #first: number
  readonly #most: number
  readonly #dice: () => number
  #span: number

  constructor(first = FIRST_SECONDS, most = MOST_SECONDS, dice: () => number = throwDice) {
    if (!(first > 0 && first <= most)) {
      throw new RangeError("the first pause is above 0 and not above the longest")
    }
    this.#first = first
    this.#most = most
    this.#dice = dice
    this.#span = first
  }

  /** Seconds to wait after one more failure. */
  next(): number {
    const span = this.#span
    this.#span = Math.min(span * 2, this.#most)
    return (span * (1 + this.#dice())) / 2
  }

  /** Begins anew: a connection came about. */
  reset(): void {
    this.#span = this.#first
  }
}

function throwDice(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  return drawn / 2 ** 32
}
