"""An onion name is never asked of the DNS."""

import pytest
from leeward_client.link import Address, Connection, Dial, LinkLostError
from leeward_client.link.dial import through_tor

ONION = Address.parse("http://" + "a" * 56 + ".onion")


async def test_an_onion_service_is_not_dialled_without_tor(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *names, **_: asked.append(names))
    with pytest.raises(LinkLostError, match="--proxy"):
        async with Connection(ONION, Dial(torified=False)):
            pass
    assert asked == []


@pytest.mark.parametrize(
    ("name", "value", "tor"),
    [
        ("LD_PRELOAD", "/usr/lib/x86_64-linux-gnu/torsocks/libtorsocks.so", True),
        ("LD_PRELOAD", "/usr/lib/libc.so", False),
        ("LEEWARD_TORIFIED", "1", True),
        ("LEEWARD_TORIFIED", "", False),
    ],
)
def test_tor_shows_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, *, tor: bool
) -> None:
    monkeypatch.delenv("LD_PRELOAD", raising=False)
    monkeypatch.delenv("LEEWARD_TORIFIED", raising=False)
    monkeypatch.setenv(name, value)
    assert through_tor() is tor


async def test_with_tor_it_is_dialled() -> None:
    session = Dial(torified=True).session(ONION)
    await session.close()
