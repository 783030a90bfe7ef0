"""The envelope of a box entry: padded to its class, then XChaCha20-Poly1305 under the epoch's key.

The box key and the envelope key of an epoch come out of its MLS exporter (RFC 9420, section 8.5), so
that every member derives the same ones and nobody else can. The associated data binds an entry to its
box and to its kind: a relay cannot pass a post off as a seal, nor carry an entry to another box.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from leeward_wire import ENTRY_CLASSES, SEAL_CLASSES
from leeward_wire import Kind as EntryKind
from nacl import bindings, signing
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
HEADER = struct.Struct(">BI")
"""The content tag, then the length of the content in bytes; zeros follow up to the class."""
OVERHEAD = NONCE + TAG + HEADER.size


_LABEL = b"leeward/entry/1\x00"


class EnvelopeError(Exception):
    """The entry is not one of this epoch's: it does not open, or what it holds is not well formed."""


class TooLarge(Exception):
    """The content does not fit the largest class of entry."""


class Content(IntEnum):
    """What an entry holds."""

    MLS = 1
    """One MLSMessage: a PrivateMessage (an event) or a PublicMessage (a proposal or a commit)."""
    HANDOVER = 2
    """A welcome on its way to a newcomer, for any member to hand on."""


class Exporter(Protocol):
    """What `EpochKeys` needs of an MLS group."""

    def export(self, label: str, context: bytes, length: int) -> bytes: ...


@dataclass(frozen=True, repr=False)
class EpochKeys:
    """One epoch's box: its 32-byte Ed25519 seed, its id (the public key), the envelope key."""

    seed: bytes
    box: bytes
    envelope: bytes

    @classmethod
    def of(cls, group: Exporter) -> "EpochKeys":
        """Derive the keys of the group's current epoch."""
        seed = group.export("leeward box", b"", 32)
        envelope = group.export("leeward envelope", b"", 32)
        return cls(seed, bytes(signing.SigningKey(seed).verify_key), envelope)

    def __repr__(self) -> str:
        return "EpochKeys(...)"


def seal(keys: EpochKeys, kind: EntryKind, tag: Content, content: bytes) -> bytes:
    """Pad `content` to the smallest class that holds it, and encrypt it.

    Raises `TooLarge` when no class holds it.
    """
    classes = SEAL_CLASSES if kind is EntryKind.SEAL else ENTRY_CLASSES
    size = next((size for size in classes if size - OVERHEAD >= len(content)), None)
    if size is None:
        raise TooLarge
    padded = HEADER.pack(tag, len(content)) + content
    padded += bytes(size - NONCE - TAG - len(padded))
    nonce = random_bytes(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, _associated(keys, kind), nonce, keys.envelope
    )


def unseal(keys: EpochKeys, kind: EntryKind, blob: bytes) -> tuple[Content, bytes]:
    """Open an entry; the tag and the content.

    Raises `EnvelopeError` when it does not open, when the padding is not all zeros, or when the tag is
    unknown: for every member alike, since all hold the same keys.
    """
    if len(blob) < OVERHEAD:
        raise EnvelopeError
    try:
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            blob[NONCE:], _associated(keys, kind), blob[:NONCE], keys.envelope
        )
    except CryptoError:
        raise EnvelopeError from None
    tag, length = HEADER.unpack_from(padded)
    end = HEADER.size + length
    if end > len(padded) or any(padded[end:]):
        raise EnvelopeError
    try:
        return Content(tag), padded[HEADER.size : end]
    except ValueError:
        raise EnvelopeError from None


def is_public(message: bytes) -> bool:
    """Whether an MLSMessage is a PublicMessage, by its wire format (RFC 9420, section 6)."""
    return message[2:4] == b"\x00\x01"


def _associated(keys: EpochKeys, kind: EntryKind) -> bytes:
    return _LABEL + keys.box + bytes([kind])
