"""Sessions against a real relay on a real socket: found, invite, knock, admit, talk, remove."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.session import EndedError, RefusedError
from support.relay import RelayProcess, relay_process
from support.sessions import let_in, said, sessions


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as running:
        yield running


async def test_a_circle_talks_and_parts(relay: RelayProcess, tmp_path: Path) -> None:
    with sessions(tmp_path, 3) as (host, second, third):
        await host.found("harbour", relay.url, "Amal")
        await let_in(host, second, "Bela")
        await let_in(host, third, "Chen")
        await second.say(second.circles()[0], Message("hello"))
        relay.kill()
        relay.restart()
        await third.say(third.circles()[0], Message("hello Bela"))
        await host.say(host.circles()[0], Message("welcome"))
        for session in (host, second, third):
            assert [one.error for one in await session.sync()] == [None]
        assert said(host) == said(second) == said(third) == ["hello", "hello Bela", "welcome"]
        words = [await one.verify(one.circles()[0]) for one in (host, second, third)]
        assert len({tuple(one.words) for one in words}) == 1

        assert await host.remove(host.circles()[0], "Bela") == "done"
        await host.say(host.circles()[0], Message("she cannot read this"))
        done = await second.sync()
        assert not done[0].ok
        assert said(second) == ["hello", "hello Bela", "welcome"]
        with pytest.raises(EndedError):
            await second.say(second.circles()[0], Message("nor say anything"))
        await third.sync()
        assert said(third)[-1] == "she cannot read this"


async def test_a_used_code_and_a_wrong_one_are_refused_alike(
    relay: RelayProcess, tmp_path: Path
) -> None:
    with sessions(tmp_path, 3) as (host, second, third):
        await host.found("harbour", relay.url, "Amal")
        circle = host.circles()[0]
        invite = await host.invite(circle)
        knock = await second.join(invite.code, "Bela")
        await host.admit(circle, (await host.knocks(circle))[0].id)
        await second.poll_join(knock.id)
        with pytest.raises(RefusedError):
            await third.join(invite.code, "Chen")
