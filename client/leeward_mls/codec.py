"""The TLS presentation language as MLS uses it (RFC 9420 section 2.1).

Writing is plain concatenation of bytes. Reading goes through :class:`Reader`, which refuses
lengths that are not minimal, presence octets other than 0 and 1, and what runs over the end;
:meth:`Reader.finish` refuses what is left over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from .errors import Malformed

T = TypeVar("T")


def u8(value: int) -> bytes:
    return value.to_bytes(1, "big")


def u16(value: int) -> bytes:
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def varint(value: int) -> bytes:
    """The minimal length header of a vector; values from 2**30 on have none."""
    if value < 0x40:
        return value.to_bytes(1, "big")
    if value < 0x4000:
        return (value | 0x4000).to_bytes(2, "big")
    if value < 0x40000000:
        return (value | 0x80000000).to_bytes(4, "big")
    raise ValueError("a vector is at most 2**30 - 1 bytes long")


def vec(data: bytes | bytearray) -> bytes:
    """``opaque data<V>``."""
    return varint(len(data)) + data


def vec_of(parts: Iterable[bytes]) -> bytes:
    """A vector of encoded elements."""
    return vec(b"".join(parts))


def u16_list(values: Iterable[int]) -> bytes:
    return vec_of(value.to_bytes(2, "big") for value in values)


def u32_list(values: Iterable[int]) -> bytes:
    return vec_of(value.to_bytes(4, "big") for value in values)


def optional(data: bytes | None) -> bytes:
    """``optional<T>`` around an encoded T."""
    return b"\x00" if data is None else b"\x01" + data


class Reader:
    """A cursor over bytes that never goes back; all errors are :class:`Malformed`."""

    __slots__ = ("data", "end", "pos")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pos = 0
        self.end = len(data)

    def take(self, size: int) -> bytes:
        pos = self.pos
        end = pos + size
        if end > self.end:
            raise Malformed("too short")
        self.pos = end
        return self.data[pos:end]

    def u8(self) -> int:
        pos = self.pos
        if pos >= self.end:
            raise Malformed("too short")
        self.pos = pos + 1
        return self.data[pos]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        return int.from_bytes(self.take(8), "big")

    def varint(self) -> int:
        first = self.u8()
        prefix = first >> 6
        if prefix == 0:
            return first
        if prefix == 1:
            value = (first & 0x3F) << 8 | self.u8()
            if value < 0x40:
                raise Malformed("length is not minimal")
            return value
        if prefix == 2:
            value = (first & 0x3F) << 24 | int.from_bytes(self.take(3), "big")
            if value < 0x4000:
                raise Malformed("length is not minimal")
            return value
        raise Malformed("length prefix is reserved")

    def vec(self) -> bytes:
        return self.take(self.varint())

    def present(self) -> bool:
        octet = self.u8()
        if octet > 1:
            raise Malformed("presence octet")
        return octet == 1

    def list_of(self, read: Callable[[Reader], T]) -> list[T]:
        """The elements of a vector, each read by ``read``; none may cross the vector's end."""
        inner = Reader(self.vec())
        items = []
        while inner.pos < inner.end:
            items.append(read(inner))
        return items

    def u16_list(self) -> tuple[int, ...]:
        data = self.vec()
        if len(data) % 2:
            raise Malformed("list of 16-bit values")
        return tuple(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))

    def u32_list(self) -> tuple[int, ...]:
        data = self.vec()
        if len(data) % 4:
            raise Malformed("list of 32-bit values")
        return tuple(int.from_bytes(data[i : i + 4], "big") for i in range(0, len(data), 4))

    def finish(self) -> None:
        if self.pos != self.end:
            raise Malformed("bytes are left over")


def parse(data: bytes, read: Callable[[Reader], T]) -> T:
    """Read one whole value from ``data``; trailing bytes are an error."""
    reader = Reader(data)
    value = read(reader)
    reader.finish()
    return value
