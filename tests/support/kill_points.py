"""Where a client is killed, and a tap on what it sends: both wrapped around the product, not in it.

`arm` names the point at which the process kills itself with SIGKILL; `tap` writes down every entry
before it is sent, with what it takes to open it. Both hold for a process that is forked for one run.
"""

import functools
import inspect
import json
import os
import signal
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import leeward_wire as wire
import msgspec
from leeward_client.group import commits, founding
from leeward_client.group.envelope import EpochKeys
from leeward_client.group.machine import Machine
from leeward_client.link import Connection
from leeward_client.link.exchange import Asked
from leeward_client.session.joins import Joins
from leeward_client.session.meetings import Invites
from leeward_client.vault import Transaction
from leeward_client.vault.region import Region
from leeward_mls import Group


class Point(StrEnum):
    """A point at which the client is killed."""

    ENCRYPTED = "event encrypted, not stored"
    POST_STORED = "post stored, not sent"
    POST_SENT = "post sent, not answered"
    POST_ACKNOWLEDGED = "post acknowledged, not noted"
    BUILT = "commit built, not stored"
    SEAL_STORED = "seal stored, not sent"
    SEAL_SENT = "seal sent, not answered"
    SEAL_ACKNOWLEDGED = "seal acknowledged, not merged"
    MERGED = "commit merged, not stored"
    FOLLOWED = "another's commit followed, not stored"
    NO_BOX = "epoch entered, its box not open"
    BOX_OPEN = "box open, not attached"
    READ = "entries read, not stored"
    WRITING = "within a vault transaction"
    PROMISED = "vault transaction promised, not carried out"
    INVITE_WRITTEN = "invite written down, no box"
    INVITE_BOX = "invite's box open, code not in the policy"
    KNOCK_WRITTEN = "knock written down, not sent"
    KNOCK_POSTED = "knock posted"
    WELCOME_DUE = "admission won, welcome not delivered"
    WELCOME_DELIVERED = "welcome delivered, not noted"
    WELCOME_READ = "welcome read, not entered"
    ENTERED = "circle entered"


SEALING = (Point.BUILT, Point.SEAL_STORED, Point.SEAL_SENT, Point.SEAL_ACKNOWLEDGED, Point.MERGED,
           Point.NO_BOX, Point.BOX_OPEN)  # fmt: skip
POSTING = (Point.POST_STORED, Point.POST_SENT, Point.POST_ACKNOWLEDGED)
WAYS: dict[str, tuple[Point, ...]] = {
    "found": (Point.NO_BOX, Point.BOX_OPEN, Point.WRITING, Point.PROMISED),
    "invite": (Point.INVITE_WRITTEN, Point.INVITE_BOX, *SEALING),
    "join": (Point.KNOCK_WRITTEN, Point.KNOCK_POSTED, *POSTING),
    "admit": (Point.WELCOME_DUE, Point.WELCOME_DELIVERED, *POSTING, *SEALING),
    "enter": (Point.WELCOME_READ, Point.ENTERED, Point.WRITING, Point.PROMISED),
    "message": (Point.ENCRYPTED, *POSTING, Point.READ, Point.WRITING, Point.PROMISED),
    "rename": (*SEALING, Point.WRITING),
    "sync": (Point.READ, Point.FOLLOWED),
    "leave": (*POSTING, Point.READ, Point.WRITING),
    "remove": (*SEALING, Point.PROMISED),
}
"""By which operation of the worker a point is come to."""


class Sent(msgspec.Struct, array_like=True, frozen=True):
    """One entry, as it was about to be sent."""

    box: bytes
    kind: int
    blob: bytes


class Opening(msgspec.Struct, frozen=True):
    """What it takes to look into the entries of one epoch's box; kept by nobody but this test."""

    box: str
    envelope: str
    sender_data: str
    group: str
    epoch: int


_point = ""
_left = 0


def arm(point: str, times: int) -> None:
    """Kill this process when it comes to the point for that time."""
    global _point, _left
    _point, _left = point, times
    _arm_link()
    _arm_rooms()


def reach(point: Point) -> None:
    """The process has come to a point."""
    global _left
    if point == _point:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _arm_link() -> None:
    async def waits(_: Connection, asked: Asked) -> None:
        if isinstance(asked.frame, wire.Seal):
            reach(Point.SEAL_SENT)
        elif isinstance(asked.frame, wire.Post):
            reach(Point.POST_SENT)

    _wrap(Connection, "_take", before=waits)
    _wrap(Connection, "post", before=_at(Point.POST_STORED), after=_at(Point.POST_ACKNOWLEDGED))
    _wrap(Connection, "seal", before=_at(Point.SEAL_STORED), after=_at(Point.SEAL_ACKNOWLEDGED))
    _wrap(Connection, "open", before=_at(Point.NO_BOX), after=_at(Point.BOX_OPEN))


def _arm_rooms() -> None:
    _wrap(Group, "encrypt", after=_at(Point.ENCRYPTED))
    _wrap(commits, "build", after=_at(Point.BUILT))
    _wrap(Machine, "_won", after=_at(Point.MERGED))
    _wrap(Machine, "_follow", after=_at(Point.FOLLOWED))
    _wrap(Machine, "page", after=_at(Point.READ))
    _wrap(Machine, "delivered", before=_at(Point.WELCOME_DELIVERED))
    _wrap(Transaction, "put", after=_at(Point.WRITING))
    _wrap(Region, "_carry_out", before=_at(Point.PROMISED))
    _wrap(Invites, "make", after=_at(Point.INVITE_WRITTEN))
    _wrap(Invites, "_open", before=_at(Point.INVITE_BOX))
    _wrap(Invites, "_deliver", before=_at(Point.WELCOME_DUE))
    _wrap(Joins, "_make", after=_at(Point.KNOCK_WRITTEN))
    _wrap(Joins, "knock", after=_at(Point.KNOCK_POSTED))
    _wrap(Joins, "_enter", after=_at(Point.ENTERED))
    _wrap(founding, "join", before=_at(Point.WELCOME_READ))


def tap(sent: Path, openings: Path) -> None:
    """Write down what is sent, before it is, and how to open it. Nothing else knows these keys."""
    known: set[bytes] = set()
    of = EpochKeys.of

    def keys_of(group: Group) -> EpochKeys:
        keys = of(group)
        if keys.box not in known:
            known.add(keys.box)
            secret = bytes(group._state.secrets.sender_data_secret)
            opening = Opening(
                keys.box.hex(), keys.envelope.hex(), secret.hex(), group.group_id.hex(), group.epoch
            )
            append(openings, msgspec.json.encode(opening) + b"\n")
        return keys

    async def posting(_: Connection, box: bytes, blob: bytes, **__: object) -> None:
        keep(sent, Sent(box, 0, blob))

    async def sealing(_: Connection, box: bytes, __: int, blob: bytes) -> None:
        keep(sent, Sent(box, 1, blob))

    EpochKeys.of = staticmethod(keys_of)  # type: ignore[method-assign, assignment]
    _wrap(Connection, "post", before=posting)
    _wrap(Connection, "seal", before=sealing)


def keep(where: Path, entry: Sent) -> None:
    """Append one entry, with its length before it."""
    data = msgspec.msgpack.encode(entry)
    append(where, len(data).to_bytes(4) + data)


def kept(where: Path) -> list[Sent]:
    """All entries of a file of the tap."""
    data = where.read_bytes() if where.exists() else b""
    entries, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4])
        entries.append(msgspec.msgpack.decode(data[at + 4 : end], type=Sent))
        at = end
    return entries


def note(journal: Path, **what: object) -> None:
    """Append one line to a journal; it is on disk when this returns."""
    append(journal, json.dumps(what).encode() + b"\n")


def append(where: Path, data: bytes) -> None:
    """Append in one write, durably: a kill leaves all of it or nothing."""
    handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.write(handle, data) != len(data):
            raise OSError("the disk is full")
        os.fsync(handle)
    finally:
        os.close(handle)


def _at(point: Point) -> Callable[..., Any]:
    def here(*_: object, **__: object) -> None:
        reach(point)

    return here


def _wrap(
    owner: Any,
    name: str,
    before: Callable[..., Any] | None = None,
    after: Callable[..., Any] | None = None,
) -> None:
    """Call something before and after a function or method, async or not."""
    inner = getattr(owner, name)

    async def call(hook: Callable[..., Any] | None, *given: Any, **named: Any) -> None:
        done = None if hook is None else hook(*given, **named)
        if inspect.isawaitable(done):
            await done

    @functools.wraps(inner)
    async def waiting(*given: Any, **named: Any) -> Any:
        await call(before, *given, **named)
        result = await inner(*given, **named)
        await call(after, *given, **named)
        return result

    @functools.wraps(inner)
    def plain(*given: Any, **named: Any) -> Any:
        if before is not None:
            before(*given, **named)
        result = inner(*given, **named)
        if after is not None:
            after(*given, **named)
        return result

    setattr(owner, name, waiting if inspect.iscoroutinefunction(inner) else plain)
