"""Lines to choose from, each drawn at the width that there is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from leeward_client.terminal.paint import strip
from leeward_client.terminal.writing import INDENT, Row, Writer


@dataclass(frozen=True)
class Choice:
    """One line to choose: what it is called, a sign at its end, and smaller words below.

    `apart`: a rule stands above it.
    """

    key: str
    label: str
    below: str = ""
    sign: str = ""
    apart: bool = False

    def rows(self, writer: Writer, cells: int, mark: str = "") -> list[Row]:
        """How it is drawn in so many columns; `mark` stands before it."""
        if self.sign:
            label = writer.row((writer.cut(self.label, cells - len(self.sign) - 1), "text"))
            space = " " * (cells - label.cells - len(self.sign))
            return [writer.row(*label.pieces, (space, "text"), (self.sign, "quiet"))]
        rows = writer.wrap(self.label, cells - len(mark))
        if mark:
            rows[0] = writer.row((mark, "text"), *rows[0].pieces)
        if self.below:
            rows += [row.indented() for row in writer.wrap(self.below, cells - INDENT, "quiet")]
        return rows


class Drawn(Visual):
    """What knows how to draw itself at any width, in the form that Textual's lists take."""

    def __init__(self, rows: Callable[[int], Sequence[Row]]) -> None:
        self._rows = rows

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """All that there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """As many rows as it takes."""
        return len(self._rows(width))

    def render_strips(
        self,
        width: int,
        height: int | None,  # noqa: ARG002
        style: Style,
        options: RenderOptions,  # noqa: ARG002
    ) -> list[Strip]:
        """The rows, each at its own edge."""
        return [strip(row, width, style.rich_style) for row in self._rows(width)]


class Lines(OptionList):
    """Choices below one another; the arrows go from one to the next, Enter takes it."""

    DEFAULT_CSS = """
    Lines {
        height: auto; max-height: 100%; border: none; padding: 0; background: $surface;
        scrollbar-size-vertical: 1;
    }
    Lines:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", show=False)]

    def __init__(self, writer: Writer, choices: Sequence[Choice], *, id_: str) -> None:
        super().__init__(id=id_, markup=False)
        self.writer = writer
        self.choices = choices
        self.show(choices)

    def show(self, choices: Iterable[Choice]) -> None:
        """Show these of the choices."""
        self.clear_options()
        for one in choices:
            if one.apart and self.option_count:
                self.add_option(None)
            self.add_option(Option(Drawn(partial(self.drawn, one)), id=one.key))
        self.highlighted = 0 if self.option_count else None

    def drawn(self, one: Choice, cells: int) -> list[Row]:
        """The rows of a choice."""
        return one.rows(self.writer, cells)


class Chooser(Lines):
    """One of a few choices; Enter or space takes the line, and a sign stands before it."""

    def __init__(self, writer: Writer, choices: Sequence[Choice], chosen: str, *, id_: str) -> None:
        self.chosen = chosen
        super().__init__(writer, choices, id_=id_)
        self.highlighted = next((n for n, one in enumerate(choices) if one.key == chosen), 0)

    def drawn(self, one: Choice, cells: int) -> list[Row]:
        """The rows of a choice, with the sign."""
        return one.rows(self.writer, cells, "● " if one.key == self.chosen else "○ ")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the line."""
        event.stop()
        self.chosen = event.option.id or ""
        at = self.highlighted
        self.show(self.choices)
        self.highlighted = at
