"""Box keys and the two statements they sign.

A statement names what is asked, the host that was dialled and the challenge of this connection, so
that neither another relay nor another connection can use it again.
"""

import hashlib
import hmac

from nacl.exceptions import BadSignatureError
from nacl.exceptions import ValueError as NaclValueError
from nacl.signing import SigningKey, VerifyKey

from leeward_wire import sizes

ATTACH_LABEL = b"leeward/attach/1\0"
OPEN_LABEL = b"leeward/open/1\0"
BURN_LABEL = b"leeward/burn/1\0"
NO_BURN = bytes(sizes.BURN_HASH_BYTES)


def box_id(seed: bytes) -> bytes:
    """Give the public key, which is the box's id, of a 32-byte Ed25519 seed."""
    return bytes(SigningKey(seed).verify_key)


def burn_hash(key: bytes) -> bytes:
    """Give what the relay keeps of a burn key."""
    return hashlib.sha256(BURN_LABEL + key).digest()


def sign_attach(seed: bytes, host: str, challenge: bytes) -> bytes:
    """Sign the right to attach to the box of this seed."""
    key = SigningKey(seed)
    return key.sign(attach_statement(bytes(key.verify_key), host, challenge)).signature


def sign_open(seed: bytes, host: str, challenge: bytes, burn: bytes | None) -> bytes:
    """Sign the wish to open the box of this seed, with this burn hash or none."""
    key = SigningKey(seed)
    return key.sign(open_statement(bytes(key.verify_key), host, challenge, burn)).signature


def attach_statement(box: bytes, host: str, challenge: bytes) -> bytes:
    """Give the bytes that Attach signs."""
    return ATTACH_LABEL + place(host, challenge) + box


def open_statement(box: bytes, host: str, challenge: bytes, burn: bytes | None) -> bytes:
    """Give the bytes that Open signs."""
    return OPEN_LABEL + place(host, challenge) + box + (NO_BURN if burn is None else burn)


def place(host: str, challenge: bytes) -> bytes:
    """Give the bytes that tie a statement to one connection; raises ValueError."""
    name = host.encode("ascii")
    if not 0 < len(name) <= sizes.MAX_HOST_BYTES or host != host.lower():
        raise ValueError("a host is a short lower-case name, with a port unless it is the default")
    if len(challenge) != sizes.CHALLENGE_BYTES:
        raise ValueError("a challenge has 32 bytes")
    return len(name).to_bytes(2, "big") + name + challenge


def signed(box: bytes, statement: bytes, signature: bytes) -> bool:
    """Tell whether the key of the box made this signature."""
    try:
        VerifyKey(box).verify(statement, signature)
    except (BadSignatureError, NaclValueError):
        return False
    return True


def burns(stored: bytes, key: bytes) -> bool:
    """Tell, in constant time, whether this key burns a box that keeps this hash."""
    return hmac.compare_digest(stored, burn_hash(key))
