"""People with browsers at a real relay, each watched for what a page must never do.

async def test_...(people: People) -> None:
    robin = await people.person("robin", device=PHONE, language="ar")
    await robin.page.get_by_role("button", name="...").click()
    await robin.assert_accessible()
    async with robin.tolerating("ERR_CONNECTION_REFUSED"):
        relay.kill()

Whatever nobody tolerates fails the test at its end: an error in a console, an exception that nobody
caught, a violation of the Content-Security-Policy, a request to anywhere but the relay, a cookie.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from build_web import HOME
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    WebSocket,
    Worker,
    async_playwright,
)

CHROMIUM = shutil.which("chromium", path="/usr/bin")
"""Debian's, if it is there; else Playwright's own is used."""

ARGUMENTS = (
    "--disable-quic",
    # A test that asks for anything else is told that there is no such host.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

AXE = HOME / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

LOCAL = frozenset({"data", "blob", "about"})
"""Schemes of addresses that lead out of no browser."""

VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.effectiveDirective} by ${event.blockedURI}`))
"""


@dataclass(frozen=True)
class Device:
    """What somebody holds."""

    width: int
    height: int
    touch: bool = False


DESKTOP = Device(1280, 800)
PHONE = Device(390, 844, touch=True)
SMALLEST = Device(320, 568, touch=True)


@dataclass
class Watch:
    """Gathers what went wrong in one browser context."""

    origin: str
    found: list[str] = field(default_factory=list)
    _tolerated: list[re.Pattern[str]] = field(default_factory=list)
    _elsewhere: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        """Watch a context, with all its pages and workers."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("page", self._page)
        context.on("serviceworker", self._worker)

    def allow(self, url: str) -> None:
        """Let pages go to the origin of `url` as well, such as quick exit does."""
        self._elsewhere.add(_origin(url))

    @contextlib.contextmanager
    def tolerating(self, *patterns: str) -> Iterator[None]:
        """Overlook what matches one of these while the block runs."""
        before = self._tolerated
        self._tolerated = [*before, *(re.compile(pattern) for pattern in patterns)]
        try:
            yield
        finally:
            self._tolerated = before

    def _note(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self._tolerated):
            self.found.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self._note(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        self._reached(request.url)

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("worker", self._worker)

    def _worker(self, worker: Worker) -> None:
        self._reached(worker.url)
        worker.on("console", self._console)

    def _socket(self, socket: WebSocket) -> None:
        self._reached(socket.url)

    def _reached(self, url: str) -> None:
        if urlsplit(url).scheme in LOCAL:
            return
        if _origin(url) not in {self.origin, *self._elsewhere}:
            self._note(f"request: {url}")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme.replace('ws', 'http')}://{parts.netloc}"


class Person:
    """Somebody with a browser of their own: nothing in it is shared with others."""

    def __init__(self, name: str, context: BrowserContext, page: Page, watch: Watch) -> None:
        self.name = name
        self.context = context
        self.page = page
        self.watch = watch

    async def tab(self, url: str | None = None) -> Page:
        """Open another tab, at the relay's page unless told."""
        page = await self.context.new_page()
        await page.goto(url or f"{self.watch.origin}/")
        return page

    @contextlib.asynccontextmanager
    async def tolerating(self, *patterns: str) -> AsyncIterator[None]:
        """Overlook what matches one of these patterns while the block runs."""
        with self.watch.tolerating(*patterns):
            yield

    async def broken(self, page: Page | None = None) -> list[str]:
        """What axe-core finds broken of WCAG 2.2 AA and of good custom, on the page as it is now."""
        page = page or self.page
        if not await page.evaluate("() => 'axe' in window"):
            # By the debugger, which the Content-Security-Policy does not bind.
            await page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = await page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })",
            list(WCAG),
        )
        return [
            f"{one['id']}: {node['html']}: {node['failureSummary']}"
            for one in result["violations"]
            for node in one["nodes"]
        ]

    async def assert_accessible(self, page: Page | None = None) -> None:
        """Fail on anything that axe-core finds broken."""
        broken = await self.broken(page)
        assert not broken, "\n".join(broken)


async def slow_down(page: Page, *, kbit: int = 1600, latency_ms: int = 150, cpu: int = 4) -> None:
    """Make a page's network and processor those of a cheap phone on a poor connection."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    speed = {"downloadThroughput": kbit * 125, "uploadThroughput": kbit * 125}
    conditions = {"offline": False, "latency": latency_ms, **speed}
    await session.send("Network.emulateNetworkConditions", conditions)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})


async def first_paint(page: Page) -> float:
    """Milliseconds from when a page was asked for until it first showed something."""
    painted: float = await page.evaluate(
        """new Promise((tell) => new PerformanceObserver((list) => {
            for (const entry of list.getEntriesByName("first-contentful-paint")) tell(entry.startTime)
        }).observe({ type: "paint", buffered: true }))"""
    )
    return painted


class People:
    """Everybody in one test, and one browser for them all."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self._origin = origin
        self._all: list[Person] = []

    async def person(
        self,
        name: str,
        *,
        device: Device = DESKTOP,
        language: str = "en",
        dark: bool = False,
        start: str | None = "/",
    ) -> Person:
        """Give somebody a browser with the relay's page open at `start`, or with an empty tab."""
        context = await self._browser.new_context(
            viewport={"width": device.width, "height": device.height},
            has_touch=device.touch,
            is_mobile=device.touch,
            device_scale_factor=2 if device.touch else 1,
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        watch = Watch(self._origin)
        watch.over(context)
        await context.add_init_script(VIOLATIONS)
        page = await context.new_page()
        person = Person(name, context, page, watch)
        self._all.append(person)
        if start is not None:
            await page.goto(f"{self._origin}{start}")
        return person

    async def leave(self) -> None:
        """Close all browsers; fails if anything was found in one of them."""
        found = []
        everybody, self._all = self._all, []
        for person in everybody:
            cookies = await person.context.cookies()
            found += [f"{person.name}: cookie: {cookie['name']}" for cookie in cookies]
            await person.context.close()
            found += [f"{person.name}: {text}" for text in person.watch.found]
        assert not found, "\n".join(found)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser."""
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), chromium_sandbox=False
        ) as browser,
    ):
        yield browser


@contextlib.asynccontextmanager
async def people_at(url: str) -> AsyncIterator[People]:
    """Start a browser for the people of a relay, and look what was found when they leave."""
    async with chromium() as browser:
        people = People(browser, url)
        yield people
        await people.leave()
