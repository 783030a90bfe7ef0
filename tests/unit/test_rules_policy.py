"""Rules P and C: the policy is kept or lawfully changed by every commit, and no clock matters in it."""

import os

import pytest
from leeward_client.circle.actions import action_appoint, action_remove
from leeward_client.circle.commit_data import Approved
from leeward_client.circle.events import Message
from leeward_client.circle.items import ItemKind
from leeward_client.circle.policy import EXT_POLICY, HOST
from leeward_client.circle.refusals import Refusal
from leeward_client.group import founding
from leeward_client.group.records import (
    Admit,
    Appoint,
    Demote,
    Intent,
    OpenInvite,
    Remove,
    Rename,
    SetRule,
    Status,
    Update,
)
from leeward_client.invites.meeting import Meeting, Welcome, decode, read_welcome
from leeward_mls import Group, KeyPackageBundle, SignatureKey
from support.circles import DAY, NOW, Device, admit, carry_out, circle_of, kinds, say, texts
from support.hostile import (
    agree,
    approved,
    commit,
    data_of,
    notes,
    restart,
    seal,
    together,
    with_policy,
)

YEAR = 365 * DAY


def done(device: Device, key: bytes) -> bool:
    """Whether an intent has ended."""
    return ("ended", key) in device.vault


def status(device: Device) -> Status:
    """Where the circle stands on this device by now."""
    return device.machine.record.status


def wish(device: Device, intent: Intent, devices: list[Device], now: int = NOW) -> bytes:
    """Put an intent on the list, and let everybody act."""
    key = device.machine.intend(intent)
    device.save()
    together(devices, now)
    return key


# P: policy and roles ------------------------------------------------------------------------------


def test_the_policy_survives_commits_of_every_kind() -> None:
    _, devices = circle_of(3)
    host, second, third = devices
    before = host.machine.policy
    third.machine.intend(Update())
    together(devices, NOW)
    agree(devices)
    assert second.machine.policy == before
    assert any(one.type == EXT_POLICY for one in second.machine.group.extensions)


def test_roles_belong_to_the_member_and_are_gone_with_it() -> None:
    _, devices = circle_of(4)
    host, second, third, fourth = devices
    wish(host, Appoint(second.member), devices)
    leaf = second.machine.group.own_leaf
    wish(host, Remove(second.member), devices)
    assert second.machine.record.status is Status.REMOVED
    assert second.member not in third.machine.policy.roster
    late = admit(host, "Late", NOW)
    staying = [host, third, fourth, late]
    together(staying, NOW)
    agree(staying)
    assert late.machine.group.own_leaf == leaf  # the same place in the tree
    assert host.machine.policy.hosts == {host.member}  # and no role comes with it


def test_roles_stay_with_a_member_that_rejoins_in_another_leaf() -> None:
    _, devices = circle_of(3)
    host, second, third = devices
    wish(host, Appoint(second.member), devices)
    back = admit(host, "", NOW, rejoiner=second)
    together([host, third, back], NOW)
    agree([host, third, back])
    assert back.machine.policy.roster[back.member].roles == (HOST,)


def test_the_last_host_cannot_leave_and_holds_up_nobody_else() -> None:
    _, devices = circle_of(4)
    host, second, third, fourth = devices
    host.machine.leave()
    host.save()
    together(devices, NOW)
    assert status(host) is Status.LEAVING
    third.machine.leave()
    third.save()
    together(devices, NOW)
    assert third.machine.record.status is Status.LEFT
    assert host.machine.running
    assert host.member in second.machine.policy.roster
    agree([host, second, fourth])
    # A majority finds a new host, and the old one may go.
    keys = [one.machine.intend(Appoint(second.member)) for one in (second, fourth)]
    together([host, second, fourth], NOW)
    assert status(host) is Status.LEFT
    assert second.machine.policy.hosts == {second.member}
    assert done(second, keys[0])
    assert done(fourth, keys[1])
    agree([second, fourth])


def test_a_commit_that_leaves_no_host_is_void() -> None:
    _, (host, second, third) = circle_of(3)
    policy = host.machine.policy
    roster = dict(policy.roster)
    roster[host.member] = type(roster[host.member])(roster[host.member].name)
    lawless = type(policy)(policy.relay, roster, policy.codes, policy.rules)
    seal(host, commit(host, extensions=with_policy(host, lawless)))
    together([second, third], NOW)
    for one in (second, third):
        assert notes(one, ItemKind.VOID) == [Refusal.NO_HOST]


def test_a_majority_appoints_a_host_by_approvals_and_a_minority_does_not() -> None:
    _, devices = circle_of(5)
    chosen = devices[4]
    keys = []
    for number, device in enumerate(devices[1:4], 1):
        keys.append(device.machine.intend(Appoint(chosen.member)))
        together(devices, NOW)
        hosts = devices[0].machine.policy.hosts
        assert (chosen.member in hosts) == (number == 3)
        restart(device)
    together(devices, NOW)
    agree(devices)
    for device, key in zip(devices[1:4], keys, strict=True):
        assert done(device, key)
    assert kinds(devices[0]).count(ItemKind.APPOINTED) == 1


def test_two_hosts_are_needed_once_the_circle_says_so() -> None:
    _, devices = circle_of(5)
    host, second, third, fourth, fifth = devices
    wish(host, Appoint(second.member), devices)
    for one in (host, second):
        one.machine.intend(SetRule("remove_approvals", 2))
    together(devices, NOW)
    assert host.machine.policy.rules.remove_approvals == 2
    key = wish(host, Remove(fifth.member), devices)
    assert not done(host, key)
    assert fifth.machine.running
    assert host.machine.waiting[key] == (1, (1, 2))
    wish(third, Remove(fifth.member), devices)  # who is no host adds a voice, not a host's
    assert fifth.machine.running
    wish(second, Remove(fifth.member), devices)
    assert fifth.machine.record.status is Status.REMOVED
    agree([host, second, third, fourth])
    assert done(host, key)


def test_approvals_end_with_their_epoch_and_are_given_again() -> None:
    _, devices = circle_of(5)
    host, second, third, fourth, fifth = devices
    for one in (second, third):
        one.machine.intend(Appoint(fifth.member))
    together(devices, NOW)
    assert fifth.member not in host.machine.policy.hosts
    wish(host, Rename("Amal B"), devices)
    wish(fourth, Appoint(fifth.member), devices)
    assert fifth.member in host.machine.policy.hosts
    agree(devices)


def test_an_approval_of_another_epoch_or_another_circle_counts_for_nobody() -> None:
    _, devices = circle_of(4)
    host, second, third, fourth = devices
    action = action_appoint(fourth.member)
    epoch = host.machine.group.epoch
    stale = [approved(one, action, epoch - 1) for one in (second, third, fourth)]
    policy = host.machine.policy
    entry = type(policy.roster[fourth.member])(policy.roster[fourth.member].name, (HOST,))
    wanted = type(policy)(
        policy.relay, {**policy.roster, fourth.member: entry}, policy.codes, policy.rules
    )
    approvals = tuple(sorted(stale, key=lambda one: one.member))
    blob = commit(
        fourth, data=data_of(fourth, approvals=approvals), extensions=with_policy(fourth, wanted)
    )
    seal(fourth, blob)
    together([host, second, third], NOW)
    for one in (host, second, third):
        assert notes(one, ItemKind.VOID) == [Refusal.APPOINT]
    good = [approved(one, action, epoch) for one in (second, third, fourth)]
    restart(fourth)
    fourth.settle(NOW)
    approvals = tuple(sorted(good, key=lambda one: one.member))
    blob = commit(
        fourth, data=data_of(fourth, approvals=approvals), extensions=with_policy(fourth, wanted)
    )
    seal(fourth, blob)
    together([host, second, third], NOW)
    assert fourth.member in host.machine.policy.hosts


def test_nobody_lends_another_member_a_voice() -> None:
    _, devices = circle_of(4)
    host, second, third, fourth = devices
    action = action_remove(host.member)
    mine = approved(fourth, action, host.machine.group.epoch)
    lent = tuple(
        Approved(one.member, action, mine.signature)
        for one in sorted((second, third), key=lambda one: one.member)
    )
    policy = fourth.machine.policy
    roster = {k: v for k, v in policy.roster.items() if k != host.member}
    entry = type(roster[fourth.member])(roster[fourth.member].name, (HOST,))
    wanted = type(policy)(policy.relay, {**roster, fourth.member: entry}, (), policy.rules)
    seal(
        fourth,
        commit(
            fourth,
            data=data_of(fourth, approvals=lent),
            removes=[host.machine.group.own_leaf],
            extensions=with_policy(fourth, wanted),
        ),
    )
    together([host, second, third], NOW)
    for one in (host, second, third):
        assert notes(one, ItemKind.VOID) == [Refusal.REMOVE]


def test_a_host_steps_down_and_another_is_needed_first() -> None:
    _, devices = circle_of(3)
    host, second, _ = devices
    key = wish(host, Demote(host.member), devices)
    assert done(host, key)
    assert host.machine.policy.hosts == {host.member}
    wish(host, Appoint(second.member), devices)
    wish(host, Demote(host.member), devices)
    assert host.machine.policy.hosts == {second.member}
    agree(devices)


def test_nobody_commits_its_own_removal() -> None:
    _, devices = circle_of(3)
    host, second, _ = devices
    wish(host, Appoint(second.member), devices)
    assert carry_out(host, Remove(host.member)) == "remove"
    wish(second, Remove(host.member), devices)
    assert status(host) is Status.REMOVED


def test_a_removal_voids_all_open_codes() -> None:
    _, devices = circle_of(3)
    host, second, third = devices
    code = Meeting.of(os.urandom(16))
    wish(host, OpenInvite(code.id_hash, 3), devices)
    assert second.machine.policy.code(code.id_hash) is not None
    wish(host, Remove(third.member), devices)
    assert second.machine.policy.codes == ()
    agree([host, second])


def test_a_code_is_spent_once_though_two_hosts_admit_with_it_at_once() -> None:
    _, devices = circle_of(3)
    host, second, third = devices
    wish(host, Appoint(second.member), devices)
    code = Meeting.of(os.urandom(16))
    wish(host, OpenInvite(code.id_hash, 1), devices)
    keys = []
    for number, one in enumerate((host, second)):
        member = os.urandom(16)
        bundle = founding.key_package(member, NOW)
        intent = Admit(
            code.id_hash, os.urandom(8), bundle.key_package, member, f"New {number}",
            bytes(32), code.secret,
        )  # fmt: skip
        keys.append(one.machine.intend(intent))
    together(devices, NOW)
    assert all(done(one, key) for one, key in zip((host, second), keys, strict=True))
    assert len(third.machine.policy.roster) == 4
    assert third.machine.policy.codes == ()
    agree(devices)


def test_more_wishes_than_approvals_in_an_epoch_are_not_asked_for_ever() -> None:
    _, devices = circle_of(3)
    second = devices[1]
    for number in range(20):
        second.machine.intend(SetRule("timer", 3600 + number))
    together(devices, NOW)
    assert kinds(devices[0]).count(ItemKind.APPROVAL) == 16
    say(second, "still here")
    together(devices, NOW)
    assert texts(devices[2]) == ["still here"]


# C: no clock, no local state ----------------------------------------------------------------------


def test_members_whose_clocks_are_years_apart_agree() -> None:
    _, devices = circle_of(4)
    clocks = [NOW, NOW - 9 * YEAR, NOW + 9 * YEAR, 1]
    for round_ in range(3):
        for device, clock in zip(devices, clocks, strict=True):
            device.machine.say(Message(f"round {round_}"), clock)
            device.save()
        for _ in range(6):
            for device, clock in zip(devices, clocks, strict=True):
                device.line.ended = device.line.refused = False
                device.settle(clock)
        devices[0].machine.intend(Rename(f"Amal {round_}"))
        for _ in range(6):
            for device, clock in zip(devices, clocks, strict=True):
                device.line.ended = device.line.refused = False
                device.settle(clock)
    agree(devices)
    assert all(texts(one) == texts(devices[0]) for one in devices)
    assert len(texts(devices[0])) == 12


def welcomed(host: Device) -> tuple[bytes, KeyPackageBundle, bytes]:
    """A welcome, the bundle that it is for, and the member whom it lets in."""
    member, reply_key = os.urandom(16), os.urandom(32)
    bundle = founding.key_package(member, NOW)
    code = Meeting.of(os.urandom(16))
    assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
    knock_id = os.urandom(8)
    intent = Admit(
        code.id_hash, knock_id, bundle.key_package, member, "Late", reply_key, code.secret
    )
    assert carry_out(host, intent) == ""
    entry = decode(host.machine.deliveries[knock_id].entry)
    assert isinstance(entry, Welcome)
    return read_welcome(entry, reply_key).welcome, bundle, member


def test_a_welcome_into_an_epoch_that_no_circle_comes_to_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, (host, _) = circle_of(2)
    welcome, bundle, member = welcomed(host)
    with monkeypatch.context() as patched:
        patched.setattr(Group, "epoch", property(lambda _: 2**48 + 1))
        with pytest.raises(founding.WelcomeError):
            founding.join(welcome, bundle, number=1, label="Late", member=member, now=NOW)
    founding.join(welcome, bundle, number=1, label="Late", member=member, now=NOW)


def test_a_newcomer_whose_clock_is_years_off_comes_in() -> None:
    for clock in (NOW - 9 * YEAR, NOW + 9 * YEAR):
        _, (host, second) = circle_of(2)
        welcome, bundle, member = welcomed(host)
        machine = founding.join(welcome, bundle, number=1, label="Late", member=member, now=clock)
        late = Device(machine, host.relay)
        late.settle(clock)
        together([host, second], NOW)
        agree([host, second, late])


def test_a_member_that_has_not_been_heard_for_years_keeps_no_newcomer_out() -> None:
    _, (host, second) = circle_of(2)  # the second's leaf still bears its first lifetime
    late = admit(host, "Late", NOW + 3 * YEAR)
    together([host, late, second], NOW + 3 * YEAR)
    agree([host, late, second])


def test_an_expired_key_package_that_was_admitted_makes_no_commit_void() -> None:
    _, (host, second) = circle_of(2)
    suite = host.machine.group.suite
    member = os.urandom(16)
    code = Meeting.of(os.urandom(16))
    bundle = KeyPackageBundle.create(
        suite, member, SignatureKey.generate(suite), not_before=1, not_after=2,
        extensions_supported=[EXT_POLICY],
    )  # fmt: skip
    assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
    intent = Admit(
        code.id_hash, os.urandom(8), bundle.key_package, member, "Old", bytes(32), code.secret
    )
    assert carry_out(host, intent) == ""
    together([host, second], NOW)
    agree([host, second])
    assert member in second.machine.policy.roster
