"""The store, its schema and its writer, without a socket."""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiosqlite
import pytest
from leeward_relay import expiry
from leeward_relay import store as store_module
from leeward_relay.changes import AddPost, AddSeal, BurnBox, Done, Gone, OpenBox, Stored
from leeward_relay.config import Config
from leeward_relay.days import day_of, month_of
from leeward_relay.fanout import MemoryFanout
from leeward_relay.health import Counters, Health
from leeward_relay.ledger import Rules, entry_key
from leeward_relay.pace import Gathering
from leeward_relay.salvage import salvage
from leeward_relay.schema import (
    APPLICATION_ID,
    MIGRATIONS,
    SchemaError,
    StoreError,
    connect,
    migrate,
    number,
)
from leeward_relay.store import Store
from leeward_relay.writer import ENOUGH_CHANGES, Writer
from leeward_wire import Code, Life, burn_hash
from support.relay import Clock

BOX, OTHER = b"\x01" * 32, b"\x02" * 32
KEY = b"\x0b" * 32
PAUSE = 0.005
BLOB = bytes(1024)
RULES = Rules.of(Config())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    made = Store(tmp_path, RULES, clock, 13)
    await made.open()
    yield made
    await made.close()


async def rows(store: Store, query: str, *values: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await store._writer.execute_fetchall(query, values)]


async def test_who_has_read_rests_so_that_others_have_their_turn(store: Store) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    count = f"{numbers} SELECT max(i) FROM n"
    await store._read(count, (20_000,))
    assert store._readers.qsize() == store_module.READERS - 1
    # It comes back, and closing waits for it.
    await asyncio.gather(*(store._read(count, (20_000,)) for _ in range(3)))


async def test_every_setting_that_durability_and_erasure_need(tmp_path: Path) -> None:
    db = await connect(tmp_path / "relay.db")
    settings = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
        "mmap_size": 0,
    }
    for name, value in settings.items():
        found = [row[0] for row in await db.execute_fetchall(f"PRAGMA {name}")]
        assert found == [value], name
    await db.close()


async def test_a_new_database_gets_todays_schema_and_a_second_run_changes_nothing(
    tmp_path: Path,
) -> None:
    db = await connect(tmp_path / "relay.db")
    await migrate(db)
    before = list(await db.execute_fetchall("SELECT * FROM sqlite_schema"))
    await migrate(db)
    assert list(await db.execute_fetchall("SELECT * FROM sqlite_schema")) == before
    assert await number(db, "PRAGMA user_version") == len(MIGRATIONS)
    assert await number(db, "PRAGMA application_id") == APPLICATION_ID
    await db.close()


async def test_later_steps_are_applied_to_what_is_there_each_whole_or_not_at_all(
    tmp_path: Path, clock: Clock
) -> None:
    made = Store(tmp_path, RULES, clock, 13)
    await made.open()
    await made.commit([OpenBox(BOX, None, True)])
    await made.close()
    db = await connect(tmp_path / "relay.db")
    good = ("ALTER TABLE box ADD COLUMN later INTEGER NOT NULL DEFAULT 7",)
    bad = ("CREATE TABLE half (a INTEGER)", "CREATE TABLE half (a INTEGER)")
    with pytest.raises(sqlite3.Error):
        await migrate(db, (*MIGRATIONS, good, bad))
    assert await number(db, "PRAGMA user_version") == len(MIGRATIONS) + 1
    assert await number(db, "SELECT later FROM box") == 7
    assert await number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0
    await db.close()
    with pytest.raises(SchemaError, match="newer"):
        await made.open()


@pytest.mark.parametrize("kind", ["text", "foreign"])
async def test_a_file_that_is_not_ours_is_left_alone(
    tmp_path: Path, clock: Clock, kind: str
) -> None:
    file = tmp_path / "relay.db"
    if kind == "text":
        file.write_bytes(b"somebody's diary" * 512)
    else:
        db = sqlite3.connect(file)
        db.execute("CREATE TABLE diary (day TEXT)")
        db.close()
    with pytest.raises(SchemaError):
        await Store(tmp_path, RULES, clock, 13).open()
    if kind == "text":
        assert file.read_bytes() == b"somebody's diary" * 512


async def test_a_batch_is_one_transaction(store: Store) -> None:
    outcomes = await store.commit([OpenBox(BOX, None, True), OpenBox(OTHER, None, True)])
    assert outcomes == [Done(), Done()]
    written = store.written
    outcomes = await store.commit([AddPost(box, Life.SHORT, BLOB) for box in (BOX, OTHER, BOX)])
    assert [o.entry.seq for o in outcomes if isinstance(o, Stored)] == [1, 1, 2]
    assert store.written == written + 1


async def test_a_batch_that_fails_leaves_nothing_of_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.commit([OpenBox(BOX, None, True)])
    await store._writer.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON entry WHEN NEW.kind = 1"
        " BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(StoreError) as caught:
        await store.commit([AddPost(BOX, Life.SHORT, BLOB), AddSeal(BOX, 0, bytes(65536))])
    assert str(caught.value) == "SQLITE_CONSTRAINT_TRIGGER"
    assert await rows(store, "SELECT next_seq, last_seal, entries FROM box") == [(1, 0, 0)]
    assert await rows(store, "SELECT count(*) FROM entry") == [(0,)]
    outcome = (await store.commit([AddPost(BOX, Life.SHORT, BLOB)]))[0]
    assert isinstance(outcome, Stored)
    assert outcome.entry.seq == 1


async def test_two_boxes_that_draw_one_handle_draw_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([5, 5, 6])
    monkeypatch.setattr("leeward_relay.store.secrets.randbits", lambda _: next(drawn))
    await store.commit([OpenBox(BOX, None, True)])
    assert await store.commit([OpenBox(OTHER, None, True)]) == [Done()]
    assert await rows(store, "SELECT handle FROM box ORDER BY handle") == [(5,), (6,)]


async def test_r21_quotas_count_what_is_there(store: Store, clock: Clock) -> None:
    await store.commit([OpenBox(BOX, None, True)])
    await store.commit([AddPost(BOX, Life.SHORT, BLOB), AddPost(BOX, Life.LONG, bytes(4096))])
    await store.commit([AddSeal(BOX, 0, bytes(65536))])
    columns = "SELECT entries, bytes, seals FROM box"
    assert await rows(store, columns) == [(2, 5120, 1)]
    clock.forward(days=15)
    purged = await store.purge()
    assert (purged.boxes, purged.entries) == (0, 1)
    assert await rows(store, columns) == [(1, 4096, 1)]
    assert (await store.purge()).entries == 0


async def test_r28_r36_a_burned_box_leaves_a_tombstone_alone(store: Store) -> None:
    await store.commit([OpenBox(BOX, burn_hash(KEY), True), OpenBox(OTHER, None, True)])
    await store.commit([AddPost(box, Life.LONG, BLOB) for box in (BOX, OTHER)])
    assert await store.commit([BurnBox(BOX, KEY)]) == [Gone(BOX)]
    assert await rows(store, "SELECT count(*) FROM entry") == [(1,)]
    assert await rows(store, "SELECT id FROM box") == [(OTHER,)]
    assert await rows(store, "SELECT length(prefix) FROM tombstone") == [(16,)]
    assert await store.find(BOX) is None
    assert await store.page(BOX, 0) is None
    assert await store.commit([OpenBox(BOX, burn_hash(KEY), True)]) == [Code.REFUSED]


async def test_r35_r36_boxes_and_tombstones_end(store: Store, clock: Clock) -> None:
    await store.commit([OpenBox(BOX, None, True)])
    await store.commit([AddPost(BOX, Life.LONG, BLOB)])
    clock.forward(days=180)
    assert await store.find(BOX) is not None
    clock.forward(days=32)
    assert await store.find(BOX) is None
    purged = await store.purge()
    assert (purged.boxes, purged.entries) == (1, 1)
    assert await rows(store, "SELECT count(*) FROM tombstone") == [(1,)]
    clock.forward(days=13 * 30)
    await store.purge()
    assert await rows(store, "SELECT count(*) FROM tombstone") == [(1,)]
    clock.forward(days=62)
    await store.purge()
    assert await rows(store, "SELECT count(*) FROM tombstone") == [(0,)]


async def test_r35_a_use_in_a_later_month_and_a_seal_are_written_down(
    store: Store, clock: Clock
) -> None:
    expires = "SELECT expires FROM box"
    await store.commit([OpenBox(BOX, None, True)])
    clock.forward(days=62)
    await store.commit([AddPost(BOX, Life.SHORT, BLOB)])
    assert await rows(store, expires) == [(month_of(store.day() + 180),)]
    await store.commit([AddSeal(BOX, 0, bytes(65536))])
    assert await rows(store, expires) == [(month_of(store.day() + 90),)]


async def test_expiry_goes_on_where_a_chunk_ends(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "PURGE_CHUNK", 3)
    await store.commit([OpenBox(BOX, None, True)])
    await store.commit([AddPost(BOX, Life.SHORT, BLOB) for _ in range(8)])
    clock.forward(days=15)
    counts = [(await store.purge()).entries for _ in range(4)]
    assert counts == [3, 3, 2, 0]
    assert await rows(store, "SELECT entries, bytes FROM box") == [(0, 0)]


async def test_expiry_finds_what_is_due_among_what_stays_however_little_it_looks_at(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "LOOK_CHUNK", 3)
    await store.commit([OpenBox(box, None, True) for box in (BOX, OTHER)])
    for box in (BOX, OTHER):
        lives = (Life.LONG, Life.SHORT, Life.LONG, Life.SHORT)
        await store.commit([AddPost(box, life, BLOB) for life in lives])
    oldest = "SELECT oldest, entries FROM box"
    today = store.day()
    assert await rows(store, oldest) == [(today + 14, 4)] * 2
    clock.forward(days=14)
    assert (await store.purge()).over
    clock.forward(days=1)
    purged = [await store.purge() for _ in range(3)]
    assert [(each.entries, each.over) for each in purged] == [(2, False), (2, False), (0, True)]
    assert await rows(store, oldest) == [(today + 90, 2)] * 2
    assert await rows(store, "SELECT count(*) FROM entry WHERE expires = ?", today + 90) == [(4,)]
    await store.commit([AddPost(BOX, Life.SHORT, BLOB)])
    assert sorted(await rows(store, oldest)) == [(today + 29, 3), (today + 90, 2)]
    clock.forward(days=76)
    while not (await store.purge()).over:
        pass
    assert await rows(store, oldest) == [(None, 0)] * 2


async def test_a_relay_of_the_first_schema_goes_on_with_what_it_holds(
    tmp_path: Path, clock: Clock
) -> None:
    database = tmp_path / "relay.db"
    old_relay(database, day := day_of(clock()))
    store = Store(tmp_path, RULES, clock, 13)
    await store.open()
    assert await rows(store, "SELECT oldest FROM box ORDER BY handle") == [(day + 14,), (None,)]
    plan = await rows(store, "EXPLAIN QUERY PLAN SELECT handle FROM box WHERE oldest < ?", 5)
    assert "box_oldest" in str(plan)
    indexes = "SELECT count(*) FROM sqlite_schema WHERE name = 'entry_expires'"
    assert await rows(store, indexes) == [(0,)]
    page = await store.page(BOX, 0)
    assert page is not None
    assert [entry.seq for entry in page[0]] == [1, 2]
    clock.forward(days=15)
    assert (await store.purge()).entries == 1
    assert await rows(store, "SELECT oldest FROM box ORDER BY handle") == [(day + 90,), (None,)]
    await store.close()


def test_a_damaged_database_of_the_first_schema_is_salvaged_too(
    tmp_path: Path, clock: Clock
) -> None:
    database = tmp_path / "relay.db"
    old_relay(database, day_of(clock()))
    done = salvage(tmp_path)
    assert (done.boxes, done.entries, done.lost_boxes, done.lost_entries) == (2, 2, 0, 0)
    with contextlib.closing(sqlite3.connect(database)) as db:
        found = db.execute("SELECT entries, bytes, oldest FROM box ORDER BY handle").fetchall()
    assert found == [(2, 2048, day_of(clock()) + 14), (0, 0, None)]


def old_relay(database: Path, day: int) -> None:
    """Make a database of the first schema: a box with an entry of either life, and an empty one."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as db:
        for statement in MIGRATIONS[0]:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        month = month_of(day + 180)
        db.executemany(
            "INSERT INTO box VALUES (?,?,NULL,0,?,?,0,?,?,0)",
            [(BOX, 3, 3, month, 2, 2048), (OTHER, 4, 1, month, 0, 0)],
        )
        db.executemany(
            "INSERT INTO entry VALUES (?,0,?,?)",
            [(entry_key(3, 1), day + 90, BLOB), (entry_key(3, 2), day + 14, BLOB)],
        )


async def test_a_database_that_vanishes_while_connections_are_made_anew_takes_nothing_more(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "relay.db"
    await store.commit([OpenBox(BOX, None, True)])

    async def too_late(path: Path, *, make: bool) -> aiosqlite.Connection:
        if database.exists():
            database.rename(tmp_path / "moved")
        return await connect(path, make=make)

    with monkeypatch.context() as patched:
        patched.setattr(store_module, "connect", too_late)
        with pytest.raises(StoreError):
            await store.scrub()
    assert not database.exists()  # and no empty one stands in its place
    with pytest.raises(StoreError):
        await store.commit([AddPost(BOX, Life.SHORT, BLOB)])
    (tmp_path / "moved").rename(database)
    (stored,) = await store.commit([AddPost(BOX, Life.SHORT, BLOB)])
    assert isinstance(stored, Stored)


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreError):
        await store.purge()


async def test_many_posts_share_one_commit(store: Store) -> None:
    counters = Counters()
    writer = Writer(store, MemoryFanout(counters), counters, Health(), Gathering(PAUSE, PAUSE))
    writer.start()
    await writer.submit(OpenBox(BOX, None, True))
    before = store.written
    outcomes = await asyncio.gather(
        *(writer.submit(AddPost(BOX, Life.SHORT, os.urandom(1024))) for _ in range(400))
    )
    assert [o.entry.seq for o in outcomes if isinstance(o, Stored)] == list(range(1, 401))
    assert store.written - before <= 3
    await writer.stop()


async def test_who_comes_alone_does_not_wait_and_enough_wait_for_no_others(
    store: Store,
) -> None:
    counters = Counters()
    # Nothing but what this test is about ends a pause of an hour.
    writer = Writer(store, MemoryFanout(counters), counters, Health(), Gathering(3600.0, 3600.0))
    writer.start()
    assert await writer.submit(OpenBox(BOX, None, True)) == Done()
    some = [writer.submit(AddPost(BOX, Life.SHORT, BLOB)) for _ in range(ENOUGH_CHANGES - 1)]
    await asyncio.sleep(0)
    assert counters.batches == 1
    await asyncio.gather(*some, writer.submit(AddPost(BOX, Life.SHORT, BLOB)))
    assert counters.batches == 2
    later = writer.submit(AddPost(BOX, Life.SHORT, BLOB))
    await writer.between(store.purge)  # nor does upkeep wait
    assert isinstance(await later, Stored)
    last = writer.submit(AddPost(BOX, Life.SHORT, BLOB))
    await asyncio.sleep(0)
    await writer.stop()
    assert isinstance(last.result(), Stored)


async def test_r12_a_writer_that_is_behind_says_busy_and_a_stopped_one_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leeward_relay.writer.QUEUE_CHANGES", 2)
    monkeypatch.setattr("leeward_relay.writer.QUEUE_BYTES", 5000)
    counters = Counters()
    writer = Writer(store, MemoryFanout(counters), counters, Health(), Gathering(PAUSE, PAUSE))
    first = writer.submit(OpenBox(BOX, None, True))
    second = writer.submit(AddPost(BOX, Life.SHORT, bytes(4096)))
    assert await writer.submit(AddPost(BOX, Life.SHORT, BLOB)) is Code.BUSY
    writer.start()
    await writer.stop()
    assert await first == Done()
    assert isinstance(await second, Stored)
    assert await writer.submit(AddPost(BOX, Life.SHORT, BLOB)) is Code.BUSY
    with pytest.raises(StoreError):
        await writer.between(store.purge)
    big = Writer(store, MemoryFanout(counters), counters, Health(), Gathering(PAUSE, PAUSE))
    assert await big.submit(AddPost(BOX, Life.SHORT, bytes(16384))) is Code.BUSY


async def test_what_is_queued_is_written_before_the_writer_stops(store: Store) -> None:
    counters = Counters()
    writer = Writer(store, MemoryFanout(counters), counters, Health(), Gathering(PAUSE, PAUSE))
    opened = writer.submit(OpenBox(BOX, None, True))
    posts = [writer.submit(AddPost(BOX, Life.SHORT, BLOB)) for _ in range(5)]
    writer.start()
    await writer.stop()
    assert await opened == Done()
    assert [isinstance(post.result(), Stored) for post in posts] == [True] * 5


def test_rules_are_those_of_the_configuration() -> None:
    assert replace(RULES, seals=3).seals == 3
    assert RULES.unsealed_days == 180
