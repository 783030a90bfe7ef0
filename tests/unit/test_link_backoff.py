"""Pauses between attempts to connect."""

import pytest
from leeward_client.link import Backoff


def test_pauses_double_up_to_a_bound() -> None:
    backoff = Backoff(1.0, 10.0, dice=lambda: 1.0)
    assert [backoff.next() for _ in range(6)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    backoff.reset()
    assert backoff.next() == 1.0


def test_pauses_are_drawn_from_their_upper_half() -> None:
    assert Backoff(2.0, 2.0, dice=lambda: 0.0).next() == 1.0
    assert Backoff(2.0, 2.0, dice=lambda: 0.5).next() == 1.5
    drawn = {Backoff(100.0, 100.0).next() for _ in range(20)}
    assert len(drawn) > 1
    assert all(50.0 <= pause <= 100.0 for pause in drawn)


@pytest.mark.parametrize(("first", "most"), [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0)])
def test_pauses_make_sense(first: float, most: float) -> None:
    with pytest.raises(ValueError, match="pause"):
        Backoff(first, most)
