// Small groups for the tests of this room.

import { type CiphersuiteImpl, createCommit, encode, mlsMessageEncoder } from "ts-mls"
import {
  type Extension,
  Group,
  KeyPackageBundle,
  type PendingCommit,
  SignatureKey,
  type Wishes,
} from "../../../src/mls/index.ts"
import { readParts } from "../../../src/mls/stored.ts"
import { context } from "../../../src/mls/suite.ts"
import { hex } from "../../../src/wire/bytes.ts"

export const POLICY = 0xf1ee
export const OLD: Extension = { type: POLICY, data: Uint8Array.of(1) }
export const NEW: Extension = { type: POLICY, data: Uint8Array.of(2, 2) }
export const NOTHING = new Uint8Array(0)
export const NO_WISHES: Wishes = {
  adds: [],
  removes: [],
  extensions: null,
  proposalRefs: [],
  authenticatedData: NOTHING,
  groupInfoExtensions: [],
}

export const identity = (number: number) => new Uint8Array(16).fill(number)

export function bundle(number: number, extensionsSupported = [POLICY]): Promise<KeyPackageBundle> {
  const lifetime = { notBefore: 1000, notAfter: 2000 }
  return KeyPackageBundle.create(identity(number), SignatureKey.generate(), {
    ...lifetime,
    extensionsSupported,
  })
}

/** A group of so many members, all in one epoch: the founder and those it added. */
export async function circle(size: number): Promise<Group[]> {
  const founder = await Group.create(new Uint8Array(32), identity(0), SignatureKey.generate(), {
    extensions: [OLD],
    extensionsSupported: [POLICY],
  })
  if (size === 1) return [founder]
  const bundles = await Promise.all(Array.from({ length: size - 1 }, (_, number) => bundle(number + 1)))
  const made = await commit(founder, { adds: bundles.map((one) => one.publicPackage) })
  const { welcome } = made
  if (welcome === null) throw new Error("an add brings a welcome")
  return [made.next, ...(await Promise.all(bundles.map((one) => Group.join(welcome, one))))]
}

export const commit = (group: Group, wishes: Partial<Wishes> = {}): Promise<PendingCommit> =>
  group.commit({ ...NO_WISHES, ...wishes })

/** One member commits and all others follow. */
export async function advance(
  groups: readonly Group[],
  committer: number,
  wishes: Partial<Wishes> = {},
): Promise<Group[]> {
  const author = at(groups, committer)
  const made = await commit(author, wishes)
  return Promise.all(
    groups.map(async (one) => (one === author ? made.next : (await one.inspect(made.message)).apply())),
  )
}

/** The element there; the test is wrong where there is none. */
export function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place]
  if (item === undefined) throw new Error("no such place")
  return item
}

/** Both parts of what is stored of a group. */
export const stored = (group: Group): Uint8Array[] => [group.serializeEpoch(), group.serializeRatchets()]

/** What a group is made of, for members who break the rules knowingly. */
export const stateOf = (group: Group) => readParts(group.serializeEpoch(), group.serializeRatchets())

/**
 * A commit of a member whose parts of the suite do not do what they should. It is signed and tagged in order, so
 * that only what `spoil` names is wrong.
 */
export async function dishonestly(
  group: Group,
  spoil: (suite: CiphersuiteImpl) => Partial<CiphersuiteImpl>,
): Promise<Uint8Array> {
  const { client } = await stateOf(group)
  const honest = await context()
  const made = await createCommit({
    context: { ...honest, cipherSuite: { ...honest.cipherSuite, ...spoil(honest.cipherSuite) } },
    state: client,
    wireAsPublicMessage: true,
    forceUpdatePath: true,
  })
  return encode(mlsMessageEncoder, made.commit)
}

/** The same bytes with one bit of the byte at this place changed, from the end if it is negative. */
export function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const changed = bytes.slice()
  const index = place < 0 ? bytes.length + place : place
  changed[index] = (changed[index] ?? 0) ^ 1
  return changed
}

/** Whether `part` stands anywhere inside of `whole`. */
export function holds(whole: Uint8Array, part: Uint8Array): boolean {
  return hex(whole).includes(hex(part))
}
