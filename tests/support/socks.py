"""A SOCKS 5 proxy on loopback that looks names up in a book of its own, and writes down who asked.

    with socks_proxy({"relay.test": port}) as proxy: ...      # what stands in the book is on this machine

It runs in a thread of its own, so that tests may wait for commands meanwhile. RFC 1928, RFC 1929:
CONNECT, with a login like Tor's, which takes any and tells connections apart by it.
"""

import asyncio
import contextlib
import ipaddress
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NO_LOGIN, LOGIN, NONE_OF_THESE = 0x00, 0x02, 0xFF
SUCCEEDED, HOST_UNREACHABLE, REFUSED = 0x00, 0x04, 0x05
BOUND = {
    "IPv4": b"\x01\x00\x00\x00\x00\x00\x00",
    "IPv6": b"\x04" + bytes(18),
    "name": b"\x03\x05exit!" + bytes(2),
}
"""Where a proxy may say that its other end stands: of each kind one."""


@dataclass(frozen=True)
class Asked:
    """One tunnel that was asked for."""

    name: str
    port: int
    user: str | None
    password: str | None
    kind: int
    """How the destination was spelt: 1 IPv4, 3 a name, 4 IPv6."""

    @property
    def login(self) -> tuple[str | None, str | None]:
        return self.user, self.password


@dataclass
class SocksProxy:
    """The proxy; what it is set to holds for the next connection."""

    book: Mapping[str, int]
    methods: frozenset[int] = frozenset({LOGIN})
    """The methods of authentication that it takes."""
    status: int = 0
    """What it says of a login."""
    reply: int | None = None
    """What it answers to CONNECT in place of the truth."""
    bound: str = "IPv4"
    asked: list[Asked] = field(default_factory=list)
    offered: list[bytes] = field(default_factory=list)
    """The methods that each client offered."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"socks5h://127.0.0.1:{self.port}"

    @property
    def logins(self) -> set[tuple[str | None, str | None]]:
        """The logins there have been."""
        return {one.login for one in self.asked}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._serve(reader, writer)
        finally:
            await _close(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, count = await reader.readexactly(2)
        assert version == 5
        offered = await reader.readexactly(count)
        self.offered.append(offered)
        method = next((one for one in offered if one in self.methods), NONE_OF_THESE)
        writer.write(bytes((5, method)))
        if method == NONE_OF_THESE:
            return
        user = password = None
        if method == LOGIN:
            assert await reader.readexactly(1) == b"\x01"
            user = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
            password = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
            writer.write(bytes((1, self.status)))
            if self.status:
                return
        version, command, _, kind = await reader.readexactly(4)
        assert (version, command) == (5, 1)
        size = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        spelt = await reader.readexactly(size)
        name = spelt.decode() if kind == 3 else str(ipaddress.ip_address(spelt))
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append(Asked(name, port, user, password, kind))
        await self._tunnel(name, reader, writer)

    async def _tunnel(
        self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        reply = self.reply or (SUCCEEDED if name in self.book else HOST_UNREACHABLE)
        if reply == SUCCEEDED:
            try:
                far = await asyncio.open_connection("127.0.0.1", self.book[name])
            except OSError:
                reply = REFUSED
        writer.write(bytes((5, reply, 0)) + BOUND[self.bound])
        if reply != SUCCEEDED:
            return
        try:
            await asyncio.gather(_pour(reader, far[1]), _pour(far[0], writer))
        finally:
            await _close(far[1])


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


@contextlib.contextmanager
def socks_proxy(book: Mapping[str, int]) -> Iterator[SocksProxy]:
    """Run one; in its book stand ports of this machine by the names that lead there."""
    proxy = SocksProxy(book)
    loop = asyncio.new_event_loop()
    started, ended = threading.Event(), asyncio.Event()

    async def live() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        server.close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(live(),))
    thread.start()
    try:
        assert started.wait(10)
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
