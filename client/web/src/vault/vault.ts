// The vault: everything this client keeps, encrypted in the browser's IndexedDB under a passphrase.
//
// It is made as docs/vault.md says (V1 to V7), with what a browser allows: transactions are durable when they
// return, but nothing is promised about what the browser leaves behind of what was overwritten or deleted. Of
// several tabs one owns the vault; that is the engine's to see to.

import { compare, randomBytes } from "../wire/bytes.ts"
import { Database, type Write } from "./database.ts"
import { NoVaultError, VaultClosedError } from "./errors.ts"
import { decodeHead, encodeHead, type Head } from "./head.ts"
import {
  type Cost,
  closeSlot,
  fillSlots,
  KEY_BYTES,
  type Keys,
  keysOf,
  openSlots,
  SALT_BYTES,
  SLOTS,
  STANDARD_COST,
  stretch,
  wipe,
} from "./keys.ts"
import { closeRecord, openRecord, placeOf, shelfOf } from "./records.ts"

/** One change of a transaction. `drop` erases a whole shelf. */
export type Change =
  | { readonly op: "put"; readonly shelf: string; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly op: "delete"; readonly shelf: string; readonly key: Uint8Array }
  | { readonly op: "drop"; readonly shelf: string }

/** An open vault. Once it is closed, by us or by the browser, every call rejects with VaultClosedError. */
export class Vault {
  readonly #database: Database
  #keys: Keys | null
  #onLost: (erased: boolean) => void = () => undefined

  private constructor(database: Database, keys: Keys) {
    this.#database = database
    this.#keys = keys
    database.onLost((deleted) => {
      this.#forget()
      this.#onLost(deleted)
    })
  }

  /** Whether there is a vault in this browser. Rejects with VaultStorageError. */
  static async exists(): Promise<boolean> {
    const database = await Database.open("leave")
    if (database === null) return false
    try {
      return (await database.head()) !== undefined
    } finally {
      database.close()
    }
  }

  /** Makes a vault and opens it. Rejects with VaultExistsError, VaultStorageError. */
  static async create(passphrase: string, cost: Cost = STANDARD_COST): Promise<Vault> {
    const salt = randomBytes(SALT_BYTES)
    const stretched = await stretch(passphrase, salt, cost)
    const master = randomBytes(KEY_BYTES)
    const database = await opened("make")
    try {
      const [drawn = 0] = randomBytes(1)
      const head = { salt, cost, slots: fillSlots(master, stretched, drawn % SLOTS) }
      await database.putHead(encodeHead(head), true)
      return new Vault(database, keysOf(master))
    } catch (error) {
      database.close()
      throw error
    } finally {
      wipe(master, stretched)
    }
  }

  /**
   * Opens the vault. Rejects with NoVaultError, WrongPassphraseError, VaultDamagedError, VaultStorageError.
   */
  static async open(passphrase: string): Promise<Vault> {
    const database = await opened("leave")
    try {
      const head = await headOf(database)
      const { master } = await unlock(head, passphrase)
      const keys = keysOf(master)
      wipe(master)
      return new Vault(database, keys)
    } catch (error) {
      database.close()
      throw error
    }
  }

  /**
   * Erases the vault, its key slots first: should the rest not go, nobody can read it any more. A vault that
   * is open, here or in another tab, is lost to who holds it.
   */
  static async erase(): Promise<void> {
    await Vault.eraseKeys()
    await Database.erase()
  }

  /** Erases the key slots alone, whoever has the vault open; the rest is to follow. */
  static async eraseKeys(): Promise<void> {
    const database = await Database.open("leave").catch(() => null)
    await database?.dropHead().catch(() => undefined)
    database?.close()
  }

  /** Whether the browser promised to keep what is stored here; null where it does not say. */
  static async persistent(): Promise<boolean | null> {
    return (await navigator.storage?.persisted?.()) ?? null
  }

  /** Asks the browser to keep what is stored here until people delete it. Pages may ask, workers may not. */
  static async askPersistence(): Promise<boolean> {
    return (await navigator.storage?.persist?.()) ?? false
  }

  /** Who is told when the browser or another tab takes the vault away, and whether that erases it. */
  set onLost(tell: (erased: boolean) => void) {
    this.#onLost = tell
  }

  /** The value under a key, or null. Rejects with VaultDamagedError. */
  async get(shelf: string, key: Uint8Array): Promise<Uint8Array | null> {
    const place = placeOf(this.#open(), shelf, key)
    const record = await this.#database.record(place)
    return record === undefined ? null : openRecord(this.#open(), place, record).value
  }

  /** All keys and values of a shelf, in the order of the keys' bytes. Rejects with VaultDamagedError. */
  async scan(shelf: string): Promise<[Uint8Array, Uint8Array][]> {
    const records = await this.#database.records(shelfOf(this.#open(), shelf))
    const keys = this.#open()
    return records
      .map(({ place, record }) => openRecord(keys, place, record))
      .sort((one, other) => compare(one.key, other.key))
      .map(({ key, value }) => [key, value])
  }

  /**
   * Carries out all changes, in their order; they are on disk, all of them, when this resolves. When it
   * rejects, with VaultStorageError, none was made.
   */
  async write(changes: readonly Change[]): Promise<void> {
    const keys = this.#open()
    await this.#database.write(changes.map((change) => closed(keys, change)))
  }

  /** Puts another passphrase in the place of the old one (V4). Rejects with WrongPassphraseError. */
  async changePassphrase(old: string, next: string): Promise<void> {
    this.#open()
    const head = await headOf(this.#database)
    const { place, master } = await unlock(head, old)
    const stretched = await stretch(next, head.salt, head.cost)
    const slots = head.slots.with(place, closeSlot(master, stretched, place))
    wipe(master, stretched)
    this.#open()
    await this.#database.putHead(encodeHead({ ...head, slots }), false)
  }

  /** Closes the vault and erases its keys from memory, as far as the language allows. */
  close(): void {
    this.#forget()
    this.#database.close()
  }

  toString(): string {
    return "Vault(...)"
  }

  #open(): Keys {
    if (this.#keys === null) throw new VaultClosedError("the vault is closed")
    return this.#keys
  }

  #forget(): void {
    if (this.#keys !== null) wipe(this.#keys.tags, this.#keys.box)
    this.#keys = null
  }
}

async function opened(absent: "make" | "leave"): Promise<Database> {
  const database = await Database.open(absent)
  if (database === null) throw new NoVaultError("there is no vault here")
  return database
}

async function headOf(database: Database): Promise<Head> {
  const stored = await database.head()
  // A vault whose making was cut short has none.
  if (stored === undefined) throw new NoVaultError("there is no vault here")
  return decodeHead(stored)
}

async function unlock(head: Head, passphrase: string): Promise<{ place: number; master: Uint8Array }> {
  const stretched = await stretch(passphrase, head.salt, head.cost)
  try {
    return openSlots(head.slots, stretched)
  } finally {
    wipe(stretched)
  }
}

function closed(keys: Keys, change: Change): Write {
  if (change.op === "drop") return { op: "drop", shelf: shelfOf(keys, change.shelf) }
  const place = placeOf(keys, change.shelf, change.key)
  return change.op === "delete"
    ? { op: "delete", place }
    : { op: "put", place, record: closeRecord(keys, place, change) }
}
