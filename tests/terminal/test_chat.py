"""The terminal app through its keys, with a real relay on a real socket and real vaults."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from leeward_client.circle.events import Edit, Message, Reaction, Retract
from leeward_client.panic import panic
from leeward_client.session import Live, Session, linkings, live
from leeward_client.session.lost import find, waiting
from leeward_client.terminal.conversation import Conversation
from leeward_client.terminal.engine import Engine
from leeward_client.terminal.gate import Gate, Neutral
from leeward_client.vault import Cost, Vault
from leeward_relay.relay import Relay
from support.chatters import Chatter, chatting, settled, with_session
from support.people import PASSPHRASE
from support.relay import Clock, easy_config, running_relay
from support.sessions import link
from textual.app import App
from textual.worker import WorkerFailed

ARABIC = {"LEEWARD_LANG": "ar"}


def talk(one: Chatter) -> list[str]:
    """What stands in the conversation."""
    return one.app.room.query_one(Conversation).lines


async def test_two_people_talk(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin, chatting(vaults[1]) as sam:
        await robin.enter()
        await sam.enter()
        await robin.type("the kettle is on")
        await robin.press("enter")
        await sam.sees("the kettle is on")
        await sam.type("coming")
        await sam.press("enter")
        await robin.sees("coming")
        assert robin.app.room.query_one("#pad").text == ""  # type: ignore[attr-defined]


async def test_it_works_without_colours(
    vaults: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # read by Textual, which then filters every segment
    async with chatting(vaults[0]) as robin:
        assert robin.app.no_color
        await robin.enter()
        await robin.type("black and white")
        await robin.press("enter")
        await robin.until(lambda: any("black and white" in line for line in talk(robin)))


async def test_what_happens_to_a_message_is_shown_without_a_new_item(vaults: list[Path]) -> None:
    ids: list[str] = []

    async def say(session: Session) -> None:
        ids.append(await session.say(session.circles()[0], Message("fisrt", cw="a warning")))

    async def change(session: Session) -> None:
        circle, target = session.circles()[0], bytes.fromhex(ids[0])
        await session.say(circle, Edit(target, "first"))
        await session.say(circle, Reaction(target, "🌱"))

    async def take_back(session: Session) -> None:
        await session.say(session.circles()[0], Retract(bytes.fromhex(ids[0])))

    async with chatting(vaults[0]) as robin:
        await with_session(vaults[1], say)
        await robin.sees("Content warning: a warning")
        assert "fisrt" not in robin.seen()
        await robin.enter()
        await robin.press("shift+tab", "space")
        await robin.sees("fisrt")
        await with_session(vaults[1], change)
        await robin.sees("🌱")
        assert any("first" in line for line in talk(robin))
        assert "fisrt" not in robin.seen()
        await with_session(vaults[1], take_back)
        await robin.sees("Taken back")
        assert "first" not in robin.seen()


async def test_unread_marks_come_and_go(tmp_path: Path, relay: Relay, vaults: list[Path]) -> None:
    other = await settled(tmp_path / "other", relay.url, "Kim", "Lee", label="Garden")
    assert other

    async def found(session: Session) -> None:
        await session.found("Attic", relay.url, "Robin")

    await with_session(vaults[0], found)
    async with chatting(vaults[0]) as robin:
        await robin.sees("Attic")
        await robin.press("down", "enter")
        await robin.until(lambda: robin.app.room.info is not None
                          and robin.app.room.info.circle.label == "Attic")  # fmt: skip
        await with_session(vaults[1], lambda s: s.say(s.circles()[0], Message("psst")))
        await robin.sees("Harbour 1")
        await robin.press("ctrl+n")
        await robin.sees("psst")
        await robin.sees("New since you were here")
        await robin.until(lambda: "Harbour 1" not in robin.seen())


async def test_what_is_written_without_a_relay_waits_and_is_kept(tmp_path: Path) -> None:
    async with running_relay(tmp_path / "relay") as relay:
        (vault,) = await settled(tmp_path, relay.url, "Robin")
    for _ in range(2):  # the second time it comes out of the vault
        async with chatting(vault) as robin:
            await robin.enter()
            if "is anybody there" not in robin.seen():
                await robin.type("is anybody there")
                await robin.press("enter")
            await robin.sees("(waits to go out)")
            assert "is anybody there" in robin.seen()


async def test_locking_takes_everything_from_the_screen_and_closes_the_vault(
    vaults: list[Path],
) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.type("a secret of mine")
        await robin.press("enter")
        await robin.sees("a secret of mine")
        await robin.press("ctrl+l")
        await robin.until(lambda: isinstance(robin.app.screen, Gate))
        assert "secret" not in robin.seen()
        assert "Harbour" not in robin.seen()
        await robin.until(lambda: not robin.app.engine.unlocked)
        await robin.unlock("not this")
        await robin.sees("passphrase is wrong")
        await robin.unlock()
        await robin.sees("a secret of mine")


async def test_the_passphrase_is_never_shown(vaults: list[Path]) -> None:
    async with chatting(vaults[0], passphrase=None) as robin:
        await robin.sees("Passphrase")
        before = robin.seen()
        await robin.type("correct")
        assert robin.seen() == before


@pytest.mark.parametrize("keys", [("f9",), ("escape", "escape", "escape")])
async def test_the_neutral_screen_comes_at_once_and_says_nothing(
    vaults: list[Path], keys: tuple[str, ...]
) -> None:
    async with chatting(vaults[0], clock=Clock()) as robin:
        await robin.sees("Harbour")
        await robin.press(*keys)
        await robin.until(lambda: isinstance(robin.app.screen, Neutral))
        assert "load average" in robin.seen()
        for word in ("Harbour", "Robin", "Leeward", "Lock", "Passphrase"):
            assert word not in robin.seen()
        await robin.until(lambda: not robin.app.engine.unlocked)
        await robin.press("enter")
        await robin.sees("Passphrase")
        await robin.unlock()
        await robin.sees("Harbour")


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
async def test_f12_three_times_erases_the_vault_and_ends(
    vaults: list[Path], passphrase: str | None
) -> None:
    folder = vaults[0]
    async with chatting(
        folder,
        passphrase=passphrase,
        erase=lambda: panic(folder, farewells=False),
        clock=Clock(),  # which stands, however long the keys take
    ) as robin:
        await robin.sees("Harbour" if passphrase else "Passphrase")
        await robin.press("f12", "f12")
        assert folder.exists()
        await robin.press("f12")
        await robin.until(lambda: not folder.exists())


async def test_it_locks_by_itself_by_the_clock(vaults: list[Path]) -> None:
    clock = Clock()
    async with chatting(vaults[0], clock=clock) as robin:
        await robin.sees("Harbour")
        clock.forward(seconds=9 * 60)
        await robin.press("tab")
        clock.forward(seconds=9 * 60)
        await robin.app._look()
        assert robin.app.open
        clock.forward(seconds=61)
        await robin.app._look()
        assert isinstance(robin.app.screen, Gate)


async def test_hostile_text_is_shown_and_not_obeyed(vaults: list[Path]) -> None:
    hostile = "[red]x[/red] [@click=app.quit]y[/]"
    async with chatting(vaults[0]) as robin:
        await with_session(vaults[1], lambda s: s.say(s.circles()[0], Message(hostile)))
        await robin.sees(hostile)
        await robin.enter()
        await robin.press("shift+tab", "enter")
        await robin.sees("Message by Sam")


async def test_somebody_is_let_in_after_comparing_words(
    tmp_path: Path, relay: Relay, vaults: list[Path]
) -> None:
    newcomer = tmp_path / "newcomer"
    Vault.create(newcomer, PASSPHRASE, Cost.least()).close()
    asked: list[str] = []
    async with chatting(vaults[0], size=(120, 50)) as robin:
        await robin.enter()
        await robin.press("f2")
        await robin.sees("A new invite")
        await robin.press("ctrl+s")
        await robin.sees("Show it as a QR code")
        code = next(line for line in robin.seen().split() if line.startswith("join-"))

        async def knock(session: Session) -> None:
            asked.append((await session.join(code, "Kim")).words)

        await with_session(newcomer, knock)
        await robin.press("escape", "f7")
        await robin.sees("Kim wants to come in")
        assert asked[0] in robin.seen()
        await robin.press("down", "enter")
        await robin.sees("Kim is in Harbour")
    assert relay


async def test_a_device_is_taken_out(tmp_path: Path, relay: Relay, vaults: list[Path]) -> None:
    phone = tmp_path / "phone"
    Vault.create(phone, PASSPHRASE, Cost.least()).close()

    async def linked(new: Session) -> None:
        await with_session(vaults[0], lambda first: link(first, new))

    await with_session(phone, linked)
    async with chatting(vaults[0], size=(120, 50)) as robin:
        await robin.enter()
        await robin.press("ctrl+p")
        await robin.type("your devices")
        await robin.press("enter")
        await robin.sees("Your devices in Harbour")
        assert "this device" in robin.seen()
        await robin.press("down", "enter")
        await robin.sees("What it has already, it keeps.")
        await robin.press("down", "enter")
        await robin.sees("To link another one")
        assert robin.seen().count("this device") == 1
        assert "not heard yet" not in robin.seen()
        await robin.press("escape")
        await robin.sees("This device is out of the circle")
    assert relay


async def test_a_lost_device_goes_out_of_all_circles(
    tmp_path: Path, relay: Relay, vaults: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("REACH", "RETRY", "RETRY_MOST"):
        monkeypatch.setattr(live, pause, 0.5)
    devices = [tmp_path / name for name in ("phone", "tablet")]
    config = easy_config(tmp_path / "other")

    async def prepare(first: Session) -> None:
        await first.found("Garden", other.url, "Rue")
        for one in devices:
            with Vault.create(one, PASSPHRASE, Cost.least()) as new:
                await link(first, Session(new), one.name)

    def left(app: Live) -> list[str]:
        return [one.device.name for one in find(app.session)]

    async with running_relay(tmp_path / "other", config) as other:
        await with_session(vaults[0], prepare)
        config = easy_config(tmp_path / "other", listen=urlsplit(other.url).netloc)
    async with chatting(vaults[0], size=(120, 50)) as robin:
        await robin.enter()
        await robin.press("ctrl+p")
        await robin.type("lost or taken")
        await robin.press("enter")
        await robin.sees("Which one is it?")
        await robin.choose("named/phone")
        await robin.sees("To go out:")
        assert "tablet" not in robin.seen()
        await robin.choose("yes")
        await robin.sees("Garden: not out yet")
        assert "Harbour: out" in robin.seen()
        async with running_relay(tmp_path / "other", config), asyncio.timeout(30):
            while await robin.app.engine.ask(left) != ["tablet", "tablet"]:  # by itself
                await robin.pilot.pause(0.02)
    assert relay


async def test_a_device_that_is_found_again_before_it_is_out_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "REACH", 0.5)
    desk, phone = tmp_path / "desk", tmp_path / "phone"
    async with running_relay(tmp_path / "other") as other:
        with (
            Vault.create(desk, PASSPHRASE, Cost.least()) as first,
            Vault.create(phone, PASSPHRASE, Cost.least()) as new,
        ):
            await Session(first).found("Garden", other.url, "Rue")
            monkeypatch.setattr(linkings, "check_name", str)  # the phone is not ours
            await link(Session(first), Session(new), "phone\nGarden: out")
    async with chatting(desk, size=(120, 50)) as robin:
        await robin.enter()
        await robin.opens("lost")
        await robin.choose("all")
        await robin.sees("To go out:")
        await robin.choose("yes")
        await robin.sees("Garden: not out yet")
        await robin.press("escape")
        await robin.opens("devices")
        await robin.sees("is to go out")
        # One line, whatever it calls itself.
        assert any("phone" in it and "Garden: out" in it for it in robin.seen().splitlines())
        (device,) = await robin.app.engine.ask(lambda app: waiting(app.session))
        await robin.choose(device.device.id)
        await robin.sees("It is to go out")
        await robin.choose("yes")
        await robin.sees("Garden: stays")
        assert await robin.app.engine.ask(lambda app: waiting(app.session)) == []


async def test_the_screen_speaks_arabic_from_the_right(vaults: list[Path]) -> None:
    async with chatting(vaults[0], environ=ARABIC) as robin:
        await robin.sees("Harbour")
        assert "Commands" not in robin.seen()
        assert robin.app.writer.right
        await robin.enter()
        await robin.type("مرحبا Robin")
        await robin.press("enter")
        await robin.until(lambda: any("Robin \ufe8e" in line for line in talk(robin)))


async def _fail(vault: Path) -> None:
    async with chatting(vault) as robin:
        await robin.sees("Harbour")

        async def fail() -> None:
            secret = "planted in a variable"
            raise ZeroDivisionError(secret)

        robin.app.start(fail())
        await robin.until(lambda: robin.app.failure != "")


async def test_an_error_ends_the_app_without_a_word_of_what_was_said(
    vaults: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    # Where Textual makes a traceback of the values of variables, to be printed at the end.
    monkeypatch.setattr(App, "_fatal_error", lambda _: rendered.append("a traceback"))
    with pytest.raises(WorkerFailed):
        await _fail(vaults[0])
    out = capsys.readouterr()
    assert "planted" not in out.out + out.err
    assert not rendered


async def test_nothing_is_written_to_the_clipboard_of_the_terminal(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.sees("Harbour")
        written: list[str] = []
        robin.app._driver.write = written.append  # type: ignore[method-assign, union-attr]
        robin.app.copy_to_clipboard("secret")
        assert not [one for one in written if "52;" in one]


async def test_what_was_asked_and_not_answered_ends_with_the_engine(vaults: list[Path]) -> None:
    engine = Engine(vaults[0])
    await engine.unlock(PASSPHRASE)
    asked = asyncio.create_task(engine.wait(lambda live: asyncio.Event().wait()))
    await engine.ask(lambda live: live.circles())  # the engine has begun with both
    await asyncio.to_thread(engine.close)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asked, 5)
