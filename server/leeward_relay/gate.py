"""One connection, and the write path on one page.

    bytes -> messages -> decode_request -> Frame -> authorise -> Authorised
          -> writer (store, one transaction) -> Stored -> fan-out -> acknowledgement

Nothing here logs or echoes what a peer sent. A frame that breaks the rules closes the connection
with a bare code; so does an error of our own.

A connection is a protocol of asyncio, without a task of its own: what comes in is carried out as it is
read, and only what has to wait for the store (Attach, Read) is a task while it does.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
    Sealed,
    decode_request,
    pieces,
)
from leeward_wire.sizes import CHALLENGE_BYTES

from leeward_relay import websocket
from leeward_relay.authorise import Session, Terms, authorise
from leeward_relay.changes import (
    AddPost,
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
from leeward_relay.health import Counters, Health
from leeward_relay.outbox import Outbox, Rounds
from leeward_relay.pace import Lane
from leeward_relay.schema import StoreError
from leeward_relay.sockets import MONOTONIC, Socket
from leeward_relay.store import Store
from leeward_relay.websocket import Opcode, WebSocketError
from leeward_relay.writer import Writer

log = logging.getLogger("leeward_relay")

CLOSE_SECONDS = 3.0
BUSY_SECONDS = 0.05
"""How long nothing is read from a connection that asked for more than its rate allows."""
LOOK_SECONDS = 0.6e-3
"""What an Attach or a Read costs of a core beside what is measured, if there is little to be read."""
IDLE_SECONDS = 30.0
"""After how long a connection that is attached to nothing may have to give way to another."""


@dataclass(frozen=True, slots=True)
class Services:
    """What every connection shares."""

    terms: Terms
    limits: Limits
    store: Store
    writer: Writer
    fanout: Fanout
    counters: Counters
    health: Health
    rounds: Rounds
    lane: Lane
    disk_full: Callable[[], bool]
    outbox_bytes: int
    writes_in_flight: int
    heartbeat_seconds: float


class Connection(Socket):
    """One client, from hello to close; `gone` is called once it is no more."""

    __slots__ = (
        "_began", "_ending", "_gone", "_in_flight", "_looking", "_outbox", "_pinged_at", "_readers",
        "_roomy", "_services", "_session", "_timer", "counted",
    )  # fmt: skip

    def __init__(
        self,
        services: Services,
        transport: asyncio.Transport,
        host: str,
        gone: "Callable[[Connection], None]",
    ) -> None:
        super().__init__(transport, services.terms.requests, services.lane)
        self._services = services
        self._gone = gone
        self.counted = 0
        self._began = self._heard
        self._pinged_at = 0.0
        self._session = Session(
            services.terms, host, secrets.token_bytes(CHALLENGE_BYTES), self._began
        )
        self._outbox = Outbox(services.outbox_bytes, services.rounds, transport.write, self._let_in)
        self._readers: dict[BoxId, Subscription] = {}
        self._in_flight = 0
        self._looking: asyncio.Task[None] | None = None
        self._roomy: asyncio.Future[None] | None = None
        self._ending: Close | None = None
        self._timer: asyncio.TimerHandle | None = None

    def greet(self) -> None:
        """Say hello: the handshake is done, and the transport is ours."""
        hello = Hello(VERSION, self._session.challenge, self._services.limits)
        self._outbox.push(websocket.message(*pieces(hello)))

    # What asyncio tells

    def pause_writing(self) -> None:
        """Hold back: the peer leaves unread what it was sent."""
        self._outbox.pause()

    def resume_writing(self) -> None:
        """Go on: the peer reads."""
        self._outbox.resume()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the peer."""
        super().connection_lost(error)
        self._ending = self._ending or Close.NORMAL
        self._leave()
        self._outbox.close()
        if self._timer is not None:
            self._timer.cancel()
        self._gone(self)

    # Coming and going

    def beat(self, now: float) -> None:
        """Ask a peer that has long said nothing whether it is there; let one go that is not.

        One goes too whose message does not come to an end.
        """
        silent = now - self._heard
        if silent >= 1.5 * self._services.heartbeat_seconds or self.dribbles(now):
            self._transport.abort()
        elif silent >= self._services.heartbeat_seconds and self._pinged_at <= self._heard:
            self._pinged_at = now
            self._outbox.push(websocket.control(Opcode.PING))

    @property
    def idle(self) -> bool:
        """Tell whether it has been attached to nothing for so long that it may give way."""
        waited = MONOTONIC() - self._began
        return not self._session.steps and self._ending is None and waited >= IDLE_SECONDS

    def stop(self) -> None:
        """Take no more requests; acknowledge what is under way, then close."""
        if self._ending is None:
            self._end(Close.GOING_AWAY)

    def _end(self, code: Close) -> None:
        self._ending = code
        self._leave()
        self._timer = asyncio.get_running_loop().call_later(CLOSE_SECONDS, self._transport.abort)
        if code is not Close.GOING_AWAY or not self._in_flight:
            self._part()
        # Nothing waits any more: the peer's own close has to be read.
        asyncio.get_running_loop().call_soon(self._go_on)

    def _part(self) -> None:
        # The peer answers a close and hangs up, or is hung up on when the timer ends.
        self._outbox.finish(websocket.close(self._ending or Close.NORMAL))

    def _leave(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        for reader in self._readers.values():
            self._services.fanout.leave(reader)
        self._readers.clear()

    def _closed_by_peer(self) -> None:
        if self._ending is None:
            self._end(Close.NORMAL)
        asyncio.get_running_loop().call_soon(self._transport.close)

    def _failed(self, error: Exception) -> None:
        if self._ending is not None:
            return
        if isinstance(error, MalformedError):
            self._services.counters.malformed += 1
            self._end(Close.MALFORMED)
        elif isinstance(error, WebSocketError):
            self._services.counters.malformed += 1
            self._end(error.code)
        else:
            # The type's name and nothing else: a message could quote what a peer sent.
            log.error("unexpected error in a connection (%s)", type(error).__name__)
            self._services.counters.unexpected += 1
            self._end(Close.UNEXPECTED)

    # Messages

    def _waits(self) -> bool:
        """Tell whether the next request has to wait: who does not fetch its answers is asked nothing."""
        return self._ending is None and (
            self._looking is not None
            or self._in_flight >= self._services.writes_in_flight
            or not self._outbox.room
        )

    def _message(self, opcode: int, payload: bytearray) -> None:
        """Carry out a message; pings and pongs count as requests, and above the rate have no answer."""
        if opcode == Opcode.BINARY:
            if self._ending is None:
                self._handle(payload)
        elif opcode == Opcode.CLOSE:
            self._closed_by_peer()
        elif opcode == Opcode.TEXT:
            raise MalformedError
        elif not self._session.requests.take(self._heard):
            self._rest_for(BUSY_SECONDS)
        elif opcode == Opcode.PING:
            self._outbox.push(websocket.control(Opcode.PONG, bytes(payload)))

    def _let_in(self) -> None:
        """There is room again for answers."""
        if self._roomy is not None and not self._roomy.done():
            self._roomy.set_result(None)
        self._go_on()

    # The write path

    def _handle(self, payload: bytearray) -> None:
        frame = decode_request(payload)
        self._services.counters.requests += 1
        allowed = authorise(frame, self._session, self._heard)
        match allowed:
            case AddPost():  # most are
                self._change(frame.rid, allowed)
            case Code():
                self._answer(self._refused(frame.rid, allowed))
                if allowed is Code.BUSY:
                    self._rest_for(BUSY_SECONDS)
            case Answered() | DetachBox() | AttachBox() | ReadBox():
                self._look(frame.rid, allowed)
            case OpenBox() if self._services.disk_full():
                self._answer(self._refused(frame.rid, Code.STORAGE))
            case _:
                self._change(frame.rid, allowed)

    def _change(self, rid: int, change: Change) -> None:
        self._in_flight += 1
        self._services.writer.take(change, partial(self._acknowledge, rid, change), self)

    def _acknowledge(self, rid: int, change: Change, outcome: Outcome) -> None:
        counters = self._services.counters
        answer: Answer
        match outcome:
            case Stored(entry=entry) if entry.kind is Kind.SEAL:
                counters.sealed += 1
                answer = Sealed(rid, entry.seq)
            case Stored(entry=entry):
                counters.posted += 1
                answer = Posted(rid, entry.seq)
            case Code() as code:
                answer = self._refused(rid, code)
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
        self._in_flight -= 1
        if self._ending is None:
            if self._in_flight + 1 == self._services.writes_in_flight:
                self._go_on()
        elif self._ending is Close.GOING_AWAY and not self._in_flight:
            self._part()

    # The read path

    def _look(self, rid: int, look: Look) -> None:
        match look:
            case Answered():
                self._answer(Pong(rid))
            case DetachBox():
                self._drop(look.box)
                self._answer(Detached(rid))
            case AttachBox() | ReadBox():
                self._looking = asyncio.get_running_loop().create_task(self._read(rid, look))
                self._looking.add_done_callback(self._looked)

    def _looked(self, task: "asyncio.Task[None]") -> None:
        self._looking = None
        error = None if task.cancelled() else task.exception()
        if self._ending is not None:
            return
        if isinstance(error, Exception):
            self._failed(error)
        else:
            self._charge(LOOK_SECONDS, MONOTONIC())
            self._go_on()

    async def _read(self, rid: int, look: AttachBox | ReadBox) -> None:
        try:
            if isinstance(look, AttachBox):
                await self._attach(rid, look)
            else:
                await self._catch_up(rid, look.box, look.after)
        except StoreError as error:
            # A page that cannot be read now may not be readable ever again.
            self._services.health.alarm("reading", str(error))
            self._answer(self._refused(rid, Code.STORAGE))

    async def _attach(self, rid: int, look: AttachBox) -> None:
        found = await self._services.store.find(look.box)
        if found is None or not look.genuine:
            self._answer(self._refused(rid, Code.REFUSED))
            return
        self._session.admit(look.box, found.step)
        if found.stale:
            self._services.writer.take(TouchBox(look.box), _unheeded)
        granted = Attached(rid, found.last_seal, found.next_seq, found.step)
        await self._catch_up(rid, look.box, look.after, granted)

    async def _catch_up(
        self, rid: int, box: BoxId, after: int, granted: Attached | None = None
    ) -> None:
        """Send pages until the reader has all there is, then let it go on live without a gap.

        What is `granted` is said once there is a page to follow it.
        """
        reader = self._readers.get(box)
        if reader is None:
            reader = self._readers[box] = Subscription(box, self._outbox)
            self._services.fanout.join(reader)
        reader.live = False
        reader.newest = 0
        while True:
            page = await self._services.store.page(box, after)
            if page is None:
                self._drop(box)
                self._answer(self._refused(rid, Code.REFUSED))
                return
            entries, done = page
            await self._room()
            if granted is not None:
                self._answer(granted)
                granted = None
            if entries:
                after = entries[-1].seq
            # From here to `live` there is no await: what the fan-out saw meanwhile is in `newest`.
            done = done and reader.newest <= after
            self._answer(Page(rid, box, entries, done))
            if done:
                reader.cursor = after
                reader.live = True
                return

    async def _room(self) -> None:
        while not self._outbox.room:
            self._roomy = asyncio.get_running_loop().create_future()
            await self._roomy
            self._roomy = None

    def _drop(self, box: BoxId) -> None:
        self._session.drop(box)
        reader = self._readers.pop(box, None)
        if reader is not None:
            self._services.fanout.leave(reader)

    def _answer(self, answer: Answer) -> None:
        self._outbox.push(websocket.message(*pieces(answer)))

    def _refused(self, rid: int, code: Code) -> Refused:
        self._services.counters.refused += 1
        return Refused(rid, code)


def _unheeded(_: Outcome) -> None:
    """Nobody waits for this."""
