"""Rule V: whether a seal is void, judged only by what every member of the epoch shares."""

from dataclasses import dataclass

from leeward_mls import Group, PublicError, StagedCommit
from leeward_wire import Kind as EntryKind

from leeward_client.circle.facts import CommitFacts
from leeward_client.circle.judge import judge
from leeward_client.circle.policy import Policy
from leeward_client.group import envelope, plan
from leeward_client.group.envelope import Content, EpochKeys

UNREADABLE = 0
"""The number shown for a void seal that fails MLS itself, before any rule of the circle."""
UNKNOWN_PROPOSAL = "12.2-1"
"""The rule of `leeward_mls` that a reference to a proposal we never saw breaks."""


@dataclass(frozen=True)
class Void:
    """The seal counts for nobody. `number` is the refusal's, or `UNREADABLE`."""

    number: int


@dataclass(frozen=True, repr=False)
class Lawful:
    """The seal wins, unless one before it did; its private checks come next."""

    staged: StagedCommit
    facts: CommitFacts


@dataclass(frozen=True)
class Unjudged:
    """It refers to an entry that had expired before we came: not ours to judge; we have to rejoin."""


def judge_seal(
    keys: EpochKeys, group: Group, policy: Policy, blob: bytes, *, gaps: bool
) -> Void | Lawful | Unjudged:
    """Judge a seal in the epoch of `group`; `gaps` says whether we missed entries of its box."""
    try:
        tag, content = envelope.unseal(keys, EntryKind.SEAL, blob)
        if tag is not Content.MLS or not envelope.is_public(content):
            # A PrivateMessage opens or not by the state of one member's ratchets: not for a seal.
            return Void(UNREADABLE)
        staged = group.inspect(content)
    except envelope.EnvelopeError:
        return Void(UNREADABLE)
    except PublicError as error:
        return Unjudged() if gaps and error.rule == UNKNOWN_PROPOSAL else Void(UNREADABLE)
    facts = plan.facts_of(group, policy, staged)
    refusal = judge(facts)
    return Void(int(refusal)) if refusal is not None else Lawful(staged, facts)
