"""Other processes that have a vault open: they hold its keys in memory, and could write it anew.

They are found by what Linux tells of open files; elsewhere nobody is found. Who merely reads a file, such
as a backup program, is left alone: a client has its vault open for writing.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PATIENCE = 0.3
"""Seconds that a process has to leave, and to clear its screen, before it is killed."""
POLL = 0.01
_PROCESSES = Path("/proc")


def end(files: Iterable[Path]) -> None:
    """End all other processes that have one of these files open for writing; at most `PATIENCE`."""
    wanted = set()
    for file in files:
        with contextlib.suppress(OSError):
            status = file.stat()
            wanted.add((status.st_dev, status.st_ino))
    holders = [pid for pid in _others() if _holds(pid, wanted)]
    _tell(holders, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while holders and time.monotonic() < until:
        time.sleep(POLL)
        holders = [pid for pid in holders if _holds(pid, wanted)]
    _tell(holders, signal.SIGKILL)
    while any(_holds(pid, wanted) for pid in holders) and time.monotonic() < until + PATIENCE:
        time.sleep(POLL)


def _tell(pids: Iterable[int], what: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, what)


def _others() -> list[int]:
    try:
        names = [held.name for held in _PROCESSES.iterdir()]
    except OSError:
        return []
    return [int(name) for name in names if name.isdigit() and int(name) != os.getpid()]


def _holds(pid: int, wanted: set[tuple[int, int]]) -> bool:
    """Whether a process has one of the files open for writing; false for one that is not ours to ask."""
    process = _PROCESSES / str(pid)
    with contextlib.suppress(OSError):
        for handle in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                status = handle.stat()
                if (status.st_dev, status.st_ino) in wanted and _writes(process, handle.name):
                    return True
    return False


def _writes(process: Path, handle: str) -> bool:
    for line in (process / "fdinfo" / handle).read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "flags":
            return int(value, 8) & os.O_ACCMODE != os.O_RDONLY
    return False
