"""The state of a circle: the timeline, and the durable part that all members agree on.

A `State` is owned by one holder and changed only by `fold.apply` and `fold.forget`. For the vault
it comes apart: a core that changes with every entry, and one record per item, so that an entry
costs no more to store than what it changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from leeward_client.circle.canon import Record, pack, unpack
from leeward_client.circle.durable import Section, decode_durable, encode_durable, hash_durable
from leeward_client.circle.events import Approval, Card
from leeward_client.circle.items import Item
from leeward_client.circle.policy import Policy, decode_policy, repack_policy

RECENT = 1024
"""Ids remembered of events that have no item (any more), so that none counts twice."""
MARKS = 64
"""Durable hashes remembered, so that the claim of a commit can be compared."""

_LARGEST_CORE = 16 * 1024 * 1024
_LARGEST_ITEM = 1024 * 1024
_LARGEST_STATE = 1024 * 1024 * 1024


class Mark(Record, frozen=True):
    """The hash of the durable state after entry `seq` of `epoch`."""

    epoch: int
    seq: int
    hash: bytes


class Undo(Record, frozen=True):
    """What one durable event of the present epoch replaced: a card, or else the timer."""

    seq: int
    author: bytes
    is_card: bool
    card: Card | None
    timer: int | None


class HeldApproval(Record, frozen=True):
    """A member's approval in the present epoch, whose signature nobody has verified here."""

    member: bytes
    approval: Approval


class _Name(Record, frozen=True):
    member: bytes
    name: str


class _Core(Record, frozen=True):
    version: int
    epoch: int
    last_index: int
    policy: bytes
    durable: bytes
    names: tuple[_Name, ...]
    recent: tuple[bytes, ...]
    approvals: tuple[HeldApproval, ...]
    marks: tuple[Mark, ...]
    undo: tuple[Undo, ...]


class _Whole(Record, frozen=True):
    core: bytes
    items: tuple[bytes, ...]


@dataclass(repr=False)
class State:
    """Everything that the fold knows of a circle. `names` holds those of members who are gone."""

    policy: Policy
    epoch: int
    last_index: int
    own_timer: int | None
    cards: dict[bytes, Card]
    others: tuple[Section, ...]
    items: dict[bytes, Item]
    names: dict[bytes, str]
    recent: dict[bytes, None]
    approvals: list[HeldApproval]
    marks: list[Mark]
    undo: list[Undo]

    @classmethod
    def found(cls, policy: Policy, epoch: int = 0) -> Self:
        """The state of a circle at its founding."""
        return cls.from_durable(encode_durable(None, {}), policy, epoch)

    @classmethod
    def from_durable(cls, data: bytes, policy: Policy, epoch: int) -> Self:
        """The state that a newcomer starts with; raises DurableError for bytes that are none."""
        state = cls(policy, epoch, -1, None, {}, (), {}, {}, {}, [], [], [])
        state.adopt(data, policy, epoch)
        return state

    def adopt(self, data: bytes, policy: Policy, epoch: int) -> None:
        """Go on from a snapshot after rejoining; the timeline so far stays.

        Raises:
            DurableError: the bytes are no snapshot; then nothing has changed.
        """
        timer, cards, others = decode_durable(data)
        self.remember_names(policy)
        self.policy, self.epoch = policy, epoch
        self.own_timer, self.others = timer, others
        self.cards = {member: card for member, card in cards.items() if member in policy.roster}
        self.approvals.clear()
        self.undo.clear()
        self.mark(0)

    @property
    def timer(self) -> int:
        """The circle's disappearing timer in seconds: the one that was set, or the policy's."""
        return self.policy.rules.timer if self.own_timer is None else self.own_timer

    def durable(self) -> bytes:
        """The canonical snapshot of the durable state."""
        return encode_durable(self.own_timer, self.cards, self.others)

    def hash(self) -> bytes:
        """The hash of the durable state, 32 bytes."""
        return hash_durable(self.durable())

    def mark(self, seq: int) -> None:
        """Remember the hash of the durable state as it is after entry `seq` of this epoch."""
        self.marks.append(Mark(self.epoch, seq, self.hash()))
        del self.marks[:-MARKS]

    def hash_at(self, epoch: int, seq: int) -> bytes | None:
        """The hash of the durable state after entry `seq` of `epoch`; None if that is not known."""
        for mark in reversed(self.marks):
            if mark.epoch == epoch and mark.seq <= seq:
                return mark.hash
        return None

    def remember_names(self, after: Policy) -> None:
        """Keep the names of those who are about to go: the timeline still speaks of them."""
        for member, entry in self.policy.roster.items():
            if member not in after.roster:
                self.names[member] = entry.name
        for member in after.roster:
            self.names.pop(member, None)

    def copy(self) -> Self:
        """A copy that shares nothing that changes."""
        return type(self)(
            self.policy,
            self.epoch,
            self.last_index,
            self.own_timer,
            dict(self.cards),
            self.others,
            dict(self.items),
            dict(self.names),
            dict(self.recent),
            list(self.approvals),
            list(self.marks),
            list(self.undo),
        )

    def __repr__(self) -> str:
        return f"State(epoch={self.epoch}, items={len(self.items)})"


def durable(state: State) -> bytes:
    """The canonical snapshot of the durable state."""
    return state.durable()


def state_hash(state: State) -> bytes:
    """The hash of the durable state, 32 bytes."""
    return state.hash()


def dump_core(state: State) -> bytes:
    """Everything but the items, as bytes for the vault."""
    return pack(
        _Core(
            1,
            state.epoch,
            state.last_index + 1,
            repack_policy(state.policy),
            state.durable(),
            tuple(_Name(member, name) for member, name in sorted(state.names.items())),
            tuple(state.recent),
            tuple(state.approvals),
            tuple(state.marks),
            tuple(state.undo),
        )
    )


def dump_item(item: Item) -> bytes:
    """One item, as bytes for the vault."""
    return pack(item)


def load_item(data: bytes) -> Item:
    """One item from its bytes; raises ValueError for bytes that are none."""
    return unpack(data, Item, _LARGEST_ITEM)


def load(core: bytes, items: Iterable[bytes]) -> State:
    """The state from its core and its items in any order; raises ValueError for other bytes."""
    stored = unpack(core, _Core, _LARGEST_CORE)
    if stored.version != 1:
        raise ValueError("a state of an unknown version")
    timer, cards, others = decode_durable(stored.durable)
    loaded = sorted((load_item(item) for item in items), key=lambda item: (item.index, item.place))
    return State(
        decode_policy(stored.policy),
        stored.epoch,
        stored.last_index - 1,
        timer,
        cards,
        others,
        {item.id: item for item in loaded},
        {entry.member: entry.name for entry in stored.names},
        dict.fromkeys(stored.recent),
        list(stored.approvals),
        list(stored.marks),
        list(stored.undo),
    )


def serialize(state: State) -> bytes:
    """The whole state as bytes."""
    return pack(_Whole(dump_core(state), tuple(dump_item(item) for item in state.items.values())))


def restore(data: bytes) -> State:
    """The whole state from its bytes; raises ValueError for other bytes."""
    whole = unpack(data, _Whole, _LARGEST_STATE)
    return load(whole.core, whole.items)
