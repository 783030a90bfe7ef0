"""Fan-out: 20 circles of 10, entries of 1 KiB, the same load for every server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from socket import socket

from bench.relay.load import Counted, Crowd, Tongue, percentile
from bench.relay.servers import HOST, Running

CIRCLES, SIZE = 20, 10
LOW_RATE = 1000.0
DEEP = 8
WARM_SECONDS = 1.0
JOINING = 20
"""So many members join at once; some servers think about each for a second."""

Start = Callable[[], AbstractContextManager[Running]]


@dataclass(frozen=True, slots=True)
class Fanout:
    """One run with one server."""

    posts: float
    """Acknowledged posts a second, each member waiting for one before it sends the next."""
    deliveries: float
    deep: float | None
    """The same with eight of each member under way; None for who does not come to 1,000."""
    half_p50: float
    """Milliseconds to a delivery at half of `posts`."""
    half_p99: float
    half_cpu: float
    """Processor seconds of the server for 10,000 deliveries, at half of `posts`."""
    peak_cpu: float
    deep_cpu: float | None
    """The same with eight of each member under way; None as above."""
    low_cpu: float | None
    """The same at 1,000 posts a second; None as above."""
    low_p99: float | None
    memory: int
    load_share: float
    """The greatest part of its core that the load needed; near 1 it was the load that was measured."""


def assemble(running: Running, first: int = 0, circles: int = CIRCLES, size: int = SIZE) -> Crowd:
    """Connect everybody; who comes first to a circle comes before the others."""
    with ThreadPoolExecutor(JOINING) as pool:

        def join(circle: int, member: int) -> tuple[socket, Tongue]:
            return running.join(HOST, running.port, circle, member)

        numbers = range(first, first + circles)
        heads = [join(first, 0), *pool.map(lambda circle: join(circle, 0), numbers[1:])]
        tails = pool.map(
            lambda place: join(*place), [(c, m) for c in numbers for m in range(1, size)]
        )
        return Crowd([[head, *(next(tails) for _ in range(1, size))] for head in heads])


def measure(start: Start, seconds: float) -> Fanout:
    """Run the workload once."""
    with start() as running:
        crowd = assemble(running)
        try:
            return _measure(running, crowd, seconds)
        finally:
            crowd.close()


def _measure(running: Running, crowd: Crowd, seconds: float) -> Fanout:
    def costs(stretch: Callable[[], Counted]) -> tuple[Counted, float]:
        before, sent = running.processor_seconds(), crowd.delivered()
        counted = stretch()
        spent = running.processor_seconds() - before
        return counted, 1e4 * spent / max(1, crowd.delivered() - sent)

    peak, peak_cpu = costs(lambda: crowd.peak(1, WARM_SECONDS, seconds))
    posts = peak.acknowledged / peak.seconds
    half, half_cpu = costs(lambda: crowd.paced(max(1.0, posts / 2), WARM_SECONDS, seconds))
    low, low_cpu, deep, deep_cpu = None, None, None, None
    if posts > 1.2 * LOW_RATE:
        low, low_cpu = costs(lambda: crowd.paced(LOW_RATE, WARM_SECONDS, seconds))
        deep, deep_cpu = costs(lambda: crowd.peak(DEEP, WARM_SECONDS, seconds))
    return Fanout(
        posts=posts,
        deliveries=peak.delivered / peak.seconds,
        deep=deep.acknowledged / deep.seconds if deep else None,
        half_p50=percentile(half.latencies, 0.5),
        half_p99=percentile(half.latencies, 0.99),
        half_cpu=half_cpu,
        peak_cpu=peak_cpu,
        deep_cpu=deep_cpu,
        low_cpu=low_cpu,
        low_p99=percentile(low.latencies, 0.99) if low else None,
        memory=running.memory_bytes(),
        load_share=max(each.own_share for each in (peak, half, low, deep) if each),
    )


def medians(runs: list[Fanout]) -> dict[str, float | None]:
    """Give the median of every figure."""
    rows = [asdict(run) for run in runs]
    result: dict[str, float | None] = {}
    for name in rows[0]:
        values = [row[name] for row in rows if row[name] is not None]
        result[name] = percentile(values, 0.5) if values else None
    return result
