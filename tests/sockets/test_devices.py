"""Several devices of one person and a real relay: linked, heard as one, cut short, taken out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.invites import pairing
from leeward_client.invites.code import Code, CodeType
from leeward_client.invites.pairing import meeting_of
from leeward_client.session import EndedError, RefusedError, Session, SessionError
from leeward_client.session.joins import read_code
from leeward_client.session.linkings import read_device_code
from leeward_client.session.pairings import CODE_LIFE, LINK_LIFE
from leeward_client.vault import Cost, Transaction, Vault
from support.relay import RelayProcess, relay_process
from support.sessions import PASSPHRASE, catch_up, kinds, let_in, link, said, sessions

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    with relay_process(tmp_path_factory.mktemp("devices") / "relay") as process:
        yield process


async def test_one_code_links_all_circles_and_each_takes_it_for_one_person(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (robin, sam, phone):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await robin.found("garden", relay.url, "Rue")
        await robin.say(robin.circles()[0], Message("before"))
        done = await link(robin, phone)
        assert [one.label for one in done.circles] == ["harbour", "garden"]
        assert done.missing == []
        await phone.say(phone.circles()[0], Message("from the phone"))
        await robin.say(robin.circles()[0], Message("from the desk"))
        await catch_up(robin, sam, phone)
        assert said(sam) == said(robin) == ["before", "from the phone", "from the desk"]
        assert said(phone) == ["from the phone", "from the desk"]
        circle = sam.circles()[0]
        assert circle.members == 2
        assert [one.name for one in sam.members(circle)] == ["Robin", "Sam"]
        assert {one.author for one in sam.read(circle) if one.kind == "message"} == {"Robin"}
        assert kinds(sam).count("linked") == 1
        # Nothing that one circle is shown stands in the other.
        members = [one.member for one in phone.circles()]
        assert members == [one.member for one in robin.circles()]
        keys = {one.id for circle in phone.circles() for one in phone.devices.of(circle)}
        assert len(keys) == 5


async def test_a_device_is_unlinked_and_hears_and_says_nothing_more(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (robin, sam, phone):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await link(sam, phone)  # no host is needed
        await catch_up(robin, sam, phone)
        circle = sam.circles()[0]
        (other,) = [one for one in sam.devices.of(circle) if one.mine and not one.here]
        assert other.name == "phone"
        assert await sam.remove_device(circle, other.id) == "done"
        await robin.sync()
        await robin.say(robin.circles()[0], Message("not for the phone"))
        done = await phone.sync()
        assert not done[0].ok
        assert phone.circles()[0].status == "unlinked"
        with pytest.raises(EndedError):
            await phone.say(phone.circles()[0], Message("nor from it"))
        await catch_up(robin, sam)
        assert said(sam) == ["not for the phone"]
        assert said(phone) == []
        phone.forget(phone.circles()[0])


async def test_a_host_takes_out_the_device_that_is_presumed_taken(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (robin, sam, phone, kim):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await let_in(robin, kim, "Kim")
        await link(sam, phone)
        await catch_up(robin, sam, phone, kim)
        here = next(one for one in phone.devices.of(phone.circles()[0]) if one.here)
        waits = await kim.remove_device(kim.circles()[0], here.id)
        assert waits != "done"  # who is no host needs others
        assert await robin.remove_device(robin.circles()[0], here.id) == "done"
        await catch_up(robin, sam, phone, kim)
        assert phone.circles()[0].status == "unlinked"
        assert sam.circles()[0].status == "active"
        assert [one.name for one in kim.members(kim.circles()[0])] == ["Kim", "Robin", "Sam"]
        assert "device-removed" in kinds(sam)


async def test_who_is_asked_to_take_a_device_out_sees_it_and_agrees(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (robin, sam, phone, kim):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await let_in(robin, kim, "Kim")
        await link(sam, phone)
        await catch_up(robin, sam, phone, kim)
        here = next(one for one in phone.devices.of(phone.circles()[0]) if one.here)
        await kim.remove_device(kim.circles()[0], here.id)
        await catch_up(robin)
        (ask,) = robin.asks(robin.circles()[0])
        assert (ask.what, ask.agreed) == ("that one device of Sam be taken out", ["Kim"])
        assert await robin.approve(robin.circles()[0], ask.id) == "done"
        await catch_up(sam, phone)
        assert phone.circles()[0].status == "unlinked"
        assert sam.circles()[0].status == "active"


async def test_leaving_and_going_with_one_device(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (robin, sam, phone):
        await robin.found("harbour", relay.url, "Robin")
        await let_in(robin, sam, "Sam")
        await link(sam, phone)
        await catch_up(robin, sam, phone)
        circle = phone.circles()[0]
        here = next(one for one in phone.devices.of(circle) if one.here)
        assert "another device" in await phone.remove_device(circle, here.id)
        await catch_up(sam, robin, phone)
        assert phone.circles()[0].status == "unlinked"
        (only,) = [one for one in sam.devices.of(sam.circles()[0]) if one.mine]
        with pytest.raises(RefusedError):
            await sam.remove_device(sam.circles()[0], only.id)
        phone.forget(phone.circles()[0])
        await link(sam, phone)
        await sam.sync()
        await sam.leave(sam.circles()[0])
        await catch_up(robin, phone, sam)
        assert sam.circles()[0].status == "left"
        assert phone.circles()[0].status == "unlinked"
        assert [one.name for one in robin.members(robin.circles()[0])] == ["Robin"]


async def test_who_leaves_alone_ends_the_circle_on_all_devices(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        await robin.sync()
        await robin.leave(robin.circles()[0])
        assert robin.circles() == []
        await phone.sync()
        assert phone.circles()[0].status == "unlinked"


async def test_codes_do_one_thing_each(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (robin, sam, phone):
        await robin.found("harbour", relay.url, "Robin")
        invite = await robin.invite(robin.circles()[0])
        made = await robin.devices.link(robin.circles())
        for text in (made.code, made.link):
            with pytest.raises(SessionError, match="leeward device join"):
                await sam.join(text, "Sam")
        for text in (invite.code, invite.link):
            with pytest.raises(SessionError, match="leeward join"):
                await phone.devices.join(text, "phone")
        swapped = made.code.replace("device-", "join-")
        with pytest.raises(SessionError):
            await sam.join(swapped, "Sam")
        asking = await phone.devices.join(made.code, "phone")
        assert await robin.knocks(robin.circles()[0]) == []
        await robin.devices.refuse(made.id)
        assert (await phone.devices.poll(asking.id)).state == "closed"
        with pytest.raises(RefusedError):
            await phone.devices.join(made.code, "phone")


async def test_codes_that_are_unknown_used_over_or_of_the_other_type_answer_alike(
    relay: RelayProcess, tmp_path: Path
) -> None:
    clock = [1_800_000_000.0]
    with sessions(tmp_path, 3, now=lambda: clock[0]) as (robin, phone, late):
        await robin.found("harbour", relay.url, "Robin")

        async def refusal(code: Code) -> str:
            device = code.kind is CodeType.DEVICE
            with pytest.raises(RefusedError) as caught:
                await (late.devices.join if device else late.join)(str(code), "tablet")
            return str(caught.value)

        invite = await robin.invite(robin.circles()[0])
        joining, used = read_code(invite.code), await robin.devices.link(robin.circles())
        asking = await phone.devices.join(used.code, "phone")
        await robin.devices.accept(used.id, asking.words)
        for _ in range(2):
            await phone.devices.poll(asking.id)
            await robin.devices.look(used.id)
        assert phone.circles()[0].label == "harbour"
        refused = await robin.devices.link(robin.circles())
        await robin.devices.refuse(refused.id)
        expired = await robin.devices.link(robin.circles())
        clock[0] += CODE_LIFE
        codes = [read_device_code(one.code) for one in (used, refused, expired)]
        unknown = Code(bytes(16), codes[0].relay, CodeType.DEVICE)
        disguised = Code(joining.secret, joining.relay, CodeType.DEVICE)
        said_of = {await refusal(code) for code in (*codes, unknown, disguised)}
        assert len(said_of) == 1
        # A device code whose secret is dressed as an invite is an invite that never was.
        turned = [replace(code, kind=CodeType.JOIN) for code in (*codes, unknown)]
        assert len({await refusal(code) for code in turned}) == 1


async def test_a_code_in_two_hands_links_nobody(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (robin, thief, phone):
        await robin.found("harbour", relay.url, "Robin")
        made = await robin.devices.link(robin.circles())
        mine = await phone.devices.join(made.code, "phone")
        theirs = await thief.devices.join(made.code, "phone")
        assert mine.words != theirs.words
        assert (await robin.devices.look(made.id)).state == "frozen"
        with pytest.raises(RefusedError):
            await robin.devices.accept(made.id, mine.words)
        assert (await phone.devices.poll(mine.id)).state == "closed"
        assert len(robin.devices.of(robin.circles()[0])) == 1


async def test_other_words_than_those_that_were_compared_link_nobody(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, thief):
        await robin.found("harbour", relay.url, "Robin")
        made = await robin.devices.link(robin.circles())
        await thief.devices.join(made.code, "phone")
        with pytest.raises(RefusedError):
            await robin.devices.accept(made.id, "four words of mine")
        assert len(robin.devices.of(robin.circles()[0])) == 1


async def test_a_code_is_over_after_ten_minutes_and_a_link_after_a_day(
    relay: RelayProcess, tmp_path: Path
) -> None:
    clock = [1_800_000_000.0]
    with sessions(tmp_path, 2, now=lambda: clock[0]) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        made = await robin.devices.link(robin.circles())
        asking = await phone.devices.join(made.code, "phone")
        clock[0] += CODE_LIFE
        assert (await phone.devices.poll(asking.id)).state == "closed"
        assert (await robin.devices.look(made.id)).state == "over"
        with pytest.raises(RefusedError):
            await phone.devices.join(made.code, "phone")
        made = await robin.devices.link(robin.circles())
        asking = await phone.devices.join(made.code, "phone")
        await robin.devices.look(made.id)
        await robin.devices.accept(made.id, asking.words)
        clock[0] += LINK_LIFE
        assert (await robin.devices.look(made.id)).state == "over"
        assert (await phone.devices.poll(asking.id)).state == "closed"
        made = await robin.devices.link(robin.circles())
        asking = await phone.devices.join(made.code, "phone")
        await robin.devices.look(made.id)
        clock[0] += CODE_LIFE
        with pytest.raises(RefusedError):  # a yes that comes too late
            await robin.devices.accept(made.id, asking.words)
        assert len(robin.devices.of(robin.circles()[0])) == 1  # nothing was half done


async def test_linking_again_adds_what_is_missing_and_nothing_twice(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        await robin.found("garden", relay.url, "Rue")
        done = await link(robin, phone)
        assert [one.label for one in done.circles] == ["garden"]
        assert done.missing == []
        assert len(phone.circles()) == 2
        await robin.sync()
        assert [len(robin.devices.of(one)) for one in robin.circles()] == [2, 2]


async def test_a_device_that_was_taken_out_is_linked_again_and_keeps_what_it_read(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await link(robin, phone)
        await robin.say(robin.circles()[0], Message("first"))
        await catch_up(robin, phone)
        other = next(one for one in robin.devices.of(robin.circles()[0]) if not one.here)
        await robin.remove_device(robin.circles()[0], other.id)
        await robin.say(robin.circles()[0], Message("while it was away"))
        await phone.sync()
        assert phone.circles()[0].status == "unlinked"
        await link(robin, phone)
        await robin.say(robin.circles()[0], Message("together again"))
        await catch_up(robin, phone)
        assert [(one.number, one.status) for one in phone.circles()] == [(1, "active")]
        assert said(phone) == ["first", "together again"]


async def test_a_backup_brings_what_was_said_and_linking_brings_the_place(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await robin.say(robin.circles()[0], Message("long ago"))
        phone.restore(robin.backup("six other words", Cost.least()), "six other words")
        assert phone.circles()[0].status == "restored"
        done = await link(robin, phone)
        assert [one.label for one in done.circles] == ["harbour"]
        await robin.say(robin.circles()[0], Message("today"))
        await catch_up(robin, phone)
        assert said(phone) == ["long ago", "today"]
        assert len(robin.devices.of(robin.circles()[0])) == 2


async def test_what_is_forgotten_while_it_is_linked_comes_as_new(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        await robin.say(robin.circles()[0], Message("long ago"))
        phone.restore(robin.backup("six other words", Cost.least()), "six other words")
        made = await robin.devices.link(robin.circles())
        asking = await phone.devices.join(made.code, "phone")
        await robin.devices.accept(made.id, asking.words)
        assert (await phone.devices.poll(asking.id)).state == "linking"
        phone.forget(phone.circles()[0])
        await robin.devices.look(made.id)
        assert (await phone.devices.poll(asking.id)).state == "linked"
        assert phone.circles()[0].status == "active"
        assert said(phone) == []


async def test_a_circle_with_four_devices_already_is_said_to_be_missing(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 5) as (robin, *others):
        await robin.found("harbour", relay.url, "Robin")
        for other in others[:3]:
            await link(robin, other)
        await robin.found("garden", relay.url, "Rue")
        done = await link(robin, others[3])
        assert [one.label for one in done.circles] == ["garden"]
        assert done.missing == ["harbour"]


class CutError(Exception):
    """The power is gone."""


@contextmanager
def cut_after(times: int, vault: Vault) -> Iterator[None]:
    """The so-many-th transaction of this vault is the last thing that happens; once, and surely."""
    left, real = times, Vault.transaction

    @contextmanager
    def transaction(self: Vault) -> Iterator[Transaction]:
        nonlocal left
        with real(self) as tx:
            yield tx
        left -= self is vault
        if self is vault and left == 0:
            raise CutError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Vault, "transaction", transaction)
        yield
    assert left <= 0, "there were fewer transactions"


@pytest.mark.parametrize(
    ("side", "times"), [(0, 2), (0, 6), (0, 11), (0, 20), (0, 33), (1, 2), (1, 5), (1, 8), (1, 14)]
)
async def test_a_loss_of_power_after_any_transaction_is_taken_up_again(
    relay: RelayProcess, tmp_path: Path, side: int, times: int
) -> None:
    with ExitStack() as stack:
        vaults = [
            stack.enter_context(Vault.create(tmp_path / name, PASSPHRASE, Cost.least()))
            for name in ("first", "new")
        ]
        first, new = map(Session, vaults)
        await first.found("harbour", relay.url, "Robin")
        await first.found("garden", relay.url, "Rue")
        made = await first.devices.link(first.circles())
        asking = await new.devices.join(made.code, "phone")
        await first.devices.look(made.id)
        with cut_after(times, vaults[side]):
            for _ in range(7):
                with suppress(CutError):
                    if any(not one.hello for one in first.devices._pairings.all()):
                        await first.devices.accept(made.id, asking.words)  # a person says yes again
                for session in (new, first):
                    with suppress(CutError):
                        await session.devices.sync()
        assert [info.label for info in new.circles()] == ["harbour", "garden"]
        assert [len(first.devices.of(info)) for info in first.circles()] == [2, 2]
        for info in new.circles():
            await new.say(info, Message("here"))
        await first.sync()
        for info in first.circles():
            assert [one.text for one in first.read(info) if one.kind == "message"] == ["here"]
        assert first.devices._pairings.all() == []


async def test_who_holds_the_code_alone_can_neither_read_nor_answer(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 2) as (robin, phone):
        await robin.found("harbour", relay.url, "Robin")
        made = await robin.devices.link(robin.circles())
        asking = await phone.devices.join(made.code, "phone")
        (record,) = phone.devices._linkings.all()
        box = meeting_of(record.secret)
        false = pairing.answer(record.hello, bytes(32), pairing.Entered())
        async with phone.devices._linkings._entered(record.relay, box) as room:
            await room.put(pairing.close(box, false))
        assert (await phone.devices.poll(asking.id)).state == "waiting"
        await robin.devices.accept(made.id, asking.words)
        await phone.devices.poll(asking.id)
        async with phone.devices._linkings._entered(record.relay, box) as room:
            table = pairing.Table.of(box, room.blobs)
        assert len(table.answers[record.hello]) == 3
        assert table.said(record.hello, bytes(32)) == [pairing.Entered()]
        assert len(table.said(record.hello, record.reply_key)) == 2
