// Where the session's records stand in the vault: which shelf, which key, and how they are read back.

import { cleanText } from "../circle/text.ts"
import { SHELVES as MACHINE_SHELVES, type Shelves } from "../group/load.ts"
import { type Ended, type Heard, unpackEnded, unpackHeard, type Write } from "../group/records.ts"
import type { Change, Vault } from "../vault/index.ts"
import { fromUtf8, hex, u64, utf8 } from "../wire/bytes.ts"

/** The shelf that lists the circles of a vault: the key is the circle's local id, the value empty. */
export const CIRCLES = "circles"
export const JOINS = "joins"
export const SETTINGS = "settings"

/** The shelves of one circle: those that its machine writes, and the session's own. */
const SHELVES = [...MACHINE_SHELVES, "device-names", "invites", "muted", "seen"] as const
type CircleShelf = (typeof SHELVES)[number]

const NOTHING = new Uint8Array()
const SEEN = utf8("seen")

/** The vault's shelf for one kind of record of one circle. */
export function shelf(circle: Uint8Array, name: CircleShelf): string {
  return `circle/${hex(circle)}/${name}`
}

/** A machine's writes as changes of the vault. */
export function changesOf(circle: Uint8Array, writes: readonly Write[]): Change[] {
  return writes.map((write) => ({ ...write, shelf: shelf(circle, write.shelf) }))
}

/** The change that puts a circle on the vault's list. */
export function listed(circle: Uint8Array): Change {
  return { op: "put", shelf: CIRCLES, key: circle, value: NOTHING }
}

/** The changes that erase everything of a circle. */
export function dropped(circle: Uint8Array): Change[] {
  return [
    ...SHELVES.map((name): Change => ({ op: "drop", shelf: shelf(circle, name) })),
    { op: "delete", shelf: CIRCLES, key: circle },
  ]
}

/** The local ids of the circles of a vault. */
export async function circleKeys(vault: Vault): Promise<Uint8Array[]> {
  return (await vault.scan(CIRCLES)).map(([key]) => key)
}

/** What the machine of a circle is loaded from. */
export function shelvesOf(vault: Vault, circle: Uint8Array): Shelves {
  return {
    get: (name, key) => vault.get(shelf(circle, name), key),
    scan: (name) => vault.scan(shelf(circle, name)),
  }
}

/** How an intent ended, once; null while it has not. */
export async function takeEnded(vault: Vault, circle: Uint8Array, key: Uint8Array): Promise<Ended | null> {
  const from = shelf(circle, "ended")
  const data = await vault.get(from, key)
  if (data === null) return null
  await vault.write([{ op: "delete", shelf: from, key }])
  return unpackEnded(data)
}

/** When each member was last heard, by member id; or each device, by its signature key. */
export async function loadHeard(
  vault: Vault,
  circle: Uint8Array,
  of: "heard" | "devices" = "heard",
): Promise<Map<string, Heard>> {
  const found = await vault.scan(shelf(circle, of))
  return new Map(found.map(([key, value]) => [hex(key), unpackHeard(value)]))
}

/** What the devices call themselves that were linked from here, by signature key. */
export async function loadDeviceNames(vault: Vault, circle: Uint8Array): Promise<Map<string, string>> {
  const found = await vault.scan(shelf(circle, "device-names"))
  return new Map(found.map(([key, value]) => [hex(key), cleanText(fromUtf8(value))]))
}

/** The change that remembers what a device calls itself. */
export function naming(circle: Uint8Array, device: Uint8Array, name: string): Change {
  return { op: "put", shelf: shelf(circle, "device-names"), key: device, value: utf8(name) }
}

/** The members that one will not hear, by member id. */
export async function loadMuted(vault: Vault, circle: Uint8Array): Promise<Set<string>> {
  return new Set((await vault.scan(shelf(circle, "muted"))).map(([key]) => hex(key)))
}

/** The change that mutes a member, or unmutes it. */
export function muting(circle: Uint8Array, member: Uint8Array, muted: boolean): Change {
  const at = { shelf: shelf(circle, "muted"), key: member }
  return muted ? { op: "put", ...at, value: NOTHING } : { op: "delete", ...at }
}

/** The index of the last item that was read; 0 before the first. */
export async function loadSeen(vault: Vault, circle: Uint8Array): Promise<number> {
  const data = await vault.get(shelf(circle, "seen"), SEEN)
  return data === null ? 0 : data.reduce((number, byte) => number * 256 + byte, 0)
}

/** The change that remembers what was read. */
export function seeing(circle: Uint8Array, index: number): Change {
  return { op: "put", shelf: shelf(circle, "seen"), key: SEEN, value: u64(index) }
}
