"""People whose clients are killed: a nursery that forks them, and seasons of a circle's life.

A season is one circle, founded, joined and talked in under a hail of SIGKILL; at its end everybody
catches up, and `kill_judge` looks whether anything was lost, doubled or used twice.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import TracebackType

import msgspec
from leeward_client.vault import Cost, Vault

from support.kill_points import WAYS, Point

PASSPHRASE = "correct horse"
LABEL = "harbour"
FOUNDER = "Amal"
GUESTS = ("Bela", "Chen", "Dara")
SPEED = 1000.0
"""How much faster than ours the clock of the clients runs: half a day of theirs is 43 seconds."""
ROUNDS = 20
"""In how many rounds a circle has to come to rest after its season, or a newcomer has to be in."""
LONGEST_LIFE = 0.8
"""Seconds within which a kill at random comes."""
MOST_PUTS = 30


class Item(msgspec.Struct, frozen=True):
    """One item of a timeline; only events have an id that all devices share."""

    epoch: int
    seq: int
    place: int
    kind: str
    id: str
    author: str
    subject: str
    text: str
    reactions: list[tuple[str, str]]


class Run(msgspec.Struct, frozen=True):
    """What one fork does."""

    home: str
    name: str
    seed: int
    started: float
    """When the season began, on the real clock."""
    speed: float
    ahead: float
    """Seconds by which the clients' clock was put forward."""
    operations: tuple[str, ...]
    relay: str = ""
    """Where to found the circle; empty for those who join it."""
    guest: str = ""
    """Whom an invite is for (a name), or who is to be removed (a member id)."""
    point: str = ""
    """The point at which to be killed, at the `times`th time; empty for none."""
    times: int = 1
    after: float = 0.0
    """Seconds after which to be killed from without; 0 for never."""


class Ended(msgspec.Struct, frozen=True):
    """How a fork ended."""

    killed: bool
    well: bool
    hung: bool
    seconds: float


class Members(msgspec.Struct, frozen=True):
    """Who is in the circle, and the hash of what they agree on."""

    roster: list[tuple[str, str, list[str]]] = []
    state_hash: str = ""


class Timeline(msgspec.Struct, frozen=True):
    """What a vault holds."""

    status: str = ""
    epoch: int = -1
    member: str = ""
    cursor: int = 0
    open: int = 0
    """What still wants to go out."""
    intents: int = 0
    secrets: str = ""
    """What the epoch's exporter gives, and its authenticator, of which the phrase is made."""
    members: Members = Members()
    items: list[Item] = []


class Nursery:
    """The warm process that forks; a context manager."""

    def __init__(self) -> None:
        path = [str(Path(__file__).parents[1]), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crash.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )

    def run(self, *runs: Run) -> list[Ended]:
        """Let them all live at once; gives how they ended, in their order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(runs).decode() + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=list[Ended])

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Season:
    """One circle and its people, and the kills that befell them."""

    def __init__(
        self,
        nursery: Nursery,
        home: Path,
        relay: str,
        seed: int,
        *,
        guests: int = len(GUESTS),
        tried: Counter[str] | None = None,
    ) -> None:
        home.mkdir(parents=True)
        self.home = home
        self.names = (FOUNDER, *GUESTS[:guests])
        self.inside: list[str] = []
        self.gone: dict[str, Timeline] = {}
        """Who has left or was removed, and what they hold."""
        self.kills: Counter[str] = Counter()
        """How many were killed at which point; "" for at random."""
        self.missed: Counter[str] = Counter()
        """How many runs never came to their point."""
        self._tried = Counter[str]() if tried is None else tried
        self._nursery = nursery
        self._relay = relay
        self.speed, self.ahead = SPEED, 0.0
        self._chance = random.Random(seed)
        self._seed = seed * 1_000_000
        self._started = time.time()
        for name in self.names:
            Vault.create(home / name, PASSPHRASE, Cost.least()).close()

    # Single runs ------------------------------------------------------------------------------

    def ready(self, name: str, *operations: str, **more: object) -> Run:
        """A run of one person; `more` as in Run."""
        self._seed += 1
        return msgspec.structs.replace(
            Run(
                str(self.home), name, self._seed, self._started, self.speed, self.ahead, operations
            ),
            relay=self._relay if name == FOUNDER else "",
            **more,
        )

    def live(self, *runs: Run) -> list[Ended]:
        """Let them live, at once; whatever ends otherwise than by a kill that was meant fails."""
        ended = self._nursery.run(*runs)
        for run, how in zip(runs, ended, strict=True):
            what = f"{run.name}: {' '.join(run.operations)} {run.point}"
            assert not how.hung, f"{what} hangs; {self.errors()}"
            assert how.killed or how.well, f"{what} failed; {self.errors()}"
            if how.killed:
                self.kills[run.point] += 1
            elif run.point:
                self.missed[run.point] += 1
        return ended

    def unharmed(self, name: str, *operations: str, guest: str = "") -> Timeline:
        """Let one person do things without being killed; gives what the vault holds then."""
        self.live(self.ready(name, *operations, guest=guest))
        return self.timeline(name)

    def killed_at(self, point: Point, name: str, *operations: str, guest: str = "") -> None:
        """Kill a client exactly there, or fail."""
        (how,) = self.live(self.ready(name, *operations, guest=guest, point=point))
        assert how.killed, f"{name} never came to the point: {point}"

    def timeline(self, name: str) -> Timeline:
        """What a vault held at the end of the last run that was not killed."""
        data = (self.home / f"{name}.timeline").read_bytes()
        return msgspec.json.decode(data, type=Timeline)

    def errors(self) -> str:
        """What the clients that failed have said."""
        where = self.home / "errors"
        return where.read_text() if where.exists() else ""

    # Whole seasons ----------------------------------------------------------------------------

    def arrive(self, *, kill: bool) -> None:
        """Found the circle and let everybody in; with `kill`, each step is killed once first."""
        self._step("found", FOUNDER, kill=kill)
        self.inside.append(FOUNDER)
        for guest in self.names[1:]:
            self.welcome(guest, kill=kill)

    def welcome(self, guest: str, *, kill: bool) -> None:
        """The way of one newcomer into the circle."""
        self._step("invite", FOUNDER, guest=guest, kill=kill)
        self._step("join", guest, kill=kill)
        self._step("admit", FOUNDER, kill=kill)
        self._step("enter", guest, kill=kill)
        for _ in range(ROUNDS):
            if self.timeline(guest).epoch >= 0:
                break
            self.unharmed(FOUNDER, "admit", "sync")
            self.unharmed(guest, "enter")
        assert self.timeline(guest).epoch >= 0, f"{guest} never got in"
        self.inside.append(guest)

    def part(self) -> None:
        """One guest goes, of its own accord or not, and somebody is killed at it."""
        name = self.inside.pop()
        if self._chance.random() < 0.5:
            self._step("leave", name, kill=True)
        else:
            member = self.timeline(name).member
            self._step("remove", FOUNDER, guest=member, kill=True)
        for _ in range(ROUNDS):
            self.unharmed(FOUNDER, "sync")
            self.gone[name] = self.unharmed(name, "sync")
            if self.gone[name].status in ("left", "removed"):
                return
        raise AssertionError(f"{name} is still {self.gone[name].status}")

    def _step(self, operation: str, name: str, *, guest: str = "", kill: bool) -> None:
        if kill:
            self.live(self._doomed(name, operation, guest=guest))
        if kill and len(self.inside) > 1 and self._chance.random() < 0.3:
            self.storm()
        self.unharmed(name, operation, guest=guest)

    def storm(self, point: Point | None = None, operation: str = "") -> None:
        """Kill one client at something, and sometimes another that is at work at the same time."""
        doomed = self._chance.sample(self.inside, k=min(2, len(self.inside)))
        if self._chance.random() < 0.6:
            del doomed[1:]
        runs = [self._doomed(doomed[0], operation, point=point)]
        runs += [self._doomed(name) for name in doomed[1:]]
        if point is Point.FOLLOWED:  # there has to be something to follow
            other = next(name for name in self.inside if name != doomed[0])
            self.unharmed(other, "rename")
        self.live(*runs)

    def _doomed(
        self, name: str, operation: str = "", *, guest: str = "", point: Point | None = None
    ) -> Run:
        """A run that is to be killed: at a point of its operation, or at random."""
        if point is None and self._chance.random() < 0.4:
            operations = (operation,) if operation else ("anything",)
            after = self._chance.uniform(0.01, LONGEST_LIFE)
            return self.ready(name, *operations, guest=guest, after=after)
        operation = operation or self._chance.choice(("message", "rename", "sync"))
        if point is None:  # of those on the way, one that was tried least
            point = min(WAYS[operation], key=lambda one: (self._tried[one], self._chance.random()))
        self._tried[point] += 1
        few = 2 if point in (Point.POST_STORED, Point.POST_SENT, Point.POST_ACKNOWLEDGED) else 1
        most = MOST_PUTS if point in (Point.WRITING, Point.PROMISED) else few
        times = self._chance.randint(1, most)
        return self.ready(name, operation, guest=guest, point=point, times=times)

    def rest(self) -> dict[str, Timeline]:
        """Everybody catches up until nothing moves any more; gives what the vaults hold then."""
        before: list[tuple[int, int]] = []
        for _ in range(ROUNDS):
            held = {name: self.unharmed(name, "sync") for name in self.inside}
            now = [(one.epoch, one.cursor) for one in held.values()]
            if now == before and len(set(now)) == 1 and not any(one.open for one in held.values()):
                return held
            before = now
        raise AssertionError(f"the circle does not come to rest: {before}")
