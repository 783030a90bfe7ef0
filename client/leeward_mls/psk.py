"""Pre-shared keys (RFC 9420 section 8.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from .codec import Reader, u8, u16, u64, vec
from .errors import Malformed
from .suites import Crypto, Secret


class PSKType(IntEnum):
    EXTERNAL = 1
    RESUMPTION = 2


class Usage(IntEnum):
    APPLICATION = 1
    REINIT = 2
    BRANCH = 3


@dataclass(slots=True, frozen=True)
class PreSharedKeyID:
    """``id`` is the psk_id of an external key, the group id of a resumption key."""

    type: PSKType
    id: bytes
    nonce: bytes
    usage: Usage | None = None
    epoch: int = 0

    def encode(self) -> bytes:
        if self.usage is None:
            return u8(PSKType.EXTERNAL) + vec(self.id) + vec(self.nonce)
        head = u8(PSKType.RESUMPTION) + u8(self.usage)
        return head + vec(self.id) + u64(self.epoch) + vec(self.nonce)


def read_psk_id(reader: Reader) -> PreSharedKeyID:
    kind = reader.u8()
    if kind == PSKType.EXTERNAL:
        return PreSharedKeyID(PSKType.EXTERNAL, reader.vec(), reader.vec())
    if kind != PSKType.RESUMPTION:
        raise Malformed("type of a pre-shared key")
    usage = reader.u8()
    if usage not in (1, 2, 3):
        raise Malformed("usage of a resumption key")
    name, epoch = reader.vec(), reader.u64()
    return PreSharedKeyID(PSKType.RESUMPTION, name, reader.vec(), Usage(usage), epoch)


def psk_secret(crypto: Crypto, keys: Sequence[tuple[PreSharedKeyID, Secret]]) -> bytes:
    """Chain the keys in their order; without any, the all-zero secret."""
    secret = crypto.zero
    count = u16(len(keys))
    for index, (name, key) in enumerate(keys):
        extracted = crypto.extract(crypto.zero, key)
        label = name.encode() + u16(index) + count
        step = crypto.expand(extracted, "derived psk", label, crypto.hash_size)
        secret = crypto.extract(step, secret)
    return secret
