"""Readers that are slow, stop or vanish cost nobody else anything."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from leeward_relay.config import Config, Connections, Quota, Rates
from leeward_relay.relay import Relay
from leeward_wire import (
    Entries,
    Lagged,
    Life,
    Ping,
    Pong,
    Post,
    Posted,
    Read,
    box_id,
)
from support.relay import Peer, easy_config, opened, running_relay, until

BIG = 262144


def roomy(directory: Path, **connections: int) -> Config:
    return easy_config(
        directory,
        rates=Rates(posts_per_minute=100_000, requests_per_minute=100_000),
        quota=Quota(box_entries=100_000, box_mib=256),
        connections=Connections(**connections),
    )


async def write(relay: Relay, key: bytes, posts: int, size: int) -> float:
    """Post one after the other and give the seconds it took."""
    async with Peer.connect(relay.url) as writer:
        await opened(writer, key)
        started = time.perf_counter()
        for _ in range(posts):
            assert isinstance(await writer.post(key, os.urandom(size)), Posted)
            writer.pushes.clear()
        return time.perf_counter() - started


async def test_r19_one_who_stops_reading_is_told_and_the_others_do_not_wait(
    tmp_path: Path,
) -> None:
    config = roomy(tmp_path / "relay", outbox_kib=512)
    posts = 120
    async with running_relay(tmp_path / "relay", config) as relay:
        key = os.urandom(32)
        async with Peer.connect(relay.url) as stuck, Peer.connect(relay.url) as brisk:
            await opened(stuck, key)
            await opened(brisk, key)
            # Nobody calls receive() on `stuck` until the writer is done; aiohttp stops reading
            # its socket, the kernel's buffers fill, and then the relay's outbox.
            writing = asyncio.create_task(write(relay, key, posts, BIG))
            seen: list[int] = []
            while not seen or seen[-1] < posts:
                push = await brisk.push()
                if isinstance(push, Lagged):
                    await brisk.send(Read(1, box_id(key), seen[-1] if seen else 0))
                    seen += [entry.seq for entry in await brisk.pages()]
                else:
                    seen += [entry.seq for entry in push.entries]
            await writing
            assert seen == list(range(1, posts + 1))
            await until(lambda: relay.counters.lagged > 0)

            late: list[int] = []
            while True:
                push = await stuck.push()
                if isinstance(push, Lagged):
                    break
                late += [entry.seq for entry in push.entries]
            assert late == list(range(1, len(late) + 1))
            assert len(late) < posts
            await stuck.send(Read(2, box_id(key), late[-1]))
            late += [entry.seq for entry in await stuck.pages()]
            assert late == list(range(1, posts + 1))
            # And it is live again.
            assert isinstance(await brisk.post(key, os.urandom(1024)), Posted)
            push = await stuck.push()
            assert isinstance(push, Entries)
            assert push.entries[0].seq == posts + 1


async def test_r19_a_stuck_reader_does_not_slow_the_writer(tmp_path: Path) -> None:
    config = roomy(tmp_path / "relay", outbox_kib=256)
    async with running_relay(tmp_path / "relay", config) as relay:
        key = os.urandom(32)
        # Alternate, so that a busy machine disturbs both sides alike.
        alone = await write(relay, key, 40, BIG)
        async with Peer.connect(relay.url) as stuck:
            await opened(stuck, key)
            await write(relay, key, 40, BIG)
            beside = await write(relay, key, 40, BIG)
        alone += await write(relay, key, 40, BIG)
        assert beside < 3 * (alone / 2) + 0.5


async def test_r12_a_relay_reads_no_more_from_who_leaves_answers_unread(tmp_path: Path) -> None:
    config = roomy(tmp_path / "relay", outbox_kib=64)
    async with running_relay(tmp_path / "relay", config) as relay:
        key = os.urandom(32)
        await write(relay, key, 4, BIG)
        async with Peer.connect(relay.url) as greedy, Peer.connect(relay.url) as modest:
            await opened(greedy, key)
            asked = 0

            async def ask() -> None:
                nonlocal asked
                while True:
                    await greedy.send(Read(1, box_id(key), 0))
                    asked += 1

            asking = asyncio.create_task(ask())
            before = -1
            # Each Read asks for a megabyte; when requests stop going up, the relay has stopped.
            while relay.counters.requests != before:
                before = relay.counters.requests
                await asyncio.sleep(0.3)
                assert await modest.ask(Ping(1)) == Pong(1)
                before += 1  # that ping
            assert relay.counters.requests < 5_000
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert asked > 0
            # A close in good order would wait for ever behind what was never fetched.
            greedy.abort()


async def test_entries_of_one_turn_are_joined_and_encoded_once(tmp_path: Path) -> None:
    config = roomy(tmp_path / "relay")
    async with running_relay(tmp_path / "relay", config) as relay:
        key = os.urandom(32)
        async with Peer.connect(relay.url) as writer:
            await opened(writer, key)
            readers = []
            for _ in range(5):
                peer = Peer.connect(relay.url)
                reader = await peer.__aenter__()
                readers.append((peer, reader))
                await reader.attach(key)
            encoded = relay.counters.encoded
            for rid in range(200):
                await writer.send(Post(rid, box_id(key), Life.SHORT, os.urandom(1024)))
            for _ in range(200):
                assert isinstance(await writer.answer(), Posted)
            frames = relay.counters.encoded - encoded
            assert 0 < frames < 200
            for peer, reader in readers:
                got: list[int] = []
                pushes = 0
                while len(got) < 200:
                    push = await reader.push()
                    assert isinstance(push, Entries)
                    got += [entry.seq for entry in push.entries]
                    pushes += 1
                assert got == list(range(1, 201))
                assert pushes == frames
                await peer.__aexit__(None, None, None)
            assert relay.counters.pushed >= frames * 6
            assert relay.counters.batches < 200


@pytest.mark.parametrize("reads", [False, True])
async def test_a_peer_that_vanishes_leaves_nothing_behind(tmp_path: Path, reads: bool) -> None:
    config = roomy(tmp_path / "relay", outbox_kib=64)
    async with running_relay(tmp_path / "relay", config) as relay:
        key = os.urandom(32)
        await write(relay, key, 8, BIG)
        async with Peer.connect(relay.url) as peer:
            await opened(peer, key)
            if reads:
                # The relay is in the middle of pages that nobody fetches.
                for _ in range(20):
                    await peer.send(Read(1, box_id(key), 0))
            assert relay.counters.connections == 1
            peer.abort()
            await until(lambda: relay.counters.connections == 0)
        assert not relay.fanout._readers
        assert not relay._connections
