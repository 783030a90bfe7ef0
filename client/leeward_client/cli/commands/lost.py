"""A device that was lost or taken: out of all circles with one command."""

from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.cli import plain, render
from leeward_client.cli.commands.context import Context
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import NotFoundError
from leeward_client.session.lost import (
    DONE,
    FAILED,
    KEPT,
    LATE,
    UNDER_WAY,
    catch_up,
    find,
    keep,
    take_out,
    waiting,
)

if TYPE_CHECKING:
    from leeward_client.cli.output import Data
    from leeward_client.session import LostInfo

_EXITS = {
    DONE: Exit.DONE,
    UNDER_WAY: Exit.OFFLINE,
    FAILED: Exit.REFUSED,
    KEPT: Exit.DONE,
    LATE: Exit.REFUSED,
}


async def lost(context: Context, arguments: Namespace) -> Exit:
    """Take one's other devices, or those of a name, out of all circles."""
    if arguments.undo:
        return _undo(context, arguments.name)
    session, out = context.session, context.out
    before = find(session, arguments.name)
    reached = await _catch_up(context)
    found = _together(before, find(session, arguments.name))
    if not found:
        named = arguments.name is not None
        raise NotFoundError("device-lost-unnamed" if named else "device-lost-none")
    out.say(say("cli-device-lost-found"))
    out.lines(render.lost(found, now=context.now, columns=context.columns))
    known = {(one.circle.key, one.device.id) for one in found}
    stay = [one for one in find(session) if (one.circle.key, one.device.id) not in known]
    if stay:
        out.say(say("cli-device-lost-stay"))
        out.lines(render.lost(stay, now=context.now, columns=context.columns))
    out.say(say("cli-device-lost-means"))
    if not arguments.yes and not out.confirm(say("cli-ask-device-lost")):
        out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    done = await take_out(session, found)
    for one in done:
        out.data(_data(one))
    out.lines(render.gone(done))
    ends = {_EXITS[one.state] for one in done} | {Exit.DONE if reached else Exit.OFFLINE}
    if Exit.OFFLINE in ends:
        out.tell(say("cli-device-lost-rest"))
    return max(ends)


def _undo(context: Context, name: str | None) -> Exit:
    """Keep in what is still to go out. Nothing is fetched first: that would carry it out."""
    found = waiting(context.session, name)
    if not found:
        raise NotFoundError("device-lost-nothing")
    kept = keep(context.session, found)
    for one in kept:
        context.out.data(_data(one))
    context.out.lines(render.gone(kept))
    return max(_EXITS[one.state] for one in kept)


async def _catch_up(context: Context) -> bool:
    """Fetch what is new in all circles, and say where that failed; whether all relays were reached."""
    results = await catch_up(context.session)
    for one in results:
        if not one.ok:
            why = plain.line(one.error or "")
            context.out.tell(say("cli-sync-failed", label=plain.line(one.label), why=why))
    return all(one.reached for one in results)


def _together(before: "list[LostInfo]", now: "list[LostInfo]") -> "list[LostInfo]":
    """What was there before the circles were asked or is there now, by circle.

    What has gone in between is told as well: a wish of ours may have been carried out just then.
    """
    all_ = {(one.circle.number, one.device.id): one for one in (*before, *now)}
    return [all_[key] for key in sorted(all_)]


def _data(one: "LostInfo") -> "Data":
    return {
        "circle": one.circle.number,
        "label": one.circle.label,
        "id": one.device.id,
        "name": one.device.name,
        "last_heard": one.device.last_heard,
        "state": one.state,
        "why": one.why,
    }
