"""The SQLite file of a vault: how it is opened, what is in it, and what its errors mean."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from leeward_client.vault.errors import (
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultStorageError,
)

BUSY_SECONDS = 30.0
"""How long one transaction waits for another process's."""

# Rows of `seeds` are only ever appended, and overwritten with as many bytes: see records.py.
_VERSION_1 = (
    """CREATE TABLE head (
        salt BLOB NOT NULL, passes INTEGER NOT NULL, memory INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE slots (place INTEGER PRIMARY KEY, slot BLOB NOT NULL) STRICT",
    """CREATE TABLE seeds (
        id INTEGER PRIMARY KEY, used INTEGER NOT NULL, seed BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX spare_seeds ON seeds (id) WHERE used = 0",
    """CREATE TABLE records (
        shelf BLOB NOT NULL, name BLOB NOT NULL, seed INTEGER NOT NULL, box BLOB NOT NULL,
        PRIMARY KEY (shelf, name)
    ) STRICT, WITHOUT ROWID""",
)
_MIGRATIONS = (_VERSION_1,)
"""Statements for each version of the schema; opening a vault brings it up to the last one."""

SCHEMA_VERSION = len(_MIGRATIONS)
_STORAGE_ERRORS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY,
                   sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}  # fmt: skip


def connect(file: Path) -> sqlite3.Connection:
    """Open the database of a vault, of any version that is known. Raises VaultError."""
    with blamed():
        database = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON",
                           "temp_store = MEMORY", "trusted_schema = OFF"):  # fmt: skip
                database.execute(f"PRAGMA {pragma}").fetchone()
            _migrate(database)
        except BaseException:
            database.close()
            raise
        return database


@contextlib.contextmanager
def blamed() -> Iterator[None]:
    """Turn what SQLite says into what has gone wrong with the vault."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _meaning(error) from error
    except UnicodeDecodeError as error:
        # SQLite quotes a damaged schema in its messages, byte for byte.
        raise VaultDamagedError from error


def shrink(database: sqlite3.Connection) -> None:
    """Empty the write-ahead log: what was erased must not outlive its transaction there.

    Another process that is in a transaction just now is waited for; should it take longer than
    that, the next write empties the log.
    """
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _migrate(database: sqlite3.Connection) -> None:
    if _version(database) == SCHEMA_VERSION:
        return
    database.execute("BEGIN IMMEDIATE")
    version = _version(database)  # again: another process may have been quicker
    if version > SCHEMA_VERSION:
        raise VaultDamagedError
    for statements in _MIGRATIONS[version:]:
        for statement in statements:
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    database.execute("COMMIT")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _meaning(error: sqlite3.DatabaseError) -> VaultError:
    # The low byte is the primary result code; the rest says more than is needed here.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return VaultBusyError()
    return VaultStorageError() if code in _STORAGE_ERRORS else VaultDamagedError()
