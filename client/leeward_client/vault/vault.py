"""The vault: encrypted records in one region of a container, opened with a passphrase.

Each process that uses the vault opens it for itself. What the file shows without a passphrase, and
what is not noticed, stands in docs/vault.md.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from leeward_client.vault import container, disk, file, keys, plain
from leeward_client.vault.container import STANDARD_SIZE, Container, Progress
from leeward_client.vault.errors import (
    NotEmptyError,
    NoVaultError,
    OldVaultError,
    VaultDamagedError,
    VaultExistsError,
    VaultStorageError,
)
from leeward_client.vault.keys import Cost, Slot
from leeward_client.vault.pages import Database
from leeward_client.vault.records import Transaction
from leeward_client.vault.region import Region

FILE = "vault"
LOCK = "lock"
UNFINISHED = f".{FILE}.new"
LOCK_SECONDS = 60.0

Fill = Callable[[Database], bytes]
"""Puts into a new vault what it begins with, and gives its master key."""


class Vault:
    """An open vault. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, held: Container, region: Region) -> None:
        """Takes over the container, which is closed if its vault does not open."""
        self._folder = folder
        self._container = held
        self._region = region
        self._locked = 0
        self._lock_file = -1
        try:
            self._database = file.connect(region)
            try:
                self._keys = keys.keys_of(_master(self._database))
            except BaseException:
                self._database.close()
                raise
        except BaseException:
            held.close()
            raise

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        cost: Cost | None = None,
        *,
        size: int | None = None,
        progress: Progress | None = None,
    ) -> "Vault":
        """Make a container in a folder, which is made too unless it is there and empty, with a vault
        in it, and open that. Without a size, in bytes, it is STANDARD_SIZE.

        Raises VaultExistsError, NotEmptyError, BadSizeError, VaultBusyError, VaultStorageError.
        """
        try:
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True)
            names = {held.name for held in folder.iterdir()}
        except OSError:
            raise VaultStorageError from None
        if names & {FILE, plain.FILE}:
            raise VaultExistsError
        # What a creation that was cut short left behind is no hindrance.
        if names - {LOCK, UNFINISHED}:
            raise NotEmptyError
        with exclusive(folder, 0.0):  # of two that create at once, one is told so
            if (folder / FILE).exists():
                raise VaultExistsError
            size = STANDARD_SIZE if size is None else size
            make(folder, passphrase, cost or Cost.standard(), size, begin, progress)
        return cls.open(folder, passphrase)

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> "Vault":
        """Open the vault that the passphrase belongs to, whichever of the container's it is.

        If that vault was told so (places.py), another one is destroyed before this returns.

        Raises NoVaultError, OldVaultError, WrongPassphraseError, VaultDamagedError,
        VaultBusyError, VaultStorageError.
        """
        held = Container(locate(folder))
        try:
            stretched = held.stretch(passphrase)
            place, slot = held.find(stretched)
            if slot.destroys is not None:
                held.destroy(slot.destroys)
                # There is nothing left to destroy, nor to be read about it.
                held.put(place, replace(slot, destroys=None), stretched)
            region = held.region(slot)
        except BaseException:
            held.close()
            raise
        return cls(folder, held, region)

    def change_passphrase(self, old: str, new: str) -> None:
        """Put another passphrase in the place of the old one.

        Raises WrongPassphraseError, VaultBusyError, VaultStorageError.
        """
        place, slot = self._container.find(self._container.stretch(old))
        self._container.put(place, slot, self._container.stretch(new))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Reads and writes that are on disk, all of them, when the block ends without an exception.

        Raises VaultBusyError, VaultFullError, VaultStorageError, VaultDamagedError.
        """
        if self._database.in_transaction:
            raise RuntimeError("transactions of a vault do not nest")
        with file.blamed():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._database, self._keys)
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # some failures roll back by themselves
                    self._database.execute("ROLLBACK")
                raise

    @property
    def folder(self) -> Path:
        """Where the vault is."""
        return self._folder

    @property
    def generation(self) -> int:
        """A number that differs once another process (or another opening) has written here."""
        with file.blamed():
            return int(self._database.execute("PRAGMA data_version").get)

    @contextlib.contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Keep other processes out for a whole step; may be nested. Raises VaultBusyError.

        It holds back those who ask for it too; transactions need no lock to be whole. All vaults of
        a container share one lock, which therefore does not tell which of them is in use.
        """
        if not self._locked:
            self._lock_file = disk.take_lock(self._folder / LOCK, seconds)
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
        self._region.wipe()
        self._database.close()
        self._container.close()

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


def make(
    folder: Path,
    passphrase: str,
    cost: Cost,
    size: int,
    fill: Fill,
    progress: Progress | None = None,
) -> None:
    """Make a container with one vault in a folder whose lock is held.

    It is made whole under another name first: a crash leaves no vault without a key.
    """
    unfinished = folder / UNFINISHED
    container.fill(unfinished, cost, size, progress)
    with contextlib.closing(Container(unfinished)) as held:
        numbers = os.urandom(2)
        slot = Slot(numbers[0] % keys.SLOTS, keys.new_key())
        furnish(held, numbers[1] % keys.SLOTS, slot, held.stretch(passphrase), fill)
    unfinished.rename(folder / FILE)
    disk.sync_folder(folder)


def furnish(held: Container, place: int, slot: Slot, stretched: bytes, fill: Fill) -> None:
    """Put a vault where nothing is to be kept: its region first, then the slot that opens it."""
    region = held.region(slot)
    with held.locked():
        region.format()
    with contextlib.closing(file.connect(region)) as database, file.blamed():
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO head VALUES (?)", (fill(database),))
        database.execute("COMMIT")
    held.put(place, slot, stretched)


def begin(_: Database) -> bytes:
    """An empty vault begins with a master key of its own."""
    return keys.new_key()


def locate(folder: Path) -> Path:
    """The file of the container in a folder. Raises NoVaultError, OldVaultError."""
    if not (folder / FILE).is_file():
        raise OldVaultError if is_old(folder) else NoVaultError
    return folder / FILE


def is_old(folder: Path) -> bool:
    """Whether a folder holds a vault of the form before containers, or what a migration left of it."""
    return (folder / plain.FILE).is_file()


@contextlib.contextmanager
def exclusive(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of a folder. Raises VaultBusyError, VaultStorageError."""
    handle = disk.take_lock(folder / LOCK, seconds)
    try:
        yield
    finally:
        os.close(handle)


def _master(database: Database) -> bytes:
    with file.blamed():
        master = database.execute("SELECT master FROM head").get
    if not isinstance(master, bytes) or len(master) != keys.KEY:
        raise VaultDamagedError
    return master
