"""How fast things may go: a connection's bytes, new connections, and commits.

No identity is needed for any of it: who costs much waits much, whoever it is. Without sockets; times are
seconds of a clock that runs evenly.
"""

from typing import Protocol

REQUEST_SECONDS = 25e-6
"""What of a core a connection may take at once for each request that its rate allows."""
BURST = 0.002
"""So many seconds of a core a connection may save up; who has none left works in the lane."""
LANE_SHARE = 0.2
"""The part of a core that all have together who ask for more."""
LANE_TURN = 0.001
"""How much of it each gets in its turn, in seconds."""
LANE_CREDIT = 0.05
"""Who comes to a lane that was empty for so long does not wait."""
POSTER_SECONDS = 0.16e-3
"""What each connection that posts adds to the pause between commits."""
AT_ONCE = 8
"""So many newcomers may come at once: each costs about a millisecond, which everybody else waits."""


class Lane:
    """Work that can wait: one after the other, and a part of a core for all of it.

    It bounds what a crowd can take, each of whom asks for little more than others do.
    """

    def __init__(self, share: float = LANE_SHARE) -> None:
        self._share = share
        self._free = 0.0

    def turn(self, seconds: float, now: float) -> float:
        """Take so many seconds of a core; gives how long to wait for the end of this turn."""
        self._free = max(self._free, now - LANE_CREDIT) + seconds / self._share
        return max(0.0, self._free - now)


class Pace:
    """Work that one connection causes: a little at any time, what is more in its turn in the lane.

    A megabyte of posts is cheap to take apart, a megabyte of frames with nothing in them is not; so
    it is not bytes that are counted, nor frames, but the time that they took.
    """

    __slots__ = ("_lane", "_left", "_share", "_since")

    def __init__(self, requests_per_minute: int, lane: Lane, now: float) -> None:
        self._share = requests_per_minute / 60.0 * REQUEST_SECONDS
        self._lane = lane
        self._left = BURST
        self._since = now

    def spend(self, seconds: float, now: float) -> float:
        """Note work that has ended now; gives how long nothing more may be read, mostly 0."""
        self._left = min(BURST, self._left + (now - self._since) * self._share) - seconds
        self._since = now
        if self._left >= 0.0:
            return 0.0
        owed = LANE_TURN - self._left
        self._left = LANE_TURN
        return self._lane.turn(owed, now)


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
