"""What a batch of changes does to boxes. Pure: rows in, rows and inserts out.

The store loads the rows that a batch names, lets a Ledger apply the changes in order, and writes
what came out in one transaction. Rows that have expired count as gone before they are deleted.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from leeward_wire import MAX_SEQ, BoxId, Code, Entry, Kind, Life, burns

from leeward_relay.changes import (
    AddPost,
    AddSeal,
    BurnBox,
    Change,
    Done,
    Gone,
    GrowBox,
    OpenBox,
    Outcome,
    Stored,
    TouchBox,
)
from leeward_relay.config import Config
from leeward_relay.days import month_of

SEQ_BITS = 24
HANDLE_BITS = 39
TOMB_LABEL = b"leeward/tombstone/1\0"
TOMB_BYTES = 16
NO_HASH = bytes(32)


@dataclass(slots=True)
class Row:
    """A box as it is kept; the fields are the columns of table `box`."""

    box: BoxId = field(repr=False)
    handle: int = field(repr=False)
    burn_hash: bytes | None = field(repr=False)
    last_seal: int
    next_seq: int
    expires: int
    step: int
    entries: int
    bytes: int
    seals: int
    oldest: int | None
    """The first day after which an entry is to be deleted; None without entries."""
    fresh: bool = False
    dirty: bool = False
    dated: bool = False
    """A column that has an index has changed, which is seldom."""

    @property
    def values(self) -> tuple[object, ...]:
        """Give the columns in their order."""
        return (
            self.box, self.handle, self.burn_hash, self.last_seal, self.next_seq, self.expires,
            self.step, self.entries, self.bytes, self.seals, self.oldest,
        )  # fmt: skip

    def hold_until(self, expires: int) -> None:
        """Note the day after which an entry of the box is to be deleted."""
        if self.oldest is None or expires < self.oldest:
            self.oldest = expires
            self.dated = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits that a ledger keeps to."""

    box_entries: int
    box_bytes: int
    max_steps: int
    burnable_entries: int
    burnable_bytes: int
    seals: int
    short_days: int
    long_days: int
    unsealed_days: int

    @classmethod
    def of(cls, config: Config) -> "Rules":
        """Take the rules out of a configuration."""
        return cls(
            box_entries=config.quota.box_entries,
            box_bytes=config.quota.box_mib * 1024**2,
            max_steps=config.quota.max_steps,
            burnable_entries=config.quota.burnable_entries,
            burnable_bytes=config.quota.burnable_mib * 1024**2,
            seals=config.quota.seals,
            short_days=config.retention.short_days,
            long_days=config.retention.long_days,
            unsealed_days=config.retention.unsealed_days,
        )


def tomb_of(box: BoxId) -> bytes:
    """Give what is kept of a box that is gone."""
    return hashlib.sha256(TOMB_LABEL + box).digest()[:TOMB_BYTES]


def entry_key(handle: int, seq: int) -> int:
    """Give the primary key of an entry: random across boxes, in order within one."""
    return handle << SEQ_BITS | seq


def freed(entries: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Sum up what leaves each box: (key, kind, bytes) in, (posts, bytes, seals, handle) out."""
    boxes: dict[int, list[int]] = {}
    for key, kind, length in entries:
        sums = boxes.setdefault(key >> SEQ_BITS, [0, 0, 0])
        if kind == Kind.SEAL:
            sums[2] += 1
        else:
            sums[0] += 1
            sums[1] += length
    return [(posts, size, seals, handle) for handle, (posts, size, seals) in boxes.items()]


class Ledger:
    """One batch."""

    def __init__(
        self,
        rules: Rules,
        day: int,
        rows: Iterable[Row],
        tombs: Iterable[bytes],
        new_handle: Callable[[], int],
    ) -> None:
        self._rules = rules
        self._day = day
        self._month = month_of(day)
        self._unsealed_until = month_of(day + rules.unsealed_days)
        self._new_handle = new_handle
        self._tombs = set(tombs)
        self._rows = {row.box: row for row in rows}
        self.inserts: list[tuple[int, int, int, bytes]] = []
        self.burned: list[Row] = []

    def changed(self) -> list[Row]:
        """Give the rows to write."""
        return [row for row in self._rows.values() if row.fresh or row.dirty]

    def apply(self, change: Change) -> Outcome:
        """Carry out one change, or say why not; a refusal changes nothing."""
        row = self._rows.get(change.box)
        if row is not None and row.expires < self._month:
            row = None
        match change:
            case OpenBox():
                return self._open(change, row)
            case BurnBox():
                return self._burn(change, row)
        if row is None:
            return Code.REFUSED
        match change:
            case AddPost():
                return self._post(change, row)
            case AddSeal():
                return self._seal(change, row)
            case GrowBox():
                return self._grow(row)
            case TouchBox():
                self._use(row)
                return Done(row.step)

    def _open(self, change: OpenBox, row: Row | None) -> Outcome:
        # An expired row that still awaits its deletion counts like a tombstone.
        buried = tomb_of(change.box) in self._tombs or (row is None and change.box in self._rows)
        if not change.genuine or buried:
            return Code.REFUSED
        if row is None:
            self._rows[change.box] = Row(
                box=change.box,
                handle=self._new_handle(),
                burn_hash=change.burn_hash,
                last_seal=0,
                next_seq=1,
                expires=self._unsealed_until,
                step=0,
                entries=0,
                bytes=0,
                seals=0,
                oldest=None,
                fresh=True,
            )
            return Done()
        if row.burn_hash != change.burn_hash:
            return Code.REFUSED
        self._use(row)
        return Done(row.step)

    def _burn(self, change: BurnBox, row: Row | None) -> Outcome:
        stored = NO_HASH if row is None or row.burn_hash is None else row.burn_hash
        fits = burns(stored, change.key)
        if row is None or row.burn_hash is None or not fits:
            return Code.REFUSED
        del self._rows[change.box]
        self._tombs.add(tomb_of(change.box))
        self.burned.append(row)
        key = entry_key(row.handle, 0)
        self.inserts = [insert for insert in self.inserts if not key < insert[0] <= key + MAX_SEQ]
        return Gone(change.box)

    def _post(self, change: AddPost, row: Row) -> Outcome:
        if row.last_seal > 0:
            return Code.SEALED
        rules = self._rules
        if row.burn_hash is None:
            entries, room = rules.box_entries, rules.box_bytes
        else:
            entries, room = rules.burnable_entries, rules.burnable_bytes
        share = 1 + row.step
        if row.entries + 1 > entries * share or row.bytes + len(change.blob) > room * share:
            return Code.FULL
        # Room for seals is reserved in the numbers too.
        if row.next_seq > MAX_SEQ - rules.seals:
            return Code.FULL
        row.entries += 1
        row.bytes += len(change.blob)
        days = rules.long_days if change.life is Life.LONG else rules.short_days
        self._use(row)
        return self._append(row, Kind.POST, days, change.blob)

    def _seal(self, change: AddSeal, row: Row) -> Outcome:
        if row.burn_hash is not None:
            return Code.REFUSED
        if row.last_seal != change.after:
            return Code.SEALED
        if row.seals >= self._rules.seals or row.next_seq > MAX_SEQ:
            return Code.FULL
        row.seals += 1
        row.last_seal = row.next_seq
        row.expires = month_of(self._day + self._rules.long_days)
        row.dated = True
        return self._append(row, Kind.SEAL, self._rules.long_days, change.blob)

    def _append(self, row: Row, kind: Kind, days: int, blob: bytes) -> Stored:
        seq = row.next_seq
        row.next_seq += 1
        row.dirty = True
        expires = self._day + days
        row.hold_until(expires)
        self.inserts.append((entry_key(row.handle, seq), int(kind), expires, blob))
        return Stored(row.box, Entry(seq, kind, blob))

    def _grow(self, row: Row) -> Outcome:
        if row.burn_hash is not None or row.step >= self._rules.max_steps:
            return Code.FULL
        row.step += 1
        row.dirty = True
        return Done(row.step)

    def _use(self, row: Row) -> None:
        if row.last_seal == 0 and row.expires != self._unsealed_until:
            row.expires = self._unsealed_until
            row.dirty = row.dated = True
