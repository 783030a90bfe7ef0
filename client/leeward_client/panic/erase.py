"""Overwriting and removing files, each step durable before the next begins.

What is overwritten becomes random bytes where it stands: key slots that are gone look like slots that
were never used. Every step may be done twice, so that a second run finishes what a first one began.
"""

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterable
from pathlib import Path

CHUNK = 1 << 20
"""Bytes that are made and written at once."""
MOST = 1 << 62
"""More bytes than any file has."""


def overwrite(file: Path, place: tuple[int, int] = (0, MOST)) -> bool:
    """Overwrite a place (offset, bytes) of a file, or all of it; False where that failed."""
    start, length = place
    try:
        handle = os.open(file, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return False
        end = min(start + length, status.st_size)
        while start < end:
            start += os.pwrite(handle, os.urandom(min(CHUNK, end - start)), start)
        flush(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def remove(files: Iterable[Path]) -> list[Path]:
    """Remove files; gives those that are still there. Call `flush_folder` for the folders."""
    left = []
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    return left


def remove_folder(folder: Path) -> None:
    """Remove a folder if nothing is in it."""
    with contextlib.suppress(OSError):
        folder.rmdir()
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Make what was removed from a folder durable."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            flush(handle)
        finally:
            os.close(handle)


def flush(handle: int) -> None:
    """Have the disk itself keep what was written; raises OSError."""
    if hasattr(fcntl, "F_FULLFSYNC"):  # on a Mac fsync leaves it in the disk's own memory
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)
