"""Where connections come in: a few at once, then each in its turn, in the order in which they came.

asyncio's own servers accept as many in one turn of the loop as may wait, and go on for as long as more
come; whoever is there already would wait for a crowd that may mean no well.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from leeward_relay.pace import Arrivals

QUEUE = 512
"""How many may wait in the system until they are accepted."""
WITHOUT_SECONDS = 1.0
"""How long none is accepted when the system has no room for another."""


class Porch:
    """One address that is listened on."""

    def __init__(
        self,
        host: str,
        port: int,
        made: Callable[[], asyncio.BaseProtocol],
        tls: ssl.SSLContext | None,
        arrivals: Arrivals,
    ) -> None:
        """Listen; raises OSError. Who is accepted is handed to what `made` makes."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=QUEUE)
        self._socket.setblocking(False)
        self._made = made
        self._tls = tls
        self._arrivals = arrivals
        self._entering: set[asyncio.Task[None]] = set()
        self._accepting = asyncio.create_task(self._accept(), name="porch")

    @property
    def port(self) -> int:
        """Give the port, also where the system chose it."""
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        """Take no more; those who are through stay."""
        for task in (self._accepting, *self._entering):
            task.cancel()
        self._socket.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            wait = self._arrivals.turn(loop.time())
            if wait:
                await asyncio.sleep(wait)
            try:
                await self._let_in()
            except OSError:
                await asyncio.sleep(WITHOUT_SECONDS)

    async def _let_in(self) -> None:
        """Accept the next one; who was the last, and from where, is forgotten while nobody comes."""
        loop = asyncio.get_running_loop()
        one, _ = await loop.sock_accept(self._socket)
        task = loop.create_task(self._enter(one))
        self._entering.add(task)
        task.add_done_callback(self._entering.discard)

    async def _enter(self, one: socket.socket) -> None:
        # A peer that hangs up, or does no TLS, is nobody's error.
        with suppress(OSError):
            loop = asyncio.get_running_loop()
            await loop.connect_accepted_socket(self._made, one, ssl=self._tls)
