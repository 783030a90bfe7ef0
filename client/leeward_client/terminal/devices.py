"""The flow about one's own devices in a circle: which there are, and taking one out."""

import time

from leeward_client.cli import plain, render
from leeward_client.locale import say
from leeward_client.session import DeviceInfo
from leeward_client.session.lost import keep, waiting
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.lost import lost

SHORT = 8
"""Characters of a device's id that are shown."""


async def devices(desk: Desk) -> None:
    """One's own devices; choosing one asks whether it is to be taken out."""
    key = desk.key
    while key is not None:
        info = await desk.info(key)
        known = await desk.ask(lambda live: live.session.devices.of(live.info(key).circle))
        mine = [one for one in known if one.mine]
        choices = [Choice(one.id, _called(one), _fact(one)) for one in mine]
        chosen = await desk.pick(
            say("chat-devices-in", circle=info.circle.label),
            [
                *choices,
                Choice("lost", say("chat-lost"), apart=True),
                Choice("close", say("close")),
            ],
            paragraphs=[say("chat-devices-link")],
        )
        if chosen == "lost":
            await lost(desk)
            continue
        one = next((one for one in mine if one.id == chosen), None)
        if one is None:
            return
        if one.going:
            await _keep(desk, key, one)
            continue
        if len(mine) == 1:
            await desk.show(_called(one), say("chat-device-only"))
            continue
        await _take_out(desk, key, one)


async def _take_out(desk: Desk, key: bytes, one: DeviceInfo) -> None:
    warnings = [say("chat-device-keeps"), say("chat-device-ends-invites")]
    if await desk.sure(_called(one), *warnings, yes=say("chat-device-remove")):
        state = await desk.act(key, lambda session, info: session.remove_device(info, one.id))
        done = say("cli-device-removed")
        desk.say(done if state == "done" else say("cli-under-way", state=state))


async def _keep(desk: Desk, key: bytes, one: DeviceInfo) -> None:
    """A device that is to go out stays after all: by its name in all circles, without one in this."""
    if not await desk.sure(
        _called(one), say("chat-device-keep-means"), yes=say("chat-device-keep")
    ):
        return
    found = await desk.ask(lambda live: waiting(live.session, one.name or None))
    if not one.name:
        found = [it for it in found if it.circle.key == key and it.device.id == one.id]
    kept = await desk.ask(lambda live: keep(live.session, found))
    await desk.show(_called(one), "\n".join(render.gone(kept)) or say("chat-device-keep-none"))


def _called(one: DeviceInfo) -> str:
    name = plain.line(one.name)
    return f"{one.id[:SHORT]}  \u2068{name}\u2069" if name else one.id[:SHORT]


def _fact(one: DeviceInfo) -> str:
    return say("cli-device-going") if one.going else render.heard(one, time.time())
