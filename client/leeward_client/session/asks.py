"""What members ask one another to approve, and how far each has come."""

import hashlib
from dataclasses import dataclass

from leeward_client.circle.actions import Action, ActionKind, decode_action
from leeward_client.circle.canon import CanonError, unpack
from leeward_client.circle.judge import Lack
from leeward_client.circle.policy import LARGEST_POLICY, Rules
from leeward_client.group.approvals import approval_holds
from leeward_client.group.machine import Machine
from leeward_client.group.records import Appoint, Demote, Intent, Remove, RemoveDevice, SetRule

ASK_ID = 4
_ASKED = frozenset(
    {
        ActionKind.APPOINT,
        ActionKind.REMOVE,
        ActionKind.DEMOTE,
        ActionKind.RULES,
        ActionKind.DEVICE,
    }
)


@dataclass(frozen=True, repr=False)
class Ask:
    """An action that somebody approves in the present epoch, and that has no warrant yet."""

    id: bytes
    action: bytes
    voices: tuple[bytes, ...]
    """Member ids, in the order in which they were heard."""
    lack: Lack


def asks_of(machine: Machine) -> list[Ask]:
    """What is asked in this epoch, in the order in which it came up."""
    voices: dict[bytes, list[bytes]] = {}
    for held in machine.fold.approvals:
        approval = held.approval
        decoded = decode_action(approval.action)
        if decoded is None or decoded.kind not in _ASKED:
            continue
        if approval_holds(machine.group, held.member, approval.action, approval.signature):
            voices.setdefault(approval.action, []).append(held.member)
    return [
        Ask(
            hashlib.sha256(action).digest()[:ASK_ID],
            action,
            tuple(members),
            machine.asked(action, members).lack,
        )
        for action, members in voices.items()
    ]


def intent_of(ask: Ask, machine: Machine) -> Intent | None:
    """The wish that approves it, and carries it out once nothing is missing.

    None for a change of several rules at once, which nobody can wish for here.
    """
    decoded = decode_action(ask.action)
    match decoded:
        case Action(ActionKind.APPOINT, member):
            return Appoint(member)
        case Action(ActionKind.REMOVE, member):
            return Remove(member)
        case Action(ActionKind.DEMOTE, member):
            return Demote(member)
        case Action(ActionKind.DEVICE, member, leaf):
            leaves = {one.leaf: one.signature_key for one in machine.group.members}
            key = leaves.get(int.from_bytes(leaf))
            return None if key is None else RemoveDevice(member, key)
        case Action(ActionKind.RULES, encoded):
            return _one_rule(encoded, machine.policy.rules)
    return None


def _one_rule(encoded: bytes, rules: Rules) -> Intent | None:
    try:
        wanted = unpack(encoded, Rules, LARGEST_POLICY)
    except CanonError:
        return None
    changed = [
        SetRule(name, getattr(wanted, name))
        for name in Rules.__struct_fields__
        if getattr(wanted, name) != getattr(rules, name)
    ]
    return changed[0] if len(changed) == 1 else None
