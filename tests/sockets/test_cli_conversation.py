"""The whole way through real processes: found, invite, join, talk, a killed relay, remove."""

import itertools
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.people import Person, bring_in, founder
from support.relay import RelayProcess, relay_process

pytestmark = pytest.mark.timeout(300)

# Long enough that chance does not write them: noise holds any three letters now and then.
PLANTED = (
    "Harbour",
    "Robin",
    "Samira",
    "Kimberley",
    "the kettle is on",
    "we met at the library",
    "🌱",
)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as process:
        yield process


@pytest.fixture
def robin(tmp_path: Path, relay: RelayProcess) -> Person:
    return founder(tmp_path / "robin", relay.url)


@pytest.fixture
def sam(tmp_path: Path, robin: Person) -> Person:
    person = Person.settle(tmp_path / "sam")
    bring_in(robin, person, "Harbour", "Samira")
    return person


@pytest.fixture
def kim(tmp_path: Path, robin: Person, sam: Person) -> Person:
    person = Person.settle(tmp_path / "kim")
    bring_in(robin, person, "Harbour", "Kimberley")
    return person


def _removal(person: Person) -> str:
    """What somebody's terminal says of the one removal."""
    (found,) = [one for one in person.data("read", "Harbour") if one["kind"] == "removed"]
    return str(found["text"])


def test_three_people_talk_through_a_relay_that_dies_and_one_is_removed(
    relay: RelayProcess, robin: Person, sam: Person, kim: Person, tmp_path: Path
) -> None:
    robin("send", "Harbour", "the kettle is on")
    sam("send", "Harbour", "coming")
    kim("send", "Harbour", "me too")
    said = ["the kettle is on", "coming", "me too"]
    for person in (robin, sam, kim):
        assert person.texts("Harbour") == said

    relay.kill()
    sam("send", "Harbour", "is anybody there?", code=3)
    relay.restart()
    sam("sync")
    robin("send", "Harbour", "yes")
    said += ["is anybody there?", "yes"]
    for person in (robin, sam, kim):
        assert person.texts("Harbour") == said

    # The vault as it was before: whoever took it then has all its keys.
    seized = tmp_path / "seized"
    shutil.copytree(kim.vault, seized)
    robin("remove", "Harbour", "Kimberley")
    robin("send", "Harbour", "only the two of us")
    assert sam.texts("Harbour")[-1] == "only the two of us"
    assert "others heard since: 0 of 1" in _removal(robin)
    sam("send", "Harbour", "good")
    assert "others heard since: 1 of 1" in _removal(robin)
    for removed in (kim, Person(seized)):
        assert "only the two of us" not in removed.texts("Harbour", code=None)
        removed("send", "Harbour", "still here", code=1)
        assert removed.texts("Harbour", "--offline") == said
        (circle,) = removed.data("circle", "list")
        assert circle["status"] == "removed"
    assert robin.texts("Harbour") == sam.texts("Harbour") == [*said, "only the two of us", "good"]
    assert {member["name"] for member in sam.data("members", "Harbour")} == {"Robin", "Samira"}


def test_nothing_acknowledged_is_lost_when_the_relay_is_killed(
    relay: RelayProcess, robin: Person, sam: Person
) -> None:
    acknowledged: dict[str, str] = {}
    kept: dict[str, str] = {}
    stop = threading.Event()

    def talk(person: Person, name: str) -> None:
        for count in itertools.count():
            if stop.is_set():
                return
            text = f"{name} {count}"
            said = person("send", "Harbour", text, "--json", code=None)
            assert said.code in {0, 3}, said
            (acknowledged if said.code == 0 else kept)[text] = said.data[0]["id"]

    talkers = [
        threading.Thread(target=talk, args=(person, name), daemon=True)
        for person, name in ((robin, "Robin"), (sam, "Samira"))
    ]
    for talker in talkers:
        talker.start()
    for _ in range(3):
        before = len(acknowledged)
        while len(acknowledged) < before + 3 and any(talker.is_alive() for talker in talkers):
            stop.wait(0.05)
        relay.kill()
        lost = len(kept)
        while len(kept) == lost and any(talker.is_alive() for talker in talkers):
            stop.wait(0.05)
        relay.restart()
    stop.set()
    for talker in talkers:
        talker.join(60)
    assert len(acknowledged) >= 9
    assert kept

    for person in (robin, sam, robin):
        person("sync")
    everything = sorted({**acknowledged, **kept}.items())
    for person in (robin, sam):
        items = [i for i in person.data("read", "Harbour") if i["kind"] == "message"]
        assert sorted((item["text"], item["id"]) for item in items) == everything
    assert robin.texts("Harbour") == sam.texts("Harbour")


def test_the_relay_holds_boxes_and_blobs_only(
    relay: RelayProcess, robin: Person, sam: Person, kim: Person
) -> None:
    robin("send", "Harbour", "the kettle is on")
    message = sam.data("read", "Harbour")[-1]
    sam("react", "Harbour", message["id"], "🌱")
    invite = robin.data("invite", "Harbour")[0]
    kim("join", invite["code"], "--as", "Kimberley", "--note", "we met at the library", code=None)
    ids = [member["id"] for member in robin.data("members", "Harbour")] + [message["id"]]
    needles = [text.encode() for text in PLANTED] + [bytes.fromhex(one) for one in ids]
    needles += [one.encode() for one in [*ids, invite["code"], invite["id"]]]
    relay.terminate()
    files = [file for file in relay.directory.rglob("*") if file.is_file()]
    assert files
    for content in [file.read_bytes() for file in files] + [relay.log.read_bytes()]:
        for needle in needles:
            assert needle not in content

    (database,) = [file for file in files if file.read_bytes().startswith(b"SQLite format 3")]
    with sqlite3.connect(database) as rows:
        text = "\n".join(rows.iterdump())
    columns = ("member", "name", "sender", "author", "address", "circle", "role")
    assert not [word for word in columns if word in text.lower()]
