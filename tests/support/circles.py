"""Real machines around a relay made of a dictionary, which a test can make misbehave.

This relay follows the box protocol as far as a machine can tell; the socket tests use the real one.
A test drives many members through months within seconds: time is only a number that it passes in.
"""

import os
from dataclasses import dataclass, field

import msgspec
from leeward_client.circle.events import Message
from leeward_client.circle.items import ItemKind
from leeward_client.circle.policy import Relay
from leeward_client.circle.views import timeline
from leeward_client.group import founding
from leeward_client.group.machine import Line, Machine
from leeward_client.group.records import (
    AddDevice,
    Admit,
    Attach,
    Delete,
    Ended,
    Entry,
    Idle,
    Intent,
    Open,
    OpenInvite,
    Post,
    Read,
    Seal,
    Wait,
    Want,
    Write,
)
from leeward_client.invites.meeting import Meeting, Welcome, decode, read_welcome
from leeward_mls import KeyPackageBundle
from leeward_wire import Kind as EntryKind
from leeward_wire import box_id

NOW = 1_800_000_000
DAY = 86_400


@dataclass
class Box:
    """One box of the relay."""

    entries: list[tuple[Entry, int]] = field(default_factory=list)
    """With the time after which each is gone."""
    next_seq: int = 1
    last_seal: int = 0


@dataclass
class Boxes:
    """A relay: opens, keeps and shows boxes; `show` may be replaced to lie about what they hold."""

    boxes: dict[bytes, Box] = field(default_factory=dict)
    dead: set[bytes] = field(default_factory=set)

    def expire(self, now: int) -> None:
        """Drop entries whose time is over."""
        for box in self.boxes.values():
            box.entries = [(entry, until) for entry, until in box.entries if until > now]

    def bury(self, box: bytes) -> None:
        """The whole box expires; its tombstone stays."""
        del self.boxes[box]
        self.dead.add(box)

    def put(self, box: bytes, kind: EntryKind, blob: bytes, until: int = 2**62) -> int:
        """Store an entry; its sequence number."""
        held = self.boxes[box]
        seq = held.next_seq
        held.next_seq += 1
        held.entries.append((Entry(seq, kind, blob), until))
        if kind is EntryKind.SEAL:
            held.last_seal = seq
        return seq

    def show(self, box: bytes, after: int) -> list[Entry]:
        """What a reader gets."""
        return [entry for entry, _ in self.boxes[box].entries if entry.seq > after]


@dataclass
class Device:
    """One member's machine, its connection, and its vault as a dictionary of bytes."""

    machine: Machine
    relay: Boxes
    line: Line = field(default_factory=Line)
    vault: dict[tuple[str, bytes], bytes] = field(default_factory=dict)
    lost_acks: int = 0
    """So many answers to posts and seals get lost from now on."""

    def __post_init__(self) -> None:
        self.save()

    @property
    def member(self) -> bytes:
        return self.machine.record.member

    @property
    def box(self) -> bytes:
        return self.machine.keys.box

    def save(self) -> None:
        """Store what the machine wants stored."""
        for write in self.machine.take_writes():
            self._store(write)

    def _store(self, write: Write) -> None:
        if isinstance(write, Delete):
            self.vault.pop((write.shelf, write.key), None)
        else:
            self.vault[write.shelf, write.key] = write.value

    def step(self, now: int) -> Want:
        """One request and its answer."""
        want = self.machine.want(self.line, now)
        self.save()
        self._do(want, now)
        self.save()
        return want

    def settle(self, now: int) -> None:
        """Go on until there is nothing left to do but listen or wait."""
        for _ in range(1_000):
            if isinstance(self.step(now), Idle | Wait):
                return
        raise AssertionError("the machine never comes to rest")

    def reconnect(self) -> None:
        """Lose the connection."""
        self.line = Line()

    def _do(self, want: Want, now: int) -> None:
        machine, line, relay = self.machine, self.line, self.relay
        match want:
            case Attach(seed, after):
                box = box_id(seed)
                if box not in relay.boxes:
                    machine.attach_refused(line)
                    return
                machine.attached(line, relay.boxes[box].next_seq, now)
                machine.page(line, relay.show(box, after), done=True, now=now)
            case Open(seed):
                box = box_id(seed)
                if box in relay.dead:
                    machine.open_refused()
                    return
                relay.boxes.setdefault(box, Box())
                machine.box_opened(line)
            case Read(after):
                machine.page(line, relay.show(line.box, after), done=True, now=now)
            case Post(blob, long):
                if relay.boxes[line.box].last_seal:
                    # A box whose seal is void takes posts no more, either: they wait for the next.
                    machine.overtaken(line)
                    return
                until = now + (90 if long else 14) * DAY
                self._answer(relay.put(line.box, EntryKind.POST, blob, until))
            case Seal(blob, after):
                if relay.boxes[line.box].last_seal != after:
                    machine.overtaken(line)
                    return
                self._answer(relay.put(line.box, EntryKind.SEAL, blob, now + 90 * DAY))
            case _:
                pass

    def _answer(self, seq: int) -> None:
        if self.lost_acks:
            self.lost_acks -= 1
            self.reconnect()
        else:
            self.machine.acknowledged(self.line, seq)


def founded(relay: Boxes, name: str = "Amal", now: int = NOW) -> Device:
    """A device with a new circle of one."""
    machine = founding.found(
        number=1, label="harbour", relay=Relay("http://127.0.0.1:8470"), name=name, now=now
    )
    return Device(machine, relay)


def admit(host: Device, name: str, now: int = NOW, rejoiner: Device | None = None) -> Device:
    """Let a newcomer in through a fresh code, or a member in again, and give its device."""
    meeting = Meeting.of(os.urandom(16))
    carry_out(host, OpenInvite(meeting.id_hash, 1), now)
    member = os.urandom(16) if rejoiner is None else rejoiner.member
    bundle = founding.key_package(member, now)
    signature = b"" if rejoiner is None else rejoiner.machine.sign_rejoining(bundle.key_package)
    reply_key, knock_id = os.urandom(32), os.urandom(8)
    intent = Admit(
        meeting.id_hash, knock_id, bundle.key_package, member, name, reply_key, meeting.secret,
        signature,
    )  # fmt: skip
    carry_out(host, intent, now)
    delivery = host.machine.deliveries[knock_id]
    host.machine.delivered(knock_id)
    host.save()
    entry = decode(delivery.entry)
    assert isinstance(entry, Welcome)
    way = read_welcome(entry, reply_key)
    machine = founding.join(
        way.welcome, bundle, number=1, label=way.label, member=member, now=now,
        before=None if rejoiner is None else rejoiner.machine.fold,
    )  # fmt: skip
    return Device(machine, host.relay)


def link(device: Device, now: int = NOW) -> Device:
    """Link a further device of the same member, and give it."""
    bundle = founding.key_package(device.member, now)
    assert carry_out(device, AddDevice(bundle.key_package), now) == ""
    return entered(device, bundle, now)


def entered(device: Device, bundle: KeyPackageBundle, now: int = NOW) -> Device:
    """The further device whose welcome a device of the same member holds."""
    welcome = device.vault.pop(("linked", bundle.signer.public))
    machine = founding.join(
        welcome, bundle, number=1, label="harbour", member=device.member, now=now
    )
    return Device(machine, device.relay)


def carry_out(device: Device, intent: Intent, now: int = NOW) -> str:
    """Drive an intent to its end; why it failed, empty when it was carried out."""
    key = device.machine.intend(intent)
    device.save()
    device.settle(now)
    ended = msgspec.msgpack.decode(device.vault["ended", key], type=Ended)
    return ended.why


def circle_of(size: int, now: int = NOW) -> tuple[Boxes, list[Device]]:
    """A circle of so many, everybody up to date."""
    relay = Boxes()
    devices = [founded(relay, "Amal", now)]
    for number in range(1, size):
        devices.append(admit(devices[0], f"Member {chr(96 + number)}", now))
    settle_all(devices, now)
    return relay, devices


def settle_all(devices: list[Device], now: int) -> None:
    """Everybody reads and acts until all have the same."""
    for _ in range(20):
        before = [(device.machine.group.epoch, device.machine.sync.cursor) for device in devices]
        for device in devices:
            device.line.ended = False
            device.settle(now)
        if before == [(one.machine.group.epoch, one.machine.sync.cursor) for one in devices]:
            return
    raise AssertionError("the circle never comes to rest")


def texts(device: Device) -> list[str]:
    """What a member reads, in order."""
    return [
        view.text for view in timeline(device.machine.fold) if view.kind is ItemKind.MESSAGE
        and view.text is not None
    ]  # fmt: skip


def kinds(device: Device) -> list[ItemKind]:
    """The kinds of all items, in order."""
    return [view.kind for view in timeline(device.machine.fold)]


def say(device: Device, text: str, now: int = NOW) -> bytes:
    """Write a message and post it."""
    event_id = device.machine.say(Message(text), now)
    device.save()
    device.settle(now)
    return event_id
