"""A relay and two people who have a circle on it: settled once, and copied for each test.

The relay's files are copied with the vaults, and it stands at the same address again, or a vault would
say what its relay has heard already.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from leeward_relay.relay import Relay
from support.chatters import settled
from support.people import Person
from support.relay import RelayProcess, easy_config, running_relay


@dataclass(frozen=True)
class World:
    """Files of a relay at an address, and the vaults beside them: Robin's, who is the host, and Sam's."""

    folder: Path
    listen: str

    @property
    def vaults(self) -> list[Path]:
        """The folders of the vaults."""
        return sorted(self.folder.glob("vault-*"))


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")

    async def settle() -> str:
        async with running_relay(folder / "relay") as relay:
            await settled(folder, relay.url, "Robin", "Sam")
            return urlsplit(relay.url).netloc

    return World(folder, asyncio.run(settle()))


@pytest.fixture
def world(tmp_path: Path, first_world: World) -> World:
    shutil.copytree(first_world.folder, tmp_path / "world")
    return World(tmp_path / "world", first_world.listen)


@pytest.fixture
async def relay(world: World) -> AsyncIterator[Relay]:
    """The relay in this process."""
    config = easy_config(world.folder / "relay", listen=world.listen)
    async with running_relay(world.folder / "relay", config) as running:
        yield running


@pytest.fixture
async def vaults(world: World, relay: Relay) -> list[Path]:
    """Robin's, who is the host, and Sam's; their relay is there."""
    assert relay.url.endswith(world.listen)
    return world.vaults


@pytest.fixture
def relay_apart(world: World) -> Iterator[RelayProcess]:
    """The relay as a process of its own."""
    process = RelayProcess(world.folder / "relay", listen=world.listen)
    process.start()
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture
def robin(world: World, relay_apart: RelayProcess) -> Person:
    assert relay_apart.running()
    return Person(world.vaults[0])


@pytest.fixture
def sam(world: World, relay_apart: RelayProcess) -> Person:
    assert relay_apart.running()
    return Person(world.vaults[1])
