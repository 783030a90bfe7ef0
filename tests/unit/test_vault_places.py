"""Several vaults in one container: another beside the first, one that destroys another, an older form."""

import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from leeward_client.vault import (
    FILE,
    LEAST_SIZE,
    BadSizeError,
    Cost,
    NoPlaceError,
    NoVaultError,
    OldVaultError,
    PassphraseTakenError,
    Vault,
    VaultBusyError,
    VaultDamagedError,
    VaultExistsError,
    WrongPassphraseError,
    add,
    destroy_on_unlock,
    migrate,
    plain,
)
from leeward_client.vault import vault as vault_module
from leeward_client.vault.keys import SLOTS
from leeward_client.vault.vault import LOCK
from support.plain_vaults import Record, make_plain
from support.vaults import PASSPHRASE, PowerCut, changed_blocks, power, readable, split, unlocked

OTHER = "another life, as real"
THIRD = "a third one"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Vault.create(tmp_path / "vault", PASSPHRASE, Cost.least(), size=LEAST_SIZE) as vault:
        put(vault, b"first")
    return tmp_path / "vault"


def put(vault: Vault, value: bytes) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", value)


def held(folder: Path, passphrase: str) -> bytes | None:
    with Vault.open(folder, passphrase) as vault, vault.transaction() as tx:
        return tx.get("shelf", b"key")


def filled(folder: Path, passphrase: str, keep: Sequence[str]) -> None:
    add(folder, keep, passphrase)
    with Vault.open(folder, passphrase) as vault:
        put(vault, passphrase.encode())


def test_a_second_passphrase_opens_another_vault(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    assert held(folder, PASSPHRASE) == b"first"
    assert held(folder, OTHER) == OTHER.encode()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, THIRD)
    assert {file.name for file in folder.iterdir()} == {FILE, LOCK}


def test_what_is_kept_is_kept_however_the_dice_fall(tmp_path: Path) -> None:
    """Four vaults fit, wherever each lands, and a fifth does not."""
    places = set()
    for number in range(6):
        folder = tmp_path / str(number)
        with Vault.create(folder, "0", Cost.least(), size=LEAST_SIZE) as vault:
            put(vault, b"0")
        for count in range(1, SLOTS):
            filled(folder, str(count), [str(n) for n in range(count)])
        for passphrase in map(str, range(SLOTS)):
            assert held(folder, passphrase) == passphrase.encode()
            with unlocked(folder, passphrase) as (_, place, slot):
                places.add((place, slot.region))
        with pytest.raises(NoPlaceError):
            add(folder, [str(n) for n in range(SLOTS)], "4")
    assert len(places) > SLOTS, "slots and regions are drawn apart from one another"


def test_what_is_not_named_may_be_overwritten_and_then_says_so(folder: Path) -> None:
    for number in range(40):
        add(folder, [], f"{number}")
    # With nothing kept each new vault takes any place: the first has lost its own by now.
    with pytest.raises((WrongPassphraseError, VaultDamagedError)):
        Vault.open(folder, PASSPHRASE)
    Vault.open(folder, "39").close()


def test_another_vault_needs_right_passphrases_and_one_of_its_own(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with pytest.raises(WrongPassphraseError):
        add(folder, [PASSPHRASE, "wrong"], OTHER)
    with pytest.raises(PassphraseTakenError):
        add(folder, [PASSPHRASE], PASSPHRASE)
    with pytest.raises(PassphraseTakenError):
        add(folder, [], PASSPHRASE)
    assert (folder / FILE).read_bytes() == before


def test_a_new_vault_touches_neither_the_kept_ones_nor_the_rest(folder: Path) -> None:
    _, before = split((folder / FILE).read_bytes())
    add(folder, [PASSPHRASE], OTHER)
    _, after = split((folder / FILE).read_bytes())
    with unlocked(folder, OTHER) as (_, _, slot):
        new = slot.region
    assert [n for n in range(SLOTS) if before[n] != after[n]] == [new]
    assert len(changed_blocks(before[new], after[new])) < 20


def test_a_vault_cut_short_in_its_making_is_no_vault_and_harms_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = (folder / FILE).read_bytes()
    with power(monkeypatch) as supply:
        supply.cut_at(None)
        add(folder, [PASSPHRASE], OTHER)
        for step in range(0, supply.steps, 3):
            (folder / FILE).write_bytes(fresh)
            supply.cut_at(step, step)
            with pytest.raises(PowerCut):
                add(folder, [PASSPHRASE], OTHER)
            supply.cut_at(None)
            assert held(folder, PASSPHRASE) == b"first"
            try:
                assert held(folder, OTHER) is None
            except WrongPassphraseError:
                add(folder, [PASSPHRASE], OTHER)
                assert held(folder, OTHER) is None


def test_a_passphrase_changed_in_part_opens_before_or_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = (folder / FILE).read_bytes()
    with power(monkeypatch) as supply:
        for step, seed in [(step, seed) for step in range(6) for seed in range(4)]:
            (folder / FILE).write_bytes(fresh)
            supply.cut_at(None)
            with Vault.open(folder, PASSPHRASE) as vault:
                supply.cut_at(step, seed)
                try:
                    vault.change_passphrase(PASSPHRASE, OTHER)
                    assert step > 3
                except PowerCut:
                    assert step <= 3
            supply.cut_at(None)
            opened = []
            for passphrase in (OTHER, PASSPHRASE):
                try:
                    assert held(folder, passphrase) == b"first"
                    opened.append(passphrase)
                except WrongPassphraseError:
                    continue
            # Whichever opens first is the one from then on: both copies of the slot are its own.
            assert len(opened) == 1
            assert held(folder, opened[0]) == b"first"
            assert step <= 3 or opened == [OTHER]


def test_all_vaults_of_a_container_take_turns_so_that_none_is_told_by_it(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, OTHER) as other:
        with one.lock(), pytest.raises(VaultBusyError), other.lock(0.0):
            pass
        before = other.generation
        with one.transaction() as tx:
            tx.put("shelf", b"key", b"more")
            assert not other._container.disk.lock()
        assert other.generation == before, "what happens in one is no news in the other"


# Destroying another --------------------------------------------------------------------------------


def test_unlocking_destroys_the_other_if_that_was_wanted(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    with unlocked(folder) as (container, place, slot):
        region = container.region(slot)
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=True)
    assert held(folder, PASSPHRASE) == b"first", "nothing is destroyed before that"
    image = (folder / FILE).read_bytes()
    assert held(folder, OTHER) == OTHER.encode()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, PASSPHRASE)
    after = (folder / FILE).read_bytes()
    changed = changed_blocks(image, after)
    start = region._offset // 4096
    assert {1 + place, 1 + SLOTS + place, start, start + 1} <= set(changed)
    with unlocked(folder, OTHER) as (_, _, other):
        assert other.destroys is None, "nothing is left to be read about it"
    assert b"first" not in readable(folder, OTHER)
    filled(folder, THIRD, [OTHER])
    assert held(folder, OTHER) == OTHER.encode()
    assert held(folder, THIRD) == THIRD.encode()


def test_it_can_be_undone_by_who_has_both(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=True)
    for wrong in ((OTHER, "wrong"), ("wrong", PASSPHRASE)):
        with pytest.raises(WrongPassphraseError):
            destroy_on_unlock(folder, *wrong, wanted=False)
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=False)
    assert held(folder, OTHER) == OTHER.encode()
    assert held(folder, PASSPHRASE) == b"first"


def test_a_vault_does_not_destroy_itself(folder: Path) -> None:
    with pytest.raises(PassphraseTakenError):
        destroy_on_unlock(folder, PASSPHRASE, PASSPHRASE, wanted=True)
    assert held(folder, PASSPHRASE) == b"first"


def test_without_the_wish_nothing_is_destroyed(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    for _ in range(3):
        assert held(folder, OTHER) == OTHER.encode()
        assert held(folder, PASSPHRASE) == b"first"


def test_a_third_vault_takes_no_place_that_is_to_be_destroyed(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=True)
    filled(folder, THIRD, [OTHER])  # this opens the slot, and does not unlock the vault
    filled(folder, "fourth", [OTHER, THIRD])
    assert held(folder, PASSPHRASE) == b"first"
    assert held(folder, OTHER) == OTHER.encode()
    assert held(folder, THIRD) == THIRD.encode()
    assert held(folder, "fourth") == b"fourth"


def test_destroying_that_is_cut_short_is_done_by_the_next_unlock(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=True)
    fresh = (folder / FILE).read_bytes()
    with power(monkeypatch) as supply:
        for step in range(9):
            (folder / FILE).write_bytes(fresh)
            supply.cut_at(step, step)
            with pytest.raises(PowerCut):
                Vault.open(folder, OTHER)
            supply.cut_at(None)
            assert held(folder, OTHER) == OTHER.encode()
            with pytest.raises(WrongPassphraseError):
                Vault.open(folder, PASSPHRASE)


def test_who_has_the_destroyed_vault_open_is_told(folder: Path) -> None:
    filled(folder, OTHER, [PASSPHRASE])
    destroy_on_unlock(folder, OTHER, PASSPHRASE, wanted=True)
    with Vault.open(folder, PASSPHRASE) as vault:
        Vault.open(folder, OTHER).close()
        with pytest.raises(VaultDamagedError), vault.transaction() as tx:
            tx.get("shelf", b"key")


# From the older form -------------------------------------------------------------------------------


RECORDS: list[Record] = [
    (f"shelf {n % 7}", b"key %d" % n, random.Random(n).randbytes(n * 7 % 3000)) for n in range(300)
]


def all_of(folder: Path, passphrase: str = PASSPHRASE) -> list[Record]:
    with Vault.open(folder, passphrase) as vault, vault.transaction() as tx:
        return [(shelf, *one) for shelf in {r[0] for r in RECORDS} for one in tx.scan(shelf)]


def test_a_plain_vault_is_brought_over_whole_and_erased(tmp_path: Path) -> None:
    master = make_plain(tmp_path, PASSPHRASE, RECORDS)
    with pytest.raises(OldVaultError):
        Vault.open(tmp_path, PASSPHRASE)
    with pytest.raises(VaultExistsError):
        Vault.create(tmp_path, PASSPHRASE, Cost.least())
    with pytest.raises(WrongPassphraseError):
        migrate(tmp_path, "wrong", cost=Cost.least())
    seen = []
    migrate(tmp_path, PASSPHRASE, cost=Cost.least(), progress=lambda *at: seen.append(at))
    assert sorted(all_of(tmp_path)) == sorted(RECORDS)
    assert {file.name for file in tmp_path.iterdir()} == {FILE, LOCK}
    assert seen[-1][0] == seen[-1][1] == (tmp_path / FILE).stat().st_size
    assert master not in (tmp_path / FILE).read_bytes()
    with Vault.open(tmp_path, PASSPHRASE) as vault:
        put(vault, b"more")
    with pytest.raises(NoVaultError):
        migrate(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("moment", ["container.fill", "vault.furnish", "vault.disk.sync_folder",
                                    "places._erase_plain", "erase.remove"])  # fmt: skip
def test_killed_at_any_moment_it_is_done_again_and_nothing_is_lost(
    tmp_path: Path, moment: str
) -> None:
    make_plain(tmp_path, PASSPHRASE, RECORDS)
    module, _, name = moment.rpartition(".")
    program = f"""
import os, signal, sys
from pathlib import Path
from leeward_client.panic import erase
from leeward_client.vault import Cost, container, migrate, places, vault
for when in ("before", "after"):
    real = {module}.{name}
    def killed(*arguments, real=real, **named):
        if sys.argv[2] == "after":
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    {module}.{name} = killed
migrate(Path(sys.argv[1]), "{PASSPHRASE}", cost=Cost.least(), size=8 * 1024**2)
"""
    for when in ("before", "after"):
        done = subprocess.run([sys.executable, "-c", program, str(tmp_path), when], check=False)
        if done.returncode != -signal.SIGKILL:
            break  # the first run had come further than this moment
    migrate_again(tmp_path)
    assert sorted(all_of(tmp_path)) == sorted(RECORDS)
    assert {file.name for file in tmp_path.iterdir()} == {FILE, LOCK}


def migrate_again(folder: Path) -> None:
    if {path.name for path in folder.iterdir()} & {*plain.FILES}:
        migrate(folder, PASSPHRASE, cost=Cost.least())


def test_a_plain_vault_in_use_is_left_alone(tmp_path: Path) -> None:
    make_plain(tmp_path, PASSPHRASE, RECORDS)
    with vault_module.exclusive(tmp_path, 0.0), pytest.raises(VaultBusyError):
        migrate(tmp_path, PASSPHRASE, cost=Cost.least())
    with plain.opened(tmp_path, PASSPHRASE), pytest.raises(VaultBusyError):
        migrate(tmp_path, PASSPHRASE, cost=Cost.least())
    assert (tmp_path / plain.FILE).exists()


def test_a_size_that_holds_too_little_is_refused_before_anything(tmp_path: Path) -> None:
    make_plain(tmp_path, PASSPHRASE, [*RECORDS, ("shelf", b"large", bytes(3_000_000))])
    with pytest.raises(BadSizeError):
        migrate(tmp_path, PASSPHRASE, cost=Cost.least(), size=LEAST_SIZE)
    assert not (tmp_path / FILE).exists()
    migrate(tmp_path, PASSPHRASE, cost=Cost.least())
    with Vault.open(tmp_path, PASSPHRASE) as vault, vault.transaction() as tx:
        assert tx.get("shelf", b"large") == bytes(3_000_000)


@pytest.mark.parametrize("damage", [b"", b"no database" * 1000])
def test_a_damaged_plain_vault_is_left_as_it_is(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / plain.FILE).write_bytes(damage)
    with pytest.raises(VaultDamagedError):
        migrate(tmp_path, PASSPHRASE, cost=Cost.least())
    assert (tmp_path / plain.FILE).read_bytes() == damage
