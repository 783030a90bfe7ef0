"""Small parts of all screens: paragraphs, one-line signs, fields that take typed text."""

from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from leeward_client.circle.text import clean_text
from leeward_client.terminal.paint import PLAIN, strip
from leeward_client.terminal.writing import Row, Writer


class Words(Widget):
    """Paragraphs, wrapped to the width there is."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Words { height: auto; width: 1fr; }"

    def __init__(
        self, writer: Writer, text: str = "", kind: str = "text", *, id_: str | None = None
    ) -> None:
        super().__init__(id=id_)
        self._writer = writer
        self._text = text
        self._kind = kind
        self.display = bool(text)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str, writer: Writer | None = None) -> None:
        """Say something else; nothing for an empty text."""
        if text != self._text or writer not in (None, self._writer):
            self._text, self._writer = text, writer or self._writer
            self.display = bool(text)
            self.refresh(layout=True)

    def rows(self, cells: int) -> list[Row]:
        """Its rows at this width."""
        return self._writer.wrap(self._text, cells, self._kind) if self._text else []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as it wraps to."""
        return len(self.rows(width))

    def render_line(self, y: int) -> Strip:
        """One row, as Textual wants it."""
        rows, cells = self.rows(self.size.width), self.size.width
        return strip(rows[y], cells) if y < len(rows) else Strip.blank(cells, PLAIN)

    def render(self) -> RenderResult:
        """Never asked for: rows are given one by one."""
        return ""


class Line(Input):
    """A field of one line. What is pasted is made fit to be said; nothing blinks."""

    DEFAULT_CSS = """
    Line { height: 1; border: none; border-left: solid $primary; padding: 0; background: $surface; }
    Line:focus { border: none; border-left: outer $primary; text-style: none; }
    """

    def __init__(self, value: str = "", *, id_: str | None = None, placeholder: str = "") -> None:
        super().__init__(value, id=id_, placeholder=placeholder, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.text = " ".join(clean_text(event.text).split())


class Secret(Widget, can_focus=True):
    """A field for a passphrase. Nothing of what is typed is shown, not even how much."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Secret { height: 1; width: 1fr; border-left: outer $primary; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False),
        Binding("backspace", "back", show=False),
        Binding("ctrl+u", "empty", show=False),
    ]

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="secret")
        self._typed: list[str] = []

    def render(self) -> RenderResult:
        """Always the same."""
        return ""

    def on_key(self, event: events.Key) -> None:
        """Take a letter."""
        if event.is_printable and event.character is not None:
            self._typed.append(event.character)
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take what a password manager gives."""
        self._typed += event.text.split("\n", 1)[0].rstrip("\r")
        event.stop()

    def action_back(self) -> None:
        """Take the last letter away."""
        if self._typed:
            self._typed.pop()

    def action_empty(self) -> None:
        """Begin anew."""
        self._typed.clear()

    def action_submit(self) -> None:
        """Hand it over, and keep nothing."""
        text = "".join(self._typed)
        self._typed.clear()
        self.post_message(self.Submitted(text))
