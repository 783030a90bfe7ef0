"""Whoever means ill gets a bounded share, and everybody else goes on as before.

What it costs the others in time is measured by `python -m bench.abuse`, not here.
"""

import asyncio
import contextlib
import errno
import itertools
import os
import resource
import socket
import time
from pathlib import Path

import pytest
from leeward_relay import porch
from leeward_relay.config import Config, Connections, Quota, Rates, Work
from leeward_relay.doors import ANSWER_SECONDS, Anteroom
from leeward_relay.gate import BUSY_SECONDS, LOOK_SECONDS
from leeward_relay.pace import (
    AT_ONCE,
    BURST,
    LANE_CREDIT,
    LANE_SHARE,
    LANE_TURN,
    POSTER_SECONDS,
    REQUEST_SECONDS,
    Arrivals,
    Gathering,
    Lane,
    Pace,
)
from leeward_relay.relay import Relay
from leeward_relay.sockets import READ_BYTES
from leeward_relay.websocket import MOST_PIECES, Messages
from leeward_wire import (
    Code,
    Grow,
    Grown,
    Life,
    Open,
    Opened,
    Ping,
    Pong,
    Post,
    Posted,
    Purpose,
    Read,
    Refused,
    box_id,
    decode_reply,
    encode,
)
from leeward_wire.sizes import MAX_REQUEST_BYTES, PAGE_BYTES
from support.raw_socket import (
    BINARY,
    CONTINUATION,
    PING,
    PONG,
    RawSocket,
    fragments,
    framed,
    raw_socket,
)
from support.relay import Peer, closed_with, easy_config, opened, running_relay, until

KEY = bytes(range(32))
BIG = 262144
SURE_DIFFICULTY = 16
"""So much that a proof of something else does not hold by chance."""
FREE = Rates(opens_per_minute=100_000, posts_per_minute=100_000, requests_per_minute=100_000)


def bounded(directory: Path, *, rates: Rates = FREE, **connections: int) -> Config:
    return easy_config(directory, rates=rates, connections=Connections(**connections))


async def honest(relay: Relay, key: bytes = KEY) -> None:
    """Connect, open, post and read, as anybody does."""
    async with Peer.connect(relay.url) as peer:
        await opened(peer, key)
        blob = os.urandom(1024)
        assert isinstance(await peer.post(key, blob), Posted)
        found = await peer.attach(key)
        assert not isinstance(found, Refused)
        assert found[1][-1].blob == blob


# Slow ones


async def test_a_request_that_is_dribbled_has_to_be_whole_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.doors.WHOLE_SECONDS", 0.5)
    async with running_relay(tmp_path / "relay") as relay, contextlib.AsyncExitStack() as many:
        slow = [await many.enter_async_context(raw_socket(relay.url)) for _ in range(20)]

        async def dribble(which: int) -> None:
            with contextlib.suppress(ConnectionError):
                await slow[which].send(b"GET /v1/ws HTTP/1.1\r\n")
                while True:
                    await slow[which].send(b"X-Filler: x\r\n")
                    await asyncio.sleep(0.05)

        dribbling = [asyncio.create_task(dribble(which)) for which in range(10)]
        await honest(relay)
        # The other ten never say a word.
        await asyncio.gather(*(one.gone() for one in slow))
        await asyncio.gather(*dribbling)
        await until(lambda: len(relay._anteroom) == 0)
        await honest(relay)


async def test_of_those_who_are_no_client_yet_the_oldest_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.relay.MOST_WAITING", 8)
    async with (
        running_relay(tmp_path / "relay") as relay,
        contextlib.AsyncExitStack() as many,
        Peer.connect(relay.url) as peer,
    ):
        slow = [await many.enter_async_context(raw_socket(relay.url)) for _ in range(40)]
        await asyncio.gather(*(one.gone() for one in slow[:32]))
        assert len(relay._anteroom) == 8
        await honest(relay)
        # Who has become a client is not among those who give way.
        assert await peer.ask(Ping(1)) == Pong(1)


def test_an_anteroom_forgets_who_has_left() -> None:
    class Transport(asyncio.Transport):
        aborted = False

        def abort(self) -> None:
            self.aborted = True

    room = Anteroom(2)
    ones = [(asyncio.BaseProtocol(), Transport()) for _ in range(4)]
    for one in ones[:3]:
        room.enter(*one)
    assert [transport.aborted for _, transport in ones] == [True, False, False, False]
    room.leave(ones[1][0])
    room.enter(*ones[3])
    assert len(room) == 2
    assert not any(transport.aborted for _, transport in ones[1:])


async def test_a_message_that_is_dribbled_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.sockets.MESSAGE_SECONDS", 0.5)
    config = bounded(tmp_path / "relay", heartbeat_seconds=1)
    async with running_relay(tmp_path / "relay", config) as relay, raw_socket(relay.url) as slow:
        await slow.greet(relay.url.partition("://")[2])
        message = framed(BINARY, encode(Ping(7)) + bytes(500))
        # In fragments without a byte in them, too, it never comes to an end.
        async with raw_socket(relay.url) as empty:
            await empty.greet(relay.url.partition("://")[2])
            await empty.send(framed(BINARY, b"\x92", fin=False))
            with contextlib.suppress(ConnectionError):
                for byte in message[:-1]:
                    await slow.send(bytes([byte]))
                    await empty.send(framed(CONTINUATION, fin=False) * 100)
                    await asyncio.sleep(0.02)
            await slow.gone()
            await empty.gone()
        await until(lambda: relay.counters.connections == 0)
        await honest(relay)


async def test_a_message_that_takes_its_time_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.sockets.MESSAGE_SECONDS", 2.0)
    config = bounded(tmp_path / "relay", heartbeat_seconds=1)
    async with running_relay(tmp_path / "relay", config) as relay, raw_socket(relay.url) as slow:
        await slow.greet(relay.url.partition("://")[2])
        await slow.frame()
        # Longer in all than a message may take: each is whole in its time.
        for rid in range(4):
            message = framed(BINARY, encode(Ping(rid)))
            step = -(-len(message) // 10)
            for at in range(0, len(message), step):
                await slow.send(message[at : at + step])
                await asyncio.sleep(0.1)
            assert decode_reply((await slow.frame())[1]) == Pong(rid)


# Giant and tiny ones


async def test_a_message_may_come_in_many_pieces_but_not_in_any_number_nor_of_any_length(
    tmp_path: Path,
) -> None:
    async with running_relay(tmp_path / "relay") as relay:
        await honest(relay)
        host = relay.url.partition("://")[2]
        async with raw_socket(relay.url) as raw:
            await raw.greet(host)
            await raw.frame()
            await raw.send(fragments(encode(Ping(9))))
            assert decode_reply((await raw.frame())[1]) == Pong(9)
            whole = encode(Post(10, box_id(KEY), Life.SHORT, bytes(4096)))
            head = len(whole) - (MOST_PIECES - 1)
            pieces = framed(BINARY, whole[:head], fin=False)
            pieces += b"".join(
                framed(CONTINUATION, whole[at : at + 1], fin=at + 1 == len(whole))
                for at in range(head, len(whole))
            )
            # As many as there may be, and again: they are counted for each message.
            for _ in range(2):
                await raw.send(pieces)
                answer = decode_reply((await raw.frame())[1])
                assert answer == Refused(10, Code.REFUSED)  # not attached, and understood
            part = framed(CONTINUATION, bytes(1024), fin=False)
            await raw.send(framed(BINARY, b"", fin=False))
            with contextlib.suppress(ConnectionError):
                await raw.send(part * (MAX_REQUEST_BYTES // 1024 + 2))
            assert await raw.close_code() == 1009
        await honest(relay)


@pytest.mark.parametrize("piece", [b"", b"x"])
async def test_pieces_without_end_end_the_connection(tmp_path: Path, piece: bytes) -> None:
    async with (
        running_relay(tmp_path / "relay") as relay,
        raw_socket(relay.url) as raw,
        raw_socket(relay.url) as other,
    ):
        host = relay.url.partition("://")[2]
        await raw.greet(host)
        await other.greet(host)
        begin, part = framed(BINARY, piece, fin=False), framed(CONTINUATION, piece, fin=False)
        await raw.send(begin + part * MOST_PIECES)
        assert await raw.close_code() == 1009
        await other.frame()
        await other.send(begin + part * (MOST_PIECES - 1) + framed(PING, b"still there"))
        assert await other.frame() == (PONG, b"still there")


async def test_a_crowd_that_floods_shares_what_one_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = 30
    lanes: list[float] = []
    turn = Lane.turn

    def noted(lane: Lane, seconds: float, now: float) -> float:
        lanes.append(seconds)
        return turn(lane, seconds, now)

    config = bounded(tmp_path / "relay", rates=Rates())
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        contextlib.AsyncExitStack() as stack,
    ):
        flooding: list[asyncio.Task[None]] = []
        for _ in range(crowd):
            raw = await stack.enter_async_context(raw_socket(relay.url))
            await raw.greet(relay.url.partition("://")[2])
            flooding.append(asyncio.create_task(shouting(raw)))
        monkeypatch.setattr(Lane, "turn", noted)
        begun = time.monotonic()
        await until(lambda: len(lanes) >= 15 * crowd)
        # Who asks for little comes in between.
        await honest(relay)
        took = time.monotonic() - begun
        for task in flooding:
            task.cancel()
        await asyncio.gather(*flooding, return_exceptions=True)
    # Each may have begun with its burst; all that came after it was the lane's.
    assert sum(lanes) <= LANE_SHARE * (took + LANE_CREDIT) + 2 * crowd * (BURST + LANE_TURN)


async def shouting(raw: RawSocket) -> None:
    """Send posts of the largest class, to a box that is not attached, as fast as they are taken."""
    post = framed(BINARY, encode(Post(1, bytes(32), Life.SHORT, bytes(BIG))))
    with contextlib.suppress(ConnectionError):
        while True:
            await raw.send(post)


async def test_reading_from_the_disk_is_paid_for_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[float] = []
    spend = Pace.spend

    def noted(pace: Pace, seconds: float, now: float) -> float:
        spent.append(seconds)
        return spend(pace, seconds, now)

    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        monkeypatch.setattr(Pace, "spend", noted)
        for _ in range(3):
            await peer.send(Read(7, box_id(KEY), 0))
            await peer.pages()
        await until(lambda: spent.count(LOOK_SECONDS) == 3)


async def test_pages_come_in_turn_however_many_connections_ask_for_them(tmp_path: Path) -> None:
    crowd, each = 10, 50
    async with running_relay(tmp_path / "relay") as relay:
        host = relay.url.partition("://")[2]
        wanted = f"GET /nothing HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

        async def ask() -> None:
            async with raw_socket(relay.url) as raw:
                await raw.send(wanted * each)
                for _ in range(each):
                    assert b" 404 " in await raw.reader.readuntil(b"\r\n\r\n")

        begun = time.monotonic()
        await asyncio.gather(*(ask() for _ in range(crowd)))
        # However quick the machine: together they get no more than the lane.
        assert time.monotonic() - begun >= crowd * each * ANSWER_SECONDS / LANE_SHARE - LANE_CREDIT


@pytest.mark.parametrize("size", [MAX_REQUEST_BYTES + 1, 2**40, 2**62])
async def test_a_frame_that_says_it_is_giant_is_refused_before_it_comes(
    tmp_path: Path, size: int
) -> None:
    async with running_relay(tmp_path / "relay") as relay, raw_socket(relay.url) as raw:
        await raw.greet(relay.url.partition("://")[2])
        await raw.send(bytes([0x82, 0xFF]) + size.to_bytes(8, "big") + bytes(4))
        assert await raw.close_code() == 1009


async def test_pings_count_as_requests_and_more_than_the_rate_are_let_wait(
    tmp_path: Path,
) -> None:
    config = bounded(tmp_path / "relay", rates=Rates(requests_per_minute=60))
    async with running_relay(tmp_path / "relay", config) as relay, raw_socket(relay.url) as raw:
        await raw.greet(relay.url.partition("://")[2])
        await raw.frame()
        await raw.send(framed(PING, b"x") * 30 + framed(PONG) * 30 + framed(PING, b"y") * 4000)
        pongs = [await raw.frame() for _ in range(30)]
        assert pongs == [(PONG, b"x")] * 30
        # The bucket is empty, and fills by one in a second.
        started = asyncio.get_running_loop().time()
        assert await raw.frame() == (PONG, b"y")
        assert asyncio.get_running_loop().time() - started > 0.3
        await honest(relay)


async def test_who_asks_above_the_rate_is_answered_slowly_and_the_rest_waits_outside(
    tmp_path: Path,
) -> None:
    config = bounded(tmp_path / "relay", rates=Rates(requests_per_minute=60))
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as flood:
        sending = asyncio.create_task(flooding(flood))
        busy = 0
        first: float | None = None
        while busy < 40:
            refused = isinstance(await flood.answer(), Refused)
            first = time.monotonic() if refused and first is None else first
            busy += refused
        # After each the relay reads nothing for a while, however much there is.
        assert first is not None
        assert time.monotonic() - first >= 38 * BUSY_SECONDS
        await honest(relay)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        flood.abort()


async def flooding(peer: Peer) -> None:
    """Send as fast as it goes; waits where the relay reads no more."""
    rid = 0
    while True:
        rid += 1
        await peer.send(Ping(rid))


async def test_nothing_piles_up_from_who_is_not_read(tmp_path: Path) -> None:
    config = bounded(tmp_path / "relay", rates=Rates(requests_per_minute=60), outbox_kib=64)
    async with running_relay(tmp_path / "relay", config) as relay, raw_socket(relay.url) as raw:
        await raw.greet(relay.url.partition("://")[2])
        before = resident()

        async def flood() -> None:
            while True:
                await raw.send(framed(PING) * 10_000)

        flooding = asyncio.create_task(flood())
        await asyncio.sleep(2.0)
        stuck = not flooding.done()
        assert stuck
        assert resident() - before < 32 * 1024**2
        await honest(relay)
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)


def resident() -> int:
    """Give the most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


# Greedy ones


async def test_subscriptions_are_counted_and_all_go_with_their_connection(tmp_path: Path) -> None:
    config = bounded(tmp_path / "relay", boxes=50)
    keys = [os.urandom(32) for _ in range(60)]
    async with running_relay(tmp_path / "relay", config) as relay:
        async with Peer.connect(relay.url) as greedy:
            for key in keys:
                assert isinstance(await greedy.open(key), Opened)
            answers = [await greedy.attach(key) for key in keys]
            assert all(not isinstance(answer, Refused) for answer in answers[:50])
            codes = [answer.code for answer in answers[50:] if isinstance(answer, Refused)]
            assert codes == [Code.FULL] * 10
            assert len(relay.fanout._readers) == 50
            # Attaching again and again to one box is one subscription.
            for _ in range(20):
                assert not isinstance(await greedy.attach(keys[0]), Refused)
            assert sum(map(len, relay.fanout._readers.values())) == 50
            await honest(relay)
        await until(lambda: not relay.fanout._readers)


async def test_opens_without_a_proof_and_with_a_used_one_store_nothing(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", rates=FREE, work=Work(difficulty=SURE_DIFFICULTY))
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        Peer.connect(relay.url) as first,
        Peer.connect(relay.url) as second,
    ):
        paid = first.open_frame(KEY)
        for number in range(100):
            bare = Open(number, os.urandom(32), None, paid.sig, b"")
            assert await first.ask(bare) == Refused(number, Code.PROOF)
        # The same bytes over another connection are worth nothing: its challenge is another.
        answer = await second.ask(paid)
        assert isinstance(answer, Refused)
        assert answer.code in (Code.PROOF, Code.REFUSED)
        assert await rows(relay) == 0
        assert relay.store.written == 0
        assert await first.ask(paid) == Opened(paid.rid)
        assert await first.ask(paid) == Opened(paid.rid)
        assert await rows(relay) == 1
        # So is an attach that was overheard, and a proof to grow that was used.
        assert await second.ask(first.attach_frame(KEY)) == Refused(1 + paid.rid, Code.REFUSED)
        await first.attach(KEY)
        grow = Grow(500, box_id(KEY), first.proof(Purpose.GROW, KEY))
        assert await first.ask(grow) == Grown(500, 1)
        again = await first.ask(grow)
        assert isinstance(again, Refused | Grown)
        assert again == Refused(500, Code.PROOF)


async def rows(relay: Relay) -> int:
    found = await relay.store._writer.execute_fetchall("SELECT count(*) FROM box")
    return int(next(iter(found))[0])


async def test_one_who_never_reads_holds_its_outbox_and_no_more(tmp_path: Path) -> None:
    config = easy_config(
        tmp_path / "relay",
        rates=FREE,
        quota=Quota(box_mib=256),
        connections=Connections(outbox_kib=256),
    )
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        Peer.connect(relay.url) as mute,
        Peer.connect(relay.url) as writer,
    ):
        await opened(writer, KEY)
        await mute.send(mute.attach_frame(KEY))
        for _ in range(40):
            assert isinstance(await writer.post(KEY, os.urandom(BIG)), Posted)
            writer.pushes.clear()
        for _ in range(20):
            await mute.send(Read(1, box_id(KEY), 0))
        for _ in range(40):
            assert isinstance(await writer.post(KEY, os.urandom(1024)), Posted)
            writer.pushes.clear()
            sizes = [one._outbox._size for one in relay._connections]
            assert max(sizes) <= 256 * 1024 + PAGE_BYTES + BIG
        mute.abort()


async def test_one_who_posts_without_end_gets_its_rate_and_others_theirs(tmp_path: Path) -> None:
    rates = Rates(opens_per_minute=1000, posts_per_minute=30, requests_per_minute=600)
    config = bounded(tmp_path / "relay", rates=rates)
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        Peer.connect(relay.url) as flood,
        Peer.connect(relay.url) as other,
    ):
        await opened(flood, KEY)
        await opened(other, KEY)
        frame = Post(1, box_id(KEY), Life.SHORT, bytes(1024))
        for _ in range(40):
            await flood.send(frame)
        answers = [await flood.answer() for _ in range(40)]
        posted = sum(isinstance(answer, Posted) for answer in answers)
        assert 30 <= posted < 40
        assert isinstance(await other.post(KEY, bytes(1024)), Posted)


# Many at once


async def test_r38_a_full_house_lets_one_go_that_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.gate.IDLE_SECONDS", 0.0)
    config = bounded(tmp_path / "relay", most=4)
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        contextlib.AsyncExitStack() as house,
    ):
        busy = await house.enter_async_context(Peer.connect(relay.url))
        await opened(busy, KEY)
        idle = [await house.enter_async_context(Peer.connect(relay.url)) for _ in range(3)]
        for gone in idle:
            newcomer = await house.enter_async_context(Peer.connect(relay.url))
            assert not isinstance(await newcomer.attach(KEY), Refused)
            assert await closed_with(gone) == 1001
            await until(lambda: relay.counters.connections == 4)
        # All four are attached now, and so nobody has to go.
        async with raw_socket(relay.url) as refused:
            with pytest.raises(AssertionError, match="503"):
                await refused.greet(relay.url.partition("://")[2])
        assert await busy.ask(Ping(1)) == Pong(1)


async def test_r38_nobody_has_to_go_who_came_just_now(tmp_path: Path) -> None:
    config = bounded(tmp_path / "relay", most=2)
    async with (
        running_relay(tmp_path / "relay", config) as relay,
        Peer.connect(relay.url) as one,
        Peer.connect(relay.url) as two,
    ):
        async with raw_socket(relay.url) as refused:
            with pytest.raises(AssertionError, match="503"):
                await refused.greet(relay.url.partition("://")[2])
        assert await one.ask(Ping(1)) == Pong(1)
        assert await two.ask(Ping(1)) == Pong(1)


def test_in_a_rush_newcomers_come_in_turn() -> None:
    arrivals = Arrivals(50.0)
    waits = [arrivals.turn(1000.0) for _ in range(AT_ONCE + 3)]
    assert waits == pytest.approx([0.0] * (AT_ONCE + 1) + [0.02, 0.04])
    # A long silence saves up no more than a few.
    waits = [arrivals.turn(2000.0) for _ in range(AT_ONCE + 3)]
    assert waits == pytest.approx([0.0] * (AT_ONCE + 1) + [0.02, 0.04])


async def test_a_crowd_at_the_door_comes_in_one_by_one(tmp_path: Path) -> None:
    config = bounded(tmp_path / "relay", newcomers_per_second=50)
    async with running_relay(tmp_path / "relay", config) as relay:

        async def come() -> None:
            async with raw_socket(relay.url) as raw:
                await raw.greet(relay.url.partition("://")[2])

        begun = time.monotonic()
        await asyncio.gather(*(come() for _ in range(AT_ONCE + 31)))
        # However slow the machine: nobody comes in before their turn.
        assert time.monotonic() - begun >= 30 / 50


async def test_the_door_opens_again_when_the_system_had_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porch, "WITHOUT_SECONDS", 0.01)
    loop = asyncio.get_running_loop()
    accept, failed = loop.sock_accept, asyncio.Event()

    async def no_room(listening: socket.socket) -> tuple[socket.socket, object]:
        if not failed.is_set():
            failed.set()
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return await accept(listening)

    monkeypatch.setattr(loop, "sock_accept", no_room)
    async with running_relay(tmp_path / "relay") as relay:
        await failed.wait()
        await honest(relay)


async def test_a_long_message_is_looked_at_when_it_is_there_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    take = Messages.take

    def counted(
        self: Messages, data: bytearray, at: int, end: int
    ) -> tuple[int, bytearray, int] | None:
        nonlocal looked
        looked += 1
        return take(self, data, at, end)

    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        monkeypatch.setattr(Messages, "take", counted)
        assert isinstance(await peer.post(KEY, bytes(BIG)), Posted)
        # It came in sixteen reads or more: looked at in each, it would be copied in each.
        assert BIG // READ_BYTES == 16
        assert looked <= 3


def test_work_that_can_wait_is_done_in_turn_and_in_a_part_of_the_time() -> None:
    lane = Lane(0.1)
    # The first few hundredths of a second are free, then it is ten times the work, one after the other.
    assert pytest.approx(0.05) == LANE_CREDIT
    assert [lane.turn(0.002, 1000.0) for _ in range(4)] == pytest.approx([0.0, 0.0, 0.01, 0.03])
    assert lane.turn(0.01, 1000.02) == pytest.approx(0.11)
    # A long silence saves up no more than the credit.
    assert lane.turn(0.01, 9000.0) == pytest.approx(0.1 - LANE_CREDIT)


def test_who_has_a_little_to_do_never_waits_and_who_has_more_waits_for_others_too() -> None:
    lane = Lane()
    rate = 1200
    share = rate / 60 * REQUEST_SECONDS
    small, large, other = (Pace(rate, lane, 0.0) for _ in range(3))
    # For a minute there is no room in the lane.
    lane.turn(60.0 * LANE_SHARE, 0.0)
    assert all(small.spend(share / 20, at / 20) == 0.0 for at in range(1200))
    assert large.spend(BURST, 59.0) == 0.0
    first = large.spend(BURST, 60.0)
    assert first == pytest.approx((BURST - share + LANE_TURN) / LANE_SHARE)
    # Behind it comes who has used up its own at the same time.
    assert other.spend(2 * BURST, 60.0) == pytest.approx(first + (BURST + LANE_TURN) / LANE_SHARE)
    # A turn is worth something, and no more than that.
    assert large.spend(LANE_TURN, 60.0) == 0.0
    assert large.spend(1e-6, 60.0) > first


async def test_messages_of_one_do_not_keep_the_turn_of_another(tmp_path: Path) -> None:
    async with (
        running_relay(tmp_path / "relay", bounded(tmp_path / "relay")) as relay,
        raw_socket(relay.url) as raw,
    ):
        await raw.greet(relay.url.partition("://")[2])
        turns: list[int] = []

        def turn() -> None:
            turns.append(relay.counters.requests)
            if turns[-1] < 800:
                asyncio.get_running_loop().call_soon(turn)

        turn()
        await raw.send(framed(BINARY, encode(Ping(1))) * 800)
        await until(lambda: turns[-1] >= 800)
        assert max(after - before for before, after in itertools.pairwise(turns)) <= 16


async def test_connections_without_end_leave_nothing_behind(tmp_path: Path) -> None:
    config = bounded(tmp_path / "relay", most=500)
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        for _ in range(20):
            async with contextlib.AsyncExitStack() as many:
                for _ in range(20):
                    raw = await many.enter_async_context(raw_socket(relay.url))
                    await raw.greet(relay.url.partition("://")[2])
        assert isinstance(await peer.post(KEY, bytes(1024)), Posted)
        await until(lambda: relay.counters.connections == 1)
        assert len(relay._connections) == 1
        assert len(relay._anteroom) == 0


class _Poster:
    counted = 0


def test_who_floods_lengthens_the_pause_between_commits_for_nobody_but_a_crowd_does() -> None:
    gathering = Gathering(0.005, 0.032)
    flood = _Poster()
    for number in range(10_000):
        gathering.note(flood)
        assert gathering.pause(number / 100) == 0.005
    crowd = [_Poster() for _ in range(1000)]
    for number, poster in enumerate(crowd[:80], start=1):
        gathering.note(poster)
        assert gathering.pause(100.5) == pytest.approx(
            max(0.005, (number + 1) * POSTER_SECONDS), rel=0.1
        )
    for poster in crowd:
        gathering.note(poster)
    assert gathering.pause(100.6) == 0.032
    # It is kept for another second, in which they may go on, and then forgotten.
    assert gathering.pause(101.5) == 0.032
    assert gathering.pause(102.6) == 0.005
