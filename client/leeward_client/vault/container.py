"""The container: one file of a size that never changes, made of key slots and regions.

    block 0         the head: what the file is, the cost of an unlock, the salt; noise after that
    8 blocks        four slots, each twice, a block each
    4 regions       of one size; see region.py

All of it is filled with randomness when it is made. A slot or a region that is used differs from one
that is not by nothing but what its key shows, and so the file tells nothing of how many vaults are
in it. A slot is written twice, one copy after the other, so that there is always one that is whole.
"""

import contextlib
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from leeward_client.vault import blocks, keys
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.disk import Disk
from leeward_client.vault.errors import (
    BadSizeError,
    VaultBusyError,
    VaultDamagedError,
    VaultStorageError,
)
from leeward_client.vault.keys import SLOTS, Cost, Place, Slot
from leeward_client.vault.region import LEAST_BLOCKS, Region

COPIES = 2
HEAD = (1 + COPIES * SLOTS) * BLOCK
"""Bytes before the first region."""
STANDARD_SIZE = 256 * 1024**2
"""Each of four regions has room for about 31 MiB of records, meant for five circles with 10,000
messages (3 KiB for each), and as much for its log."""
LEAST_SIZE = HEAD + SLOTS * LEAST_BLOCKS * BLOCK
MOST_SIZE = 4 * 1024**3
LOCK_SECONDS = 30.0

_MAGIC = b"leeward container 1\n"
_HEAD = struct.Struct(f">{len(_MAGIC)}sIQ{keys.SALT}s")
_CHUNK = 1024**2

Progress = Callable[[int, int], None]
"""Told how many bytes are filled, and of how many."""


class Container:
    """An open container. Its errors are those of Disk, and VaultDamagedError."""

    def __init__(self, path: Path) -> None:
        self.disk = Disk(path)
        try:
            magic, passes, memory, salt = _HEAD.unpack_from(self.disk.read(0, BLOCK))
            each, rest = divmod(self.disk.size - HEAD, SLOTS * BLOCK)
            if magic != _MAGIC or rest or each < LEAST_BLOCKS:
                raise VaultDamagedError
        except BaseException:
            self.disk.close()
            raise
        self._region_size = each * BLOCK
        self._cost, self._salt = Cost(passes, memory), salt

    def stretch(self, passphrase: str) -> bytes:
        """The key that a passphrase gives for the slots of this container; takes its time."""
        return keys.stretch(passphrase, self._salt, self._cost)

    def find(self, stretched: bytes) -> tuple[int, Slot]:
        """The slot that opens, and what is in it. Raises WrongPassphraseError, VaultBusyError.

        All slots are read and tried. Should only one copy of the one that opens be whole, since a
        process died while it wrote, the other is made anew.
        """
        with self.locked():
            copies = [
                [self.disk.read(_slot(place, copy), BLOCK) for place in range(SLOTS)]
                for copy in range(COPIES)
            ]
            place, slot = keys.open_slots(copies, stretched)
            if any(
                keys.opened(copies[n][place], stretched, place, n) != slot for n in range(COPIES)
            ):
                self._put(place, slot, stretched)
        if slot.region >= SLOTS:
            raise VaultDamagedError
        return place, slot

    def put(self, place: int, slot: Slot, stretched: bytes) -> None:
        """Fill a slot. What it held before can be opened no more. Raises VaultBusyError."""
        with self.locked():
            self._put(place, slot, stretched)

    def region(self, slot: Slot) -> Region:
        """The region that a slot opens."""
        return Region(self.disk, self._offset(slot.region), self._region_size, slot.key)

    def destroy(self, place: Place) -> None:
        """Let nobody open a vault any more: its slot first, then what its region begins with."""
        with self.locked():
            for copy in range(COPIES):
                self.disk.write(_slot(place.slot, copy), blocks.noise())
            self.disk.sync()
            for block in range(2):
                self.disk.write(self._offset(place.region) + block * BLOCK, blocks.noise())
            self.disk.sync()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep out all others who use the container, whichever vault they have open."""
        if not self.disk.lock(LOCK_SECONDS):
            raise VaultBusyError
        try:
            yield
        finally:
            self.disk.unlock()

    def close(self) -> None:
        """Close the file."""
        self.disk.close()

    def _put(self, place: int, slot: Slot, stretched: bytes) -> None:
        for copy in range(COPIES):
            self.disk.write(_slot(place, copy), keys.close_slot(slot, stretched, place, copy))
            self.disk.sync()

    def _offset(self, region: int) -> int:
        return HEAD + region * self._region_size


def fill(path: Path, cost: Cost, size: int, progress: Progress | None = None) -> None:
    """Make a file of about this many bytes, as random as can be; only its head says anything.

    What was at the path is overwritten. Raises BadSizeError, VaultStorageError.
    """
    if not LEAST_SIZE <= size <= MOST_SIZE:
        raise BadSizeError
    size = HEAD + (size - HEAD) // (SLOTS * BLOCK) * SLOTS * BLOCK
    head = _HEAD.pack(_MAGIC, cost.passes, cost.memory, os.urandom(keys.SALT))
    try:
        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 - a handle, not a path
            filled = 0
            while filled < size:
                chunk = bytearray(os.urandom(min(_CHUNK, size - filled)))
                if not filled:
                    chunk[: len(head)] = head
                filled += file.write(chunk)
                if progress is not None:
                    progress(filled, size)
            os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise VaultStorageError from None


def _slot(place: int, copy: int) -> int:
    return (1 + copy * SLOTS + place) * BLOCK
