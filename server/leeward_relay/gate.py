"""One connection, and the write path on one page.

    bytes -> decode_request -> Frame -> authorise -> Authorised
          -> writer (store, one transaction) -> Stored -> fan-out -> acknowledgement

Nothing here logs or echoes what a peer sent. A frame that breaks the rules closes the connection
with a bare code; so does an error of our own.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import WSMsgType, web
from leeward_wire import (
    VERSION,
    Answer,
    Attached,
    BoxId,
    Burned,
    Close,
    Code,
    Detached,
    Grown,
    Hello,
    Kind,
    Limits,
    MalformedError,
    Opened,
    Page,
    Pong,
    Posted,
    Refused,
    Request,
    Sealed,
    decode_request,
    encode,
)
from leeward_wire.sizes import CHALLENGE_BYTES

from leeward_relay.authorise import Session, Terms, authorise
from leeward_relay.changes import (
    Answered,
    AttachBox,
    Change,
    DetachBox,
    Done,
    Gone,
    GrowBox,
    Look,
    OpenBox,
    Outcome,
    ReadBox,
    Stored,
    TouchBox,
)
from leeward_relay.fanout import Fanout, Subscription
from leeward_relay.health import Counters
from leeward_relay.outbox import Outbox
from leeward_relay.store import Store
from leeward_relay.writer import Writer

log = logging.getLogger("leeward_relay")


CLOSE_SECONDS = 3.0
MONOTONIC = time.monotonic


class Socket(web.WebSocketResponse):
    """A WebSocket that is forgotten as soon as it is closed.

    aiohttp arms its heartbeat once more when the peer's last bytes come in, and would hold the
    connection, with the peer's address, until that timer fires.
    """

    def _reset_heartbeat(self) -> None:
        if not self._closed and not self._closing:
            super()._reset_heartbeat()


@dataclass(frozen=True, slots=True)
class Services:
    """What every connection shares."""

    terms: Terms
    limits: Limits
    store: Store
    writer: Writer
    fanout: Fanout
    counters: Counters
    disk_full: Callable[[], bool]
    outbox_bytes: int
    writes_in_flight: int


class Connection:
    """One client's WebSocket, from hello to close."""

    def __init__(self, services: Services, socket: web.WebSocketResponse, host: str) -> None:
        self._services = services
        self._socket = socket
        self._session = Session(
            services.terms, host, secrets.token_bytes(CHALLENGE_BYTES), MONOTONIC()
        )
        self._outbox = Outbox(services.outbox_bytes)
        self._readers: dict[BoxId, Subscription] = {}
        self._in_flight: set[asyncio.Future[Outcome]] = set()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    async def run(self) -> None:
        """Serve until either side closes."""
        self._task = asyncio.current_task()
        sender = asyncio.create_task(self._send())
        hello = Hello(VERSION, self._session.challenge, self._services.limits)
        self._outbox.push(encode(hello))
        code = Close.NORMAL
        try:
            await self._receive()
        except MalformedError:
            self._services.counters.malformed += 1
            code = Close.MALFORMED
        except asyncio.CancelledError:
            if not self._stopping or self._task is None:
                raise
            self._task.uncancel()
            code = Close.GOING_AWAY
        except Exception as error:
            # The type's name and nothing else: a message could quote what a peer sent.
            log.error("unexpected error in a connection (%s)", type(error).__name__)
            self._services.counters.unexpected += 1
            code = Close.UNEXPECTED
        finally:
            for reader in self._readers.values():
                self._services.fanout.leave(reader)
            self._readers.clear()
            if code is not Close.GOING_AWAY:
                sender.cancel()
        await self._finish(sender, code)

    def stop(self) -> None:
        """Take no more requests; acknowledge what is under way, then close."""
        if self._task is not None and not self._stopping:
            self._stopping = True
            self._task.cancel()

    async def _finish(self, sender: "asyncio.Task[None]", code: Close) -> None:
        with suppress(TimeoutError, asyncio.CancelledError):
            async with asyncio.timeout(CLOSE_SECONDS):
                if self._in_flight and self._stopping:
                    await asyncio.wait(self._in_flight)
                    await asyncio.sleep(0)  # their callbacks run in the next turn of the loop
                self._outbox.close()
                await sender
        sender.cancel()
        self._outbox.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(code=code)

    async def _send(self) -> None:
        try:
            while (frame := await self._outbox.take()) is not None:
                await self._socket.send_bytes(frame)
        except ConnectionError:
            pass
        finally:
            self._outbox.clear()

    async def _receive(self) -> None:
        while True:
            message = await self._socket.receive()
            if message.type is WSMsgType.BINARY:
                await self._handle(decode_request(message.data))
            elif message.type is WSMsgType.TEXT:
                raise MalformedError
            else:
                return
            # Whoever does not fetch its answers is asked nothing more.
            await self._outbox.room()

    # The write path

    async def _handle(self, frame: Request) -> None:
        self._services.counters.requests += 1
        allowed = authorise(frame, self._session, MONOTONIC())
        if isinstance(allowed, OpenBox) and self._services.disk_full():
            allowed = Code.STORAGE
        if isinstance(allowed, Code):
            self._answer(self._refused(frame.rid, allowed))
        elif isinstance(allowed, Look):
            await self._look(frame.rid, allowed)
        else:
            await self._change(frame.rid, allowed)

    async def _change(self, rid: int, change: Change) -> None:
        while len(self._in_flight) >= self._services.writes_in_flight:
            await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
        future = self._services.writer.submit(change)
        self._in_flight.add(future)
        future.add_done_callback(lambda done: self._acknowledge(rid, change, done))

    def _acknowledge(self, rid: int, change: Change, future: "asyncio.Future[Outcome]") -> None:
        self._in_flight.discard(future)
        if future.cancelled():
            return
        answer: Answer
        counters = self._services.counters
        match future.result():
            case Code() as code:
                answer = self._refused(rid, code)
            case Stored(entry=entry) if entry.kind is Kind.SEAL:
                counters.sealed += 1
                answer = Sealed(rid, entry.seq)
            case Stored(entry=entry):
                counters.posted += 1
                answer = Posted(rid, entry.seq)
            case Gone():
                counters.burned += 1
                answer = Burned(rid)
            case Done(step=step) if isinstance(change, GrowBox):
                if change.box in self._session.steps:
                    self._session.admit(change.box, step)
                answer = Grown(rid, step)
            case Done():
                counters.opened += 1
                answer = Opened(rid)
        self._answer(answer)

    # The read path

    async def _look(self, rid: int, look: Look) -> None:
        match look:
            case Answered():
                self._answer(Pong(rid))
            case DetachBox():
                self._drop(look.box)
                self._answer(Detached(rid))
            case AttachBox():
                await self._attach(rid, look)
            case ReadBox():
                await self._catch_up(rid, look.box, look.after)

    async def _attach(self, rid: int, look: AttachBox) -> None:
        found = await self._services.store.find(look.box)
        if found is None or not look.genuine:
            self._answer(self._refused(rid, Code.REFUSED))
            return
        self._session.admit(look.box, found.step)
        if found.stale:
            self._services.writer.submit(TouchBox(look.box))
        self._answer(Attached(rid, found.last_seal, found.next_seq, found.step))
        await self._catch_up(rid, look.box, look.after)

    async def _catch_up(self, rid: int, box: BoxId, after: int) -> None:
        """Send pages until the reader has all there is, then let it go on live without a gap."""
        reader = self._readers.get(box)
        if reader is None:
            reader = self._readers[box] = Subscription(box, self._outbox)
            self._services.fanout.join(reader)
        reader.live = False
        reader.newest = 0
        while not self._outbox.closed:
            page = await self._services.store.page(box, after)
            if page is None:
                self._drop(box)
                self._answer(self._refused(rid, Code.REFUSED))
                return
            entries, done = page
            await self._outbox.room()
            if entries:
                after = entries[-1].seq
            # From here to `live` there is no await: what the fan-out saw meanwhile is in `newest`.
            done = done and reader.newest <= after
            self._answer(Page(rid, box, entries, done))
            if done:
                reader.cursor = after
                reader.live = True
                return

    def _drop(self, box: BoxId) -> None:
        self._session.drop(box)
        reader = self._readers.pop(box, None)
        if reader is not None:
            self._services.fanout.leave(reader)

    def _answer(self, answer: Answer) -> None:
        self._outbox.push(encode(answer))

    def _refused(self, rid: int, code: Code) -> Refused:
        self._services.counters.refused += 1
        return Refused(rid, code)
