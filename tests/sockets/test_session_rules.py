"""Sessions against a real relay: coming back, approvals, admission unasked, invites that end."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.session import NotFoundError, OfflineError, RefusedError, SessionError
from support.relay import Clock, RelayProcess, relay_process
from support.sessions import catch_up, kinds, let_in, said, sessions


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as running:
        yield running


async def test_a_member_comes_back_under_its_own_id(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 2) as (host, second):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await host.say(host.circles()[0], Message("before"))
        await catch_up(host, second)
        before = second.circles()[0]
        invite = await host.invite(host.circles()[0])
        knock = await second.join(invite.link, "Bela", rejoin=before)
        (seen,) = await host.knocks(host.circles()[0])
        assert seen.rejoin
        await host.admit(host.circles()[0], seen.id)
        assert (await second.poll_join(knock.id)).state == "admitted"
        after = second.circles()[0]
        assert (after.member, after.number) == (before.member, before.number)
        await second.say(after, Message("back"))
        await catch_up(host, second)
        assert said(host) == said(second) == ["before", "back"]
        assert "rejoined" in kinds(host)
        assert len(host.members(host.circles()[0])) == 2


async def test_a_majority_appoints_a_host(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (host, second, third):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await let_in(host, third, "Chen")
        await catch_up(host, second, third)
        assert (await second.appoint(second.circles()[0], "Bela")).startswith("waiting")
        assert await third.appoint(third.circles()[0], "Bela") == "done"
        await catch_up(host, second, third)
        assert host.policy(host.circles()[0]).hosts == ["Amal", "Bela"]


async def test_a_circle_whose_only_host_lost_their_device_chooses_another(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 5) as (lost, second, third, fourth, newcomer):
        await lost.found("harbour", relay.url, "Amal")
        for guest, name in ((second, "Bela"), (third, "Chen"), (fourth, "Dara")):
            await let_in(lost, guest, name)
        await catch_up(second, third, fourth)
        # From here on nobody has Amal's device. Of four it takes three.
        asked = await second.appoint(second.circles()[0], "Bela")
        assert "2 of the members, or 1 of the hosts" in asked
        await catch_up(third)
        (ask,) = third.asks(third.circles()[0])
        assert (ask.what, ask.agreed, ask.members, ask.mine) == (
            "to make Bela a host", ["Bela"], 2, False,
        )  # fmt: skip
        assert "1 of the members" in await third.approve(third.circles()[0], ask.id)
        # The circle moves on: nothing of before counts, and everybody asks again unasked.
        assert await fourth.rename(fourth.circles()[0], "Dora") == "done"
        assert fourth.asks(fourth.circles()[0]) == []
        await catch_up(second, third, fourth)
        (ask,) = fourth.asks(fourth.circles()[0])
        assert (sorted(ask.agreed), ask.members) == (["Bela", "Chen"], 1)
        with pytest.raises(NotFoundError):
            await fourth.approve(fourth.circles()[0], "00000000")
        assert await fourth.approve(fourth.circles()[0], ask.id) == "done"
        await catch_up(second, third, fourth)
        assert second.policy(second.circles()[0]).hosts == ["Amal", "Bela"]
        assert second.asks(second.circles()[0]) == []
        # The new host takes the old device out, and lets people in again.
        assert await second.remove(second.circles()[0], "Amal") == "done"
        await let_in(second, newcomer, "Elif")
        await catch_up(second, third, fourth)
        assert third.policy(third.circles()[0]).hosts == ["Bela"]
        names = [one.name for one in third.members(third.circles()[0])]
        assert names == ["Bela", "Chen", "Dora", "Elif"]


async def test_who_withdraws_asks_no_more_once_the_circle_moves_on(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (host, second, third):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await let_in(host, third, "Chen")
        await catch_up(second, third)
        assert (await second.appoint(second.circles()[0], "Bela")).startswith("waiting")
        assert second.withdraw(second.circles()[0]) == 1
        await catch_up(third)
        assert [one.members for one in third.asks(third.circles()[0])] == [
            1
        ]  # what is said is said
        assert await third.rename(third.circles()[0], "Chan") == "done"
        await catch_up(second, third)
        assert third.asks(third.circles()[0]) == []
        assert (await third.appoint(third.circles()[0], "Bela")).startswith("waiting")


async def test_where_two_hosts_must_agree_one_does_not_remove(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (host, second, third, fourth):
        await host.found("harbour", relay.url, "Amal")
        for guest, name in ((second, "Bela"), (third, "Chen"), (fourth, "Dara")):
            await let_in(host, guest, name)
        circle = host.circles()[0]
        assert await host.appoint(circle, "Bela") == "done"
        assert await host.set_rule(circle, "remove_approvals", "2") == "done"
        await catch_up(host, second)
        assert (await host.remove(circle, "Dara")).startswith("waiting")
        assert host.wishes(circle) == ["to remove Dara"]
        assert host.withdraw(circle) == 1
        assert host.wishes(circle) == []
        assert (await host.remove(circle, "Chen")).startswith("waiting")
        await catch_up(second)
        assert await second.remove(second.circles()[0], "Chen") == "done"
        await catch_up(host, second, third, fourth)
        assert third.circles()[0].status == "removed"
        assert [one.name for one in fourth.members(fourth.circles()[0])] == ["Amal", "Bela", "Dara"]


async def test_admission_unasked_is_off_until_it_is_chosen(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (host, second):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        knock = await second.join((await host.invite(circle)).code, "Bela")
        await host.sync()
        assert (await second.poll_join(knock.id)).state == "waiting"
        assert await host.set_rule(circle, "admit", "auto") == "done"
        await host.sync()
        assert (await second.poll_join(knock.id)).state == "admitted"


async def test_an_invite_ends_with_its_time(relay: RelayProcess, tmp_path: Path) -> None:
    clock = Clock()
    with sessions(tmp_path, 2, clock) as (host, second):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        invite = await host.invite(circle, expires=3600)
        clock.forward(seconds=3700)
        with pytest.raises(RefusedError, match="expired"):
            await second.join(invite.code, "Bela")
        await host.sync()
        assert host.policy(circle).open_codes == 0
        assert [one.state for one in host.invites(circle)] == ["closed"]
        with pytest.raises(RefusedError):
            await second.join(invite.code, "Bela")
        clock.forward(days=20)
        await host.sync()
        assert host.invites(circle) == []


async def test_what_is_written_offline_goes_out_later_and_once(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (host, second):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        relay.kill()
        with pytest.raises(OfflineError) as kept:
            await second.say(second.circles()[0], Message("kept"))
        assert kept.value.event_id is not None
        assert second.circles()[0].unsent == 1
        relay.restart()
        await catch_up(second, host)
        assert said(host) == said(second) == ["kept"]
        assert second.circles()[0].unsent == 0


async def test_messages_disappear(relay: RelayProcess, tmp_path: Path) -> None:
    clock = Clock(time.time())
    with sessions(tmp_path, 1, clock) as (host,):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        await host.say(circle, Message("for an hour", timer=3600))
        await host.say(circle, Message("for the circle's time"))
        clock.forward(seconds=3700)
        assert said(host) == ["for the circle's time"]
        clock.forward(days=14)
        assert said(host) == []
        await host.sync()
        assert kinds(host) == []


async def test_bad_words_get_clear_answers_and_change_nothing(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 1) as (host,):
        with pytest.raises(SessionError, match="without TLS"):
            await host.found("harbour", "http://relay.example", "Amal")
        with pytest.raises(SessionError):
            await host.found("harbour", relay.url, "\u202eAmal")
        assert host.circles() == []
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        with pytest.raises(NotFoundError, match="rules are"):
            await host.set_rule(circle, "colour", "red")
        with pytest.raises(SessionError):
            await host.set_rule(circle, "timer", "1")
        with pytest.raises(SessionError):
            await host.join("join-AAAAA", "Bela")
        with pytest.raises(NotFoundError):
            await host.remove(circle, "nobody")
        with pytest.raises(RefusedError):
            await host.demote(circle, "Amal")
        assert host.policy(circle).hosts == ["Amal"]


async def test_a_knock_that_waited_too_long_is_not_let_in(
    relay: RelayProcess, tmp_path: Path
) -> None:
    clock = Clock()
    with sessions(tmp_path, 2, clock) as (host, second):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        await second.join((await host.invite(circle, expires=None)).code, "Bela")
        clock.forward(days=30)
        (seen,) = await host.knocks(circle)
        with pytest.raises(RefusedError, match="ask again"):
            await host.admit(circle, seen.id)
        assert len(host.members(circle)) == 1


async def test_following_outlives_the_relay(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 1) as (host,):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        await host.say(circle, Message("before"))
        following = host.follow(circle)
        assert (await anext(following)).text == "before"
        relay.kill()
        waiting = asyncio.ensure_future(anext(following))
        with pytest.raises(OfflineError):
            await host.say(circle, Message("while it was away"))
        relay.restart()
        async with asyncio.timeout(60):
            assert (await waiting).text == "while it was away"
        await following.aclose()  # type: ignore[attr-defined]
