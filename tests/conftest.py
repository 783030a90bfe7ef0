"""What holds for all tests: vaults are small unless a test says how large, since each is filled anew."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from leeward_client.vault import places, vault

SMALL = 8 * 1024**2


@pytest.fixture(scope="session", autouse=True)
def _small_vaults() -> Iterator[None]:
    with patch.object(vault, "STANDARD_SIZE", SMALL), patch.object(places, "STANDARD_SIZE", SMALL):
        yield
