"""Files that are damaged, taken away or of another time: said, contained, and mended as documented."""

import asyncio
import os
from pathlib import Path

import pytest
from leeward_relay.salvage import salvage
from leeward_relay.schema import connect, migrate, number
from leeward_wire import Code, Posted, Refused, box_id
from support.faults import (
    PAGE_BYTES,
    WATCHFUL,
    blobs,
    command,
    damage,
    documented,
    health,
    post_until_refused,
    until_well,
)
from support.relay import Peer, RelayProcess, opened, relay_process

HURT, WHOLE = bytes(range(32)), bytes(range(1, 33))
CONFIG = WATCHFUL.format(percent=100)
POSTS = 40


async def filled(relay: RelayProcess) -> dict[bytes, list[bytes]]:
    """Fill two boxes, and end the relay in good order."""
    kept: dict[bytes, list[bytes]] = {}
    async with Peer.connect(relay.url) as peer:
        for key in (HURT, WHOLE):
            await opened(peer, key)
            kept[key] = [os.urandom(1024) for _ in range(POSTS)]
            for blob in kept[key]:
                assert isinstance(await peer.post(key, blob), Posted)
    assert relay.terminate() == 0
    return kept


async def test_r41_a_damaged_page_is_said_to_those_it_concerns_and_to_nobody_else(
    tmp_path: Path,
) -> None:
    with relay_process(tmp_path / "relay", CONFIG) as relay:
        kept = await filled(relay)
        damage(tmp_path / "relay" / "relay.db", kept[HURT][POSTS // 2])
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            answer = await peer.attach(HURT)
            assert isinstance(answer, Refused)
            assert answer.code is Code.STORAGE
            # The same connection goes on, and so does every other box.
            assert await blobs(peer, WHOLE) == kept[WHOLE]
            assert isinstance(await peer.post(WHOLE, bytes(1024)), Posted)
            # That alarm does not end with the next good transaction.
            assert await health(relay.url) == (503, "unwell\n")
        said = relay.log.read_text()
        assert documented("ALARM: reading failed (SQLITE_CORRUPT)") in said
        assert "Traceback" not in said


async def test_what_can_be_read_is_salvaged_as_documented(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with relay_process(data, CONFIG) as relay:
        kept = await filled(relay)
        damage(data / "relay.db", kept[HURT][POSTS // 2])
        done = command("--data", str(data), documented("--salvage"))
        assert done.returncode == 0, done.stderr
        assert documented("could not read 0 boxes and") in done.stdout
        assert documented("relay.db.damaged") in {file.name for file in data.iterdir()}
        (data / "relay.db.damaged").unlink()
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, WHOLE) == kept[WHOLE]
            found = await peer.attach(HURT)
            assert not isinstance(found, Refused)
            attached, entries = found
            # What stood on that page is missing, under numbers that nobody gets again.
            assert attached.next_seq == POSTS + 1
            assert POSTS - 4 <= len(entries) < POSTS
            assert all(entry.blob == kept[HURT][entry.seq - 1] for entry in entries)
            answer = await peer.post(HURT, bytes(1024))
            assert isinstance(answer, Posted)
            assert answer.seq == POSTS + 1
        assert await health(relay.url) == (200, "well\n")


async def test_a_box_whose_row_is_lost_has_ended_and_no_other(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    data.mkdir()
    boxes = await many_boxes(data / "relay.db")
    damage_rows(data / "relay.db", boxes[100:104])
    done = await asyncio.to_thread(salvage, data)
    assert 0 < done.lost_boxes < 100
    assert done.boxes == len(boxes) - done.lost_boxes
    db = await connect(data / "relay.db")
    try:
        assert await number(db, "SELECT count(*) FROM box") == done.boxes
        assert await number(db, "SELECT count(*) FROM tombstone") == done.lost_boxes
        assert list(await db.execute_fetchall("PRAGMA integrity_check")) == [("ok",)]
    finally:
        await db.close()


async def many_boxes(database: Path) -> list[bytes]:
    """Make a database whose table of boxes has many pages; gives them in its order."""
    boxes = [box_id(os.urandom(32)) for _ in range(400)]
    db = await connect(database)
    await migrate(db)
    await db.executemany(
        "INSERT INTO box VALUES (?,?,NULL,0,1,?,0,0,0,0,NULL)",
        [(box, handle, 900 + handle % 7) for handle, box in enumerate(boxes)],
    )
    await db.close()
    return sorted(boxes)


def damage_rows(database: Path, neighbours: list[bytes]) -> None:
    """Damage the page on which rows stand that are neighbours in their table, and in no index."""
    whole = bytearray(database.read_bytes())
    pages = [whole[at : at + PAGE_BYTES] for at in range(0, len(whole), PAGE_BYTES)]
    (number,) = [n for n, page in enumerate(pages) if all(box in page for box in neighbours)]
    whole[number * PAGE_BYTES : number * PAGE_BYTES + 8] = b"\xa5" * 8
    database.write_bytes(whole)


def test_there_has_to_be_something_to_salvage(tmp_path: Path) -> None:
    refused = command("--data", str(tmp_path / "relay"), "--salvage")
    assert refused.returncode == 1
    assert "there is no" in refused.stderr
    (tmp_path / "relay" / "relay.db").write_bytes(os.urandom(40960))
    refused = command("--data", str(tmp_path / "relay"), "--salvage")
    assert refused.returncode == 1
    assert documented("nothing can be read of") in refused.stderr
    with relay_process(tmp_path / "other") as relay:
        refused = command("--data", str(tmp_path / "other"), "--salvage")
        assert refused.returncode == 1
        assert documented("another relay is using") in refused.stderr
        assert relay.running()


async def test_a_log_that_is_deleted_under_the_relay_costs_nothing(tmp_path: Path) -> None:
    # No upkeep comes to the rescue within this test.
    slow = CONFIG.replace("scrub_seconds = 1", "scrub_seconds = 3600")
    with relay_process(tmp_path / "relay", slow) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, WHOLE)
            kept = [os.urandom(1024) for _ in range(6)]
            for n, blob in enumerate(kept):
                if n in (2, 4):
                    (tmp_path / "relay" / "relay.db-wal").unlink()
                assert isinstance(await peer.post(WHOLE, blob), Posted)
        relay.kill()
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, WHOLE) == kept


async def test_a_database_that_is_deleted_under_the_relay_takes_nothing_more(
    tmp_path: Path,
) -> None:
    data = tmp_path / "relay"
    with relay_process(data, CONFIG) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, WHOLE)
            (data / "relay.db").rename(data / "moved")
            assert await post_until_refused(peer, WHOLE) == []
            assert await health(relay.url) == (503, "unwell\n")
            (data / "moved").rename(data / "relay.db")
            await until_well(relay.url)
            assert isinstance(await peer.post(WHOLE, bytes(1024)), Posted)
        assert documented("the database has vanished") in relay.log.read_text()


@pytest.mark.parametrize("name", ["relay.db-wal", "relay.db"])
async def test_a_file_that_vanished_after_a_crash_is_asked_for(tmp_path: Path, name: str) -> None:
    data = tmp_path / "relay"
    with relay_process(data, CONFIG) as relay:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, WHOLE)
            assert isinstance(await peer.post(WHOLE, bytes(1024)), Posted)
        relay.kill()
        (data / name).rename(tmp_path / "kept")
        with pytest.raises(RuntimeError, match=documented("has vanished")):
            relay.restart()
        # As documented: put it back.
        (tmp_path / "kept").rename(data / name)
        relay.restart()
        async with Peer.connect(relay.url) as peer:
            assert await blobs(peer, WHOLE) == [bytes(1024)]
        relay.kill()
        # Or, if it is lost, empty the lock and go on without.
        (data / name).unlink()
        (data / "lock").write_bytes(b"")
        relay.restart()
        assert await health(relay.url) == (200, "well\n")


async def test_a_stop_in_good_order_leaves_nothing_to_ask_for(tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay", CONFIG) as relay:
        await filled(relay)
        assert (tmp_path / "relay" / "lock").read_bytes() == b""
        assert {file.name for file in (tmp_path / "relay").iterdir()} == {"relay.db", "lock"}


async def test_a_database_of_a_newer_relay_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with relay_process(data, CONFIG) as relay:
        await filled(relay)
    db = await connect(data / "relay.db")
    await db.execute_fetchall("PRAGMA user_version = 99")
    await db.close()
    before = (data / "relay.db").read_bytes()
    refused = command("--listen", "127.0.0.1:0", "--data", str(data))
    assert refused.returncode == 1
    assert documented("made by a newer relay") in refused.stderr
    assert (data / "relay.db").read_bytes() == before
