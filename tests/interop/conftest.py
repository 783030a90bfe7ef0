"""One Node process of a kind for all interop tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.circles_web import circles_driver
from support.mls_court import Court
from support.mls_web import web_driver
from support.node import Driver


@pytest.fixture(scope="session")
def _shared_driver() -> Iterator[Driver]:
    with Driver() as driver:
        yield driver


@pytest.fixture
def driver(_shared_driver: Driver) -> Driver:
    """The driver of ts-mls, with nobody in it yet."""
    _shared_driver.call("forget")
    return _shared_driver


@pytest.fixture(scope="session")
def _shared_web() -> Iterator[Driver]:
    with web_driver() as driver:
        yield driver


@pytest.fixture
def web(_shared_web: Driver) -> Driver:
    """The driver of the web client's MLS room, with nobody in it yet."""
    _shared_web.call("forget")
    return _shared_web


@pytest.fixture(scope="session")
def _shared_circles() -> Iterator[Driver]:
    with circles_driver() as driver:
        yield driver


@pytest.fixture
def web_circles(_shared_circles: Driver) -> Driver:
    """The driver of circles on the web client, with nobody in it yet."""
    _shared_circles.call("forget")
    return _shared_circles


@pytest.fixture
def court(web: Driver) -> Court:
    """A group in which both clients judge what a third member forges."""
    return Court(web)
