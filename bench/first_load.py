"""The web client's first load: how heavy it is, and how long it takes on a cheap phone."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import build_web
from playwright.async_api import Page
from support.browser import PHONE, chromium, first_paint, people_at, slow_down
from support.web_client import sentence

PRESSED = """
([begin, name]) => new Promise((tell) => {
  const press = () => {
    const button = [...document.querySelectorAll("button")].find((one) => one.textContent === begin)
    if (button === undefined) return setTimeout(press, 5)
    button.click()
    answered()
  }
  const answered = () =>
    document.body.textContent.includes(name) ? tell(performance.now()) : setTimeout(answered, 5)
  press()
})
"""


@dataclass(frozen=True)
class Load:
    """Milliseconds from when the page was asked for."""

    first_paint_ms: float
    ready_ms: float
    """Until a press on the first screen's button was answered by the next screen."""


def size() -> tuple[float, float]:
    """KiB of script of the first load, gzipped: in English, and in the language that weighs most."""
    build_web.install(build_web.HOME)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        script = build_web.HOME / "build" / "build.mjs"
        arguments = ("--out", out / "web", "--reference", out / "manifest.json")
        said = build_web.tools().run(build_web.HOME, script, *arguments)
    english, heaviest = re.findall(r"first load.*: ([\d.]+) ", said)
    return float(english), float(heaviest)


async def first_loads(url: str, runs: int) -> list[Load]:
    """So many loads in browsers that were never there, after one that is not counted."""
    loads = [await _load(url) for _ in range(runs + 1)]
    return loads[1:]


async def _load(url: str) -> Load:
    async with people_at(url) as people:
        page = (await people.person("robin", device=PHONE, start=None)).page
        await slow_down(page)
        await page.goto(url, wait_until="commit")
        paint, ready = await asyncio.gather(first_paint(page), _ready(page))
    return Load(first_paint_ms=round(paint), ready_ms=round(ready))


async def _ready(page: Page) -> float:
    words = [sentence("en", "welcome-begin"), sentence("en", "passphrase")]
    ready: float = await page.evaluate(PRESSED, words)
    return ready


async def version() -> str:
    """That of the browser."""
    async with chromium() as browser:
        return browser.version
