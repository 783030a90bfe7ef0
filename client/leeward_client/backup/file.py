"""A backup's file: written whole or not at all, readable by its owner alone."""

import os
from pathlib import Path

from leeward_client.backup.errors import BackupDamagedError, BackupError
from leeward_client.backup.sealed import LARGEST
from leeward_client.vault.disk import sync_folder

_UNFINISHED = ".unfinished"


def write(file: Path, data: bytes) -> None:
    """Put the bytes on the disk under that name, which must be free.

    Whatever interrupts it leaves no file of that name. Raises BackupError.
    """
    unfinished = file.with_name(file.name + _UNFINISHED)
    try:
        check_free(file)
        unfinished.unlink(missing_ok=True)  # of a backup that was cut short
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with open(handle, "wb") as stream:  # noqa: PTH123 - a handle, not a path
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            check_free(file)
            unfinished.rename(file)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(file.parent)
    except OSError as error:
        raise BackupError("backup-unwritable", reason=_reason(error)) from None


def check_free(file: Path) -> None:
    """Raises BackupError where something of that name is there already."""
    if os.path.lexists(file):
        raise BackupError("backup-exists")


def read(file: Path) -> bytes:
    """The bytes of a file. Raises BackupError."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise BackupError("backup-unreadable", reason=_reason(error)) from None
    if len(data) > LARGEST:
        raise BackupDamagedError
    return data


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
