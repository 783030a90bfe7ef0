"""Random groups under delays, races and restarts end in agreement.

The seed of a failing example is printed by hypothesis; `World(suite, seed, target)` repeats it,
but for the keys.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from leeward_mls import Suite
from support.mls_world import World

SEEDS = st.integers(0, 2**32 - 1)


def bounded(examples: int) -> settings:
    """No shrinking: a smaller seed is not a simpler story."""
    return settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def run(suite: Suite, seed: int, target: int, steps: int) -> World:
    world = World(suite, seed, target)
    for _ in range(steps):
        world.step()
    world.settle()
    return world


@bounded(40)
@given(seed=SEEDS, target=st.integers(2, 12))
def test_small_groups_for_a_long_time(seed: int, target: int) -> None:
    run(Suite.X25519_CHACHA, seed, target, steps=120)


@bounded(8)
@given(seed=SEEDS, target=st.integers(4, 8))
def test_hybrid_groups(seed: int, target: int) -> None:
    run(Suite.XWING, seed, target, steps=80)


@bounded(4)
@given(seed=SEEDS)
def test_aes_groups(seed: int) -> None:
    run(Suite.X25519_AES128, seed, target=6, steps=80)


@bounded(3)
@given(seed=SEEDS)
def test_groups_grow_to_fifty(seed: int) -> None:
    world = run(Suite.X25519_CHACHA, seed, target=50, steps=100)
    while len(world.roster) < 50:
        world.race()
    world.settle()
    assert len(world.seats) == 50


@pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)
def test_two_members_back_and_forth(suite: Suite) -> None:
    """The smallest group, where every tree edge case is at hand."""
    run(suite, seed=7, target=2, steps=60)
