"""Proposals and commits (RFC 9420 sections 12.1 and 12.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from .codec import Reader, optional, u8, u16, u32, vec, vec_of
from .errors import Malformed
from .keypackage import KeyPackage, read_key_package
from .nodes import Extension, LeafNode, read_extensions, read_leaf, write_extensions
from .psk import PreSharedKeyID, read_psk_id


class ProposalType(IntEnum):
    ADD = 1
    UPDATE = 2
    REMOVE = 3
    PSK = 4
    REINIT = 5
    EXTERNAL_INIT = 6
    GROUP_CONTEXT_EXTENSIONS = 7


@dataclass(slots=True, frozen=True, eq=False)
class Add:
    key_package: KeyPackage

    def encode(self) -> bytes:
        return u16(ProposalType.ADD) + self.key_package.raw


@dataclass(slots=True, frozen=True, eq=False)
class Update:
    leaf: LeafNode

    def encode(self) -> bytes:
        return u16(ProposalType.UPDATE) + self.leaf.raw


@dataclass(slots=True, frozen=True)
class Remove:
    removed: int

    def encode(self) -> bytes:
        return u16(ProposalType.REMOVE) + u32(self.removed)


@dataclass(slots=True, frozen=True)
class PreSharedKey:
    psk: PreSharedKeyID

    def encode(self) -> bytes:
        return u16(ProposalType.PSK) + self.psk.encode()


@dataclass(slots=True, frozen=True)
class ReInit:
    group_id: bytes
    version: int
    suite: int
    extensions: tuple[Extension, ...]

    def encode(self) -> bytes:
        return (
            u16(ProposalType.REINIT)
            + vec(self.group_id)
            + u16(self.version)
            + u16(self.suite)
            + write_extensions(self.extensions)
        )


@dataclass(slots=True, frozen=True)
class ExternalInit:
    kem_output: bytes

    def encode(self) -> bytes:
        return u16(ProposalType.EXTERNAL_INIT) + vec(self.kem_output)


@dataclass(slots=True, frozen=True)
class GroupContextExtensions:
    extensions: tuple[Extension, ...]

    def encode(self) -> bytes:
        return u16(ProposalType.GROUP_CONTEXT_EXTENSIONS) + write_extensions(self.extensions)


Proposal = Add | Update | Remove | PreSharedKey | ReInit | ExternalInit | GroupContextExtensions
PATH_FREE = (Add, PreSharedKey, ReInit)
"""The proposals that may be committed without an update path (section 12.4)."""
EXTERNAL_MAY = (Add, Remove, PreSharedKey, ReInit, GroupContextExtensions)
"""The proposals that an external sender may send (section 12.1.8)."""


def read_proposal(reader: Reader) -> Proposal:
    """One proposal. A type that is not known cannot be measured, so it is malformed."""
    kind = reader.u16()
    if kind == ProposalType.ADD:
        return Add(read_key_package(reader))
    if kind == ProposalType.UPDATE:
        return Update(read_leaf(reader))
    if kind == ProposalType.REMOVE:
        return Remove(reader.u32())
    if kind == ProposalType.PSK:
        return PreSharedKey(read_psk_id(reader))
    if kind == ProposalType.REINIT:
        return ReInit(reader.vec(), reader.u16(), reader.u16(), read_extensions(reader))
    if kind == ProposalType.EXTERNAL_INIT:
        return ExternalInit(reader.vec())
    if kind == ProposalType.GROUP_CONTEXT_EXTENSIONS:
        return GroupContextExtensions(read_extensions(reader))
    raise Malformed("proposal type")


@dataclass(slots=True, frozen=True)
class ProposalRef:
    """A proposal that was sent before, named by its hash."""

    ref: bytes


def read_proposal_or_ref(reader: Reader) -> Proposal | ProposalRef:
    kind = reader.u8()
    if kind == 1:
        return read_proposal(reader)
    if kind == 2:
        return ProposalRef(reader.vec())
    raise Malformed("neither proposal nor reference")


def write_proposal_or_ref(item: Proposal | ProposalRef) -> bytes:
    if isinstance(item, ProposalRef):
        return u8(2) + vec(item.ref)
    return u8(1) + item.encode()


@dataclass(slots=True, frozen=True)
class HPKECiphertext:
    kem_output: bytes
    ciphertext: bytes

    def encode(self) -> bytes:
        return vec(self.kem_output) + vec(self.ciphertext)


def read_ciphertext(reader: Reader) -> HPKECiphertext:
    return HPKECiphertext(reader.vec(), reader.vec())


@dataclass(slots=True, frozen=True)
class PathNode:
    encryption_key: bytes
    ciphertexts: tuple[HPKECiphertext, ...]

    def encode(self) -> bytes:
        return vec(self.encryption_key) + vec_of(one.encode() for one in self.ciphertexts)


@dataclass(slots=True, frozen=True, eq=False)
class UpdatePath:
    leaf: LeafNode
    nodes: tuple[PathNode, ...]

    def encode(self) -> bytes:
        return self.leaf.raw + vec_of(node.encode() for node in self.nodes)


def read_path_node(reader: Reader) -> PathNode:
    return PathNode(reader.vec(), tuple(reader.list_of(read_ciphertext)))


def read_update_path(reader: Reader) -> UpdatePath:
    return UpdatePath(read_leaf(reader), tuple(reader.list_of(read_path_node)))


@dataclass(slots=True, frozen=True, eq=False)
class Commit:
    proposals: tuple[Proposal | ProposalRef, ...]
    path: UpdatePath | None

    def encode(self) -> bytes:
        items = vec_of(write_proposal_or_ref(item) for item in self.proposals)
        return items + optional(None if self.path is None else self.path.encode())


def read_commit(reader: Reader) -> Commit:
    proposals = tuple(reader.list_of(read_proposal_or_ref))
    return Commit(proposals, read_update_path(reader) if reader.present() else None)
