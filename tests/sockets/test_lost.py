"""A device that was lost or taken, out of all circles at once: several devices and real relays."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.link import Connection, LinkLostError
from leeward_client.session import (
    CircleInfo,
    EndedError,
    LostInfo,
    NotFoundError,
    RefusedError,
    Session,
)
from leeward_client.session.lost import catch_up as ask_all
from leeward_client.session.lost import find, keep, take_out, waiting
from support.relay import RelayProcess, relay_process
from support.sessions import catch_up, let_in, link, sessions

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    with relay_process(tmp_path_factory.mktemp("lost") / "relay") as process:
        yield process


def stands(done: list[LostInfo]) -> list[tuple[str, str, str]]:
    """What of each device in each circle came."""
    return [(one.circle.label, one.device.name, one.state) for one in done]


def texts(session: Session) -> list[str | None]:
    """The messages of all circles, in order."""
    circles = session.circles()
    return [it.text for one in circles for it in session.read(one) if it.kind == "message"]


@pytest.mark.parametrize("again", [False, True], ids=["by the next sync", "said again"])
async def test_it_is_out_of_every_circle_and_where_the_relay_is_away_once_it_is_back(
    relay: RelayProcess, tmp_path: Path, again: bool
) -> None:
    with (
        relay_process(tmp_path / "other") as other,
        sessions(tmp_path, 4) as (robin, sam, phone, tablet),
    ):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await robin.found("garden", other.url, "Rue")
        await link(robin, phone)
        await link(robin, tablet, "tablet")
        await catch_up(robin, phone, tablet, sam)
        invite = await robin.invite(robin.circles()[0])
        other.terminate()
        assert [(one.ok, one.reached) for one in await ask_all(robin)] == [
            (True, True),
            (False, False),
        ]
        found = find(robin, "phone")
        assert stands(found) == [("harbour", "phone", "found"), ("garden", "phone", "found")]
        done = await take_out(robin, found)
        assert stands(done) == [("harbour", "phone", "done"), ("garden", "phone", "under-way")]
        assert "next sync" in done[1].why
        assert stands(await take_out(robin, found)) == stands(done)
        assert [one.device.going for one in find(robin, "phone")] == [True]
        assert [len(robin.wishes(one)) for one in robin.circles()] == [0, 1]  # once
        with pytest.raises(RefusedError):
            await sam.join(invite.code, "Kim")
        other.restart()
        if again:
            assert stands(await take_out(robin, found)) == [
                ("harbour", "phone", "done"),
                ("garden", "phone", "done"),
            ]
        else:
            await robin.sync()
        for circle in robin.circles():
            await robin.say(circle, Message("not for the phone"))
        await catch_up(phone, tablet, sam)
        assert [one.status for one in phone.circles()] == ["unlinked", "unlinked"]
        for circle in phone.circles():
            with pytest.raises(EndedError):
                await phone.say(circle, Message("nor from it"))
        assert texts(phone) == []
        assert texts(tablet) == ["not for the phone", "not for the phone"]
        assert texts(sam) == ["not for the phone"]
        assert [one.name for one in sam.members(sam.circles()[0])] == ["Robin", "Sam"]
        assert stands(find(robin)) == [
            ("harbour", "tablet", "found"),
            ("garden", "tablet", "found"),
        ]
        assert [robin.wishes(one) for one in robin.circles()] == [[], []]


async def test_only_the_others_are_found_and_by_a_name_only_those_that_bear_it(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (robin, sam, phone, unnamed):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        assert find(robin) == []
        await link(robin, phone, "Téléphone")
        await link(phone, unnamed, "tablet")  # whose name the first device never learns
        await catch_up(robin, phone)
        here = {one.id for one in robin.devices.of(robin.circles()[0]) if one.here}
        assert len(here) == 1
        assert sorted(one.device.name for one in find(robin)) == ["", "Téléphone"]
        assert not here & {one.device.id for one in find(robin)}
        for name in ("téléphone", unicodedata.normalize("NFD", "TÉLÉPHONE")):
            assert [one.device.name for one in find(robin, name)] == ["Téléphone"]
        for name in ("", " ", "tele", "Robin"):
            assert find(robin, name) == []
        done = await take_out(robin, find(robin))
        assert [one.state for one in done] == ["done", "done"]
        await catch_up(robin, sam)
        assert [one.here for one in robin.devices.of(robin.circles()[0]) if one.mine] == [True]
        assert [one.name for one in sam.members(sam.circles()[0])] == ["Robin", "Sam"]


class CutError(Exception):
    """The power is gone."""


async def test_what_is_cut_short_goes_on_with_the_next_sync(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await robin.found("garden", relay.url, "Rue")
        await link(robin, phone)

        async def cut(_: CircleInfo, __: bytes) -> str:
            raise CutError

        with pytest.raises(CutError):
            await take_out(robin, find(robin), cut)
        assert [one.device.going for one in find(robin)] == [True, True]
        await robin.sync()
        assert find(robin) == []
        await phone.sync()
        assert [one.status for one in phone.circles()] == ["unlinked", "unlinked"]


async def test_what_is_found_again_before_it_is_out_stays_and_no_relay_is_asked(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with (
        relay_process(tmp_path / "other") as other,
        sessions(tmp_path, 3) as (robin, phone, tablet),
    ):
        await robin.found("harbour", relay.url, "Robin")
        await robin.found("garden", other.url, "Rue")
        await link(robin, phone)
        await link(robin, tablet, "tablet")
        garden = robin.circles()[1]
        other.terminate()
        await take_out(robin, find(robin))
        assert {one.device.name for one in waiting(robin)} == {"phone", "tablet"}
        other.restart()  # whoever asked it now would carry it out
        assert stands(keep(robin, waiting(robin, "phone"))) == [("garden", "phone", "kept")]
        assert [one.device.name for one in waiting(robin)] == ["tablet"]
        await robin.sync()
        assert stands(find(robin)) == [("garden", "phone", "found")]
        await robin.say(garden, Message("for the phone"))
        await catch_up(phone, tablet)
        assert texts(phone) == ["for the phone"]
        assert texts(tablet) == []
        assert keep(robin, waiting(robin)) == []


async def test_what_may_stand_at_the_relay_already_is_not_said_to_stay(
    relay: RelayProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Connection.seal

    async def cut(self: Connection, box: bytes, after: int, blob: bytes) -> int:
        await sealed(self, box, after, blob)
        raise LinkLostError("link-lost")

    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        with monkeypatch.context() as patch:
            patch.setattr(Connection, "seal", cut)
            assert stands(await take_out(robin, find(robin))) == [("harbour", "phone", "under-way")]
        assert stands(keep(robin, waiting(robin))) == [("harbour", "phone", "late")]
        await robin.sync()
        assert find(robin) == []


async def test_whoever_is_quicker_is_taken_out_all_the_same(
    relay: RelayProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The phone seals whatever it can before each seal of ours: it only puts it off."""
    sealed = Connection.seal
    lost: list[int] = []

    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        await catch_up(robin, phone)

        async def outrun(self: Connection, box: bytes, after: int, blob: bytes) -> int:
            if len(lost) < 3:
                lost.append(len(lost))
                with monkeypatch.context() as patch:
                    patch.setattr(Connection, "seal", sealed)
                    await phone.rename(phone.circles()[0], f"Robin {len(lost)}")
            return await sealed(self, box, after, blob)

        monkeypatch.setattr(Connection, "seal", outrun)
        assert stands(await take_out(robin, find(robin))) == [("harbour", "phone", "done")]
        assert len(lost) == 3
        await phone.sync()
        assert [one.status for one in phone.circles()] == ["unlinked"]


async def test_what_another_device_has_done_first_is_told_and_keeps_no_circle_from_being_done(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (robin, phone, tablet):
        for label in ("harbour", "garden", "attic", "cellar"):
            await robin.found(label, relay.url, "Robin")
        await link(robin, phone)
        await link(robin, tablet, "tablet")
        await catch_up(robin, phone, tablet)
        found = find(robin, "phone")
        # Who has the phone was quicker in the first circle, the tablet in the second.
        own = next(one for one in robin.devices.of(robin.circles()[0]) if one.here)
        await phone.remove_device(phone.circles()[0], own.id)
        gone = found[1].device.id
        await tablet.remove_device(tablet.circles()[1], gone)
        await tablet.remove_device(tablet.circles()[3], found[3].device.id)
        robin.forget(robin.circles()[3])  # in another window: who is in it is not known any more
        done = await take_out(robin, found)
        assert [one.state for one in done] == ["failed", "done", "done", "failed"]
        assert "this device was taken out" in done[0].why
        await tablet.sync()
        assert [len(tablet.devices.of(one)) for one in tablet.circles()] == [2, 2, 2, 2]


async def test_a_device_that_goes_itself_does_not_say_that_it_will_take_another_out(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        await robin.unlink(robin.circles()[0])
        (one,) = await take_out(robin, find(robin))
        assert one.state == "failed"
        assert "leaving" in one.why


async def test_all_device_codes_end(relay: RelayProcess, tmp_path: Path) -> None:
    with (
        relay_process(tmp_path / "other") as other,
        sessions(tmp_path, 3) as (robin, phone, thief),
    ):
        await robin.found("harbour", relay.url, "Robin")
        await robin.found("garden", other.url, "Rue")
        await link(robin, phone)
        harbour, garden = robin.circles()
        half = await robin.devices.link([garden])  # the box stands at the relay that will be away
        asking = await thief.devices.join(half.code, "laptop")
        await robin.devices.accept(half.id, asking.words)
        open_ = await robin.devices.link([harbour])
        other.terminate()
        await take_out(robin, find(robin, "phone"))
        for code in (half, open_):
            with pytest.raises(NotFoundError):
                await robin.devices.look(code.id)
        with pytest.raises(RefusedError):
            await thief.devices.join(open_.code, "laptop")
        other.restart()
        await catch_up(robin, thief)
        assert thief.circles() == []
        assert [len(robin.devices.of(one)) for one in robin.circles()] == [1, 1]
