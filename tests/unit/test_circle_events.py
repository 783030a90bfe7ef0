"""The event format: one encoding for each event, nothing else accepted, nothing shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_client.circle.canon import CanonError, Record, pack, unpack
from leeward_client.circle.commit_data import (
    Approved,
    CommitData,
    CommitDataError,
    decode_commit_data,
    encode_commit_data,
)
from leeward_client.circle.events import (
    Edit,
    Event,
    EventError,
    Message,
    Reaction,
    Unknown,
    decode_event,
    encode_event,
    event,
    kind_of,
)
from leeward_client.circle.history import Seen
from leeward_client.circle.text import check_text, clean_text
from support.circle_strategies import events

ID, SEEN = bytes(16), Seen(0, bytes(32))


@given(events())
def test_there_and_back(said: Event) -> None:
    assert decode_event(encode_event(said)) == said


@given(events(), st.data())
def test_what_is_accepted_encodes_to_the_same_bytes(said: Event, data: st.DataObject) -> None:
    encoded = bytearray(encode_event(said))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] = data.draw(st.integers(0, 255))
    try:
        decoded = decode_event(bytes(encoded))
    except EventError:
        return
    assert encode_event(decoded) == encoded


@given(st.binary(max_size=200))
def test_noise_is_refused_or_canonical(noise: bytes) -> None:
    try:
        decoded = decode_event(noise)
    except EventError:
        return
    assert encode_event(decoded) == noise


@given(events(), st.integers(0, 400))
def test_a_beginning_is_refused(said: Event, end: int) -> None:
    encoded = encode_event(said)
    with pytest.raises(EventError):
        decode_event(encoded[: min(end, len(encoded) - 1)])


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(EventError):
        decode_event(b"\x91" * 100_000)


@pytest.mark.parametrize(
    "said",
    [
        event(ID, Message(""), 0, SEEN),
        event(ID, Message("a" * 16_001), 0, SEEN),
        event(ID, Message("\x1b"), 0, SEEN),
        event(ID, Message("\ud800"), 0, SEEN),
        event(ID[1:], Message("a"), 0, SEEN),
        event(ID, Message("a"), -1, SEEN),
        event(ID, Message("a"), 2**53, SEEN),
        event(ID, Message("a"), 0, Seen(0, b"")),
        event(ID, Edit(b"", "a"), 0, SEEN),
        Event(ID, 2, Message("a"), 0, SEEN),
        Event(ID, 99, Message("a"), 0, SEEN),
        Event(ID, 1, Message("a"), 0, SEEN, 2),
        Event(ID, 1, Unknown(b""), 0, SEEN),
        Event(ID, 0, Unknown(b""), 0, SEEN),
        Event(ID, 99, Unknown(b""), 0, SEEN, 0),
        Event(ID, 99, Unknown(bytes(131_073)), 0, SEEN),
    ],
)
def test_what_is_out_of_bounds_is_not_sent(said: Event) -> None:
    with pytest.raises(EventError):
        encode_event(said)


def test_an_unknown_body_has_no_kind() -> None:
    with pytest.raises(EventError):
        kind_of(Unknown(b""))


def test_nothing_shows_in_a_repr() -> None:
    said = event(ID, Message("secret", "words"), 5, Seen(1, b"h" * 32))
    assert "secret" not in repr(said) + repr(said.body) + repr(said.seen)
    assert "❤" not in repr(Reaction(ID, "❤"))
    assert "words" not in repr(said) + repr(said.body)


def test_clean_text_may_be_sent() -> None:
    typed = "one\r\ntwo\rthree\u2028four\u2029five\x1b[2J\u202e\ufeff\ud800"
    assert clean_text(typed) == "one\ntwo\nthree\nfour\nfive[2J"
    assert check_text(clean_text(typed), 100)


@given(st.text(min_size=1, max_size=50))
def test_whatever_is_cleaned_may_be_sent(typed: str) -> None:
    cleaned = clean_text(typed)
    assert not cleaned or check_text(cleaned, 100) == cleaned


class Pair(Record, frozen=True):
    """A record for these tests."""

    first: int
    second: str | None = None


def test_canonical_records() -> None:
    assert unpack(pack(Pair(1, "a")), Pair, 10) == Pair(1, "a")
    for bad in (
        b"\x91\x01",
        b"\x92\x01\xa1a\x00",
        b"\x92\xcd\x00\x01\xc0",
        b"\x93\x01\xc0\xc0",
        b"\x82",
    ):
        with pytest.raises(CanonError):
            unpack(bad, Pair, 10)
    assert len(pack(Pair(1, "a"))) == 4
    assert unpack(pack(Pair(1, "a")), Pair, 4) == Pair(1, "a")
    with pytest.raises(CanonError):
        unpack(pack(Pair(1, "a")), Pair, 3)
    assert "a" not in repr(Pair(1, "a")).removeprefix("Pair")


@pytest.mark.parametrize(
    "data",
    [
        CommitData(Seen(-1, bytes(32)), bytes(32)),
        CommitData(SEEN, b""),
        CommitData(SEEN, bytes(32), (b"",)),
        CommitData(SEEN, bytes(32), purpose=-1),
        CommitData(SEEN, bytes(32), approvals=(Approved(b"", b"a", b"s"),)),
        CommitData(SEEN, bytes(32), approvals=(Approved(ID, b"a", b"s"),) * 2),
    ],
)
def test_commit_data_out_of_bounds_is_not_sent(data: CommitData) -> None:
    with pytest.raises(CommitDataError):
        encode_commit_data(data)


@given(st.binary(max_size=120))
def test_commit_data_noise(noise: bytes) -> None:
    try:
        decoded = decode_commit_data(noise)
    except CommitDataError:
        return
    assert encode_commit_data(decoded) == noise
