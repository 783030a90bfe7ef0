"""Reads protocol/vectors/invites/: codes, meeting boxes, words and desks, with their refusals."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from leeward_client.invites.code import Code, CodeError, parse, split
from leeward_client.invites.desk import Desk
from leeward_client.invites.meeting import (
    Declined,
    Knock,
    Meeting,
    MeetingError,
    Welcome,
    decode,
    is_decline,
    read_knock,
    read_welcome,
)
from leeward_client.invites.meeting import _request as read_request
from leeward_client.invites.words import knock_words, phrase
from leeward_client.link import Address, AddressError

HOME = Path(__file__).parents[2] / "protocol" / "vectors" / "invites"


def load(name: str) -> Any:
    return json.loads((HOME / f"{name}.json").read_text(encoding="utf-8"))


CODES, MEETING, WORDS, DESK = (load(name) for name in ("codes", "meeting", "words", "desk"))
fromhex = bytes.fromhex


def read(typed: str) -> Code:
    letters, relay = split(typed)
    return parse(letters, Address.parse(relay).url)


@pytest.mark.parametrize("case", CODES["valid"], ids=lambda case: case["code"])
def test_a_code_has_one_text_and_one_link(case: dict[str, str]) -> None:
    code = Code(fromhex(case["secret"]), case["relay"])
    assert (str(code), code.link) == (case["code"], case["link"])
    assert read(case["code"]) == code
    assert read(case["link"]) == code


@pytest.mark.parametrize("case", CODES["typed"], ids=lambda case: ascii(case["typed"]))
def test_a_code_may_be_typed_in_many_ways(case: dict[str, str]) -> None:
    assert read(case["typed"]) == Code(fromhex(case["secret"]), case["relay"])


@pytest.mark.parametrize("case", CODES["refused"], ids=lambda case: case["why"])
def test_what_is_no_code_is_refused(case: dict[str, str]) -> None:
    with pytest.raises((CodeError, AddressError)):
        read(case["typed"])


@pytest.mark.parametrize("case", MEETING["derived"], ids=lambda case: case["secret"])
def test_a_secret_derives_its_box(case: dict[str, str]) -> None:
    meeting = Meeting.of(fromhex(case["secret"]))
    for name, value in case.items():
        assert getattr(meeting, name).hex() == value, name


@pytest.mark.parametrize("case", MEETING["contents"], ids=lambda case: case["type"])
def test_contents_have_one_encoding(case: dict[str, str]) -> None:
    content = decode(fromhex(case["plain"]))
    assert type(content).__name__ == case["type"]
    assert msgspec.msgpack.encode(content).hex() == case["plain"]


@pytest.mark.parametrize("case", MEETING["refused_contents"], ids=lambda case: case["why"])
def test_contents_that_are_none_are_refused(case: dict[str, str]) -> None:
    with pytest.raises(MeetingError):
        decode(fromhex(case["plain"]))


def test_an_entry_opens() -> None:
    case = MEETING["entry"]
    meeting = Meeting.of(fromhex(case["secret"]))
    assert meeting.open(fromhex(case["blob"])) == decode(fromhex(case["plain"]))


def test_a_knock_opens_for_the_issuer() -> None:
    case = MEETING["knock"]
    meeting, knock = Meeting.of(fromhex(case["secret"])), Knock(fromhex(case["sealed"]))
    assert knock.id.hex() == case["id"]
    request = read_knock(meeting, fromhex(case["private"]), knock)
    assert msgspec.msgpack.encode(request).hex() == case["request"]


def test_requests_have_one_encoding() -> None:
    for plain in MEETING["requests"]:
        assert msgspec.msgpack.encode(read_request(fromhex(plain))).hex() == plain


@pytest.mark.parametrize("plain", MEETING["refused_requests"], ids=lambda plain: str(len(plain)))
def test_requests_that_are_none_are_refused(plain: str) -> None:
    with pytest.raises(MeetingError):
        read_request(fromhex(plain))


def test_answers_open_for_the_newcomer_alone() -> None:
    case = MEETING["welcome"]
    content = decode(fromhex(case["content"]))
    assert isinstance(content, Welcome)
    way = read_welcome(content, fromhex(case["reply_key"]))
    assert (way.welcome.hex(), way.label) == (case["welcome"], case["label"])
    with pytest.raises(MeetingError):
        read_welcome(content, bytes(32))
    case = MEETING["decline"]
    no = decode(fromhex(case["content"]))
    assert isinstance(no, Declined)
    assert is_decline(no, fromhex(case["reply_key"]))
    assert not is_decline(no, bytes(32))


@pytest.mark.parametrize("case", WORDS["knocks"], ids=lambda case: " ".join(case["words"]))
def test_words_of_a_knock(case: dict[str, Any]) -> None:
    box, key, sealed = (fromhex(case[name]) for name in ("box", "issuer_key", "sealed"))
    assert knock_words(box, key, sealed) == case["words"]


@pytest.mark.parametrize("case", WORDS["circles"], ids=lambda case: " ".join(case["words"]))
def test_words_of_a_circle(case: dict[str, Any]) -> None:
    group, last = fromhex(case["group_id"]), fromhex(case["authenticator"])
    assert phrase(group, case["epoch"], last) == case["words"]


@pytest.mark.parametrize("case", DESK["cases"], ids=lambda case: case["why"])
def test_what_a_box_has_come_to(case: dict[str, Any]) -> None:
    meeting = Meeting.of(fromhex(DESK["secret"]))
    blobs = [
        (seq, bytes(1024) if plain is None else meeting.close(decode(fromhex(plain))))
        for seq, plain in case["entries"]
    ]
    desk = Desk.of(meeting, blobs)
    key = fromhex(DESK["reply_key"])
    standing = desk.standing(fromhex(DESK["knock_id"]), key, case["now"])
    assert (standing.value, desk.frozen) == (case["standing"], case["frozen"])
    answered = desk.answered(fromhex(DESK["knock_id"]), key)
    assert answered == (case["standing"] in ("admitted", "declined"))
