"""Leaf and parent nodes, and what they are made of (RFC 9420 sections 5.3, 7.1, 7.2, 13.4).

Parsed values keep the bytes they came from, so that hashes and signatures never depend on a
second encoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from .codec import Reader, parse, u8, u16, u16_list, u32, u32_list, u64, vec, vec_of
from .errors import LocalError, Malformed, PublicError
from .suites import SUITES, Crypto, SignatureKey

VERSION = 1
BASIC = 1
X509 = 2


class ExtensionType(IntEnum):
    APPLICATION_ID = 1
    RATCHET_TREE = 2
    REQUIRED_CAPABILITIES = 3
    EXTERNAL_PUB = 4
    EXTERNAL_SENDERS = 5


class Source(IntEnum):
    KEY_PACKAGE = 1
    UPDATE = 2
    COMMIT = 3


DEFAULT_EXTENSIONS = frozenset(int(kind) for kind in ExtensionType)
DEFAULT_PROPOSALS = frozenset(range(1, 8))


class Extension(NamedTuple):
    type: int
    data: bytes


def write_extensions(extensions: tuple[Extension, ...] | list[Extension]) -> bytes:
    return vec_of(u16(kind) + vec(data) for kind, data in extensions)


def read_extension(reader: Reader) -> Extension:
    return Extension(reader.u16(), reader.vec())


def read_extensions(reader: Reader) -> tuple[Extension, ...]:
    """A list of extensions; no type may stand twice (rule 13.4-1)."""
    extensions = tuple(reader.list_of(read_extension))
    if len({kind for kind, _ in extensions}) != len(extensions):
        raise PublicError("13.4-1")
    return extensions


def find_extension(extensions: tuple[Extension, ...], kind: int) -> bytes | None:
    for found, data in extensions:
        if found == kind:
            return data
    return None


@dataclass(slots=True, frozen=True)
class Credential:
    """``identity`` for basic credentials, ``certificates`` for X.509 chains."""

    type: int
    identity: bytes = b""
    certificates: tuple[bytes, ...] = ()

    def encode(self) -> bytes:
        if self.type == BASIC:
            return u16(BASIC) + vec(self.identity)
        return u16(self.type) + vec_of(vec(one) for one in self.certificates)


def read_credential(reader: Reader) -> Credential:
    kind = reader.u16()
    if kind == BASIC:
        return Credential(BASIC, reader.vec())
    if kind == X509:
        return Credential(X509, certificates=tuple(reader.list_of(Reader.vec)))
    raise Malformed("credential type")


@dataclass(slots=True, frozen=True)
class Capabilities:
    versions: tuple[int, ...]
    suites: tuple[int, ...]
    extensions: tuple[int, ...]
    proposals: tuple[int, ...]
    credentials: tuple[int, ...]

    def encode(self) -> bytes:
        return (
            u16_list(self.versions)
            + u16_list(self.suites)
            + u16_list(self.extensions)
            + u16_list(self.proposals)
            + u16_list(self.credentials)
        )


def read_capabilities(reader: Reader) -> Capabilities:
    return Capabilities(
        reader.u16_list(),
        reader.u16_list(),
        reader.u16_list(),
        reader.u16_list(),
        reader.u16_list(),
    )


def own_capabilities(extensions: tuple[int, ...]) -> Capabilities:
    """What this package supports, with the application's extension types."""
    listed = tuple(kind for kind in extensions if kind not in DEFAULT_EXTENSIONS)
    if len(set(listed)) != len(listed):
        raise LocalError("an extension type is listed twice")
    return Capabilities((VERSION,), SUITES, listed, (), (BASIC,))


@dataclass(slots=True, frozen=True)
class RequiredCapabilities:
    extensions: tuple[int, ...]
    proposals: tuple[int, ...]
    credentials: tuple[int, ...]

    def encode(self) -> bytes:
        return u16_list(self.extensions) + u16_list(self.proposals) + u16_list(self.credentials)

    def met_by(self, capabilities: Capabilities) -> bool:
        """Defaults are supported by everyone; credential types have none."""
        return (
            set(self.extensions) - DEFAULT_EXTENSIONS <= set(capabilities.extensions)
            and set(self.proposals) - DEFAULT_PROPOSALS <= set(capabilities.proposals)
            and set(self.credentials) <= set(capabilities.credentials)
        )


def required_capabilities(extensions: tuple[Extension, ...]) -> RequiredCapabilities | None:
    data = find_extension(extensions, ExtensionType.REQUIRED_CAPABILITIES)
    if data is None:
        return None
    return parse(data, lambda r: RequiredCapabilities(r.u16_list(), r.u16_list(), r.u16_list()))


@dataclass(slots=True, eq=False)
class LeafNode:
    """A member as the tree shows it. ``raw`` is the whole encoding."""

    encryption_key: bytes
    signature_key: bytes
    credential: Credential
    capabilities: Capabilities
    source: Source
    lifetime: tuple[int, int] | None
    parent_hash: bytes
    extensions: tuple[Extension, ...]
    signature: bytes
    raw: bytes
    signed: bytes
    """The part of ``raw`` that the signature covers."""

    def tbs(self, group_id: bytes, index: int) -> bytes:
        """LeafNodeTBS: outside of key packages the place in the group is signed too."""
        if self.source is Source.KEY_PACKAGE:
            return self.signed
        return self.signed + vec(group_id) + u32(index)

    def __repr__(self) -> str:
        return f"LeafNode(source={self.source.name})"


def read_leaf(reader: Reader) -> LeafNode:
    start = reader.pos
    encryption_key = reader.vec()
    signature_key = reader.vec()
    credential = read_credential(reader)
    capabilities = read_capabilities(reader)
    kind = reader.u8()
    lifetime = None
    parent_hash = b""
    if kind == Source.KEY_PACKAGE:
        lifetime = (reader.u64(), reader.u64())
    elif kind == Source.COMMIT:
        parent_hash = reader.vec()
    elif kind != Source.UPDATE:
        raise Malformed("leaf node source")
    extensions = read_extensions(reader)
    middle = reader.pos
    signature = reader.vec()
    return LeafNode(
        encryption_key,
        signature_key,
        credential,
        capabilities,
        Source(kind),
        lifetime,
        parent_hash,
        extensions,
        signature,
        reader.data[start : reader.pos],
        reader.data[start:middle],
    )


def make_leaf(
    crypto: Crypto,
    signer: SignatureKey,
    *,
    encryption_key: bytes,
    credential: Credential,
    capabilities: Capabilities,
    extensions: tuple[Extension, ...],
    lifetime: tuple[int, int] | None = None,
    parent_hash: bytes | None = None,
    place: tuple[bytes, int] | None = None,
) -> LeafNode:
    """Make and sign a leaf: with ``lifetime`` for a key package, with ``parent_hash`` for a
    commit, with neither for an update; the last two want their ``place`` (group id, leaf)."""
    if lifetime is not None:
        tail = u8(Source.KEY_PACKAGE) + u64(lifetime[0]) + u64(lifetime[1])
    elif parent_hash is not None:
        tail = u8(Source.COMMIT) + vec(parent_hash)
    else:
        tail = u8(Source.UPDATE)
    signed = (
        vec(encryption_key)
        + vec(signer.public)
        + credential.encode()
        + capabilities.encode()
        + tail
        + write_extensions(extensions)
    )
    tbs = signed
    if lifetime is None:
        if place is None:
            raise LocalError("a leaf of a group is signed for its place")
        tbs += vec(place[0]) + u32(place[1])
    signature = crypto.sign(signer, "LeafNodeTBS", tbs)
    return parse(signed + vec(signature), read_leaf)


@dataclass(slots=True, eq=False)
class ParentNode:
    encryption_key: bytes
    parent_hash: bytes
    unmerged: tuple[int, ...]
    raw: bytes

    @classmethod
    def make(
        cls, encryption_key: bytes, parent_hash: bytes, unmerged: tuple[int, ...] = ()
    ) -> ParentNode:
        raw = vec(encryption_key) + vec(parent_hash) + u32_list(unmerged)
        return cls(encryption_key, parent_hash, unmerged, raw)


def read_parent(reader: Reader) -> ParentNode:
    start = reader.pos
    encryption_key = reader.vec()
    parent_hash = reader.vec()
    unmerged = reader.u32_list()
    if any(a >= b for a, b in pairwise(unmerged)):
        raise PublicError("7.1-1")
    return ParentNode(encryption_key, parent_hash, unmerged, reader.data[start : reader.pos])
