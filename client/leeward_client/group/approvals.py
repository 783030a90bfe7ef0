"""Approvals: signatures of members over (group, epoch, exact action), made and verified with leaf keys.

A rejoining is signed by the leaf that goes. Whoever has lost that leaf's key with the device signs with
the rejoin key of a backup, for which the leaf vouched while it could: then a commit carries both
approvals, the voucher under the leaf and the rejoining under the rejoin key (docs/backup.md).
"""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from leeward_mls import Group, SignatureKey, check_package, verify
from leeward_mls.suites import crypto

from leeward_client.circle import actions
from leeward_client.circle.actions import (
    APPROVAL_LABEL,
    ActionKind,
    approval_content,
    approval_epoch,
    decode_action,
)
from leeward_client.group.suite import SUITE

KEY = 32
SIGNATURE = 64
TIME = 8
PROOF = KEY + TIME + 2 * SIGNATURE
"""Bytes of what a knock shows in the place of the old leaf's signature: key, moment, two signatures."""

Heard = tuple[bytes, bytes, bytes]
"""An approval as heard: member id, action, signature."""


class Leaf(Protocol):
    """What is looked at of a member's device."""

    @property
    def leaf(self) -> int: ...
    @property
    def identity(self) -> bytes: ...
    @property
    def signature_key(self) -> bytes: ...


class Court(Protocol):
    """What signatures are judged by: the members of an epoch. Every `Group` is one."""

    @property
    def group_id(self) -> bytes: ...
    @property
    def epoch(self) -> int: ...
    @property
    def members(self) -> Sequence[Leaf]: ...


@dataclass(frozen=True, repr=False)
class RejoinKey:
    """A key that may sign one rejoining, once the leaf that vouched for it is out of reach.

    `seed` is the private half (Ed25519), `made_at` unix seconds, `voucher` the leaf's signature over
    both and the member. It is good for as long as that leaf stands in the circle.
    """

    seed: bytes
    made_at: int
    voucher: bytes

    @classmethod
    def make(cls, group: Group, member: bytes, now: int) -> "RejoinKey":
        """A fresh key, vouched for by our own leaf."""
        key = SignatureKey(os.urandom(KEY))
        action = actions.action_rejoin_key(member, key.public, now)
        voucher = group.sign(APPROVAL_LABEL, approval_content(group.group_id, 0, action))
        return cls(key.private, now, voucher)

    def prove(self, group_id: bytes, member: bytes, key_package: bytes) -> bytes:
        """What a knock shows of it: that the member comes back with this key package."""
        key = SignatureKey(self.seed)
        content = approval_content(group_id, 0, _rejoining(member, key_package))
        signature = crypto(SUITE).sign(key, APPROVAL_LABEL, content)
        return key.public + self.made_at.to_bytes(TIME) + self.voucher + signature


def sign_rejoining(group: Group, member: bytes, key_package: bytes) -> bytes:
    """Sign, with the leaf that is to go, that the member comes back with this key package."""
    content = approval_content(group.group_id, 0, _rejoining(member, key_package))
    return group.sign(APPROVAL_LABEL, content)


def _rejoining(member: bytes, key_package: bytes) -> bytes:
    return actions.action_rejoin(member, check_package(SUITE, key_package).leaf.signature_key)


def vouched_at(rejoin: bytes) -> int | None:
    """When the backup was made with whose key a knock is signed; None where the old leaf signed it."""
    return int.from_bytes(rejoin[KEY : KEY + TIME]) if len(rejoin) == PROOF else None


def rejoining(member: bytes, signature_key: bytes, rejoin: bytes) -> list[Heard]:
    """The approvals that a knock brings for its rejoining, as a commit carries them."""
    action = actions.action_rejoin(member, signature_key)
    made_at = vouched_at(rejoin)
    if made_at is None:
        return [(member, action, rejoin)]
    key, rest = rejoin[:KEY], rejoin[KEY + TIME :]
    voucher = actions.action_rejoin_key(member, key, made_at)
    return [(member, voucher, rest[:SIGNATURE]), (member, action, rest[SIGNATURE:])]


def rejoined_leaf(group: Court, member: bytes, approvals: Sequence[Heard]) -> int | None:
    """The member's leaf that gives way to a rejoining so approved; None where none does."""
    action = approvals[-1][1]
    for one in group.members:
        if one.identity == member and (member, action) in verified(group, approvals, {one.leaf}):
            return one.leaf
    return None


def approval_holds(group: Court, member: bytes, action: bytes, signature: bytes) -> bool:
    """Whether the signature is the member's approval of the action in the present epoch."""
    return any(
        _signed(group, leaf.signature_key, action, signature)
        for leaf in group.members
        if leaf.identity == member
    )


def verified(
    group: Court, approvals: Iterable[Heard], removed: Collection[int]
) -> tuple[tuple[bytes, bytes], ...]:
    """The approvals whose signatures verify.

    A rejoining is signed by the very leaf that goes, or by a key that this leaf vouched for in the same
    commit; `removed` are the leaf indices that the commit removes.
    """
    approvals = list(approvals)
    return tuple(
        (member, action)
        for member, action, signature in approvals
        if any(
            _signed(group, key, action, signature)
            for leaf in group.members
            if leaf.identity == member
            for key in _keys(group, leaf, action, approvals, removed)
        )
    )


def _keys(
    group: Court, leaf: Leaf, action: bytes, approvals: Iterable[Heard], removed: Collection[int]
) -> list[bytes]:
    """The keys that may sign an action for a leaf: its own; for a rejoining also one it vouched for."""
    if approval_epoch(action, group.epoch) == 0 and leaf.leaf not in removed:
        return []
    decoded = decode_action(action)
    if decoded is None or decoded.kind is not ActionKind.REJOIN:
        return [leaf.signature_key]
    return [leaf.signature_key, *_vouched(group, leaf, approvals)]


def _vouched(group: Court, leaf: Leaf, approvals: Iterable[Heard]) -> list[bytes]:
    """The rejoin key that a leaf vouched for: of several the first, so that judging stays cheap."""
    for member, action, signature in approvals:
        key = actions.rejoin_key_of(action, member)
        if member == leaf.identity and key is not None:
            return [key] if _signed(group, leaf.signature_key, action, signature) else []
    return []


def _signed(group: Court, key: bytes, action: bytes, signature: bytes) -> bool:
    content = approval_content(group.group_id, approval_epoch(action, group.epoch), action)
    return verify(key, APPROVAL_LABEL, content, signature)
