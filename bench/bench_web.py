"""The web client in Chromium, over a real relay: its weight, its first paint, its pace.

What is measured how stands in first_load.py, latency.py and catching_up.py; the limits are here.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

import build_web
from support.relay import relay_process

from bench import catching_up, first_load, latency
from bench.catching_up import Return
from bench.first_load import Load
from bench.report import Report

SLOWER = 4
"""How many times slower the processor is while somebody catches up; first loads are as slow."""
MESSAGES = 20
"""Of each kind, in a run."""

NAMES = {
    "size_kib": "first load, in the heaviest language (KiB)",
    "size_english_kib": "first load, in English (KiB)",
    "first_paint_ms": "first paint (ms)",
    "ready_ms": "ready (ms)",
    "browser_to_browser_ms": "a message from browser to browser (ms)",
    "browser_to_terminal_ms": "from browser to terminal (ms)",
    "terminal_to_browser_ms": "from terminal to browser (ms)",
    "slower": "coming back: a worker's processor is slower (times)",
    "opened_s": "coming back: the circle is there (s)",
    "progress_s": "coming back: progress is shown (s)",
    "longest_still_s": "coming back: longest time without a move of it (s)",
    "caught_up_s": "coming back: caught up (s)",
}
LIMITS = {
    "size_kib": 200.0,
    "first_paint_ms": 2_000.0,
    "browser_to_browser_ms": 300.0,
    "caught_up_s": 60.0,
}
"""What the medians are meant to stay below."""


def measured(runs: int) -> Report:
    """Everything, so many times."""
    build_web.build()
    return asyncio.run(_measured(runs))


async def _measured(runs: int) -> Report:
    english, heaviest = first_load.size()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with relay_process(folder / "relay") as relay:
            loads = await first_load.first_loads(relay.url, runs)
            times = await latency.latencies(folder, relay.url, runs * MESSAGES)
        lived, returns = await catching_up.returns(folder, SLOWER, runs)
    values = {
        "size_kib": [heaviest],
        "size_english_kib": [english],
        **_columns(loads),
        **asdict(times),
        **_columns(returns),
    }
    medians = {key: round(median(values[key]), 2) for key in NAMES}
    return Report(
        name="web",
        versions={"Chromium": await first_load.version()},
        amount=f"{runs} runs with {MESSAGES} messages of each kind",
        figures={
            "runs": runs,
            "limits": LIMITS,
            "medians": medians,
            "history": lived,
            "values": values,
        },
        table=_table(values),
        above=[
            f"{NAMES[key]}: {medians[key]}, limit {limit}"
            for key, limit in LIMITS.items()
            if medians[key] > limit
        ],
    )


def _columns(runs: Sequence[Load | Return]) -> dict[str, list[float]]:
    """The values of each field, run by run."""
    rows = [asdict(one) for one in runs]
    return {key: [row[key] for row in rows] for key in rows[0]}


def _table(values: Mapping[str, Sequence[float]]) -> str:
    """Limits and medians, and between which values they lie."""
    lines = ["| what | limit | median | least | most |", "|---|---:|---:|---:|---:|"]
    for key, words in NAMES.items():
        limit = f"{LIMITS[key]:g}" if key in LIMITS else ""
        found = [f"{pick(values[key]):.1f}" for pick in (median, min, max)]
        lines.append(" | ".join([f"| {words}", limit, *found]) + " |")
    return "\n".join(lines)
