"""leeward_mls and ts-mls side by side: the same steps in the same order, in one run.

A round encrypts and decrypts 256 bytes, commits an update, processes it with all checks, and joins
by a welcome that came with a path. The two take turns, run by run, so that a slow moment of the
machine meets both; warm-up rounds are not counted; the figure is the median over all rounds of a
run, and then over the runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from statistics import median
from typing import TypedDict, TypeVar

from leeward_mls import Group, KeyPackageBundle, SignatureKey, Suite
from support.node import Driver

from bench.report import Report

OPERATIONS = ["encrypt", "decrypt", "commit", "process", "join"]
SUITES = [Suite.X25519_CHACHA, Suite.XWING]
SHAPES = ["settled", "fresh"]
WARMUP = 5
BOUNDS = {
    Suite.X25519_CHACHA: {
        "encrypt": 0.3,
        "decrypt": 0.5,
        "commit": 4.5,
        "process": 4.2,
        "join": 16.0,
    },
    Suite.XWING: {"commit": 7.0, "process": 8.0},
}
"""Milliseconds at 32 members, on two cores with nothing else to do, that we mean to stay below."""
NOW = 2_000
T = TypeVar("T")


class Cost(TypedDict):
    """Milliseconds by the clock on the wall, and of processors' time, all threads together."""

    wall: float
    cpu: float


Times = dict[str, Cost]


class Case(TypedDict):
    """Milliseconds of each operation, for one suite and shape of tree."""

    suite: str
    shape: str
    bounds: dict[str, float]
    leeward_mls: Times
    ts_mls: Times


def newcomer(suite: Suite, number: int) -> KeyPackageBundle:
    return KeyPackageBundle.create(
        suite,
        number.to_bytes(16, "big"),
        SignatureKey.generate(suite),
        not_before=0,
        not_after=2 * NOW,
    )


def group(suite: Suite, size: int, shape: str) -> tuple[Group, Group]:
    """Two members of a group of `size`, as measure.mjs builds it."""
    founder = Group.create(suite, b"be", bytes(16), SignatureKey.generate(suite))
    bundles = [newcomer(suite, number) for number in range(1, size)]
    made = founder.commit(adds=[bundle.key_package for bundle in bundles], update=False)
    assert made.welcome is not None
    acting = [founder := made.next]
    for number, bundle in enumerate(bundles, start=1):
        if number == 1 or (shape == "settled" and number % 2 == 0):
            acting.append(Group.join(made.welcome, bundle, now=NOW))
    committers = [0, *range(2, len(acting))] if shape == "settled" else []
    for committer in committers:
        made = acting[committer].commit()
        acting = [
            made.next if number == committer else member.inspect(made.message).apply()
            for number, member in enumerate(acting)
        ]
    return acting[0], acting[1]


def timed(into: list[Cost], work: Callable[[], T]) -> T:
    begin, spent = time.perf_counter(), time.process_time()
    value = work()
    cpu, wall = time.process_time() - spent, time.perf_counter() - begin
    into.append(Cost(wall=wall * 1000, cpu=cpu * 1000))
    return value


def middle(costs: Iterable[Cost]) -> Cost:
    """The medians, each for itself."""
    kept = list(costs)
    return Cost(wall=median(one["wall"] for one in kept), cpu=median(one["cpu"] for one in kept))


def measure(suite: Suite, size: int, shape: str, rounds: int) -> Times:
    """One run of leeward_mls: the median of each operation."""
    alice, bob = group(suite, size, shape)
    times: dict[str, list[Cost]] = {name: [] for name in OPERATIONS}
    for number in range(-WARMUP, rounds):
        into = times if number >= 0 else {name: [] for name in OPERATIONS}
        message = timed(into["encrypt"], lambda: alice.encrypt(b"a" * 256))
        timed(into["decrypt"], lambda: bob.decrypt(message))  # noqa: B023  (called at once)
        made = timed(into["commit"], alice.commit)
        timed(into["process"], lambda: bob.inspect(made.message).apply())  # noqa: B023
        bundle = newcomer(suite, size + 100 + number)
        emptied = alice.commit(removes=[size - 1]).next
        welcome = emptied.commit(adds=[bundle.key_package], extensions=[]).welcome
        assert welcome is not None
        timed(into["join"], lambda: Group.join(welcome, bundle, now=NOW))  # noqa: B023
    return {name: middle(values) for name, values in times.items()}


def measured(size: int, runs: int, rounds: int) -> Report:
    """Both libraries in a group of `size`, in so many runs of so many rounds."""
    cases = []
    with Driver() as driver:
        versions = driver.call("versions")
        for suite in SUITES:
            for shape in SHAPES:
                ours, theirs = [], []
                for _ in range(runs):
                    ours.append(measure(suite, size, shape, rounds))
                    theirs.append(
                        driver.call(
                            "measure",
                            suite=int(suite),
                            size=size,
                            shape=shape,
                            rounds=rounds,
                            warmup=WARMUP,
                        )
                    )
                cases.append(
                    Case(
                        suite=suite.name,
                        shape=shape,
                        bounds=BOUNDS[suite],
                        leeward_mls={op: middle(run[op] for run in ours) for op in OPERATIONS},
                        ts_mls={op: middle(run[op] for run in theirs) for op in OPERATIONS},
                    )
                )
    return Report(
        name="mls",
        versions={
            "cryptography": version("cryptography"),
            "PyNaCl": version("pynacl"),
            "Node": versions["node"],
            "ts-mls": f"{versions['ts_mls']} (patched)",
        },
        amount=f"{size} members, {runs} runs of {rounds} rounds",
        figures={"size": size, "runs": runs, "rounds": rounds, "cases": cases},
        table=table(cases),
        above=above_bounds(cases),
    )


def table(cases: list[Case]) -> str:
    """Medians in milliseconds: leeward_mls, ts-mls, and how many times longer the latter takes."""
    lines = [
        "| suite | tree | operation | bound | leeward_mls | (cpu) | ts-mls | (cpu) | cpu ratio |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for case in cases:
        for operation in OPERATIONS:
            ours, theirs = case["leeward_mls"][operation], case["ts_mls"][operation]
            bound = case["bounds"].get(operation, "")
            lines.append(
                f"| {case['suite']} | {case['shape']} | {operation} | {bound} "
                f"| {ours['wall']:.2f} | {ours['cpu']:.2f} "
                f"| {theirs['wall']:.2f} | {theirs['cpu']:.2f} "
                f"| {theirs['cpu'] / ours['cpu']:.1f} |"
            )
    return "\n".join(lines)


def above_bounds(cases: list[Case]) -> list[str]:
    """What took longer than it should, in words; by processor time, which a busy machine does not
    lengthen, and which for one thread that never waits is the time on an idle one."""
    found = []
    for case in cases:
        for operation, bound in case["bounds"].items():
            spent = case["leeward_mls"][operation]["cpu"]
            if spent > bound:
                name = f"{case['suite']} {case['shape']} {operation}"
                found.append(f"{name}: {spent:.2f} ms, bound {bound} ms")
    return found
