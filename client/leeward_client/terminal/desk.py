"""What flows need of the app: to ask a person, to ask the engine, to say how it went."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from leeward_client.cli import render
from leeward_client.locale import SpokenError, say
from leeward_client.session import CircleInfo, Live, LiveInfo, Session
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.panels import Field, Form, Pick, Sheet
from leeward_client.terminal.writing import Piece, Writer

if TYPE_CHECKING:
    from leeward_client.terminal.app import ChatApp

T = TypeVar("T")


class Desk:
    """The app, as flows see it. A flow is a coroutine in a worker; locking cancels it."""

    def __init__(self, app: "ChatApp") -> None:
        self.app = app

    @property
    def writer(self) -> Writer:
        """How text is put on the screen."""
        return self.app.writer

    @property
    def key(self) -> bytes | None:
        """The circle that is open."""
        return self.app.room.open

    async def ask(self, question: Callable[[Live], T]) -> T:
        """What the engine answers at once. Raises SessionError, VaultError, LockedError."""
        return await self.app.engine.ask(question)

    async def wait(self, question: Callable[[Live], Awaitable[T]]) -> T:
        """What the engine answers in time; it is said that something is being done."""
        self.say(say("doors-working"))
        done = await self.app.engine.wait(question)
        self.say("")
        return done

    async def act(self, key: bytes, deed: Callable[[Session, CircleInfo], Awaitable[T]]) -> T:
        """Something with a circle that takes the relay."""
        return await self.wait(lambda live: live.act(key, deed))

    async def info(self, key: bytes) -> LiveInfo:
        """A circle as it stands."""
        return await self.ask(lambda live: live.info(key))

    def say(self, text: str) -> None:
        """Say how it went, at the bottom."""
        self.app.status(text)

    async def pick(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        paragraphs: Sequence[str | Piece] = (),
        find: bool = False,
    ) -> str | None:
        """The key of what a person chose; None for nothing."""
        return await self.app.push_screen_wait(
            Pick(self.writer, title, choices, paragraphs=paragraphs, find=find)
        )

    async def show(self, title: str, *paragraphs: str | Piece) -> None:
        """Show something until it is closed."""
        close = [Choice("close", say("close"))]
        await self.pick(title, close, paragraphs=paragraphs)

    async def draw(self, drawing: str) -> None:
        """Show a QR code until a key is pressed."""
        await self.app.push_screen_wait(Sheet(drawing))

    async def sure(self, title: str, *paragraphs: str, yes: str) -> bool:
        """Whether a person is sure; No stands first."""
        choices = [Choice("no", say("cancel")), Choice("yes", yes)]
        return await self.pick(title, choices, paragraphs=paragraphs) == "yes"

    async def form(
        self, title: str, fields: Sequence[Field], *, lead: str = "", done: str
    ) -> dict[str, str] | None:
        """What a person filled in; None if it was left."""
        form = Form(self.writer, title, fields, lead=lead, done=done)
        return await self.app.push_screen_wait(form)

    async def submit(
        self,
        title: str,
        fields: Sequence[Field],
        deed: Callable[[dict[str, str]], Awaitable[T]],
        *,
        lead: str = "",
        done: str = "",
    ) -> T | None:
        """What came of a form. If it could not be done, it is said why, and nothing typed is lost.

        None if the form was left.
        """
        said = lead
        while (
            filled := await self.form(title, fields, lead=said, done=done or say("save"))
        ) is not None:
            try:
                return await deed(filled)
            except SpokenError as error:
                said = render.sentence(str(error))
                self.say("")
                fields = [replace(one, value=filled[one.key]) for one in fields]
        return None
