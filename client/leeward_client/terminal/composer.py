"""Where one writes: the field, what it answers or changes, and how it will be read."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from leeward_client.circle.events import Body, Edit
from leeward_client.circle.events import Message as Said
from leeward_client.circle.text import clean_text
from leeward_client.locale import say, say_span
from leeward_client.session import Item
from leeward_client.terminal import direction
from leeward_client.terminal.words import Words
from leeward_client.terminal.writing import Writer


@dataclass(frozen=True, repr=False)
class Draft:
    """What is being written in one circle."""

    text: str = ""
    reply: Item | None = None
    edits: Item | None = None
    cw: str = ""
    tone: int = 0
    timer: int | None = None

    def body(self) -> Body | None:
        """What is said with it; None where there is nothing to say."""
        text = clean_text(self.text).strip("\n")
        if not text.strip():
            return None
        if self.edits is not None:
            return Edit(bytes.fromhex(self.edits.id), text, self.cw or None)
        reply = None if self.reply is None else bytes.fromhex(self.reply.id)
        return Said(text, cw=self.cw or None, reply_to=reply, timer=self.timer, tone=self.tone)


class Pad(TextArea):
    """The field. Enter sends, Ctrl-J begins a new line; nothing blinks, and Tab goes on."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", show=False, priority=True),
        Binding("ctrl+j,alt+enter,shift+enter", "line", show=False, priority=True),
        Binding("escape", "away", show=False),
    ]

    class Sent(Message):
        """Enter was pressed."""

    class Away(Message):
        """Escape was pressed."""

    def __init__(self) -> None:
        super().__init__(
            id="pad", soft_wrap=True, show_line_numbers=False, compact=True, tab_behavior="focus",
            highlight_cursor_line=False,
        )  # fmt: skip
        self.cursor_blink = False

    def action_send(self) -> None:
        """Say it."""
        self.post_message(self.Sent())

    def action_line(self) -> None:
        """A new line within."""
        self.insert("\n")

    def action_away(self) -> None:
        """Give up an answer or a change, or go to what was said."""
        self.post_message(self.Away())

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = clean_text(event.text)


class Composer(Vertical):
    """The field with the lines around it."""

    DEFAULT_CSS = """
    Composer { height: auto; border-top: solid $primary; padding: 0 1; }
    Composer Pad {
        height: auto; max-height: 5; min-height: 1; border: none; padding: 0; background: $surface;
    }
    """

    class Written(Message):
        """There is something to say."""

        def __init__(self, body: Body) -> None:
            super().__init__()
            self.body = body

    def __init__(self, writer: Writer) -> None:
        super().__init__(id="composer")
        self.writer = writer
        self._draft = Draft()

    def compose(self) -> ComposeResult:
        """What it is about, the field, how it will be read."""
        yield Words(self.writer, kind="quiet", id_="about")
        yield Pad()
        yield Words(self.writer, kind="quiet", id_="preview")

    @property
    def draft(self) -> Draft:
        """What is being written."""
        return replace(self._draft, text=self.query_one(Pad).text)

    def take(self, draft: Draft) -> None:
        """Go on with this."""
        self._draft = draft
        pad = self.query_one(Pad)
        if pad.text != draft.text:
            pad.load_text(draft.text)
            pad.move_cursor(pad.document.end)
        self.redraw()

    def reply(self, item: Item) -> None:
        """Answer a message."""
        self.take(replace(self.draft, reply=item, edits=None))
        self.query_one(Pad).focus()

    def edit(self, item: Item) -> None:
        """Change a message of ours."""
        self.take(Draft(text=item.text or "", edits=item, cw=item.cw or ""))
        self.query_one(Pad).focus()

    def redraw(self) -> None:
        """Say what it is about, in the language of now."""
        draft, about = self._draft, []
        if draft.edits is not None:
            about.append(say("compose-editing"))
        if draft.reply is not None:
            about.append(say("compose-reply", author=draft.reply.author or ""))
        if draft.cw:
            about.append(say("compose-with-cw", cw=draft.cw))
        if draft.tone:
            about.append(say("cli-tone-listen" if draft.tone == 1 else "cli-tone-advice"))
        if draft.timer is not None:
            about.append(say("compose-with-timer", span=say_span(draft.timer)))
        self.query_one("#about", Words).say(" · ".join(about), self.writer)
        self._preview()

    def on_text_area_changed(self) -> None:
        """Show how it will be read, where the field cannot."""
        self._preview()

    def _preview(self) -> None:
        text = self.query_one(Pad).text
        turned = self.writer.turns and any(map(direction.runs_right, text.split("\n")))
        self.query_one("#preview", Words).say(text if turned else "", self.writer)

    def on_pad_sent(self, event: Pad.Sent) -> None:
        """Hand it over; the field is emptied once it is kept."""
        event.stop()
        body = self.draft.body()
        if body is not None:
            self.post_message(self.Written(body))

    def on_pad_away(self, event: Pad.Away) -> None:
        """What it answers or changes goes first; then the focus."""
        event.stop()
        if self._draft.reply is not None or self._draft.edits is not None:
            text = "" if self._draft.edits is not None else self.draft.text
            self.take(Draft(text=text))
        else:
            self.app.action_focus_previous()
