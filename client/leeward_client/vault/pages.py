"""SQLite's file within a region: a virtual file system (VFS) of one file, without a journal.

SQLite keeps what it needs to roll back in memory, gathers what it writes here, and synchronises once
at the end of a transaction: then all of it becomes one commit of the region. Whatever it wrote and
did not synchronise is forgotten with the lock. So there is never a second file, and no moment at
which the database is half changed.

A page of 4096 bytes has 48 at its end that SQLite leaves alone: they are the nonce, the tag and the
number of its block.
"""

import itertools
import os
from typing import cast

import apsw

from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.errors import VaultDamagedError
from leeward_client.vault.region import CONTENT, Region

RESERVED = BLOCK - CONTENT
_RESERVED_AT = 20
"""Where page 1 says how many bytes of each page SQLite leaves alone."""
_NAME = "vault"
_names = itertools.count()


class PageFile:
    """The file that SQLite sees; its methods are those that it asks a file system for."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._level = apsw.SQLITE_LOCK_NONE
        self._changed: dict[int, bytes] = {}
        self._pages = 0
        self._failed = False

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's names
        """Bytes of one page; fewer, or none, beyond the end."""
        number, within = divmod(offset, BLOCK)
        # SQLite looks for a header before it takes a lock: then nothing is known yet.
        if self._level == apsw.SQLITE_LOCK_NONE or number >= self._pages:
            return b""
        content = self._changed.get(number)
        if content is None:
            # A page that was skipped when the file grew was never written.
            content = self._region.page(number) if number < self._region.pages else b""
        return content.ljust(BLOCK, b"\0")[within : within + amount]

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Gather one whole page."""
        number, within = divmod(offset, BLOCK)
        whole = not within and len(data) == BLOCK
        if not whole or (not number and data[_RESERVED_AT] != RESERVED):
            raise VaultDamagedError  # pages of another kind: no vault of ours
        self._changed[number] = bytes(data[:CONTENT])
        self._pages = max(self._pages, number + 1)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        """Let the file end after so many bytes."""
        self._pages = size // BLOCK
        self._changed = {n: held for n, held in self._changed.items() if n < self._pages}

    def xSync(self, flags: int) -> None:  # noqa: N802, ARG002
        """Commit what was gathered."""
        if self._failed or (not self._changed and self._pages == self._region.pages):
            return
        # SQLite rolls back what could not be committed by writing, and synchronising, what was
        # before: that is in its place already, or will be when the lock is taken again.
        self._failed = True
        for number in range(self._region.pages, self._pages):
            self._changed.setdefault(number, b"")
        self._region.commit(self._changed, self._pages)
        self._changed = {}
        self._failed = False

    def xFileSize(self) -> int:  # noqa: N802
        """Bytes of the file."""
        return self._pages * BLOCK

    def xLock(self, level: int) -> None:  # noqa: N802
        """Readers keep out everybody else too: transactions are short, and nearly all write."""
        if self._level == apsw.SQLITE_LOCK_NONE:
            if not self._region.disk.lock():
                raise apsw.BusyError
            try:
                self._region.begin()
            except BaseException:
                self._region.disk.unlock()
                raise
            self._pages = self._region.pages
        self._level = max(self._level, level)

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """Forget what was not committed, and let the others in."""
        if level == apsw.SQLITE_LOCK_NONE and self._level != level:
            self._changed, self._failed = {}, False
            self._region.disk.unlock()
        self._level = min(self._level, level)

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        """Whether somebody else is about to write: never, while this one has a lock."""
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802, ARG002
        """No wishes beyond reading and writing are known."""
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        """Bytes that are written at once."""
        return BLOCK

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        """No promises: the region makes its own."""
        return 0

    def xClose(self) -> None:  # noqa: N802
        """The disk is closed by whoever opened it."""


class _Pages(apsw.VFS):
    """A file system with one file. Time, sleep and chance are the system's."""

    def __init__(self, name: str, region: Region) -> None:
        super().__init__(name, "")
        self._region = region

    def xOpen(  # noqa: N802
        self,
        name: str | apsw.URIFilename | None,
        flags: list[int],  # noqa: ARG002
    ) -> apsw.VFSFile:
        """The one file; a journal or a temporary file is never made."""
        if name is None or (name if isinstance(name, str) else name.filename()) != _NAME:
            raise apsw.CantOpenError
        return cast(apsw.VFSFile, PageFile(self._region))

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802, ARG002
        """There are no journals."""
        return False

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        """Names are whole as they are."""
        return name

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, ARG002
        """There is nothing to delete."""
        raise apsw.IOError


class Database(apsw.Connection):
    """A connection to the database in a region; closing it takes its file system away too."""

    def __init__(self, region: Region) -> None:
        name = f"leeward-{os.getpid()}-{next(_names)}"
        self._pages: _Pages | None = _Pages(name, region)
        super().__init__(_NAME, vfs=name)
        self.reserve_bytes(reserve=RESERVED)

    def close(self, force: bool = False) -> None:
        """Close the database; once is enough."""
        super().close(force)
        if self._pages is not None:
            self._pages.unregister()
            self._pages = None
