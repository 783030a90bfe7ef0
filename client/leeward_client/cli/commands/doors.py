"""The way into a circle, from both sides: invites, requests to join, letting in."""

import asyncio
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain, render
from leeward_client.cli.commands.circles import join_data, tell_join
from leeward_client.cli.commands.context import Context, NotDoneError
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import OfflineError

if TYPE_CHECKING:
    from leeward_client.cli.output import Data
    from leeward_client.session import InviteInfo, JoinInfo

FIRST_WAIT = 1.0
LONGEST_WAIT = 15.0
LONGEST_CODE = 1_024


def _invite_data(info: "InviteInfo", *, show: bool) -> "Data":
    data: dict[str, object] = {
        "id": info.id,
        "uses": info.uses,
        "uses_left": info.uses_left,
        "expires": info.expires,
        "state": info.state,
    }
    return {**data, "code": info.code, "link": info.link} if show else data


async def invite(context: Context, arguments: Namespace) -> Exit:
    """Make an invite code."""
    out = context.out
    circle = context.session.find(arguments.circle)
    info = await context.session.invite(circle, arguments.uses, arguments.expires)
    out.data(_invite_data(info, show=True))
    out.say(say("cli-invite-made"))
    out.say()
    out.say(render.INDENT + info.code)
    out.say()
    out.say(say("cli-invite-link", link=info.link))
    if out.on_terminal and not arguments.no_qr:
        drawn = info.qr.splitlines()
        # A code that the terminal wraps cannot be scanned.
        if context.columns is None or max(map(layout.width, drawn)) <= context.columns:
            out.lines(drawn)
    uses = say("cli-persons", count=info.uses)
    expires = render.expiry(info, context.now)
    out.say(say("cli-invite-terms", uses=uses, expires=expires, id=info.id))
    out.say(say("cli-invite-next", number=str(circle.number)))
    return Exit.DONE


async def invites(context: Context, arguments: Namespace) -> Exit:
    """List the invites of one's own."""
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    infos = context.session.invites(circle)
    for info in infos:
        context.out.data(_invite_data(info, show=arguments.show))
    context.out.lines(render.invites(infos, now=context.now, show=arguments.show))
    if not infos:
        context.out.say(say("cli-no-invites", label=plain.line(circle.label)))
    return Exit.DONE if fresh else Exit.OFFLINE


async def revoke(context: Context, arguments: Namespace) -> Exit:
    """Close an invite."""
    await context.session.revoke(context.session.find(arguments.circle), arguments.id)
    context.out.data({"id": arguments.id, "state": "closed"})
    context.out.say(say("cli-revoked"))
    return Exit.DONE


async def join(context: Context, arguments: Namespace) -> Exit:
    """Ask to join, and with --wait stay until it is decided."""
    session, out = context.session, context.out
    code = code_of(arguments.code)
    rejoin = session.find(arguments.rejoin) if arguments.rejoin is not None else None
    info = await session.join(code, arguments.name, arguments.note, rejoin)
    out.data(join_data(info))
    if info.state == "waiting":
        out.say(say("cli-asked-to-join", name=plain.line(arguments.name)))
        out.say(say("cli-compare-words", words=render.spoken(info.words)))
        out.say(say("cli-still-waiting") if arguments.wait else say("cli-join-next"))
        out.flush()
    if info.state == "waiting" and arguments.wait:
        info = await _wait(context, info)
        out.data(join_data(info))
    return _decided(context, info)


def code_of(word: str) -> str:
    """The code as given, or the next line of standard input for `-`."""
    code = sys.stdin.readline(LONGEST_CODE).strip() if word == "-" else word.strip()
    if not code:
        raise NotDoneError("cli-no-code")
    return code


async def _wait(context: Context, info: "JoinInfo") -> "JoinInfo":
    """Look again and again, more and more rarely, until the request is decided."""
    pause, told = FIRST_WAIT, False
    while info.state == "waiting":
        await asyncio.sleep(pause)
        pause = min(pause * 1.25, LONGEST_WAIT)
        try:
            info = await context.session.poll_join(info.id)
        except OfflineError:
            if not told:
                context.out.tell(say("cli-wait-offline"))
            told = True
    return info


def _decided(context: Context, info: "JoinInfo") -> Exit:
    if info.state == "waiting":
        return Exit.DONE
    if info.circle is not None:
        tell_join(context, info)
        return Exit.DONE
    context.out.tell(render.sentence(info.why or say("cli-join-ended", state=info.state)))
    return Exit.REFUSED


async def unask(context: Context, arguments: Namespace) -> Exit:
    """Take back a request to join, or put away one that ended."""
    out = context.out
    if not arguments.yes and not out.confirm(say("cli-ask-unask")):
        out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    info = context.session.drop_join(arguments.id)
    out.data({"id": info.id, "state": "dropped"})
    out.say(say("cli-unasked", name=plain.line(info.name)))
    return Exit.DONE


async def knocks(context: Context, arguments: Namespace) -> Exit:
    """Show who asks to join."""
    circle = context.session.find(arguments.circle)
    infos = await context.session.knocks(circle)
    for info in infos:
        context.out.data(
            {
                "id": info.id,
                "name": info.name,
                "note": info.note,
                "words": render.spoken(info.words),
                "invite": info.invite,
                "rejoin": info.rejoin,
                "claims": info.claims,
                "backup": info.backup,
                "frozen": info.frozen,
            }
        )
    context.out.lines(render.knocks(infos, now=context.now, columns=context.columns))
    if infos:
        context.out.say(say("cli-knock-next", number=str(circle.number)))
    else:
        context.out.say(say("cli-no-knocks", label=plain.line(circle.label)))
    return Exit.DONE


async def admit(context: Context, arguments: Namespace) -> Exit:
    """Let somebody in."""
    circle = context.session.find(arguments.circle)
    info = await context.session.admit(circle, arguments.id, arguments.name)
    context.out.data({"id": info.id, "name": info.name, "roles": list(info.roles)})
    name, label = plain.line(info.name), plain.line(circle.label)
    context.out.say(say("cli-admitted", name=name, label=label))
    return Exit.DONE


async def decline(context: Context, arguments: Namespace) -> Exit:
    """Refuse a request to join."""
    await context.session.decline(context.session.find(arguments.circle), arguments.id)
    context.out.data({"id": arguments.id, "state": "declined"})
    context.out.say(say("cli-declined"))
    return Exit.DONE
