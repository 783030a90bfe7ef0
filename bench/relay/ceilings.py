"""The ceilings of the relay's own stack, as servers: `python -m bench.relay.ceilings KIND PORT`.

    bare     aiohttp as one would write it: `send_bytes` for every reader of every post; no storage
    joined   aiohttp accepts and parses; the posts of a turn of the loop go out in one frame, made once
             and written to the transport of every reader; no storage

What comes to `/N` goes to all who are connected to `/N`, the sender too, and is answered by one byte.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict

from aiohttp import WSMsgType, web

ACKNOWLEDGED = b"\x01"


class Bare:
    """One send for every reader of every post."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[web.WebSocketResponse]] = defaultdict(set)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        connection = web.WebSocketResponse(compress=False)
        await connection.prepare(request)
        room = self._rooms[request.path]
        room.add(connection)
        try:
            async for message in connection:
                if message.type is WSMsgType.BINARY:
                    for reader in room:
                        await reader.send_bytes(message.data)
                    await connection.send_bytes(ACKNOWLEDGED)
        except ConnectionError:
            pass
        finally:
            room.discard(connection)
        return connection


class Joined:
    """One write for every reader, of all that a turn of the loop brought."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[asyncio.Transport]] = defaultdict(set)
        self._posts: dict[str, list[bytes]] = {}
        self._answers: dict[asyncio.Transport, int] = defaultdict(int)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        connection = web.WebSocketResponse(compress=False)
        await connection.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        transport = request.transport
        room = self._rooms[request.path]
        room.add(transport)
        try:
            async for message in connection:
                if message.type is WSMsgType.BINARY:
                    if not self._posts:
                        asyncio.get_running_loop().call_soon(self._flush)
                    self._posts.setdefault(request.path, []).append(message.data)
                    self._answers[transport] += 1
        finally:
            room.discard(transport)
        return connection

    def _flush(self) -> None:
        posts, self._posts = self._posts, {}
        answers, self._answers = self._answers, defaultdict(int)
        for path, bodies in posts.items():
            data = header(sum(map(len, bodies))) + b"".join(bodies)
            for transport in self._rooms[path]:
                if count := answers.pop(transport, 0):
                    answer = (header(len(ACKNOWLEDGED)) + ACKNOWLEDGED) * count
                    transport.write(data + answer)
                else:
                    transport.write(data)


def header(size: int) -> bytes:
    """Give the header of a binary frame from a server."""
    if size < 126:
        return bytes((0x82, size))
    if size < 65536:
        return bytes((0x82, 126)) + size.to_bytes(2, "big")
    return bytes((0x82, 127)) + size.to_bytes(8, "big")


async def serve(kind: str, port: int) -> None:
    """Serve until killed."""
    app = web.Application()
    server = Bare() if kind == "bare" else Joined()
    app.router.add_get("/{room}", server.connect)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
