"""Refusals are one answer for one amount of work, whatever the reason (R31).

What they cost is counted here; what can be told from their time, in test_refusals_timed.py.
"""

import os
from collections.abc import Awaitable
from pathlib import Path

import pytest
from leeward_relay.relay import Relay
from leeward_wire import Code, Refused, signed, signing
from support.refusals import KINDS, Boxes, free_config
from support.relay import Clock, Peer, running_relay


class Meter:
    """Counts the work that a refusal costs."""

    def __init__(self, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
        self.relay = relay
        self.verified = 0
        self.hashed = 0
        real_signed, real_burns = signed, signing.burns

        def checked(box: bytes, statement: bytes, signature: bytes) -> bool:
            self.verified += 1
            return real_signed(box, statement, signature)

        def burned(stored: bytes, key: bytes) -> bool:
            self.hashed += 1
            return real_burns(stored, key)

        monkeypatch.setattr("leeward_relay.authorise.signed", checked)
        monkeypatch.setattr("leeward_relay.ledger.burns", burned)

    def read(self) -> tuple[int, int, int, int, int]:
        store = self.relay.store
        return (
            self.verified,
            self.hashed,
            store.lookups,
            store.written,
            self.relay.counters.batches,
        )


async def spent(meter: Meter, run: Awaitable[object]) -> tuple[int, ...]:
    before = meter.read()
    answer = await run
    assert isinstance(answer, Refused)
    assert answer.code is Code.REFUSED
    return tuple(after - old for after, old in zip(meter.read(), before, strict=True))


@pytest.mark.parametrize("kind", KINDS)
async def test_r31_every_refusal_costs_the_same_lookups_and_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    clock = Clock()
    boxes = Boxes()
    config = free_config(tmp_path / "relay")
    async with running_relay(tmp_path / "relay", config, clock=clock) as relay:
        await boxes.prepare(relay, clock)
        meter = Meter(relay, monkeypatch)
        async with Peer.connect(relay.url) as peer:
            costs = {
                name: await spent(meter, peer.ask(make()))
                for name, make in KINDS[kind](peer, boxes).items()
            }
    assert len(set(costs.values())) == 1, costs
    verified, hashed, lookups, written, _ = next(iter(costs.values()))
    assert (verified, hashed) == ((0, 1) if kind == "burn" else (1, 0))
    assert lookups == (2 if kind == "open" else 1)
    assert written == 0


async def test_r13_r31_refusals_of_the_unattached_look_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    boxes = Boxes()
    async with running_relay(tmp_path / "relay", clock=clock) as relay:
        await boxes.prepare(relay, clock)
        meter = Meter(relay, monkeypatch)
        async with Peer.connect(relay.url) as peer:
            for seed in (os.urandom(32), boxes.there, boxes.burned):
                cost = await spent(meter, peer.post(seed, bytes(1024)))
                assert cost == (0, 0, 0, 0, 0)
