"""Where "back" and "forward" lead after a quick exit."""

import pytest
from playwright.async_api import Page, Route, expect
from support.browser import People
from support.web_client import WebClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

ELSEWHERE = "https://www.wikipedia.org/"
BEFORE = "data:text/html,<title>before</title>"
TITLE = "An encyclopedia"


async def ordinary(route: Route) -> None:
    """The page one lands on, which is not there to be asked in a test."""
    await route.fulfill(content_type="text/html", body=f"<title>{TITLE}</title>")


async def entries(page: Page) -> list[str]:
    """The tab's history."""
    session = await page.context.new_cdp_session(page)
    found = (await session.send("Page.getNavigationHistory"))["entries"]
    return [entry["url"] for entry in found][1:]


async def travel(page: Page, way: str) -> None:
    """Go through the history; later than the answer to this call, which would not leave the page."""
    await page.evaluate(f"void setTimeout(() => {way})")


async def visitor(crew: People, name: str) -> WebClient:
    """Somebody who came to the page from another one."""
    one = WebClient(await crew.person(name, start=None))
    one.person.watch.allow(ELSEWHERE)
    await one.person.context.route(f"{ELSEWHERE}**", ordinary)
    await one.page.goto(BEFORE)
    await one.page.goto(f"{one.person.watch.origin}/")
    await one.settle()
    return one


async def test_an_exit_from_home_leaves_no_entry(crew: People) -> None:
    robin = await visitor(crew, "robin")
    await robin.button("exit-label").click()
    await robin.page.wait_for_url(ELSEWHERE)
    await expect(robin.page).to_have_title(TITLE)
    assert await entries(robin.page) == [BEFORE, ELSEWHERE]


@pytest.mark.parametrize("back_home", [False, True])
async def test_neither_back_nor_forward_leads_to_the_page_after_an_exit(
    crew: People, back_home: bool
) -> None:
    robin = await visitor(crew, "robin")
    await robin.button("settings").click()
    await robin.button("limits-short").first.click()
    if back_home:
        await travel(robin.page, "history.go(-2)")
        await expect(robin.button("home-new").first).to_be_visible()
    await robin.button("exit-label").first.click()
    await robin.page.wait_for_url(ELSEWHERE)
    await expect(robin.page).to_have_title(TITLE)
    page = f"{robin.person.watch.origin}/"
    assert await entries(robin.page) == [BEFORE, ELSEWHERE, page]
    async with robin.page.expect_event("framenavigated", lambda frame: frame.url == ELSEWHERE):
        await travel(robin.page, "history.forward()")
    await expect(robin.page).to_have_title(TITLE)
    assert await entries(robin.page) == [BEFORE, ELSEWHERE, ELSEWHERE]
    await travel(robin.page, "history.go(-2)")
    await robin.page.wait_for_url(BEFORE)
