"""The data directory of a running relay: who has it, and whether its files are still there.

A file that is deleted while it is open goes on working, for this process alone: what is then
acknowledged is gone with it. And SQLite starts without a word on a database whose log was taken
away after a crash, and the last minute's posts with it. Both are noticed here.
"""

import fcntl
import os
from pathlib import Path

DATABASE = "relay.db"
LOG = "relay.db-wal"
LOCK = "lock"
IN_USE = b"1"
"""What stands in the lock while a relay runs, and after one that was killed."""


class StartError(Exception):
    """The relay cannot start; the text says why, to the operator."""


class Directory:
    """One relay's claim on its data. `claim`, `begin`, and at the stop `end`, `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = -1

    def claim(self) -> None:
        """Make the directory and keep other relays out; raises StartError."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.pread(self._lock, 1, 0) == IN_USE:
                self._look_for_the_files()
        except BlockingIOError:
            self.release()
            raise StartError(f"another relay is using {self.path}") from None
        except OSError as error:
            self.release()
            raise StartError(f"cannot use {self.path}: {error.strerror}") from None

    def begin(self) -> None:
        """Note that from now on acknowledged posts may stand in the log alone."""
        os.pwrite(self._lock, IN_USE, 0)

    def end(self) -> None:
        """Take the note back: the log is about to be folded into the database, and deleted."""
        if self._lock >= 0:
            os.ftruncate(self._lock, 0)

    def release(self) -> None:
        """Let others have the directory."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _look_for_the_files(self) -> None:
        for name in (DATABASE, LOG):
            if not (self.path / name).exists():
                self.release()
                raise StartError(
                    f"{self.path / name} has vanished: the last relay here did not stop in good"
                    " order, and what it had acknowledged is in this file. Put it back; if it is"
                    f" lost, empty the file {self.path / LOCK} and start again without it"
                )


class Names:
    """Whether the database and its log are still the files that were opened."""

    def __init__(self, directory: Path) -> None:
        self._paths = (directory / DATABASE, directory / LOG)
        self._known = (0, 0)

    def remember(self) -> None:
        """Take the files of now for those that are open."""
        self._known = self._found()

    def remember_log(self) -> None:
        """Take the log of now for the one that is open; the database never becomes another."""
        self._known = self._known[0], self._found()[1]

    def database_stands(self) -> bool:
        """Tell whether the database is there under its name."""
        return self._found()[0] == self._known[0]

    def stand(self) -> bool:
        """Tell whether both files are there under their names."""
        return self._found() == self._known

    def _found(self) -> tuple[int, int]:
        database, log = self._paths
        return _inode(database), _inode(log)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0
