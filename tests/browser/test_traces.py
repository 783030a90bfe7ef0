"""Nothing in the clear: not in what the page keeps, and not in the browser's own files on the disk."""

import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from support.people import Person as Terminal
from support.profile import at_home, spelled, stored
from support.relay import RelayProcess
from support.traces import in_files
from support.web_circle import come_to_terminal
from support.web_client import PASSPHRASE, WebClient

pytestmark = pytest.mark.timeout(300)

CIRCLE = "Quiet Lighthouse"
NAMES = ("Robin Larkspur", "Kim Oleander")
SAID = "the boat leaves at nine from the old pier"
HEARD = "bring the violet lantern"
EDITED = "bring the indigo lantern"
WARNING = "about a funeral"
PRONOUNS = "fae and faer"
ABOUT = "gardens by moonlight"
NOTE = "the one from the harbour library"
UNSENT = "half a sentence that nobody was sent"
PLANTED = "a planted heron stands here"

PLANT = """async (text) => {
    const request = indexedDB.open("planted", 1)
    request.onupgradeneeded = () => request.result.createObjectStore("deep")
    await new Promise((resolve) => { request.onsuccess = resolve })
    const change = request.result.transaction("deep", "readwrite", { durability: "strict" })
    const bytes = new TextEncoder().encode(text)
    change.objectStore("deep").put({ list: [new Map([["key", bytes]])] }, "key")
    await new Promise((resolve) => { change.oncomplete = resolve })
    request.result.close()
}"""


async def plant(page: Page, text: str) -> None:
    """What a careless client would do: bytes of a text deep inside a record."""
    await page.evaluate(PLANT, text)


async def lively(robin: WebClient, kim: Terminal, relay: RelayProcess) -> list[str]:
    """A session in which everything is used; all that must be found nowhere afterwards."""
    await robin.settle()
    kim("circle", "new", CIRCLE, "--relay", relay.url, "--as", NAMES[1])
    code = await come_to_terminal(kim, robin, CIRCLE, NAMES[0], NOTE)
    await robin.say(SAID)
    said = kim.data("send", CIRCLE, HEARD, "--cw", WARNING)[0]["id"]
    folded = robin.main.get_by_role("article").filter(has_text=WARNING)
    await folded.locator(".talk-fold").click()
    await expect(robin.message(HEARD)).to_be_visible()
    kim("edit", CIRCLE, said, EDITED)
    await expect(robin.message(EDITED)).to_be_visible()
    async with robin.panel(CIRCLE, "talk-card") as panel:
        await robin.field("doors-card-pronouns", within=panel).fill(PRONOUNS)
        await robin.field("doors-card-about", within=panel).fill(ABOUT)
        await robin.button("save", within=panel).click()
        await expect(robin.seen("saved", within=panel)).to_be_visible()
    words = await robin.phrase(CIRCLE)
    await robin.field("compose-text").fill(UNSENT)
    secret = code.partition("@")[0]
    texts = [CIRCLE, *NAMES, SAID, HEARD, EDITED, WARNING, PRONOUNS, ABOUT, NOTE, UNSENT]
    return [*texts, secret, secret.lower(), PASSPHRASE, " ".join(words)]


async def test_nothing_that_was_said_stands_in_storage_or_on_the_disk_in_the_clear(
    relay: RelayProcess, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    kim = Terminal.settle(tmp_path / "kim")
    async with at_home(relay.url, profile) as person:
        robin = WebClient(person)
        secrets = spelled(await lively(robin, kim, relay))
        await person.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        kept = await stored(robin.page)
        assert [one for one in secrets if one in kept] == []
        # The vault's own files are there, so that there is something to look through.
        assert len(kept) > 100_000

        await robin.page.reload()
        await robin.opened()
        await robin.enter(CIRCLE)
        await expect(robin.message(SAID)).to_be_visible()
        await robin.field("compose-text").fill(UNSENT)
        kept = await stored(robin.page)
        assert [one for one in secrets if one in kept] == []
    assert in_files(profile, secrets) == []

    # Whoever would keep something in the clear were found out, in both places.
    async with at_home(relay.url, profile) as person:
        await plant(person.page, PLANTED)
        assert PLANTED.encode() in await stored(person.page)
    assert in_files(profile, spelled([PLANTED]))
    history = sqlite3.connect(profile / "Default" / "History")
    visited = [url for (url,) in history.execute("select url from urls")]
    history.close()
    assert visited == [f"{relay.url}/"]
