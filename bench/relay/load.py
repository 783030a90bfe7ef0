"""A crowd of members that post and listen, in one thread, fast enough not to be what is measured.

Every connection is a plain socket in one epoll. What is sent is made once and patched; what comes in
is counted, not decoded: a tongue (bench.relay.tongues) knows what an acknowledgement and a delivery
look like on the wire. The clock inside a body is read back for a few members only.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from string import ascii_letters
from typing import Protocol

BODY_BYTES = 1024
MARK = b"{leeward}"
"""What every body begins with; then come four digits for its author and fourteen for its time."""
STAMP_AT = len(MARK) + 4
STAMP_BYTES = 14
FILLING = "".join(Random(4).choices(ascii_letters, k=BODY_BYTES)).encode()
READ_BYTES = 256 * 1024
DRAIN_SECONDS = 20.0


def head_of(circle: int, member: int) -> bytes:
    """Give how the bodies of a member begin."""
    return MARK + b"%03d%d" % (circle, member)


class LoadError(Exception):
    """The server hung up, or lost something."""


class Tongue(Protocol):
    """How one member speaks with a server: made after the connection stands."""

    def post(self, body: bytes) -> bytes:
        """Give the bytes that post a body."""

    def hear(self, chunk: bytes) -> tuple[int, int, bytes]:
        """Count the acknowledgements and deliveries in what came in, and give what to answer."""


@dataclass(slots=True)
class Member:
    """One connection and its counts."""

    socket: socket.socket
    tongue: Tongue
    head: bytes
    """Mark and author, as its bodies begin."""
    posted: int = 0
    acknowledged: int = 0
    delivered: int = 0
    unsent: bytes = b""


@dataclass(slots=True)
class Counted:
    """What a stretch of load came to."""

    seconds: float
    acknowledged: int
    delivered: int
    latencies: list[float] = field(default_factory=list)
    """Milliseconds from when a post was due to its delivery, of the members that are sampled."""
    own_share: float = 0.0
    """The part of the time that this process, the load, was on its core."""


class Crowd:
    """Circles of members; `circles[c][m]` are their connections."""

    def __init__(self, circles: list[list[tuple[socket.socket, Tongue]]]) -> None:
        self._epoll = select.epoll()
        self._members: list[Member] = []
        self._by_file: dict[int, Member] = {}
        self._size = len(circles[0])
        for number, circle in enumerate(circles):
            for place, (connection, tongue) in enumerate(circle):
                member = Member(connection, tongue, head_of(number, place))
                connection.setblocking(False)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._members.append(member)
                self._by_file[connection.fileno()] = member
                self._epoll.register(connection.fileno(), select.EPOLLIN)
        self._sampled = {m.socket.fileno() for m in self._members[:: self._size]}
        self._seams: dict[int, bytes] = {}
        self._latencies: list[float] | None = None

    def close(self) -> None:
        """Hang up."""
        self._epoll.close()
        for member in self._members:
            member.socket.close()

    def delivered(self) -> int:
        """Give how many deliveries there were so far, warming and draining too."""
        return sum(member.delivered for member in self._members)

    # Workloads

    def peak(self, window: int, warm: float, seconds: float) -> Counted:
        """Keep `window` posts of every member under way; what the warming does is not counted."""
        for member in self._members:
            self._post(member, window)
        self._serve_until(time.perf_counter() + warm, again=True)
        counted = self._counting(
            lambda: self._serve_until(time.perf_counter() + seconds, again=True)
        )
        self._drain()
        return counted

    def paced(self, rate: float, warm: float, seconds: float) -> Counted:
        """Post so many a second in all, evenly, from one member after the other."""
        self._paced(rate, warm)
        latencies: list[float] = []
        self._latencies = latencies
        counted = self._counting(lambda: self._paced(rate, seconds))
        counted.latencies = latencies
        # What comes late counts as well.
        self._drain()
        self._latencies = None
        return counted

    def _paced(self, rate: float, seconds: float) -> None:
        begun = time.perf_counter()
        sent, due = 0, max(1, int(rate * seconds))
        members = self._members
        # One member of every circle after the other, so that circles are equally busy.
        order = [
            members[c + m] for m in range(self._size) for c in range(0, len(members), self._size)
        ]
        while sent < due:
            now = time.perf_counter()
            ready = min(due, int((now - begun) * rate) + 1)
            while sent < ready:
                member = order[sent % len(order)]
                self._post(member, 1, begun + sent / rate)
                sent += 1
            self._serve(max(0.0, begun + sent / rate - time.perf_counter()))

    def _counting(self, stretch: Callable[[], None]) -> Counted:
        before = self._totals()
        begun, own = time.perf_counter(), time.process_time()
        stretch()
        seconds = time.perf_counter() - begun
        after = self._totals()
        share = (time.process_time() - own) / seconds
        return Counted(seconds, after[0] - before[0], after[1] - before[1], [], share)

    def _totals(self) -> tuple[int, int]:
        return (
            sum(member.acknowledged for member in self._members),
            sum(member.delivered for member in self._members),
        )

    def _drain(self) -> None:
        """Wait for what is under way, and see that everybody got everything once."""
        posted = sum(member.posted for member in self._members)
        due, last = (posted, posted * self._size), (0, 0)
        until = time.perf_counter() + DRAIN_SECONDS
        while (came := self._totals()) != due:
            if came != last:
                last, until = came, time.perf_counter() + DRAIN_SECONDS
            elif time.perf_counter() > until:
                raise LoadError(f"{came} acknowledged and delivered, where {due} were due")
            self._serve(0.05)
        for first in range(0, len(self._members), self._size):
            circle = self._members[first : first + self._size]
            own = sum(member.posted for member in circle)
            if any(member.delivered != own for member in circle):
                raise LoadError("somebody got what was for others")

    # The loop

    def _serve_until(self, end: float, *, again: bool) -> None:
        while time.perf_counter() < end:
            self._serve(0.05, again=again)

    def _serve(self, timeout: float, *, again: bool = False) -> None:
        for file, event in self._epoll.poll(timeout):
            member = self._by_file[file]
            if event & select.EPOLLOUT:
                self._send(member, b"")
            if event & ~select.EPOLLOUT:
                acknowledged = self._read(file, member)
                if again and acknowledged:
                    self._post(member, acknowledged)

    def _read(self, file: int, member: Member) -> int:
        chunk = member.socket.recv(READ_BYTES)
        if not chunk:
            raise LoadError("the server hung up")
        acknowledged, delivered, answer = member.tongue.hear(chunk)
        member.acknowledged += acknowledged
        member.delivered += delivered
        if answer:
            self._send(member, answer)
        if self._latencies is not None and file in self._sampled:
            self._sample(file, chunk)
        return acknowledged

    def _sample(self, file: int, chunk: bytes) -> None:
        now = time.perf_counter()
        data = self._seams.get(file, b"") + chunk
        at = data.find(MARK)
        while 0 <= at <= len(data) - STAMP_AT - STAMP_BYTES:
            stamp = data[at + STAMP_AT : at + STAMP_AT + STAMP_BYTES]
            if self._latencies is not None:
                self._latencies.append(now * 1e3 - int(stamp) / 1e3)
            at = data.find(MARK, at + STAMP_AT + STAMP_BYTES)
        self._seams[file] = data[at:] if at >= 0 else data[-len(MARK) + 1 :]

    def _post(self, member: Member, count: int, due: float | None = None) -> None:
        stamp = b"%014d" % int((time.perf_counter() if due is None else due) * 1e6)
        body = b"".join((member.head, stamp, FILLING[STAMP_AT + STAMP_BYTES :]))
        post = member.tongue.post
        member.posted += count
        self._send(
            member, post(body) if count == 1 else b"".join([post(body) for _ in range(count)])
        )

    def _send(self, member: Member, data: bytes) -> None:
        if member.unsent:
            data = member.unsent + data
        try:
            sent = member.socket.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            if not member.unsent:
                self._epoll.modify(member.socket.fileno(), select.EPOLLIN | select.EPOLLOUT)
            member.unsent = data[sent:]
        elif member.unsent:
            member.unsent = b""
            self._epoll.modify(member.socket.fileno(), select.EPOLLIN)


def percentile(values: list[float], part: float) -> float:
    """Give the value that this part of all does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]
