"""What waits to be sent to one connection: bounded, so that a slow reader costs little.

What is put in during one turn of the event loop goes out in one write at its end: a system call costs
more than all that is done to a frame before it.
"""

import asyncio
from collections.abc import Callable

WRITE_BYTES = 64 * 1024
"""About how much is joined for one write."""


class Rounds:
    """Empties outboxes at the end of a turn of the loop, all in one callback."""

    def __init__(self) -> None:
        self._due: list[Outbox] = []
        # Asked for once: finding the running loop costs a system call (3.11).
        self._soon = asyncio.get_running_loop().call_soon

    def add(self, outbox: "Outbox") -> None:
        """Empty this one too."""
        if not self._due:
            self._soon(self._go)
        self._due.append(outbox)

    def _go(self) -> None:
        due, self._due = self._due, []
        for outbox in due:
            outbox.flush()


class Outbox:
    """Frames in order, as they go onto the wire."""

    __slots__ = (
        "_closed", "_due", "_frames", "_limit", "_paused", "_roomy", "_rounds", "_size", "_write",
    )  # fmt: skip

    def __init__(
        self,
        limit: int,
        rounds: Rounds,
        write: Callable[[bytes], None],
        roomy: Callable[[], None] = lambda: None,
    ) -> None:
        """Make one; `roomy` is called when less than `limit` bytes wait again."""
        self._limit = limit
        self._write = write
        self._roomy = roomy
        self._rounds = rounds
        self._frames: list[bytes] = []
        self._size = 0
        self._paused = self._due = self._closed = False

    @property
    def room(self) -> bool:
        """Tell whether less than the limit is waiting."""
        return self._size < self._limit

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
        if not self._due:
            self._due = True
            self._rounds.add(self)

    def pause(self) -> None:
        """Hold back what comes: the peer does not fetch what it was sent."""
        self._paused = True

    def resume(self) -> None:
        """Let go what was held back."""
        self._paused = False
        self.flush()

    def finish(self, last: bytes) -> None:
        """Put the last frame: nothing more goes in."""
        self.push(last)
        self._closed = True

    def close(self) -> None:
        """Drop what is waiting, and whatever else comes: the peer is gone."""
        self._closed = True
        self._frames.clear()
        self._size = 0

    def flush(self) -> None:
        """Write what waits, as far as the peer takes it."""
        self._due = False
        if self._paused or not self._frames:
            return
        full = not self.room
        if self._size <= WRITE_BYTES:
            frames, self._frames = self._frames, []
            self._size = 0
            self._write(frames[0] if len(frames) == 1 else b"".join(frames))
        else:
            self._write_some()
        if full and self.room:
            self._roomy()

    def _write_some(self) -> None:
        """Write until the peer takes no more: what the transport holds is bounded, too."""
        frames, sent = self._frames, 0
        while sent < len(frames) and not self._paused:
            first, size = sent, 0
            while sent < len(frames) and size < WRITE_BYTES:
                size += len(frames[sent])
                sent += 1
            self._write(b"".join(frames[first:sent]))
            self._size -= size
        del frames[:sent]
