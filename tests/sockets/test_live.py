"""A live session: circles followed at once, what waits sent, and nobody waited for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from leeward_client.circle.events import Edit, Message, Reaction
from leeward_client.session import Link, Live, OfflineError, Session
from leeward_client.vault import Cost, Vault
from support.relay import RelayProcess, relay_process
from support.sessions import PASSPHRASE, let_in

Until = Callable[[Callable[[], bool]], Awaitable[None]]


@asynccontextmanager
async def living(vault: Path) -> AsyncIterator[tuple[Live, Until]]:
    """A live session, and what waits until something is so in it."""
    fresh = asyncio.Event()

    async def until(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():
                fresh.clear()
                await fresh.wait()

    with Vault.open(vault, PASSPHRASE) as opened:
        async with Live(opened, told=lambda _: fresh.set()) as live:
            yield live, until


async def _settle(folder: Path, url: str) -> list[Path]:
    folders = [folder / "robin", folder / "sam"]
    vaults = [Vault.create(one, PASSPHRASE, Cost.least()) for one in folders]
    robin, sam = (Session(one) for one in vaults)
    await robin.found("Harbour", url, "Robin")
    await robin.found("Garden", url, "Robin")
    await let_in(robin, sam, "Sam")
    await robin.sync()
    await sam.sync()
    for one in vaults:
        one.close()
    return folders


@pytest.fixture
async def folders(tmp_path: Path, relay: RelayProcess) -> list[Path]:
    return await _settle(tmp_path, relay.url)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as process:
        yield process


def _texts(live: Live, key: bytes) -> list[tuple[str | None, bool]]:
    items = live.timeline(key, 100).items
    return [(it.text, it.waiting) for it in items if it.kind == "message"]


async def test_all_circles_are_followed_and_what_is_said_goes_out_at_once(
    folders: list[Path],
) -> None:
    async with living(folders[0]) as (robin, until), living(folders[1]) as (sam, sams):
        await until(lambda: all(one.link is Link.ONLINE for one in robin.circles()))
        assert [one.circle.label for one in robin.circles()] == ["Harbour", "Garden"]
        key = robin.circles()[0].circle.key
        (theirs,) = (one.circle.key for one in sam.circles())
        said = sam.say(theirs, Message("hello"))
        assert _texts(sam, theirs)[-1] == ("hello", True)
        await until(lambda: _texts(robin, key)[-1:] == [("hello", False)])
        await sams(lambda: _texts(sam, theirs)[-1] == ("hello", False))
        assert robin.circles()[0].unread == 1
        robin.seen(key, robin.timeline(key, 100).items[-1].index)
        assert robin.circles()[0].unread == 0
        sam.say(theirs, Edit(bytes.fromhex(said), "hello all"))
        robin.say(key, Reaction(bytes.fromhex(said), "🌱"))
        await until(lambda: _texts(robin, key)[-1] == ("hello all", False))
        await sams(lambda: bool(sam.timeline(theirs, 9).items[-1].reactions))


async def test_without_the_relay_everything_can_be_read_and_written(
    folders: list[Path], relay: RelayProcess
) -> None:
    relay.kill()
    async with living(folders[0]) as (robin, until):
        await until(lambda: all(one.link is Link.OFFLINE for one in robin.circles()))
        key = robin.circles()[0].circle.key
        target = robin.say(key, Message("for later"))
        robin.say(key, Reaction(bytes.fromhex(target), "🌱"))
        (last,) = robin.timeline(key, 1).items[-1:]
        assert (last.text, last.waiting, last.mine) == ("for later", True, ("🌱",))
        assert [item.text for _, item in robin.search("LATER")] == []
        relay.restart()
        robin.retry(key)
        await until(lambda: _texts(robin, key)[-1] == ("for later", False))
        assert [item.text for _, item in robin.search("LATER")] == ["for later"]


async def test_a_deed_goes_over_the_connection_that_stands_and_meets_what_is_under_way(
    folders: list[Path],
) -> None:
    async with living(folders[0]) as (robin, until), living(folders[1]) as (sam, _):
        await until(lambda: all(one.link is Link.ONLINE for one in robin.circles()))
        key = robin.circles()[0].circle.key
        for number in range(5):
            robin.say(key, Message(f"word {number}"))
        done = await robin.act(key, lambda session, circle: session.rename(circle, "Robyn"))
        assert done == "done"
        await until(lambda: robin.info(key).circle.unsent == 0)
        texts = [text for text, _ in _texts(robin, key)]
        assert texts == [f"word {number}" for number in range(5)]
        assert robin.info(key).circle.name == "Robyn"
        assert sam.circles()


async def test_a_deed_without_the_relay_says_so_and_does_nothing(
    folders: list[Path], relay: RelayProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_client.session.live.REACH", 0.1)
    relay.kill()
    async with living(folders[0]) as (robin, _):
        key = robin.circles()[0].circle.key
        with pytest.raises(OfflineError):
            await robin.act(key, lambda session, circle: session.rename(circle, "Robyn"))
        assert robin.info(key).wishes == 0
