"""What opens over a conversation: that it fits, and that it does what it says."""

from pathlib import Path

import pytest
from leeward_client.circle.events import Message
from leeward_client.session import Session
from leeward_client.terminal.flows import FLOWS
from leeward_client.terminal.lines import Lines
from leeward_client.terminal.panels import Drawing, Panel, Sheet
from leeward_client.terminal.words import Line, Words
from leeward_client.vault import Cost, Vault
from leeward_relay.relay import Relay
from support.chatters import Chatter, chatting, with_session
from support.people import PASSPHRASE
from textual.containers import Vertical, VerticalScroll

SMALLEST = (80, 24)
RIGHT = {"LEEWARD_LANG": "ar"}


def faults(panel: Panel[object]) -> list[str]:
    """What of a panel that has just been opened cannot be seen."""
    box = panel.query_one(Vertical)
    inside = box.content_region
    found = []
    if not panel.region.contains_region(box.region):
        found.append("the frame is larger than the screen")
    if "…" in f"{box.border_title}{box.border_subtitle}".replace(" …", ""):
        found.append("the title or the keys are cut")
    first = next(iter(panel.query("Words, Lines, Line").results()))
    if not inside.contains(first.region.x, first.region.y):
        found.append("it does not begin with its beginning")
    if panel.focused is None or not inside.contains_region(panel.focused.region):
        found.append("what has the focus is not seen")
    found += [
        "a line is cut"
        for words in panel.query(Words)
        for row in words.rows(words.size.width)
        if row.cells > words.size.width
    ]
    return found


@pytest.mark.parametrize("environ", [{}, RIGHT], ids=["english", "arabic"])
async def test_every_panel_fits_a_small_screen(vaults: list[Path], environ: dict[str, str]) -> None:
    async with chatting(vaults[0], size=SMALLEST, environ=environ) as robin:
        await robin.enter()
        for name in FLOWS:
            panel = await robin.opens(name)
            assert faults(panel) == [], name
            last = panel.query(Lines).last()
            last.focus()
            last.highlighted = last.option_count - 1
            box = panel.query_one(Vertical)
            await robin.until(lambda: box.content_region.contains_region(last.region))  # noqa: B023
            assert last.region.height == last.virtual_size.height or last.max_scroll_y > 0, name
            panel.action_close()
            await robin.until(lambda: robin.app.screen is robin.app.room)


async def test_a_long_text_is_read_to_its_end_by_key(vaults: list[Path]) -> None:
    async with chatting(vaults[0], size=SMALLEST) as robin:
        await robin.enter()
        await robin.press("f1")
        await robin.sees("Tab goes from the circles")
        assert "when you are there" not in robin.seen()
        await robin.press("pagedown")
        await robin.sees("when you are there")
        panel = await robin.panel()
        await robin.press("pageup", "down")
        assert panel.query_one(VerticalScroll).scroll_y == 1
        await robin.press("enter")
        await robin.until(lambda: robin.app.screen is robin.app.room)


async def test_the_palette_finds_by_typing(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.press("ctrl+p")
        await robin.type("words of")
        await robin.press("enter")
        await robin.sees("Whoever sees these six words")


async def test_a_qr_code_fits_a_small_screen(vaults: list[Path]) -> None:
    async with chatting(vaults[0], size=SMALLEST) as robin:
        await robin.enter()
        await robin.opens("invite")
        await robin.press("ctrl+s")
        await robin.sees("Show it as a QR code")
        await robin.press("enter")
        await robin.until(lambda: isinstance(robin.app.screen, Sheet))
        drawing = robin.app.screen.query_one(Drawing)
        await robin.until(lambda: drawing.size.height > 0)
        lines = drawing.text.split("\n")
        assert drawing.region.height == len(lines) > 15
        assert drawing.region.width == len(lines[0])
        assert all(line in robin.seen() for line in lines)
        await robin.press("space")
        await robin.sees("Show it as a QR code")


async def test_a_qr_code_that_does_not_fit_says_how_large_it_is(vaults: list[Path]) -> None:
    async with chatting(vaults[0], size=(80, 15)) as robin:
        await robin.enter()
        await robin.opens("invite")
        await robin.press("ctrl+s")
        await robin.sees("Show it as a QR code")
        await robin.press("enter")
        await robin.sees("The QR code needs 37 columns and 19 rows")


async def test_settings_hold_at_once_and_are_kept(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.opens("settings")
        await robin.press("home", "space")  # one minute
        await robin.press("tab", "end", "enter")  # Arabic
        await robin.press("ctrl+s")
        await robin.sees("\ufea9")  # a letter in the form in which it stands alone
        assert robin.app.writer.right
    async with chatting(vaults[0]) as robin:
        await robin.sees("Harbour")
        assert (robin.app.settings.lock_minutes, robin.app.settings.language) == (1, "ar")


async def test_a_span_that_is_none_is_said_and_nothing_typed_is_lost(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.opens("options")
        await robin.fill(cw="a warning", timer="soon")
        await robin.sees("A span of time is a number")
        panel = await robin.panel()
        assert panel.query_one("#field-cw", Line).value == "a warning"
        await robin.fill(timer="48h")
        await robin.sees("disappears after 2 days")


async def test_search_leads_to_the_message(vaults: list[Path]) -> None:
    async def say(session: Session) -> None:
        circle = session.circles()[0]
        await session.say(circle, Message("the kettle is on"))
        for number in range(30):
            await session.say(circle, Message(f"number {number}"))

    await with_session(vaults[0], say)
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.sees("number 29")
        assert "kettle" not in robin.seen()
        await robin.press("f3")
        await robin.fill(words="teapot")
        await robin.sees("Nothing here holds all these words")
        await robin.press("enter", "f3")
        await robin.fill(words="KETTLE on")
        await robin.sees("One message")
        await robin.press("enter")
        await robin.until(lambda: robin.app.screen is robin.app.room)
        await robin.sees("the kettle is on")


async def test_a_circle_is_founded_once_the_relay_is_named_rightly(
    vaults: list[Path], relay: Relay
) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.opens("found")
        await robin.fill(label="Attic", name="Rob", relay="http://127.0.0.1:1")
        await robin.sees("cannot be reached")
        panel = await robin.panel()
        assert panel.query_one("#field-label", Line).value == "Attic"
        await robin.fill(relay=relay.url)
        await robin.sees("Attic · One member")


async def test_a_request_to_join_shows_its_words_and_can_be_taken_back(
    tmp_path: Path, vaults: list[Path]
) -> None:
    codes: list[str] = []
    words: list[str] = []

    async def invite(session: Session) -> None:
        codes.append((await session.invite(session.circles()[0])).code)

    async def look(session: Session) -> None:
        words.extend(one.words for one in await session.knocks(session.circles()[0]))

    await with_session(vaults[0], invite)
    newcomer = tmp_path / "newcomer"
    Vault.create(newcomer, PASSPHRASE, Cost.least()).close()
    async with chatting(newcomer) as kim:
        await kim.sees("No circles yet")
        await kim.choose("join")
        await kim.fill(code="join-nonsense", name="Kim")
        await kim.until(lambda: "Invite" in kim.seen() and isinstance(kim.app.screen, Panel))
        await kim.fill(code=codes[0])
        await kim.sees("Ask whoever invited you")
        await with_session(vaults[0], look)
        assert words[0] in kim.seen()
        await kim.press("enter")
        await kim.sees("You asked to be let")
        await kim.press("ctrl+b", "enter")
        await kim.choose("drop")
        await kim.sees("Take this request back?")
        await kim.choose("yes")
        await kim.sees("is erased here")


async def test_a_card_is_read_by_the_others(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin, chatting(vaults[1]) as sam:
        await robin.enter()
        await sam.enter()
        await robin.opens("card")
        await robin.fill(name="Rob", pronouns="they/them", about="I garden.")
        await sam.sees("changed their card")
        await sam.press("f4")
        await sam.sees("Rob (they/them)")
        assert "I garden." in sam.seen()


async def test_rules_change_for_all(vaults: list[Path]) -> None:
    found: list[object] = []

    async def policy(session: Session) -> None:
        await session.sync()
        found.append(session.policy(session.circles()[0]).rules["invite"])

    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await robin.opens("rules")
        await robin.choose("invite")
        await robin.sees("○ All members")
        await robin.press("down", "space", "ctrl+s")
        await robin.until(lambda: "  All members" in robin.seen())
    await with_session(vaults[1], policy)
    assert found == ["members"]


async def test_somebody_is_removed_after_a_question(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        for answer, members in (("no", "2 members"), ("yes", "One member")):
            panel = await robin.opens("members")
            lines = panel.query_one(Lines)
            sam = lines.get_option_at_index(1).id
            assert sam is not None
            await robin.choose(sam)
            await robin.sees("Make them a host")
            await robin.choose("remove")
            await robin.sees("Remove Sam from the circle?")
            await robin.choose(answer)
            await robin.sees("Your name in the circle")
            (await robin.panel()).action_close()
            await robin.sees(members)


async def test_leaving_is_asked_first_and_carried_out_by_the_others(vaults: list[Path]) -> None:
    async with chatting(vaults[0]) as robin, chatting(vaults[1]) as sam:
        await robin.enter()
        await sam.enter()
        await sam.opens("leave")
        await sam.sees("Leave Harbour?")
        await sam.press("enter")
        await sam.until(lambda: sam.app.screen is sam.app.room)
        await sam.opens("leave")
        await sam.choose("yes")
        await robin.sees("One member")


async def chosen(one: Chatter, text: str) -> None:
    """Go to the newest message, which is this one."""
    await one.sees(text)
    await one.press("shift+tab")


async def test_the_keys_of_a_message(vaults: list[Path]) -> None:
    await with_session(vaults[1], lambda s: s.say(s.circles()[0], Message("who is there?")))
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await chosen(robin, "who is there?")
        await robin.press("plus")
        await robin.choose("🌱")
        await robin.sees("🌱 Robin")
        await robin.press("r")
        await robin.type("it is mee")
        await robin.press("enter")
        await robin.sees("In reply to Sam: who is there?")
        await chosen(robin, "it is mee")
        await robin.press("e", "backspace", "enter")
        await robin.sees("(edited)")
        await robin.press("shift+tab", "d")
        await robin.choose("yes")
        await robin.sees("Taken back")
        assert "it is me" not in robin.seen()


async def test_what_others_said_cannot_be_changed(vaults: list[Path]) -> None:
    await with_session(vaults[1], lambda s: s.say(s.circles()[0], Message("who is there?")))
    async with chatting(vaults[0]) as robin:
        await robin.enter()
        await chosen(robin, "who is there?")
        await robin.press("e", "d")
        assert "You are changing this message" not in robin.seen()
        assert robin.app.screen is robin.app.room
        await robin.press("enter")
        await robin.sees("Message by Sam")
        assert "Take back" not in robin.seen()


async def test_everything_can_be_done_with_a_mouse(vaults: list[Path]) -> None:
    await with_session(vaults[1], lambda s: s.say(s.circles()[0], Message("who is there?")))
    async with chatting(vaults[0]) as robin:
        await robin.until(lambda: robin.app.open and robin.app.room.open is not None)
        await robin.pilot.click("#circles", offset=(4, 0))
        await robin.until(lambda: getattr(robin.app.screen.focused, "id", "") == "pad")
        row = next(n for n, line in enumerate(robin.seen().split("\n")) if "who is there?" in line)
        await robin.pilot.click(offset=(40, row), times=2)
        await robin.sees("Message by Sam")
        await robin.pilot.click("#choices", offset=(2, 0))
        await robin.sees("In reply to Sam")
        bar = robin.seen().split("\n")[-1]
        await robin.pilot.click("#keys", offset=(bar.index("F1"), 0))
        await robin.sees("Tab goes from the circles")


async def test_a_first_use_makes_a_vault_and_goes_on_to_a_circle(
    tmp_path: Path, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cost, "standard", Cost.least)
    folder = tmp_path / "new"
    async with chatting(folder, passphrase=None, fresh=True) as robin:
        await robin.sees("There is no vault on this device yet")
        for first, again, told in (
            ("harbour 7", "harbour 8", "The two are not the same."),
            ("   ", "", "An empty passphrase protects nothing"),
        ):
            await robin.unlock(first)
            await robin.unlock(again)
            await robin.sees(told)
            assert not folder.exists()
        await robin.unlock("harbour 7")
        await robin.sees("This passphrase is short")
        await robin.press("escape")
        await robin.unlock()
        await robin.sees("It is long enough")
        await robin.unlock()
        await robin.sees("No circles yet")
        await robin.choose("found")
        await robin.fill(label="Attic", name="Robin", relay=relay.url)
        await robin.sees("Attic · One member")
    async with chatting(folder) as robin:
        await robin.sees("Attic · One member")
