"""Group context, group info and welcome (RFC 9420 sections 8.1, 12.4.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .codec import Reader, optional, u16, u32, u64, vec, vec_of
from .errors import PublicError
from .nodes import VERSION, Extension, read_extensions, write_extensions
from .proposals import HPKECiphertext, read_ciphertext
from .psk import PreSharedKeyID, read_psk_id
from .suites import Crypto, SignatureKey


@dataclass(slots=True, frozen=True)
class GroupContext:
    suite: int
    group_id: bytes
    epoch: int
    tree_hash: bytes
    confirmed_transcript_hash: bytes
    extensions: tuple[Extension, ...]

    def encode(self) -> bytes:
        return (
            u16(VERSION)
            + u16(self.suite)
            + vec(self.group_id)
            + u64(self.epoch)
            + vec(self.tree_hash)
            + vec(self.confirmed_transcript_hash)
            + write_extensions(self.extensions)
        )

    def confirmed(self, transcript: bytes) -> GroupContext:
        """The same with another confirmed transcript hash."""
        return replace(self, confirmed_transcript_hash=transcript)


def read_group_context(reader: Reader) -> GroupContext:
    if reader.u16() != VERSION:
        raise PublicError("6-1")
    return GroupContext(
        reader.u16(),
        reader.vec(),
        reader.u64(),
        reader.vec(),
        reader.vec(),
        read_extensions(reader),
    )


@dataclass(slots=True, frozen=True, eq=False)
class GroupInfo:
    context: GroupContext
    extensions: tuple[Extension, ...]
    confirmation_tag: bytes
    signer: int
    signature: bytes = b""

    def tbs(self) -> bytes:
        return (
            self.context.encode()
            + write_extensions(self.extensions)
            + vec(self.confirmation_tag)
            + u32(self.signer)
        )

    def encode(self) -> bytes:
        return self.tbs() + vec(self.signature)

    def sign(self, crypto: Crypto, key: SignatureKey) -> GroupInfo:
        return replace(self, signature=crypto.sign(key, "GroupInfoTBS", self.tbs()))

    def verify(self, crypto: Crypto, public: bytes) -> bool:
        return crypto.verify(public, "GroupInfoTBS", self.tbs(), self.signature)


def read_group_info(reader: Reader) -> GroupInfo:
    return GroupInfo(
        read_group_context(reader),
        read_extensions(reader),
        reader.vec(),
        reader.u32(),
        reader.vec(),
    )


@dataclass(slots=True, frozen=True)
class GroupSecrets:
    joiner_secret: bytes = field(repr=False)
    path_secret: bytes | None = field(repr=False)
    psks: tuple[PreSharedKeyID, ...]

    def encode(self) -> bytes:
        path = None if self.path_secret is None else vec(self.path_secret)
        return vec(self.joiner_secret) + optional(path) + vec_of(p.encode() for p in self.psks)


def read_group_secrets(reader: Reader) -> GroupSecrets:
    joiner = reader.vec()
    path = reader.vec() if reader.present() else None
    return GroupSecrets(joiner, path, tuple(reader.list_of(read_psk_id)))


@dataclass(slots=True, frozen=True)
class Welcome:
    suite: int
    secrets: tuple[tuple[bytes, HPKECiphertext], ...]
    """(reference of a key package, secrets encrypted to its init key)."""
    encrypted_group_info: bytes

    def encode(self) -> bytes:
        secrets = vec_of(vec(ref) + sealed.encode() for ref, sealed in self.secrets)
        return u16(self.suite) + secrets + vec(self.encrypted_group_info)


def read_welcome(reader: Reader) -> Welcome:
    suite = reader.u16()
    secrets = tuple(reader.list_of(lambda r: (r.vec(), read_ciphertext(r))))
    return Welcome(suite, secrets, reader.vec())
