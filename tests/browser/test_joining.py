"""An invite's way from one browser to another, and waiting to be let in."""

import pytest
from playwright.async_api import Page, expect
from support.browser import PHONE, People
from support.web_client import WebClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

CIRCLE = "Harbour"


async def history(page: Page) -> list[str]:
    """Where "back" leads in this tab, step by step."""
    session = await page.context.new_cdp_session(page)
    entries = (await session.send("Page.getNavigationHistory"))["entries"]
    return [entry["url"] for entry in entries]


async def test_an_invite_is_taken_out_of_the_address_and_its_guest_waits_for_a_person(
    crew: People,
) -> None:
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    invite = await robin.invite(CIRCLE)
    assert invite.link.startswith(f"{robin.person.watch.origin}/#join-")

    sam = WebClient(await crew.person("sam", device=PHONE, start=None))
    await sam.page.goto(invite.link, wait_until="commit")
    await expect(sam.seen("welcome-invited")).to_be_visible()
    assert sam.page.url == f"{sam.person.watch.origin}/"
    await sam.settle()
    words = await sam.ask("Sam", "from the library")
    assert len(words) == 4
    await expect(sam.seen("join-waiting", within=sam.main)).to_be_visible()
    # The page has two entries, so that "back" leads from the request to home; neither holds the invite.
    assert await history(sam.page) == ["about:blank", sam.page.url, sam.page.url]
    secret = invite.code.partition("@")[0]
    assert secret.lower() not in (await sam.page.content()).lower()

    await sam.page.reload()
    await sam.opened()
    await expect(sam.seen("join-waits", name="Sam")).to_be_visible()
    await expect(sam.seen("join-waiting")).to_be_visible()
    assert await sam.compared("join-words", within=sam.page.get_by_role("navigation")) == words

    async with robin.panel(CIRCLE, "talk-knocks") as panel:
        knock = panel.get_by_role("article", name="Sam", exact=True)
        await expect(knock.get_by_text("from the library", exact=True)).to_be_visible()
    assert await robin.admit(CIRCLE, "Sam") == words
    await sam.network_returns()
    await sam.enter(CIRCLE)
    await expect(sam.page.get_by_text(sam.words("join-waits", name="Sam"))).to_have_count(0)
    assert await sam.phrase(CIRCLE) == await robin.phrase(CIRCLE)


async def test_who_is_declined_is_told_and_an_invite_that_ended_lets_nobody_ask(
    crew: People,
) -> None:
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    invite = await robin.invite(CIRCLE)
    sam = WebClient(await crew.person("sam"))
    await sam.settle()
    await sam.button("home-join").click()
    await sam.field("doors-join-invite").fill(f"{invite.code[:-1]}x")
    await sam.button("doors-join-next").click()
    await expect(sam.main.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    await sam.field("doors-join-invite").fill(invite.code.lower())
    await sam.button("doors-join-next").click()
    await sam.ask("Sam")

    async with robin.panel(CIRCLE, "talk-knocks") as panel:
        await robin.button("doors-knocks-decline", within=panel).click()
        await robin.confirm("doors-knocks-decline")
        await expect(robin.seen("doors-knocks-declined", within=panel, name="Sam")).to_be_visible()
    await sam.network_returns()
    await expect(sam.seen("join-declined", within=sam.main)).to_be_visible()

    async with robin.panel(CIRCLE, "talk-invite") as panel:
        await robin.button("doors-invite-revoke", within=panel).click()
        await robin.confirm("doors-invite-revoke")
        await expect(robin.seen("doors-invite-revoked", within=panel)).to_be_visible()
    await sam.button("join-again", within=sam.main).click()
    await sam.field("doors-join-invite").fill(invite.link)
    await sam.button("doors-join-next").click()
    await sam.field("your-name").fill("Sam")
    await sam.button("doors-join-ask").click()
    await expect(sam.seen("join-closed")).to_be_visible()
