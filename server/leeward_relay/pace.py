"""How fast things may go: a connection's bytes, new connections, and commits.

No identity is needed for any of it: who costs much waits much, whoever it is. Without sockets; times are
seconds of a clock that runs evenly.
"""

from typing import Protocol

PARSING_SHARE = 0.01
"""The part of a core that one connection's bytes may take before a frame is understood."""
PARSING_SECONDS = 25e-6
"""What is added to that for each request a second that the rates allow."""
PARSING_BURST = 0.005
POSTER_SECONDS = 0.16e-3
"""What each connection that posts adds to the pause between commits."""
AT_ONCE = 8
"""So many newcomers may come at once: each costs about a millisecond, which everybody else waits."""


class Pace:
    """Work that one connection causes: so much of a core, and no more than a burst at once.

    A megabyte of posts is cheap to take apart, a megabyte of frames with nothing in them is not; so
    it is not bytes that are counted, nor frames, but the time that they took.
    """

    __slots__ = ("_left", "_share", "_since")

    def __init__(self, share: float, now: float) -> None:
        self._share = share
        self._left = PARSING_BURST
        self._since = now

    @classmethod
    def of(cls, requests_per_minute: int, now: float) -> "Pace":
        """Give the pace that suits a rate of requests."""
        return cls(PARSING_SHARE + requests_per_minute / 60.0 * PARSING_SECONDS, now)

    def spend(self, seconds: float, now: float) -> float:
        """Note work that has ended now; gives how long nothing more may be read, mostly 0."""
        self._left = min(PARSING_BURST, self._left + (now - self._since) * self._share) - seconds
        self._since = now
        return (PARSING_BURST - self._left) / self._share if self._left < 0.0 else 0.0


class Arrivals:
    """New connections: a few at once, then each in its turn."""

    def __init__(self, per_second: float) -> None:
        self._step = 1.0 / per_second
        self._next = 0.0

    def turn(self, now: float) -> float:
        """Give how long the next one has to wait, who then has had this turn."""
        free = max(self._next, now - AT_ONCE * self._step)
        self._next = free + self._step
        return max(0.0, free - now)


class Poster(Protocol):
    """Whoever posts; `counted` belongs to Gathering, and is 0 at first."""

    counted: int


class Gathering:
    """How long posts gather for one commit: the longer, the more people post.

    What counts is how many connections have posted in the last second, and not how much: so who floods
    alone lengthens the pause for nobody, and a busy relay spends a third less on the same posts.
    """

    def __init__(self, least: float, most: float) -> None:
        self._least = least
        self._most = most
        self._second = 1
        self._since = 0.0
        self._posters = 0
        self._crowd = 0.0

    def note(self, poster: Poster) -> None:
        """Count who posts, once a second."""
        if poster.counted != self._second:
            poster.counted = self._second
            self._posters += 1

    def pause(self, now: float) -> float:
        """Give the seconds from one commit's beginning to the next."""
        passed = now - self._since
        if passed >= 1.0:
            self._crowd = self._posters / passed
            self._posters = 0
            self._since = now
            self._second += 1
        crowd = max(self._posters, self._crowd)
        return max(self._least, min(self._most, crowd * POSTER_SECONDS))
