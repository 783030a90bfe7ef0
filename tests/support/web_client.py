"""The web client in somebody's browser, worked by its buttons and in the words of `client/locales`.

robin = WebClient(await people.person("robin"))
await robin.settle()
await robin.found("Harbour", "Robin")
invite = await robin.invite()
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from playwright.async_api import Locator, Page, expect

from support.browser import Person

LOCALES = Path(__file__).parents[2] / "client" / "locales"
FILES = (
    "circle.ftl",
    "web.ftl",
    "web-circle.ftl",
    "web-doors.ftl",
    "backup.ftl",
    "web-backup.ftl",
    "web-devices.ftl",
    "farewell.ftl",
    "web-farewell.ftl",
)
PASSPHRASE = "copper lantern drifting over seven hills"
PATIENCE_MS = 20_000
"""How long anything may take that a person waits for, on a machine that has other things to do."""

expect.set_options(timeout=PATIENCE_MS)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language])
    for name in FILES:
        text = (LOCALES / language / name).read_text(encoding="utf-8")
        bundle.add_resource(FluentResource(text))
    return bundle


def sentence(language: str, name: str, /, **fields: object) -> str:
    """The sentence with that Fluent id as the pages show it. Raises LookupError for none."""
    pattern = _bundle(language).get_message(name).value
    if pattern is None:
        raise LookupError(name)
    text, problems = _bundle(language).format_pattern(pattern, fields)
    assert not problems, problems
    return str(text)


@dataclass(frozen=True)
class Invite:
    """An invite as it is handed over."""

    code: str
    link: str


@dataclass
class WebClient:
    """What somebody does on the pages, and what they see there."""

    person: Person
    language: str = "en"
    passphrase: str = PASSPHRASE
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.person.page

    async def tab(self) -> "WebClient":
        """The same person in another tab of the same browser."""
        other = WebClient(self.person, self.language, self.passphrase)
        other.page = await self.person.tab()
        return other

    def words(self, name: str, /, **fields: object) -> str:
        """A sentence in the language of this person."""
        return sentence(self.language, name, **fields)

    def button(self, name: str, /, within: Locator | None = None, **fields: object) -> Locator:
        """The button with that sentence on it."""
        place = within or self.page
        return place.get_by_role("button", name=self.words(name, **fields), exact=True)

    def field(self, name: str, /, within: Locator | None = None, **fields: object) -> Locator:
        """The field under that label."""
        return (within or self.page).get_by_label(self.words(name, **fields), exact=True)

    def seen(self, name: str, /, within: Locator | None = None, **fields: object) -> Locator:
        """The place where that sentence stands."""
        return (within or self.page).get_by_text(self.words(name, **fields), exact=True)

    @property
    def main(self) -> Locator:
        """The pane beside the list of circles."""
        return self.page.get_by_role("main")

    # The vault --------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Choose a passphrase, and arrive at home or where an invite leads."""
        await self.button("welcome-begin").click()
        await self.field("passphrase").fill(self.passphrase)
        await self.field("passphrase-again").fill(self.passphrase)
        await self.page.get_by_label(self.words("create-understood"), exact=True).check()
        await self.button("create-make").click()
        await expect(self.page.locator(".app")).to_be_visible()

    async def unlock(self, passphrase: str | None = None) -> None:
        """Type the passphrase of a locked vault; whether it opens is for others to see."""
        await self.field("passphrase").fill(self.passphrase if passphrase is None else passphrase)
        await self.button("unlock").click()

    async def opened(self) -> None:
        """Unlock, and arrive at home."""
        await self.unlock()
        await expect(self.page.locator(".app")).to_be_visible()

    async def locked(self) -> None:
        """Wait until the passphrase is asked for."""
        await expect(self.button("unlock")).to_be_visible()

    async def switch_on(self, name: str) -> None:
        """Turn something on in the settings, and wait until it is kept."""
        switch = self.page.get_by_role("switch", name=self.words(name), exact=True)
        await self.button("settings").click()
        await switch.click()
        await self.button("back", within=self.main).click()
        # What is shown anew is shown as it is kept.
        await self.button("settings").click()
        await expect(switch).to_be_checked()
        await self.button("back", within=self.main).click()

    # Circles ----------------------------------------------------------------------------------------

    async def found(self, label: str, name: str) -> None:
        """Start a circle, and arrive in it."""
        await self.button("home-new").click()
        await self.field("new-circle-label").fill(label)
        await self.field("your-name").fill(name)
        await self.button("new-circle-start").click()
        await self.arrived(label)

    async def arrived(self, label: str) -> None:
        """Wait until the screen of a circle is there."""
        await expect(
            self.page.get_by_role("heading", level=1, name=label, exact=True)
        ).to_be_visible()
        await expect(self.field("compose-text")).to_be_visible()

    async def enter(self, label: str) -> None:
        """Choose a circle from the list."""
        rows = self.page.get_by_role("navigation").get_by_role("listitem")
        await (
            rows.filter(has=self.page.get_by_text(label, exact=True)).get_by_role("button").click()
        )
        await self.arrived(label)

    @asynccontextmanager
    async def panel(self, label: str, name: str) -> AsyncIterator[Locator]:
        """Open a panel by the menu of the circle that is shown; it is closed in the end."""
        await self.button("talk-menu", circle=label).click()
        await self.page.get_by_role("menuitem", name=self.words(name), exact=True).click()
        panel = self.page.get_by_role("dialog", name=self.words(name), exact=True)
        await expect(panel).to_be_visible()
        yield panel
        await self.button("close", within=panel).click()
        await expect(panel).to_have_count(0)

    async def choose(self, button: Locator, name: str) -> None:
        """Open a menu by its button, and choose what bears that sentence."""
        await button.click()
        await self.page.get_by_role("menuitem", name=self.words(name), exact=True).click()

    async def confirm(self, name: str) -> None:
        """Say yes to the question that stands there."""
        question = self.page.get_by_role("alertdialog").last
        await self.button(name, within=question).click()
        await expect(question).to_have_count(0)

    # Doors ------------------------------------------------------------------------------------------

    async def invite(self, label: str) -> Invite:
        """Make an invite for one person."""
        async with self.panel(label, "talk-invite") as panel:
            await self.button("doors-invite-make", within=panel).click()
            link = await self.field("doors-invite-link", within=panel).input_value()
            code = await self.field("doors-invite-code", within=panel).input_value()
        return Invite(code, link)

    async def ask(self, name: str, note: str = "") -> list[str]:
        """Ask to be let in, with an invite that was read; the four words."""
        await self.field("your-name").fill(name)
        await self.field("doors-join-note").fill(note)
        await self.button("doors-join-ask").click()
        heading = self.main.get_by_role(
            "heading", name=self.words("join-waits", name=name), exact=True
        )
        await expect(heading).to_be_visible()
        return await self.compared("join-words", within=self.main)

    async def compared(self, name: str, within: Locator) -> list[str]:
        """Words that are to be compared, under their label."""
        shown = within.get_by_role("list", name=self.words(name), exact=True)
        await expect(shown).to_be_visible()
        return await shown.locator("li > span:not([aria-hidden])").all_inner_texts()

    async def admit(self, label: str, name: str) -> list[str]:
        """Let somebody in who knocks; the four words that stood there."""
        async with self.panel(label, "talk-knocks") as panel:
            knock = panel.get_by_role("article", name=name, exact=True)
            words = await self.compared("doors-knocks-words", within=knock)
            await self.button("doors-knocks-admit", within=knock).click()
            await self.confirm("doors-knocks-admit-sure")
            await expect(
                self.seen("doors-knocks-admitted", within=panel, name=name)
            ).to_be_visible()
        return words

    async def clock_goes(self, seconds: int) -> None:
        """Put the clock of this tab's engine forward."""
        (engine,) = self.page.workers
        await engine.evaluate(
            "(ms) => { const now = Date.now; Date.now = () => now() + ms }", seconds * 1000
        )

    async def out_of_sight(self) -> None:
        """Let the page believe that nobody sees it, as behind another tab."""
        await self.page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", { get: () => "hidden" })
                document.dispatchEvent(new Event("visibilitychange"))
            }"""
        )

    async def network_returns(self) -> None:
        """The network goes and comes back: a client that waits for something looks at once."""
        await self.person.context.set_offline(True)
        await self.person.context.set_offline(False)

    async def phrase(self, label: str) -> list[str]:
        """The six words of the circle."""
        async with self.panel(label, "talk-verify") as panel:
            return await self.compared("doors-verify-words", within=panel)

    # Talking ----------------------------------------------------------------------------------------

    async def say(self, text: str) -> Locator:
        """Write something and send it off; the message, once the relay has it."""
        await self.field("compose-text").fill(text)
        await self.button("compose-send").click()
        message = self.message(text)
        await expect(message).to_be_visible()
        await expect(self.seen("talk-waiting", within=message)).to_have_count(0)
        return message

    def message(self, text: str) -> Locator:
        """The message of which these are the words."""
        words = self.page.locator(".talk-text").get_by_text(text, exact=True)
        return self.main.get_by_role("article").filter(has=words)

    async def act(self, message: Locator, name: str) -> None:
        """Choose something from the menu of a message."""
        await message.hover()
        await self.choose(message.locator("[aria-haspopup=menu]"), name)

    def happened(self, name: str, /, **fields: object) -> Locator:
        """The line between the messages that tells of this."""
        return self.main.locator(".talk").get_by_text(self.words(name, **fields), exact=True)
