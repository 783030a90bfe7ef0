"""The vault: one SQLite file of XChaCha20-Poly1305 records whose names are pseudorandom.

A record stands on a shelf under a key. The file holds neither: only a keyed hash of the shelf and one of
the key, which are also the record's associated data, so records cannot be swapped. Values are padded, so
lengths say little. What the file does show: how many shelves, how many records on each, and when it was
last written. One record put back to an older one of its own is not noticed.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from leeward_client.vault import keys
from leeward_client.vault.errors import (
    NoVaultError,
    VaultBusyError,
    VaultDamagedError,
    VaultExistsError,
)
from leeward_client.vault.keys import Cost, Keys

FILE = "vault.db"
LOCK = "lock"
LOCK_SECONDS = 60.0
LOCK_POLL = 0.05
SCHEMA_VERSION = 1
TAG = 16
_HEADER = struct.Struct(">HI")
"""Lengths in bytes of the key and of the value, which follow; zeros after them."""
_SMALLEST = 64

_MIGRATIONS = (
    """
    CREATE TABLE head (salt BLOB NOT NULL, passes INTEGER NOT NULL, memory INTEGER NOT NULL) STRICT;
    CREATE TABLE slots (place INTEGER PRIMARY KEY, slot BLOB NOT NULL) STRICT;
    CREATE TABLE records (
        shelf BLOB NOT NULL, name BLOB NOT NULL, box BLOB NOT NULL, PRIMARY KEY (shelf, name)
    ) STRICT, WITHOUT ROWID;
    """,
)
"""One script per version of the schema; a vault is brought up to the last one when it is opened."""


class Transaction:
    """Reads and writes that happen together or not at all."""

    def __init__(self, database: sqlite3.Connection, vault_keys: Keys) -> None:
        self._database = database
        self._keys = vault_keys
        self.wrote = False

    def get(self, shelf: str, key: bytes) -> bytes | None:
        """The value under a key, or None. Raises VaultDamagedError."""
        where = (self._tag(b"", shelf.encode()), self._tag(shelf.encode(), key))
        row = self._database.execute(
            "SELECT box FROM records WHERE shelf = ? AND name = ?", where
        ).fetchone()
        return None if row is None else self._open(*where, row[0])[1]

    def put(self, shelf: str, key: bytes, value: bytes) -> None:
        """Store a value under a key, in place of what stood there."""
        where = (self._tag(b"", shelf.encode()), self._tag(shelf.encode(), key))
        self._database.execute(
            "INSERT INTO records VALUES (?, ?, ?) "
            "ON CONFLICT (shelf, name) DO UPDATE SET box = excluded.box",
            (*where, self._close(*where, key, value)),
        )
        self.wrote = True

    def delete(self, shelf: str, key: bytes) -> None:
        """Erase what stands under a key, if anything does."""
        where = (self._tag(b"", shelf.encode()), self._tag(shelf.encode(), key))
        self._database.execute("DELETE FROM records WHERE shelf = ? AND name = ?", where)
        self.wrote = True

    def scan(self, shelf: str) -> list[tuple[bytes, bytes]]:
        """All keys and values of a shelf, sorted by key."""
        shelf_tag = self._tag(b"", shelf.encode())
        rows = self._database.execute("SELECT name, box FROM records WHERE shelf = ?", (shelf_tag,))
        return sorted(self._open(shelf_tag, name, box) for name, box in rows)

    def drop(self, shelf: str) -> None:
        """Erase a whole shelf."""
        self._database.execute(
            "DELETE FROM records WHERE shelf = ?", (self._tag(b"", shelf.encode()),)
        )
        self.wrote = True

    def _tag(self, shelf: bytes, key: bytes) -> bytes:
        """The name a shelf (with no shelf above it) or a key goes by in the file."""
        named = struct.pack(">H", len(shelf)) + shelf + key
        return hashlib.blake2b(named, digest_size=TAG, key=bytes(self._keys.tags)).digest()

    def _close(self, shelf: bytes, name: bytes, key: bytes, value: bytes) -> bytes:
        plain = _HEADER.pack(len(key), len(value)) + key + value
        nonce = random_bytes(keys.NONCE)
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain.ljust(_padded(len(plain)), b"\0"), shelf + name, nonce, bytes(self._keys.box)
        )

    def _open(self, shelf: bytes, name: bytes, box: bytes) -> tuple[bytes, bytes]:
        try:
            plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                box[keys.NONCE :], shelf + name, box[: keys.NONCE], bytes(self._keys.box)
            )
        except CryptoError:
            raise VaultDamagedError from None
        key_length, length = _HEADER.unpack_from(plain)
        start = _HEADER.size + key_length
        return plain[_HEADER.size : start], plain[start : start + length]


class Vault:
    """An open vault. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, database: sqlite3.Connection, vault_keys: Keys) -> None:
        self._folder = folder
        self._database = database
        self._keys = vault_keys
        self._locked = 0
        self._lock_file: int | None = None

    @classmethod
    def create(cls, folder: Path, passphrase: str, cost: Cost | None = None) -> "Vault":
        """Make a vault in a folder, which is made too, and open it. Raises VaultExistsError."""
        cost = cost or Cost.standard()
        file = folder / FILE
        if file.exists():
            raise VaultExistsError
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        master, salt = random_bytes(keys.KEY), random_bytes(keys.SALT)
        stretched = keys.stretch(passphrase, salt, cost)
        # Made whole under another name first: a crash leaves no vault without a key.
        unfinished = folder / f".{FILE}.new"
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database = _connect(unfinished)
        _migrate(database)
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO head VALUES (?, ?, ?)", (salt, cost.passes, cost.memory))
            place = random_bytes(1)[0] % keys.SLOTS
            database.executemany(
                "INSERT INTO slots VALUES (?, ?)",
                enumerate(keys.fill_slots(master, stretched, place)),
            )
        database.execute("PRAGMA journal_mode = DELETE")
        database.close()
        unfinished.rename(file)
        return cls(folder, _connect(file), keys.keys_of(master))

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> "Vault":
        """Open the vault in a folder. Raises NoVaultError, WrongPassphraseError, VaultDamagedError."""
        if not (folder / FILE).is_file():
            raise NoVaultError
        try:
            database = _connect(folder / FILE)
            _migrate(database)
            salt, passes, memory = database.execute("SELECT * FROM head").fetchone()
            slots = [row[0] for row in database.execute("SELECT slot FROM slots ORDER BY place")]
        except (sqlite3.DatabaseError, TypeError):
            raise VaultDamagedError from None
        stretched = keys.stretch(passphrase, salt, Cost(passes, memory))
        try:
            _, master = keys.open_slots(slots, stretched)
        except Exception:
            database.close()
            raise
        return cls(folder, database, keys.keys_of(master))

    def change_passphrase(self, old: str, new: str) -> None:
        """Put another passphrase in the place of the old one. Raises WrongPassphraseError."""
        salt, passes, memory = self._database.execute("SELECT * FROM head").fetchone()
        slots = [row[0] for row in self._database.execute("SELECT slot FROM slots ORDER BY place")]
        cost = Cost(passes, memory)
        place, master = keys.open_slots(slots, keys.stretch(old, salt, cost))
        slot = keys.close_slot(master, keys.stretch(new, salt, cost), place)
        with self._database:
            self._database.execute("UPDATE slots SET slot = ? WHERE place = ?", (slot, place))
        self._shrink()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Reads and writes that are on disk, all of them, when the block ends without an exception."""
        self._database.execute("BEGIN IMMEDIATE")
        transaction = Transaction(self._database, self._keys)
        try:
            yield transaction
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        if transaction.wrote:
            self._shrink()

    @property
    def generation(self) -> int:
        """A number that differs once another process has written to the vault."""
        return int(self._database.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Keep other processes out for a whole step; may be nested. Raises VaultBusyError."""
        if not self._locked:
            self._take_lock(seconds)
        self._locked += 1
        try:
            yield
        finally:
            self._locked -= 1
            if not self._locked and self._lock_file is not None:
                os.close(self._lock_file)  # which lets go of the lock
                self._lock_file = None

    def close(self) -> None:
        """Close the file and erase the keys from memory, as far as the language allows."""
        self._keys.wipe()
        self._database.close()

    def __enter__(self) -> "Vault":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "Vault(...)"

    def _take_lock(self, seconds: float) -> None:
        file = os.open(self._folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(file)
                    raise VaultBusyError from None
                time.sleep(LOCK_POLL)
            else:
                self._lock_file = file
                return

    def _shrink(self) -> None:
        """Empty the log: what was erased or replaced must not outlive the transaction there."""
        # Another process that reads just now keeps the log from being emptied; the next write does it.
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON",
                   "temp_store = MEMORY", "foreign_keys = ON"):  # fmt: skip
        database.execute(f"PRAGMA {pragma}")
    return database


def _migrate(database: sqlite3.Connection) -> None:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise VaultDamagedError
    for number, script in enumerate(_MIGRATIONS[version:], version + 1):
        database.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")


def _padded(length: int) -> int:
    """The next of a few sizes: powers of two, and one step between each two."""
    size = _SMALLEST
    while size < length:
        if size + size // 2 >= length:
            return size + size // 2
        size *= 2
    return size
