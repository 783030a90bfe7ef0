"""What opens over a conversation: a choice among lines, a form of fields, a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from leeward_client.locale import say
from leeward_client.terminal.lines import Choice, Chooser, Lines
from leeward_client.terminal.words import Line, Words
from leeward_client.terminal.writing import Piece, Row, Writer

WIDEST = 84
SIDES, ENDS = 4, 2
"""Columns and rows that a frame takes, with the space inside it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Field:
    """One field of a form. With `choices` it is one of those; keys are what comes back."""

    key: str
    label: str
    hint: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()


class Panel(ModalScreen[T]):
    """A frame over the conversation, with a title above and the keys below; Escape closes it."""

    DEFAULT_CSS = """
    Panel { align: center middle; }
    Panel > Vertical {
        width: 100%; max-width: 84; height: auto; max-height: 100%;
        border: round $primary; padding: 0 1; background: $surface;
    }
    Panel VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    Panel .gap { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    AUTO_FOCUS = ""

    def __init__(self, writer: Writer, title: str, keys: str) -> None:
        """`keys` is the id of the sentence about the keys."""
        super().__init__()
        self.writer = writer
        self._title = title
        self._keys = keys

    def on_mount(self) -> None:
        """Put the title and the keys into the frame."""
        box = self.query_one(Vertical)
        begins, ends = ("right", "left") if self.writer.mirrored else ("left", "right")
        box.styles.border_title_align, box.styles.border_subtitle_align = begins, ends
        box.border_title = Content(self.writer.cut(self._title, self._cells - 4))
        self.tell_keys(self._keys)

    def tell_keys(self, sentence: str) -> None:
        """Say at the lower edge which keys there are."""
        box = self.query_one(Vertical)
        box.border_subtitle = Content(self.writer.cut(say(sentence), self._cells - 4))

    @property
    def _cells(self) -> int:
        return min(self.app.size.width, WIDEST) - SIDES

    def action_close(self) -> None:
        """Leave it without a choice."""
        self.dismiss(None)


class Pick(Panel[str | None]):
    """Paragraphs, and lines of which one may be chosen; with `find`, a field narrows them.

    What does not fit is scrolled: the paragraphs by PgUp and PgDn, the lines by moving on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("pagedown", "turn(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
    ]

    def __init__(
        self,
        writer: Writer,
        title: str,
        choices: Sequence[Choice],
        *,
        paragraphs: Sequence[str | Piece] = (),
        find: bool = False,
    ) -> None:
        super().__init__(writer, title, "chat-panel-keys")
        self._choices = choices
        self._paragraphs = [(one, "text") if isinstance(one, str) else one for one in paragraphs]
        self._find = find

    def compose(self) -> ComposeResult:
        """The field, the paragraphs, the lines."""
        with Vertical():
            if self._find:
                yield Line(id_="find", placeholder=self.writer.line(say("chat-find")))
            if self._paragraphs:
                with VerticalScroll(can_focus=False):
                    for number, (text, kind) in enumerate(self._paragraphs):
                        words = Words(self.writer, text, kind)
                        words.set_class(number > 0, "gap")
                        yield words
            yield Lines(self.writer, self._choices, id_="choices")

    def on_mount(self) -> None:
        """Begin in the field, or on the first line."""
        self.query_one("#find" if self._find else "#choices").focus(scroll_visible=False)

    def on_resize(self) -> None:
        """Share the rows out: to the lines what they need, but half of all if the text is long."""
        inner = self.app.size.height - ENDS - self._find
        lines, paper = self.query_one(Lines), self._paper
        wanted = sum(len(one.rows(self.writer, self._cells)) for one in self._choices)
        wanted += sum(one.apart for one in self._choices)
        written = [self.writer.wrap(text, self._cells) for text, _ in self._paragraphs]
        text = sum(map(len, written)) + max(len(written) - 1, 0)
        gap = bool(text) and text + wanted < inner
        lines.set_class(gap, "gap")
        below = max(min(wanted, inner - text - gap), min(wanted, inner // 2))
        lines.styles.max_height = below
        if paper is not None:
            paper.styles.max_height = inner - gap - below
            self.tell_keys("chat-panel-keys-long" if text + wanted > inner else "chat-panel-keys")

    @property
    def _paper(self) -> VerticalScroll | None:
        return self.query(VerticalScroll).first() if self._paragraphs else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that move the text are only taken where there is more of it than fits."""
        if action in ("turn", "step"):
            longer = self._paper is not None and self._paper.max_scroll_y > 0
            return longer and (action == "turn" or len(self._choices) == 1)
        return True

    def action_turn(self, by: int) -> None:
        """Go a screenful on in the text."""
        if (paper := self._paper) is not None:
            paper.scroll_relative(y=by * max(paper.size.height - 1, 1), animate=False)

    def action_step(self, by: int) -> None:
        """Go a line on in the text, where there is nothing to choose among."""
        if (paper := self._paper) is not None:
            paper.scroll_relative(y=by, animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the lines."""
        wanted = event.value.casefold().split()
        self.query_one(Lines).show(
            one
            for one in self._choices
            if all(word in f"{one.label} {one.below} {one.sign}".casefold() for word in wanted)
        )

    def on_input_submitted(self) -> None:
        """Choose the line that is marked."""
        self.query_one(Lines).action_select()

    def on_key(self, event: events.Key) -> None:
        """From the field, the arrows move among the lines."""
        if event.key in ("down", "up") and isinstance(self.focused, Line):
            lines = self.query_one(Lines)
            (lines.action_cursor_down if event.key == "down" else lines.action_cursor_up)()
            event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        event.stop()
        self.dismiss(event.option.id)


class Sheet(ModalScreen[None]):
    """A QR code alone, with as many rows as there are: any key or click closes it."""

    DEFAULT_CSS = "Sheet { align: center middle; background: $background; }"

    def __init__(self, drawing: str) -> None:
        super().__init__()
        self._drawing = drawing

    def compose(self) -> ComposeResult:
        """The code."""
        yield Drawing(self._drawing)

    def on_key(self, event: events.Key) -> None:
        """Close it."""
        event.stop()
        self.dismiss(None)

    def on_click(self) -> None:
        """Close it."""
        self.dismiss(None)


class Drawing(Words):
    """Lines that are shown as they are, in colours of their own."""

    DEFAULT_CSS = "Drawing { width: auto; height: auto; }"

    def __init__(self, lines: str) -> None:
        super().__init__(Writer(), lines, id_="drawing")

    def rows(self, cells: int) -> list[Row]:  # noqa: ARG002 - never wrapped
        """As they are."""
        return [Row(((line, "code"),)) for line in self.text.split("\n")]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as they are."""
        return max(row.cells for row in self.rows(0))


class Form(Panel[dict[str, str] | None]):
    """Fields to fill in; Enter goes on to the next, and at the last one it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "done", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(
        self, writer: Writer, title: str, fields: Sequence[Field], *, lead: str = "", done: str = ""
    ) -> None:
        super().__init__(writer, title, "chat-form-keys")
        self._fields = fields
        self._lead = lead
        self._done = done

    def compose(self) -> ComposeResult:
        """The fields below one another, then what ends it."""
        with Vertical(), VerticalScroll(can_focus=False):
            if self._lead:
                yield Words(self.writer, self._lead)
            for number, one in enumerate(self._fields):
                label = Words(self.writer, one.label, "name")
                label.set_class(bool(number or self._lead), "gap")
                yield label
                if one.hint:
                    yield Words(self.writer, one.hint, "quiet")
                if one.choices:
                    yield Chooser(self.writer, one.choices, one.value, id_=_id(one))
                else:
                    yield Line(one.value, id_=_id(one))
            done = Lines(self.writer, [Choice("done", self._done)], id_="done")
            done.set_class(True, "gap")
            yield done

    def on_mount(self) -> None:
        """Begin in the first field, at the top."""
        self.query_one(f"#{_id(self._fields[0])}").focus(scroll_visible=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on; what is empty and last waits for the line that ends it."""
        self.focus_next()
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The line that ends it."""
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Give what stands in the fields."""
        found = {}
        for one in self._fields:
            if one.choices:
                found[one.key] = self.query_one(f"#{_id(one)}", Chooser).chosen
            else:
                found[one.key] = self.query_one(f"#{_id(one)}", Line).value.strip()
        self.dismiss(found)


def _id(field: Field) -> str:
    return f"field-{field.key}"
