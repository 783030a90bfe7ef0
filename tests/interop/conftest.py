"""One Node process for all interop tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.node import Driver


@pytest.fixture(scope="session")
def _shared_driver() -> Iterator[Driver]:
    with Driver() as driver:
        yield driver


@pytest.fixture
def driver(_shared_driver: Driver) -> Driver:
    """The driver, with nobody in it yet."""
    _shared_driver.call("forget")
    return _shared_driver
