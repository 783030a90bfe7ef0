"""People with a vault and the real `leeward`, each command a process of its own (support.ready).

    robin = Person.settle(tmp_path / "robin")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    invite = robin.data("invite", "Harbour")[0]

The vaults are made through the Python API, with an Argon2id that costs next to nothing: how much it
costs is written in each vault, so that the product needs no switch for weakening it.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from leeward_client.session import Session
from leeward_client.vault import Cost, Vault

from support.ready import run
from support.sessions import link

LEEWARD = str(Path(sys.executable).parent / "leeward")
PASSPHRASE = "six words that dice have drawn"
PATIENCE = 60.0
WATCH = Path(__file__).parent / "watched"

Data = dict[str, Any]


class CommandError(AssertionError):
    """A command ended otherwise than the test expected."""


@dataclass
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> list[Data]:
        """The JSON objects it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Person:
    """Somebody with a vault."""

    vault: Path

    @classmethod
    def settle(cls, directory: Path) -> Self:
        """Make a vault that opens quickly."""
        with Vault.create(directory, PASSPHRASE, Cost.least()):
            pass
        return cls(directory)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of the commands: nothing of the tester's own vault."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"LEEWARD_VAULT": str(self.vault), "LEEWARD_PASSPHRASE": PASSPHRASE}
        return kept | own | {"PYTHONUTF8": "1", "TZ": "UTC"}

    def __call__(self, *arguments: str, text: str = "", code: int | None = 0) -> Said:
        """Run a command to its end; fails unless it ends with `code` (None: however it likes)."""
        said = self._run([*arguments], text)
        if code is not None and said.code != code:
            raise CommandError(f"{arguments} ended with {said.code}\n{said.out}{said.err}")
        return said

    def _run(self, arguments: list[str], text: str) -> Said:
        done = run(arguments, self.environ, text, PATIENCE)
        return Said(done.returncode, done.stdout, done.stderr)

    def data(self, *arguments: str, text: str = "", code: int | None = 0) -> list[Data]:
        """Run a command with --json."""
        return self(*arguments, "--json", text=text, code=code).data

    def texts(self, circle: str, *arguments: str, code: int | None = 0) -> list[str]:
        """The texts of the messages that `leeward read` shows."""
        items = self.data("read", circle, *arguments, code=code)
        return [item["text"] for item in items if item["kind"] == "message"]

    @contextlib.contextmanager
    def running(self, *arguments: str) -> Iterator["Running"]:
        """Start a command that goes on, such as `read --follow`."""
        process = subprocess.Popen(
            [LEEWARD, *arguments],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=_heed_interrupts,
        )
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def _heed_interrupts() -> None:
    """Tests started in the background of a shell inherit that Ctrl-C is ignored; commands must not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Watched(Person):
    """Somebody whose every look-up and every connection is written down, command by command."""

    @property
    def environ(self) -> dict[str, str]:
        watch = {"PYTHONPATH": str(WATCH), "LEEWARD_WATCH": str(self._journal)}
        return {**super().environ, **watch}

    def _run(self, arguments: list[str], text: str) -> Said:
        # What it loads is watched too.
        done = subprocess.run(
            [LEEWARD, *arguments],
            env=self.environ,
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    @property
    def _journal(self) -> Path:
        return self.vault.with_name(f"{self.vault.name}.watch")

    def seen(self) -> list[tuple[str, Any]]:
        """What was looked up, dialled or started since this was asked last."""
        if not self._journal.exists():
            return []
        lines = self._journal.read_text(encoding="utf-8").splitlines()
        self._journal.unlink()
        return [(event, what) for event, what in map(json.loads, lines)]


@dataclass(frozen=True)
class Running:
    """A command that goes on."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        """The next line it prints; empty at its end."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def object(self) -> Data:
        """The next JSON object it prints."""
        line = self.line()
        if not line:
            raise CommandError(f"ended early: {self.process.communicate()[1]}")
        found: Data = json.loads(line)
        return found

    def type(self, line: str) -> None:
        """Type a line into its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def interrupt(self) -> Said:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> Said:
        """Wait for the end."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return Said(self.process.returncode, out, err)


def founder(home: Path, url: str) -> Person:
    """Settle somebody who founds Harbour at a relay, as Robin."""
    person = Person.settle(home)
    person("circle", "new", "Harbour", "--relay", url, "--as", "Robin")
    return person


def link_in(first: Person, new: Person) -> None:
    """Make a further device of somebody's: linked to all circles."""
    with Vault.open(first.vault, PASSPHRASE) as one, Vault.open(new.vault, PASSPHRASE) as other:
        asyncio.run(link(Session(one), Session(other)))


def bring_in(host: Person, newcomer: Person, circle: str, name: str) -> Data:
    """Invite, knock, compare the words, admit, arrive; gives the newcomer's circle."""
    invite = host.data("invite", circle)[0]
    asked = newcomer.data("join", invite["code"], "--as", name)[0]
    assert asked["state"] == "waiting"
    (knock,) = host.data("knocks", circle)
    assert (knock["name"], knock["words"]) == (name, asked["words"])
    host("admit", circle, knock["id"])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        newcomer("sync")
        circles = newcomer.data("circle", "list")
        if circles:
            return circles[-1]
    raise CommandError(f"{name} did not arrive")
