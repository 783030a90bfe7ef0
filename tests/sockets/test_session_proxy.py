"""Sessions through a SOCKS proxy: one login for each circle and each meeting box, and the memory."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.link import Proxy, Way
from leeward_client.session import OfflineError, Proxies, Session, SessionError
from leeward_client.session.store import PROXY, SETTINGS
from leeward_client.vault import Cost, Vault
from support.relay import DIFFICULTY, relay_process
from support.sessions import PASSPHRASE, catch_up, said
from support.socks import SocksProxy, socks_proxy

ONION = "l" * 56 + ".onion"
RELAY = f"http://{ONION}"
CONFIG = f'hosts = ["{ONION}"]\n[work]\nadmit = "work"\ndifficulty = {DIFFICULTY}\n'
ELSEWHERE = Proxy("127.0.0.1", 9)


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SocksProxy]:
    """The one way to an onion service, and to nothing else; no name may be looked up here."""
    with relay_process(tmp_path / "relay", CONFIG) as relay:
        monkeypatch.setattr(socket, "getaddrinfo", None)
        with socks_proxy({ONION: int(relay.url.rpartition(":")[2])}) as running:
            yield running


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[list[Vault]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(Vault.create(tmp_path / name, PASSPHRASE, Cost.least()))
            for name in ("robin", "sam")
        ]


def through(proxy: SocksProxy) -> Proxy:
    return Proxy.parse(proxy.url)


async def test_two_circles_and_a_meeting_box_go_three_ways(
    proxy: SocksProxy, vaults: list[Vault]
) -> None:
    robin, sam = (Session(vault, proxy=through(proxy)) for vault in vaults)
    circle = await robin.found("harbour", RELAY, "Robin")
    (harbour,) = proxy.logins
    await robin.found("quay", RELAY, "R")
    (quay,) = proxy.logins - {harbour}
    invite = await robin.invite(circle)
    (meeting,) = proxy.logins - {harbour, quay}
    knock = await sam.join(invite.code, "Sam")
    (knocking,) = proxy.logins - {harbour, quay, meeting}
    (seen,) = await robin.knocks(circle)
    await robin.admit(circle, seen.id)
    await sam.poll_join(knock.id)
    known = {harbour, quay, meeting, knocking}
    assert proxy.logins == known, "whoever comes again goes the same way"
    await sam.say(sam.circles()[0], Message("hello"))
    (joined,) = proxy.logins - known
    await catch_up(robin, sam)
    assert proxy.logins == {*known, joined}
    assert said(robin) == ["hello"]
    users = [user for user, _ in proxy.logins]
    assert len(set(users)) == len(users) == 5


async def test_each_invite_has_a_way_of_its_own(proxy: SocksProxy, vaults: list[Vault]) -> None:
    robin = Session(vaults[0], proxy=through(proxy))
    circle = await robin.found("harbour", RELAY, "Robin")
    for _ in range(2):
        await robin.invite(circle)
    assert len(proxy.logins) == 3


async def test_the_next_session_goes_through_the_same_proxy_by_other_ways(
    proxy: SocksProxy, vaults: list[Vault]
) -> None:
    await Session(vaults[0], proxy=through(proxy)).found("harbour", RELAY, "Robin")
    before = proxy.logins
    later = Session(vaults[0])
    assert [one.error for one in await later.sync()] == [None]
    assert len(proxy.asked) == 2
    assert len(proxy.logins - before) == 1


async def test_a_proxy_is_remembered_before_anything_is_dialled(vaults: list[Vault]) -> None:
    said: list[str] = []
    session = Session(vaults[0], proxy=ELSEWHERE, tell=said.append)
    assert len(said) == 1
    with pytest.raises(OfflineError):
        await session.found("harbour", RELAY, "Robin")
    assert Session(vaults[0]).proxies.through() == ELSEWHERE
    Session(vaults[0], proxy=ELSEWHERE, tell=said.append)
    assert len(said) == 1, "it is said once"


async def test_going_straight_takes_a_word_each_time(vaults: list[Vault]) -> None:
    said: list[str] = []
    assert Session(vaults[0], proxy=Way.DIRECT, tell=said.append).proxies.through() is None
    assert said == []
    Session(vaults[0], proxy=ELSEWHERE)
    assert Session(vaults[0], proxy=Way.DIRECT, tell=said.append).proxies.through() is None
    assert len(said) == 1
    assert Session(vaults[0]).proxies.through() == ELSEWHERE
    assert Session(vaults[1]).proxies.through() is None, "each vault has a memory of its own"


async def test_who_has_begun_straight_goes_through_it_as_soon_as_the_vault_is_told(
    proxy: SocksProxy, vaults: list[Vault]
) -> None:
    begun = Session(vaults[0])
    with pytest.raises(OfflineError, match="onion"):
        await begun.found("harbour", RELAY, "Robin")
    Proxies(vaults[0], through(proxy))
    await begun.found("harbour", RELAY, "Robin")
    begun.proxies.forget()
    assert begun.proxies.through() is None


async def test_what_the_vault_remembers_and_nobody_understands_is_no_leave_to_go_straight(
    vaults: list[Vault],
) -> None:
    for kept in (b"socks9h://127.0.0.1:9050", b"\xff"):
        with vaults[0].transaction() as tx:
            tx.put(SETTINGS, PROXY, kept)
        session = Session(vaults[0])
        with pytest.raises(SessionError) as failed:
            await session.found("harbour", "http://127.0.0.1:9", "Robin")
        assert failed.value.sentence == "session-proxy-unknown"
    assert Session(vaults[0], proxy=ELSEWHERE).proxies.through() == ELSEWHERE


async def test_what_was_said_while_the_proxy_is_gone_is_kept_and_the_reason_said(
    proxy: SocksProxy, vaults: list[Vault]
) -> None:
    robin = Session(vaults[0], proxy=through(proxy))
    circle = await robin.found("harbour", RELAY, "Robin")
    away = Session(vaults[0], proxy=ELSEWHERE)
    with pytest.raises(OfflineError, match="no proxy where it should be"):
        await away.say(circle, Message("hello"))
    await Session(vaults[0], proxy=through(proxy)).sync()
    assert said(robin) == ["hello"]
