"""`leeward panic`, by a way of its own: from the command line to erased keys without loading the rest.

It asks nothing, since whoever is at the door leaves no time to answer. Typed without `--now` it waits
a few seconds, in which Ctrl-C stops it and Enter hurries it: so a slip of the fingers can be taken
back, and who is pulled away from the keyboard has said enough. It waits alike with and without a
terminal, so that a key that starts it without `--now` erases too.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from leeward_client.cli.exits import Exit
from leeward_client.cli.where import vault_folder
from leeward_client.panic import Erased, layout, panic

if TYPE_CHECKING:
    from leeward_client.cli.output import Output

GRACE = 3.0
"""Seconds in which an erasure that was not asked for at once can be stopped."""
_VALUED = ("--vault", "--passphrase-file", "--proxy")
_ENDS = (signal.SIGHUP, signal.SIGTERM)


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    vault: Path
    now: bool
    json: bool


class _HurriedError(Exception):
    """The terminal goes away, or somebody ends the process: there is no time left."""


def asked(argv: Sequence[str], environ: Mapping[str, str]) -> Asked | None:
    """A plain `panic` with its own few options; None for all else, which the grammar is there for."""
    vault, commands, switches = vault_folder(environ), 0, set()
    words = iter(argv)
    for word in words:
        name, sign, value = word.partition("=")
        if name in _VALUED:
            value = value if sign else next(words, "")
            if not value:
                return None
            vault = Path(value) if name == "--vault" else vault
        elif word in ("--now", "--json"):
            switches.add(word)
        elif word == "panic":
            commands += 1
        else:
            return None
    if commands != 1:
        return None
    return Asked(vault, "--now" in switches, "--json" in switches)


def run(wish: Asked) -> Exit:
    """Erase, unless it is stopped before it begins; then say what came of it."""
    if not wish.now and _there(wish.vault) and not _waited(wish):
        return Exit.INTERRUPTED
    for end in (signal.SIGINT, *_ENDS):  # once begun it goes on, whatever becomes of the terminal
        signal.signal(end, signal.SIG_IGN)
    return _said(panic(wish.vault), wish)


def _there(vault: Path) -> bool:
    try:
        return bool(layout.find(vault).all)
    except OSError:
        return False


def _waited(wish: Asked) -> bool:
    """Wait out the grace; False if somebody stopped it."""

    def hurry(_: int, __: FrameType | None) -> None:
        raise _HurriedError

    before = [(end, signal.signal(end, hurry)) for end in _ENDS]
    try:
        from leeward_client.locale import say

        out = _mouth(wish)
        try:
            out.tell(say("cli-panic-grace", seconds=int(GRACE)))
            _pause()
        except KeyboardInterrupt:
            out.tell(say("cli-panic-stopped"))
            return False
    except (_HurriedError, OSError):
        return True  # told to end, or nobody is there to be told: it goes on at once
    finally:
        for end, was in before:
            signal.signal(end, was)
    return True


def _pause() -> None:
    if sys.stdin is not None and sys.stdin.isatty():
        select.select([sys.stdin], [], [], GRACE)
    else:
        time.sleep(GRACE)


def _said(erased: Erased, wish: Asked) -> Exit:
    """Tell people or programs; only now there is time to load what that takes."""
    from leeward_client.cli import plain
    from leeward_client.locale import say

    out, shown = _mouth(wish), plain.line(str(wish.vault))
    if not erased.found:
        out.tell(say("cli-panic-nothing", vault=shown))
        return Exit.VAULT
    out.data({"erased": not erased.failed, "others": erased.others})
    if erased.failed:
        names = plain.line(", ".join(file.name for file in erased.failed))
        out.tell(say("cli-panic-failed", vault=shown, names=names))
        return Exit.REFUSED
    out.say(say("cli-panic-done"))
    if erased.others:
        out.say(say("cli-panic-others", vault=shown))
    return Exit.DONE


def _mouth(wish: Asked) -> "Output":
    """What sentences go through, in the language of whoever is here; it takes its time to load."""
    from leeward_client.cli.output import Output
    from leeward_client.locale import preferred, use

    use(preferred(os.environ))
    return Output(json=wish.json)
