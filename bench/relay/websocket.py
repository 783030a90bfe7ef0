"""WebSocket (RFC 6455) as far as a load needs it: a handshake, frames out, frames in.

Frames are masked with the key of four zeros, which the RFC allows and which makes a frame that can be
made beforehand; the server unmasks it like any other.
"""

from __future__ import annotations

import socket
from collections.abc import Callable

BINARY = 0x82
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PEEK = 48
"""How much of a payload `Frames` shows at least, if the payload has as much."""


def dial(host: str, port: int, path: str) -> socket.socket:
    """Connect and upgrade; blocks. Gives a socket from which nothing after the handshake was read."""
    connection = socket.create_connection((host, port))
    connection.settimeout(30)
    connection.sendall(UPGRADE.format(path=path, host=f"{host}:{port}").encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        got = connection.recv(1)
        if not got:
            raise ConnectionError("no answer to the handshake")
        answer += got
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(answer.split(b"\r\n")[0].decode("latin-1"))
    return connection


def frame(payload: bytes) -> bytes:
    """Wrap what a client sends."""
    size = len(payload)
    if size < 126:
        head = bytes((BINARY, 0x80 | size))
    elif size < 65536:
        head = bytes((BINARY, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((BINARY, 0xFF)) + size.to_bytes(8, "big")
    return head + bytes(4) + payload


def receive(connection: socket.socket) -> bytes:
    """Read the payload of one frame; blocks."""
    head = _exactly(connection, 2)
    size = head[1]
    if size == 126:
        size = int.from_bytes(_exactly(connection, 2), "big")
    elif size == 127:
        size = int.from_bytes(_exactly(connection, 8), "big")
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        got = connection.recv(size - len(data))
        if not got:
            raise ConnectionError("the server hung up")
        data += got
    return data


class Frames:
    """Walks over frames as they come, and shows the beginning of each payload."""

    def __init__(self, shown: Callable[[bytes, int, int], None]) -> None:
        """Make one; `shown` is called with a chunk, where a payload begins in it, and its size."""
        self._shown = shown
        self._skip = 0
        self._carry = b""

    def feed(self, chunk: bytes) -> None:
        """Take what came in."""
        if self._carry:
            chunk = self._carry + chunk
            self._carry = b""
        at, end = self._skip, len(chunk)
        while at + 2 <= end:
            size, payload = chunk[at + 1], at + 2
            if size == 126:
                payload += 2
                size = int.from_bytes(chunk[at + 2 : payload], "big")
            elif size == 127:
                payload += 8
                size = int.from_bytes(chunk[at + 2 : payload], "big")
            if payload + (min(PEEK, size)) > end:
                break
            self._shown(chunk, payload, size)
            at = payload + size
        if at < end:
            self._carry = chunk[at:]
            self._skip = 0
        else:
            self._skip = at - end
