// The machine of one circle, one step at a time. What a step wants stored is stored before its caller goes
// on, and so before anything is sent (rule D). A step that fails leaves no machine in memory: what was not
// stored has not happened, and the next step begins from the vault.

import { expired, forget } from "../circle/fold.ts"
import { dumpCore, type State } from "../circle/state.ts"
import { CallError, failed } from "../engine/failures.ts"
import { loadFold, loadMachine, loadRecord } from "../group/load.ts"
import type { Machine } from "../group/machine.ts"
import type { CircleRecord, Write } from "../group/records.ts"
import type { Vault } from "../vault/index.ts"
import { unhex, utf8 } from "../wire/bytes.ts"
import { Turns } from "./pauses.ts"
import { changesOf, shelvesOf } from "./store.ts"

/** A farewell that is stored, with the box that it was sealed for. */
export interface Parting {
  readonly box: Uint8Array
  readonly entries: readonly Uint8Array[]
}

/** A circle as it stands. `machine` is null once the circle has ended here and its keys are gone. */
export interface Held {
  readonly record: CircleRecord
  readonly fold: State
  readonly machine: Machine | null
}

export class Steps {
  readonly #vault: Vault
  readonly #key: Uint8Array
  readonly #stored: (writes: readonly Write[]) => void
  readonly #turns = new Turns()
  #held: Held | null = null
  #parting: Parting | null = null
  #closed = false
  #loads = 0

  /** `stored` hears, within the step, what it changed, once that is stored. */
  constructor(vault: Vault, key: Uint8Array, stored: (writes: readonly Write[]) => void) {
    this.#vault = vault
    this.#key = key
    this.#stored = stored
  }

  /** How often the circle was read from the vault: whoever knows something of it compares. */
  get loads(): number {
    return this.#loads
  }

  /** Do something with the circle as it stands; what the machine wants stored is stored then. */
  run<T>(task: (held: Held) => T | Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      try {
        const held = await this.#loaded()
        const result = await task(held)
        await this.#save(held.machine?.takeWrites() ?? [])
        this.#parting = partingOf(held)
        return result
      } catch (error) {
        // A refusal to begin has changed nothing; whatever else it was, memory and vault may differ now.
        const untouched = error instanceof CallError && (this.#held?.machine?.takeWrites().length ?? 0) === 0
        if (!untouched) this.#drop()
        throw error
      }
    })
  }

  /**
   * The farewell of the last step that was stored, once, whatever is under way; null where there is none. It waits
   * for nothing, since whoever asks has erased the vault.
   */
  takeParting(): Parting | null {
    const parting = this.#parting
    this.#parting = null
    return parting
  }

  /** Erase what has disappeared, whether or not the circle goes on; when the next item will, if any. */
  tick(now: number): Promise<number | null> {
    return this.run(async ({ machine, fold }) => {
      if (machine !== null) machine.tick(now)
      else await this.#save(forgotten(fold, now))
      let next = Number.POSITIVE_INFINITY
      for (const item of fold.items.values()) next = Math.min(next, item.expires)
      return Number.isFinite(next) ? next : null
    })
  }

  /** Write to the circle's shelves from elsewhere, between two steps; the next one reads them anew. */
  replace(write: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      this.#drop()
      await write()
    })
  }

  /** Wipe the keys from memory, once the step under way is done; no step begins after it. */
  close(): Promise<void> {
    this.#closed = true
    return this.#turns.run(async () => this.#drop())
  }

  async #loaded(): Promise<Held> {
    if (this.#closed) throw failed("error-vault-locked")
    if (this.#held === null) {
      this.#held = await load(this.#vault, this.#key)
      this.#loads += 1
    }
    return this.#held
  }

  async #save(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return
    await this.#vault.write(changesOf(this.#key, writes))
    this.#stored(writes)
  }

  #drop(): void {
    this.#held?.machine?.group.wipe()
    this.#held = null
    this.#parting = null
  }
}

function partingOf({ machine }: Held): Parting | null {
  const entries = machine?.farewell?.entries
  return machine === null || entries === undefined ? null : { box: machine.keys.box, entries }
}

async function load(vault: Vault, key: Uint8Array): Promise<Held> {
  const shelves = shelvesOf(vault, key)
  const machine = await loadMachine(shelves)
  if (machine !== null) {
    return {
      get record() {
        return machine.record
      },
      fold: machine.fold,
      machine,
    }
  }
  const [record, fold] = await Promise.all([loadRecord(shelves), loadFold(shelves)])
  if (record === null || fold === null) throw failed("error-no-circle")
  return { record, fold, machine: null }
}

/** Drop what has disappeared from a circle that has ended here, as a machine does from one that goes on. */
function forgotten(fold: State, now: number): Write[] {
  const over = expired(fold, now)
  if (over.length === 0) return []
  forget(fold, over)
  return [
    ...over.map((id): Write => ({ op: "delete", shelf: "items", key: unhex(id) })),
    { op: "put", shelf: "state", key: utf8("fold"), value: dumpCore(fold) },
  ]
}
