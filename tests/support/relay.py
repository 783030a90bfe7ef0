"""Real relays for tests: one in this process, one as a process of its own, and a plain client.

async with running_relay(tmp_path / "relay") as relay:      # in this process
    async with Peer.connect(relay.url) as peer: ...

with relay_process(tmp_path / "relay") as relay:            # `leeward-relay` as a subprocess
    relay.url; relay.pid; relay.kill(); relay.terminate(); relay.restart()
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import aiohttp
import msgspec
from leeward_relay.config import Config, Work
from leeward_relay.pages import BUILT
from leeward_relay.relay import Relay
from leeward_wire import (
    MAX_REPLY_BYTES,
    PATH,
    Answer,
    Attach,
    Attached,
    Burn,
    Entries,
    Entry,
    Frame,
    Hello,
    Lagged,
    Life,
    Open,
    Opened,
    Page,
    Post,
    Purpose,
    Refused,
    Seal,
    box_id,
    burn_hash,
    decode_reply,
    encode,
    pass_proof,
    sign_attach,
    sign_open,
    solve,
)
from leeward_wire import (
    Work as ProofOfWork,
)

A = TypeVar("A")

DIFFICULTY = 4
READY = "Leeward relay: listening on "
START_SECONDS = 30.0


class Clock:
    """A clock that tests turn."""

    def __init__(self, now: float | None = None) -> None:
        self.now = time.time() if now is None else now

    def __call__(self) -> float:
        return self.now

    def forward(self, *, days: float = 0.0, seconds: float = 0.0) -> None:
        self.now += days * 86400 + seconds


def easy_config(directory: Path, **changes: object) -> Config:
    """Give a configuration on a free port with cheap work; `changes` replace whole sections."""
    config = Config(listen="127.0.0.1:0", data=str(directory), work=Work(difficulty=DIFFICULTY))
    return msgspec.structs.replace(config, **changes)


@contextlib.asynccontextmanager
async def running_relay(
    directory: Path,
    config: Config | None = None,
    *,
    clock: Callable[[], float] = time.time,
    disk_used: Callable[[Path], float] | None = lambda _: 0.0,
    built: Path = BUILT,
) -> AsyncIterator[Relay]:
    """Run a relay in this process; `relay.url` is where it listens. `built` is what browsers get."""
    config = config or easy_config(directory)
    relay = Relay(config, clock=clock, disk_used=disk_used, built=built)
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


class RelayProcess:
    """`leeward-relay` as a process of its own."""

    def __init__(
        self,
        directory: Path,
        config: str = "",
        listen: str = "127.0.0.1:0",
        before: Sequence[str] = (),
    ) -> None:
        """Put together, not started; `before` is a command that goes on as the one behind it."""
        self.directory = directory
        self._extra = config
        self._before = before
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self._listen = listen
        self.log = directory.parent / f"{directory.name}.log"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and wait for the line that says where it listens."""
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        file = self.directory.parent / f"{self.directory.name}.toml"
        file.write_text(self._extra or f"[work]\ndifficulty = {DIFFICULTY}\n")
        command = [*self._before, sys.executable, "-m", "leeward_relay.main", "--config", str(file)]
        command += ["--listen", self._listen, "--data", str(self.directory)]
        with self.log.open("a") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ}
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(READY):
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            raise RuntimeError(f"the relay did not start: {self.log.read_text()}")
        self.url = line[len(READY) :].strip()
        self._listen = self.url.partition("://")[2]

    def kill(self) -> None:
        """End it with SIGKILL, as a power cut would."""
        self._end(signal.SIGKILL)

    def terminate(self) -> int:
        """End it with SIGTERM and give its exit code."""
        return self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Start it again on the same port and data, after kill() or terminate()."""
        self.start()

    def running(self) -> bool:
        """Tell whether it runs."""
        return self._process is not None and self._process.poll() is None

    def _end(self, number: int) -> int:
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(number)
        code = process.wait(START_SECONDS)
        if process.stdout is not None:
            process.stdout.close()
        self._process = None
        return code


@contextlib.contextmanager
def relay_process(
    directory: Path, config: str = "", before: Sequence[str] = ()
) -> Iterator[RelayProcess]:
    """Run `leeward-relay --listen 127.0.0.1:0 --data DIRECTORY`; `config` is TOML text."""
    relay = RelayProcess(directory, config, before=before)
    relay.start()
    try:
        yield relay
    finally:
        relay.kill()


class Peer:
    """A plain client of the box protocol: sends frames, keeps pushes and answers apart."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, host: str) -> None:
        self.socket = socket
        self.host = host
        self.hello: Hello
        self.pushes: deque[Entries | Lagged] = deque()
        self._answers: deque[Answer] = deque()
        self._rid = 0
        self.word = ""
        """An operator's pass to show in place of work."""

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls, url: str, *, local: str | None = None) -> AsyncIterator["Peer"]:
        """Connect to a relay; `local` is the address to dial from."""
        host = url.partition("://")[2]
        connector = aiohttp.TCPConnector(local_addr=(local, 0) if local else None)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.ws_connect(url + PATH, max_msg_size=MAX_REPLY_BYTES) as socket,
        ):
            peer = cls(socket, host)
            hello = await peer.receive()
            assert isinstance(hello, Hello)
            peer.hello = hello
            yield peer

    def rid(self) -> int:
        """Give a fresh request id."""
        self._rid += 1
        return self._rid

    async def send(self, frame: Frame) -> None:
        await self.socket.send_bytes(encode(frame))

    def abort(self) -> None:
        """Vanish without a goodbye."""
        connection = self.socket._response.connection
        if connection is not None and connection.transport is not None:
            connection.transport.abort()

    async def receive(self) -> Frame:
        """Give the next frame of any kind."""
        return decode_reply(await self.socket.receive_bytes(timeout=30))

    async def answer(self) -> Answer:
        """Give the next frame that answers a request; pushes are put aside in `pushes`."""
        while not self._answers:
            frame = await self.receive()
            if isinstance(frame, Entries | Lagged):
                self.pushes.append(frame)
            else:
                return frame  # type: ignore[return-value]
        return self._answers.popleft()

    async def push(self) -> Entries | Lagged:
        """Give the next push; answers that come before it are kept for answer()."""
        while not self.pushes:
            frame = await self.receive()
            if isinstance(frame, Entries | Lagged):
                self.pushes.append(frame)
            else:
                self._answers.append(frame)  # type: ignore[arg-type]
        return self.pushes.popleft()

    async def ask(self, frame: Frame) -> Answer:
        """Send a request and give its first answer."""
        await self.send(frame)
        return await self.answer()

    # Whole exchanges; each gives the relay's answer.

    def open_frame(self, seed: bytes, burn_key: bytes | None = None) -> Open:
        """Make a request to open that holds on this connection."""
        box = box_id(seed)
        burn = None if burn_key is None else burn_hash(burn_key)
        signature = sign_open(seed, self.host, self.hello.challenge, burn)
        return Open(self.rid(), box, burn, signature, self.proof(Purpose.OPEN, seed))

    def attach_frame(self, seed: bytes, after: int = 0) -> Attach:
        """Make a request to attach that holds on this connection."""
        signature = sign_attach(seed, self.host, self.hello.challenge)
        return Attach(self.rid(), box_id(seed), signature, after)

    async def open(self, seed: bytes, burn_key: bytes | None = None) -> Opened | Refused:
        return await self._expect(self.open_frame(seed, burn_key), Opened)

    async def attach(self, seed: bytes, after: int = 0) -> tuple[Attached, list[Entry]] | Refused:
        """Attach and read to the end; gives what was there."""
        first = await self._expect(self.attach_frame(seed, after), Attached)
        return first if isinstance(first, Refused) else (first, await self.pages())

    async def pages(self) -> list[Entry]:
        """Read the pages of a read that was asked for."""
        entries: list[Entry] = []
        while True:
            page = await self.answer()
            assert isinstance(page, Page)
            entries += page.entries
            if page.done:
                return entries

    async def post(self, seed: bytes, blob: bytes, life: Life = Life.SHORT) -> Answer:
        return await self.ask(Post(self.rid(), box_id(seed), life, blob))

    async def seal(self, seed: bytes, blob: bytes, after: int = 0, proof: bytes = b"") -> Answer:
        return await self.ask(Seal(self.rid(), box_id(seed), after, blob, proof))

    async def burn(self, seed: bytes, key: bytes) -> Answer:
        return await self.ask(Burn(self.rid(), box_id(seed), key))

    def proof(self, purpose: Purpose, seed: bytes, counter: int = 0) -> bytes:
        """Pay, by pass or by work."""
        work = ProofOfWork(purpose, self.host, self.hello.challenge, box_id(seed), counter)
        if self.word:
            return pass_proof(work, self.word)
        return solve(work, self.hello.limits.difficulty)

    async def _expect(self, frame: Frame, kind: type[A]) -> A | Refused:
        answer = await self.ask(frame)
        assert isinstance(answer, kind | Refused), type(answer)
        return answer


async def opened(peer: Peer, seed: bytes, burn_key: bytes | None = None) -> None:
    """Open a box and attach to it, or fail."""
    assert isinstance(await peer.open(seed, burn_key), Opened)
    assert not isinstance(await peer.attach(seed), Refused)


async def closed_with(peer: Peer) -> int:
    """Wait for the relay to close and give its code."""
    async with asyncio.timeout(30):
        while True:
            message = await peer.socket.receive()
            if message.type is aiohttp.WSMsgType.CLOSE:
                return int(message.data)
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                return peer.socket.close_code or 0


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds, or fail."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
