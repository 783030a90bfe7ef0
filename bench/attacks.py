"""What somebody does who wants to hurt a relay: each attack goes on until it is killed.

`python -m bench.attacks NAME URL` runs one, as a process of its own with a low priority, so that the
honest clients who share its core are measured and not it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from leeward_wire import (
    Life,
    Open,
    Ping,
    Post,
    Read,
    box_id,
    encode,
)
from support.raw_socket import (
    BINARY,
    CONTINUATION,
    PING,
    RawSocket,
    framed,
    handshake,
    raw_socket,
)
from support.relay import Peer, opened

GONE = (OSError, asyncio.IncompleteReadError, aiohttp.ClientError, TypeError, AssertionError)
FEW, MANY = 20, 400
BIG = 262144
AGAIN = 0.05
"""Seconds until somebody who was thrown out tries again."""

Attack = Callable[[str], Awaitable[None]]


def host_of(url: str) -> str:
    return url.partition("://")[2]


async def for_ever(url: str, many: int, act: Callable[[RawSocket, int], Awaitable[None]]) -> None:
    """So many connections at once, each made anew when it ends."""

    async def one(number: int) -> None:
        while True:
            with contextlib.suppress(*GONE):
                async with raw_socket(url) as raw:
                    await act(raw, number)
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(one(number) for number in range(many)))


async def flood(url: str, data: bytes, *, before: bytes = b"", many: int = FEW) -> None:
    """Say the same again and again as WebSocket frames, as fast as the relay takes it."""

    async def act(raw: RawSocket, _: int) -> None:
        await raw.greet(host_of(url))
        drop = asyncio.create_task(_drop(raw))
        try:
            await raw.send(before)
            while True:
                await raw.send(data)
        finally:
            drop.cancel()

    await for_ever(url, many, act)


async def _drop(raw: RawSocket) -> None:
    with contextlib.suppress(OSError):
        while await raw.reader.read(65536):
            pass


async def nobody(_: str) -> None:
    """No attack: how far its ratio is from 1 tells what the others' are worth."""
    await asyncio.Event().wait()


async def slow_handshakes(url: str) -> None:
    """Headers that come a line at a time, and never end."""

    async def act(raw: RawSocket, _: int) -> None:
        await raw.send(handshake(host_of(url))[:-2])
        while True:
            await raw.send(b"X-Filler: x\r\n")
            await asyncio.sleep(0.5)

    await for_ever(url, MANY, act)


async def slow_frames(url: str) -> None:
    """A long message that comes a byte at a time."""

    async def act(raw: RawSocket, _: int) -> None:
        await raw.greet(host_of(url))
        for byte in framed(BINARY, bytes(BIG)):
            await raw.send(bytes([byte]))
            await asyncio.sleep(0.2)

    await for_ever(url, MANY, act)


async def giant_frames(url: str, many: int = FEW) -> None:
    """Posts of the largest class into a box to which the connection is not attached."""
    post = encode(Post(1, bytes(32), Life.SHORT, bytes(BIG)))
    await flood(url, framed(BINARY, post), many=many)


async def giants_of_many(url: str) -> None:
    """The same from a crowd."""
    await giant_frames(url, MANY)


async def tiny_fragments(url: str, many: int = FEW) -> None:
    """Messages in fragments of one byte, without end."""
    piece = framed(CONTINUATION, b"x", fin=False)
    await flood(url, piece * 5000, before=framed(BINARY, fin=False), many=many)


async def fragments_of_many(url: str) -> None:
    """The same from a crowd."""
    await tiny_fragments(url, MANY)


async def empty_fragments(url: str) -> None:
    """Fragments without a byte in them, which come to no end."""
    await flood(url, framed(CONTINUATION, fin=False) * 5000, before=framed(BINARY, fin=False))


async def page_flood(url: str, many: int = FEW) -> None:
    """Pages asked for one after the other, without waiting for them."""
    wanted = f"GET / HTTP/1.1\r\nHost: {host_of(url)}\r\n\r\n".encode() * 100

    async def act(raw: RawSocket, _: int) -> None:
        drop = asyncio.create_task(_drop(raw))
        try:
            while True:
                await raw.send(wanted)
        finally:
            drop.cancel()

    await for_ever(url, many, act)


async def pages_of_many(url: str) -> None:
    """The same from a crowd."""
    await page_flood(url, MANY)


async def ping_flood(url: str) -> None:
    """Pings of the WebSocket."""
    await flood(url, framed(PING, b"x") * 2000)


async def request_flood(url: str, many: int = FEW) -> None:
    """Requests above every rate."""
    await flood(url, framed(BINARY, encode(Ping(1))) * 1000, many=many)


async def requests_of_many(url: str) -> None:
    """The same from a crowd."""
    await request_flood(url, MANY)


async def opens_without_proof(url: str) -> None:
    """Opens that nobody has paid for."""
    opens = [encode(Open(1, os.urandom(32), None, bytes(64), b"")) for _ in range(200)]
    await flood(url, b"".join(framed(BINARY, one) for one in opens))


async def replayed_proofs(url: str) -> None:
    """One open that was paid for, on every other connection."""
    async with Peer.connect(url) as peer:
        paid = framed(BINARY, encode(peer.open_frame(os.urandom(32))))
    await flood(url, paid * 200)


async def subscriptions(url: str) -> None:
    """As many boxes as a connection may be attached to, attached again and again."""

    async def one() -> None:
        while True:
            with contextlib.suppress(*GONE):
                async with Peer.connect(url) as peer:
                    keys = [os.urandom(32) for _ in range(20)]
                    for key in keys:
                        await peer.open(key)
                    while True:
                        for key in keys:
                            await peer.attach(key)
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(one() for _ in range(FEW)))


async def never_reads(url: str) -> None:
    """Readers who ask for all there is, and fetch nothing of it."""
    key = os.urandom(32)
    async with Peer.connect(url) as peer:
        await opened(peer, key)
        for _ in range(16):
            await peer.post(key, os.urandom(BIG))

    async def one() -> None:
        while True:
            with contextlib.suppress(*GONE):
                async with Peer.connect(url) as peer:
                    await peer.send(peer.attach_frame(key))
                    while True:
                        await peer.send(Read(1, box_id(key), 0))
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(one() for _ in range(5 * FEW)))


async def reads_again(url: str) -> None:
    """Readers who fetch all there is, again and again."""
    key = os.urandom(32)
    async with Peer.connect(url) as peer:
        await opened(peer, key)
        for _ in range(16):
            await peer.post(key, os.urandom(BIG))

    async def one() -> None:
        while True:
            with contextlib.suppress(*GONE):
                async with Peer.connect(url) as peer:
                    await peer.attach(key)
                    while True:
                        await peer.send(Read(1, box_id(key), 0))
                        await peer.pages()
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(one() for _ in range(FEW)))


async def post_flood(url: str) -> None:
    """Posts above every rate, into a box of one's own."""

    async def one() -> None:
        while True:
            with contextlib.suppress(*GONE):
                async with Peer.connect(url) as peer:
                    key = os.urandom(32)
                    await opened(peer, key)
                    drop = asyncio.create_task(_receive(peer))
                    try:
                        while True:
                            await peer.send(Post(1, box_id(key), Life.SHORT, bytes(1024)))
                    finally:
                        drop.cancel()
            await asyncio.sleep(AGAIN)

    await asyncio.gather(*(one() for _ in range(FEW)))


async def _receive(peer: Peer) -> None:
    with contextlib.suppress(*GONE):
        while True:
            await peer.receive()


async def many_connections(url: str) -> None:
    """Connections that do nothing, and others that come and go."""

    async def act(raw: RawSocket, number: int) -> None:
        await raw.greet(host_of(url))
        if number % 10:
            await raw.gone()

    await for_ever(url, 2 * MANY, act)


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        nobody, slow_handshakes, slow_frames, giant_frames, giants_of_many, tiny_fragments,
        fragments_of_many, empty_fragments, page_flood, pages_of_many, ping_flood, request_flood,
        requests_of_many, opens_without_proof, replayed_proofs, subscriptions, never_reads, reads_again,
        post_flood, many_connections,
    )
}  # fmt: skip


def main() -> None:
    name, url = sys.argv[1:]
    os.nice(10)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(ATTACKS[name](url))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
