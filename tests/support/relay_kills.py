"""A relay under load that is killed again and again, and the clients who hold it to its word.

A circle here is a chain of boxes: its posters post until the relay dies or somebody seals, several
seal at once, and the next box is opened by all of them. Beside the circles somebody opens and burns
boxes. After every kill the relay is started on the same data, and every book is judged.
"""

import asyncio
import contextlib
import hashlib
import os
import random
from collections import Counter
from collections.abc import Coroutine, Iterator
from enum import StrEnum
from typing import Any

import aiohttp
from leeward_wire import (
    Burned,
    Code,
    Entries,
    Kind,
    Lagged,
    Life,
    MalformedError,
    Opened,
    Page,
    Post,
    Posted,
    Purpose,
    Read,
    Refused,
    Seal,
    Sealed,
)

from support.relay import Peer, RelayProcess, until
from support.relay_book import Book, Mark, demand

CIRCLES = 3
POSTERS = 2
READERS = 2
SEALERS = 3
WINDOW = 8
BURN_BOX_ENTRIES = 3
AGAIN = 0.02
"""Seconds between two requests of those who are not there to make load."""
QUICK = 2.0
"""Within how many seconds of load the relay is killed at the latest."""
KEPT_BOOKS = 6
"""How many ended boxes are judged after every kill; all are in the end."""

CONFIG = """
[work]
difficulty = 0
[quota]
box_entries = 1000000
box_mib = 2000
[connections]
boxes = 1000000
[rates]
opens_per_minute = 1000000
posts_per_minute = 1000000
requests_per_minute = 1000000
[storage]
scrub_seconds = 1
stop_opens_percent = 100
vacuum_hour = {hour}
"""
"""Upkeep runs all the time: the log is emptied every second, the database rewritten at each start
within the hour named."""


class When(StrEnum):
    """The moment of a kill."""

    LOAD = "under load"
    STOP = "while it stops"
    START = "while it starts"


# What a client meets when its relay is killed. A refusal or a wrong answer is none of these.
GONE = (aiohttp.ClientError, ConnectionError, TypeError, MalformedError, TimeoutError)


@contextlib.contextmanager
def until_it_dies() -> Iterator[None]:
    """End in peace when the relay is gone."""
    with contextlib.suppress(*GONE):
        yield


class Reader:
    """One who follows a box live, and goes on where it was after a kill."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.cursor = 0

    async def follow(self, url: str) -> None:
        """Read until the relay dies."""
        with until_it_dies():
            async with Peer.connect(url) as peer:
                await self._attach(peer)
                while True:
                    await self._take(peer)

    async def _attach(self, peer: Peer) -> None:
        while True:
            opened = self.book.opened
            await peer.send(peer.attach_frame(self.book.seed, self.cursor))
            if not isinstance(await peer.answer(), Refused):
                return await self._pages(peer)
            demand(not opened, "a box that was opened is not there")
            await asyncio.sleep(AGAIN)

    async def _pages(self, peer: Peer) -> None:
        done = False
        while not done:
            page = await peer.answer()
            assert isinstance(page, Page)
            self.cursor = self.book.show(page.entries, self.cursor)
            done = page.done

    async def _take(self, peer: Peer) -> None:
        push = await peer.push()
        if isinstance(push, Entries):
            self.cursor = self.book.show(push.entries, self.cursor)
        elif isinstance(push, Lagged):
            await peer.send(Read(peer.rid(), self.book.box, self.cursor))
            await self._pages(peer)


class Poster:
    """One who posts, and after a kill looks for its own bytes before it posts them again (R33)."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.unsure: list[Mark] = []

    async def post(self, url: str) -> None:
        """Post until the relay dies or the box is sealed."""
        with until_it_dies():
            async with Peer.connect(url) as peer:
                if await enter(peer, self.book):
                    await self._write(peer)

    async def _write(self, peer: Peer) -> None:
        again = self.book.missing(self.unsure)
        self.unsure = []
        under_way: dict[int, Mark] = {}
        sealed = False
        try:
            while under_way or not sealed:
                while len(under_way) < WINDOW and not sealed:
                    mark = again.pop() if again else self.book.mark(Kind.POST)
                    rid = peer.rid()
                    under_way[rid] = mark
                    await peer.send(Post(rid, self.book.box, Life.LONG, mark.blob()))
                answer = await peer.answer()
                mark = under_way.pop(answer.rid)
                if isinstance(answer, Posted):
                    self.book.confirm(answer.seq, mark)
                else:
                    refused(answer, Code.SEALED)
                    # What is refused is never to be seen (R32).
                    self.book.sent.discard(mark)
                    self.book.told_sealed = sealed = True
                peer.pushes.clear()
        finally:
            self.unsure = [*under_way.values(), *again]


class Sealer:
    """One of several who seal at once, each after the seal that it has read last."""

    def __init__(self, book: Book) -> None:
        self.book = book

    async def seal(self, url: str, after: int, gate: asyncio.Barrier) -> None:
        """Wait for the others, then seal."""
        with until_it_dies():
            async with Peer.connect(url) as peer:
                if await enter(peer, self.book):
                    proof = b""
                    if after:
                        proof = peer.proof(Purpose.RESEAL, self.book.seed, after)
                    mark = self.book.mark(Kind.SEAL, after)
                    with contextlib.suppress(asyncio.BrokenBarrierError):
                        await gate.wait()
                    frame = Seal(peer.rid(), self.book.box, after, mark.blob(), proof)
                    answer = await peer.ask(frame)
                    if isinstance(answer, Sealed):
                        self.book.confirm(answer.seq, mark)
                    else:
                        refused(answer, Code.SEALED, Code.FULL)
                        self.book.sent.discard(mark)
                        self.book.told_sealed = True
                    return
        await gate.abort()


async def enter(peer: Peer, book: Book) -> bool:
    """Open a box, which is idempotent, and attach to it."""
    if not isinstance(await peer.open(book.seed, book.burn_key), Opened):
        demand(book.burning, "a box that is there was not opened again")
        return False
    book.opened = True
    attached = await peer.attach(book.seed)
    demand(book.burning or not isinstance(attached, Refused), "an opened box cannot be attached")
    return not isinstance(attached, Refused)


def refused(answer: object, *codes: Code) -> None:
    """Take a refusal with one of some codes; anything else is the relay's fault."""
    demand(
        isinstance(answer, Refused) and answer.code in codes, f"answered {type(answer).__name__}"
    )


class Circle:
    """A chain of boxes, and who is in it."""

    def __init__(self, seed: bytes) -> None:
        self._begin(seed)

    def _begin(self, seed: bytes) -> None:
        self.book = Book(seed)
        self.posters = [Poster(self.book) for _ in range(POSTERS)]
        self.readers = [Reader(self.book) for _ in range(READERS)]

    def move_on(self) -> Book | None:
        """Go on to the next box, if this one was sealed; gives the one that was left."""
        left = self.book
        if not left.last_seal:
            return None
        self._begin(hashlib.sha256(left.seed).digest())
        return left

    def actors(self, url: str, chance: random.Random) -> list[Coroutine[Any, Any, None]]:
        """Give all who are at work while the relay lives."""
        actors = [poster.post(url) for poster in self.posters]
        actors += [reader.follow(url) for reader in self.readers]
        if chance.random() < 0.5:
            actors.append(self._seal(url, chance.uniform(0.0, 0.5), again=chance.random() < 0.5))
        return actors

    async def _seal(self, url: str, pause: float, *, again: bool) -> None:
        await asyncio.sleep(pause)
        for _ in range(2 if again else 1):
            gate = asyncio.Barrier(SEALERS)
            after = self.book.last_seal
            sealers = [Sealer(self.book).seal(url, after, gate) for _ in range(SEALERS)]
            await asyncio.gather(*sealers)


class Burner:
    """One who opens small boxes, fills them and burns some."""

    def __init__(self) -> None:
        self.books: list[Book] = []

    async def work(self, url: str) -> None:
        """Open, post and burn until the relay dies."""
        with until_it_dies():
            async with Peer.connect(url) as peer:
                while True:
                    book = Book(os.urandom(32), os.urandom(32))
                    self.books.append(book)
                    await enter(peer, book)
                    for _ in range(BURN_BOX_ENTRIES):
                        mark = book.mark(Kind.POST)
                        answer = await peer.post(book.seed, mark.blob())
                        demand(isinstance(answer, Posted), "a post was refused")
                        assert isinstance(answer, Posted)
                        book.confirm(answer.seq, mark)
                        await asyncio.sleep(AGAIN)
                    if len(self.books) % 3:
                        await self._burn(peer, book)

    async def _burn(self, peer: Peer, book: Book) -> None:
        assert book.burn_key is not None
        book.burning = True
        demand(isinstance(await peer.burn(book.seed, book.burn_key), Burned), "a burn was refused")
        book.ended = True


class Storm:
    """One relay and its clients, over many kills."""

    def __init__(self, relay: RelayProcess, seed: int) -> None:
        self.relay = relay
        self.kills: Counter[When] = Counter()
        self.ended: list[Book] = []
        self._chance = random.Random(seed)
        self._circles = [Circle(os.urandom(32)) for _ in range(CIRCLES)]
        self._burner = Burner()

    @property
    def books(self) -> list[Book]:
        """Give all there ever were."""
        return [*self.ended, *(circle.book for circle in self._circles)]

    async def round(self, when: When) -> None:
        """Let all work until the relay is killed at some moment, start it again, and judge."""
        url, chance = self.relay.url, self._chance
        async with asyncio.TaskGroup() as work:
            for circle in self._circles:
                for actor in circle.actors(url, chance):
                    work.create_task(actor)
            work.create_task(self._burner.work(url))
            await asyncio.sleep(chance.uniform(0.02, QUICK * chance.random()))
            if when is When.STOP:
                os.kill(self.relay.pid, 15)
                await asyncio.sleep(chance.uniform(0.0, 0.1))
            await asyncio.to_thread(self.relay.kill)
        self.kills[When.LOAD if when is When.START else when] += 1
        if when is When.START:
            await self._killed_early()
        await asyncio.to_thread(self.relay.restart)
        await self.judge()

    async def _killed_early(self) -> None:
        """Kill it once more at some moment of its start, while it recovers what it finds."""
        starting = asyncio.create_task(asyncio.to_thread(self.relay.restart))
        await until(self.relay.running)
        await asyncio.sleep(self._chance.uniform(0.0, 1.2))
        await asyncio.to_thread(self.relay.kill)
        # It says so if it died before it listened.
        with contextlib.suppress(RuntimeError):
            await starting
        self.kills[When.START] += 1

    async def judge(self, *, everything: bool = False) -> None:
        """Hold the relay to what its clients know."""
        burners = self._burner.books
        self.ended += burners[:-KEPT_BOOKS]
        del burners[:-KEPT_BOOKS]
        recent = self.ended if everything else self.ended[-KEPT_BOOKS:]
        async with Peer.connect(self.relay.url) as peer:
            for book in [*recent, *burners, *(circle.book for circle in self._circles)]:
                await _judge(peer, book)
        self.ended += [left for circle in self._circles if (left := circle.move_on())]


async def _judge(peer: Peer, book: Book) -> None:
    found = await peer.attach(book.seed)
    if isinstance(found, Refused):
        demand(not book.opened or book.burning, "a box that was opened is not there")
        if book.burning:
            book.ended = True
            again = await peer.open(book.seed, book.burn_key)
            demand(isinstance(again, Refused), "a burned box was opened again")
        return
    demand(not book.ended, "a box that had ended is there again")
    book.opened = True
    book.judge(*found)
