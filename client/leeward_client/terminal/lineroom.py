"""`leeward chat --plain`: lines in, lines out, for screen readers, pipes and very slow lines.

A line is said in the circle that is open; one that begins with a slash is a command. What others say
comes as whole lines, in all circles, as `leeward read` prints it. Nothing is drawn, redrawn or coloured.
When the lines end, what is kept goes out if the relay is there, and so does the program.
"""

import asyncio
import contextlib
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TextIO

from leeward_client.circle.events import Body, Edit, Message, Reaction, Retract
from leeward_client.circle.text import clean_text
from leeward_client.cli import plain, render
from leeward_client.cli.commands.talk import find_event
from leeward_client.cli.durations import parse_span
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.link import Proxy, Way
from leeward_client.locale import say
from leeward_client.session import (
    CircleInfo,
    Item,
    Link,
    Live,
    NotFoundError,
    SessionError,
)
from leeward_client.terminal.settings import load
from leeward_client.vault import Vault

SETTLE = 20.0
"""Seconds for which it is waited at the end until what was written is out."""
PAGE = 200
LAST = 20
"""Items that `/read` prints if no number is given."""
COMMANDS = (
    "admit", "circle", "circles", "decline", "edit", "help", "invite", "knocks", "members", "quit",
    "react", "read", "reply", "retract", "search", "show", "unreact", "verify", "warn",
)  # fmt: skip


class _QuitError(Exception):
    """The last line was reached."""


@dataclass(repr=False)
class LineRoom:
    """One sitting. `lines` gives what is typed; None at the end."""

    live: Live
    out: Output
    asks: bool
    """Whether a person sits there, who is shown a prompt."""
    open: bytes | None = None
    fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _shown: dict[bytes, dict[str, Item]] = field(default_factory=dict)
    _links: dict[bytes, Link] = field(default_factory=dict)
    _knocks: dict[bytes, set[str]] = field(default_factory=dict)
    _in: bytes | None = None
    """The circle that was printed from last."""

    # What comes -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Say which circles there are, and what was not read yet."""
        infos = self.live.circles()
        if not infos:
            self.out.say(say("cli-no-circles"))
        for info in infos:
            self._say_circle(info.circle, info.unread)
            key = info.circle.key
            items = self.live.timeline(key, PAGE).items
            first = info.first_unread
            known = [it for it in items if first is None or it.index < first]
            self._shown[key] = {it.id: it for it in known}
        if infos:
            self.open = infos[0].circle.key
            self._say_open(infos[0].circle)
        self.look()

    def look(self) -> None:
        """Print what is new anywhere."""
        for info in self.live.circles():
            key = info.circle.key
            before = self._shown.get(key, {})
            # What waits is printed once it is out: that line says that it went.
            items = [it for it in self.live.timeline(key, PAGE).items if not it.waiting]
            for it in items:
                was = before.get(it.id)
                if not it.muted and (was is None or _told(was) != _told(it)):
                    self._print(info.circle, it, items)
            self._shown[key] = {it.id: it for it in items}
            if info.unread and items:
                self.live.seen(key, items[-1].index)
            self._say_link(info.circle, info.link, info.why)
            self._say_knocks(info.circle)
        self.out.flush()

    def _print(
        self, circle: CircleInfo, it: Item, items: list[Item], *, unfold: bool = False
    ) -> None:
        if self._in != circle.key:
            self._in = circle.key
            self.out.say(say("chat-plain-in", label=plain.line(circle.label)))
        replied = next((one for one in items if one.id == it.reply_to), None)
        lines = render.item(it, now=time.time(), columns=None, unfold=unfold, replied=replied)
        self.out.lines(lines)

    def _say_circle(self, circle: CircleInfo, unread: int) -> None:
        label = plain.line(circle.label)
        self.out.say(
            say("chat-plain-circle", number=str(circle.number), label=label, unread=unread)
        )

    def _say_open(self, circle: CircleInfo) -> None:
        self.out.say(say("chat-plain-open", label=plain.line(circle.label)))

    def _say_link(self, circle: CircleInfo, link: Link, why: str) -> None:
        before = self._links.get(circle.key)
        if link is Link.CONNECTING or link is before:
            return
        self._links[circle.key] = link
        label = plain.line(circle.label)
        if link is Link.OFFLINE:
            self.out.say(say("cli-sync-failed", label=label, why=plain.line(why)))
        elif link is Link.ONLINE and before is not None:
            self.out.say(say("chat-plain-online", label=label))

    def _say_knocks(self, circle: CircleInfo) -> None:
        knocks = self.live.knocks(circle.key)
        told = self._knocks.setdefault(circle.key, set())
        fresh = [one for one in knocks if one.id not in told]
        if fresh:
            told.update(one.id for one in fresh)
            self.out.say(say("circle-knocks", number=len(knocks)))
            self.out.lines(render.knocks(fresh, now=time.time(), columns=None))

    def prompt(self) -> None:
        """Say whose turn it is, to a person."""
        if self.asks and self.open is not None:
            label = plain.line(self.live.info(self.open).circle.label)
            print(f"{label}> ", end="", file=sys.stdout, flush=True)  # noqa: T201 - not a line

    # What is typed ----------------------------------------------------------------------------

    async def take(self, line: str) -> None:
        """Carry out a line; what cannot be done is said. Raises _QuitError at the end."""
        line = clean_text(line).strip()
        if not line:
            return
        try:
            if not line.startswith("/") or line.startswith("//"):
                self._say(Message(line.removeprefix("/")))
                return
            word, _, rest = line[1:].partition(" ")
            if word not in COMMANDS:
                raise NotFoundError("chat-plain-unknown", word=plain.line(word))
            deed: Callable[[str], Awaitable[None] | None] = getattr(self, f"_do_{word}")
            waits = deed(rest.strip())
            if waits is not None:
                await waits
        except (SessionError, ValueError) as error:
            self.out.say(render.sentence(str(error)))
        self.out.flush()

    def _circle(self) -> CircleInfo:
        if self.open is None:
            raise NotFoundError("error-no-circle")
        return self.live.info(self.open).circle

    def _say(self, body: Body) -> None:
        self.live.say(self._circle().key, body)

    def _split(self, rest: str) -> tuple[Item, str]:
        """A message by its number or id, and what follows."""
        word, _, text = rest.partition(" ")
        circle = self._circle()
        items = self.live.timeline(circle.key, PAGE).items
        return find_event(items, word, plain.line(circle.label)), text.strip()

    def _do_help(self, _: str) -> None:
        self.out.say(say("chat-plain-help"))

    def _do_quit(self, _: str) -> None:
        raise _QuitError

    def _do_circles(self, _: str) -> None:
        for info in self.live.circles():
            self._say_circle(info.circle, info.unread)

    def _do_circle(self, word: str) -> None:
        found = self.live.session.find(word)
        self.open = found.key
        self._say_open(found)

    def _do_read(self, rest: str) -> None:
        circle = self._circle()
        items = self.live.timeline(circle.key, PAGE).items
        count = int(rest) if rest.isascii() and rest.isdigit() else LAST
        for it in items[-count:] if count else []:
            self._print(circle, it, items)

    def _do_show(self, rest: str) -> None:
        it, _ = self._split(rest)
        items = self.live.timeline(self._circle().key, PAGE).items
        self._print(self._circle(), it, items, unfold=True)

    def _do_reply(self, rest: str) -> None:
        it, text = self._split(rest)
        self._say(Message(text, reply_to=bytes.fromhex(it.id)))

    def _do_warn(self, rest: str) -> None:
        warning, _, text = rest.partition("|")
        self._say(Message(text.strip(), cw=warning.strip() or None))

    def _do_edit(self, rest: str) -> None:
        it, text = self._split(rest)
        self._say(Edit(bytes.fromhex(it.id), text, it.cw))

    def _do_retract(self, rest: str) -> None:
        self._say(Retract(bytes.fromhex(self._split(rest)[0].id)))

    def _do_react(self, rest: str) -> None:
        it, emoji = self._split(rest)
        self._say(Reaction(bytes.fromhex(it.id), emoji, add=True))

    def _do_unreact(self, rest: str) -> None:
        it, emoji = self._split(rest)
        self._say(Reaction(bytes.fromhex(it.id), emoji, add=False))

    def _do_members(self, _: str) -> None:
        people = self.live.session.members(self._circle())
        self.out.lines(render.members(people, now=time.time(), columns=None))

    def _do_verify(self, _: str) -> None:
        found = self.live.session.phrase(self._circle())
        self.out.say(" ".join(found.words))
        self.out.say(say("cli-verify-how", epoch=str(found.epoch)))

    def _do_search(self, rest: str) -> None:
        found = self.live.search(rest)
        for circle, it in reversed(found[:PAGE]):
            self._print(circle, it, [])
        if not found:
            self.out.say(say("chat-search-nothing"))

    async def _do_invite(self, rest: str) -> None:
        span = rest or "2d"
        expires = None if span == "never" else parse_span(span)
        made = await self.live.act(
            self._circle().key, lambda session, circle: session.invite(circle, 1, expires)
        )
        self.out.say(say("cli-invite-made"))
        self.out.say(made.code)
        self.out.say(say("cli-invite-link", link=made.link))

    async def _do_knocks(self, _: str) -> None:
        circle = self._circle()
        found = await self.live.act(circle.key, lambda session, one: session.knocks(one))
        self.out.lines(render.knocks(found, now=time.time(), columns=None))
        if not found:
            self.out.say(say("cli-no-knocks", label=plain.line(circle.label)))

    async def _do_admit(self, rest: str) -> None:
        knock, _, name = rest.partition(" ")
        circle = self._circle()
        member = await self.live.act(
            circle.key, lambda session, one: session.admit(one, knock, name.strip() or None)
        )
        label = plain.line(circle.label)
        self.out.say(say("cli-admitted", name=plain.line(member.name), label=label))

    async def _do_decline(self, rest: str) -> None:
        await self.live.act(self._circle().key, lambda session, one: session.decline(one, rest))
        self.out.say(say("cli-declined"))

    # The end ----------------------------------------------------------------------------------

    @property
    def kept(self) -> int:
        """What has not gone out yet."""
        return sum(info.circle.unsent for info in self.live.circles())

    async def settle(self) -> None:
        """Wait until the circles have been caught up with and what was written is out, for a while."""

        async def settled() -> None:
            while self.kept or any(info.link is Link.CONNECTING for info in self.live.circles()):
                if all(info.link is Link.OFFLINE for info in self.live.circles()):
                    return
                self.fresh.clear()
                await self.fresh.wait()

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE):
                await settled()
        self.look()


def _told(it: Item) -> tuple[object, ...]:
    """What of an item is told anew when it changes."""
    return it.kind, it.text, it.cw, it.edited, it.retracted, it.reactions


async def run(vault: Vault, out: Output, source: TextIO | None, way: Proxy | Way) -> Exit:
    """Read lines from `source` to their end; how it ended."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    asks = source is not None and source.isatty() and out.on_terminal
    minutes = load(vault).lock_minutes if asks else 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lines.put_nowait, None)
    threading.Thread(target=_read, args=(source, loop, lines), daemon=True).start()
    room: LineRoom | None = None

    def told(_: bytes | None) -> None:
        if room is not None:
            room.fresh.set()

    async with Live(
        vault, told=told, tell=lambda text: out.say(render.sentence(text)), proxy=way
    ) as live:
        room = LineRoom(live, out, asks)
        room.begin()
        watcher = asyncio.create_task(_watch(room))
        try:
            if not asks:  # a script speaks of what was said before it began
                await room.settle()
            while True:
                room.prompt()
                async with asyncio.timeout(minutes * 60 or None):
                    line = await lines.get()
                if line is None:
                    break
                await room.take(line)
        except _QuitError:
            pass
        except TimeoutError:
            out.say(say("chat-locked"))
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
        await room.settle()
        if room.kept:
            out.tell(render.sentence(say("session-kept", why=say("session-offline-now"))))
            return Exit.OFFLINE
    return Exit.DONE


async def _watch(room: LineRoom) -> None:
    """Print what comes, many things at once."""
    while True:
        await room.fresh.wait()
        room.fresh.clear()
        room.look()


def _read(
    source: TextIO | None, loop: asyncio.AbstractEventLoop, lines: "asyncio.Queue[str | None]"
) -> None:
    """In a thread of its own: hand on each line, then None."""
    with contextlib.suppress(RuntimeError):  # the loop has ended
        with contextlib.suppress(OSError, ValueError):
            for line in source or ():
                loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)
