"""leeward_wire against protocol/vectors/frames, and the files against their builder."""

import json
from typing import Any

import leeward_wire as wire
import pytest
from leeward_wire import MalformedError, Purpose, Work, proofs
from msgspec import structs
from support import frame_vectors
from support.frame_vectors import DIRECTORY, unfold


def load(name: str) -> Any:
    return json.loads((DIRECTORY / name).read_text())


def shown(value: Any) -> Any:
    """Write a decoded field as the vectors do, with long blobs folded."""
    if isinstance(value, bytes):
        if len(value) >= 1024 and value == value[:1] * len(value):
            return [value[:1].hex(), len(value)]
        return value.hex()
    if isinstance(value, list):
        return [shown(element) for element in value]
    if isinstance(value, wire.Entry | wire.Limits):
        return [shown(element) for element in structs.astuple(value)]
    return value


@pytest.mark.parametrize("name", sorted(frame_vectors.files()))
def test_the_files_are_what_their_builder_makes(name: str) -> None:
    assert (DIRECTORY / name).read_text() == frame_vectors.files()[name]


@pytest.mark.parametrize("side", ["request", "reply"])
def test_r02_every_frame_has_one_encoding(side: str) -> None:
    decode = wire.decode_request if side == "request" else wire.decode_reply
    cases = load("requests.json" if side == "request" else "replies.json")
    for case in cases:
        data = unfold(case["frame"])
        frame = decode(data)
        assert type(frame).__name__ == case["name"]
        assert {k: shown(v) for k, v in structs.asdict(frame).items()} == case["fields"]
        assert wire.encode(frame) == data
    kinds = {type(frame) for frame in map(decode, (unfold(c["frame"]) for c in cases))}
    union = wire.Request if side == "request" else wire.Reply
    assert kinds == set(union.__args__)


@pytest.mark.parametrize("case", load("refusals.json"), ids=lambda c: f"{c['side']}: {c['why']}")
def test_r02_what_is_no_frame_is_refused(case: dict[str, Any]) -> None:
    decode = wire.decode_request if case["side"] == "request" else wire.decode_reply
    with pytest.raises(MalformedError) as caught:
        decode(unfold(case["frame"]))
    assert caught.value.args == ()
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_r02_every_prefix_of_a_frame_is_refused() -> None:
    for case in load("requests.json"):
        data = unfold(case["frame"])
        for cut in {*range(min(len(data), 200)), len(data) // 2, len(data) - 1}:
            with pytest.raises(MalformedError):
                wire.decode_request(data[:cut])


@pytest.mark.parametrize("case", load("statements.json")["signatures"])
def test_r07_r08_signatures(case: dict[str, Any]) -> None:
    values = load("statements.json")
    seed, box, challenge = (bytes.fromhex(values[k]) for k in ("seed", "box", "challenge"))
    burn = None if case["burn_hash"] is None else bytes.fromhex(case["burn_hash"])
    assert wire.box_id(seed) == box
    if case["what"] == "attach":
        statement = wire.attach_statement(box, case["host"], challenge)
        signature = wire.sign_attach(seed, case["host"], challenge)
    else:
        statement = wire.open_statement(box, case["host"], challenge, burn)
        signature = wire.sign_open(seed, case["host"], challenge, burn)
    assert statement.hex() == case["statement"]
    assert signature.hex() == case["signature"]
    assert wire.signed(box, statement, signature)
    assert not wire.signed(box, statement + b"\0", signature)


def test_r08_burn_hash() -> None:
    values = load("statements.json")
    key = bytes.fromhex(values["burn_key"])
    assert wire.burn_hash(key).hex() == values["burn_hash"]
    assert wire.burns(bytes.fromhex(values["burn_hash"]), key)
    assert not wire.burns(bytes(32), key)


@pytest.mark.parametrize("case", load("statements.json")["work"])
def test_r09_r10_work_and_passes(case: dict[str, Any]) -> None:
    values = load("statements.json")
    work = Work(
        Purpose(case["purpose"]),
        case["host"],
        bytes.fromhex(values["challenge"]),
        bytes.fromhex(values["box"]),
        case["counter"],
    )
    assert work.message().hex() == case["message"]
    proof = bytes.fromhex(case["first_proof"])
    assert proofs.solve(work, case["difficulty"]) == proof
    assert proofs.work_holds(work, case["bits"], proof)
    assert not proofs.work_holds(work, case["bits"] + 1, proof)
    shown = bytes.fromhex(case["pass_proof"])
    assert proofs.pass_proof(work, case["pass"]) == shown
    assert proofs.pass_holds(work, ("another pass", case["pass"]), shown)
    assert not proofs.pass_holds(work, ("another pass",), shown)
    assert not proofs.pass_holds(work, (), shown)
