"""The relay's HTTP doors: what every answer says, what none says, and which pages may knock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus

from aiohttp import web

from leeward_relay.config import is_loopback, name_of
from leeward_relay.pace import Lane

# aiohttp would name peers in what it logs about broken requests, and about the subprotocols that a
# handshake asks for; the second it says to loggers of its own.
silent = logging.getLogger("leeward_relay.silent")
for logger in (silent, logging.getLogger("aiohttp")):
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
silent.disabled = True

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

WHOLE_SECONDS = 10.0
"""How long a connection may take until its request is there whole, or its next one."""

ANSWER_SECONDS = 0.3e-3
"""What an answer costs of a core, nearly all of it aiohttp's; a handshake's costs more, but newcomers
come in turn already."""

ANYTHING = "/{path:.*}"
"""The route of every path, for a door that tells them apart by itself."""


class _Request(web.Request):
    """A request whose answer says what the relay wants said, even if it was not understood."""

    said: Mapping[str, str]

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        await super()._prepare_hook(response)
        # What runs here, and in which version, is nobody's business.
        response.headers.pop("Server", None)
        if response.status != HTTPStatus.SWITCHING_PROTOCOLS:
            response.headers.update(self.said)


class Anteroom:
    """Connections that are no WebSocket (yet): so many, then the oldest gives way to the newest.

    One that means well is through in a moment, so of a flood of others it is seldom the oldest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[asyncio.BaseProtocol, asyncio.Transport] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, protocol: asyncio.BaseProtocol, transport: asyncio.Transport) -> None:
        """Take a new connection in."""
        self._waiting[protocol] = transport
        if len(self._waiting) > self._most:
            oldest = next(iter(self._waiting))
            self._waiting.pop(oldest).abort()

    def leave(self, protocol: asyncio.BaseProtocol) -> None:
        """Let one go that has become a WebSocket, or has ended."""
        self._waiting.pop(protocol, None)


class _Runner(web.AppRunner):
    """Makes a server whose connections go through the anteroom."""

    def __init__(self, app: web.Application, anteroom: Anteroom) -> None:
        super().__init__(
            app,
            access_log=None,
            logger=silent,
            handle_signals=False,
            shutdown_timeout=1.0,
            keepalive_timeout=WHOLE_SECONDS,
        )
        self._anteroom = anteroom

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        made, lost = server.connection_made, server.connection_lost

        def enter(handler: web.RequestHandler, transport: asyncio.Transport) -> None:
            made(handler, transport)
            self._anteroom.enter(handler, transport)

        def leave(handler: web.RequestHandler, exc: BaseException | None = None) -> None:
            self._anteroom.leave(handler)
            lost(handler, exc)

        server.connection_made = enter  # type: ignore[method-assign]
        server.connection_lost = leave  # type: ignore[method-assign]
        return server


async def _unexpected(_: web.Request) -> None:
    """Refuse an Expect: no door takes a body. aiohttp would quote what it does not know."""
    raise web.HTTPExpectationFailed(text="")


def _in_turn(handler: Handler, lane: Lane) -> Handler:
    """Have each request wait for its turn, however many connections they come by."""

    async def answer(request: web.Request) -> web.StreamResponse:
        wait = lane.turn(ANSWER_SECONDS, asyncio.get_running_loop().time())
        if wait:
            await asyncio.sleep(wait)
        return await handler(request)

    return answer


async def door(
    routes: Mapping[str, Handler], said: Mapping[str, str], anteroom: Anteroom
) -> web.AppRunner:
    """Make a server that logs nothing; `said` are headers of all its answers."""
    app = web.Application(logger=silent)
    lane = Lane()
    for path, handler in routes.items():
        answer = _in_turn(handler, lane)
        if path == ANYTHING:
            app.router.add_route("*", path, answer, expect_handler=_unexpected)
        else:
            app.router.add_get(path, answer, expect_handler=_unexpected)
    made = _Runner(app, anteroom)
    await made.setup()
    if made.server is not None:
        kind = type("_Said", (_Request,), {"said": dict(said)})
        # The one place that also answers what is no HTTP at all.
        made.server.request_factory = partial(app._make_request, _cls=kind)  # noqa: SLF001
    return made


async def upgraded(request: web.Request) -> asyncio.Transport:
    """Answer a WebSocket handshake and give the transport; aiohttp refuses what is none."""
    response = web.WebSocketResponse(compress=False)
    await response.prepare(request)
    transport = request.transport
    if transport is None:
        raise ConnectionResetError
    return transport


def hand_over(
    request: web.Request, transport: asyncio.Transport, connection: asyncio.BufferedProtocol
) -> None:
    """Take a transport from aiohttp, which then forgets all it knew of the connection."""
    transport.set_protocol(connection)
    # Without its transport, which it would close.
    request.protocol.transport = None
    request.protocol.connection_lost(None)


def is_foreign(origins: list[str], host: str, *, tls: bool) -> bool:
    """Tell whether a page of somebody else wants to use its visitor's browser as a client.

    `origins` is what the handshake says of its page; programs say nothing. `host` is the name that
    was dialled; `tls` is whether the relay itself does TLS.
    """
    own = {f"https://{host}", origin_of(host, tls=tls)}
    return len(origins) > 1 or any(origin not in own for origin in origins)


def origin_of(host: str, *, tls: bool) -> str:
    """Give the origin of the pages under one of the relay's names.

    They come by TLS, which a proxy may do, except from this machine and from onion services.
    """
    name = name_of(host)
    private = is_loopback(name) or name.endswith(".onion")
    return f"{'http' if private and not tls else 'https'}://{host}"
