"""`python -m bench.abuse`: what each attack costs an honest circle in delay, and the relay in memory.

A circle of ten talks over a relay with its rates as they come, with and without each attack in turn;
the time is taken from when a post is due to its arrival at every member. The relay has a core to itself;
on the other are the circle and, with a low priority, the attacker. A ratio is within one run, the figures
shown are medians of several. `--save` keeps them in this folder.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from leeward_wire import Entries, Life, Post, Posted, box_id  # noqa: E402
from support.relay import Peer, RelayProcess, opened, relay_process  # noqa: E402

from bench import report  # noqa: E402
from bench.attacks import ATTACKS  # noqa: E402

MEMBERS = 10
POSTS_A_SECOND = 30
"""Of the whole circle; a member may post four times a second."""
WARM_SECONDS = 1.0
ROUNDS, SECONDS = 4, 4.0
"""How often there is an attack and then none, so that what else the machine does strikes both alike."""
BOUND = 2.0
BEGIN, END = "<!-- abuse -->", "<!-- end of abuse -->"
STAMP = 8


class Measured(TypedDict):
    """One attack, in milliseconds and MiB."""

    p99_calm: float
    p99_under: float
    ratio: float
    rss_calm: float
    rss_peak: float


class Circle:
    """Ten honest members of one box."""

    def __init__(self, peers: list[Peer], seed: bytes) -> None:
        self._peers = peers
        self._box = box_id(seed)
        self._delays: list[float] = []

    async def talk(self, seconds: float) -> list[float]:
        """Post in turn at a steady pace; gives all delays in milliseconds."""
        self._delays = []
        loop = asyncio.get_running_loop()
        begun, sent = loop.time(), 0
        while (now := loop.time()) < begun + seconds:
            due = begun + sent / POSTS_A_SECOND
            if due > now:
                await asyncio.sleep(due - now)
            # Stamped with the moment it was due: who is late to send is late.
            stamp = int(due * 1e9).to_bytes(STAMP, "big")
            peer = self._peers[sent % len(self._peers)]
            await peer.send(Post(peer.rid(), self._box, Life.SHORT, stamp + bytes(1024 - STAMP)))
            sent += 1
        expected = sent * len(self._peers)
        async with asyncio.timeout(60):
            while len(self._delays) < expected:  # noqa: ASYNC110 - of this time nothing is measured
                await asyncio.sleep(0.01)
        return self._delays

    async def listen(self, peer: Peer) -> None:
        """Note when each entry arrives at one member."""
        loop = asyncio.get_running_loop()
        while True:
            frame = await peer.receive()
            if isinstance(frame, Entries):
                now = loop.time()
                for entry in frame.entries:
                    due = int.from_bytes(entry.blob[:STAMP], "big") / 1e9
                    self._delays.append((now - due) * 1e3)
            elif not isinstance(frame, Posted):
                raise RuntimeError(f"an honest member was answered with {type(frame).__name__}")


def p99(delays: list[float]) -> float:
    return statistics.quantiles(delays, n=100)[98]


def memory(pid: int, field: str) -> float:
    """Give a figure of /proc/PID/status in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise KeyError(field)


@contextlib.contextmanager
def attacked(name: str, url: str) -> Iterator[None]:
    """Have somebody attack a relay meanwhile."""
    command = [sys.executable, "-m", "bench.attacks", name, url]
    attacker = subprocess.Popen(command, cwd=HERE.parent, stderr=subprocess.DEVNULL)
    try:
        yield
        if attacker.poll() is not None:
            raise RuntimeError(f"the attacker gave up: {name}")
    finally:
        attacker.kill()
        attacker.wait()


async def measure(relay: RelayProcess, name: str) -> Measured:
    """One attack on a relay that is fresh."""
    seed = os.urandom(32)
    async with contextlib.AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(Peer.connect(relay.url)) for _ in range(MEMBERS)]
        for peer in peers:
            await opened(peer, seed)
        circle = Circle(peers, seed)
        async with asyncio.TaskGroup() as group:
            listening = [group.create_task(circle.listen(peer)) for peer in peers]
            await circle.talk(WARM_SECONDS)
            rss = memory(relay.pid, "VmRSS")
            calm: list[float] = []
            under: list[float] = []
            for _ in range(ROUNDS):
                await circle.talk(WARM_SECONDS)
                calm += await circle.talk(SECONDS)
                with attacked(name, relay.url):
                    await circle.talk(WARM_SECONDS)
                    under += await circle.talk(SECONDS)
            peak = memory(relay.pid, "VmHWM")
            for task in listening:
                task.cancel()
    without, with_it = p99(calm), p99(under)
    return Measured(
        p99_calm=without, p99_under=with_it, ratio=with_it / without,
        rss_calm=rss, rss_peak=peak,
    )  # fmt: skip


def run(name: str, data: str | None) -> Measured:
    """Start a relay on a core of its own, and measure one attack; `data` is where its disk is."""
    cores = sorted(os.sched_getaffinity(0))
    with (
        tempfile.TemporaryDirectory(dir=data) as folder,
        relay_process(Path(folder) / "relay") as relay,
    ):
        if len(cores) > 1:
            os.sched_setaffinity(relay.pid, {cores[0]})
            os.sched_setaffinity(0, set(cores[1:]))
        try:
            return asyncio.run(measure(relay, name))
        finally:
            os.sched_setaffinity(0, set(cores))


def medians(runs: list[Measured]) -> dict[str, float]:
    return {
        key: round(statistics.median(one[key] for one in runs), 2)  # type: ignore[literal-required]
        for key in Measured.__annotations__
    }


def in_memory(data: str | None) -> bool:
    """Tell whether a directory is none of a disk, so that fsync costs nothing."""
    where = Path(data or tempfile.gettempdir()).resolve()
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    above = [(mount, kind) for mount, kind in mounts if where.is_relative_to(mount)]
    return max(above, key=lambda found: len(found[0]))[1] == "tmpfs"


def table(results: dict[str, list[Measured]]) -> str:
    """Show medians."""
    lines = [
        "| attack | p99 without, ms | p99 under it, ms | ratio | memory without, MiB | peak, MiB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, runs in results.items():
        m = medians(runs)
        lines.append(
            f"| {name.replace('_', ' ')} | {m['p99_calm']:.1f} | {m['p99_under']:.1f}"
            f" | {m['ratio']:.2f} | {m['rss_calm']:.0f} | {m['rss_peak']:.0f} |"
        )
    return "\n".join(lines)


def save(results: dict[str, list[Measured]], shown: str, disk: str) -> None:
    """Write `results/abuse.json` and the table between the marks in README.md."""
    kept = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": report.machine(),
        "disk": disk,
        "members": MEMBERS,
        "posts_a_second": POSTS_A_SECOND,
        "medians": {name: medians(runs) for name, runs in results.items()},
        "runs": results,
    }
    (HERE / "results" / "abuse.json").write_text(json.dumps(kept, indent=2) + "\n")
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n{shown}\n{END}{rest.partition(END)[2]}")


def asked(arguments: list[str] | None = None) -> argparse.Namespace:
    """Which attacks, and how often; ends the program if one is not known."""
    parser = argparse.ArgumentParser(prog="python -m bench.abuse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each attack (default 3)")
    parser.add_argument("--save", action="store_true", help="write results/ and README.md")
    parser.add_argument("--data", metavar="DIR", help="below which the relay keeps its database")
    parser.add_argument("attacks", nargs="*", help=f"some of {', '.join(ATTACKS)} (default: all)")
    options = parser.parse_args(arguments)
    if unknown := set(options.attacks) - set(ATTACKS):
        parser.error(f"there is no {', '.join(unknown)}")
    return options


def main() -> None:
    options = asked()
    results: dict[str, list[Measured]] = {}
    for name in options.attacks or ATTACKS:
        results[name] = [run(name, options.data) for _ in range(options.runs)]
        print(name, medians(results[name]), flush=True)
    shown = table(results)
    print(shown)
    if options.save:
        save(results, shown, "memory" if in_memory(options.data) else "disk")
    above = [name for name, runs in results.items() if medians(runs)["ratio"] > BOUND]
    if above:
        sys.exit(f"the others' p99 more than doubled under: {', '.join(above)}")


if __name__ == "__main__":
    main()
