"""The fan-out and the step from pages to live, moment by moment."""

import asyncio
import os
from pathlib import Path

import pytest
from leeward_relay.changes import AddPost, Gone, Stored
from leeward_relay.fanout import MemoryFanout, Subscription
from leeward_relay.health import Counters
from leeward_relay.outbox import Outbox
from leeward_wire import Entries, Entry, Kind, Lagged, Life, Page, Read, box_id, decode_reply
from leeward_wire.sizes import MAX_PAGE_ENTRIES, MAX_REPLY_BYTES
from support.relay import Peer, opened, running_relay

BOX = b"\x01" * 32


def entry(seq: int, size: int = 1024) -> Stored:
    return Stored(BOX, Entry(seq, Kind.POST, bytes(size)))


def reader(fanout: MemoryFanout, *, live: bool = True, cursor: int = 0) -> Subscription:
    made = Subscription(BOX, Outbox(10**9))
    made.live, made.cursor = live, cursor
    fanout.join(made)
    return made


async def received(subscription: Subscription) -> list[Entries | Lagged]:
    await asyncio.sleep(0)
    subscription.outbox.close()
    frames = []
    while (frame := await subscription.outbox.take()) is not None:
        assert len(frame) <= MAX_REPLY_BYTES
        decoded = decode_reply(frame)
        assert isinstance(decoded, Entries | Lagged)
        frames.append(decoded)
    return frames


def seqs(frames: list[Entries | Lagged]) -> list[list[int]]:
    return [[e.seq for e in f.entries] if isinstance(f, Entries) else [] for f in frames]


async def test_entries_of_one_turn_are_one_frame_encoded_once() -> None:
    counters = Counters()
    fanout = MemoryFanout(counters)
    readers = [reader(fanout) for _ in range(3)]
    for seq in (1, 2, 3):
        fanout.publish(entry(seq))
    assert [seqs(await received(r)) for r in readers] == [[[1, 2, 3]]] * 3
    assert (counters.encoded, counters.pushed) == (1, 3)


async def test_r17_what_a_page_has_shown_is_not_pushed_again() -> None:
    fanout = MemoryFanout(Counters())
    behind, between, ahead = (reader(fanout, cursor=cursor) for cursor in (4, 5, 6))
    for seq in (5, 6):
        fanout.publish(entry(seq))
    assert seqs(await received(behind)) == [[5, 6]]
    assert seqs(await received(between)) == [[6]]
    assert seqs(await received(ahead)) == []


async def test_r17_a_reader_in_the_store_gets_nothing_but_learns_that_there_is_more() -> None:
    fanout = MemoryFanout(Counters())
    away = reader(fanout, live=False)
    fanout.publish(entry(7))
    assert await received(away) == []
    assert away.newest == 7


async def test_frames_stay_within_their_bounds() -> None:
    fanout = MemoryFanout(Counters())
    many, large = reader(fanout), None
    for seq in range(1, MAX_PAGE_ENTRIES + 3):
        fanout.publish(entry(seq))
    frames = await received(many)
    assert [len(numbers) for numbers in seqs(frames)] == [MAX_PAGE_ENTRIES, 2]
    large = reader(fanout)
    for seq in range(300, 305):
        fanout.publish(entry(seq, 262144))
    assert seqs(await received(large)) == [[300, 301], [302, 303], [304]]


async def test_r19_one_without_room_is_told_once() -> None:
    counters = Counters()
    fanout = MemoryFanout(counters)
    slow = Subscription(BOX, Outbox(1500))
    slow.live = True
    fanout.join(slow)
    for seq in (1, 2, 3):
        fanout.publish(entry(seq))
        await asyncio.sleep(0)
    frames = await received(slow)
    assert [type(frame) for frame in frames] == [Entries, Lagged]
    assert (slow.live, slow.newest, counters.lagged) == (False, 3, 1)


async def test_r28_those_who_are_live_are_told_of_a_burn() -> None:
    fanout = MemoryFanout(Counters())
    live, away = reader(fanout), reader(fanout, live=False)
    fanout.publish(entry(1))
    fanout.publish(Gone(BOX))
    assert [type(frame) for frame in await received(live)] == [Lagged]
    assert await received(away) == []


async def test_a_box_that_nobody_reads_is_forgotten() -> None:
    fanout = MemoryFanout(Counters())
    one, two = reader(fanout), reader(fanout)
    fanout.leave(one)
    fanout.leave(one)
    assert list(fanout._readers) == [BOX]
    fanout.leave(two)
    fanout.publish(entry(1))
    assert not fanout._readers
    assert not fanout._waiting


async def test_r17_what_is_stored_while_a_page_is_read_comes_with_the_next_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = os.urandom(32)
    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        await opened(peer, key)
        await peer.post(key, bytes(1024))
        real = relay.store.page
        late = [True]

        async def page(box: bytes, after: int) -> tuple[list[Entry], bool] | None:
            found = await real(box, after)
            if late.pop() if late else False:
                # The entry is committed and fanned out after the page was read.
                await relay.writer.submit(AddPost(box, Life.SHORT, bytes(4096)))
                await asyncio.sleep(0)
            return found

        monkeypatch.setattr(relay.store, "page", page)
        peer.pushes.clear()
        await peer.send(Read(1, box_id(key), 0))
        first = await peer.answer()
        assert isinstance(first, Page)
        assert ([e.seq for e in first.entries], first.done) == ([1], False)
        assert [e.seq for e in await peer.pages()] == [2]
        await peer.post(key, bytes(1024))
        pushed = [e.seq for p in peer.pushes if isinstance(p, Entries) for e in p.entries]
        assert [seq for seq in pushed if seq > 1] == [3]
