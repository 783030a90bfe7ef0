"""A device that was lost or taken: out of all circles at once, from another device of its owner.

Every wish is put down in the vault before any relay is asked, so that what is cut short, by a relay that
is away or by the end of the program, goes on with the next sync. No circle waits for another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from leeward_client.circle.names import normalise
from leeward_client.group.records import RUNNING, Status
from leeward_client.locale import say
from leeward_client.session import errors, sentences
from leeward_client.session.infos import CircleInfo, DeviceInfo, LostInfo, SyncInfo
from leeward_client.session.session import Session

DONE = "done"
UNDER_WAY = "under-way"
FAILED = "failed"
KEPT = "kept"
LATE = "late"

T = TypeVar("T")
CarryOut = Callable[[CircleInfo, bytes], Awaitable[str]]
"""Sees a wish of a circle, by its key, to its end: `Session.carry_out`, or the like of who follows it."""


def find(session: Session, name: str | None = None) -> list[LostInfo]:
    """One's other devices in all circles that go on here, by circle; with a name those that bear it.

    Never this one. Names are those given at linking, which only the device knows that linked them.
    """
    return [
        LostInfo(circle, one)
        for circle in session.circles()
        for one in session.devices.of(circle)
        if one.mine and not one.here and (name is None or _bears(one, name))
    ]


def waiting(session: Session, name: str | None = None) -> list[LostInfo]:
    """Those of `find` that are to go out and are not out yet, as far as is known here."""
    return [one for one in find(session, name) if one.device.going]


def keep(session: Session, found: Iterable[LostInfo]) -> list[LostInfo]:
    """Keep in after all what was to go out. No relay is asked: that would carry it out."""
    return [
        replace(one, state=KEPT if session.keep_in(one.circle, one.device.id) else LATE)
        for one in found
    ]


def _bears(device: DeviceInfo, name: str) -> bool:
    called = normalise(device.name).casefold()
    return bool(called) and called == normalise(name).casefold()


async def catch_up(session: Session) -> list[SyncInfo]:
    """Hear what became of the devices meanwhile, in all circles that go on here and can be reached."""
    circles = [one for one in session.circles() if one.status in RUNNING]
    return [one for found in await _all(map(session.sync, circles)) for one in found]


async def take_out(
    session: Session, found: Iterable[LostInfo], carry_out: CarryOut | None = None
) -> list[LostInfo]:
    """Take these devices out of their circles; how far that came, in the same order.

    What one circle answers keeps no other from being done. All device codes end with it.
    """
    known = set(session.keys())
    wishes: dict[bytes, list[tuple[LostInfo, bytes]]] = {}
    for one in found:
        wish = b""
        if one.circle.key in known:
            with suppress(errors.SessionError):  # gone already, or the circle is: `_stands` tells
                wish = session.want_out(one.circle, one.device.id)
        wishes.setdefault(one.circle.key, []).append((one, wish))
    seen = [_see(session, one, carry_out or session.carry_out) for one in wishes.values()]
    done = await _all([_end_codes(session), *seen])
    return [one for circle in done for one in circle]


async def _end_codes(session: Session) -> list[LostInfo]:
    """Whoever has the device may have a code of its owner's, too."""
    await session.devices.end_codes()
    return []


async def _see(
    session: Session, wishes: list[tuple[LostInfo, bytes]], carry_out: CarryOut
) -> list[LostInfo]:
    """Carry out what is wished of one circle; once its relay is away the rest is not tried."""
    whys, away = [], ""
    for one, wish in wishes:
        why = away
        if wish and not away:
            try:
                why = await carry_out(one.circle, wish)
            except errors.OfflineError as error:
                why = away = str(error)
            except errors.SessionError as error:
                why = str(error)
        whys.append(why)
    return [_stands(session, one, why) for (one, _), why in zip(wishes, whys, strict=True)]


def _stands(session: Session, one: LostInfo, why: str) -> LostInfo:
    """What came of it, judged by who is in the circle now and not by what was answered."""
    now = (info.status for info in session.circles() if info.key == one.circle.key)
    status = next(now, Status.LEFT)  # erased here meanwhile
    if status == Status.UNLINKED:
        return replace(one, state=FAILED, why=say("device-lost-unlinked"))
    if status not in RUNNING:
        return replace(one, state=FAILED, why=say(sentences.status(Status(status))))
    here = {device.id: device for device in session.devices.of(one.circle)}
    device = here.get(one.device.id)
    if device is None:
        return replace(one, state=DONE)
    if status != Status.ACTIVE:  # this device asked to go: it changes nothing there any more
        why = say(sentences.status(Status(status)))
    goes = device.going and status == Status.ACTIVE
    return replace(one, device=device, state=UNDER_WAY if goes else FAILED, why=why)


async def _all(deeds: Iterable[Awaitable[T]]) -> list[T]:
    """Do them at once, each to its end; then raise what one of them raised."""
    done = await asyncio.gather(*deeds, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return [one for one in done if not isinstance(one, BaseException)]
