"""The fold: events, changes and notes in the relay's order make the state of a circle.

The same entries in the same order make the same state with everyone. What does not fit (an edit by
somebody else, an event that came before, a timer set without the right to) changes nothing and is
answered with why. Content is replaced when it is edited, and gone when it is retracted or expires.
"""

from collections.abc import Iterable

from leeward_client.circle.change import Change
from leeward_client.circle.items import Item, ItemKind
from leeward_client.circle.outcome import Outcome, Result
from leeward_client.circle.placed import NOTES, Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.said import BODIES
from leeward_client.circle.state import (
    RECENT,
    HeldApproval,
    State,
    dump_core,
    dump_item,
    durable,
    load,
    load_item,
    restore,
    serialize,
    state_hash,
)
from leeward_client.circle.told import apply_change, apply_note

__all__ = [
    "Change",
    "FoldError",
    "Item",
    "ItemKind",
    "Outcome",
    "Placed",
    "PlacedChange",
    "PlacedEvent",
    "PlacedNote",
    "Result",
    "State",
    "agrees",
    "apply",
    "approvals",
    "dump_core",
    "dump_item",
    "durable",
    "expired",
    "forget",
    "load",
    "load_item",
    "restore",
    "serialize",
    "state_hash",
]


class FoldError(Exception):
    """Our own misuse: entries out of order, or of another epoch than the state's."""


def apply(state: State, placed: Placed) -> Outcome:
    """Take the next entry into the state.

    Raises:
        FoldError: its index is not beyond the last, its epoch is not the state's, or it is a note
            of a kind that no note has. Nothing has changed then.
    """
    if placed.index <= state.last_index:
        raise FoldError("entries are folded once and in order")
    if not isinstance(placed, PlacedNote) and placed.epoch != state.epoch:
        raise FoldError("the entry is of another epoch")
    if isinstance(placed, PlacedNote) and placed.kind not in NOTES:
        raise FoldError("not the kind of a note")
    state.last_index = placed.index
    if isinstance(placed, PlacedEvent):
        return _apply_event(state, placed)
    if isinstance(placed, PlacedChange):
        return apply_change(state, placed)
    return apply_note(state, placed)


def expired(state: State, now: int) -> tuple[bytes, ...]:
    """The ids of items whose time is over, to be given to `forget`."""
    return tuple(item.id for item in state.items.values() if item.expires <= now)


def forget(state: State, ids: Iterable[bytes]) -> None:
    """Drop items with all their content; their ids are remembered for a while."""
    for id_ in ids:
        if state.items.pop(id_, None) is not None:
            _remember(state, id_)
    spoken_of = {item.author for item in state.items.values()}
    for item in state.items.values():
        spoken_of.update(member for _, member in item.reactions)
        if item.subject is not None:
            spoken_of.add(item.subject)
    for member in state.names.keys() - spoken_of:
        del state.names[member]


def approvals(state: State, action: bytes) -> tuple[HeldApproval, ...]:
    """The approvals of exactly this action in the present epoch, one per member."""
    return tuple(held for held in state.approvals if held.approval.action == action)


def agrees(state: State, epoch: int, seen_seq: int, claimed: bytes) -> bool | None:
    """Whether a commit's hash of the durable state is ours at that place; None if unknown."""
    known = state.hash_at(epoch, seen_seq)
    return None if known is None else known == claimed


def _remember(state: State, id_: bytes) -> None:
    state.recent[id_] = None
    while len(state.recent) > RECENT:
        del state.recent[next(iter(state.recent))]


def _apply_event(state: State, placed: PlacedEvent) -> Outcome:
    id_ = placed.event.id
    if placed.author not in state.policy.roster:
        return Outcome(Result.STRANGER)
    if id_ in state.items or id_ in state.recent:
        return Outcome(Result.DUPLICATE)
    outcome = BODIES[type(placed.event.body)](state, placed, placed.event.body)
    if id_ not in state.items:
        _remember(state, id_)
    return outcome
