"""What was acknowledged is there after a stop, a crash, or a failing disk."""

import asyncio
import os
import random
import signal
import sqlite3
from pathlib import Path

import aiohttp
import aiosqlite
import pytest
from leeward_relay.changes import AddPost, AddSeal, OpenBox
from leeward_relay.config import Rates
from leeward_relay.schema import connect
from leeward_wire import (
    Code,
    Life,
    MalformedError,
    Opened,
    Ping,
    Pong,
    Post,
    Posted,
    Refused,
    box_id,
)
from support.faults import PAGE_BYTES
from support.relay import (
    Peer,
    RelayProcess,
    closed_with,
    easy_config,
    opened,
    relay_process,
    running_relay,
    until,
)

ROUNDS = 8
WRITERS = 4
UNLIMITED = 2**31
FAST = "[work]\ndifficulty = 4\n[rates]\nposts_per_minute = 100000\nrequests_per_minute = 100000\n"


class Witness:
    """One who posts until the relay dies, and remembers what was acknowledged."""

    def __init__(self) -> None:
        self.seed = os.urandom(32)
        self.acknowledged: dict[int, bytes] = {}
        self.sent: set[bytes] = set()

    async def write(self, url: str) -> None:
        async with Peer.connect(url) as peer:
            if not self.acknowledged:
                assert isinstance(await peer.open(self.seed), Opened)
            await peer.attach(self.seed)
            rid = 0
            under_way: dict[int, bytes] = {}
            try:
                while True:
                    while len(under_way) < 16:
                        rid += 1
                        blob = under_way[rid] = os.urandom(1024)
                        self.sent.add(blob)
                        await peer.send(Post(rid, box_id(self.seed), Life.LONG, blob))
                    answer = await peer.answer()
                    assert isinstance(answer, Posted), answer
                    self.acknowledged[answer.seq] = under_way.pop(answer.rid)
                    peer.pushes.clear()
            except (aiohttp.ClientError, ConnectionError, TypeError, MalformedError):
                return

    async def check(self, url: str) -> None:
        async with Peer.connect(url) as peer:
            found = await peer.attach(self.seed)
            assert not isinstance(found, Refused)
            kept = {entry.seq: entry.blob for entry in found[1]}
            assert {seq: kept.get(seq) for seq in self.acknowledged} == self.acknowledged
            assert set(kept) == set(range(1, len(kept) + 1))
            assert set(kept.values()) <= self.sent
            self.acknowledged = kept


@pytest.mark.timeout(180)
async def test_r20_nothing_acknowledged_is_lost_to_sigkill(tmp_path: Path) -> None:
    chance = random.Random(20)
    with relay_process(tmp_path / "relay", FAST) as relay:
        witnesses = [Witness() for _ in range(WRITERS)]
        for _ in range(ROUNDS):
            writing = [asyncio.create_task(w.write(relay.url)) for w in witnesses]
            target = sum(len(w.acknowledged) for w in witnesses) + chance.randrange(50, 400)
            await until(lambda: sum(len(w.acknowledged) for w in witnesses) >= target)  # noqa: B023
            relay.kill()
            await asyncio.gather(*writing)
            relay.restart()
            for witness in witnesses:
                await witness.check(relay.url)
        with sqlite3.connect(tmp_path / "relay" / "relay.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.close()
        assert relay.log.read_text() == ""


async def test_r39_a_graceful_stop_acknowledges_what_is_under_way(tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay", FAST) as relay:
        witness = Witness()
        writing = asyncio.create_task(witness.write(relay.url))
        async with Peer.connect(relay.url) as idle:
            await until(lambda: len(witness.acknowledged) > 100)
            assert await asyncio.to_thread(relay.terminate) == 0
            assert await closed_with(idle) == 1001
        await writing
        # All files but the database and the lock are gone, and the database is whole.
        names = {file.name for file in (tmp_path / "relay").iterdir()}
        assert names == {"relay.db", "lock"}
        relay.restart()
        await witness.check(relay.url)


async def test_r39_every_request_that_was_taken_is_answered_before_the_close(
    tmp_path: Path,
) -> None:
    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        key = os.urandom(32)
        await opened(peer, key)
        for rid in range(40):
            await peer.send(Post(rid, box_id(key), Life.SHORT, os.urandom(1024)))
        await until(lambda: relay.counters.requests == 42)
        stopping = asyncio.create_task(relay.stop())
        for rid in range(40):
            assert await peer.answer() == Posted(rid, rid + 1)
        assert await closed_with(peer) == 1001
        await stopping


async def test_r39_an_error_of_our_own_closes_with_a_bare_1011(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_relay(tmp_path / "relay") as relay:
        key = os.urandom(32)
        async with Peer.connect(relay.url) as peer, Peer.connect(relay.url) as other:
            await opened(peer, key)

            async def broken(box: bytes, _: int) -> None:
                raise RuntimeError(box.hex())

            monkeypatch.setattr(relay.store, "page", broken)
            await peer.send(peer.attach_frame(key))
            message = await peer.socket.receive()
            assert (message.data, message.extra) == (1011, "")
            assert await other.ask(Ping(1)) == Pong(1)
        assert relay.counters.unexpected == 1
        assert "RuntimeError" in caplog.text
        assert box_id(key).hex() not in caplog.text


async def test_r41_a_failing_disk_refuses_and_shows_until_it_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A page limit makes SQLite report a full disk, as a real one would. Each scrub makes the
    # connections anew, so each of them gets it.
    pages = UNLIMITED

    async def limited(path: Path, *, make: bool = True) -> aiosqlite.Connection:
        connection = await connect(path, make=make)
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr("leeward_relay.store.connect", limited)
    config = easy_config(tmp_path / "relay", rates=Rates(posts_per_minute=1000))
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        Peer.connect(relay.url) as peer,
        aiohttp.ClientSession() as session,
    ):
        key = os.urandom(32)
        await opened(peer, key)
        assert isinstance(await peer.post(key, bytes(1024)), Posted)
        assert await relay.upkeep.scrub()
        pages = await relay.store.size() // PAGE_BYTES
        assert await relay.upkeep.scrub()
        refused = Refused(1, Code.STORAGE)
        answers = [await peer.ask(Post(1, box_id(key), Life.SHORT, bytes(65536))) for _ in "ab"]
        assert [a.code for a in answers if isinstance(a, Refused)] == [refused.code] * 2
        async with session.get(relay.url + "/healthz") as response:
            assert (response.status, await response.text()) == (503, "unwell\n")
        pages = UNLIMITED
        assert await relay.upkeep.scrub()
        answer = await peer.post(key, bytes(65536))
        assert answer == Posted(answer.rid, 2)
        async with session.get(relay.url + "/healthz") as response:
            assert response.status == 200


async def test_r40_an_open_and_a_seal_never_share_a_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        batches: list[set[str]] = []
        real = relay.store.commit

        async def watched(changes: list[object]) -> object:
            batches.append({type(change).__name__ for change in changes})
            return await real(changes)  # type: ignore[arg-type]

        monkeypatch.setattr(relay.store, "commit", watched)
        keys = [os.urandom(32) for _ in range(6)]
        for key in keys:
            await opened(peer, key)
        futures = []
        for key in keys:
            futures.append(relay.writer.submit(AddPost(box_id(key), Life.SHORT, bytes(1024))))
            futures.append(relay.writer.submit(AddSeal(box_id(key), 0, bytes(65536))))
            futures.append(relay.writer.submit(OpenBox(os.urandom(32), None, True)))
        outcomes = await asyncio.gather(*futures)
        assert not any(isinstance(outcome, Code) for outcome in outcomes)
        assert {"AddPost", "AddSeal"} in batches
        assert not any({"OpenBox", "AddSeal"} <= batch for batch in batches)


async def test_a_second_relay_on_the_same_data_does_not_start(tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        second = RelayProcess(tmp_path / "relay")
        with pytest.raises(RuntimeError, match="another relay is using"):
            second.start()
        assert relay.running()
        os.kill(relay.pid, signal.SIGINT)
        await until(lambda: not relay.running())
