"""Inputs made from inputs, by a generator whose every choice follows from its seed."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

EDGES = (
    b"\x00", b"\x01", b"\x7f", b"\x80", b"\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff",
    b"\xc0", b"\xc2", b"\xc3", b"\xc4\x00", b"\xcc\x80", b"\xcd\x01\x00", b"\xce\x00\x01\x00\x00",
    b"\xcf\x00\x20\x00\x00\x00\x00\x00\x00", b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", b"\xd0\xff",
    b"\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00", b"\xa0", b"\xa1\xff", b"\xdc\x00\x01", b"\x90", b"\x80",
    b"\x40\x3f", b"\x80\x00\x3f\xff", b"\xbf\xff\xff\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"\xcc\x81", b"\r\n", b"\t", b" ", b"#", b"/", b":", b"@", b"%00", b"[", b"]",
)  # fmt: skip
"""Marks of MessagePack and of MLS, ends of numbers, and what trips readers of text."""


def inputs(seeds: Sequence[bytes], count: int, largest: int, seed: int = 1) -> Iterator[bytes]:
    """Give so many inputs, each a seed with one to four changes, none longer than `largest`."""
    random = Random(seed)
    pool = [one[:largest] for one in seeds] or [b""]
    for _ in range(count):
        data = random.choice(pool)
        for _ in range(random.randint(1, 4)):
            data = random.choice(_CHANGES)(random, data, random.choice(pool))[:largest]
        yield data


def _place(random: Random, data: bytes) -> int:
    # Heads say most: a place among the first bytes is as likely as one anywhere.
    return random.randrange(min(len(data), 64) + 1 if random.random() < 0.5 else len(data) + 1)


def _flip(random: Random, data: bytes, _: bytes) -> bytes:
    at = _place(random, data)
    return (
        data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
        if data[at:]
        else data
    )


def _step(random: Random, data: bytes, _: bytes) -> bytes:
    at = _place(random, data)
    moved = (data[at] + random.choice((-1, 1, 16, -16))) % 256 if data[at:] else 0
    return data[:at] + bytes([moved]) + data[at + 1 :] if data[at:] else data


def _put(random: Random, data: bytes, _: bytes) -> bytes:
    at, new = _place(random, data), random.choice(EDGES)
    return data[:at] + new + data[at + random.choice((0, len(new))) :]


def _cut(random: Random, data: bytes, _: bytes) -> bytes:
    at = _place(random, data)
    return data[:at] + data[at + random.choice((1, 2, 4, 32, len(data))) :]


def _twice(random: Random, data: bytes, _: bytes) -> bytes:
    at, length = _place(random, data), random.choice((1, 2, 8, 64))
    return data[:at] + data[at : at + length] * random.randint(2, 9) + data[at + length :]


def _splice(random: Random, data: bytes, other: bytes) -> bytes:
    return data[: _place(random, data)] + other[_place(random, other) :]


def _noise(random: Random, data: bytes, _: bytes) -> bytes:
    at, new = _place(random, data), random.randbytes(random.choice((1, 2, 8, 32)))
    return data[:at] + new + data[at + len(new) :]


_CHANGES: tuple[Callable[[Random, bytes, bytes], bytes], ...] = (
    _flip, _step, _put, _put, _cut, _twice, _splice, _noise,
)  # fmt: skip
