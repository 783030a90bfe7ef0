"""A disk that is full or may not be written to: said to all, nothing lost, and over by itself."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_wire import Code, Opened, Posted, Refused
from support.faults import (
    POWERLESS,
    WATCHFUL,
    Disk,
    Limit,
    Tmpfs,
    blobs,
    command,
    documented,
    health,
    post_until_refused,
    small_disk,
    until_well,
)
from support.relay import Peer, easy_config, opened, relay_process, running_relay

KEY = bytes(range(32))
NEVER = WATCHFUL.format(percent=100)


@pytest.fixture(params=["limit", "small"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk that can be filled: through a limit, and as a file system where there may be one."""
    if request.param == "limit":
        yield Limit()
        return
    with small_disk(tmp_path / "disk") as small:
        yield small


async def test_r41_a_full_disk_is_said_loses_nothing_and_is_over_when_there_is_room(
    tmp_path: Path, disk: Disk
) -> None:
    with relay_process(tmp_path / "disk", NEVER) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, KEY)
            disk.fill(relay)
            kept = await post_until_refused(peer, KEY)
            assert kept
            assert await health(relay.url) == (503, "unwell\n")
            # Readers go on, and see what was acknowledged and nothing else.
            async with Peer.connect(relay.url) as reader:
                assert await blobs(reader, KEY) == kept
            disk.make_room(relay)
            # Nobody posts, and the relay finds out by itself.
            await until_well(relay.url)
            last = os.urandom(1024)
            assert isinstance(await peer.post(KEY, last), Posted)
        relay.kill()
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, KEY) == [*kept, last]
        said = relay.log.read_text()
    assert documented("ALARM: storage failed") in said
    assert documented("the alarm is over: storage works again") in said
    assert "Traceback" not in said


async def test_a_relay_that_is_killed_on_a_full_disk_starts_again_and_has_lost_nothing(
    tmp_path: Path, disk: Disk
) -> None:
    with relay_process(tmp_path / "disk", NEVER) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, KEY)
            disk.fill(relay)
            kept = await post_until_refused(peer, KEY)
        relay.kill()
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, KEY) == kept
            if isinstance(disk, Tmpfs):
                disk.make_room(relay)
            assert isinstance(await peer.post(KEY, os.urandom(65536)), Posted)


async def test_r15_opening_stops_before_the_disk_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        # Without a disk of its own, any is fuller than this.
        percent = 80 if isinstance(disk, Tmpfs) else 1
        config = WATCHFUL.format(percent=percent)
        with relay_process(tmp_path / "disk", config) as relay:
            if isinstance(disk, Tmpfs):
                disk.fill(relay)
            async with Peer.connect(relay.url) as peer:
                answer = await peer.open(KEY)
                assert isinstance(answer, Refused)
                assert answer.code is Code.STORAGE
            # That is no alarm: all else goes on.
            assert await health(relay.url) == (200, "well\n")


def test_a_directory_that_may_not_be_written_to_is_named_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with relay_process(data) as relay:
        relay.terminate()
    arguments = ("--listen", "127.0.0.1:0", "--data", str(data))
    (data / "lock").chmod(0o400)
    refused = command(*arguments, before=POWERLESS)
    assert refused.returncode == 1
    assert documented("Permission denied") in refused.stderr
    assert str(data) in refused.stderr
    (data / "lock").chmod(0o600)
    (data / "relay.db").chmod(0o400)
    refused = command(*arguments, before=POWERLESS)
    assert refused.returncode == 1
    assert documented("attempt to write a readonly database") in refused.stderr
    assert "Traceback" not in refused.stderr
    # As documented: give the files back to the relay's user, and start it.
    for file in data.iterdir():
        file.chmod(0o600)
    with relay_process(data, before=POWERLESS):
        pass


async def test_a_database_that_becomes_read_only_is_said_and_well_again_when_given_back(
    tmp_path: Path,
) -> None:
    data = tmp_path / "relay"
    with relay_process(data, NEVER, before=POWERLESS) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, KEY)
            for file in data.iterdir():
                file.chmod(0o400)
            kept = await post_until_refused(peer, KEY, 1024)
            assert (await health(relay.url))[0] == 503
            for file in data.iterdir():
                file.chmod(0o600)
            await until_well(relay.url)
            assert isinstance(await peer.post(KEY, bytes(1024)), Posted)
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, KEY) == [*kept, bytes(1024)]
        assert "Traceback" not in relay.log.read_text()


async def test_a_database_that_another_program_holds_is_said_and_over_when_it_lets_go(
    tmp_path: Path,
) -> None:
    config = easy_config(tmp_path / "relay")
    async with running_relay(tmp_path / "relay", config) as relay, Peer.connect(relay.url) as peer:
        await opened(peer, KEY)
        # The ten seconds that SQLite waits would only make this test slow.
        await relay.store._writer.execute_fetchall("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(tmp_path / "relay" / "relay.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = await peer.post(KEY, bytes(1024))
        assert isinstance(answer, Refused)
        assert answer.code is Code.STORAGE
        assert (await health(relay.url))[0] == 503
        other.execute("ROLLBACK")
        other.close()
        await relay.upkeep.probe()
        assert (await health(relay.url))[0] == 200
        assert isinstance(await peer.post(KEY, bytes(1024)), Posted)
        assert isinstance(await peer.open(os.urandom(32)), Opened)
