"""Drives one circle's machine over one connection: store, send, tell the machine what came of it.

A circle may be open in several processes at once (one follows, another sends). So each step holds the
vault's lock, and whoever finds that another has written loads the machine anew and reads from the
relay before it says anything. Within a process a circle has one driver, which tasks may share: their
requests go one after the other, over one connection.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import leeward_wire as wire
from leeward_wire import Kind as EntryKind

from leeward_client.circle.policy import Relay
from leeward_client.group.kept import FAREWELL
from leeward_client.group.machine import Line, Machine
from leeward_client.group.records import Attach, Entry, Idle, Open, Post, Read, Seal, Wait, Want
from leeward_client.link import (
    Address,
    BusyError,
    Connection,
    FullError,
    LinkError,
    LinkLostError,
    Live,
    MisbehavedError,
    RefusedError,
    SealedError,
    Ways,
)
from leeward_client.locale import say
from leeward_client.session import errors, farewells
from leeward_client.session.store import load_machine, store
from leeward_client.vault import Vault

PATIENCE = 15.0
"""Seconds that one command waits for another member to open the next box."""
LIVE_POLL = 2.0
"""Seconds after which one who listens looks whether another process has written to the vault."""
BUSY_PAUSE = 2.0
"""Seconds to wait when the relay asks to."""
BUSY_TRIES = 30
TOLD_EVERY = 1.0


@contextlib.contextmanager
def spoken(*, begun: bool = True) -> Iterator[None]:
    """Turn what a relay answers into what people are told; `begun` if the next sync goes on with it."""
    try:
        yield
    except LinkLostError as error:
        sentence = "session-offline" if begun else "session-not-begun"
        raise errors.OfflineError(sentence, why=error) from None
    except MisbehavedError as error:
        raise errors.SessionError(error.sentence) from None
    except RefusedError:
        raise errors.RefusedError("session-relay-refused") from None
    except LinkError as error:
        raise errors.RefusedError(error.sentence, **error.fields) from None


class Driver:
    """One circle of a vault; connect it with `connected`."""

    def __init__(
        self,
        vault: Vault,
        circle: bytes,
        ways: Ways,
        now: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self._vault = vault
        self.circle = circle
        self.ways = ways
        self._now = now
        self._tell = tell
        self.working = working(tell)
        self._machine: Machine | None = None
        self._generation = -1
        self._line = Line()
        self._connection: Connection | None = None
        self._kept: list[Live | None] = []
        self._turn = asyncio.Lock()
        self._bell = asyncio.Event()
        self.stored: Callable[[], None] = lambda: None
        """Called whenever something of the circle was written, here or by another process."""

    @property
    def now(self) -> int:
        """The time in unix seconds."""
        return int(self._now())

    @contextlib.contextmanager
    def step(self) -> Iterator[Machine | None]:
        """Hold the vault and the machine as it stands there now; what it wants stored is stored.

        The machine is None once the circle has ended here.
        """
        with self._vault.lock():
            generation = self._vault.generation
            if self._machine is None or generation != self._generation:
                with self._vault.transaction() as tx:
                    self._machine = load_machine(tx, self.circle)
                self._generation = generation
                self._line.ended = False
                self.stored()
            try:
                yield self._machine
                self._save()
            except BaseException:
                self._machine = None  # what was not stored has not happened
                raise

    def reload(self) -> None:
        """What the vault holds of the circle was written past this driver: take it from there."""
        self._machine = None

    def _save(self) -> None:
        writes = [] if self._machine is None else self._machine.take_writes()
        if writes:
            with self._vault.transaction() as tx:
                store(tx, self.circle, writes)
            if any(write.key == FAREWELL for write in writes):
                farewells.lay_out(self._vault)
            self.stored()

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator["Driver"]:
        """A connection of the circle's own to its relay, shared by all who want one at a time.

        Raises OfflineError.
        """
        if self._connection is not None:
            with spoken():
                yield self
            return
        with self.step() as machine:
            relay = None if machine is None or not machine.running else machine.policy.relay
        if relay is None:
            yield self
            return
        with spoken():
            address, dial = Address.parse(relay.url), self.ways.circle(self.circle)
            async with Connection(
                address, dial, word=word_of(relay), working=self.working
            ) as connection:
                self._line, self._connection, self._kept = Line(), connection, []
                try:
                    yield self
                finally:
                    self._connection = None

    async def run(self, patience: float = PATIENCE) -> None:
        """Go on until there is nothing left to do but listen, or to wait for longer than that."""
        connection = self._connection
        if connection is None:
            return
        busy = 0
        while True:
            try:
                async with self._turn:  # of two requests only one may be under way
                    with self.step() as machine:
                        if machine is None:
                            return
                        self._take_live(connection, machine)
                        machine.tick(self.now)
                        want = machine.want(self._line, self.now)
                        self._save()  # before anything is sent: rule D
                        await self._do(connection, machine, want)
            except BusyError:
                busy += 1
                if busy > BUSY_TRIES:
                    raise
                self._tell(say("session-relay-waits"))
                await asyncio.sleep(BUSY_PAUSE)
                continue
            if isinstance(want, Idle):
                return
            if isinstance(want, Wait):
                pause = min(max(want.until - self._now(), 0.05), 1.0)
                patience -= pause
                if patience < 0:
                    return
                await asyncio.sleep(pause)
                self._line.refused = False  # somebody may have opened the box meanwhile

    def wake(self) -> None:
        """Whoever listens looks at once: there is something to send."""
        self._bell.set()

    async def listen(self) -> None:
        """Wait until something comes live, or may have been written to the vault. One task may."""
        connection = self._connection
        waits: list[asyncio.Task[object]] = [asyncio.create_task(self._bell.wait())]
        if connection is not None:
            waits.append(asyncio.create_task(self._hear(connection)))
        try:
            await asyncio.wait(waits, timeout=LIVE_POLL, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.wait(waits)
        self._bell.clear()

    async def _hear(self, connection: Connection) -> None:
        self._kept.append(await connection.live.get())

    def _take_live(self, connection: Connection, machine: Machine) -> None:
        """What came by itself since the last step, in its order."""
        while not connection.live.empty():
            self._kept.append(connection.live.get_nowait())
        kept, self._kept = self._kept, []
        for live in kept:
            if live is None:
                raise LinkLostError("link-lost")
            if live.box != self._line.box or live.box != machine.keys.box:
                continue
            if live.entries:
                machine.page(self._line, _entries(live.entries), done=False, now=self.now)
            else:
                self._line.ended = False

    async def _do(self, connection: Connection, machine: Machine, want: Want) -> None:
        """One request, and what came of it."""
        line = self._line
        match want:
            case Attach(seed, after):
                if line.box:
                    await connection.detach(line.box)
                    line.box = b""
                try:
                    attached, entries = await connection.attach(seed, after)
                except RefusedError:
                    machine.attach_refused(line)
                    return
                machine.attached(line, attached.next_seq, self.now)
                machine.page(line, _entries(entries), done=True, now=self.now)
            case Open(seed):
                try:
                    await connection.open(seed)
                except RefusedError:
                    machine.open_refused()
                    return
                machine.box_opened(line)
            case Read(after):
                entries = await connection.read(line.box, after)
                machine.page(line, _entries(entries), done=True, now=self.now)
            case Post(blob, long):
                try:
                    seq = await connection.post(line.box, blob, long=long)
                except SealedError:
                    machine.overtaken(line)
                except FullError:
                    machine.box_full(line)
                else:
                    machine.acknowledged(line, seq)
            case Seal(blob, after):
                try:
                    seq = await connection.seal(line.box, after, blob)
                except SealedError:
                    machine.overtaken(line)
                else:
                    machine.acknowledged(line, seq)
            case _:
                pass


def working(
    tell: Callable[[str], None], sentence: str = "session-working"
) -> Callable[[float], None]:
    """What tells people how far long work is: nothing of a short one, then once a second."""
    last = time.monotonic()

    def told(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= TOLD_EVERY:
            last = time.monotonic()
            tell(say(sentence, share=round(share * 100)))

    return told


def word_of(relay: Relay) -> str | None:
    """The operator's pass that a relay wants shown, as the link takes it."""
    return None if relay.pass_ is None else relay.pass_.decode()


def _entries(entries: Sequence[wire.Entry]) -> list[Entry]:
    return [Entry(entry.seq, EntryKind(entry.kind), entry.blob) for entry in entries]
