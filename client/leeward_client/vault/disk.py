"""The one file of a container as bytes at offsets: read, written in place, made durable, locked."""

import errno
import fcntl
import os
import time
from pathlib import Path

from leeward_client.vault.errors import VaultBusyError, VaultDamagedError, VaultStorageError

LOCK_POLL = 0.05


class Disk:
    """An open file whose size never changes. Raises VaultStorageError for what the disk refuses."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            raise VaultStorageError from None
        self.size = os.fstat(self._handle).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Bytes that stand at an offset. Raises VaultDamagedError where the file is cut short."""
        try:
            found = os.pread(self._handle, length, offset)
        except OSError:
            raise VaultStorageError from None
        if len(found) != length:
            raise VaultDamagedError
        return found

    def write(self, offset: int, data: bytes) -> None:
        """Put bytes in the place of those at an offset."""
        try:
            while data:
                written = os.pwrite(self._handle, data, offset)
                offset, data = offset + written, data[written:]
        except OSError:
            raise VaultStorageError from None

    def sync(self) -> None:
        """Make durable what was written, by whichever process."""
        try:
            # The size never changes, so there is nothing but content to make durable.
            getattr(os, "fdatasync", os.fsync)(self._handle)
        except OSError:
            raise VaultStorageError from None

    def lock(self, seconds: float = 0.0) -> bool:
        """Keep every other opening of the file out, of this process or another; say if it worked."""
        return take(self._handle, seconds)

    def unlock(self) -> None:
        """Let the others in."""
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file, which lets go of its lock; once is enough."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def take(handle: int, seconds: float) -> bool:
    """Lock a file for so long as it is open; False when others held it all that time."""
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise VaultStorageError from None
            if time.monotonic() >= end:
                return False
            time.sleep(LOCK_POLL)
        else:
            return True


def take_lock(path: Path, seconds: float) -> int:
    """Lock a file without content and give its handle; closing it lets go.

    Raises VaultBusyError, VaultStorageError.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        raise VaultStorageError from None
    try:
        if not take(handle, seconds):
            raise VaultBusyError
    except BaseException:
        os.close(handle)
        raise
    return handle


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
