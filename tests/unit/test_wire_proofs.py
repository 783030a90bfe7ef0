"""Statements and proofs hold for one connection, one box and one purpose."""

import os
from dataclasses import replace

import pytest
from leeward_wire import (
    CancelledError,
    Purpose,
    Work,
    attach_statement,
    box_id,
    open_statement,
    pass_holds,
    pass_proof,
    proofs,
    sign_attach,
    signed,
    solve,
    work_holds,
)

SEED = os.urandom(32)
BOX = box_id(SEED)
CHALLENGE = os.urandom(32)
WORK = Work(Purpose.OPEN, "relay.example", CHALLENGE, BOX, 5)
OTHERS = [
    replace(WORK, purpose=Purpose.GROW),
    replace(WORK, host="relay.example:80"),
    replace(WORK, challenge=os.urandom(32)),
    replace(WORK, box=os.urandom(32)),
    replace(WORK, counter=6),
]
DIFFICULTY = 24


@pytest.mark.parametrize("other", OTHERS)
def test_r09_work_is_bound_to_everything_it_names(other: Work) -> None:
    proof = solve(WORK, 12)
    assert work_holds(WORK, 12, proof)
    # By chance one of 2^24 proofs would hold for another work of this difficulty.
    assert not work_holds(other, DIFFICULTY, proof)


@pytest.mark.parametrize("other", OTHERS)
def test_r10_passes_are_bound_to_everything_they_name(other: Work) -> None:
    proof = pass_proof(WORK, "the operator's pass")
    assert pass_holds(WORK, ("the operator's pass",), proof)
    assert not pass_holds(other, ("the operator's pass",), proof)
    assert b"operator" not in proof


def test_r09_work_and_pass_are_not_taken_for_each_other() -> None:
    assert not work_holds(WORK, 0, pass_proof(WORK, "the operator's pass"))
    assert not work_holds(WORK, 0, b"")
    assert not pass_holds(WORK, ("the operator's pass",), solve(WORK, 0))


def test_r09_a_search_tells_its_progress_and_can_be_called_off() -> None:
    told: list[float] = []
    with pytest.raises(CancelledError):
        solve(WORK, 64, progress=told.append, cancelled=lambda: len(told) == 3)
    assert told == sorted(told)
    assert 0.0 < told[-1] < 1.0


@pytest.mark.parametrize("difficulty", [-1, 65])
def test_r09_a_difficulty_out_of_bounds_is_our_mistake(difficulty: int) -> None:
    with pytest.raises(ValueError, match="difficulty"):
        work_holds(WORK, difficulty, proofs.attempt(WORK, 0, 0) or b"")


@pytest.mark.parametrize("host", ["", "Relay.example", "relay.exämple", "x" * 256])
def test_r06_hosts_that_no_relay_has(host: str) -> None:
    with pytest.raises(ValueError, match=r"host|ascii"):
        sign_attach(SEED, host, CHALLENGE)


def test_r07_a_signature_is_for_one_host_one_challenge_and_one_purpose() -> None:
    signature = sign_attach(SEED, "relay.example", CHALLENGE)
    assert signed(BOX, attach_statement(BOX, "relay.example", CHALLENGE), signature)
    for statement in (
        attach_statement(BOX, "other.example", CHALLENGE),
        attach_statement(BOX, "relay.example", os.urandom(32)),
        open_statement(BOX, "relay.example", CHALLENGE, None),
    ):
        assert not signed(BOX, statement, signature)
    assert not signed(os.urandom(32), attach_statement(BOX, "relay.example", CHALLENGE), signature)


def test_a_key_that_is_none_verifies_nothing() -> None:
    assert not signed(bytes(32), b"", bytes(64))
    assert not signed(b"\xff" * 32, b"", bytes(64))


def test_works_hide_what_they_are_for() -> None:
    assert repr(WORK) == "Work(OPEN)"
