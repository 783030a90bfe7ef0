"""What changes do to boxes, without a database."""

import os
from dataclasses import replace
from itertools import count

import pytest
from leeward_relay.changes import (
    AddPost,
    AddSeal,
    BurnBox,
    Change,
    Done,
    Gone,
    GrowBox,
    OpenBox,
    Outcome,
    Stored,
    TouchBox,
)
from leeward_relay.config import Config
from leeward_relay.days import day_of, hour_of, month_of
from leeward_relay.ledger import Ledger, Row, Rules, entry_key, tomb_of
from leeward_wire import MAX_SEQ, Code, Life, burn_hash

BOX, OTHER = b"\x01" * 32, b"\x02" * 32
KEY = b"\x0b" * 32
RULES = Rules.of(Config())
DAY = 20_000
BLOB, SEAL_BLOB = bytes(1024), bytes(65536)
POST = AddPost(BOX, Life.SHORT, BLOB)


def ledger(
    *rows: Row, rules: Rules = RULES, day: int = DAY, tombs: tuple[bytes, ...] = ()
) -> Ledger:
    handles = count(1)
    return Ledger(rules, day, rows, tombs, lambda: next(handles))


def row(**changes: object) -> Row:
    made = Row(BOX, 9, None, 0, 1, month_of(DAY + 180), 0, 0, 0, 0, None)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def seqs(outcomes: list[Outcome]) -> list[int]:
    return [outcome.entry.seq for outcome in outcomes if isinstance(outcome, Stored)]


def test_r14_open_makes_a_box_and_then_leaves_it_as_it_is() -> None:
    book = ledger()
    assert book.apply(OpenBox(BOX, None, True)) == Done()
    assert seqs([book.apply(POST), book.apply(POST)]) == [1, 2]
    assert book.apply(OpenBox(BOX, None, True)) == Done()
    (made,) = book.changed()
    assert made.fresh
    assert made.next_seq == 3


def test_r14_a_box_that_stayed_as_it_was_is_not_written() -> None:
    book = ledger(row())
    assert book.apply(OpenBox(BOX, None, True)) == Done()
    assert not book.changed()


@pytest.mark.parametrize(
    ("rows", "tombs", "change"),
    [
        ([], (), OpenBox(BOX, None, False)),
        ([row()], (), OpenBox(BOX, None, False)),
        ([row()], (), OpenBox(BOX, burn_hash(KEY), True)),
        ([row(burn_hash=burn_hash(KEY))], (), OpenBox(BOX, None, True)),
        ([], (tomb_of(BOX),), OpenBox(BOX, None, True)),
        ([row(expires=month_of(DAY) - 1)], (), OpenBox(BOX, None, True)),
        ([], (), POST),
        ([row(expires=month_of(DAY) - 1)], (), POST),
        ([], (), AddSeal(BOX, 0, SEAL_BLOB)),
        ([], (), GrowBox(BOX)),
        ([], (), TouchBox(BOX)),
        ([], (), BurnBox(BOX, KEY)),
        ([row()], (), BurnBox(BOX, KEY)),
        ([row(burn_hash=burn_hash(KEY))], (), BurnBox(BOX, b"\x0c" * 32)),
        ([row(burn_hash=burn_hash(KEY))], (), AddSeal(BOX, 0, SEAL_BLOB)),
        ([row(burn_hash=burn_hash(KEY), expires=month_of(DAY) - 1)], (), BurnBox(BOX, KEY)),
    ],
)
def test_r31_r32_what_is_refused_is_refused_alike_and_changes_nothing(
    rows: list[Row], tombs: tuple[bytes, ...], change: Change
) -> None:
    before = [replace(made) for made in rows]
    book = ledger(*rows, tombs=tombs)
    assert book.apply(change) is Code.REFUSED
    assert rows == before
    assert [book.changed(), book.inserts, book.burned] == [[], [], []]


def test_r28_a_box_whose_burn_hash_is_zeros_is_not_burned_by_lack_of_one() -> None:
    # A box without a burn hash is compared with zeros; no key hashes to them.
    book = ledger(row())
    assert book.apply(BurnBox(BOX, bytes(32))) is Code.REFUSED


def test_r20_numbers_begin_at_one_and_go_up_by_one() -> None:
    book = ledger(row())
    outcomes = [book.apply(POST) for _ in range(3)] + [book.apply(AddSeal(BOX, 0, SEAL_BLOB))]
    assert seqs(outcomes) == [1, 2, 3, 4]
    assert [key for key, *_ in book.inserts] == [entry_key(9, seq) for seq in (1, 2, 3, 4)]


def test_r21_posts_end_at_the_number_of_entries_and_at_their_bytes() -> None:
    few = replace(RULES, box_entries=2)
    book = ledger(row(), rules=few)
    assert [book.apply(POST) is Code.FULL for _ in range(3)] == [False, False, True]
    small = replace(RULES, box_bytes=2048)
    book = ledger(row(), rules=small)
    assert [book.apply(POST) is Code.FULL for _ in range(3)] == [False, False, True]
    assert book.changed()[0].bytes == 2048


def test_r22_a_sealed_box_takes_no_posts() -> None:
    book = ledger(row())
    assert isinstance(book.apply(AddSeal(BOX, 0, SEAL_BLOB)), Stored)
    assert book.apply(POST) is Code.SEALED


def test_r23_of_two_seals_after_the_same_one_is_accepted() -> None:
    book = ledger(row())
    assert isinstance(book.apply(POST), Stored)
    assert seqs([book.apply(AddSeal(BOX, 0, SEAL_BLOB))]) == [2]
    assert book.apply(AddSeal(BOX, 0, SEAL_BLOB)) is Code.SEALED
    assert book.apply(AddSeal(BOX, 1, SEAL_BLOB)) is Code.SEALED
    assert book.apply(AddSeal(BOX, 3, SEAL_BLOB)) is Code.SEALED
    assert seqs([book.apply(AddSeal(BOX, 2, SEAL_BLOB))]) == [3]
    assert book.changed()[0].last_seal == 3


def test_r25_a_full_box_still_takes_seals_and_only_so_many() -> None:
    tight = replace(RULES, box_entries=1, seals=2)
    book = ledger(row(), rules=tight)
    book.apply(POST)
    assert book.apply(POST) is Code.FULL
    assert seqs([book.apply(AddSeal(BOX, 0, SEAL_BLOB))]) == [2]
    assert seqs([book.apply(AddSeal(BOX, 2, SEAL_BLOB))]) == [3]
    assert book.apply(AddSeal(BOX, 3, SEAL_BLOB)) is Code.FULL


def test_r25_the_last_numbers_are_kept_for_seals() -> None:
    book = ledger(row(next_seq=MAX_SEQ - RULES.seals))
    assert isinstance(book.apply(POST), Stored)
    assert book.apply(POST) is Code.FULL
    last = 0
    for _ in range(RULES.seals):
        outcome = book.apply(AddSeal(BOX, last, SEAL_BLOB))
        assert isinstance(outcome, Stored)
        last = outcome.entry.seq
    assert last == MAX_SEQ
    book = ledger(row(next_seq=MAX_SEQ + 1))
    assert book.apply(AddSeal(BOX, 0, SEAL_BLOB)) is Code.FULL


def test_r26_a_burnable_box_is_smaller_and_does_not_grow() -> None:
    rules = replace(RULES, burnable_entries=3, burnable_bytes=2048)
    book = ledger(row(burn_hash=burn_hash(KEY)), rules=rules)
    assert [book.apply(POST) is Code.FULL for _ in range(3)] == [False, False, True]
    assert book.apply(GrowBox(BOX)) is Code.FULL
    book = ledger(row(burn_hash=burn_hash(KEY)), rules=replace(rules, burnable_bytes=2**20))
    assert [book.apply(POST) is Code.FULL for _ in range(4)] == [False, False, False, True]


def test_r27_each_step_adds_as_much_again() -> None:
    rules = replace(RULES, box_entries=1, max_steps=1)
    book = ledger(row(), rules=rules)
    book.apply(POST)
    assert book.apply(POST) is Code.FULL
    assert book.apply(GrowBox(BOX)) == Done(1)
    assert isinstance(book.apply(POST), Stored)
    assert book.apply(POST) is Code.FULL
    assert book.apply(GrowBox(BOX)) is Code.FULL
    small = replace(RULES, box_bytes=1024)
    book = ledger(row(step=1), rules=small)
    assert [book.apply(POST) is Code.FULL for _ in range(3)] == [False, False, True]


def test_r28_a_burn_takes_everything_back_and_ends_the_id() -> None:
    book = ledger(row(burn_hash=burn_hash(KEY)))
    book.apply(OpenBox(OTHER, None, True))
    book.apply(POST)
    book.apply(AddPost(OTHER, Life.SHORT, BLOB))
    assert book.apply(BurnBox(BOX, KEY)) == Gone(BOX)
    assert len(book.inserts) == 1
    assert book.apply(POST) is Code.REFUSED
    assert book.apply(BurnBox(BOX, KEY)) is Code.REFUSED
    assert book.apply(OpenBox(BOX, burn_hash(KEY), True)) is Code.REFUSED
    assert [made.box for made in book.changed()] == [OTHER]


def test_r33_the_same_post_twice_is_two_posts() -> None:
    book = ledger(row())
    assert seqs([book.apply(POST), book.apply(POST)]) == [1, 2]


def test_r34_lives() -> None:
    book = ledger(row())
    book.apply(POST)
    book.apply(AddPost(BOX, Life.LONG, BLOB))
    book.apply(AddSeal(BOX, 0, SEAL_BLOB))
    assert [expires - DAY for _, _, expires, _ in book.inserts] == [14, 90, 90]


def test_r35_the_last_use_is_kept_by_month_until_the_seal() -> None:
    later = DAY + 100
    for change in (OpenBox(BOX, None, True), POST, TouchBox(BOX)):
        book = ledger(row(), day=later)
        book.apply(change)
        assert book.changed()[0].expires == month_of(later + 180)
    book = ledger(row(), day=later)
    book.apply(AddSeal(BOX, 0, SEAL_BLOB))
    sealed = book.changed()[0]
    assert sealed.expires == month_of(later + 90)
    book = ledger(replace(sealed, dirty=False), day=later + 40)
    book.apply(TouchBox(BOX))
    book.apply(OpenBox(BOX, None, True))
    assert not book.changed()


def test_days_and_months() -> None:
    assert day_of(86400 * 3 + 5.5) == 3
    assert hour_of(86400 * 3 + 7200.5) == 2
    assert month_of(0) == 1970 * 12
    assert month_of(30) == 1970 * 12
    assert month_of(31) == 1970 * 12 + 1


def test_handles_and_numbers_do_not_overlap() -> None:
    assert entry_key(1, MAX_SEQ) + 1 == entry_key(2, 0)
    assert entry_key(2**39 - 1, MAX_SEQ) == 2**63 - 1


def test_rows_hide_their_boxes() -> None:
    box, burn = os.urandom(32), os.urandom(32)
    shown = repr(replace(row(), box=box, burn_hash=burn))
    assert repr(box) not in shown
    assert repr(burn) not in shown
    assert repr(BLOB[:8])[2:-1] not in repr(POST)
