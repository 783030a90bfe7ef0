"""What refusals tell by the time they take: nothing, to a classifier, with a busy relay (R31).

Others post to the relay all the while. Each refusal of a kind is asked for
in turns, in an order that is drawn anew each round, so that whatever else happens falls on all alike.
In `make test` a few hundred of each; `make quiet` takes 10,000 and keeps the figures.
"""

import asyncio
import datetime
import json
import math
import os
import platform
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from leeward_relay.changes import Change, Outcome
from leeward_relay.ledger import Ledger
from leeward_relay.store import Found, Store
from leeward_wire import Code, Refused, Request
from support.auc import auc, best_band, worst
from support.refusals import KINDS, Boxes, free_config
from support.relay import Clock, Peer, opened, running_relay

SAMPLES = int(os.environ.get("LEEWARD_SAMPLES", "250"))
REPORT = os.environ.get("LEEWARD_QUIET_REPORT", "")
PLANTED = min(SAMPLES, 1000)
"""A leak that is there shows in fewer."""
TRIES = 1 if REPORT else 2
"""With few samples chance goes beyond four standard errors once in a hundred runs of all pairs."""
LEAK_SECONDS = 0.0004 if REPORT else 0.002
"""What is planted. Few samples, taken while the machine runs other tests, show the larger one."""
AIM = 0.55
"""What no classifier may exceed, given 10,000 samples of each class."""
POSTERS = 2


def allowed(samples: int) -> float:
    """Give the AUC that is chance for so few samples: four standard errors, but no less than the aim.

    The standard error of the AUC of two equal classes is about sqrt(1 / (6 n)); the classifier with
    bands is judged on half of them.
    """
    return max(AIM, 0.5 + 4.0 * math.sqrt(1.0 / (6.0 * (samples / 2))))


@asynccontextmanager
async def busy(url: str) -> AsyncIterator[None]:
    """Have others post all the while."""

    async def post() -> None:
        async with Peer.connect(url) as peer:
            key = os.urandom(32)
            await opened(peer, key)
            while True:
                await peer.post(key, os.urandom(1024))

    posters = [asyncio.create_task(post()) for _ in range(POSTERS)]
    try:
        yield
    finally:
        for poster in posters:
            poster.cancel()
        await asyncio.gather(*posters, return_exceptions=True)


async def measure(
    peer: Peer, makers: Mapping[str, Callable[[], Request]], samples: int
) -> dict[str, list[float]]:
    """Give the seconds that each refusal took."""
    times: dict[str, list[float]] = {name: [] for name in makers}
    draw = random.Random(7)
    for _ in range(samples):
        for name in draw.sample(list(makers), len(makers)):
            frame = makers[name]()
            started = time.perf_counter()
            answer = await peer.ask(frame)
            times[name].append(time.perf_counter() - started)
            assert isinstance(answer, Refused)
            assert answer.code is Code.REFUSED
    return times


async def listened(directory: Path, kind: str, samples: int) -> dict[str, list[float]]:
    """Run a busy relay with one box of each fate, and time its refusals."""
    clock, boxes = Clock(), Boxes()
    async with running_relay(directory, free_config(directory), clock=clock) as relay:
        await boxes.prepare(relay, clock)
        async with Peer.connect(relay.url) as peer, busy(relay.url):
            return await measure(peer, KINDS[kind](peer, boxes), samples)


@pytest.mark.parametrize("kind", KINDS)
async def test_r31_a_classifier_does_not_tell_refusals_apart(tmp_path: Path, kind: str) -> None:
    apart: dict[str, float] = {}
    for attempt in range(TRIES):
        apart = worst(await listened(tmp_path / f"relay-{attempt}", kind, SAMPLES))
        if max(apart.values()) <= allowed(SAMPLES):
            break
    if REPORT:
        keep(Path(REPORT), kind, SAMPLES, apart)
    assert max(apart.values()) <= allowed(SAMPLES), apart


def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the store take longer over boxes that it has, as one does that looks further into them."""
    look, apply = Store.find, Ledger.apply

    async def find(self: Store, box: bytes) -> Found | None:
        found = await look(self, box)
        if found is not None:
            spend(LEAK_SECONDS)
        return found

    def thorough(self: Ledger, change: Change) -> Outcome:
        if change.box in self._rows:
            spend(LEAK_SECONDS)
        return apply(self, change)

    monkeypatch.setattr(Store, "find", find)
    monkeypatch.setattr(Ledger, "apply", thorough)


def spend(seconds: float) -> None:
    """Work for so long, as a comparison or a copy would."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


@pytest.mark.parametrize("kind", KINDS)
async def test_a_planted_leak_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    plant(monkeypatch)
    apart = worst(await listened(tmp_path / "relay", kind, PLANTED))
    if REPORT:
        keep(
            Path(REPORT),
            f"{kind}, with a leak of {LEAK_SECONDS * 1e3:.1f} ms planted",
            PLANTED,
            apart,
        )
    assert max(apart.values()) > allowed(PLANTED), apart


def keep(file: Path, kind: str, samples: int, apart: dict[str, float]) -> None:
    """Add a kind's figures to the report."""
    report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    report |= {
        "what": "the AUC that the better of two classifiers reaches on the time of refusals, with "
        f"{POSTERS} others posting as fast as they can (make quiet)",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "aim": AIM,
    }
    report.setdefault("kinds", {})[kind] = {
        "samples_of_each_class": samples,
        "worst": max(apart.values()),
        "pairs": apart,
    }
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def test_the_classifiers_know_a_difference_and_a_coin() -> None:
    draw = random.Random(3)
    one = [draw.gauss(1.0, 0.1) for _ in range(4000)]
    same = [draw.gauss(1.0, 0.1) for _ in range(4000)]
    later = [draw.gauss(1.05, 0.1) for _ in range(4000)]
    humps = [draw.gauss(draw.choice((0.8, 1.2)), 0.02) for _ in range(4000)]
    assert auc(one, same) < AIM
    assert best_band(one, same) < AIM
    assert auc(one, later) > 0.6
    assert auc(one, humps) < AIM < 0.8 < best_band(one, humps)
    assert auc([1.0, 2.0], [1.0, 2.0]) == 0.5
    assert auc([1.0, 2.0], [3.0, 4.0]) == auc([3.0, 4.0], [1.0, 2.0]) == 1.0
