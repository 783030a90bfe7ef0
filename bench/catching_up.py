"""Somebody joins, goes away, and comes back to ninety days of a circle of twenty (history.py).

Time runs from the press that opens the vault until the last message is there. Everything that pages run
is slowed down (slow.py); what is seen of the progress is noted by the page itself.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import build_web
from leeward_client.session import Session
from leeward_client.session.store import load_machine
from leeward_client.vault import Cost, Vault
from leeward_relay.days import day_of
from playwright.async_api import Playwright, async_playwright
from support.built import write_built
from support.circles import DAY
from support.relay import RelayProcess, easy_config, running_relay
from support.sessions import PASSPHRASE
from support.web_client import WebClient

from bench import history, slow
from bench.visitor import come, visitor_at

CIRCLE = "Harbour"
AWAY_SECONDS = history.DAYS * DAY
PATIENCE_SECONDS = 600
FORGOTTEN = shutil.ignore_patterns("Cache", "Code Cache", "Service Worker", "Singleton*")
"""What a browser does not bring along: a worker that takes it to be ninety days ago would stay."""

WATCH = """
([catchingUp, last]) => {
  const now = () => performance.timeOrigin + performance.now()
  const seen = { pressed: null, opened: null, shown: [] }
  document.addEventListener("click", () => { seen.pressed ??= now() }, { capture: true })
  window.seen = new Promise((tell) => {
    const look = () => {
      const list = document.querySelector("nav .list")
      if (list === null) return
      seen.opened ??= now()
      const under = list.querySelector(".list-under")?.textContent ?? ""
      if (under.startsWith(catchingUp) && seen.shown.at(-1)?.text !== under) {
        seen.shown.push({ at: now(), text: under })
      }
      if (!under.includes(last)) return
      watch.disconnect()
      tell({ ...seen, ended: now() })
    }
    const watch = new MutationObserver(look)
    watch.observe(document, { subtree: true, childList: true, characterData: true })
  })
}
"""


@dataclass(frozen=True)
class Return:
    """One who comes back. Seconds from the press that opens the vault."""

    slower: float
    """How many times longer a loop in a worker took than it takes otherwise."""
    opened_s: float
    progress_s: float
    """Until it was first shown that one is catching up."""
    moves: int
    """How often what is shown of it was another."""
    longest_still_s: float
    """The longest time for which it was not."""
    caught_up_s: float


async def returns(folder: Path, rate: float, runs: int) -> tuple[dict[str, int], list[Return]]:
    """How much there was to catch up with, and how those fared who came back to it.

    RuntimeError when midnight (UTC) passes meanwhile: the relay then forgets the first day.
    """
    async with async_playwright() as playwright:
        url, lived = await _leave(playwright, folder)
        await history.keep(lived, folder / "boxes")
        # What one who comes back posts is not there for the next.
        copies = [folder / f"return-{run}" for run in range(runs)]
        found = [await _come_back(playwright, folder, copy, url, rate) for copy in copies]
    if day_of(time.time()) != day_of(lived.end):
        raise RuntimeError("a day has ended meanwhile: measure again")
    return lived.facts, found


async def _leave(playwright: Playwright, folder: Path) -> tuple[str, history.Lived]:
    """Ninety days ago somebody joins with a browser and goes away; the circle lives on until now."""
    boxes = folder / "boxes"
    built = _behind(folder / "behind")
    with Vault.create(folder / "robin", PASSPHRASE, Cost.least()) as vault:
        robin = Session(vault, now=_then)
        async with running_relay(boxes, easy_config(boxes), clock=_then, built=built) as relay:
            circle = await robin.found(CIRCLE, relay.url, "Robin")
            async with visitor_at(playwright, folder / "home", relay.url) as sam:
                await come(sam, robin, "Sam")
            await robin.sync()
            with vault.transaction() as tx:
                machine = load_machine(tx, circle.key)
            assert machine is not None
            box = await history.box_of(machine, relay.url)
            return relay.url, await asyncio.to_thread(history.live, machine, box, int(_then()))


def _then() -> float:
    return time.time() - AWAY_SECONDS


def _behind(folder: Path) -> Path:
    """The web client as it is served, but that its worker takes the time to be that of `_then`."""
    served = build_web.SERVED
    paths = [path for path in served.rglob("*") if path.is_file() and path.name != "manifest.json"]
    files = {path.relative_to(served).as_posix(): path.read_bytes() for path in paths}
    [worker] = [name for name in files if name.startswith("assets/worker-")]
    clock = f"{{ const now = Date.now; Date.now = () => now() - {AWAY_SECONDS * 1000} }}\n"
    write_built(folder, files | {worker: clock.encode() + files[worker]})
    return folder


async def _come_back(
    playwright: Playwright, kept: Path, copy: Path, url: str, rate: float
) -> Return:
    for name in ("home", "boxes"):
        shutil.copytree(kept / name, copy / name, ignore=FORGOTTEN)
    relay = RelayProcess(copy / "boxes", listen=url.partition("://")[2])
    relay.start()
    try:
        async with visitor_at(playwright, copy / "home", url) as sam:
            await sam.page.goto(url)
            await sam.locked()
            return await _caught_up(sam, rate)
    finally:
        relay.kill()


async def _caught_up(sam: WebClient, rate: float) -> Return:
    browser = sam.person.context.browser
    assert browser is not None
    empty = await sam.person.context.new_page()
    await sam.page.bring_to_front()
    await sam.page.evaluate(WATCH, [sam.words("talk-catching-up"), history.LAST])
    quick = await slow.loop_ms(empty)
    pids = await slow.renderers(browser)
    with slow.slowed(pids, await slow.asked_for(empty, pids, rate, quick)):
        slower = await slow.loop_ms(empty) / quick
        await sam.unlock()
        await sam.enter(CIRCLE)
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen: dict[str, Any] = await sam.page.evaluate("window.seen")
    pressed = seen["pressed"]
    moves = [(one["at"] - pressed) / 1000 for one in seen["shown"]]
    ended = (seen["ended"] - pressed) / 1000
    return Return(
        slower=round(slower, 2),
        opened_s=round((seen["opened"] - pressed) / 1000, 2),
        progress_s=round(moves[0], 2),
        moves=len(moves),
        longest_still_s=round(max(late - early for early, late in pairwise([*moves, ended])), 2),
        caught_up_s=round(ended, 2),
    )
