"""What is measured of the relay alone: idle connections, opening, catching up, a million boxes."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TypedDict

from leeward_relay.days import day_of, month_of
from leeward_relay.directory import DATABASE
from leeward_relay.ledger import HANDLE_BITS, entry_key
from leeward_relay.schema import APPLICATION_ID, MIGRATIONS
from leeward_wire import Attach, Life, Open, Post, box_id, encode, sign_attach, sign_open

from bench.relay import servers, tongue_leeward, websocket
from bench.relay.fanout import assemble
from bench.relay.load import BODY_BYTES, FILLING, percentile
from bench.relay.servers import HOST, Running

MISSED = 1000
BOXES = 1000
REST_PER_ENTRY = 10
"""At rest, one box in so many holds an entry of 1 KiB."""
GROWTH_RATE = 500.0
NO_WORK = b"\x01" + bytes(8)
"""A proof for a relay that wants none."""


class Idle(TypedDict):
    """Connections that are attached to a box and silent."""

    connections: int
    bytes_each: float


class Growth(TypedDict):
    """Latency with so many boxes at rest."""

    boxes: int
    p50: float
    p99: float
    posts: float


def idle(core: int, counts: tuple[int, ...]) -> list[Idle]:
    """Give the memory of the relay for each connection, at these numbers of them."""
    found: list[Idle] = []
    held: list[socket.socket] = []
    with servers.relay(core) as running:
        _settled(running)
        before = running.memory_bytes()
        try:
            for count in counts:
                while len(held) < count:
                    circle, member = divmod(len(held), 10)
                    connection, _ = running.join(HOST, running.port, circle, member)
                    held.append(connection)
                spent = _settled(running) - before
                found.append({"connections": count, "bytes_each": spent / count})
        finally:
            for connection in held:
                connection.close()
    return found


def _settled(running: Running) -> int:
    time.sleep(1.0)
    return running.memory_bytes()


def opening(core: int) -> dict[str, float]:
    """Give opens and attaches a second on one connection, one after the other and all at once."""
    with servers.relay(core) as running:
        name = f"{HOST}:{running.port}"
        begun = time.perf_counter()
        hosts = [tongue_leeward.greet(HOST, running.port) for _ in range(100)]
        connects = len(hosts) / (time.perf_counter() - begun)
        connection, hello = hosts[0]
        seeds = [tongue_leeward.seed_of(number) for number in range(BOXES)]
        ids = [box_id(seed) for seed in seeds]
        opens = [
            websocket.frame(
                encode(Open(1, box, None, sign_open(seed, name, hello.challenge, None), NO_WORK))
            )
            for seed, box in zip(seeds, ids, strict=True)
        ]
        attaches = [
            websocket.frame(encode(Attach(1, box, sign_attach(seed, name, hello.challenge), 0)))
            for seed, box in zip(seeds, ids, strict=True)
        ]
        rates = {"connects": connects}
        for what, frames, answers in (("opens", opens, 1), ("attaches", attaches, 2)):
            begun = time.perf_counter()
            connection.sendall(b"".join(frames))
            for _ in range(answers * BOXES):
                websocket.receive(connection)
            rates[what] = BOXES / (time.perf_counter() - begun)
        for connection, _ in hosts:
            connection.close()
        return rates


def catching_up(core: int, times: int = 20) -> dict[str, float]:
    """Give milliseconds until a reader that comes back has read 1,000 entries of 1 KiB."""
    with servers.relay(core) as running:
        writer, _ = tongue_leeward.join(HOST, running.port, 0, 0)
        seed = tongue_leeward.seed_of(0)
        post = websocket.frame(encode(Post(1, box_id(seed), Life.SHORT, FILLING)))
        for _ in range(MISSED // 10):
            writer.sendall(post * 10)
            answers = 0
            while answers < 10:
                answers += len(websocket.receive(writer)) < BODY_BYTES
        spent = []
        for _ in range(times):
            connection, hello = tongue_leeward.greet(HOST, running.port)
            begun = time.perf_counter()
            read = tongue_leeward.attach(connection, hello, f"{HOST}:{running.port}", seed, 0)
            spent.append(1e3 * (time.perf_counter() - begun))
            connection.close()
            if read != MISSED:
                raise RuntimeError("entries are missing")
        writer.close()
        return {"entries": MISSED, "p50": percentile(spent, 0.5), "p99": percentile(spent, 0.99)}


def growth(core: int, counts: tuple[int, ...], runs: int, seconds: float) -> list[Growth]:
    """Give the latency of deliveries with so many boxes at rest, medians of so many runs."""
    found: dict[int, list[tuple[float, float, float]]] = {count: [] for count in counts}
    for _ in range(runs):
        for count, figures in found.items():
            figures.append(_with_at_rest(core, count, seconds))
    return [
        {"boxes": count, "p50": median(p50), "p99": median(p99), "posts": median(posts)}
        for count, figures in found.items()
        for p50, p99, posts in [zip(*figures, strict=True)]
    ]


def _with_at_rest(core: int, count: int, seconds: float) -> tuple[float, float, float]:
    with servers.relay(core, prepare=lambda data: fill(data, count)) as running:
        crowd = assemble(running)
        try:
            paced = crowd.paced(GROWTH_RATE, 2.0, seconds)
            peak = crowd.peak(1, 1.0, seconds)
        finally:
            crowd.close()
    p50, p99 = (percentile(paced.latencies, part) for part in (0.5, 0.99))
    return p50, p99, peak.acknowledged / peak.seconds


def fill(data: Path, count: int) -> None:
    """Make a database of today's schema with so many boxes."""
    data.mkdir(parents=True)
    db = sqlite3.connect(data / DATABASE, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    for step in MIGRATIONS:
        for statement in step:
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    today = day_of(time.time())
    handles = sorted({secrets.randbits(HANDLE_BITS) for _ in range(count)})
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO box VALUES (:id,:handle,NULL,0,:held + 1,:month,0,:held,:held * :size,0,"
        " iif(:held, :day, NULL))",
        _boxes(handles, today),
    )
    db.executemany(
        "INSERT INTO entry VALUES (?,0,?,?)",
        ((entry_key(handle, 1), today + 14, secrets.token_bytes(BODY_BYTES))
         for handle in handles[::REST_PER_ENTRY]),
    )  # fmt: skip
    db.execute("COMMIT")
    db.close()
    # Otherwise it is on its way to the disk while the relay is measured.
    with (data / DATABASE).open("rb") as file:
        os.fsync(file)


def _boxes(handles: list[int], today: int) -> Iterator[dict[str, object]]:
    dates = {"month": month_of(today + 180), "day": today + 14, "size": BODY_BYTES}
    ids = sorted(secrets.token_bytes(32) for _ in handles)
    places = list(range(len(handles)))
    # Which id has which handle is by chance; both come in order, so that this takes seconds.
    secrets.SystemRandom().shuffle(places)
    for box, place in zip(ids, places, strict=True):
        yield {"id": box, "handle": handles[place], "held": not place % REST_PER_ENTRY, **dates}
