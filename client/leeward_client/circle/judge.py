"""Rules C, V and P: whether a commit is lawful under the policy before it.

Every rule looks only at what all members of the epoch share: no clock, no local state, no private
key. So all of them answer alike, and a commit refused here is void for everyone.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from leeward_client.circle.actions import (
    action_appoint,
    action_demote,
    action_device,
    action_rejoin,
    action_remove,
    action_rules,
)
from leeward_client.circle.events import ID
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.names import skeleton
from leeward_client.circle.policy import HOST, MOST_MEMBERS, OpenCode, Policy
from leeward_client.circle.refusals import Refusal

__all__ = [
    "MOST_LEAVES",
    "RULES",
    "AddFact",
    "CommitFacts",
    "Lack",
    "RemoveFact",
    "judge",
    "lacking",
    "sound",
]

MOST_LEAVES = 4
"""Devices of one member."""


def judge(facts: CommitFacts) -> Refusal | None:
    """The first refusal that applies to the commit, or None if it is lawful."""
    for rule in RULES:
        refusal = rule(facts)
        if refusal is not None:
            return refusal
    return None


def sound(policy: Policy, members: Iterable[bytes]) -> Refusal | None:
    """Whether a policy fits the members of a tree: for founding, for joining, and in every commit.

    `members` holds one identity per leaf.
    """
    leaves = Counter(members)
    refusal = None
    if any(len(member) != ID for member in leaves):
        refusal = Refusal.MEMBER_ID
    elif not 1 <= len(leaves) <= MOST_MEMBERS:
        refusal = Refusal.SIZE
    elif leaves.keys() != policy.roster.keys():
        refusal = Refusal.ROSTER
    elif max(leaves.values()) > MOST_LEAVES:
        refusal = Refusal.LEAVES
    elif not policy.hosts:
        refusal = Refusal.NO_HOST
    elif len({skeleton(member.name) for member in policy.roster.values()}) != len(policy.roster):
        refusal = Refusal.NAME_TAKEN
    return refusal


def _shape(facts: CommitFacts) -> Refusal | None:
    """What circles never use of MLS, and what they always need."""
    found = (
        (facts.external, Refusal.EXTERNAL),
        (facts.psk, Refusal.PSK),
        (facts.reinit, Refusal.REINIT),
        (facts.other_reference, Refusal.REFERENCE),
        (not facts.has_path, Refusal.NO_PATH),
        (facts.data is None or len(facts.spent) != len(facts.adds), Refusal.DATA),
        (facts.other_extensions, Refusal.EXTENSIONS),
        (facts.policy_unreadable, Refusal.POLICY),
        (facts.sender not in facts.before_ids, Refusal.STRANGER),
        (_renames_a_leaf(facts), Refusal.IDENTITY),
    )
    return next((refusal for applies, refusal in found if applies), None)


def _renames_a_leaf(facts: CommitFacts) -> bool:
    """Whether a leaf that stays changes hands: MLS lets a committer write any identity in its path."""
    removed = {remove.leaf for remove in facts.removes}
    return any(
        facts.members_after.get(leaf, member) != member
        for leaf, member in facts.members_before.items()
        if leaf not in removed
    )


def _soundness(facts: CommitFacts) -> Refusal | None:
    return sound(facts.after, facts.members_after.values())


def _names(facts: CommitFacts) -> Refusal | None:
    """A name is changed by its bearer; whoever adds a newcomer writes its first one."""
    before, after = facts.policy_before.roster, facts.after.roster
    for member in before.keys() & after.keys():
        if member != facts.sender and before[member].name != after[member].name:
            return Refusal.NAME
    return None


def _place_and_rules(facts: CommitFacts) -> Refusal | None:
    before, after = facts.policy_before, facts.after
    host = facts.sender in before.hosts
    if after.relay != before.relay and not host:
        return Refusal.RELAY
    if after.rules == before.rules:
        return None
    warranted = _warranted(facts, action_rules(after.rules))
    if not host and not warranted:
        return Refusal.RULES
    if after.rules.remove_approvals != before.rules.remove_approvals and not warranted:
        return Refusal.THRESHOLD
    return None


def _removals(facts: CommitFacts) -> Refusal | None:
    """Who goes, whole or with one device: by itself freely, by others with a warrant for just that."""
    for member in facts.removed:
        if not _warranted(facts, action_remove(member), subject=member):
            return Refusal.REMOVE
    added = {add.member for add in facts.adds}
    for remove in facts.removes:
        stays = remove.member in facts.after_ids
        own = remove.by_self or remove.member == facts.sender
        if not stays or remove.member in added or own:
            continue
        action = action_device(remove.member, remove.leaf)
        if not _warranted(facts, action, subject=remove.member):
            return Refusal.PARTIAL
    return None


def _returns(facts: CommitFacts) -> Refusal | None:
    """Adds of member ids that are in the circle already: rejoining, and further devices."""
    added = Counter(add.member for add in facts.adds)
    removed = Counter(remove.member for remove in facts.removes)
    for add in facts.adds:
        if add.member not in facts.before_ids:
            if added[add.member] > 1:
                return Refusal.DEVICE
        elif removed[add.member] == 0:
            if add.member != facts.sender:
                return Refusal.DEVICE
        elif added[add.member] != 1 or removed[add.member] != 1:
            return Refusal.REJOIN
        elif (add.member, action_rejoin(add.member, add.signature_key)) not in facts.approvals:
            return Refusal.REJOIN_UNSIGNED
    return None


def _spending(facts: CommitFacts) -> Refusal | None:
    """Each Add of a newcomer or rejoiner spends one use of a code that was open before."""
    policy = facts.policy_before
    removed = {remove.member for remove in facts.removes}
    spent: Counter[bytes] = Counter()
    for add, id_hash in zip(facts.adds, facts.spent, strict=True):
        further = add.member in facts.before_ids and add.member not in removed
        if further or id_hash is None:
            if further != (id_hash is None):
                return Refusal.CODE_MISSING
            continue
        code = policy.code(id_hash)
        if code is None:
            return Refusal.CODE_UNKNOWN
        spent[id_hash] += 1
        if spent[id_hash] > code.uses:
            return Refusal.CODE_OVERSPENT
        issuer = facts.sender == code.issuer and policy.may_invite(facts.sender)
        if not issuer and facts.sender not in policy.hosts:
            return Refusal.ADDER
    return None


def _codes(facts: CommitFacts) -> Refusal | None:
    """What becomes of the open codes: spent, opened, closed, or all void with a removal."""
    if _removal(facts):
        return Refusal.CODES_KEPT if facts.after.codes else None
    spent = Counter(id_hash for id_hash in facts.spent if id_hash is not None)
    before = {code.id_hash: code for code in facts.policy_before.codes}
    after = {code.id_hash: code for code in facts.after.codes}
    for id_hash, code in before.items():
        refusal = _kept_code(facts, code, after.get(id_hash), code.uses - spent[id_hash])
        if refusal is not None:
            return refusal
    for id_hash, code in after.items():
        if id_hash not in before and not _may_open(facts, code):
            return Refusal.CODE_OPENED
    return None


def _kept_code(
    facts: CommitFacts, before: OpenCode, after: OpenCode | None, left: int
) -> Refusal | None:
    if after is None:  # closed, or spent to the end: whoever may spend a code may close it
        closer = facts.sender == before.issuer or facts.sender in facts.policy_before.hosts
        return None if closer else Refusal.CODE_CLOSED
    if (after.issuer, after.quota) != (before.issuer, before.quota):
        return Refusal.CODE_CHANGED
    return None if after.uses == left else Refusal.CODE_COUNT


def _may_open(facts: CommitFacts, code: OpenCode) -> bool:
    return (
        code.issuer == facts.sender
        and code.uses == code.quota
        and facts.policy_before.may_invite(facts.sender)
    )


def _removal(facts: CommitFacts) -> bool:
    """Whether any leaf goes other than the one that a rejoining member leaves behind."""
    added = {add.member for add in facts.adds}
    return any(remove.member not in added for remove in facts.removes)


def _roles(facts: CommitFacts) -> Refusal | None:
    before, after = facts.policy_before.roster, facts.after.roster
    for member in sorted(after):
        had = frozenset(before[member].roles) if member in before else frozenset()
        has = frozenset(after[member].roles)
        if had == has:
            continue
        if member not in before:
            return Refusal.NEWCOMER_ROLE
        if HOST in has - had and not _warranted(facts, action_appoint(member)):
            return Refusal.APPOINT
        if HOST in had - has and not _may_demote(facts, member):
            return Refusal.DEMOTE
        stepping_back = member == facts.sender and has < had
        others = (had ^ has) - {HOST}
        if others and not stepping_back and facts.sender not in facts.policy_before.hosts:
            return Refusal.ROLE
    return None


def _may_demote(facts: CommitFacts, member: bytes) -> bool:
    """A host steps down by itself; else it takes a warrant, in which the host has no voice."""
    if member == facts.sender:
        return True
    return _warranted(facts, action_demote(member), subject=member)


def _warranted(facts: CommitFacts, action: bytes, subject: bytes | None = None) -> bool:
    """Whether a weighty action has its warrant: enough hosts, or a majority of the members.

    The committer approves what it commits. The one against whom the action goes has no voice, but
    counts among the members of whom strictly more than half must agree. Who leaves in this very
    commit neither has a voice nor counts.
    """
    electorate = facts.before_ids - facts.leavers
    voices = {member for member, approved in facts.approvals if approved == action}
    lack = lacking(facts.policy_before, electorate, voices | {facts.sender}, subject)
    return lack.hosts <= 0 or lack.members <= 0


class Lack(NamedTuple):
    """What a warrant still takes: so many more hosts, or so many more members; below 1, none."""

    hosts: int
    members: int


def lacking(
    policy: Policy,
    electorate: frozenset[bytes],
    voices: Collection[bytes],
    subject: bytes | None = None,
) -> Lack:
    """What a warrant lacks with these voices.

    `electorate` are the members who count, `subject` the one against whom it goes.
    """
    heard = (electorate & set(voices)) - {subject}
    hosts = policy.rules.remove_approvals - len(heard & policy.hosts)
    return Lack(hosts, len(electorate) // 2 + 1 - len(heard))


RULES: tuple[Callable[[CommitFacts], Refusal | None], ...] = (
    _shape,
    _soundness,
    _names,
    _place_and_rules,
    _removals,
    _returns,
    _spending,
    _codes,
    _roles,
)
"""The rules in the order in which they are judged."""
