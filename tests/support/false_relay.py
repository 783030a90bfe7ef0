"""A relay that does as a test tells it, also what no relay may do.

    async with false_relay(behave) as url: ...

`behave` is given a Side of one connection, after the hello unless `greet` is False.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from aiohttp import WSMsgType, web
from leeward_wire import (
    MAX_REQUEST_BYTES,
    PATH,
    Frame,
    Hello,
    Limits,
    Request,
    decode_request,
    encode,
)

CHALLENGE = bytes(range(32))
LIMITS = Limits(0, False, 262144, 4096, 1 << 24, 8, 32, 1 << 23, 8, 30, 240, 1200, 256, 14, 90)


@dataclass
class Side:
    """The relay's side of a connection."""

    socket: web.WebSocketResponse
    headers: dict[str, str]

    async def hear(self) -> Request:
        """The next request."""
        return decode_request(await self.socket.receive_bytes())

    async def say(self, frame: Frame) -> None:
        """Send a frame."""
        await self.socket.send_bytes(encode(frame))

    async def end(self) -> None:
        """Wait for the client to go."""
        while not self.socket.closed:
            message = await self.socket.receive()
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR):
                return


Behaviour = Callable[[Side], Awaitable[None]]


@contextlib.asynccontextmanager
async def false_relay(
    behave: Behaviour, *, greet: bool = True, limits: Limits = LIMITS, status: int = 101
) -> AsyncIterator[str]:
    """Run one; gives its URL."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if status != 101:
            return web.Response(status=status)
        socket = web.WebSocketResponse(max_msg_size=MAX_REQUEST_BYTES)
        await socket.prepare(request)
        side = Side(socket, dict(request.headers))
        if greet:
            await side.say(Hello(1, CHALLENGE, limits))
        with contextlib.suppress(ConnectionError, TypeError):
            await behave(side)
        return socket

    application = web.Application()
    application.router.add_get(PATH, answer)
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
