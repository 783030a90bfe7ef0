"""The short run of the fuzzers: the corpus, what once broke something, and some inputs made of those.

`make fuzz` runs long, guided by coverage.
"""

import time
import tracemalloc
from collections.abc import Iterator

import pytest

from fuzz import corpus, targets_door, web
from fuzz.mutate import inputs
from fuzz.target import Target, canonical
from fuzz.targets import TARGETS

COUNT = 1200
HEAVY = 60
SECONDS = 2.0
"""What the longest input may cost in processor time, on a machine that has other things to do."""
MEMORY = 24
"""How many times its own length an input may take, and MEMORY_BASE beside it."""
MEMORY_BASE = 8 * 2**20


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    targets_door.close()
    if web.driver.cache_info().currsize:
        web.driver().close()
        web.driver.cache_clear()


def made_of(target: Target, count: int) -> list[bytes]:
    seeds = corpus.seeds(target.name)
    return [*seeds, *inputs(seeds, count, target.largest)]


def test_the_corpus_is_what_the_vectors_make() -> None:
    for name, text in corpus.from_vectors().items():
        assert (corpus.CORPUS / f"{name}.hex").read_text(encoding="ascii") == text, name


def test_every_file_of_the_corpus_has_a_target_and_every_target_one() -> None:
    assert {file.stem for file in corpus.CORPUS.glob("*.hex")} == set(TARGETS)
    assert {file.stem for file in corpus.REGRESSIONS.glob("*.hex")} <= set(TARGETS)


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_whatever_comes_is_read_or_refused_by_the_one_error(target: Target) -> None:
    verdicts = {target.run(data) for data in made_of(target, HEAVY if target.heavy else COUNT)}
    # A target whose inputs are all refused at the gate would prove nothing.
    assert verdicts == {True, False}


def longest(target: Target) -> Iterator[bytes]:
    """Inputs as long as can be: one byte again and again, and vectors drawn out."""
    for byte in (b"\x00", b"\x80", b"\x91", b"\xc4", b"\xff", b"[", b"9", b" ", b"\xdc\xff\xff"):
        yield (byte * target.largest)[: target.largest]
    for seed in corpus.seeds(target.name)[:40]:
        if seed:
            yield (seed + seed[-1:] * target.largest)[: target.largest]
            yield (seed * (target.largest // len(seed) + 1))[: target.largest]


@pytest.mark.parametrize(
    "target", [one for one in TARGETS.values() if not one.heavy], ids=lambda target: target.name
)
def test_the_longest_inputs_are_cheap(target: Target) -> None:
    target.run(b"")  # what is made once is not the input's
    for data in longest(target):
        started = time.process_time()
        target.run(data)
        assert time.process_time() - started < SECONDS
    tracemalloc.start()
    try:
        for data in longest(target):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            target.run(data)
            assert tracemalloc.get_traced_memory()[1] - before < MEMORY_BASE + MEMORY * len(data)
    finally:
        tracemalloc.stop()


@pytest.mark.node
@pytest.mark.parametrize("name", web.ALIKE)
def test_the_web_client_judges_alike(name: str) -> None:
    assert web.compare(name, made_of(TARGETS[name], COUNT)) == []


@pytest.mark.node
def test_a_client_that_judges_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = TARGETS["events"]
    monkeypatch.setitem(TARGETS, "events", Target("events", lambda _: True, taken.largest))
    assert web.compare("events", [b"", *corpus.seeds("events")]) != []


def findings(target: Target, seed: bytes, largest: int) -> set[type[Exception]]:
    found: set[type[Exception]] = set()
    for data in inputs([seed], 2000, largest):
        try:
            target.run(data)
        except Exception as error:
            found.add(type(error))
    return found


def test_a_decoder_that_is_lax_or_careless_is_found() -> None:
    """`int` reads 017 as 17, which is a second encoding; a place that may not be there is looked at."""
    lax = canonical("lax", int, lambda value: b"%d" % value, ValueError, 8)
    assert findings(lax, b"17", 8) == {AssertionError}
    careless = canonical("careless", lambda data: data[4], lambda _: b"", ValueError, 8)
    assert findings(careless, b"12345", 4) == {IndexError}
    sound = canonical("sound", lambda data: data, bytes, ValueError, 8)
    assert findings(sound, b"12345", 8) == set()
