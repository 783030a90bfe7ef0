"""Exact actions, and the bytes that members sign to approve them.

An action is canonical bytes, so an approval is for that action and nothing else. The signature
also covers the group and the epoch; it is spent when the epoch ends. Only `rejoin` and `rejoin-key`
are signed for epoch 0, because whoever has lost the thread cannot know the present epoch; they name
the one new key instead.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from leeward_client.circle.canon import CanonError, Record, check_bytes, pack, unpack
from leeward_client.circle.events import ID, LONGEST_ACTION
from leeward_client.circle.policy import Rules, encode_rules

APPROVAL_LABEL = "leeward approval"
"""The label under which approvals are signed with SignWithLabel (RFC 9420, section 5.1.2)."""


class ActionKind(IntEnum):
    """What can be approved; numbers are never reused."""

    APPOINT = 1
    REMOVE = 2
    DEMOTE = 3
    RULES = 4
    REJOIN = 5
    DEVICE = 6
    REJOIN_KEY = 7


KEY = 32
TIME = 8
_LOST = frozenset({ActionKind.REJOIN, ActionKind.REJOIN_KEY})
"""Actions that are signed for epoch 0."""


@dataclass(frozen=True)
class Action:
    """A decoded action: `subject` is a member id, or the encoded rules.

    `key` is the new signature key in a rejoin, the leaf's index (4 bytes) for a device, the dated key (40
    bytes) for a rejoin key, else empty.
    """

    kind: ActionKind
    subject: bytes
    key: bytes = b""


class _Wire(Record, frozen=True):
    kind: int
    subject: bytes
    key: bytes


def action_appoint(member: bytes) -> bytes:
    """Make a member a host."""
    return _encode(ActionKind.APPOINT, check_bytes(member, ID))


def action_remove(member: bytes) -> bytes:
    """Remove a member from the circle."""
    return _encode(ActionKind.REMOVE, check_bytes(member, ID))


def action_demote(member: bytes) -> bytes:
    """Take the role of host from a member."""
    return _encode(ActionKind.DEMOTE, check_bytes(member, ID))


def action_rules(rules: Rules) -> bytes:
    """Put these rules, whole, in place of the present ones."""
    return _encode(ActionKind.RULES, encode_rules(rules))


def action_rejoin(member: bytes, signature_key: bytes) -> bytes:
    """Replace the signing device of a member by the one with this signature key."""
    return _encode(ActionKind.REJOIN, check_bytes(member, ID), signature_key)


def action_device(member: bytes, leaf: int) -> bytes:
    """Remove one of a member's devices: the leaf of that index, in the epoch of the approval."""
    return _encode(ActionKind.DEVICE, check_bytes(member, ID), struct.pack(">I", leaf))


def action_rejoin_key(member: bytes, key: bytes, made_at: int) -> bytes:
    """Let whoever has this key, made at that moment (unix seconds), sign a rejoining of the member."""
    named = check_bytes(key, KEY) + made_at.to_bytes(TIME)
    return _encode(ActionKind.REJOIN_KEY, check_bytes(member, ID), named)


def rejoin_key_of(action: bytes, member: bytes) -> bytes | None:
    """The key that an action lets sign a rejoining of this member; None for any other action."""
    decoded = decode_action(action)
    if decoded is None or decoded.kind is not ActionKind.REJOIN_KEY:
        return None
    named = decoded.subject == member and len(decoded.key) == KEY + TIME
    return decoded.key[:KEY] if named else None


def decode_action(data: bytes) -> Action | None:
    """What an action says, to be shown to people; None if it is not one this version knows."""
    try:
        wire = unpack(data, _Wire, LONGEST_ACTION)
        return Action(ActionKind(wire.kind), wire.subject, wire.key)
    except (CanonError, ValueError):
        return None


def approval_epoch(action: bytes, epoch: int) -> int:
    """The epoch that an approval is signed for: 0 for coming back, else the present one."""
    decoded = decode_action(action)
    return 0 if decoded is not None and decoded.kind in _LOST else epoch


def approval_content(group_id: bytes, epoch: int, action: bytes) -> bytes:
    """What is signed under `APPROVAL_LABEL`: group, epoch (see `approval_epoch`), action."""
    return (
        struct.pack(">H", len(group_id))
        + group_id
        + struct.pack(">QH", epoch, len(action))
        + action
    )


def _encode(kind: ActionKind, subject: bytes, key: bytes = b"") -> bytes:
    return pack(_Wire(kind, subject, key))
