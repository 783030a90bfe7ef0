"""How a circle comes onto a device: founded here, or joined with a welcome."""

import os

from leeward_mls import Extension, Group, KeyPackageBundle, MLSError, SignatureKey

from leeward_client.circle.durable import DurableError
from leeward_client.circle.fold import State
from leeward_client.circle.judge import sound
from leeward_client.circle.names import check_name
from leeward_client.circle.policy import (
    EXT_POLICY,
    HOST,
    Member,
    Policy,
    PolicyError,
    Relay,
    encode_policy,
)
from leeward_client.group.commits import EXT_SNAPSHOT, policy_of
from leeward_client.group.machine import Machine
from leeward_client.group.records import CircleRecord, Status
from leeward_client.group.suite import SUITE

LIFETIME = 28 * 86_400
"""Seconds a key package may wait for its admission; binds only the one who admits (rule C)."""
SKEW = 86_400
"""Seconds by which the clocks of two devices may differ."""
LAST_EPOCH = 2**48
"""No circle comes this far by itself; what lies beyond would soon be no exact number in a browser."""


class WelcomeError(Exception):
    """The welcome does not open, or leads into a circle that is not sound."""


def found(*, number: int, label: str, relay: Relay, name: str, now: int) -> Machine:
    """A circle of one, its founder its host; everything is to be written.

    Raises `BadNameError` and `PolicyError` for what no circle may hold.
    """
    member = os.urandom(16)
    policy = Policy(relay, {member: Member(check_name(name), (HOST,))})
    group = Group.create(
        SUITE,
        os.urandom(32),
        member,
        SignatureKey.generate(SUITE),
        extensions=[Extension(EXT_POLICY, encode_policy(policy))],
        extensions_supported=[EXT_POLICY],
    )
    record = CircleRecord(number, label, relay.url, member, Status.ACTIVE, now)
    return Machine.begin(record, group, State.found(policy, group.epoch), now, founder=True)


def key_package(member: bytes, now: int) -> KeyPackageBundle:
    """A key package for one circle: fresh keys, so that nothing links it to another (DESIGN 1)."""
    return KeyPackageBundle.create(
        SUITE,
        member,
        SignatureKey.generate(SUITE),
        not_before=now - SKEW,
        not_after=now + LIFETIME,
        extensions_supported=[EXT_POLICY],
    )


def join(
    welcome: bytes,
    bundle: KeyPackageBundle,
    *,
    number: int,
    label: str,
    member: bytes,
    now: int,
    before: State | None = None,
) -> Machine:
    """Enter the circle that the welcome leads to; everything is to be written.

    `before` is the timeline of a member who rejoins. Raises `WelcomeError` when the welcome does not
    open, or the policy is missing, does not fit the tree, or does not know us by this member id, or the
    epoch is none that a circle comes to.
    """
    try:
        group = Group.join(welcome, bundle)  # without a clock: rule C
        policy = policy_of(group)
        refusal = sound(policy, [leaf.identity for leaf in group.members])
        if group.suite != SUITE or refusal is not None or member not in policy.roster:
            raise WelcomeError
        if group.epoch > LAST_EPOCH:
            raise WelcomeError
        snapshot = next((e.data for e in group.joined_info if e.type == EXT_SNAPSHOT), b"")
        fold = before
        if fold is None:
            fold = State.from_durable(snapshot, policy, group.epoch)
        else:
            fold.adopt(snapshot, policy, group.epoch)
    except (MLSError, PolicyError, DurableError):
        raise WelcomeError from None
    record = CircleRecord(number, label, policy.relay.url, member, Status.ACTIVE, now)
    return Machine.begin(record, group, fold, now, founder=False)
