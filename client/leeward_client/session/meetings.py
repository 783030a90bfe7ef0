"""The meeting boxes of our invites: issue, look who knocks, answer, hand welcomes on, close.

Each step may be cut short and is taken up again by the next sync: an invite goes from state to state,
and every state can be entered twice. Each box gets a connection of its own, and through a proxy a way
of its own, so that a relay cannot tell by the connection which boxes belong to one circle.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field

import msgspec

from leeward_client.group.machine import Machine
from leeward_client.group.records import CloseInvite, Delivery, OpenInvite, pack
from leeward_client.invites import meeting as meetings
from leeward_client.invites.code import SECRET, Code
from leeward_client.invites.desk import Desk
from leeward_client.invites.meeting import Closed, Issued, Meeting, MeetingError, Request
from leeward_client.link import (
    Address,
    Connection,
    Dial,
    LinkError,
    LinkLostError,
    MisbehavedError,
    RefusedError,
)
from leeward_client.session.drive import Driver, spoken, word_of
from leeward_client.session.records import InviteRecord, InviteState
from leeward_client.session.store import read, shelf
from leeward_client.vault import Vault

DAY = 86_400
BURN_AFTER = 14 * DAY
"""Seconds after its end at which a meeting box is burnt at the latest."""
ENDED = frozenset({InviteState.CLOSED, InviteState.GONE})


@dataclass(repr=False)
class Room:
    """A meeting box that is attached on a connection of its own, and what it held then."""

    connection: Connection
    meeting: Meeting
    blobs: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """What the box has come to."""
        return Desk.of(self.meeting, self.blobs)

    def contents(self) -> list[meetings.Content]:
        """What opens of it."""
        found = []
        for _, blob in self.blobs:
            with suppress(MeetingError):
                found.append(self.meeting.open(blob))
        return found

    async def put(self, blob: bytes, *, long: bool = True) -> None:
        """Append an entry, unless these very bytes stand there."""
        if all(blob != known for _, known in self.blobs):
            seq = await self.connection.post(self.meeting.box, blob, long=long, grow=False)
            self.blobs.append((seq, blob))

    async def put_first(self, blob: bytes, drop: Callable[[], None]) -> None:
        """Post an entry that was written down and that must not be made twice; raises LinkError.

        Where the connection ends over it, it may stand there already: it waits, and the next look sees
        to it, since a second one would end the code. What the relay refuses has not been: `drop` it.
        """
        try:
            await self.put(blob)
        except (LinkLostError, MisbehavedError):
            return
        except LinkError:
            drop()
            raise


@asynccontextmanager
async def entered(
    address: Address,
    dial: Dial,
    meeting: Meeting,
    *,
    word: str | None = None,
    working: Callable[[float], None] = lambda _: None,
    make: bool = False,
) -> AsyncIterator[Room]:
    """Attach a meeting box; with `make` it is opened first. Raises LinkError."""
    async with Connection(address, dial, word=word, working=working) as connection:
        if make:
            await connection.open(meeting.seed, meeting.burn_key)
        _, entries = await connection.attach(meeting.seed, 0)
        yield Room(connection, meeting, [(entry.seq, entry.blob) for entry in entries])


@dataclass(frozen=True, repr=False)
class Waiting:
    """A knock that nobody has answered, and the invite it came by."""

    invite: bytes
    record: InviteRecord
    knock_id: bytes
    sealed: bytes
    request: Request
    frozen: bool
    box: bytes
    issuer_key: bytes


class Invites:
    """The invites of one circle."""

    def __init__(self, vault: Vault, circle: bytes, driver: Driver) -> None:
        self._vault = vault
        self._shelf = shelf(circle, "invites")
        self._driver = driver

    def all(self) -> dict[bytes, InviteRecord]:
        """The invites by their id hash."""
        with self._vault.transaction() as tx:
            return {key: read(value, InviteRecord) for key, value in tx.scan(self._shelf)}

    def make(self, uses: int, expires: int) -> bytes:
        """Write down a new invite, before anything is sent; its id hash."""
        secret = os.urandom(SECRET)
        meeting = Meeting.of(secret)
        private, public = meetings.issuer_keys()
        now = self._driver.now
        entry = meeting.close(Issued(public, now, expires, uses))
        record = InviteRecord(secret, private, entry, uses, now, expires, InviteState.NEW)
        self._put(meeting.id_hash, record)
        return meeting.id_hash

    def code(self, record: InviteRecord, machine: Machine) -> Code:
        """The code of an invite."""
        return Code(record.secret, machine.policy.relay.url)

    async def advance(self) -> None:
        """Take every invite as far as it can go. The driver is connected and has run."""
        for id_hash, record in self.all().items():
            if record.state is not InviteState.GONE:
                with spoken():
                    await self._advance(id_hash, record)

    async def _advance(self, id_hash: bytes, record: InviteRecord) -> None:
        if record.state is InviteState.NEW:
            async with self.room(record, make=True) as room:
                await room.put(record.entry)
            await self._open(id_hash)
            record = self.all()[id_hash]
        if record.state is InviteState.OPEN:
            record = await self._watch(id_hash, record)
        if record.state is InviteState.ENDING:
            try:
                async with self.room(record) as room:
                    if not room.desk.closed:
                        await room.put(room.meeting.close(Closed()))
            except RefusedError:
                pass  # the box is gone already
            record = self._set(
                id_hash, record, state=InviteState.CLOSED, private=b"",
                burn_at=self._driver.now + BURN_AFTER,
            )  # fmt: skip
        if record.state is InviteState.CLOSED and self._may_burn(record):
            try:
                async with self.room(record) as room:
                    await room.connection.burn(room.meeting.box, room.meeting.burn_key)
            except RefusedError:
                pass
            self._set(id_hash, record, state=InviteState.GONE, secret=bytes(16), entry=b"")

    async def _open(self, id_hash: bytes) -> None:
        """See the code into the policy."""
        record = self.all()[id_hash]
        with self._driver.step() as machine:
            if machine is None:
                return
            wish = OpenInvite(id_hash, record.uses)
            if machine.policy.code(id_hash) is None and wish not in machine.intents.values():
                machine.intend(wish)
        await self._driver.run()
        with self._driver.step() as machine:
            if machine is not None and machine.policy.code(id_hash) is not None:
                self._set(id_hash, record, state=InviteState.OPEN)
            elif machine is not None and wish not in machine.intents.values():
                self._set(id_hash, record, state=InviteState.ENDING)

    async def _watch(self, id_hash: bytes, record: InviteRecord) -> InviteRecord:
        """An open invite ends with its code; one whose time is over has its code closed."""
        overdue = bool(record.expires) and self._driver.now > record.expires
        with self._driver.step() as machine:
            if machine is None:
                return record
            wish = CloseInvite(id_hash)
            wished = wish in machine.intents.values()
            if overdue and machine.policy.code(id_hash) is not None and not wished:
                machine.intend(wish)
        if overdue:
            await self._driver.run()
        with self._driver.step() as machine:
            if machine is not None and machine.policy.code(id_hash) is None:
                waiting = any(one.meeting == record.secret for one in machine.deliveries.values())
                if not waiting:  # a closed box would turn away whoever still waits for its welcome
                    return self._set(id_hash, record, state=InviteState.ENDING)
        return record

    def _may_burn(self, record: InviteRecord) -> bool:
        """Whether everybody who was let in has been heard, or had time enough."""
        if self._driver.now >= record.burn_at:
            return True
        with self._driver.step() as machine:
            if machine is None or not record.admitted:
                return False
            heard = {
                item.author
                for item in machine.fold.items.values()
                if item.received > record.admitted_at
            }
            return all(
                member in heard or member not in machine.policy.roster for member in record.admitted
            )

    def admitted(self, secret: bytes, member: bytes) -> None:
        """Remember whom an invite let in."""
        id_hash = Meeting.of(secret).id_hash
        record = self.all().get(id_hash)
        if record is not None and member not in record.admitted:
            self._set(
                id_hash,
                record,
                admitted=(*record.admitted, member),
                admitted_at=self._driver.now,
            )

    def _set(self, id_hash: bytes, record: InviteRecord, **changes: object) -> InviteRecord:
        record = msgspec.structs.replace(record, **changes)
        self._put(id_hash, record)
        return record

    def _put(self, id_hash: bytes, record: InviteRecord) -> None:
        with self._vault.transaction() as tx:
            tx.put(self._shelf, id_hash, pack(record))

    # Knocks -----------------------------------------------------------------------------------

    async def waiting(self) -> list[Waiting]:
        """Who knocks, by all open invites."""
        found: list[Waiting] = []
        for id_hash, record in self.all().items():
            if record.state is not InviteState.OPEN:
                continue
            try:
                async with self.room(record) as room:
                    desk = room.desk
            except RefusedError:
                continue
            if desk.issued is None:
                continue
            for knock_id, knock in desk.knocks.items():
                try:
                    request = meetings.read_knock(room.meeting, record.private, knock)
                except MeetingError:
                    continue  # somebody's noise
                if desk.answered(knock_id, request.reply_key):
                    continue
                found.append(
                    Waiting(
                        id_hash, record, knock_id, knock.sealed, request, desk.frozen,
                        room.meeting.box, desk.issued.issuer_key,
                    )
                )  # fmt: skip
        return found

    async def decline(self, knock: Waiting) -> None:
        """Answer a knock with no."""
        content = meetings.decline(knock.knock_id, knock.request.reply_key)
        async with self.room(knock.record) as room:
            await room.put(room.meeting.close(content))

    # Welcomes ---------------------------------------------------------------------------------

    async def deliver(self) -> None:
        """See the welcomes that are due into their meeting boxes, our own and others'."""
        with self._driver.step() as machine:
            due = [] if machine is None else list(machine.deliveries.values())
        for delivery in due:
            if self._driver.now >= delivery.not_before:
                with spoken():
                    await self._deliver(delivery)

    async def _deliver(self, delivery: Delivery) -> None:
        meeting = Meeting.of(delivery.meeting)
        try:
            welcome = meetings.decode(delivery.entry)
            async with self._entered(meeting) as room:
                if all(welcome != one for one in room.contents()):
                    await room.put(meeting.close(welcome))
        except RefusedError:
            pass  # the box is burnt: whoever was to read it has read it, or has to knock again
        except MeetingError:
            pass  # a member handed on what is no welcome: there is nothing to deliver
        with self._driver.step() as machine:
            if machine is not None:
                machine.delivered(delivery.knock_id)

    def room(
        self, record: InviteRecord, *, make: bool = False
    ) -> AbstractAsyncContextManager[Room]:
        """The meeting box of an invite."""
        return self._entered(Meeting.of(record.secret), make=make)

    @asynccontextmanager
    async def _entered(self, meeting: Meeting, *, make: bool = False) -> AsyncIterator[Room]:
        with self._driver.step() as machine:
            if machine is None:
                raise RefusedError("session-ended")
            relay = machine.policy.relay
        address, word = Address.parse(relay.url), word_of(relay)
        dial = self._driver.ways.meeting(meeting.box)
        async with entered(
            address, dial, meeting, word=word, working=self._driver.working, make=make
        ) as room:
            yield room
