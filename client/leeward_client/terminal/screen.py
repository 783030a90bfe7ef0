"""The terminal itself: taken over when the app begins, and given back clean however it ends."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOBase
from pathlib import Path

from textual.drivers.linux_driver import LinuxDriver

from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.link import Proxy, Way
from leeward_client.locale import say
from leeward_client.panic import panic
from leeward_client.terminal import direction
from leeward_client.terminal.app import ChatApp
from leeward_client.terminal.engine import Engine
from leeward_client.vault import VaultError

_TITLE_KEPT, _TITLE_BACK = "\x1b[22;0t", "\x1b[23;0t"
"""Puts the window's title onto the terminal's stack, and takes it from there."""
_CLEARED = "\x1b[0m\x1b[2J\x1b[H"


class _Vanishing:
    """What is written to a terminal; nowhere, once that is gone.

    Textual writes from a thread, which an error would end; who writes then waits for it for ever, with
    the vault open.
    """

    def __init__(self, file: TextIOBase) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, if there is anything to write to."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what waits."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Give the number of the terminal's file."""
        return self._file.fileno()


class Driver(LinuxDriver):
    """Textual's, which leaves nothing of what was shown on the other screen either."""

    def start_application_mode(self) -> None:
        """Take the terminal over, under a title that says nothing."""
        if isinstance(self._file, TextIOBase):
            self._file = _Vanishing(self._file)  # type: ignore[assignment]
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.write(f"{_TITLE_KEPT}\x1b]0;{say('title')}\x07{direction.EXPLICIT}")
        self.flush()

    def stop_application_mode(self) -> None:
        """Give it back."""
        self.write(f"{_CLEARED}{direction.IMPLICIT}{_TITLE_BACK}")
        super().stop_application_mode()


def run(
    folder: Path,
    passphrase: str | None,
    out: Output,
    way: Proxy | Way,
    explain: Callable[[VaultError | OSError], str],
    *,
    fresh: bool,
) -> Exit:
    """Run the app until it is closed; how it ended. `fresh`: there is no vault yet."""
    engines: list[Engine] = []

    def engine(told: Callable[[bytes | None], None], tell: Callable[[str], None]) -> Engine:
        engines.append(Engine(folder, told=told, tell=tell, proxy=way))
        return engines[0]

    app = ChatApp(
        engine,
        os.environ,
        explain,
        passphrase,
        lambda: panic(folder),
        fresh=fresh,
        driver_class=Driver,
    )
    try:
        ended = app.run()
    finally:
        for one in engines:
            one.close()
        sys.stdout.flush()
    if app.failure:
        out.tell(say("cli-unexpected", type=app.failure))
        return Exit.REFUSED
    return Exit.DONE if not ended else Exit.INTERRUPTED
