// Gathers what is to be told for a moment, so that a burst of changes is one message to the pages.

import type { Item, Told } from "../engine/api.ts"

/** Milliseconds for which changes are gathered. */
const MOMENT = 30

/** Collects changes and tells them together. What is told is made when it is told, so it is never stale. */
export class Teller {
  readonly #tell: (told: Told) => void
  readonly #due = new Map<string, () => Promise<Told | null>>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #closed = false

  constructor(tell: (told: Told) => void) {
    this.#tell = tell
  }

  /** Tell at once. */
  now(told: Told): void {
    if (!this.#closed) this.#tell(told)
  }

  /** Tell soon what `make` makes of it then; of several under one name only the last is told. */
  soon(name: string, make: () => Promise<Told | null>): void {
    if (this.#closed) return
    this.#due.set(name, make)
    this.#timer ??= setTimeout(() => void this.#flush(), MOMENT)
  }

  /** Nothing is told any more. */
  close(): void {
    this.#closed = true
    this.#due.clear()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #flush(): Promise<void> {
    const due = [...this.#due.values()]
    this.#due.clear()
    this.#timer = null
    for (const make of due) {
      // What cannot be read now (the vault was locked, a circle forgotten) is not there to be told.
      const told = await make().catch(() => null)
      if (told !== null) this.now(told)
    }
  }
}

/** The items of one circle that changed since they were last told. */
export class ChangedItems {
  #ids = new Set<string>()

  /** Note that these are to be told. */
  add(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id)
  }

  /** Take what is to be told: those that are still shown, and the ids of those that are gone. */
  take(shown: (ids: ReadonlySet<string>) => Item[]): { items: Item[]; gone: string[] } {
    const ids = this.#ids
    this.#ids = new Set()
    const items = shown(ids)
    const found = new Set(items.map((item) => item.id))
    return { items, gone: [...ids].filter((id) => !found.has(id)) }
  }
}
