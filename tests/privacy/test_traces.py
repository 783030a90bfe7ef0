"""Planted addresses, ids and entries are not found where they must not be."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest
from leeward_relay.ledger import tomb_of
from leeward_relay.relay import Relay
from leeward_wire import PATH, Burned, Life, Posted, Refused, Sealed, box_id
from support.refusals import BURN_KEY, free_config
from support.relay import Clock, Peer, closed_with, opened, relay_process, running_relay, until
from support.traces import in_files, in_memory, open_temporary_files

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ADDRESS = "127.83.67.91"
"""An address of this machine that nothing else here uses."""

ADDRESSES = [
    ADDRESS.encode(),
    ADDRESS.encode("utf-16-le"),
    socket.inet_aton(ADDRESS),
]


def planted_blob(size: int = 1024) -> tuple[bytes, bytes]:
    """Give a blob and a mark that stands in every 32 bytes of it."""
    mark = os.urandom(32)
    return mark * (size // 32), mark


async def test_what_has_expired_or_burned_is_nowhere_in_the_files(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    clock = Clock()
    burn_key = os.urandom(32)
    keys = {name: os.urandom(32) for name in ("kept", "short", "sealed", "unused", "meeting")}
    marks: dict[str, bytes] = {}
    async with (
        running_relay(directory, clock=clock) as relay,
        Peer.connect(relay.url, local=ADDRESS) as peer,
    ):
        for name, key in keys.items():
            await opened(peer, key, burn_key if name == "meeting" else None)
            for size in (1024, 16384, 262144):
                if name != "unused":
                    blob, mark = planted_blob(size)
                    marks[f"{name} {size}"] = mark
                    life = Life.SHORT if name == "short" else Life.LONG
                    assert isinstance(await peer.post(key, blob, life), Posted)
        blob, marks["sealed seal"] = planted_blob(65536)
        assert isinstance(await peer.seal(keys["sealed"], blob), Sealed)
        present = {mark for _, mark in in_files(directory, marks.values())}
        assert present == set(marks.values())

        assert isinstance(await peer.burn(keys["meeting"], burn_key), Burned)
        assert await relay.upkeep.scrub()
        gone = [box_id(keys["meeting"]), burn_key]
        gone += [mark for name, mark in marks.items() if name.startswith("meeting")]
        assert in_files(directory, gone) == []

        clock.forward(days=15)
        assert await relay.upkeep.expire()
        gone += [mark for name, mark in marks.items() if name.startswith("short")]
        assert in_files(directory, gone) == []
        assert in_files(directory, [marks["kept 1024"]]) != []

        clock.forward(days=110)
        assert await relay.upkeep.expire()
        gone += marks.values()
        gone.append(box_id(keys["sealed"]))
        assert in_files(directory, gone) == []
        assert in_files(directory, [box_id(keys["unused"])]) != []

        clock.forward(days=120)
        assert await relay.upkeep.expire()
        gone += [box_id(key) for key in keys.values()]
        assert in_files(directory, gone) == []
        assert in_files(directory, [tomb_of(box_id(keys["kept"]))]) != []
        assert in_files(directory, ADDRESSES) == []

        clock.forward(days=31 * 15)
        assert await relay.upkeep.expire()
        assert in_files(directory, [tomb_of(box_id(key)) for key in keys.values()]) == []
    assert in_files(tmp_path, [*gone, *ADDRESSES]) == []


async def test_burning_without_upkeep_leaves_the_database_pages_zeroed(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    key, burn_key = os.urandom(32), os.urandom(32)
    blob, mark = planted_blob(65536)
    async with running_relay(directory) as relay, Peer.connect(relay.url) as peer:
        await opened(peer, key, burn_key)
        await peer.post(key, blob)
        assert await relay.upkeep.scrub()
        assert [name for name, _ in in_files(directory, [mark])] == ["relay.db"]
        await peer.burn(key, burn_key)
    # The stop has folded the log in; nothing else ran.
    assert in_files(directory, [mark, box_id(key)]) == []


async def planted(relay: Relay, boxes: int) -> dict[bytes, list[bytes]]:
    """Fill burnable boxes in an order that makes SQLite split pages; gives the marks of each."""
    marks: dict[bytes, list[bytes]] = {}
    order = [os.urandom(32) for _ in range(boxes)]
    async with Peer.connect(relay.url) as peer:
        for key in order:
            await opened(peer, key, BURN_KEY)
        for round_ in range(4):
            for key in sorted(order, key=lambda key: key[round_:]):
                blob, mark = planted_blob(1024 if key[round_] % 2 else 4096)
                assert isinstance(await peer.post(key, blob, Life(round_ % 2)), Posted)
                marks.setdefault(key, []).append(mark)
    return marks


async def test_no_copy_stays_in_the_gaps_of_pages_that_were_split(tmp_path: Path) -> None:
    directory, clock = tmp_path / "relay", Clock()
    async with running_relay(directory, free_config(directory), clock=clock) as relay:
        marks = await planted(relay, 120)
        burned = list(marks)[::2]
        async with Peer.connect(relay.url) as peer:
            for key in burned:
                assert isinstance(await peer.burn(key, BURN_KEY), Burned)
        assert await relay.upkeep.tidy()
        gone = [mark for key in burned for mark in marks[key]]
        assert in_files(directory, gone) == []
        clock.forward(days=16)
        assert await relay.upkeep.tidy()
        # The first and the third of each box lived short.
        gone += [mark for key in marks for mark in marks[key][::2]]
        assert in_files(directory, gone) == []
        kept = [mark for key in marks if key not in burned for mark in marks[key][1::2]]
        assert len(in_files(directory, kept)) == len(kept)


@pytest.mark.parametrize("moment", ["before the log is emptied", "between deleting and emptying"])
async def test_after_a_crash_the_next_start_leaves_no_trace(tmp_path: Path, moment: str) -> None:
    """A copy of the files as they are is what a power cut leaves; another relay goes on from it."""
    directory, copy, clock = tmp_path / "relay", tmp_path / "copy", Clock()
    async with running_relay(directory, free_config(directory), clock=clock) as relay:
        marks = await planted(relay, 40)
        burned = list(marks)[::2]
        async with Peer.connect(relay.url) as peer:
            for key in burned:
                assert isinstance(await peer.burn(key, BURN_KEY), Burned)
        clock.forward(days=16)
        if moment.startswith("between"):
            assert (await relay.writer.between(relay.store.purge)).entries
        shutil.copytree(directory, copy)
    gone = [mark for key in burned for mark in marks[key]]
    gone += [mark for key in marks for mark in marks[key][::2]]
    # What died holds them still: this test looks at something.
    assert "relay.db-wal" in {name for name, _ in in_files(copy, gone)}
    async with running_relay(copy, free_config(copy), clock=clock) as relay:
        await until(lambda: in_files(copy, gone) == [])
        kept = [mark for key in marks if key not in burned for mark in marks[key][1::2]]
        assert len(in_files(copy, kept)) == len(kept)
        assert relay.health.well


async def run_life(url: str, pid: int, marks: dict[str, bytes]) -> None:
    """Let one client, from the planted address, open, post, seal, burn, err and leave."""
    key, meeting, burn_key = os.urandom(32), os.urandom(32), os.urandom(32)
    async with Peer.connect(url, local=ADDRESS) as peer, Peer.connect(url) as reader:
        await opened(peer, key)
        await opened(peer, meeting, burn_key)
        await opened(reader, key)
        marks["kept box"] = box_id(key)
        marks["burned box"] = box_id(meeting)
        for name, one in (("kept", key), ("burned", meeting)):
            for size in (1024, 4096, 65536, 262144):
                blob, marks[f"{name} {size}"] = planted_blob(size)
                assert isinstance(await peer.post(one, blob), Posted)
        await reader.attach(key)
        await peer.attach(meeting)
        assert isinstance(await peer.post(os.urandom(32), bytes(1024)), Refused)
        assert isinstance(await peer.burn(meeting, burn_key), Burned)
        marks["burn key"] = burn_key
        marks["challenge"] = peer.hello.challenge
        blob, marks["malformed"] = planted_blob()
        await peer.socket.send_bytes(blob)
        assert await closed_with(peer) == 1008
    await knock_oddly(url)


async def knock_oddly(url: str) -> None:
    """Say at the door what makes servers write a line in a log, from the planted address."""
    connector = aiohttp.TCPConnector(local_addr=(ADDRESS, 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        async with session.ws_connect(url + PATH, protocols=["chat"]) as socket:
            await socket.receive_bytes()
        async with session.get(url + PATH, headers={"Upgrade": "websocket"}) as answer:
            assert answer.status == 400
    for line in (b"GET / HTTP/1.1\r\nno header\r\n\r\n", b"\x16\x03\x01", b"GET \xff\r\n\r\n"):
        host, port = url.partition("://")[2].split(":")
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(ADDRESS, 0))
        writer.write(line)
        writer.write_eof()
        await reader.read()
        writer.close()
        await writer.wait_closed()


@linux
@pytest.mark.timeout(120)
async def test_an_idle_relay_has_forgotten_addresses_ids_and_entries(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    config = (
        '[work]\ndifficulty = 4\n[storage]\nscrub_seconds = 1\n[metrics]\nlisten = "127.0.0.1:0"\n'
    )
    marks: dict[str, bytes] = {}
    with relay_process(directory, config) as relay:
        await run_life(relay.url, relay.pid, marks)
        kept_on_disk = {"kept box", *(name for name in marks if name.startswith("kept "))}

        names = {mark: name for name, mark in marks.items()}
        names |= dict.fromkeys(ADDRESSES[:2], "address")

        def left() -> set[str]:
            return {names[mark] for _, mark in in_memory(relay.pid, names)}

        # A scan sees what is there now; the relay wipes once a second until it is idle.
        await until(lambda: not (directory / "relay.db-wal").stat().st_size, 30)
        for _ in range(20):
            remains = await asyncio.to_thread(left)
            if not remains:
                break
            await asyncio.sleep(0.5)
        assert remains == set()
        assert open_temporary_files(relay.pid) == []
        gone = [mark for name, mark in marks.items() if name not in kept_on_disk]
        assert in_files(directory, [*gone, *ADDRESSES]) == []
        assert in_files(directory, [marks["kept 1024"]]) != []
        os.kill(relay.pid, signal.SIGTERM)
        await until(lambda: not relay.running())
        printed = relay.log.read_bytes()
        assert printed == b""


@linux
def test_the_scan_of_memory_finds_what_is_there() -> None:
    mark = os.urandom(32)
    assert in_memory(os.getpid(), [mark]) != []
