"""From the press of Enter in one place until the words stand in another, everything on one machine.

The terminal client is measured as its commands use it: `leeward read --follow` is a session that
follows, `leeward send` one that connects, reads, posts, and waits for the relay's answer. What Python
takes to start is left out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from leeward_client.circle.events import Message
from leeward_client.session import Session
from support.browser import people_at
from support.sessions import sessions
from support.web_client import WebClient

from bench.visitor import come

# All clocks are that of the machine: a page's as much as Python's.
PRESSED = """
() => addEventListener("keydown", ({ key }) => {
  if (key === "Enter") window.pressed = performance.timeOrigin + performance.now()
}, true)
"""
EXPECT = """
(text) => {
  window.arrived = new Promise((tell) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(".talk")?.textContent.includes(text)) return
      watch.disconnect()
      // After the next frame was painted.
      requestAnimationFrame(() => setTimeout(() => tell(performance.timeOrigin + performance.now())))
    })
    watch.observe(document, { subtree: true, childList: true, characterData: true })
  })
}
"""

Heard = asyncio.Queue[tuple[str | None, float]]
"""What a session heard, and when."""


@dataclass(frozen=True)
class Latencies:
    """Milliseconds, of one message each."""

    browser_to_browser_ms: list[float]
    browser_to_terminal_ms: list[float]
    terminal_to_browser_ms: list[float]


async def latencies(folder: Path, url: str, messages: int) -> Latencies:
    """So many messages of each kind, in a circle of two browsers and a terminal."""
    with sessions(folder, 1) as [robin]:
        await robin.found("Harbour", url, "Robin")
        async with people_at(url) as people:
            sam = WebClient(await people.person("sam", start=None))
            kim = WebClient(await people.person("kim", start=None))
            for guest, name in ((sam, "Sam"), (kim, "Kim")):
                await come(guest, robin, name)
                await guest.page.evaluate(PRESSED)
            await _between(sam, kim, "warming up")
            between = [await _between(sam, kim, f"browsers {one:04}") for one in range(messages)]
            async with _following(robin) as heard:
                await _heard(sam, heard, "warming up again")
                to = [await _heard(sam, heard, f"to robin {one:04}") for one in range(messages)]
            back = [await _said(robin, sam, f"from robin {one:04}") for one in range(messages)]
    return Latencies(
        browser_to_browser_ms=between, browser_to_terminal_ms=to, terminal_to_browser_ms=back
    )


async def _between(sender: WebClient, receiver: WebClient, text: str) -> float:
    await receiver.page.evaluate(EXPECT, text)
    pressed = await _write(sender, text)
    return await _arrived(receiver) - pressed


async def _heard(sender: WebClient, heard: Heard, text: str) -> float:
    pressed = await _write(sender, text)
    while True:
        words, at = await heard.get()
        if words == text:
            return at - pressed


async def _said(session: Session, receiver: WebClient, text: str) -> float:
    await receiver.page.evaluate(EXPECT, text)
    begun = time.time() * 1000
    await session.say(session.circles()[0], Message(text))
    return await _arrived(receiver) - begun


async def _write(sender: WebClient, text: str) -> float:
    """When Enter was pressed, by the page's own account."""
    field = sender.field("compose-text")
    await field.fill(text)
    await field.press("Enter")
    pressed: float = await sender.page.evaluate("window.pressed")
    return pressed


async def _arrived(receiver: WebClient) -> float:
    at: float = await receiver.page.evaluate("window.arrived")
    return at


@asynccontextmanager
async def _following(session: Session) -> AsyncIterator[Heard]:
    """What a session hears while it follows its first circle."""
    heard = Heard()

    async def follow() -> None:
        async for item in session.follow(session.circles()[0]):
            heard.put_nowait((item.text, time.time() * 1000))

    task = asyncio.create_task(follow())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.wait([task])
