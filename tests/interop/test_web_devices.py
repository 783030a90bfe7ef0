"""Several devices of one member between the two clients: the web client follows them, is one of them, and
comes to the same verdict on every forgery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from interop.test_web_circles import agree, circle, look, numbers, said, together
from leeward_client.circle.actions import action_device, action_remove
from leeward_client.circle.events import Card, Message
from leeward_client.circle.items import ItemKind
from leeward_client.circle.judge import MOST_LEAVES
from leeward_client.circle.refusals import Refusal
from leeward_client.group.founding import key_package
from leeward_client.group.inbox import OPENER_WAIT
from leeward_client.group.records import AddDevice, Leave, Remove, RemoveDevice
from support.circles import NOW, Device, carry_out, link
from support.circles_web import WebDevice
from support.hostile import approved, commit, data_of, seal, with_policy
from support.node import Driver

pytestmark = pytest.mark.node


@pytest.fixture
def web(web_circles: Driver) -> Driver:
    return web_circles


def taken_out(device: Device) -> RemoveDevice:
    return RemoveDevice(device.member, device.machine.group.signer.public)


def kinds(device: Any) -> list[str]:
    return [item[0] for item in look(device)["items"]]


def link_web(first: Device, web: Driver) -> WebDevice:
    """A further device that runs the web client."""
    second = WebDevice("further", web, first.relay, member=first.member)
    package = bytes.fromhex(second.call("package", member=first.member, now=NOW)["key_package"])
    assert carry_out(first, AddDevice(package)) == ""
    [(_, welcome)] = [(key, one) for (shelf, key), one in first.vault.items() if shelf == "linked"]
    second.call("join", welcome=welcome, label="harbour", member=first.member, now=NOW)
    return second


def test_the_web_client_follows_a_device_that_comes_speaks_and_goes(web: Driver) -> None:
    host, browser, second = circle(web, "python", "web", "python")
    phone = link(second)
    together([host, browser, second, phone])
    agree([host, browser, second, phone])
    phone.machine.say(Message("from the phone"), NOW)
    phone.save()
    together([host, browser, second, phone])
    assert [item[2] for item in said(browser)] == ["from the phone"]
    assert carry_out(host, taken_out(phone)) == ""
    together([host, browser, second, phone])
    assert look(phone)["status"] == "unlinked"
    agree([host, browser, second])
    assert kinds(browser)[-1] == "device-removed"
    tablet = link(second)
    together([host, browser, second, tablet])
    carry_out(tablet, Leave())
    together([host, browser, second, tablet])
    agree([host, browser])
    assert [one for one in kinds(browser) if one in ("linked", "unlinked", "left")] == [
        "linked", "linked", "unlinked", "left",
    ]  # fmt: skip


def test_the_web_client_is_a_further_device(web: Driver) -> None:
    host, second, third = circle(web, "python", "python", "python")
    browser = link_web(second, web)
    everybody = [host, second, third, browser]
    together(everybody)
    agree(everybody)
    browser.write("from the browser")
    together(everybody)
    assert [item[2] for item in said(host)] == ["from the browser"]
    # A device of the same member carries its wish to go; then it is unlinked, and the member stays.
    second.machine.leave()
    second.save()
    second.settle(NOW)
    browser.again()
    browser.settle(NOW)
    together(everybody)
    assert look(second)["status"] == "unlinked"
    agree([host, third, browser])


@pytest.mark.parametrize("member", [False, True])
def test_a_web_device_that_is_taken_out_knows_how(web: Driver, member: bool) -> None:
    host, second, third = circle(web, "python", "python", "python")
    browser = link_web(second, web)
    together([host, second, third, browser])
    leaf = next(
        one for one in second.machine.group.members
        if one.identity == second.member and one.leaf != second.machine.group.own_leaf
    )  # fmt: skip
    wish = Remove(second.member) if member else RemoveDevice(second.member, leaf.signature_key)
    assert carry_out(host, wish) == ""
    together([host, second, third, browser])
    assert look(browser)["status"] == ("removed" if member else "unlinked")
    assert look(second)["status"] == ("removed" if member else "active")


def test_a_web_device_takes_out_another_of_its_own(web: Driver) -> None:
    host, second = circle(web, "python", "python")
    browser = link_web(second, web)
    together([host, second, browser])
    wish = {"member": second.member, "key": second.machine.group.signer.public}
    browser.intend("remove-device", **wish)
    together([host, second, browser])
    assert look(second)["status"] == "unlinked"
    agree([host, browser])
    assert kinds(browser)[-1] == "unlinked"


def test_a_host_on_the_web_takes_out_a_device_of_another(web: Driver) -> None:
    host, second, third = circle(web, "web", "python", "python")
    phone = link(second)
    together([host, second, third, phone])
    wish = {"member": second.member, "key": phone.machine.group.signer.public}
    host.intend("remove-device", **wish)
    together([host, second, third, phone])
    assert look(phone)["status"] == "unlinked"
    assert look(second)["status"] == "active"
    agree([host, second, third])
    assert kinds(second)[-1] == "device-removed"


def test_what_a_commit_passed_over_is_said_again_by_one_of_two_clients(web: Driver) -> None:
    """As `test_rules_devices.py` has it, where the other device runs the web client."""
    host, second = circle(web, "python", "python")
    browser = link_web(second, web)
    together([host, second, browser])
    box = second.box
    blob = commit(host, adds=[_package(host.member)], data=data_of(host, spent=(None,)))
    second.machine.say(Card("Early"), NOW)
    second.save()
    second.settle(NOW)
    assert second.relay.boxes[box].last_seal == 0
    seal(host, blob)  # it had not seen the card
    second.line.ended = False
    second.settle(NOW)
    later = NOW + OPENER_WAIT
    second.settle(later)
    second.machine.say(Card("Late"), later)
    second.save()
    second.settle(later)
    browser.again()
    browser.settle(later)
    together([second, browser], later)
    assert second.machine.fold.cards[second.member].name == "Late"
    assert look(browser)["state"] == look(second)["state"]


Forge = Callable[[Device, Device, Device], bytes]
"""From an attacker who is no host, a member with two devices, and the second of these, to a seal."""


def _package(member: bytes) -> bytes:
    return key_package(member, NOW).key_package


def _for_another(attacker: Device, victim: Device, phone: Device) -> bytes:
    data = data_of(attacker, spent=(None,))
    return commit(attacker, data, adds=[_package(victim.member)])


def _with_a_code_that_is_none(attacker: Device, victim: Device, phone: Device) -> bytes:
    data = data_of(attacker, spent=(bytes(32),))
    return commit(attacker, data, adds=[_package(attacker.member)])


def _too_many(attacker: Device, victim: Device, phone: Device) -> bytes:
    data = data_of(attacker, spent=(None,) * MOST_LEAVES)
    packages = [_package(attacker.member) for _ in range(MOST_LEAVES)]
    return commit(attacker, data, adds=packages)


def _takes_out(attacker: Device, victim: Device, phone: Device) -> bytes:
    lawful = with_policy(attacker, attacker.machine.policy)
    return commit(attacker, removes=[phone.machine.group.own_leaf], extensions=lawful)


def _takes_out_with(action: Callable[[Device], bytes]) -> Forge:
    def forge(attacker: Device, victim: Device, phone: Device) -> bytes:
        voice = approved(victim, action(phone), attacker.machine.group.epoch)
        data = data_of(attacker, approvals=(voice,))
        return commit(attacker, data, removes=[phone.machine.group.own_leaf])

    return forge


def _adds_and_takes_out(attacker: Device, victim: Device, phone: Device) -> bytes:
    data = data_of(attacker, spent=(None,))
    leaf = phone.machine.group.own_leaf
    return commit(attacker, data, adds=[_package(victim.member)], removes=[leaf])


FORGED: dict[str, tuple[int, Forge]] = {
    "a device for another": (Refusal.DEVICE, _for_another),
    "a device that spends a code": (Refusal.CODE_MISSING, _with_a_code_that_is_none),
    "too many devices": (Refusal.LEAVES, _too_many),
    "another's device goes": (Refusal.PARTIAL, _takes_out),
    "it goes with its own member's voice": (
        Refusal.PARTIAL,
        _takes_out_with(lambda phone: action_device(phone.member, phone.machine.group.own_leaf)),
    ),
    "it goes with a voice for the member": (
        Refusal.PARTIAL,
        _takes_out_with(lambda phone: action_remove(phone.member)),
    ),
    "another in its place": (Refusal.REJOIN_UNSIGNED, _adds_and_takes_out),
}


@pytest.mark.parametrize("name", FORGED)
def test_forgeries_about_devices_are_void_for_both_by_the_same_rule(web: Driver, name: str) -> None:
    number, forge = FORGED[name]
    host, browser, victim, attacker, fifth = circle(
        web, "python", "web", "python", "python", "python"
    )
    phone = link(victim)
    together([host, browser, victim, attacker, fifth, phone])
    seal(attacker, forge(attacker, victim, phone))
    others = [host, browser, victim, phone, fifth]
    together(others)
    for one in others:
        assert numbers(one, ItemKind.VOID) == [number]
    browser.write("we go on")
    together(others)
    agree(others)
