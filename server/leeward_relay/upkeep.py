"""What the relay does by the clock: expiry, VACUUM, and wiping what erased data leaves behind.

A duty that fails is an alarm, and stays one until it succeeds.
"""

import asyncio
import ctypes
import gc
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from leeward_relay.config import Storage
from leeward_relay.days import day_of, hour_of
from leeward_relay.health import Counters, Health
from leeward_relay.schema import StoreError
from leeward_relay.store import Store
from leeward_relay.writer import Writer

DELETION, STORAGE, READING = "deletion", "storage", "reading"
SCRUB_TRIES = 20
SCRUB_PAUSE = 0.25
DISK_SECONDS = 10.0
SMALL_BYTES = 32 * 1024**2
"""A database as small as this is rewritten soon after anything was erased: it takes no second."""


class Upkeep:
    """The keeper of one store."""

    def __init__(
        self,
        *,
        store: Store,
        writer: Writer,
        counters: Counters,
        health: Health,
        settings: Storage,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._writer = writer
        self._counters = counters
        self._health = health
        self._settings = settings
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self._vacuumed = -1
        self._rewritten_at = -1
        self._seen = (-1, -1, -1)
        self._failing: set[str] = set()
        """The steps of deletion that did not succeed when they were last tried."""

    def start(self) -> None:
        """Start the two tasks."""
        self._tasks = [
            asyncio.create_task(self._expire_for_ever(), name="expiry"),
            asyncio.create_task(self._scrub_for_ever(), name="scrub"),
        ]

    async def stop(self) -> None:
        """End the tasks; a step under way is finished by the writer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def expire(self) -> bool:
        """Delete all that has expired, and its traces; False, and an alarm, when that fails."""
        try:
            while True:
                purged = await self._writer.between(self._store.purge)
                self._counters.expired_boxes += purged.boxes
                self._counters.expired_entries += purged.entries
                if purged.over:
                    break
        except StoreError as error:
            return self._failed("expiry", error)
        self._failing.discard("expiry")
        return await self.scrub()

    async def vacuum(self) -> bool:
        """Rewrite the database in the order of its keys; False, and an alarm, when that fails."""
        room = self._settings.vacuum_in_memory_mib * 1024**2
        erased = self._erased()
        try:
            await self._writer.between(lambda: self._store.vacuum(room))
        except StoreError as error:
            return self._failed("vacuum", error)
        self._rewritten_at = erased
        self._failing.discard("vacuum")
        # It has read every page there is.
        self._health.clear(READING)
        return await self.scrub()

    async def tidy(self) -> bool:
        """Expire, and rewrite a small database of which anything was erased since the last time.

        Deleting overwrites a cell where it stands. But SQLite moves cells when it splits a page, and
        leaves a copy in the gap of the old one, which no deletion knows of; only VACUUM drops those.
        What was erased before a restart is not known, and counts as something.
        """
        done = await self.expire()
        if done and self._small and self._erased() != self._rewritten_at:
            return await self.vacuum()
        return done

    @property
    def _small(self) -> bool:
        return self._counters.stored_bytes <= SMALL_BYTES

    def _erased(self) -> int:
        counters = self._counters
        return counters.burned + counters.expired_boxes + counters.expired_entries

    async def scrub(self) -> bool:
        """Empty the write-ahead log, SQLite's caches and the free memory of this process."""
        try:
            for _ in range(SCRUB_TRIES):
                if await self._writer.between(self._store.scrub):
                    self._counters.stored_bytes = await self._store.size()
                    self._failing.discard("scrub")
                    if not self._failing:
                        self._health.clear(DELETION)
                    release_memory()
                    return True
                await asyncio.sleep(SCRUB_PAUSE)
        except (StoreError, OSError) as error:
            return self._failed("scrub", error)
        return self._failed("scrub", StoreError("the log stayed in use"))

    async def probe(self) -> None:
        """After a transaction that failed, find out whether the disk takes one again."""
        if self._health.standing(STORAGE):
            with suppress(StoreError):
                await self._writer.between(self._store.probe)
                self._health.clear(STORAGE)

    def _failed(self, step: str, error: StoreError | OSError) -> bool:
        self._failing.add(step)
        self._health.alarm(DELETION, str(error))
        if isinstance(error, StoreError) and error.damaged:
            self._health.alarm(READING, str(error))
        return False

    async def _expire_for_ever(self) -> None:
        while True:
            await self.tidy()
            now = self._clock()
            due = hour_of(now) == self._settings.vacuum_hour and day_of(now) != self._vacuumed
            if (due or "vacuum" in self._failing) and await self.vacuum():
                self._vacuumed = day_of(now)
            await asyncio.sleep(60.0 * self._settings.expire_minutes)

    async def _scrub_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._settings.scrub_seconds)
            await self.probe()
            # To rewrite a large database takes long: that waits for the next expiry.
            if self._failing - (set() if self._small else {"vacuum"}):
                await self.tidy()
            # An idle relay leaves its disk asleep. Connections count when they end, too: what they
            # leave in cycles is freed, and wiped, by the collection that a scrub ends with.
            counters = self._counters
            seen = (counters.batches, counters.connections_total, counters.connections)
            if seen != self._seen and await self.scrub():
                self._seen = seen


class Disk:
    """Whether the disk is too full to open boxes; looked at every few seconds at most."""

    def __init__(
        self,
        directory: Path,
        percent: int,
        clock: Callable[[], float],
        used: Callable[[Path], float] | None = None,
    ) -> None:
        self._directory = directory
        self._percent = percent
        self._clock = clock
        self._used = used or used_percent
        self._looked: float | None = None
        self._full = False

    def full(self) -> bool:
        """Tell whether opens must stop."""
        now = self._clock()
        if self._looked is None or not 0 <= now - self._looked < DISK_SECONDS:
            self._looked = now
            self._full = self._used(self._directory) >= self._percent
        return self._full


def used_percent(directory: Path) -> float:
    """Give how full the disk below a directory is, as far as this user may fill it."""
    usage = shutil.disk_usage(directory)
    return 100.0 * (1.0 - usage.free / max(1, usage.total))


def release_memory() -> None:
    """Give free memory back to the system, which hands it out wiped."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
