"""Members who come back after 60 days of many epochs: gaps are shown, the chain is followed."""

from leeward_client.circle.events import Card, Timer
from leeward_client.circle.items import ItemKind
from leeward_client.group.records import Appoint, Rename, SetRule, Status
from support.circles import DAY, NOW, Device, admit, carry_out, circle_of, kinds, say, texts
from support.hostile import agree, notes, restart, together

DAYS = 60


def live_on(devices: list[Device], relay_days: range) -> None:
    """Days of talk and of changes; short entries expire behind them."""
    for day in relay_days:
        now = NOW + day * DAY
        devices[0].relay.expire(now)
        say(devices[day % len(devices)], f"day {day}", now)
        together(devices, now)
        if day % 3 == 0:
            assert carry_out(devices[0], Rename(f"Amal {day}"), now) == ""
        if day % 10 == 0:
            devices[0].machine.say(Card(text=f"day {day}"), now)
        if day == 20:
            devices[0].machine.say(Timer(7 * DAY), now)
        if day == 30:
            assert carry_out(devices[0], SetRule("invite", "members"), now) == ""
        together(devices, now)


def test_after_sixty_days_away_the_gaps_are_shown_and_all_agree() -> None:
    _, (host, second, away) = circle_of(3)
    away.reconnect()
    live_on([host, second], range(1, DAYS))
    later = NOW + DAYS * DAY
    assert host.machine.group.epoch - away.machine.group.epoch >= 20
    together([host, second, away], later)
    agree([host, second, away])
    assert sum(notes(away, ItemKind.GAP)) > 0
    for kind in (ItemKind.FORK, ItemKind.BEHIND, ItemKind.MISMATCH, ItemKind.NOISE, ItemKind.VOID):
        assert kind not in kinds(away)
    heard = texts(away)
    assert heard == texts(host)[-len(heard) :]
    assert "day 59" in heard
    assert "day 10" not in heard
    say(away, "I am back", later)
    together([host, second, away], later)
    assert texts(host)[-1] == texts(second)[-1] == "I am back"
    assert not [kind for kind in kinds(host) if kind in (ItemKind.GAP, ItemKind.FORK)]


def test_a_member_that_was_away_and_restarts_at_every_step_ends_the_same() -> None:
    _, (host, second, away) = circle_of(3)
    away.reconnect()
    live_on([host, second], range(1, 25))
    later = NOW + 25 * DAY
    for _ in range(400):
        before = (away.machine.group.epoch, away.machine.sync.cursor)
        away.step(later)
        restart(away)
        away.step(later)
        if away.machine.group.epoch == host.machine.group.epoch and before == (
            away.machine.group.epoch,
            away.machine.sync.cursor,
        ):
            break
    together([host, second, away], later)
    agree([host, second, away])


def test_who_wrote_before_going_away_says_it_once_on_coming_back() -> None:
    _, (host, second, away) = circle_of(3)
    away.lost_acks = 1
    away.machine.say(Card(text="mine"), NOW)
    away.step(NOW)  # stored, and the answer got lost
    together([host, second], NOW)
    live_on([host, second], range(1, 20))
    later = NOW + 20 * DAY
    together([host, second, away], later)
    agree([host, second, away])
    own = [one for one in host.machine.fold.items.values() if one.author == away.member]
    assert [one.kind for one in own].count(ItemKind.CARD) == 1
    assert host.machine.fold.cards[away.member].text == "mine"


def test_a_newcomer_in_between_shares_the_durable_state() -> None:
    _, (host, second, away) = circle_of(3)
    away.reconnect()
    live_on([host, second], range(1, 12))
    late = admit(host, "Newcomer", NOW + 12 * DAY)
    live_on([host, second, late], range(13, 40))
    together([host, second, late, away], NOW + 40 * DAY)
    agree([host, second, late, away])
    assert late.machine.fold.timer == away.machine.fold.timer == 7 * DAY


def test_a_vote_that_expired_unread_does_not_make_anybody_disagree() -> None:
    relay, (host, second, third, away) = circle_of(4)
    away.reconnect()
    assert carry_out(host, Appoint(second.member)) == ""
    together([host, second, third], NOW)
    second.machine.intend(SetRule("remove_approvals", 2))
    together([host, second, third], NOW)
    host.machine.intend(SetRule("remove_approvals", 2))
    together([host, second, third], NOW)
    assert host.machine.policy.rules.remove_approvals == 2
    later = NOW + 30 * DAY
    relay.expire(later)
    together([host, second, third, away], later)
    agree([host, second, third, away])
    assert away.machine.policy.rules.remove_approvals == 2


def test_a_chain_whose_boxes_are_buried_ends_in_rejoining() -> None:
    relay, (host, second, away) = circle_of(3)
    away.reconnect()
    box = away.box
    live_on([host, second], range(1, 12))
    relay.bury(box)
    later = NOW + 200 * DAY
    away.settle(later)
    assert away.machine.record.status is Status.EXPIRED
    restart(away)
    assert away.machine.record.status is Status.EXPIRED
    back = admit(host, "", later, rejoiner=away)
    together([host, second, back], later)
    agree([host, second, back])
    assert back.member == away.member
