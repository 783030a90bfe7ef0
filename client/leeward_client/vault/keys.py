"""From a passphrase to the keys of a vault, by way of a fixed number of key slots.

One salt and one Argon2id derivation serve all slots, and every slot is tried at every unlock, so
that an unlock does the same work whichever slot opens, and a slot that is not used cannot be told
from one that is.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from nacl import bindings, pwhash
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from leeward_client.vault.errors import VaultDamagedError, WrongPassphraseError

SLOTS = 8
SALT = pwhash.argon2id.SALTBYTES
KEY = 32
NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
SLOT = NONCE + KEY + TAG
"""Bytes of one slot: a nonce, then the master key under a key of the passphrase and the slot."""
MOST_PASSES = 64
MOST_MEMORY = 4 * 1024**3
"""Beyond these a file's claim about its own cost is damage, not a wish."""

_SLOT_LABEL = b"leeward/vault/slot/1"
_TAG_PERSON = b"leeward/tags/1"
_BOX_PERSON = b"leeward/box/1"


@dataclass(frozen=True)
class Cost:
    """What an unlock costs by Argon2id (RFC 9106): passes, and memory in bytes."""

    passes: int
    memory: int

    @classmethod
    def standard(cls) -> "Cost":
        """About half a second on a laptop; 256 MiB are dear for whoever tries a great many."""
        return cls(3, 256 * 1024 * 1024)

    @classmethod
    def least(cls) -> "Cost":
        """As little as there can be: for tests, which unlock a thousand times."""
        return cls(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)


@dataclass(repr=False)
class Keys:
    """The two keys that the master key gives: one names records, one encrypts them."""

    tags: bytearray
    box: bytearray

    def wipe(self) -> None:
        """Erase the keys, as far as the language allows."""
        for key in (self.tags, self.box):
            key[:] = bytes(len(key))


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase gives, 32 bytes; takes its time.

    The passphrase is normalised (NFC) first, since keyboards differ in how they compose letters.
    Raises VaultDamagedError for a salt or a cost that no vault has.
    """
    within = (
        pwhash.argon2id.OPSLIMIT_MIN <= cost.passes <= MOST_PASSES
        and pwhash.argon2id.MEMLIMIT_MIN <= cost.memory <= MOST_MEMORY
    )
    if not within or len(salt) != SALT:
        raise VaultDamagedError
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return pwhash.argon2id.kdf(KEY, typed, salt, opslimit=cost.passes, memlimit=cost.memory)


def fill_slots(master: bytes, stretched: bytes, place: int) -> list[bytes]:
    """All slots anew: the master key in the slot `place`, random bytes in the others."""
    slots = [random_bytes(SLOT) for _ in range(SLOTS)]
    slots[place] = close_slot(master, stretched, place)
    return slots


def close_slot(master: bytes, stretched: bytes, place: int) -> bytes:
    """A slot that opens with the stretched passphrase."""
    nonce = random_bytes(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        master, _SLOT_LABEL + bytes([place]), nonce, stretched
    )


def open_slots(slots: list[bytes], stretched: bytes) -> tuple[int, bytes]:
    """The slot that opens, and the master key in it. All are tried, whichever opens.

    Raises WrongPassphraseError, and VaultDamagedError when slots are missing or cut.
    """
    if len(slots) != SLOTS or any(len(slot) != SLOT for slot in slots):
        raise VaultDamagedError
    found: tuple[int, bytes] | None = None
    for place, slot in enumerate(slots):
        try:
            master = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                slot[NONCE:], _SLOT_LABEL + bytes([place]), slot[:NONCE], stretched
            )
        except CryptoError:
            continue
        found = (place, master)
    if found is None:
        raise WrongPassphraseError
    return found


def keys_of(master: bytes) -> Keys:
    """The working keys of a vault."""
    tags = hashlib.blake2b(b"", digest_size=KEY, key=master, person=_TAG_PERSON).digest()
    box = hashlib.blake2b(b"", digest_size=KEY, key=master, person=_BOX_PERSON).digest()
    return Keys(bytearray(tags), bytearray(box))
