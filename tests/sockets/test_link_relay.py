"""The link against a real relay: every request, every refusal, and the end of a connection."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from leeward_client.link import (
    Address,
    Connection,
    Dial,
    FullError,
    LinkLostError,
    ProofError,
    RefusedError,
    SealedError,
)
from leeward_relay.config import Quota, Work
from leeward_relay.relay import Relay
from leeward_wire import Entry, Kind, box_id
from support.relay import easy_config, running_relay

SMALL = b"s" * 1024
SEAL = b"S" * 65536
WORD = "a pass for the harbour"


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with running_relay(tmp_path / "relay") as relay:
        yield relay


@pytest.fixture
async def link(relay: Relay) -> AsyncIterator[Connection]:
    async with Connection(Address.parse(relay.url), Dial()) as connection:
        yield connection


@pytest.fixture
async def box(link: Connection) -> bytes:
    """The id of a box that is open and attached."""
    seed = os.urandom(32)
    await link.open(seed)
    await link.attach(seed, 0)
    return box_id(seed)


async def test_a_box_is_opened_posted_to_and_read(relay: Relay, link: Connection) -> None:
    seed = os.urandom(32)
    await link.open(seed)
    await link.open(seed)
    attached, entries = await link.attach(seed, 0)
    assert (attached.last_seal, attached.next_seq, entries) == (0, 1, [])
    assert await link.post(box_id(seed), SMALL, long=True) == 1
    assert await link.post(box_id(seed), b"m" * 4096, long=False) == 2
    async with Connection(Address.parse(relay.url), Dial()) as other:
        attached, entries = await other.attach(seed, 0)
        assert attached.next_seq == 3
        assert entries == [Entry(1, Kind.POST, SMALL), Entry(2, Kind.POST, b"m" * 4096)]
        assert await other.read(box_id(seed), 1) == entries[1:]
        assert await other.read(box_id(seed), 2) == []


async def test_entries_come_live_to_all_who_are_attached(relay: Relay) -> None:
    seed = os.urandom(32)
    address = Address.parse(relay.url)
    async with Connection(address, Dial()) as one, Connection(address, Dial()) as two:
        await one.open(seed)
        for link in (one, two):
            await link.attach(seed, 0)
        await one.post(box_id(seed), SMALL, long=True)
        for link in (one, two):
            push = await link.live.get()
            assert push is not None
            assert (push.box, list(push.entries)) == (box_id(seed), [Entry(1, Kind.POST, SMALL)])


async def test_many_pages_are_one_read(link: Connection, box: bytes) -> None:
    blobs = [bytes([number]) * 262144 for number in range(5)]
    for blob in blobs:
        await link.post(box, blob, long=False)
    assert [entry.blob for entry in await link.read(box, 0)] == blobs


async def test_requests_may_be_on_their_way_together(link: Connection, box: bytes) -> None:
    posts = [link.post(box, bytes([number]) * 1024, long=False) for number in range(20)]
    seqs = await asyncio.gather(*posts, link.ping())
    assert sorted(seq for seq in seqs if seq is not None) == list(range(1, 21))


async def test_a_seal_closes_and_is_sealed_after_again(link: Connection, box: bytes) -> None:
    assert await link.seal(box, 0, SEAL) == 1
    with pytest.raises(SealedError):
        await link.post(box, SMALL, long=True)
    with pytest.raises(SealedError):
        await link.seal(box, 0, SEAL)
    assert await link.seal(box, 1, SEAL) == 2


async def test_a_burnable_box_burns_with_its_key_alone(link: Connection) -> None:
    seed, key = os.urandom(32), os.urandom(32)
    await link.open(seed, key)
    await link.attach(seed, 0)
    with pytest.raises(RefusedError):
        await link.burn(box_id(seed), os.urandom(32))
    await link.post(box_id(seed), SMALL, long=True)
    await link.burn(box_id(seed), key)
    with pytest.raises(RefusedError):
        await link.read(box_id(seed), 0)
    with pytest.raises(RefusedError):
        await link.open(seed, key)


async def test_an_unknown_box_is_refused(link: Connection) -> None:
    with pytest.raises(RefusedError):
        await link.attach(os.urandom(32), 0)
    with pytest.raises(RefusedError):
        await link.post(os.urandom(32), SMALL, long=True)


async def test_a_detached_box_is_refused(link: Connection, box: bytes) -> None:
    await link.detach(box)
    with pytest.raises(RefusedError):
        await link.read(box, 0)


async def test_a_full_box_grows_unless_told_otherwise(tmp_path: Path) -> None:
    config = easy_config(tmp_path, quota=Quota(box_entries=2, max_steps=1, burnable_entries=1))
    async with (
        running_relay(tmp_path, config) as relay,
        Connection(Address.parse(relay.url), Dial()) as link,
    ):
        seed, key = os.urandom(32), os.urandom(32)
        await link.open(seed)
        await link.attach(seed, 0)
        for _ in range(2):
            await link.post(box_id(seed), SMALL, long=True)
        with pytest.raises(FullError):
            await link.post(box_id(seed), SMALL, long=True, grow=False)
        assert await link.post(box_id(seed), SMALL, long=True) == 3
        assert await link.post(box_id(seed), SMALL, long=True) == 4
        with pytest.raises(FullError):
            await link.post(box_id(seed), SMALL, long=True)
        burnable = os.urandom(32)
        await link.open(burnable, key)
        await link.attach(burnable, 0)
        await link.post(box_id(burnable), SMALL, long=True)
        with pytest.raises(FullError):
            await link.post(box_id(burnable), SMALL, long=True)


async def test_a_pass_is_shown_where_one_is_wanted(tmp_path: Path) -> None:
    config = easy_config(tmp_path, work=Work(admit="pass", difficulty=4, passes=(WORD,)))
    async with running_relay(tmp_path, config) as relay:
        address = Address.parse(relay.url)
        async with Connection(address, Dial(), word=WORD) as link:
            await link.open(os.urandom(32))
        async with Connection(address, Dial(), word="another pass altogether") as link:
            with pytest.raises(ProofError):
                await link.open(os.urandom(32))
        async with Connection(address, Dial()) as link:
            with pytest.raises(ProofError, match="pass"):
                await link.open(os.urandom(32))


async def test_the_end_of_the_relay_is_told(tmp_path: Path) -> None:
    async with running_relay(tmp_path / "relay") as relay:
        address = Address.parse(relay.url)
        link = Connection(address, Dial())
        await link.__aenter__()
    assert await link.live.get() is None
    with pytest.raises(LinkLostError):
        await link.ping()
    await link.__aexit__(None, None, None)
    with pytest.raises(LinkLostError, match="cannot be reached"):
        async with Connection(address, Dial()):
            pass


async def test_work_shows_how_far_it_may_be(tmp_path: Path) -> None:
    config = easy_config(tmp_path, work=Work(difficulty=16))
    shares: list[float] = []
    async with (
        running_relay(tmp_path, config) as relay,
        Connection(Address.parse(relay.url), Dial(), working=shares.append) as link,
    ):
        for _ in range(6):
            await link.open(os.urandom(32))
    assert shares
    assert all(0 <= share <= 1 for share in shares)
