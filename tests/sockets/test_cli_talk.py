"""What people do to messages, and what others see of it."""

from collections.abc import Iterator

import pytest
from support.people import Data, Person, bring_in
from support.relay import RelayProcess, relay_process

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    with relay_process(tmp_path_factory.mktemp("talk") / "relay") as process:
        yield process


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, relay: RelayProcess) -> tuple[Person, Person]:
    home = tmp_path_factory.mktemp("people")
    robin, sam = Person.settle(home / "robin"), Person.settle(home / "sam")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Harbour", "Sam")
    return robin, sam


@pytest.fixture
def robin(two: tuple[Person, Person]) -> Person:
    return two[0]


@pytest.fixture
def sam(two: tuple[Person, Person]) -> Person:
    return two[1]


def say(person: Person, *arguments: str, text: str = "") -> str:
    """Send a message and give its id."""
    sent: str = person.data("send", "Harbour", *arguments, text=text)[0]["id"]
    return sent


def item(person: Person, event: str) -> Data:
    """The item as somebody has it."""
    (found,) = [it for it in person.data("read", "Harbour", "--muted") if it["id"] == event]
    return found


def test_every_item_has_the_fields_that_scripts_rely_on(robin: Person, sam: Person) -> None:
    event = say(robin, "a plain one")
    found = item(sam, event)
    assert found["kind"] == "message"
    assert (found["author"], found["text"], found["id"]) == ("Robin", "a plain one", event)
    assert isinstance(found["at"], int)
    assert found["at"] > 1_600_000_000
    for member in sam.data("members", "Harbour"):
        assert {"id", "name", "roles"} <= member.keys()
    roles = {member["name"]: member["roles"] for member in sam.data("members", "Harbour")}
    assert "host" in roles["Robin"]
    assert "host" not in roles["Sam"]


def test_a_text_may_come_from_standard_input(robin: Person, sam: Person) -> None:
    event = say(robin, "-", text="dear all,\n\nthe kettle is on\n")
    assert item(sam, event)["text"] == "dear all,\n\nthe kettle is on"
    assert "\n    dear all,\n\n    the kettle is on\n" in sam("read", "Harbour").out
    assert robin("send", "Harbour", "-", text="\n", code=1).err == "There is nothing to send.\n"


def test_a_content_warning_folds_the_text(robin: Person, sam: Person) -> None:
    event = say(robin, "it was a hard week", "--cw", "family")
    assert item(sam, event)["cw"] == "family"
    folded = sam("read", "Harbour").out
    assert "it was a hard week" not in folded
    assert "content warning: family" in folded
    assert "it was a hard week" in sam("read", "Harbour", "--open").out


def test_an_edit_keeps_the_content_warning_unless_told(robin: Person, sam: Person) -> None:
    event = say(robin, "frist", "--cw", "spelling")
    robin("edit", "Harbour", event, "first")
    assert [item(sam, event)[key] for key in ("text", "cw", "edited")] == [
        "first",
        "spelling",
        True,
    ]
    robin("edit", "Harbour", event[:8], "first!", "--no-cw")
    assert [item(sam, event)[key] for key in ("text", "cw")] == ["first!", None]


def test_replies_and_reactions_stand_with_their_message(robin: Person, sam: Person) -> None:
    event = say(robin, "who waters the plants?")
    answer = say(sam, "I do", "--reply", str(item(sam, event)["index"]))
    assert item(robin, answer)["reply_to"] == event
    # The numbers of items are each device's own.
    number = item(robin, event)["index"]
    assert f"in reply to {number} by Robin" in robin("read", "Harbour").out
    robin("react", "Harbour", answer, "🌱")
    assert item(sam, answer)["reactions"] == [{"emoji": "🌱", "author": "Robin"}]
    assert "🌱 Robin" in sam("read", "Harbour").out
    robin("react", "Harbour", answer, "🌱", "--take-back")
    assert item(sam, answer)["reactions"] == []


def test_what_is_taken_back_is_gone(robin: Person, sam: Person) -> None:
    event = say(robin, "said in haste")
    assert item(sam, event)["text"] == "said in haste"
    robin("retract", "Harbour", event)
    found = item(sam, event)
    assert found["retracted"] is True
    assert "said in haste" not in sam("read", "Harbour").out
    assert "not here any more" in sam("react", "Harbour", event, "🌱", code=1).err


def test_nobody_changes_what_others_said(robin: Person, sam: Person) -> None:
    event = say(robin, "mine")
    item(sam, event)
    assert "whoever wrote it" in sam("edit", "Harbour", event, "yours", code=1).err
    assert "whoever wrote it" in sam("retract", "Harbour", event, code=1).err
    for person in (robin, sam):
        found = item(person, event)
        assert (found["text"], found["edited"], found["retracted"]) == ("mine", False, False)


def test_a_card_changes_in_the_part_that_is_named(robin: Person, sam: Person) -> None:
    def card() -> tuple[str, str]:
        (found,) = [one for one in sam.data("members", "Harbour") if one["name"] == "Robin"]
        return found["pronouns"], found["about"]

    robin("card", "Harbour", "--pronouns", "they/them", "--about", "Gardener.")
    assert card() == ("they/them", "Gardener.")
    robin("card", "Harbour", "--about", "I listen well.")
    assert card() == ("they/them", "I listen well.")
    assert "they/them" in sam("members", "Harbour").out
    robin("card", "Harbour", "--pronouns", "")
    assert card()[0] in {None, ""}
    assert robin("card", "Harbour", code=2).err


def test_a_muted_member_is_hidden_from_one_alone(robin: Person, sam: Person) -> None:
    event = say(robin, "la la la")
    sam("mute", "Harbour", "Robin")
    shown = sam("read", "Harbour")
    assert "la la la" not in shown.out
    assert "hidden" in shown.out
    assert event not in sam("read", "Harbour", "--json").out
    assert "la la la" in sam("read", "Harbour", "--muted").out
    assert "la la la" in robin("read", "Harbour").out
    sam("unmute", "Harbour", "Robin")
    assert "la la la" in sam("read", "Harbour").out


def test_only_what_is_newer_is_read(robin: Person, sam: Person) -> None:
    index = item(sam, say(robin, "before"))["index"]
    say(robin, "after")
    assert sam.texts("Harbour", "--since", str(index)) == ["after"]
    last = sam.data("read", "Harbour")[-1]["index"]
    assert sam.data("read", "Harbour", "--since", str(last)) == []
    assert "Nothing new" in sam("read", "Harbour", "--since", str(last)).out


def test_the_timer_is_told(robin: Person, sam: Person) -> None:
    robin("timer", "Harbour", "7d")
    assert "timer" in {it["kind"] for it in sam.data("read", "Harbour")}
    robin("timer", "Harbour", "1s", code=1)
    assert "hosts alone" in sam("timer", "Harbour", "1d", code=1).err


def test_a_message_that_is_not_there_is_not_answered(robin: Person) -> None:
    for word in ("999999", "ffffffff", "nonsense", "ff"):
        said = robin("send", "Harbour", "?", "--reply", word, code=1)
        assert word in said.err


def test_text_that_turns_lines_around_is_shown_harmless(robin: Person, sam: Person) -> None:
    say(robin, "\u2067turned\u2069")
    assert "\ufffdturned\ufffd" in sam("read", "Harbour").out


def test_following_shows_what_comes_in(robin: Person, sam: Person) -> None:
    last = sam.data("read", "Harbour")[-1]["index"]
    with sam.running("read", "Harbour", "--follow", "--since", str(last), "--json") as follower:
        say(robin, "are you there?")
        assert follower.object()["text"] == "are you there?"
        # Who follows in one window answers in another.
        say(sam, "I am")
        assert follower.object()["text"] == "I am"
        ended = follower.interrupt()
    assert ended.code == 130
    assert "Traceback" not in ended.err
