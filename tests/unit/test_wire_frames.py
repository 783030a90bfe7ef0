"""What frames cannot be built as, and what they do not tell."""

import os

import leeward_wire as wire
import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_wire import Code, Kind, Life, MalformedError
from leeward_wire.sizes import MAX_REPLY_BYTES, MAX_REQUEST_BYTES, PAGE_BYTES

BOX = bytes(32)


@pytest.mark.parametrize("length", [0, 1, 1023, 1025, 262143, 262145])
def test_r03_blobs_have_the_length_of_a_class(length: int) -> None:
    with pytest.raises(ValueError, match="class"):
        wire.Post(1, BOX, Life.SHORT, bytes(length))
    with pytest.raises(ValueError, match="class"):
        wire.Seal(1, BOX, 0, bytes(length), b"")
    with pytest.raises(ValueError, match="class"):
        wire.Entry(1, Kind.POST, bytes(length))


def test_r03_small_classes_are_for_posts_alone() -> None:
    wire.Post(1, BOX, Life.SHORT, bytes(1024))
    with pytest.raises(ValueError, match="class"):
        wire.Seal(1, BOX, 0, bytes(1024), b"")
    with pytest.raises(ValueError, match="class"):
        wire.Entry(1, Kind.SEAL, bytes(16384))


@pytest.mark.parametrize("proof", [b"\x01", b"\x01" + bytes(9), b"\x02" + bytes(31), b"\x03"])
def test_r04_proofs_have_a_shape(proof: bytes) -> None:
    with pytest.raises(ValueError, match="proof"):
        wire.Grow(1, BOX, proof)
    with pytest.raises(ValueError, match="proof"):
        wire.Open(1, BOX, None, bytes(64), proof)
    with pytest.raises(ValueError, match="proof"):
        wire.Seal(1, BOX, 5, bytes(65536), proof)


def test_r04_a_first_seal_has_no_proof() -> None:
    with pytest.raises(ValueError, match="proof"):
        wire.Seal(1, BOX, 0, bytes(65536), b"\x01" + bytes(8))


def test_nothing_of_a_frame_shows_in_its_repr() -> None:
    box, blob = os.urandom(32), b"\xa7" * 1024
    post = wire.Post(7, box, Life.SHORT, blob)
    entry = wire.Entry(1, Kind.POST, blob)
    assert repr(post) == str(post) == "Post(…)"
    assert repr(entry) == "Entry(…)"
    assert repr(wire.Entries(box, [entry])) == "Entries(…)"
    assert repr(wire.Refused(1, Code.FULL)) == "Refused(FULL)"


def test_frames_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        wire.Ping(1).rid = 2  # type: ignore[misc]


def test_the_largest_frames_fit_their_bounds() -> None:
    seal = wire.Seal(2**32 - 1, BOX, 2**24 - 1, bytes(262144), b"\x02" + bytes(32))
    assert len(wire.encode(seal)) <= MAX_REQUEST_BYTES
    entries = [wire.Entry(2**24 - 1, Kind.POST, bytes(262144))] * (PAGE_BYTES // 262144)
    assert len(wire.encode(wire.Page(2**32 - 1, BOX, entries, True))) <= MAX_REPLY_BYTES
    small = [wire.Entry(2**24 - 1, Kind.POST, bytes(1024))] * 256
    assert len(wire.encode(wire.Page(2**32 - 1, BOX, small, True))) <= MAX_REPLY_BYTES


@given(st.binary(max_size=200))
def test_r02_any_bytes_are_a_frame_in_one_encoding_or_malformed(data: bytes) -> None:
    for decode in (wire.decode_request, wire.decode_reply):
        try:
            frame = decode(data)
        except MalformedError:
            continue
        assert wire.encode(frame) == data


def test_deep_nesting_is_malformed() -> None:
    for decode in (wire.decode_request, wire.decode_reply):
        with pytest.raises(MalformedError):
            decode(b"\x91" * 100_000)


def test_r02_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(MalformedError):
        wire.decode_request(bytes(MAX_REQUEST_BYTES + 1))
    with pytest.raises(MalformedError):
        wire.decode_reply(bytes(MAX_REPLY_BYTES + 1))
