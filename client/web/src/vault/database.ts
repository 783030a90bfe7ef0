// The IndexedDB database of a vault: how it is opened, what is in it, and what its errors mean.
//
// The store `meta` holds one value, the head. The store `records` holds records, each under the 32 bytes of
// its place; binary keys stand in the order of their bytes, so that a shelf is one range.

import { concat } from "../wire/bytes.ts"
import {
  VaultClosedError,
  VaultDamagedError,
  type VaultError,
  VaultExistsError,
  VaultStorageError,
} from "./errors.ts"

export const NAME = "leeward"
export const VERSION = 1
export const META = "meta"
export const RECORDS = "records"
export const HEAD = "head"
/** Bytes by which a shelf, or a key, goes in what is stored. */
export const ADDRESS_BYTES = 16

/** Milliseconds that others have to let go of a database that is to be deleted. */
const PATIENCE = 3_000

type Bytes = Uint8Array<ArrayBuffer>

/** One write of a transaction: a record put or deleted, or a whole shelf dropped. */
export type Write =
  | { readonly op: "put"; readonly place: Bytes; readonly record: Bytes }
  | { readonly op: "delete"; readonly place: Bytes }
  | { readonly op: "drop"; readonly shelf: Uint8Array }

/** An open database. Every method rejects with a VaultError. */
export class Database {
  readonly #database: IDBDatabase

  private constructor(database: IDBDatabase) {
    this.#database = database
    database.onversionchange = () => this.close() // whoever only looks stands in nobody's way
  }

  /** Opens the database; where there is none it is made, or null is given. */
  static async open(absent: "make" | "leave"): Promise<Database | null> {
    const opened = await connect(absent === "make")
    return opened === null ? null : new Database(opened)
  }

  /**
   * Takes away all that the database holds, the head first, whoever has it open and however deeply they sleep:
   * they can hold up its deletion, not this. Where there is no database there is nothing to do.
   */
  static async empty(): Promise<void> {
    const database = await Database.open("leave")
    if (database === null) return
    try {
      await database.dropHead()
      await database.#change(RECORDS, (store) => store.clear())
    } finally {
      database.close()
    }
  }

  /**
   * Deletes the database with all it holds. Where another does not let go of it within so many milliseconds, that
   * is told; what has been closed, but has still to end what it was reading, is waited for.
   */
  static erase(patience = PATIENCE): Promise<void> {
    return new Promise((done, fail) => {
      const request = storage().deleteDatabase(NAME)
      let late: ReturnType<typeof setTimeout> | undefined
      request.onsuccess = () => {
        clearTimeout(late)
        done()
      }
      request.onerror = () => {
        clearTimeout(late)
        fail(meaning(request.error))
      }
      request.onblocked = () => {
        late = setTimeout(() => fail(blocked()), patience)
      }
    })
  }

  /** Calls once the browser or another tab takes the database away, and whether to delete it; it is closed then. */
  onLost(tell: (deleted: boolean) => void): void {
    const lost = (deleted: boolean) => {
      this.close()
      tell(deleted)
    }
    this.#database.onclose = () => lost(false)
    this.#database.onversionchange = ({ newVersion }) => lost(newVersion === null)
  }

  /** The head, as it was stored; undefined where there is none. */
  head(): Promise<unknown> {
    return answer(this.#begin(META, "readonly").get(HEAD))
  }

  /** Stores a head. The first one must not take the place of another: VaultExistsError. */
  putHead(head: Uint8Array, first: boolean): Promise<void> {
    return this.#change(META, (store) => {
      if (first) store.add(head, HEAD)
      else store.put(head, HEAD)
    })
  }

  /** Takes the head away: without its slots nothing of the vault can be read any more. */
  dropHead(): Promise<void> {
    return this.#change(META, (store) => store.clear())
  }

  /** What stands at a place; undefined where nothing does. */
  record(place: Bytes): Promise<unknown> {
    return answer(this.#begin(RECORDS, "readonly").get(place))
  }

  /** The places on a shelf, and what stands there. */
  async records(shelf: Uint8Array): Promise<{ place: Uint8Array; record: unknown }[]> {
    const store = this.#begin(RECORDS, "readonly")
    const range = rangeOf(shelf)
    const [places, records] = await Promise.all([
      answer(store.getAllKeys(range)),
      answer(store.getAll(range)),
    ])
    return places.map((place, at) => ({ place: bytesOf(place), record: records[at] }))
  }

  /** Carries out all writes in one transaction: they are on disk when this resolves, or none is. */
  write(writes: readonly Write[]): Promise<void> {
    return this.#change(RECORDS, (store) => {
      for (const write of writes) {
        if (write.op === "put") store.put(write.record, write.place)
        else store.delete(write.op === "delete" ? write.place : rangeOf(write.shelf))
      }
    })
  }

  close(): void {
    this.#database.onclose = null
    this.#database.onversionchange = null
    this.#database.close()
  }

  async #change(name: string, ask: (store: IDBObjectStore) => void): Promise<void> {
    const store = this.#begin(name, "readwrite")
    const done = finished(store.transaction)
    try {
      ask(store)
    } catch {
      undo(store.transaction)
    }
    return done
  }

  #begin(store: string, mode: "readonly" | "readwrite"): IDBObjectStore {
    try {
      // Strict: a promise that something is stored holds after a power cut too, not only after a crash.
      return this.#database.transaction(store, mode, { durability: "strict" }).objectStore(store)
    } catch {
      throw new VaultClosedError("the vault is closed")
    }
  }
}

function connect(make: boolean): Promise<IDBDatabase | null> {
  return new Promise((give, fail) => {
    const request = storage().open(NAME, VERSION)
    let made = false
    request.onupgradeneeded = () => {
      made = true
      if (make) {
        request.result.createObjectStore(META)
        request.result.createObjectStore(RECORDS)
      } else {
        request.transaction?.abort() // a database that was not there is not left there
      }
    }
    request.onerror = () => (made && !make ? give(null) : fail(meaning(request.error)))
    request.onblocked = () => {
      fail(blocked())
      request.onsuccess = () => request.result.close() // should it come after all
    }
    request.onsuccess = () => {
      const database = request.result
      const stores = database.objectStoreNames
      if (stores.contains(META) && stores.contains(RECORDS)) {
        give(database)
      } else {
        database.close()
        fail(new VaultDamagedError("this is no vault"))
      }
    }
  })
}

function storage(): IDBFactory {
  // Some private windows have none.
  if (typeof indexedDB === "undefined" || indexedDB === null) {
    throw new VaultStorageError("the browser stores nothing here")
  }
  return indexedDB
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((give, fail) => {
    request.onsuccess = () => give(request.result)
    request.onerror = () => fail(meaning(request.error))
  })
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done()
    transaction.onabort = () => fail(meaning(transaction.error))
  })
}

/** Undoes what a transaction was asked for already, unless the browser has done so itself. */
function undo(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended; what it ended with is told by `finished`.
  }
}

/** All places that begin with this shelf's hash. */
function rangeOf(shelf: Uint8Array): IDBKeyRange {
  const rest = (byte: number) => concat(shelf, new Uint8Array(ADDRESS_BYTES).fill(byte))
  return IDBKeyRange.bound(rest(0x00), rest(0xff))
}

function bytesOf(key: IDBValidKey): Uint8Array {
  if (!(key instanceof ArrayBuffer)) throw new VaultDamagedError("this is no vault")
  return new Uint8Array(key)
}

function blocked(): VaultError {
  return new VaultStorageError("another tab holds the vault")
}

/** What a browser's error means; its own words are left behind. */
function meaning(error: DOMException | null): VaultError {
  switch (error?.name) {
    case "ConstraintError":
      return new VaultExistsError("there is a vault here already") // a second head
    case "VersionError":
      return new VaultDamagedError("a newer Leeward made this vault")
    case "QuotaExceededError":
      return new VaultStorageError("there is no room for more")
    default:
      return new VaultStorageError("the browser cannot store or read")
  }
}
