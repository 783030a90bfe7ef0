// Locks the vault when nobody has used it for a while. It goes by the clock on the wall, not by how long a
// timer ran: a machine that slept past the moment is locked as soon as it wakes.

const MINUTE = 60_000
/** Milliseconds between two looks at the clock. */
const LOOK = 5_000

export class AutoLock {
  readonly #lock: () => void
  readonly #now: () => number
  #minutes = 0
  #used = 0
  #timer: ReturnType<typeof setInterval> | null = null

  /** `now` gives milliseconds. */
  constructor(lock: () => void, now: () => number = Date.now) {
    this.#lock = lock
    this.#now = now
  }

  /** Count so many minutes, from now on; 0 for never. */
  start(minutes: number): void {
    this.stop()
    this.#minutes = minutes
    this.#used = this.#now()
    if (minutes > 0) this.#timer = setInterval(() => this.look(), LOOK)
  }

  /** Count no more. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Somebody is there: the count begins anew, unless it was over already. */
  touch(): void {
    this.look()
    this.#used = this.#now()
  }

  /** Lock if the time is over; whether it was. */
  look(): boolean {
    if (this.#timer === null || this.#now() - this.#used < this.#minutes * MINUTE) return false
    this.stop()
    this.#lock()
    return true
  }
}
