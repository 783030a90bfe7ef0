"""A real relay that serves the built web client, and people with browsers before it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import build_web
import pytest
from support.browser import People, people_at
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
