"""What a relay keeps is what docs/operations.md declares: schema and files, no more and no less."""

import os
import re
import sqlite3
from pathlib import Path

from leeward_relay.days import month_of
from leeward_relay.ledger import entry_key
from leeward_wire import Burned, Posted, Sealed, box_id
from support.relay import Peer, opened, running_relay

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def declared() -> set[str]:
    chapter = PAGE.read_text().split("\n## What is kept\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", chapter, re.MULTILINE))


def schema(database: Path) -> set[str]:
    names: set[str] = set()
    db = sqlite3.connect(database)
    try:
        for kind, name, _ in db.execute("SELECT type, name, sql FROM sqlite_schema").fetchall():
            if kind == "index" and name.startswith("sqlite_autoindex_"):
                continue  # the shadow of a PRIMARY KEY or UNIQUE in a declared column
            names.add(name)
            if kind == "table":
                columns = db.execute(f"PRAGMA table_xinfo({name})").fetchall()
                names |= {f"{name}.{column[1]}" for column in columns}
    finally:
        db.close()
    return names


async def test_everything_that_is_kept_is_declared_and_nothing_else(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    key, meeting, burn_key = os.urandom(32), os.urandom(32), os.urandom(32)
    async with running_relay(directory) as relay, Peer.connect(relay.url) as peer:
        await opened(peer, key)
        await opened(peer, meeting, burn_key)
        assert isinstance(await peer.post(key, bytes(1024)), Posted)
        assert isinstance(await peer.seal(key, bytes(65536)), Sealed)
        assert isinstance(await peer.burn(meeting, burn_key), Burned)
        assert await relay.upkeep.expire()
        assert await relay.upkeep.vacuum()
        await peer.attach(key)
        found = {str(file.relative_to(directory)) for file in directory.rglob("*")}
        for file in directory.iterdir():
            assert file.stat().st_mode & 0o077 == 0 or file.name.startswith("relay.db")
        assert directory.stat().st_mode & 0o777 == 0o700
    assert found | schema(directory / "relay.db") == declared()


async def test_no_column_is_finer_than_a_day(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    async with running_relay(directory) as relay, Peer.connect(relay.url) as peer:
        key = os.urandom(32)
        await opened(peer, key)
        await peer.post(key, bytes(1024))
        today = relay.store.day()
    db = sqlite3.connect(directory / "relay.db")
    boxes = db.execute("SELECT * FROM box").fetchall()
    entries = db.execute("SELECT * FROM entry").fetchall()
    db.close()
    handle = boxes[0][1]
    month = month_of(today + 180)
    assert boxes == [(box_id(key), handle, None, 0, 2, month, 0, 1, 1024, 0, today + 14)]
    assert entries == [(entry_key(handle, 1), 0, today + 14, bytes(1024))]


async def test_keys_do_not_keep_the_order_in_which_boxes_were_opened(tmp_path: Path) -> None:
    directory = tmp_path / "relay"
    keys = [os.urandom(32) for _ in range(24)]
    async with running_relay(directory) as relay, Peer.connect(relay.url) as peer:
        for key in keys:
            await opened(peer, key)
            await peer.post(key, key * 32)
        assert await relay.upkeep.vacuum()
    db = sqlite3.connect(directory / "relay.db")
    stored = [bytes(row[0][:32]) for row in db.execute("SELECT blob FROM entry ORDER BY key")]
    db.close()
    assert sorted(stored) == sorted(keys)
    # The chance that 24 random handles come out in order is 1 in 24!.
    assert stored != keys
    raw = (directory / "relay.db").read_bytes()
    places = [raw.index(key * 32) for key in keys]
    assert places != sorted(places)
    assert places != sorted(places, reverse=True)
