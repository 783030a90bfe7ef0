"""A world of leeward_mls members around one ordered log, moved by a seeded random source.

The log is what a relay keeps: for each epoch the entries posted in it, closed by one commit. Each
member reads it at its own pace, may be shut down and opened again between any two steps, may miss
messages for good or read them out of order, and may lose a race to commit. A small model beside
it says who must be in the group; `settle` brings everybody to the end and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from leeward_mls import (
    Extension,
    Group,
    KeyPackageBundle,
    MLSError,
    PendingCommit,
    Removed,
    Replayed,
    SignatureKey,
    Suite,
)

POLICY = 0xF0A0
BEGIN, NOW, END = 1_000, 2_000, 3_000


@dataclass
class Entry:
    """What somebody posted: a message with its plaintext, or a proposal without."""

    author: str
    data: bytes = field(repr=False)
    plaintext: bytes | None = None


@dataclass
class Epoch:
    """The box of one epoch: entries in order, then the commit that closed it."""

    entries: list[Entry] = field(default_factory=list)
    seal: bytes | None = field(default=None, repr=False)
    committer: str = ""


@dataclass
class Seat:
    """A member, as its device sees it."""

    name: str
    group: Group
    read: int = 0
    postponed: list[Entry] = field(default_factory=list)
    heard: list[Entry] = field(default_factory=list)


@dataclass
class Newcomer:
    """Somebody who was added and has not opened the welcome yet."""

    name: str
    bundle: bytes = field(repr=False)
    welcome: bytes = field(repr=False)
    epoch: int


@dataclass
class Attempt:
    """One commit of a race, with what it would change."""

    seat: Seat
    pending: PendingCommit
    newcomers: list[tuple[str, bytes]]
    removed: set[str]
    policy: bytes | None


class World:
    """One group from its founding on; `target` is the size it grows to."""

    def __init__(self, suite: Suite, seed: int, target: int) -> None:
        self.random = Random(seed)
        self.suite = suite
        self.target = target
        self.epochs = [Epoch()]
        self.names = 0
        self.policy = b"policy 0"
        self.said = 0
        self.leaving: set[str] = set()
        self.newcomers: list[Newcomer] = []
        founder = self.new_name()
        group = Group.create(
            suite,
            b"world",
            founder.encode(),
            SignatureKey.generate(suite),
            extensions=[Extension(POLICY, self.policy)],
            extensions_supported=[POLICY],
        )
        self.seats = {founder: Seat(founder, group)}
        self.roster = {founder}

    # What can happen.

    def step(self) -> None:
        """One random event."""
        events = [
            (self.say, 8),
            (self.hear, 5),
            (self.race, 2.5),
            (self.restart, 4),
            (self.open_welcome, 3),
            (self.ask_to_leave, 0.7),
            (self.replay, 1),
        ]
        happens, weights = zip(*events, strict=True)
        self.random.choices(happens, weights)[0]()

    def say(self) -> None:
        """Somebody encrypts; if its epoch is over already, the relay refuses and it is lost."""
        seat = self.somebody()
        self.said += 1
        plaintext = b"%d " % self.said + self.random.randbytes(self.random.randrange(60))
        data = seat.group.encrypt(
            plaintext, self.random.randbytes(3), self.random.choice([0, 0, 17])
        )
        if seat.group.epoch == self.head:
            self.epochs[self.head].entries.append(Entry(seat.name, data, plaintext))

    def hear(self) -> None:
        """Some members read on, a little or to the end; the others lag behind."""
        seats = list(self.seats.values())
        for seat in self.random.sample(seats, self.random.randint(1, len(seats))):
            for _ in range(self.random.choice([1, 2, 5, 1000, 1000])):
                if seat.name not in self.seats or not self.read_one(seat):
                    break

    def race(self) -> None:
        """One to three members commit on the same epoch; the relay takes the first."""
        ready = [seat for seat in self.seats.values() if seat.group.epoch == self.head]
        racers = self.random.sample(ready, min(len(ready), self.random.choice([1, 1, 2, 3])))
        attempts = [self.attempt(seat) for seat in racers]
        if not attempts:
            # whoever is furthest catches up instead, so that the world goes on
            seat = max(self.seats.values(), key=lambda each: each.group.epoch, default=None)
            while seat is not None and self.read_one(seat):
                pass
            return
        winner = self.random.choice(attempts)
        epoch = self.epochs[self.head]
        epoch.seal, epoch.committer = winner.pending.message, winner.seat.name
        self.epochs.append(Epoch())
        self.roster = self.roster - winner.removed | {name for name, _ in winner.newcomers}
        self.leaving = set()  # a proposal lives no longer than its epoch
        if winner.policy is not None:
            self.policy = winner.policy
        for name, bundle in winner.newcomers:
            assert winner.pending.welcome is not None
            self.newcomers.append(Newcomer(name, bundle, winner.pending.welcome, self.head))
        seat = winner.seat
        seat.group, seat.read, seat.postponed, seat.heard = winner.pending.next, 0, [], []
        assert seat.group.epoch == self.head
        if self.random.random() < 0.5:
            self.reopen(seat)

    def restart(self) -> None:
        """Somebody's device is shut down and opened again."""
        self.reopen(self.somebody())

    def open_welcome(self) -> None:
        """A newcomer joins, perhaps epochs later; from then on it reads like everybody."""
        if not self.newcomers:
            return
        new = self.newcomers.pop(self.random.randrange(len(self.newcomers)))
        group = Group.join(new.welcome, KeyPackageBundle.restore(new.bundle), now=NOW)
        assert group.epoch == new.epoch
        self.seats[new.name] = Seat(new.name, group)

    def ask_to_leave(self) -> None:
        """Somebody proposes its own removal; the next commit by one who read it carries it out."""
        seat = self.somebody()
        if seat.group.epoch != self.head or seat.name in self.leaving or len(self.roster) < 3:
            return
        data = seat.group.propose_remove_self()
        self.epochs[self.head].entries.append(Entry(seat.name, data))
        self.leaving.add(seat.name)

    def replay(self) -> None:
        """A message that was read is given again: it must not open twice."""
        seat = self.somebody()
        if seat.heard:
            with pytest.raises(Replayed):
                seat.group.decrypt(self.random.choice(seat.heard).data)

    # How it happens.

    @property
    def head(self) -> int:
        return len(self.epochs) - 1

    def new_name(self) -> str:
        self.names += 1
        return f"member-{self.names}"

    def somebody(self) -> Seat:
        return self.random.choice(list(self.seats.values()))

    def attempt(self, seat: Seat) -> Attempt:
        """A commit of a random kind; nothing of it counts until it has won."""
        size = len(self.roster)
        growing = size < self.target and self.random.random() < 0.7
        added = self.random.randint(1, min(8, self.target - size)) if growing else 0
        newcomers = [self.newcomer() for _ in range(added)]
        others = sorted(member.leaf for member in seat.group.members)
        others.remove(seat.group.own_leaf)
        shrinking = size > 3 and self.random.random() < (0.15 if growing else 0.4)
        leaves = self.random.sample(others, min(len(others), 1 + (self.random.random() < 0.3)))
        policy = b"policy %d" % self.head if self.random.random() < 0.25 else None
        pending = seat.group.commit(
            adds=[KeyPackageBundle.restore(bundle).key_package for _, bundle in newcomers],
            removes=leaves if shrinking else [],
            extensions=None if policy is None else [Extension(POLICY, policy)],
            update=self.random.random() < 0.8,
            private=self.random.random() < 0.3,
        )
        before = {member.identity for member in seat.group.members}
        after = {member.identity for member in pending.next.members}
        removed = {identity.decode() for identity in before - after}
        if shrinking:
            assert removed >= {
                member.identity.decode() for member in seat.group.members if member.leaf in leaves
            }
        assert seat.name not in removed
        return Attempt(seat, pending, newcomers, removed, policy)

    def newcomer(self) -> tuple[str, bytes]:
        name = self.new_name()
        bundle = KeyPackageBundle.create(
            self.suite,
            name.encode(),
            SignatureKey.generate(self.suite),
            not_before=BEGIN,
            not_after=END,
            extensions_supported=[POLICY],
        )
        return name, bundle.serialize()

    def reopen(self, seat: Seat) -> None:
        """Through bytes and back: whole, or in the two parts that change at different times."""
        if self.random.random() < 0.5:
            data = seat.group.serialize()
            seat.group = Group.restore(data)
            assert seat.group.serialize() == data
        else:
            epoch, ratchets = seat.group.serialize_epoch(), seat.group.serialize_ratchets()
            seat.group = Group.restore_parts(epoch, ratchets)
            assert seat.group.serialize_epoch() == epoch
            assert seat.group.serialize_ratchets() == ratchets

    def read_one(self, seat: Seat) -> bool:
        """The next entry, or the seal; False at the end of what there is."""
        epoch = self.epochs[seat.group.epoch]
        if seat.read < len(epoch.entries):
            entry = epoch.entries[seat.read]
            seat.read += 1
            chance = self.random.random()
            if entry.author == seat.name:
                pass
            elif entry.plaintext is None:
                seat.group.receive_proposal(entry.data)
            elif chance < 0.2:
                seat.postponed.append(entry)
            elif chance > 0.05 + 0.2:
                self.open(seat, entry)
            # else it is missed for good, as one that expired
            return True
        if seat.postponed:
            position = self.random.randrange(len(seat.postponed))
            self.open(seat, seat.postponed.pop(position))
            return True
        if epoch.seal is None:
            return False
        late = [entry for entry in epoch.entries if entry.plaintext is not None]
        try:
            group = seat.group.inspect(epoch.seal).apply()
        except Removed:
            assert seat.name not in self.roster
            del self.seats[seat.name]
            self.knows_nothing_more(seat)
            return False
        old, seat.group = seat.group, group
        assert group.epoch == old.epoch + 1
        if late:
            with pytest.raises(MLSError):
                group.decrypt(late[-1].data)
        seat.read, seat.heard = 0, []
        return True

    def open(self, seat: Seat, entry: Entry) -> None:
        got = seat.group.decrypt(entry.data)
        assert got.plaintext == entry.plaintext
        assert got.identity == entry.author.encode()
        seat.heard.append(entry)

    def knows_nothing_more(self, seat: Seat) -> None:
        """A removed member reads nothing that was posted after its removal."""
        for epoch in self.epochs[seat.group.epoch + 1 :]:
            for entry in epoch.entries:
                with pytest.raises(MLSError):
                    seat.group.decrypt(entry.data)

    def settle(self) -> None:
        """Everybody reads to the end; then all must agree, and be those the model expects."""
        while self.newcomers:
            self.open_welcome()
        for seat in list(self.seats.values()):
            while seat.name in self.seats and self.read_one(seat):
                pass
        assert set(self.seats) == self.roster
        groups = [seat.group for seat in self.seats.values()]
        assert {group.epoch for group in groups} == {self.head}
        first = groups[0]
        assert {member.identity.decode() for member in first.members} == self.roster
        assert first.extensions == [Extension(POLICY, self.policy)]
        secret = first.export("world", b"end", 32)
        for group in groups[1:]:
            assert group.export("world", b"end", 32) == secret
            assert group.epoch_authenticator == first.epoch_authenticator
            assert group.confirmed_transcript_hash == first.confirmed_transcript_hash
            assert group.tree_hash == first.tree_hash
            assert group.extensions == first.extensions
            assert group.members == first.members
