"""The web client for who uses keys alone: all is reached by them, and the focus is never lost."""

import pytest
from playwright.async_api import Locator, expect
from support.browser import People
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

CIRCLE = "Harbour"
MOST_STEPS = 40


async def reach(to: Locator, key: str = "Tab") -> None:
    """Press a key until the focus is there."""
    await expect(to).to_be_visible()
    for _ in range(MOST_STEPS):
        if await to.evaluate("(one) => one === document.activeElement"):
            return
        await to.page.keyboard.press(key)
    await expect(to).to_be_focused()


async def enter(robin: WebClient, name: str, text: str) -> None:
    """Reach a field, and type."""
    await reach(robin.field(name))
    await robin.page.keyboard.type(text)


async def test_keys_alone_are_enough(crew: People) -> None:
    robin = WebClient(await crew.person("robin"))
    keys = robin.page.keyboard

    await reach(robin.button("welcome-begin"))
    await keys.press("Enter")
    await expect(
        robin.page.get_by_role("heading", name=robin.words("create-title"))
    ).to_be_focused()
    await enter(robin, "passphrase", robin.passphrase)
    await enter(robin, "passphrase-again", robin.passphrase)
    await reach(robin.field("create-understood"))
    await keys.press("Space")
    await keys.press("Enter")
    await expect(robin.page.locator(".app")).to_be_visible()

    await reach(robin.button("home-new"))
    await keys.press("Enter")
    await expect(robin.page.get_by_role("heading", name=robin.words("home-new"))).to_be_focused()
    await enter(robin, "new-circle-label", CIRCLE)
    await enter(robin, "your-name", "Robin")
    await keys.press("Enter")
    await robin.arrived(CIRCLE)

    await enter(robin, "compose-text", "by keys alone")
    await keys.press("Enter")
    message = robin.message("by keys alone")
    await expect(robin.field("compose-text")).to_be_focused()
    await reach(message, "Shift+Tab")
    await keys.press("Enter")
    items = robin.page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    dialog = robin.page.get_by_role("dialog", name=robin.words("talk-react"))
    await expect(robin.button("close", within=dialog)).to_be_focused()
    await reach(robin.button("talk-react-with", within=dialog, emoji="🌱"))
    await keys.press("Enter")
    await expect(message.locator(".talk-reaction")).to_be_visible()
    menu = message.locator("[aria-haspopup=menu]")
    await expect(menu).to_be_focused()

    await keys.press("ArrowDown")
    await keys.press(robin.words("talk-edit")[0].lower())
    await expect(items.filter(has_text=robin.words("talk-edit"))).to_be_focused()
    await keys.press("Enter")
    await expect(robin.field("compose-text")).to_be_focused()
    await keys.press("End")
    await keys.type(", and changed")
    await keys.press("Enter")
    changed = robin.message("by keys alone, and changed")
    await expect(robin.seen("talk-edited", within=changed)).to_be_visible()

    await reach(robin.button("talk-menu", circle=CIRCLE), "Shift+Tab")
    await keys.press("ArrowDown")
    await keys.press("End")
    await expect(items.last).to_be_focused()
    await keys.press("Home")
    await keys.press("Enter")
    members = robin.page.get_by_role("dialog", name=robin.words("talk-members"))
    await expect(robin.button("close", within=members)).to_be_focused()
    await keys.press("Escape")
    await expect(members).to_have_count(0)
    await expect(robin.button("talk-menu", circle=CIRCLE)).to_be_focused()

    await reach(robin.button("lock"), "Shift+Tab")
    await keys.press("Enter")
    await robin.locked()
    await expect(robin.field("passphrase")).to_be_focused()
    await keys.type(robin.passphrase)
    await keys.press("Enter")
    await expect(robin.page.locator(".app")).to_be_visible()


async def test_escape_pressed_three_times_leaves_at_once_from_a_dialog_too(crew: People) -> None:
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    await robin.button("settings").click()
    elsewhere = await robin.field("exit-page").input_value()
    await robin.button("erase").click()
    robin.person.watch.allow(elsewhere)
    await robin.person.context.route(
        elsewhere, lambda route: route.fulfill(body="<title>an ordinary page</title>")
    )
    for _ in range(3):
        await robin.page.keyboard.press("Escape")
    await expect(robin.page).to_have_title("an ordinary page")
    # One step back lies what was there before the page, not the page.
    await robin.page.go_back()
    assert robin.page.url == "about:blank"


async def test_what_is_done_is_not_gone_back_to(crew: People) -> None:
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await robin.page.go_back()
    await expect(robin.seen("beside-title")).to_be_visible()
