"""One connection to a relay: requests and their answers, and what comes live between them.

Nothing that a relay says is trusted: frames are decoded strictly, answers must answer, sequence
numbers must rise, and a relay that breaks this loses the connection. No address and no frame
reaches a log or an error.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from copy import copy
from types import TracebackType
from typing import TypeVar

import aiohttp
from leeward_wire import (
    MAX_REPLY_BYTES,
    VERSION,
    Attach,
    Attached,
    Burn,
    Burned,
    CancelledError,
    Detach,
    Detached,
    Entry,
    Grow,
    Grown,
    Hello,
    Life,
    Limits,
    MalformedError,
    Open,
    Opened,
    Page,
    Ping,
    Pong,
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
from leeward_client.link.dial import Dial
from leeward_client.link.errors import (
    BusyError,
    FullError,
    LinkError,
    LinkLostError,
    MisbehavedError,
    ProofError,
    refusal,
)
from leeward_client.link.exchange import Asked, Exchange
from leeward_client.link.live import Pushes

ANSWER_SECONDS = 30.0
"""How long an answer may take; after that the connection counts as lost."""
HEARTBEAT_SECONDS = 45.0
"""How often a silent relay is asked, by a WebSocket ping, whether it is still there."""
MOST_READ_BYTES = 256 * 1024 * 1024
"""Blobs taken from one read; no honest box holds as much."""
MOST_DIFFICULTY = 28
"""Bits of work that are done at most: minutes of it, not years."""

A = TypeVar("A")


class Connection:
    """A connection; use it as an async context manager.

    `dial` says which way it goes: there is none that goes without saying. `word` is an operator's
    pass, shown in place of work; `working` is told, from 0 to 1, how far a proof of work may be.
    `seconds` is how long an answer may take.
    """

    def __init__(
        self,
        address: Address,
        dial: Dial,
        *,
        word: str | None = None,
        working: Callable[[float], None] = lambda _: None,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._address = address
        self._word = word
        self._working = working
        self._dial = dial
        self._seconds = seconds
        self._stack = contextlib.AsyncExitStack()
        self._exchange = Exchange()
        self._steps: dict[bytes, int] = {}
        self.limits: Limits
        """What the relay said in its hello."""

    @property
    def live(self) -> Pushes:
        """What came by itself; None once the connection is lost."""
        return self._exchange.pushes

    @property
    def challenge(self) -> bytes:
        """The relay's challenge for this connection."""
        return self._challenge

    async def __aenter__(self) -> "Connection":
        try:
            hello = await self._greeting()
        except BaseException:
            await self._stack.aclose()
            raise
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
        await asyncio.wait([self._reader])
        with contextlib.suppress(aiohttp.ClientError, OSError):
            await self._stack.aclose()

    def __repr__(self) -> str:
        return "Connection(...)"

    # What can be asked of a relay; each raises LinkError -----------------------------------------

    async def open(self, seed: bytes, burn_key: bytes | None = None) -> None:
        """Open the box of this seed; pays with work or the pass. An open one stays as it is."""
        burn = None if burn_key is None else burn_hash(burn_key)
        signature = sign_open(seed, self._address.host, self._challenge, burn)
        box = box_id(seed)
        proof = await self._proof(Purpose.OPEN, box, 0)
        await self._ask(Open(self._exchange.rid(), box, burn, signature, proof), Opened)

    async def attach(self, seed: bytes, after: int) -> tuple[Attached, list[Entry]]:
        """Attach the box of this seed, and everything in it beyond `after`; it is live then."""
        signature = sign_attach(seed, self._address.host, self._challenge)
        frame = Attach(self._exchange.rid(), box_id(seed), signature, after)
        async with self._request(frame, Attached) as asked:
            attached = _as(await self._take(asked), Attached)
            self._steps[frame.box] = attached.step
            return attached, await self._pages(asked)

    async def read(self, box: bytes, after: int) -> list[Entry]:
        """Everything beyond `after` in an attached box, which is live again then."""
        async with self._request(Read(self._exchange.rid(), box, after), Page) as asked:
            return await self._pages(asked)

    async def post(self, box: bytes, blob: bytes, *, long: bool, grow: bool = True) -> int:
        """Append an entry; its sequence number, once it is durable.

        A full box is grown, which costs a proof, unless told otherwise: boxes with a burn key
        cannot grow.
        """
        life = Life.LONG if long else Life.SHORT
        try:
            return (await self._ask(Post(self._exchange.rid(), box, life, blob), Posted)).seq
        except FullError:
            if not grow:
                raise
        await self.grow(box)
        return (await self._ask(Post(self._exchange.rid(), box, life, blob), Posted)).seq

    async def seal(self, box: bytes, after: int, blob: bytes) -> int:
        """Seal the box after the seal `after`, 0 for none; its number, once it is durable."""
        proof = await self._proof(Purpose.RESEAL, box, after) if after else b""
        return (await self._ask(Seal(self._exchange.rid(), box, after, blob, proof), Sealed)).seq

    async def grow(self, box: bytes) -> None:
        """Give an attached box one more step of quota, for a proof."""
        proof = await self._proof(Purpose.GROW, box, self._steps.get(box, 0))
        grown = await self._ask(Grow(self._exchange.rid(), box, proof), Grown)
        self._steps[box] = grown.step

    async def detach(self, box: bytes) -> None:
        """Hear no more of a box."""
        await self._ask(Detach(self._exchange.rid(), box), Detached)
        self._steps.pop(box, None)

    async def burn(self, box: bytes, key: bytes) -> None:
        """Erase a box, by its burn key."""
        await self._ask(Burn(self._exchange.rid(), box, key), Burned)

    async def ping(self) -> None:
        """Learn whether the relay is there."""
        await self._ask(Ping(self._exchange.rid()), Pong)

    # Proofs --------------------------------------------------------------------------------------

    async def _proof(self, purpose: Purpose, box: bytes, counter: int) -> bytes:
        work = Work(purpose, self._address.host, self._challenge, box, counter)
        if self._word is not None:
            return pass_proof(work, self._word)
        if self.limits.pass_required:
            raise ProofError("link-pass")
        if self.limits.difficulty > MOST_DIFFICULTY:
            raise ProofError("link-too-much-work")
        loop = asyncio.get_running_loop()
        given_up = threading.Event()

        def progress(share: float) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._working, share)

        # In a thread, since the connection has to answer pings meanwhile.
        search = asyncio.to_thread(
            solve, work, self.limits.difficulty, cancelled=given_up.is_set, progress=progress
        )
        try:
            return await search
        except CancelledError:
            raise LinkLostError("link-lost") from None
        finally:
            given_up.set()

    # Requests and answers ------------------------------------------------------------------------

    async def _ask(self, frame: Request, kind: type[A]) -> A:
        async with self._request(frame, kind) as asked:
            return _as(await self._take(asked), kind)

    @contextlib.asynccontextmanager
    async def _request(self, frame: Request, kind: type[object]) -> AsyncIterator[Asked]:
        asked = self._exchange.ask(frame, kind)
        try:
            async with asyncio.timeout(self._seconds):
                await self._socket.send_bytes(encode(frame))
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise self._exchange.fail(LinkLostError("link-lost")) from None
        try:
            yield asked
        finally:
            asked.abandon()

    async def _take(self, asked: Asked) -> object:
        try:
            async with asyncio.timeout(self._seconds):
                answer = await asked.answers.get()
        except TimeoutError:
            raise self._exchange.fail(LinkLostError("link-silent")) from None
        if isinstance(answer, LinkError):
            raise copy(answer)
        if isinstance(answer, Refused):
            raise refusal(answer.code)
        return answer

    async def _pages(self, asked: Asked) -> list[Entry]:
        entries: list[Entry] = []
        size = 0
        while True:
            page = _as(await self._take(asked), Page)
            entries += page.entries
            size += sum(len(entry.blob) for entry in page.entries)
            if size > MOST_READ_BYTES:
                raise self._exchange.fail(MisbehavedError("the relay gives more than a box holds"))
            if page.done:
                return entries

    # The socket ----------------------------------------------------------------------------------

    async def _greeting(self) -> Hello:
        strange = MisbehavedError(
            "this is not a relay, or not one of this version", "link-not-relay"
        )
        try:
            async with asyncio.timeout(self._dial.seconds):
                session = await self._stack.enter_async_context(self._dial.session(self._address))
                self._socket = await self._stack.enter_async_context(
                    session.ws_connect(
                        self._address.socket,
                        max_msg_size=MAX_REPLY_BYTES,
                        compress=0,
                        heartbeat=HEARTBEAT_SECONDS,
                        timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
                    )
                )
                hello = decode_reply(await self._socket.receive_bytes())
        except aiohttp.WSServerHandshakeError as error:
            if error.status == 503:  # R38
                raise BusyError("link-crowded") from None
            if error.status == 421:  # R6
                raise LinkLostError("link-wrong-name") from None
            raise strange from None
        except aiohttp.ClientConnectorCertificateError:
            raise LinkLostError("link-certificate") from None
        except (MalformedError, TypeError):
            raise strange from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise LinkLostError("link-unreached") from None
        if not isinstance(hello, Hello) or hello.version != VERSION:
            raise strange
        return hello

    async def _receive(self) -> None:
        fault: LinkError = LinkLostError("link-lost")
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.ERROR and not isinstance(
                    message.data, aiohttp.WebSocketError
                ):
                    break  # lost: the relay did not answer the heartbeat, or the line broke
                if message.type is not aiohttp.WSMsgType.BINARY:
                    fault = MisbehavedError("the relay sent what is no frame")
                    break
                self._exchange.sort(decode_reply(message.data))
        except MalformedError:
            fault = MisbehavedError("the relay sent what is no frame")
        except MisbehavedError as error:
            fault = error
        except (aiohttp.ClientError, OSError):
            pass  # lost, as above
        finally:
            self._exchange.fail(fault)
        with contextlib.suppress(aiohttp.ClientError, OSError):
            await self._socket.close()


def _as(answer: object, kind: type[A]) -> A:
    if not isinstance(answer, kind):
        raise MisbehavedError("the relay gave an answer to another question")
    return answer
