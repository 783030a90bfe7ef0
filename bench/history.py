"""Ninety days of a circle of twenty, lived by real machines and kept by a real relay.

The members are machines of the terminal client around the relay of `support.circles`, a dictionary, so
that ninety days pass within a minute; whatever they put into a box is noted with its moment. Then a real
relay whose clock is turned along takes the same entries at the same moments, gives them the same
numbers, and forgets what has expired as it would have done: what is left in its database is what
somebody finds who comes back after ninety days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from leeward_client.group.machine import Machine
from leeward_client.group.records import (
    Attach,
    Entry,
    Open,
    Remove,
    SetRule,
    Want,
)
from leeward_relay.config import Rates
from leeward_relay.relay import Relay
from leeward_wire import Kind, Life, Opened, Posted, Refused, Sealed, box_id
from support.circles import DAY as DAY
from support.circles import Box, Boxes, Device, admit, carry_out, say
from support.relay import Clock, Peer, easy_config, running_relay

DAYS = 90
MEMBERS = 20
"""With the one who is away."""
LOUD_DAYS = 14
"""Days at the end of which every message is still kept (DESIGN 2); before them a few are enough."""
LOUD, QUIET = 10, 1
"""Messages of each member and day, then; and of the whole circle and hour of the day, before."""
HOURS = (1, 7, 10, 13, 16, 19, 22)
"""When members look in and speak."""
CHANGES = (18, 36, 54, 72)
"""Days on which somebody is removed, somebody else comes, and a rule changes."""
NAMES = [
    "Ash",
    "Birch",
    "Cedar",
    "Dahlia",
    "Elm",
    "Fern",
    "Gorse",
    "Hazel",
    "Iris",
    "Juniper",
    "Larch",
    "Maple",
    "Nettle",
    "Oak",
    "Poplar",
    "Quince",
    "Rowan",
    "Sage",
    "Thistle",
    "Umber",
    "Violet",
    "Willow",
]
WORDS = [
    "morning",
    "tea",
    "rain",
    "bread",
    "late",
    "train",
    "quiet",
    "room",
    "letter",
    "window",
    "garden",
    "friend",
    "call",
    "tonight",
    "maybe",
    "bring",
    "soup",
    "tired",
    "better",
    "meeting",
    "key",
    "door",
    "music",
    "walk",
    "yes",
    "no",
    "thanks",
    "care",
    "slowly",
    "north",
    "light",
]


@dataclass(frozen=True)
class Put:
    """An entry that was put into a box."""

    at: int
    box: bytes
    seq: int
    kind: Kind
    blob: bytes
    long: bool


@dataclass
class Noted(Boxes):
    """A relay made of a dictionary that notes what it is given."""

    log: list[Put] = field(default_factory=list)
    seeds: dict[bytes, bytes] = field(default_factory=dict)
    now: int = 0

    def put(self, box: bytes, kind: Kind, blob: bytes, until: int = 2**62) -> int:
        seq = super().put(box, kind, blob, until)
        self.log.append(Put(self.now, box, seq, kind, blob, until > self.now + 14 * DAY))
        return seq


@dataclass
class Member(Device):
    """A device whose relay learns by which seeds boxes are opened."""

    def _do(self, want: Want, now: int) -> None:
        assert isinstance(self.relay, Noted)
        self.relay.now = now
        if isinstance(want, Attach | Open):
            self.relay.seeds[box_id(want.seed)] = want.seed
        super()._do(want, now)


@dataclass(frozen=True)
class Lived:
    """What ninety days left: everything put into boxes, and how much of what it was."""

    log: list[Put]
    seeds: dict[bytes, bytes]
    commits: int
    messages: int
    """Those that are still there at the end."""
    last: str
    """What was said last."""
    end: int


async def box_of(machine: Machine, url: str) -> Box:
    """The box of a machine's epoch as a real relay holds it."""
    async with Peer.connect(url) as peer:
        answer = await peer.attach(machine.keys.seed)
        assert not isinstance(answer, Refused)
        attached, entries = answer
        held = [(Entry(one.seq, one.kind, one.blob), 2**62) for one in entries]
        seals = [one.seq for one in entries if one.kind is Kind.SEAL]
        return Box(held, attached.next_seq, max(seals, default=0))


def live(founder: Machine, box: Box, start: int, seed: int = 1) -> Lived:
    """Let a circle of two, one of whom is away, become one of twenty and live for ninety days."""
    chance = random.Random(seed)
    relay = Noted(now=start)
    relay.boxes[founder.keys.box] = box
    host = Member(founder, relay)
    members = [host]
    host.settle(start)
    first = founder.group.epoch
    names = iter(NAMES)
    members += [_come(host, next(names), start) for _ in range(MEMBERS - 2)]
    _look(members, start)
    for day in range(DAYS):
        for hour in HOURS:
            now = start + day * DAY + hour * 3_600
            relay.expire(now)
            if day in CHANGES and hour == HOURS[2]:
                _change(members, next(names), day, now)
            _look(members, now)
            for speaker in _speakers(members, day, hour, chance):
                say(speaker, " ".join(chance.choices(WORDS, k=chance.randint(3, 40))), now)
            _look(members, now)
    end = start + DAYS * DAY
    last = "and that was the last word"
    say(host, last, end)
    assert len({one.machine.group.epoch for one in members}) == 1
    kept = [one for one in relay.log if one.at > end - LOUD_DAYS * DAY]
    messages = sum(1 for one in kept if one.kind is Kind.POST and not one.long)
    return Lived(relay.log, relay.seeds, founder.group.epoch - first, messages, last, end)


def _come(host: Member, name: str, now: int) -> Member:
    came = admit(host, name, now)
    return Member(came.machine, host.relay)


def _change(members: list[Member], name: str, day: int, now: int) -> None:
    host = members[0]
    host.line.ended = False
    host.settle(now)
    gone = members.pop(1)
    carry_out(host, Remove(gone.member), now)
    members.append(_come(host, name, now))
    carry_out(host, SetRule("invite", "members" if day % 4 else "hosts"), now)


def _look(members: list[Member], now: int) -> None:
    """Everybody reads what there is and does what is due, until nobody has anything more to do."""
    for _ in range(8):
        before = [(one.machine.group.epoch, one.machine.sync.cursor) for one in members]
        for one in members:
            one.line.ended = False
            one.settle(now)
        if before == [(one.machine.group.epoch, one.machine.sync.cursor) for one in members]:
            return
    raise AssertionError("the circle never comes to rest")


def _speakers(
    members: list[Member], day: int, hour: int, chance: random.Random
) -> Iterator[Member]:
    if day < DAYS - LOUD_DAYS:
        yield from chance.sample(members, QUIET)
        return
    # Ten a day, spread over the hours as evenly as seven hours allow.
    at = HOURS.index(hour)
    each = LOUD * (at + 1) // len(HOURS) - LOUD * at // len(HOURS)
    for _ in range(each):
        yield from chance.sample(members, len(members))


async def keep(lived: Lived, directory: Path) -> None:
    """Give a real relay on `directory` what was put into boxes, in its order and at its moments."""
    clock = Clock(lived.log[0].at)
    config = easy_config(directory, rates=Rates(*(10**6 for _ in msgspec.structs.fields(Rates))))
    async with (
        running_relay(directory, config, clock=clock) as relay,
        Peer.connect(relay.url) as peer,
    ):
        opened: set[bytes] = set()
        today = 0
        for one in lived.log:
            clock.now = one.at
            if one.at // DAY != today:
                today = one.at // DAY
                assert await relay.upkeep.expire()
            seed = lived.seeds[one.box]
            if one.box not in opened:
                await _enter(peer, seed)
                opened.add(one.box)
            if one.kind is Kind.SEAL:
                answer = await peer.seal(seed, one.blob)
                assert isinstance(answer, Sealed), answer
            else:
                answer = await peer.post(seed, one.blob, Life.LONG if one.long else Life.SHORT)
                assert isinstance(answer, Posted), answer
            assert answer.seq == one.seq, answer
            peer.pushes.clear()
        clock.now = lived.end
        assert await _forgotten(relay)


async def _enter(peer: Peer, seed: bytes) -> None:
    if isinstance(await peer.attach(seed), Refused):
        assert isinstance(await peer.open(seed), Opened)
        assert not isinstance(await peer.attach(seed), Refused)


async def _forgotten(relay: Relay) -> bool:
    return await relay.upkeep.expire()
