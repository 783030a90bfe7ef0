"""The device that links another: its codes, who comes with them, what is done after the person's yes.

Each step is written down before it is sent and can be taken again: `advance` finds what is still to be
done, whoever calls it and however often. docs/devices.md has the rules.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

import msgspec
from leeward_mls import MLSError, check_package

from leeward_client.circle.policy import Relay
from leeward_client.group.records import AddDevice, CircleRecord, pack
from leeward_client.group.suite import SUITE
from leeward_client.invites import pairing
from leeward_client.invites.code import SECRET, Code, CodeType
from leeward_client.invites.meeting import MeetingError
from leeward_client.invites.pairing import (
    Asking,
    Entered,
    Entrance,
    Hello,
    Offer,
    Offered,
    Opened,
    Packages,
    Said,
    Table,
    meeting_of,
)
from leeward_client.invites.words import hello_words
from leeward_client.link import Address, RefusedError, Ways
from leeward_client.session import errors
from leeward_client.session.drive import Driver, spoken, working
from leeward_client.session.infos import PairingInfo
from leeward_client.session.meetings import Room, entered
from leeward_client.session.records import PairedCircle, PairingRecord
from leeward_client.session.store import CIRCLES, read, record_of, shelf, take_ended
from leeward_client.vault import Vault

SHELF = "pairings"
CODE_LIFE = 600
"""Seconds for which a device code is good."""
LINK_LIFE = 86_400
"""Seconds after the person said yes in which the rest has to be done."""


class Pairings:
    """The device codes of a vault."""

    def __init__(
        self,
        vault: Vault,
        ways: Ways,
        now: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self._vault = vault
        self._ways = ways
        self._now = now
        self._tell = tell

    def all(self) -> list[PairingRecord]:
        """The codes that are not over."""
        with self._vault.transaction() as tx:
            return [read(value, PairingRecord) for _, value in tx.scan(SHELF)]

    def find(self, pairing_id: str) -> PairingRecord:
        """The code of that id. Raises NotFoundError."""
        found = [one for one in self.all() if _id(one) == pairing_id]
        if not found:
            raise errors.NotFoundError("device-no-code")
        return found[0]

    async def make(self, circles: Sequence[bytes], relay: Relay) -> PairingInfo:
        """Make a code for these circles, whose box stands at this relay."""
        secret = os.urandom(SECRET)
        private, public = pairing.keys()
        now = int(self._now())
        record = PairingRecord(
            secret=secret,
            relay=Address.parse(relay.url).url,
            word=b"" if relay.pass_ is None else relay.pass_,
            private=private,
            entry=pairing.close(meeting_of(secret), Opened(public, now, now + CODE_LIFE)),
            expires=now + CODE_LIFE,
            circles=tuple(PairedCircle(one, pairing.fresh_handle()) for one in circles),
        )
        self._put(record)
        try:
            with spoken():
                async with self._room(record, make=True) as room:
                    await room.put(record.entry)
        except errors.SessionError:
            self._drop(record)  # nobody was told the code
            raise
        return self._info(record, "open")

    async def look(self, record: PairingRecord) -> PairingInfo:
        """Who has come with the code; after the person said yes, go on with what is to be done."""
        if record.hello:
            return self._info(record, await self._advance(record))
        if self._now() >= record.expires:
            await self.end(record)
            return self._info(record, "over")
        with spoken():
            try:
                async with self._room(record) as room:
                    table = _table(room)
            except RefusedError:
                self._drop(record)
                return self._info(record, "over")
        if table.frozen:
            return self._info(record, "frozen")
        found = _asking(record, table)
        if found is None:
            return self._info(record, "open")
        _, asking, words = found
        return self._info(record, "asked", asking.name, words)

    async def accept(self, record: PairingRecord, words: str) -> PairingInfo:
        """The person says yes to the device that shows these words. Raises RefusedError."""
        with spoken():
            async with self._room(record) as room:
                table = _table(room)
        found = _asking(record, table)
        over = self._now() >= record.expires or not self._known(record)
        if over or table.frozen or found is None or found[2] != words:
            # Not what the person compared: another device came between.
            await self.end(record)
            raise errors.RefusedError("device-not-the-one")
        hello, asking, _ = found
        offer = self._offer(record)
        answer = pairing.answer(hello.id, asking.reply_key, offer)
        record = msgspec.structs.replace(
            record,
            private=b"",
            expires=int(self._now()) + LINK_LIFE,
            hello=hello.id,
            name=asking.name,
            reply_key=asking.reply_key,
            offer=pairing.close(meeting_of(record.secret), answer),
        )
        self._put(record)
        return self._info(record, await self._advance(record))

    def _offer(self, record: PairingRecord) -> Offer:
        known = self._known(record)
        return Offer(
            tuple(Offered(handle, one.member, one.label, one.relay) for handle, one in known)
        )

    def _known(self, record: PairingRecord) -> list[tuple[bytes, CircleRecord]]:
        """The circles of a code that were not erased here meanwhile, by handle."""
        with self._vault.transaction() as tx:
            here = {key for key, _ in tx.scan(CIRCLES)}
            return [
                (one.handle, record_of(tx, one.circle))
                for one in record.circles
                if one.circle in here
            ]

    async def end(self, record: PairingRecord) -> None:
        """End a code: burn its box, which tells the device that came, and erase the code.

        What is in a circle already stays there, and can be taken out like any device.
        """
        with spoken():
            try:
                async with self._room(record) as room:
                    await room.connection.burn(room.meeting.box, room.meeting.burn_key)
            except RefusedError:
                pass  # it is gone already
        self._drop(record)

    async def end_all(self) -> None:
        """End every code. One whose relay does not burn its box is erased here all the same: it lets
        nobody in without this device."""
        for record in self.all():
            try:
                await self.end(record)
            except errors.SessionError:
                self._drop(record)

    async def _advance(self, record: PairingRecord) -> str:
        """Go as far as the new device lets us; how the code stands then."""
        if self._now() >= record.expires:
            await self.end(record)
            return "over"
        said = await self._exchange(record, [record.offer])
        if said is None:
            return "over"
        if any(isinstance(one, Entered) for one in said):
            await self.end(record)
            return "linked"
        packages = _packages(said)
        if packages is None:
            return "linking"
        for place in range(len(record.circles)):
            try:
                record = await self._link(record, place, packages)
            except errors.RefusedError:
                return "linking"  # this circle's relay will not just now: the next look tries again
        # All together, so that nobody can tell from their times which belongs to which commit.
        said = await self._exchange(record, [one.entry for one in record.circles])
        return "over" if said is None else "linking"

    async def _exchange(self, record: PairingRecord, entries: Sequence[bytes]) -> list[Said] | None:
        """See these entries into the box; all that was said there, or None where it is gone."""
        with spoken():
            try:
                async with self._room(record) as room:
                    for entry in entries:
                        await room.put(entry)
                    return _table(room).said(record.hello, record.reply_key)
            except RefusedError:
                self._drop(record)
                return None

    async def _link(
        self, record: PairingRecord, place: int, packages: dict[bytes, bytes]
    ) -> PairingRecord:
        """See one circle's new device in, once; its way in is kept as the exact entry to be posted."""
        one = record.circles[place]
        if one.entry:
            return record
        package = packages.get(one.handle, b"")
        key = self._key(package)
        welcome = b"" if key is None else await self._welcome(record, one.circle, key, package)
        said = pairing.answer(record.hello, record.reply_key, Entrance(one.handle, welcome))
        done = msgspec.structs.replace(one, entry=pairing.close(meeting_of(record.secret), said))
        circles = (*record.circles[:place], done, *record.circles[place + 1 :])
        record = msgspec.structs.replace(record, circles=circles)
        with self._vault.lock(), self._vault.transaction() as tx:
            tx.put(SHELF, bytes.fromhex(_id(record)), pack(record))
            if key is not None:
                tx.delete(shelf(one.circle, "linked"), key)
        return record

    def _key(self, package: bytes) -> bytes | None:
        """The signature key of a package that is sound now; None for another, or none."""
        try:
            return check_package(SUITE, package, now=int(self._now())).leaf.signature_key
        except MLSError:
            return None

    async def _welcome(
        self, record: PairingRecord, circle: bytes, key: bytes, package: bytes
    ) -> bytes:
        """Add the device to a circle; its welcome, empty where the circle does not take it."""
        driver = Driver(self._vault, circle, self._ways, self._now, self._tell)
        wish = AddDevice(package)
        wished = b""
        async with driver.connected():
            await driver.run()
            held = self._linked(circle, key)
            if not held:
                with driver.step() as machine:
                    if machine is None or not machine.running:
                        return b""
                    if wish not in machine.intents.values():
                        wished = machine.intend(wish)
                        self._name(circle, key, record.name)
                await driver.run()
        with driver.step() as machine:
            waits = machine is not None and wish in machine.intents.values()
            with self._vault.transaction() as tx:
                take_ended(tx, circle, wished)
        held = self._linked(circle, key)
        if waits and not held:
            raise errors.OfflineError("session-under-way")
        return held

    def _linked(self, circle: bytes, key: bytes) -> bytes:
        with self._vault.transaction() as tx:
            return tx.get(shelf(circle, "linked"), key) or b""

    def _name(self, circle: bytes, key: bytes, name: str) -> None:
        with self._vault.transaction() as tx:
            tx.put(shelf(circle, "device-names"), key, name.encode())

    def _room(
        self, record: PairingRecord, *, make: bool = False
    ) -> AbstractAsyncContextManager[Room]:
        box = meeting_of(record.secret)
        return entered(
            Address.parse(record.relay),
            self._ways.meeting(box.box),
            box,
            word=record.word.decode() or None,
            working=working(self._tell),
            make=make,
        )

    def _info(
        self, record: PairingRecord, state: str, name: str = "", words: str = ""
    ) -> PairingInfo:
        code = Code(record.secret, record.relay, CodeType.DEVICE)
        labels = [one.label for _, one in self._known(record)]
        return PairingInfo(
            id=_id(record),
            code=str(code),
            link=code.link,
            qr=code.qr(),
            expires=record.expires,
            circles=labels,
            state=state,
            name=name or record.name,
            words=words,
        )

    def _put(self, record: PairingRecord) -> None:
        with self._vault.lock(), self._vault.transaction() as tx:
            tx.put(SHELF, bytes.fromhex(_id(record)), pack(record))

    def _drop(self, record: PairingRecord) -> None:
        with self._vault.lock(), self._vault.transaction() as tx:
            tx.delete(SHELF, bytes.fromhex(_id(record)))


def _id(record: PairingRecord) -> str:
    return meeting_of(record.secret).id_hash.hex()[:16]


def _table(room: Room) -> Table:
    return Table.of(room.meeting, room.blobs)


def _asking(record: PairingRecord, table: Table) -> tuple[Hello, Asking, str] | None:
    """The device that has come, what it says, and the words to compare; None while there is none."""
    box = meeting_of(record.secret)
    for hello in table.hellos.values():
        try:
            asking = pairing.read_hello(box, record.private, hello)
        except MeetingError:
            continue  # somebody's noise
        if table.opened is not None:
            words = hello_words(box.box, table.opened.key, hello.sealed)
            return hello, asking, " ".join(words)
    return None


def _packages(said: Sequence[Said]) -> dict[bytes, bytes] | None:
    """The new device's key packages by handle; None while they are not there."""
    found = next((one for one in said if isinstance(one, Packages)), None)
    return None if found is None else {one.handle: one.key_package for one in found.packed}
