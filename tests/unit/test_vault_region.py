"""A region whose power goes at any moment: commits stand whole or never were; the old is gone."""

import contextlib
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from leeward_client.vault import (
    FILE,
    Cost,
    Vault,
    VaultDamagedError,
    VaultFullError,
    VaultStorageError,
    blocks,
)
from leeward_client.vault import disk as disk_module
from leeward_client.vault import region as room
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.container import LEAST_SIZE, Container
from leeward_client.vault.region import CONTENT, Region
from support.vaults import PASSPHRASE, PowerCut, power, readable, small_region, unlocked

Pages = dict[int, bytes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    small_region(tmp_path / "region").format()
    return tmp_path / "region"


def begun(path: Path) -> Region:
    region = small_region(path)
    region.begin()
    return region


def held(region: Region) -> Pages:
    return {number: region.page(number) for number in range(region.pages)}


def content(*words: object) -> bytes:
    return repr(words).encode().ljust(CONTENT, b".")


def some_commits(region: Region, dice: random.Random, count: int, most: int = 20) -> list[Pages]:
    """What the region should hold after each of so many commits, of which each is made."""
    states: list[Pages] = [held(region)]
    for number in range(count):
        pages = max(region.pages, dice.randrange(most // 2, most))
        which = dice.sample(range(pages), dice.randrange(1, pages + 1))
        changed = {page: content(number, page) for page in {*which, *range(region.pages, pages)}}
        states.append({**states[-1], **changed})
        region.commit(changed, pages)
    return states


def test_what_was_committed_is_there(path: Path) -> None:
    states = some_commits(begun(path), random.Random(1), 30)
    assert held(begun(path)) == states[-1]


def test_there_can_be_fewer_pages(path: Path) -> None:
    region = begun(path)
    region.commit({n: content(n) for n in range(5)}, 5)
    region.commit({}, 2)
    assert held(begun(path)) == {0: content(0), 1: content(1)}


@pytest.mark.parametrize(("seed", "most"), [(0, 12), (1, 12), (2, 12), (3, 62)])
def test_the_power_goes_after_every_step(
    path: Path, seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written and not synchronised is there, is not, or is torn; then it may go again.

    Where commits are large, a log has to overwrite the one before.
    """
    fresh = path.read_bytes()
    with power(monkeypatch) as supply:
        supply.cut_at(None)
        states = some_commits(begun(path), random.Random(seed), 4, most)
        steps, dice, came = supply.steps, random.Random(seed), Counter[str]()
        for step in range(0, steps, most // 12):
            path.write_bytes(fresh)
            supply.cut_at(step, seed)
            done = _commits_until_the_cut(path, states)
            for again in (dice.randrange(8), None):  # recovery is cut off, too
                supply.cut_at(again, seed + step)
                try:
                    region = begun(path)
                except PowerCut:
                    continue
                supply.left = None
                found = held(region)
                assert found in states[done : done + 2], f"step {step}: a commit in part"
                came["before" if found == states[done] else "after"] += 1
                region.commit({0: content("more")}, max(1, region.pages))
                assert begun(path).page(0) == content("more")
                break
        assert sum(came.values()) == len(range(0, steps, most // 12))
        assert min(came.values()) > 3, came


def _commits_until_the_cut(path: Path, states: list[Pages]) -> int:
    """How many commits returned before the power went."""
    done = 0
    try:
        region = begun(path)
        for before, after in itertools.pairwise(states):
            changed = {page: held for page, held in after.items() if before.get(page) != held}
            region.commit(changed, len(after))
            done += 1
    except PowerCut:
        return done
    raise AssertionError("the power did not go")


@pytest.mark.parametrize("seed", range(2))
def test_a_vault_outlives_the_power_at_every_step(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite and all: transactions stand whole or never were, in the order they were made."""
    folder = tmp_path / "vault"
    Vault.create(folder, PASSPHRASE, Cost.least(), size=LEAST_SIZE).close()
    fresh = (folder / FILE).read_bytes()
    with power(monkeypatch) as supply:
        supply.cut_at(None)
        assert _write_until_the_cut(folder) == 5
        for step in range(0, supply.steps, 2 - seed):
            (folder / FILE).write_bytes(fresh)
            supply.cut_at(step, seed)
            done = _write_until_the_cut(folder)
            supply.cut_at(None)
            with Vault.open(folder, PASSPHRASE) as vault:
                with vault.transaction() as tx:
                    found = dict(tx.scan("shelf"))
                assert vault._database.execute("PRAGMA integrity_check").get == "ok"
            assert found in (_after(done), _after(done + 1)), f"step {step}"


def _write_until_the_cut(folder: Path) -> int:
    done = 0
    try:
        with Vault.open(folder, PASSPHRASE) as vault:
            for number in range(5):
                with vault.transaction() as tx:
                    tx.drop("shelf")
                    for key, value in _after(number + 1).items():
                        tx.put("shelf", key, value)
                done += 1
    except PowerCut:
        pass
    return done


def _after(number: int) -> dict[bytes, bytes]:
    return {b"%d" % n: b"%d" % number * 300 for n in range(3 * number)} if number else {}


def test_a_log_goes_round_and_never_over_the_one_before(path: Path) -> None:
    region = begun(path)
    rounds, written = 0, []
    real = Region._write

    def noted(self: Region, block: int, data: bytes) -> None:
        if block >= room._HEAD_BLOCKS + region.room:
            written.append(block - room._HEAD_BLOCKS - region.room)
        real(self, block, data)

    last: set[int] = set()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Region, "_write", noted)
        for number in range(60):
            written.clear()
            region.commit({n: content(number, n) for n in range(7)}, 7)
            assert not last & set(written)
            assert max(written) < region.room
            rounds += min(written) < min(last, default=0)
            last = set(written)
    assert rounds > 3
    assert held(begun(path)) == {n: content(59, n) for n in range(7)}


def test_all_pages_can_change_at_once_however_full_the_region_is(path: Path) -> None:
    region = begun(path)
    for number in range(3):
        region.commit({n: content(number, n) for n in range(region.room)}, region.room)
    assert held(begun(path)) == {n: content(2, n) for n in range(region.room)}
    with pytest.raises(ValueError, match="beyond"):
        region.commit({}, region.room + 1)


def test_no_nonce_is_used_twice(path: Path) -> None:
    region, nonces = begun(path), []
    real = blocks.seal

    def noted(payload: bytes, place: bytes, key: bytes) -> bytes:
        block = real(payload, place, key)
        nonces.append(block[: blocks.NONCE])
        return block

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(blocks, "seal", noted)
        for _ in range(20):  # the same content, in the same place
            region.commit({0: content(), 1: content()}, 2)
    assert len(set(nonces)) == len(nonces) > 100


@pytest.mark.parametrize("block", range(2, 6))
def test_a_changed_page_is_damage(path: Path, block: int) -> None:
    region = begun(path)
    region.commit({n: content(n) for n in range(4)}, 4)
    image = bytearray(path.read_bytes())
    image[block * BLOCK + 99] ^= 1
    path.write_bytes(image)
    with pytest.raises(VaultDamagedError):
        held(begun(path))


def test_a_page_opens_only_in_its_own_place(path: Path) -> None:
    region = begun(path)
    region.commit({n: content(n) for n in range(4)}, 4)
    image = bytearray(path.read_bytes())
    one, two = slice(2 * BLOCK, 3 * BLOCK), slice(3 * BLOCK, 4 * BLOCK)
    image[one], image[two] = image[two], image[one]
    path.write_bytes(image)
    for number in (0, 1):
        with pytest.raises(VaultDamagedError):
            begun(path).page(number)
    assert begun(path).page(2) == content(2)


def test_neither_state_is_damage(path: Path) -> None:
    image = bytearray(path.read_bytes())
    image[: 2 * BLOCK] = bytes(2 * BLOCK)
    path.write_bytes(image)
    with pytest.raises(VaultDamagedError):
        begun(path)


def test_what_a_page_held_before_opens_no_more(tmp_path: Path) -> None:
    """Not from its own place, nor from any log, with the passphrase and everything in the file."""
    folder = tmp_path / "vault"
    with Vault.create(folder, PASSPHRASE, Cost.least(), size=LEAST_SIZE):
        pass
    with unlocked(folder) as (held_, _, slot):
        region = held_.region(slot)
        region.begin()
        pages = region.pages
        for number in range(20):
            word = b"SPENT-%03d-" % number
            region.commit({pages: word * 30, pages + number % 3: word * 40}, pages + 3)
            found = readable(folder)
            assert word in found
            for spent in range(number - 3):
                assert b"SPENT-%03d-" % spent not in found


class _Refusing(disk_module.Disk):
    """A disk that does not take what is synchronised at one moment."""

    refuse = -1

    def sync(self) -> None:
        self.refuse -= 1
        if self.refuse == -1:
            raise VaultStorageError
        super().sync()


@pytest.mark.parametrize("when", range(3))
def test_a_disk_that_refuses_leaves_one_state_or_the_other(
    tmp_path: Path, when: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vault"
    Vault.create(folder, PASSPHRASE, Cost.least(), size=LEAST_SIZE).close()
    monkeypatch.setattr("leeward_client.vault.container.Disk", _Refusing)
    with Vault.open(folder, PASSPHRASE) as vault:
        with vault.transaction() as tx:
            tx.put("shelf", b"key", b"before")
        disk = vault._container.disk
        assert isinstance(disk, _Refusing)
        disk.refuse = when
        with pytest.raises(VaultStorageError), vault.transaction() as tx:
            tx.put("shelf", b"key", b"after")
        # Before the promise was durable nothing of it is kept; after it, all.
        expected = b"before" if when < 2 else b"after"
        for _ in range(2):
            with vault.transaction() as tx:
                assert tx.get("shelf", b"key") == expected
        with vault.transaction() as tx:
            tx.put("shelf", b"key", b"later")
    with Vault.open(folder, PASSPHRASE) as vault, vault.transaction() as tx:
        assert tx.get("shelf", b"key") == b"later"


def test_a_full_region_says_so_and_takes_erasing_still(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    with Vault.create(folder, PASSPHRASE, Cost.least(), size=LEAST_SIZE) as vault:
        count = 0
        with contextlib.suppress(VaultFullError):
            while count < 1000:
                with vault.transaction() as tx:
                    tx.put("shelf", b"%d" % count, bytes(5000))
                count += 1
        assert 10 < count < 1000
        with vault.transaction() as tx:
            assert len(tx.scan("shelf")) == count
        with vault.transaction() as tx:
            tx.drop("shelf")
        with vault.transaction() as tx:
            tx.put("shelf", b"key", bytes(5000))
    assert (folder / FILE).stat().st_size == LEAST_SIZE


def test_a_region_of_a_size_that_none_has_is_damage(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(bytes(BLOCK))
    with pytest.raises(VaultDamagedError):
        small_region(tmp_path / "short", 1)
    with pytest.raises(VaultDamagedError):
        Container(tmp_path / "short")
