"""Members with the Python client and with the web client in one circle: either founds, invites, commits,
hands on, leaves and comes back, and all have the same keys, policy, state and timeline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
from leeward_client.circle.events import Card, Edit, Message, Reaction, Retract
from leeward_client.circle.items import ItemKind
from leeward_client.circle.policy import encode_policy
from leeward_client.circle.views import timeline
from leeward_client.group.founding import key_package
from leeward_client.group.records import (
    Admit,
    Appoint,
    CloseInvite,
    Demote,
    OpenInvite,
    Remove,
    Rename,
    SetRule,
    Update,
)
from leeward_client.invites.meeting import Meeting
from support.circles import DAY, NOW, Boxes, Device, carry_out, founded
from support.circles_web import Member, WebDevice, admit, founded_on_web
from support.hostile import Lens, garbling, pending_seal, seal, without
from support.node import Driver
from unit.test_rules_void import ATTACKS, Attack

pytestmark = pytest.mark.node


@pytest.fixture
def web(web_circles: Driver) -> Driver:
    return web_circles


def circle(web: Driver, *kinds: str) -> list[Any]:
    """A circle whose members run these clients, everybody up to date; the first is its host."""
    first, *others = kinds
    devices: list[Member] = [founded_on_web(web) if first == "web" else founded(Boxes())]
    for number, kind in enumerate(others, 1):
        devices.append(admit(devices[0], f"Member {number}", web if kind == "web" else None))
    together(devices)
    return devices


def together(devices: Sequence[Member], now: int = NOW) -> None:
    """Everybody reads and acts until all have the same."""
    for _ in range(40):
        before = [look(device) for device in devices]
        for device in devices:
            if isinstance(device, WebDevice):
                device.again()
            else:
                device.line.ended = device.line.refused = False
            device.settle(now)
        if before == [look(device) for device in devices]:
            return
    raise AssertionError("the circle never comes to rest")


def look(device: Member) -> dict[str, Any]:
    """What a member has and sees, alike for both clients."""
    if isinstance(device, WebDevice):
        return device.look()
    machine = device.machine
    seen = machine.ledger.seen
    return {
        "status": machine.record.status.value,
        "member": device.member.hex(),
        "cursor": machine.sync.cursor,
        "epoch": machine.group.epoch,
        "exported": machine.group.export("agree", b"", 32).hex() if machine.running else None,
        "policy": encode_policy(machine.policy).hex(),
        "state": machine.fold.hash().hex(),
        "seen": [seen.seq, seen.hash.hex()] if machine.running else None,
        "timer": machine.fold.timer,
        "items": [
            [
                view.kind.value,
                view.id.hex(),
                view.text,
                view.number,
                view.subject and view.subject.hex(),
            ]
            for view in timeline(machine.fold)
        ],
        "waits": len(machine.drafts) + len(machine.intents),
    }


def agree(devices: Sequence[Member]) -> None:
    """Everybody goes on with the same keys, policy, durable state and history."""
    looks = [look(device) for device in devices]
    for key in ("epoch", "exported", "policy", "state", "seen", "timer"):
        assert len({str(one[key]) for one in looks}) == 1, key
    assert {one["status"] for one in looks} == {"active"}
    assert {one["waits"] for one in looks} == {0}


def said(device: Member) -> list[Any]:
    """What stands in the timeline of all that members said."""
    items = look(device)["items"]
    return [item for item in items if item[0] in ("message", "card", "timer", "approval")]


def numbers(device: Member, kind: ItemKind) -> list[int]:
    """The numbers of all notes of one kind."""
    return [item[3] for item in look(device)["items"] if item[0] == kind.value]


@pytest.mark.parametrize("host", ["python", "web"])
def test_all_that_can_be_said_reads_alike(web: Driver, host: str) -> None:
    devices = circle(web, host, "web", "python", "web")
    python = next(one for one in devices if isinstance(one, Device))
    browser = next(one for one in devices[1:] if isinstance(one, WebDevice))
    mine = python.machine.say(Message("سلام", cw="words", tone=1), NOW)
    python.machine.say(Card(name="Noor", pronouns="she", text="hello\nyou"), NOW)
    python.save()
    theirs = browser.write("hello")
    together(devices)
    browser.say("reaction", target=mine, emoji="🌱", add=True)
    browser.say("card", name=None, pronouns="they", text=None)
    python.machine.say(Reaction(theirs, "🌱"), NOW)
    python.machine.say(Message("an answer", reply_to=theirs, timer=3600), NOW)
    together(devices)
    browser.say("edit", target=theirs, text="hello all", cw="loud")
    python.machine.say(Edit(mine, "peace"), NOW)
    together(devices)
    gone = browser.write("taken back")
    together(devices)
    browser.say("retract", target=gone)
    python.machine.say(Retract(mine), NOW)
    together(devices)
    agree(devices)
    assert len({str(said(device)) for device in devices}) == 1
    assert [item[2] for item in said(python) if item[2]] == ["hello all", "an answer"]


@pytest.mark.parametrize("host", ["python", "web"])
def test_every_kind_of_commit_is_followed(web: Driver, host: str) -> None:
    devices = circle(web, host, "python", "web")
    first, python, browser = devices
    code = os.urandom(32)
    for kind, intent, fields in (
        ("rename", Rename("Amal B"), {"name": "Amal B"}),
        ("appoint", Appoint(browser.member), {"member": browser.member}),
        ("appoint", Appoint(python.member), {"member": python.member}),
        ("set-rule", SetRule("invite", "members"), {"rule": "invite", "value": "members"}),
        ("open-invite", OpenInvite(code, 3), {"idHash": code, "uses": 3}),
        ("close-invite", CloseInvite(code), {"idHash": code}),
        ("demote", Demote(python.member), {"member": python.member}),
        ("update", Update(), {}),
    ):
        if isinstance(first, Device):
            assert carry_out(first, intent) == ""
        else:
            first.intend(kind, **fields)
        together(devices)
        agree(devices)
    browser.intend("set-rule", rule="timer", value=3600)
    python.machine.intend(Rename("Renamed"))
    together(devices)
    agree(devices)
    assert look(first)["timer"] == 3600
    # An approval by one client counts for the other: two hosts are needed from here on.
    browser.intend("set-rule", rule="removeApprovals", value=2)
    if isinstance(first, Device):
        first.machine.intend(SetRule("remove_approvals", 2))
    else:
        first.intend("set-rule", rule="removeApprovals", value=2)
    together(devices)
    browser.intend("remove", member=python.member)
    if isinstance(first, Device):
        first.machine.intend(Remove(python.member))
    else:
        first.intend("remove", member=python.member)
    together(devices)
    assert look(python)["status"] == "removed"
    agree([first, browser])


@pytest.mark.parametrize("leaver", ["python", "web"])
def test_either_leaves_and_is_carried_by_the_other(web: Driver, leaver: str) -> None:
    other = "web" if leaver == "python" else "python"
    host, third, going = circle(web, other, other, leaver)
    if isinstance(going, Device):
        going.machine.leave()
        going.save()
    else:
        going.call("leave")
    together([going, host, third])
    assert look(going)["status"] == "left"
    agree([host, third])
    assert [item[0] for item in look(host)["items"]].count("left") == 1


@pytest.mark.parametrize("first", ["python", "web"])
def test_of_two_racing_seals_the_first_wins(web: Driver, first: str) -> None:
    devices = circle(web, "python", "web", "python")
    host, browser, _ = devices
    assert carry_out(host, Appoint(browser.member)) == ""
    together(devices)
    host.machine.intend(SetRule("timer", 3600))
    pending_seal(host, NOW)
    browser.intend("set-rule", rule="invite", value="members")
    browser.call("want", now=NOW)
    for racer in (host, browser) if first == "python" else (browser, host):
        racer.step(NOW)
    together(devices)
    agree(devices)
    assert host.machine.policy.rules.timer == 3600
    assert host.machine.policy.rules.invite == "members"


@pytest.mark.parametrize("lost", [0, 1])
def test_a_web_member_posts_nothing_twice(web: Driver, lost: int) -> None:
    host, browser = circle(web, "python", "web")
    browser.lost_acks = lost
    browser.write("once")
    browser.intend("rename", name="Web")
    together([browser, host])
    agree([host, browser])
    assert [item[2] for item in said(host)] == ["once"]


@pytest.mark.parametrize("committer", ["python", "web"])
def test_either_hands_on_the_welcome_of_the_other(web: Driver, committer: str) -> None:
    other = "web" if committer == "python" else "python"
    host, witness = circle(web, committer, other)
    code, member, knock_id = Meeting.of(os.urandom(16)), os.urandom(16), os.urandom(8)
    package = key_package(member, NOW).key_package
    if isinstance(host, Device):
        assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
        intent = Admit(code.id_hash, knock_id, package, member, "Late", bytes(32), code.secret)
        assert carry_out(host, intent) == ""
        entry = host.machine.deliveries[knock_id].entry
        together([witness])
        assert witness.call("delivery", knock_id=knock_id)["entry"] == entry.hex()
    else:
        host.intend("open-invite", idHash=code.id_hash, uses=1)
        host.settle(NOW)
        host.intend(
            "admit", idHash=code.id_hash, knockId=knock_id, keyPackage=package, member=member,
            name="Late", replyKey=bytes(32), meeting=code.secret, rejoin=b"",
        )  # fmt: skip
        host.settle(NOW)
        together([witness])
        held = witness.machine.deliveries[knock_id]
        assert host.call("delivery", knock_id=knock_id)["entry"] == held.entry.hex()
        assert held.meeting == code.secret


@pytest.mark.parametrize("kind", ["python", "web"])
@pytest.mark.parametrize("host", ["python", "web"])
def test_either_lets_the_other_come_back(web: Driver, host: str, kind: str) -> None:
    first, second, old = circle(web, host, "python", kind)
    name = old.name if isinstance(old, WebDevice) else "old"
    back = admit(first, name, web if kind == "web" else None, NOW + DAY, old=old)
    everybody = [first, second, back]
    together(everybody, NOW + DAY)
    agree(everybody)
    assert back.member == old.member
    assert "rejoined" in [item[0] for item in look(second)["items"]]


@pytest.mark.parametrize(("attack", "number"), ATTACKS, ids=[a.__name__[1:] for a, _ in ATTACKS])
def test_what_is_void_for_one_is_void_for_the_other(
    web: Driver, attack: Attack, number: int
) -> None:
    host, browser, victim, attacker = circle(web, "python", "web", "python", "python")
    seal(attacker, attack(attacker, victim))
    others = [host, browser, victim]
    together(others)
    for one in others:
        assert numbers(one, ItemKind.VOID) == [number]
    browser.write("we go on")
    together(others)
    agree(others)
    assert [item[2] for item in said(host)] == ["we go on"]


def test_a_garbled_path_stops_a_web_member_and_nobody_else(web: Driver) -> None:
    host, browser, third = circle(web, "python", "web", "python")
    with garbling(0):  # the first ciphertext of a path from leaf 0 is for leaf 1
        host.machine.intend(Rename("Amal B"))
        host.settle(NOW)
    together([host, browser, third])
    assert look(browser)["status"] == "stuck"
    assert numbers(browser, ItemKind.VOID) == []
    agree([host, third])


def test_a_dropped_entry_is_shown_by_either_and_keeps_nobody_apart(web: Driver) -> None:
    devices = circle(web, "web", "web", "python")
    host, browser, python = devices
    browser.relay = python.relay = Lens.on(host.relay, without(2))
    for number in range(4):
        host.write(f"word {number}")
        host.settle(NOW)
    together(devices)
    for one in (browser, python):
        assert numbers(one, ItemKind.GAP) == [1]
        assert numbers(one, ItemKind.FORK) == numbers(one, ItemKind.BEHIND) == []
    browser.write("and now?")
    together(devices)
    agree(devices)
