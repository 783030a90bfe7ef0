"""The web client for who reads from the right, hears the page, or is made dizzy by what moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FloatRect, Locator, expect
from support.browser import DESKTOP, PHONE, People
from support.looks import seen_by
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_circle import come_by_code
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

CIRCLE = "Harbour"
LONGEST_MS = (
    "Math.max(0, ...document.getAnimations().map((one) => one.effect.getTiming().duration))"
)

SCROLLED = """(one) => new Promise((tell) => {
  if (one.scrollTop > 0) tell()
  else one.addEventListener("scroll", () => tell(), { once: true })
})"""
"""Until an element is scrolled."""


@dataclass(frozen=True)
class Pair:
    """Robin, who reads Arabic in a browser; Sam at a terminal."""

    robin: WebClient
    sam: Terminal


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin", language="ar"), "ar")
    sam = Terminal.settle(tmp_path_factory.mktemp("sam") / "vault")
    await robin.settle()
    await robin.found(CIRCLE, "روبن")
    await come_by_code(robin, sam, CIRCLE, "Sam")
    yield Pair(robin, sam)
    await people.leave()


async def box(of: Locator) -> FloatRect:
    """Where something stands."""
    await expect(of).to_be_visible()
    found = await of.bounding_box()
    assert found is not None
    return found


async def assert_right_of(one: Locator, other: Locator) -> None:
    """Fail unless all of `one` stands to the right of `other`."""
    left, right = await box(one), await box(other)
    assert left["x"] >= right["x"] + right["width"]


async def test_arabic_begins_at_the_right(pair: Pair) -> None:
    robin, page = pair.robin, pair.robin.page
    root = page.locator("html")
    await expect(root).to_have_attribute("dir", "rtl")
    await expect(root).to_have_attribute("lang", "ar")
    pair.sam("send", CIRCLE, "from the left")
    mine = (await robin.say("من اليمين")).locator(".talk-bubble")
    theirs = robin.message("from the left").locator(".talk-bubble")

    await assert_right_of(page.locator(".pane-list"), robin.main)
    await assert_right_of(theirs, mine)
    for device in (DESKTOP, PHONE):
        await seen_by(page, device)
        await assert_right_of(
            robin.main.get_by_role("heading", level=1), robin.button("exit-label")
        )
        await assert_right_of(robin.field("compose-text"), robin.button("compose-send"))
    await assert_right_of(robin.button("back"), robin.main.get_by_role("heading", level=1))
    await seen_by(page, DESKTOP)


async def test_what_comes_is_told_to_who_hears_the_page(pair: Pair) -> None:
    robin, sam = pair.robin, pair.sam
    log = robin.page.get_by_role("log")
    sam("send", CIRCLE, "can you hear me?")
    await expect(log).to_have_text(robin.words("talk-came", author="Sam", text="can you hear me?"))
    sam("send", CIRCLE, "it was a hard week", "--cw", "family")
    await expect(log).to_have_text(robin.words("talk-came-hidden", author="Sam"))


async def test_who_scrolls_up_and_back_down_goes_on_seeing_what_comes(pair: Pair) -> None:
    robin, sam = pair.robin, pair.sam
    for at in range(3):
        sam("send", CIRCLE, "\n".join(f"line {at} {line}" for line in range(20)))
    talk = robin.page.locator(".talk")
    await expect(talk.locator(".talk-text").filter(has_text="line 2 19")).to_be_in_viewport()
    await talk.evaluate("(one) => one.scrollTo(0, 0)")
    await expect(robin.button("talk-newest")).to_be_visible()
    await talk.evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    await expect(robin.button("talk-newest")).to_have_count(0)
    sam("send", CIRCLE, "still here")
    await expect(robin.message("still here")).to_be_in_viewport()


async def test_a_note_stands_in_the_dialog_that_lies_over_the_page(pair: Pair) -> None:
    robin = pair.robin
    await robin.act(await robin.say("to be copied"), "copy")
    note = robin.page.locator(".toast")
    await expect(note).to_be_visible()
    async with robin.panel(CIRCLE, "talk-members") as panel:
        status = panel.get_by_role("status").filter(has=note)
        await expect(status).to_have_count(1)
        await expect(note).to_have_count(1)
        await expect(note).to_be_in_viewport()
        await robin.button("dismiss", within=status).click()
        await expect(note).to_have_count(0)


async def test_a_question_that_is_longer_than_its_room_is_scrolled_by_keys(pair: Pair) -> None:
    robin, page = pair.robin, pair.robin.page
    await page.set_viewport_size({"width": 320, "height": 256})
    await robin.choose(robin.button("talk-menu", circle=CIRCLE), "talk-leave")
    body = page.get_by_role("alertdialog").locator(".modal-body")
    await body.focus()
    await expect(body).to_be_focused()
    await page.keyboard.press("End")
    await body.evaluate(SCROLLED)
    await robin.button("close").click()
    await seen_by(page, DESKTOP)


async def test_nothing_moves_for_who_asked_for_that(pair: Pair) -> None:
    robin, page = pair.robin, pair.robin.page
    choices: tuple[Literal["no-preference", "reduce"], ...] = ("no-preference", "reduce")
    moves = {}
    for choice in choices:
        await page.emulate_media(reduced_motion=choice)
        await robin.button("talk-menu", circle=CIRCLE).click()
        name = robin.words("talk-verify")
        await page.get_by_role("menuitem", name=name, exact=True).click()
        panel = page.get_by_role("dialog", name=name)
        await expect(panel).to_be_visible()
        moves[choice] = await page.evaluate(LONGEST_MS)
        await robin.button("close", within=panel).click()
    assert moves["no-preference"] > 100
    assert moves["reduce"] <= 1
