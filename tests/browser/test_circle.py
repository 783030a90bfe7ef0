"""Two browsers and a terminal in one circle: whatever one does there, the others see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from support.browser import PHONE, People
from support.people import Data
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_circle import all_see, come_by_code, come_by_link
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

CIRCLE = "Harbour"


@dataclass(frozen=True)
class Trio:
    """Robin, who founded the circle, and Sam, in browsers; Kim at a terminal."""

    robin: WebClient
    sam: WebClient
    kim: Terminal

    def heard(self, text: str) -> Data:
        """A message as Kim's terminal has it."""
        (found,) = [one for one in self.kim.data("read", CIRCLE) if one.get("text") == text]
        return found

    def happened(self, kind: str) -> list[Data]:
        """The happenings of one kind in Kim's terminal."""
        return [one for one in self.kim.data("read", CIRCLE) if one["kind"] == kind]

    def member(self, name: str) -> Data:
        """A member as Kim's terminal has it."""
        (found,) = [one for one in self.kim.data("members", CIRCLE) if one["name"] == name]
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trio(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trio]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin"))
    sam = WebClient(await people.person("sam", device=PHONE, start=None))
    kim = Terminal.settle(tmp_path_factory.mktemp("kim") / "vault")
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await come_by_link(robin, sam, CIRCLE, "Sam")
    await come_by_code(robin, kim, CIRCLE, "Kim")
    yield Trio(robin, sam, kim)
    await people.leave()


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


async def test_a_card_is_shown_to_all(trio: Trio) -> None:
    async with trio.sam.panel(CIRCLE, "talk-card") as panel:
        await trio.sam.field("doors-card-pronouns", within=panel).fill("they/them")
        await trio.sam.field("doors-card-about", within=panel).fill("up late, mostly")
        await trio.sam.button("save", within=panel).click()
        await expect(trio.sam.seen("saved", within=panel)).to_be_visible()
    await expect(trio.robin.happened("item-card", author="Sam").last).to_be_visible()
    async with trio.robin.panel(CIRCLE, "talk-members") as panel:
        sam = panel.get_by_role("article", name="Sam", exact=True)
        await expect(sam.get_by_text("they/them", exact=True)).to_be_visible()
        await expect(sam.get_by_text("up late, mostly", exact=True)).to_be_visible()
    seen = trio.member("Sam")
    assert (seen["pronouns"], seen["about"]) == ("they/them", "up late, mostly")

    trio.kim("card", CIRCLE, "--pronouns", "she/her")
    async with trio.sam.panel(CIRCLE, "talk-members") as panel:
        kim = panel.get_by_role("article", name="Kim", exact=True)
        await expect(kim.get_by_text("she/her", exact=True)).to_be_visible()


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


async def test_a_name_is_changed_and_the_role_of_host_given_and_taken(trio: Trio) -> None:
    async with trio.sam.panel(CIRCLE, "talk-card") as panel:
        await trio.sam.field("doors-rename-name", within=panel).fill("Samira")
        await trio.sam.button("doors-rename-do", within=panel).click()
        await expect(trio.sam.seen("doors-done", within=panel)).to_be_visible()
    await expect(trio.robin.happened("item-renamed", subject="Samira")).to_be_visible()
    assert trio.member("Samira")["roles"] == []

    async with trio.robin.panel(CIRCLE, "talk-members") as panel:
        menu = trio.robin.button("doors-member-menu", within=panel, name="Samira")
        await trio.robin.choose(menu, "doors-member-appoint")
        await trio.robin.confirm("doors-member-appoint")
        await expect(trio.robin.seen("doors-done", within=panel)).to_be_visible()
    appointed = {"author": "Robin", "subject": "Samira"}
    await expect(trio.sam.happened("item-appointed", **appointed)).to_be_visible()
    assert trio.member("Samira")["roles"] == ["host"]

    async with trio.sam.panel(CIRCLE, "talk-members") as panel:
        menu = trio.sam.button("doors-member-menu", within=panel, name="Samira")
        await trio.sam.choose(menu, "doors-member-step-down")
        await trio.sam.confirm("doors-member-step-down")
    await expect(trio.robin.happened("item-stepped-down", subject="Samira")).to_be_visible()
    assert trio.member("Samira")["roles"] == []

    async with trio.sam.panel(CIRCLE, "talk-card") as panel:
        await trio.sam.field("doors-rename-name", within=panel).fill("Sam")
        await trio.sam.button("doors-rename-do", within=panel).click()
        await expect(trio.sam.seen("doors-done", within=panel)).to_be_visible()


async def test_rules_are_changed_for_everybody(trio: Trio) -> None:
    async with trio.robin.panel(CIRCLE, "talk-policy") as panel:
        for rule in ("doors-rules-invite", "doors-rules-timer-by"):
            who = panel.get_by_role("group", name=trio.robin.words(rule))
            await who.get_by_label(trio.robin.words("doors-rules-members"), exact=True).check()
        await trio.robin.button("doors-rules-change", within=panel).click()
        await trio.robin.confirm("doors-rules-change")
        await expect(trio.robin.seen("doors-done", within=panel)).to_be_visible()
    await expect(trio.sam.happened("item-policy", author="Robin").last).to_be_visible()
    rules = trio.kim.data("policy", CIRCLE)[0]
    assert (rules["invite"], rules["timer_by"]) == ("members", "members")
    async with trio.sam.panel(CIRCLE, "talk-invite") as panel:
        await expect(trio.sam.button("doors-invite-make", within=panel)).to_be_visible()
    trio.kim("timer", CIRCLE, "8h")
    eight = trio.robin.words("span-hours", number=8)
    for one in (trio.robin, trio.sam):
        await expect(one.happened("item-timer", author="Kim", span=eight)).to_be_visible()


async def test_the_six_words_are_the_same_everywhere(trio: Trio) -> None:
    words = await trio.robin.phrase(CIRCLE)
    assert len(words) == 6
    assert await trio.sam.phrase(CIRCLE) == words
    assert trio.kim.data("verify", CIRCLE)[0]["words"] == " ".join(words)


async def test_who_is_removed_sees_it_and_reads_no_more(trio: Trio) -> None:
    async with trio.robin.panel(CIRCLE, "talk-members") as panel:
        menu = trio.robin.button("doors-member-menu", within=panel, name="Sam")
        await trio.robin.choose(menu, "doors-member-remove")
        await trio.robin.confirm("doors-member-remove")
    await expect(trio.sam.seen("status-removed")).to_be_visible()
    await expect(trio.sam.field("compose-text")).to_have_count(0)
    gone = trio.robin.words("item-removed", author="Robin", subject="Sam")
    await expect(trio.robin.main.locator(".talk").get_by_text(gone)).to_be_visible()
    await trio.robin.say("among ourselves")
    assert trio.heard("among ourselves")["author"] == "Robin"
    assert [one["name"] for one in trio.kim.data("members", CIRCLE)] == ["Kim", "Robin"]
    await trio.sam.network_returns()
    await trio.sam.page.reload()
    await trio.sam.opened()
    await trio.sam.page.get_by_role("navigation").get_by_role("listitem").click()
    await expect(trio.sam.seen("status-removed")).to_be_visible()
    await all_see("from a desk", trio.sam)
    await expect(trio.sam.page.get_by_text("among ourselves")).to_have_count(0)
