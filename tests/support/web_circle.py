"""Coming together before browsers and terminals: each knocks, compares the words, and is let in."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, expect

from support.browser import PHONE, People
from support.people import CommandError, Data
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_client import WebClient

CIRCLE = "Harbour"
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
    invite = await host.invite(circle)
    (asked,) = guest.data("join", invite.code, "--as", name)
    assert asked["state"] == "waiting"
    assert " ".join(await host.admit(circle, name)) == asked["words"]
    for _ in range(MOST_SYNCS):
        guest("sync")
        found = guest.data("circle", "list")
        if found and "label" in found[-1]:
            return found[-1]
    raise CommandError(f"{name} did not arrive")


async def come_to_terminal(
    host: Terminal, guest: WebClient, circle: str, name: str, note: str = ""
) -> str:
    """A browser joins by a code that was made at a terminal, where it is let in as well; the code."""
    (invite,) = host.data("invite", circle)
    await guest.button("home-join").click()
    await guest.field("doors-join-invite").fill(invite["code"])
    await guest.button("doors-join-next").click()
    words = await guest.ask(name, note)
    (knock,) = host.data("knocks", circle)
    assert (knock["name"], knock["words"]) == (name, " ".join(words))
    host("admit", circle, knock["id"])
    await guest.network_returns()
    await guest.arrived(circle)
    code: str = invite["code"]
    return code


async def all_see(text: str, *everybody: WebClient) -> None:
    """Wait until a message stands on everybody's page."""
    for one in everybody:
        await expect(one.message(text)).to_be_visible()


@dataclass(frozen=True)
class Trio:
    """Robin, who founded the circle, and Sam, in browsers; Kim at a terminal."""

    robin: WebClient
    sam: WebClient
    kim: Terminal

    def heard(self, text: str) -> Data:
        """A message as Kim's terminal has it."""
        (found,) = [one for one in self.kim.data("read", CIRCLE) if one.get("text") == text]
        return found

    def happened(self, kind: str) -> list[Data]:
        """The happenings of one kind in Kim's terminal."""
        return [one for one in self.kim.data("read", CIRCLE) if one["kind"] == kind]

    def member(self, name: str) -> Data:
        """A member as Kim's terminal has it."""
        (found,) = [one for one in self.kim.data("members", CIRCLE) if one["name"] == name]
        return found

    async def both_told(self, name: str, /, **fields: object) -> None:
        """Wait until both browsers tell of a happening."""
        for one in (self.robin, self.sam):
            await expect(one.happened(name, **fields).last).to_be_visible()


@contextlib.asynccontextmanager
async def trio_at(harbour: RelayProcess, browser: Browser, folder: Path) -> AsyncIterator[Trio]:
    """The three in the circle Harbour; Sam holds a phone."""
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin"))
    sam = WebClient(await people.person("sam", device=PHONE, start=None))
    kim = Terminal.settle(folder / "kim")
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await come_by_link(robin, sam, CIRCLE, "Sam")
    await come_by_code(robin, kim, CIRCLE, "Kim")
    yield Trio(robin, sam, kim)
    await people.leave()


async def erase_ended(one: WebClient, status: str) -> None:
    """Read why a circle has ended, and erase it from the browser."""
    await expect(one.seen(status, within=one.main)).to_be_visible()
    await one.button("talk-forget").click()
    await one.confirm("talk-forget")
    await expect(one.button("home-new")).to_be_visible()
