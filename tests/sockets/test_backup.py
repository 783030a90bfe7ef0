"""A backup against a real relay: what it holds and must not, restoring, coming back by a person."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.backup import content as contents
from leeward_client.backup.errors import BackupDamagedError
from leeward_client.backup.sealed import unseal
from leeward_client.circle.events import LONGEST_TEXT, Card, Message, Reaction
from leeward_client.circle.policy import decode_policy
from leeward_client.session import CircleInfo, EndedError, RefusedError, Session, SessionError
from leeward_client.session import store as stores
from leeward_client.session.joins import JOINS
from leeward_client.session.store import CIRCLES, SHELVES, shelf
from leeward_client.vault import LEAST_SIZE, Cost, Vault, VaultFullError
from leeward_client.vault.keys import SLOTS
from support.relay import Clock, RelayProcess, relay_process
from support.sessions import PASSPHRASE, catch_up, kinds, let_in, said, sessions

WORDS = "another six words that dice have drawn"
WINDOW = 24
"""Bytes in common that are no chance."""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as running:
        yield running


def backup(session: Session) -> bytes:
    return session.backup(WORDS, Cost.least())


def restored(session: Session, file: bytes) -> CircleInfo:
    (circle,) = session.restore(file, WORDS).restored
    return circle


async def back_in(host: Session, lost: Session, circle: CircleInfo) -> None:
    """An invite, a knock with the rejoin key, an admission by a person."""
    invite = await host.invite(host.circles()[0])
    knock = await lost.join(invite.code, "Bela", rejoin=circle)
    (seen,) = await host.knocks(host.circles()[0])
    assert seen.words == knock.words
    await host.admit(host.circles()[0], seen.id)
    assert (await lost.poll_join(knock.id)).state == "admitted"


async def test_who_lost_the_device_reads_again_and_is_let_in_by_a_person(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (host, second, new):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        first = await host.say(host.circles()[0], Message("before", cw="loud"))
        await catch_up(host, second)
        await second.say(second.circles()[0], Reaction(bytes.fromhex(first), "🌱"))
        await second.say(second.circles()[0], Card(pronouns="they"))
        await catch_up(host, second)
        second.mute(second.circles()[0], "Amal", True)
        before = second.circles()[0]
        shown = second.read(before)
        made_at = int(time.time())
        file = backup(second)
        await host.say(host.circles()[0], Message("after the backup"))

        circle = restored(new, file)
        assert (circle.status, circle.member, circle.name) == ("restored", before.member, "Bela")
        assert new.read(circle) == shown
        assert [one.muted for one in new.members(circle)] == [True, False]
        with pytest.raises(EndedError, match="came out of a backup"):
            await new.say(circle, Message("nobody hears this"))
        (synced,) = await new.sync(circle)
        assert not synced.ok
        assert "backup" in (synced.error or "")

        invite = await host.invite(host.circles()[0])
        knock = await new.join(invite.code, "Bela", rejoin=circle)
        (seen,) = await host.knocks(host.circles()[0])
        assert (seen.rejoin, seen.claims, seen.words) == (True, "Bela", knock.words)
        assert seen.backup is not None
        assert made_at <= seen.backup <= time.time()
        assert (await new.poll_join(knock.id)).state == "waiting"  # it never admits by itself
        await host.admit(host.circles()[0], seen.id)
        assert (await new.poll_join(knock.id)).state == "admitted"
        after = new.circles()[0]
        assert (after.status, after.member, after.number) == ("active", before.member, 1)
        await new.say(after, Message("back"))
        await catch_up(host, new)
        assert said(new) == ["before", "back"]
        assert said(host) == ["before", "after the backup", "back"]
        assert len(host.members(host.circles()[0])) == 2
        assert "rejoined" in kinds(host)
        with vault_of(new).transaction() as tx:
            assert stores.rejoin_of(tx, after.key) is None


def vault_of(session: Session) -> Vault:
    return session._vault


async def test_nothing_that_opens_or_says_anything_is_in_a_backup(
    relay: RelayProcess, tmp_path: Path
) -> None:
    """No ratchet, leaf key, epoch secret, box or envelope key; no invite, knock or pass."""
    with sessions(tmp_path, 3) as (host, second, third):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await let_in(host, third, "Chen")
        await host.say(host.circles()[0], Message("a message, so that ratchets have stepped"))
        await catch_up(host, second, third)
        await host.invite(host.circles()[0])
        await second.join((await host.invite(host.circles()[0])).code, "Other")
        await second.appoint(second.circles()[0], "Bela")
        for session in (host, second):
            held = unseal(backup(session), WORDS)
            secrets = _secrets(vault_of(session))
            assert len(secrets) > 1000
            shared = {held[at : at + WINDOW] for at in range(len(held) - WINDOW)} & secrets
            assert not shared, f"{len(shared)} stretches of secret records"


def _secrets(vault: Vault) -> set[bytes]:
    """All stretches of what the vault keeps beside history: group state, invites, knocks, deliveries.

    The policy and the group's id, which a backup holds on purpose, are cut out of them first.
    """
    found: set[bytes] = set()
    with vault.transaction() as tx:
        for circle, _ in tx.scan(CIRCLES):
            machine = stores.load_machine(tx, circle)
            assert machine is not None
            policies = [one.data for one in machine.group.extensions]
            records = [
                value
                for name in SHELVES
                for key, value in tx.scan(shelf(circle, name))
                if name not in ("items", "heard", "muted")
                and (name, key) not in (("state", b"fold"), ("state", b"record"))
            ]
            assert len(records) >= 5
            for value in (*records, *(one for _, one in tx.scan(JOINS))):
                for known in (*policies, machine.group.group_id):
                    value = value.replace(known, b"")
                found |= {value[at : at + WINDOW] for at in range(len(value) - WINDOW)}
            # Those that are derived, and stand in no record.
            for derived in (machine.keys.seed, machine.keys.envelope, machine.group.signer.private):
                found |= {derived[at : at + WINDOW] for at in range(len(derived) - WINDOW)}
    found -= {bytes(WINDOW)}
    return found


async def test_a_relay_s_pass_and_open_codes_stay_out(tmp_path: Path) -> None:
    config = '[work]\npasses = ["the operator\'s pass"]\n'
    with relay_process(tmp_path / "relay", config) as relay, sessions(tmp_path, 1) as (host,):
        await host.found("harbour", relay.url, "Amal", b"the operator's pass")
        await host.invite(host.circles()[0])
        held = unseal(backup(host), WORDS)
        assert b"the operator's pass" not in held
        (circle,) = contents.decode(held).circles
        assert decode_policy(circle.policy).codes == ()


async def test_a_backup_lengthens_no_message_s_life(relay: RelayProcess, tmp_path: Path) -> None:
    clock = Clock(time.time())
    with sessions(tmp_path, 2, now=clock) as (host, new):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        await host.say(circle, Message("an hour", timer=3_600))
        await host.say(circle, Message("a day", timer=86_400))
        await host.say(circle, Message("two weeks"))
        clock.now += 4_000
        file = backup(host)
        held = unseal(file, WORDS)
        assert b"a day" in held
        assert b"an hour" not in held
        clock.now += 86_400
        back = restored(new, file)
        with vault_of(new).transaction() as tx:
            texts = [value for _, value in tx.scan(shelf(back.key, "items"))]
            assert not any(b"a day" in one for one in texts)
        assert said(new) == ["two weeks"]
        clock.now += 14 * 86_400
        assert said(new) == []
        with vault_of(new).transaction() as tx:  # erased, not only hidden
            assert not any(b"two weeks" in one for _, one in tx.scan(shelf(back.key, "items")))


async def test_a_circle_that_is_here_is_left_as_it_is(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 2) as (host, other):
        await host.found("harbour", relay.url, "Amal")
        await host.say(host.circles()[0], Message("one"))
        file = backup(host)
        await host.say(host.circles()[0], Message("two"))
        await other.found("bay", relay.url, "Dara")
        done = host.restore(file, WORDS)
        assert (done.restored, done.kept) == ([], ["harbour"])
        assert host.circles()[0].status == "active"
        assert said(host) == ["one", "two"]
        assert [one.label for one in other.restore(file, WORDS).restored] == ["harbour"]
        assert [(one.number, one.label, one.status) for one in other.circles()] == [
            (1, "bay", "active"),
            (2, "harbour", "restored"),
        ]
        again = other.restore(file, WORDS)
        assert (again.restored, again.kept) == ([], ["harbour"])
        other.forget(other.circles()[1])
        assert restored(other, file).number == 2


async def test_a_rejoin_key_is_spent_with_the_leaf_that_made_it(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (host, second, new, thief):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        file = backup(second)
        await back_in(host, new, restored(new, file))
        circle = restored(thief, file)
        invite = await host.invite(host.circles()[0])
        await thief.join(invite.code, "Bela", rejoin=circle)
        (seen,) = await host.knocks(host.circles()[0])
        assert (seen.rejoin, seen.claims, seen.backup) == (True, None, None)
        with pytest.raises(RefusedError, match="did not sign"):
            await host.admit(host.circles()[0], seen.id)
        await catch_up(host, new)
        await new.say(new.circles()[0], Message("still here"))
        await catch_up(host)
        assert said(host) == ["still here"]


async def test_it_never_admits_by_itself_where_newcomers_come_in_unasked(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (host, second, new):
        await host.found("harbour", relay.url, "Amal")
        await host.set_rule(host.circles()[0], "admit", "auto")
        await let_in_unasked(host, second)
        file = backup(second)
        circle = restored(new, file)
        invite = await host.invite(host.circles()[0])
        knock = await new.join(invite.code, "Bela", rejoin=circle)
        await catch_up(host)
        assert (await new.poll_join(knock.id)).state == "waiting"
        (seen,) = await host.knocks(host.circles()[0])
        await host.admit(host.circles()[0], seen.id)
        assert (await new.poll_join(knock.id)).state == "admitted"


async def let_in_unasked(host: Session, guest: Session) -> None:
    invite = await host.invite(host.circles()[0])
    knock = await guest.join(invite.code, "Bela")
    await catch_up(host)
    assert (await guest.poll_join(knock.id)).state == "admitted"


async def test_what_was_restored_can_be_backed_up_again(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 4) as (host, second, new, newer):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        restored(new, backup(second))
        await back_in(host, newer, restored(newer, backup(new)))
        await newer.say(newer.circles()[0], Message("by way of two backups"))
        await catch_up(host)
        assert said(host) == ["by way of two backups"]


async def test_a_circle_that_has_ended_is_only_read(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (host, second, new):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await second.say(second.circles()[0], Message("goodbye"))
        await catch_up(host, second)
        await host.remove(host.circles()[0], "Bela")
        await catch_up(second)
        circle = restored(new, backup(second))
        assert circle.status == "removed"
        assert "goodbye" in said(new)
        invite = await host.invite(host.circles()[0])
        with pytest.raises(EndedError):
            await new.join(invite.code, "Bela", rejoin=circle)


async def test_another_passphrase_restores_nothing(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 2) as (host, new):
        await host.found("harbour", relay.url, "Amal")
        file = backup(host)
        with pytest.raises(SessionError, match="does not open"):
            new.restore(file, WORDS + "!")
        with pytest.raises(SessionError, match="damaged"):
            new.restore(file[:-1], WORDS)
        assert new.circles() == []


def test_a_content_that_is_not_what_it_should_be_is_damage(tmp_path: Path) -> None:
    with sessions(tmp_path, 1) as (host,):
        good = unseal(backup(host), WORDS)
    assert contents.decode(good).circles == ()
    for bad in (b"", good + b"\0", good[:-1], b"\x92\xce\x00\x00\x00\x01\x90", b"\xff" * 40):
        with pytest.raises(BackupDamagedError):
            contents.decode(bad)


async def test_what_does_not_fit_is_not_restored_in_part(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 1) as (host,):
        await host.found("garden", relay.url, "Amal")
        await host.found("harbour", relay.url, "Amal")
        for _ in range(LEAST_SIZE // SLOTS // LONGEST_TEXT + 1):
            await host.say(host.circles()[1], Message("a" * LONGEST_TEXT))
        file = backup(host)
    with Vault.create(tmp_path / "small", PASSPHRASE, Cost.least(), size=LEAST_SIZE) as vault:
        small = Session(vault)
        with pytest.raises(VaultFullError):
            small.restore(file, WORDS)
        assert small.circles() == []
        await small.found("anew", relay.url, "Amal")
    with Vault.create(tmp_path / "large", PASSPHRASE, Cost.least()) as vault:
        assert len(Session(vault).restore(file, WORDS).restored) == 2
