"""The fan-out and the step from pages to live, moment by moment."""

import asyncio
import os
from pathlib import Path

import pytest
from leeward_relay.changes import AddPost, Gone, Stored
from leeward_relay.fanout import MemoryFanout, Subscription
from leeward_relay.health import Counters
from leeward_relay.outbox import Outbox, Rounds
from leeward_wire import Entries, Entry, Kind, Lagged, Life, Page, Read, box_id, decode_reply
from leeward_wire.sizes import MAX_PAGE_ENTRIES, MAX_REPLY_BYTES
from support.relay import Peer, opened, running_relay

BOX = b"\x01" * 32


def entry(seq: int, size: int = 1024) -> Stored:
    return Stored(BOX, Entry(seq, Kind.POST, bytes(size)))


class Reader(Subscription):
    """A subscription that shows what was written for it."""

    def __init__(self, fanout: MemoryFanout, limit: int, *, live: bool, cursor: int) -> None:
        self.written = bytearray()
        super().__init__(BOX, Outbox(limit, Rounds(), self.written.extend))
        self.live, self.cursor = live, cursor
        fanout.join(self)

    def received(self) -> list[Entries | Lagged]:
        self.outbox.flush()
        return [push_of(payload) for payload in payloads(self.written)]


def reader(
    fanout: MemoryFanout, *, live: bool = True, cursor: int = 0, limit: int = 10**9
) -> Reader:
    return Reader(fanout, limit, live=live, cursor=cursor)


def payloads(written: bytearray) -> list[bytes]:
    """Take apart what a server wrote: whole binary messages, unmasked."""
    found, at = [], 0
    while at < len(written):
        assert written[at] == 0x82
        size, at = written[at + 1], at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(written[at : at + width], "big"), at + width
        found.append(bytes(written[at : at + size]))
        at += size
    return found


def push_of(payload: bytes) -> Entries | Lagged:
    assert len(payload) <= MAX_REPLY_BYTES
    decoded = decode_reply(payload)
    assert isinstance(decoded, Entries | Lagged)
    return decoded


def seqs(frames: list[Entries | Lagged]) -> list[list[int]]:
    return [[e.seq for e in f.entries] if isinstance(f, Entries) else [] for f in frames]


async def test_entries_of_one_batch_are_one_frame_encoded_once() -> None:
    counters = Counters()
    fanout = MemoryFanout(counters)
    readers = [reader(fanout) for _ in range(3)]
    fanout.publish([entry(seq) for seq in (1, 2, 3)])
    assert [seqs(r.received()) for r in readers] == [[[1, 2, 3]]] * 3
    assert (counters.encoded, counters.pushed) == (1, 3)


async def test_r17_what_a_page_has_shown_is_not_pushed_again() -> None:
    fanout = MemoryFanout(Counters())
    behind, between, ahead = (reader(fanout, cursor=cursor) for cursor in (4, 5, 6))
    fanout.publish([entry(5), entry(6)])
    assert seqs(behind.received()) == [[5, 6]]
    assert seqs(between.received()) == [[6]]
    assert seqs(ahead.received()) == []


async def test_r17_a_reader_in_the_store_gets_nothing_but_learns_that_there_is_more() -> None:
    fanout = MemoryFanout(Counters())
    away = reader(fanout, live=False)
    fanout.publish([entry(7)])
    assert away.received() == []
    assert away.newest == 7


async def test_frames_stay_within_their_bounds() -> None:
    fanout = MemoryFanout(Counters())
    many, large = reader(fanout), None
    fanout.publish([entry(seq) for seq in range(1, MAX_PAGE_ENTRIES + 3)])
    frames = many.received()
    assert [len(numbers) for numbers in seqs(frames)] == [MAX_PAGE_ENTRIES, 2]
    large = reader(fanout)
    fanout.publish([entry(seq, 262144) for seq in range(300, 305)])
    assert seqs(large.received()) == [[300, 301], [302, 303], [304]]


async def test_r19_one_without_room_is_told_once() -> None:
    counters = Counters()
    fanout = MemoryFanout(counters)
    slow = reader(fanout, limit=1500)
    for seq in (1, 2, 3):
        fanout.publish([entry(seq)])
    frames = slow.received()
    assert [type(frame) for frame in frames] == [Entries, Lagged]
    assert (slow.live, slow.newest, counters.lagged) == (False, 3, 1)


async def test_r28_those_who_are_live_are_told_of_a_burn() -> None:
    fanout = MemoryFanout(Counters())
    live, away = reader(fanout), reader(fanout, live=False)
    fanout.publish([entry(1), Gone(BOX)])
    assert [type(frame) for frame in live.received()] == [Lagged]
    assert away.received() == []


async def test_a_box_that_nobody_reads_is_forgotten() -> None:
    fanout = MemoryFanout(Counters())
    one, two = reader(fanout), reader(fanout)
    fanout.leave(one)
    fanout.leave(one)
    assert list(fanout._readers) == [BOX]
    fanout.leave(two)
    fanout.publish([entry(1)])
    assert not fanout._readers


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
