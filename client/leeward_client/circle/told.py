"""What commits and the box itself do to the state, and the items that tell of them."""

import hashlib
import struct

from leeward_client.circle.change import Change
from leeward_client.circle.events import Body, Card, Timer
from leeward_client.circle.items import SYSTEM, Item, ItemKind
from leeward_client.circle.outcome import Outcome, Result
from leeward_client.circle.placed import PlacedChange, PlacedNote
from leeward_client.circle.said import set_card
from leeward_client.circle.state import State

_ITEM_LABEL = b"leeward/item/1\x00"


def apply_change(state: State, placed: PlacedChange) -> Outcome:
    """Take a commit into the state: it ends the epoch, and may change who belongs and how."""
    change = placed.change
    undone: tuple[tuple[bytes, Body], ...] = ()
    if change.joined or change.rejoined or change.linked:
        undone = _adopt_seen(state, placed.seen_seq)
    if change.policy.rules.timer != state.policy.rules.timer:
        state.own_timer = None
    state.remember_names(change.policy)
    state.policy = change.policy
    for member in state.cards.keys() - change.policy.roster.keys():
        del state.cards[member]
    state.approvals.clear()
    state.undo.clear()
    state.epoch = placed.epoch + 1
    state.mark(0)
    items = [
        _derived(state, placed, place, kind, author, subject)
        for place, (kind, author, subject) in enumerate(_told(change, placed.author))
    ]
    state.items.update((item.id, item) for item in items)
    result = Result.ADDED if items else Result.CHANGED
    return Outcome(result, tuple(item.id for item in items), undone=undone)


def _adopt_seen(state: State, seen_seq: int) -> tuple[tuple[bytes, Body], ...]:
    """Go back to the durable state that the committer had seen, and return what that undid.

    A newcomer gets the committer's snapshot. Whatever durable came into the epoch after it would
    be known to the old members and not to the new; so it counts for nobody, and its authors say it
    again.
    """
    passed = [undo for undo in state.undo if undo.seq > seen_seq]
    undone: dict[tuple[bytes, bool], Body] = {}
    for undo in passed:
        key = (undo.author, undo.is_card)
        undone.pop(key, None)
        undone[key] = state.cards.get(undo.author, Card()) if undo.is_card else Timer(state.timer)
    for undo in reversed(passed):
        if undo.is_card:
            set_card(state, undo.author, undo.card)
        else:
            state.own_timer = undo.timer
    return tuple((author, body) for (author, _), body in undone.items())


def _told(change: Change, committer: bytes) -> list[tuple[ItemKind, bytes, bytes | None]]:
    """The items that a change makes: kind, author, subject."""
    told: list[tuple[ItemKind, bytes, bytes | None]] = []
    told += [(ItemKind.LEFT, member, member) for member in change.left]
    told += [(ItemKind.UNLINKED, member, member) for member in change.unlinked]
    for kind, subjects in (
        (ItemKind.REMOVED, change.removed),
        (ItemKind.JOINED, change.joined),
        (ItemKind.REJOINED, change.rejoined),
        (ItemKind.LINKED, change.linked),
        (ItemKind.DEVICE_REMOVED, change.device_removed),
        (ItemKind.RENAMED, change.renamed),
        (ItemKind.APPOINTED, change.appointed),
        (ItemKind.STEPPED_DOWN, change.stepped_down),
        (ItemKind.ROLES, change.roles_changed),
        (ItemKind.CODE_OPENED, change.codes_opened),
        (ItemKind.CODE_CLOSED, change.codes_closed),
    ):
        told += [(kind, committer, subject) for subject in subjects]
    if change.policy_changed:
        told.append((ItemKind.POLICY, committer, None))
    return told


def _derived(
    state: State,
    placed: PlacedChange | PlacedNote,
    place: int,
    kind: ItemKind,
    author: bytes,
    subject: bytes | None,
    number: int = 0,
) -> Item:
    """An item that no event made; its id comes from its place."""
    place_bytes = struct.pack(">QQQH", placed.index, placed.epoch, placed.seq, place)
    return Item(
        id=hashlib.sha256(_ITEM_LABEL + place_bytes).digest()[:16],
        index=placed.index,
        epoch=placed.epoch,
        seq=placed.seq,
        kind=kind,
        author=author,
        at=placed.received,
        received=placed.received,
        expires=placed.received + state.timer,
        subject=subject,
        number=number,
        place=place,
    )


def apply_note(state: State, placed: PlacedNote) -> Outcome:
    """Take a note into the state: an item, nothing else."""
    author = SYSTEM if placed.author is None else placed.author
    item = _derived(state, placed, 0, placed.kind, author, None, placed.number)
    state.items[item.id] = item
    return Outcome(Result.ADDED, (item.id,))
