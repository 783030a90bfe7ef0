"""The flow about a device that was lost or taken: out of all circles at once."""

import time

from leeward_client.cli import plain, render
from leeward_client.locale import say
from leeward_client.session import CircleInfo, Live, LostInfo
from leeward_client.session.lost import UNDER_WAY, find, take_out
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.lines import Choice

_ALL, _NAMED = "all", "named/"


async def lost(desk: Desk) -> None:
    """Ask which device it is, and whether the person is sure; then take it out, and say how that went."""
    others = await desk.ask(lambda live: find(live.session))
    title = say("chat-lost")
    if not others:
        await desk.show(title, render.sentence(say("device-lost-none")))
        return
    names = sorted({one.device.name for one in others if one.device.name})
    choices = [
        Choice(_NAMED + name, f"\u2068{plain.line(name)}\u2069", _where(others, name))
        for name in names
    ]
    choices.append(Choice(_ALL, say("chat-lost-all"), _where(others), apart=bool(names)))
    chosen = await desk.pick(
        title,
        [*choices, Choice("close", say("close"), apart=True)],
        paragraphs=[say("chat-lost-lead")],
    )
    if chosen is None or chosen == "close":
        return
    name = None if chosen == _ALL else chosen.removeprefix(_NAMED)
    found = await desk.ask(lambda live: find(live.session, name))
    listed = "\n".join(render.lost(found, now=time.time(), columns=None))
    told = [say("cli-device-lost-found"), listed, say("cli-device-lost-means")]
    if not await desk.sure(title, *told, yes=say("chat-lost-out")):
        return
    done = await desk.wait(lambda live: _taken_out(live, found))
    rest = [say("chat-lost-follows")] if any(one.state == UNDER_WAY for one in done) else []
    await desk.show(title, "\n".join(render.gone(done)), *rest)


async def _taken_out(live: Live, found: list[LostInfo]) -> list[LostInfo]:
    """Take them out over the connections by which the circles are followed."""

    async def carry_out(circle: CircleInfo, wish: bytes) -> str:
        return await live.act(circle.key, lambda session, one: session.carry_out(one, wish))

    return await take_out(live.session, found, carry_out)


def _where(others: list[LostInfo], name: str | None = None) -> str:
    """The circles in which these devices are."""
    labels = [one.circle.label for one in others if name is None or one.device.name == name]
    return ", ".join(f"\u2068{label}\u2069" for label in dict.fromkeys(labels))
