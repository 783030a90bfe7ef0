"""The tables, and how a database of any age becomes one of today.

What each column is for stands in docs/operations.md, and a test holds the two together.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

T = TypeVar("T")

APPLICATION_ID = 0x4C454557
"""`LEEW`, so that another program's file is not taken for ours."""

# Step n brings a database from version n to n + 1. A step that was released is never edited.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE box (
            id BLOB PRIMARY KEY,
            handle INTEGER NOT NULL UNIQUE,
            burn_hash BLOB,
            last_seal INTEGER NOT NULL,
            next_seq INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            step INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            seals INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX box_expires ON box (expires)",
        # The key is `handle << 24 | seq`: an alias of the rowid, so the table is clustered by it.
        """CREATE TABLE entry (
            key INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            blob BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX entry_expires ON entry (expires)",
        """CREATE TABLE tombstone (
            prefix BLOB PRIMARY KEY,
            month INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
    # To note the day of every entry in an index costs as much as to store it; the first day at
    # which something of a box expires seldom changes.
    (
        "ALTER TABLE box ADD COLUMN oldest INTEGER",
        """UPDATE box SET oldest = (
            SELECT min(expires) FROM entry WHERE key BETWEEN handle << 24 AND handle << 24 | 0xFFFFFF
        )""",
        "CREATE INDEX box_oldest ON box (oldest) WHERE oldest IS NOT NULL",
        "DROP INDEX entry_expires",
    ),
)


class SchemaError(Exception):
    """The file is not a database that this relay can use; the text is for the operator."""


DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StoreError(Exception):
    """The disk failed; the batch was rolled back whole."""

    def __init__(self, text: str, *, damaged: bool = False) -> None:
        super().__init__(text)
        self.damaged = damaged
        """A page of the database is not what SQLite wrote."""

    @classmethod
    def of(cls, error: sqlite3.Error | OSError) -> "StoreError":
        """Keep of an error its type, and its kind if it is SQLite's; its text may quote data."""
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        return cls(name, damaged=getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE)


async def connect(path: Path, *, make: bool = True) -> aiosqlite.Connection:
    """Open a connection with every setting that durability and erasure need.

    Without `make` a database that is not there is an error (sqlite3.OperationalError).
    """
    db = await aiosqlite.connect(_uri(path, make=make), uri=True, isolation_level=None)
    try:
        for pragma in (
            "PRAGMA busy_timeout = 10000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA secure_delete = ON",
            "PRAGMA temp_store = MEMORY",
            "PRAGMA mmap_size = 0",
            "PRAGMA cache_size = -4096",
            "PRAGMA trusted_schema = OFF",
        ):
            await db.execute_fetchall(pragma)
    except BaseException:
        await db.close()
        raise
    return db


def _uri(path: Path, *, make: bool) -> str:
    return f"{path.absolute().as_uri()}?mode={'rwc' if make else 'rw'}"


async def migrate(
    db: aiosqlite.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS
) -> None:
    """Bring the database to today's schema, each step in one transaction; raises SchemaError."""
    application = await number(db, "PRAGMA application_id")
    version = await number(db, "PRAGMA user_version")
    tables = await number(db, "SELECT count(*) FROM sqlite_schema")
    if application != APPLICATION_ID and (application or version or tables):
        raise SchemaError("the database was made by another program")
    if version > len(migrations):
        raise SchemaError("the database was made by a newer relay; update this one")
    for step, statements in enumerate(migrations[version:], start=version):
        await db.execute("BEGIN EXCLUSIVE")
        try:
            for statement in statements:
                await db.execute(statement)
            await db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            await db.execute(f"PRAGMA user_version = {step + 1}")
            await db.execute("COMMIT")
        except BaseException:
            await db.execute("ROLLBACK")
            raise


async def in_thread(db: aiosqlite.Connection, job: Callable[[sqlite3.Connection], T]) -> T:
    """Run a job of many statements in the thread of a connection.

    aiosqlite itself crosses over to the thread and back for every statement, which costs more than
    most of them.
    """
    return cast("T", await db._execute(job, db._conn))  # type: ignore[no-untyped-call]  # noqa: SLF001


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or, when something fails, nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # Some errors have rolled back by themselves already.
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


async def number(db: aiosqlite.Connection, query: str) -> int:
    """Run a query that gives one number."""
    rows = list(await db.execute_fetchall(query))
    return int(rows[0][0])
