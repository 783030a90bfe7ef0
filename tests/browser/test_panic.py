"""Exit, held down: everything is erased, keys first, and one is somewhere ordinary. Open or locked."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect
from support.browser import People
from support.people import PATIENCE
from support.people import Person as Terminal
from support.profile import stored
from support.relay import RelayProcess
from support.web_circle import come_to_terminal
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

LANDING = "https://www.wikipedia.org/"
KEPT = """async () => [
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
    ...Object.keys(localStorage),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
]"""
"""Everything that the page's origin may keep, by name."""
SLEEP = """() => void setTimeout(() => {
    const request = new XMLHttpRequest()
    request.open("GET", "/asleep", false)
    request.send()
})"""
"""Stands still until an answer comes."""
HEADS = """() => {
    const erased = IDBObjectStore.prototype.clear
    const deleted = IDBFactory.prototype.deleteDatabase
    self.order = []
    IDBObjectStore.prototype.clear = function () { self.order.push(this.name); return erased.call(this) }
    IDBFactory.prototype.deleteDatabase = function (name) {
        self.order.push("database")
        console.debug(`order: ${self.order}`)
        return deleted.call(this, name)
    }
}"""
"""Says in which order a page or a worker erases."""


@pytest_asyncio.fixture(loop_scope="module")
async def robin(harbour: RelayProcess, browser: Browser) -> AsyncIterator[WebClient]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin"))
    robin.person.watch.allow(LANDING)
    await robin.person.context.route(f"{LANDING}**", lambda route: route.fulfill(body=""))
    await robin.settle()
    await robin.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await robin.found("Harbour", "Robin")
    yield robin
    await people.leave()


async def hold(page: Page, one: WebClient) -> None:
    """Put a finger on Exit, and leave it there."""
    await one.button("exit-label").hover()
    await page.mouse.down()


async def put_to_sleep(one: WebClient) -> asyncio.Event:
    """Keep the page and its engine from running anything, until the event is set.

    Both wait for the answer to a request that blocks them: so they stand still like a frozen tab.
    """
    wake, asleep = asyncio.Event(), asyncio.Queue[None]()

    async def hold_back(route: Route) -> None:
        asleep.put_nowait(None)
        await wake.wait()
        await route.fulfill(body="")

    await one.person.context.route("**/asleep", hold_back)
    (engine,) = one.page.workers
    for place in (engine, one.page):
        await place.evaluate(SLEEP)
        await asleep.get()
    return wake


async def farewell_ready(one: WebClient, host: Terminal, circle: str) -> None:
    """Be let into somebody's circle, and have a farewell to it ready."""
    host("circle", "new", circle, "--relay", one.person.watch.origin, "--as", "Kim")
    await come_to_terminal(host, one, circle, "Robin")
    async with one.panel(circle, "talk-policy") as panel:
        switch = panel.get_by_role("switch", name=one.words("farewell-ready"), exact=True)
        await expect(switch).not_to_be_checked()
        await switch.click()
        await expect(switch).to_be_checked()


async def until_alone(host: Terminal, circle: str) -> None:
    """Wait until somebody's client has carried out the wish of the only other member to leave."""
    async with asyncio.timeout(PATIENCE):
        while [one["name"] for one in host.data("members", circle)] != ["Kim"]:
            await asyncio.to_thread(host, "sync")


async def nothing_is_kept(one: WebClient) -> None:
    """Not a name of anything of ours, in a page of this origin that runs none of our code."""
    blank = await one.person.context.new_page()
    await blank.goto(f"{one.person.watch.origin}/healthz")
    assert await blank.evaluate(KEPT) == []
    await blank.close()


async def test_held_down_it_erases_everything_keys_first_and_leaves(robin: WebClient) -> None:
    assert len(await stored(robin.page)) > 1000
    (engine,) = robin.page.workers
    await engine.evaluate(HEADS)
    async with robin.page.expect_console_message(lambda said: "order:" in said.text) as told:
        await hold(robin.page, robin)
        await robin.page.wait_for_url(LANDING)
    assert (await told.value).text.startswith("order: meta,")
    await robin.page.mouse.up()
    await nothing_is_kept(robin)
    await robin.page.goto(robin.person.watch.origin)
    await expect(robin.button("welcome-begin")).to_be_visible()


async def test_a_tab_that_sleeps_keeps_no_other_from_erasing(robin: WebClient) -> None:
    other = await robin.tab()
    await other.enter("Harbour")
    wake = await put_to_sleep(robin)
    await other.page.evaluate(HEADS)
    async with other.page.expect_console_message(lambda said: "order:" in said.text) as told:
        await hold(other.page, other)
        await other.page.wait_for_url(LANDING)
    assert (await told.value).text == "order: meta,records,database"
    await other.page.mouse.up()
    blank = await robin.person.context.new_page()
    await blank.goto(f"{robin.person.watch.origin}/healthz")
    # Nobody can open the empty database until the tab wakes, which deletes it.
    assert await blank.evaluate(KEPT) in ([], ["leeward"])
    await blank.close()
    wake.set()
    await expect(robin.button("welcome-begin")).to_be_visible()
    await nothing_is_kept(robin)
    await other.page.close()


@pytest.mark.parametrize("owner", [True, False], ids=["owner", "follower"])
async def test_a_farewell_that_was_ready_reaches_the_others(
    robin: WebClient, tmp_path: Path, owner: bool
) -> None:
    kim = Terminal.settle(tmp_path / "kim")
    await farewell_ready(robin, kim, "Quay")
    held = robin
    if not owner:
        held = await robin.tab()
        await held.enter("Harbour")
    await hold(held.page, held)
    await held.page.wait_for_url(LANDING)
    await held.page.mouse.up()
    await until_alone(kim, "Quay")
    assert kim.texts("Quay") == [robin.words("session-farewell")]
    assert [one["kind"] for one in kim.data("read", "Quay")].count("left") == 1
    await nothing_is_kept(robin)


async def test_a_relay_that_does_not_answer_delays_nothing(
    robin: WebClient, harbour: RelayProcess, tmp_path: Path
) -> None:
    await farewell_ready(robin, Terminal.settle(tmp_path / "kim"), "Quay")
    os.kill(harbour.pid, signal.SIGSTOP)  # it keeps its connections, and says nothing
    try:
        # What comes last is done as well: so nothing before it was waited for until the page had to go.
        await hold(robin.page, robin)
        await robin.page.wait_for_url(LANDING)
        await robin.page.mouse.up()
    finally:
        os.kill(harbour.pid, signal.SIGCONT)
    await nothing_is_kept(robin)


async def test_it_needs_no_passphrase(robin: WebClient) -> None:
    await robin.page.reload()
    await robin.locked()
    await robin.button("exit-label").focus()
    await robin.page.keyboard.down(" ")
    await robin.page.wait_for_url(LANDING)
    await nothing_is_kept(robin)


async def test_who_lets_go_before_has_only_left(robin: WebClient) -> None:
    await hold(robin.page, robin)
    await robin.page.mouse.move(0, 300)
    await robin.page.mouse.up()
    await hold(robin.page, robin)
    await robin.page.mouse.up()
    await robin.page.wait_for_url(LANDING)
    await robin.page.goto(robin.person.watch.origin)
    await robin.locked()
    await robin.opened()
    await robin.enter("Harbour")
