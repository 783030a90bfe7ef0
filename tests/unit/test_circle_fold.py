"""The fold: deterministic, exactly once, the same after the vault, and really forgetful."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leeward_client.circle.actions import action_remove
from leeward_client.circle.change import Change
from leeward_client.circle.durable import DurableError, Section, encode_durable
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    Edit,
    Message,
    Reaction,
    Retract,
    Timer,
    event,
)
from leeward_client.circle.fold import (
    FoldError,
    Outcome,
    Result,
    State,
    agrees,
    apply,
    approvals,
    dump_core,
    dump_item,
    durable,
    expired,
    forget,
    load,
    restore,
    serialize,
    state_hash,
)
from leeward_client.circle.history import Seen
from leeward_client.circle.items import ItemKind
from leeward_client.circle.placed import Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.state import MARKS, RECENT
from leeward_client.circle.views import members, shown_names, timeline
from support.circle_facts import ANN, BASE, BEN, CAT, DEE, EVE, FAY, add, remove, roster
from support.circle_strategies import sequences

FEW = settings(max_examples=60, deadline=None)
"""Sequences are long to draw and hold many cases each."""


def place(
    index: int, author: bytes, body: Body, *, id_: bytes | None = None, epoch: int = 0
) -> PlacedEvent:
    """An event at this index and sequence number, an hour after the last."""
    said = event(id_ or bytes([index]) * 16, body, 5, Seen(0, bytes(32)))
    return PlacedEvent(index, epoch, index, author, said, 3600 * index)


def folded(*steps: Placed) -> State:
    """The state after these steps."""
    state = State.found(BASE)
    for step in steps:
        apply(state, step)
    return state


def seen(state: State) -> bytes:
    """All of a state but for how far it came."""
    copy = state.copy()
    copy.last_index = 0
    return serialize(copy)


@given(sequences())
@FEW
def test_the_same_steps_make_the_same_state(steps: list[Placed]) -> None:
    assert serialize(folded(*steps)) == serialize(folded(*steps))
    assert timeline(folded(*steps)) == timeline(folded(*steps))


@given(sequences())
@FEW
def test_every_event_counts_once(steps: list[Placed]) -> None:
    state = State.found(BASE)
    results = [apply(state, step).result for step in steps]
    before = seen(state)
    for number, (step, result) in enumerate(zip(steps, results, strict=True)):
        if isinstance(step, PlacedEvent) and result is not Result.STRANGER:
            again = PlacedEvent(
                10_000 + number, state.epoch, 9_000, step.author, step.event, step.received
            )
            outcome = apply(state, again)
            assert outcome.result in (Result.DUPLICATE, Result.STRANGER)
            assert outcome.changed == ()
    assert seen(state) == before


@given(sequences())
@FEW
def test_the_vault_changes_nothing(steps: list[Placed]) -> None:
    straight, stored = State.found(BASE), State.found(BASE)
    for step in steps:
        stored = restore(serialize(stored))
        assert apply(straight, step) == apply(stored, step)
    assert stored == straight
    assert serialize(stored) == serialize(straight)


@given(sequences(), st.randoms(use_true_random=False))
@FEW
def test_records_of_changed_items_are_enough(steps: list[Placed], random: object) -> None:
    state = State.found(BASE)
    records: dict[bytes, bytes] = {}
    for step in steps:
        for id_ in apply(state, step).changed:
            records[id_] = dump_item(state.items[id_])
    shuffled = list(records.values())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert load(dump_core(state), shuffled) == state


@given(sequences())
@FEW
def test_a_copy_goes_its_own_way(steps: list[Placed]) -> None:
    state = State.found(BASE)
    copies = []
    for step in steps:
        copies.append((state.copy(), serialize(state)))
        apply(state, step)
    forget(state, list(state.items))
    for copy, before in copies:
        assert serialize(copy) == before


@given(sequences())
@FEW
def test_a_newcomer_agrees(steps: list[Placed]) -> None:
    state = folded(*steps)
    newcomer = State.from_durable(durable(state), state.policy, state.epoch)
    assert state_hash(newcomer) == state_hash(state)
    assert durable(newcomer) == durable(state)
    assert agrees(newcomer, state.epoch, 0, state_hash(state)) is True


@given(sequences())
@FEW
def test_the_latest_mark_is_the_present_hash(steps: list[Placed]) -> None:
    state = folded(*steps)
    assert state.hash_at(state.epoch, 2**53) == state_hash(state)


@given(sequences(), st.integers(0, 10**7))
@FEW
def test_what_expired_is_gone(steps: list[Placed], now: int) -> None:
    state = folded(*steps)
    ids = expired(state, now)
    assert all(state.items[id_].expires <= now for id_ in ids)
    forget(state, ids)
    assert expired(state, now) == ()
    assert not set(ids) & set(state.items)


def test_misuse_changes_nothing() -> None:
    state = folded(place(1, ANN, Message("a")))
    before = serialize(state)
    for bad in (
        place(1, ANN, Message("b"), id_=b"x" * 16),
        place(0, ANN, Message("b"), id_=b"x" * 16),
        place(2, ANN, Message("b"), epoch=1),
        PlacedChange(2, 1, 2, ANN, Change(BASE), 0, 0),
        PlacedNote(2, 0, 2, ItemKind.MESSAGE, 0),
    ):
        with pytest.raises(FoldError):
            apply(state, bad)
    assert serialize(state) == before


def test_a_note_may_speak_of_another_epoch() -> None:
    state = State.found(BASE, 5)
    assert apply(state, PlacedNote(1, 3, 9, ItemKind.STUCK, 0)).result is Result.ADDED


def test_index_zero_is_an_index() -> None:
    assert len(timeline(folded(place(0, ANN, Message("a"))))) == 1


def test_timeline_since() -> None:
    state = folded(*(place(n, ANN, Message("a")) for n in range(1, 5)))
    assert [view.index for view in timeline(state, since=2)] == [3, 4]


def gone(words: str, state: State) -> bool:
    """Whether the words stand nowhere in what the vault would hold."""
    return words.encode() not in serialize(state)


def test_retracted_edited_and_forgotten_words_are_gone() -> None:
    first, second, third = (place(n, ANN, Message(f"secret{n}", f"warn{n}")) for n in (1, 2, 3))
    state = folded(first, second, third)
    assert not gone("secret1", state)
    outcome = apply(state, place(4, ANN, Retract(first.event.id)))
    assert outcome == Outcome(Result.CHANGED, (first.event.id,), erased=(first.event.id,))
    outcome = apply(state, place(5, ANN, Edit(second.event.id, "better")))
    assert outcome.erased == (second.event.id,)
    forget(state, [third.event.id])
    for words in ("secret1", "warn1", "secret2", "warn2", "secret3", "warn3"):
        assert gone(words, state), words


def test_a_card_replaced_is_gone_when_the_epoch_ends() -> None:
    state = folded(place(1, BEN, Card("Bennett")), place(2, BEN, Card("Benny")))
    apply(state, PlacedChange(3, 0, 3, ANN, Change(BASE), 2, 0))
    assert gone("Bennett", state)


def test_a_forgotten_event_does_not_come_back() -> None:
    state = folded(place(1, ANN, Message("a")))
    forget(state, [bytes([1]) * 16, b"unknown" + bytes(9)])
    outcome = apply(state, place(2, ANN, Message("a"), id_=bytes([1]) * 16))
    assert outcome.result is Result.DUPLICATE
    assert state.items == {}


def test_the_ids_of_items_are_not_remembered_twice() -> None:
    assert folded(place(1, ANN, Message("a"))).recent == {}


def test_few_ids_are_remembered() -> None:
    state = State.found(BASE)
    for index in range(RECENT + 5):
        apply(
            state,
            place(index, FAY if index % 2 else ANN, Retract(bytes(16)), id_=index.to_bytes(16)),
        )
    assert len(state.recent) <= RECENT
    for index in range(RECENT + 5, 3 * RECENT):
        apply(state, place(index, ANN, Retract(bytes(16)), id_=index.to_bytes(16)))
    assert len(state.recent) == RECENT
    assert next(reversed(state.recent)) == (3 * RECENT - 1).to_bytes(16)


def test_few_marks_are_remembered() -> None:
    authors = (ANN, BEN, CAT, DEE, EVE)
    state = folded(
        *(
            place(n, authors[n % 5], Card(f"No {n}"), id_=n.to_bytes(16))
            for n in range(1, MARKS + 9)
        )
    )
    assert len(state.marks) == MARKS
    assert state.hash_at(0, 1) is None


def test_a_stranger_takes_no_id() -> None:
    state = folded(place(1, FAY, Message("a"), id_=b"x" * 16))
    assert apply(state, place(2, ANN, Message("b"), id_=b"x" * 16)).result is Result.ADDED


def test_agreement_on_the_durable_state() -> None:
    state = folded(place(1, BEN, Card("Benny")))
    first = state_hash(state)
    apply(state, place(2, CAT, Card("Kat")))
    assert agrees(state, 0, 1, first) is True
    assert agrees(state, 0, 2, first) is False
    assert agrees(state, 0, 9, state_hash(state)) is True
    assert agrees(state, 7, 1, first) is None


def test_saying_it_again_changes_no_hash() -> None:
    once = folded(place(1, BEN, Card("Benny")))
    again = folded(place(1, BEN, Card("B")), place(2, BEN, Card("Benny")))
    assert state_hash(once) == state_hash(again)


def test_a_removed_member_loses_its_card_and_keeps_its_name_while_spoken_of() -> None:
    message = place(1, EVE, Message("a"))
    state = folded(message, place(2, EVE, Card("Evie")))
    apply(state, PlacedChange(3, 0, 3, ANN, Change(remove().after, removed=(EVE,)), 2, 9))
    assert EVE not in state.cards
    assert shown_names(state)[EVE] == "Eve"
    assert EVE not in {view.id for view in members(state)}
    forget(state, list(state.items))
    assert state.names == {}


def test_names_stay_while_a_reaction_or_a_subject_needs_them() -> None:
    message = place(1, ANN, Message("a"))
    state = folded(message, place(2, EVE, Reaction(message.event.id, "❤")))
    apply(state, PlacedChange(3, 0, 3, ANN, Change(remove().after), 2, 9))
    forget(state, [])
    assert EVE in state.names
    state = folded(PlacedChange(1, 0, 1, ANN, Change(remove().after, removed=(EVE,)), 0, 9))
    forget(state, [])
    assert [view.subject_name for view in timeline(state)] == ["Eve"]


def test_who_comes_back_is_known_by_the_new_name() -> None:
    state = folded(place(1, EVE, Message("a")))
    apply(state, PlacedChange(2, 0, 2, ANN, Change(roster(BASE, eve=None)), 1, 9))
    apply(state, PlacedChange(3, 1, 1, ANN, Change(BASE), 0, 9))
    assert state.names == {}


def test_approvals_by_exact_action() -> None:
    action = action_remove(EVE)
    state = folded(
        place(1, ANN, Approval(action, b"s", 0)),
        place(2, BEN, Approval(action_remove(DEE), b"s", 0)),
    )
    assert [held.member for held in approvals(state, action)] == [ANN]


def test_rejoining_keeps_the_timeline_and_takes_the_snapshot() -> None:
    state = folded(
        place(1, ANN, Message("a")), place(2, BEN, Card("Benny")), place(3, EVE, Message("b"))
    )
    apply(state, place(4, ANN, Approval(b"a", b"s", 0)))
    other = State.found(roster(BASE, eve=None))
    apply(other, place(1, CAT, Card("Kat")))
    state.adopt(durable(other), other.policy, 9)
    assert len(state.items) == 4
    assert state.epoch == 9
    assert (state.approvals, state.undo) == ([], [])
    assert state_hash(state) == state_hash(other)
    assert state.names == {EVE: "Eve"}
    assert agrees(state, 9, 0, state_hash(other)) is True


def test_a_bad_snapshot_changes_nothing() -> None:
    state = folded(place(1, BEN, Card("Benny")))
    before = serialize(state)
    with pytest.raises(DurableError):
        state.adopt(b"", BASE, 9)
    assert serialize(state) == before


def test_cards_of_strangers_in_a_snapshot_are_dropped() -> None:
    snapshot = encode_durable(None, {FAY: Card("Fay"), BEN: Card("Benny")})
    assert State.from_durable(snapshot, BASE, 0).cards == {BEN: Card("Benny")}


def test_sections_from_the_future_are_kept_and_hashed() -> None:
    plain = State.found(BASE)
    later = State.from_durable(encode_durable(None, {}, (Section(9, b"later"),)), BASE, 0)
    assert state_hash(later) != state_hash(plain)
    assert durable(restore(serialize(later))) == durable(later)


def test_what_was_undone_is_told_to_its_author() -> None:
    state = folded(
        place(1, BEN, Card("Benny")), place(2, CAT, Card("Kat")), place(3, ANN, Timer(60))
    )
    before = durable(folded(place(1, BEN, Card("Benny"))))
    change = Change(add().after, joined=(FAY,))
    outcome = apply(state, PlacedChange(4, 0, 4, ANN, change, 1, 9))
    assert outcome.undone == ((CAT, Card("Kat")), (ANN, Timer(60)))
    assert durable(state) == before


@pytest.mark.parametrize("data", [b"", b"\x00", serialize(State.found(BASE)) + b"\x00"])
def test_other_bytes_are_no_state(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        restore(data)


def test_a_core_of_another_version_is_refused() -> None:
    core = bytearray(dump_core(State.found(BASE)))
    assert core[1] == 1
    core[1] = 2
    with pytest.raises(ValueError, match="version"):
        load(bytes(core), [])


def test_muted_members_are_marked_and_their_reactions_left_out() -> None:
    message = place(1, ANN, Message("a"))
    state = folded(
        message, place(2, EVE, Reaction(message.event.id, "❤")), place(3, EVE, Message("b"))
    )
    views = timeline(state, muted={EVE})
    assert [view.muted for view in views] == [False, True]
    assert views[0].reactions == ()
    assert [view.id for view in members(state, {EVE}) if view.muted] == [EVE]


def names_of(cards: Iterable[tuple[bytes, str]]) -> dict[bytes, str]:
    """The names shown when members have these cards."""
    state = State.found(BASE)
    state.cards = {member: Card(name) for member, name in cards}
    return shown_names(state)


def test_a_card_does_not_make_its_owner_pass_for_another() -> None:
    assert names_of([(DEE, "Deirdre")])[DEE] == "Deirdre"
    assert names_of([(DEE, "DEE")])[DEE] == "DEE"
    assert names_of([(DEE, "Аnn")])[DEE] == "Dee"
    assert names_of([(DEE, "Kit"), (EVE, "KIT")]) == names_of([])


def test_nothing_shows_in_a_repr() -> None:
    state = folded(place(1, ANN, Message("secret")), place(2, ANN, Card("hidden")))
    shown = repr(state) + repr(state.items) + repr(timeline(state)) + repr(members(state))
    assert "secret" not in shown
    assert "hidden" not in shown
