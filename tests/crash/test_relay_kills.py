"""R20 under SIGKILL: a relay is killed at any moment, and stands by every word it has given.

`LEEWARD_RELAY_KILLS` is how many kills the long run makes; without it a short sample is drawn.
`LEEWARD_RELAY_KILLS_REPORT` names a file for its figures.
"""

import json
import os
import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from leeward_wire import Attached, Entry, Kind
from support.kill_report import machine
from support.relay import relay_process
from support.relay_book import Book, Judged, Mark
from support.relay_kills import CONFIG, Storm, When

SAMPLE = 12
KILLS = int(os.environ.get("LEEWARD_RELAY_KILLS", SAMPLE))
SEED = int(os.environ.get("LEEWARD_RELAY_KILLS_SEED", 1))
REPORT = os.environ.get("LEEWARD_RELAY_KILLS_REPORT", "")
ALWAYS = ("boxes_sealed", "boxes_burned", "posts_acknowledged", "seals_acknowledged")
PER_SEASON = 50
"""Kills before all boxes there ever were are judged, and a new relay begins."""


@pytest.mark.timeout(120 + 5 * KILLS)
async def test_r20_r23_r28_a_relay_under_a_hail_of_kills_stands_by_its_word(tmp_path: Path) -> None:
    started = time.monotonic()
    chance = random.Random(SEED)
    config = CONFIG.format(hour=datetime.now(UTC).hour)
    kills: Counter[When] = Counter()
    books: list[Book] = []
    while kills.total() < KILLS:
        season = kills.total() // PER_SEASON
        enough = min(PER_SEASON, KILLS - kills.total())
        with relay_process(tmp_path / f"relay-{season}", config) as relay:
            storm = Storm(relay, SEED + season)
            while storm.kills.total() < enough:
                await storm.round(chance.choice(list(When)))
            await storm.judge(everything=True)
            assert relay.log.read_text() == ""
        kills += storm.kills
        books += storm.books
    figures = counted(books)
    # A run in which little happened shows little.
    assert min(figures[name] for name in ALWAYS) > 0, figures
    if REPORT:
        save(REPORT, kills, figures, time.monotonic() - started)


def counted(books: list[Book]) -> dict[str, int]:
    """What the clients of all boxes saw, as sums."""
    confirmed = [mark for book in books for mark in book.confirmed.values()]
    shown = [mark for book in books for mark in book.shown.values()]
    return {
        "boxes": sum(book.opened for book in books),
        "boxes_sealed": sum(book.last_seal > 0 for book in books),
        "boxes_burned": sum(book.ended for book in books),
        "posts_acknowledged": sum(mark.kind is Kind.POST for mark in confirmed),
        "seals_acknowledged": sum(mark.kind is Kind.SEAL for mark in confirmed),
        "entries_shown": len(shown),
        "shown_without_an_acknowledgement": len(shown) - len(set(shown) & set(confirmed)),
    }


def save(where: str, kills: Counter[When], figures: dict[str, int], seconds: float) -> None:
    """Write the figures of a run to a file."""
    described = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "seconds": round(seconds),
        "kills": kills.total(),
        "moments": {str(when): count for when, count in sorted(kills.items())},
        **figures,
    }
    Path(where).write_text(json.dumps(described, indent=2) + "\n")


# The judge, judged


def a_box() -> tuple[Book, Attached, list[Entry]]:
    """Two posts and a seal, all acknowledged, as a reader finds them."""
    book = Book(bytes(32), opened=True)
    marks = [book.mark(kind) for kind in (Kind.POST, Kind.POST, Kind.SEAL)]
    for seq, mark in enumerate(marks, 1):
        book.confirm(seq, mark)
    entries = [Entry(seq, mark.kind, mark.blob()) for seq, mark in enumerate(marks, 1)]
    return book, Attached(1, 3, 4, 0), entries


def test_the_judge_finds_nothing_where_all_is_well() -> None:
    book, found, entries = a_box()
    book.judge(found, entries)
    assert book.missing(book.sent) == []
    assert book.last_seal == 3


def test_the_judge_sees_what_is_lost() -> None:
    book, found, entries = a_box()
    with pytest.raises(Judged, match="acknowledged entry is lost"):
        book.judge(replaced(found, last_seal=0, next_seq=3), entries[:2])
    book, found, entries = a_box()
    with pytest.raises(Judged, match="left out"):
        book.judge(found, [entries[0], entries[2]])
    book, found, entries = a_box()
    book.confirmed.clear()
    book.show(entries, 0)
    with pytest.raises(Judged, match="that was shown is lost"):
        book.judge(replaced(found, last_seal=0, next_seq=3), entries[:2])


def test_the_judge_sees_what_is_doubled_changed_foreign_or_out_of_order() -> None:
    book, found, entries = a_box()
    book.confirmed.clear()
    twice = Entry(2, Kind.POST, entries[0].blob)
    with pytest.raises(Judged, match="stands twice"):
        book.judge(found, [entries[0], twice, entries[2]])
    book, found, entries = a_box()
    with pytest.raises(Judged, match="went back"):
        book.judge(found, [entries[0], entries[0]])
    book, found, entries = a_box()
    blob = entries[0].blob
    with pytest.raises(Judged, match="was changed"):
        book.judge(found, [Entry(1, Kind.POST, blob[:-1] + bytes((blob[-1] ^ 1,)))])
    with pytest.raises(Judged, match="nobody sent"):
        book.judge(found, [Entry(1, Kind.POST, Mark(Kind.POST, os.urandom(16)).blob())])


def test_the_judge_sees_readers_who_disagree_and_seals_that_do_not_hold() -> None:
    book, found, entries = a_box()
    book.show(entries, 0)
    rival = book.mark(Kind.SEAL)
    book.confirmed.clear()
    with pytest.raises(Judged, match="two readers"):
        book.judge(found, [*entries[:2], Entry(3, Kind.SEAL, rival.blob())])
    book, found, entries = a_box()
    with pytest.raises(Judged, match="another than it was to follow"):
        book.judge(
            replaced(found, last_seal=4, next_seq=5),
            [*entries, Entry(4, Kind.SEAL, book.mark(Kind.SEAL).blob())],
        )
    book, found, entries = a_box()
    late = book.mark(Kind.POST)
    after = replaced(found, next_seq=5)
    with pytest.raises(Judged, match="behind the first seal"):
        book.judge(after, [*entries, Entry(4, Kind.POST, late.blob())])
    book, found, entries = a_box()
    book.confirmed.pop(3)
    book.told_sealed = True
    with pytest.raises(Judged, match="is not"):
        book.judge(replaced(found, last_seal=0, next_seq=3), entries[:2])
    book, found, entries = a_box()
    with pytest.raises(Judged, match="the next number"):
        book.judge(replaced(found, next_seq=5), entries)


def replaced(found: Attached, *, next_seq: int, last_seal: int = 3) -> Attached:
    """The relay's word on a box, but for where it ends."""
    return Attached(found.rid, last_seal, next_seq, found.step)
