"""Properties of the TLS presentation codec: one encoding for each value, and nothing else read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_mls.codec import Reader, optional, parse, u16_list, u32_list, varint, vec, vec_of
from leeward_mls.errors import Malformed


@given(st.integers(0, 2**30 - 1))
def test_lengths_round_trip_in_the_fewest_bytes(value: int) -> None:
    data = varint(value)
    assert parse(data, Reader.varint) == value
    assert len(data) == (1 if value < 2**6 else 2 if value < 2**14 else 4)


@given(st.binary(min_size=1, max_size=4))
def test_whatever_is_read_as_a_length_is_its_encoding(data: bytes) -> None:
    """No two encodings of one length: what parses encodes to the same bytes again."""
    try:
        value = parse(data, Reader.varint)
    except Malformed:
        return
    assert varint(value) == data


@pytest.mark.parametrize("value", [2**30, 2**62])
def test_lengths_that_have_no_encoding(value: int) -> None:
    with pytest.raises(ValueError, match=r"at most 2\*\*30 - 1"):
        varint(value)


@given(st.binary(max_size=300))
def test_vectors_round_trip(data: bytes) -> None:
    assert parse(vec(data), Reader.vec) == data


@given(st.lists(st.binary(max_size=80), max_size=8))
def test_vectors_of_vectors_round_trip(items: list[bytes]) -> None:
    data = vec_of(vec(item) for item in items)
    assert parse(data, lambda reader: reader.list_of(Reader.vec)) == items


@given(st.binary(max_size=100), st.binary(min_size=1, max_size=4))
def test_trailing_bytes_are_refused(data: bytes, rest: bytes) -> None:
    with pytest.raises(Malformed):
        parse(vec(data) + rest, Reader.vec)


@given(st.binary(min_size=1, max_size=100), st.data())
def test_cut_vectors_are_refused(data: bytes, draw: st.DataObject) -> None:
    whole = vec(data)
    cut = draw.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Malformed):
        parse(whole[:cut], Reader.vec)


@given(st.lists(st.integers(0, 2**16 - 1), max_size=40))
def test_lists_of_16_bit_values_round_trip(values: list[int]) -> None:
    assert parse(u16_list(values), Reader.u16_list) == tuple(values)


@given(st.lists(st.integers(0, 2**32 - 1), max_size=40))
def test_lists_of_32_bit_values_round_trip(values: list[int]) -> None:
    assert parse(u32_list(values), Reader.u32_list) == tuple(values)


@given(st.integers(2, 255), st.binary(max_size=8))
def test_presence_is_one_of_two_octets(octet: int, rest: bytes) -> None:
    assert not parse(optional(None), Reader.present)
    with pytest.raises(Malformed):
        Reader(bytes([octet]) + rest).present()
