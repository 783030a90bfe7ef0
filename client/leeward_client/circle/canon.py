"""Canonical MessagePack: one value has one encoding, and only that encoding is accepted.

Records travel as arrays of fixed length, never as maps, so that no order of keys is left to chance.
What decodes is encoded again and compared: longer integers, floats that stand for integers, strings
where bytes belong, missing, extra or trailing items are all refused that way.
"""

from typing import TypeVar

import msgspec

LARGEST_INT = 2**53 - 1
"""The largest integer on the wire: the largest that every language holds exactly."""


class CanonError(ValueError):
    """The bytes are not the one canonical encoding of the record asked for."""


class Record(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A record of fixed fields, encoded as an array; its content is hidden from `repr`."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


R = TypeVar("R")


def pack(record: object) -> bytes:
    """Encode a record; msgspec writes every integer, string and array in its shortest form."""
    return msgspec.msgpack.encode(record)


def unpack(data: bytes, shape: type[R], largest: int) -> R:
    """Decode `data` as a `shape`.

    Raises:
        CanonError: longer than `largest`, not of that shape, or not its canonical encoding.
    """
    if len(data) > largest:
        raise CanonError("too long")
    try:
        record = msgspec.msgpack.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CanonError("not the record expected") from error
    if pack(record) != data:
        raise CanonError("not canonical")
    return record


def check_int(value: int, lowest: int, highest: int = LARGEST_INT) -> int:
    """Return `value` if it lies within the bounds; else raise ValueError."""
    if not lowest <= value <= highest:
        raise ValueError("an integer is out of bounds")
    return value


def check_bytes(value: bytes, length: int) -> bytes:
    """Return `value` if it is exactly `length` bytes long; else raise ValueError."""
    if len(value) != length:
        raise ValueError("a byte string has the wrong length")
    return value
