"""A way past every screen and panel of the web client, in one language, with somebody at a terminal.

async for stop in tour(Cast(robin, kim, relay.url, "Robin", "Kim")):
    ...  # the page stands still on what `stop` names

Whoever takes the tour may change the window, the theme and the size of the text at each stop, but presses
nothing. The window is a phone's again before the tour goes on.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from playwright.async_api import expect

from support.people import Data
from support.people import Person as Terminal
from support.web_circle import MOST_SYNCS
from support.web_client import WebClient

HARBOUR = "Harbour"
GARDEN = "حديقة Garden"
"""A name that runs both ways."""


@dataclass(frozen=True)
class Cast:
    """Who takes the tour, and who is met on it."""

    me: WebClient
    friend: Terminal
    relay: str
    my_name: str
    their_name: str

    def said(self, text: str) -> str:
        """The id of a message, as the terminal has it."""
        found: list[Data] = self.friend.data("read", HARBOUR)
        (one,) = [item for item in found if item.get("text") == text]
        return str(one["id"])

    async def dismiss(self) -> None:
        """Close the dialog that lies over the page. Not by Escape: three of them lead out."""
        dialog = self.me.page.locator("dialog").last
        await self.me.button("close", within=dialog).click()


async def tour(cast: Cast) -> AsyncIterator[str]:
    """Go past everything, from the first visit on."""
    for part in (_gate, _home, _founding, _talking, _panels, _joining, _locked):
        async for stop in part(cast):
            yield stop


async def _gate(cast: Cast) -> AsyncIterator[str]:
    me = cast.me
    await expect(me.button("welcome-begin")).to_be_visible()
    yield "welcome"
    await me.button("limits-title").click()
    await expect(me.seen("limits-lead")).to_be_visible()
    yield "limits, before there is a vault"
    await me.button("back").click()
    await me.button("welcome-begin").click()
    yield "a passphrase to be chosen"
    await me.button("create-make").click()
    await expect(me.seen("create-understood-first")).to_be_visible()
    yield "a passphrase that is missing"
    await me.button("words-propose").click()
    await expect(me.page.locator(".words")).to_be_visible()
    yield "six words proposed"
    await me.button("back").click()
    await me.settle()


async def _home(cast: Cast) -> AsyncIterator[str]:
    me = cast.me
    await expect(me.seen("home-empty-title")).to_be_visible()
    yield "no circles yet"
    await me.button("settings").click()
    await expect(me.seen("settings-look-kept")).to_be_visible()
    yield "settings"
    await me.button("passphrase-change").click()
    await expect(me.field("passphrase-old")).to_be_focused()
    yield "a passphrase to be changed"
    await cast.dismiss()
    await me.button("erase").click()
    yield "everything to be erased"
    await cast.dismiss()
    await me.button("back").click()
    await me.button("limits-short").click()
    await expect(me.seen("limits-lead")).to_be_visible()
    yield "limits"
    await me.button("back").click()
    await me.button("home-join").click()
    await me.field("doors-join-invite").fill("join-not-an-invite")
    await me.button("doors-join-next").click()
    await expect(me.main.locator(".field-error")).not_to_be_empty()
    yield "an invite that is none"
    await me.button("back").click()
    await me.button("home-new").click()
    yield "a circle to be started"
    await me.button("back").click()


async def _founding(cast: Cast) -> AsyncIterator[str]:
    me, friend, name = cast.me, cast.friend, cast.their_name
    await me.found(HARBOUR, cast.my_name)
    await expect(me.seen("talk-alone-title")).to_be_visible()
    yield "a circle of one"
    async with me.panel(HARBOUR, "talk-knocks") as panel:
        await expect(me.seen("doors-knocks-none", within=panel)).to_be_visible()
        yield "nobody knocks"
    async with me.panel(HARBOUR, "talk-invite") as panel:
        yield "an invite to be made"
        await me.button("doors-invite-make", within=panel).click()
        code = await me.field("doors-invite-code", within=panel).input_value()
        yield "an invite that is ready"
    (asked,) = friend.data("join", code, "--as", name, "--note", "it is me, from the library")
    async with me.panel(HARBOUR, "talk-knocks") as panel:
        knock = panel.get_by_role("article", name=name, exact=True)
        assert " ".join(await me.compared("doors-knocks-words", within=knock)) == asked["words"]
        yield "somebody knocks"
        await me.button("doors-knocks-admit", within=knock).click()
        yield "somebody to be let in"
        await me.confirm("doors-knocks-admit-sure")
        await expect(me.seen("doors-knocks-admitted", within=panel, name=name)).to_be_visible()
    for _ in range(MOST_SYNCS):
        friend("sync")
        if friend.data("circle", "list"):
            break


async def _talking(cast: Cast) -> AsyncIterator[str]:
    me, friend = cast.me, cast.friend
    friend("send", HARBOUR, "Good to be here. أهلا بكم!")
    friend("send", HARBOUR, "it was a hard week", "--cw", "family")
    friend("send", HARBOUR, "Look at https://example.org/a/long/way?to=somewhere when you can")
    friend("card", HARBOUR, "--pronouns", "they/them", "--about", "Up late, mostly. قهوة")
    await me.say("Welcome! " + "There is room for everybody who comes in peace. " * 4)
    friend("react", HARBOUR, cast.said("Good to be here. أهلا بكم!"), "🌱")
    friend("send", HARBOUR, "Thank you.", "--reply", cast.said("Good to be here. أهلا بكم!"))
    await me.act(await me.say("tea at fuor"), "talk-edit")
    yield "a message being changed"
    await me.field("compose-text").fill("tea at four")
    await me.button("compose-save").click()
    await me.act(await me.say("said too much"), "talk-retract")
    yield "a message to be taken back"
    await me.confirm("talk-retract")
    async with me.panel(HARBOUR, "talk-policy") as panel:
        await me.field("doors-rules-timer", within=panel).select_option("3600")
        await me.button("save", within=panel).click()
        await expect(me.seen("saved", within=panel)).to_be_visible()
        yield "a rule that was changed"
    await me.say("gone within the hour")
    yield "talk"
    theirs = me.message("Good to be here. أهلا بكم!")
    await theirs.scroll_into_view_if_needed()
    await theirs.hover()
    await theirs.locator("[aria-haspopup=menu]").click()
    yield "the menu of a message"
    await me.page.keyboard.press("Escape")
    for name in ("talk-react", "talk-who"):
        await me.act(theirs, name)
        await expect(me.page.get_by_role("dialog")).to_be_visible()
        yield f"of a message: {name}"
        await cast.dismiss()
    await me.page.locator(".talk-address").click()
    yield "an address to be opened"
    await cast.dismiss()
    await me.act(theirs, "talk-reply")
    await me.field("compose-text").fill("a reply")
    yield "a reply being written"
    await me.button("compose-options").click()
    await me.field("compose-cw").fill("health")
    yield "a message with a warning being written"
    await me.button("compose-options").click()
    yield "what goes with a message"
    await me.button("cancel").click()


async def _panels(cast: Cast) -> AsyncIterator[str]:
    me = cast.me
    async with me.panel(HARBOUR, "talk-members") as panel:
        await expect(panel.get_by_role("article")).to_have_count(2)
        yield "the members"
        menu = me.button("doors-member-menu", within=panel, name=cast.their_name)
        await menu.click()
        yield "the menu of a member"
        await me.page.get_by_role("menuitem", name=me.words("doors-member-remove")).click()
        yield "somebody to be removed"
        await cast.dismiss()
    async with me.panel(HARBOUR, "talk-verify") as panel:
        await me.compared("doors-verify-words", within=panel)
        yield "the words of the circle"
    async with me.panel(HARBOUR, "talk-card") as panel:
        await expect(me.field("doors-card-pronouns", within=panel)).to_be_visible()
        yield "my card"
    async with me.panel(HARBOUR, "talk-policy") as panel:
        await expect(me.seen("doors-rules-facts", within=panel)).to_be_visible()
        yield "the rules"
    await me.choose(me.button("talk-menu", circle=HARBOUR), "talk-leave")
    yield "the circle to be left"
    await cast.dismiss()
    await me.button("talk-menu", circle=HARBOUR).click()
    yield "the menu of a circle"
    await me.page.keyboard.press("Escape")
    async with me.person.tolerating("ERR_INTERNET_DISCONNECTED", "WebSocket connection"):
        await me.person.context.set_offline(True)
        await expect(me.seen("offline")).to_be_visible()
        yield "no network"
        await me.person.context.set_offline(False)
        await expect(me.seen("offline")).to_have_count(0)
    await me.button("back").click()


async def _joining(cast: Cast) -> AsyncIterator[str]:
    me, friend = cast.me, cast.friend
    friend("circle", "new", GARDEN, "--relay", cast.relay, "--as", cast.their_name)
    code = friend.data("invite", GARDEN)[0]["code"]
    await me.button("home-join").click()
    await me.field("doors-join-invite").fill(code)
    await me.button("doors-join-next").click()
    await expect(me.seen("doors-join-good")).to_be_visible()
    yield "asking to be let in"
    await me.ask(cast.my_name, "it is me")
    yield "waiting to be let in"
    await me.button("doors-join-meanwhile").click()
    yield "a request among the circles"
    (knock,) = friend.data("knocks", GARDEN)
    friend("admit", GARDEN, knock["id"])
    await me.network_returns()
    await me.enter(GARDEN)
    await me.say("here I am")
    friend("remove", GARDEN, cast.my_name)
    await expect(me.seen("status-removed")).to_be_visible()
    yield "a circle that has ended here"
    await me.button("talk-forget").click()
    yield "a circle to be erased"
    await cast.dismiss()
    await me.button("back").click()
    yield "the circles"


async def _locked(cast: Cast) -> AsyncIterator[str]:
    me = cast.me
    await me.button("lock").click()
    await me.locked()
    yield "locked"
    await me.unlock("not this one")
    await expect(me.seen("error-wrong-passphrase")).to_be_visible()
    yield "a wrong passphrase"
