"""What holds for all tests: vaults are small unless a test says how large, since each is filled anew."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from leeward_client.vault import places, vault

SMALL = 8 * 1024**2
LONG = ("tests/browser/", "tests/sockets/test_cli_", "tests/crash/", "tests/terminal/")
"""Where a file takes a minute or so: begun first, so that none is left for one worker at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long before the rest; each part keeps its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session", autouse=True)
def _small_vaults() -> Iterator[None]:
    with patch.object(vault, "STANDARD_SIZE", SMALL), patch.object(places, "STANDARD_SIZE", SMALL):
        yield
