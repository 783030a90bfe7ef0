"""The one task that writes: group commit.

While one batch is on its way to the disk the next one gathers, so many posts share one fsync, and
none is acknowledged before it. Upkeep goes through the same task, between batches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from leeward_wire import Code

from leeward_relay.changes import AddPost, AddSeal, Change, Gone, OpenBox, Outcome, Stored
from leeward_relay.fanout import Fanout
from leeward_relay.health import Counters, Health
from leeward_relay.store import Store, StoreError

T = TypeVar("T")

BATCH_CHANGES = 512
BATCH_BYTES = 4 * 1024**2
QUEUE_BYTES = 32 * 1024**2
QUEUE_CHANGES = 8192


@dataclass(slots=True, repr=False)
class _Waiting:
    change: Change
    size: int
    future: "asyncio.Future[Outcome]"


class Writer:
    """The queue in front of the store, and its task."""

    def __init__(self, store: Store, fanout: Fanout, counters: Counters, health: Health) -> None:
        self._store = store
        self._fanout = fanout
        self._counters = counters
        self._health = health
        self._queue: deque[_Waiting] = deque()
        self._size = 0
        self._upkeep: deque[Callable[[], Awaitable[None]]] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Write what is queued, then end."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def submit(self, change: Change) -> "asyncio.Future[Outcome]":
        """Queue a change; the future is done once its batch is durable, or it was refused."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        size = len(change.blob) if isinstance(change, AddPost | AddSeal) else 0
        full = len(self._queue) >= QUEUE_CHANGES or self._size + size > QUEUE_BYTES
        if self._stopping or full:
            future.set_result(Code.BUSY)
            return future
        self._queue.append(_Waiting(change, size, future))
        self._size += size
        self._wake.set()
        return future

    async def between(self, job: Callable[[], Awaitable[T]]) -> T:
        """Run upkeep while no batch is under way."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            try:
                result = await job()
            except Exception as error:
                if not future.cancelled():
                    future.set_exception(error)
            else:
                if not future.cancelled():
                    future.set_result(result)

        if self._stopping:
            raise StoreError("the writer is stopping")
        self._upkeep.append(run)
        self._wake.set()
        return await future

    async def _run(self) -> None:
        while True:
            if self._upkeep:
                await self._upkeep.popleft()()
            if self._queue:
                await self._write(self._gather())
            elif not self._upkeep:
                if self._stopping:
                    return
                self._wake.clear()
                await self._wake.wait()

    def _gather(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        opens = seals = False
        while self._queue and len(batch) < BATCH_CHANGES:
            head = self._queue[0]
            # A seal and the opening of the next box, side by side in one transaction, would
            # tell whoever holds the disk that they belong together.
            opens = opens or isinstance(head.change, OpenBox)
            seals = seals or isinstance(head.change, AddSeal)
            if (opens and seals) or (batch and size + head.size > BATCH_BYTES):
                break
            batch.append(self._queue.popleft())
            size += head.size
            self._size -= head.size
        return batch

    async def _write(self, batch: list[_Waiting]) -> None:
        outcomes: list[Outcome]
        try:
            outcomes = await self._store.commit([waiting.change for waiting in batch])
            self._health.clear("storage")
        except StoreError as error:
            self._health.alarm("storage", str(error))
            outcomes = [Code.STORAGE] * len(batch)
        self._counters.batches += 1
        for outcome in outcomes:
            if isinstance(outcome, Stored | Gone):
                self._fanout.publish(outcome)
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if not waiting.future.cancelled():
                waiting.future.set_result(outcome)
