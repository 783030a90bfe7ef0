"""What the operating system knows of a process: its core, its processor time, its memory."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

MIB = 1024 * 1024


def cores() -> tuple[int, int]:
    """Give a core for the server and another for the load; the same one where there is but one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def pin(core: int) -> None:
    """Let this process, and what it starts, run on one core only."""
    os.sched_setaffinity(0, {core})


def allow_files(wanted: int) -> int:
    """Raise how many files this process may open; gives how many it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def processor_seconds(pid: int) -> float:
    """Give the time that all threads of a process have spent on a core, kernel included."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def memory_bytes(pid: int) -> int:
    """Give the memory that a process has for itself, plus its share of what it has with others."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no smaps_rollup")
