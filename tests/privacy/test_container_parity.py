"""One vault in a container or several, full or nearly empty: what whoever looks can tell, and what not.

On real content of a small size; `make parity` does the same with 10,000 messages.
"""

import asyncio
import os
import random
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from leeward_client.session import Session
from leeward_client.vault import FILE, Vault, add, container, keys
from leeward_client.vault import disk as disk_module
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.keys import SLOTS
from leeward_client.vault.vault import LOCK
from support.lived_in import PASSPHRASES, Life, settle
from support.noise import blocks_of, noise, tells
from support.people import LEEWARD
from support.relay import easy_config, running_relay
from support.vaults import changed_blocks, split, unlocked
from support.wiretap import tapped

SIZE = 8 * 1024**2
LIMIT = 6.0
"""Standard deviations above which blocks are told apart: noise gets there once in a hundred million."""
MUCH, LITTLE = Life(5, 150), Life(1, 3)


@dataclass(frozen=True)
class Containers:
    """One with two vaults that are used, one full and one not; and one with a vault alone."""

    two: Path
    alone: Path

    @property
    def vaults(self) -> dict[str, tuple[Path, str]]:
        """Every vault: its folder and its passphrase."""
        return {
            "five circles": (self.two, PASSPHRASES[0]),
            "one circle": (self.two, PASSPHRASES[1]),
            "alone": (self.alone, PASSPHRASES[0]),
        }


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Containers:
    home = tmp_path_factory.mktemp("parity")
    made = Containers(home / "two", home / "alone")

    async def make() -> None:
        async with running_relay(home / "relay", easy_config(home / "relay")) as relay:
            await settle(made.two, SIZE, relay.url, MUCH, LITTLE)
            await settle(made.alone, SIZE, relay.url, LITTLE)

    asyncio.run(make())
    return made


def regions(folder: Path) -> list[bytes]:
    return split((folder / FILE).read_bytes())[1]


def region_of(folder: Path, passphrase: str) -> int:
    with unlocked(folder, passphrase) as (_, _, slot):
        return slot.region


def used_blocks(folder: Path, passphrase: str) -> list[bytes]:
    """Blocks of a vault that hold its state and its pages: all that are in use but for the log."""
    with unlocked(folder, passphrase) as (held, _, slot):
        region = held.region(slot)
        region.begin()
        return blocks_of(regions(folder)[slot.region], range(2 + region.pages))


def some(blocks: list[bytes]) -> list[bytes]:
    return random.Random(3).sample(blocks, min(200, len(blocks)))


def test_nothing_in_the_bytes_tells_used_from_unused(containers: Containers) -> None:
    """Not region against region, and not a used block against one that never was."""
    for name, (folder, passphrase) in containers.vaults.items():
        others = {region_of(folder, one) for place, one in containers.vaults.values()
                  if place == folder}  # fmt: skip
        free = [n for n in range(SLOTS) if n not in others]
        unused = some(blocks_of(regions(folder)[free[0]]))
        used = some(used_blocks(folder, passphrase))
        assert max(tells(used, unused).values()) < LIMIT, name
        # With its log, which no key opens any more, and what was never written in it.
        whole = some(blocks_of(regions(folder)[region_of(folder, passphrase)]))
        assert max(tells(whole, unused).values()) < LIMIT, name


def _plain_pages(blocks: list[bytes]) -> list[bytes]:
    return [b"SQLite format 3\0".ljust(BLOCK, b"\0"), *blocks[1:]]


def _numbered(blocks: list[bytes]) -> list[bytes]:
    return [n.to_bytes(4) + block[4:] for n, block in enumerate(blocks)]


def _marked(blocks: list[bytes]) -> list[bytes]:
    return [block[:-1] + b"\0" for block in blocks]


def _repeated_nonces(blocks: list[bytes]) -> list[bytes]:
    return [blocks[0][:24] + block[24:] for block in blocks]


def _one_bit_in_eight(blocks: list[bytes]) -> list[bytes]:
    return [bytes(byte & 0x7F if n % 8 else byte for n, byte in enumerate(b)) for b in blocks]


@pytest.mark.parametrize(
    "spoil", [_plain_pages, _numbered, _marked, _repeated_nonces, _one_bit_in_eight]
)
def test_what_is_planted_is_found(spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    """The looks of the test above are good enough to find what could go wrong."""
    blocks, unused = noise(100), noise(150)
    assert max(tells(blocks, unused).values()) < LIMIT
    assert max(tells(spoil(blocks), unused).values()) > LIMIT


def test_the_folder_is_the_same_whatever_is_in_it(containers: Containers) -> None:
    """Names, sizes, modes and journals; and times of modification follow writing, to any vault."""
    seen = {}
    for name, (folder, passphrase) in containers.vaults.items():
        past = 1_700_000_000
        for file in folder.iterdir():
            os.utime(file, (past, past))
        with Vault.open(folder, passphrase) as vault:
            Session(vault).circles()
            before = _listing(folder)
            with vault.lock(), vault.transaction() as tx:
                tx.put("shelf", b"key", bytes(30_000))
                during = _listing(folder), _open_files(folder)
        after = _listing(folder)
        seen[name] = (before, during, {one: stat for one, stat in after.items() if one != FILE})
        assert {one[2] for one in before.values()} == {past}, "reading leaves no time"
        assert after[FILE][2] != past
        assert after[FILE][:2] == before[FILE][:2]
    assert seen["five circles"] == seen["one circle"] == seen["alone"]
    assert set(seen["alone"][0]) == {FILE, LOCK}


def _listing(folder: Path) -> dict[str, tuple[int, int, int]]:
    stats = {file.name: file.stat() for file in folder.iterdir()}
    return {name: (one.st_size, one.st_mode, int(one.st_mtime)) for name, one in stats.items()}


def _open_files(folder: Path) -> Counter[str]:
    """What this process has open in a folder, or has deleted there, on Linux."""
    handles = Path("/proc/self/fd")
    names: Counter[str] = Counter()
    for handle in handles.iterdir() if handles.exists() else ():
        try:
            target = str(handle.readlink())
        except OSError:
            continue
        if target.startswith(str(folder)):
            names[Path(target).name] += 1
    return names


@dataclass
class _Asked:
    """What a disk is asked for, in order."""

    of: list[tuple[str, int]] = field(default_factory=list)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> _Asked:
    noted = _Asked()

    class Noting(disk_module.Disk):
        def read(self, offset: int, length: int) -> bytes:
            noted.of.append(("read", length))
            return super().read(offset, length)

        def write(self, offset: int, data: bytes) -> None:
            noted.of.append(("write", len(data)))
            super().write(offset, data)

        def sync(self) -> None:
            noted.of.append(("sync", 0))
            super().sync()

    monkeypatch.setattr(container, "Disk", Noting)
    return noted


def test_an_unlock_asks_the_same_of_the_disk_whichever_vault_opens(
    containers: Containers, asked: _Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[bytes] = []
    real = keys.stretch
    monkeypatch.setattr(
        keys, "stretch", lambda *given: derived.append(b"") or real(*given)  # type: ignore[func-returns-value]
    )  # fmt: skip
    seen = {}
    for name, (folder, passphrase) in containers.vaults.items():
        asked.of.clear()
        derived.clear()
        Vault.open(folder, passphrase).close()
        seen[name] = (list(asked.of), len(derived))
    assert seen["five circles"] == seen["one circle"] == seen["alone"]
    assert seen["alone"][1] == 1
    assert not [step for step in seen["alone"][0] if step[0] != "read"], "unlocking writes nothing"


def test_two_images_show_which_region_was_written_to(containers: Containers) -> None:
    """What somebody with two images can: the page says so, and this is how much."""
    for folder, passphrase in containers.vaults.values():
        head, before = split((folder / FILE).read_bytes())
        with Vault.open(folder, passphrase) as vault, vault.transaction() as tx:
            tx.put("shelf", b"one more", bytes(200))
        after_head, after = split((folder / FILE).read_bytes())
        changed = {n: changed_blocks(before[n], after[n]) for n in range(SLOTS)}
        assert after_head == head
        assert [n for n in range(SLOTS) if changed[n]] == [region_of(folder, passphrase)]
        assert 4 <= len(changed[region_of(folder, passphrase)]) < 40


async def test_the_first_packets_are_those_of_the_circle_alone(tmp_path: Path) -> None:
    """Unlocking says nothing to anybody; and from either vault a circle says the same at first."""
    seen = {}
    async with tapped(tmp_path / "relay") as (_, tap):
        await settle(tmp_path / "two", SIZE, tap.url, LITTLE, LITTLE)
        await settle(tmp_path / "alone", SIZE, tap.url, LITTLE)
        for name, folder, passphrase in (
            ("first", tmp_path / "two", PASSPHRASES[0]),
            ("second", tmp_path / "two", PASSPHRASES[1]),
            ("alone", tmp_path / "alone", PASSPHRASES[0]),
        ):
            tap.clear()
            await _command(folder, passphrase, "circle", "list")
            assert (tap.sent, tap.received) == ([], [])
            await _command(folder, passphrase, "sync")
            seen[name] = (list(tap.sent), list(tap.received))
    assert seen["first"] == seen["second"] == seen["alone"]
    assert seen["alone"][0], "the tap sees what is sent"


async def _command(folder: Path, passphrase: str, *words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        LEEWARD, *words, stdout=subprocess.DEVNULL,
        env={**os.environ, "LEEWARD_VAULT": str(folder), "LEEWARD_PASSPHRASE": passphrase},
    )  # fmt: skip
    assert await process.wait() == 0


def test_a_third_vault_changes_no_more_than_its_own(containers: Containers) -> None:
    """Made beside two that are used, it leaves their regions as they are."""
    folder = containers.two
    _, before = split((folder / FILE).read_bytes())
    add(folder, PASSPHRASES, "a third")
    _, after = split((folder / FILE).read_bytes())
    used = {region_of(folder, one) for one in PASSPHRASES}
    assert not {n for n in range(SLOTS) if before[n] != after[n]} & used
