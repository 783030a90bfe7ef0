"""Who may do what, judged without a socket or a store."""

import os
from dataclasses import replace

import pytest
from leeward_relay.authorise import Bucket, Session, Terms, authorise
from leeward_relay.changes import (
    AddPost,
    AddSeal,
    Answered,
    AttachBox,
    BurnBox,
    DetachBox,
    GrowBox,
    OpenBox,
    ReadBox,
)
from leeward_relay.config import Config
from leeward_wire import (
    Attach,
    Burn,
    Code,
    Detach,
    Grow,
    Life,
    Open,
    Ping,
    Post,
    Purpose,
    Read,
    Request,
    Seal,
    Work,
    box_id,
    burn_hash,
    pass_proof,
    sign_attach,
    sign_open,
    solve,
    work_holds,
)

HOST = "relay.example"
SEED = os.urandom(32)
BOX = box_id(SEED)
PASS = "the operator's pass"
TERMS = replace(Terms.of(Config()), difficulty=6, passes=(PASS,))
BLOB, SEAL_BLOB = bytes(1024), bytes(65536)


def session(terms: Terms = TERMS, *, attached: bool = False, host: str = HOST) -> Session:
    made = Session(terms, host, os.urandom(32), 0.0)
    if attached:
        made.admit(BOX, 0)
    return made


def proof(
    who: Session, purpose: Purpose, counter: int = 0, *, word: str = "", difficulty: int = 6
) -> bytes:
    work = Work(purpose, who.host, who.challenge, BOX, counter)
    return pass_proof(work, word) if word else solve(work, difficulty)


def weak(who: Session, purpose: Purpose, counter: int = 0) -> bytes:
    """Find a proof that misses the difficulty."""
    work = Work(purpose, who.host, who.challenge, BOX, counter)
    nonces = (b"\x01" + n.to_bytes(8, "big") for n in range(10_000))
    return next(p for p in nonces if not work_holds(work, 6, p))


def an_open(
    who: Session, paid: bytes, *, burn: bytes | None = None, signer: Session | None = None
) -> Open:
    by = signer or who
    return Open(1, BOX, burn, sign_open(SEED, by.host, by.challenge, burn), paid)


def test_r08_an_open_is_judged_with_its_burn_hash() -> None:
    who = session()
    burn = burn_hash(os.urandom(32))
    paid = proof(who, Purpose.OPEN)
    for hashed in (None, burn):
        assert authorise(an_open(who, paid, burn=hashed), who, 0.0) == OpenBox(BOX, hashed, True)
    swapped = replace_burn(an_open(who, paid), burn)
    assert authorise(swapped, who, 0.0) == OpenBox(BOX, burn, False)


def replace_burn(frame: Open, burn: bytes) -> Open:
    return Open(frame.rid, frame.box, burn, frame.sig, frame.proof)


@pytest.mark.parametrize("other", [session(host="other.example"), session()])
def test_r07_r08_signatures_for_another_host_or_connection_are_not_genuine(
    other: Session,
) -> None:
    who = session()
    judged = authorise(an_open(who, proof(who, Purpose.OPEN), signer=other), who, 0.0)
    assert judged == OpenBox(BOX, None, False)
    signature = sign_attach(SEED, other.host, other.challenge)
    assert authorise(Attach(1, BOX, signature, 0), who, 0.0) == AttachBox(BOX, 0, False)


def test_r07_an_attach_with_the_right_signature_is_genuine() -> None:
    who = session()
    frame = Attach(1, BOX, sign_attach(SEED, HOST, who.challenge), 7)
    assert authorise(frame, who, 0.0) == AttachBox(BOX, 7, True)


def test_r09_an_open_costs_work_of_this_connection() -> None:
    who, other = session(), session()
    strong = replace(TERMS, difficulty=40)
    for paid in (b"", weak(who, Purpose.OPEN), proof(who, Purpose.GROW, difficulty=20)):
        assert authorise(an_open(who, paid), session_like(who, strong), 0.0) is Code.PROOF
    assert authorise(an_open(who, b""), who, 0.0) is Code.PROOF
    assert authorise(an_open(who, weak(who, Purpose.OPEN)), who, 0.0) is Code.PROOF
    replayed = proof(other, Purpose.OPEN, difficulty=16)
    assert authorise(an_open(who, replayed), session_like(who, strong), 0.0) is Code.PROOF


def session_like(who: Session, terms: Terms) -> Session:
    made = Session(terms, who.host, who.challenge, 0.0)
    made.steps = dict(who.steps)
    return made


def test_r10_a_pass_is_as_good_as_work() -> None:
    who = session()
    good = an_open(who, proof(who, Purpose.OPEN, word=PASS))
    assert authorise(good, who, 0.0) == OpenBox(BOX, None, True)
    bad = an_open(who, proof(who, Purpose.OPEN, word="not the pass"))
    assert authorise(bad, who, 0.0) is Code.PROOF


def test_r11_where_a_pass_is_required_work_is_not_enough() -> None:
    who = session(replace(TERMS, pass_required=True))
    assert authorise(an_open(who, proof(who, Purpose.OPEN)), who, 0.0) is Code.PROOF
    good = an_open(who, proof(who, Purpose.OPEN, word=PASS))
    assert authorise(good, who, 0.0) == OpenBox(BOX, None, True)


BOUND: list[Request] = [
    Detach(1, BOX),
    Read(1, BOX, 0),
    Post(1, BOX, Life.SHORT, BLOB),
    Seal(1, BOX, 0, SEAL_BLOB, b""),
    Seal(1, BOX, 3, SEAL_BLOB, b""),
    Grow(1, BOX, b""),
]


@pytest.mark.parametrize("frame", BOUND, ids=lambda frame: type(frame).__name__)
def test_r13_r31_who_is_not_attached_is_refused_before_anything_else(frame: Request) -> None:
    assert authorise(frame, session(), 0.0) is Code.REFUSED


def test_the_attached_may_read_post_and_leave() -> None:
    who = session(attached=True)
    assert authorise(Read(1, BOX, 9), who, 0.0) == ReadBox(BOX, 9)
    assert authorise(Detach(1, BOX), who, 0.0) == DetachBox(BOX)
    posted = authorise(Post(1, BOX, Life.LONG, BLOB), who, 0.0)
    assert posted == AddPost(BOX, Life.LONG, BLOB)
    assert authorise(Seal(1, BOX, 0, SEAL_BLOB, b""), who, 0.0) == AddSeal(BOX, 0, SEAL_BLOB)
    who.drop(BOX)
    assert authorise(Read(1, BOX, 9), who, 0.0) is Code.REFUSED


def test_a_burn_and_a_ping_need_no_attaching() -> None:
    assert authorise(Burn(1, BOX, BLOB[:32]), session(), 0.0) == BurnBox(BOX, BLOB[:32])
    assert authorise(Ping(1), session(), 0.0) == Answered()


def test_r16_a_connection_has_so_many_boxes_and_no_more() -> None:
    who = session(replace(TERMS, boxes=1), attached=True)
    other = os.urandom(32)
    frame = Attach(1, box_id(other), sign_attach(other, HOST, who.challenge), 0)
    assert authorise(frame, who, 0.0) is Code.FULL
    again = Attach(1, BOX, sign_attach(SEED, HOST, who.challenge), 0)
    assert authorise(again, who, 0.0) == AttachBox(BOX, 0, True)


def test_r21_posts_above_the_largest_class_are_full() -> None:
    who = session(replace(TERMS, largest_entry=4096), attached=True)
    assert isinstance(authorise(Post(1, BOX, Life.SHORT, bytes(4096)), who, 0.0), AddPost)
    assert authorise(Post(1, BOX, Life.SHORT, bytes(16384)), who, 0.0) is Code.FULL
    assert isinstance(authorise(Seal(1, BOX, 0, SEAL_BLOB, b""), who, 0.0), AddSeal)


def test_r24_sealing_again_costs_a_proof_for_the_seal_that_it_follows() -> None:
    who = session(replace(TERMS, difficulty=12), attached=True)

    def seal(paid: bytes) -> Seal:
        return Seal(1, BOX, 3, SEAL_BLOB, paid)

    right = proof(who, Purpose.RESEAL, 3, difficulty=12)
    assert authorise(seal(right), who, 0.0) == AddSeal(BOX, 3, SEAL_BLOB)
    assert authorise(seal(b""), who, 0.0) is Code.PROOF
    strict = session_like(who, replace(TERMS, difficulty=40))
    assert authorise(seal(proof(who, Purpose.RESEAL, 2)), strict, 0.0) is Code.PROOF
    assert authorise(seal(proof(who, Purpose.GROW, 3)), strict, 0.0) is Code.PROOF
    passed = proof(who, Purpose.RESEAL, 3, word=PASS)
    assert authorise(seal(passed), strict, 0.0) == AddSeal(BOX, 3, SEAL_BLOB)


def test_r27_growing_costs_a_proof_for_the_step_it_starts_from() -> None:
    who = session(attached=True)
    who.admit(BOX, 2)
    right = proof(who, Purpose.GROW, 2, word=PASS)
    assert authorise(Grow(1, BOX, right), who, 0.0) == GrowBox(BOX)
    who.admit(BOX, 3)
    assert authorise(Grow(1, BOX, right), who, 0.0) is Code.PROOF
    assert authorise(Grow(1, BOX, b""), who, 0.0) is Code.PROOF


def test_r37_each_rate_is_kept() -> None:
    who = session(replace(TERMS, opens=2, posts=3, requests=100), attached=True)
    opens: list[Request] = [an_open(who, proof(who, Purpose.OPEN)), Burn(1, BOX, BLOB[:32])]
    assert [authorise(frame, who, 0.0) is Code.BUSY for frame in opens] == [False, False]
    assert [authorise(frame, who, 0.0) for frame in opens] == [Code.BUSY, Code.BUSY]
    posts: list[Request] = [Post(1, BOX, Life.SHORT, BLOB)] * 2
    posts.append(Seal(1, BOX, 0, SEAL_BLOB, b""))
    assert Code.BUSY not in [authorise(frame, who, 0.0) for frame in posts]
    assert [authorise(frame, who, 0.0) for frame in posts] == [Code.BUSY] * 3
    # After a third of a minute one post more is there.
    assert isinstance(authorise(posts[0], who, 20.0), AddPost)
    assert authorise(posts[0], who, 20.0) is Code.BUSY


def test_r13_r37_the_rate_comes_before_everything() -> None:
    who = session(replace(TERMS, requests=1))
    assert authorise(Ping(1), who, 0.0) == Answered()
    assert authorise(Ping(1), who, 0.0) is Code.BUSY
    assert authorise(Read(1, BOX, 0), who, 0.0) is Code.BUSY


def test_r37_a_bucket_neither_overflows_nor_runs_backwards() -> None:
    bucket = Bucket(2, 2.0, 0.0)
    assert [bucket.take(1e9) for _ in range(3)] == [True, True, False]
    assert not bucket.take(1e9 - 500)
    assert bucket.take(1e9)


def test_passes_are_hidden() -> None:
    assert PASS not in repr(TERMS)
