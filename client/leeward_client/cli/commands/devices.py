"""One's devices: linking another from either side, listing them, taking one out."""

import asyncio
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain, render
from leeward_client.cli.commands.circles import tell_state
from leeward_client.cli.commands.context import Context
from leeward_client.cli.commands.doors import code_of
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import OfflineError

if TYPE_CHECKING:
    from leeward_client.cli.output import Data
    from leeward_client.session import LinkingInfo, PairingInfo

LOOK = 1.0
"""Seconds between two looks at the box where the devices meet."""
LONGEST_ANSWER = 100
_OVER = {"frozen": "cli-device-frozen", "over": "cli-device-over"}
"""What is said of a code that ended without its device, by how it stands."""


def _pairing_data(info: "PairingInfo") -> "Data":
    return {
        "id": info.id,
        "state": info.state,
        "circles": info.circles,
        "name": info.name,
        "words": render.spoken(info.words),
    }


async def link(context: Context, arguments: Namespace) -> Exit:
    """Make a device code, wait for the device, and link it once the person has compared the words."""
    session, out = context.session, context.out
    only = [session.find(word) for word in arguments.only or ()]
    info = await session.devices.link(only or session.circles())
    out.data({**_pairing_data(info), "code": info.code, "link": info.link})
    out.say(say("cli-device-code", circles=", ".join(map(plain.line, info.circles))))
    out.say()
    out.say(render.INDENT + info.code)
    out.say()
    if out.on_terminal and not arguments.no_qr:
        drawn = info.qr.splitlines()
        if context.columns is None or max(map(layout.width, drawn)) <= context.columns:
            out.lines(drawn)
    out.say(say("cli-device-code-how"))
    out.flush()
    try:
        info = await _until(context, info, "open")
        if info.state != "asked":
            return await _ended(context, info)
        out.data(_pairing_data(info))
        out.say(say("cli-device-asks", name=plain.line(info.name)))
        out.say(say("cli-device-compare", words=render.spoken(info.words)))
        if not _yes(context):
            await session.devices.refuse(info.id)
            out.tell(say("cli-device-refused"))
            return Exit.REFUSED
    except (KeyboardInterrupt, asyncio.CancelledError):
        await session.devices.refuse(info.id)  # nothing was linked: the code is over
        raise
    info = await session.devices.accept(info.id, info.words)
    out.say(say("cli-device-linking"))
    out.flush()
    return await _ended(context, await _until(context, info, "linking"))


async def _until(context: Context, info: "PairingInfo", state: str) -> "PairingInfo":
    """Look again and again while the code stands like this."""
    told = False
    while info.state == state:
        await asyncio.sleep(LOOK)
        try:
            info = await context.session.devices.look(info.id)
        except OfflineError:
            if not told:
                context.out.tell(say("cli-wait-offline"))
            told = True
    return info


async def _ended(context: Context, info: "PairingInfo") -> Exit:
    context.out.data(_pairing_data(info))
    if info.state == "linked":
        context.out.say(say("cli-device-linked", name=plain.line(info.name)))
        return Exit.DONE
    if info.state == "frozen":
        await context.session.devices.refuse(info.id)
    context.out.tell(say(_OVER[info.state]))
    return Exit.REFUSED


def _yes(context: Context) -> bool:
    """Whether the person, or the program that speaks for them, says yes; whatever else is a no."""
    context.out.say(say("cli-device-ask"))
    context.out.flush()
    return sys.stdin.readline(LONGEST_ANSWER).strip().lower() in {"yes", say("cli-yes-word")}


async def join(context: Context, arguments: Namespace) -> Exit:
    """Ask to be linked, and stay until all circles are here."""
    session, out = context.session, context.out
    info = await session.devices.join(code_of(arguments.code), arguments.name)
    out.data(_linking_data(info))
    out.say(say("cli-device-compare", words=render.spoken(info.words)))
    out.say(say("cli-device-say-yes"))
    out.flush()
    told = False
    while info.state in ("waiting", "linking"):
        await asyncio.sleep(LOOK)
        try:
            info = await session.devices.poll(info.id)
        except OfflineError:
            if not told:
                out.tell(say("cli-wait-offline"))
            told = True
    out.data(_linking_data(info))
    for circle in info.circles:
        label, name = plain.line(circle.label), plain.line(circle.name)
        out.say(say("cli-joined", label=label, number=str(circle.number), name=name))
    for label in info.missing:
        out.tell(say("cli-device-missing", label=plain.line(label)))
    if info.state != "linked":
        out.tell(render.sentence(info.why))
        return Exit.REFUSED
    if info.circles:
        out.say(say("cli-device-history"))
    else:
        out.say(render.sentence(info.why))
    return Exit.REFUSED if info.missing else Exit.DONE


def _linking_data(info: "LinkingInfo") -> "Data":
    return {
        "id": info.id,
        "state": info.state,
        "words": render.spoken(info.words),
        "circles": [circle.number for circle in info.circles],
        "missing": info.missing,
    }


async def list_(context: Context, arguments: Namespace) -> Exit:
    """List one's devices in a circle, and with --all everybody's."""
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    infos = [one for one in context.session.devices.of(circle) if one.mine or arguments.all]
    for info in infos:
        context.out.data(
            {
                "id": info.id,
                "member": info.member,
                "name": info.name,
                "last_heard": info.last_heard,
                "mine": info.mine,
                "here": info.here,
                "going": info.going,
            }
        )
    context.out.lines(render.devices(infos, now=context.now, columns=context.columns))
    return Exit.DONE if fresh else Exit.OFFLINE


async def remove(context: Context, arguments: Namespace) -> Exit:
    """Take one device out of a circle."""
    circle = context.session.find(arguments.circle)
    if not arguments.yes and not context.out.confirm(say("cli-ask-device-remove")):
        context.out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    state = await context.session.remove_device(circle, arguments.id.lower())
    tell_state(context, state, say("cli-device-removed"))
    return Exit.DONE
