"""WebSocket frames (RFC 6455) as the relay reads and writes them. Pure: bytes in, messages out.

aiohttp answers the handshake; from then on a connection is ours (leeward_relay.gate), and this is all
that it needs: no extensions, whole messages of a bounded length, and no copy but the one that unmasks.
"""

from collections.abc import Callable
from enum import IntEnum

from aiohttp._websocket.helpers import websocket_mask
from leeward_wire import Close

# The function works in place; aiohttp has it in C where there is a compiler.
_unmask: Callable[[bytes, bytearray], None] = websocket_mask

FIN = 0x80
MASKED = 0x80
MOST_CONTROL_BYTES = 125
MOST_PIECES = 1024
"""In so many frames a message may come: four to the kilobyte where it is the longest there is."""
LONG, LONGER = 126, 127
"""Lengths that say: the length stands in the next two, or eight, bytes."""


class Opcode(IntEnum):
    """What a frame carries."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


_WHOLE_BINARY = FIN | Opcode.BINARY
_LONG_HEAD = bytes((_WHOLE_BINARY, LONG))
_LONGER_HEAD = bytes((_WHOLE_BINARY, LONGER))
_CONTROL = 8
_KNOWN = frozenset(Opcode)


class WebSocketError(Exception):
    """The peer broke RFC 6455, or said too much; `code` is what the connection closes with."""

    def __init__(self, code: Close) -> None:
        super().__init__()
        self.code = code


def message(*pieces: bytes) -> bytes:
    """Frame a binary message, unmasked as a server's are; in pieces it is copied only once."""
    size = sum(map(len, pieces))
    if size < LONG:
        return b"".join((bytes((_WHOLE_BINARY, size)), *pieces))
    if size < 1 << 16:
        return b"".join((_LONG_HEAD, size.to_bytes(2, "big"), *pieces))
    return b"".join((_LONGER_HEAD, size.to_bytes(8, "big"), *pieces))


def control(opcode: Opcode, payload: bytes = b"") -> bytes:
    """Frame a ping, a pong or a close."""
    return bytes((FIN | opcode, len(payload))) + payload


def close(code: Close) -> bytes:
    """Frame a close with a bare code."""
    return control(Opcode.CLOSE, code.to_bytes(2, "big"))


class Messages:
    """Takes frames apart, one message at a time; keeps the beginning of one that comes in pieces."""

    __slots__ = ("_limit", "_opcode", "_parts", "_pieces", "wanted")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.wanted = 0
        """With fewer bytes than this there is no frame in what was last looked at."""
        self._opcode = Opcode.CONTINUATION
        self._parts: bytearray | None = None
        self._pieces = 0

    @property
    def begun(self) -> bool:
        """Tell whether pieces of a message are there, and its end is not."""
        return self._opcode != Opcode.CONTINUATION

    def take(self, data: bytearray, at: int, end: int) -> tuple[int, bytearray, int] | None:
        """Read the message or control frame that begins at `at`, or go on with one.

        Gives its opcode, its payload and where the next frame begins; None when `data` ends first.
        Raises WebSocketError. A piece of a message gives the opcode CONTINUATION.
        """
        start = at + 6
        if start > end:
            self.wanted = 6
            return None
        first, second = data[at], data[at + 1]
        size = second & ~MASKED
        if size == LONG:
            start = at + 8
            if start > end:
                self.wanted = 8
                return None
            size = data[at + 2] << 8 | data[at + 3]
        elif size == LONGER:
            start = at + 14
            if start > end:
                self.wanted = 14
                return None
            size = int.from_bytes(data[at + 2 : at + 10], "big")
        if not second & MASKED:
            raise WebSocketError(Close.PROTOCOL)
        if size > self._limit:
            raise WebSocketError(Close.TOO_LONG)
        stop = start + size
        if stop > end:
            self.wanted = stop - at
            return None
        payload = data[start:stop]
        _unmask(bytes(data[start - 4 : start]), payload)
        if first == _WHOLE_BINARY and not self._opcode:
            return Opcode.BINARY, payload, stop
        return *self._rarer(first, payload), stop

    def _rarer(self, first: int, payload: bytearray) -> tuple[int, bytearray]:
        opcode, whole = first & 0x0F, first & FIN
        if first & 0x70 or opcode not in _KNOWN:
            raise WebSocketError(Close.PROTOCOL)
        if opcode >= _CONTROL:
            if not whole or len(payload) > MOST_CONTROL_BYTES:
                raise WebSocketError(Close.PROTOCOL)
            return opcode, payload
        if (opcode == Opcode.CONTINUATION) != (self._opcode != Opcode.CONTINUATION):
            raise WebSocketError(Close.PROTOCOL)
        if self._parts is None:
            self._parts = bytearray()
            self._pieces = 0
        self._pieces += 1
        if self._pieces > MOST_PIECES or len(self._parts) + len(payload) > self._limit:
            raise WebSocketError(Close.TOO_LONG)
        self._parts += payload
        self._opcode = Opcode(opcode) or self._opcode
        if not whole:
            return Opcode.CONTINUATION, bytearray()
        opcode, self._opcode = self._opcode, Opcode.CONTINUATION
        parts, self._parts = self._parts, None
        return opcode, parts
