"""Rule W: the first seal that is not void wins; all follow it, and the loser plans anew."""

import pytest
from leeward_client.circle.events import Message
from leeward_client.circle.items import ItemKind
from leeward_client.group.inbox import OPENER_WAIT
from leeward_client.group.records import Appoint, Idle, Open, Remove, Rename, SetRule, Status, Wait
from support.circles import (
    DAY,
    NOW,
    Device,
    admit,
    carry_out,
    circle_of,
    kinds,
    say,
    texts,
)
from support.hostile import agree, events, pending_seal, restart, together


def two_hosts() -> list[Device]:
    """Three members; the first two are hosts."""
    _, devices = circle_of(3)
    assert carry_out(devices[0], Appoint(devices[1].member)) == ""
    together(devices, NOW)
    return devices


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "unanswered"])
@pytest.mark.parametrize("dies", [False, True], ids=["lives", "restarts"])
def test_of_two_racing_seals_the_first_wins_and_the_loser_plans_anew(
    first: int, lost: bool, dies: bool
) -> None:
    devices = two_hosts()
    racers = devices[:2]
    racers[0].machine.intend(SetRule("timer", 3600))
    racers[1].machine.intend(SetRule("invite", "members"))
    for racer in racers:
        pending_seal(racer, NOW)
    start = devices[0].machine.group.epoch
    winner, loser = racers[first], racers[1 - first]
    winner.lost_acks = int(lost)
    winner.step(NOW)  # its seal stands in the box
    loser.step(NOW)  # refused: a seal stands there
    if dies:
        for racer in racers:
            restart(racer)
    together([devices[2], loser, winner], NOW)
    agree(devices)
    assert devices[0].machine.group.epoch == start + 2
    assert devices[2].machine.policy.rules.timer == 3600
    assert devices[2].machine.policy.rules.invite == "members"
    assert kinds(devices[0]).count(ItemKind.POLICY) == 2


def test_a_loser_that_has_become_pointless_is_given_up() -> None:
    devices = two_hosts()
    keys = [one.machine.intend(Remove(devices[2].member)) for one in devices[:2]]
    for racer in devices[:2]:
        pending_seal(racer, NOW)
    together(devices, NOW)
    assert devices[2].machine.record.status is Status.REMOVED
    agree(devices[:2])
    assert kinds(devices[0]).count(ItemKind.REMOVED) == 1
    assert not any(one.machine.intents for one in devices[:2])
    assert all(("ended", key) in one.vault for one, key in zip(devices[:2], keys, strict=True))


def test_the_removed_end_also_while_they_race() -> None:
    devices = two_hosts()
    devices[1].machine.intend(SetRule("timer", 3600))
    devices[1].machine.intend(SetRule("invite", "members"))
    pending_seal(devices[1], NOW)
    assert carry_out(devices[0], Remove(devices[1].member)) == ""
    together(devices, NOW)
    assert devices[1].machine.record.status is Status.REMOVED
    assert not devices[1].machine.intents
    assert devices[1].machine.pending is None
    assert ("state", b"pending") not in devices[1].vault
    agree([devices[0], devices[2]])


def test_words_that_come_too_late_for_an_epoch_go_into_the_next_once() -> None:
    _, (host, second, third) = circle_of(3)
    second.machine.say(Message("late"), NOW)
    second.machine.want(second.line, NOW)  # encrypted and stored, not sent
    second.save()
    carry_out(host, Rename("Amal B"))
    together([host, second, third], NOW)
    agree([host, second, third])
    assert [texts(one) for one in (host, second, third)] == [["late"]] * 3


def test_when_the_winner_vanishes_others_open_the_next_box_after_a_wait() -> None:
    relay, (host, second, third) = circle_of(3)
    host.machine.intend(Rename("Amal B"))
    pending_seal(host, NOW)
    host.step(NOW)
    host.step(NOW)  # it has merged, and vanishes before it opens the box
    epoch = host.machine.group.epoch
    second.line.ended = False
    second.settle(NOW)
    assert second.machine.group.epoch == epoch
    assert second.box not in relay.boxes
    assert isinstance(second.step(NOW + OPENER_WAIT - 1), Wait)
    assert isinstance(second.machine.want(second.line, NOW + OPENER_WAIT), Open)
    second.settle(NOW + OPENER_WAIT)
    say(second, "we go on", NOW + OPENER_WAIT)
    third.line.ended = False
    third.settle(NOW + OPENER_WAIT)
    host.settle(NOW + DAY)
    agree([host, second, third])
    assert texts(host) == texts(third) == ["we go on"]


def test_the_winner_opens_the_next_box_at_once() -> None:
    relay, (host, _) = circle_of(2)
    host.machine.intend(Rename("Amal B"))
    pending_seal(host, NOW)
    host.settle(NOW)
    assert host.box in relay.boxes
    assert isinstance(host.step(NOW), Idle)


def test_an_expired_chain_stops_the_member_who_rejoins_under_its_own_id() -> None:
    relay, (host, second, third) = circle_of(3)
    say(host, "before")
    together([host, second, third], NOW)
    old = second.box
    second.reconnect()
    carry_out(host, Rename("Amal B"))
    later = NOW + 200 * DAY
    together([host, third], later)
    relay.bury(old)
    second.settle(later)
    assert second.machine.record.status is Status.EXPIRED
    assert isinstance(second.machine.want(second.line, later), Idle)
    back = admit(host, "", later, rejoiner=second)
    together([host, third, back], later)
    say(back, "back", later)
    together([host, third, back], later)
    agree([host, third, back])
    assert texts(back) == ["before", "back"]
    assert kinds(third).count(ItemKind.REJOINED) == 1
    assert back.member == second.member
    assert len(host.machine.policy.roster) == 3
    assert events(back)[-1] == events(host)[-1]


def test_a_box_that_was_never_opened_and_cannot_be_stops_the_member() -> None:
    relay, (host, second) = circle_of(2)
    carry_out(host, Rename("Amal B"))
    second.line.ended = False
    second.step(NOW)
    relay.bury(second.box)
    second.settle(NOW + DAY)
    assert second.machine.record.status is Status.EXPIRED
