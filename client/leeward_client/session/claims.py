"""Whose place somebody who knocks asks for, and whether that is proven."""

from dataclasses import dataclass

from leeward_mls import MLSError, check_package

from leeward_client.circle import views
from leeward_client.group.approvals import rejoined_leaf, rejoining, vouched_at
from leeward_client.group.machine import Machine
from leeward_client.group.suite import SUITE
from leeward_client.invites.meeting import Request


@dataclass(frozen=True, repr=False)
class Claim:
    """A member's device has signed that it comes back: itself, or by the rejoin key of a backup.

    It proves that the key is the member's, never whose hands it is in.
    """

    name: str
    backup: int | None
    """When that backup was made, in unix seconds."""


def claim_of(machine: Machine, request: Request) -> Claim | None:
    """Who a knock says to be and can show to be; None for a newcomer, and where the proof fails."""
    if not request.rejoin or request.member not in machine.policy.roster:
        return None
    try:
        key = check_package(SUITE, request.key_package).leaf.signature_key
    except MLSError:
        return None
    approvals = rejoining(request.member, key, request.rejoin)
    if rejoined_leaf(machine.group, request.member, approvals) is None:
        return None
    name = views.shown_names(machine.fold)[request.member]
    return Claim(name, vouched_at(request.rejoin))
