"""The screen one lives in: circles at the side, the open conversation, the field to write in."""

import time

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from leeward_client.locale import say
from leeward_client.session import JoinInfo, Link, LiveInfo, Timeline
from leeward_client.terminal.circlelist import CircleList
from leeward_client.terminal.composer import Composer, Draft
from leeward_client.terminal.conversation import PAGE, Conversation
from leeward_client.terminal.engine import Engine
from leeward_client.terminal.keybar import Key, KeyBar
from leeward_client.terminal.words import Words
from leeward_client.terminal.writing import Writer

KEYS = (
    Key("ctrl+p", "^P", "chat-key-palette"),
    Key("f1", "F1", "chat-key-help"),
    Key("ctrl+l", "^L", "lock"),
    Key("f9", "F9", "chat-key-hide"),
    Key("ctrl+q", "^Q", "close"),
    Key("f2", "F2", "chat-key-invite"),
    Key("f7", "F7", "chat-key-knocks"),
    Key("f4", "F4", "talk-members"),
    Key("f3", "F3", "chat-key-search"),
    Key("f6", "F6", "chat-key-verify"),
)
NARROW = 60
"""Columns below which the circles are only shown when they are wanted."""


class Room(Screen[None]):
    """Circles, conversation, field, what was said last, keys."""

    CSS = """
    Room #talk { width: 1fr; height: 1fr; }
    Room #head { padding: 0 1; border-bottom: solid $primary; }
    Room #status { padding: 0 1; max-height: 3; }
    """

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self.writer = writer
        self.open: bytes | None = None
        self.info: LiveInfo | None = None
        self.circles: list[LiveInfo] = []
        self.joins: list[JoinInfo] = []
        self.dressed = False
        self.seconds = False
        self._limit = PAGE
        self._first_unread: int | None = None
        self._drafts: dict[bytes, Draft] = {}

    def compose(self) -> ComposeResult:
        """The parts."""
        with Horizontal():
            yield CircleList()
            with Vertical(id="talk"):
                yield Words(self.writer, kind="name", id_="head")
                yield Conversation()
                yield Composer(self.writer)
        yield Words(self.writer, kind="quiet", id_="status")
        yield KeyBar(KEYS)

    @property
    def ready(self) -> bool:
        """Whether all its parts are there: Textual mounts them one after the other, and so they go."""
        return all(self.query(part) for part in ("#circles", "#conversation", "#preview", "#keys"))

    def dress(self, writer: Writer, *, seconds: bool) -> None:
        """Write otherwise from now on."""
        self.writer, self.seconds, self.dressed = writer, seconds, True
        self.query_one(CircleList).set_class(writer.mirrored, "mirrored")
        talk, composer = self.query_one(Conversation), self.query_one(Composer)
        talk.writer, talk.seconds, composer.writer = writer, seconds, writer
        bar = self.query_one(KeyBar)
        bar.writer = writer
        bar.refresh()
        composer.redraw()

    # What is shown ----------------------------------------------------------------------------

    async def renew(self, engine: Engine) -> None:
        """Ask for everything that is on the screen, and show it."""
        self.circles = await engine.ask(lambda one: one.circles())
        self.joins = await engine.ask(lambda one: one.joins())
        if not self.ready:
            return  # it was closed meanwhile
        keys = [one.circle.key for one in self.circles]
        if not keys or self.open not in keys:
            await self.enter(engine, keys[0] if keys else None)
            return
        self._list()
        await self.refresh_talk(engine)

    async def refresh_talk(self, engine: Engine) -> None:
        """Show the open circle as it stands, and its entry in the list."""
        key = self.open
        if key is None:
            return
        info = await engine.ask(lambda one: one.info(key))
        timeline = await engine.ask(lambda one: one.timeline(key, self._limit))
        if key != self.open or not self.ready:
            return  # another was opened meanwhile, or this was closed
        self.info = info
        self.circles = [info if one.circle.key == key else one for one in self.circles]
        self._list()
        talk = self.query_one(Conversation)
        talk.me, talk.now = info.circle.member, time.time()
        talk.show(timeline, self._first_unread, _empty(info))
        self.query_one("#head", Words).say(_head(info), self.writer)
        composer = self.query_one(Composer)
        composer.display = info.link is not Link.OFF and info.circle.status == "active"
        read = [one.index for one in timeline.items if not one.waiting]
        if self.app.screen is self and info.unread and read:
            await engine.ask(lambda one: one.seen(key, max(read)))

    def turn(self, key: bytes | None) -> None:
        """Turn to another circle; what was being written in this one stays there."""
        if key is not None and key == self.open:
            return
        composer = self.query_one(Composer)
        if self.open is not None:
            self._drafts[self.open] = composer.draft
        self.open, self.info, self._limit, self._first_unread = key, None, PAGE, None
        self.query_one(Conversation).begin()
        composer.take(self._drafts.get(key, Draft()) if key else Draft())
        composer.display = key is not None
        self._list()

    async def enter(self, engine: Engine, key: bytes | None) -> None:
        """Turn to a circle, and show what is in it."""
        self.turn(key)
        if key is None:
            self.query_one("#head", Words).say("")
            self.query_one(Conversation).show(Timeline([], False), None, say("chat-no-circles"))
            return
        self._first_unread = (await engine.ask(lambda one: one.info(key))).first_unread
        await self.refresh_talk(engine)

    async def older(self, engine: Engine) -> None:
        """Show earlier items as well."""
        self._limit += PAGE
        await self.refresh_talk(engine)

    async def find(self, engine: Engine, key: bytes, id_: str) -> None:
        """Open a circle at one of its messages, however far back it stands."""
        if key != self.open:
            await self.enter(engine, key)
        talk = self.query_one(Conversation)
        while not talk.jump(id_):
            if not talk.more:
                return
            await self.older(engine)
        talk.focus()

    def status(self, text: str) -> None:
        """Say something at the bottom."""
        self.query_one("#status", Words).say(text, self.writer)

    def _list(self) -> None:
        self.query_one(CircleList).show(self.writer, self.circles, self.joins, self.open or b"")

    # Keys and clicks --------------------------------------------------------------------------

    def on_resize(self) -> None:
        """On a narrow screen the circles make room."""
        self.query_one(CircleList).set_class(self.app.size.width < NARROW, "narrow")

    def want_circles(self) -> None:
        """Go to the list of circles."""
        circles = self.query_one(CircleList)
        circles.add_class("wanted")
        circles.focus()


def _head(info: LiveInfo) -> str:
    """What stands above a conversation: its name, its members, how it stands with its relay."""
    circle = info.circle
    said = [circle.label, say("circle-members", number=circle.members)]
    if circle.status != "active":
        said.append(say(f"status-{circle.status}"))
    elif info.link is Link.CONNECTING:
        said.append(say("talk-connecting"))
    elif info.link is Link.OFFLINE:
        said.append(say("chat-offline", why=info.why))
    return " · ".join(f"\u2068{one}\u2069" for one in said)


def _empty(info: LiveInfo) -> str:
    return say("talk-alone" if info.circle.members == 1 else "talk-empty")
