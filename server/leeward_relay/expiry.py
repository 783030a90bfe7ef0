"""What is deleted for good: entries and boxes whose time has come, and boxes that were burned.

Entries have no index by the day on which they expire, since to keep one costs as much as to store them.
A box knows the first day on which something of it expires, and is looked through when that has come.
Runs in the thread of the connection that writes.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from leeward_wire import MAX_SEQ, BoxId

from leeward_relay.days import month_of
from leeward_relay.ledger import entry_key, freed, tomb_of
from leeward_relay.schema import transaction

PURGE_CHUNK = 500
"""So much is deleted in one transaction."""
LOOK_CHUNK = 10_000
"""So many entries are looked at for it, or those of one box."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What one transaction deleted."""

    boxes: int
    entries: int
    over: bool
    """There was nothing left to do."""


def purge(db: sqlite3.Connection, day: int, tombstone_months: int) -> Purged:
    """Delete one chunk of what has expired before a day, in one transaction."""
    month = month_of(day)
    boxes: list[tuple[BoxId, int]] = db.execute(
        "SELECT id, handle FROM box WHERE expires < ? LIMIT ?", (month, PURGE_CHUNK)
    ).fetchall()
    entries, through = _expired(db, day)
    with transaction(db):
        db.executemany("DELETE FROM entry WHERE key = ?", [(key,) for key, *_ in entries])
        db.executemany(
            "UPDATE box SET entries = entries - ?, bytes = bytes - ?, seals = seals - ?"
            " WHERE handle = ?",
            freed(entries),
        )
        db.executemany(
            "UPDATE box SET oldest = (SELECT min(expires) FROM entry WHERE key BETWEEN ? AND ?)"
            " WHERE handle = ?",
            [(*_keys(handle), handle) for handle in through],
        )
        bury(db, boxes, month)
        db.execute("DELETE FROM tombstone WHERE month < ?", (month - tombstone_months,))
    return Purged(len(boxes), len(entries), over=not (boxes or entries or through))


def bury(db: sqlite3.Connection, boxes: Sequence[tuple[BoxId, int]], month: int) -> None:
    """Delete boxes, given as id and handle, with all they hold; a tombstone is left of each."""
    db.executemany(
        "DELETE FROM entry WHERE key BETWEEN ? AND ?",
        [_keys(handle) for _, handle in boxes],
    )
    db.executemany("DELETE FROM box WHERE id = ?", [(box,) for box, _ in boxes])
    db.executemany(
        "INSERT OR REPLACE INTO tombstone (prefix, month) VALUES (?, ?)",
        [(tomb_of(box), month) for box, _ in boxes],
    )


def _expired(db: sqlite3.Connection, day: int) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Find entries to delete, as key, kind and bytes, and the boxes in which there are no others."""
    entries: list[tuple[int, int, int]] = []
    through: list[int] = []
    looked = 0
    for handle, held in db.execute(
        "SELECT handle, entries + seals FROM box WHERE oldest < ? LIMIT ?", (day, PURGE_CHUNK)
    ).fetchall():
        looked += held
        if through and looked > LOOK_CHUNK:
            break
        entries += db.execute(
            "SELECT key, kind, length(blob) FROM entry WHERE key BETWEEN ? AND ? AND expires < ?"
            " LIMIT ?",
            (*_keys(handle), day, PURGE_CHUNK - len(entries)),
        ).fetchall()
        if len(entries) == PURGE_CHUNK:
            break
        through.append(handle)
    return entries, through


def _keys(handle: int) -> tuple[int, int]:
    """Give the first and the last key that an entry of a box may have."""
    return entry_key(handle, 0), entry_key(handle, MAX_SEQ)
