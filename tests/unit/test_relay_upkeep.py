"""Upkeep: alarms, the daily VACUUM, the disk, and what health and metrics say."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import msgspec
import pytest
from leeward_relay import upkeep
from leeward_relay.config import Metrics, Storage
from leeward_relay.health import ALARMS, Counters, Health, exposition
from leeward_relay.outbox import WRITE_BYTES, Outbox, Rounds
from leeward_relay.relay import Relay
from leeward_relay.schema import StoreError
from leeward_relay.store import Store
from leeward_relay.upkeep import Disk, used_percent
from support.relay import Clock, Peer, easy_config, opened, running_relay, until

KEY = b"\x21" * 32


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with running_relay(tmp_path / "relay") as running:
        yield running


async def health_of(relay: Relay) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.get(relay.url + "/healthz") as response,
    ):
        return response.status


@pytest.mark.parametrize("duty", ["expire", "vacuum", "scrub"])
async def test_a_deletion_that_fails_is_an_alarm_until_one_succeeds(
    relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, duty: str
) -> None:
    async def broken(*_: object) -> None:
        raise StoreError("OperationalError")

    part = {"expire": "purge", "vacuum": "vacuum", "scrub": "scrub"}[duty]
    with monkeypatch.context() as patched:
        patched.setattr(relay.store, part, broken)
        assert not await getattr(relay.upkeep, duty)()
    (record,) = caplog.records
    assert record.levelno == logging.CRITICAL
    assert record.getMessage() == "ALARM: deletion failed (OperationalError)"
    assert await health_of(relay) == 503
    assert 'leeward_alarm{duty="deletion"} 1' in exposition(relay.counters, relay.health)
    assert await getattr(relay.upkeep, duty)()
    assert await health_of(relay) == 200


@pytest.mark.parametrize("part", ["purge", "vacuum", "scrub"])
async def test_a_deletion_that_failed_is_tried_again_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    real = getattr(Store, part)
    failed = asyncio.Event()

    async def broken_once(store: Store, *arguments: object) -> object:
        if failed.is_set():
            return await real(store, *arguments)
        failed.set()
        raise StoreError("OperationalError")

    monkeypatch.setattr(Store, part, broken_once)
    config = easy_config(tmp_path / "relay", storage=Storage(scrub_seconds=1))
    async with running_relay(tmp_path / "relay", config) as relay:
        await failed.wait()
        assert await health_of(relay) == 503
        await until(lambda: relay.health.well)


async def test_a_large_database_that_was_not_rewritten_waits_for_the_next_expiry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SMALL_BYTES", 0)
    clock = Clock(datetime(2031, 5, 6, 4, 30, tzinfo=UTC).timestamp())
    config = easy_config(tmp_path / "relay")
    scrub, expiry = float(config.storage.scrub_seconds), 60.0 * config.storage.expire_minutes
    steps: list[str] = []
    pauses: asyncio.Queue[float] = asyncio.Queue()
    ended: dict[float, asyncio.Event] = {}
    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        if seconds not in (scrub, expiry):  # somebody else's
            await sleep(seconds)
            return
        ended[seconds] = asyncio.Event()
        pauses.put_nowait(seconds)
        await ended[seconds].wait()

    async def after(seconds: float) -> list[str]:
        """End a pause, and give the steps until the next one begins."""
        steps.clear()
        ended[seconds].set()
        await pauses.get()
        return list(steps)

    def noted(name: str, real: Callable[..., Awaitable[object]]) -> None:
        async def step(*arguments: object) -> object:
            steps.append(name)
            if name == "vacuum" and broken:
                raise StoreError("OperationalError")
            return await real(*arguments)

        monkeypatch.setattr(relay.store, name, step)

    relay = Relay(config, clock=clock)
    for name in ("purge", "vacuum", "scrub"):
        noted(name, getattr(relay.store, name))
    monkeypatch.setattr("leeward_relay.upkeep.asyncio.sleep", pause)
    broken = True
    await relay.start()
    try:
        assert {await pauses.get(), await pauses.get()} == {scrub, expiry}
        assert "vacuum" in steps
        assert await after(scrub) == ["scrub"]  # what was erased is scrubbed, and no more
        clock.forward(seconds=expiry)
        broken = False
        assert await after(expiry) == ["purge", "scrub", "vacuum", "scrub"]
        assert relay.health.well
    finally:
        await relay.stop()


async def test_a_log_that_stays_in_use_is_an_alarm(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.upkeep.SCRUB_TRIES", 2)
    monkeypatch.setattr("leeward_relay.upkeep.SCRUB_PAUSE", 0.0)

    async def busy() -> bool:
        return False

    monkeypatch.setattr(relay.store, "scrub", busy)
    assert not await relay.upkeep.scrub()
    assert not relay.health.well


async def test_a_scrub_empties_the_log_while_clients_read_on(relay: Relay, tmp_path: Path) -> None:
    log = tmp_path / "relay" / "relay.db-wal"
    async with Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        await peer.post(KEY, bytes(65536))
        assert log.stat().st_size > 65536
        assert await relay.upkeep.scrub()
        assert log.stat().st_size == 0
        attached = await peer.attach(KEY)
        assert isinstance(attached, tuple)
        assert [entry.seq for entry in attached[1]] == [1]
        await peer.post(KEY, bytes(65536))


async def test_the_scrub_runs_by_itself(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", storage=Storage(scrub_seconds=1))
    log = tmp_path / "relay" / "relay.db-wal"
    async with running_relay(tmp_path / "relay", config) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, KEY)
            await peer.post(KEY, bytes(65536))
        await until(lambda: log.stat().st_size == 0)


# What was erased before the start is not known, so a small database is always rewritten at the start.
@pytest.mark.parametrize(("hour", "vacuums"), [(4, 2), (5, 1)])
async def test_expiry_runs_at_the_start_and_vacuum_then_and_at_its_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hour: int, vacuums: int
) -> None:
    clock = Clock(datetime(2031, 5, 6, hour, 30, tzinfo=UTC).timestamp())
    done: list[int] = []
    relay = Relay(easy_config(tmp_path / "relay"), clock=clock)
    real = relay.store.vacuum

    async def counted(room: int) -> None:
        done.append(room)
        await real(room)

    monkeypatch.setattr(relay.store, "vacuum", counted)
    expiries: list[bool] = []
    expire = relay.upkeep.expire

    async def expired() -> bool:
        expiries.append(await expire())
        return expiries[-1]

    monkeypatch.setattr(relay.upkeep, "expire", expired)
    # A failed expiry is tried again soon; here every run is followed by the next at once.
    real_sleep = asyncio.sleep

    async def soon(_: float) -> None:
        await real_sleep(0.001)

    monkeypatch.setattr("leeward_relay.upkeep.asyncio.sleep", soon)
    await relay.start()
    try:
        async with asyncio.timeout(30):
            while len(expiries) < 4:
                await real_sleep(0.005)
    finally:
        await relay.stop()
    assert len(done) == vacuums


@pytest.mark.parametrize("limit", [0, 64 * 1024**2])
async def test_vacuum_in_memory_and_on_disk(relay: Relay, limit: int) -> None:
    async with Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        await peer.post(KEY, bytes(65536))
    await relay.writer.between(lambda: relay.store.vacuum(limit))
    found = [row[0] for row in await relay.store._writer.execute_fetchall("PRAGMA temp_store")]
    assert found == [2]


def test_the_disk_is_looked_at_now_and_then(tmp_path: Path) -> None:
    clock = Clock(0.0)
    used = [79.0]
    looks: list[Path] = []

    def look(directory: Path) -> float:
        looks.append(directory)
        return used[0]

    disk = Disk(tmp_path, 80, clock, look)
    assert [disk.full() for _ in range(3)] == [False, False, False]
    assert looks == [tmp_path]
    used[0] = 80.0
    assert not disk.full()
    clock.forward(seconds=10)
    assert disk.full()
    assert 0.0 <= used_percent(tmp_path) <= 100.0


async def test_metrics_are_aggregates_on_a_port_of_their_own(tmp_path: Path) -> None:
    config = msgspec.structs.replace(
        easy_config(tmp_path / "relay"), metrics=Metrics(listen="127.0.0.1:0")
    )
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        await peer.post(KEY, bytes(1024))
        url = f"http://127.0.0.1:{relay.metrics_port}"
        async with aiohttp.ClientSession() as session:
            async with session.get(url + "/metrics") as response:
                text = await response.text()
            async with session.get(url + "/healthz") as response:
                assert response.status == 404
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values["leeward_connections"] == "1"
    assert values["leeward_posted_total"] == "1"
    assert values["leeward_opened_total"] == "1"
    # Nothing but numbers, and no label but the name of an alarm.
    assert {name for name in values if "{" in name} == {
        'leeward_alarm{duty="deletion"}',
        'leeward_alarm{duty="storage"}',
        'leeward_alarm{duty="reading"}',
    }
    assert len(values) == len(fields(Counters())) + len(ALARMS)
    assert all(value.isdigit() for value in values.values())


def test_alarms_stand_apart() -> None:
    health = Health()
    health.alarm("storage", "OSError")
    health.alarm("deletion", "OSError")
    health.clear("storage")
    assert not health.well
    assert health.standing("deletion")
    health.clear("deletion")
    assert health.well


class Wire:
    """What an outbox wrote, in the pieces it wrote it in."""

    def __init__(self, limit: int) -> None:
        self.written: list[bytes] = []
        self.roomy = 0
        self.box = Outbox(limit, Rounds(), self.written.append, self._count)

    def _count(self) -> None:
        self.roomy += 1


async def test_r19_an_outbox_takes_live_frames_while_there_is_room() -> None:
    wire = Wire(100)
    assert wire.box.offer(bytes(1000))
    assert not wire.box.offer(b"x")
    wire.box.push(b"a reply")
    await asyncio.sleep(0)
    assert wire.written == [bytes(1000) + b"a reply"]
    wire.box.pause()
    assert wire.box.offer(bytes(100))
    assert not wire.box.offer(b"x")
    await asyncio.sleep(0)
    assert len(wire.written) == 1
    wire.box.resume()
    assert wire.written[1:] == [bytes(100)]


async def test_r12_an_outbox_says_when_there_is_room_again() -> None:
    wire = Wire(10)
    wire.box.pause()
    wire.box.push(bytes(9))
    assert wire.box.room
    wire.box.push(bytes(1))
    assert not wire.box.room
    wire.box.resume()
    assert (wire.box.room, wire.roomy) == (True, 1)
    wire.box.push(b"fits")
    wire.box.flush()
    assert wire.roomy == 1
    wire.box.finish(b"last")
    wire.box.push(b"too late")
    wire.box.flush()
    assert wire.written[-1] == b"last"


async def test_an_outbox_writes_all_of_a_turn_at_once_and_no_more_than_a_peer_takes() -> None:
    wire = Wire(10**6)
    for part in (b"a", b"b", b"c"):
        wire.box.push(part)
    await asyncio.sleep(0)
    assert wire.written == [b"abc"]
    taken = wire.written

    def write(data: bytes) -> None:
        taken.append(data)
        wire.box.pause()

    wire.box._write = write
    for _ in range(10):
        wire.box.push(bytes(WRITE_BYTES // 2))
    wire.box.flush()
    assert [len(data) for data in taken[1:]] == [WRITE_BYTES]
    wire.box.close()
    wire.box.resume()
    assert len(taken) == 2
