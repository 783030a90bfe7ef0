"""Rule V: a seal is void only by what all members can check alike; a private failure never voids."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from leeward_client.circle.actions import action_remove
from leeward_client.circle.items import ItemKind
from leeward_client.circle.policy import EXT_POLICY, HOST, Member, Relay
from leeward_client.circle.refusals import Refusal
from leeward_client.group.envelope import Content
from leeward_client.group.founding import key_package
from leeward_client.group.inbox import VOIDS_TO_PAUSE
from leeward_client.group.records import (
    Admit,
    Idle,
    OpenInvite,
    Rename,
    Status,
)
from leeward_client.group.seals import UNREADABLE
from leeward_client.invites.meeting import Meeting
from leeward_mls import (
    ExternalWishes,
    Group,
    KeyPackageBundle,
    PreSharedKeyID,
    PSKType,
    ReInit,
    SignatureKey,
    Suite,
    check_package,
)
from leeward_mls.nodes import Extension
from support.circles import DAY, NOW, Device, admit, carry_out, circle_of, kinds, say, texts
from support.hostile import (
    Lens,
    agree,
    approved,
    commit,
    data_of,
    garbling,
    in_post,
    in_seal,
    notes,
    post,
    restart,
    seal,
    together,
    with_policy,
    with_wrong_tag,
    without,
)

Attack = Callable[[Device, Device], bytes]
"""From an attacker, who is no host, and a victim to a seal that the circle must not follow."""


def _garbage(attacker: Device, victim: Device) -> bytes:
    return os.urandom(65_536)


def _noise_inside(attacker: Device, victim: Device) -> bytes:
    return in_seal(attacker, os.urandom(200))


def _wrong_content(attacker: Device, victim: Device) -> bytes:
    made = attacker.machine.group.commit(authenticated_data=data_of(attacker))
    return in_seal(attacker, made.message, Content.HANDOVER)


def _proposal(attacker: Device, victim: Device) -> bytes:
    return in_seal(attacker, attacker.machine.group.propose_remove_self())


def _private_commit(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, private=True)


def _application(attacker: Device, victim: Device) -> bytes:
    return in_seal(attacker, attacker.machine.group.encrypt(b"not a commit"))


def _trailing(attacker: Device, victim: Device) -> bytes:
    made = attacker.machine.group.commit(authenticated_data=data_of(attacker))
    return in_seal(attacker, made.message + b"\x00")


def _wrong_membership(attacker: Device, victim: Device) -> bytes:
    made = attacker.machine.group.commit(authenticated_data=data_of(attacker))
    return in_seal(attacker, made.message[:-1] + bytes([made.message[-1] ^ 1]))


def _stale_epoch(attacker: Device, victim: Device) -> bytes:
    after = attacker.machine.group.commit(authenticated_data=data_of(attacker)).next
    return in_seal(attacker, after.commit(authenticated_data=data_of(attacker)).message)


def _stale_proposal(attacker: Device, victim: Device) -> bytes:
    twin = Group.restore(victim.machine.group.serialize())
    ref, _ = attacker.machine.group.receive_proposal(twin.propose_remove_self())
    return commit(attacker, proposal_refs=[ref])  # the proposal itself was never posted


def _uncanonical(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, data=data_of(attacker) + b"\x00")


def _no_data(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, data=b"")


def _removal(attacker: Device, victim: Device) -> bytes:
    roster = {k: v for k, v in attacker.machine.policy.roster.items() if k != victim.member}
    policy = replace(attacker.machine.policy, roster=roster)
    leaf = victim.machine.group.own_leaf
    return commit(attacker, removes=[leaf], extensions=with_policy(attacker, policy))


def _removal_alone(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, removes=[victim.machine.group.own_leaf])


def _forged_approval(attacker: Device, victim: Device) -> bytes:
    action = action_remove(victim.member)
    forged = approved(attacker, action, attacker.machine.group.epoch)
    others = sorted(attacker.machine.policy.hosts)
    claims = tuple(type(forged)(who, action, forged.signature) for who in others)
    roster = {k: v for k, v in attacker.machine.policy.roster.items() if k != victim.member}
    policy = replace(attacker.machine.policy, roster=roster)
    return commit(
        attacker,
        data=data_of(attacker, approvals=claims),
        removes=[victim.machine.group.own_leaf],
        extensions=with_policy(attacker, policy),
    )


def _psk(attacker: Device, victim: Device) -> bytes:
    attacker.machine.group.add_psk(b"ours", bytes(32))
    name = PreSharedKeyID(PSKType.EXTERNAL, b"ours", os.urandom(64))
    return commit(attacker, psks=[name])


def _reinit(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, reinit=ReInit(b"elsewhere", 1, Suite.XWING, ()))


def _external(attacker: Device, victim: Device) -> bytes:
    group = attacker.machine.group
    made = Group.join_external(
        group.group_info(external=True),
        os.urandom(16),
        SignatureKey.generate(group.suite),
        ExternalWishes(
            authenticated_data=data_of(attacker),
            extensions_supported=tuple(one.type for one in group.extensions),
        ),
    )
    return in_seal(attacker, made.message)


def _no_path(attacker: Device, victim: Device) -> bytes:
    bundle = key_package(os.urandom(16), NOW)
    data = data_of(attacker, spent=(None,))
    return commit(attacker, data=data, adds=[bundle.key_package], update=False)


def _no_code(attacker: Device, victim: Device) -> bytes:
    bundle = key_package(member := os.urandom(16), NOW)
    policy = attacker.machine.policy
    policy = replace(policy, roster={**policy.roster, member: Member("Stranger")})
    return commit(
        attacker,
        data=data_of(attacker, spent=(None,)),
        adds=[bundle.key_package],
        extensions=with_policy(attacker, policy),
    )


def _relay(attacker: Device, victim: Device) -> bytes:
    policy = replace(attacker.machine.policy, relay=Relay("http://elsewhere:1"))
    return commit(attacker, extensions=with_policy(attacker, policy))


def _promotion(attacker: Device, victim: Device) -> bytes:
    policy = attacker.machine.policy
    entry = Member(policy.roster[attacker.member].name, (HOST,))
    policy = replace(policy, roster={**policy.roster, attacker.member: entry})
    return commit(attacker, extensions=with_policy(attacker, policy))


def _policy_gone(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, extensions=[])


def _policy_noise(attacker: Device, victim: Device) -> bytes:
    return commit(attacker, extensions=[Extension(EXT_POLICY, b"\x01")])


ATTACKS: list[tuple[Attack, int]] = [
    (_garbage, UNREADABLE),
    (_noise_inside, UNREADABLE),
    (_wrong_content, UNREADABLE),
    (_proposal, UNREADABLE),
    (_private_commit, UNREADABLE),
    (_application, UNREADABLE),
    (_trailing, UNREADABLE),
    (_wrong_membership, UNREADABLE),
    (_stale_epoch, UNREADABLE),
    (_stale_proposal, UNREADABLE),
    (_uncanonical, Refusal.DATA),
    (_no_data, Refusal.DATA),
    (_removal, Refusal.REMOVE),
    (_removal_alone, Refusal.ROSTER),
    (_forged_approval, Refusal.REMOVE),
    (_psk, Refusal.PSK),
    (_reinit, Refusal.REINIT),
    (_external, Refusal.EXTERNAL),
    (_no_path, Refusal.NO_PATH),
    (_no_code, Refusal.CODE_MISSING),
    (_relay, Refusal.RELAY),
    (_promotion, Refusal.APPOINT),
    (_policy_gone, Refusal.POLICY),
    (_policy_noise, Refusal.POLICY),
]


@pytest.mark.parametrize(("attack", "number"), ATTACKS, ids=[a.__name__[1:] for a, _ in ATTACKS])
def test_a_void_seal_is_void_for_all_alike_and_healed_by_who_speaks_next(
    attack: Attack, number: int
) -> None:
    _, (host, victim, attacker) = circle_of(3)
    others = [host, victim]
    epoch = host.machine.group.epoch
    seal(attacker, attack(attacker, victim))
    together(others, NOW)
    for one in others:
        assert notes(one, ItemKind.VOID) == [number]
        assert one.machine.group.epoch == epoch
        assert one.machine.running
    restart(attacker)  # what the attack did to its own machine is forgotten
    together([attacker, *others], NOW)
    assert notes(attacker, ItemKind.VOID) == [number]
    say(victim, "we go on")
    together([attacker, *others], NOW)
    agree([attacker, *others])
    assert host.machine.group.epoch == epoch + 1
    assert [texts(one) for one in (host, victim, attacker)] == [["we go on"]] * 3


def test_three_void_seals_pause() -> None:
    assert VOIDS_TO_PAUSE == 3


def test_two_void_seals_heal_and_the_third_pauses_everybody() -> None:
    _, devices = circle_of(3)
    for _ in range(VOIDS_TO_PAUSE - 1):
        seal(devices[0], os.urandom(65_536))
    together(devices, NOW)
    say(devices[1], "healed")
    together(devices, NOW)
    agree(devices)
    for _ in range(VOIDS_TO_PAUSE):
        seal(devices[0], os.urandom(65_536))
    together(devices, NOW)
    for device in devices:
        assert device.machine.record.status is Status.PAUSED
        assert len(notes(device, ItemKind.VOID)) == 2 * VOIDS_TO_PAUSE - 1
        assert isinstance(device.machine.want(device.line, NOW), Idle)
        restart(device)
        assert device.machine.record.status is Status.PAUSED


def test_a_wish_of_a_host_heals_as_well_and_comes_next() -> None:
    _, devices = circle_of(3)
    seal(devices[0], os.urandom(65_536))
    together(devices, NOW)
    assert carry_out(devices[0], Rename("Amal B")) == ""
    together(devices, NOW)
    agree(devices)


def test_a_wish_to_leave_is_carried_behind_a_void_seal() -> None:
    _, devices = circle_of(3)
    devices[2].machine.leave()
    devices[2].settle(NOW)
    seal(devices[0], os.urandom(65_536))
    together(devices, NOW)
    assert devices[2].machine.record.status is Status.LEFT
    agree(devices[:2])


@pytest.mark.parametrize("dies", [False, True], ids=["lives", "restarts"])
def test_one_garbled_recipient_is_stuck_all_others_go_on_and_it_rejoins(dies: bool) -> None:
    _, (attacker, victim, third, fourth) = circle_of(4)
    others = [attacker, third, fourth]
    with garbling(0):  # the first ciphertext of a path from leaf 0 is for leaf 1
        attacker.machine.intend(Rename("Amal B"))
        attacker.settle(NOW)
    together([attacker, victim, third, fourth], NOW)
    assert victim.machine.record.status is Status.STUCK
    assert len(notes(victim, ItemKind.STUCK)) == 1
    assert not notes(victim, ItemKind.VOID)
    agree(others)
    assert all(not notes(one, ItemKind.VOID) for one in others)
    if dies:
        restart(victim)
        victim.settle(NOW)
        assert victim.machine.record.status is Status.STUCK
    back = admit(attacker, "", NOW + DAY, rejoiner=victim)
    everybody = [*others, back]
    together(everybody, NOW + DAY)
    say(back, "back", NOW + DAY)
    together(everybody, NOW + DAY)
    agree(everybody)
    assert texts(third) == texts(back) == ["back"]


def test_a_wrong_confirmation_tag_is_private_everybody_stops_and_nobody_voids() -> None:
    _, (host, second, attacker) = circle_of(3)
    group = attacker.machine.group
    made = group.commit(authenticated_data=data_of(attacker))
    seal(attacker, in_seal(attacker, with_wrong_tag(group, made.message)))
    together([host, second], NOW)
    for one in (host, second):
        assert one.machine.record.status is Status.STUCK
        assert not notes(one, ItemKind.VOID)
        assert kinds(one).count(ItemKind.STUCK) == 1


def test_a_commit_under_our_name_that_we_did_not_make_stops_us() -> None:
    _, (host, second) = circle_of(2)
    seal(host, commit(host))  # its keys are in other hands
    together([host, second], NOW)
    assert host.machine.record.status is Status.STUCK
    assert second.machine.running


def test_proposals_other_than_to_leave_are_not_carried() -> None:
    _, (host, second, attacker) = circle_of(3)
    post(attacker, in_post(attacker, attacker.machine.group.propose_remove(1)))
    post(attacker, in_post(attacker, attacker.machine.group.propose_update()))
    together([host, second], NOW)
    assert host.machine.group.remembered == []
    assert carry_out(host, Rename("Amal B")) == ""
    together([host, second], NOW)
    agree([host, second])
    assert len(host.machine.policy.roster) == 3


def test_a_seal_that_carries_a_withheld_proposal_is_not_void_for_who_missed_it() -> None:
    relay, (host, second, third, leaver) = circle_of(4)
    third.relay = Lens.on(relay, without(1))
    leaver.machine.leave()
    leaver.settle(NOW)
    say(second, "after it")
    together([host, second], NOW)
    third.line.ended = False
    third.settle(NOW)
    assert third.machine.record.status is Status.STUCK
    assert notes(third, ItemKind.GAP) == [1]
    assert len(notes(third, ItemKind.STUCK)) == 1
    assert not notes(third, ItemKind.VOID)
    agree([host, second])
    back = admit(host, "", NOW, rejoiner=third)
    together([host, second, back], NOW)
    agree([host, second, back])


def test_who_proposes_to_leave_twice_leaves_once_and_holds_up_nobody() -> None:
    _, (host, second, third) = circle_of(3)
    for data in (b"", b"again"):
        post(third, in_post(third, third.machine.group.propose_remove_self(data)))
    together([host, second], NOW)
    agree([host, second])
    assert set(host.machine.policy.roster) == {host.member, second.member}


def test_a_relay_that_replays_a_proposal_to_leave_holds_up_nobody() -> None:
    relay, (host, second, third) = circle_of(3)
    blob = in_post(third, third.machine.group.propose_remove_self())
    post(third, blob)
    post(third, blob)
    second.machine.page(second.line, relay.show(host.box, 0), done=True, now=NOW)
    second.save()
    assert len(second.machine.sync.leaves) == 1
    together([host, second], NOW)
    agree([host, second])
    assert third.member not in host.machine.policy.roster


def test_a_newcomer_with_a_key_that_stands_in_the_tree_already_holds_up_nobody() -> None:
    _, (host, second) = circle_of(2)
    bundle = key_package(os.urandom(16), NOW)
    codes = [Meeting.of(os.urandom(16)) for _ in range(2)]
    for code in codes:
        assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
    member = check_package(host.machine.group.suite, bundle.key_package).leaf.credential.identity
    first, again = (
        Admit(code.id_hash, os.urandom(8), bundle.key_package, member, name, bytes(32), code.secret)
        for code, name in zip(codes, ("One", "Two"), strict=True)
    )
    assert carry_out(host, first) == ""
    assert carry_out(host, again) != ""
    assert carry_out(host, Rename("Amal B")) == ""
    together([host, second], NOW)
    agree([host, second])


def test_a_second_package_with_the_same_signature_key_holds_up_nobody() -> None:
    _, (host, second) = circle_of(2)
    suite = host.machine.group.suite
    signer = SignatureKey.generate(suite)
    for number in range(2):
        member = os.urandom(16)
        code = Meeting.of(os.urandom(16))
        bundle = KeyPackageBundle.create(
            suite, member, signer, not_before=0, not_after=2**40, extensions_supported=[EXT_POLICY]
        )
        assert carry_out(host, OpenInvite(code.id_hash, 1)) == ""
        intent = Admit(
            code.id_hash, os.urandom(8), bundle.key_package, member, f"Member {number}",
            bytes(32), code.secret,
        )  # fmt: skip
        assert carry_out(host, intent) == ("" if number == 0 else "member-id")
    assert carry_out(host, Rename("Amal B")) == ""
    together([host, second], NOW)
    agree([host, second])
