"""The box protocol (docs/protocol.md), for the load."""

from __future__ import annotations

import hashlib
import socket

from leeward_wire import (
    PATH,
    Attach,
    Attached,
    Entries,
    Hello,
    Lagged,
    Life,
    Open,
    Opened,
    Page,
    Post,
    Posted,
    Purpose,
    Work,
    box_id,
    decode_reply,
    encode,
    sign_attach,
    sign_open,
    solve,
)

from bench.relay import websocket
from bench.relay.load import BODY_BYTES, LoadError

FIRST_RID = 0x10000
"""From here on a rid has five bytes on the wire, so that all posts are equally long."""
POSTED = encode(Posted(1, 1))[1]
ENTRIES = encode(Entries(bytes(32), []))[1]
LAGGED = encode(Lagged(bytes(32)))[1]
COUNT_AT = len(encode(Entries(bytes(32), [])).rstrip(b"\0")) - 2
"""Where the number of entries stands: before the padding's own head and its zeros."""


class Leeward:
    """A member that is attached to one box."""

    def __init__(self, box: bytes) -> None:
        body = b"b" * BODY_BYTES
        template = websocket.frame(encode(Post(FIRST_RID, box, Life.SHORT, body)))
        before, rest = template.split(FIRST_RID.to_bytes(4, "big"))
        self._before = before
        self._between, self._padding = rest.split(body)
        self._rid = FIRST_RID
        self._acknowledged = 0
        self._delivered = 0
        self._frames = websocket.Frames(self._shown)

    def post(self, body: bytes) -> bytes:
        """Give a Post."""
        self._rid += 1
        rid = self._rid.to_bytes(4, "big")
        return b"".join((self._before, rid, self._between, body, self._padding))

    def hear(self, chunk: bytes) -> tuple[int, int, bytes]:
        """Count Posted, and the entries in Entries."""
        self._acknowledged = self._delivered = 0
        self._frames.feed(chunk)
        return self._acknowledged, self._delivered, b""

    def _shown(self, chunk: bytes, at: int, _: int) -> None:
        tag = chunk[at + 1]
        if tag == ENTRIES:
            count = chunk[at + COUNT_AT]
            if count == 0xDC:
                self._delivered += int.from_bytes(
                    chunk[at + COUNT_AT + 1 : at + COUNT_AT + 3], "big"
                )
            else:
                self._delivered += count & 0x0F
        elif tag == POSTED:
            self._acknowledged += 1
        else:
            raise LoadError("lagged" if tag == LAGGED else "refused")


def greet(host: str, port: int) -> tuple[socket.socket, Hello]:
    """Connect, and read the hello."""
    connection = websocket.dial(host, port, PATH)
    hello = decode_reply(websocket.receive(connection))
    if not isinstance(hello, Hello):
        raise LoadError("no hello")
    return connection, hello


def seed_of(box: int) -> bytes:
    """Give the private key of a box by its number."""
    return hashlib.sha256(b"bench %d" % box).digest()


def open_box(connection: socket.socket, hello: Hello, name: str, seed: bytes) -> None:
    """Open a box and wait for the answer; `name` is the relay's, with its port."""
    box = box_id(seed)
    work = Work(Purpose.OPEN, name, hello.challenge, box)
    proof = solve(work, hello.limits.difficulty)
    sig = sign_open(seed, name, hello.challenge, None)
    connection.sendall(websocket.frame(encode(Open(1, box, None, sig, proof))))
    answer = decode_reply(websocket.receive(connection))
    if not isinstance(answer, Opened):
        raise LoadError("a box was not opened")


def attach(connection: socket.socket, hello: Hello, name: str, seed: bytes, after: int) -> int:
    """Attach, and read to the end; gives how many entries there were."""
    sig = sign_attach(seed, name, hello.challenge)
    connection.sendall(websocket.frame(encode(Attach(2, box_id(seed), sig, after))))
    if not isinstance(decode_reply(websocket.receive(connection)), Attached):
        raise LoadError("not attached")
    entries = 0
    while True:
        page = decode_reply(websocket.receive(connection))
        if not isinstance(page, Page):
            raise LoadError("no page")
        entries += len(page.entries)
        if page.done:
            return entries


def join(host: str, port: int, circle: int, member: int) -> tuple[socket.socket, Leeward]:
    """Connect a member; the first of a circle opens its box."""
    connection, hello = greet(host, port)
    seed, name = seed_of(circle), f"{host}:{port}"
    if member == 0:
        open_box(connection, hello, name, seed)
    attach(connection, hello, name, seed, 0)
    return connection, Leeward(box_id(seed))
