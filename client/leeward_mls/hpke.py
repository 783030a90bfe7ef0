"""HPKE base mode (RFC 9180) for the two KEMs in use: DHKEM(X25519, HKDF-SHA256) and X-Wing.

Sealing and opening are the library's. It has neither DeriveKeyPair nor Export, so both are here:
DeriveKeyPair after RFC 9180 section 7.1.3 and draft-connolly-cfrg-xwing-kem (SHAKE256 of the
keying material to a 32-byte seed), Export as encapsulation plus the key schedule of RFC 9180
section 5.1 with the exporter secret alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from abc import ABC, abstractmethod
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl.bindings import crypto_scalarmult_base

from .codec import u16

# Points of small order: a peer's key among them makes every encryption to it fail, which would
# hold up a whole group, so they are refused before they enter a tree. The top bit is ignored.
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
_XWING_LABEL = b"\\.//^\\"
_MLKEM_PUBLIC = 1184
_MLKEM_CIPHERTEXT = 1088

PublicKeyObject = X25519PublicKey | hpke.MLKEM768X25519PublicKey
PrivateKeyObject = X25519PrivateKey | hpke.MLKEM768X25519PrivateKey


class HPKEError(Exception):
    """A key is not usable, or a ciphertext does not open."""


def _usable_x25519(public: bytes) -> bool:
    return len(public) == 32 and public[:31] + bytes((public[31] & 0x7F,)) not in _SMALL_ORDER


@lru_cache(maxsize=256)
def _load_x25519(public: bytes) -> X25519PublicKey:
    if not _usable_x25519(public):
        raise HPKEError("not a usable X25519 key")
    return X25519PublicKey.from_public_bytes(public)


def _split_xwing(public: bytes) -> tuple[MLKEM768PublicKey, bytes]:
    curve = public[_MLKEM_PUBLIC:]
    if len(public) != XWingKem.public_size or not _usable_x25519(curve):
        raise HPKEError("not a usable X-Wing key")
    try:
        return MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]), curve
    except ValueError as error:
        raise HPKEError("not a usable X-Wing key") from error


@lru_cache(maxsize=256)
def _load_xwing(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    kyber, curve = _split_xwing(public)
    return hpke.MLKEM768X25519PublicKey(kyber, X25519PublicKey.from_public_bytes(curve))


class Kem(ABC):
    """What the two KEMs share: sizes, key handling, and the export of RFC 9180."""

    kem_id: int
    enc_size: int
    public_size: int
    private_size = 32

    def __init__(self, kdf_id: int, aead_id: int, digest: str, suite: hpke.Suite) -> None:
        self._suite = suite
        self._digest = digest
        self._hash_size = hashlib.new(digest).digest_size
        self._suite_id = b"HPKE" + u16(self.kem_id) + u16(kdf_id) + u16(aead_id)

    @abstractmethod
    def derive(self, ikm: bytes | bytearray) -> tuple[bytes, bytes]:
        """DeriveKeyPair: (private key, public key)."""

    @abstractmethod
    def public_of(self, private: bytes | bytearray) -> bytes:
        """The public key that belongs to ``private``."""

    @abstractmethod
    def load_public(self, public: bytes) -> PublicKeyObject:
        """The key as the library wants it; :class:`HPKEError` if it is not usable."""

    @abstractmethod
    def load_private(self, private: bytes | bytearray) -> PrivateKeyObject:
        """The key as the library wants it; :class:`HPKEError` if it is not usable."""

    @abstractmethod
    def _encap(self, public: bytes) -> tuple[bytes, bytes]:
        """(shared secret, encapsulation)."""

    @abstractmethod
    def _decap(self, enc: bytes, private: bytes | bytearray) -> bytes:
        """The shared secret."""

    def generate(self) -> tuple[bytes, bytes]:
        private = os.urandom(self.private_size)
        return private, self.public_of(private)

    def seal(self, public: bytes, info: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
        """SealBase with empty associated data: (encapsulation, ciphertext)."""
        sealed = self._suite.encrypt(plaintext, self.load_public(public), info)
        return sealed[: self.enc_size], sealed[self.enc_size :]

    def open(self, private: bytes | bytearray, info: bytes, enc: bytes, ciphertext: bytes) -> bytes:
        """OpenBase with empty associated data."""
        if len(enc) != self.enc_size:
            raise HPKEError("encapsulation has the wrong size")
        try:
            return self._suite.decrypt(enc + ciphertext, self.load_private(private), info)
        except (InvalidTag, ValueError) as error:
            raise HPKEError("does not open") from error

    def send_export(self, public: bytes, context: bytes, size: int) -> tuple[bytes, bytes]:
        """SetupBaseS with empty info, then Export: (encapsulation, secret)."""
        shared, enc = self._encap(public)
        return enc, self._export(shared, context, size)

    def receive_export(
        self, private: bytes | bytearray, enc: bytes, context: bytes, size: int
    ) -> bytes:
        """SetupBaseR with empty info, then Export."""
        return self._export(self._decap(enc, private), context, size)

    def _extract(self, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        data = b"HPKE-v1" + self._suite_id + label + ikm
        return hmac.digest(salt or bytes(self._hash_size), data, self._digest)

    def _expand(self, secret: bytes, label: bytes, info: bytes, size: int) -> bytes:
        data = u16(size) + b"HPKE-v1" + self._suite_id + label + info
        return hkdf_expand(self._digest, secret, data, size)

    def _export(self, shared: bytes, context: bytes, size: int) -> bytes:
        psk_hash = self._extract(b"", b"psk_id_hash", b"")
        schedule = b"\x00" + psk_hash + self._extract(b"", b"info_hash", b"")
        secret = self._extract(shared, b"secret", b"")
        exporter = self._expand(secret, b"exp", schedule, self._hash_size)
        return self._expand(exporter, b"sec", context, size)


def hkdf_expand(digest: str, secret: bytes | bytearray, info: bytes, size: int) -> bytes:
    """HKDF-Expand (RFC 5869); one HMAC for outputs up to the hash's size."""
    block = hmac.digest(secret, info + b"\x01", digest)
    if size <= len(block):
        return block[:size]
    output = block
    count = 1
    while len(output) < size:
        count += 1
        if count > 255:
            raise ValueError("HKDF gives at most 255 blocks")
        block = hmac.digest(secret, block + info + count.to_bytes(1, "big"), digest)
        output += block
    return output[:size]


class X25519Kem(Kem):
    """DHKEM(X25519, HKDF-SHA256), RFC 9180 section 4.1."""

    kem_id = 0x0020
    enc_size = 32
    public_size = 32

    def derive(self, ikm: bytes | bytearray) -> tuple[bytes, bytes]:
        prk = self._kem_extract(b"dkp_prk", ikm)
        private = self._kem_expand(prk, b"sk", b"")
        return private, crypto_scalarmult_base(private)

    def public_of(self, private: bytes | bytearray) -> bytes:
        return crypto_scalarmult_base(bytes(private))

    def load_public(self, public: bytes) -> X25519PublicKey:
        return _load_x25519(public)

    def load_private(self, private: bytes | bytearray) -> X25519PrivateKey:
        if len(private) != 32:
            raise HPKEError("not an X25519 private key")
        return X25519PrivateKey.from_private_bytes(private)

    def _encap(self, public: bytes) -> tuple[bytes, bytes]:
        ephemeral, enc = self.generate()
        agreed = self.load_private(ephemeral).exchange(self.load_public(public))
        return self._shared(agreed, enc + public), enc

    def _decap(self, enc: bytes, private: bytes | bytearray) -> bytes:
        agreed = self.load_private(private).exchange(self.load_public(enc))
        return self._shared(agreed, enc + self.public_of(private))

    def _shared(self, agreed: bytes, context: bytes) -> bytes:
        prk = self._kem_extract(b"eae_prk", agreed)
        return self._kem_expand(prk, b"shared_secret", context)

    def _kem_extract(self, label: bytes, ikm: bytes | bytearray) -> bytes:
        data = b"HPKE-v1KEM" + u16(self.kem_id) + label + ikm
        return hmac.digest(bytes(32), data, "sha256")

    def _kem_expand(self, prk: bytes, label: bytes, info: bytes) -> bytes:
        data = u16(32) + b"HPKE-v1KEM" + u16(self.kem_id) + label + info
        return hkdf_expand("sha256", prk, data, 32)


class XWingKem(Kem):
    """X-Wing: ML-KEM-768 with X25519; a private key is its 32-byte seed."""

    kem_id = 0x647A
    enc_size = 1120
    public_size = 1216

    def derive(self, ikm: bytes | bytearray) -> tuple[bytes, bytes]:
        seed = hashlib.shake_256(ikm).digest(32)
        return seed, self.public_of(seed)

    def public_of(self, private: bytes | bytearray) -> bytes:
        kyber, curve = self._expand_seed(private)
        return kyber.public_key().public_bytes_raw() + crypto_scalarmult_base(curve)

    def load_public(self, public: bytes) -> hpke.MLKEM768X25519PublicKey:
        return _load_xwing(public)

    def load_private(self, private: bytes | bytearray) -> hpke.MLKEM768X25519PrivateKey:
        if len(private) != 32:
            raise HPKEError("not an X-Wing seed")
        kyber, curve = self._expand_seed(private)
        return hpke.MLKEM768X25519PrivateKey(kyber, X25519PrivateKey.from_private_bytes(curve))

    def _expand_seed(self, seed: bytes | bytearray) -> tuple[MLKEM768PrivateKey, bytes]:
        expanded = hashlib.shake_256(seed).digest(96)
        return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), expanded[64:]

    def _encap(self, public: bytes) -> tuple[bytes, bytes]:
        kyber, curve = _split_xwing(public)
        ephemeral = os.urandom(32)
        sent = crypto_scalarmult_base(ephemeral)
        agreed = X25519PrivateKey.from_private_bytes(ephemeral).exchange(
            X25519PublicKey.from_public_bytes(curve)
        )
        secret, ciphertext = kyber.encapsulate()
        return _combine(secret, agreed, sent, curve), ciphertext + sent

    def _decap(self, enc: bytes, private: bytes | bytearray) -> bytes:
        kyber, curve = self._expand_seed(private)
        sent = enc[_MLKEM_CIPHERTEXT:]
        if not _usable_x25519(sent):
            raise HPKEError("not a usable encapsulation")
        agreed = X25519PrivateKey.from_private_bytes(curve).exchange(
            X25519PublicKey.from_public_bytes(sent)
        )
        secret = kyber.decapsulate(enc[:_MLKEM_CIPHERTEXT])
        return _combine(secret, agreed, sent, crypto_scalarmult_base(curve))


def _combine(kyber: bytes, agreed: bytes, sent: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(kyber + agreed + sent + public + _XWING_LABEL).digest()
