"""The terminal app in a real terminal: how soon it is there, and what it costs on a slow line.

Vaults of the standard size, Argon2id at its standard cost, a real relay as a process of its own. Bytes
are those that the app writes to the terminal.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from leeward_client.circle.events import Message
from leeward_client.session import Session
from leeward_client.vault import Cost, Vault
from support.people import LEEWARD, PASSPHRASE, Person
from support.relay import relay_process
from support.sessions import let_in
from support.tmux import PATIENCE, Terminal, terminal

from bench.report import Report

HISTORY = 200
"""Messages that are in the circle already."""
LETTERS = "abcdefghijklmnop"
BAUD = 9_600 / 10
"""Bytes a second of the slow line that the table speaks of."""
STEP, PAUSE = 0.005, 0.2
LIMITS = {"a letter typed": 400, "a message sent": 6_000}
"""Bytes above which a slow line would be felt."""


def measured(runs: int) -> Report:
    """Everything, so many times."""
    with tempfile.TemporaryDirectory() as home, relay_process(Path(home) / "relay") as relay:
        folders = asyncio.run(_settle(Path(home), relay.url))
        rounds = [_round(Path(home) / f"run-{n}", folders, n) for n in range(runs)]
    figures = {
        kind: {
            what: {"median": median(found), "least": min(found), "most": max(found)}
            for what in rounds[0][kind]
            for found in [[one[kind][what] for one in rounds]]
        }
        for kind in ("seconds", "bytes")
    }
    return Report(
        name="chat",
        versions={"Textual": version("textual"), "tmux": _tmux_version()},
        amount=f"{HISTORY} messages in the circle, {runs} runs",
        figures=figures,
        table=_table(figures),
        above=[
            f"chat: {what} costs {figures['bytes'][what]['median']:.0f} bytes"
            for what, limit in LIMITS.items()
            if figures["bytes"][what]["median"] > limit
        ],
    )


async def _settle(home: Path, relay: str) -> list[Path]:
    """The vaults of Robin and Sam, who have talked for a while."""
    folders = [home / "robin", home / "sam"]
    vaults = [Vault.create(one, PASSPHRASE, Cost.standard()) for one in folders]
    robin, sam = (Session(one) for one in vaults)
    circle = await robin.found("Harbour", relay, "Robin")
    await let_in(robin, sam, "Sam")
    for number in range(HISTORY):
        await robin.say(circle, Message(f"message {number}, about as long as people write them"))
    await sam.sync()
    for one in vaults:
        one.close()
    return folders


def _round(home: Path, folders: list[Path], number: int) -> dict[str, dict[str, float]]:
    robin, sam = (Person(one) for one in folders)
    environ = robin.environ
    del environ["LEEWARD_PASSPHRASE"]
    with terminal(home, environ) as screen:
        begun = time.perf_counter()
        screen.run(f"{LEEWARD} chat")
        _until(lambda: "Passphrase" in screen.seen())
        gate = time.perf_counter() - begun
        screen.text(PASSPHRASE)
        begun = time.perf_counter()
        screen.keys("Enter")
        _until(lambda: "Robin" in screen.seen())
        talk = time.perf_counter() - begun
        screen.keys("Enter")
        return {
            "seconds": {"the passphrase is asked for": gate, "the conversation is there": talk},
            "bytes": _bytes(home, screen, sam, f"{number}{LETTERS}"),
        }


def _bytes(home: Path, screen: Terminal, sam: Person, letters: str) -> dict[str, float]:
    written = home / "written"
    written.touch()
    # A person types when the field is there; keys that come at once would still go to the list.
    while "~" not in screen.seen():
        screen.text("~")
        time.sleep(PAUSE)
    while "~" in screen.seen():
        screen.keys("BSpace")
        time.sleep(PAUSE)
    screen.tmux("pipe-pane", "-O", f"cat >> {written}")

    def cost(deed: Callable[[], None], done: Callable[[], bool]) -> float:
        before = written.stat().st_size
        deed()
        _until(done)
        return _settled(written) - before

    found: dict[str, float] = {}

    def type_letters() -> None:
        for number in range(len(letters)):
            screen.text(letters[number])
            _until(lambda: letters[: number + 1] in screen.seen())  # noqa: B023 - called at once

    typed = cost(type_letters, lambda: True)
    found["a letter typed"] = typed / len(letters)
    found["a message sent"] = cost(
        lambda: screen.keys("Enter"),
        lambda: screen.seen().count(letters) == 1 and "(waits" not in screen.seen(),
    )
    found["a message that comes"] = cost(
        lambda: _say(sam, f"kettle {letters}"), lambda: f"kettle {letters}" in screen.seen()
    )
    found["to the message above"] = cost(lambda: screen.keys("BTab", "Up"), lambda: True)
    found["a panel opened"] = cost(lambda: screen.keys("F6"), lambda: "six words" in screen.seen())
    found["and closed"] = cost(
        lambda: screen.keys("Escape"), lambda: "six words" not in screen.seen()
    )
    screen.keys("C-q")
    screen.sees("ready>")
    return found


def _say(person: Person, text: str) -> None:
    person("send", "Harbour", text)


def _settled(file: Path) -> int:
    """The size of a file once it has not grown for a while."""
    size, since = -1, time.perf_counter()
    while time.perf_counter() - since < 0.5:
        if file.stat().st_size != size:
            size, since = file.stat().st_size, time.perf_counter()
        time.sleep(STEP)
    return size


def _until(condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError
        time.sleep(STEP)


def _tmux_version() -> str:
    done = subprocess.run(["tmux", "-V"], capture_output=True, encoding="ascii", check=True)
    return done.stdout.split()[-1]


def _table(figures: dict[str, Any]) -> str:
    lines = ["| what | median | least | most |", "|---|---:|---:|---:|"]
    for kind, form in (("seconds", "{:.2f}"), ("bytes", "{:.0f}")):
        for what, found in figures[kind].items():
            cells = " | ".join(form.format(found[one]) for one in ("median", "least", "most"))
            lines.append(f"| {what} ({kind}) | {cells} |")
    slow = figures["bytes"]["a message sent"]["median"] / BAUD
    lines += ["", f"At 9,600 bits a second, a message sent is on the screen after {slow:.1f} s."]
    return "\n".join(lines)
