"""Leaving in a hurry, and locking: at once, by itself, and with nothing left to go back to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect
from support.browser import PHONE, People
from support.relay import RelayProcess
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

CIRCLE = "Harbour"
SAID = "the lighthouse is dark tonight"
LANDING = "https://www.wikipedia.org/"
CHOSEN = "https://weather.example/"
WATCH = """() => new MutationObserver(() => {
    const { documentElement, body } = document
    const seen = [documentElement.className, body.childElementCount, getComputedStyle(body).display]
    console.debug(`seen: ${seen}`)
}).observe(document.documentElement, { attributes: true })"""
"""Says what there is to see as soon as the page is marked as left, before anything is painted."""


class Landing:
    """An ordinary page elsewhere. Its answer is held back, so that one sees what is there until then."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def serve(self, route: Route) -> None:
        self.asked.set()
        await self.answer.wait()
        await route.fulfill(body="<title>An encyclopedia</title>", content_type="text/html")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def settled(harbour: RelayProcess, browser: Browser) -> AsyncIterator[WebClient]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin", device=PHONE))
    for page in (LANDING, CHOSEN):
        robin.person.watch.allow(page)
        await robin.person.context.route(f"{page}**", lambda route: route.fulfill(body=""))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await robin.say(SAID)
    yield robin
    await people.leave()


@pytest_asyncio.fixture(loop_scope="module")
async def robin(settled: WebClient) -> WebClient:
    """In the circle, wherever the test before ended."""
    await settled.page.goto(settled.person.watch.origin)
    await back_in(settled)
    return settled


async def shows_nothing(one: WebClient) -> None:
    """The passphrase is asked for, and nothing of the circle stands in the page."""
    await one.locked()
    content = await one.page.content()
    assert CIRCLE not in content
    assert SAID not in content


async def back_in(one: WebClient) -> None:
    await one.opened()
    await one.enter(CIRCLE)


async def behind(one: WebClient) -> list[str]:
    """Where "back" leads from here, step by step to the first page of the tab."""
    seen = []
    for _ in range(await one.page.evaluate("history.length")):
        await one.page.go_back()
        seen.append(one.page.url)
    return seen


async def in_a_hurry(
    one: WebClient, leave: Callable[[], Awaitable[None]], to: str = LANDING
) -> None:
    """Leave; the page is blank before the other is asked for."""
    landing = Landing()
    await one.page.context.route(to, landing.serve)
    async with asyncio.timeout(20):
        await one.page.evaluate(WATCH)
        async with one.page.expect_console_message(lambda said: "seen:" in said.text) as told:
            leaving = asyncio.ensure_future(leave())
            await landing.asked.wait()
        assert (await told.value).text == "seen: gone,0,none"
        landing.answer.set()
        await leaving
        await one.page.wait_for_url(to)
    await one.page.context.unroute(to)


# Leaving


async def test_a_touch_on_exit_leaves_from_within_a_dialog(robin: WebClient) -> None:
    other = await robin.tab()
    await other.enter(CIRCLE)
    await robin.page.bring_to_front()
    await robin.field("compose-text").fill("half a thought")
    await robin.button("talk-menu", circle=CIRCLE).tap()
    await robin.page.get_by_role("menuitem", name=robin.words("talk-members"), exact=True).tap()
    panel = robin.page.get_by_role("dialog")
    await in_a_hurry(robin, robin.button("exit-label", within=panel).tap)
    # What is open in other tabs is locked as well.
    await shows_nothing(other)
    await other.page.close()

    assert set(await behind(robin)) == {"about:blank"}
    await robin.page.goto(robin.person.watch.origin)
    await shows_nothing(robin)
    await back_in(robin)
    await expect(robin.field("compose-text")).to_have_value("")
    await expect(robin.message(SAID)).to_be_visible()


async def test_three_presses_of_escape_leave(robin: WebClient) -> None:
    await robin.field("compose-text").press("Escape")
    await expect(robin.message(SAID)).to_be_visible()

    async def escape() -> None:
        for _ in range(3):
            await robin.page.keyboard.press("Escape")

    await in_a_hurry(robin, escape)
    # Forward leads to where one is already, and back to nowhere that was this page.
    async with robin.page.expect_event("framenavigated", lambda frame: frame.url == LANDING):
        # Later, since the answer to this would go with the page.
        await robin.page.evaluate("() => void setTimeout(() => history.forward())")
    assert set(await behind(robin)) == {LANDING, "about:blank"}
    await robin.page.goto(robin.person.watch.origin)
    await shows_nothing(robin)


async def test_one_lands_where_one_chose_and_elsewhere_while_that_is_locked(
    robin: WebClient,
) -> None:
    await in_a_hurry(robin, robin.button("exit-label").click)
    await robin.page.goto(robin.person.watch.origin)
    await robin.opened()
    await robin.button("settings").click()
    await robin.field("exit-page").fill(CHOSEN)
    await robin.button("save", within=robin.main).click()
    await expect(robin.seen("saved")).to_be_visible()
    await in_a_hurry(robin, robin.button("exit-label").click, CHOSEN)


# Locking


async def test_lock_now_locks_every_tab(robin: WebClient) -> None:
    other = await robin.tab()
    await other.enter(CIRCLE)
    await robin.page.bring_to_front()
    await robin.button("back").click()
    await robin.button("lock").click()
    await shows_nothing(robin)
    await shows_nothing(other)
    await other.page.close()


async def test_it_locks_by_itself_when_nobody_uses_it(robin: WebClient) -> None:
    await robin.button("back").click()
    await robin.button("settings").click()
    await robin.field("auto-lock").select_option("1")
    await robin.button("back").click()
    await robin.enter(CIRCLE)
    await robin.clock_goes(seconds=45)
    await robin.say("still here")
    await robin.clock_goes(seconds=61)
    await shows_nothing(robin)


async def test_it_locks_when_it_is_out_of_sight_if_one_wants_that(robin: WebClient) -> None:
    await robin.button("back").click()
    await robin.switch_on("lock-hidden")
    await robin.out_of_sight()
    await shows_nothing(robin)


async def test_what_disappears_is_gone_from_page_and_vault(robin: WebClient) -> None:
    await robin.button("compose-options").click()
    await robin.field("compose-timer").select_option("3600")
    await robin.say("for an hour")
    await robin.clock_goes(seconds=3_601)
    # Whatever is done next comes after the hour: the lock has come as well.
    await shows_nothing(robin)
    await back_in(robin)
    await expect(robin.message(SAID)).to_be_visible()
    await expect(robin.page.get_by_text("for an hour")).to_have_count(0)
    await robin.page.reload()
    await back_in(robin)
    await expect(robin.message(SAID)).to_be_visible()
    await expect(robin.page.get_by_text("for an hour")).to_have_count(0)
