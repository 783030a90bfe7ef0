"""The database of a vault: how it is opened, what is in it, and what its errors mean."""

import contextlib
from collections.abc import Iterator

import apsw

from leeward_client.vault.errors import (
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultFullError,
    VaultStorageError,
)
from leeward_client.vault.pages import Database
from leeward_client.vault.region import Region

BUSY_SECONDS = 30.0
"""How long one transaction waits for another process's."""

# Rows of `seeds` are only ever appended, and overwritten with as many bytes: see records.py.
_VERSION_1 = (
    "CREATE TABLE head (master BLOB NOT NULL) STRICT",
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
_MEANINGS: tuple[tuple[type[apsw.Error], type[VaultError]], ...] = (
    (apsw.BusyError, VaultBusyError),
    (apsw.LockedError, VaultBusyError),
    (apsw.FullError, VaultFullError),
    (apsw.IOError, VaultStorageError),
    (apsw.ReadOnlyError, VaultStorageError),
    (apsw.CantOpenError, VaultStorageError),
    (apsw.PermissionsError, VaultStorageError),
)


def connect(region: Region) -> Database:
    """Open the database in a region, of any version that is known. Raises VaultError."""
    with blamed():
        database = Database(region)
        try:
            database.set_busy_timeout(int(BUSY_SECONDS * 1000))
            # With its journal in memory, SQLite writes nothing but pages: see pages.py.
            for pragma in ("journal_mode = MEMORY", "synchronous = FULL", "secure_delete = ON",
                           "temp_store = MEMORY", "trusted_schema = OFF", "cell_size_check = ON",
                           f"max_page_count = {region.room}"):  # fmt: skip
                database.execute(f"PRAGMA {pragma}").fetchall()
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
    except apsw.Error as error:
        raise _meaning(error) from None


def _migrate(database: Database) -> None:
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


def _version(database: Database) -> int:
    return int(database.execute("PRAGMA user_version").get)


def _meaning(error: apsw.Error) -> VaultError:
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning()
    return VaultDamagedError()
