"""Passphrases, slots and cost; what opens a vault and what does not."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from leeward_client.vault import (
    Cost,
    NotEmptyError,
    NoVaultError,
    Vault,
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultStorageError,
    WrongPassphraseError,
    keys,
)
from leeward_client.vault import vault as vault_module
from leeward_client.vault.vault import FILE, LOCK
from nacl.pwhash import argon2id

PASSPHRASE = "tide and timber"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (
        Vault.create(tmp_path / "vault", PASSPHRASE, Cost.least()) as vault,
        vault.transaction() as tx,
    ):
        tx.put("shelf", b"key", b"value")
    return tmp_path / "vault"


def held(vault: Vault) -> bytes | None:
    with vault.transaction() as tx:
        return tx.get("shelf", b"key")


def change(folder: Path, statement: str) -> None:
    database = sqlite3.connect(folder / FILE)
    try:
        database.execute(statement)
        database.commit()
    finally:
        database.close()


def slots(folder: Path) -> list[bytes]:
    database = sqlite3.connect(folder / FILE)
    try:
        return [row[0] for row in database.execute("SELECT slot FROM slots ORDER BY place")]
    finally:
        database.close()


def test_the_passphrase_opens(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        assert held(vault) == b"value"


@pytest.mark.parametrize("wrong", ["", "tide", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_is_one_clear_error(folder: Path, wrong: str) -> None:
    with pytest.raises(WrongPassphraseError, match="the passphrase is wrong"):
        Vault.open(folder, wrong)


def test_a_passphrase_may_be_composed_or_decomposed(tmp_path: Path) -> None:
    Vault.create(tmp_path / "v", "caf\u00e9", Cost.least()).close()
    Vault.open(tmp_path / "v", "cafe\u0301").close()


def test_there_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(NoVaultError):
        Vault.open(tmp_path / "nowhere", PASSPHRASE)
    with pytest.raises(NoVaultError):
        Vault.open(tmp_path, PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_not_made_twice(folder: Path) -> None:
    with pytest.raises(VaultExistsError):
        Vault.create(folder, "another", Cost.least())
    with Vault.open(folder, PASSPHRASE) as vault:
        assert held(vault) == b"value"


def test_an_unfinished_vault_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / f".{FILE}.new").write_bytes(b"cut short")
    Vault.create(tmp_path, PASSPHRASE, Cost.least()).close()
    Vault.open(tmp_path, PASSPHRASE).close()
    assert {file.name for file in tmp_path.iterdir()} == {FILE, LOCK}


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "other").touch()
    with pytest.raises(NotEmptyError):
        Vault.create(tmp_path, PASSPHRASE, Cost.least())
    assert [file.name for file in tmp_path.iterdir()] == ["other"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_an_empty_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    Vault.create(tmp_path, PASSPHRASE, Cost.least()).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_a_vault_needs_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VaultStorageError):
        Vault.create(tmp_path / "file", PASSPHRASE, Cost.least())


def test_two_do_not_create_at_once(tmp_path: Path) -> None:
    with vault_module._exclusive(tmp_path, 0.0), pytest.raises(VaultBusyError):
        Vault.create(tmp_path, PASSPHRASE, Cost.least())
    Vault.create(tmp_path, PASSPHRASE, Cost.least()).close()


def test_another_passphrase(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        with pytest.raises(WrongPassphraseError):
            vault.change_passphrase("wrong", "new")
        vault.change_passphrase(PASSPHRASE, "new")
        assert held(vault) == b"value"
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, PASSPHRASE)
    with Vault.open(folder, "new") as vault:
        assert held(vault) == b"value"


def test_the_slot_of_the_old_passphrase_is_gone_from_the_disk(folder: Path) -> None:
    before = slots(folder)
    with Vault.open(folder, PASSPHRASE) as vault:
        vault.change_passphrase(PASSPHRASE, "new")
        (old,) = set(before) - set(slots(folder))
        for file in folder.iterdir():
            assert old not in file.read_bytes()


def test_every_slot_is_tried_whichever_opens() -> None:
    tried = []

    class Counted(bytes):
        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            tried.append(self)
            return bytes(self)[place]

    stretched, master = bytes(32), b"m" * 32
    for place in range(keys.SLOTS):
        tried.clear()
        filled = [Counted(slot) for slot in keys.fill_slots(master, stretched, place)]
        assert keys.open_slots(list(filled), stretched) == (place, master)
        assert {id(one) for one in tried} == {id(one) for one in filled}
    filled = [Counted(slot) for slot in keys.fill_slots(master, stretched, 0)]
    tried.clear()
    with pytest.raises(WrongPassphraseError):
        keys.open_slots(list(filled), b"w" * 32)
    assert {id(one) for one in tried} == {id(one) for one in filled}


def test_one_derivation_serves_all_slots(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = argon2id.kdf

    def counted(*arguments: Any, **named: Any) -> bytes:
        made.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(argon2id, "kdf", counted)
    Vault.open(folder, PASSPHRASE).close()
    assert len(made) == 1
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, "wrong")
    assert len(made) == 2


def test_unused_slots_look_like_used_ones(folder: Path) -> None:
    assert len(slots(folder)) == keys.SLOTS
    assert len({slot[:8] for slot in slots(folder)}) == keys.SLOTS
    assert {len(slot) for slot in slots(folder)} == {keys.SLOT}


def test_a_slot_opens_only_in_its_own_place() -> None:
    filled = keys.fill_slots(bytes(32), bytes(32), 3)
    filled[3], filled[4] = filled[4], filled[3]
    with pytest.raises(WrongPassphraseError):
        keys.open_slots(filled, bytes(32))


def test_cost_stands_in_the_file(tmp_path: Path) -> None:
    cost = Cost(2, 16384)
    Vault.create(tmp_path / "v", PASSPHRASE, cost).close()
    database = sqlite3.connect(tmp_path / "v" / FILE)
    try:
        assert database.execute("SELECT passes, memory FROM head").fetchall() == [(2, 16384)]
    finally:
        database.close()
    Vault.open(tmp_path / "v", PASSPHRASE).close()
    assert Cost.standard().memory >= 64 * 1024 * 1024


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE head SET memory = 1 << 40",
        "UPDATE head SET memory = 0",
        "UPDATE head SET passes = 1000000",
        "UPDATE head SET passes = 0",
        "UPDATE head SET salt = x'00'",
        "DELETE FROM head",
        "INSERT INTO head SELECT * FROM head",
        "DELETE FROM slots WHERE place = 0",
        "UPDATE slots SET slot = x'00' WHERE place = 0",
        "DROP TABLE slots",
        "PRAGMA user_version = 99",
    ],
)
def test_a_head_that_no_vault_has_is_damage(folder: Path, damage: str) -> None:
    change(folder, damage)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_a_file_that_is_no_database_is_damage(folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a database" * 1000)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_secrets_are_hidden_and_wiped(folder: Path) -> None:
    vault = Vault.open(folder, PASSPHRASE)
    inner = vault._keys
    assert repr(vault) == "Vault(...)"
    assert inner.tags.hex() not in repr(inner)
    assert any(inner.tags)
    assert any(inner.box)
    vault.close()
    assert not any(inner.tags)
    assert not any(inner.box)


def test_every_error_is_a_sentence_for_people() -> None:
    for kind in VaultError.__subclasses__():
        assert str(kind()) == kind.words
        assert kind.words != VaultError.words
