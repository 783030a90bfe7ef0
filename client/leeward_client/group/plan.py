"""From a wish to a commit, and from a commit to the facts that the policy judges.

A plan is judged by the same table of refusals as everybody else's commit *before* it is sealed, so a
client of ours never publishes a void seal.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import msgspec
from leeward_mls import (
    AddedMember,
    Change,
    Group,
    MLSError,
    RemovedMember,
    StagedCommit,
    UpdatedMember,
    check_package,
)

from leeward_client.circle import actions
from leeward_client.circle.actions import ActionKind
from leeward_client.circle.commit_data import (
    Approved,
    CommitData,
    CommitDataError,
    decode_commit_data,
)
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.judge import Lack, judge, lacking
from leeward_client.circle.names import check_name
from leeward_client.circle.policy import (
    EXT_POLICY,
    HOST,
    Member,
    OpenCode,
    Policy,
    PolicyError,
    Relay,
    Rules,
    decode_policy,
    encode_policy,
)
from leeward_client.circle.refusals import Refusal
from leeward_client.group.approvals import Heard, rejoined_leaf, rejoining, verified
from leeward_client.group.records import (
    AddDevice,
    Admit,
    Appoint,
    CloseInvite,
    Demote,
    Intent,
    Leave,
    OpenInvite,
    Remove,
    RemoveDevice,
    Rename,
    SetRule,
    Update,
)
from leeward_client.group.suite import SUITE

NEEDS_APPROVAL = frozenset(
    {
        Refusal.APPOINT,
        Refusal.DEMOTE,
        Refusal.REMOVE,
        Refusal.PARTIAL,
        Refusal.THRESHOLD,
        Refusal.RULES,
    }
)
"""Refusals that more approvals of the same action can lift."""


class Unlawful(Exception):
    """The circle's policy would refuse the commit; `refusal` says by which rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.wording)
        self.refusal = refusal


class Pointless(Exception):
    """There is nothing to do: what was wished for holds already, or can no longer come to hold."""


_AGAINST = frozenset({ActionKind.REMOVE, ActionKind.DEMOTE, ActionKind.DEVICE})
"""Actions in which their subject has no voice."""


class Asked(NamedTuple):
    """How far an action has come: the members who agree, and what it still takes."""

    voices: int
    lack: Lack


class NeedsApprovals(Exception):
    """The action waits for others to approve it in this epoch."""

    def __init__(self, action: bytes, asked: Asked) -> None:
        super().__init__("more approvals are needed")
        self.action = action
        self.asked = asked


def asked(ground: "Ground", action: bytes, voices: Collection[bytes]) -> Asked:
    """How far an action has come with these voices."""
    decoded = actions.decode_action(action)
    against = decoded is not None and decoded.kind in _AGAINST
    subject = decoded.subject if decoded is not None and against else None
    leaving = {member for _, _, member in ground.leaves}
    electorate = frozenset(ground.policy.roster) - leaving
    return Asked(len(voices), lacking(ground.policy, electorate, voices, subject))


@dataclass(frozen=True, repr=False)
class Plan:
    """A lawful commit, before it is made."""

    policy: Policy
    """The policy after it."""
    data: CommitData
    packages: tuple[bytes, ...]
    """The key packages of those it adds."""
    facts: CommitFacts
    leaves: tuple[bytes, ...] = ()
    """References of the proposals to leave that it carries."""


@dataclass(frozen=True, repr=False)
class Ground:
    """What a plan stands on: the epoch, who plans, and what was heard in the epoch."""

    group: Group
    policy: Policy
    me: bytes
    data: CommitData
    """Without codes and approvals: what the committer has seen."""
    approvals: Sequence[Heard] = ()
    leaves: Sequence[tuple[bytes, int, bytes]] = ()
    """Proposals to leave: reference, leaf index, member id."""


@dataclass
class _Draft:
    """The parts of a plan while an intent fills them in."""

    policy: Policy
    adds: list[tuple[bytes, bytes, bytes]]
    """Key package, member id, signature key."""
    removes: list[RemoveFact]
    spent: list[bytes | None]
    approvals: list[Heard]
    action: bytes | None = None


def leaves_of(group: Group, member: bytes) -> list[int]:
    """The leaf indices of a member's devices."""
    return [leaf.leaf for leaf in group.members if leaf.identity == member]


def device_leaf(group: Group, member: bytes, key: bytes) -> int | None:
    """The leaf index of a member's device by its signature key; None where it has none such."""
    return next(
        (
            leaf.leaf
            for leaf in group.members
            if leaf.identity == member and leaf.signature_key == key
        ),
        None,
    )


def make(intent: Intent, ground: Ground) -> Plan:
    """The commit that carries out `intent`, with the proposals to leave that wait.

    Raises `Pointless`, `Unlawful`, or `NeedsApprovals` when more voices could make it lawful.
    """
    draft = _Draft(ground.policy, [], [], [], [])
    _fill(draft, intent, ground)
    gone = {remove.leaf for remove in draft.removes}
    added = {who for _, who, _ in draft.adds}
    # Who proposes to leave twice leaves once. A device that goes waits where one of the same member
    # comes: together they would be a rejoining.
    waiting = {
        leave[1]: leave for leave in ground.leaves if leave[1] not in gone and leave[2] not in added
    }
    leaves = list(waiting.values())
    refusal, plan = _settle(draft, leaves, ground)
    if refusal is Refusal.NO_HOST and leaves:
        # The last host wishes to leave: that proposal has to wait, everything else goes on.
        going: list[tuple[bytes, int, bytes]] = []
        for leave in leaves:
            if _settle(draft, [*going, leave], ground)[0] is not Refusal.NO_HOST:
                going.append(leave)
        refusal, plan = _settle(draft, going, ground)
    if refusal in NEEDS_APPROVAL and draft.action is not None:
        voices = {member for member, action, _ in ground.approvals if action == draft.action}
        raise NeedsApprovals(draft.action, asked(ground, draft.action, voices | {ground.me}))
    if refusal is not None:
        raise Unlawful(refusal)
    return plan


def _settle(
    draft: _Draft, leaves: Sequence[tuple[bytes, int, bytes]], ground: Ground
) -> tuple[Refusal | None, Plan]:
    """Complete the draft with those who leave, and judge it."""
    removes = [*draft.removes, *(RemoveFact(leaf, who, by_self=True) for _, leaf, who in leaves)]
    before = {leaf.leaf: leaf.identity for leaf in ground.group.members}
    removed = {remove.leaf for remove in removes}
    after = {leaf: who for leaf, who in before.items() if leaf not in removed}
    free = (leaf for leaf in range(len(before) + len(draft.adds)) if leaf not in after)
    for (_, who, _), leaf in zip(draft.adds, free, strict=False):
        after[leaf] = who
    policy = draft.policy
    staying = set(after.values())
    if removes and any(
        remove.member not in {who for _, who, _ in draft.adds} for remove in removes
    ):
        policy = replace(
            policy,
            roster={who: entry for who, entry in policy.roster.items() if who in staying},
            codes=(),
        )
    approvals = sorted(
        {(who, action): signature for who, action, signature in draft.approvals}.items()
    )
    data = CommitData(
        seen=ground.data.seen,
        state_hash=ground.data.state_hash,
        spent=tuple(draft.spent),
        approvals=tuple(Approved(who, action, signature) for (who, action), signature in approvals),
    )
    facts = CommitFacts(
        sender=ground.me,
        members_before=before,
        members_after=after,
        policy_before=ground.policy,
        policy_after=policy if policy != ground.policy else None,
        data=data,
        adds=tuple(AddFact(who, key) for _, who, key in draft.adds),
        removes=tuple(removes),
        approvals=tuple((who, action) for (who, action), _ in approvals),
    )
    plan = Plan(
        policy=policy,
        data=data,
        packages=tuple(package for package, _, _ in draft.adds),
        facts=facts,
        leaves=tuple(reference for reference, _, _ in leaves),
    )
    return judge(facts), plan


def _fill(draft: _Draft, intent: Intent, ground: Ground) -> None:
    """Put what the intent asks for into the draft."""
    policy = ground.policy
    match intent:
        case Update():
            pass
        case OpenInvite(id_hash, uses):
            if policy.code(id_hash) is not None:
                raise Pointless
            code = OpenCode(id_hash, ground.me, uses, uses)
            draft.policy = replace(policy, codes=(*policy.codes, code))
        case CloseInvite(id_hash):
            if policy.code(id_hash) is None:
                raise Pointless
            draft.policy = replace(policy, codes=_without(policy.codes, id_hash))
        case Admit():
            _fill_admit(draft, intent, ground)
        case Remove(member):
            if member not in policy.roster:
                raise Pointless
            if member == ground.me:  # who wants to go leaves
                raise Unlawful(Refusal.REMOVE)
            draft.action = actions.action_remove(member)
            draft.removes = [RemoveFact(leaf, member) for leaf in leaves_of(ground.group, member)]
        case AddDevice(key_package):
            key = _package_key(key_package, ground.me, ground.group)
            if key in {leaf.signature_key for leaf in ground.group.members}:
                raise Pointless
            draft.adds = [(key_package, ground.me, key)]
            draft.spent = [None]
        case RemoveDevice(member, key):
            leaf = device_leaf(ground.group, member, key)
            if leaf is None:
                raise Pointless
            if leaf == ground.group.own_leaf:  # who wants to go leaves
                raise Unlawful(Refusal.REMOVE)
            if member != ground.me:
                draft.action = actions.action_device(member, leaf)
            draft.removes = [RemoveFact(leaf, member)]
        case Leave():
            others = leaves_of(ground.group, ground.me)
            others.remove(ground.group.own_leaf)
            if not others:
                raise Pointless
            draft.removes = [RemoveFact(leaf, ground.me) for leaf in others]
        case Appoint(member) | Demote(member):
            appoint = isinstance(intent, Appoint)
            entry = policy.roster.get(member)
            if entry is None or entry.host == appoint:
                raise Pointless
            draft.action = (
                actions.action_appoint(member) if appoint else actions.action_demote(member)
            )
            roles = {*entry.roles, HOST} if appoint else {*entry.roles} - {HOST}
            draft.policy = _with_member(policy, member, Member(entry.name, tuple(sorted(roles))))
        case SetRule(rule, value):
            rules = msgspec.structs.replace(policy.rules, **{rule: value})
            if rules == policy.rules:
                raise Pointless
            draft.action = actions.action_rules(rules)
            draft.policy = replace(policy, rules=rules)
        case Rename(name):
            entry = policy.roster[ground.me]
            if entry.name == name:
                raise Pointless
            draft.policy = _with_member(policy, ground.me, Member(name, entry.roles))
    if draft.action is not None:
        draft.approvals += [heard for heard in ground.approvals if heard[1] == draft.action]


def _fill_admit(draft: _Draft, intent: Admit, ground: Ground) -> None:
    policy = ground.policy
    newcomer = _package_key(intent.key_package, intent.member, ground.group)
    code = policy.code(intent.id_hash)
    if code is None:
        raise Unlawful(Refusal.CODE_UNKNOWN)
    left = replace_uses(code, code.uses - 1)
    codes = _without(policy.codes, code.id_hash) + ((left,) if left is not None else ())
    draft.policy = replace(policy, codes=codes)
    draft.adds = [(intent.key_package, intent.member, newcomer)]
    draft.spent = [intent.id_hash]
    if not intent.rejoin:
        if intent.member in policy.roster:
            raise Unlawful(Refusal.DEVICE)
        draft.policy = _with_member(draft.policy, intent.member, Member(check_name(intent.name)))
        return
    approvals = rejoining(intent.member, newcomer, intent.rejoin)
    old = rejoined_leaf(ground.group, intent.member, approvals)
    if old is None:
        raise Unlawful(Refusal.REJOIN_UNSIGNED)
    draft.removes = [RemoveFact(old, intent.member)]
    draft.approvals += approvals


def _package_key(key_package: bytes, member: bytes, group: Group) -> bytes:
    """The signature key of a key package, which must be sound and under that member id."""
    try:
        leaf = check_package(SUITE, key_package, group=group).leaf
    except MLSError:
        raise Unlawful(Refusal.MEMBER_ID) from None
    if leaf.credential.identity != member:
        raise Unlawful(Refusal.MEMBER_ID)
    return leaf.signature_key


def replace_uses(code: OpenCode, uses: int) -> OpenCode | None:
    """The code with so many uses left; None when none are."""
    return msgspec.structs.replace(code, uses=uses) if uses else None


def _without(codes: Iterable[OpenCode], id_hash: bytes) -> tuple[OpenCode, ...]:
    return tuple(code for code in codes if code.id_hash != id_hash)


def _with_member(policy: Policy, member: bytes, entry: Member) -> Policy:
    return replace(policy, roster={**policy.roster, member: entry})


def facts_of(group: Group, policy: Policy, staged: StagedCommit) -> CommitFacts:
    """The facts of somebody's commit, as every member of the epoch can tell them."""
    before = {leaf.leaf: leaf.identity for leaf in group.members}
    after = {leaf.leaf: leaf.identity for leaf in staged.members_after}
    try:
        data = decode_commit_data(staged.authenticated_data)
    except CommitDataError:
        data = None
    extensions = {one.type: one.data for one in staged.extensions_after}
    policy_after: Policy | None = None
    unreadable = False
    try:
        policy_after = decode_policy(extensions.pop(EXT_POLICY))
    except (KeyError, PolicyError):
        unreadable = True
    others = {one.type: one.data for one in group.extensions if one.type != EXT_POLICY}
    added = [one for one in staged.proposals if isinstance(one, AddedMember)]
    removed = [one for one in staged.proposals if isinstance(one, RemovedMember)]
    return CommitFacts(
        sender=staged.sender_identity,
        members_before=before,
        members_after=after,
        policy_before=policy,
        policy_after=None if policy_after == policy else policy_after,
        policy_unreadable=unreadable,
        data=data,
        adds=tuple(AddFact(one.identity, one.signature_key) for one in added),
        removes=tuple(RemoveFact(one.leaf, one.identity, one.by_self) for one in removed),
        approvals=verified(group, _heard(data), {one.leaf for one in removed}),
        external=staged.has_external,
        psk=staged.has_psk,
        reinit=staged.has_reinit,
        other_reference=any(_by_reference(one, staged.sender_leaf) for one in staged.proposals),
        other_extensions=extensions != others,
        has_path=staged.has_path,
    )


def _heard(data: CommitData | None) -> list[Heard]:
    approvals = () if data is None else data.approvals
    return [(one.member, one.action, one.signature) for one in approvals]


def check_rules(rules: Rules) -> None:
    """Raise ValueError unless every rule has a value that it can have."""
    encode_policy(Policy(Relay("http://localhost"), {bytes(16): Member("a", (HOST,))}, (), rules))


def _by_reference(change: Change, committer: int) -> bool:
    """Whether somebody else proposed it, other than a member its own removal."""
    if isinstance(change, UpdatedMember):
        return True
    if isinstance(change, RemovedMember) and change.by_self:
        return False
    return getattr(change, "sender", committer) != committer
