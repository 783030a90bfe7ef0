"""Somebody with the web client, driven through what is seen of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from leeward_client.session import Session
from playwright.async_api import BrowserContext, Locator, Page, Playwright
from support.browser import ARGUMENTS, CHROMIUM

PASSPHRASE = "copper lantern drifting seven otters"
PATIENCE = 60_000


@asynccontextmanager
async def browser_of(playwright: Playwright, folder: Path) -> AsyncIterator[BrowserContext]:
    """A browser that keeps what it stores in a folder."""
    context = await playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=list(ARGUMENTS), chromium_sandbox=False, locale="en"
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        await context.close()


async def make_vault(page: Page) -> None:
    """Go through the welcome and make a vault."""
    await page.get_by_role("button", name="Begin", exact=True).click()
    await page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    await page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Lock it with this passphrase").click()


async def join(page: Page, host: Session, name: str) -> None:
    """Come by the link of an invite, knock, be let in, and see the circle."""
    circle = host.circles()[0]
    invite = await host.invite(circle)
    await page.goto(invite.link)
    await make_vault(page)
    await page.get_by_label("Your name in it").fill(name)
    await page.get_by_role("button", name="Ask to be let in").click()
    await page.get_by_role("heading", name="You asked to be let in").first.wait_for()
    [knock] = await host.knocks(circle)
    await host.admit(circle, knock.id)
    await row(page, circle.label).wait_for()


async def unlock(page: Page) -> None:
    """Open the vault that is there."""
    await page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    await page.get_by_role("button", name="Open", exact=True).click()


async def talk(page: Page) -> None:
    """Wait until one can write."""
    await page.get_by_label("Message", exact=True).wait_for()


def row(page: Page, label: str) -> Locator:
    """A circle in the list."""
    return page.locator("button.list-item", has_text=label)
