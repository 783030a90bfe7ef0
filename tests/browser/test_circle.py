"""Two browsers and a terminal in one circle: whatever one says there, the others see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from support.relay import RelayProcess
from support.web_circle import CIRCLE, Trio, all_see, trio_at
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trio(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trio]:
    async with trio_at(harbour, browser, tmp_path_factory.mktemp("trio")) as together:
        yield together


async def test_everybody_talks(trio: Trio) -> None:
    await trio.robin.say("from a desk")
    await trio.sam.say("from a phone")
    trio.kim("send", CIRCLE, "from a terminal")
    await all_see("from a terminal", trio.robin, trio.sam)
    await all_see("from a phone", trio.robin)
    await all_see("from a desk", trio.sam)
    assert {"from a desk", "from a phone", "from a terminal"} <= set(trio.kim.texts(CIRCLE))


async def test_a_reply_leads_to_what_it_answers(trio: Trio) -> None:
    asked = await trio.robin.say("who brings the bread?")
    await expect(asked).to_be_visible()
    question = trio.sam.message("who brings the bread?")
    await trio.sam.act(question, "talk-reply")
    await expect(trio.sam.seen("compose-reply", author="Robin")).to_be_visible()
    await trio.sam.say("I do")
    quote = trio.robin.message("I do").locator(".talk-quote")
    await expect(quote).to_contain_text("who brings the bread?")
    await quote.click()
    await expect(trio.robin.message("who brings the bread?")).to_be_focused()
    assert trio.heard("I do")["reply_to"] == trio.heard("who brings the bread?")["id"]

    trio.kim("send", CIRCLE, "and I the salt", "--reply", trio.heard("I do")["id"])
    for one in (trio.robin, trio.sam):
        await expect(one.message("and I the salt").locator(".talk-quote")).to_contain_text("I do")


def chip(one: WebClient, *names: str) -> Locator:
    """The reaction of these under the message, as somebody sees it."""
    *others, last = names
    listed = f"{', '.join(others)}{',' if len(others) > 1 else ''} and {last}" if others else last
    by = {"emoji": "🌱", "names": listed, "number": len(names)}
    return one.button("talk-reaction", within=one.message("the kettle is on"), **by)


async def test_reactions_are_put_joined_and_taken_back(trio: Trio) -> None:
    message = await trio.robin.say("the kettle is on")
    await trio.sam.act(trio.sam.message("the kettle is on"), "talk-react")
    await trio.sam.button("talk-react-with", emoji="🌱").click()

    await expect(chip(trio.robin, "Sam")).to_be_visible()
    await chip(trio.robin, "Sam").click()
    await expect(chip(trio.sam, "Sam", "Robin")).to_be_visible()
    trio.kim("react", CIRCLE, trio.heard("the kettle is on")["id"], "🌱")
    for one in (trio.robin, trio.sam):
        await expect(chip(one, "Sam", "Robin", "Kim")).to_be_visible()
    await message.locator(".talk-reaction").click()
    await expect(chip(trio.sam, "Sam", "Kim")).to_be_visible()
    found = trio.heard("the kettle is on")["reactions"]
    assert sorted(one["author"] for one in found) == ["Kim", "Sam"]
    trio.kim("react", CIRCLE, trio.heard("the kettle is on")["id"], "🌱", "--take-back")
    for one in (trio.robin, trio.sam):
        await expect(chip(one, "Sam")).to_be_visible()


async def test_an_edit_replaces_the_words(trio: Trio) -> None:
    await trio.sam.act(await trio.sam.say("tea at fuor"), "talk-edit")
    await expect(trio.sam.seen("compose-editing")).to_be_visible()
    await trio.sam.field("compose-text").fill("tea at four")
    await trio.sam.button("compose-save").click()
    edited = trio.robin.message("tea at four")
    await expect(trio.robin.seen("talk-edited", within=edited)).to_be_visible()
    await expect(trio.robin.message("tea at fuor")).to_have_count(0)
    assert trio.heard("tea at four")["edited"] is True

    said = trio.kim.data("send", CIRCLE, "frist")[0]["id"]
    await all_see("frist", trio.robin, trio.sam)
    trio.kim("edit", CIRCLE, said, "first")
    await all_see("first", trio.robin, trio.sam)


async def test_what_is_taken_back_leaves_only_a_sign(trio: Trio) -> None:
    before = await trio.robin.page.get_by_text(trio.robin.words("talk-retracted")).count()
    message = await trio.robin.say("said too much")
    event = trio.heard("said too much")["id"]
    await trio.robin.act(message, "talk-retract")
    await trio.robin.confirm("talk-retract")
    for one in (trio.robin, trio.sam):
        await expect(one.seen("talk-retracted", within=one.main)).to_have_count(before + 1)
        await expect(one.page.get_by_text("said too much")).to_have_count(0)
    (kept,) = [one for one in trio.kim.data("read", CIRCLE) if one["id"] == event]
    assert (kept["retracted"], kept["text"]) == (True, None)

    said = trio.kim.data("send", CIRCLE, "said in haste")[0]["id"]
    await all_see("said in haste", trio.robin, trio.sam)
    trio.kim("retract", CIRCLE, said)
    for one in (trio.robin, trio.sam):
        await expect(one.seen("talk-retracted", within=one.main)).to_have_count(before + 2)
        await expect(one.page.get_by_text("said in haste")).to_have_count(0)


async def test_a_content_warning_folds_the_words(trio: Trio) -> None:
    await trio.robin.button("compose-options").click()
    await trio.robin.field("compose-cw").fill("family")
    await trio.robin.page.get_by_role(
        "radio", name=trio.robin.words("compose-tone-listen"), exact=True
    ).check()
    await trio.robin.field("compose-text").fill("it was a hard week")
    await trio.robin.button("compose-send").click()
    folded = trio.sam.main.get_by_role("article").filter(has_text="family")
    await expect(folded).to_be_visible()
    await expect(trio.sam.seen("talk-tone-listen", within=folded)).to_be_visible()
    await expect(trio.sam.page.get_by_text("it was a hard week")).to_have_count(0)
    await folded.locator(".talk-fold").click()
    await all_see("it was a hard week", trio.sam)
    heard = trio.heard("it was a hard week")
    assert heard["cw"] == "family"

    trio.kim("send", CIRCLE, "so was mine", "--cw", "work")
    folded = trio.robin.main.get_by_role("article").filter(has_text="work")
    await expect(folded).to_be_visible()
    await expect(trio.robin.page.get_by_text("so was mine")).to_have_count(0)


@asynccontextmanager
async def card_of(one: WebClient, name: str) -> AsyncIterator[Locator]:
    """A member as the list of members shows it."""
    async with one.panel(CIRCLE, "talk-members") as panel:
        card = panel.get_by_role("article", name=name, exact=True)
        await expect(card).to_be_visible()
        yield card


async def fill_card(one: WebClient, name: str, pronouns: str, about: str) -> None:
    """Change one's own card in a browser."""
    async with one.panel(CIRCLE, "talk-card") as panel:
        await one.field("doors-card-name", within=panel).fill(name)
        await one.field("doors-card-pronouns", within=panel).fill(pronouns)
        await one.field("doors-card-about", within=panel).fill(about)
        await one.button("save", within=panel).click()
        await expect(one.seen("saved", within=panel)).to_be_visible()


async def test_a_card_is_shown_to_all_and_taken_away_again(trio: Trio) -> None:
    await fill_card(trio.sam, "Samira", "they/them", "up late, mostly")
    await expect(trio.robin.happened("item-card", author="Samira")).to_be_visible()
    async with card_of(trio.robin, "Samira") as card:
        await expect(card.get_by_text("they/them", exact=True)).to_be_visible()
        await expect(card.get_by_text("up late, mostly", exact=True)).to_be_visible()
    seen = trio.member("Samira")
    assert (seen["pronouns"], seen["about"]) == ("they/them", "up late, mostly")

    await fill_card(trio.sam, "", "", "")
    async with card_of(trio.robin, "Sam") as card:
        await expect(card.get_by_text("they/them", exact=True)).to_have_count(0)
    seen = trio.member("Sam")
    assert (seen["card_name"], seen["pronouns"], seen["about"]) == (None, None, None)

    trio.kim("card", CIRCLE, "--name", "Kimchi", "--pronouns", "she/her")
    for one in (trio.robin, trio.sam):
        async with card_of(one, "Kimchi") as card:
            await expect(card.get_by_text("she/her", exact=True)).to_be_visible()
    # Nobody passes for another: a name that looks like a member's is not shown.
    trio.kim("card", CIRCLE, "--name", "R0bin", "--pronouns", "")
    assert trio.member("Kim")["me"] is True
    for one in (trio.robin, trio.sam):
        async with card_of(one, "Kim") as card:
            await expect(card.get_by_text("she/her", exact=True)).to_have_count(0)
    trio.kim("card", CIRCLE, "--name", "")
    assert trio.member("Kim")["card_name"] is None


async def test_who_is_muted_is_folded_for_one_alone(trio: Trio) -> None:
    async with trio.sam.panel(CIRCLE, "talk-members") as panel:
        menu = trio.sam.button("doors-member-menu", within=panel, name="Kim")
        await trio.sam.choose(menu, "doors-member-mute")
        await expect(trio.sam.seen("doors-member-muted", within=panel)).to_be_visible()
    trio.kim("send", CIRCLE, "am I heard?")
    await all_see("am I heard?", trio.robin)
    folded = trio.sam.main.get_by_role("article").filter(
        has=trio.sam.page.get_by_text(trio.sam.words("talk-muted"), exact=True)
    )
    await expect(folded.last).to_be_visible()
    await expect(trio.sam.page.get_by_text("am I heard?")).to_have_count(0)
    async with trio.sam.panel(CIRCLE, "talk-members") as panel:
        menu = trio.sam.button("doors-member-menu", within=panel, name="Kim")
        await trio.sam.choose(menu, "doors-member-unmute")
    await all_see("am I heard?", trio.sam)

    trio.kim("mute", CIRCLE, "Sam")
    await trio.sam.say("and I?")
    assert "and I?" not in trio.kim.texts(CIRCLE)
    assert "and I?" in trio.kim.texts(CIRCLE, "--muted")
    trio.kim("unmute", CIRCLE, "Sam")


async def test_messages_disappear_when_the_circle_wants_it(trio: Trio) -> None:
    async with trio.robin.panel(CIRCLE, "talk-policy") as panel:
        await trio.robin.field("doors-rules-timer", within=panel).select_option("3600")
        await trio.robin.button("save", within=panel).click()
        await expect(trio.robin.seen("saved", within=panel)).to_be_visible()
    hour = trio.sam.words("span-hours", number=1)
    await expect(trio.sam.happened("item-timer", author="Robin", span=hour)).to_be_visible()
    assert trio.happened("timer")[-1]["author"] == "Robin"
    passing = await trio.sam.say("gone within the hour")
    # Fifty-nine minutes or sixty, by now.
    soon = trio.sam.words("talk-expires", when="").partition("\u2068")[0]
    for one in (passing, trio.robin.message("gone within the hour")):
        await expect(one.locator(".talk-marks")).to_contain_text(soon)

    assert trio.sam.words("error-timer-by-hosts") in trio.kim("timer", CIRCLE, "8h", code=1).err
    trio.kim("send", CIRCLE, "sooner", "--timer", "1h")
    for browser in (trio.robin, trio.sam):
        await expect(browser.message("sooner").locator(".talk-marks")).to_contain_text(soon)
