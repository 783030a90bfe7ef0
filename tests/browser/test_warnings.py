"""What a false relay or a false member does is said in words, in a browser as at a terminal."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from leeward_client.circle.policy import HOST, Member
from playwright.async_api import Browser, Locator, expect
from support.browser import People
from support.circles import Boxes, Device
from support.hostile import commit, with_policy
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.tampering import kept_in, machine_of, post_seals
from support.web_circle import CIRCLE, all_see, come_by_code
from support.web_client import WebClient

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

SEAL_BYTES = 65_536
POST_BYTES = 1_024


@dataclass(frozen=True)
class Pair:
    """Robin, who founded the circle, in a browser; Kim at a terminal."""

    robin: WebClient
    kim: Terminal
    relay: RelayProcess

    async def away(self, *texts: str) -> None:
        """Kim writes while Robin's browser is locked, and has read it all."""
        await self.robin.button("lock").click()
        await self.robin.locked()
        for text in texts:
            self.kim("send", CIRCLE, text)
        if texts:
            self.kim("sync")

    async def back(self) -> None:
        """Robin unlocks, and goes to the circle."""
        await self.robin.opened()
        await self.robin.enter(CIRCLE)

    def told(self, name: str, **fields: object) -> str:
        """A sentence as the terminal shows it: without the marks that isolate what is put in."""
        words = self.robin.words(name, **fields)
        return words.replace("\u2068", "").replace("\u2069", "")

    def happened(self, kind: str) -> list[str]:
        """The happenings of one kind in Kim's terminal."""
        return [one["text"] for one in self.kim.data("read", CIRCLE) if one["kind"] == kind]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(
    harbour: RelayProcess, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Pair]:
    people = People(browser, harbour.url)
    robin = WebClient(await people.person("robin"))
    kim = Terminal.settle(tmp_path_factory.mktemp("kim") / "vault")
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await come_by_code(robin, kim, CIRCLE, "Kim")
    yield Pair(robin, kim, harbour)
    await people.leave()


def warning(one: WebClient, kind: str, **fields: object) -> Locator:
    """The notice that tells what is wrong, with the advice that belongs to it."""
    notices = one.main.locator(".talk-warning")
    told = one.page.get_by_text(one.words(f"item-{kind}", **fields), exact=True)
    return notices.filter(has=told).filter(has=one.seen(f"talk-warn-{kind}"))


async def test_what_the_relay_withheld_is_missed(pair: Pair) -> None:
    robin = pair.robin
    await pair.away("kept back", "let through")
    with kept_in(pair.relay, machine_of(pair.kim).keys.box) as kept:
        kept.withhold(kept.last - 1)
    await pair.back()
    await expect(warning(robin, "gap", number=1)).to_be_visible()
    await all_see("let through", robin)
    await expect(robin.page.get_by_text("kept back")).to_have_count(0)

    await robin.say("what was that?")
    await robin.say("did I miss something?")
    await pair.away()
    with kept_in(pair.relay, machine_of(pair.kim).keys.box) as kept:
        kept.withhold(kept.last - 1)
    assert pair.happened("gap") == [pair.told("item-gap", number=1)]
    assert pair.kim.texts(CIRCLE)[-1] == "did I miss something?"
    assert "what was that?" not in pair.kim.texts(CIRCLE)
    await pair.back()


async def test_another_history_is_called_so_and_leads_to_the_words_to_compare(pair: Pair) -> None:
    robin = pair.robin
    await pair.away("as it was said", "what follows")
    with kept_in(pair.relay, machine_of(pair.kim).keys.box) as kept:
        kept.replace(kept.last - 1, os.urandom(POST_BYTES))
    await pair.back()
    await expect(warning(robin, "noise")).to_be_visible()
    fork = warning(robin, "fork", author="Kim").last
    await robin.button("talk-compare", within=fork).click()
    panel = robin.page.get_by_role("dialog", name=robin.words("talk-verify"), exact=True)
    words = await robin.compared("doors-verify-words", within=panel)
    assert pair.kim.data("verify", CIRCLE)[0]["words"] == " ".join(words)
    await robin.button("close", within=panel).click()

    await robin.say("that is not what I see")
    assert pair.told("item-fork", author="Robin") in pair.happened("fork")


async def test_what_others_have_seen_and_is_not_shown_here_is_told(pair: Pair) -> None:
    await pair.away("seen by Kim", "seen by Kim as well", "seen by all")
    with kept_in(pair.relay, machine_of(pair.kim).keys.box) as kept:
        last = kept.last
        for seq in (last - 2, last - 1):
            kept.withhold(seq)
        kept.move(last, last - 2)
    await pair.back()
    await all_see("seen by all", pair.robin)
    await expect(warning(pair.robin, "behind", author="Kim")).to_be_visible()


async def test_a_change_that_is_not_allowed_counts_for_nobody_and_they_go_on(pair: Pair) -> None:
    robin = pair.robin
    pair.kim("sync")
    kim = Device(machine_of(pair.kim), Boxes())
    policy, me = kim.machine.policy, kim.member
    usurped = {**policy.roster, me: Member(policy.roster[me].name, (HOST,))}
    seal = commit(kim, extensions=with_policy(kim, replace(policy, roster=usurped)))
    await post_seals(pair.relay, kim.machine, seal)
    told = {"why": robin.words("refusal-appoint")}
    await expect(warning(robin, "void", **told)).to_be_visible()
    assert pair.happened("void") == [pair.told("item-void", **told)]
    async with robin.panel(CIRCLE, "talk-members") as panel:
        await expect(robin.seen("doors-member-host", within=panel)).to_have_count(1)

    await robin.say("we go on")
    assert pair.kim.texts(CIRCLE)[-1] == "we go on"
    pair.kim("send", CIRCLE, "so we do")
    await all_see("so we do", robin)


async def test_a_circle_that_is_broken_again_and_again_pauses(pair: Pair) -> None:
    robin = pair.robin
    pair.kim("sync")
    noise = [os.urandom(SEAL_BYTES) for _ in range(3)]
    await post_seals(pair.relay, machine_of(pair.kim), *noise)
    unreadable = warning(robin, "void", why=robin.words("void-unreadable"))
    await expect(unreadable).to_have_count(3)
    await expect(robin.seen("status-paused", within=robin.main)).to_be_visible()
    await expect(robin.field("compose-text")).to_have_count(0)
    pair.kim("sync", code=None)
    assert pair.kim.data("circle", "list")[0]["status"] == "paused"
    await all_see("so we do", robin)
