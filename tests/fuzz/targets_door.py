"""The relay's door: whatever bytes come in by TCP, and whatever comes after a handshake."""

import asyncio
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from leeward_relay.config import Config, Connections, Work
from leeward_relay.relay import Relay
from leeward_wire import PATH

from fuzz.target import Target

LARGEST = 16_384
SECONDS = 20.0
"""Longer than any answer takes. Who gets none is left hanging, and that is a finding."""

STILL = 40
"""Turns of the loop without a byte after which an answer has come if one comes at all."""

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
END_OF_HEADERS = b"\r\n\r\n"
STATUSES = {100, 101, 200, 304, 400, 403, 404, 405, 413, 417, 421, 426, 431, 501, 503, 505}


class Door:
    """One relay for all inputs, in this process, so that its code is covered and its errors seen."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._broke)
        self._directory = tempfile.TemporaryDirectory(prefix="leeward-fuzz-")
        self._broken: list[str] = []
        self.relay = self._loop.run_until_complete(self._started())

    async def _started(self) -> Relay:
        relay = Relay(
            Config(
                listen="127.0.0.1:0",
                data=str(Path(self._directory.name) / "relay"),
                work=Work(difficulty=0),
                # Thousands come here in a second, and none is to wait for its turn.
                connections=Connections(heartbeat_seconds=3600, newcomers_per_second=1_000_000),
            ),
            disk_used=lambda _: 0.0,
        )
        await relay.start()
        return relay

    def _broke(self, _: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        self._broken.append(repr(context.get("exception") or context.get("message")))

    def send(self, data: bytes, *, first: bytes = b"") -> bytes:
        """Send bytes and the end, and give all that comes back.

        What is to come `first` is answered, with the end of its headers, before the rest goes.
        """
        answer = self._loop.run_until_complete(asyncio.wait_for(self._send(first, data), SECONDS))
        assert not self._broken, f"an error that nobody caught: {self._broken}"
        assert self.relay.counters.unexpected == 0, "an error of the relay's own"
        return answer

    async def _send(self, first: bytes, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.relay.port)
        answer = b""
        try:
            if first:
                writer.write(first)
                answer = await reader.readuntil(END_OF_HEADERS)
            writer.write(data)
            # Whoever ends at once is not answered; so the end comes when nothing moves any more.
            still = 0
            while still < STILL and not reader.at_eof():
                still += 1
                with suppress(TimeoutError):
                    async with asyncio.timeout(0):
                        answer += await reader.read(2**20)
                        still = 0
            writer.write_eof()
            answer += await reader.read()
        except (ConnectionError, OSError):
            return b""
        else:
            return answer
        finally:
            writer.close()
            while self.relay.counters.connections:  # noqa: ASYNC110 - it ends some turns later
                await asyncio.sleep(0)

    def close(self) -> None:
        """Stop the relay: its store has threads, for which a process would wait."""
        self._loop.run_until_complete(self.relay.stop())
        self._loop.close()
        self._directory.cleanup()

    def host(self) -> str:
        """Give the name under which the relay answers."""
        return f"127.0.0.1:{self.relay.port}"


@cache
def _door() -> Door:
    return Door()


def close() -> None:
    """Stop the relay, if one runs."""
    if _door.cache_info().currsize:
        _door().close()
        _door.cache_clear()


def _status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def _http(data: bytes) -> bool:
    """Any request has an answer of HTTP, or none; `HOST` stands for the name of this relay."""
    door = _door()
    answer = door.send(data.replace(b"HOST", door.host().encode()))
    if not answer.startswith(b"HTTP/"):
        assert answer == b"", "an answer that is no HTTP"
        return False
    assert _status(answer) in STATUSES, f"status {_status(answer)}"
    assert b"\r\nServer:" not in answer
    return _status(answer) in (101, 200)


def _socket(data: bytes) -> bool:
    """Whatever comes after a handshake is answered by frames and a close with a bare code."""
    door = _door()
    handshake = HANDSHAKE.format(path=PATH, host=door.host()).encode()
    answer = door.send(data, first=handshake)
    head, _, frames = answer.partition(END_OF_HEADERS)
    assert _status(head) == 101
    closed = 0
    while frames:
        assert frames[0] & 0x70 == 0, "a reserved bit"
        kind, length, at = frames[0] & 0x0F, frames[1] & 0x7F, 2
        if length >= 126:
            at = 4 if length == 126 else 10
            length = int.from_bytes(frames[2:at], "big")
        if kind == 8:
            assert length in (0, 2), "a close that gives a reason"
            closed = int.from_bytes(frames[at : at + 2], "big")
        frames = frames[at + length :]
    assert closed in (0, 1000, 1002, 1003, 1006, 1007, 1008, 1009), f"closed with {closed}"
    return closed in (0, 1000, 1006)


TARGETS = (
    Target("http", _http, LARGEST, heavy=True),
    Target("sockets", _socket, LARGEST, heavy=True),
)
