"""Random circles through random lives: races, lost answers, restarts, void seals, replays, days; they
end in agreement."""

import os
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from leeward_client.circle.events import Body, Card, Edit, Message, Reaction, Retract
from leeward_client.circle.items import Item, ItemKind
from leeward_client.group import founding
from leeward_client.group.records import (
    OUT,
    AddDevice,
    Admit,
    Appoint,
    Delivery,
    Idle,
    Leave,
    OpenInvite,
    Remove,
    RemoveDevice,
    Rename,
    SetRule,
    Status,
    Wait,
)
from leeward_client.invites.meeting import Meeting, Welcome, decode, read_welcome
from leeward_mls import KeyPackageBundle
from leeward_wire import Kind as EntryKind
from support.circles import DAY, NOW, Boxes, Device, admit, entered, founded
from support.hostile import agree, fragile, no_key_twice, restart, together

LAST_DAY = 12
"""Days that a life lasts at most: short entries stay for 14, so nothing is lost."""
MOST = 8


@dataclass
class Knock:
    """A newcomer on its way in."""

    bundle: KeyPackageBundle
    member: bytes
    reply_key: bytes


@dataclass
class World:
    """A circle, its relay, and the time."""

    relay: Boxes
    devices: list[Device]
    brittle: bool
    now: int = NOW
    codes: list[Meeting] = field(default_factory=list)
    knocks: dict[bytes, Knock] = field(default_factory=dict)
    links: dict[bytes, KeyPackageBundle] = field(default_factory=dict)
    """Further devices on their way, by signature key."""
    said: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Event id and author of every message."""

    @property
    def running(self) -> list[Device]:
        return [one for one in self.devices if one.machine.running]

    def act(self, action: int, actor: int, other: int) -> None:
        """One thing happens to, or is done by, one of those who are in the circle."""
        running = self.running
        device = running[actor % len(running)]
        target = running[other % len(running)]
        ACTIONS[action % len(ACTIONS)](self, device, target, other)
        device.save()
        self.let_in()

    def say(self, device: Device, body: Body) -> None:
        event_id = device.machine.say(body, self.now)
        if isinstance(body, Message):
            self.said.append((event_id, device.member))

    def let_in(self) -> None:
        """Newcomers whose welcome stands with anybody enter."""
        for device in list(self.devices):
            for knock_id, delivery in list(device.machine.deliveries.items()):
                knock = self.knocks.pop(knock_id, None)
                if knock is not None:
                    self.devices.append(self._entered(knock, delivery))
                device.machine.delivered(knock_id)
                device.save()
            for shelf, key in list(device.vault):
                if shelf == "linked":
                    further = entered(device, self.links.pop(key), self.now)
                    self.devices.append(fragile(further) if self.brittle else further)

    def _entered(self, knock: Knock, delivery: Delivery) -> Device:
        entry = decode(delivery.entry)
        assert isinstance(entry, Welcome)
        way = read_welcome(entry, knock.reply_key)
        machine = founding.join(
            way.welcome, knock.bundle, number=1, label=way.label, member=knock.member, now=self.now
        )
        device = Device(machine, self.relay)
        return fragile(device) if self.brittle else device


def _say(world: World, device: Device, target: Device, number: int) -> None:
    world.say(device, Message(f"word {len(world.said)}"))


def _answer(world: World, device: Device, target: Device, number: int) -> None:
    items = [one for one in device.machine.fold.items.values() if one.kind is ItemKind.MESSAGE]
    if not items:
        return
    item = items[number % len(items)]
    own = item.author == device.member and not item.retracted
    bodies: list[Body] = [Reaction(item.id, "+"), Message("yes", reply_to=item.id)]
    if own:
        bodies += [Edit(item.id, "better"), Retract(item.id)]
    world.say(device, bodies[number % len(bodies)])


def _card(world: World, device: Device, target: Device, number: int) -> None:
    world.say(device, Card(pronouns=f"they {number}"))


def _some_steps(world: World, device: Device, target: Device, number: int) -> None:
    for _ in range(1 + number % 3):
        if isinstance(device.step(world.now), Idle | Wait):
            device.line.ended = device.line.refused = False


def _all_steps(world: World, device: Device, target: Device, number: int) -> None:
    device.line.ended = device.line.refused = False
    device.settle(world.now)


def _reconnect(world: World, device: Device, target: Device, number: int) -> None:
    device.reconnect()


def _die(world: World, device: Device, target: Device, number: int) -> None:
    device.machine.want(device.line, world.now)  # it may have made up its mind, and written it
    if number % 2:
        device.save()
    restart(device)


def _lose_answers(world: World, device: Device, target: Device, number: int) -> None:
    device.lost_acks = 1 + number % 2


def _time_passes(world: World, device: Device, target: Device, number: int) -> None:
    passed = (60, 3600, DAY // 2, DAY)[number % 4]
    if world.now + passed < NOW + LAST_DAY * DAY:
        world.now += passed


def _invite(world: World, device: Device, target: Device, number: int) -> None:
    code = Meeting.of(os.urandom(16))
    world.codes.append(code)
    device.machine.intend(OpenInvite(code.id_hash, 1))


def _admit(world: World, device: Device, target: Device, number: int) -> None:
    if not world.codes or len(world.devices) >= MOST:
        return
    code = world.codes[number % len(world.codes)]
    member, reply_key, knock_id = os.urandom(16), os.urandom(32), os.urandom(8)
    bundle = founding.key_package(member, world.now)
    world.knocks[knock_id] = Knock(bundle, member, reply_key)
    intent = Admit(
        code.id_hash, knock_id, bundle.key_package, member, f"Newcomer {number}", reply_key,
        code.secret,
    )  # fmt: skip
    device.machine.intend(intent)


def _remove(world: World, device: Device, target: Device, number: int) -> None:
    if len(world.running) > 2:
        device.machine.intend(Remove(target.member))


def _leave(world: World, device: Device, target: Device, number: int) -> None:
    if len(world.running) > 3 and device.machine.record.status is Status.ACTIVE:
        device.machine.leave()


def _link(world: World, device: Device, target: Device, number: int) -> None:
    if len(world.devices) < MOST:
        bundle = founding.key_package(device.member, world.now)
        world.links[bundle.signer.public] = bundle
        device.machine.intend(AddDevice(bundle.key_package))


def _take_out(world: World, device: Device, target: Device, number: int) -> None:
    if len(world.running) > 2:
        device.machine.intend(RemoveDevice(target.member, target.machine.group.signer.public))


def _leave_with_all(world: World, device: Device, target: Device, number: int) -> None:
    if len(world.running) > 3 and device.machine.record.status is Status.ACTIVE:
        device.machine.intend(Leave())


def _appoint(world: World, device: Device, target: Device, number: int) -> None:
    device.machine.intend(Appoint(target.member))


def _rule(world: World, device: Device, target: Device, number: int) -> None:
    device.machine.intend(SetRule("invite", ("members", "hosts")[number % 2]))


def _rename(world: World, device: Device, target: Device, number: int) -> None:
    device.machine.intend(Rename(f"Name {number}"))


def _void(world: World, device: Device, target: Device, number: int) -> None:
    box = world.relay.boxes.get(device.box)
    if box is not None and sum(one.kind is EntryKind.SEAL for one, _ in box.entries) < 2:
        world.relay.put(device.box, EntryKind.SEAL, os.urandom(65_536))


def _replay(world: World, device: Device, target: Device, number: int) -> None:
    box = world.relay.boxes.get(device.box)
    if box is not None and box.entries:
        again = box.entries[number % len(box.entries)][0]
        world.relay.put(device.box, EntryKind.POST, again.blob)


ACTIONS = [
    _say, _say, _answer, _answer, _card, _some_steps, _some_steps, _some_steps, _all_steps,
    _reconnect, _die, _lose_answers, _time_passes, _time_passes, _invite, _admit, _admit, _remove,
    _leave, _appoint, _rule, _rename, _link, _link, _take_out, _leave_with_all,
    _void, _replay,
]  # fmt: skip


def _shown(item: Item) -> tuple[object, ...]:
    return (item.id, item.text, item.edited, item.retracted, item.reactions, item.author)


def _timeline(device: Device) -> list[tuple[object, ...]]:
    """What was said, in order, and what became of it."""
    items = device.machine.fold.items.values()
    return [_shown(item) for item in items if item.kind in (ItemKind.MESSAGE, ItemKind.CARD)]


@seed(2)
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    size=st.integers(3, 5),
    brittle=st.booleans(),
    life=st.lists(
        st.tuples(st.integers(0, 1_000), st.integers(0, 20), st.integers(0, 20)),
        min_size=10,
        max_size=50,
    ),
)
def test_random_circles_end_in_agreement(
    size: int, brittle: bool, life: list[tuple[int, int, int]]
) -> None:
    with no_key_twice():
        live(size, brittle, life)


def live(size: int, brittle: bool, life: list[tuple[int, int, int]]) -> None:
    """One life of one circle."""
    relay = Boxes()
    devices = [founded(relay)]
    devices += [admit(devices[0], f"Member {number}") for number in range(1, size)]
    together(devices, NOW)
    world = World(relay, [fragile(one) if brittle else one for one in devices], brittle)
    for action, actor, other in life:
        world.act(action, actor, other)
    for _ in range(20):  # newcomers come in, and what waited is done
        known = len(world.devices)
        world.now += 60
        together(world.devices, world.now)
        world.let_in()
        if known == len(world.devices):
            break
    statuses = {one.machine.record.status for one in world.devices}
    assert statuses <= {Status.ACTIVE, Status.LEAVING, *OUT}
    running = world.running
    agree(running)
    whole = _timeline(running[0])
    for device in running:
        assert not device.machine.drafts
        shown = _timeline(device)
        assert [one[0] for one in shown] == [one[0] for one in whole][len(whole) - len(shown) :]
        if device in world.devices[:size]:
            assert shown == whole
        restart(device)
        assert _timeline(device) == shown
    ids = [one[0] for one in whole]
    assert len(set(ids)) == len(ids)
    staying = {one.member for one in running}
    for event_id, author in world.said:
        if author in staying and running[0] in world.devices[:size]:
            assert ids.count(event_id) == 1
