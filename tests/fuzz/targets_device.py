"""Files that somebody else may have had in hand: the vault, a backup, the relay's configuration."""

import tempfile
from contextlib import AbstractContextManager, suppress
from functools import cache
from pathlib import Path
from unittest.mock import patch

from leeward_client.backup import content
from leeward_client.backup.errors import BackupDamagedError
from leeward_client.vault import FILE, LEAST_SIZE, Cost, Vault, VaultError, migrate, plain
from leeward_relay.config import ConfigError, load

from fuzz.corpus import fixture
from fuzz.target import Target, canonical

PASSPHRASE = "seven hills"
SHELVES = ("circles", "talk")
LARGEST_EDITS = 512
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where a file costs no disk, each input being one."""
LARGEST_CONFIG = 65_536


@cache
def _folder() -> Path:
    made = tempfile.TemporaryDirectory(prefix="leeward-fuzz-", dir=MEMORY)
    _kept.append(made)
    return Path(made.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []
"""Folders live as long as the process, and go with it."""


def edited(whole: bytes, edits: bytes) -> bytes:
    """Change a file: each edit is a place of 3 bytes, a length of 1, and that many bytes.

    A place beyond the end cuts the file there, so that short files come about as well.
    """
    changed = bytearray(whole)
    while len(edits) >= 4:
        place, length = int.from_bytes(edits[:3], "big"), edits[3]
        new, edits = edits[4 : 4 + length], edits[4 + length :]
        if place >= len(whole):
            del changed[place % len(whole) :]
        else:
            changed[place : place + len(new)] = new
    return bytes(changed)


def _limits() -> AbstractContextManager[object]:
    # What a file may claim of its own cost is bounded by these; here they must not cost hours.
    return patch.multiple("leeward_client.vault.keys", MOST_PASSES=4, MOST_MEMORY=2**25)


@cache
def _container() -> bytes:
    """Give the file of a small container with one vault in it."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory) / "vault"
        with (
            Vault.create(folder, PASSPHRASE, Cost.least(), size=LEAST_SIZE) as vault,
            vault.transaction() as kept,
        ):
            for shelf in SHELVES:
                for number in range(3):
                    kept.put(shelf, b"%d" % number, b"value" * number)
        return (folder / FILE).read_bytes()


def _containers(data: bytes) -> bool:
    """A container that somebody edited opens, or a VaultError says that it does not."""
    folder = _folder()
    (folder / plain.FILE).unlink(missing_ok=True)
    (folder / FILE).write_bytes(edited(_container(), data))
    return _used(folder)


def _vault(data: bytes) -> bool:
    """A vault of the earlier form that somebody edited is brought over, or a VaultError says no."""
    folder = _folder()
    for name in (*plain.FILES, FILE):
        (folder / name).unlink(missing_ok=True)
    (folder / plain.FILE).write_bytes(edited(fixture("vault"), data))
    try:
        with _limits():
            migrate(folder, PASSPHRASE, cost=Cost.least(), size=LEAST_SIZE)
    except VaultError:
        return False
    return _used(folder)


def _used(folder: Path) -> bool:
    with _limits():
        try:
            with Vault.open(folder, PASSPHRASE) as vault:
                with vault.transaction() as kept:
                    for shelf in SHELVES:
                        kept.scan(shelf)
                        kept.get(shelf, b"1")
                    kept.put("circles", b"new", b"value")
                    kept.delete("talk", b"2")
                with vault.transaction() as kept:
                    assert kept.get("circles", b"new") == b"value"
                    kept.drop("talk")
                with suppress(VaultError):
                    vault.change_passphrase(PASSPHRASE, PASSPHRASE)
        except VaultError:
            return False
    return True


def _config(data: bytes) -> bool:
    """What a file says is a configuration, or a ConfigError says why not."""
    file = _folder() / "config.toml"
    file.write_bytes(data)
    try:
        config = load(file)
    except ConfigError:
        return False
    assert config.limits().box_bytes >= 262_144
    return True


TARGETS = (
    Target("vaults", _vault, LARGEST_EDITS, heavy=True),
    Target("containers", _containers, LARGEST_EDITS, heavy=True),
    canonical("backups", content.decode, content.encode, BackupDamagedError, 65_536),
    Target("configs", _config, LARGEST_CONFIG),
)
