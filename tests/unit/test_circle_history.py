"""Rule H: whoever saw the same box agrees, and whoever was shown another one is found out."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_client.circle.history import KEPT, Ledger, Seen, Verdict, start, step

FIRST = start(b"group", 0, bytes(32))
ENTRIES = [(kind, hashlib.sha256(bytes([n, kind])).digest()) for n in range(40) for kind in (0, 1)]
boxes = st.lists(st.sampled_from(ENTRIES), max_size=30)


def ledger_of(box: list[tuple[int, bytes]], skip: frozenset[int] = frozenset()) -> Ledger:
    """What a member holds who read the box but for the sequence numbers in `skip`."""
    ledger = Ledger(FIRST)
    for seq, (kind, digest) in enumerate(box, 1):
        if seq not in skip:
            ledger.add(seq, kind, digest)
    return ledger


@given(boxes, st.integers(0, 30))
def test_two_who_saw_the_same_agree(box: list[tuple[int, bytes]], upto: int) -> None:
    mine, theirs = ledger_of(box), ledger_of(box[:upto])
    assert mine.check(theirs.seen) is Verdict.OK
    assert theirs.check(mine.seen) is (Verdict.OK if upto >= len(box) else Verdict.AHEAD)


@given(boxes.filter(bool), st.data())
def test_another_history_is_a_fork_ever_after(
    box: list[tuple[int, bytes]], drawn: st.DataObject
) -> None:
    place = drawn.draw(st.integers(0, len(box) - 1))
    other = drawn.draw(st.sampled_from([entry for entry in ENTRIES if entry != box[place]]))
    mine, theirs = ledger_of(box), ledger_of([*box[:place], other, *box[place + 1 :]])
    assert mine.check(theirs.seen) is Verdict.FORK


@given(boxes, st.frozensets(st.integers(1, 30)))
def test_after_gaps_one_honest_claim_bridges_all(
    box: list[tuple[int, bytes]], skip: frozenset[int]
) -> None:
    full, mine = ledger_of(box), ledger_of(box, skip)
    if mine.last == len(box):
        if not mine.known:
            assert mine.check(full.seen) is Verdict.GAP
            assert mine.adopt(full.seen)
        assert mine.known
        assert mine.seen == full.seen
    assert mine.missing == len([seq for seq in skip if seq < mine.last])


@given(boxes, st.frozensets(st.integers(1, 30)))
def test_the_vault_changes_nothing(box: list[tuple[int, bytes]], skip: frozenset[int]) -> None:
    ledger = ledger_of(box, skip)
    restored = Ledger.restore(ledger.serialize())
    assert restored.serialize() == ledger.serialize()
    assert (restored.seen, restored.missing, restored.last) == (
        ledger.seen,
        ledger.missing,
        ledger.last,
    )


def test_start_and_step_depend_on_everything() -> None:
    values = {
        FIRST,
        start(b"grou", 0, b"p" + bytes(31)),
        start(b"group", 1, bytes(32)),
        start(b"group", 0, b"a" * 32),
        step(FIRST, 1, 0, bytes(32)),
        step(FIRST, 2, 0, bytes(32)),
        step(FIRST, 1, 1, bytes(32)),
        step(FIRST, 1, 0, b"a" * 32),
        step(bytes(32), 1, 0, bytes(32)),
    }
    assert len(values) == 9


def test_entries_come_once_and_in_order() -> None:
    ledger = Ledger(FIRST)
    for seq in (0, -1, 2**53):
        with pytest.raises(ValueError, match="order"):
            ledger.add(seq, 0, bytes(32))
    ledger.add(2, 0, bytes(32))
    for seq in (1, 2):
        with pytest.raises(ValueError, match="order"):
            ledger.add(seq, 0, bytes(32))
    with pytest.raises(ValueError, match="order"):
        ledger.add(3, 0, b"short")


def test_a_ledger_is_bounded() -> None:
    ledger = Ledger(FIRST)
    for seq in range(1, 3 * KEPT):
        ledger.add(seq, 0, bytes(32))
    assert len(ledger.serialize()) < 100 * KEPT
    assert Ledger.restore(ledger.serialize()).seen == ledger.seen


def test_a_claim_cannot_replace_what_is_known() -> None:
    ledger = Ledger(FIRST)
    ledger.add(1, 0, bytes(32))
    before = ledger.serialize()
    assert not ledger.adopt(Seen(1, b"a" * 32))
    assert not ledger.adopt(Seen(0, b"a" * 32))
    assert not ledger.adopt(Seen(9, b"a" * 32))
    assert ledger.serialize() == before


@pytest.mark.parametrize("data", [b"", b"\x00", Ledger(FIRST).serialize() + b"\x00"])
def test_other_bytes_are_no_ledger(data: bytes) -> None:
    with pytest.raises(ValueError, match="ledger"):
        Ledger.restore(data)


def test_a_ledger_of_another_version_is_refused() -> None:
    data = bytearray(Ledger(FIRST).serialize())
    assert data[1] == 1
    data[1] = 2
    with pytest.raises(ValueError, match="version"):
        Ledger.restore(bytes(data))
