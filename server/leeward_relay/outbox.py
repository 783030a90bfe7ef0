"""What waits to be sent to one connection: bounded, so that a slow reader costs little."""

import asyncio
from collections import deque


class Outbox:
    """Encoded frames in order; one task takes, others put."""

    __slots__ = ("_closed", "_frames", "_limit", "_room", "_size", "_wake")

    def __init__(self, limit: int) -> None:
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._limit = limit
        self._closed = False
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    @property
    def closed(self) -> bool:
        """Tell whether nothing more goes in."""
        return self._closed

    def offer(self, frame: bytes) -> bool:
        """Put a live frame, unless there is no room for it; an empty box has room for any."""
        if self._size and self._size + len(frame) > self._limit:
            return False
        self.push(frame)
        return True

    def push(self, frame: bytes) -> None:
        """Put a frame whatever the room; callers bound themselves (R12)."""
        if self._closed:
            return
        self._frames.append(frame)
        self._size += len(frame)
        if self._size >= self._limit:
            self._room.clear()
        self._wake.set()

    async def room(self) -> None:
        """Wait until less than the limit is waiting."""
        await self._room.wait()

    async def take(self) -> bytes | None:
        """Give the next frame; None once the outbox is closed and empty."""
        while not self._frames:
            if self._closed:
                return None
            self._wake.clear()
            await self._wake.wait()
        frame = self._frames.popleft()
        self._size -= len(frame)
        if self._size < self._limit:
            self._room.set()
        return frame

    def close(self) -> None:
        """Let what is waiting go out, and nothing more in."""
        self._closed = True
        self._room.set()
        self._wake.set()

    def clear(self) -> None:
        """Drop what is waiting: the peer is gone."""
        self.close()
        self._frames.clear()
        self._size = 0
