"""All targets, by name."""

from fuzz import (
    targets_circle,
    targets_device,
    targets_door,
    targets_invites,
    targets_mls,
    targets_wire,
)
from fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for room in (
        targets_wire,
        targets_invites,
        targets_circle,
        targets_mls,
        targets_device,
        targets_door,
    )
    for target in room.TARGETS
}
