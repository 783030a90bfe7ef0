"""Bytes to frames and back, strictly: one frame has one encoding."""

from typing import TypeVar

import msgspec

from leeward_wire import sizes
from leeward_wire.frames import Frame, Reply, Request

F = TypeVar("F", bound=Frame)

_encoder = msgspec.msgpack.Encoder()
_requests: "msgspec.msgpack.Decoder[Request]" = msgspec.msgpack.Decoder(Request)
_replies: "msgspec.msgpack.Decoder[Reply]" = msgspec.msgpack.Decoder(Reply)


class MalformedError(Exception):
    """The bytes are no frame. It quotes nothing of them, so that it can be logged."""


def encode(frame: Frame) -> bytes:
    """Give the one encoding of a frame."""
    return _encoder.encode(frame)


def decode_request(data: bytes | bytearray) -> Request:
    """Read what a client sent; raises MalformedError."""
    if len(data) > sizes.MAX_REQUEST_BYTES:
        raise MalformedError
    try:
        frame = _requests.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError from None
    return _canonical(frame, data)


def decode_reply(data: bytes) -> Reply:
    """Read what a relay sent; raises MalformedError."""
    if len(data) > sizes.MAX_REPLY_BYTES:
        raise MalformedError
    try:
        frame = _replies.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError from None
    return _canonical(frame, data)


def _canonical(frame: F, data: bytes | bytearray) -> F:
    # MessagePack has several encodings of a number or a length. Allowing one alone leaves no
    # room for a second meaning, nor for bits by which a client could be told from another.
    if _encoder.encode(frame) != data:
        raise MalformedError
    return frame
