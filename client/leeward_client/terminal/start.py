"""`leeward chat`: begins the app, on a whole screen or line by line."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.link import Proxy, Way
from leeward_client.locale import say
from leeward_client.vault import Vault, VaultError

Explain = Callable[[VaultError | OSError], str]

# Switches of Textual's own, for its developers: one writes every key that is pressed to a file, one
# paints every error with the values of variables, one opens a port.
_SWITCHES = ("TEXTUAL", "PYTHON_ARABIC_RESHAPER")


def lines(vault: Vault, out: Output, way: Proxy | Way) -> Exit:
    """Run it line by line, until the lines end; how it ended."""
    from leeward_client.terminal.lineroom import run

    return asyncio.run(run(vault, out, sys.stdin, way))


def chat(
    folder: Path,
    passphrase: str | None,
    out: Output,
    way: Proxy | Way,
    explain: Explain,
    *,
    fresh: bool,
) -> Exit:
    """Run the app until it is closed; how it ended. `fresh`: there is no vault yet."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        out.tell(say("chat-no-screen"))
        return Exit.USAGE
    for name in list(os.environ):
        if name.startswith(_SWITCHES):
            del os.environ[name]
    # Only now: other commands start without Textual.
    from leeward_client.terminal.screen import run

    return run(folder, passphrase, out, way, explain, fresh=fresh)
