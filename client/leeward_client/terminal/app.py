"""The full-screen app: opens and locks the vault, keeps the screen true, starts what keys ask for."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import OptionList

from leeward_client.cli import render
from leeward_client.locale import SpokenError, preferred, say, use
from leeward_client.session import Item, SessionError
from leeward_client.terminal import deeds, direction, flows
from leeward_client.terminal.composer import Composer, Draft
from leeward_client.terminal.conversation import Conversation
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.engine import Engine, LockedError
from leeward_client.terminal.gate import Beginning, Gate, Neutral
from leeward_client.terminal.room import Room
from leeward_client.terminal.settings import Settings
from leeward_client.terminal.thrice import Thrice
from leeward_client.terminal.writing import Writer
from leeward_client.vault import VaultError

LOOK_SECONDS = 1.0
"""How often it is asked whether it is time to lock."""
TIDY_SECONDS = 20.0
"""How often what disappears is looked for while nothing else happens."""


class ChatApp(App[int]):
    """Leeward on a whole terminal."""

    CSS = "Screen { background: $background; } * { scrollbar-color: $primary; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+c", "advise", show=False, priority=True, system=True),
        Binding("ctrl+l", "lock", show=False, priority=True),
        Binding("f9", "hide", show=False, priority=True),
        Binding("ctrl+p", "flow('palette')", show=False, priority=True),
        Binding("ctrl+n", "next", show=False, priority=True),
        Binding("ctrl+b", "circles", show=False, priority=True),
        Binding("f1", "flow('help')", show=False, priority=True),
        Binding("f2", "flow('invite')", show=False, priority=True),
        Binding("f3", "flow('search')", show=False, priority=True),
        Binding("f4", "flow('members')", show=False, priority=True),
        Binding("f5", "retry", show=False, priority=True),
        Binding("f6", "flow('verify')", show=False, priority=True),
        Binding("f7", "flow('knocks')", show=False, priority=True),
        Binding("f8", "flow('options')", show=False, priority=True),
    ]

    def __init__(
        self,
        engine: Callable[[Callable[[bytes | None], None], Callable[[str], None]], Engine],
        environ: Mapping[str, str],
        explain: Callable[[VaultError | OSError], str],
        passphrase: str | None = None,
        erase: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.time,
        *,
        fresh: bool = False,
        driver_class: type[Driver] | None = None,
    ) -> None:
        """`engine` makes the engine, given whom to tell of changes and of long work; `explain` says in a
        sentence why a vault was not opened, `erase` is what panic does, `fresh` says that there is no
        vault yet."""
        super().__init__(driver_class=driver_class)
        self.animation_level = "none"
        self.theme = "ansi-dark"
        self._environ = environ
        self._explain = explain
        self._erase = erase
        self._passphrase = passphrase
        self._clock = clock
        self._fresh_vault = fresh
        self.settings = Settings()
        self.writer = Writer()
        self.engine = engine(self._told, self._working)
        self.desk = Desk(self)
        self._touched = clock()
        self._pressed = {"escape": Thrice(), "f12": Thrice()}
        self._last: Any = None
        self._stale: set[bytes | None] = set()
        self._fresh = asyncio.Event()
        self._neutral = False
        self._filled = -1
        self._here: asyncio.AbstractEventLoop | None = None
        self._dress()

    # Life -------------------------------------------------------------------------------------

    @property
    def room(self) -> Room:
        """The screen of circles; only while the vault is open."""
        return next(one for one in self.screen_stack if isinstance(one, Room))

    @property
    def now(self) -> float:
        """Unix seconds."""
        return self._clock()

    @property
    def open(self) -> bool:
        """Whether the vault is open and shown."""
        return any(isinstance(one, Room) and one.ready for one in self.screen_stack)

    async def on_mount(self) -> None:
        """Open with the passphrase that was given, or ask for one."""
        loop = self._here = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.exit, 128 + number)
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(TIDY_SECONDS, lambda: self._told_here(None))
        self.push_screen(Beginning(self.writer) if self._fresh_vault else Gate(self.writer))
        self.run_worker(self._keep_true(), group="screen", exit_on_error=True)
        passphrase, self._passphrase = self._passphrase, None
        if passphrase is not None:
            self.on_gate_tried(Gate.Tried(passphrase))

    def on_gate_tried(self, event: Gate.Tried) -> None:
        """Try the passphrase."""
        self.run_worker(self._unlock(event.passphrase), group="gate", exclusive=True)

    async def _unlock(self, passphrase: str) -> None:
        try:
            if isinstance(self.screen, Beginning):
                self.settings = await self.engine.make(passphrase, self._filling)
            else:
                self.settings = await self.engine.unlock(passphrase)
        except (VaultError, OSError) as error:
            self._gate_says(self._explain(error))
            return
        self._dress()
        self._neutral = False
        self._touched = self._clock()
        room = Room(self.writer)
        room.seconds = self.settings.seconds
        await self._only(room)
        self._told_here(None)

    def _filling(self, filled: int, size: int) -> None:
        """From a thread: how far a new vault is."""
        percent = 100 * filled // size
        text = say("cli-vault-filling", percent=percent, size=size // 1024**2)
        if percent != self._filled and self._here is not None:
            self._filled = percent
            with contextlib.suppress(RuntimeError):  # the app has ended
                self._here.call_soon_threadsafe(self._gate_says, text)

    def _gate_says(self, text: str) -> None:
        if isinstance(self.screen, Gate):
            self.screen.say(text)

    def _dress(self) -> None:
        """Speak and write as the settings have it."""
        language = self.settings.language or preferred(self._environ)
        use(language)
        turns = direction.turns_here(self.settings.direction, self._environ)
        self.writer = Writer(turns=turns, right=language == "ar")

    async def dress(self, settings: Settings) -> None:
        """Take over other settings."""
        self.settings = settings
        self._dress()
        self.room.dress(self.writer, seconds=settings.seconds)
        await self.engine.settings(settings)
        await self.room.renew(self.engine)

    async def _only(self, screen: Screen[Any]) -> None:
        """This screen and no other; what was shown before is dropped."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.switch_screen(screen)

    async def lock(self, *, neutral: bool) -> None:
        """Put another screen in place at once, then close the vault."""
        self.workers.cancel_group(self, "flow")
        self.workers.cancel_group(self, "gate")
        self._neutral = neutral
        await self._only(Neutral() if neutral else Gate(self.writer, say("chat-locked")))
        self._stale.clear()
        self.run_worker(self.engine.lock(), group="lock")
        self.settings = Settings(language=self.settings.language)

    async def action_lock(self) -> None:
        """Lock now."""
        if self.open:
            await self.lock(neutral=False)

    async def action_hide(self) -> None:
        """A screen that says nothing, at once; the vault is locked behind it."""
        if not self._neutral:
            await self.lock(neutral=True)

    async def action_gate(self) -> None:
        """From the neutral screen to the passphrase."""
        self._neutral = False
        await self._only(Gate(self.writer))

    def action_leave(self) -> None:
        """End the app."""
        self.exit(0)

    def action_advise(self) -> None:
        """Ctrl-C ends nothing by accident; it says how to end."""
        if self.open:
            self.status(say("chat-how-to-quit"))

    async def _look(self) -> None:
        """Lock if nothing was touched for as long as was chosen, by the clock."""
        minutes = self.settings.lock_minutes
        if self.open and minutes and self._clock() - self._touched >= minutes * 60:
            await self.lock(neutral=False)

    async def on_event(self, event: Any) -> None:
        """Notice that somebody is there."""
        from textual import events

        if isinstance(event, events.Key | events.MouseDown | events.MouseScrollDown
                      | events.MouseScrollUp | events.Paste):  # fmt: skip
            self._touched = self._clock()
            # A key that nothing took comes here a second time, on its way up.
            again, self._last = event is self._last, event
            if isinstance(event, events.Key) and event.key in self._pressed and not again:
                if not self._pressed[event.key].now(self._touched):
                    if event.key == "f12":
                        self.status(say("chat-panic-how"))
                elif event.key == "f12":
                    await asyncio.to_thread(self._erase)
                    self.exit(0)
                    return
                elif not self._neutral:
                    await self.lock(neutral=True)
                    return
        await super().on_event(event)

    # What the engine tells --------------------------------------------------------------------

    def _told(self, key: bytes | None) -> None:
        """From the engine's thread: something changed."""
        if self._here is not None:
            with contextlib.suppress(RuntimeError):  # the app has ended
                self._here.call_soon_threadsafe(self._told_here, key)

    def _working(self, text: str) -> None:
        if self._here is not None:
            with contextlib.suppress(RuntimeError):
                self._here.call_soon_threadsafe(self.status, render.sentence(text))

    def _told_here(self, key: bytes | None) -> None:
        self._stale.add(key)
        self._fresh.set()

    async def _keep_true(self) -> None:
        """Show what changed, many changes at once: a slow line gets few redraws."""
        while True:
            await self._fresh.wait()
            await asyncio.sleep(0.05)
            self._fresh.clear()
            stale, self._stale = self._stale, set()
            if not self.open:
                if any(isinstance(one, Room) for one in self.screen_stack):
                    self._stale |= stale  # its parts are still on their way
                    self._fresh.set()
                continue
            room = self.room
            first = not room.dressed
            if first:
                room.dress(self.writer, seconds=self.settings.seconds)
            with contextlib.suppress(LockedError, SessionError):
                if None not in stale and stale <= {room.open}:
                    await room.refresh_talk(self.engine)
                else:
                    await room.renew(self.engine)
                if first and not room.circles and not room.joins:
                    self.action_flow("begin")

    def status(self, text: str) -> None:
        """Say something at the bottom, if there is a bottom."""
        if self.open:
            self.room.status(text)

    # What keys and clicks ask for -------------------------------------------------------------

    def start(self, flow: Coroutine[Any, Any, None]) -> None:
        """Run a flow; what it could not do is said, in a sentence."""
        self.run_worker(self._run(flow), group="flow")

    async def _run(self, flow: Coroutine[Any, Any, None]) -> None:
        try:
            await flow
        except SpokenError as error:
            self.status(render.sentence(str(error)))
        except VaultError as error:
            self.status(self._explain(error))
        except LockedError:
            return
        self._told_here(None)

    def action_flow(self, name: str) -> None:
        """Start one of the flows, unless something is open over the room already."""
        if self.open and self.screen is self.room:
            self.status("")
            self.start(flows.FLOWS[name](self.desk))

    def action_circles(self) -> None:
        """Go to the list of circles."""
        if self.open and self.screen is self.room:
            self.room.want_circles()

    def action_next(self) -> None:
        """Open the next circle with something unread."""
        if not self.open:
            return
        unread = [one.circle.key for one in self.room.circles if one.unread]
        if unread:
            self.start(self.enter(unread[0]))

    def action_retry(self) -> None:
        """Try the relay at once."""
        key = self.room.open if self.open else None
        if key is not None:

            async def retry() -> None:
                await self.engine.ask(lambda live: live.retry(key))

            self.start(retry())

    async def enter(self, key: bytes) -> None:
        """Open a circle, and go to its field; what is typed at once stands in it already."""
        self.room.turn(key)
        self.room.query_one("#pad").focus()
        await self.room.enter(self.engine, key)
        if not self.room.query_one(Composer).display:
            self.room.query_one(Conversation).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A circle was chosen in the list, or a request of ours."""
        key = event.option.id or ""
        if event.option_list.id != "circles":
            return
        if key.startswith("join-"):
            self.start(flows.joined(self.desk, key.removeprefix("join-")))
        else:
            self.room.turn(bytes.fromhex(key))
            self.room.query_one("#pad").focus()
            self.start(self.enter(bytes.fromhex(key)))

    def on_composer_written(self, event: Composer.Written) -> None:
        """Keep what was written; then the field is free again."""
        key = self.room.open
        if key is not None:
            body = event.body

            async def keep() -> None:
                await self.engine.ask(lambda live: live.say(key, body))
                self.room.query_one(Composer).take(Draft())
                self.status("")

            self.start(keep())

    def on_conversation_chosen(self, event: Conversation.Chosen) -> None:
        """Do something with an item."""
        self.deed(event.item, event.deed)

    def on_conversation_older(self) -> None:
        """Show earlier items."""
        self.start(self.room.older(self.engine))

    def deed(self, item: Item, name: str) -> None:
        """What can be done with an item, by name."""
        self.start(deeds.do(self.desk, item, name))

    @property
    def failure(self) -> str:
        """The type of the error that ended the app; empty if none did."""
        return "" if self._exception is None else type(self._exception).__name__

    # Nothing leaves the app -------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Keep it for pasting within the app: the terminal's clipboard is never written to."""
        self._clipboard = text

    def get_system_commands(self, screen: Screen[Any]) -> Any:  # noqa: ARG002 - Textual's
        """None of Textual's own: one would write a picture of the screen to the disk."""
        return iter(())

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of variables: names, texts, keys.
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
