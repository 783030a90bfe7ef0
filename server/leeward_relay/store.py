"""The boxes on disk: SQLite, one connection that writes and a few that read.

`commit` is the only way to write, and takes a whole batch: one lookup, one transaction, one fsync.
"""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiosqlite
from leeward_wire import MAX_SEQ, BoxId, Entry, Kind
from leeward_wire.sizes import MAX_PAGE_ENTRIES, PAGE_BYTES

from leeward_relay.changes import Change, OpenBox, Outcome
from leeward_relay.days import day_of, month_of
from leeward_relay.directory import DATABASE, Names
from leeward_relay.expiry import Purged, bury, purge
from leeward_relay.ledger import (
    HANDLE_BITS,
    Ledger,
    Row,
    Rules,
    entry_key,
    tomb_of,
)
from leeward_relay.schema import (
    SchemaError,
    StoreError,
    connect,
    in_thread,
    migrate,
    number,
    transaction,
)

READERS = 2
COLUMNS = "id, handle, burn_hash, last_seal, next_seq, expires, step, entries, bytes, seals, oldest"
INSERT_BOX = f"INSERT INTO box ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608

# A box that is not there has the row of one that ended long ago. Were there no row, the time that
# a missing one saves would tell whether there is such a box.
FIND = """
SELECT ifnull(last_seal, 300), ifnull(next_seq, 301), ifnull(step, 0), ifnull(expires, 0)
FROM (SELECT ? AS wanted) LEFT JOIN box ON id = wanted
"""

PAGE = """
SELECT key & 0xFFFFFF, kind, blob FROM entry WHERE key > :start AND expires >= :day AND key <= (
    SELECT max(key) FROM (
        SELECT key, sum(length(blob)) OVER (ORDER BY key) AS upto, length(blob) AS own
        FROM entry WHERE key > :start AND key <= :stop AND expires >= :day
        ORDER BY key LIMIT :most
    ) WHERE upto <= :room OR upto = own
) ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A box that is there: what an attached connection may know of it."""

    last_seal: int
    next_seq: int
    step: int
    stale: bool
    """The month of its last use has changed."""


class Store:
    """The tables of one relay."""

    def __init__(
        self, directory: Path, rules: Rules, clock: Callable[[], float], tombstone_months: int
    ) -> None:
        self._path = directory / DATABASE
        self._names = Names(directory)
        self._rules = rules
        self._clock = clock
        self._tombstone_months = tombstone_months
        self._db: aiosqlite.Connection | None = None
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._reading = 0
        self.lookups = 0
        self.written = 0

    @property
    def _writer(self) -> aiosqlite.Connection:
        if self._db is None:
            raise StoreError("the store is closed")
        return self._db

    async def open(self) -> None:
        """Open the database, making or migrating it; raises SchemaError."""
        try:
            self._db = await connect(self._path)
            await migrate(self._db)
            await self._try_to_write()
        except sqlite3.DatabaseError as error:
            await self.close()
            raise SchemaError(f"{DATABASE} cannot be used: {error}") from None
        except SchemaError:
            await self.close()
            raise
        for _ in range(READERS):
            self._readers.put_nowait(await connect(self._path, make=False))
            self._reading += 1
        self._names.remember()

    async def close(self) -> None:
        """Close all connections; the log is folded into the database by the last."""
        for _ in range(self._reading):
            await (await self._readers.get()).close()
        self._reading = 0
        if self._db is not None:
            await self._db.close()
            self._db = None

    def day(self) -> int:
        """Give today."""
        return day_of(self._clock())

    # Reading

    async def find(self, box: BoxId) -> Found | None:
        """Look a box up: one query, one row and the same steps, whatever comes of it (R31)."""
        rows = await self._read(FIND, (box,))
        last_seal, next_seq, step, expires = rows[0]
        day = self.day()
        month, fresh = month_of(day), month_of(day + self._rules.unsealed_days)
        found = Found(last_seal, next_seq, step, stale=not last_seal and expires != fresh)
        return found if expires >= month else None

    async def page(self, box: BoxId, after: int) -> tuple[list[Entry], bool] | None:
        """Read what follows `after`, as much as fits in a page, and tell whether that was all.

        None when there is no such box.
        """
        rows = await self._read("SELECT handle, next_seq, expires FROM box WHERE id = ?", (box,))
        day = self.day()
        if not rows or rows[0][2] < month_of(day):
            return None
        handle, next_seq, _ = rows[0]
        if after + 1 >= next_seq:
            return [], True
        found = await self._read(
            PAGE,
            {
                "start": entry_key(handle, after),
                "stop": entry_key(handle, MAX_SEQ),
                "day": day,
                "most": MAX_PAGE_ENTRIES,
                "room": PAGE_BYTES,
            },
        )
        entries = [Entry(seq, Kind(kind), blob) for seq, kind, blob in found]
        return entries, not entries or entries[-1].seq + 1 >= next_seq

    async def _read(
        self, query: str, values: tuple[object, ...] | dict[str, object]
    ) -> list[sqlite3.Row]:
        self.lookups += 1
        db = await self._readers.get()
        began = time.monotonic()
        try:
            return list(await db.execute_fetchall(query, values))
        except sqlite3.Error as error:
            raise StoreError.of(error) from None
        finally:
            # It rests for as long as it worked, so that however many want to read, the writer has
            # its turn.
            asyncio.get_running_loop().call_later(
                time.monotonic() - began, self._readers.put_nowait, db
            )

    # Writing: one caller at a time (the writer task)

    async def commit(self, changes: Sequence[Change]) -> list[Outcome]:
        """Carry out a batch in one transaction and return once it is durable.

        Raises StoreError when the disk fails; then nothing of the batch was done.
        """
        for attempt in range(3):
            try:
                outcomes = await in_thread(self._writer, lambda db: self._commit(db, changes))
                await self._keep_files()
                return outcomes
            except sqlite3.IntegrityError as error:
                # Two boxes drew one handle, a thing of one in hundred thousands: draw again.
                if attempt == 2:
                    raise StoreError.of(error) from None
            except (sqlite3.Error, OSError) as error:
                raise StoreError.of(error) from None
        raise StoreError("unreachable")

    async def _keep_files(self) -> None:
        """See to it that what was committed outlives this process.

        If the log was deleted, the open file still has it: it is folded into the database, and a
        new one begun. If the database itself was, nothing is acknowledged any more.
        """
        if not self._names.stand() and not await self.scrub():
            raise StoreError("the log has vanished")

    def _stand_by_the_database(self) -> None:
        # SQLite would make a new, empty one in its place.
        if not self._names.database_stands():
            raise StoreError("the database has vanished")

    async def probe(self) -> None:
        """Write what is there already, and so learn whether the disk takes it again."""
        try:
            self._stand_by_the_database()
            # A connection that was made while the file was read-only would stay so.
            await self._renew()
            await in_thread(self._writer, _write_version)
        except (sqlite3.Error, OSError) as error:
            raise StoreError.of(error) from None

    async def _try_to_write(self) -> None:
        # A full disk may have room again; what may not be written to at all never works.
        try:
            await in_thread(self._writer, _write_version)
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                raise

    # What follows runs in the connection's thread: a batch crosses over once, and back.

    def _commit(self, db: sqlite3.Connection, changes: Sequence[Change]) -> list[Outcome]:
        day = self.day()
        ledger = Ledger(
            self._rules,
            day,
            self._rows(db, {change.box for change in changes}),
            self._tombs(db, {c.box for c in changes if isinstance(c, OpenBox)}),
            lambda: secrets.randbits(HANDLE_BITS),
        )
        outcomes = [ledger.apply(change) for change in changes]
        changed = ledger.changed()
        if not (changed or ledger.inserts or ledger.burned):
            return outcomes
        self.written += 1
        with transaction(db):
            fresh = [row for row in changed if row.fresh]
            if fresh:
                db.executemany(INSERT_BOX, [row.values for row in fresh])
            old = [row for row in changed if not row.fresh]
            if old:
                db.executemany(
                    "UPDATE box SET last_seal=?, next_seq=?, step=?, entries=?, bytes=?, seals=?"
                    " WHERE id=?",
                    [
                        (
                            row.last_seal, row.next_seq, row.step, row.entries, row.bytes,
                            row.seals, row.box,
                        )
                        for row in old
                    ],
                )  # fmt: skip
                # Where a column has an index, to set it is as much work as to change it.
                db.executemany(
                    "UPDATE box SET expires=?, oldest=? WHERE id=?",
                    [(row.expires, row.oldest, row.box) for row in old if row.dated],
                )
            if ledger.inserts:
                db.executemany(
                    "INSERT INTO entry (key, kind, expires, blob) VALUES (?,?,?,?)",
                    ledger.inserts,
                )
            if ledger.burned:
                bury(db, [(row.box, row.handle) for row in ledger.burned], month_of(day))
        return outcomes

    def _rows(self, db: sqlite3.Connection, boxes: Iterable[BoxId]) -> list[Row]:
        wanted = list(boxes)
        self.lookups += 1
        found = db.execute(
            f"SELECT {COLUMNS} FROM box WHERE id IN ({_marks(wanted)})",  # noqa: S608
            wanted,
        ).fetchall()
        return [Row(*values) for values in found]

    def _tombs(self, db: sqlite3.Connection, boxes: Iterable[BoxId]) -> list[bytes]:
        wanted = [tomb_of(box) for box in boxes]
        if not wanted:
            return []
        self.lookups += 1
        found = db.execute(
            f"SELECT prefix FROM tombstone WHERE prefix IN ({_marks(wanted)})",  # noqa: S608
            wanted,
        ).fetchall()
        return [prefix for (prefix,) in found]

    # Upkeep, by the writer task as well

    async def purge(self) -> Purged:
        """Delete one chunk of what has expired."""
        try:
            return await in_thread(self._writer, self._purge)
        except (sqlite3.Error, OSError) as error:
            raise StoreError.of(error) from None

    def _purge(self, db: sqlite3.Connection) -> Purged:
        return purge(db, self.day(), self._tombstone_months)

    async def scrub(self) -> bool:
        """Fold the log into the database and cut it to nothing; False while a reader is in it.

        Then every connection is made anew: SQLite keeps pages, scratch space and the values
        last bound to a statement for as long as one lives, and so parts of what was deleted.
        """
        self._stand_by_the_database()
        try:
            rows = list(await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
            await self._renew()
        except (sqlite3.Error, OSError) as error:
            raise StoreError.of(error) from None
        return bool(rows) and rows[0][0] == 0

    async def _renew(self) -> None:
        old, self._db = self._writer, await connect(self._path, make=False)
        await old.close()
        # Those that are reading too: left behind, one would go on with a log that was deleted.
        readers = [await self._readers.get() for _ in range(READERS)]
        try:
            for i, old in enumerate(readers):
                readers[i] = await connect(self._path, make=False)
                await old.close()
        finally:
            for reader in readers:
                self._readers.put_nowait(reader)
        self._names.remember_log()

    async def vacuum(self, in_memory_bytes: int) -> None:
        """Rewrite the file in the order of its keys, so that it tells nothing of arrival."""
        db = self._writer
        try:
            size = await number(db, "PRAGMA page_count") * await number(db, "PRAGMA page_size")
            where = "MEMORY" if size <= in_memory_bytes else "FILE"
            await db.execute_fetchall(f"PRAGMA temp_store = {where}")
            await db.execute_fetchall("VACUUM")
            await db.execute_fetchall("PRAGMA temp_store = MEMORY")
        except (sqlite3.Error, OSError) as error:
            raise StoreError.of(error) from None

    async def size(self) -> int:
        """Give the bytes of the database file."""
        return await asyncio.to_thread(lambda: self._path.stat().st_size)


def _write_version(db: sqlite3.Connection) -> None:
    ((version,),) = db.execute("PRAGMA user_version").fetchall()
    with transaction(db):
        db.execute(f"PRAGMA user_version = {version}")


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
