"""One circle, several machines, one relay: talk, join, remove, leave, rejoin."""

from leeward_client.circle.items import ItemKind
from leeward_client.group.records import Appoint, Remove, Rename, Seal, SetRule, Status
from support.circles import (
    DAY,
    NOW,
    admit,
    carry_out,
    circle_of,
    kinds,
    say,
    settle_all,
    texts,
)


def test_members_read_each_other_in_one_order() -> None:
    _, devices = circle_of(3)
    for number, device in enumerate(devices):
        say(device, f"word {number}")
    settle_all(devices, NOW)
    assert [texts(device) for device in devices] == [["word 0", "word 1", "word 2"]] * 3
    assert len({device.machine.group.export("t", b"", 16) for device in devices}) == 1


def test_a_removed_member_ends_and_the_others_go_on() -> None:
    _, (host, second, third) = circle_of(3)
    assert carry_out(host, Remove(second.member)) == ""
    settle_all([host, second, third], NOW)
    assert second.machine.record.status is Status.REMOVED
    assert ("state", b"epoch") not in second.vault
    say(host, "after")
    settle_all([host, third], NOW)
    assert texts(third) == ["after"]
    assert ItemKind.REMOVED in kinds(third)


def test_a_member_leaves_by_its_own_proposal() -> None:
    _, (host, second, third) = circle_of(3)
    second.machine.leave()
    second.save()
    settle_all([second, host, third], NOW)
    assert second.machine.record.status is Status.LEFT
    assert set(host.machine.policy.roster) == {host.member, third.member}


def test_two_who_commit_at_once_agree_on_one_and_the_other_comes_next() -> None:
    _, (host, second, third) = circle_of(3)
    carry_out(host, Appoint(second.member))
    settle_all([host, second, third], NOW)
    key = second.machine.intend(SetRule("timer", 3600))
    other = host.machine.intend(SetRule("invite", "members"))
    assert isinstance(second.machine.want(second.line, NOW), Seal)
    assert isinstance(host.machine.want(host.line, NOW), Seal)
    for device in (host, second):
        device.save()
    settle_all([host, second, third], NOW)
    assert ("ended", key) in second.vault
    assert ("ended", other) in host.vault
    for device in (host, second, third):
        assert device.machine.policy.rules.timer == 3600
        assert device.machine.policy.rules.invite == "members"


def test_a_stuck_member_rejoins_under_its_own_id_and_keeps_its_timeline() -> None:
    _, (host, second) = circle_of(2)
    say(host, "before")
    settle_all([host, second], NOW)
    back = admit(host, "", NOW + DAY, rejoiner=second)
    say(host, "after", NOW + DAY)
    settle_all([host, back], NOW + DAY)
    assert texts(back) == ["before", "after"]
    assert len(host.machine.policy.roster) == 2


def test_a_lost_acknowledgement_posts_nothing_twice() -> None:
    _, (host, second) = circle_of(2)
    host.lost_acks = 1
    say(host, "once")
    host.lost_acks = 1
    assert carry_out(host, Rename("Amal B")) == ""
    settle_all([host, second], NOW)
    assert texts(second) == texts(host) == ["once"]
    assert second.machine.policy.roster[host.member].name == "Amal B"
