"""What every command is given, and the few steps that many share."""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leeward_client.cli import render
from leeward_client.cli.output import Output
from leeward_client.locale import say
from leeward_client.session import CircleInfo, Session, SessionError


class NotDoneError(SessionError):
    """The command cannot be carried out as it was given."""


class MistakeError(NotDoneError):
    """The command line makes no sense."""


@dataclass
class Context:
    """A session to work with, an output to print to, a clock."""

    session: Session
    out: Output
    clock: Callable[[], float] = time.time

    @property
    def now(self) -> float:
        """The time, in unix seconds."""
        return self.clock()

    @property
    def columns(self) -> int | None:
        """Columns to wrap to; None where no person looks."""
        return shutil.get_terminal_size().columns if self.out.on_terminal else None

    async def fresh(self, word: str, *, offline: bool = False) -> tuple[CircleInfo, bool]:
        """The circle that `word` names, after fetching what is new, and whether that worked.

        If the relay is not reached the command goes on with what this device holds, and says so.
        """
        circle = self.session.find(word)
        if offline:
            return circle, True
        (result,) = await self.session.sync(circle)
        circle = next(one for one in self.session.circles() if one.number == circle.number)
        if result.ok:
            return circle, True
        self.out.tell(render.sentence(result.error or ""))
        # A circle that has ended here has nothing fresh to fetch; that is no failure of the relay.
        reached = circle.status != "active"
        if not reached:
            self.out.tell(say("cli-stale"))
        return circle, reached


def text_from(word: str) -> str:
    """A text as given, or all of standard input for `-`; raises NotDoneError if it is empty."""
    text = sys.stdin.read() if word == "-" else word
    text = text.strip("\r\n")
    if not text.strip():
        raise NotDoneError("cli-empty-text")
    return text


def line_from_file(file: Path) -> bytes:
    """The first line of a file; raises NotDoneError if it cannot be read."""
    try:
        with file.open("rb") as stream:
            line = stream.readline(4096).rstrip(b"\r\n")
        line.decode()
    except UnicodeDecodeError:
        raise NotDoneError("cli-pass-not-text") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotDoneError("cli-unreadable-pass-file", reason=reason) from None
    return line
