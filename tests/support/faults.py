"""Disks that are full, files that are damaged or gone, and what is asked of a relay meanwhile."""

import asyncio
import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import aiohttp
from leeward_wire import Code, Posted, Refused

from support.relay import Peer, RelayProcess

HERE = Path(__file__).parent
OPERATIONS = (HERE.parents[1] / "docs" / "operations.md").read_text()
POWERLESS = (sys.executable, str(HERE / "powerless.py"))
PAGE_BYTES = 4096
BIG = 65536

WATCHFUL = """
[work]
difficulty = 4
[rates]
posts_per_minute = 100000
requests_per_minute = 100000
[storage]
stop_opens_percent = {percent}
scrub_seconds = 1
"""
"""Upkeep looks every second whether the disk is well again."""


class Disk(Protocol):
    """A disk that can be full."""

    def fill(self, relay: RelayProcess) -> None:
        """Leave it little room."""

    def make_room(self, relay: RelayProcess) -> None:
        """Give it back."""


class Limit:
    """The system's limit on the size of the relay's files; needs no rights."""

    def fill(self, relay: RelayProcess) -> None:
        """Leave room for a few large posts."""
        self._set(relay, 6 * BIG)

    def make_room(self, relay: RelayProcess) -> None:
        """Take the limit away."""
        self._set(relay, resource.RLIM_INFINITY)

    def _set(self, relay: RelayProcess, soft: int) -> None:
        _, hard = resource.prlimit(relay.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(relay.pid, resource.RLIMIT_FSIZE, (soft, hard))


class Tmpfs:
    """A small file system of its own, with something in it that can be deleted."""

    def __init__(self, where: Path) -> None:
        self._ballast = where / "ballast"

    def fill(self, relay: RelayProcess) -> None:
        """Take all but the room for a few large posts."""
        usage = os.statvfs(self._ballast.parent)
        self._ballast.write_bytes(bytes(usage.f_bavail * usage.f_frsize - 8 * BIG))

    def make_room(self, relay: RelayProcess) -> None:
        """Delete what is not the relay's."""
        self._ballast.unlink()


def mount(where: Path) -> bool:
    """Mount a small file system, if this user may."""
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "leeward-test", str(where)]
    with contextlib.suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


@contextlib.contextmanager
def small_disk(where: Path) -> Iterator[Disk]:
    """Give a disk below a directory: a real one where that can be, else a limit that does alike."""
    where.mkdir()
    if not mount(where):
        yield Limit()
        return
    try:
        yield Tmpfs(where)
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True)


async def health(url: str) -> tuple[int, str]:
    """Ask a relay how it is."""
    async with aiohttp.ClientSession() as session, session.get(url + "/healthz") as response:
        return response.status, await response.text()


async def until_well(url: str) -> None:
    """Wait until a relay says that it is well, or fail."""
    async with asyncio.timeout(30):
        while await health(url) != (200, "well\n"):  # noqa: ASYNC110 - over HTTP there is no event
            await asyncio.sleep(0.05)


async def post_until_refused(peer: Peer, seed: bytes, size: int = BIG) -> list[bytes]:
    """Post until the relay cannot store; gives what it acknowledged."""
    kept: list[bytes] = []
    while True:
        blob = os.urandom(size)
        answer = await peer.post(seed, blob)
        if isinstance(answer, Refused):
            assert answer.code is Code.STORAGE
            return kept
        assert isinstance(answer, Posted)
        kept.append(blob)


async def blobs(peer: Peer, seed: bytes) -> list[bytes]:
    """Read a box to its end."""
    found = await peer.attach(seed)
    assert not isinstance(found, Refused), found
    assert [entry.seq for entry in found[1]] == list(range(1, found[0].next_seq))
    return [entry.blob for entry in found[1]]


def damage(database: Path, blob: bytes) -> None:
    """Overwrite the head of the page on which a blob begins, as a bad sector would."""
    whole = bytearray(database.read_bytes())
    at = whole.index(blob[:64]) // PAGE_BYTES * PAGE_BYTES
    assert at > 0, "that is the first page"
    whole[at : at + 8] = b"\xa5" * 8
    database.write_bytes(whole)


def documented(text: str) -> str:
    """Give a text that operators are told to expect, or fail if they are not."""
    assert text in OPERATIONS, f"docs/operations.md does not speak of {text!r}"
    return text


def command(*arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run `leeward-relay` to its end."""
    whole = [*before, sys.executable, "-m", "leeward_relay.main", *arguments]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=False)
