"""Rows as Textual shows them: the styles of what they hold, and strips of a width."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from leeward_client.terminal.writing import Row

STYLES = {
    "text": Style(),
    "name": Style(color="cyan", bold=True),
    "mine": Style(color="green", bold=True),
    "quiet": Style(dim=True),
    "strong": Style(bold=True),
    "warning": Style(color="yellow", bold=True),
    "alarm": Style(color="red", bold=True),
    "reaction": Style(dim=True),
    "mark": Style(color="yellow"),
    "key": Style(reverse=True),
    "code": Style(color="bright_white", bgcolor="black"),
}
"""`code`: light on dark whatever the terminal's own colours, or it would not scan."""
CHOSEN = Style(reverse=True)
PLAIN = STYLES["text"]


def strip(row: Row, cells: int, over: Style = PLAIN) -> Strip:
    """A row in so many columns, at its own edge, with a style of the whole row."""
    pieces = ((row.lead(cells), "text"), *row.pieces)
    segments = [Segment(text, over + STYLES[kind]) for text, kind in pieces]
    return Strip(segments).crop_extend(0, cells, over)
