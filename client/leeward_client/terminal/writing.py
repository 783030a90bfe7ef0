"""How text is put on this terminal: harmless, wrapped by cells, in the order in which it is seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, split_graphemes

from leeward_client.cli import plain
from leeward_client.terminal import direction

Piece = tuple[str, str]
"""Some text and what it is, which names its style."""
ELLIPSIS = "…"
INDENT = 2
"""Columns by which what belongs to a line is set in."""


@dataclass(frozen=True, repr=False)
class Row:
    """One line on the screen, to be written from left to right. `right`: it ends at the right edge."""

    pieces: tuple[Piece, ...]
    right: bool = False

    @property
    def cells(self) -> int:
        """The columns that it takes."""
        return sum(cell_len(text) for text, _ in self.pieces)

    @property
    def text(self) -> str:
        """What stands in it, without styles."""
        return "".join(text for text, _ in self.pieces)

    def lead(self, cells: int) -> str:
        """The spaces before it in so many columns."""
        return " " * max(cells - self.cells, 0) if self.right else ""

    def indented(self) -> "Row":
        """The same, set in from the edge at which it begins."""
        space = (" " * INDENT, "text")
        return Row((*self.pieces, space) if self.right else (space, *self.pieces), self.right)


@dataclass(frozen=True)
class Writer:
    """Writes for one terminal. `turns`: text from right to left is put into order here."""

    turns: bool = True
    right: bool = False
    """Whether the language of the screen runs from right to left."""

    def line(self, text: str) -> str:
        """One line of anybody's words."""
        return self._seen(plain.line(text))

    def cut(self, text: str, cells: int) -> str:
        """One line of anybody's words, in so many columns at most."""
        text = plain.line(text)
        if cell_len(text) > cells:
            text = next(iter(_pieces(text, max(cells - 1, 1))), "").rstrip() + ELLIPSIS
        return self._seen(text)

    def wrap(self, text: str, cells: int, kind: str = "text") -> list[Row]:
        """Anybody's words, of several lines, in so many columns at most."""
        rows: list[Row] = []
        for line in plain.block(text).split("\n"):
            right = self._runs_right(line)
            rows += [
                Row(((self._seen(part, right), kind),), right)
                for part in _pieces(line, max(cells, 4))
            ]
        return rows

    def row(self, *pieces: Piece) -> Row:
        """Pieces beside one another, in the direction of the screen's language.

        The text of each piece is harmless already, and as it is seen (`line`, `cut`), but for the
        spaces around it, which are as they are written.
        """
        if not self.mirrored:
            return Row(pieces)
        return Row(tuple((_mirrored(text), kind) for text, kind in reversed(pieces)), right=True)

    @property
    def mirrored(self) -> bool:
        """Whether the screen is laid out from right to left."""
        return self.right and self.turns

    def _seen(self, line: str, right: bool | None = None) -> str:
        right = self._runs_right(line) if right is None else right
        return direction.visual(line, right) if self.turns else line

    def _runs_right(self, line: str) -> bool:
        """A line without a direction of its own has that of the language."""
        return self.turns and direction.runs_right(line, otherwise=self.right)


def _mirrored(text: str) -> str:
    """The spaces before a text behind it, and the other way round."""
    before, behind = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return " " * behind + text.strip(" ") + " " * before if text.strip(" ") else text


def _pieces(line: str, cells: int) -> Iterator[str]:
    """Cut a line into parts of at most `cells` columns, at spaces where there are any."""
    while cell_len(line) > cells:
        taken = end = space = 0
        for first, last, width in split_graphemes(line)[0]:
            if taken + width > cells:
                break
            taken, end = taken + width, last
            if line[first:last] == " ":
                space = last
        else:
            break  # nothing but marks is left beyond
        if line[end : end + 1] == " ":
            space = end + 1
        cut = space or max(end, 1)
        yield line[:cut].rstrip(" ") if space else line[:cut]
        line = line[cut:]
    yield line
