"""What the ceilings speak: a body is a message, and one byte answers it."""

from __future__ import annotations

import socket

from bench.relay import websocket
from bench.relay.load import BODY_BYTES


class Plain:
    """A member of one room."""

    def __init__(self) -> None:
        self._acknowledged = 0
        self._delivered = 0
        self._frames = websocket.Frames(self._shown)

    def post(self, body: bytes) -> bytes:
        """Give a message."""
        return websocket.frame(body)

    def hear(self, chunk: bytes) -> tuple[int, int, bytes]:
        """Count bodies, of which a message may hold many, and answers."""
        self._acknowledged = self._delivered = 0
        self._frames.feed(chunk)
        return self._acknowledged, self._delivered, b""

    def _shown(self, _: bytes, __: int, size: int) -> None:
        if size == 1:
            self._acknowledged += 1
        else:
            self._delivered += size // BODY_BYTES


def join(host: str, port: int, circle: int, _: int) -> tuple[socket.socket, Plain]:
    """Connect a member."""
    return websocket.dial(host, port, f"/{circle}"), Plain()
