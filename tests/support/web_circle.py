"""Coming together before browsers and terminals: each knocks, compares the words, and is let in."""

from playwright.async_api import expect

from support.people import CommandError, Data
from support.people import Person as Terminal
from support.web_client import Invite, WebClient

MOST_SYNCS = 40


async def come_by_link(host: WebClient, guest: WebClient, circle: str, name: str) -> None:
    """A browser in which there is nothing yet joins by an invite's link."""
    invite = await host.invite(circle)
    await guest.page.goto(invite.link)
    await guest.settle()
    await let_in(host, guest, circle, name)


async def let_in(host: WebClient, guest: WebClient, circle: str, name: str) -> None:
    """Ask with an invite that was read, compare the words, and arrive."""
    words = await guest.ask(name)
    assert await host.admit(circle, name) == words
    await guest.network_returns()
    await guest.arrived(circle)


async def come_by_code(host: WebClient, guest: Terminal, circle: str, name: str) -> Data:
    """Somebody at a terminal joins by an invite's code; the circle as it is there."""
    invite: Invite = await host.invite(circle)
    (asked,) = guest.data("join", invite.code, "--as", name)
    assert asked["state"] == "waiting"
    assert " ".join(await host.admit(circle, name)) == asked["words"]
    for _ in range(MOST_SYNCS):
        guest("sync")
        found = guest.data("circle", "list")
        if found and "label" in found[-1]:
            return found[-1]
    raise CommandError(f"{name} did not arrive")


async def all_see(text: str, *everybody: WebClient) -> None:
    """Wait until a message stands on everybody's page."""
    for one in everybody:
        await expect(one.message(text)).to_be_visible()
