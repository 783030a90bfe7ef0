"""What flows need of the app: to ask a person, to ask the engine, to say how it went."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from leeward_client.locale import say
from leeward_client.session import CircleInfo, Live, LiveInfo, Session
from leeward_client.terminal.panels import Choice, Field, Form, Pick
from leeward_client.terminal.writing import Writer

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
        self.say(say("chat-working"))
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
        paragraphs: Sequence[str] = (),
        drawing: str = "",
        find: bool = False,
    ) -> str | None:
        """The key of what a person chose; None for nothing."""
        return await self.app.push_screen_wait(
            Pick(self.writer, title, choices, paragraphs=paragraphs, drawing=drawing, find=find)
        )

    async def show(self, title: str, *paragraphs: str, drawing: str = "") -> None:
        """Show something until it is closed."""
        close = [Choice("close", say("chat-close"))]
        await self.pick(title, close, paragraphs=paragraphs, drawing=drawing)

    async def sure(self, title: str, *paragraphs: str, yes: str) -> bool:
        """Whether a person is sure; No stands first."""
        choices = [Choice("no", say("chat-cancel")), Choice("yes", yes)]
        return await self.pick(title, choices, paragraphs=paragraphs) == "yes"

    async def form(
        self, title: str, fields: Sequence[Field], *, lead: str = "", done: str
    ) -> dict[str, str] | None:
        """What a person filled in; None if it was left."""
        form = Form(self.writer, title, fields, lead=lead, done=done)
        return await self.app.push_screen_wait(form)
