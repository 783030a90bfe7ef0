"""A relay put together: store, writer, fan-out, upkeep and the HTTP doors."""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from leeward_wire import PATH

from leeward_relay.authorise import Terms
from leeward_relay.config import Config, address, is_loopback
from leeward_relay.directory import Directory, StartError
from leeward_relay.doors import (
    ANYTHING,
    Anteroom,
    Handler,
    door,
    hand_over,
    is_foreign,
    origin_of,
    upgraded,
)
from leeward_relay.fanout import MemoryFanout
from leeward_relay.gate import Connection, Services
from leeward_relay.health import Counters, Health, exposition
from leeward_relay.ledger import Rules
from leeward_relay.outbox import Rounds
from leeward_relay.pace import Arrivals, Gathering, Lane
from leeward_relay.pages import BUILT, Pages, PagesError, headers_of, load
from leeward_relay.porch import Porch
from leeward_relay.store import Store
from leeward_relay.upkeep import Disk, Upkeep
from leeward_relay.writer import Writer

STOP_SECONDS = 10.0
MOST_WAITING = 512
"""How many connections may be none of a client (yet): handshakes, pages, or nothing at all."""
BEATS = 4
"""How often in the time of a heartbeat all connections are looked at."""

NO_PAGE = "No web client is built here.\n"


class Relay:
    """One relay process. `start`, then `stop`."""

    def __init__(
        self,
        config: Config,
        *,
        clock: Callable[[], float] = time.time,
        disk_used: Callable[[Path], float] | None = None,
        built: Path = BUILT,
    ) -> None:
        self.config = config
        self._serves_pages = False
        self.counters = Counters()
        self.health = Health()
        self.port = 0
        self.metrics_port = 0
        self._directory = Directory(Path(config.data))
        self._built = built
        self._hosts: frozenset[str] = frozenset()
        self._connections: dict[Connection, None] = {}
        """Those that are open, the oldest first."""
        self._anteroom = Anteroom(MOST_WAITING)
        self._porches: list[Porch] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False
        self._beating: asyncio.Task[None] | None = None
        self._runners: list[web.AppRunner] = []
        self.fanout = MemoryFanout(self.counters)
        self.store = Store(
            self._directory.path, Rules.of(config), clock, config.retention.tombstone_months
        )
        self.writer = Writer(
            self.store,
            self.fanout,
            self.counters,
            self.health,
            Gathering(config.storage.gather_ms / 1000, config.storage.crowd_ms / 1000),
        )
        self.upkeep = Upkeep(
            store=self.store,
            writer=self.writer,
            counters=self.counters,
            health=self.health,
            settings=config.storage,
            clock=clock,
        )
        disk = Disk(
            self._directory.path, config.storage.stop_opens_percent, time.monotonic, disk_used
        )
        self._services = Services(
            terms=Terms.of(config),
            limits=config.limits(),
            store=self.store,
            writer=self.writer,
            fanout=self.fanout,
            counters=self.counters,
            rounds=Rounds(),
            lane=Lane(),
            disk_full=disk.full,
            health=self.health,
            outbox_bytes=config.connections.outbox_kib * 1024,
            writes_in_flight=config.connections.writes_in_flight,
            heartbeat_seconds=float(config.connections.heartbeat_seconds),
        )

    @property
    def url(self) -> str:
        """Give where the relay listens."""
        host, _ = address(self.config.listen)
        return f"{'https' if self._does_tls else 'http'}://{host}:{self.port}"

    @property
    def page(self) -> str:
        """Give where browsers find the web client; empty if it is not served."""
        host = self.config.hosts[0] if self.config.hosts else self.url.partition("://")[2]
        return f"{origin_of(host, tls=self._does_tls)}/" if self._serves_pages else ""

    async def start(self) -> None:
        """Open the store and listen; raises StartError or SchemaError."""
        tls = self._tls()
        pages = self._pages()
        self._directory.claim()
        try:
            await self.store.open()
            self._directory.begin()
            self.writer.start()
            self.port = await self._serve(
                self.config.listen,
                {PATH: self._connect, "/healthz": self._healthz, ANYTHING: pages.answer},
                tls,
                headers_of(tls=tls is not None),
            )
            self._hosts = self._accepted()
            if self.config.metrics.listen:
                self.metrics_port = await self._serve(
                    self.config.metrics.listen, {"/metrics": self._metrics}, None, {}
                )
            self.upkeep.start()
            self._beating = asyncio.create_task(self._beat_for_ever(), name="heartbeat")
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Take no more, write and acknowledge what was taken, then close everything."""
        self._stopping = True
        for porch in self._porches:
            porch.close()
        for connection in list(self._connections):
            connection.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._idle.wait()
        for runner in self._runners:
            await runner.cleanup()
        self._runners = []
        if self._beating is not None:
            self._beating.cancel()
        await self.upkeep.stop()
        await self.writer.stop()
        self._directory.end()
        await self.store.close()
        self._directory.release()

    # Doors

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        host = request.headers.get("Host", "").lower()
        if not self._is_ours(host):
            return web.Response(status=421)
        if is_foreign(request.headers.getall("Origin", []), host, tls=self._does_tls):
            return web.Response(status=403)
        if self._stopping or not self._has_room():
            return web.Response(status=503)
        # Counted before the next await, so that a rush cannot slip past the limit.
        self.counters.connections += 1
        self.counters.connections_total += 1
        try:
            transport = await upgraded(request)
        except (web.HTTPBadRequest, ValueError):
            # aiohttp would quote the handshake in its answer, or fail where it is not ASCII.
            self._left()
            return web.Response(status=400)
        except BaseException:
            self._left()
            raise
        connection = Connection(self._services, transport, host, self._gone)
        self._connections[connection] = None
        self._idle.clear()
        hand_over(request, transport, connection)
        connection.greet()
        if self._stopping:
            connection.stop()
        # aiohttp has nothing more to do with this connection, and nothing to answer.
        raise asyncio.CancelledError

    def _has_room(self) -> bool:
        """Tell whether one more may come, if need be in the place of one that does nothing."""
        if self.counters.connections < self.config.connections.most:
            return True
        idle = next((one for one in self._connections if one.idle), None)
        if idle is not None:
            idle.stop()
        return idle is not None

    def _gone(self, connection: Connection) -> None:
        self._connections.pop(connection, None)
        self._left()

    def _left(self) -> None:
        self.counters.connections -= 1
        if not self._connections:
            self._idle.set()

    async def _beat_for_ever(self) -> None:
        seconds = float(self.config.connections.heartbeat_seconds)
        while True:
            await asyncio.sleep(seconds / BEATS)
            now = time.monotonic()
            for connection in list(self._connections):
                connection.beat(now)

    async def _healthz(self, _: web.Request) -> web.Response:
        if self.health.well and not self._stopping:
            return web.Response(text="well\n")
        return web.Response(status=503, text="unwell\n")

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(text=exposition(self.counters, self.health))

    async def _serve(
        self,
        listen: str,
        routes: Mapping[str, Handler],
        tls: ssl.SSLContext | None,
        said: Mapping[str, str],
    ) -> int:
        runner = await door(routes, said, self._anteroom)
        self._runners.append(runner)
        host, port = address(listen)
        if runner.server is None:
            raise StartError("the door has no server")
        arrivals = Arrivals(self.config.connections.newcomers_per_second)
        try:
            porch = Porch(host.strip("[]"), port, runner.server, tls, arrivals)
        except OSError as error:
            raise StartError(f"cannot listen on {listen}: {error.strerror}") from None
        self._porches.append(porch)
        return porch.port

    # Starting

    def _pages(self) -> Pages:
        try:
            files = load(self._built) if self.config.web.serve else {}
        except PagesError as error:
            raise StartError(f"the web client is damaged: {error}") from None
        self._serves_pages = bool(files)
        return Pages(files, self._is_ours, missing=NO_PAGE if self.config.web.serve else "")

    def _is_ours(self, host: str) -> bool:
        return host in self._hosts

    @property
    def _does_tls(self) -> bool:
        return bool(self.config.tls.certificate)

    def _accepted(self) -> frozenset[str]:
        if self.config.hosts:
            return frozenset(self.config.hosts)
        host, _ = address(self.config.listen)
        names = {"127.0.0.1", "localhost", "[::1]"} | ({host} if is_loopback(host) else set())
        return frozenset(f"{name}:{self.port}" for name in names)

    def _tls(self) -> ssl.SSLContext | None:
        if not self.config.tls.certificate:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.config.tls.certificate, self.config.tls.key)
        except (OSError, ssl.SSLError) as error:
            raise StartError(f"tls: cannot use the certificate: {error.strerror}") from None
        return context
