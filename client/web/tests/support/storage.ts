// The browser's storage for tests: an IndexedDB of its own for each test, and a look at all it holds.

import { IDBFactory, IDBKeyRange } from "fake-indexeddb"
import { vi } from "vitest"
import { NAME } from "../../src/vault/database.ts"
import type { Cost } from "../../src/vault/index.ts"

/** As little as there can be, for tests, which unlock a hundred times. */
export const LEAST: Cost = { passes: 1, memory: 8 * 1024 }

/** Gives this test a browser that holds nothing yet. */
export function freshStorage(): IDBFactory {
  const factory = new IDBFactory()
  vi.stubGlobal("indexedDB", factory)
  vi.stubGlobal("IDBKeyRange", IDBKeyRange)
  return factory
}

/** The vault's database, as whoever takes the device sees it; to be closed. */
export function rawDatabase(version?: number): Promise<IDBDatabase> {
  return new Promise((give, fail) => {
    const request = indexedDB.open(NAME, version)
    request.onsuccess = () => give(request.result)
    request.onerror = () => fail(request.error)
  })
}

/** All keys and values of a store. */
export async function rawStore(store: string): Promise<{ key: unknown; value: unknown }[]> {
  const database = await rawDatabase()
  const objects = database.transaction(store).objectStore(store)
  const [keys, values] = await Promise.all([settled(objects.getAllKeys()), settled(objects.getAll())])
  database.close()
  return keys.map((key, at) => ({ key, value: values[at] }))
}

/** Changes what is stored behind the vault's back. */
export async function meddle(store: string, change: (store: IDBObjectStore) => void): Promise<void> {
  const database = await rawDatabase()
  const transaction = database.transaction(store, "readwrite")
  change(transaction.objectStore(store))
  await new Promise<void>((done, fail) => {
    transaction.oncomplete = () => done()
    transaction.onabort = () => fail(transaction.error)
  })
  database.close()
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((give, fail) => {
    request.onsuccess = () => give(request.result)
    request.onerror = () => fail(request.error)
  })
}
