"""All measurements of the relay, in one run."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from functools import partial
from importlib.metadata import version
from typing import Any

from bench.relay import group_commit, machine, peers, relay_only, servers, table
from bench.relay.fanout import Fanout, Start, measure, medians
from bench.report import Report

FILES = 20_000
SECONDS, QUICK_SECONDS = 4.0, 1.0
IDLE, QUICK_IDLE = (1000, 5000), (1000,)
AT_REST, QUICK_AT_REST = (1000, 100_000, 1_000_000), (1000, 10_000)


def measured(runs: int, *, quick: bool) -> Report:
    """Everything, so many times, or once and briefly."""
    core, load_core = machine.cores()
    if core == load_core:
        sys.exit("The server and the load need a core each, and this machine has one.")
    usable = os.sched_getaffinity(0)
    machine.pin(load_core)
    try:
        return _measured(1 if quick else runs, core, quick=quick)
    finally:
        os.sched_setaffinity(0, usable)


def _measured(runs: int, core: int, *, quick: bool) -> Report:
    begun = time.time()
    files = machine.allow_files(FILES)
    seconds = QUICK_SECONDS if quick else SECONDS
    with servers.folder_for() as folder:
        folder.chmod(0o755)  # for peers that run as nobody
        starts, missing = _starts(core, servers.slow_disk(folder))
        found: dict[str, list[Fanout]] = {name: [] for name in starts}
        for number in range(runs):
            for name, start in starts.items():
                _say(f"{name}, run {number + 1} of {runs}")
                found[name].append(measure(start, seconds))
    _say("the relay alone")
    counts = tuple(count for count in (QUICK_IDLE if quick else IDLE) if count < files)
    figures: dict[str, Any] = {
        "fanout": {name: medians(each) for name, each in found.items()},
        "missing": missing,
        "group_commit": group_commit.measure(core),
        "idle": relay_only.idle(core, counts),
        "opening": relay_only.opening(core),
        "catching_up": relay_only.catching_up(core),
        "growth": relay_only.growth(core, QUICK_AT_REST if quick else AT_REST, runs, seconds),
    }
    figures["took_seconds"] = round(time.time() - begun)
    return Report(
        name="relay",
        versions={"SQLite": sqlite3.sqlite_version, "aiohttp": version("aiohttp")},
        amount=f"{runs} runs of {seconds:.0f} seconds for each figure, medians",
        figures=figures,
        table=table.of(figures),
        above=table.missed(figures),
    )


def _starts(core: int, slow: dict[str, str]) -> tuple[dict[str, Start], list[str]]:
    starts: dict[str, Start] = {
        "relay": partial(servers.relay, core),
        "relay, 5 ms": partial(servers.relay, core, crowd_ms=5),
        "bare": partial(servers.ceiling, "bare", core),
        "joined": partial(servers.ceiling, "joined", core),
    }
    missing = []
    for name, peer in peers.PEERS.items():
        if peer.installed():
            starts[name] = partial(peers.running, peer, core)
        else:
            missing.append(f"{name}: not installed (apt-get install {peer.package})")
    starts["relay, slow disk"] = partial(servers.relay, core, slow)
    if "prosody" in starts:
        starts["prosody, slow disk"] = partial(peers.running, peers.PEERS["prosody"], core, slow)
    return starts, missing


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
