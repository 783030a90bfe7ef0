"""The vault as it was before containers: a SQLite file of its own. It is read only to be left.

Its records go over as they are, with their seeds and the master key under which they stand; in the
container all of that lies under a new key.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nacl import bindings
from nacl.exceptions import CryptoError

from leeward_client.vault import keys
from leeward_client.vault.errors import VaultBusyError, VaultDamagedError, WrongPassphraseError
from leeward_client.vault.keys import Cost

if TYPE_CHECKING:
    from leeward_client.vault.pages import Database

FILE = "vault.db"
FILES = (FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal")
KEYS = (0, 64 * 1024)
"""Where the salt and the slots are: in the first tables of the file, and anywhere in its log."""
SCHEMA_VERSION = 1
SLOTS = 8
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SLOT = _NONCE + keys.KEY + bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
_SLOT_LABEL = b"leeward/vault/slot/1"


class PlainVault:
    """A plain vault whose passphrase was right, held so that nobody writes to it."""

    def __init__(self, database: sqlite3.Connection, master: bytes, cost: Cost) -> None:
        self._database = database
        self._master = master
        self.cost = cost

    def copy_to(self, database: "Database") -> bytes:
        """Copy seeds and records into the database of a new vault; gives the master key."""
        for table, columns in (("seeds", 3), ("records", 4)):
            rows = self._database.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            places = ", ".join("?" * columns)
            database.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608
        return self._master


@contextlib.contextmanager
def opened(folder: Path, passphrase: str) -> Iterator[PlainVault]:
    """The plain vault in a folder. Raises WrongPassphraseError, VaultDamagedError, VaultBusyError."""
    with _blamed(), contextlib.closing(_connected(folder)) as database:
        # Nobody else writes from here on: what is copied is all there is.
        database.execute("BEGIN IMMEDIATE")
        if database.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            raise VaultDamagedError
        heads = database.execute("SELECT salt, passes, memory FROM head").fetchall()
        slots = [row[0] for row in database.execute("SELECT slot FROM slots ORDER BY place")]
        kinds = [tuple(map(type, head)) for head in heads]
        whole = all(isinstance(slot, bytes) and len(slot) == _SLOT for slot in slots)
        if kinds != [(bytes, int, int)] or len(slots) != SLOTS or not whole:
            raise VaultDamagedError
        salt, cost = heads[0][0], Cost(*heads[0][1:])
        yield PlainVault(database, _open_slots(slots, keys.stretch(passphrase, salt, cost)), cost)


def _connected(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / FILE, timeout=1.0, isolation_level=None)


def _open_slots(slots: list[bytes], stretched: bytes) -> bytes:
    for place, slot in enumerate(slots):
        with contextlib.suppress(CryptoError):
            return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                slot[_NONCE:], _SLOT_LABEL + bytes([place]), slot[:_NONCE], stretched
            )
    raise WrongPassphraseError


@contextlib.contextmanager
def _blamed() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise (VaultBusyError if busy else VaultDamagedError) from None
    except UnicodeDecodeError:
        # SQLite quotes a damaged schema in its messages, byte for byte.
        raise VaultDamagedError from None
