// A gate that those who wait pass once it is open.

export class Gate {
  #waiting: (() => void)[] = []
  #open = false

  open(): void {
    this.#open = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const pass of waiting) pass()
  }

  close(): void {
    this.#open = false
  }

  /** Waits until the gate is open. */
  passed(): Promise<void> {
    return this.#open ? Promise.resolve() : new Promise((pass) => this.#waiting.push(pass))
  }
}
