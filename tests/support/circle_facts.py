"""Commits to be judged, built from one small circle by changing one thing.

Six members are told apart by one repeated byte. Ann and Ben are hosts, the others are not. Code `C`
is Ann's and has two uses, `D` is Dee's and has one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from leeward_client.circle.actions import (
    action_rejoin,
)
from leeward_client.circle.commit_data import CommitData
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.history import Seen
from leeward_client.circle.policy import Member, OpenCode, Policy, Relay, Rules

ANN, BEN, CAT, DEE, EVE, FAY = (bytes([letter]) * 16 for letter in b"ABCDEF")
CODE_C, CODE_D, CODE_NEW = (bytes([letter]) * 32 for letter in b"cdn")
KEY, KEY_TWO = b"k" * 32, b"l" * 32
LEAVES = {0: ANN, 1: BEN, 2: CAT, 3: DEE, 4: EVE}

RELAY = Relay("wss://relay.example")
OPEN_RULES = Rules(invite="members")
BASE = Policy(
    RELAY,
    {
        ANN: Member("Ann", ("host",)),
        BEN: Member("Ben", ("host",)),
        CAT: Member("Cat", ("listener",)),
        DEE: Member("Dee"),
        EVE: Member("Eve"),
    },
    (OpenCode(CODE_C, ANN, 2, 2), OpenCode(CODE_D, DEE, 1, 1)),
    OPEN_RULES,
)
STRICT = replace(BASE, rules=Rules(invite="members", remove_approvals=2))
"""The same circle where weighty actions take two hosts."""


def data(*spent: bytes | None) -> CommitData:
    """Authenticated data with codes spent and nothing else of note."""
    return CommitData(Seen(0, bytes(32)), bytes(32), spent)


def facts(sender: bytes = ANN, before: Policy = BASE, **changes: Any) -> CommitFacts:
    """A commit of `sender`; without changes, one that only updates the committer's leaf."""
    changes.setdefault("data", data())
    changes.setdefault("members_before", LEAVES)
    changes.setdefault("members_after", changes["members_before"])
    return CommitFacts(sender, policy_before=before, **changes)


def roster(policy: Policy = BASE, **members: Member | None) -> Policy:
    """A policy with members put in place or, by None, taken out; keywords are names of ids."""
    ids = {"ann": ANN, "ben": BEN, "cat": CAT, "dee": DEE, "eve": EVE, "fay": FAY}
    after = dict(policy.roster)
    for name, member in members.items():
        if member is None:
            del after[ids[name]]
        else:
            after[ids[name]] = member
    return replace(policy, roster=after)


def codes(policy: Policy, *left: OpenCode) -> Policy:
    """The policy with these open codes."""
    return replace(policy, codes=left)


C2, D1 = BASE.codes
C1 = OpenCode(CODE_C, ANN, 1, 2)
WITH_FAY: dict[int, bytes] = LEAVES | {5: FAY}


def without(member: bytes, leaves: Mapping[int, bytes] = LEAVES) -> dict[int, bytes]:
    """The leaves that are not this member's."""
    return {leaf: other for leaf, other in leaves.items() if other != member}


def add(
    sender: bytes = ANN, before: Policy = BASE, after: Policy | None = None, **changes: Any
) -> CommitFacts:
    """Fay joins with one use of Ann's code."""
    changes.setdefault("adds", (AddFact(FAY, KEY),))
    changes.setdefault("data", data(CODE_C))
    changes.setdefault("members_after", WITH_FAY)
    if after is None:
        after = codes(roster(before, fay=Member("Fay")), C1, D1)
    return facts(sender, before, policy_after=after, **changes)


def remove(
    sender: bytes = ANN, before: Policy = BASE, after: Policy | None = None, **changes: Any
) -> CommitFacts:
    """Eve is removed."""
    changes.setdefault("removes", (RemoveFact(4, EVE),))
    changes.setdefault("members_after", without(EVE))
    if after is None:
        after = codes(roster(before, eve=None))
    return facts(sender, before, policy_after=after, **changes)


def rejoin(sender: bytes = ANN, **changes: Any) -> CommitFacts:
    """Eve's only device is replaced by another, with one use of Ann's code."""
    changes.setdefault("adds", (AddFact(EVE, KEY),))
    changes.setdefault("removes", (RemoveFact(4, EVE),))
    changes.setdefault("data", data(CODE_C))
    changes.setdefault("approvals", ((EVE, action_rejoin(EVE, KEY)),))
    changes.setdefault("policy_after", codes(BASE, C1, D1))
    return facts(sender, **changes)


def device(sender: bytes = EVE, **changes: Any) -> CommitFacts:
    """Eve adds a second device of hers."""
    changes.setdefault("adds", (AddFact(EVE, KEY),))
    changes.setdefault("data", data(None))
    changes.setdefault("members_after", LEAVES | {5: EVE})
    return facts(sender, **changes)


def one_device(sender: bytes = ANN, **changes: Any) -> CommitFacts:
    """One of Eve's two devices is removed."""
    changes.setdefault("members_before", TWO_LEAVES)
    changes.setdefault("members_after", LEAVES)
    changes.setdefault("removes", (RemoveFact(5, EVE),))
    changes.setdefault("policy_after", codes(BASE))
    return facts(sender, **changes)


def approve(action: bytes, *members: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Approvals of one action by several members."""
    return tuple((member, action) for member in members)


HOST = Member("x", ("host",)).roles
TWO_LEAVES = LEAVES | {5: EVE}
ONE_HOST = roster(BASE, ben=Member("Ben"))
RULES_TWO = Rules(invite="members", remove_approvals=2)
LAST_CODE = codes(BASE, C2)
