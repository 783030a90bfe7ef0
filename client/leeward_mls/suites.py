"""The three cipher suites and the labelled primitives of RFC 9420 section 5.

Every function takes and gives raw bytes. Secrets may be ``bytearray``, so that their owner can
wipe them; what Python copies on the way is out of reach.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from enum import IntEnum
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from .codec import u16, u32, vec
from .errors import LocalError
from .hpke import HPKEError, Kem, X25519Kem, XWingKem, hkdf_expand

Secret = bytes | bytearray
SIGNATURE_KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
TAG_SIZE: Final = 16


class Suite(IntEnum):
    """The suites spoken here, by their numbers on the wire."""

    X25519_AES128 = 0x0001
    X25519_CHACHA = 0x0003
    XWING = 0xF00E


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place, as far as Python lets anyone do that."""
    secret[:] = bytes(len(secret))


def equal(one: Secret, other: Secret) -> bool:
    """Compare two tags in constant time."""
    return hmac.compare_digest(one, other)


@lru_cache(maxsize=256)
def _label(label: str) -> bytes:
    return vec(b"MLS 1.0 " + label.encode())


class Crypto:
    """The algorithms of one suite."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.nonce_size = 12
        self._aead: type[AESGCM] | type[ChaCha20Poly1305]
        self.kem: Kem
        if suite is Suite.XWING:
            self._digest, self._aead, self.key_size = "sha512", ChaCha20Poly1305, 32
            self.kem = XWingKem(
                0x0003,
                0x0003,
                "sha512",
                hpke.Suite(
                    hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA512, hpke.AEAD.CHACHA20_POLY1305
                ),
            )
        elif suite is Suite.X25519_CHACHA:
            self._digest, self._aead, self.key_size = "sha256", ChaCha20Poly1305, 32
            self.kem = X25519Kem(
                0x0001,
                0x0003,
                "sha256",
                hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305),
            )
        else:
            self._digest, self._aead, self.key_size = "sha256", AESGCM, 16
            self.kem = X25519Kem(
                0x0001,
                0x0001,
                "sha256",
                hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM),
            )
        self.hash_size = hashlib.new(self._digest).digest_size
        self._empty = hashlib.new(self._digest)

    @property
    def zero(self) -> bytes:
        """The all-zero secret that stands where there is none."""
        return bytes(self.hash_size)

    def hash(self, data: bytes) -> bytes:
        state = self._empty.copy()
        state.update(data)
        return state.digest()

    def mac(self, key: Secret, data: bytes) -> bytes:
        return hmac.digest(key, data, self._digest)

    def ref_hash(self, label: bytes, value: bytes) -> bytes:
        """RefHash (section 5.2)."""
        return self.hash(vec(label) + vec(value))

    def make_ref(self, name: str, value: bytes) -> bytes:
        """MakeKeyPackageRef and MakeProposalRef: ``name`` is the label without its prefix."""
        return self.hash(_label(name) + vec(value))

    def extract(self, salt: Secret, ikm: Secret) -> bytes:
        return hmac.digest(salt, ikm, self._digest)

    def expand(self, secret: Secret, label: str, context: bytes, size: int) -> bytes:
        """ExpandWithLabel (section 8)."""
        return hkdf_expand(self._digest, secret, u16(size) + _label(label) + vec(context), size)

    def derive(self, secret: Secret, label: str) -> bytes:
        """DeriveSecret (section 8)."""
        return self.expand(secret, label, b"", self.hash_size)

    def derive_tree(self, secret: Secret, label: str, generation: int, size: int) -> bytes:
        """DeriveTreeSecret (section 9.1)."""
        return self.expand(secret, label, u32(generation), size)

    def sign(self, signer: SignatureKey, label: str, content: bytes) -> bytes:
        """SignWithLabel (section 5.1.2)."""
        return signer.sign_raw(_label(label) + vec(content))

    def verify(self, public: bytes, label: str, content: bytes, signature: bytes) -> bool:
        """VerifyWithLabel (section 5.1.2)."""
        return verify(public, label, content, signature)

    def seal(
        self, public: bytes, label: str, context: bytes, plaintext: bytes
    ) -> tuple[bytes, bytes]:
        """EncryptWithLabel (section 5.1.3): (kem_output, ciphertext)."""
        return self.kem.seal(public, _label(label) + vec(context), plaintext)

    def open(
        self, private: Secret, label: str, context: bytes, enc: bytes, ciphertext: bytes
    ) -> bytes:
        """DecryptWithLabel (section 5.1.3)."""
        return self.kem.open(private, _label(label) + vec(context), enc, ciphertext)

    def usable(self, public: bytes) -> bool:
        """Whether ``public`` can be encrypted to under this suite."""
        try:
            self.kem.load_public(public)
        except HPKEError:
            return False
        return True

    def aead_seal(self, key: Secret, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        return self._aead(key).encrypt(nonce, plaintext, aad)

    def aead_open(self, key: Secret, nonce: bytes, aad: bytes, ciphertext: bytes) -> bytes | None:
        """The plaintext, or None if the tag is wrong."""
        try:
            return self._aead(key).decrypt(nonce, ciphertext, aad)
        except InvalidTag:
            return None


@lru_cache(maxsize=8)
def crypto(suite: int) -> Crypto:
    """The algorithms of a suite by number; :class:`LocalError` for those not spoken here."""
    try:
        return Crypto(Suite(suite))
    except ValueError as error:
        raise LocalError("this cipher suite is not supported") from error


def supported(suite: int) -> bool:
    return suite in SUITES


SUITES: Final = tuple(int(suite) for suite in Suite)


class SignatureKey:
    """An Ed25519 key pair; the private half is a 32-byte seed and never shown."""

    __slots__ = ("_pair", "_seed", "public")

    def __init__(self, seed: Secret) -> None:
        if len(seed) != SIGNATURE_KEY_SIZE:
            raise LocalError("a signature key is made from a seed of 32 bytes")
        self._seed = bytes(seed)
        self.public, self._pair = crypto_sign_seed_keypair(self._seed)

    @classmethod
    def generate(cls, suite: Suite = Suite.XWING) -> SignatureKey:
        """A fresh key; all suites spoken here use Ed25519."""
        crypto(suite)
        return cls(os.urandom(SIGNATURE_KEY_SIZE))

    @property
    def private(self) -> bytes:
        """The seed."""
        return self._seed

    def sign_raw(self, content: bytes) -> bytes:
        return crypto_sign(content, self._pair)[:SIGNATURE_SIZE]

    def __repr__(self) -> str:
        return f"SignatureKey(public={self.public.hex()})"


def verify(public: bytes, label: str, content: bytes, signature: bytes) -> bool:
    """VerifyWithLabel (section 5.1.2) for Ed25519."""
    if len(public) != SIGNATURE_KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        crypto_sign_open(signature + _label(label) + vec(content), public)
    except BadSignatureError:
        return False
    return True
