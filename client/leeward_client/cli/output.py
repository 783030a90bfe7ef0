"""The one door to the terminal: all text goes through `plain`, all JSON is ASCII."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

from leeward_client.cli import plain
from leeward_client.locale import say

Data = Mapping[str, object]


class Output:
    """Prints for people or, with `json`, for programs; never both."""

    def __init__(self, *, json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.json = json
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    @property
    def on_terminal(self) -> bool:
        """Whether a person reads this."""
        return not self.json and self._out.isatty()

    def say(self, text: str = "") -> None:
        """Print text for people; nothing if programs read."""
        if not self.json:
            print(plain.block(text), file=self._out)

    def passing(self, text: str) -> None:
        """Show a line that the next one takes the place of; nothing unless a person looks."""
        if self.on_terminal:
            print(f"\r\x1b[K{plain.line(text)}", end="", file=self._out, flush=True)

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines for people; nothing if programs read."""
        for line in lines:
            self.say(line)

    def data(self, value: Data) -> None:
        """Print one object for programs; nothing if people read."""
        if self.json:
            # Escaped to ASCII, so that no text in it can control a terminal either; DEL is ASCII.
            text = json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")
            print(text, file=self._out, flush=True)

    def tell(self, text: str) -> None:
        """Print a sentence on the side, for people, whatever the output is."""
        self.flush()
        print(plain.block(text), file=self._err, flush=True)

    def confirm(self, question: str, answers: TextIO | None = None) -> bool:
        """Ask a person before what cannot be undone; scripts are not asked."""
        answers = answers or sys.stdin
        if not (self.on_terminal and answers.isatty()):
            return True
        print(plain.line(question), end=" ", file=self._out, flush=True)
        return answers.readline().strip().lower() in {"y", say("cli-yes")}

    def flush(self) -> None:
        """Hand on what was printed."""
        self._out.flush()
