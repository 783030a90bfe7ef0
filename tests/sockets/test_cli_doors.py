"""The way into a circle and out of it, from both sides."""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from leeward_client.invites.code import Code
from leeward_client.locale import say
from support.people import Person, bring_in, founder
from support.relay import RelayProcess, relay_process

pytestmark = pytest.mark.timeout(300)

Newcomer = Callable[[], Person]


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    with relay_process(tmp_path_factory.mktemp("doors") / "relay") as process:
        yield process


@pytest.fixture
def robin(tmp_path: Path, relay: RelayProcess) -> Person:
    return founder(tmp_path / "robin", relay.url)


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    numbers = itertools.count()
    return lambda: Person.settle(tmp_path / f"newcomer-{next(numbers)}")


def test_an_invite_is_a_code_a_link_and_terms(robin: Person) -> None:
    (made,) = robin.data("invite", "Harbour", "--uses", "3", "--expires", "7d")
    assert {"id", "code", "link"} <= made.keys()
    assert (made["uses"], made["uses_left"]) == (3, 3)
    (listed,) = robin.data("invites", "Harbour")
    assert listed["id"] == made["id"]
    assert made["code"] not in robin("invites", "Harbour", "--json").out
    assert made["code"] in robin("invites", "Harbour", "--show").out
    assert made["code"] not in robin("read", "Harbour").out


def test_waiting_ends_when_the_door_opens(robin: Person, newcomer: Newcomer) -> None:
    (invite,) = robin.data("invite", "Harbour")
    with newcomer().running("join", "-", "--as", "Sam", "--wait", "--json") as waiting:
        assert waiting.process.stdin is not None
        waiting.process.stdin.write(invite["link"] + "\n")
        waiting.process.stdin.flush()
        asked = waiting.object()
        (knock,) = robin.data("knocks", "1")
        assert knock["words"] == asked["words"]
        assert len(asked["words"].split()) == 4
        robin("admit", "1", knock["id"])
        joined = waiting.object()
        assert waiting.end().code == 0
    assert joined["state"] == "admitted"
    assert joined["circle"]["name"] == "Sam"
    assert robin.data("knocks", "Harbour") == []


def test_who_is_declined_is_told(robin: Person, newcomer: Newcomer) -> None:
    sam = newcomer()
    (invite,) = robin.data("invite", "Harbour")
    sam("join", invite["code"], "--as", "Sam", "--note", "we met at the library")
    (knock,) = robin.data("knocks", "Harbour")
    assert knock["note"] == "we met at the library"
    robin("decline", "Harbour", knock["id"])
    sam("sync", code=None)
    assert sam.data("circle", "list") == []
    assert [member["name"] for member in robin.data("members", "Harbour")] == ["Robin"]


def test_a_request_is_taken_back_also_without_its_relay(
    robin: Person, newcomer: Newcomer, relay: RelayProcess
) -> None:
    sam = newcomer()
    (invite,) = robin.data("invite", "Harbour")
    (asked,) = sam.data("join", invite["code"], "--as", "Sam")
    relay.kill()
    assert asked["id"][:8] in sam("circle", "list").out
    sam("unask", "no such id", code=1)
    assert sam.data("unask", asked["id"][:8])[0]["id"] == asked["id"]
    sam("unask", asked["id"], code=1)
    relay.restart()
    (knock,) = robin.data("knocks", "Harbour")
    robin("admit", "Harbour", knock["id"])
    sam("sync")
    assert sam.data("circle", "list") == []


def test_a_revoked_code_opens_nothing(robin: Person, newcomer: Newcomer) -> None:
    (invite,) = robin.data("invite", "Harbour")
    robin("revoke", "Harbour", invite["id"])
    newcomer()("join", invite["code"], "--as", "Sam", code=1)
    assert robin.data("knocks", "Harbour") == []


def test_codes_that_are_over_are_told_alike(
    robin: Person, newcomer: Newcomer, relay: RelayProcess
) -> None:
    (revoked,) = robin.data("invite", "Harbour")
    robin("revoke", "Harbour", revoked["id"])
    (expired,) = robin.data("invite", "Harbour", "--expires", "1s")
    never = str(Code(bytes(16), relay.url))
    sam = newcomer()
    while int(time.time()) <= expired["expires"]:
        time.sleep(0.05)
    told = {sam("join", code, "--as", "Sam", code=1).err for code in (never, revoked["code"])}
    told.add(sam("join", expired["code"], "--as", "Sam", code=1).err)
    assert told == {f"{say('join-closed')}\n"}


def test_a_code_that_never_was_is_refused(newcomer: Newcomer, robin: Person) -> None:
    sam = newcomer()
    for code in ("nonsense", "LW1-AAAA", ""):
        assert sam("join", code, "--as", "Sam", code=1).err
    (invite,) = robin.data("invite", "Harbour")
    garbled = invite["code"][:-1] + ("A" if invite["code"][-1] != "A" else "B")
    sam("join", garbled, "--as", "Sam", code=1)


def test_two_knocks_on_a_code_for_one_freeze_it(robin: Person, newcomer: Newcomer) -> None:
    (invite,) = robin.data("invite", "Harbour")
    newcomer()("join", invite["code"], "--as", "Sam")
    newcomer()("join", invite["code"], "--as", "Kim")
    knocks = robin.data("knocks", "Harbour")
    assert [knock["frozen"] for knock in knocks] == [True, True]
    robin("admit", "Harbour", knocks[0]["id"], code=1)
    assert "twice" in robin("knocks", "Harbour").out


def test_a_code_for_two_admits_two(robin: Person, newcomer: Newcomer) -> None:
    (invite,) = robin.data("invite", "Harbour", "--uses", "2")
    for name in ("Sam", "Kim"):
        newcomer()("join", invite["code"], "--as", name)
    for knock in robin.data("knocks", "Harbour"):
        assert knock["frozen"] is False
        robin("admit", "Harbour", knock["id"])
    names = {member["name"] for member in robin.data("members", "Harbour")}
    assert names == {"Robin", "Sam", "Kim"}
    newcomer()("join", invite["code"], "--as", "Max", code=1)


def test_a_name_that_is_taken_can_be_changed_at_the_door(robin: Person, newcomer: Newcomer) -> None:
    (invite,) = robin.data("invite", "Harbour")
    newcomer()("join", invite["code"], "--as", "Robin")
    (knock,) = robin.data("knocks", "Harbour")
    robin("admit", "Harbour", knock["id"], code=1)
    (admitted,) = robin.data("admit", "Harbour", knock["id"], "--as", "Robyn B")
    assert admitted["name"] == "Robyn B"


def test_a_removal_ends_all_open_codes(robin: Person, newcomer: Newcomer) -> None:
    bring_in(robin, newcomer(), "Harbour", "Sam")
    (invite,) = robin.data("invite", "Harbour")
    robin("remove", "Harbour", "Sam")
    newcomer()("join", invite["code"], "--as", "Kim", code=1)


def test_who_leaves_is_gone_and_may_forget(robin: Person, newcomer: Newcomer) -> None:
    sam = newcomer()
    bring_in(robin, sam, "Harbour", "Sam")
    sam("forget", "1", code=1)
    sam("leave", "1")
    robin("sync")
    sam("sync", code=None)
    assert [member["name"] for member in robin.data("members", "Harbour")] == ["Robin"]
    assert sam.data("circle", "list")[0]["status"] == "left"
    sam("send", "1", "still here", code=1)
    sam("forget", "1")
    assert sam.data("circle", "list") == []


def test_hosts_are_appointed_and_names_are_changed(robin: Person, newcomer: Newcomer) -> None:
    sam = newcomer()
    bring_in(robin, sam, "Harbour", "Sam")
    sam("invite", "1", code=None)
    sam("remove", "1", "Robin", code=1)
    robin("policy", "Harbour", "--appoint", "Sam")
    roles = {member["name"]: member["roles"] for member in sam.data("members", "1")}
    assert "host" in roles["Sam"]
    robin("policy", "Harbour", "--rename", "Robyn")
    assert {member["name"] for member in sam.data("members", "1")} == {"Robyn", "Sam"}
    sam("policy", "1", "--rename", "Robyn", code=1)
    (rules,) = robin.data("policy", "Harbour")
    assert sorted(rules["hosts"]) == ["Robyn", "Sam"]


def test_both_see_the_same_phrase(robin: Person, newcomer: Newcomer) -> None:
    sam = newcomer()
    bring_in(robin, sam, "Harbour", "Sam")
    phrases = [person.data("verify", "1")[0] for person in (robin, sam)]
    assert phrases[0] == phrases[1]
    assert len(phrases[0]["words"].split()) == 6
    assert phrases[0]["words"] in sam("verify", "1").out


def test_who_comes_back_is_the_same_member(robin: Person, newcomer: Newcomer) -> None:
    sam = newcomer()
    bring_in(robin, sam, "Harbour", "Sam")
    sam("send", "1", "my device is out of step")
    before = {member["name"]: member["id"] for member in robin.data("members", "Harbour")}
    (invite,) = robin.data("invite", "Harbour")
    sam("join", invite["code"], "--as", "Sam", "--rejoin", "1")
    (knock,) = robin.data("knocks", "Harbour")
    assert knock["rejoin"] is True
    robin("admit", "Harbour", knock["id"])
    sam("sync")
    (circle,) = sam.data("circle", "list")
    assert (circle["number"], circle["status"]) == (1, "active")
    sam("send", "1", "back again")
    robin("send", "Harbour", "welcome back")
    said = ["my device is out of step", "back again", "welcome back"]
    assert robin.texts("Harbour") == sam.texts("1") == said
    after = {member["name"]: member["id"] for member in robin.data("members", "Harbour")}
    assert after == before
