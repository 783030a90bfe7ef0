"""What a commit changes, told in types an application can judge."""

from __future__ import annotations

from dataclasses import dataclass, field

from .nodes import Extension, LeafNode
from .psk import PreSharedKeyID


@dataclass(slots=True, frozen=True)
class Member:
    """A member as the tree shows it."""

    leaf: int
    identity: bytes
    signature_key: bytes = field(repr=False)
    encryption_key: bytes = field(repr=False)
    extensions: tuple[Extension, ...]

    @classmethod
    def of(cls, index: int, leaf: LeafNode) -> Member:
        return cls(
            index,
            leaf.credential.identity,
            leaf.signature_key,
            leaf.encryption_key,
            leaf.extensions,
        )


@dataclass(slots=True, frozen=True)
class AddedMember:
    """``sender`` is the leaf that proposed it, None for a newcomer's or outsider's proposal."""

    leaf: int
    identity: bytes
    signature_key: bytes = field(repr=False)
    encryption_key: bytes = field(repr=False)
    extensions: tuple[Extension, ...]
    lifetime: tuple[int, int] | None
    key_package: bytes = field(repr=False)
    sender: int | None


@dataclass(slots=True, frozen=True)
class RemovedMember:
    leaf: int
    identity: bytes
    signature_key: bytes = field(repr=False)
    by_self: bool
    sender: int | None


@dataclass(slots=True, frozen=True)
class UpdatedMember:
    """A leaf that was replaced by an update proposal; the committer's own is not listed."""

    leaf: int
    identity_before: bytes
    identity: bytes
    signature_key: bytes = field(repr=False)
    extensions: tuple[Extension, ...]


@dataclass(slots=True, frozen=True)
class NewExtensions:
    extensions: tuple[Extension, ...]
    sender: int | None


@dataclass(slots=True, frozen=True)
class PskInjected:
    id: PreSharedKeyID


@dataclass(slots=True, frozen=True)
class ReInitialised:
    group_id: bytes
    version: int
    suite: int
    extensions: tuple[Extension, ...]


@dataclass(slots=True, frozen=True)
class ExternalJoin:
    leaf: int


Change = (
    AddedMember
    | RemovedMember
    | UpdatedMember
    | NewExtensions
    | PskInjected
    | ReInitialised
    | ExternalJoin
)
