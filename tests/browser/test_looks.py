"""
Every screen and panel, in both languages: seen by axe-core, in the smallest window, with text of twice
the size, and with names in other letters.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from support.browser import DESKTOP, PHONE, People
from support.looks import faults_of
from support.people import Person as Terminal
from support.relay import RelayProcess
from support.web_client import WebClient
from support.web_tour import GARDEN, HARBOUR, Cast, tour

pytestmark = pytest.mark.timeout(600)

Faults = dict[str, dict[str, list[str]]]

LANGUAGES = {
    "en": ("Robin", "ليلى", DESKTOP),
    "ar": ("روبن", "Sam", PHONE),
}
"""By language: who looks, and whom they meet, in other letters; and which device is dark."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=LANGUAGES)
async def faults(
    harbour: RelayProcess,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Faults]:
    """All that is wrong in one language: by the screen, and by the way of looking."""
    language: str = request.param
    my_name, their_name, dark = LANGUAGES[language]
    people = People(browser, harbour.url)
    robin = await people.person("robin", device=PHONE, language=language)
    await robin.page.emulate_media(reduced_motion="reduce")  # each look is at rest the sooner
    kim = Terminal.settle(tmp_path_factory.mktemp("kim") / "vault")
    cast = Cast(WebClient(robin, language), kim, harbour.url, my_name, their_name)
    names = (my_name, their_name, HARBOUR, GARDEN)
    yield {stop: await faults_of(robin, dark, names) async for stop in tour(cast)}
    await people.leave()


@pytest.mark.parametrize("look", ["axe", "smallest", "large", "names"])
def test_nothing_is_wrong_with_any_screen(faults: Faults, look: str) -> None:
    found = {stop: ways[look] for stop, ways in faults.items() if ways[look]}
    assert not found, "\n".join(
        f"{stop}:\n  " + "\n  ".join(lines) for stop, lines in found.items()
    )
