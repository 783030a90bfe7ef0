"""A real relay that serves the built web client, and people with browsers before it.

`relay` and `people` are a test's own. The tests of a module that takes `harbour` and `crew` share a relay
and a browser process, which starts them sooner; each test still has people of its own, and such a module
says `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import build_web
import pytest
import pytest_asyncio
from playwright.async_api import Browser
from support.browser import People, chromium, people_at
from support.relay import RelayProcess, relay_process


@pytest.fixture(scope="session")
def built() -> Path:
    """The web client as the sources are now."""
    build_web.build()
    return build_web.SERVED


@pytest.fixture
def relay(tmp_path: Path, built: Path) -> Iterator[RelayProcess]:
    """A relay as a process of its own, which can be killed and started again."""
    assert (built / "index.html").is_file()
    with relay_process(tmp_path / "relay") as running:
        yield running


@pytest.fixture
async def people(relay: RelayProcess) -> AsyncIterator[People]:
    """People at that relay; at the end nothing may have been found in their browsers."""
    async with people_at(relay.url) as everybody:
        yield everybody


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[RelayProcess]:
    """The relay of a module."""
    assert (built / "index.html").is_file()
    with relay_process(tmp_path_factory.mktemp("harbour") / "relay") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The browser process of a module."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def crew(harbour: RelayProcess, browser: Browser) -> AsyncIterator[People]:
    """People at the relay of the module."""
    everybody = People(browser, harbour.url)
    yield everybody
    await everybody.leave()
