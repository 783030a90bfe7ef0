"""`leeward device`: real commands of two devices and a real relay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.people import Person, founder, link_in
from support.relay import RelayProcess, relay_process

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    with relay_process(tmp_path_factory.mktemp("devices") / "relay") as process:
        yield process


def test_a_phone_is_linked_talks_is_listed_and_taken_out(
    relay: RelayProcess, tmp_path: Path
) -> None:
    desk, phone = founder(tmp_path / "desk", relay.url), Person.settle(tmp_path / "phone")
    with desk.running("device", "link", "--json") as linking:
        code = linking.object()["code"]
        with phone.running("device", "join", "-", "--name", "phone", "--json") as joining:
            joining.type(code)
            words = joining.object()["words"]
            asked = linking.object()
            assert (asked["name"], asked["words"]) == ("phone", words)
            linking.type("yes")
            came = joining.object()
            assert (came["state"], came["circles"], came["missing"]) == ("linked", [1], [])
            assert joining.end().code == 0
        assert linking.object()["state"] == "linked"
        assert linking.end().code == 0
    phone("send", "Harbour", "from the phone")
    assert desk.texts("Harbour") == ["from the phone"]
    desk("send", "Harbour", "from the desk")
    assert phone.texts("Harbour") == ["from the phone", "from the desk"]
    assert [one["name"] for one in desk.data("members", "Harbour")] == ["Robin"]
    listed = desk.data("device", "list", "Harbour")
    assert [(one["name"], one["here"]) for one in listed] == [("", True), ("phone", False)]
    desk("device", "remove", "Harbour", listed[1]["id"][:8])
    desk("send", "Harbour", "not for the phone")
    gone = phone("read", "Harbour", code=None)
    assert "your other devices" in gone.err
    assert "not for the phone" not in gone.out
    assert phone("send", "Harbour", "too late", code=None).code != 0


def test_a_no_ends_the_code_and_so_does_an_interrupt(relay: RelayProcess, tmp_path: Path) -> None:
    desk, phone = founder(tmp_path / "desk", relay.url), Person.settle(tmp_path / "phone")
    with desk.running("device", "link", "--json") as linking:
        code = linking.object()["code"]
        with phone.running("device", "join", code, "--json") as joining:
            joining.object()
            linking.object()
            linking.type("no")
            assert linking.end().code == 1
            assert joining.object()["state"] == "closed"
            assert joining.end().code == 1
    assert phone.data("circle", "list") == []
    with desk.running("device", "link", "--json") as linking:
        code = linking.object()["code"]
        assert linking.interrupt().code == 130
    phone("device", "join", code, code=1)


def test_a_code_of_the_other_type_is_refused_without_being_repeated(
    relay: RelayProcess, tmp_path: Path
) -> None:
    desk, phone = founder(tmp_path / "desk", relay.url), Person.settle(tmp_path / "phone")
    invite = desk.data("invite", "Harbour")[0]
    refused = phone("device", "join", invite["code"], code=1)
    assert "leeward join" in refused.err
    assert invite["code"][5:20] not in refused.err
    device = "device-" + invite["code"].removeprefix("join-")
    assert "leeward device join" in phone("join", device, "--as", "Sam", code=1).err


def test_who_packs_one_device_away_stays_with_the_other(
    relay: RelayProcess, tmp_path: Path
) -> None:
    desk, phone = founder(tmp_path / "desk", relay.url), Person.settle(tmp_path / "phone")
    link_in(desk, phone)
    told = phone("pack", "--tell", "--leave", "--yes").out
    assert "another device of yours stays" in told
    assert not phone.vault.exists()
    desk("sync")
    assert [one["here"] for one in desk.data("device", "list", "Harbour")] == [True]
    assert "one of my devices" in desk.texts("Harbour")[0]


def test_a_lost_phone_goes_out_of_all_circles_with_one_command(
    relay: RelayProcess, tmp_path: Path
) -> None:
    desk, phone = founder(tmp_path / "desk", relay.url), Person.settle(tmp_path / "phone")
    assert "no other device" in desk("device", "lost", "--yes", code=1).err
    with relay_process(tmp_path / "other") as other:
        desk("circle", "new", "Garden", "--relay", other.url, "--as", "Rue")
        link_in(desk, phone)
        for name in ("tablet", ""):
            refused = desk("device", "lost", name, "--yes", code=1)
            assert "this name" in refused.err
        other.terminate()
        said = desk("device", "lost", "Phone", "--yes", code=3)
        assert "Harbour: out\n" in said.out
        assert "Garden: not out yet" in said.out
        assert "sync" in said.err
        other.restart()
        assert "is to go out" in desk("device", "list", "Garden", "--offline").out
        assert "Garden: stays\n" in desk("device", "lost", "phone", "--undo").out
        assert "waits to go out" in desk("device", "lost", "--undo", code=1).err
        assert len(desk.data("device", "list", "Garden")) == 2
        other.terminate()
        desk("device", "lost", "phone", "--yes", code=3)
        other.restart()
        (done,) = desk.data("device", "lost", "phone")
        assert (done["label"], done["name"], done["state"]) == ("Garden", "phone", "done")
    assert [one["here"] for one in desk.data("device", "list", "Harbour")] == [True]
    desk("send", "Harbour", "not for the phone")
    assert "not for the phone" not in phone("read", "Harbour", code=None).out
    assert phone("send", "Harbour", "too late", code=None).code != 0
