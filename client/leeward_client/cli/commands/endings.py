"""Before the vault goes: packing it away with time to spare, and farewells for when there is none."""

import os
from argparse import Namespace
from pathlib import Path

from leeward_client.circle.events import Message
from leeward_client.cli import plain
from leeward_client.cli.commands.context import Context, NotDoneError
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.invites.words import chance_words
from leeward_client.locale import say
from leeward_client.panic import panic
from leeward_client.session import CircleInfo, OfflineError

RUNNING = frozenset({"active", "leaving"})
HISTORIES = (".bash_history", ".zsh_history", ".histfile", ".local/share/fish/fish_history")
"""Where shells keep what was typed, below the home folder."""
_LONGEST_HISTORY = 64 * 1024 * 1024


async def farewell(context: Context, arguments: Namespace) -> Exit:
    """Have a farewell ready, or none any more; say which it is."""
    session, out = context.session, context.out
    circle = session.find(arguments.circle)
    if arguments.on or arguments.off:
        await session.say_farewell(circle, arguments.on)
    ready, label = session.farewell(circle), plain.line(circle.label)
    out.data({"farewell": ready})
    out.say(say("cli-farewell-ready" if ready else "cli-farewell-none", label=label))
    return Exit.DONE


async def pack(context: Context, arguments: Namespace) -> Exit:
    """All of packing away but the erasing: what is lost, the way back, word to the circles."""
    session, out = context.session, context.out
    circles = session.circles()
    out.say(say("cli-pack-lost"))
    for circle in circles:
        out.say(_loss(context, circle))
    out.say()
    out.say(say("cli-pack-back"))
    if circles:
        out.say(say("cli-pack-backup"))
    words = " ".join(chance_words()) if arguments.tell else ""
    if words:
        out.say()
        out.say(say("cli-pack-words", words=words))
    out.data({"circles": len(circles), "words": words})
    out.say()
    if not arguments.yes and not out.confirm(say("cli-ask-pack")):
        out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    for circle in circles:
        if circle.status in RUNNING:
            await _part(context, circle, words, leaves=arguments.leave)
    return Exit.DONE


def packed(vault: Path, out: Output) -> Exit:
    """Erase the closed vault, and say what remains that is not ours to erase."""
    erased = panic(vault, farewells=False)
    if erased.failed:
        names = plain.line(", ".join(file.name for file in erased.failed))
        out.tell(say("cli-panic-failed", vault=plain.line(str(vault)), names=names))
        return Exit.REFUSED
    out.say(say("cli-pack-done"))
    if erased.others:
        out.say(say("cli-panic-others", vault=plain.line(str(vault))))
    for file in _histories():
        out.say(say("cli-pack-history", file=plain.line(str(file))))
    return Exit.DONE


def _loss(context: Context, circle: CircleInfo) -> str:
    """What packing away means for one circle."""
    label, name = plain.line(circle.label), plain.line(circle.name)
    if _elsewhere(context, circle):
        lines = [say("cli-pack-circle-stays", label=label, name=name)]
    else:
        lines = [say("cli-pack-circle", label=label, name=name, members=circle.members)]
    if circle.unsent:
        lines.append(say("cli-pack-unsent", count=circle.unsent))
    if circle.status in RUNNING and _needed(context, circle):
        lines.append(say("cli-pack-only-host", number=str(circle.number)))
    return "\n    ".join(lines)


def _needed(context: Context, circle: CircleInfo) -> bool:
    """Whether the circle would be left without a host."""
    hosts = [one.me for one in context.session.members(circle) if "host" in one.roles]
    return circle.members > 1 and hosts == [True] and not _elsewhere(context, circle)


def _elsewhere(context: Context, circle: CircleInfo) -> bool:
    """Whether another device of the same person stays in the circle."""
    return any(one.mine and not one.here for one in context.session.devices.of(circle))


async def _part(context: Context, circle: CircleInfo, words: str, *, leaves: bool) -> None:
    """Tell a circle, and leave it, as far as that is wanted; returns once the relay has it.

    Raises NotDoneError where it cannot be reached: nothing is erased then.
    """
    label, stays = plain.line(circle.label), _elsewhere(context, circle)
    leaves = leaves and not _needed(context, circle)
    try:
        if words:
            if stays:
                note = say("cli-pack-note-device")
            elif leaves:
                note = say("cli-pack-note-leaving", words=words)
            else:
                note = say("cli-pack-note", words=words)
            await context.session.say(circle, Message(note))
            context.out.say(say("cli-pack-told", label=label))
        if leaves and stays:
            await context.session.unlink(circle)
            context.out.say(say("cli-pack-unlinked", label=label))
        elif leaves:
            await context.session.leave(circle)
            context.out.say(say("cli-pack-left", label=label))
    except OfflineError as error:
        raise NotDoneError("cli-pack-offline", label=label, why=error) from None


def _histories() -> list[Path]:
    """Histories of shells in which Leeward is named."""
    named = os.environ.get("HISTFILE")
    files = [Path(named)] if named else []
    files += [Path.home() / name for name in HISTORIES]
    return [file for file in dict.fromkeys(files) if _names_us(file)]


def _names_us(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return b"leeward" in stream.read(_LONGEST_HISTORY)
    except OSError:
        return False
