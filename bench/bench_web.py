"""The web client in Chromium, over a real relay: its weight, its first paint, its pace.

- *Size*: JavaScript and WebAssembly of the first load, gzipped, as the build counts them.
- *First paint* and *ready*: a cold load over 1.6 Mbit/s down, 0.75 up and 150 ms there and back, with a
  processor four times slower, both as Chromium emulates them. Ready is when a press is answered.
- *Latency*: from Enter in one place until the words stand in another, everything on this machine.
- *Catching up*: somebody joins, goes away, and comes back to ninety days of a circle of twenty
  (history.py); from the press that opens the vault until the last message is there. The processor is four
  times slower for the page and for its worker (slow.py).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypedDict

import build_web
from leeward_client.circle.events import Message
from leeward_client.session import Session
from leeward_client.session.store import load_machine
from leeward_client.vault import Cost, Vault
from playwright.async_api import Page, Playwright, async_playwright
from support.browser import ARGUMENTS, CHROMIUM
from support.built import write_built
from support.relay import RelayProcess, easy_config, running_relay
from support.sessions import PASSPHRASE, sessions

from bench import history, slow, visitor

RATE = 4
DOWN, UP, ROUND_TRIP_MS = 1_600, 750, 150
"""Kilobits a second."""
LIMITS = {
    "size_kib": 200.0,
    "first_paint_ms": 2_000.0,
    "browser_to_browser_ms": 300.0,
    "catching_up_s": 60.0,
}
MESSAGES = 20
"""Of each kind, in a run."""
QUIET_SECONDS = 2.0
AWAY_SECONDS = history.DAYS * history.DAY


class CatchingUp(TypedDict):
    """One who comes back. Seconds from the press that opens the vault."""

    slower: float
    """How many times longer a loop in a worker took than it takes otherwise."""
    opened_s: float
    progress_s: float
    """Until it was first shown that one is catching up."""
    shares: int
    """How many different shares were shown."""
    caught_up_s: float


class Results(TypedDict):
    """Everything that a run says: medians, and all that they are made of."""

    runs: int
    chromium: str
    limits: dict[str, float]
    medians: dict[str, float]
    history: dict[str, int]
    catching_up: list[CatchingUp]


async def measure_all(runs: int) -> Results:
    """Measure everything so many times."""
    medians = dict(zip(("size_kib_english", "size_kib"), size(), strict=True))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM)
            chromium = browser.version
            await browser.close()
            medians |= await first_load(playwright, folder, runs)
            medians |= await latency(playwright, folder, runs)
            lived, returns = await catching_up(playwright, folder, runs)
    medians["opened_s"] = statistics.median(one["opened_s"] for one in returns)
    medians["catching_up_s"] = statistics.median(one["caught_up_s"] for one in returns)
    return Results(
        runs=runs,
        chromium=chromium,
        limits=LIMITS,
        medians={name: round(value, 2) for name, value in medians.items()},
        history={"days": history.DAYS, "members": history.MEMBERS, **lived},
        catching_up=returns,
    )


# Size


def size() -> tuple[float, float]:
    """KiB of the first load: in English, and in the language that weighs most."""
    build_web.install(build_web.HOME)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        script = build_web.HOME / "build" / "build.mjs"
        arguments = ("--out", out / "web", "--reference", out / "manifest.json")
        said = build_web.tools().run(build_web.HOME, script, *arguments)
    english, heaviest = re.findall(r"first load.*: ([\d.]+) ", said)
    return float(english), float(heaviest)


# The first load

READY = """
() => new Promise((tell) => {
  const press = () => {
    const begin = document.querySelector("button.button-primary, .gate-body .button")
    if (begin === null) return setTimeout(press, 5)
    begin.click()
    const answered = () =>
      document.querySelector("input") === null ? setTimeout(answered, 5) : tell(performance.now())
    answered()
  }
  press()
})
"""
PAINT = """
() => new Promise((tell) => new PerformanceObserver((list) => {
  for (const entry of list.getEntriesByName("first-contentful-paint")) tell(entry.startTime)
}).observe({ type: "paint", buffered: true }))
"""


async def first_load(playwright: Playwright, folder: Path, runs: int) -> dict[str, float]:
    """Milliseconds until the first paint, and until a press is answered, in a browser that never came."""
    paints, readies = [], []
    with relay_on(folder / "first") as relay:
        for run in range(runs + 1):
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=list(ARGUMENTS), chromium_sandbox=False
            )
            page = await browser.new_page(locale="en")
            await emulate(page)
            await page.goto(relay.url, wait_until="commit")
            paint, ready = await asyncio.gather(page.evaluate(PAINT), page.evaluate(READY))
            if run > 0:  # the first is for warming up
                paints.append(paint)
                readies.append(ready)
            await browser.close()
    return {
        "first_paint_ms": statistics.median(paints),
        "ready_ms": statistics.median(readies),
    }


async def emulate(page: Page) -> None:
    """Make a page's network and processor those of a cheap phone on a poor connection."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    speeds = {"downloadThroughput": DOWN * 125, "uploadThroughput": UP * 125}
    conditions = {"offline": False, "latency": ROUND_TRIP_MS, **speeds}
    await session.send("Network.emulateNetworkConditions", conditions)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": RATE})


# Latency

ARRIVES = """
(text) => new Promise((tell) => {
  const look = () => {
    if (!document.querySelector(".talk")?.textContent.includes(text)) return false
    tell(performance.timeOrigin + performance.now())
    return true
  }
  if (look()) return
  const watch = new MutationObserver(() => look() && watch.disconnect())
  watch.observe(document, { subtree: true, childList: true, characterData: true })
})
"""
SEND = """
(text) => {
  const field = document.querySelector("textarea")
  field.focus()
  field.value = text
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  return new Promise((tell) => requestAnimationFrame(() => {
    const begun = performance.timeOrigin + performance.now()
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))
    tell(begun)
  }))
}
"""


async def latency(playwright: Playwright, folder: Path, runs: int) -> dict[str, float]:
    """Milliseconds between browsers, and between a browser and the terminal client's session."""
    between, heard, spoken = [], [], []
    with relay_on(folder / "latency") as relay, sessions(folder, 1) as [robin]:
        await robin.found("Harbour", relay.url, "Robin")
        async with (
            visitor.browser_of(playwright, folder / "sam") as sams,
            visitor.browser_of(playwright, folder / "kim") as kims,
        ):
            sam, kim = sams.pages[0], kims.pages[0]
            await visitor.join(sam, robin, "Sam")
            await visitor.join(kim, robin, "Kim")
            for page in (sam, kim):
                await visitor.talk(page)
            await _exchange(sam, kim, "warm-up")
            for number in range(runs * MESSAGES):
                between.append(await _exchange(sam, kim, f"between browsers {number}"))
                heard.append(await _heard(sam, robin, f"to the terminal {number}"))
                spoken.append(await _spoken(robin, sam, f"from the terminal {number}"))
    return {
        "browser_to_browser_ms": statistics.median(between),
        "browser_to_browser_slowest_ms": max(between),
        "browser_to_terminal_ms": statistics.median(heard),
        "terminal_to_browser_ms": statistics.median(spoken),
    }


async def _exchange(sender: Page, receiver: Page, text: str) -> float:
    there = asyncio.create_task(receiver.evaluate(ARRIVES, text))
    await asyncio.sleep(0.05)
    begun: float = await sender.evaluate(SEND, text)
    ended: float = await there
    return ended - begun


async def _heard(sender: Page, session: Session, text: str) -> float:
    """The session follows, as `leeward read --follow` does."""
    circle = session.circles()[0]
    following = asyncio.Event()

    async def until_it_came() -> float:
        async for item in session.follow(circle):
            following.set()
            if item.text == text:
                return time.time() * 1000
        raise AssertionError("the circle has ended")

    there = asyncio.create_task(until_it_came())
    await following.wait()
    await asyncio.sleep(0.1)
    begun: float = await sender.evaluate(SEND, text)
    return await there - begun


async def _spoken(session: Session, receiver: Page, text: str) -> float:
    """With all that a command does besides: connecting, attaching and reading."""
    there = asyncio.create_task(receiver.evaluate(ARRIVES, text))
    await asyncio.sleep(0.05)
    begun = time.time() * 1000
    await session.say(session.circles()[0], Message(text))
    ended: float = await there
    return ended - begun


# Catching up

WATCH = """
() => {
  const seen = (window.seen = { opened: null, progress: null, shares: [], last: null, since: 0 })
  const look = () => {
    const now = performance.timeOrigin + performance.now()
    const list = document.querySelector("nav .list")
    if (list === null) return
    seen.opened ??= now
    const under = list.textContent
    const catching = document.querySelector("nav .list-under")?.textContent.startsWith("Catching up")
    if (catching) seen.progress ??= now
    const bar = document.querySelector(".talk-strip progress")
    const share = bar?.hasAttribute("value") ? bar.value : null
    if (bar && !seen.shares.includes(share)) seen.shares.push(share)
    if (!catching && seen.progress !== null && seen.last !== under) {
      seen.last = under
      seen.since = now
    }
  }
  const watch = new MutationObserver(look)
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
}
"""


async def catching_up(
    playwright: Playwright, folder: Path, runs: int
) -> tuple[dict[str, int], list[CatchingUp]]:
    """How somebody fares who comes back after ninety days, and what there was to catch up with."""
    home, boxes = folder / "home", folder / "boxes"
    relay = RelayProcess(boxes)
    relay.start()
    relay.terminate()  # which leaves the port that it found
    lived = await leave(playwright, folder, relay.url)
    await history.keep(lived, boxes)
    returns = []
    for run in range(runs):
        returned = folder / f"return-{run}"
        shutil.copytree(home, returned, ignore=shutil.ignore_patterns("Singleton*"))
        shutil.copytree(boxes, folder / "before")
        relay.restart()
        try:
            returns.append(await come_back(playwright, returned, relay.url, lived.last))
        finally:
            relay.terminate()
        # What one who came back has posted is not there for the next.
        shutil.rmtree(boxes)
        (folder / "before").rename(boxes)
    facts = {"commits": lived.commits, "messages": lived.messages, "entries": len(lived.log)}
    return facts, returns


async def leave(playwright: Playwright, folder: Path, url: str) -> history.Lived:
    """Ninety days ago somebody joins with a browser and goes away; the circle lives on until now."""
    config = easy_config(folder / "boxes", listen=url.partition("://")[2])
    built = behind(folder / "behind", AWAY_SECONDS)
    with Vault.create(folder / "robin", PASSPHRASE, Cost.least()) as vault:
        robin = Session(vault, now=lambda: time.time() - AWAY_SECONDS)
        async with running_relay(folder / "boxes", config, built=built):
            circle = await robin.found("Harbour", url, "Robin")
            async with visitor.browser_of(playwright, folder / "home") as context:
                page = context.pages[0]
                await visitor.join(page, robin, "Sam")
                await visitor.talk(page)
            await robin.sync()
            with vault.transaction() as tx:
                machine = load_machine(tx, circle.key)
            assert machine is not None
            box = await history.box_of(machine, url)
    start = int(time.time()) - AWAY_SECONDS
    return await asyncio.to_thread(history.live, machine, box, start)


def behind(folder: Path, seconds: int) -> Path:
    """The web client as it is served, but that its worker takes the time to be earlier."""
    served = build_web.SERVED
    paths = [path for path in served.rglob("*") if path.is_file() and path.name != "manifest.json"]
    files = {path.relative_to(served).as_posix(): path.read_bytes() for path in paths}
    clock = f"{{ const now = Date.now; Date.now = () => now() - {seconds * 1000} }}\n".encode()
    turned = {
        name: clock + body if name.startswith("assets/worker-") else body
        for name, body in files.items()
    }
    write_built(folder, turned)
    return folder


async def _at_rest(page: Page) -> dict[str, Any]:
    """What was seen, once nothing has come for a while."""
    while True:
        await asyncio.sleep(QUIET_SECONDS / 2)
        seen: dict[str, Any] = await page.evaluate("window.seen")
        if seen["last"] is not None and time.time() - seen["since"] / 1000 > QUIET_SECONDS:
            return seen


async def come_back(playwright: Playwright, home: Path, url: str, last: str) -> CatchingUp:
    """Open the vault on a slow processor and wait until the last message is there and all is quiet."""
    async with visitor.browser_of(playwright, home) as context:
        page, beside = context.pages[0], await context.new_page()
        await page.goto(url)
        await page.bring_to_front()
        await page.evaluate(WATCH)
        await slow.loop_ms(beside)
        quick = statistics.median([await slow.loop_ms(beside) for _ in range(3)])
        with slow.slowed(str(home), RATE):
            slower = statistics.median([await slow.loop_ms(beside) for _ in range(3)]) / quick
            begun = time.time()
            await visitor.unlock(page)
            await visitor.row(page, "Harbour").click()
            await page.locator(".talk", has_text=last).wait_for()
            seen = await _at_rest(page)
    return CatchingUp(
        slower=round(slower, 2),
        opened_s=round(seen["opened"] / 1000 - begun, 2),
        progress_s=round(seen["progress"] / 1000 - begun, 2),
        shares=len(seen["shares"]),
        caught_up_s=round(seen["since"] / 1000 - begun, 2),
    )


@contextmanager
def relay_on(folder: Path) -> Iterator[RelayProcess]:
    """A relay as a process of its own; opening a box costs next to nothing there."""
    build_web.build()
    relay = RelayProcess(folder)
    relay.start()
    try:
        yield relay
    finally:
        relay.kill()
