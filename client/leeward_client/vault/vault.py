"""The vault: one SQLite file of encrypted records, opened with a passphrase.

Each process that uses the vault opens it for itself. What the file shows without a passphrase, and
what is not noticed, stands in docs/vault.md.
"""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from nacl.utils import random as random_bytes

from leeward_client.vault import file, keys
from leeward_client.vault.errors import (
    NotEmptyError,
    NoVaultError,
    VaultBusyError,
    VaultDamagedError,
    VaultExistsError,
    VaultStorageError,
)
from leeward_client.vault.keys import Cost, Keys
from leeward_client.vault.records import Transaction

FILE = "vault.db"
LOCK = "lock"
_UNFINISHED = f".{FILE}.new"
LOCK_SECONDS = 60.0
LOCK_POLL = 0.05


class Vault:
    """An open vault. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, database: sqlite3.Connection, vault_keys: Keys) -> None:
        self._folder = folder
        self._database = database
        self._keys = vault_keys
        self._locked = 0
        self._lock_file = -1

    @classmethod
    def create(cls, folder: Path, passphrase: str, cost: Cost | None = None) -> "Vault":
        """Make a vault in a folder, which is made too unless it is there and empty, and open it.

        Raises VaultExistsError, NotEmptyError, VaultBusyError, VaultStorageError.
        """
        cost = cost or Cost.standard()
        try:
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True)
            names = {held.name for held in folder.iterdir()}
        except OSError:
            raise VaultStorageError from None
        if FILE in names:
            raise VaultExistsError
        # What a creation that was cut short left behind is no hindrance.
        if any(name != LOCK and not name.startswith(_UNFINISHED) for name in names):
            raise NotEmptyError
        with _exclusive(folder, 0.0):  # of two that create at once, one is told so
            if (folder / FILE).exists():
                raise VaultExistsError
            master, salt = random_bytes(keys.KEY), random_bytes(keys.SALT)
            stretched = keys.stretch(passphrase, salt, cost)
            # Made whole under another name first: a crash leaves no vault without a key.
            unfinished = folder / _UNFINISHED
            for name in (unfinished.name, f"{unfinished.name}-wal", f"{unfinished.name}-shm"):
                (folder / name).unlink(missing_ok=True)
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with file.blamed(), contextlib.closing(file.connect(unfinished)) as database:
                database.execute("BEGIN IMMEDIATE")
                head = (salt, cost.passes, cost.memory)
                database.execute("INSERT INTO head VALUES (?, ?, ?)", head)
                place = random_bytes(1)[0] % keys.SLOTS
                slots = enumerate(keys.fill_slots(master, stretched, place))
                database.executemany("INSERT INTO slots VALUES (?, ?)", slots)
                database.execute("COMMIT")
                database.execute("PRAGMA journal_mode = DELETE").fetchone()
            unfinished.rename(folder / FILE)
            file.sync_folder(folder)
        return cls(folder, file.connect(folder / FILE), keys.keys_of(master))

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> "Vault":
        """Open the vault in a folder.

        Raises NoVaultError, WrongPassphraseError, VaultDamagedError, VaultBusyError.
        """
        if not (folder / FILE).is_file():
            raise NoVaultError
        database = file.connect(folder / FILE)
        try:
            with file.blamed():
                salt, cost, slots = _locks(database)
                _, master = keys.open_slots(slots, keys.stretch(passphrase, salt, cost))
                file.shrink(database)  # what a killed process left in the log
        except BaseException:
            database.close()
            raise
        return cls(folder, database, keys.keys_of(master))

    def change_passphrase(self, old: str, new: str) -> None:
        """Put another passphrase in the place of the old one. Raises WrongPassphraseError."""
        with self._writing():
            salt, cost, slots = _locks(self._database)
            place, master = keys.open_slots(slots, keys.stretch(old, salt, cost))
            slot = keys.close_slot(master, keys.stretch(new, salt, cost), place)
            self._database.execute("UPDATE slots SET slot = ? WHERE place = ?", (slot, place))
        with file.blamed():
            file.shrink(self._database)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Reads and writes that are on disk, all of them, when the block ends without an exception.

        Raises VaultBusyError, VaultStorageError, VaultDamagedError.
        """
        transaction = Transaction(self._database, self._keys)
        with self._writing():
            yield transaction
        if transaction.wrote:
            with file.blamed():
                file.shrink(self._database)

    @property
    def folder(self) -> Path:
        """Where the vault is."""
        return self._folder

    @property
    def generation(self) -> int:
        """A number that differs once another process (or another opening) has written here."""
        with file.blamed():
            return int(self._database.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Keep other processes out for a whole step; may be nested. Raises VaultBusyError.

        It holds back those who ask for it too; transactions need no lock to be whole.
        """
        if not self._locked:
            self._lock_file = _take_lock(self._folder, seconds)
        self._locked += 1
        try:
            yield
        finally:
            self._locked -= 1
            if not self._locked:
                os.close(self._lock_file)  # which lets go of the lock
                self._lock_file = -1

    def close(self) -> None:
        """Close the file and erase the keys from memory, as far as the language allows."""
        self._keys.wipe()
        # Whoever closes last takes the log away with it; that one was emptied by the last write.
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

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        if self._database.in_transaction:
            raise RuntimeError("transactions of a vault do not nest")
        with file.blamed():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # some failures roll back by themselves
                    self._database.execute("ROLLBACK")
                raise


def _locks(database: sqlite3.Connection) -> tuple[bytes, Cost, list[bytes]]:
    """What stands before the keys: salt, cost and slots."""
    heads = database.execute("SELECT salt, passes, memory FROM head").fetchall()
    if len(heads) != 1:
        raise VaultDamagedError
    salt, passes, memory = heads[0]
    slots = [row[0] for row in database.execute("SELECT slot FROM slots ORDER BY place")]
    return salt, Cost(passes, memory), slots


@contextlib.contextmanager
def _exclusive(folder: Path, seconds: float) -> Iterator[None]:
    handle = _take_lock(folder, seconds)
    try:
        yield
    finally:
        os.close(handle)


def _take_lock(folder: Path, seconds: float) -> int:
    """Lock the folder's lock file and give its handle. Raises VaultBusyError, VaultStorageError."""
    end = time.monotonic() + seconds
    try:
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        raise VaultStorageError from None
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(handle)
                raise VaultBusyError from None
            time.sleep(LOCK_POLL)
        except BaseException:
            os.close(handle)
            raise
        else:
            return handle
