"""Somebody on the wire: a TCP proxy between clients and a relay that records each message's length.

Without TLS it sees WebSocket frames; with TLS an observer sees records, whose lengths are these and a
constant. It decodes nothing but the heads of WebSocket frames (RFC 6455, section 5.2).

async with tapped(tmp_path / "relay") as (relay, tap):
    async with Peer.connect(tap.url) as peer: ...
    tap.sent, tap.received          # lengths in bytes, of all connections, in order
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from leeward_relay.relay import Relay

from support.relay import easy_config, running_relay

DATA = frozenset({0, 1, 2})
"""Opcodes of frames that carry a message, or go on with one."""


class Lengths:
    """Reads one direction of one connection and appends the length of each whole message."""

    def __init__(self, lengths: list[int]) -> None:
        self._lengths = lengths
        self._waiting = b""
        self._began = False
        self._message = 0

    def feed(self, data: bytes) -> None:
        """Take what came."""
        self._waiting += data
        if not self._began:
            _, end, rest = self._waiting.partition(b"\r\n\r\n")
            if not end:
                return
            self._began, self._waiting = True, rest
        while self._frame():
            pass

    def _frame(self) -> bool:
        data = self._waiting
        if len(data) < 2:
            return False
        length, at = data[1] & 0x7F, 2
        if length >= 126:
            at += 2 if length == 126 else 8
            length = int.from_bytes(data[2:at], "big")
        at += 4 if data[1] & 0x80 else 0
        if len(data) < at + length:
            return False
        if data[0] & 0x0F in DATA:
            self._message += length
            if data[0] & 0x80:
                self._lengths.append(self._message)
                self._message = 0
        self._waiting = data[at + length :]
        return True


class Tap:
    """The proxy; `url` is where clients dial, `port` where the relay listens."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.received: list[int] = []
        self.url = ""
        self.port = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Take nobody new."""
        if self._server is not None:
            self._server.close()

    def clear(self) -> None:
        """Forget what was recorded."""
        self.sent.clear()
        self.received.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(
            self._pour(reader, back, Lengths(self.sent)),
            self._pour(there, writer, Lengths(self.received)),
        )

    async def _pour(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, lengths: Lengths
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65_536):
                lengths.feed(data)
                sink.write(data)
                await sink.drain()
        sink.close()


@contextlib.asynccontextmanager
async def tapped(directory: Path) -> AsyncIterator[tuple[Relay, Tap]]:
    """Run a relay that is dialled through a tap."""
    tap = Tap()
    await tap.start()
    config = easy_config(directory, hosts=(tap.url.partition("://")[2],))
    async with running_relay(directory, config) as relay:
        tap.port = relay.port
        try:
            yield relay, tap
        finally:
            await tap.stop()
