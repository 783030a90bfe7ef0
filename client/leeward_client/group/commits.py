"""From a lawful plan to the exact bytes of a seal, and from a pending commit back to its facts."""

from hashlib import sha256

import msgspec
from leeward_mls import Extension, Group
from leeward_wire import Kind as EntryKind

from leeward_client.circle.commit_data import decode_commit_data, encode_commit_data
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.policy import EXT_POLICY, Policy, decode_policy, encode_policy
from leeward_client.group import envelope
from leeward_client.group.envelope import Content, EpochKeys
from leeward_client.group.plan import Plan
from leeward_client.group.records import AddDevice, Admit, Delivery, Intent, Pending
from leeward_client.invites import meeting

EXT_SNAPSHOT = 0xF1EF
"""The GroupInfo extension that brings newcomers the durable state; for private use."""


def policy_of(group: Group) -> Policy:
    """The circle's policy in the group's present epoch; raises PolicyError where there is none."""
    held = next((one.data for one in group.extensions if one.type == EXT_POLICY), b"")
    return decode_policy(held)


def build(
    plan: Plan,
    group: Group,
    keys: EpochKeys,
    *,
    snapshot: bytes,
    label: str,
    intent: tuple[bytes, Intent] | None,
) -> Pending:
    """Make the commit, its seal, and, with an add, the welcome's way to the newcomer.

    `snapshot` is the durable state as its maker has seen it, `label` what the circle is called. The
    group itself stays as it is; what follows is in the result. Raises `envelope.TooLarge`
    when a circle has outgrown the entries.
    """
    extensions: list[Extension] | None = None
    if plan.facts.policy_after is not None:
        extensions = [one for one in group.extensions if one.type != EXT_POLICY]
        extensions.append(Extension(EXT_POLICY, encode_policy(plan.policy)))
    data = encode_commit_data(plan.data)
    made = group.commit(
        adds=list(plan.packages),
        removes=[remove.leaf for remove in plan.facts.removes if not remove.by_self],
        extensions=extensions,
        proposal_refs=list(plan.leaves),
        authenticated_data=data,
        group_info_extensions=[Extension(EXT_SNAPSHOT, snapshot)] if plan.packages else [],
    )
    blob = envelope.seal(keys, EntryKind.SEAL, Content.MLS, made.message)
    handover, delivery, welcome = b"", None, b""
    if made.welcome is not None and intent is not None and isinstance(intent[1], AddDevice):
        # It goes to its device by our own hand alone: no member learns where the devices meet.
        welcome = made.welcome
    elif made.welcome is not None and intent is not None and isinstance(intent[1], Admit):
        admit = intent[1]
        delivery = Delivery(
            meeting=admit.meeting,
            knock_id=admit.knock_id,
            entry=meeting.welcome(admit.knock_id, admit.reply_key, made.welcome, label),
            seal=sha256(blob).digest(),
        )
        content = msgspec.msgpack.encode(delivery)
        handover = envelope.seal(keys, EntryKind.POST, Content.HANDOVER, content)
    return Pending(
        blob=blob,
        data=data,
        next_epoch=made.next.serialize_epoch(),
        next_ratchets=made.next.serialize_ratchets(),
        intent=b"" if intent is None else intent[0],
        adds=tuple((add.member, add.signature_key) for add in plan.facts.adds),
        removes=tuple((one.leaf, one.member, one.by_self) for one in plan.facts.removes),
        handover=handover,
        delivery=delivery,
        welcome=welcome,
    )


def facts_of_own(
    group: Group, policy: Policy, me: bytes, after: Group, pending: Pending
) -> CommitFacts:
    """The facts of our own commit, once it has won: it was judged before it was sealed."""
    policy_after = policy_of(after)
    return CommitFacts(
        sender=me,
        members_before={leaf.leaf: leaf.identity for leaf in group.members},
        members_after={leaf.leaf: leaf.identity for leaf in after.members},
        policy_before=policy,
        policy_after=None if policy_after == policy else policy_after,
        data=decode_commit_data(pending.data),
        adds=tuple(AddFact(member, key) for member, key in pending.adds),
        removes=tuple(RemoveFact(*remove) for remove in pending.removes),
    )
