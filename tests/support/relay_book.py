"""What clients know of one box of a relay that is killed, and what may be asked of it for that.

A book is kept by the clients of a box and by nobody else: what they sent, what was acknowledged,
and what any of them was shown. All checks are against it; the database is not looked at.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from leeward_wire import Attached, BoxId, Entry, Kind, box_id

MARK_BYTES = 16
POST_BYTES = 1024
SEAL_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one entry from all others."""

    kind: Kind
    token: bytes

    def blob(self) -> bytes:
        """Give the entry's whole blob: the mark over and over."""
        size = POST_BYTES if self.kind is Kind.POST else SEAL_BYTES
        return self.token * (size // MARK_BYTES)


class Judged(AssertionError):
    """The relay broke its word; the text says how."""


def demand(holds: bool, what: str) -> None:
    """Raise unless something holds."""
    if not holds:
        raise Judged(what)


@dataclass(slots=True)
class Book:
    """One box, from its clients' side."""

    seed: bytes
    burn_key: bytes | None = None
    opened: bool = False
    """An open was acknowledged."""
    sent: set[Mark] = field(default_factory=set)
    confirmed: dict[int, Mark] = field(default_factory=dict)
    """Acknowledged, by number."""
    shown: dict[int, Mark] = field(default_factory=dict)
    """What a reader has seen, by number; a seal that one reader has seen is there for all."""
    follows: dict[Mark, int] = field(default_factory=dict)
    """Which seal each seal was to follow, 0 for none."""
    told_sealed: bool = False
    """Somebody was told that the box is sealed."""
    burning: bool = False
    """A burn was sent."""
    ended: bool = False
    """A burn was acknowledged, or the box was found gone after one was sent."""

    @property
    def box(self) -> BoxId:
        return box_id(self.seed)

    @property
    def last_seal(self) -> int:
        """Give the number of the last seal that was shown, 0 for none."""
        return max((seq for seq, mark in self.shown.items() if mark.kind is Kind.SEAL), default=0)

    def mark(self, kind: Kind, follows: int = 0) -> Mark:
        """Note a new entry before it is sent; a seal with the seal that it is to follow."""
        mark = Mark(kind, os.urandom(MARK_BYTES))
        self.sent.add(mark)
        if kind is Kind.SEAL:
            self.follows[mark] = follows
        return mark

    def confirm(self, seq: int, mark: Mark) -> None:
        """Note an acknowledgement."""
        demand(self.confirmed.get(seq, mark) == mark, "one number was acknowledged for two entries")
        demand(
            self.shown.get(seq, mark) == mark, "an acknowledged number was shown to be another's"
        )
        self.confirmed[seq] = mark

    def show(self, entries: Sequence[Entry], after: int) -> int:
        """Note what a reader was shown that had read up to `after`; gives how far it has read."""
        for entry in entries:
            demand(entry.seq > after, "a number came twice, or went back")
            demand(entry.seq == after + 1, "a number was left out")
            after = entry.seq
            mark = Mark(entry.kind, entry.blob[:MARK_BYTES])
            demand(mark in self.sent, "an entry was shown that nobody sent")
            demand(entry.blob == mark.blob(), "an entry was changed")
            known = self.shown.setdefault(entry.seq, mark)
            demand(known == mark, "two readers were shown different entries under one number")
            held = self.confirmed.get(entry.seq, mark)
            demand(held == mark, "another entry stands where one was acknowledged")
        return after

    def judge(self, found: Attached, entries: Sequence[Entry]) -> None:
        """Judge the whole box, as it was read from its beginning."""
        end = self.show(entries, 0)
        demand(max(self.confirmed, default=0) <= end, "an acknowledged entry is lost")
        demand(max(self.shown, default=0) <= end, "an entry that was shown is lost")
        self._judge_ends(found, end)
        marks = list(self.shown.values())
        demand(len(set(marks)) == len(marks), "an entry stands twice")

    def _judge_ends(self, found: Attached, end: int) -> None:
        seals = [seq for seq, mark in sorted(self.shown.items()) if mark.kind is Kind.SEAL]
        demand(found.next_seq == end + 1, "the next number is not that after the last entry")
        demand(found.last_seal == (seals[-1] if seals else 0), "the last seal is not the one shown")
        demand(bool(seals) or not self.told_sealed, "a box was said to be sealed and is not")
        if seals:
            after = range(seals[0], end + 1)
            demand(list(after) == seals, "a post stands behind the first seal")
            for before, seq in zip([0, *seals], seals, strict=False):
                follows = self.follows[self.shown[seq]]
                demand(follows == before, "a seal stands behind another than it was to follow")

    def missing(self, marks: Iterable[Mark]) -> list[Mark]:
        """Give those that do not stand in the box, as far as it was shown."""
        there = set(self.shown.values())
        return [mark for mark in marks if mark not in there]
