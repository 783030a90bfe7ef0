"""Our own knocks: at other people's circles, and at a circle of ours that we come back to."""

import os
from contextlib import AbstractAsyncContextManager

import msgspec
from leeward_mls import KeyPackageBundle

from leeward_client.circle.names import BadNameError, check_name
from leeward_client.group import founding
from leeward_client.group.approvals import RejoinKey
from leeward_client.group.kept import FAREWELL, carried_over
from leeward_client.group.records import Draft, pack
from leeward_client.invites import meeting as meetings
from leeward_client.invites.code import Code, parse, split
from leeward_client.invites.desk import Standing
from leeward_client.invites.meeting import Meeting, MeetingError, Request
from leeward_client.invites.words import knock_words
from leeward_client.link import (
    Address,
    RefusedError,
    Ways,
)
from leeward_client.session import errors
from leeward_client.session.drive import Driver, spoken
from leeward_client.session.meetings import Room, entered
from leeward_client.session.records import JoinRecord
from leeward_client.session.store import (
    CIRCLES,
    load_fold,
    read,
    record_of,
    rejoin_of,
    shelf,
    store,
)
from leeward_client.vault import Transaction, Vault

JOINS = "joins"
STALE = "stale"
"""How a knock ended whose welcome leads nowhere."""


def read_code(text: str) -> Code:
    """The code that a person gave; raises CodeError and AddressError."""
    letters, relay = split(text)
    return parse(letters, Address.parse(relay).url)


def shown(state: str) -> str:
    """How a knock stands, as people are told it.

    An invite that was used, revoked, has expired or never was is told alike: it is over.
    """
    return Standing.CLOSED.value if state == Standing.EXPIRED.value else state


def why(state: str) -> str:
    """The id of the sentence that says how a knock stands."""
    return f"join-{shown(state).replace(' ', '-')}"


class Joins:
    """The knocks of a vault."""

    def __init__(self, vault: Vault, ways: Ways, now: int) -> None:
        self._vault = vault
        self._ways = ways
        self._now = now

    def all(self) -> dict[bytes, JoinRecord]:
        """The knocks by their id."""
        with self._vault.transaction() as tx:
            return {key: read(value, JoinRecord) for key, value in tx.scan(JOINS)}

    async def knock(
        self, code: Code, name: str, note: str, rejoins: bytes = b"", driver: Driver | None = None
    ) -> JoinRecord:
        """Knock; what is sent is written down first. `driver` is that of the circle to come back to."""
        name = check_name(name)
        if len(note) > meetings.LONGEST_NOTE:
            raise errors.SessionError("session-note-long", most=meetings.LONGEST_NOTE)
        meeting = Meeting.of(code.secret)
        with spoken(begun=False):
            try:
                async with self._entered(code.relay, meeting) as room:
                    issued, standing = (
                        room.desk.issued,
                        room.desk.standing(b"", bytes(32), self._now),
                    )
                    if issued is None or standing is not Standing.WAITING:
                        raise errors.RefusedError(why(standing))
                    record = self._make(code, meeting, issued, name, note, rejoins, driver)
                    await room.put_first(record.entry, lambda: self.drop(record))
            except RefusedError:
                raise errors.RefusedError(why(Standing.CLOSED)) from None
            except MeetingError:
                raise errors.RefusedError(why(Standing.NOT_GENUINE)) from None
        return record

    def _entered(self, relay: str, meeting: Meeting) -> AbstractAsyncContextManager[Room]:
        return entered(Address.parse(relay), self._ways.meeting(meeting.box), meeting)

    def drop(self, record: JoinRecord) -> None:
        """Erase a knock."""
        with self._vault.transaction() as tx:
            tx.delete(JOINS, record.knock_id)

    def forget(self, circle: bytes) -> None:
        """Erase the knocks that led to a circle."""
        known = self.all()
        with self._vault.transaction() as tx:
            for key, record in known.items():
                if circle in (record.circle, record.rejoins):
                    tx.delete(JOINS, key)

    def _make(
        self, code: Code, meeting: Meeting, issued: meetings.Issued, name: str, note: str,
        rejoins: bytes, driver: Driver | None,
    ) -> JoinRecord:  # fmt: skip
        member, signature = os.urandom(16), b""
        bundle = founding.key_package(member, self._now)
        if driver is not None:
            member, bundle, signature = self._rejoining(driver)
        reply_key = os.urandom(32)
        request = Request(bundle.key_package, member, name, note, reply_key, signature)
        knock = meetings.knock(meeting, issued, request)
        words = " ".join(knock_words(meeting.box, issued.issuer_key, knock.sealed))
        record = JoinRecord(
            code.secret, code.relay, name, member, bundle.serialize(), reply_key,
            meeting.close(knock), knock.id, words, self._now, rejoins,
        )  # fmt: skip
        self._put(record)
        return record

    def _rejoining(self, driver: Driver) -> tuple[bytes, KeyPackageBundle, bytes]:
        """Our old member id, a new leaf, and the signature of the old one or of a backup's key."""
        with driver.step() as machine, self._vault.transaction() as tx:
            member = record_of(tx, driver.circle).member
            bundle = founding.key_package(member, self._now)
            if machine is not None:
                return member, bundle, machine.sign_rejoining(bundle.key_package)
            back = rejoin_of(tx, driver.circle)
            if back is None:
                raise errors.EndedError("session-ended-join")
            key = RejoinKey(back.seed, back.made_at, back.voucher)
            return member, bundle, key.prove(back.group_id, member, bundle.key_package)

    async def poll(self, record: JoinRecord) -> tuple[JoinRecord, str]:
        """Look once how a knock stands; enters the circle when it was let in. The record, the state."""
        if record.circle:
            return record, Standing.ADMITTED.value
        if record.ended:
            return record, record.ended
        meeting = Meeting.of(record.secret)
        with spoken():
            try:
                async with self._entered(record.relay, meeting) as room:
                    if room.desk.standing(record.knock_id, record.reply_key, self._now) is (
                        Standing.WAITING
                    ):
                        await room.put(record.entry)  # a knock that was cut short
                    desk = room.desk
            except RefusedError:
                return self._end(record, Standing.CLOSED.value)
        standing = desk.standing(record.knock_id, record.reply_key, self._now)
        if standing is Standing.WAITING:
            return record, standing.value
        if standing is not Standing.ADMITTED:
            return self._end(record, standing.value)
        for way in desk.admitted(record.knock_id, record.reply_key):
            try:
                return self._enter(record, way), standing.value
            except founding.WelcomeError:
                continue
        return self._end(record, STALE)

    def _enter(self, record: JoinRecord, way: meetings.Way) -> JoinRecord:
        """Begin the circle, and erase the keys of the knock, in one transaction."""
        bundle = KeyPackageBundle.restore(record.bundle)
        with self._vault.transaction() as tx:
            circle = begin(
                tx, way.welcome, bundle, over=record.rejoins, label=way.label,
                member=record.member, now=self._now,
            )  # fmt: skip
            record = msgspec.structs.replace(_spent(record), circle=circle)
            tx.put(JOINS, record.knock_id, pack(record))
        return record

    def _end(self, record: JoinRecord, state: str) -> tuple[JoinRecord, str]:
        record = msgspec.structs.replace(_spent(record), ended=state)
        self._put(record)
        return record, state

    def _put(self, record: JoinRecord) -> None:
        with self._vault.transaction() as tx:
            tx.put(JOINS, record.knock_id, pack(record))


def _spent(record: JoinRecord) -> JoinRecord:
    """A knock without its keys: what opens the welcome and the code are needed no more."""
    return msgspec.structs.replace(record, secret=b"", bundle=b"", reply_key=b"", entry=b"")


def begin(
    tx: Transaction, welcome: bytes, bundle: KeyPackageBundle, *,
    over: bytes, label: str, member: bytes, now: int,
) -> bytes:  # fmt: skip
    """Write down the circle that a welcome leads to; its local id. Raises WelcomeError.

    `over` is the local id of the same circle, ended here, which goes on with what was read in it; empty
    for one that is new here, to be called `label`.
    """
    circle = over or os.urandom(8)
    before = load_fold(tx, circle) if over else None
    old = record_of(tx, circle) if over else None
    machine = founding.join(
        welcome, bundle,
        number=old.number if old is not None else next_number(tx),
        label=old.label if old is not None else _label(label),
        member=member, now=now, before=before,
    )  # fmt: skip
    if over:
        _forget_epoch(tx, circle)
    tx.put(CIRCLES, circle, b"")
    store(tx, circle, machine.take_writes())
    return circle


def _label(offered: str) -> str:
    """What the circle is called here; a name that would mislead is not taken over."""
    try:
        return check_name(offered)
    except BadNameError:
        return "circle"


def next_number(tx: Transaction) -> int:
    """The number of the next circle: one more than the highest."""
    return max((record_of(tx, key).number for key, _ in tx.scan(CIRCLES)), default=0) + 1


def _forget_epoch(tx: Transaction, circle: bytes) -> None:
    """What belongs to the epoch that was lost goes; messages not yet sent stay to be sent."""
    for key in (b"pending", b"rejoin", FAREWELL):
        tx.delete(shelf(circle, "state"), key)
    for name in ("handed", "deliveries", "intents", "ended"):
        tx.drop(shelf(circle, name))
    for key, value in tx.scan(shelf(circle, "drafts")):
        draft = carried_over(read(value, Draft))
        if draft is None:
            tx.delete(shelf(circle, "drafts"), key)
        else:
            tx.put(shelf(circle, "drafts"), key, pack(draft))
