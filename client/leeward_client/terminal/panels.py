"""What opens over a conversation: a choice among lines, and a form of fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from leeward_client.locale import say
from leeward_client.terminal.conversation import STYLES
from leeward_client.terminal.words import Line, Words
from leeward_client.terminal.writing import Row, Writer

WIDEST = 84


@dataclass(frozen=True)
class Choice:
    """One line to choose: what it is called, and smaller words below."""

    key: str
    label: str
    below: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Field:
    """One field of a form. With `choices` it is one of those; keys are what comes back."""

    key: str
    label: str
    hint: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()


class Panel(ModalScreen[str | None]):
    """A box over the conversation, with a title; Escape closes it."""

    DEFAULT_CSS = """
    Panel { align: center middle; }
    Panel > Vertical {
        width: 100%; max-width: 84; height: auto; max-height: 100%;
        border: round $primary; padding: 0 1; background: $surface;
    }
    Panel VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Panel OptionList { height: auto; max-height: 100%; border: none; padding: 0; background: $surface; }
    Panel OptionList:focus { border: none; }
    Panel Line { height: 1; border: none; padding: 0; background: $boost; }
    Panel Line:focus { text-style: none; }
    Panel .gap { margin-top: 1; }
    Panel #drawing { width: auto; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, writer: Writer, title: str) -> None:
        super().__init__()
        self.writer = writer
        self._title = title

    def on_mount(self) -> None:
        """Put the title into the frame."""
        box = self.query_one(Vertical)
        box.border_title = Content(self.writer.cut(self._title, 60))
        box.border_subtitle = Content(self.writer.line(say("chat-panel-keys")))

    @property
    def cells(self) -> int:
        """Columns inside the frame."""
        return min(self.app.size.width, WIDEST) - 6

    def action_close(self) -> None:
        """Leave it without a choice."""
        self.dismiss(None)


class Pick(Panel):
    """Paragraphs, and lines of which one may be chosen; with `find`, a field narrows them."""

    def __init__(
        self,
        writer: Writer,
        title: str,
        choices: Sequence[Choice],
        *,
        paragraphs: Sequence[str] = (),
        drawing: str = "",
        find: bool = False,
    ) -> None:
        super().__init__(writer, title)
        self._choices = choices
        self._paragraphs = paragraphs
        self._drawing = drawing
        self._find = find

    def compose(self) -> ComposeResult:
        """Paragraphs, a drawing such as a QR code, the field, the lines."""
        with Vertical():
            if self._find:
                yield Line(id_="find", placeholder=self.writer.line(say("chat-find")))
            with VerticalScroll(can_focus=False):
                for one in self._paragraphs:
                    words = Words(self.writer, one)
                    words.set_class(True, "gap")
                    yield words
                if self._drawing:
                    yield Drawing(self._drawing)
                yield OptionList(*self._options(""), id="choices", markup=False)

    def on_mount(self) -> None:
        """Begin in the field, or on the first line."""
        self.query_one("#find" if self._find else "#choices").focus()

    def _options(self, words: str) -> list[Option]:
        wanted = words.casefold().split()
        return [
            Option(self._prompt(one), id=one.key)
            for one in self._choices
            if all(word in f"{one.label} {one.below}".casefold() for word in wanted)
        ]

    def _prompt(self, one: Choice) -> Text:
        rows = self.writer.wrap(one.label, self.cells, one.kind)
        if one.below:
            rows += [_in(row) for row in self.writer.wrap(one.below, self.cells - 2, "quiet")]
        return Text("\n").join(drawn(row, self.cells) for row in rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the lines."""
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(self._options(event.value))
        choices.highlighted = 0 if choices.option_count else None

    def on_input_submitted(self) -> None:
        """Choose the first line that is left."""
        self.query_one(OptionList).action_select()

    def on_key(self, event: events.Key) -> None:
        """From the field, the arrows move among the lines."""
        if event.key in ("down", "up") and isinstance(self.focused, Line):
            choices = self.query_one(OptionList)
            (choices.action_cursor_down if event.key == "down" else choices.action_cursor_up)()
            event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        event.stop()
        self.dismiss(event.option.id)


class Drawing(Words):
    """Lines that are shown as they are, such as a QR code."""

    DEFAULT_CSS = "Drawing { width: auto; height: auto; margin-top: 1; }"

    def __init__(self, lines: str) -> None:
        super().__init__(Writer(), lines, id_="drawing")

    def rows(self, cells: int) -> list[Row]:  # noqa: ARG002 - never wrapped
        """As they are."""
        return [Row(((line, "text"),)) for line in self.text.split("\n")]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as they are."""
        return max(row.cells for row in self.rows(0))


class Form(ModalScreen[dict[str, str] | None]):
    """Fields to fill in; Enter goes on to the next, and at the last one it is done."""

    DEFAULT_CSS = Panel.DEFAULT_CSS.replace("Panel", "Form")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("ctrl+s", "done", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(
        self, writer: Writer, title: str, fields: Sequence[Field], *, lead: str = "", done: str = ""
    ) -> None:
        super().__init__()
        self.writer = writer
        self._title = title
        self._fields = fields
        self._lead = lead
        self._done = done

    def compose(self) -> ComposeResult:
        """The fields below one another, then what ends it."""
        with Vertical(), VerticalScroll(can_focus=False):
            if self._lead:
                yield Words(self.writer, self._lead)
            for one in self._fields:
                label = Words(self.writer, one.label, "name")
                label.set_class(True, "gap")
                yield label
                if one.hint:
                    yield Words(self.writer, one.hint, "quiet")
                if one.choices:
                    yield Chooser(self.writer, one)
                else:
                    yield Line(one.value, id_=f"field-{one.key}")
            done = OptionList(Text(self.writer.line(self._done)), id="done", markup=False)
            done.set_class(True, "gap")
            yield done

    def on_mount(self) -> None:
        """Begin in the first field."""
        box = self.query_one(Vertical)
        box.border_title = Content(self.writer.cut(self._title, 60))
        box.border_subtitle = Content(self.writer.line(say("chat-form-keys")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on; what is empty and last waits for the line that ends it."""
        self.focus_next()
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The line that ends it."""
        event.stop()
        if event.option_list.id == "done":
            self.action_done()

    def action_done(self) -> None:
        """Give what stands in the fields."""
        found = {}
        for one in self._fields:
            if one.choices:
                found[one.key] = self.query_one(f"#field-{one.key}", Chooser).chosen
            else:
                found[one.key] = self.query_one(f"#field-{one.key}", Line).value.strip()
        self.dismiss(found)

    def action_close(self) -> None:
        """Leave it undone."""
        self.dismiss(None)


class Chooser(OptionList):
    """One of a few choices; Enter or space takes the line, and a sign stands before it."""

    DEFAULT_CSS = """
    Chooser { height: auto; border: none; padding: 0; }
    Chooser:focus { border: none; }
    """

    def __init__(self, writer: Writer, field: Field) -> None:
        self._writer = writer
        self._field = field
        self.chosen = field.value
        super().__init__(*self._signs(), id=f"field-{field.key}", markup=False)

    def _signs(self) -> list[Option]:
        return [
            Option(
                Text(
                    self._writer.row(
                        ("● " if one.key == self.chosen else "○ ", "text"),
                        (self._writer.line(one.label), "text"),
                    ).text
                ),
                id=one.key,
            )
            for one in self._field.choices
        ]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the line."""
        event.stop()
        self.chosen = event.option.id or ""
        at = self.highlighted
        self.clear_options()
        self.add_options(self._signs())
        self.highlighted = at


def drawn(row: Row, cells: int) -> Text:
    """A row as Rich's text, at its own edge."""
    text = Text(" " * max(cells - row.cells, 0) if row.right else "")
    for words, kind in row.pieces:
        text.append(words, STYLES[kind])
    return text


def _in(row: Row) -> Row:
    space = ("  ", "text")
    return Row((*row.pieces, space) if row.right else (space, *row.pieces), row.right)
