"""A session that lives: all circles of a vault followed at once, each on a connection of its own.

What waits is sent when the relay is there, doors are looked at, requests to join are asked after; and
whoever shows it is told that something changed, never what. Nothing here waits for a relay before it
answers, but for the calls that say so (`act`).
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from leeward_client.circle.events import Body
from leeward_client.circle.fold import State
from leeward_client.group.machine import Machine
from leeward_client.group.records import CircleRecord, Draft
from leeward_client.link import Backoff, Proxy, Way
from leeward_client.locale import say
from leeward_client.session import errors, timeline
from leeward_client.session.drive import Driver
from leeward_client.session.infos import (
    CircleInfo,
    Item,
    JoinInfo,
    KnockInfo,
    Link,
    LiveInfo,
    Timeline,
)
from leeward_client.session.records import InviteState
from leeward_client.session.session import Session, circle_info
from leeward_client.session.store import heard, load_fold, record_of, shelf
from leeward_client.session.timeline import Eye
from leeward_client.vault import Vault, VaultError

RETRY = 2.0
"""Seconds after which a lost relay is tried again, doubled up to `RETRY_MOST`."""
RETRY_MOST = 60.0
LOOK = 15.0
"""Seconds between two looks at a meeting box; up to a third is added by chance."""
REACH = 20.0
"""Seconds that an act waits for the relay to be reached."""
SEEN = b"seen"

T = TypeVar("T")
Told = Callable[[bytes | None], None]
"""Gets the key of a circle of which something is different; None for the list and our own requests."""


@dataclass(frozen=True, repr=False)
class Held:
    """A circle as it stands: in memory while it goes on, from the vault once it has ended."""

    record: CircleRecord
    fold: State
    machine: Machine | None

    @property
    def drafts(self) -> Mapping[bytes, Draft]:
        """What waits to go out."""
        return {} if self.machine is None else self.machine.drafts


@dataclass(repr=False)
class _Circle:
    """What is known of one circle beside its vault records."""

    key: bytes
    driver: Driver
    link: Link = Link.CONNECTING
    retry_at: float | None = None
    why: str = ""
    knocks: tuple[KnockInfo, ...] = ()
    doors: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who goes to the meeting boxes or changes the circle."""
    online: asyncio.Event = field(default_factory=asyncio.Event)
    again: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to try the relay at once."""
    look: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to look at the doors at once."""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class Live:
    """The circles of one open vault, followed. Use it as an async context manager."""

    def __init__(
        self,
        vault: Vault,
        *,
        told: Told = lambda _: None,
        tell: Callable[[str], None] = lambda _: None,
        now: Callable[[], float] = time.time,
        proxy: Proxy | Way = Way.REMEMBERED,
    ) -> None:
        self.session = Session(vault, now=now, tell=tell, proxy=proxy)
        self._vault = vault
        self._told = told
        self._now = now
        self._circles: dict[bytes, _Circle] = {}
        self._ask = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Live":
        self.refresh()
        self._tasks.append(asyncio.create_task(self._ask_after_joins()))
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._tasks, *(task for one in self._circles.values() for task in one.tasks)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for key in list(self._circles):
            self.session.let_go(key)
        self._circles.clear()

    def refresh(self) -> None:
        """Follow circles that have come, and let go of those that were erased."""
        known = set(self.session.keys())
        for key in self._circles.keys() - known:
            for task in self._circles.pop(key).tasks:
                task.cancel()
            self.session.let_go(key)
        for key in known - self._circles.keys():
            one = self._circles[key] = _Circle(key, self.session.hold(key))
            one.driver.stored = lambda one=one: self._stored(one)  # type: ignore[misc]
            one.tasks = [
                asyncio.create_task(self._follow(one)),
                asyncio.create_task(self._watch_doors(one)),
            ]
        self._told(None)

    # What is shown ----------------------------------------------------------------------------

    def circles(self) -> list[LiveInfo]:
        """All circles, by number."""
        found = [self.info(key) for key in self._circles]
        return sorted(found, key=lambda one: one.circle.number)

    def info(self, key: bytes) -> LiveInfo:
        """One circle. Raises NotFoundError."""
        one = self._one(key)
        held = self._held(one)
        fold, machine, me = held.fold, held.machine, held.record.member
        fresh = timeline.unread(fold, self._eye(held, key), self._seen(key))
        running = machine is not None and machine.running
        return LiveInfo(
            circle=circle_info(key, held.record, fold, len(held.drafts)),
            unread=fresh.count,
            first_unread=fresh.first,
            last=fresh.last,
            host=me in fold.policy.hosts,
            may_invite=running and fold.policy.may_invite(me),
            may_timer=running and fold.policy.may_set_timer(me),
            timer=fold.timer,
            knocks=len(one.knocks),
            wishes=0 if machine is None else len(machine.intents),
            link=one.link,
            retry_at=one.retry_at,
            why=one.why,
        )

    def timeline(self, key: bytes, limit: int) -> Timeline:
        """The newest items of a circle, and what waits. Raises NotFoundError."""
        held = self._held(self._one(key))
        return Timeline(*timeline.newest(held.fold, held.drafts, self._eye(held, key), limit))

    def search(self, words: str, key: bytes | None = None) -> list[tuple[CircleInfo, Item]]:
        """Messages that hold all the words, newest first; in one circle, or in all of them."""
        wanted = words.casefold().split()
        found = []
        for one in [self._one(key)] if key is not None else list(self._circles.values()):
            held = self._held(one)
            info = circle_info(one.key, held.record, held.fold, 0)
            found += [
                (info, item)
                for item in timeline.items(held.fold, self._eye(held, one.key))
                if wanted and item.kind == "message" and not item.muted and _holds(item, wanted)
            ]
        return sorted(found, key=lambda pair: pair[1].received, reverse=True)

    def knocks(self, key: bytes) -> list[KnockInfo]:
        """Who asked to be let in when the doors were last looked at."""
        return list(self._one(key).knocks)

    # What is done -----------------------------------------------------------------------------

    def seen(self, key: bytes, index: int) -> None:
        """Everything up to this item was read."""
        if self._seen(key) < index < timeline.WAITING:
            with self._vault.lock(), self._vault.transaction() as tx:
                tx.put(shelf(key, "seen"), SEEN, index.to_bytes(8))
            self._told(key)

    def say(self, key: bytes, body: Body) -> str:
        """Put something into the outbox, durably; its id. It goes out when the relay is there."""
        return self.session.keep(self.info(key).circle, body)

    def forget(self, key: bytes) -> None:
        """Erase a circle that has ended here."""
        self.session.forget(self.info(key).circle)
        self.refresh()

    async def act(self, key: bytes, deed: Callable[[Session, CircleInfo], Awaitable[T]]) -> T:
        """Do something with a circle that takes the relay. Raises SessionError.

        It waits until the relay is reached, for a while.
        """
        one = self._one(key)
        self.retry(key)
        async with one.doors:
            if one.link is not Link.OFF:
                try:
                    async with asyncio.timeout(REACH):
                        await one.online.wait()
                except TimeoutError:
                    raise errors.OfflineError("session-offline-now") from None
            done = await deed(self.session, self.info(key).circle)
        one.driver.wake()
        one.look.set()
        self.refresh()
        self._told(key)
        return done

    async def arrive(self, deed: Callable[[Session], Awaitable[T]]) -> T:
        """Do what may bring a circle: found one, or ask to be let in. Raises SessionError."""
        done = await deed(self.session)
        self.refresh()
        self._ask.set()
        return done

    def joins(self) -> list[JoinInfo]:
        """Our own requests to join that led to no circle (yet)."""
        return [one for one in self.session.joins() if one.state != "admitted"]

    def retry(self, key: bytes) -> None:
        """Try the relay at once, and look at the doors."""
        one = self._one(key)
        one.again.set()
        one.look.set()

    # Within -----------------------------------------------------------------------------------

    def _one(self, key: bytes) -> _Circle:
        try:
            return self._circles[key]
        except KeyError:
            raise errors.NotFoundError("error-no-circle") from None

    def _held(self, one: _Circle) -> Held:
        with one.driver.step() as machine:
            if machine is not None:
                return Held(machine.record, machine.fold, machine)
        with self._vault.transaction() as tx:
            return Held(record_of(tx, one.key), load_fold(tx, one.key), None)

    def _eye(self, held: Held, key: bytes) -> Eye:
        with self._vault.transaction() as tx:
            muted = {member for member, _ in tx.scan(shelf(key, "muted"))}
            return Eye(held.record.member, muted, heard(tx, key), int(self._now()))

    def _seen(self, key: bytes) -> int:
        with self._vault.transaction() as tx:
            return int.from_bytes(tx.get(shelf(key, "seen"), SEEN) or b"")

    def _stored(self, one: _Circle) -> None:
        if one.key in self._circles:
            self._told(one.key)

    def _link(self, one: _Circle, link: Link, why: str = "", pause: float | None = None) -> None:
        one.link, one.why = link, why
        one.retry_at = None if pause is None else self._now() + pause
        if link is Link.ONLINE:
            one.online.set()
            one.look.set()
        else:
            one.online.clear()
        self._told(one.key)

    async def _follow(self, one: _Circle) -> None:
        """Stay connected for as long as the circle goes on."""
        backoff = Backoff(RETRY, RETRY_MOST)
        while True:
            why = ""
            try:
                async with self._reached(one):
                    backoff.reset()
                    while self._goes_on(one):
                        await one.driver.run()
                        await one.driver.listen()
                self._link(one, Link.OFF)
                pause = RETRY_MOST  # somebody may come back to it
            except (errors.SessionError, VaultError) as error:
                why, pause = str(error), backoff.next()
                self._link(one, Link.OFFLINE, why, pause)
            except Exception as error:
                # One circle that fails must not take the others down. Its text may hold what was said.
                why, pause = say("cli-unexpected", type=type(error).__name__), RETRY_MOST
                self._link(one, Link.OFFLINE, why, pause)
            one.again.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await one.again.wait()

    @asynccontextmanager
    async def _reached(self, one: _Circle) -> AsyncIterator[None]:
        if one.link is not Link.OFF:
            self._link(one, Link.CONNECTING)
        async with one.driver.connected():
            if self._goes_on(one):
                await one.driver.run()
            if self._goes_on(one):
                self._link(one, Link.ONLINE)
            yield

    def _goes_on(self, one: _Circle) -> bool:
        with one.driver.step() as machine:
            return machine is not None and machine.running

    async def _watch_doors(self, one: _Circle) -> None:
        """Look after welcomes and invites, and who knocks, each time the doors may have something."""
        while True:
            await one.online.wait()
            one.look.clear()
            with suppress(
                errors.SessionError, VaultError
            ):  # the next look finds what this one missed
                async with one.doors:
                    await self._look(one)
            open_ = self._has_doors(one)
            with suppress(TimeoutError):
                pause = LOOK * (1 + random.random() / 3) if open_ else None  # noqa: S311 - no secret
                async with asyncio.timeout(pause):
                    await one.look.wait()

    def _has_doors(self, one: _Circle) -> bool:
        with one.driver.step() as machine:
            if machine is None:
                return False
            due = bool(machine.deliveries)
        states = self.session.invite_states(one.key)
        return due or any(state is not InviteState.GONE for state in states)

    async def _look(self, one: _Circle) -> None:
        if not self._has_doors(one):
            return
        circle = self.info(one.key).circle
        await self.session.tend(circle)
        knocks = tuple(await self.session.knocks(circle))
        if knocks != one.knocks:
            one.knocks = knocks
            self._told(one.key)

    async def _ask_after_joins(self) -> None:
        """Look how our own requests to join stand, until each is answered."""
        while True:
            self._ask.clear()
            waiting = [one.id for one in self.session.joins() if one.state == "waiting"]
            for id_ in waiting:
                with suppress(errors.SessionError, VaultError):
                    if (await self.session.poll_join(id_)).state != "waiting":
                        self.refresh()
                        for circle in self._circles.values():
                            circle.again.set()
            pause = LOOK * (1 + random.random() / 3) if waiting else None  # noqa: S311 - no secret
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._ask.wait()


def _holds(item: Item, wanted: list[str]) -> bool:
    said = " ".join((item.text or "", item.cw or "", item.author or "")).casefold()
    return all(word in said for word in wanted)
