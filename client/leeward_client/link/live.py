"""What comes from a relay by itself, kept until somebody takes it, in bounded room."""

import asyncio
from collections import deque
from dataclasses import dataclass

from leeward_wire import Entry

MOST_BYTES = 8 * 1024 * 1024
"""Blobs kept while nobody takes them; beyond that their boxes have to be read again."""
MOST_PUSHES = 4096


@dataclass(frozen=True)
class Live:
    """Something that came by itself: entries of a box, or, with none, the word to read again."""

    box: bytes
    entries: tuple[Entry, ...]

    def __repr__(self) -> str:
        return "Live(...)"


class Pushes:
    """A queue of Live for one consumer. Once the connection is lost it gives None, and goes on so."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_pushes: int = MOST_PUSHES) -> None:
        self._most_bytes = most_bytes
        self._most_pushes = most_pushes
        self._kept: deque[Live | None] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()
        self._ended = False

    def put(self, live: Live) -> set[bytes]:
        """Keep a push. Gives the boxes whose pushes did not fit, and are to be read again."""
        self._kept.append(live)
        self._bytes += sum(len(entry.blob) for entry in live.entries)
        self._arrived.set()
        if self._bytes <= self._most_bytes and len(self._kept) <= self._most_pushes:
            return set()
        boxes = dict.fromkeys(one.box for one in self._kept if one is not None)
        self._kept = deque(Live(box, ()) for box in boxes)
        self._bytes = 0
        return set(boxes)

    def end(self) -> None:
        """Say that nothing more will come."""
        if not self._ended:
            self._ended = True
            self._kept.append(None)
            self._arrived.set()

    def empty(self) -> bool:
        """Whether there is nothing to take just now."""
        return not self._kept

    def get_nowait(self) -> Live | None:
        """Take what came first, if anything did; None once the connection is lost.

        Raises asyncio.QueueEmpty.
        """
        if not self._kept:
            if self._ended:
                return None
            raise asyncio.QueueEmpty
        live = self._kept.popleft()
        if live is not None:
            self._bytes -= sum(len(entry.blob) for entry in live.entries)
        if not self._kept and not self._ended:
            self._arrived.clear()
        return live

    async def get(self) -> Live | None:
        """Wait for the next push; None once the connection is lost."""
        while not self._kept and not self._ended:  # another may have taken what arrived
            await self._arrived.wait()
        return self.get_nowait()
