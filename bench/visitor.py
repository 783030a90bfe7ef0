"""Somebody with the web client among members with the terminal client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from leeward_client.session import Session
from playwright.async_api import Playwright
from support.browser import ARGUMENTS, CHROMIUM, Person, Watch
from support.web_client import WebClient


@asynccontextmanager
async def visitor_at(playwright: Playwright, folder: Path, url: str) -> AsyncIterator[WebClient]:
    """Somebody whose browser keeps what it stores in a folder, before an empty page."""
    context = await playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=list(ARGUMENTS), chromium_sandbox=False, locale="en"
    )
    try:
        yield WebClient(Person("visitor", context, context.pages[0], Watch(url)))
    finally:
        await context.close()


async def come(guest: WebClient, host: Session, name: str) -> None:
    """Come by the link of an invite, knock, be let in, and arrive in the host's first circle."""
    circle = host.circles()[0]
    invite = await host.invite(circle)
    await guest.page.goto(invite.link)
    await guest.settle()
    await guest.ask(name)
    [knock] = await host.knocks(circle)
    await host.admit(circle, knock.id)
    await guest.network_returns()
    await guest.arrived(circle.label)
