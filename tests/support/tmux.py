"""A terminal to run the app in as people do: tmux, with a server and a scrollback of its own.

with terminal(tmp_path, person.environ) as screen:
    screen.run("leeward chat")
    screen.sees("Harbour")
    screen.keys("F9")
"""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0


@dataclass(frozen=True)
class Terminal:
    """One window."""

    socket: Path

    def tmux(self, *arguments: str) -> str:
        """A command of tmux."""
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *arguments],
            capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE,
        )  # fmt: skip
        return done.stdout

    def run(self, command: str) -> None:
        """Type a command line."""
        self.tmux("send-keys", "-l", command)
        self.tmux("send-keys", "Enter")

    def text(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-l", text)

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self.tmux("send-keys", *keys)

    def seen(self) -> str:
        """What stands on the screen."""
        return self.tmux("capture-pane", "-p")

    def everything(self) -> str:
        """The screen with all that can be scrolled back to, of both screens of the terminal."""
        return self.tmux("capture-pane", "-p", "-S", "-") + self.tmux(
            "capture-pane", "-p", "-a", "-q", "-S", "-"
        )

    def title(self) -> str:
        """The title of the window."""
        return self.tmux("display-message", "-p", "#{pane_title}").strip()

    def vanish(self) -> None:
        """Be gone, as a window that is closed; what ran in it is hung up on."""
        if self.socket.exists():
            self.tmux("kill-server")
            self.socket.unlink(missing_ok=True)

    def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen():
            assert time.monotonic() < end, self.seen()
            time.sleep(0.05)


@contextmanager
def terminal(
    folder: Path, environ: Mapping[str, str], *, columns: int = 80, rows: int = 24
) -> Iterator[Terminal]:
    """A shell in a window of this size."""
    folder.mkdir(parents=True, exist_ok=True)
    screen = Terminal(folder / "tmux")
    given = [part for name, value in environ.items() for part in ("-e", f"{name}={value}")]
    screen.tmux(
        "-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), *given,
        "env PS1='ready> ' ENV= sh",
    )  # fmt: skip
    try:
        screen.sees("ready>")
        yield screen
    finally:
        screen.vanish()
