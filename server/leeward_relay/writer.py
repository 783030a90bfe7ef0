"""The one task that writes: group commit.

While one batch is on its way to the disk the next one gathers, so many posts share one fsync, and
none is acknowledged before it. Upkeep goes through the same task, between batches.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias, TypeVar

from leeward_wire import Code

from leeward_relay.changes import AddPost, AddSeal, Change, OpenBox, Outcome
from leeward_relay.fanout import Fanout
from leeward_relay.health import Counters, Health
from leeward_relay.pace import Gathering, Poster
from leeward_relay.schema import StoreError
from leeward_relay.store import Store

T = TypeVar("T")

BATCH_CHANGES = 512
BATCH_BYTES = 4 * 1024**2
ENOUGH_CHANGES = 64
"""So many wait for no others."""
QUEUE_BYTES = 32 * 1024**2
QUEUE_CHANGES = 8192


Waiting: TypeAlias = tuple[Change, int, Callable[[Outcome], None]]
"""A change, the bytes of its blob, and whom to tell what came of it."""


class Writer:
    """The queue in front of the store, and its task."""

    def __init__(
        self,
        store: Store,
        fanout: Fanout,
        counters: Counters,
        health: Health,
        gathering: Gathering,
    ) -> None:
        """Make one; `gathering` says how long after one batch's beginning the next may begin."""
        self._store = store
        self._gathering = gathering
        self._fanout = fanout
        self._counters = counters
        self._health = health
        self._queue: deque[Waiting] = deque()
        self._size = 0
        self._upkeep: deque[Callable[[], Awaitable[None]]] = deque()
        self._wake = asyncio.Event()
        self._enough = asyncio.Event()
        self._began = 0.0
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Write what is queued, then end."""
        self._stopping = True
        self._wake.set()
        self._enough.set()
        if self._task is not None:
            await self._task

    def take(
        self, change: Change, done: Callable[[Outcome], None], poster: Poster | None = None
    ) -> None:
        """Queue a change; `done` is called once its batch is durable, or it was refused.

        `poster` is who asked for it, if that was a client.
        """
        if poster is not None:
            self._gathering.note(poster)
        size = len(change.blob) if isinstance(change, (AddPost, AddSeal)) else 0
        if self._stopping or len(self._queue) >= QUEUE_CHANGES or self._size + size > QUEUE_BYTES:
            done(Code.BUSY)
            return
        self._queue.append((change, size, done))
        self._size += size
        self._wake.set()
        if len(self._queue) == ENOUGH_CHANGES:
            self._enough.set()

    def submit(self, change: Change) -> "asyncio.Future[Outcome]":
        """Queue a change and give what comes of it."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def done(outcome: Outcome) -> None:
            if not future.cancelled():
                future.set_result(outcome)

        self.take(change, done)
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
        self._enough.set()
        return await future

    async def _run(self) -> None:
        while True:
            if self._queue:
                await self._let_gather()
                await self._write(self._gather())
            # What was queued before an expiry run counts as done before it.
            if self._upkeep:
                await self._upkeep.popleft()()
            elif not self._queue:
                if self._stopping:
                    return
                self._wake.clear()
                await self._wake.wait()

    async def _let_gather(self) -> None:
        """Wait a little after the last batch began, so that a stream of posts shares commits.

        A post that comes alone does not wait, nor does a batch with enough in it.
        """
        loop = asyncio.get_running_loop()
        now = loop.time()
        pause = self._began + self._gathering.pause(now) - now
        hurry = len(self._queue) >= ENOUGH_CHANGES or self._upkeep or self._stopping
        if pause > 0 and not hurry:
            self._enough.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._enough.wait()
        self._began = loop.time()

    def _gather(self) -> list[Waiting]:
        batch: list[Waiting] = []
        size = 0
        opens = seals = False
        while self._queue and len(batch) < BATCH_CHANGES:
            change, bytes_, _ = self._queue[0]
            # A seal and the opening of the next box, side by side in one transaction, would
            # tell whoever holds the disk that they belong together.
            opens = opens or isinstance(change, OpenBox)
            seals = seals or isinstance(change, AddSeal)
            if (opens and seals) or (batch and size + bytes_ > BATCH_BYTES):
                break
            batch.append(self._queue.popleft())
            size += bytes_
        self._size -= size
        return batch

    async def _write(self, batch: list[Waiting]) -> None:
        outcomes: list[Outcome]
        try:
            outcomes = await self._store.commit([change for change, _, _ in batch])
            self._health.clear("storage")
        except StoreError as error:
            self._health.alarm("storage", str(error))
            if error.damaged:
                self._health.alarm("reading", str(error))
            outcomes = [Code.STORAGE] * len(batch)
        self._counters.batches += 1
        self._fanout.publish(outcomes)
        for (_, _, done), outcome in zip(batch, outcomes, strict=True):
            done(outcome)
