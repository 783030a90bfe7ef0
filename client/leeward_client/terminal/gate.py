"""Before the vault is open: the field for the passphrase, and a screen that gives nothing away."""

import os
import time
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen

from leeward_client.cli import passphrase
from leeward_client.locale import say
from leeward_client.terminal.words import Secret, Words
from leeward_client.terminal.writing import Writer

_MEMORY = Path("/proc/meminfo")
_LOAD = Path("/proc/loadavg")
_UPTIME = Path("/proc/uptime")


class Gate(Screen[None]):
    """Asks for the passphrase. Nothing here says what it opens."""

    CSS = """
    Gate { align: center middle; }
    Gate > Vertical { width: 60; max-width: 100%; height: auto; }
    Gate #gate-says, Gate .gap { margin-top: 1; }
    """

    class Tried(Message):
        """Somebody typed a passphrase."""

        def __init__(self, passphrase: str) -> None:
            super().__init__()
            self.passphrase = passphrase

    def __init__(self, writer: Writer, says: str = "") -> None:
        super().__init__()
        self._writer = writer
        self._says = says

    def compose(self) -> ComposeResult:
        """The question, the field, and what went wrong last."""
        with Vertical():
            yield Words(self._writer, say("cli-ask-passphrase"), id_="ask")
            yield Secret()
            yield Words(self._writer, say("chat-gate-hint"), "quiet")
            yield Words(self._writer, self._says, id_="gate-says")

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one(Secret).focus()

    def say(self, text: str) -> None:
        """Tell how it went."""
        self.query_one("#gate-says", Words).say(text)

    def on_secret_submitted(self, event: Secret.Submitted) -> None:
        """Hand it on; an empty one is none."""
        event.stop()
        if event.text:
            self.say(say("opening"))
            self.post_message(self.Tried(event.text))


class Beginning(Gate):
    """Where there is no vault yet: asks for the passphrase of a new one, twice, and judges it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "anew", show=False)]

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._first: str | None = None

    def compose(self) -> ComposeResult:
        """What a vault is, then as at every gate."""
        with Vertical():
            yield Words(self._writer, say("chat-new-lead"))
            ask = Words(self._writer, say("cli-ask-new-passphrase"), "name", id_="ask")
            ask.set_class(True, "gap")
            yield ask
            yield Secret()
            yield Words(self._writer, say("chat-new-hint"), "quiet")
            yield Words(self._writer, id_="gate-says")

    def action_anew(self) -> None:
        """Choose another."""
        self._first = None
        self.query_one("#ask", Words).say(say("cli-ask-new-passphrase"))
        self.query_one(Secret).action_empty()
        self.say("")

    def on_secret_submitted(self, event: Secret.Submitted) -> None:
        """Ask for it again; hand on what was typed the same twice."""
        event.stop()
        event.prevent_default()  # or the handler of every gate would take it too
        first = self._first
        self.action_anew()
        try:
            passphrase.checked(event.text)
        except passphrase.PassphraseError as error:
            self.say(str(error))
            return
        if first is None:
            self._first = event.text
            self.query_one("#ask", Words).say(say("cli-ask-again"))
            short = passphrase.is_short(event.text)
            self.say(say("chat-new-short" if short else "chat-new-long"))
        elif event.text != first:
            self.say(say("passphrase-differs"))
        else:
            self.say(say("opening"))
            self.post_message(self.Tried(event.text))


class Neutral(Screen[None]):
    """What stands there instead: a dull list such as a system tool shows. Enter leads to the gate."""

    CSS = "Neutral Words { padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "app.gate", show=False)]

    def compose(self) -> ComposeResult:
        """Lines about this machine."""
        yield Words(Writer(), "\n".join(machine_lines()), id_="machine")

    def on_click(self, event: events.Click) -> None:
        """Nothing happens."""
        event.stop()


def machine_lines() -> list[str]:
    """Load, memory and file systems of this machine, as tools show them; none of it is ours."""
    lines = [f"top - {time.strftime('%H:%M:%S')} up {_uptime()},  load average: {_load()}", ""]
    lines += [f"{name:<16}{value:>16}" for name, value in _memory()]
    places = os.statvfs("/")
    total, free = (n * places.f_frsize // 1024 for n in (places.f_blocks, places.f_bavail))
    lines += ["", f"{'Filesystem':<16}{'1K-blocks':>16}{'Available':>16}"]
    lines.append(f"{'/':<16}{total:>16}{free:>16}")
    return lines


def _uptime() -> str:
    try:
        seconds = int(float(_UPTIME.read_text(encoding="ascii").split()[0]))
    except (OSError, ValueError):
        return "0:00"
    return f"{seconds // 86400} days, {seconds // 3600 % 24:2}:{seconds // 60 % 60:02}"


def _load() -> str:
    try:
        return ", ".join(_LOAD.read_text(encoding="ascii").split()[:3])
    except OSError:
        return "0.00, 0.00, 0.00"


def _memory() -> list[tuple[str, str]]:
    try:
        lines = _MEMORY.read_text(encoding="ascii").splitlines()[:8]
    except OSError:
        return []
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
