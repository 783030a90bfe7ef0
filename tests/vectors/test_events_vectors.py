"""The circle room against protocol/vectors/events/, to which the web client answers as well."""

import json
from typing import Any

import pytest
from leeward_client.circle.actions import approval_content, approval_epoch, decode_action
from leeward_client.circle.commit_data import decode_commit_data, encode_commit_data
from leeward_client.circle.durable import DurableError, decode_durable, encode_durable, hash_durable
from leeward_client.circle.events import decode_event, encode_event
from leeward_client.circle.history import Ledger, Seen, start, step
from leeward_client.circle.judge import judge
from leeward_client.circle.names import check_name, skeleton
from leeward_client.circle.policy import decode_policy, encode_policy
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.state import State
from support.circle_encodings import DECODERS
from support.circle_histories import refuses
from support.circle_json import (
    Json,
    event_from_json,
    event_to_json,
    facts_from_json,
    placed_from_json,
    plain,
)
from support.circle_scripts import run
from support.circle_vectors import FILES, HOME, render


def read(name: str) -> Any:
    """One of the files."""
    return json.loads((HOME / name).read_text())


EVENTS = read("events.json")
FOLD = read("fold.json")
HISTORY = read("history.json")
NAMES = read("names.json")
POLICY = read("policy.json")


def named(cases: list[Json]) -> list[Any]:
    """The cases as parameters, each under its name."""
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("name", FILES)
def test_files_are_what_the_cases_make(name: str) -> None:
    assert (HOME / name).read_text() == render(FILES[name]())


@pytest.mark.parametrize("case", named(EVENTS["events"]["valid"]))
def test_event_both_ways(case: Json) -> None:
    event = decode_event(bytes.fromhex(case["hex"]))
    assert event_to_json(event) == case["event"]
    assert event_from_json(case["event"]) == event
    assert encode_event(event).hex() == case["hex"]


@pytest.mark.parametrize("case", named(EVENTS["commit_data"]["valid"]))
def test_commit_data_both_ways(case: Json) -> None:
    data = decode_commit_data(bytes.fromhex(case["hex"]))
    assert plain(data) == case["fields"]
    assert encode_commit_data(data).hex() == case["hex"]


@pytest.mark.parametrize("case", named(EVENTS["policies"]["valid"]))
def test_policy_both_ways(case: Json) -> None:
    policy = decode_policy(bytes.fromhex(case["hex"]))
    assert plain(policy.rules) == case["fields"]["rules"]
    assert {member.hex() for member in policy.roster} == set(case["fields"]["roster"])
    assert encode_policy(policy).hex() == case["hex"]


@pytest.mark.parametrize("case", named(EVENTS["durables"]["valid"]))
def test_durable_both_ways(case: Json) -> None:
    data = bytes.fromhex(case["hex"])
    assert encode_durable(*decode_durable(data)) == data
    assert hash_durable(data).hex() == case["hash"]


@pytest.mark.parametrize(
    ("group", "case"),
    [
        pytest.param(group, case, id=f"{group}: {case['name']}")
        for group in DECODERS
        for case in EVENTS[group]["refused"]
    ],
)
def test_encoding_refused(group: str, case: Json) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        DECODERS[group](bytes.fromhex(case["hex"]))
    assert type(caught.value).__module__.startswith("leeward_client.circle")


@pytest.mark.parametrize("case", named(EVENTS["actions"]))
def test_action(case: Json) -> None:
    action = bytes.fromhex(case["action"])
    decoded = decode_action(action)
    assert (None if decoded is None else plain(decoded)) == case["decoded"]
    epoch = approval_epoch(action, case["epoch"])
    assert epoch == case["signed_epoch"]
    content = approval_content(bytes.fromhex(case["group_id"]), epoch, action)
    assert content.hex() == case["content"]


@pytest.mark.parametrize("case", named(POLICY["cases"]))
def test_verdict(case: Json) -> None:
    assert int(judge(facts_from_json(case)) or 0) == case["verdict"]


def test_every_refusal_has_a_case() -> None:
    verdicts = {case["verdict"] for case in POLICY["cases"]}
    assert verdicts == {0} | {int(refusal) for refusal in Refusal}


@pytest.mark.parametrize("case", named(FOLD["cases"]))
def test_fold(case: Json) -> None:
    policy = decode_policy(bytes.fromhex(case["policy"]))
    state = State.found(policy, case["epoch"])
    steps = [placed_from_json(item["placed"]) for item in case["steps"]]
    muted = frozenset(bytes.fromhex(member) for member in case["muted"])
    seen = json.loads(json.dumps(run(state, steps, muted)))
    for key, value in seen.items():
        assert value == case[key], key


@pytest.mark.parametrize("case", named(FOLD["cases"]))
def test_durable_of_fold_is_a_snapshot(case: Json) -> None:
    assert hash_durable(bytes.fromhex(case["durable"])).hex() == case["state_hash"]
    try:
        decode_durable(bytes.fromhex(case["durable"]))
    except DurableError:
        pytest.fail("the durable state is no snapshot")


def test_history_start_and_step() -> None:
    first = HISTORY["start"]
    group_id = bytes.fromhex(first["group_id"])
    value = start(group_id, first["epoch"], bytes.fromhex(first["authenticator"]))
    assert value.hex() == first["hash"]
    for case in HISTORY["steps"]:
        before, digest = bytes.fromhex(case["before"]), bytes.fromhex(case["digest"])
        assert step(before, case["seq"], case["kind"], digest).hex() == case["after"]


def seen_of(entry: Json) -> Seen:
    """A claim out of the file."""
    return Seen(entry["seq"], bytes.fromhex(entry["hash"]))


@pytest.mark.parametrize("case", named(HISTORY["ledgers"]))
def test_ledger(case: Json) -> None:
    ledger = Ledger(bytes.fromhex(HISTORY["start"]["hash"]))
    for operation in case["operations"]:
        if "add" in operation:
            entry = operation["add"]
            skipped = ledger.add(entry["seq"], entry["kind"], bytes.fromhex(entry["digest"]))
            assert skipped == operation["skipped"]
        elif "seen" in operation:
            assert ledger.seen == seen_of(operation["seen"])
            assert (ledger.known, ledger.missing) == (operation["known"], operation["missing"])
        elif "check" in operation:
            assert ledger.check(seen_of(operation["check"])).value == operation["verdict"]
        else:
            assert ledger.adopt(seen_of(operation["adopt"])) == operation["adopted"]
        ledger = Ledger.restore(ledger.serialize())


def test_names() -> None:
    for case in NAMES["typed"]:
        assert check_name(case["typed"]) == case["name"]
        assert skeleton(case["name"]) == case["skeleton"]


@pytest.mark.parametrize("case", named(NAMES["refused"]))
def test_name_refused(case: Json) -> None:
    assert refuses(case["typed"])


@pytest.mark.parametrize("name", NAMES["refused_as_they_stand"])
def test_name_refused_as_it_stands(name: str) -> None:
    assert refuses(name, as_it_stands=True)
    assert not refuses(name)


def test_names_alike_and_apart() -> None:
    for one, other in NAMES["alike"]:
        assert skeleton(one) == skeleton(other), (one, other)
    for one, other in NAMES["apart"]:
        assert skeleton(one) != skeleton(other), (one, other)
