"""A ceiling: SQLite alone, with the relay's own schema and settings, in batches of so many posts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
from leeward_relay.ledger import HANDLE_BITS, entry_key
from leeward_relay.schema import connect, in_thread, migrate

from bench.relay.load import BODY_BYTES, percentile
from bench.relay.servers import folder_for

BATCHES = (1, 10, 100, 200)
SECONDS = 1.5
BOXES = 20
PACED = 64, 0.013
"""A batch of so many, and one every so many seconds: about what the relay writes at half of its peak."""
PACED_SECONDS = 6.0


def measure(core: int) -> dict[str, dict[str, float]]:
    """Give durable inserts a second by the size of a batch, and milliseconds of a commit now and then."""
    with folder_for() as folder:
        here = Path(__file__).resolve().parents[2]
        command = ["taskset", "-c", str(core), sys.executable, "-m", "bench.relay.group_commit"]
        environment = {**os.environ, "PYTHONPATH": str(here)}
        done = subprocess.run(
            [*command, str(folder)], env=environment, check=True, capture_output=True
        )
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


class Entries:
    """A database of its own, and entries to put into it."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self._db = db
        self._handles = [secrets.randbits(HANDLE_BITS) for _ in range(BOXES)]
        self._blob = secrets.token_bytes(BODY_BYTES)
        self.done = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def at(cls, path: Path) -> AsyncIterator[Entries]:
        db = await connect(path)
        try:
            await migrate(db)
            yield cls(db)
        finally:
            await db.close()

    async def commit(self, size: int) -> float:
        """Put so many in at once; gives the seconds that it took."""
        rows = [
            (entry_key(self._handles[n % BOXES], 1 + n // BOXES), 0, 20_000, self._blob)
            for n in range(self.done, self.done + size)
        ]

        def put(raw: sqlite3.Connection) -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany("INSERT INTO entry (key, kind, expires, blob) VALUES (?,?,?,?)", rows)
            raw.execute("COMMIT")

        begun = time.perf_counter()
        await in_thread(self._db, put)
        self.done += size
        return time.perf_counter() - begun


async def _measure(folder: Path) -> dict[str, dict[str, float]]:
    rates: dict[str, float] = {}
    for size in BATCHES:
        async with Entries.at(folder / f"{size}.db") as entries:
            begun = time.perf_counter()
            while time.perf_counter() < begun + SECONDS:
                await entries.commit(size)
            rates[str(size)] = entries.done / (time.perf_counter() - begun)
    size, apart = PACED
    async with Entries.at(folder / "paced.db") as entries:
        taken: list[float] = []
        begun = time.perf_counter()
        while (now := time.perf_counter()) < begun + PACED_SECONDS:
            taken.append(await entries.commit(size) * 1e3)
            await asyncio.sleep(max(0.0, now + apart - time.perf_counter()))
    paced = {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}
    return {"rates": rates, "paced": paced}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_measure(Path(sys.argv[1])))))
