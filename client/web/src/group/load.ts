// A machine out of the vault: which shelf holds what of a circle, and how it is read back.

import { loadState, type State } from "../circle/state.ts"
import { Group } from "../mls/index.ts"
import { hex, utf8 } from "../wire/bytes.ts"
import { epochKeys } from "./envelope.ts"
import { unpackIntent } from "./intents.ts"
import { FAREWELL } from "./kept.ts"
import { Machine } from "./machine.ts"
import {
  type CircleRecord,
  type Shelf,
  unpackDelivery,
  unpackDraft,
  unpackFarewell,
  unpackPending,
  unpackRecord,
  unpackSync,
} from "./records.ts"

/** The shelves that writes of a machine name. */
export const SHELVES = [
  "state",
  "drafts",
  "intents",
  "ended",
  "deliveries",
  "handed",
  "linked",
  "items",
  "heard",
  "devices",
] as const satisfies readonly Shelf[]

/** What reads a circle's shelves. `scan` gives records in the order of their keys. */
export interface Shelves {
  get(shelf: Shelf, key: Uint8Array): Promise<Uint8Array | null>
  scan(shelf: Shelf): Promise<readonly (readonly [Uint8Array, Uint8Array])[]>
}

/** What names a circle on this device; null where there is no circle. */
export async function loadRecord(shelves: Shelves): Promise<CircleRecord | null> {
  const data = await shelves.get("state", utf8("record"))
  return data === null ? null : unpackRecord(data)
}

/** The timeline and the durable state; null where there is no circle. */
export async function loadFold(shelves: Shelves): Promise<State | null> {
  const core = await shelves.get("state", utf8("fold"))
  if (core === null) return null
  const items = await shelves.scan("items")
  return loadState(
    core,
    items.map(([, item]) => item),
  )
}

/** The machine of a circle; null when the circle has ended here and its keys are gone. */
export async function loadMachine(shelves: Shelves): Promise<Machine | null> {
  const [epoch, ratchets, synced, pending, farewell] = await Promise.all(
    ["epoch", "ratchets", "sync", "pending", FAREWELL].map((key) => shelves.get("state", utf8(key))),
  )
  const [record, fold] = await Promise.all([loadRecord(shelves), loadFold(shelves)])
  if (!epoch || !ratchets || !synced || record === null || fold === null) return null
  const group = await Group.restoreParts(epoch, ratchets)
  const drafts = await read(shelves, "drafts", unpackDraft)
  return Machine.restore({
    record,
    group,
    keys: await epochKeys(group),
    ...unpackSync(synced),
    fold,
    drafts: new Map(drafts.sort(([, one], [, other]) => one.order - other.order)),
    intents: new Map(await read(shelves, "intents", unpackIntent)),
    pending: pending ? unpackPending(pending) : null,
    deliveries: new Map(await read(shelves, "deliveries", unpackDelivery)),
    handed: new Map(await read(shelves, "handed", unpackDelivery)),
    farewell: farewell ? unpackFarewell(farewell) : null,
  })
}

async function read<T>(
  shelves: Shelves,
  shelf: Shelf,
  unpack: (data: Uint8Array) => T,
): Promise<[string, T][]> {
  return (await shelves.scan(shelf)).map(([key, value]) => [hex(key), unpack(value)])
}
