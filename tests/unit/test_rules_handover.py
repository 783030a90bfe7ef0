"""A welcome stands in the box before its seal, so that any member can hand it on once the seal won."""

import os

import msgspec
import pytest
from leeward_client.circle.items import ItemKind
from leeward_client.group.envelope import Content
from leeward_client.group.founding import key_package
from leeward_client.group.records import (
    Admit,
    Appoint,
    Delivery,
    OpenInvite,
    Remove,
    Rename,
    Status,
)
from leeward_client.invites.meeting import Meeting
from support.circles import NOW, Device, carry_out, circle_of
from support.hostile import in_post, notes, pending_seal, post, together


def open_code(host: Device) -> Meeting:
    """A code that stands open in the policy."""
    code = Meeting.of(os.urandom(16))
    assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
    return code


def handover_of(host: Device) -> Delivery:
    """A welcome as the host hands it over in the box."""
    code, member = open_code(host), os.urandom(16)
    bundle = key_package(member, NOW)
    intent = Admit(
        code.id_hash, os.urandom(8), bundle.key_package, member, "Late", bytes(32), code.secret
    )
    host.machine.intend(intent)
    pending_seal(host, NOW)
    assert host.machine.pending is not None
    assert host.machine.pending.delivery is not None
    return host.machine.pending.delivery


def test_any_member_hands_on_the_welcome_of_a_seal_that_won() -> None:
    _, (host, second, third) = circle_of(3)
    delivery = handover_of(host)
    host.step(NOW)  # the seal stands, and the host is seen no more
    together([second, third], NOW)
    for one in (second, third):
        held = one.machine.deliveries[delivery.knock_id]
        assert held.entry == delivery.entry
        assert held.not_before > NOW
        assert not one.machine.handed


def test_the_welcome_of_a_seal_that_lost_is_handed_on_by_nobody() -> None:
    _, (host, second, third) = circle_of(3)
    assert carry_out(host, Appoint(second.member)) == ""
    together([host, second, third], NOW)
    handover_of(host)
    assert carry_out(second, Rename("First")) == ""
    third.line.ended = False
    third.settle(NOW)
    assert not third.machine.deliveries
    assert not any(shelf == "handed" for shelf, _ in third.vault)


def test_nobody_puts_a_welcome_in_the_place_of_anothers() -> None:
    _, (host, second, attacker) = circle_of(3)
    delivery = handover_of(host)
    attacker.line.ended = False
    attacker.settle(NOW)
    forged = msgspec.structs.replace(delivery, seal=bytes(32), entry=b"forged")
    post(attacker, in_post(attacker, msgspec.msgpack.encode(forged), Content.HANDOVER))
    host.settle(NOW)
    together([host, second], NOW)
    assert second.machine.deliveries[delivery.knock_id].entry == delivery.entry
    assert host.machine.deliveries[delivery.knock_id] == delivery


@pytest.mark.parametrize("part", ["meeting", "knock_id", "seal"])
def test_a_welcome_of_the_wrong_shape_is_noise(part: str) -> None:
    _, (host, second, attacker) = circle_of(3)
    code = open_code(host)
    together([host, second, attacker], NOW)
    lawful = Delivery(code.secret, bytes(8), b"entry", bytes(32))
    forged = msgspec.structs.replace(lawful, **{part: b"short"})
    for delivery in (lawful, forged):
        post(attacker, in_post(attacker, msgspec.msgpack.encode(delivery), Content.HANDOVER))
    post(attacker, in_post(attacker, b"no record", Content.HANDOVER))
    together([host, second], NOW)
    assert len(second.machine.handed) == 1
    assert notes(second, ItemKind.NOISE) == [0, 0]


def test_a_welcome_in_another_encoding_than_its_own_is_noise() -> None:
    _, (host, second, attacker) = circle_of(3)
    code = open_code(host)
    together([host, second, attacker], NOW)
    lawful = Delivery(code.secret, bytes(8), b"entry", bytes(32))
    fields = [lawful.meeting, lawful.knock_id, lawful.entry, lawful.seal]
    canonical = msgspec.msgpack.encode(lawful)
    others = [
        msgspec.msgpack.encode(fields),
        msgspec.msgpack.encode([*fields, -1]),
        msgspec.msgpack.encode([*fields, 2**53]),
        canonical[:-1] + b"\xcc\x00",
        canonical + b"\x00",
    ]
    for content in others:
        post(attacker, in_post(attacker, content, Content.HANDOVER))
    together([host, second], NOW)
    assert not second.machine.handed
    assert notes(second, ItemKind.NOISE) == [0] * len(others)


def test_nobody_is_made_to_write_into_the_box_of_a_code_that_is_not_open_here() -> None:
    _, (host, second, attacker) = circle_of(3)
    elsewhere = Delivery(os.urandom(16), bytes(8), b"entry", bytes(32))
    post(attacker, in_post(attacker, msgspec.msgpack.encode(elsewhere), Content.HANDOVER))
    together([host, second], NOW)
    assert not second.machine.handed
    assert notes(second, ItemKind.NOISE) == [0]


def test_the_removed_keep_no_welcome_that_others_handed_over() -> None:
    _, (host, second, third) = circle_of(3)
    assert carry_out(host, Appoint(second.member)) == ""
    together([host, second, third], NOW)
    handover_of(host)
    third.line.ended = False
    third.settle(NOW)
    assert any(shelf == "handed" for shelf, _ in third.vault)
    assert carry_out(second, Remove(third.member)) == ""
    third.line.ended = False
    third.settle(NOW)
    assert third.machine.record.status is Status.REMOVED
    assert not any(shelf == "handed" for shelf, _ in third.vault)
