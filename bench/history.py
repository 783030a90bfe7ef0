"""Ninety days of a circle of twenty, lived by real machines and kept by a real relay.

The members are machines of the terminal client around the relay of `support.circles`, a dictionary, so
that ninety days pass within a minute; whatever they put into a box is noted with its moment. Then a real
relay whose clock is turned along takes the same entries at the same moments, gives them the same
numbers, and forgets what has expired as it would have done: what is left in its database is what
somebody finds who comes back after ninety days.

Members come in the first hour, by invites of the founder, and describe themselves; everybody renews
their leaf when it is due; now and then somebody is removed, somebody else comes, and a rule changes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from leeward_client.circle.events import Body, Card, Message, Reaction
from leeward_client.group.machine import Machine
from leeward_client.group.records import Attach, Entry, Intent, Open, Remove, SetRule, Want
from leeward_relay.config import Rates, Retention
from leeward_relay.days import day_of
from leeward_wire import Kind, Life, Opened, Posted, Refused, Sealed, box_id
from support.circles import DAY, Box, Boxes, Device, admit, carry_out, settle_all
from support.relay import Clock, Peer, easy_config, running_relay

DAYS = 90
MEMBERS = 20
"""With the one who is away."""
RETENTION = Retention()
"""For how long a relay keeps what, unless its operator wants it otherwise."""
LOUD_DAYS = RETENTION.short_days
"""Days at the end of which every message is still kept; before them a few a day are enough."""
LOUD = 10
"""Messages of each member and day, then."""
REACTIONS = 4
"""One message in so many gets a reaction."""
HOURS = (1, 7, 10, 13, 16, 19, 22)
"""When members look in and speak."""
CHANGES = {18: "members", 36: "hosts", 54: "members", 72: "hosts"}
"""Days on which members change, and who may invite from then on."""
NAMES = (
    "Ash Birch Cedar Dahlia Elm Fern Gorse Hazel Iris Juniper Larch Maple Nettle Oak Poplar Quince "
    "Rowan Sage Thistle Umber Violet Willow"
)
TEXT = (
    "morning tea rain bread late train quiet room letter window garden friend call tonight maybe "
    "bring soup tired better meeting key door music walk yes no thanks care slowly north light"
)
"""What messages are made of."""
LAST = "and that was the last word"


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
        long = until > self.now + RETENTION.short_days * DAY
        self.log.append(Put(self.now, box, seq, kind, blob, long))
        return seq


@dataclass
class Member(Device):
    """A device whose relay learns by which seeds boxes are opened, and at what time."""

    def _do(self, want: Want, now: int) -> None:
        assert isinstance(self.relay, Noted)
        self.relay.now = now
        if isinstance(want, Attach | Open):
            self.relay.seeds[box_id(want.seed)] = want.seed
        super()._do(want, now)


@dataclass(frozen=True)
class Lived:
    """What ninety days left: everything put into boxes."""

    log: list[Put]
    seeds: dict[bytes, bytes]
    end: int

    @property
    def kept(self) -> list[Put]:
        """What a relay still has at the end."""
        return [one for one in self.log if _kept_until(one) >= day_of(self.end)]

    @property
    def facts(self) -> dict[str, int]:
        """How much there is to catch up with."""
        return {
            "days": DAYS,
            "members": MEMBERS,
            "commits": sum(1 for one in self.kept if one.kind is Kind.SEAL),
            "events": sum(1 for one in self.kept if one.kind is Kind.POST and not one.long),
            "long_entries": sum(1 for one in self.kept if one.kind is Kind.POST and one.long),
            "kib": sum(len(one.blob) for one in self.kept) // 1024,
        }


def _kept_until(one: Put) -> int:
    return day_of(one.at) + (RETENTION.long_days if one.long else RETENTION.short_days)


async def box_of(machine: Machine, url: str) -> Box:
    """The box of a machine's epoch as a real relay holds it."""
    async with Peer.connect(url) as peer:
        answer = await peer.attach(machine.keys.seed)
        assert not isinstance(answer, Refused)
        attached, entries = answer
        held = [(Entry(one.seq, one.kind, one.blob), 2**62) for one in entries]
        return Box(held, attached.next_seq)


def live(founder: Machine, box: Box, start: int, seed: int = 1) -> Lived:
    """Let a circle of two, one of whom is away, become one of twenty and live for ninety days."""
    chance = random.Random(seed)
    relay = Noted(now=start)
    relay.boxes[founder.keys.box] = box
    host = Member(founder, relay)
    host.settle(start)
    members = [host]
    names = iter(NAMES.split())
    while len(members) < MEMBERS - 1:
        _come(members, next(names), start)
    for day in range(DAYS):
        for hour in HOURS:
            now = start + day * DAY + hour * 3_600
            relay.expire(now)
            if hour == HOURS[0] and day in CHANGES:
                _change(members, next(names), CHANGES[day], now)
            _look(members, now)
            for speaker in _speakers(members, day, hour, chance):
                _speak(speaker, members, now, chance)
            _look(members, now)
    end = start + DAYS * DAY
    _say(host, Message(LAST), end)
    return Lived(relay.log, relay.seeds, end)


def _look(members: list[Member], now: int) -> None:
    """Everybody reads what there is and does what is due, until nobody has anything more to do."""
    settle_all(list(members), now)


def _say(member: Member, body: Body, now: int) -> bytes:
    event_id = member.machine.say(body, now)
    member.save()
    member.settle(now)
    return event_id


def _speakers(
    members: list[Member], day: int, hour: int, chance: random.Random
) -> Iterator[Member]:
    if day < DAYS - LOUD_DAYS:
        yield chance.choice(members)
        return
    # So many a day, spread over the hours as evenly as they allow.
    at = HOURS.index(hour)
    each = LOUD * (at + 1) // len(HOURS) - LOUD * at // len(HOURS)
    for _ in range(each):
        yield from chance.sample(members, len(members))


def _speak(speaker: Member, members: list[Member], now: int, chance: random.Random) -> None:
    text = " ".join(chance.choices(TEXT.split(), k=chance.randint(3, 40)))
    said = _say(speaker, Message(text), now)
    if chance.randrange(REACTIONS) == 0:
        other = chance.choice(members)
        other.line.ended = False
        _say(other, Reaction(said, "👍"), now)


def _come(members: list[Member], name: str, now: int) -> None:
    host = members[0]
    came = Member(admit(host, name, now).machine, host.relay)
    _say(came, Card(pronouns="they/them", text=TEXT), now)
    members.append(came)
    _look(members, now)


def _change(members: list[Member], name: str, inviting: str, now: int) -> None:
    _look(members, now)
    _carry_out(members[0], Remove(members.pop(1).member), now)
    _come(members, name, now)
    _carry_out(members[0], SetRule("invite", inviting), now)


def _carry_out(member: Member, intent: Intent, now: int) -> None:
    why = carry_out(member, intent, now)
    assert not why, why


async def keep(lived: Lived, directory: Path) -> None:
    """Give a real relay on `directory` what was put into boxes, in its order and at its moments."""
    clock = Clock(lived.log[0].at)
    # Ninety days are not told within a minute by anybody else.
    hurried = Rates(*(10**6 for _ in msgspec.structs.fields(Rates)))
    config = easy_config(directory, rates=hurried, retention=RETENTION)
    async with (
        running_relay(directory, config, clock=clock) as relay,
        Peer.connect(relay.url) as peer,
    ):
        attached: set[bytes] = set()
        for one in lived.log:
            if day_of(one.at) != day_of(clock.now):
                clock.now = one.at
                assert await relay.upkeep.expire()
            clock.now = one.at
            if one.box not in attached:
                await _enter(peer, lived.seeds[one.box])
                attached.add(one.box)
            assert await _put(peer, lived.seeds[one.box], one) == one.seq
            peer.pushes.clear()
        clock.now = lived.end
        assert await relay.upkeep.expire()


async def _enter(peer: Peer, seed: bytes) -> None:
    if isinstance(await peer.attach(seed), Refused):
        assert isinstance(await peer.open(seed), Opened)
        assert not isinstance(await peer.attach(seed), Refused)


async def _put(peer: Peer, seed: bytes, one: Put) -> int:
    if one.kind is Kind.SEAL:
        answer = await peer.seal(seed, one.blob)
    else:
        answer = await peer.post(seed, one.blob, Life.LONG if one.long else Life.SHORT)
    assert isinstance(answer, Posted | Sealed), answer
    return answer.seq
