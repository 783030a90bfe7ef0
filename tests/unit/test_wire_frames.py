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


RIDS = st.integers(0, 2**32 - 1)
NUMBERS = st.integers(0, 2**24 - 1)


@given(RIDS, NUMBERS, st.sampled_from([b"", b"\x01" + bytes(8), b"\x02" + bytes(32)]))
def test_r42_numbers_and_proofs_do_not_change_a_frames_length(
    rid: int, number: int, proof: bytes
) -> None:
    sig, seq = bytes(64), max(1, number)
    frames: list[wire.Frame] = [
        *(wire.Open(rid, BOX, burn, sig, proof) for burn in (None, BOX)),
        wire.Attach(rid, BOX, sig, number),
        wire.Detach(rid, BOX),
        wire.Read(rid, BOX, number),
        wire.Grow(rid, BOX, proof),
        wire.Burn(rid, BOX, BOX),
        wire.Ping(rid),
        wire.Hello(number, BOX, wire.Limits(64, True, *[2**53 - 1] * 13)),
        wire.Attached(rid, number, number, number),
        wire.Posted(rid, seq),
        wire.Page(rid, BOX, [], True),
        wire.Refused(rid, Code.FULL),
        wire.Entries(BOX, []),
        wire.Lagged(BOX),
    ]
    assert {len(wire.encode(frame)) for frame in frames} == {192}
    entries = [wire.Entry(seq, Kind.POST, bytes(1024)), wire.Entry(seq, Kind.SEAL, bytes(65536))]
    for frame, length in (
        (wire.Post(rid, BOX, Life.LONG, bytes(4096)), 96 + 4096),
        (wire.Seal(rid, BOX, seq, bytes(65536), proof), 96 + 65536),
        (wire.Entries(BOX, entries), 96 + 12 + 1024 + 12 + 65536),
        (wire.Page(rid, BOX, entries, False), 96 + 12 + 1024 + 12 + 65536),
    ):
        assert len(wire.encode(frame)) == wire.length_of(frame) == length


@given(st.binary(max_size=192))
def test_r02_any_bytes_are_a_frame_in_one_encoding_or_malformed(data: bytes) -> None:
    for decode in (wire.decode_request, wire.decode_reply):
        try:
            frame = decode((data + b"\x80").ljust(192, b"\0"))
        except MalformedError:
            continue
        assert wire.encode(frame).startswith(data + b"\x80")


def test_deep_nesting_is_malformed() -> None:
    for decode in (wire.decode_request, wire.decode_reply):
        with pytest.raises(MalformedError):
            decode(b"\x91" * 100_000)


def test_r02_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(MalformedError):
        wire.decode_request(bytes(MAX_REQUEST_BYTES + 1))
    with pytest.raises(MalformedError):
        wire.decode_reply(bytes(MAX_REPLY_BYTES + 1))
