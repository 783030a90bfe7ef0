"""Bytes to frames and back, strictly: one frame has one encoding.

On the wire a frame is its MessagePack, the byte 0x80, and zeros up to a length that follows from its
blobs alone (R2, R42). So who sees lengths sees blobs' classes, and neither how often a connection has
asked, nor how many entries a box has had, nor what is asked of it.
"""

from typing import TypeVar, cast

import msgspec

from leeward_wire import sizes
from leeward_wire.frames import Entries, Frame, Page, Post, Reply, Request, Seal

F = TypeVar("F", bound=Frame)

_MARK = b"\x80"
_PADDING = _MARK + bytes(sizes.HEAD_BYTES + sizes.MAX_PAGE_ENTRIES * sizes.ENTRY_HEAD_BYTES)

_OF_ONE_BLOB = frozenset((Post, Seal))
_OF_MANY = frozenset((Page, Entries))

_encoder = msgspec.msgpack.Encoder()
_requests: "msgspec.msgpack.Decoder[Request]" = msgspec.msgpack.Decoder(Request)
_replies: "msgspec.msgpack.Decoder[Reply]" = msgspec.msgpack.Decoder(Reply)


class MalformedError(Exception):
    """The bytes are no frame. It quotes nothing of them, so that it can be logged."""


def length_of(frame: Frame) -> int:
    """Give how long a frame is on the wire, in bytes (R42)."""
    kind = type(frame)
    if kind in _OF_ONE_BLOB:
        return sizes.HEAD_BYTES + len(cast("Post | Seal", frame).blob)
    if kind in _OF_MANY and (entries := cast("Page | Entries", frame).entries):
        heads = sizes.HEAD_BYTES + len(entries) * sizes.ENTRY_HEAD_BYTES
        return heads + sum([len(entry.blob) for entry in entries])
    return sizes.CONTROL_BYTES


def encode(frame: Frame) -> bytes:
    """Give the one encoding of a frame, padded."""
    return b"".join(pieces(frame))


def pieces(frame: Frame) -> tuple[bytes, bytes]:
    """Give the one encoding of a frame in two pieces, for who joins it with more."""
    packed = _encoder.encode(frame)
    return packed, _PADDING[: length_of(frame) - len(packed)]


def decode_request(data: bytes | bytearray) -> Request:
    """Read what a client sent; raises MalformedError."""
    if len(data) > sizes.MAX_REQUEST_BYTES:
        raise MalformedError
    return _decoded(_requests, data)


def decode_reply(data: bytes) -> Reply:
    """Read what a relay sent; raises MalformedError."""
    if len(data) > sizes.MAX_REPLY_BYTES:
        raise MalformedError
    return _decoded(_replies, data)


def _decoded(decoder: "msgspec.msgpack.Decoder[F]", data: bytes | bytearray) -> F:
    try:
        # The padding begins with the last mark. Nothing is copied: at 256 KiB a copy takes longer
        # than all the rest, most of all where memory is overwritten when it is freed.
        frame = decoder.decode(memoryview(data)[: data.rfind(_MARK)])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError from None
    # MessagePack has several encodings of a number or a length. Allowing one alone leaves no
    # room for a second meaning, nor for bits by which a client could be told from another.
    packed, padding = pieces(frame)
    whole = len(packed) + len(padding) == len(data)
    if not (whole and data.startswith(packed) and data.endswith(padding)):
        raise MalformedError
    return frame
