"""A relay and two people who have a circle on it, as processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.people import Person, bring_in, founder
from support.relay import RelayProcess, relay_process


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as process:
        yield process


@pytest.fixture
def robin(tmp_path: Path, relay: RelayProcess) -> Person:
    return founder(tmp_path / "robin", relay.url)


@pytest.fixture
def sam(tmp_path: Path, robin: Person) -> Person:
    person = Person.settle(tmp_path / "sam")
    bring_in(robin, person, "Harbour", "Sam")
    return person
