"""What stands in a vault: names, values, transactions, and what is left of them once erased."""

import random
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from leeward_client.vault import FILE, Cost, Vault, VaultDamagedError
from leeward_client.vault.records import SEED, padded
from support.vaults import PASSPHRASE, readable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    with Vault.create(folder, PASSPHRASE, Cost.least()) as vault:
        yield vault


def image(folder: Path) -> bytes:
    """All bytes that the vault has on the disk."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def rows(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    with Vault.open(folder, PASSPHRASE) as opened:
        return opened._database.execute(statement).fetchall()


def change(folder: Path, statement: str, *values: Any) -> None:
    with Vault.open(folder, PASSPHRASE) as opened:
        opened._database.execute(statement, values)


def test_what_is_put_is_got(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"value")
        tx.put("shelf", b"", b"")
        assert tx.get("shelf", b"key") == b"value"
    with vault.transaction() as tx:
        assert tx.get("shelf", b"key") == b"value"
        assert tx.get("shelf", b"") == b""
        assert tx.get("shelf", b"other") is None
        assert tx.get("other", b"key") is None


def test_a_later_value_takes_the_place_of_an_earlier(vault: Vault) -> None:
    with vault.transaction() as tx:
        for value in (b"short", b"long" * 5000, b""):
            tx.put("shelf", b"key", value)
            assert tx.get("shelf", b"key") == value
        assert tx.scan("shelf") == [(b"key", b"")]


def test_a_scan_is_sorted_by_key_and_of_one_shelf(vault: Vault) -> None:
    keys = [bytes([place]) for place in range(40)]
    random.Random(1).shuffle(keys)
    with vault.transaction() as tx:
        for key in keys:
            tx.put("shelf", key, key * 3)
        tx.put("shelf/2", b"other", b"")
        assert tx.scan("shelf") == [(key, key * 3) for key in sorted(keys)]
        assert tx.scan("empty") == []


def test_delete_and_drop(vault: Vault) -> None:
    with vault.transaction() as tx:
        for shelf in ("one", "two"):
            tx.put(shelf, b"a", b"1")
            tx.put(shelf, b"b", b"2")
        tx.delete("one", b"a")
        tx.delete("one", b"never was")
        tx.drop("two")
        tx.drop("never was")
    with vault.transaction() as tx:
        assert tx.scan("one") == [(b"b", b"2")]
        assert tx.scan("two") == []


def test_an_exception_undoes_the_whole_transaction(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"before")
    with pytest.raises(KeyError), vault.transaction() as tx:  # noqa: PT012 - what it undoes
        tx.put("shelf", b"key", b"after")
        tx.drop("shelf")
        raise KeyError
    with vault.transaction() as tx:
        assert tx.scan("shelf") == [(b"key", b"before")]


def test_transactions_do_not_nest(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"value")
        with pytest.raises(RuntimeError, match="nest"), vault.transaction():
            pass
        assert tx.get("shelf", b"key") == b"value"
    with vault.transaction() as tx:
        assert tx.get("shelf", b"key") == b"value"


def test_a_key_has_a_greatest_length(vault: Vault) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", bytes(0xFFFF), b"")
        with pytest.raises(ValueError, match="65535"):
            tx.put("shelf", bytes(0x10000), b"")


def test_the_file_shows_no_name_and_no_value(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        tx.put("PLANTED-SHELF", b"PLANTED-KEY", b"PLANTED-VALUE")
    vault.close()
    assert b"PLANTED" not in image(folder)
    assert b"PLANTED" not in readable(folder), "records are sealed within the pages, too"


def test_the_file_holds_what_it_may_and_nothing_else(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"value")
    tables = rows(folder, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    columns = {name: [r[1] for r in rows(folder, f"PRAGMA table_info({name!s})")]
               for name, _ in tables}  # fmt: skip
    assert columns == {
        "head": ["master"],
        "records": ["shelf", "name", "seed", "box"],
        "seeds": ["id", "used", "seed"],
    }
    assert {file.name for file in folder.iterdir()} == {FILE, "lock"}


def test_only_the_owner_may_read_the_files(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"value")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_names_depend_on_shelf_and_key_together(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        for shelf, key in (("a", b"bc"), ("ab", b"c"), ("", b"abc"), ("abc", b""), ("b", b"c")):
            tx.put(shelf, key, b"")
    names = rows(folder, "SELECT shelf, name FROM records")
    assert len({shelf for shelf, _ in names}) == 5
    assert len({name for _, name in names} | {shelf for shelf, _ in names}) == 10


def test_shelves_and_keys_are_named_apart(vault: Vault) -> None:
    with vault.transaction() as tx:
        assert tx._shelf("abc") != tx._address(b"leeward/name/1", b"abc")


def test_two_vaults_name_the_same_record_differently(tmp_path: Path) -> None:
    names = []
    for place in ("one", "two"):
        with Vault.create(tmp_path / place, PASSPHRASE, Cost.least()) as vault:
            with vault.transaction() as tx:
                tx.put("shelf", b"key", b"value")
            names += rows(tmp_path / place, "SELECT shelf, name FROM records")
    assert names[0][0] != names[1][0]
    assert names[0][1] != names[1][1]


@pytest.mark.parametrize(
    "change_",
    [
        "UPDATE records SET seed = seed + 100",
        "UPDATE records SET box = x'00'",
        "UPDATE records SET box = zeroblob(length(box))",
        "UPDATE seeds SET seed = zeroblob(32)",
    ],
)
def test_a_changed_record_is_damage(vault: Vault, folder: Path, change_: str) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"one", b"1")
        tx.put("shelf", b"two", b"2")
    vault.close()
    change(folder, change_)
    with Vault.open(folder, PASSPHRASE) as opened, opened.transaction() as tx:
        with pytest.raises(VaultDamagedError):
            tx.get("shelf", b"one")
        with pytest.raises(VaultDamagedError):
            tx.scan("shelf")


@pytest.mark.parametrize("swapped", ["box", "seed", "box, seed"])
def test_records_cannot_be_swapped(vault: Vault, folder: Path, swapped: str) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"one", b"1")
        tx.put("shelf", b"two", b"2")
    vault.close()
    one, two = rows(folder, f"SELECT {swapped}, name FROM records")
    values = ", ".join(f"{column} = ?" for column in swapped.split(", "))
    for here, there in ((one, two), (two, one)):
        change(folder, f"UPDATE records SET {values} WHERE name = ?", *there[:-1], here[-1])
    with Vault.open(folder, PASSPHRASE) as opened, opened.transaction() as tx:
        for key in (b"one", b"two"):
            with pytest.raises(VaultDamagedError):
                tx.get("shelf", key)


def test_a_record_moved_to_another_shelf_does_not_open(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        tx.put("one", b"key", b"1")
        tx.put("two", b"key", b"2")
    one, two = rows(folder, "SELECT shelf, name FROM records")
    vault.close()
    change(folder, "DELETE FROM records WHERE shelf = ?", one[0])
    change(folder, "UPDATE records SET shelf = ?", one[0])
    with Vault.open(folder, PASSPHRASE) as opened, opened.transaction() as tx:
        for shelf in ("one", "two"):
            try:
                found = tx.scan(shelf)
            except VaultDamagedError:
                found = []
            assert found == []
    assert two


def test_lengths_are_padded(vault: Vault, folder: Path) -> None:
    lengths = range(0, 400, 7)
    with vault.transaction() as tx:
        for length in lengths:
            tx.put("shelf", b"%04d" % length, bytes(length))
    sizes = {row[0] for row in rows(folder, "SELECT length(box) FROM records")}
    assert sizes == {24 + 16 + size for size in (64, 96, 128, 192, 256, 384, 512)}
    assert [padded(size) for size in (0, 64, 65, 96, 97, 128, 129, 1025)] == [
        64, 64, 96, 96, 128, 128, 192, 1536]  # fmt: skip


def test_the_same_value_looks_different_each_time(vault: Vault, folder: Path) -> None:
    boxes = set()
    for _ in range(3):
        with vault.transaction() as tx:
            tx.put("shelf", b"key", b"value")
        boxes |= {row[0] for row in rows(folder, "SELECT box FROM records")}
    assert len(boxes) == 3


@pytest.mark.parametrize("seed", range(3))
def test_the_seed_of_an_erased_record_is_nowhere_on_the_disk(
    vault: Vault, folder: Path, seed: int
) -> None:
    """Hundreds of records come, change and go; of none that went can the key be found."""
    dice = random.Random(seed)
    held: dict[bytes, bytes] = {}
    for _ in range(60):
        with vault.transaction() as tx:
            for _ in range(6):
                if held and dice.random() < 0.3:
                    key = dice.choice(sorted(held))
                    tx.delete("shelf", key)
                    del held[key]
                else:
                    key = b"%d" % dice.randrange(100)
                    held[key] = dice.randbytes(dice.choice([10, 150, 700, 3000, 9000]))
                    tx.put("shelf", key, held[key])
        seeds = {row[0] for row in rows(folder, "SELECT seed FROM seeds WHERE used = 1")}
        dead = {row[0] for row in rows(folder, "SELECT seed FROM seeds WHERE used = 0")}
        assert len(seeds) == len(held)
        assert all(len(one) == SEED for one in seeds | dead)
        _watch(folder, seeds)
    with vault.transaction() as tx:
        assert tx.scan("shelf") == sorted(held.items())
        tx.drop("shelf")
    _watch(folder, set())


_seen: dict[Path, set[bytes]] = {}


def _watch(folder: Path, live: set[bytes]) -> None:
    """Every seed that was ever live and is not so now has left the files."""
    seen = _seen.setdefault(folder, set())
    seen |= live
    held = readable(folder)
    for seed in seen - live:
        assert seed not in held


def test_an_overwritten_value_leaves_no_ciphertext_in_the_log(vault: Vault, folder: Path) -> None:
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"value" * 100)
    ((before,),) = rows(folder, "SELECT box FROM records")
    assert before[:24] in readable(folder)
    with vault.transaction() as tx:
        tx.put("shelf", b"key", b"other" * 100)
    assert before[:24] not in readable(folder)
    ((before,),) = rows(folder, "SELECT box FROM records")
    with vault.transaction() as tx:
        tx.delete("shelf", b"key")
    assert before[:24] not in readable(folder)


def test_a_spare_seed_is_used_again(vault: Vault, folder: Path) -> None:
    for turn in range(5):
        with vault.transaction() as tx:
            for place in range(4):
                tx.put(f"shelf {turn}", bytes([place]), b"")
        with vault.transaction() as tx:
            tx.drop(f"shelf {turn}")
    assert rows(folder, "SELECT count(*) FROM seeds") == [(4,)]
