"""The box protocol over real sockets, rule by rule (docs/protocol.md, chapter Relay)."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest
from leeward_relay.config import Connections, Quota, Rates, Work
from leeward_relay.relay import Relay
from leeward_wire import (
    PATH,
    Attached,
    Burned,
    Code,
    Detach,
    Detached,
    Entries,
    Entry,
    Grow,
    Grown,
    Kind,
    Lagged,
    Life,
    Opened,
    Page,
    Ping,
    Pong,
    Post,
    Posted,
    Purpose,
    Read,
    Refused,
    Sealed,
    box_id,
    encode,
)
from leeward_wire.sizes import MAX_REQUEST_BYTES
from support.relay import Clock, Peer, closed_with, easy_config, opened, running_relay, until

BLOB = b"\xa5" * 1024
SEAL = b"\x5a" * 65536
KEY = b"\x0b" * 32


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with running_relay(tmp_path / "relay") as running:
        yield running


@pytest.fixture
async def peer(relay: Relay) -> AsyncIterator[Peer]:
    async with Peer.connect(relay.url) as connected:
        yield connected


def seed() -> bytes:
    return os.urandom(32)


def code(answer: object) -> Code:
    assert isinstance(answer, Refused), answer
    return answer.code


async def test_r01_a_text_message_closes_with_1008(peer: Peer) -> None:
    await peer.socket.send_str("hello")
    assert await closed_with(peer) == 1008


@pytest.mark.parametrize("data", [b"", b"\x92\x09\x01\x00", b"\x92\x09\xcc\x01", b"\xc1" * 64])
async def test_r02_a_malformed_frame_closes_with_1008_and_no_word(peer: Peer, data: bytes) -> None:
    await peer.socket.send_bytes(data)
    message = await peer.socket.receive()
    assert message.type is aiohttp.WSMsgType.CLOSE
    assert message.data == 1008
    assert not message.extra


async def test_r02_a_message_too_long_closes_with_1009(peer: Peer) -> None:
    await peer.socket.send_bytes(bytes(MAX_REQUEST_BYTES + 1))
    assert await closed_with(peer) == 1009


async def test_r05_each_hello_has_a_challenge_of_its_own(relay: Relay) -> None:
    challenges = set()
    for _ in range(3):
        async with Peer.connect(relay.url) as peer:
            challenges.add(peer.hello.challenge)
            assert peer.hello.version == 1
            assert peer.hello.limits == relay.config.limits()
    assert len(challenges) == 3


async def test_r06_a_handshake_for_another_name_gets_421(relay: Relay) -> None:
    async with aiohttp.ClientSession() as session:
        for host in ("relay.example", f"localhost:{relay.port + 1}", ""):
            async with session.get(relay.url + PATH, headers={"Host": host}) as response:
                assert response.status == 421
                assert "Server" not in response.headers
        headers = {"Host": f"LOCALHOST:{relay.port}"}
        async with session.ws_connect(relay.url + PATH, headers=headers) as socket:
            await socket.receive_bytes()


async def test_r12_answers_bear_the_rid_of_their_request(peer: Peer) -> None:
    key = seed()
    await opened(peer, key)
    rids = [0, 2**32 - 1, 7, 7]
    for rid in rids:
        await peer.send(Post(rid, box_id(key), Life.SHORT, BLOB))
    answers = [await peer.answer() for _ in rids]
    assert [(a.rid, a.seq) for a in answers if isinstance(a, Posted)] == [
        (rid, seq) for seq, rid in enumerate(rids, start=1)
    ]


async def test_r14_opening_is_idempotent_and_does_not_attach(peer: Peer) -> None:
    key = seed()
    assert isinstance(await peer.open(key), Opened)
    assert isinstance(await peer.open(key), Opened)
    assert code(await peer.post(key, BLOB)) is Code.REFUSED
    await opened(peer, key)
    assert isinstance(await peer.post(key, BLOB), Posted)
    assert isinstance(await peer.open(key), Opened)
    attached = await peer.attach(key)
    assert not isinstance(attached, Refused)
    assert [entry.seq for entry in attached[1]] == [1]


async def test_r15_no_opens_on_a_full_disk_and_all_else_goes_on(tmp_path: Path) -> None:
    used = 79.9
    config = easy_config(tmp_path / "relay")

    def disk(_: Path) -> float:
        return used

    async with (
        running_relay(tmp_path / "relay", config, disk_used=disk) as relay,
        Peer.connect(relay.url) as peer,
    ):
        key = seed()
        await opened(peer, key)
    used = 80.0
    async with (
        running_relay(tmp_path / "relay", config, disk_used=disk) as relay,
        Peer.connect(relay.url) as peer,
    ):
        assert code(await peer.open(seed())) is Code.STORAGE
        await peer.attach(key)
        assert isinstance(await peer.post(key, BLOB), Posted)


async def test_r16_attached_tells_where_the_box_stands(peer: Peer, relay: Relay) -> None:
    key = seed()
    await opened(peer, key)
    await peer.post(key, BLOB)
    await peer.ask(Grow(peer.rid(), box_id(key), peer.proof(Purpose.GROW, key, 0)))
    await peer.seal(key, SEAL)
    async with Peer.connect(relay.url) as other:
        found = await other.attach(key, after=1)
        assert not isinstance(found, Refused)
        attached, entries = found
        assert (attached.last_seal, attached.next_seq, attached.step) == (2, 3, 1)
        assert [(e.seq, e.kind, e.blob) for e in entries] == [(2, Kind.SEAL, SEAL)]


async def test_r17_pages_are_bounded_and_in_order(peer: Peer, relay: Relay) -> None:
    key = seed()
    await opened(peer, key)
    blobs = [os.urandom(262144 if n % 3 == 0 else 1024) for n in range(12)]
    for blob in blobs:
        await peer.post(key, blob)
    async with Peer.connect(relay.url) as other:
        assert isinstance(await other.ask(other.attach_frame(key)), Attached)
        pages: list[Page] = []
        while not pages or not pages[-1].done:
            page = await other.answer()
            assert isinstance(page, Page)
            pages.append(page)
        assert all(sum(len(e.blob) for e in page.entries) <= 512 * 1024 for page in pages)
        assert len(pages) > 1
        read = [entry for page in pages for entry in page.entries]
        assert [entry.seq for entry in read] == list(range(1, 13))
        assert [entry.blob for entry in read] == blobs
        await other.send(Read(other.rid(), box_id(key), 11))
        assert [entry.seq for entry in await other.pages()] == [12]
        await other.send(Read(other.rid(), box_id(key), 2**24 - 1))
        assert await other.pages() == []


async def test_r17_at_most_256_entries_are_in_a_page(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", rates=Rates(posts_per_minute=1000))
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        key = seed()
        await opened(peer, key)
        for rid in range(300):
            await peer.send(Post(rid, box_id(key), Life.SHORT, BLOB))
        for _ in range(300):
            assert isinstance(await peer.answer(), Posted)
        await peer.send(Read(peer.rid(), box_id(key), 0))
        first = await peer.answer()
        assert isinstance(first, Page)
        assert (len(first.entries), first.done) == (256, False)
        assert len(await peer.pages()) == 44


async def test_r17_nothing_is_lost_or_doubled_between_page_and_live(relay: Relay) -> None:
    key = seed()
    async with Peer.connect(relay.url) as writer:
        await opened(writer, key)

        async def write() -> None:
            for rid in range(150):
                await writer.send(Post(rid, box_id(key), Life.SHORT, os.urandom(1024)))
            acknowledged = 0
            while acknowledged < 150:
                acknowledged += isinstance(await writer.answer(), Posted)

        async def read(start: int) -> list[int]:
            async with Peer.connect(relay.url) as reader:
                for _ in range(start):
                    await reader.ask(Ping(1))
                found = await reader.attach(key)
                assert not isinstance(found, Refused)
                got = [entry.seq for entry in found[1]]
                while not got or got[-1] < 150:
                    push = await reader.push()
                    assert isinstance(push, Entries)
                    got += [entry.seq for entry in push.entries]
                return got

        results = await asyncio.gather(write(), *(read(start) for start in range(0, 40, 4)))
        for got in results[1:]:
            assert got == list(range(1, 151))


async def test_r18_entries_come_to_all_who_are_live(peer: Peer, relay: Relay) -> None:
    key = seed()
    await opened(peer, key)
    async with Peer.connect(relay.url) as other:
        await other.attach(key)
        await peer.post(key, BLOB)
        await peer.seal(key, SEAL)
        for reader in (peer, other):
            entries: list[Entry] = []
            while len(entries) < 2:
                push = await reader.push()
                assert isinstance(push, Entries)
                assert push.box == box_id(key)
                entries += push.entries
            assert [(e.seq, e.kind, e.blob) for e in entries] == [
                (1, Kind.POST, BLOB),
                (2, Kind.SEAL, SEAL),
            ]


async def test_r20_numbers_go_up_across_a_restart(tmp_path: Path) -> None:
    key = seed()
    for expected in (1, 2, 3):
        async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
            await opened(peer, key)
            answer = await peer.post(key, BLOB)
            assert isinstance(answer, Posted)
            assert answer.seq == expected


async def test_r21_a_full_box_takes_no_post_until_entries_expire(tmp_path: Path) -> None:
    clock = Clock()
    config = easy_config(tmp_path / "relay", quota=Quota(box_entries=2))
    async with (
        running_relay(tmp_path / "relay", config, clock=clock) as relay,
        Peer.connect(relay.url) as peer,
    ):
        key = seed()
        await opened(peer, key)
        await peer.post(key, BLOB, Life.LONG)
        await peer.post(key, BLOB)
        assert code(await peer.post(key, BLOB)) is Code.FULL
        clock.forward(days=15)
        assert await relay.upkeep.expire()
        answer = await peer.post(key, BLOB)
        assert isinstance(answer, Posted)
        assert answer.seq == 3
        assert code(await peer.post(key, BLOB)) is Code.FULL


async def test_r22_r23_r24_sealing_and_sealing_again(peer: Peer) -> None:
    key = seed()
    await opened(peer, key)
    assert isinstance(await peer.post(key, BLOB), Posted)
    assert code(await peer.seal(key, SEAL, 1, peer.proof(Purpose.RESEAL, key, 1))) is Code.SEALED
    first = await peer.seal(key, SEAL)
    assert isinstance(first, Sealed)
    assert first.seq == 2
    assert code(await peer.post(key, BLOB)) is Code.SEALED
    assert code(await peer.seal(key, SEAL)) is Code.SEALED
    assert code(await peer.seal(key, SEAL, 2)) is Code.PROOF
    again = await peer.seal(key, SEAL, 2, peer.proof(Purpose.RESEAL, key, 2))
    assert isinstance(again, Sealed)
    assert again.seq == 3
    assert code(await peer.seal(key, SEAL, 2, peer.proof(Purpose.RESEAL, key, 2))) is Code.SEALED


async def test_r23_of_seals_that_race_one_wins(relay: Relay) -> None:
    key = seed()

    async def race(_: int) -> object:
        async with Peer.connect(relay.url) as racer:
            await opened(racer, key)
            return await racer.seal(key, SEAL)

    answers = await asyncio.gather(*(race(n) for n in range(8)))
    assert sum(isinstance(answer, Sealed) for answer in answers) == 1
    assert sum(isinstance(a, Refused) and a.code is Code.SEALED for a in answers) == 7


async def test_r25_r26_r27_quotas_over_the_wire(tmp_path: Path) -> None:
    quota = Quota(box_entries=1, burnable_entries=1, seals=1, max_steps=1)
    config = easy_config(tmp_path / "relay", quota=quota)
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        key, meeting = seed(), seed()
        await opened(peer, key)
        await opened(peer, meeting, KEY)
        for one in (key, meeting):
            assert isinstance(await peer.post(one, BLOB), Posted)
            assert code(await peer.post(one, BLOB)) is Code.FULL
        grown = await peer.ask(Grow(1, box_id(key), peer.proof(Purpose.GROW, key, 0)))
        assert grown == Grown(1, 1)
        assert isinstance(await peer.post(key, BLOB), Posted)
        used = peer.proof(Purpose.GROW, key, 1)
        assert code(await peer.ask(Grow(1, box_id(key), used))) is Code.FULL
        other = peer.proof(Purpose.GROW, meeting, 0)
        assert code(await peer.ask(Grow(1, box_id(meeting), other))) is Code.FULL
        assert code(await peer.seal(meeting, SEAL)) is Code.REFUSED
        assert isinstance(await peer.seal(key, SEAL), Sealed)
        proof = peer.proof(Purpose.RESEAL, key, 3)
        assert code(await peer.seal(key, SEAL, 3, proof)) is Code.FULL


async def test_r28_burning(peer: Peer, relay: Relay) -> None:
    key = seed()
    await opened(peer, key, KEY)
    await peer.post(key, BLOB)
    async with Peer.connect(relay.url) as stranger:
        assert code(await stranger.burn(key, b"\x0c" * 32)) is Code.REFUSED
        assert isinstance(await stranger.burn(key, KEY), Burned)
        assert code(await stranger.burn(key, KEY)) is Code.REFUSED
    while not isinstance(await peer.push(), Lagged):
        pass
    assert code(await peer.ask(Read(1, box_id(key), 0))) is Code.REFUSED
    assert code(await peer.post(key, BLOB)) is Code.REFUSED
    assert code(await peer.attach(key)) is Code.REFUSED
    assert code(await peer.open(key, KEY)) is Code.REFUSED


async def test_r29_detaching(peer: Peer, relay: Relay) -> None:
    key = seed()
    await opened(peer, key)
    assert await peer.ask(Detach(9, box_id(key))) == Detached(9)
    assert code(await peer.post(key, BLOB)) is Code.REFUSED
    assert code(await peer.ask(Detach(9, box_id(key)))) is Code.REFUSED
    async with Peer.connect(relay.url) as other:
        await opened(other, key)
        await other.post(key, BLOB)
    assert await peer.ask(Ping(3)) == Pong(3)
    assert not peer.pushes


async def test_r30_ping(peer: Peer) -> None:
    assert await peer.ask(Ping(2**32 - 1)) == Pong(2**32 - 1)


async def test_r33_the_same_bytes_twice_are_two_entries(peer: Peer) -> None:
    key = seed()
    await opened(peer, key)
    frame = encode(Post(1, box_id(key), Life.SHORT, BLOB))
    await peer.socket.send_bytes(frame)
    await peer.socket.send_bytes(frame)
    assert [await peer.answer(), await peer.answer()] == [Posted(1, 1), Posted(1, 2)]


async def test_r34_r35_r36_what_has_expired_is_gone_at_once_and_not_opened_again(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with running_relay(tmp_path / "relay", clock=clock) as relay:
        key = seed()
        async with Peer.connect(relay.url) as peer:
            await opened(peer, key)
            await peer.post(key, BLOB)
            await peer.post(key, BLOB, Life.LONG)
            for days, left in ((14, [1, 2]), (1, [2]), (75, [2]), (1, [])):
                clock.forward(days=days)
                await peer.send(Read(1, box_id(key), 0))
                assert [entry.seq for entry in await peer.pages()] == left
            clock.forward(days=180)
            # Before and after the expiry run the answers are the same.
            for run in (False, True):
                if run:
                    assert await relay.upkeep.expire()
                assert code(await peer.post(key, BLOB)) is Code.REFUSED
                assert code(await peer.open(key)) is Code.REFUSED
                async with Peer.connect(relay.url) as other:
                    assert code(await other.attach(key)) is Code.REFUSED
            clock.forward(days=31 * 15)
            assert await relay.upkeep.expire()
            assert isinstance(await peer.open(key), Opened)


async def test_r35_attaching_is_a_use(tmp_path: Path) -> None:
    clock = Clock()
    async with running_relay(tmp_path / "relay", clock=clock) as relay:
        key = seed()
        async with Peer.connect(relay.url) as peer:
            await opened(peer, key)
        for _ in range(4):
            clock.forward(days=150)
            assert await relay.upkeep.expire()
            written = relay.counters.batches
            async with Peer.connect(relay.url) as peer:
                assert not isinstance(await peer.attach(key), Refused)
                # Nobody waits for the use to be on disk; the clock of this test has to.
                await until(lambda before=written: relay.counters.batches > before)  # type: ignore[misc]


async def test_r37_rates_over_the_wire(tmp_path: Path) -> None:
    rates = Rates(opens_per_minute=1, posts_per_minute=2, requests_per_minute=50)
    config = easy_config(tmp_path / "relay", rates=rates)
    async with running_relay(tmp_path / "relay", config) as relay:
        async with Peer.connect(relay.url) as peer:
            key = seed()
            await opened(peer, key)
            assert code(await peer.open(seed())) is Code.BUSY
            assert isinstance(await peer.post(key, BLOB), Posted)
            assert isinstance(await peer.post(key, BLOB), Posted)
            assert code(await peer.post(key, BLOB)) is Code.BUSY
        async with Peer.connect(relay.url) as peer:
            assert isinstance(await peer.open(seed()), Opened)


async def test_r38_one_connection_too_many_gets_503(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", connections=Connections(most=2))
    async with running_relay(tmp_path / "relay", config) as relay:
        async with Peer.connect(relay.url), Peer.connect(relay.url):
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                async with Peer.connect(relay.url):
                    pass
            assert caught.value.status == 503
        await until(lambda: relay.counters.connections == 0)
        async with Peer.connect(relay.url):
            pass


async def test_r11_a_relay_that_wants_passes(tmp_path: Path) -> None:
    work = Work(admit="pass", passes=("the operator's pass",), difficulty=0)
    config = msgspec.structs.replace(easy_config(tmp_path / "relay"), work=work)
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        assert peer.hello.limits.pass_required
        assert code(await peer.open(seed())) is Code.PROOF
        peer.word = "the operator's pass"
        key = seed()
        await opened(peer, key)


async def test_only_the_doors_that_are_documented_answer(relay: Relay) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(relay.url + "/healthz") as response:
            assert (response.status, await response.text()) == (200, "well\n")
            assert "Server" not in response.headers
        for path in ("/metrics", "/v1", "/healthz/"):
            async with session.get(relay.url + path) as response:
                assert response.status == 404
        async with session.get(relay.url + PATH) as response:
            assert response.status in (400, 426)
