"""What stays when a page is reloaded, without a network, and while the relay goes and comes back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from support.browser import People
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_circle import all_see, come_by_code
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

CIRCLE = "Harbour"
OUT_OF_REACH = ("ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED", "WebSocket connection")


@dataclass(frozen=True)
class Pair:
    """Robin in a browser, Kim at a terminal."""

    robin: WebClient
    kim: Terminal


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin"))
    kim = Terminal.settle(tmp_path_factory.mktemp("kim") / "vault")
    await robin.settle()
    await robin.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await robin.found(CIRCLE, "Robin")
    await come_by_code(robin, kim, CIRCLE, "Kim")
    yield Pair(robin, kim)
    await people.leave()


async def test_a_reload_locks_and_the_passphrase_brings_everything_back(pair: Pair) -> None:
    robin, kim = pair.robin, pair.kim
    await robin.say("before the reload")
    await robin.page.reload()
    await robin.locked()
    assert CIRCLE not in await robin.page.content()
    await robin.unlock("not this one")
    await expect(robin.seen("error-wrong-passphrase")).to_be_visible()
    kim("send", CIRCLE, "while you were away")
    kim("send", CIRCLE, "take your time")
    await robin.opened()
    unread = robin.words("circle-unread", number=2)
    await expect(
        robin.page.get_by_role("navigation").get_by_text(unread, exact=True)
    ).to_be_attached()
    await robin.enter(CIRCLE)
    await all_see("before the reload", robin)
    await all_see("take your time", robin)
    await expect(robin.seen("talk-unread", within=robin.main)).to_be_visible()
    await expect(
        robin.page.get_by_role("navigation").get_by_text(unread, exact=True)
    ).to_have_count(0)


async def test_what_is_written_without_a_relay_goes_out_once_it_is_back(
    pair: Pair, harbour: RelayProcess
) -> None:
    robin, kim = pair.robin, pair.kim
    async with robin.person.tolerating(*OUT_OF_REACH):
        harbour.kill()
        await expect(robin.seen("talk-offline")).to_be_visible()
        await expect(robin.seen("compose-later")).to_be_visible()
        await robin.field("compose-text").fill("written without a relay")
        await robin.button("compose-send").click()
        waiting = robin.message("written without a relay")
        await expect(robin.seen("talk-waiting", within=waiting)).to_be_visible()

        # The page comes from the service worker now, and the message from the vault.
        await robin.page.reload()
        await robin.opened()
        await robin.enter(CIRCLE)
        await expect(robin.seen("talk-waiting", within=waiting)).to_be_visible()
        await robin.field("compose-text").fill("and another")
        await robin.button("compose-send").click()
        await all_see("and another", robin)

        harbour.restart()
        kim("send", CIRCLE, "the relay is back")
        await all_see("the relay is back", robin)
        await expect(robin.seen("talk-waiting", within=robin.main)).to_have_count(0)
    await expect(robin.seen("talk-offline")).to_have_count(0)
    texts = kim.texts(CIRCLE)
    assert texts[-3:] in (
        ["written without a relay", "and another", "the relay is back"],
        ["the relay is back", "written without a relay", "and another"],
    )
    assert len(set(texts)) == len(texts)
    await robin.say("and we talk again")
    assert kim.texts(CIRCLE)[-1] == "and we talk again"


async def test_without_a_network_it_is_said_and_nothing_is_lost(pair: Pair) -> None:
    robin, kim = pair.robin, pair.kim
    async with robin.person.tolerating(*OUT_OF_REACH):
        await robin.person.context.set_offline(True)
        await expect(robin.seen("offline")).to_be_visible()
        await robin.page.reload()
        await robin.opened()
        await robin.enter(CIRCLE)
        kim("send", CIRCLE, "you are missed")
        await robin.person.context.set_offline(False)
        await expect(robin.seen("offline")).to_have_count(0)
        await all_see("you are missed", robin)


async def test_a_passphrase_is_changed(pair: Pair) -> None:
    robin = pair.robin
    await robin.button("settings").click()
    await robin.button("passphrase-change").click()
    sheet = robin.page.get_by_role("dialog")
    await robin.field("passphrase-old", within=sheet).fill("not this one")
    for name in ("passphrase-new", "passphrase-again"):
        await robin.field(name, within=sheet).fill("seven other words than those before")
    await robin.button("passphrase-change", within=sheet).click()
    await expect(robin.seen("error-wrong-passphrase", within=sheet)).to_be_visible()
    await robin.field("passphrase-old", within=sheet).fill(robin.passphrase)
    await robin.button("passphrase-change", within=sheet).click()
    await expect(sheet).to_have_count(0)
    await robin.button("lock").click()
    await robin.locked()
    await robin.unlock()
    await expect(robin.seen("error-wrong-passphrase")).to_be_visible()
    robin.passphrase = "seven other words than those before"
    await robin.opened()
    await robin.enter(CIRCLE)


async def test_everything_can_be_erased(pair: Pair) -> None:
    robin = pair.robin
    await robin.button("settings").click()
    await robin.button("erase").click()
    await robin.page.get_by_label(robin.words("erase-sure"), exact=True).check()
    async with robin.page.expect_event("load"):  # the page begins anew once all is gone
        await robin.button("erase", within=robin.page.get_by_role("alertdialog")).click()
    await expect(robin.button("welcome-begin")).to_be_visible()
    left = "Promise.all([indexedDB.databases(), caches.keys()]).then((all) => all.flat().length)"
    assert await robin.page.evaluate(left) == 0
