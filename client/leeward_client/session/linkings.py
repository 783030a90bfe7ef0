"""The new device: it asks with a device code, shows the words, and enters the circles it is given.

What is sent is written down first, and each circle is entered in one transaction with the note that it
was, so that a loss of power anywhere is taken up again by the next look. docs/devices.md has the rules.
"""

import os
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, suppress

import msgspec
from leeward_mls import KeyPackageBundle

from leeward_client.circle.names import check_name
from leeward_client.group import founding
from leeward_client.group.records import RUNNING, pack
from leeward_client.invites import pairing
from leeward_client.invites.code import Code, CodeType, parse, split
from leeward_client.invites.meeting import Meeting, MeetingError
from leeward_client.invites.pairing import (
    Entered,
    Entrance,
    Offer,
    Packages,
    Packed,
    Said,
    Table,
    meeting_of,
)
from leeward_client.invites.words import hello_words
from leeward_client.link import (
    Address,
    RefusedError,
    Ways,
)
from leeward_client.session import errors
from leeward_client.session.drive import spoken
from leeward_client.session.joins import begin
from leeward_client.session.meetings import Room, entered
from leeward_client.session.pairings import LINK_LIFE
from leeward_client.session.records import LinkingRecord, NewCircle
from leeward_client.session.store import CIRCLES, read, record_of
from leeward_client.vault import Vault

SHELF = "linkings"
WAITING, LINKING, LINKED = "waiting", "linking", "linked"
CLOSED = "closed"


def read_device_code(text: str) -> Code:
    """The device code that a person gave; raises CodeError and AddressError."""
    letters, relay = split(text, CodeType.DEVICE)
    return parse(letters, Address.parse(relay).url, CodeType.DEVICE)


class Linkings:
    """The device codes that this vault uses."""

    def __init__(self, vault: Vault, ways: Ways, now: int) -> None:
        self._vault = vault
        self._ways = ways
        self._now = now

    def all(self) -> list[LinkingRecord]:
        """Those that are known here, ended or not."""
        with self._vault.transaction() as tx:
            return [read(value, LinkingRecord) for _, value in tx.scan(SHELF)]

    async def ask(self, code: Code, name: str) -> LinkingRecord:
        """Ask to be linked, under what this device is called."""
        name = check_name(name)
        box = meeting_of(code.secret)
        try:
            with spoken():
                async with self._entered(code.relay, box) as room:
                    opened = Table.of(box, room.blobs).opened
                    if opened is None or self._now >= opened.expires:
                        raise errors.RefusedError("device-code-over")
                    reply_key = os.urandom(32)
                    hello = pairing.hello(box, opened, name, reply_key)
                    words = " ".join(hello_words(box.box, opened.key, hello.sealed))
                    record = LinkingRecord(
                        code.secret, code.relay, name, reply_key, pairing.close(box, hello),
                        hello.id, words,
                    )  # fmt: skip
                    self.put(record)
                    await room.put_first(record.entry, lambda: self.drop(record))
        except errors.RefusedError:
            raise errors.RefusedError("device-code-over") from None
        except MeetingError:
            raise errors.RefusedError("device-code-false") from None
        return record

    async def poll(self, record: LinkingRecord) -> tuple[LinkingRecord, str]:
        """Look once, and do what can be done; the record, and how it stands."""
        if record.ended:
            return record, record.ended
        with spoken():
            try:
                async with self._entered(record.relay, meeting_of(record.secret)) as room:
                    return await self._go_on(record, room)
            except RefusedError:
                return self._over(record)  # the other device has burnt the box

    async def _go_on(self, record: LinkingRecord, room: Room) -> tuple[LinkingRecord, str]:
        await room.put(record.entry)  # a hello that was cut short
        table = Table.of(room.meeting, room.blobs)
        said = table.said(record.hello, record.reply_key)
        offer = next((one for one in said if isinstance(one, Offer)), None)
        if offer is None:
            over = table.opened is None or self._now >= table.opened.expires
            return self._end(record, CLOSED) if over else (record, WAITING)
        if not record.packages:
            record = self._pack(record, offer)
        await room.put(record.packages)
        record = self._enter(record, said)
        if all(one.ended for one in record.circles):
            thanks = pairing.answer(record.hello, record.reply_key, Entered())
            await room.put(pairing.close(room.meeting, thanks))
            return self._end(record, LINKED)
        if self._now >= record.expires:
            return self._over(record)
        return record, LINKING

    def _over(self, record: LinkingRecord) -> tuple[LinkingRecord, str]:
        """The other device has ended it, or is silent: what was entered stays."""
        return self._end(record, LINKED if any(one.circle for one in record.circles) else CLOSED)

    def _pack(self, record: LinkingRecord, offer: Offer) -> LinkingRecord:
        """Make keys for each circle alone; for those that go on here already there is nothing to do."""
        with self._vault.transaction() as tx:
            known = {key: record_of(tx, key) for key, _ in tx.scan(CIRCLES)}
        going = {one.member for one in known.values() if one.status in RUNNING}
        ended = {one.member: key for key, one in known.items() if one.status not in RUNNING}
        circles, packed = [], []
        for one in offer.circles:
            if one.member in going:
                circles.append(NewCircle(one.handle, one.label, one.member, here=True, ended=True))
                packed.append(Packed(one.handle, b""))
                continue
            bundle = founding.key_package(one.member, self._now)
            circles.append(
                NewCircle(
                    one.handle, one.label, one.member, bundle.serialize(),
                    over=ended.get(one.member, b""),
                )
            )  # fmt: skip
            packed.append(Packed(one.handle, bundle.key_package))
        said = pairing.answer(record.hello, record.reply_key, Packages(tuple(packed)))
        entry = pairing.close(meeting_of(record.secret), said)
        record = msgspec.structs.replace(
            record, circles=tuple(circles), packages=entry, expires=self._now + LINK_LIFE
        )
        self.put(record)
        return record

    def _enter(self, record: LinkingRecord, said: Sequence[Said]) -> LinkingRecord:
        """Enter what there is a way into by now."""
        ways = {one.handle: one.welcome for one in said if isinstance(one, Entrance)}
        for place, one in enumerate(record.circles):
            if not one.ended and one.handle in ways:
                record = self._enter_one(record, place, ways[one.handle])
        return record

    def _enter_one(self, record: LinkingRecord, place: int, welcome: bytes) -> LinkingRecord:
        one = record.circles[place]
        with self._vault.transaction() as tx:
            circle = b""
            with suppress(founding.WelcomeError):  # there was no way in, or one that leads nowhere
                over = one.over if tx.get(CIRCLES, one.over) is not None else b""  # forgotten since
                circle = begin(
                    tx, welcome, KeyPackageBundle.restore(one.bundle), over=over,
                    label=one.label, member=one.member, now=self._now,
                )  # fmt: skip
            entered_ = msgspec.structs.replace(one, bundle=b"", circle=circle, ended=True)
            circles = (*record.circles[:place], entered_, *record.circles[place + 1 :])
            record = msgspec.structs.replace(record, circles=circles)
            tx.put(SHELF, record.hello, pack(record))
        return record

    def drop(self, record: LinkingRecord) -> None:
        """Erase what is known of a device code here."""
        with self._vault.transaction() as tx:
            tx.delete(SHELF, record.hello)

    def put(self, record: LinkingRecord) -> None:
        """Write a record down."""
        with self._vault.transaction() as tx:
            tx.put(SHELF, record.hello, pack(record))

    def _end(self, record: LinkingRecord, state: str) -> tuple[LinkingRecord, str]:
        """How it ended is kept; the keys are not."""
        circles = tuple(msgspec.structs.replace(one, bundle=b"") for one in record.circles)
        record = msgspec.structs.replace(
            record, secret=b"", reply_key=b"", entry=b"", packages=b"", circles=circles,
            ended=state,
        )  # fmt: skip
        self.put(record)
        return record, state

    def _entered(self, relay: str, box: Meeting) -> AbstractAsyncContextManager[Room]:
        return entered(Address.parse(relay), self._ways.meeting(box.box), box)
