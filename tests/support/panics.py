"""Vaults with planted secrets, and processes that are killed while they erase one.

vault = planted(tmp_path / "vault")            # as a killed process leaves it, with a full log
before = secrets(vault)                        # what must not be found afterwards
blocks = Blocks(vault, tmp_path / "blocks")    # what the disk still holds, once names are gone
"""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leeward_client.panic import panic
from leeward_client.vault import FILE, LEAST_SIZE, Cost, Vault, plain
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.container import HEAD
from leeward_client.vault.vault import UNFINISHED

from support.plain_vaults import make_plain

PASSPHRASE = "six words that dice have drawn"
_STEPS = ("pwrite", "fsync", "unlink", "rmdir")
"""All by which an erasure changes anything."""


@dataclass(frozen=True)
class Secrets:
    """What a vault's files hold, kind by kind."""

    slots: tuple[bytes, ...]
    salt: tuple[bytes, ...]
    seeds: tuple[bytes, ...]
    records: tuple[bytes, ...]

    @property
    def all(self) -> tuple[bytes, ...]:
        """Every one of them."""
        return self.slots + self.salt + self.seeds + self.records


def planted(folder: Path) -> Path:
    """A vault, another one that is not finished, and one of the earlier form that was not brought over:
    that has records of all lengths, and a log that holds slots, seeds and records as well."""
    making = folder.with_name(f"{folder.name}-making")
    Vault.create(making, PASSPHRASE, Cost.least(), size=LEAST_SIZE).close()
    shutil.copy(making / FILE, making / UNFINISHED)
    records = [("shelf", bytes([number]), os.urandom(20 * number)) for number in range(40)]
    make_plain(making, PASSPHRASE, records)
    database = sqlite3.connect(making / "vault.db", isolation_level=None)
    try:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        # SQLite writes no page that stays as it was, so each goes another way and back again.
        database.execute("BEGIN")
        for table, column in (("slots", "slot"), ("seeds", "seed"), ("records", "box")):
            for other in (f"{column} || x'00'", f"substr({column}, 1, length({column}) - 1)"):
                database.execute(f"UPDATE {table} SET {column} = CAST({other} AS BLOB)")
        database.execute("COMMIT")
        (making / ".vault.db.new").write_bytes(b"cut short")
        shutil.copytree(making, folder)  # as it stands while somebody uses it
    finally:
        database.close()
    shutil.rmtree(making)
    assert (folder / "vault.db-wal").stat().st_size > 0
    return folder


def secrets(folder: Path) -> Secrets:
    """What stands in the files of vaults."""
    head = (folder / FILE).read_bytes()[:HEAD]
    blocks = tuple(head[start : start + BLOCK] for start in range(0, HEAD, BLOCK))
    if not (folder / plain.FILE).exists():
        return Secrets(blocks[1:], blocks[:1], (), ())
    database = sqlite3.connect(f"file:{folder}/vault.db?immutable=1", uri=True)

    def column(query: str) -> tuple[bytes, ...]:
        return tuple(row[0] for row in database.execute(query))

    try:
        return Secrets(
            column("SELECT slot FROM slots") + blocks[1:],
            column("SELECT salt FROM head") + blocks[:1],
            column("SELECT seed FROM seeds"),
            # A long record goes over several pages: its beginning is enough to find it by.
            column("SELECT substr(box, 1, 48) FROM records"),
        )
    finally:
        database.close()


class Blocks:
    """What the disk holds of some files, whether or not they still have their names."""

    def __init__(self, folder: Path, place: Path) -> None:
        place.mkdir()
        self._place = place
        for file in folder.iterdir():
            (place / file.name).hardlink_to(file)

    def found(self, wanted: tuple[bytes, ...]) -> int:
        """How many of these byte strings are there."""
        held = b"\n".join(file.read_bytes() for file in self._place.iterdir())
        return sum(one in held for one in wanted)


def killed_at(step: int, folder: Path) -> bool:
    """Erase in a process that is killed before its step of that number; whether it came so far."""
    child = os.fork()
    if not child:
        _arm(step)
        panic(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def _arm(step: int) -> None:
    left = step

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call

    for name in _STEPS:
        setattr(os, name, counted(getattr(os, name)))
