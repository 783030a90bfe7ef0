"""Sealed blocks: what a container is made of. Without its key a block is as good as random bytes."""

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

BLOCK = 4096
NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
PAYLOAD = BLOCK - NONCE - TAG
"""Bytes that a block holds; what is shorter is filled up with zeros."""


def seal(payload: bytes, place: bytes, key: bytes) -> bytes:
    """A block that opens in its own place alone.

    The nonce is drawn anew for every block ever written (24 bytes: two that are alike are not to be
    feared), so a key meets no nonce twice.
    """
    nonce = random_bytes(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        payload.ljust(PAYLOAD, b"\0"), place, nonce, key
    )


def unseal(block: bytes, place: bytes, key: bytes) -> bytes | None:
    """What a block holds; None if it was not sealed whole, for this place and under this key."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            block[NONCE:], place, block[:NONCE], key
        )
    except CryptoError:
        return None


def noise() -> bytes:
    """A block that never held anything."""
    return random_bytes(BLOCK)
