"""A member of a circle whose device runs the web client, in Node from its sources."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import build_web
from leeward_client.group import founding
from leeward_client.group.records import Admit, OpenInvite
from leeward_client.invites.meeting import Meeting, Welcome, decode, read_welcome
from leeward_wire import Kind as EntryKind

from support.circles import DAY, NOW, Box, Boxes, Device, carry_out
from support.node import Driver

HOME = build_web.ROOT / "tests" / "interop" / "node-circles"


def circles_driver() -> Driver:
    return Driver(HOME, build_web.HOME)


@dataclass
class WebDevice:
    """Does what `circles.Device` does; its machine stands on the other side of a pipe."""

    name: str
    driver: Driver
    relay: Boxes
    lost_acks: int = 0
    member: bytes = field(default=b"")

    def call(self, op: str, **fields: Any) -> dict[str, Any]:
        """One command in this member's name."""
        return self.driver.call(op, **{"as": self.name, **fields})

    def step(self, now: int) -> str:
        """One request and its answer; the request's kind."""
        want = self.call("want", now=now)
        kind: str = want["kind"]
        box = bytes.fromhex(want["box"])
        if kind == "attach":
            self._attach(box, want["after"], now)
        elif kind == "open":
            if box in self.relay.dead:
                self.call("told", what="openRefused")
            else:
                self.relay.boxes.setdefault(box, Box())
                self.call("told", what="boxOpened")
        elif kind == "read":
            self._page(box, want["after"], now)
        elif kind in ("post", "seal"):
            self._put(box, want, now)
        return kind

    def _attach(self, box: bytes, after: int, now: int) -> None:
        if box not in self.relay.boxes:
            self.call("told", what="attachRefused")
            return
        self.call("attached", next_seq=self.relay.boxes[box].next_seq, now=now)
        self._page(box, after, now)

    def _page(self, box: bytes, after: int, now: int) -> None:
        shown = self.relay.show(box, after)
        self.call("page", entries=[[one.seq, int(one.kind), one.blob] for one in shown], now=now)

    def _put(self, box: bytes, want: dict[str, Any], now: int) -> None:
        sealing = want["kind"] == "seal"
        if self.relay.boxes[box].last_seal != (want["after"] if sealing else 0):
            self.call("told", what="overtaken")
            return
        until = now + (90 if sealing or want["long"] else 14) * DAY
        kind = EntryKind.SEAL if sealing else EntryKind.POST
        seq = self.relay.put(box, kind, bytes.fromhex(want["blob"]), until)
        if self.lost_acks:
            self.lost_acks -= 1
            self.call("reconnect")
        else:
            self.call("acknowledged", seq=seq)

    def settle(self, now: int) -> None:
        """Go on until there is nothing left to do but listen or wait."""
        for _ in range(1_000):
            if self.step(now) in ("idle", "wait"):
                return
        raise AssertionError("the machine never comes to rest")

    def again(self) -> None:
        """Look again at what the relay holds."""
        self.call("again")

    def look(self) -> dict[str, Any]:
        """What this member has and sees; see `look_at`."""
        return self.call("look")

    def say(self, kind: str, now: int = NOW, **fields: Any) -> bytes:
        """Put an event into the outbox; its id."""
        return bytes.fromhex(self.call("say", body={"kind": kind, **fields}, now=now)["id"])

    def write(self, text: str, now: int = NOW) -> bytes:
        """Put a message into the outbox; its id."""
        return self.say("message", now, text=text, cw=None, replyTo=None, timer=None, tone=0)

    def intend(self, kind: str, **fields: Any) -> None:
        """Put a wish on the list."""
        self.call("intend", intent={"kind": kind, **fields})


Member = Device | WebDevice


def founded_on_web(driver: Driver, name: str = "Amal", now: int = NOW) -> WebDevice:
    """A web device with a new circle of one."""
    device = WebDevice(name, driver, Boxes())
    device.call("found", name=name, url="http://127.0.0.1:8470", now=now)
    device.member = bytes.fromhex(device.look()["member"])
    return device


@dataclass
class _Way:
    """A code that stands open, and what the one who knocks there brought."""

    code: Meeting
    member: bytes
    reply_key: bytes = field(default_factory=lambda: os.urandom(32))
    knock_id: bytes = field(default_factory=lambda: os.urandom(8))


def admit(
    host: Member, newcomer: str, web: Driver | None, now: int = NOW, old: Member | None = None
) -> Member:
    """Let a newcomer in, on the web where there is a driver, or a member in again; its device."""
    code = Meeting.of(os.urandom(16))
    way = _Way(code, os.urandom(16) if old is None else old.member)
    _carry_out(host, "open-invite", OpenInvite(code.id_hash, 1), now, idHash=code.id_hash, uses=1)
    joiner = None if web is None else WebDevice(newcomer, web, host.relay, member=way.member)
    bundle = founding.key_package(way.member, now)
    package = bundle.key_package
    if joiner is not None:
        package = bytes.fromhex(joiner.call("package", member=way.member, now=now)["key_package"])
    rejoin = b"" if old is None else _sign_rejoining(old, package)
    intent = Admit(
        code.id_hash, way.knock_id, package, way.member, newcomer, way.reply_key, code.secret, rejoin,
    )  # fmt: skip
    _carry_out(
        host, "admit", intent, now, idHash=code.id_hash, knockId=way.knock_id, keyPackage=package,
        member=way.member, name=newcomer, replyKey=way.reply_key, meeting=code.secret, rejoin=rejoin,
    )  # fmt: skip
    entry = decode(_delivery(host, way.knock_id))
    assert isinstance(entry, Welcome)
    led = read_welcome(entry, way.reply_key)
    if joiner is not None:
        joiner.call("join", welcome=led.welcome, label=led.label, member=way.member, now=now)
        return joiner
    before = old.machine.fold if isinstance(old, Device) else None
    machine = founding.join(
        led.welcome, bundle, number=1, label=led.label, member=way.member, now=now, before=before
    )
    return Device(machine, host.relay)


def _carry_out(host: Member, kind: str, intent: Any, now: int, **fields: Any) -> None:
    if isinstance(host, Device):
        assert carry_out(host, intent, now) == ""
    else:
        host.intend(kind, **fields)
        host.settle(now)


def _sign_rejoining(old: Member, package: bytes) -> bytes:
    if isinstance(old, Device):
        return old.machine.sign_rejoining(package)
    return bytes.fromhex(old.call("sign_rejoining", key_package=package)["signature"])


def _delivery(host: Member, knock_id: bytes) -> bytes:
    if isinstance(host, Device):
        return host.machine.deliveries[knock_id].entry
    return bytes.fromhex(host.call("delivery", knock_id=knock_id)["entry"])
