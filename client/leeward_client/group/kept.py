"""What a machine holds of a circle, and the vault writes that keep it.

Every change goes through a method here that notes the write beside it, so that memory and vault cannot
come apart.
"""

from dataclasses import dataclass, field
from random import SystemRandom

import msgspec
from leeward_mls import Group

from leeward_client.circle import fold as folding
from leeward_client.circle.change import change_of
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    Timer,
    decode_event,
    encode_event,
    event,
)
from leeward_client.circle.facts import CommitFacts
from leeward_client.circle.fold import State
from leeward_client.circle.history import Ledger, start
from leeward_client.circle.items import ItemKind
from leeward_client.circle.placed import Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.group import commits
from leeward_client.group.envelope import EpochKeys
from leeward_client.group.plan import Asked
from leeward_client.group.records import (
    OUT,
    CircleRecord,
    Delete,
    Delivery,
    Draft,
    Ended,
    Entry,
    Farewell,
    Heard,
    Intent,
    Leave,
    Pending,
    Put,
    SyncRecord,
    Write,
    pack,
)

LEAVE = b"leave"
"""The key of the draft that holds our own proposal to leave."""
FAREWELL = b"farewell"
"""The key, beside the circle's state, of the farewell that was sealed beforehand."""

_random = SystemRandom()


@dataclass(repr=False)
class Kept:
    """The parts of a circle on this device; `Machine` is what drives them."""

    record: CircleRecord
    group: Group
    sync: SyncRecord
    fold: State
    drafts: dict[bytes, Draft] = field(default_factory=dict)
    """Events on their way out, by event id, in the order they were written."""
    intents: dict[bytes, Intent] = field(default_factory=dict)
    pending: Pending | None = None
    deliveries: dict[bytes, Delivery] = field(default_factory=dict)
    """Welcomes to be seen into their meeting boxes, by knock id."""
    handed: dict[bytes, Delivery] = field(default_factory=dict)
    """Welcomes of others' commits in this epoch, by seal and knock id; due once their commit has won."""
    farewell: Farewell | None = None
    """Only where its owner asked for one."""
    waiting: dict[bytes, Asked] = field(default_factory=dict)
    """Intents that need more approvals, and how far they have come; not stored."""
    writes: list[Write] = field(default_factory=list)
    _changed: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.policy = commits.policy_of(self.group)
        self.keys = EpochKeys.of(self.group)
        self.ledger = Ledger.restore(self.sync.ledger) if self.sync.ledger else self._new_ledger()

    def take_writes(self) -> list[Write]:
        """The writes since the last call, to be stored in one transaction."""
        writes, self.writes = self.writes, []
        return writes

    # The outbox -------------------------------------------------------------------------------

    def say(self, body: Body, now: int) -> bytes:
        """Put an event into the outbox; its 16-byte id. Raises EventError for a bad field."""
        event_id = _random.randbytes(16)
        said = encode_event(event(event_id, body, now, self.ledger.seen))
        long = isinstance(body, Card | Timer)
        self._set_draft(event_id, Draft(self._next_order(), said, long))
        return event_id

    def leave(self) -> None:
        """Propose that this device goes; it takes effect when another, of any member, commits it."""
        self._set_draft(LEAVE, Draft(self._next_order(), b"", long=True))

    def _next_order(self) -> int:
        return max((draft.order for draft in self.drafts.values()), default=0) + 1

    # The timeline -----------------------------------------------------------------------------

    def _place_event(self, entry: Entry, author: bytes, said: bytes, now: int) -> None:
        what = decode_event(said)
        self._place(PlacedEvent(self._index(), self.group.epoch, entry.seq, author, what, now), now)

    def _place_change(self, entry: Entry, facts: CommitFacts, now: int) -> None:
        seen = facts.data.seen.seq if facts.data is not None else 0
        change = change_of(facts)
        self._place(
            PlacedChange(
                self._index(), self.group.epoch, entry.seq, facts.sender, change, seen, now
            ),
            now,
        )

    def _note(
        self, kind: ItemKind, seq: int, now: int, *, author: bytes | None = None, number: int = 0
    ) -> None:
        note = PlacedNote(self._index(), self.group.epoch, seq, kind, now, author, number)
        self._place(note, now)

    def _index(self) -> int:
        return max(self.fold.last_index, 0) + 1

    def _place(self, placed: Placed, now: int) -> None:
        outcome = folding.apply(self.fold, placed)
        self._changed.update(outcome.changed)
        if placed.author is not None and not isinstance(placed, PlacedNote):
            heard = Heard(now, placed.epoch)
            self.writes.append(Put("heard", placed.author, pack(heard)))
        for author, body in outcome.undone:
            if author == self.record.member:
                self.say(body, now)

    # The vault --------------------------------------------------------------------------------

    def _new_ledger(self) -> Ledger:
        group = self.group
        return Ledger(start(group.group_id, group.epoch, group.epoch_authenticator))

    def _set_record(self, **changes: object) -> None:
        self.record = msgspec.structs.replace(self.record, **changes)
        self.writes.append(Put("state", b"record", pack(self.record)))

    def _set_sync(self, **changes: object) -> None:
        self.sync = msgspec.structs.replace(self.sync, **changes)
        self.writes.append(Put("state", b"sync", pack(self.sync)))

    def _set_draft(self, key: bytes, draft: Draft) -> None:
        self.drafts[key] = draft
        self.writes.append(Put("drafts", key, pack(draft)))

    def _set_pending(self, pending: Pending | None) -> None:
        if pending is not None:
            self.writes.append(Put("state", b"pending", pack(pending)))
        elif self.pending is not None:
            self.writes.append(Delete("state", b"pending"))
        self.pending = pending

    def _set_farewell(self, farewell: Farewell | None) -> None:
        if farewell is not None:
            self.writes.append(Put("state", FAREWELL, pack(farewell)))
        elif self.farewell is not None:
            self.writes.append(Delete("state", FAREWELL))
        self.farewell = farewell

    def _deliver(self, delivery: Delivery) -> None:
        self.deliveries[delivery.knock_id] = delivery
        self.writes.append(Put("deliveries", delivery.knock_id, pack(delivery)))

    def _end_intent(self, key: bytes, why: str) -> None:
        intent = self.intents.pop(key, None)
        if isinstance(intent, Leave) and why in ("", "pointless"):
            why = ""
            self.leave()  # this is our last device now
        self.writes += [
            Delete("intents", key),
            Put("ended", key, pack(Ended(why, self.group.epoch))),
        ]

    def _save_group(self) -> None:
        self.writes.append(Put("state", b"epoch", self.group.serialize_epoch()))
        self._save_ratchets()

    def _save_ratchets(self) -> None:
        if self.record.status not in OUT:
            self.writes.append(Put("state", b"ratchets", self.group.serialize_ratchets()))

    def _save_fold(self) -> None:
        for item_id in self._changed:
            item = self.fold.items.get(item_id)
            self.writes.append(
                Delete("items", item_id)
                if item is None
                else Put("items", item_id, folding.dump_item(item))
            )
        self._changed.clear()
        self.writes.append(Put("state", b"fold", folding.dump_core(self.fold)))


def carried_over(draft: Draft) -> Draft | None:
    """A draft as it goes into another epoch; None for an approval, which is worth nothing there."""
    if draft.event and isinstance(decode_event(draft.event).body, Approval):
        return None
    return msgspec.structs.replace(draft, blob=b"")
