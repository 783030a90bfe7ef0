"""A WebSocket by hand, for those who do not keep to what a library would send."""

import asyncio
import base64
import contextlib
import os
from collections.abc import AsyncIterator

from leeward_wire import PATH

CONTINUATION, BINARY, CLOSE, PING, PONG = 0x0, 0x2, 0x8, 0x9, 0xA
FIN = 0x80
MASKED = 0x80


def handshake(host: str) -> bytes:
    """Give the request that asks for a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {PATH} HTTP/1.1", f"Host: {host}", "Connection: Upgrade", "Upgrade: websocket",
        "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def framed(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    """Give a masked frame; the mask is zeros, which changes nothing."""
    head = bytes([opcode | (FIN if fin else 0)])
    size = len(payload)
    if size < 126:
        head += bytes([MASKED | size])
    elif size < 65536:
        head += bytes([MASKED | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([MASKED | 127]) + size.to_bytes(8, "big")
    return head + bytes(4) + payload


def fragments(message: bytes, size: int = 1) -> bytes:
    """Give a message in frames of so many bytes each."""
    parts = [message[at : at + size] for at in range(0, len(message), size)]
    first = framed(BINARY, parts[0], fin=len(parts) == 1)
    rest = [
        framed(CONTINUATION, part, fin=number == len(parts) - 1)
        for number, part in enumerate(parts[1:], 1)
    ]
    return b"".join([first, *rest])


class RawSocket:
    """Bytes in both directions."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def greet(self, host: str) -> None:
        """Become a WebSocket."""
        await self.send(handshake(host))
        answer = await self.reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), answer

    async def frame(self) -> tuple[int, bytes]:
        """Give the next frame: its opcode and payload."""
        first, second = await self.reader.readexactly(2)
        size = second
        if second == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif second == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0xF, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        """Wait for the relay's close, and give its code; 0 if it just hangs up."""
        try:
            async with asyncio.timeout(30):
                while True:
                    opcode, payload = await self.frame()
                    if opcode == CLOSE:
                        return int.from_bytes(payload[:2], "big")
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0

    async def gone(self) -> None:
        """Wait until the relay hangs up."""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(30):
                while await self.reader.read(65536):
                    pass


@contextlib.asynccontextmanager
async def raw_socket(url: str) -> AsyncIterator[RawSocket]:
    """Connect to a relay, and say nothing yet."""
    host, _, port = url.partition("://")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield RawSocket(reader, writer)
    finally:
        writer.transport.abort()
