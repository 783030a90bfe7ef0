"""From the store to the readers that are live, in this process.

Entries of a box that were stored in one batch go out in one frame, made once for all its readers. A
reader without room is told that it lags, and reads again from the store.
"""

from collections.abc import Iterable
from typing import Protocol

from leeward_wire import BoxId, Entries, Entry, Lagged, pieces
from leeward_wire.sizes import MAX_PAGE_ENTRIES, PAGE_BYTES

from leeward_relay.changes import Gone, Outcome, Stored
from leeward_relay.health import Counters
from leeward_relay.outbox import Outbox
from leeward_relay.websocket import message


class Subscription:
    """One connection's view of one box.

    While `live`, entries are pushed. Otherwise the reader is in the store, or has been told that it
    lags; `newest` then tells it whether the store has more than it has read.
    """

    __slots__ = ("box", "cursor", "live", "newest", "outbox")

    def __init__(self, box: BoxId, outbox: Outbox) -> None:
        self.box = box
        self.outbox = outbox
        self.live = False
        self.cursor = 0
        self.newest = 0


class Fanout(Protocol):
    """What the write path needs; a relay of many processes brings another one."""

    def publish(self, outcomes: Iterable[Outcome]) -> None:
        """Hand on what of a batch is on disk now: its entries, and which boxes were burned."""

    def join(self, subscription: Subscription) -> None:
        """Take a reader in."""

    def leave(self, subscription: Subscription) -> None:
        """Let a reader go."""


class MemoryFanout:
    """The fan-out of a relay that is one process."""

    def __init__(self, counters: Counters) -> None:
        self._readers: dict[BoxId, list[Subscription]] = {}
        self._counters = counters

    def join(self, subscription: Subscription) -> None:
        """Take a reader in."""
        self._readers.setdefault(subscription.box, []).append(subscription)

    def leave(self, subscription: Subscription) -> None:
        """Let a reader go, and the box with the last one."""
        readers = self._readers.get(subscription.box, [])
        if subscription in readers:
            readers.remove(subscription)
        if not readers:
            self._readers.pop(subscription.box, None)

    def publish(self, outcomes: Iterable[Outcome]) -> None:
        """Hand on what of a batch is on disk now, the entries of a box together."""
        entries: dict[BoxId, list[Entry]] = {}
        for outcome in outcomes:
            if isinstance(outcome, Stored):
                if outcome.box in self._readers:
                    entries.setdefault(outcome.box, []).append(outcome.entry)
            elif isinstance(outcome, Gone):
                entries.pop(outcome.box, None)
                for reader in self._readers.get(outcome.box, []):
                    self._lag(reader)
        for box, of_box in entries.items():
            for joined in _frames_of(of_box):
                self._push(box, joined)

    def _push(self, box: BoxId, entries: list[Entry]) -> None:
        first, last = entries[0].seq, entries[-1].seq
        frame = message(*pieces(Entries(box, entries)))
        self._counters.encoded += 1
        for reader in self._readers.get(box, []):
            if not reader.live:
                reader.newest = last
            elif last > reader.cursor:
                # A page may have shown a part already, between the commit and this turn.
                fresh = frame
                if first <= reader.cursor:
                    rest = [entry for entry in entries if entry.seq > reader.cursor]
                    fresh = message(*pieces(Entries(box, rest)))
                if reader.outbox.offer(fresh):
                    reader.cursor = last
                    self._counters.pushed += 1
                else:
                    reader.newest = last
                    self._lag(reader)

    def _lag(self, reader: Subscription) -> None:
        if reader.live:
            reader.live = False
            reader.outbox.push(message(*pieces(Lagged(reader.box))))
            self._counters.lagged += 1


def _frames_of(entries: list[Entry]) -> list[list[Entry]]:
    frames: list[list[Entry]] = []
    size = 0
    for entry in entries:
        size += len(entry.blob)
        if not frames or size > PAGE_BYTES or len(frames[-1]) == MAX_PAGE_ENTRIES:
            frames.append([])
            size = len(entry.blob)
        frames[-1].append(entry)
    return frames
