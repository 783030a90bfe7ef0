"""The key schedule of an epoch and the transcript hashes (RFC 9420 section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from .codec import Reader, vec
from .groupinfo import GroupContext
from .suites import Crypto, Secret, wipe

_LABELS = (
    ("sender_data_secret", "sender data"),
    ("exporter_secret", "exporter"),
    ("external_secret", "external"),
    ("confirmation_key", "confirm"),
    ("membership_key", "membership"),
    ("resumption_psk", "resumption"),
    ("epoch_authenticator", "authentication"),
    ("init_secret", "init"),
)


class EpochSecrets:
    """What an epoch keeps of its key schedule, each secret in a buffer that can be wiped.

    The encryption secret is not among them: the secret tree takes it and consumes it.
    """

    __slots__ = tuple(name for name, _ in _LABELS)

    sender_data_secret: bytearray
    exporter_secret: bytearray
    external_secret: bytearray
    confirmation_key: bytearray
    membership_key: bytearray
    resumption_psk: bytearray
    epoch_authenticator: bytearray
    init_secret: bytearray

    @classmethod
    def derive(cls, crypto: Crypto, epoch_secret: Secret) -> tuple[EpochSecrets, bytes]:
        """(the secrets to keep, the encryption secret)."""
        secrets = cls()
        for name, label in _LABELS:
            setattr(secrets, name, bytearray(crypto.derive(epoch_secret, label)))
        return secrets, crypto.derive(epoch_secret, "encryption")

    def _all(self) -> Iterator[bytearray]:
        for name, _ in _LABELS:
            yield getattr(self, name)

    def encode(self) -> bytes:
        return b"".join(vec(secret) for secret in self._all())

    @classmethod
    def read(cls, reader: Reader) -> EpochSecrets:
        secrets = cls()
        for name, _ in _LABELS:
            setattr(secrets, name, bytearray(reader.vec()))
        return secrets

    def wipe(self) -> None:
        for secret in self._all():
            wipe(secret)

    def __repr__(self) -> str:
        return "EpochSecrets(<hidden>)"


def joiner_secret(
    crypto: Crypto, init_secret: Secret, commit_secret: Secret, context: bytes
) -> bytes:
    """``context`` is the encoded group context of the new epoch."""
    return crypto.expand(
        crypto.extract(init_secret, commit_secret), "joiner", context, crypto.hash_size
    )


def member_secret(crypto: Crypto, joiner: Secret, psk: Secret) -> bytes:
    """The secret between joiner and epoch; the welcome secret comes from it too."""
    return crypto.extract(joiner, psk)


def welcome_secret(crypto: Crypto, member: Secret) -> bytes:
    return crypto.derive(member, "welcome")


def welcome_keys(crypto: Crypto, welcome: Secret) -> tuple[bytes, bytes]:
    """(key, nonce) of the encrypted group info (section 12.4.3.1)."""
    key = crypto.expand(welcome, "key", b"", crypto.key_size)
    return key, crypto.expand(welcome, "nonce", b"", crypto.nonce_size)


def epoch_secret(crypto: Crypto, member: Secret, context: bytes) -> bytes:
    return crypto.expand(member, "epoch", context, crypto.hash_size)


def confirmed_hash(crypto: Crypto, interim: bytes, content: bytes) -> bytes:
    """``content``: wire format, framed content and signature (section 8.2)."""
    return crypto.hash(interim + content)


def interim_hash(crypto: Crypto, confirmed: bytes, confirmation_tag: bytes) -> bytes:
    return crypto.hash(confirmed + vec(confirmation_tag))


def confirmation_tag(crypto: Crypto, secrets: EpochSecrets, context: GroupContext) -> bytes:
    return crypto.mac(secrets.confirmation_key, context.confirmed_transcript_hash)


def export(crypto: Crypto, exporter: Secret, label: str, context: bytes, size: int) -> bytes:
    """MLS-Exporter (section 8.5)."""
    return crypto.expand(crypto.derive(exporter, label), "exported", crypto.hash(context), size)
