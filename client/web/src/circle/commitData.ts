// What a commit carries in its authenticated data: history, codes spent, approvals (docs/circle.md, section 8).

import { compare } from "../wire/bytes.ts"
import type { Value } from "../wire/codec.ts"
import { bytes, fields, list, nullable, whole } from "../wire/shapes.ts"
import { CanonError, checkAscending, pack, unpack } from "./canon.ts"
import { LONGEST_ACTION, LONGEST_SIGNATURE } from "./events.ts"
import { readSeen, type Seen, seenFields } from "./history.ts"
import { ID } from "./ids.ts"

const VERSION = 1
const HASH = 32
const MOST_SPENT = 50
const MOST_APPROVALS = 100
const LARGEST_COMMIT_DATA = 80_000

/** The authenticated data of a commit is not canonical. */
export class CommitDataError extends CanonError {
  override readonly name = "CommitDataError"
}

/** One member's signature over (group, epoch, exact action). */
export interface Approved {
  readonly member: Uint8Array
  readonly action: Uint8Array
  readonly signature: Uint8Array
}

/**
 * The authenticated data of a commit. `seen` is what the committer had seen of the epoch that ends,
 * `stateHash` the hash of the durable state there. `spent` says, for each Add in the order of the proposal
 * list, the hash of the id of the code it spends, or null. `approvals` are sorted by member, then action, each
 * pair once. `purpose` is 0; other values are shown to nobody yet.
 */
export interface CommitData {
  readonly seen: Seen
  readonly stateHash: Uint8Array
  readonly spent: readonly (Uint8Array | null)[]
  readonly approvals: readonly Approved[]
  readonly purpose: number
}

/** The canonical bytes; CommitDataError if a field is out of bounds. */
export function encodeCommitData({ seen, stateHash, spent, approvals, purpose }: CommitData): Uint8Array {
  const approved = approvals.map(({ member, action, signature }) => [member, action, signature])
  const packed = written(() => pack([VERSION, [seenFields(seen), stateHash, spent, approved, purpose]]))
  decodeCommitData(packed)
  return packed
}

/** What `data` encodes, whole and canonical; CommitDataError for anything else. */
export function decodeCommitData(data: Uint8Array): CommitData {
  return written(() =>
    unpack(data, LARGEST_COMMIT_DATA, (value) => {
      const [version, inner] = fields(value, 2)
      whole(version, VERSION, VERSION)
      return readData(inner)
    }),
  )
}

/** What `make` gives; its refusals as those of commit data. */
function written<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof CanonError ? new CommitDataError(error.message) : error
  }
}

function readData(value: Value | undefined): CommitData {
  const [seen, stateHash, spent, approvals, purpose] = fields(value, 5)
  const approved = list(approvals, MOST_APPROVALS).map(readApproved)
  checkAscending(approved, (a, b) => compare(a.member, b.member) || compare(a.action, b.action))
  return {
    seen: readSeen(seen),
    stateHash: bytes(stateHash, HASH),
    spent: list(spent, MOST_SPENT).map((one) => nullable(one, (some) => bytes(some, HASH))),
    approvals: approved,
    purpose: whole(purpose, 0, 255),
  }
}

function readApproved(value: Value): Approved {
  const [member, action, signature] = fields(value, 3)
  return {
    member: bytes(member, ID),
    action: bytes(action, 1, LONGEST_ACTION),
    signature: bytes(signature, 1, LONGEST_SIGNATURE),
  }
}
