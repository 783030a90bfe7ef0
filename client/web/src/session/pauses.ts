// Waiting: turns at something that only one may do at a time, and sleep that can be cut short.

/** Turns: what is run goes one after the other, in the order of asking. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Run this when its turn has come. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

/** A bell: whoever sleeps on it wakes when it is rung, or when the time is over. */
export class Bell {
  #rung = false
  #wake: (() => void) | null = null

  /** Wake whoever sleeps, or else the next one that would fall asleep. */
  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Sleep for so many milliseconds; null until the bell. True when it was rung. */
  async sleep(milliseconds: number | null): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        // Beyond 2^31 ms a timer would fire at once.
        const pause = milliseconds === null ? null : Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1)
        const timer = pause === null ? undefined : setTimeout(resolve, pause)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#wake = null
    }
    const rung = this.#rung
    this.#rung = false
    return rung
  }
}

/** Wait for so many milliseconds, or until the signal. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", over)
      resolve()
    }
    const timer = setTimeout(over, milliseconds)
    signal.addEventListener("abort", over)
  })
}

/** So many milliseconds plus up to a third, so that clients do not fall into step. */
export function jittered(milliseconds: number): number {
  return milliseconds * (1 + Math.random() / 3)
}
