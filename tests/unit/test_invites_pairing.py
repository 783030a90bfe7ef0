"""The device code and what two devices say with it: of one type, for the two alone, in one encoding."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from leeward_client.invites import meeting, pairing
from leeward_client.invites.code import Code, CodeError, CodeType, parse, split
from leeward_client.invites.meeting import Closed, Meeting, MeetingError
from leeward_client.invites.pairing import (
    Answer,
    Asking,
    Entered,
    Entrance,
    Hello,
    Offer,
    Offered,
    Opened,
    Packages,
    Packed,
    Table,
    meeting_of,
)
from leeward_client.invites.words import Cost, hello_words, knock_words

SECRET, REPLY = bytes(range(16)), bytes(range(32))
RELAY = "https://relay.example"
BOX = meeting_of(SECRET)
CHEAP = Cost(1, 8192)
SAID: list[pairing.Said] = [
    Offer((Offered(b"h" * 8, b"m" * 16, "Harbour", RELAY),)),
    Packages((Packed(b"h" * 8, b"package"), Packed(b"i" * 8, b""))),
    Entrance(b"h" * 8, b"welcome"),
    Entered(),
]


def device_code() -> Code:
    return Code(SECRET, RELAY, CodeType.DEVICE)


def test_a_device_code_reads_back_in_both_forms() -> None:
    code = device_code()
    for text in (
        str(code),
        code.link,
        str(code).lower(),
        code.link.upper().replace("HTTPS", "https"),
    ):
        letters, relay = split(text, CodeType.DEVICE)
        assert relay.lower().removeprefix("https://") == "relay.example"
        assert parse(letters, RELAY, CodeType.DEVICE) == code


def test_neither_type_is_taken_for_the_other() -> None:
    for made, wanted in ((CodeType.JOIN, CodeType.DEVICE), (CodeType.DEVICE, CodeType.JOIN)):
        code = Code(SECRET, RELAY, made)
        for text in (str(code), code.link):
            with pytest.raises(CodeError) as caught:
                split(text, wanted)
            assert caught.value.sentence in ("code-is-invite", "code-is-device")
        letters, _ = split(str(code), made)
        with pytest.raises(CodeError) as caught:  # its letters are wrong under the other name
            parse(letters, RELAY, wanted)
        assert caught.value.sentence == "code-check"


def test_codes_of_one_secret_share_nothing() -> None:
    invite = Meeting.of(SECRET)
    for name in ("seed", "box", "burn_key", "envelope", "id_hash"):
        assert getattr(BOX, name) != getattr(invite, name)
    with pytest.raises(MeetingError):
        invite.open(BOX.wrap(msgspec.msgpack.encode(Closed())))
    parts = (bytes(32), bytes(1216), bytes(64))
    assert hello_words(*parts, cost=CHEAP) != knock_words(*parts, cost=CHEAP)


def test_a_hello_opens_for_the_first_device_and_its_box_alone() -> None:
    private, public = pairing.keys()
    made = pairing.hello(BOX, Opened(public, 1, 2), "phone", REPLY)
    assert pairing.read_hello(BOX, private, made) == Asking("phone", REPLY)
    for box, key in ((BOX, pairing.keys()[0]), (meeting_of(bytes(16)), private)):
        with pytest.raises(MeetingError):
            pairing.read_hello(box, key, made)
    with pytest.raises(MeetingError):
        pairing.hello(BOX, Opened(public, 1, 2), "x" * 65, REPLY)


@pytest.mark.parametrize("said", SAID, ids=lambda one: type(one).__name__)
def test_answers_open_for_the_two_devices_and_their_hello_alone(said: pairing.Said) -> None:
    made = pairing.answer(b"i" * 8, REPLY, said)
    assert pairing.read_answer(made, REPLY) == said
    for other, key in ((made, bytes(32)), (Answer(b"j" * 8, made.sealed), REPLY)):
        with pytest.raises(MeetingError):
            pairing.read_answer(other, key)


def test_one_device_cannot_be_shown_its_own_words_as_the_others() -> None:
    for said in SAID:
        side = pairing._SIDES[type(said)]
        other = next(one for one in pairing.Side if one is not side)
        label = pairing._ANSWER_LABEL + bytes([other]) + b"i" * 8
        plain = msgspec.msgpack.encode(said)
        turned = Answer(b"i" * 8, meeting.sealed_with(REPLY, label, plain))
        with pytest.raises(MeetingError):
            pairing.read_answer(turned, REPLY)


def test_what_a_box_has_come_to() -> None:
    _, public = pairing.keys()
    opened = Opened(public, 1, 2)
    hello = pairing.hello(BOX, opened, "phone", REPLY)
    other = pairing.hello(BOX, opened, "phone", REPLY)
    offer = pairing.answer(hello.id, REPLY, SAID[0])
    false = pairing.answer(hello.id, os.urandom(32), Entered())
    blobs = [pairing.close(BOX, one) for one in (opened, hello, hello, false, offer, offer)]
    table = Table.of(BOX, enumerate([*blobs, bytes(1024), b"noise"], 1))
    assert table.opened == opened
    assert list(table.hellos) == [hello.id]
    assert table.said(hello.id, REPLY) == [SAID[0]]
    assert not table.frozen
    assert Table.of(BOX, [*enumerate(blobs, 1), (9, pairing.close(BOX, other))]).frozen
    assert Table.of(BOX, enumerate(blobs, 2)).opened is None  # only the first entry counts


@pytest.mark.parametrize(
    "plain",
    [
        [1, bytes(1215), 0, 0],
        [1, bytes(1216), 0, -1],
        [2, b""],
        [3, bytes(7), b"x"],
        [3, bytes(8), b""],
        [4, bytes(8), b"x"],
        [3, bytes(8), b"x", 0],
    ],
)
def test_what_is_not_well_formed_is_noise(plain: list[object]) -> None:
    blob = BOX.wrap(msgspec.msgpack.encode(plain))
    table = Table.of(BOX, [(1, blob)])
    assert (table.opened, table.hellos, table.answers) == (None, {}, {})


def test_nothing_shows_in_a_repr() -> None:
    for one in (*SAID, Hello(b"secret"), Asking("phone", REPLY), device_code()):
        assert repr(one) == f"{type(one).__name__}(...)"


def test_the_vectors_that_both_clients_read() -> None:
    path = Path(__file__).parents[2] / "protocol" / "vectors" / "invites" / "devices.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    code = Code(bytes.fromhex(held["secret"]), held["relay"], CodeType.DEVICE)
    assert (str(code), code.link) == (held["code"], held["link"])
    box, reply = meeting_of(code.secret), bytes.fromhex(held["reply_key"])
    assert (box.box.hex(), box.envelope.hex()) == (held["box"], held["envelope"])
    blobs = [bytes.fromhex(one["blob"]) for one in held["entries"]]
    table = Table.of(box, enumerate(blobs, 1))
    assert table.opened is not None
    assert table.opened.key.hex() == held["key"]
    sealed = bytes.fromhex(held["sealed"])
    assert hello_words(box.box, table.opened.key, sealed) == held["words"]
    said = table.said(bytes.fromhex(held["hello"]), reply)
    offer, entrance = (one for one in said if isinstance(one, Offer | Entrance))
    assert isinstance(offer, Offer)
    assert [one.label for one in offer.circles] == [held["said"][0]["label"]]
    assert entrance == Entrance(b"handle 1", bytes.fromhex(held["said"][1]["welcome"]))
