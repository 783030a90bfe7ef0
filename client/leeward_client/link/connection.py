"""One connection to a relay: requests and their answers, and what comes live between them.

Nothing that a relay says is trusted: frames are decoded strictly, sequence numbers must rise, answers
must answer. No address and no frame reaches a log or an error.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import aiohttp
from leeward_wire import (
    MAX_REPLY_BYTES,
    VERSION,
    Answer,
    Attach,
    Attached,
    Burn,
    Burned,
    Code,
    Detach,
    Detached,
    Entries,
    Entry,
    Grow,
    Grown,
    Hello,
    Lagged,
    Life,
    Limits,
    MalformedError,
    Open,
    Opened,
    Page,
    Post,
    Posted,
    Purpose,
    Read,
    Refused,
    Request,
    Seal,
    Sealed,
    Work,
    box_id,
    burn_hash,
    decode_reply,
    encode,
    pass_proof,
    sign_attach,
    sign_open,
    solve,
)

from leeward_client.link.address import Address

ANSWER_SECONDS = 30.0
"""How long an answer may take before the connection counts as lost."""
CONNECT_SECONDS = 20.0
LIVE_KEPT = 256
"""Live pushes kept while nobody takes them; beyond that the oldest box reads again."""

A = TypeVar("A")


class LinkError(Exception):
    """What a relay answered, or why it did not. Carries no address and no content."""


class LinkLostError(LinkError):
    """There is no connection, or no longer."""


class MisbehavedError(LinkError):
    """The relay broke the protocol."""


class RefusedError(LinkError):
    """Unknown, expired, burned or forbidden: the relay does not say which."""


class SealedError(LinkError):
    """The box has been sealed meanwhile."""


class FullError(LinkError):
    """The box is full and can grow no more."""


class BusyError(LinkError):
    """Too many requests for now."""


class ProofError(LinkError):
    """The relay wants an operator's pass, or another one."""


class StorageError(LinkError):
    """The relay cannot store anything at the moment."""


_ERRORS: dict[Code, type[LinkError]] = {
    Code.REFUSED: RefusedError,
    Code.SEALED: SealedError,
    Code.FULL: FullError,
    Code.BUSY: BusyError,
    Code.PROOF: ProofError,
    Code.STORAGE: StorageError,
}


@dataclass(frozen=True)
class Live:
    """Something that came by itself: entries of a box, or, with none, the word to read again."""

    box: bytes
    entries: tuple[Entry, ...]

    def __repr__(self) -> str:
        return "Live(...)"


class Connection:
    """A connection; use it as an async context manager.

    `word` is an operator's pass, shown in place of work; `working` is told, from 0 to 1, how far a proof
    of work may be.
    """

    def __init__(
        self,
        address: Address,
        *,
        word: str | None = None,
        working: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._address = address
        self._word = word
        self._working = working
        self._stack = contextlib.AsyncExitStack()
        self._answers: dict[int, asyncio.Queue[Answer | None]] = {}
        self._rid = 0
        self._lost = False
        self._steps: dict[bytes, int] = {}
        self.live: asyncio.Queue[Live | None] = asyncio.Queue(LIVE_KEPT)
        """What came by itself; None once the connection is lost."""
        self.limits: Limits

    async def __aenter__(self) -> "Connection":
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                session = await self._stack.enter_async_context(aiohttp.ClientSession())
                self._socket = await self._stack.enter_async_context(
                    session.ws_connect(
                        self._address.socket, max_msg_size=MAX_REPLY_BYTES, compress=0
                    )
                )
                hello = decode_reply(await self._socket.receive_bytes())
        except (aiohttp.ClientError, OSError, TimeoutError, TypeError):
            await self._stack.aclose()
            raise LinkLostError("the relay cannot be reached") from None
        except MalformedError:
            await self._stack.aclose()
            raise MisbehavedError("this is not a relay, or not one of this version") from None
        if not isinstance(hello, Hello) or hello.version != VERSION:
            await self._stack.aclose()
            raise MisbehavedError("this is not a relay, or not one of this version")
        self._challenge = hello.challenge
        self.limits = hello.limits
        self._reader = asyncio.create_task(self._receive())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader
        with contextlib.suppress(aiohttp.ClientError, OSError):
            await self._stack.aclose()

    async def open(self, seed: bytes, burn_key: bytes | None = None) -> None:
        """Open the box of this seed; pays with work or the pass. Raises LinkError."""
        burn = None if burn_key is None else burn_hash(burn_key)
        signature = sign_open(seed, self._address.host, self._challenge, burn)
        box = box_id(seed)
        proof = await self._proof(Purpose.OPEN, box, 0)
        await self._ask(Open(self._next(), box, burn, signature, proof), Opened)

    async def attach(self, seed: bytes, after: int) -> tuple[Attached, list[Entry]]:
        """Attach the box of this seed, and everything in it beyond `after`; it is live from then on."""
        signature = sign_attach(seed, self._address.host, self._challenge)
        frame = Attach(self._next(), box_id(seed), signature, after)
        async with self._request(frame) as answers:
            attached = self._expect(await self._take(answers), Attached)
            self._steps[frame.box] = attached.step
            return attached, await self._pages(answers, frame.box, after)

    async def read(self, box: bytes, after: int) -> list[Entry]:
        """Everything beyond `after` in an attached box."""
        async with self._request(Read(self._next(), box, after)) as answers:
            return await self._pages(answers, box, after)

    async def post(self, box: bytes, blob: bytes, *, long: bool) -> int:
        """Append an entry; its sequence number, once it is durable. Grows the box when it is full."""
        life = Life.LONG if long else Life.SHORT
        try:
            return (await self._ask(Post(self._next(), box, life, blob), Posted)).seq
        except FullError:
            await self._grow(box)
        return (await self._ask(Post(self._next(), box, life, blob), Posted)).seq

    async def seal(self, box: bytes, after: int, blob: bytes) -> int:
        """Seal the box after the seal `after`, 0 for none; its number, once it is durable."""
        proof = await self._proof(Purpose.RESEAL, box, after) if after else b""
        return (await self._ask(Seal(self._next(), box, after, blob, proof), Sealed)).seq

    async def detach(self, box: bytes) -> None:
        """Hear no more of a box."""
        await self._ask(Detach(self._next(), box), Detached)

    async def burn(self, box: bytes, key: bytes) -> None:
        """Erase a box, by its burn key."""
        await self._ask(Burn(self._next(), box, key), Burned)

    async def _grow(self, box: bytes) -> None:
        step = self._steps.get(box, 0)
        proof = await self._proof(Purpose.GROW, box, step)
        self._steps[box] = (await self._ask(Grow(self._next(), box, proof), Grown)).step

    async def _proof(self, purpose: Purpose, box: bytes, counter: int) -> bytes:
        work = Work(purpose, self._address.host, self._challenge, box, counter)
        if self._word is not None:
            return pass_proof(work, self._word)
        if self.limits.pass_required:
            raise ProofError("this relay wants an operator's pass")
        # In a thread: the connection has to answer pings meanwhile.
        return await asyncio.to_thread(solve, work, self.limits.difficulty, progress=self._working)

    # Requests and answers ----------------------------------------------------------------------------

    def _next(self) -> int:
        self._rid += 1
        return self._rid

    async def _ask(self, frame: Request, kind: type[A]) -> A:
        async with self._request(frame) as answers:
            return self._expect(await self._take(answers), kind)

    @contextlib.asynccontextmanager
    async def _request(self, frame: Request) -> AsyncIterator[asyncio.Queue[Answer | None]]:
        answers: asyncio.Queue[Answer | None] = asyncio.Queue()
        if self._lost:
            raise LinkLostError("the connection is lost")
        self._answers[frame.rid] = answers
        try:
            await self._socket.send_bytes(encode(frame))
            yield answers
        except (aiohttp.ClientError, OSError):
            raise LinkLostError("the connection is lost") from None
        finally:
            del self._answers[frame.rid]

    async def _take(self, answers: asyncio.Queue[Answer | None]) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await answers.get()
        except TimeoutError:
            raise LinkLostError("the relay does not answer") from None
        if answer is None:
            raise LinkLostError("the connection is lost")
        if isinstance(answer, Refused):
            raise _ERRORS[answer.code](_WORDS[answer.code])
        return answer

    def _expect(self, answer: Answer, kind: type[A]) -> A:
        if not isinstance(answer, kind):
            raise MisbehavedError("the relay gave an answer to another question")
        return answer

    async def _pages(
        self, answers: asyncio.Queue[Answer | None], box: bytes, after: int
    ) -> list[Entry]:
        entries: list[Entry] = []
        while True:
            page = self._expect(await self._take(answers), Page)
            if page.box != box:
                raise MisbehavedError("the relay gave a page of another box")
            for entry in page.entries:
                if entry.seq <= after:
                    raise MisbehavedError("the relay gave entries out of order")
                after = entry.seq
            entries += page.entries
            if page.done:
                return entries

    async def _receive(self) -> None:
        try:
            async for message in self._socket:
                if message.type is not aiohttp.WSMsgType.BINARY:
                    break
                self._sort(decode_reply(message.data))
        except (aiohttp.ClientError, OSError, MalformedError, MisbehavedError):
            pass  # Whatever it was, the connection is over; who waits is told below.
        finally:
            self._lost = True
            for answers in self._answers.values():
                answers.put_nowait(None)
            self._push(None)

    def _sort(self, frame: object) -> None:
        """A frame to whom it belongs: an answer to its question, a push to whoever listens."""
        if isinstance(frame, Entries):
            self._push(Live(frame.box, tuple(frame.entries)))
        elif isinstance(frame, Lagged):
            self._push(Live(frame.box, ()))
        elif isinstance(frame, Hello):
            raise MisbehavedError("a second greeting")
        else:
            answers = self._answers.get(frame.rid)  # type: ignore[attr-defined]
            if answers is not None:
                answers.put_nowait(frame)  # type: ignore[arg-type]

    def _push(self, live: Live | None) -> None:
        if self.live.full():
            # Whoever listens is behind: what is dropped here is read again from the relay.
            dropped = self.live.get_nowait()
            while not self.live.empty():
                self.live.get_nowait()
            if dropped is not None:
                self.live.put_nowait(Live(dropped.box, ()))
        self.live.put_nowait(live)


_WORDS = {
    Code.REFUSED: "the relay refused",
    Code.SEALED: "the box has been sealed",
    Code.FULL: "the box is full",
    Code.BUSY: "the relay asks to try again later",
    Code.PROOF: "the relay wants an operator's pass",
    Code.STORAGE: "the relay cannot store anything at the moment",
}
