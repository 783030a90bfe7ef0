// Backups: from the circles of a vault to a file, and back; and coming back with a rejoin key. Loaded only when
// somebody wants it: all of it stands behind `Session`.

import { type Circle, type Content, decode, encode, type Rejoin } from "../backup/content.ts"
import { BackupError } from "../backup/errors.ts"
import { seal, unseal } from "../backup/sealed.ts"
import {
  APPROVAL_LABEL,
  actionRejoin,
  actionRejoinKey,
  approvalContent,
  DATED_KEY,
} from "../circle/actions.ts"
import { expired, forget } from "../circle/fold.ts"
import { rising } from "../circle/ids.ts"
import { dumpItem } from "../circle/items.ts"
import { decodePolicy, encodePolicy } from "../circle/policy.ts"
import { dumpCore, loadState, State } from "../circle/state.ts"
import { shownNames } from "../circle/views.ts"
import type { KnockInfo } from "../engine/api.ts"
import { because } from "../engine/failures.ts"
import { rejoinedLeaf, rejoining } from "../group/approvals.ts"
import { loadRecord } from "../group/load.ts"
import type { Machine } from "../group/machine.ts"
import { type CircleRecord, packRecord, Status } from "../group/records.ts"
import type { Request } from "../invites/meeting.ts"
import { checkPackage, type Group, MLSError, SignatureKey } from "../mls/index.ts"
import type { Change, Cost, Vault } from "../vault/index.ts"
import { concat, hex, randomBytes, u64, unhex, utf8 } from "../wire/bytes.ts"
import { decode as decodeValue, encode as encodeValue } from "../wire/codec.ts"
import { bytes, fields, whole } from "../wire/shapes.ts"
import { nextNumber } from "./joins.ts"
import type { Held, Steps } from "./steps.ts"
import { circleKeys, listed, loadMuted, muting, shelf, shelvesOf } from "./store.ts"

const LOCAL_ID = 8
const LONGEST_GROUP_ID = 255
const KEY = 32
const SIGNATURE = 64
/** No calendar goes further: whoever made the key can have written anything. */
const LATEST = 0xff_ffff_ffff
const RECORD = utf8("record")
const FOLD = utf8("fold")
const REJOIN = utf8("rejoin")

/** How to come back to a circle that a backup restored. */
interface RejoinRecord extends Rejoin {
  readonly groupId: Uint8Array
}

/** What came of restoring: the local ids of circles that are new here, and the labels of the others. */
export interface Merged {
  readonly madeAt: number
  readonly restored: readonly Uint8Array[]
  readonly kept: string[]
}

/** The bytes of a backup file of these circles; nothing that has disappeared is in it. */
export async function backup(
  vault: Vault,
  circles: Iterable<{ id: Uint8Array; steps: Steps }>,
  passphrase: string,
  now: number,
  cost?: Cost,
): Promise<Uint8Array> {
  const found: { number: number; circle: Circle }[] = []
  for (const { id, steps } of circles) {
    found.push(
      await steps.run(async (held) => ({
        number: held.record.number,
        circle: await kept(vault, id, held, now),
      })),
    )
  }
  found.sort((one, other) => one.number - other.number)
  const content = encode({ madeAt: now, circles: found.map(({ circle }) => circle) })
  return told(() => seal(content, passphrase, cost))
}

/** Put the circles of a backup that are not here beside those that are; none that is here is changed. */
export async function restore(
  vault: Vault,
  file: Uint8Array,
  passphrase: string,
  now: number,
): Promise<Merged> {
  const content = await told(async () => decode(await unseal(file, passphrase)))
  const here = await labels(vault)
  const changes: Change[] = []
  const restored: Uint8Array[] = []
  let number = await nextNumber(vault)
  for (const circle of content.circles.filter(({ member }) => !here.has(hex(member)))) {
    const key = randomBytes(LOCAL_ID)
    changes.push(...restoring(key, circle, number, now))
    restored.push(key)
    number += 1
  }
  await vault.write(changes)
  return { madeAt: content.madeAt, restored, kept: known(content, here) }
}

/** What a knock shows of the rejoin key of a circle; null where the circle did not come out of a backup. */
export async function prove(
  vault: Vault,
  key: Uint8Array,
  member: Uint8Array,
  keyPackage: Uint8Array,
): Promise<Uint8Array | null> {
  const held = await rejoinOf(vault, key)
  if (held === null) return null
  const { signatureKey } = await checkPackage(keyPackage)
  const rejoinKey = new SignatureKey(held.seed)
  const content = approvalContent(held.groupId, 0, actionRejoin(member, signatureKey))
  return concat(dated(rejoinKey, held.madeAt), held.voucher, rejoinKey.sign(APPROVAL_LABEL, content))
}

function known({ circles }: Content, here: ReadonlyMap<string, string>): string[] {
  return circles.flatMap(({ member }) => here.get(hex(member)) ?? [])
}

/** What the circles of a vault are called, by our member id in each. */
async function labels(vault: Vault): Promise<Map<string, string>> {
  const records = await Promise.all((await circleKeys(vault)).map((key) => loadRecord(shelvesOf(vault, key))))
  return new Map(records.flatMap((one) => (one === null ? [] : [[hex(one.member), one.label]])))
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof BackupError ? because("refused", { id: error.id }) : error
  }
}

/**
 * Who a knock says to be and can show to be: a member's device has signed, itself or by the rejoin key of a
 * backup. It proves that the key is the member's, never whose hands it is in.
 */
export async function claimOf(
  machine: Machine | null,
  { keyPackage, member, rejoin }: Request,
): Promise<Pick<KnockInfo, "claims" | "backup">> {
  const nobody = { claims: null, backup: null }
  if (machine === null) return nobody
  try {
    const { signatureKey } = await checkPackage(keyPackage)
    if (rejoinedLeaf(machine.group, rejoining(member, signatureKey, rejoin)) === null) return nobody
  } catch (error) {
    if (error instanceof MLSError) return nobody
    throw error
  }
  return { claims: shownNames(machine.fold).get(hex(member)) ?? null, backup: vouchedAt(rejoin) }
}

/** When the backup was made with whose key a knock is signed; null where the old leaf signed it. */
function vouchedAt(rejoin: Uint8Array): number | null {
  if (rejoin.length === SIGNATURE) return null
  const at = rejoin.subarray(KEY, DATED_KEY).reduce((number, byte) => number * 256 + byte, 0)
  return Math.min(at, LATEST)
}

// Making ---------------------------------------------------------------------------------------------

async function kept(vault: Vault, key: Uint8Array, held: Held, now: number): Promise<Circle> {
  const { status, member, label, relay, joinedAt } = held.record
  const group = held.machine?.group ?? null
  const earlier = await rejoinOf(vault, key)
  const fold = lasting(held.fold, now)
  const { policy } = fold
  return {
    // One that has ended here is only read: it needs no more than a name of its own.
    groupId: group?.groupId ?? earlier?.groupId ?? member,
    member,
    label,
    relay,
    joinedAt,
    ended: status === "left" || status === "removed" || status === "unlinked" ? status : "",
    epoch: fold.epoch,
    nextIndex: fold.lastIndex + 1,
    policy: encodePolicy(policy.with({ codes: [], relay: { ...policy.relay, pass: null } })),
    durable: fold.durable(),
    names: rising(fold.names.keys()).map((id) => [id, fold.names.get(hex(id)) ?? ""]),
    items: [...fold.items.values()].map(dumpItem),
    muted: rising((await loadMuted(vault, key)).keys()),
    rejoin: group === null ? earlier : await vouched(group, member, now),
  }
}

/** A copy of what has not disappeared yet. */
function lasting(fold: State, now: number): State {
  const copy = loadState(dumpCore(fold), [...fold.items.values()].map(dumpItem))
  forget(copy, expired(copy, now))
  return copy
}

/** A fresh key, which may sign our coming back once this device is lost; our own leaf vouches for it. */
async function vouched(group: Group, member: Uint8Array, now: number): Promise<Rejoin> {
  const key = SignatureKey.generate()
  const action = actionRejoinKey(member, dated(key, now))
  const voucher = await group.sign(APPROVAL_LABEL, approvalContent(group.groupId, 0, action))
  return { seed: key.seed, madeAt: now, voucher }
}

function dated(key: SignatureKey, madeAt: number): Uint8Array {
  return concat(key.publicKey, u64(madeAt))
}

// Restoring ------------------------------------------------------------------------------------------

function restoring(key: Uint8Array, circle: Circle, number: number, now: number): Change[] {
  const { label, relay, member, joinedAt, ended, rejoin, groupId } = circle
  const status = ended === "" ? Status.RESTORED : ended
  const record: CircleRecord = { number, label, relay, member, status, joinedAt }
  const fold = foldOf(circle)
  forget(fold, expired(fold, now)) // a backup lengthens no message's life
  const state = shelf(key, "state")
  const put = (name: string, at: Uint8Array, value: Uint8Array): Change => {
    return { op: "put", shelf: name, key: at, value }
  }
  const back = rejoin === null ? [] : [put(state, REJOIN, packRejoin({ ...rejoin, groupId }))]
  return [
    listed(key),
    put(state, RECORD, packRecord(record)),
    put(state, FOLD, dumpCore(fold)),
    ...[...fold.items].map(([id, item]) => put(shelf(key, "items"), unhex(id), dumpItem(item))),
    ...circle.muted.map((one) => muting(key, one, true)),
    ...back,
  ]
}

function foldOf({ policy, durable, epoch, nextIndex, names, items }: Circle): State {
  const blank = State.fromDurable(durable, decodePolicy(policy), epoch)
  for (const [member, name] of names) blank.names.set(hex(member), name)
  blank.lastIndex = nextIndex - 1
  return loadState(dumpCore(blank), items)
}

function packRejoin({ groupId, seed, madeAt, voucher }: RejoinRecord): Uint8Array {
  return encodeValue([groupId, seed, madeAt, voucher])
}

async function rejoinOf(vault: Vault, key: Uint8Array): Promise<RejoinRecord | null> {
  const data = await vault.get(shelf(key, "state"), REJOIN)
  if (data === null) return null
  const [groupId, seed, madeAt, voucher] = fields(decodeValue(data), 4)
  return {
    groupId: bytes(groupId, 1, LONGEST_GROUP_ID),
    seed: bytes(seed, KEY),
    madeAt: whole(madeAt, 0),
    voucher: bytes(voucher, SIGNATURE),
  }
}
