"""The judge: no commit surprises it, and what a lawful one changed is told rightly."""

import itertools
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leeward_client.circle.actions import (
    Action,
    ActionKind,
    action_appoint,
    action_rejoin,
    action_remove,
    action_rules,
    approval_content,
    approval_epoch,
    decode_action,
)
from leeward_client.circle.change import change_of
from leeward_client.circle.events import Kind
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.judge import judge, lacking, sound
from leeward_client.circle.policy import Member, Policy, Relay, Rules
from leeward_client.circle.refusals import Refusal
from support.circle_facts import (
    ANN,
    BASE,
    BEN,
    CAT,
    CODE_C,
    CODE_D,
    CODE_NEW,
    DEE,
    EVE,
    FAY,
    KEY,
    LEAVES,
    STRICT,
    add,
    approve,
    data,
    facts,
    rejoin,
    remove,
    roster,
)
from support.circle_lawful import lawful
from support.circle_refused import refused

MEMBERS = st.sampled_from([ANN, BEN, CAT, DEE, EVE, FAY, b"short"])
SPENT = st.sampled_from([CODE_C, CODE_D, CODE_NEW, None])
POLICIES = st.sampled_from(
    [f.after for f in lawful().values()] + [f.after for _, _, f in refused()]
)
LEAF_MAPS = st.dictionaries(st.integers(0, 7), MEMBERS, max_size=8)


@given(
    st.builds(
        CommitFacts,
        sender=MEMBERS,
        members_before=LEAF_MAPS,
        members_after=LEAF_MAPS,
        policy_before=POLICIES,
        data=st.none() | st.lists(SPENT, max_size=3).map(lambda spent: data(*spent)),
        policy_after=st.none() | POLICIES,
        adds=st.lists(st.builds(AddFact, MEMBERS, st.just(KEY)), max_size=3).map(tuple),
        removes=st.lists(
            st.builds(RemoveFact, st.integers(0, 7), MEMBERS, st.booleans()), max_size=3
        ).map(tuple),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_facts_get_an_answer(commit: CommitFacts) -> None:
    assert judge(commit) in (None, *Refusal)


@pytest.mark.parametrize("name", lawful())
def test_a_flag_makes_any_lawful_commit_void(name: str) -> None:
    commit = lawful()[name]
    assert judge(commit) is None
    assert judge(replace(commit, external=True)) is Refusal.EXTERNAL
    assert judge(replace(commit, psk=True)) is Refusal.PSK
    assert judge(replace(commit, reinit=True)) is Refusal.REINIT
    assert judge(replace(commit, other_reference=True)) is Refusal.REFERENCE
    assert judge(replace(commit, has_path=False)) is Refusal.NO_PATH
    assert judge(replace(commit, data=None)) is Refusal.DATA
    assert judge(replace(commit, other_extensions=True)) is Refusal.EXTENSIONS
    assert judge(replace(commit, policy_unreadable=True)) is Refusal.POLICY


@pytest.mark.parametrize("name", lawful())
def test_lawful_commits_leave_a_sound_policy(name: str) -> None:
    commit = lawful()[name]
    assert sound(commit.after, commit.members_after.values()) is None


@given(st.sampled_from(sorted(lawful())), MEMBERS.filter(lambda member: len(member) == 16))
def test_a_stranger_can_do_nothing(name: str, sender: bytes) -> None:
    commit = lawful()[name]
    if sender not in commit.before_ids:
        assert judge(replace(commit, sender=sender)) is Refusal.STRANGER


def test_founding_and_joining() -> None:
    assert sound(BASE, LEAVES.values()) is None
    assert sound(BASE, [ANN]) is Refusal.ROSTER
    assert sound(BASE, []) is Refusal.SIZE
    assert sound(BASE, [ANN, b"short"]) is Refusal.MEMBER_ID
    assert sound(roster(BASE, ben=None, ann=None), [CAT, DEE, EVE]) is Refusal.NO_HOST


def test_voices_are_counted_once() -> None:
    commit = remove(CAT, approvals=approve(action_remove(EVE), DEE, DEE, CAT))
    assert judge(commit) is Refusal.REMOVE
    commit = remove(before=STRICT, approvals=approve(action_remove(EVE), ANN))
    assert judge(commit) is Refusal.REMOVE


def test_every_host_counts_but_not_every_approval() -> None:
    assert judge(remove(CAT, approvals=approve(action_remove(EVE), ANN))) is None
    assert judge(remove(CAT, approvals=approve(action_appoint(EVE), ANN))) is Refusal.REMOVE


def test_refusals_are_numbered_without_gaps_and_worded() -> None:
    assert [int(refusal) for refusal in Refusal] == list(range(1, len(Refusal) + 1))
    assert len({refusal.wording for refusal in Refusal}) == len(Refusal)
    assert all(refusal.wording.endswith(".") for refusal in Refusal)


def test_the_document_has_the_same_tables() -> None:
    text = (Path(__file__).parents[2] / "docs" / "circle.md").read_text()
    rows = re.findall(r"^\| (\d+) \| ([A-Z_]+) \| (.+) \|$", text, re.MULTILINE)
    assert rows == [(str(int(r)), r.name, r.wording) for r in Refusal]
    kinds = re.findall(r"^\| (\d+) \| ([a-z]+) \| \[", text, re.MULTILINE)
    assert kinds == [(str(int(kind)), kind.name.lower()) for kind in Kind]
    actions = re.findall(r"^\| (\d+) \| ([a-z_]+)[: ].*\|.*\|$", text, re.MULTILINE)
    written = [(number, name) for number, name in actions if (number, name) not in kinds]
    assert written == [(str(int(kind)), kind.name.lower()) for kind in ActionKind]


def test_actions() -> None:
    assert decode_action(action_remove(EVE)) == Action(ActionKind.REMOVE, EVE)
    assert decode_action(action_rejoin(EVE, KEY)) == Action(ActionKind.REJOIN, EVE, KEY)
    assert decode_action(b"") is None
    assert decode_action(action_remove(EVE) + b"\x00") is None
    assert approval_epoch(action_rejoin(EVE, KEY), 7) == 0
    assert approval_epoch(action_rules(Rules()), 7) == 7
    assert approval_epoch(b"", 7) == 7
    for make in (action_appoint, action_remove):
        with pytest.raises(ValueError, match="length"):
            make(b"short")


def test_approvals_are_for_one_group_epoch_and_action() -> None:
    contents = {
        approval_content(group_id, epoch, action)
        for group_id in (b"a", b"ab", b"")
        for epoch in (0, 1, 2**53)
        for action in (action_remove(EVE), action_remove(DEE), action_appoint(EVE))
    }
    assert len(contents) == 27


def test_what_changed() -> None:
    change = change_of(add())
    assert (change.joined, change.policy) == ((FAY,), add().after)
    assert (change.codes_opened, change.codes_closed) == ((), ())
    change = change_of(lawful()["someone joins while another is removed"])
    assert (change.joined, change.removed, change.left) == ((FAY,), (EVE,), ())
    assert change.codes_closed == (CODE_C, CODE_D)
    change = change_of(lawful()["anyone commits a self-removal"])
    assert (change.removed, change.left) == ((), (EVE,))
    change = change_of(rejoin())
    assert (change.joined, change.rejoined, change.removed) == ((), (EVE,), ())
    change = change_of(lawful()["a member adds a second device"])
    assert (change.joined, change.rejoined, change.linked) == ((), (), (EVE,))
    for name in ("a member removes its own second device", "one of two devices leaves"):
        change = change_of(lawful()[name])
        assert (change.left, change.unlinked, change.device_removed) == ((), (EVE,), ())
        assert change.codes_closed == (CODE_C, CODE_D)
    change = change_of(lawful()["a host removes one device of two"])
    assert (change.removed, change.unlinked, change.device_removed) == ((), (), (EVE,))
    change = change_of(lawful()["one device leaves and a host removes another"])
    assert (change.unlinked, change.device_removed) == ((EVE,), (EVE,))
    change = change_of(lawful()["the last host leaves and who stays appoints itself"])
    assert (change.left, change.appointed, change.stepped_down) == ((ANN,), (BEN,), ())
    assert change_of(lawful()["a host steps down"]).stepped_down == (BEN,)
    assert change_of(lawful()["a host gives another role"]).roles_changed == (DEE,)
    assert change_of(lawful()["a member changes its name"]).renamed == (EVE,)
    assert change_of(lawful()["a member opens a code"]).codes_opened == (CODE_NEW,)
    assert change_of(lawful()["a host changes the relay"]).policy_changed
    assert change_of(facts()) == change_of(facts(CAT))
    assert not change_of(add()).policy_changed


@pytest.mark.parametrize("needed", [1, 2, 3])
@pytest.mark.parametrize("against", [False, True])
def test_what_is_missing_is_what_it_takes(needed: int, against: bool) -> None:
    """With so many more hosts, or so many more members, there is a warrant; with fewer there is none."""
    members = [bytes([n]) * 16 for n in range(5)]
    hosts, subject = members[:2], members[0] if against else None
    roster = {one: Member(f"m{one[0]}", ("host",) if one in hosts else ()) for one in members}
    rules = Rules(remove_approvals=needed)
    policy = Policy(Relay("https://relay.example"), roster, (), rules)
    everybody = frozenset(members)

    def warranted(voices: Collection[bytes]) -> bool:
        lack = lacking(policy, everybody, voices, subject)
        return lack.hosts <= 0 or lack.members <= 0

    for size in range(len(members) + 1):
        for voices in itertools.combinations(members, size):
            lack = lacking(policy, everybody, voices, subject)
            counted = set(voices) - {subject}
            assert lack.hosts == needed - len(counted & set(hosts))
            assert lack.members == 3 - len(counted)
            others = [one for one in members if one not in voices and one != subject]
            for joined in itertools.chain.from_iterable(
                itertools.combinations(others, more) for more in range(len(others) + 1)
            ):
                enough = len(joined) >= lack.members
                enough |= len(set(joined) & set(hosts)) >= lack.hosts
                assert warranted({*voices, *joined}) == enough
