// What commits and the box itself do to the state, and the items that tell of them.

import { sha256 } from "@noble/hashes/sha2.js"
import { concat, hex, u16, u64, utf8 } from "../wire/bytes.ts"
import type { Change } from "./change.ts"
import { type Known, NO_CARD } from "./events.ts"
import { ID } from "./ids.ts"
import { EMPTY, type Item, ItemKind, SYSTEM } from "./items.ts"
import { type Outcome, outcome, Result } from "./outcome.ts"
import type { PlacedChange, PlacedNote } from "./placed.ts"
import { setCard } from "./said.ts"
import type { State } from "./state.ts"

const ITEM_LABEL = utf8("leeward/item/1\0")

/** What an item made by a commit or note tells. */
interface Telling {
  readonly kind: ItemKind
  readonly author: Uint8Array
  readonly subject: Uint8Array | null
  readonly number: number
}

/** Take a commit into the state: it ends the epoch, and may change who belongs and how. */
export function applyChange(state: State, placed: PlacedChange): Outcome {
  const { change } = placed
  const came = change.joined.length + change.rejoined.length + change.linked.length > 0
  const undone = came ? adoptSeen(state, placed.seenSeq) : []
  if (change.policy.rules.timer !== state.policy.rules.timer) state.ownTimer = null
  state.rememberNames(change.policy)
  state.policy = change.policy
  for (const member of state.cards.keys()) {
    if (!change.policy.roster.has(member)) state.cards.delete(member)
  }
  state.approvals = []
  state.undo = []
  state.epoch = placed.epoch + 1
  state.mark(0)
  const items = tellings(change, placed.author).map((telling, place) =>
    derived(state, placed, place, telling),
  )
  for (const item of items) state.items.set(hex(item.id), item)
  const result = items.length > 0 ? Result.ADDED : Result.CHANGED
  return outcome(
    result,
    items.map(({ id }) => hex(id)),
    { undone },
  )
}

/** Take a note into the state: an item, nothing else. */
export function applyNote(state: State, placed: PlacedNote): Outcome {
  const { kind, author, number } = placed
  const item = derived(state, placed, 0, { kind, author: author ?? SYSTEM, subject: null, number })
  state.items.set(hex(item.id), item)
  return outcome(Result.ADDED, [hex(item.id)])
}

/**
 * Go back to the durable state that the committer had seen, and return what that undid (rule F11).
 *
 * A newcomer gets the committer's snapshot. Whatever durable came into the epoch after it would be known to the
 * old members and not to the new; so it counts for nobody, and its authors say it again.
 */
function adoptSeen(state: State, seenSeq: number): Outcome["undone"] {
  const passed = state.undo.filter(({ seq }) => seq > seenSeq)
  const undone = new Map<string, { author: Uint8Array; body: Known }>()
  for (const { author, isCard } of passed) {
    const key = `${hex(author)}/${isCard}`
    const body: Known = isCard
      ? (state.cards.get(hex(author)) ?? NO_CARD)
      : { kind: "timer", seconds: state.timer }
    undone.delete(key) // what is said last goes last
    undone.set(key, { author, body })
  }
  for (const { author, isCard, card, timer } of passed.toReversed()) {
    if (isCard) setCard(state, hex(author), card)
    else state.ownTimer = timer
  }
  return [...undone.values()]
}

/** The items that a change makes. */
function tellings(change: Change, committer: Uint8Array): Telling[] {
  const left = change.left.map((member) => telling(ItemKind.LEFT, member, member))
  const unlinked = change.unlinked.map((member) => telling(ItemKind.UNLINKED, member, member))
  const groups: [ItemKind, readonly Uint8Array[]][] = [
    [ItemKind.REMOVED, change.removed],
    [ItemKind.JOINED, change.joined],
    [ItemKind.REJOINED, change.rejoined],
    [ItemKind.LINKED, change.linked],
    [ItemKind.DEVICE_REMOVED, change.deviceRemoved],
    [ItemKind.RENAMED, change.renamed],
    [ItemKind.APPOINTED, change.appointed],
    [ItemKind.STEPPED_DOWN, change.steppedDown],
    [ItemKind.ROLES, change.rolesChanged],
    [ItemKind.CODE_OPENED, change.codesOpened],
    [ItemKind.CODE_CLOSED, change.codesClosed],
  ]
  const told = groups.flatMap(([kind, subjects]) =>
    subjects.map((subject) => telling(kind, committer, subject)),
  )
  const policy = change.policyChanged ? [telling(ItemKind.POLICY, committer, null)] : []
  return [...left, ...unlinked, ...told, ...policy]
}

function telling(kind: ItemKind, author: Uint8Array, subject: Uint8Array | null): Telling {
  return { kind, author, subject, number: 0 }
}

/** An item that no event made; its id comes from its place. */
function derived(state: State, placed: PlacedChange | PlacedNote, place: number, of: Telling): Item {
  const { index, epoch, seq, received } = placed
  const where = concat(ITEM_LABEL, u64(index), u64(epoch), u64(seq), u16(place))
  return {
    ...EMPTY,
    ...of,
    id: sha256(where).slice(0, ID),
    index,
    epoch,
    seq,
    at: received,
    received,
    expires: received + state.timer,
    place,
  }
}
