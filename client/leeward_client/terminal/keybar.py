"""The line at the bottom that says which keys do what; a click presses them."""

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.strip import Strip
from textual.widget import Widget

from leeward_client.locale import say
from leeward_client.terminal.paint import strip
from leeward_client.terminal.writing import Piece, Writer


@dataclass(frozen=True)
class Key:
    """A key, how it is written, and what it does: the id of a sentence."""

    key: str
    sign: str
    sentence: str


class KeyBar(Widget):
    """As many keys as fit."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; }"

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__(id="keys")
        self.writer = Writer()
        self._keys = keys
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> RenderResult:
        """Never asked for: its one row is given whole."""
        return ""

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        """The row."""
        pieces: list[Piece] = []
        widths: list[tuple[int, str]] = []
        taken = 0
        for one in self._keys:
            said = self.writer.line(say(one.sentence))
            unit = self.writer.row((one.sign, "key"), (f" {said}  ", "text"))
            if taken + unit.cells > self.size.width:
                break
            taken += unit.cells
            pieces += unit.pieces if not unit.right else reversed(unit.pieces)
            widths.append((unit.cells, one.key))
        row = self.writer.row(*pieces)
        at = self.size.width - row.cells if row.right else 0
        self._places = []
        for width, key in reversed(widths) if row.right else widths:
            self._places.append((at, at + width, key))
            at += width
        return strip(row, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for first, last, key in self._places:
            if first <= event.x < last:
                self.app.simulate_key(key)
