"""`leeward-relay --salvage`: what can be read of a damaged database, copied into a new one.

Rows are looked up one by one where a stretch of them cannot be read at once, so a damaged page costs
what stood on it and no more. A box whose row is lost while its id is known counts as ended, so that
nobody opens it again and begins anew at number one.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from leeward_wire import ENTRY_CLASSES, Kind

from leeward_relay.days import day_of, month_of
from leeward_relay.directory import DATABASE, LOG, Directory
from leeward_relay.ledger import Row, entry_key, tomb_of
from leeward_relay.schema import SchemaError, connect, migrate
from leeward_relay.store import INSERT_BOX

READ = "id, handle, burn_hash, last_seal, next_seq, expires, step"
"""What is taken from a row as it stands, and is there in a database of any age."""
NEW = f"{DATABASE}.new"
DAMAGED = f"{DATABASE}.damaged"
SPACE = 2**32
"""Boxes and tombstones are looked for by the first four bytes of their keys, which are random."""
FINEST = 2**16
"""Where a stretch this narrow cannot be read, it is given up."""
ID_BYTES = 32
PREFIX_BYTES = 16

Rows = list[tuple[object, ...]]


@dataclass(slots=True)
class Salvaged:
    """What was copied, and what is known to be lost."""

    boxes: int = 0
    entries: int = 0
    lost_boxes: int = 0
    lost_entries: int = 0

    def __str__(self) -> str:
        """Say it to the operator."""
        return (
            f"copied {self.boxes} boxes and {self.entries} entries;"
            f" could not read {self.lost_boxes} boxes and {self.lost_entries} entries."
            f" The damaged database is now {DAMAGED}; delete it when you need it no more."
        )


def salvage(path: Path) -> Salvaged:
    """Put a new database in the place of a damaged one; raises StartError or SchemaError.

    The relay of this directory must not run.
    """
    directory = Directory(path)
    directory.claim()
    try:
        if not (path / DATABASE).is_file():
            raise SchemaError(f"there is no {path / DATABASE}")
        (path / NEW).unlink(missing_ok=True)
        asyncio.run(_make(path / NEW))
        with (
            contextlib.closing(sqlite3.connect(path / DATABASE)) as old,
            contextlib.closing(sqlite3.connect(path / NEW)) as new,
        ):
            if _tried(old, "SELECT * FROM box, entry, tombstone LIMIT 0") is None:
                raise SchemaError(f"nothing can be read of {path / DATABASE}")
            done = _copy(old, new)
            new.commit()
        (path / DATABASE).rename(path / DAMAGED)
        for name in (LOG, f"{DATABASE}-shm"):
            (path / name).unlink(missing_ok=True)
        (path / NEW).rename(path / DATABASE)
        directory.end()
        return done
    finally:
        directory.release()


async def _make(path: Path) -> None:
    db = await connect(path)
    try:
        await migrate(db)
    finally:
        await db.close()


def _copy(old: sqlite3.Connection, new: sqlite3.Connection) -> Salvaged:
    done = Salvaged()
    tombs = _by_key(old, "SELECT prefix, month FROM tombstone WHERE prefix >= ? AND prefix < ?")
    new.executemany(
        "INSERT OR REPLACE INTO tombstone (prefix, month) VALUES (?,?)",
        [tomb for tomb in tombs if _is_bytes(tomb[0], PREFIX_BYTES)],
    )
    month = month_of(day_of(time.time()))
    for box in _ids(old):
        row = _row(old, box)
        if row is None:
            done.lost_boxes += 1
            new.execute("INSERT OR REPLACE INTO tombstone VALUES (?,?)", (tomb_of(box), month))
            continue
        _copy_entries(old, new, row, done)
        new.execute(INSERT_BOX, row.values)
        done.boxes += 1
    return done


def _ids(old: sqlite3.Connection) -> set[bytes]:
    """Give the ids of all boxes that the table or its index tells of."""
    found = _by_key(old, "SELECT id FROM box NOT INDEXED WHERE id >= ? AND id < ?")
    with contextlib.suppress(sqlite3.DatabaseError):
        found += old.execute("SELECT id FROM box INDEXED BY box_expires").fetchall()
    return {box for (box,) in found if isinstance(box, bytes) and len(box) == ID_BYTES}


def _row(old: sqlite3.Connection, box: bytes) -> Row | None:
    rows = _tried(old, f"SELECT {READ} FROM box WHERE id = ?", box)  # noqa: S608
    if not rows or not all(isinstance(value, int) for value in rows[0][3:]):
        return None
    known = cast("tuple[bytes, int, bytes | None, int, int, int, int]", rows[0])
    return Row(*known, entries=0, bytes=0, seals=0, oldest=None)


def _copy_entries(
    old: sqlite3.Connection, new: sqlite3.Connection, row: Row, done: Salvaged
) -> None:
    """Copy a box's entries, and count them anew for its quota."""
    query = "SELECT key, kind, expires, blob FROM entry WHERE key"
    first, end = entry_key(row.handle, 0), entry_key(row.handle, row.next_seq)
    entries = _tried(old, f"{query} > ? AND key < ?", first, end)
    if entries is None:
        entries = []
        for key in range(first + 1, end):
            found = _tried(old, f"{query} = ?", key)
            done.lost_entries += found is None
            entries += found or []
    for entry in entries:
        _, kind, expires, blob = entry
        sound = kind in (Kind.POST, Kind.SEAL) and isinstance(expires, int)
        if not sound or not _is_bytes(blob, *ENTRY_CLASSES):
            done.lost_entries += 1
            continue
        assert isinstance(blob, bytes)
        assert isinstance(expires, int)
        row.hold_until(expires)
        new.execute("INSERT INTO entry (key, kind, expires, blob) VALUES (?,?,?,?)", entry)
        done.entries += 1
        if kind == Kind.SEAL:
            row.seals += 1
        else:
            row.entries += 1
            row.bytes += len(blob)


def _by_key(old: sqlite3.Connection, query: str) -> Rows:
    """Read a table by halves: where a stretch cannot be read, its halves are tried."""

    def read(start: int, end: int) -> Iterator[tuple[object, ...]]:
        # Above the last of the keys there is a longer one.
        top = end.to_bytes(4, "big") if end < SPACE else b"\xff" * (ID_BYTES + 1)
        rows = _tried(old, query, start.to_bytes(4, "big"), top)
        if rows is not None:
            yield from rows
        elif end - start > FINEST:
            middle = (start + end) // 2
            yield from read(start, middle)
            yield from read(middle, end)

    return list(read(0, SPACE))


def _tried(old: sqlite3.Connection, query: str, *values: object) -> Rows | None:
    """Run a query; None where it meets damage."""
    try:
        return old.execute(query, values).fetchall()
    except sqlite3.DatabaseError:
        return None


def _is_bytes(value: object, *lengths: int) -> bool:
    return isinstance(value, bytes) and len(value) in lengths
