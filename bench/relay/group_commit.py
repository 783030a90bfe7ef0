"""A ceiling: SQLite alone, with the relay's own schema and settings, in batches of so many posts."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from leeward_relay.ledger import HANDLE_BITS, entry_key
from leeward_relay.schema import connect, in_thread, migrate

from bench.relay.load import BODY_BYTES
from bench.relay.servers import folder_for

BATCHES = (1, 10, 100, 200)
SECONDS = 1.5
BOXES = 20


def measure(core: int) -> dict[str, float]:
    """Give durable inserts a second by the size of a batch."""
    with folder_for() as folder:
        here = Path(__file__).resolve().parents[2]
        command = ["taskset", "-c", str(core), sys.executable, "-m", "bench.relay.group_commit"]
        environment = {**os.environ, "PYTHONPATH": str(here)}
        done = subprocess.run(
            [*command, str(folder)], env=environment, check=True, capture_output=True
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


async def _measure(folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for size in BATCHES:
        db = await connect(folder / f"{size}.db")
        await migrate(db)
        handles = [secrets.randbits(HANDLE_BITS) for _ in range(BOXES)]
        blob = secrets.token_bytes(BODY_BYTES)
        done, begun = 0, time.perf_counter()
        while time.perf_counter() < begun + SECONDS:
            rows = [
                (entry_key(handles[n % BOXES], 1 + n // BOXES), 0, 20_000, blob)
                for n in range(done, done + size)
            ]

            def commit(raw, rows=rows):  # type: ignore[no-untyped-def]
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(
                    "INSERT INTO entry (key, kind, expires, blob) VALUES (?,?,?,?)", rows
                )
                raw.execute("COMMIT")

            await in_thread(db, commit)
            done += size
        found[str(size)] = done / (time.perf_counter() - begun)
        await db.close()
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_measure(Path(sys.argv[1])))))
