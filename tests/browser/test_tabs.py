"""One vault in two tabs: one owns it, the other follows; both can do all, and nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from support.browser import People
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_circle import CIRCLE, all_see, come_by_code
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

EACH = 5
OUT_OF_REACH = ("ERR_CONNECTION_REFUSED", "WebSocket connection")
NOTIFICATIONS = """
globalThis.notified = []
const note = (title, options) => { notified.push({ title, ...options }) }
globalThis.Notification = class {
    static permission = "granted"
    static async requestPermission() { return "granted" }
    constructor(title, options) { note(title, options) }
}
if ("ServiceWorkerRegistration" in globalThis) {
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => note(title, options)
}
"""
"""Lets the browser seem to allow notifications, and gathers those that a tab shows."""


@dataclass
class Tabs:
    """Robin in two tabs, Kim at a terminal."""

    owner: WebClient
    follower: WebClient
    kim: Terminal


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tabs(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Tabs]:
    people = People(browser, harbour.url)
    owner = WebClient(await people.person("robin", start=None))
    kim = Terminal.settle(tmp_path_factory.mktemp("kim") / "vault")
    await owner.person.context.add_init_script(NOTIFICATIONS)
    await owner.page.goto(harbour.url)
    await owner.settle()
    await owner.found(CIRCLE, "Robin")
    await come_by_code(owner, kim, CIRCLE, "Kim")
    # The vault is open already: the other tab asks for nothing.
    follower = await owner.tab()
    await follower.enter(CIRCLE)
    yield Tabs(owner, follower, kim)
    await people.leave()


async def test_the_tab_that_follows_sees_and_does_all(tabs: Tabs) -> None:
    assert (len(tabs.owner.page.workers), len(tabs.follower.page.workers)) == (1, 0)
    said = tabs.kim.data("send", CIRCLE, "from outside")[0]["id"]
    await all_see("from outside", tabs.owner, tabs.follower)
    await tabs.follower.act(tabs.follower.message("from outside"), "talk-react")
    await tabs.follower.button("talk-react-with", emoji="🌱").click()
    await expect(tabs.owner.message("from outside").locator(".talk-reaction")).to_be_visible()
    await tabs.follower.act(await tabs.follower.say("from the secnd tab"), "talk-edit")
    await tabs.follower.field("compose-text").fill("from the second tab")
    await tabs.follower.button("compose-save").click()
    await all_see("from the second tab", tabs.owner)
    invite = await tabs.follower.invite(CIRCLE)
    words = await tabs.follower.phrase(CIRCLE)
    # What lies in front is drawn more often, and so is worked sooner.
    await tabs.owner.page.bring_to_front()
    assert await tabs.owner.phrase(CIRCLE) == words
    async with tabs.owner.panel(CIRCLE, "talk-invite") as panel:
        await tabs.owner.button("doors-invite-show", within=panel).click()
        await expect(tabs.owner.field("doors-invite-code", within=panel)).to_have_value(invite.code)
    items = {one["id"]: one for one in tabs.kim.data("read", CIRCLE)}
    assert [one["author"] for one in items[said]["reactions"]] == ["Robin"]
    assert "from the second tab" in tabs.kim.texts(CIRCLE)


async def test_both_tabs_write_at_once_and_nothing_is_lost_or_doubled(tabs: Tabs) -> None:
    async def talk(one: WebClient, who: str) -> None:
        for number in range(EACH):
            await one.field("compose-text").fill(f"{who} {number}")
            await one.button("compose-send").click()

    await asyncio.gather(talk(tabs.owner, "first"), talk(tabs.follower, "second"))
    wanted = [f"{who} {number}" for who in ("first", "second") for number in range(EACH)]
    for one in (tabs.owner, tabs.follower):
        for text in wanted:
            await expect(one.message(text)).to_have_count(1)
        await expect(one.seen("talk-waiting", within=one.main)).to_have_count(0)
    heard = Counter(tabs.kim.texts(CIRCLE))
    assert [heard[text] for text in wanted] == [1] * len(wanted)
    # Each tab's own words keep their order.
    order = [text for text in tabs.kim.texts(CIRCLE) if text in wanted]
    assert [text for text in order if text.startswith("first")] == wanted[:EACH]
    assert [text for text in order if text.startswith("second")] == wanted[EACH:]


async def test_the_owner_alone_notifies_and_says_nothing_of_what_came(tabs: Tabs) -> None:
    await tabs.owner.switch_on("notifications")
    await tabs.owner.enter(CIRCLE)
    for one in (tabs.owner, tabs.follower):
        await one.out_of_sight()
    tabs.kim("send", CIRCLE, "nobody is looking", "--cw", "quietly")
    for one in (tabs.owner, tabs.follower):
        await expect(one.main.get_by_role("article").filter(has_text="quietly")).to_be_attached()
    await tabs.owner.page.wait_for_function("notified.length > 0")
    assert await tabs.owner.page.evaluate("notified") == [
        {
            "title": tabs.owner.words("title"),
            "body": tabs.owner.words("notification"),
            "tag": "notes",
            "icon": "icon-192.png",
        }
    ]
    assert await tabs.follower.page.evaluate("notified") == []


async def test_when_the_owner_is_closed_the_other_takes_over_and_sends_what_waits_once(
    tabs: Tabs, harbour: RelayProcess
) -> None:
    other = tabs.follower
    async with other.person.tolerating(*OUT_OF_REACH):
        harbour.kill()
        await expect(other.seen("talk-offline")).to_be_visible()
        await other.field("compose-text").fill("before you go")
        await other.button("compose-send").click()
        waiting = other.message("before you go")
        await expect(other.seen("talk-waiting", within=waiting)).to_be_visible()
        await tabs.owner.page.close()
        # Keys never leave the tab that has them.
        await other.opened()
        await other.enter(CIRCLE)
        await expect(other.seen("talk-waiting", within=waiting)).to_be_visible()
        harbour.restart()
        await expect(other.seen("talk-waiting", within=other.main)).to_have_count(0)
    assert len(other.page.workers) == 1
    await other.say("on my own now")
    tabs.kim("send", CIRCLE, "we hear you")
    await all_see("we hear you", other)
    heard = Counter(tabs.kim.texts(CIRCLE))
    assert [heard[text] for text in ("before you go", "on my own now")] == [1, 1]
