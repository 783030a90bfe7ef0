import { IDBDatabase as FDBDatabase, IDBObjectStore as FDBObjectStore } from "fake-indexeddb"
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest"
import { Database, META, NAME, RECORDS } from "../../../src/vault/database.ts"
import {
  type Change,
  NoVaultError,
  Vault,
  VaultClosedError,
  VaultDamagedError,
  VaultExistsError,
  VaultStorageError,
  WrongPassphraseError,
} from "../../../src/vault/index.ts"
import { fromUtf8, hex, randomBytes, utf8 } from "../../../src/wire/bytes.ts"
import { freshStorage, LEAST, meddle, rawDatabase, rawStore } from "../../support/storage.ts"

const PASSPHRASE = "tide and timber"
const KEY = utf8("key")
/** What the objects of the test's IndexedDB inherit. */
const DATABASES: IDBDatabase = FDBDatabase.prototype
const OBJECTS: IDBObjectStore = FDBObjectStore.prototype

beforeEach(() => {
  freshStorage()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function made(passphrase = PASSPHRASE): Promise<Vault> {
  const vault = await Vault.create(passphrase, LEAST)
  onTestFinished(() => vault.close())
  return vault
}

async function opened(passphrase = PASSPHRASE): Promise<Vault> {
  const vault = await Vault.open(passphrase)
  onTestFinished(() => vault.close())
  return vault
}

function put(shelf: string, key: string, value: string): Change {
  return { op: "put", shelf, key: utf8(key), value: utf8(value) }
}

function remove(shelf: string, key: string): Change {
  return { op: "delete", shelf, key: utf8(key) }
}

async function shown(vault: Vault, shelf: string): Promise<[string, string][]> {
  return (await vault.scan(shelf)).map(([key, value]) => [fromUtf8(key), fromUtf8(value)])
}

/** Ends a transaction as a browser does that has no room, or whose disk fails. */
function abort(transaction: IDBTransaction, name: string): void {
  ;(transaction as unknown as { _abort(name: string): void })._abort(name)
}

describe("making and opening", () => {
  test("what was written is there again", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    vault.close()
    const again = await opened()
    expect(await again.get("shelf", KEY)).toEqual(utf8("value"))
    expect(await again.get("shelf", utf8("other"))).toBeNull()
    expect(await again.get("other", KEY)).toBeNull()
  })

  test("without a vault there is none, and looking leaves nothing behind", async () => {
    expect(await Vault.exists()).toBe(false)
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(NoVaultError)
    expect(await indexedDB.databases()).toEqual([])
    await made()
    expect(await Vault.exists()).toBe(true)
  })

  test("a vault is not made twice", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    await expect(Vault.create("another", LEAST)).rejects.toThrow(VaultExistsError)
    expect(await shown(await opened(), "shelf")).toEqual([["key", "value"]])
  })

  test("of two that are made at once, one is", async () => {
    const results = await Promise.allSettled([Vault.create("one", LEAST), Vault.create("two", LEAST)])
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  })

  test("a vault whose making was cut short is none, and is made anew", async () => {
    vi.spyOn(OBJECTS, "add").mockImplementationOnce(() => {
      throw new DOMException("cut short", "AbortError")
    })
    await expect(Vault.create(PASSPHRASE, LEAST)).rejects.toThrow()
    expect(await Vault.exists()).toBe(false)
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(NoVaultError)
    await made()
    await opened()
  })

  test.each(["", "tide", `${PASSPHRASE} `, PASSPHRASE.toUpperCase()])(
    "V3: %j opens nothing",
    async (wrong) => {
      await made()
      await expect(Vault.open(wrong)).rejects.toThrow(WrongPassphraseError)
    },
  )

  test("V1: a passphrase may be composed or decomposed", async () => {
    await made("caf\u00e9")
    await opened("cafe\u0301")
  })

  test("V1: the cost stands in the head", async () => {
    const vault = await Vault.create(PASSPHRASE, { passes: 2, memory: 16384 })
    vault.close()
    await opened()
    const [{ value } = { value: null }] = await rawStore(META)
    expect(hex(value as Uint8Array)).toContain("02cd4000")
  })

  test("a database that is no vault is damage", async () => {
    const request = indexedDB.open(NAME, 1)
    await new Promise<void>((done) => {
      request.onsuccess = () => done()
    })
    request.result.close()
    await expect(Vault.exists()).rejects.toThrow(VaultDamagedError)
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(VaultDamagedError)
  })

  test("a vault that a newer Leeward made is not opened", async () => {
    const vault = await made()
    vault.close()
    const newer = await rawDatabase(2)
    newer.close()
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(VaultDamagedError)
  })

  test("a head that was changed is damage", async () => {
    const vault = await made()
    vault.close()
    await meddle(META, (store) => store.put(utf8("no head"), "head"))
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(VaultDamagedError)
  })
})

describe("another passphrase", () => {
  test("V4: it takes the place of the old one", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    await expect(vault.changePassphrase("wrong", "new")).rejects.toThrow(WrongPassphraseError)
    const [before] = await rawStore(META)
    await vault.changePassphrase(PASSPHRASE, "new")
    const [after] = await rawStore(META)
    expect(after?.value).not.toEqual(before?.value)
    expect(await shown(vault, "shelf")).toEqual([["key", "value"]])
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(WrongPassphraseError)
    expect(await shown(await opened("new"), "shelf")).toEqual([["key", "value"]])
  })

  test("V4: one slot changes, and the others stay", async () => {
    const vault = await made()
    const head = async () => hex((await rawStore(META))[0]?.value as Uint8Array)
    const slots = (text: string) => text.split("c448").slice(1)
    const before = slots(await head())
    await vault.changePassphrase(PASSPHRASE, "new")
    const after = slots(await head())
    expect(after.filter((slot) => before.includes(slot))).toHaveLength(7)
  })
})

describe("records", () => {
  test("a shelf is scanned in the order of its keys' bytes", async () => {
    const vault = await made()
    const keys = [[], [0], [0, 0], [1], [1, 255], [2], [127], [128], [255], [255, 0]]
    const changes = keys.map((key): Change => {
      return { op: "put", shelf: "shelf", key: Uint8Array.from(key), value: utf8(key.join()) }
    })
    await vault.write([...changes].reverse())
    await vault.write([put("shelg", "x", "1"), put("shel", "x", "2")])
    const scanned = await vault.scan("shelf")
    expect(scanned.map(([key]) => [...key])).toEqual(keys)
    expect(scanned.map(([, value]) => fromUtf8(value))).toEqual(keys.map((key) => key.join()))
    expect(await vault.scan("never was")).toEqual([])
  })

  test("values of every length come back", async () => {
    const vault = await made()
    const values = [0, 1, 57, 58, 59, 1000, 70_000, 300_000].map((length) => randomBytes(length))
    await vault.write(values.map((value, at) => ({ op: "put", shelf: "s", key: Uint8Array.of(at), value })))
    expect((await vault.scan("s")).map(([, value]) => value)).toEqual(values)
  })

  test("delete and drop", async () => {
    const vault = await made()
    await vault.write(["one", "two"].flatMap((shelf) => [put(shelf, "a", "1"), put(shelf, "b", "2")]))
    await vault.write([
      remove("one", "a"),
      remove("one", "never was"),
      { op: "drop", shelf: "two" },
      { op: "drop", shelf: "never was" },
    ])
    expect(await shown(vault, "one")).toEqual([["b", "2"]])
    expect(await shown(vault, "two")).toEqual([])
    expect(await rawStore(RECORDS)).toHaveLength(1)
  })

  test("changes are made in their order", async () => {
    const vault = await made()
    await vault.write([
      put("shelf", "a", "before"),
      { op: "drop", shelf: "shelf" },
      put("shelf", "b", "1"),
      put("shelf", "b", "2"),
      put("shelf", "c", "1"),
      remove("shelf", "c"),
    ])
    expect(await shown(vault, "shelf")).toEqual([["b", "2"]])
  })

  test("writes that overlap are made in the order of the calls", async () => {
    const vault = await made()
    await Promise.all(Array.from({ length: 20 }, (_, at) => vault.write([put("shelf", "key", `${at}`)])))
    expect(await shown(vault, "shelf")).toEqual([["key", "19"]])
  })

  test("nothing to write is no matter", async () => {
    await (await made()).write([])
  })

  test("a key has a greatest length, and a write that breaks it writes nothing", async () => {
    const vault = await made()
    const long: Change = { op: "put", shelf: "shelf", key: new Uint8Array(65536), value: new Uint8Array() }
    await expect(vault.write([put("shelf", "key", "value"), long])).rejects.toThrow("65535")
    expect(await vault.scan("shelf")).toEqual([])
    await vault.write([{ ...long, key: new Uint8Array(65535) }])
    expect(await vault.scan("shelf")).toHaveLength(1)
  })

  test("what was given may be used again", async () => {
    const vault = await made()
    const value = utf8("value")
    await vault.write([{ op: "put", shelf: "shelf", key: KEY, value }])
    value.fill(0)
    expect(await vault.get("shelf", KEY)).toEqual(utf8("value"))
  })
})

describe("what is stored", () => {
  test("V6, V7: no name and no value", async () => {
    const vault = await made("PLANTED passphrase")
    await vault.write([put("PLANTED shelf", "PLANTED key", "PLANTED value".repeat(50))])
    for (const store of [META, RECORDS]) {
      for (const { key, value } of await rawStore(store)) {
        for (const part of [key, value]) {
          const bytes = part instanceof ArrayBuffer ? new Uint8Array(part) : part
          const seen = bytes instanceof Uint8Array ? hex(bytes) : hex(utf8(JSON.stringify(bytes)))
          expect(seen).not.toContain(hex(utf8("PLANTED")))
        }
      }
    }
  })

  test("what it may, and nothing else", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([NAME])
    const database = await rawDatabase()
    expect([...database.objectStoreNames]).toEqual([META, RECORDS])
    expect([...database.transaction(RECORDS).objectStore(RECORDS).indexNames]).toEqual([])
    database.close()
    expect((await rawStore(META)).map(({ key }) => key)).toEqual(["head"])
    const [record] = await rawStore(RECORDS)
    expect(record?.key).toHaveProperty("byteLength", 32)
    expect(record?.value).toHaveProperty("byteLength", 32 + 24 + 64 + 16)
  })

  test("two vaults name the same record differently", async () => {
    const names: string[] = []
    for (let count = 0; count < 2; count++) {
      freshStorage()
      const vault = await made()
      await vault.write([put("shelf", "key", "value")])
      names.push(...(await rawStore(RECORDS)).map(({ key }) => hex(new Uint8Array(key as ArrayBuffer))))
    }
    expect(names[0]?.slice(0, 32)).not.toBe(names[1]?.slice(0, 32))
    expect(names[0]?.slice(32)).not.toBe(names[1]?.slice(32))
  })

  test("V10: writes ask for strict durability", async () => {
    const modes: unknown[] = []
    const real = DATABASES.transaction
    vi.spyOn(DATABASES, "transaction").mockImplementation(function (this: IDBDatabase, ...given) {
      if (given[1] === "readwrite") modes.push(given[2]?.durability)
      return Reflect.apply(real, this, given)
    })
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    await vault.changePassphrase(PASSPHRASE, "new")
    expect(modes).toEqual(["strict", "strict", "strict"])
  })
})

describe("what was tampered with", () => {
  async function twoRecords(): Promise<[unknown, unknown][]> {
    const vault = await made()
    await vault.write([put("shelf", "one", "1"), put("shelf", "two", "2")])
    vault.close()
    return (await rawStore(RECORDS)).map(({ key, value }) => [key, value])
  }

  async function expectDamage(): Promise<void> {
    const vault = await opened()
    await expect(vault.get("shelf", utf8("one"))).rejects.toThrow(VaultDamagedError)
    await expect(vault.scan("shelf")).rejects.toThrow(VaultDamagedError)
  }

  test("V7: records that were swapped are damage", async () => {
    const [[here, one] = [], [there, two] = []] = await twoRecords()
    await meddle(RECORDS, (store) => {
      store.put(two, here as IDBValidKey)
      store.put(one, there as IDBValidKey)
    })
    await expectDamage()
  })

  test("V7: a record that was moved to another shelf is damage", async () => {
    const [[key, record] = []] = await twoRecords()
    const moved = new Uint8Array(key as ArrayBuffer).slice()
    moved[31] = (moved[31] ?? 0) ^ 1
    await meddle(RECORDS, (store) => store.put(record, moved))
    const vault = await opened()
    await expect(vault.scan("shelf")).rejects.toThrow(VaultDamagedError)
  })

  test.each<[string, (record: Uint8Array) => unknown]>([
    ["another seed", (record) => record.slice().fill(0, 0, 32)],
    ["a changed end", (record) => record.slice().fill(0, record.length - 1)],
    ["cut short", (record) => record.slice(0, 40)],
    ["no bytes", () => ({ record: true })],
  ])("V7: a record with %s is damage", async (_, change) => {
    const records = await twoRecords()
    await meddle(RECORDS, (store) => {
      for (const [key, record] of records) store.put(change(record as Uint8Array), key as IDBValidKey)
    })
    await expectDamage()
  })

  test("what stands among the records and is none is damage", async () => {
    const [[key, record] = []] = await twoRecords()
    await meddle(RECORDS, (store) => store.put(record, new Uint8Array(key as ArrayBuffer).slice(0, 31)))
    const vault = await opened()
    await expect(vault.scan("shelf")).rejects.toThrow(VaultDamagedError)
  })
})

describe("an end", () => {
  async function expectClosed(vault: Vault): Promise<void> {
    await expect(vault.get("shelf", KEY)).rejects.toThrow(VaultClosedError)
    await expect(vault.scan("shelf")).rejects.toThrow(VaultClosedError)
    await expect(vault.write([])).rejects.toThrow(VaultClosedError)
    await expect(vault.changePassphrase(PASSPHRASE, "new")).rejects.toThrow(VaultClosedError)
  }

  test("a closed vault refuses everything, and wiped its keys", async () => {
    const wiped = vi.spyOn(Uint8Array.prototype, "fill")
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    wiped.mockClear()
    vault.close()
    expect(wiped.mock.contexts.map((key) => (key as Uint8Array).length)).toEqual([32, 32])
    for (const key of wiped.mock.contexts) expect(key).toEqual(new Uint8Array(32))
    await expectClosed(vault)
    vault.close()
    expect(await shown(await opened(), "shelf")).toEqual([["key", "value"]])
  })

  test("a vault that is closed while it reads or writes says so, and what was begun is whole", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "before")])
    const reading = vault.get("shelf", KEY)
    const writing = vault.write([put("shelf", "key", "after"), put("shelf", "other", "after")])
    vault.close()
    await expect(reading).rejects.toThrow(VaultClosedError)
    await writing
    expect(await shown(await opened(), "shelf")).toEqual([
      ["key", "after"],
      ["other", "after"],
    ])
  })

  test("what is erased is gone, and whoever holds it is told", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    const told = vi.fn()
    vault.onLost = told
    await Vault.erase()
    expect(told).toHaveBeenCalledOnce()
    await expectClosed(vault)
    expect(await Vault.exists()).toBe(false)
    expect(await indexedDB.databases()).toEqual([])
    await Vault.erase()
  })

  test("what a tab does not let go of cannot be read any more at least", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    vault.close()
    const held = await rawDatabase() // which ignores that another wants it
    await expect(Vault.erase()).rejects.toThrow(VaultStorageError)
    const head = held.transaction(META).objectStore(META).getAll()
    await new Promise<void>((done) => {
      head.onsuccess = () => done()
    })
    expect(head.result).toEqual([])
    held.close()
  })

  test("what another tab holds is emptied, the head first", async () => {
    const vault = await made()
    await vault.write([put("shelf", "key", "value")])
    const held = await rawDatabase()
    const cleared = vi.spyOn(OBJECTS, "clear")
    await Database.empty()
    expect(cleared.mock.contexts.map((store) => (store as IDBObjectStore).name)).toEqual([META, RECORDS])
    cleared.mockRestore()
    for (const name of [META, RECORDS]) {
      const count = held.transaction(name).objectStore(name).count()
      await new Promise((done) => {
        count.onsuccess = done
      })
      expect(count.result).toBe(0)
    }
    held.close()
    vault.close()
    await Vault.erase()
    await Database.empty() // where there is none
    expect(await indexedDB.databases()).toEqual([])
  })

  test("what another tab holds is erased once that lets go", async () => {
    const vault = await made()
    vault.close()
    const held = await rawDatabase()
    await expect(Vault.erase()).rejects.toThrow(VaultStorageError)
    held.close()
    await vi.waitUntil(async () => (await indexedDB.databases()).length === 0)
    await made()
  })

  test("what lets go a little later is waited for", async () => {
    const vault = await made()
    vault.close()
    const held = await rawDatabase()
    const erased = Vault.erase()
    setTimeout(() => held.close(), 50)
    await erased
    expect(await indexedDB.databases()).toEqual([])
  })

  test("whoever only looks whether there is a vault does not stand in the way", async () => {
    const vault = await made()
    vault.close()
    const looking = await Database.open("leave")
    await Vault.erase()
    expect(await indexedDB.databases()).toEqual([])
    looking?.close()
  })

  test("the browser takes the database away", async () => {
    const told = vi.fn()
    const connections: IDBDatabase[] = []
    const real = DATABASES.transaction
    vi.spyOn(DATABASES, "transaction").mockImplementation(function (this: IDBDatabase, ...given) {
      connections.push(this)
      return Reflect.apply(real, this, given)
    })
    const vault = await made()
    vault.onLost = told
    connections.at(-1)?.onclose?.(new Event("close"))
    expect(told).toHaveBeenCalledOnce()
    await expectClosed(vault)
  })
})

describe("a browser that does not store", () => {
  test("none at all", async () => {
    for (const nothing of [undefined, null]) {
      vi.stubGlobal("indexedDB", nothing)
      await expect(Vault.exists()).rejects.toThrow(VaultStorageError)
      await expect(Vault.create(PASSPHRASE, LEAST)).rejects.toThrow(VaultStorageError)
      await expect(Vault.open(PASSPHRASE)).rejects.toThrow(VaultStorageError)
      await expect(Vault.erase()).rejects.toThrow(VaultStorageError)
    }
  })

  test("a database that does not open", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      const request = {} as Record<"onerror", () => void> & { error: DOMException }
      request.error = new DOMException("PLANTED", "UnknownError")
      queueMicrotask(() => request.onerror())
      return request as never
    })
    await expect(Vault.open(PASSPHRASE)).rejects.toThrow(VaultStorageError)
    await expect(Vault.open(PASSPHRASE)).rejects.not.toThrow("PLANTED")
  })

  test.each(["QuotaExceededError", "UnknownError"])("%s: nothing of the write was kept", async (name) => {
    const vault = await made()
    await vault.write([put("shelf", "one", "before")])
    const real = OBJECTS.put
    let count = 0
    vi.spyOn(OBJECTS, "put").mockImplementation(function (this: IDBObjectStore, ...given) {
      count += 1
      const request = Reflect.apply(real, this, given)
      if (count === 3) abort(this.transaction, name)
      return request
    })
    const changes = ["one", "two", "three", "four"].map((key) => put("shelf", key, "after"))
    const failure = await vault.write(changes).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(VaultStorageError)
    vi.restoreAllMocks()
    expect(await shown(vault, "shelf")).toEqual([["one", "before"]])
    await vault.write(changes)
    expect(await vault.scan("shelf")).toHaveLength(4)
  })
})

describe("a promise to keep", () => {
  test("is asked for, and told", async () => {
    vi.stubGlobal("navigator", { storage: { persisted: async () => true, persist: async () => true } })
    expect([await Vault.persistent(), await Vault.askPersistence()]).toEqual([true, true])
    vi.stubGlobal("navigator", { storage: { persisted: async () => false, persist: async () => false } })
    expect([await Vault.persistent(), await Vault.askPersistence()]).toEqual([false, false])
  })

  test("is not known where the browser has no word for it", async () => {
    for (const storage of [{}, undefined]) {
      vi.stubGlobal("navigator", { storage })
      expect([await Vault.persistent(), await Vault.askPersistence()]).toEqual([null, false])
    }
  })
})

test("nothing shows of a vault", async () => {
  const methods = ["log", "info", "warn", "error", "debug"] as const
  const spies = methods.map((method) => vi.spyOn(console, method))
  const vault = await made()
  await vault.write([put("shelf", "key", "value")])
  await expect(Vault.open("PLANTED")).rejects.not.toThrow("PLANTED")
  expect(`${vault}`).toBe("Vault(...)")
  expect(JSON.stringify(vault)).toBe("{}")
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
