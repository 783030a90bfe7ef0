"""The facts of a commit that policy is judged by: only what every member of the epoch shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from leeward_client.circle.commit_data import CommitData
from leeward_client.circle.policy import Policy


@dataclass(frozen=True)
class AddFact:
    """One Add: the newcomer's identity as its credential has it, and its leaf's signature key."""

    member: bytes
    signature_key: bytes


@dataclass(frozen=True)
class RemoveFact:
    """One Remove: the leaf, the member id it bore, and whether that member itself proposed it."""

    leaf: int
    member: bytes
    by_self: bool = False


@dataclass(frozen=True)
class CommitFacts:
    """A commit whose MLS checks have passed.

    `members_before` and `members_after` map leaf indices to member ids. `adds` keep the order of
    the proposal list. `policy_after` is None if the commit leaves the policy as it was;
    `policy_unreadable` says that a policy is there but cannot be decoded, or that it is gone.
    `data` is the decoded authenticated data, None if it does not decode. `approvals` are the pairs
    (member, action) out of `data.approvals` whose signatures verify under a leaf that the member
    had before (for a rejoin: under a leaf that this commit removes); the others are left out and
    do not count. `other_reference` says that a proposal by reference is not a member's removal of
    itself.
    """

    sender: bytes
    members_before: Mapping[int, bytes]
    members_after: Mapping[int, bytes]
    policy_before: Policy
    data: CommitData | None
    policy_after: Policy | None = None
    policy_unreadable: bool = False
    adds: tuple[AddFact, ...] = ()
    removes: tuple[RemoveFact, ...] = ()
    approvals: tuple[tuple[bytes, bytes], ...] = ()
    external: bool = False
    psk: bool = False
    reinit: bool = False
    other_reference: bool = False
    other_extensions: bool = False
    has_path: bool = True

    @property
    def after(self) -> Policy:
        """The policy that holds after the commit."""
        return self.policy_before if self.policy_after is None else self.policy_after

    @property
    def before_ids(self) -> frozenset[bytes]:
        """The member ids before the commit."""
        return frozenset(self.members_before.values())

    @property
    def after_ids(self) -> frozenset[bytes]:
        """The member ids after the commit."""
        return frozenset(self.members_after.values())

    @property
    def gone(self) -> frozenset[bytes]:
        """The members who have no leaf left."""
        return self.before_ids - self.after_ids

    @property
    def joined(self) -> frozenset[bytes]:
        """The members who had no leaf before."""
        return self.after_ids - self.before_ids

    @property
    def leavers(self) -> frozenset[bytes]:
        """The members who go by their own proposals alone."""
        forced = {remove.member for remove in self.removes if not remove.by_self}
        return self.gone - forced

    @property
    def removed(self) -> frozenset[bytes]:
        """The members whom others remove."""
        return self.gone - self.leavers

    @property
    def spent(self) -> tuple[bytes | None, ...]:
        """The id hash of the code that each Add spends."""
        return () if self.data is None else self.data.spent
