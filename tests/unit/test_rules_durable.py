"""Rule D: whatever the moment at which a device dies, it goes on from its vault, and nothing is lost,
said twice, or encrypted twice with one key."""

from dataclasses import dataclass
from itertools import count

import pytest
from leeward_client.circle.events import Card, Edit, Message, Reaction
from leeward_client.circle.items import ItemKind
from leeward_client.group.machine import Line
from leeward_client.group.records import Appoint, Idle, Rename, SetRule, Status, Wait, Want
from support.circles import NOW, Device, carry_out, circle_of, kinds, say, texts
from support.hostile import (
    agree,
    events,
    fragile,
    machine_from,
    no_key_twice,
    notes,
    pending_seal,
    restart,
    together,
)

POINTS = ("decided", "stored", "sent", "kept")
"""Before the decision is stored; after that, before it is sent; when the relay has it, before what
came of it is stored; after that."""


@dataclass
class Mortal(Device):
    """A device that dies once, at one point of one of its steps."""

    dies_at: int = 0
    point: str = "decided"
    steps: int = 0

    def step(self, now: int) -> Want:
        want = self.machine.want(self.line, now)
        if self._dies("decided"):
            return want
        self.save()
        if self._dies("stored"):
            return want
        self._do(want, now)
        if self._dies("sent"):
            return want
        self.save()
        self._dies("kept")
        self.steps += 1
        return want

    @property
    def dead(self) -> bool:
        return self.dies_at < 0

    def _dies(self, point: str) -> bool:
        if self.steps != self.dies_at or point != self.point:
            return False
        self.dies_at = -1
        restart(self)
        return True


def life(dies_at: int, point: str) -> bool:
    """A few steps of three people, one of whom dies at that point; whether it did."""
    _, (first, second, third) = circle_of(3)
    carry_out(first, Appoint(second.member))
    together([first, second, third], NOW)
    mortal = Mortal(
        first.machine, first.relay, vault=first.vault, line=first.line, dies_at=dies_at, point=point
    )
    mortal.machine.say(Message("one"), NOW)
    second.machine.say(Message("two"), NOW)
    mortal.machine.say(Card(pronouns="she"), NOW)
    mortal.machine.intend(SetRule("timer", 3600))
    second.machine.intend(Rename("Second"))
    third.machine.leave()
    devices = [mortal, second, third]
    for device in devices:
        device.save()
    for round_ in range(24):
        for device in devices:
            if isinstance(device.step(NOW + 60 * round_), Idle | Wait):
                device.line.ended = device.line.refused = False
        if round_ == 8:
            mortal.machine.say(Message("three"), NOW)
            mortal.save()
    together(devices, NOW + 3_600)
    agree([mortal, second])
    assert third.machine.record.status is Status.LEFT
    for device in (mortal, second):
        assert sorted(texts(device)) == ["one", "three", "two"]
        assert kinds(device).count(ItemKind.CARD) == 1
        assert kinds(device).count(ItemKind.POLICY) == 1
        assert kinds(device).count(ItemKind.RENAMED) == 1
        assert kinds(device).count(ItemKind.LEFT) == 1
        assert not device.machine.drafts
        assert not device.machine.intents
    assert events(mortal) == events(second)
    return mortal.dead


@pytest.mark.parametrize("point", POINTS)
def test_a_device_that_dies_at_any_step_loses_nothing_and_repeats_nothing(point: str) -> None:
    for step in count():
        with no_key_twice():
            if not life(step, point):
                break
    assert step > 15


def test_the_death_of_the_committer_between_the_acknowledgement_and_the_merge_is_no_death() -> None:
    for point in ("stored", "sent"):
        _, (host, second) = circle_of(2)
        host.machine.intend(Rename("Amal B"))
        want = pending_seal(host, NOW)
        epoch = host.machine.group.epoch
        if point == "sent":
            host._do(want, NOW)
        restart(host)
        assert host.machine.pending is not None
        assert host.machine.group.epoch == epoch
        together([host, second], NOW)
        agree([host, second])
        assert host.machine.group.epoch == epoch + 1
        assert host.machine.policy.roster[host.member].name == "Amal B"


def test_a_machine_from_the_vault_is_the_machine_that_wrote_it() -> None:
    _, (host, second) = circle_of(2)
    say(second, "one")
    host.machine.say(Message("two"), NOW)
    host.machine.say(Reaction(events(second)[0], "+"), NOW)
    host.machine.intend(Rename("Amal B"))
    host.machine.intend(SetRule("timer", 3600))
    host.settle(NOW)
    host.machine.say(Message("three"), NOW)
    host.machine.want(host.line, NOW)
    host.save()
    again = machine_from(host.vault)
    assert again.record == host.machine.record
    assert again.sync == host.machine.sync
    assert again.drafts == host.machine.drafts
    assert list(again.drafts) == list(host.machine.drafts)
    assert again.intents == host.machine.intents
    assert again.pending == host.machine.pending
    assert again.group.serialize() == host.machine.group.serialize()
    assert again.ledger.serialize() == host.machine.ledger.serialize()
    assert again.fold == host.machine.fold
    assert again.want(host.line, NOW) == host.machine.want(host.line, NOW)


def test_what_was_encrypted_is_sent_again_byte_for_byte() -> None:
    _, (host, second) = circle_of(2)
    host.machine.say(Message("once"), NOW)
    first = host.machine.want(host.line, NOW)
    host.save()
    restart(host)
    line = host.line
    host.step(NOW)
    assert host.machine.want(line, NOW) == first
    together([host, second], NOW)
    assert texts(second) == ["once"]


def test_a_cursor_never_runs_ahead_of_what_was_stored() -> None:
    _, (host, second) = circle_of(2)
    for number in range(5):
        say(host, f"word {number}")
    entries = host.relay.show(second.box, 0)
    second.machine.page(second.line, entries[:3], done=False, now=NOW)
    restart(second)  # before any of it was stored
    assert second.machine.sync.cursor == 0
    second.machine.page(Line(box=second.box), entries[:3], done=False, now=NOW)
    second.save()
    restart(second)
    assert second.machine.sync.cursor == 3
    together([host, second], NOW)
    assert texts(second) == [f"word {number}" for number in range(5)]
    assert not notes(second, ItemKind.GAP)


def test_members_who_die_at_every_step_end_in_agreement() -> None:
    _, devices = circle_of(4)
    carry_out(devices[0], Appoint(devices[1].member))
    together(devices, NOW)
    frail = [fragile(device) for device in devices]
    with no_key_twice():
        for number, device in enumerate(frail):
            device.lost_acks = 1
            device.machine.say(Message(f"word {number}"), NOW)
            device.machine.intend(Rename(f"Name {number}"))
            device.save()
        together(list(frail), NOW)
        target = events(frail[0])[0]
        author = next(one for one in frail if texts(one) and _wrote(one, target))
        author.machine.say(Edit(target, "better"), NOW)
        author.save()
        together(list(frail), NOW)
    agree(list(frail))
    for device in frail:
        assert min(texts(device)) == "better"
        assert len(set(events(device))) == len(events(device)) == 4
        assert not device.machine.drafts


def _wrote(device: Device, event_id: bytes) -> bool:
    return device.machine.fold.items[event_id].author == device.member
