"""Who is in a circle and by which rules: whatever a browser or a terminal changes, the others see."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from support.relay import RelayProcess
from support.web_circle import (
    CIRCLE,
    Trio,
    come_by_code,
    come_to_terminal,
    erase_ended,
    trio_at,
)
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trio(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trio]:
    async with trio_at(harbour, browser, tmp_path_factory.mktemp("trio")) as together:
        yield together


async def change(one: WebClient, name: str, wish: str) -> None:
    """Choose a change of a member from the list of members, and say yes to it."""
    async with one.panel(CIRCLE, "talk-members") as panel:
        await one.choose(one.button("doors-member-menu", within=panel, name=name), wish)
        await one.confirm(wish)
        await expect(one.seen("doors-done", within=panel)).to_be_visible()


async def rename(one: WebClient, name: str) -> None:
    """Take another name in the circle."""
    async with one.panel(CIRCLE, "talk-card") as panel:
        await one.field("doors-rename-name", within=panel).fill(name)
        await one.button("doors-rename-do", within=panel).click()
        await expect(one.seen("doors-done", within=panel)).to_be_visible()


def members(trio: Trio) -> dict[str, list[str]]:
    """The members as Kim's terminal has them, with their roles."""
    return {one["name"]: one["roles"] for one in trio.kim.data("members", CIRCLE)}


async def test_names_are_changed(trio: Trio) -> None:
    await rename(trio.sam, "Samira")
    await expect(trio.robin.happened("item-renamed", subject="Samira")).to_be_visible()
    assert set(members(trio)) == {"Robin", "Samira", "Kim"}
    trio.kim("policy", CIRCLE, "--rename", "Kimberly")
    await trio.both_told("item-renamed", subject="Kimberly")
    await rename(trio.sam, "Sam")
    trio.kim("policy", CIRCLE, "--rename", "Kim")
    await trio.both_told("item-renamed", subject="Kim")
    assert set(members(trio)) == {"Robin", "Sam", "Kim"}


async def test_the_role_of_host_is_given_and_taken(trio: Trio) -> None:
    await change(trio.robin, "Kim", "doors-member-appoint")
    await expect(trio.sam.happened("item-appointed", author="Robin", subject="Kim")).to_be_visible()
    assert members(trio) == {"Robin": ["host"], "Kim": ["host"], "Sam": []}

    trio.kim("policy", CIRCLE, "--appoint", "Sam")
    await trio.both_told("item-appointed", author="Kim", subject="Sam")
    async with trio.robin.panel(CIRCLE, "talk-members") as panel:
        await expect(trio.robin.seen("doors-member-host", within=panel)).to_have_count(3)
    trio.kim("policy", CIRCLE, "--demote", "Sam")
    await trio.both_told("item-stepped-down", subject="Sam")

    await change(trio.robin, "Sam", "doors-member-appoint")
    await expect(trio.sam.happened("item-appointed", author="Robin", subject="Sam")).to_be_visible()
    async with trio.sam.panel(CIRCLE, "talk-members") as panel:
        menu = trio.sam.button("doors-member-menu", within=panel, name="Sam")
        await trio.sam.choose(menu, "doors-member-step-down")
        await trio.sam.confirm("doors-member-step-down")
    await expect(trio.robin.happened("item-stepped-down", subject="Sam")).to_have_count(2)
    assert members(trio)["Sam"] == []


async def test_rules_are_changed_for_everybody(trio: Trio) -> None:
    async with trio.robin.panel(CIRCLE, "talk-policy") as panel:
        for rule in ("doors-rules-invite", "doors-rules-timer-by"):
            who = panel.get_by_role("group", name=trio.robin.words(rule))
            await who.get_by_label(trio.robin.words("doors-rules-members"), exact=True).check()
        await trio.robin.button("doors-rules-change", within=panel).click()
        await trio.robin.confirm("doors-rules-change")
        await expect(trio.robin.seen("doors-done", within=panel)).to_be_visible()
    await expect(trio.sam.happened("item-policy", author="Robin").last).to_be_visible()
    rules = trio.kim.data("policy", CIRCLE)[0]
    assert (rules["invite"], rules["timer_by"]) == ("members", "members")
    async with trio.sam.panel(CIRCLE, "talk-invite") as panel:
        await expect(trio.sam.button("doors-invite-make", within=panel)).to_be_visible()

    trio.kim("timer", CIRCLE, "8h")
    await trio.both_told("item-timer", author="Kim", span=trio.robin.words("span-hours", number=8))

    trio.kim("policy", CIRCLE, "--set", "timer_by=hosts")
    await trio.both_told("item-policy", author="Kim")
    async with trio.sam.panel(CIRCLE, "talk-policy") as panel:
        await expect(trio.sam.field("doors-rules-timer", within=panel)).to_have_count(0)


async def test_an_invite_that_was_revoked_lets_nobody_in(trio: Trio) -> None:
    invite = await trio.sam.invite(CIRCLE)
    assert trio.happened("code-opened")[-1]["author"] == "Sam"
    ended = len(trio.happened("code-closed"))
    async with trio.sam.panel(CIRCLE, "talk-invite") as panel:
        await trio.sam.button("doors-invite-revoke", within=panel).click()
        await trio.sam.confirm("doors-invite-revoke")
        await expect(trio.sam.seen("doors-invite-revoked", within=panel)).to_be_visible()
    assert len(trio.happened("code-closed")) == ended + 1
    trio.kim("join", invite.code, "--as", "Kim", code=1)

    (made,) = trio.kim.data("invite", CIRCLE)
    await trio.both_told("item-code-opened", author="Kim")
    told = await trio.robin.happened("item-code-closed").count()
    trio.kim("revoke", CIRCLE, made["id"])
    await expect(trio.robin.happened("item-code-closed")).to_have_count(told + 1)


async def test_the_six_words_are_the_same_everywhere(trio: Trio) -> None:
    words = await trio.robin.phrase(CIRCLE)
    assert len(words) == 6
    assert await trio.sam.phrase(CIRCLE) == words
    assert trio.kim.data("verify", CIRCLE)[0]["words"] == " ".join(words)


async def test_a_terminal_that_is_removed_is_told_and_reads_no_more(trio: Trio) -> None:
    await trio.sam.say("while we are three")
    await change(trio.robin, "Kim", "doors-member-remove")
    await trio.both_told("item-removed", author="Robin", subject="Kim")
    await trio.robin.say("without Kim")
    assert "while we are three" in trio.kim.texts(CIRCLE)
    assert "without Kim" not in trio.kim.texts(CIRCLE)
    assert trio.kim.data("circle", "list")[0]["status"] == "removed"
    trio.kim("send", CIRCLE, "do you hear me?", code=1)

    trio.kim("forget", CIRCLE, "--yes")
    await come_by_code(trio.robin, trio.kim, CIRCLE, "Kim")
    await trio.both_told("item-joined", author="Robin", subject="Kim")
    assert trio.kim.texts(CIRCLE) == []


async def test_a_browser_that_is_removed_is_told_and_reads_no_more(trio: Trio) -> None:
    sam = trio.sam
    await change(trio.robin, "Kim", "doors-member-appoint")
    trio.kim("remove", CIRCLE, "Sam")
    await expect(sam.seen("status-removed", within=sam.main)).to_be_visible()
    await expect(sam.field("compose-text")).to_have_count(0)
    await expect(trio.robin.happened("item-removed", author="Kim", subject="Sam")).to_be_visible()
    await trio.robin.say("without Sam")
    assert trio.heard("without Sam")["author"] == "Robin"

    await sam.page.reload()
    await sam.opened()
    await sam.page.get_by_role("navigation").get_by_role("listitem").click()
    await expect(sam.message("while we are three")).to_be_visible()
    await expect(sam.page.get_by_text("without Sam")).to_have_count(0)
    await erase_ended(sam, "status-removed")
    await come_to_terminal(trio.kim, sam, CIRCLE, "Sam")
    await expect(sam.page.get_by_text("without Sam")).to_have_count(0)
    await expect(sam.page.get_by_text("while we are three")).to_have_count(0)
    await sam.say("here again")
    assert trio.heard("here again")["author"] == "Sam"


async def test_whoever_leaves_is_out_and_the_others_see_it(trio: Trio) -> None:
    await trio.sam.button("talk-menu", circle=CIRCLE).click()
    await trio.sam.page.get_by_role("menuitem", name=trio.sam.words("talk-leave")).click()
    await trio.sam.confirm("talk-leave")
    await expect(trio.robin.happened("item-left", subject="Sam")).to_be_visible()
    await erase_ended(trio.sam, "status-left")
    assert set(members(trio)) == {"Robin", "Kim"}

    trio.kim("leave", CIRCLE, "--yes")
    await expect(trio.robin.happened("item-left", subject="Kim")).to_be_visible()
    await trio.robin.say("alone again")
    assert trio.kim.texts(CIRCLE, code=None)[-1] != "alone again"
    assert trio.kim.data("circle", "list")[0]["status"] == "left"
