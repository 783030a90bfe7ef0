"""From the store to the readers that are live, in this process.

Entries of a box that are stored in one turn of the event loop go out in one frame, encoded once for
all readers. A reader without room is told that it lags, and reads again from the store.
"""

import asyncio
from typing import Protocol

from leeward_wire import BoxId, Entries, Entry, Lagged, encode
from leeward_wire.sizes import MAX_PAGE_ENTRIES, PAGE_BYTES

from leeward_relay.changes import Gone, Stored
from leeward_relay.health import Counters
from leeward_relay.outbox import Outbox


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

    def publish(self, stored: Stored | Gone) -> None:
        """Hand an entry that is on disk to those who are live, or tell them of a burned box."""

    def join(self, subscription: Subscription) -> None:
        """Take a reader in."""

    def leave(self, subscription: Subscription) -> None:
        """Let a reader go."""


class MemoryFanout:
    """The fan-out of a relay that is one process."""

    def __init__(self, counters: Counters) -> None:
        self._readers: dict[BoxId, list[Subscription]] = {}
        self._waiting: dict[BoxId, list[Entry]] = {}
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

    def publish(self, stored: Stored | Gone) -> None:
        """Hand on what is on disk, at the end of this turn of the loop."""
        if isinstance(stored, Gone):
            self._waiting.pop(stored.box, None)
            for reader in self._readers.get(stored.box, []):
                self._lag(reader)
            return
        if stored.box not in self._readers:
            return
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.setdefault(stored.box, []).append(stored.entry)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for box, entries in waiting.items():
            for joined in _frames_of(entries):
                self._push(box, joined)

    def _push(self, box: BoxId, entries: list[Entry]) -> None:
        first, last = entries[0].seq, entries[-1].seq
        frame = encode(Entries(box, entries))
        self._counters.encoded += 1
        for reader in self._readers.get(box, []):
            if not reader.live:
                reader.newest = last
            elif last > reader.cursor:
                # A page may have shown a part already, between the commit and this turn.
                fresh = frame
                if first <= reader.cursor:
                    fresh = encode(Entries(box, [e for e in entries if e.seq > reader.cursor]))
                if reader.outbox.offer(fresh):
                    reader.cursor = last
                    self._counters.pushed += 1
                else:
                    reader.newest = last
                    self._lag(reader)

    def _lag(self, reader: Subscription) -> None:
        if reader.live:
            reader.live = False
            reader.outbox.push(encode(Lagged(reader.box)))
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
