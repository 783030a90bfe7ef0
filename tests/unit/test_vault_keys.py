"""Passphrases, slots and cost; what opens a vault and what does not."""

import struct
from pathlib import Path
from typing import Any

import pytest
from leeward_client.vault import (
    FILE,
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
    blocks,
    keys,
)
from leeward_client.vault import vault as vault_module
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.container import _MAGIC as MAGIC
from leeward_client.vault.container import COPIES, HEAD
from leeward_client.vault.keys import Place, Slot
from leeward_client.vault.vault import LOCK, UNFINISHED
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


def change(folder: Path, place: int, data: bytes) -> None:
    image = bytearray((folder / FILE).read_bytes())
    image[place : place + len(data)] = data
    (folder / FILE).write_bytes(image)


def slots(folder: Path) -> list[bytes]:
    """All slots, first in one copy and then in the other."""
    image = (folder / FILE).read_bytes()
    return [image[place : place + BLOCK] for place in range(BLOCK, HEAD, BLOCK)]


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
    (tmp_path / UNFINISHED).write_bytes(b"cut short")
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
    with vault_module.exclusive(tmp_path, 0.0), pytest.raises(VaultBusyError):
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
        old = set(before) - set(slots(folder))
        assert len(old) == COPIES
        for slot in old:
            assert slot not in (folder / FILE).read_bytes()


def test_every_slot_is_tried_whichever_opens(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[int, int]] = []
    real = keys.opened

    def counted(block: bytes, stretched: bytes, place: int, copy: int) -> Slot | None:
        tried.append((place, copy))
        return real(block, stretched, place, copy)

    every = [(place, copy) for copy in range(COPIES) for place in range(keys.SLOTS)]
    monkeypatch.setattr(keys, "opened", counted)
    stretched = bytes(32)
    for used in range(keys.SLOTS):
        tried.clear()
        copies = _copies({used: Slot(2, b"k" * 32)}, stretched)
        assert keys.open_slots(copies, stretched) == (used, Slot(2, b"k" * 32))
        assert tried == every
    tried.clear()
    with pytest.raises(WrongPassphraseError):
        keys.open_slots(copies, b"w" * 32)
    assert tried == every


def _copies(used: dict[int, Slot], stretched: bytes) -> list[list[bytes]]:
    return [
        [
            keys.close_slot(used[place], stretched, place, copy)
            if place in used
            else blocks.noise()
            for place in range(keys.SLOTS)
        ]
        for copy in range(COPIES)
    ]


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


def test_a_slot_opens_only_in_its_own_place_and_copy() -> None:
    copies = _copies({3: Slot(0, b"k" * 32)}, bytes(32))
    copies[0][3], copies[0][2], copies[1][3] = copies[1][3], copies[0][3], copies[0][3]
    with pytest.raises(WrongPassphraseError):
        keys.open_slots(copies, bytes(32))


def test_a_slot_holds_what_it_is_given() -> None:
    for slot in (Slot(0, b"a" * 32), Slot(3, b"b" * 32, Place(0, 2))):
        assert keys.opened(keys.close_slot(slot, bytes(32), 1, 0), bytes(32), 1, 0) == slot


def test_cost_stands_in_the_file(tmp_path: Path) -> None:
    cost = Cost(2, 16384)
    Vault.create(tmp_path / "v", PASSPHRASE, cost).close()
    head = (tmp_path / "v" / FILE).read_bytes()
    assert head.startswith(MAGIC)
    assert struct.unpack_from(">IQ", head, len(MAGIC)) == (2, 16384)
    Vault.open(tmp_path / "v", PASSPHRASE).close()
    assert Cost.standard().memory >= 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("passes", "memory"), [(1, 1 << 40), (1, 0), (1_000_000, 8192), (0, 8192), (65, 8192)]
)
def test_a_cost_that_no_vault_has_is_damage(folder: Path, passes: int, memory: int) -> None:
    change(folder, len(MAGIC), struct.pack(">IQ", passes, memory))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_another_version_is_damage(folder: Path) -> None:
    change(folder, 0, MAGIC.replace(b"1", b"2"))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_a_newer_schema_is_damage(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        vault._database.execute("PRAGMA user_version = 99")
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.parametrize("head", ["DELETE FROM head", "UPDATE head SET master = x'00'",
                                  "INSERT INTO head SELECT * FROM head"])  # fmt: skip
def test_a_vault_without_its_key_is_damage(folder: Path, head: str) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        vault._database.execute(head)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_a_file_that_is_no_container_is_damage(folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a container" * 1000)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.parametrize("cut", [0, 100, BLOCK, HEAD, HEAD + 5 * BLOCK, -BLOCK, -1])
def test_a_container_that_was_cut_is_damage(folder: Path, cut: int) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:cut])
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, PASSPHRASE)


def test_secrets_are_hidden_and_wiped(folder: Path) -> None:
    vault = Vault.open(folder, PASSPHRASE)
    inner, page_key = vault._keys, vault._region._key
    assert repr(vault) == "Vault(...)"
    assert inner.tags.hex() not in repr(inner)
    assert any(inner.tags)
    assert any(inner.box)
    assert any(page_key)
    vault.close()
    assert not any(page_key)
    assert not any(inner.tags)
    assert not any(inner.box)


def test_every_error_is_a_sentence_for_people() -> None:
    for kind in VaultError.__subclasses__():
        assert str(kind()) == kind.words
        assert kind.words != VaultError.words
