"""Several devices of one member: leaves under one id, added by their own, taken out by their own or by
hosts; one voice, one name."""

import os

import msgspec
import pytest
from leeward_client.circle.actions import action_device, action_rejoin
from leeward_client.circle.events import Card, Message, Timer
from leeward_client.circle.items import ItemKind
from leeward_client.circle.judge import MOST_LEAVES
from leeward_client.circle.policy import HOST, Member
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.views import members, timeline
from leeward_client.group import envelope, founding
from leeward_client.group.inbox import OPENER_WAIT
from leeward_client.group.records import (
    AddDevice,
    Appoint,
    Ended,
    Leave,
    OpenInvite,
    Remove,
    RemoveDevice,
    Status,
    Update,
)
from leeward_client.group.seals import UNREADABLE
from leeward_mls import Group, MLSError
from leeward_mls.framing import FramedContent, Sender, SenderType, WireFormat, wrap
from leeward_mls.protection import protect_public
from leeward_wire import Kind
from support.circles import (
    NOW,
    Device,
    admit,
    carry_out,
    circle_of,
    entered,
    kinds,
    link,
    say,
    texts,
)
from support.hostile import (
    agree,
    approved,
    commit,
    data_of,
    fragile,
    in_seal,
    notes,
    pending_seal,
    restart,
    seal,
    together,
    with_policy,
)
from support.mls_forge import public, state


def key_of(device: Device) -> bytes:
    """The signature key of a device's leaf."""
    return device.machine.group.signer.public


def package(member: bytes) -> bytes:
    """A fresh key package under a member id."""
    return founding.key_package(member, NOW).key_package


def status(device: Device) -> Status:
    """Where the circle stands on this device."""
    return device.machine.record.status


def taken_out(device: Device) -> RemoveDevice:
    """The wish to take this one device out."""
    return RemoveDevice(device.member, key_of(device))


# One member --------------------------------------------------------------------------------------


def test_a_second_device_is_the_same_member_and_needs_no_host() -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    everybody = [host, second, third, phone]
    together(everybody, NOW)
    agree(everybody)
    assert phone.member == second.member
    for one in everybody:
        assert len(one.machine.group.members) == 4
        assert len(members(one.machine.fold)) == len(one.machine.policy.roster) == 3
    item = next(one for one in timeline(host.machine.fold) if one.kind is ItemKind.LINKED)
    assert (item.author, item.subject) == (second.member, second.member)
    assert ItemKind.JOINED not in kinds(host)[-1:]


def test_both_speak_as_one_and_read_all() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    everybody = [host, second, phone]
    for device, text in ((second, "one"), (phone, "two"), (host, "three")):
        say(device, text)
        together(everybody, NOW)
    for one in everybody:
        assert texts(one) == ["one", "two", "three"]
    authors = {view.author for view in timeline(host.machine.fold) if view.text in ("one", "two")}
    assert authors == {second.member}


def test_a_new_device_reads_nothing_from_before() -> None:
    _, (host, second) = circle_of(2)
    say(host, "before")
    second.machine.say(Card("Sam"), NOW)
    together([host, second], NOW)
    phone = link(second)
    together([host, second, phone], NOW)
    assert texts(phone) == []
    assert [one.name for one in members(phone.machine.fold)] == ["Amal", "Sam"]


def test_several_devices_have_one_voice() -> None:
    _, (host, second, third, fourth) = circle_of(4)
    phone = link(second)
    everybody = [host, second, third, fourth, phone]
    together(everybody, NOW)
    for device in (second, phone):
        device.machine.intend(Appoint(third.member))
    together(everybody, NOW)
    assert host.machine.policy.hosts == {host.member}
    assert len({one.member for one in host.machine.fold.approvals}) == 1
    fourth.machine.intend(Appoint(third.member))
    together(everybody, NOW)
    assert host.machine.policy.hosts == {host.member}  # two of four are no majority
    third.machine.intend(Appoint(third.member))
    together(everybody, NOW)
    assert third.member in host.machine.policy.hosts
    agree(everybody)


def test_what_a_commit_passed_over_is_said_again_by_one_device_and_undoes_nothing_newer() -> None:
    relay, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW)
    box = second.box
    blob = commit(host, adds=[package(host.member)], data=data_of(host, spent=(None,)))
    second.machine.say(Card("Early"), NOW)
    second.save()
    second.settle(NOW)
    assert relay.boxes[box].last_seal == 0
    seal(host, blob)  # it had not seen the card
    second.line.ended = False
    second.settle(NOW)
    later = NOW + OPENER_WAIT  # who sealed it opens nothing
    second.settle(later)
    second.machine.say(Card("Late"), later)
    second.save()
    second.settle(later)
    phone.line.ended = False
    phone.settle(later)
    assert not phone.machine.drafts
    assert phone.machine.fold.cards[second.member].name == "Late"
    together([second, phone], later)
    assert second.machine.fold.cards[second.member].name == "Late"


# Lawful and void -----------------------------------------------------------------------------------


def test_only_their_own_add_a_device() -> None:
    _, (host, second, third) = circle_of(3)
    seal(host, commit(host, adds=[package(second.member)], data=data_of(host, spent=(None,))))
    seal(second, commit(second, adds=[package(host.member)], data=data_of(second, spent=(None,))))
    together([third], NOW)
    assert notes(third, ItemKind.VOID) == [Refusal.DEVICE, Refusal.DEVICE]


def test_a_link_is_spent_with_its_epoch() -> None:
    _, (host, second, third) = circle_of(3)
    made = second.machine.group.commit(
        adds=[package(second.member)], authenticated_data=data_of(second, spent=(None,))
    )
    carry_out(host, Update())
    together([host, third], NOW)
    seal(host, in_seal(host, made.message))
    together([host, third], NOW)
    assert notes(host, ItemKind.VOID) == notes(third, ItemKind.VOID) == [UNREADABLE]


def test_a_link_under_anothers_leaf_needs_its_signature() -> None:
    _, (host, second, third) = circle_of(3)
    made = third.machine.group.commit(
        adds=[package(second.member)], authenticated_data=data_of(third, spent=(None,))
    )
    content = public(made.message).content
    leaf = second.machine.group.own_leaf
    was, sender = content.framed, Sender(SenderType.MEMBER, leaf)
    content.framed = FramedContent.make(
        was.group_id, was.epoch, sender, was.authenticated_data, was.content
    )
    mine = state(third.machine.group)
    key = mine.secrets.membership_key
    forged = protect_public(mine.crypto, content, key, mine.context_raw).encode()
    seal(third, in_seal(third, wrap(WireFormat.PUBLIC_MESSAGE, forged)))
    together([host, second], NOW)
    assert notes(host, ItemKind.VOID) == notes(second, ItemKind.VOID) == [UNREADABLE]


def test_more_devices_than_the_circle_takes_are_void_and_not_even_asked() -> None:
    _, (host, second) = circle_of(2)
    devices = [link(second) for _ in range(MOST_LEAVES - 1)]
    together([host, second, *devices], NOW)
    agree([host, second, *devices])
    assert carry_out(second, AddDevice(package(second.member))) == "leaves"
    seal(second, commit(second, adds=[package(second.member)], data=data_of(second, spent=(None,))))
    together([host], NOW)
    assert notes(host, ItemKind.VOID) == [Refusal.LEAVES]


def test_a_package_that_stands_in_the_tree_is_pointless_and_one_of_another_is_refused() -> None:
    _, (host, second) = circle_of(2)
    bundle = founding.key_package(second.member, NOW)
    assert carry_out(second, AddDevice(bundle.key_package)) == ""
    assert carry_out(second, AddDevice(bundle.key_package)) == "pointless"
    assert carry_out(second, AddDevice(package(host.member))) == "member-id"
    assert carry_out(second, AddDevice(b"no package")) == "member-id"
    assert carry_out(second, RemoveDevice(second.member, b"k" * 32)) == "pointless"
    assert carry_out(second, taken_out(second)) == "remove"


def test_a_member_cannot_take_anothers_device_out() -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    together([host, second, third, phone], NOW)
    leaf = phone.machine.group.own_leaf
    lawless = with_policy(third, third.machine.policy)
    seal(third, commit(third, removes=[leaf], extensions=lawless))
    own = approved(second, action_device(second.member, leaf), third.machine.group.epoch)
    seal(third, commit(third, data_of(third, approvals=(own,)), removes=[leaf]))
    together([host, phone], NOW)
    assert notes(host, ItemKind.VOID) == [Refusal.PARTIAL, Refusal.PARTIAL]
    assert notes(phone, ItemKind.VOID) == notes(host, ItemKind.VOID)


def test_a_host_cannot_put_a_device_in_the_place_of_anothers() -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    code = os.urandom(32)
    together([host, second, third, phone], NOW)
    carry_out(host, OpenInvite(code, 2))
    together([host, second, third, phone], NOW)
    bundle = founding.key_package(second.member, NOW)
    action = action_rejoin(second.member, bundle.signer.public)
    forged = approved(host, action, 0)
    data = data_of(host, spent=(code,), approvals=(forged,))
    leaf = phone.machine.group.own_leaf
    seal(host, commit(host, data, adds=[bundle.key_package], removes=[leaf]))
    together([second, third], NOW)
    assert notes(third, ItemKind.VOID) == [Refusal.REJOIN_UNSIGNED]


# Taking out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dies", [False, True])
def test_one_takes_ones_own_device_out(dies: bool) -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    everybody: list[Device] = [host, second, third, phone]
    together(everybody, NOW)
    if dies:
        everybody = [*map(fragile, everybody)]
        host, second, third, phone = everybody
    key = phone.machine.intend(taken_out(second))  # the later one may, too
    phone.save()
    together(everybody, NOW)
    assert ("ended", key) in phone.vault
    assert status(second) is Status.UNLINKED
    agree([host, third, phone])
    assert kinds(host)[-1] is ItemKind.UNLINKED
    assert second.member in host.machine.policy.roster
    assert not any(name in ("epoch", "ratchets") for name, _ in second.vault)


def test_hosts_take_one_device_out_and_the_member_stays() -> None:
    _, devices = circle_of(4)
    host, second, third, fourth = devices
    phone = link(second)
    everybody = [*devices, phone]
    together(everybody, NOW)
    carry_out(host, OpenInvite(os.urandom(32), 2))
    together(everybody, NOW)
    assert carry_out(host, taken_out(phone)) == ""
    together(everybody, NOW)
    assert status(phone) is Status.UNLINKED
    agree(devices)
    assert second.member in third.machine.policy.roster
    assert third.machine.policy.codes == ()
    item = next(one for one in timeline(third.machine.fold) if one.kind is ItemKind.DEVICE_REMOVED)
    assert (item.author, item.subject) == (host.member, second.member)
    # Without hosts it takes a majority, in which the member has no voice.
    phone = link(second)
    everybody = [*devices, phone]
    together(everybody, NOW)
    for one in (third, fourth):
        one.machine.intend(taken_out(phone))
        together(everybody, NOW)
    assert phone.machine.running
    host.machine.intend(taken_out(phone))
    together(everybody, NOW)
    assert status(phone) is Status.UNLINKED
    agree(devices)


def test_who_was_taken_out_reads_and_posts_nothing_any_more() -> None:
    relay, (host, second, third) = circle_of(3)
    phone = link(second)
    together([host, second, third, phone], NOW)
    parts = phone.machine.group.serialize_epoch(), phone.machine.group.serialize_ratchets()
    keys, before = phone.machine.keys, Group.restore_parts(*parts)
    carry_out(host, taken_out(phone))
    together([host, second, third], NOW)
    said = say(host, "without the phone")
    together([second, third], NOW)
    assert texts(second)[-1] == "without the phone"
    assert host.box != keys.box
    # Whatever the device kept: no entry of the new box opens for it, and what it posts is noise.
    for entry in relay.show(host.box, 0):
        with pytest.raises(envelope.EnvelopeError):
            envelope.unseal(keys, entry.kind, entry.blob)
    content = before.encrypt(b"still here")
    relay.put(host.box, Kind.POST, envelope.seal(keys, Kind.POST, envelope.Content.MLS, content))
    mine = host.machine.keys  # even with the new envelope key, told by somebody
    relay.put(host.box, Kind.POST, envelope.seal(mine, Kind.POST, envelope.Content.MLS, content))
    together([host, second, third], NOW)
    for one in (host, second, third):
        assert len(notes(one, ItemKind.NOISE)) == 2
        assert texts(one)[-1] == "without the phone"
    with pytest.raises(MLSError):
        before.decrypt(host.machine.group.encrypt(said))


def test_removing_a_member_takes_all_devices_in_one_commit() -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    everybody = [host, second, third, phone]
    together(everybody, NOW)
    epoch = host.machine.group.epoch
    assert carry_out(host, Remove(second.member)) == ""
    together(everybody, NOW)
    assert host.machine.group.epoch == epoch + 1
    assert status(second) is status(phone) is Status.REMOVED
    agree([host, third])


@pytest.mark.parametrize("dies", [False, True])
def test_who_leaves_leaves_with_all_devices(dies: bool) -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    everybody: list[Device] = [host, second, third, phone]
    together(everybody, NOW)
    if dies:
        everybody = [*map(fragile, everybody)]
        host, second, third, phone = everybody
    phone.machine.intend(Leave())
    phone.save()
    together(everybody, NOW)
    assert status(second) is Status.UNLINKED
    assert status(phone) is Status.LEFT
    agree([host, third])
    assert second.member not in host.machine.policy.roster
    assert kinds(host)[-1] is ItemKind.LEFT


def test_who_has_one_device_leaves_as_before() -> None:
    _, (host, second, third) = circle_of(3)
    assert carry_out(second, Leave()) == ""
    together([host, second, third], NOW)
    assert status(second) is Status.LEFT


def test_a_device_may_go_alone_and_its_own_other_may_carry_that() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW)
    phone.machine.leave()
    phone.save()
    phone.settle(NOW)
    second.line.ended = False
    second.settle(NOW)  # the host sleeps
    together([host, phone], NOW)
    assert status(phone) is Status.UNLINKED
    agree([host, second])
    assert kinds(host)[-1] is ItemKind.UNLINKED


def test_a_device_that_goes_waits_for_one_that_comes() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW)
    phone.machine.leave()
    phone.save()
    phone.settle(NOW)
    tablet = link(second)  # in the same epoch: with the leave it would be a rejoining
    together([host, second, phone, tablet], NOW)
    assert status(phone) is Status.UNLINKED
    agree([host, second, tablet])


# Races and power ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [0, 1])
def test_a_link_and_a_removal_at_once_come_to_one_order(order: int) -> None:
    _, (host, second, third) = circle_of(3)
    phone = link(second)
    everybody = [host, second, third, phone]
    together(everybody, NOW)
    tablet = founding.key_package(second.member, NOW)
    linked = second.machine.intend(AddDevice(tablet.key_package))
    removed = host.machine.intend(taken_out(phone))
    racing = [second, host] if order else [host, second]
    wants = [pending_seal(device, NOW) for device in racing]  # neither has seen the other's
    assert wants[0].blob != wants[1].blob
    together([*racing, third, phone], NOW)
    assert ("ended", linked) in second.vault
    assert ("ended", removed) in host.vault
    assert status(phone) is Status.UNLINKED
    new = entered(second, tablet)
    together([host, second, third, new], NOW)
    agree([host, second, third, new])


def test_a_removed_member_links_nothing_more() -> None:
    _, (host, second, third) = circle_of(3)
    bundle = founding.key_package(second.member, NOW)
    key = second.machine.intend(AddDevice(bundle.key_package))
    pending_seal(second, NOW)
    carry_out(host, Remove(second.member))
    together([host, second, third], NOW)
    assert status(second) is Status.REMOVED
    assert msgspec.msgpack.decode(second.vault["ended", key], type=Ended).why == "removed"
    assert ("linked", bundle.signer.public) not in second.vault
    assert len(host.machine.group.members) == 2


def test_linking_survives_a_loss_of_power_at_every_step() -> None:
    _, (host, second) = circle_of(2)
    second = fragile(second)
    phone = fragile(link(second))
    restart(phone)
    say(phone, "here")
    together([host, second, phone], NOW)
    agree([host, second, phone])
    assert texts(host) == ["here"]


def test_a_member_with_two_devices_rejoins_with_the_one_that_was_lost() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW)
    back = admit(host, "", rejoiner=phone)
    together([host, second, back], NOW)
    agree([host, second, back])
    assert kinds(host)[-1] is not ItemKind.LINKED
    assert len(host.machine.group.members) == 3


def test_a_host_has_its_powers_on_every_device() -> None:
    _, (host, second) = circle_of(2)
    phone = link(host)
    together([host, second, phone], NOW)
    newcomer = admit(phone, "Newcomer")
    together([host, second, phone, newcomer], NOW)
    agree([host, second, phone, newcomer])
    assert phone.machine.policy.roster[host.member] == Member("Amal", (HOST,))


def test_devices_are_known_by_when_they_were_heard() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW + 5)
    assert ("devices", key_of(phone)) in host.vault
    before = host.vault["devices", key_of(second)]
    say(phone, "hello", NOW + 60)
    together([host, second], NOW + 60)
    assert host.vault["devices", key_of(second)] == before
    carry_out(second, taken_out(phone), NOW + 70)
    together([host], NOW + 70)
    assert ("devices", key_of(phone)) not in host.vault


def test_a_message_of_the_other_device_is_ones_own_to_edit() -> None:
    _, (host, second) = circle_of(2)
    phone = link(second)
    together([host, second, phone], NOW)
    event_id = phone.machine.say(Message("tpyo"), NOW)
    phone.save()
    together([host, second, phone], NOW)
    assert second.machine.fold.items[event_id].author == second.member
    assert second.machine.say(Timer(3600), NOW)
