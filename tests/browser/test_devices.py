"""A browser and a terminal become two devices of somebody, whichever came first, until one goes."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect
from support.browser import PHONE, People
from support.looks import out_of_reach
from support.people import Person as Terminal
from support.people import founder
from support.relay import RelayProcess
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

CIRCLE = "Harbour"


async def takes_out(robin: WebClient, desk: Terminal) -> None:
    """The browser takes the terminal out: no host is needed, and it reads nothing more."""
    await robin.button("settings").click()
    here = robin.seen("devices-here")
    other = robin.main.get_by_role("listitem").filter(has_not=here)
    await robin.button("devices-remove", within=other).click()
    await robin.confirm("devices-remove")
    await expect(robin.seen("devices-removed")).to_be_visible()
    gone = await asyncio.to_thread(lambda: desk("read", CIRCLE, code=None))
    assert "your other devices" in gone.err


async def links(robin: WebClient, desk: Terminal) -> None:
    """The terminal becomes a device of the browser's person, whose settings are shown."""
    await robin.button("devices-pair-make").click()
    code = await robin.field("doors-invite-code").input_value()
    with desk.running("device", "join", "-", "--name", "desk", "--json") as joining:
        joining.type(code)
        await asyncio.to_thread(joining.object)
        await robin.button("devices-pair-yes").click()
        await expect(robin.seen("devices-pair-linked")).to_be_visible()
        assert (await asyncio.to_thread(joining.end)).code == 0


async def test_a_browser_is_linked_talks_and_is_taken_out(
    harbour: RelayProcess, crew: People, tmp_path: Path
) -> None:
    desk: Terminal = await asyncio.to_thread(founder, tmp_path / "desk", harbour.url)
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    with desk.running("device", "link", "--json") as linking:
        code = (await asyncio.to_thread(linking.object))["code"]
        await robin.button("settings").click()
        await robin.field("devices-code").fill(code.replace("device-", "join-"))
        await robin.field("devices-name").fill("browser")
        await robin.button("devices-ask").click()
        await expect(robin.seen("error-code-join")).to_be_visible()
        await robin.field("devices-code").fill(code)
        await robin.button("devices-ask").click()
        words = await robin.compared("devices-words", within=robin.main)
        asked = await asyncio.to_thread(linking.object)
        assert asked["name"] == "browser"
        assert words == asked["words"].split()
        linking.type("yes")
        await expect(robin.seen("devices-linked")).to_be_visible()
        await expect(robin.seen("devices-entered", label=CIRCLE)).to_be_visible()
        assert (await asyncio.to_thread(linking.object))["state"] == "linked"
        assert (await asyncio.to_thread(linking.end)).code == 0
    await expect(robin.seen("devices-here")).to_be_visible()
    await robin.button("back", within=robin.main).click()
    await robin.enter(CIRCLE)
    await robin.say("from the browser")
    assert await asyncio.to_thread(desk.texts, CIRCLE) == ["from the browser"]
    await asyncio.to_thread(desk, "send", CIRCLE, "from the terminal")
    await expect(robin.message("from the terminal")).to_be_visible()
    members = await asyncio.to_thread(desk.data, "members", CIRCLE)
    assert [one["name"] for one in members] == ["Robin"]

    await takes_out(robin, desk)


async def test_a_browser_links_a_terminal_both_talk_and_it_is_taken_out(
    harbour: RelayProcess, crew: People, tmp_path: Path
) -> None:
    desk = await asyncio.to_thread(Terminal.settle, tmp_path / "desk")
    robin = WebClient(await crew.person("robin"))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await robin.button("settings").click()
    # One that was ended before anybody came leads nowhere.
    await robin.button("devices-pair-make").click()
    ended = await robin.field("doors-invite-code").input_value()
    await robin.button("devices-pair-end").click()
    await expect(robin.button("devices-pair-make")).to_be_visible()
    await asyncio.to_thread(lambda: desk("device", "join", "-", text=ended, code=1))

    await robin.button("devices-pair-make").click()
    code = await robin.field("doors-invite-code").input_value()
    picture = robin.page.get_by_role("img", name=robin.words("devices-pair-qr"))
    await expect(picture).to_be_visible()
    with desk.running("device", "join", "-", "--name", "desk", "--json") as joining:
        joining.type(code)
        asked = await asyncio.to_thread(joining.object)
        # The page is loaded again in between: what was begun goes on.
        await robin.page.reload()
        await robin.opened()
        await robin.button("settings").click()
        words = await robin.compared("devices-words", within=robin.main)
        assert words == asked["words"].split()
        await robin.button("devices-pair-yes").click()
        await expect(robin.seen("devices-pair-linked")).to_be_visible()
        came = await asyncio.to_thread(joining.object)
        assert (came["state"], came["circles"], came["missing"]) == ("linked", [1], [])
        assert (await asyncio.to_thread(joining.end)).code == 0
    await asyncio.to_thread(desk, "send", CIRCLE, "from the terminal")
    await robin.button("back", within=robin.main).click()
    await robin.enter(CIRCLE)
    await expect(robin.message("from the terminal")).to_be_visible()
    await robin.say("from the browser")
    said = await asyncio.to_thread(desk.texts, CIRCLE)
    assert said == ["from the terminal", "from the browser"]

    await takes_out(robin, desk)


async def test_a_device_that_was_lost_goes_out_of_all_circles_at_once(
    harbour: RelayProcess, crew: People, tmp_path: Path
) -> None:
    desk = await asyncio.to_thread(Terminal.settle, tmp_path / "desk")
    robin = WebClient(await crew.person("robin", device=PHONE))
    await robin.settle()
    for label in (CIRCLE, "Garden"):
        await robin.found(label, "Robin")
        await robin.button("back", within=robin.main).click()
    await robin.button("settings").click()
    await expect(robin.button("devices-pair-make")).to_be_visible()
    await expect(robin.button("devices-lost")).to_have_count(0)
    await links(robin, desk)

    await robin.button("devices-lost").click()
    dialog = robin.page.get_by_role("alertdialog", name=robin.words("devices-lost"), exact=True)
    await expect(dialog.get_by_role("checkbox", name="desk")).to_be_checked()
    await robin.person.assert_accessible()
    assert not await out_of_reach(robin.page)
    await robin.button("devices-lost-take", within=dialog).click()
    out = robin.seen("devices-lost-out", within=dialog)
    await expect(out).to_have_count(2)
    await robin.person.assert_accessible()
    await robin.button("devices-close", within=dialog).last.click()
    await expect(robin.button("devices-lost")).to_have_count(0)
    for label in (CIRCLE, "Garden"):
        gone = await asyncio.to_thread(desk, "read", label, code=None)
        assert "your other devices" in gone.err
