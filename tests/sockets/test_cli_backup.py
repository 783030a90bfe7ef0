"""`leeward backup` and `leeward restore`, and a circle whose only host is lost, as people type them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.backup.sealed import HEAD
from support.people import Person
from support.relay import RelayProcess, relay_process

WORDS = "another six words that dice have drawn"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as running:
        yield running


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "words"
    file.write_text(WORDS + "\n")
    file.chmod(0o600)
    return file


def bring_in(host: Person, guest: Person, name: str) -> None:
    (invite,) = host.data("invite", "Harbour", "--no-qr")
    guest("join", invite["code"], "--as", name)
    (knock,) = host.data("knocks", "Harbour")
    host("admit", "Harbour", knock["id"])
    guest("sync")


def test_a_backup_is_made_restored_and_come_back_with(
    relay: RelayProcess, tmp_path: Path, words: Path
) -> None:
    robin, sam, new = (Person.settle(tmp_path / name) for name in ("robin", "sam", "new"))
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Sam")
    sam("send", "Harbour", "The kettle is on.")
    file, given = tmp_path / "kept", ("--backup-passphrase-file", str(words))
    made = sam("backup", str(file), *given)
    assert f"The backup of one circle is in {file}." in made.out
    assert "Nobody can recover" in made.out
    assert file.stat().st_mode & 0o777 == 0o600
    again = sam("backup", str(file), *given, code=1)
    assert "choose another name" in again.err

    wrong = tmp_path / "wrong"
    wrong.write_text("something else")
    wrong.chmod(0o600)
    refused = new("restore", str(file), "--backup-passphrase-file", str(wrong), code=1)
    assert refused.err == "This passphrase does not open the backup.\n"
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[: HEAD + 10])
    assert "damaged" in new("restore", str(cut), *given, code=1).err
    assert "no backup" in new("restore", str(words), *given, code=1).err
    assert "cannot be read" in new("restore", str(tmp_path / "none"), *given, code=1).err
    assert new.data("circle", "list") == []

    restored = new("restore", str(file), *given)
    assert "Harbour is circle 1 here, and can be read." in restored.out
    assert "leeward join - --as 'Sam' --rejoin 1" in restored.out
    assert "out of a backup" in new("circle", "list").out
    assert new.texts("Harbour", "--offline") == ["The kettle is on."]
    assert "came out of a backup" in new("send", "Harbour", "Hello?", code=1).err
    assert "out of a backup" in new("sync").err
    assert "is here already" in new("restore", str(file), *given).out

    (invite,) = robin.data("invite", "Harbour", "--no-qr")
    new("join", "-", "--as", "Sam", "--rejoin", "1", text=invite["code"])
    shown = robin("knocks", "Harbour").out
    assert "says to be Sam, with the rejoin key of the backup made on" in " ".join(shown.split())
    (knock,) = robin.data("knocks", "Harbour")
    assert (knock["rejoin"], knock["claims"]) == (True, "Sam")
    robin("admit", "Harbour", knock["id"])
    new("sync")
    new("send", "Harbour", "Back again.")
    assert robin.texts("Harbour") == ["The kettle is on.", "Back again."]
    assert new.texts("Harbour") == ["The kettle is on.", "Back again."]


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path, words: Path) -> None:
    robin = Person.settle(tmp_path / "robin")
    given = ("--backup-passphrase-file", str(words))
    said = robin("backup", str(tmp_path / "no such folder" / "kept"), *given, code=1)
    assert "cannot be written" in said.err
    folder = tmp_path / "folder"
    folder.mkdir()
    if os.geteuid() != 0:  # whom no mode stops
        folder.chmod(0o500)
        robin("backup", str(folder / "kept"), *given, code=1)
    assert list(folder.iterdir()) == []


def test_the_vault_s_passphrase_is_never_the_backup_s_unasked(tmp_path: Path) -> None:
    """LEEWARD_PASSPHRASE opens the vault; for the backup there is nobody to ask here."""
    robin = Person.settle(tmp_path / "robin")
    said = robin("backup", str(tmp_path / "kept"), code=4)
    assert "no terminal" in said.err
    assert not (tmp_path / "kept").exists()


def test_a_short_passphrase_is_advised_against(tmp_path: Path) -> None:
    robin = Person.settle(tmp_path / "robin")
    short = tmp_path / "short"
    short.write_text("kettle1")
    short.chmod(0o600)
    said = robin("backup", str(tmp_path / "kept"), "--backup-passphrase-file", str(short))
    assert "This passphrase is short." in said.err


def test_a_circle_whose_only_host_is_lost_appoints_another(
    relay: RelayProcess, tmp_path: Path
) -> None:
    robin, sam, wren = (Person.settle(tmp_path / name) for name in ("robin", "sam", "wren"))
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Sam")
    bring_in(robin, wren, "Wren")
    # Robin's device is gone. Of three it takes two.
    assert "nobody asks" in sam("approvals", "Harbour").out
    asked = sam("appoint", "Harbour", "Sam").out
    assert "1 so far; still missing: 1 of the members" in asked
    assert "to make Sam a host" in sam("policy", "Harbour").out
    shown = wren("approvals", "Harbour").out
    assert "to make Sam a host" in shown
    assert "agreed: Sam; still missing: 1 of the members, or 1 of the hosts" in shown
    assert "leeward approve 1 ID" in shown
    (ask,) = wren.data("approvals", "Harbour")
    assert (ask["agreed"], ask["members"], ask["mine"]) == (["Sam"], 1, False)
    assert "nobody asks this now" in wren("approve", "Harbour", "ffffffff", code=1).err.lower()
    assert "You agreed, and it is done." in wren("approve", "Harbour", ask["id"]).out
    sam("sync")
    roles = {one["name"]: one["roles"] for one in sam.data("members", "Harbour")}
    assert roles == {"Robin": ["host"], "Sam": ["host"], "Wren": []}
    sam("remove", "Harbour", "Robin")
    assert [one["name"] for one in wren.data("members", "Harbour")] == ["Sam", "Wren"]
