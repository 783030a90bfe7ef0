"""From a passphrase to the key of a region, by way of a fixed number of key slots.

One salt and one Argon2id derivation serve all slots, and every slot is tried at every unlock, so
that an unlock does the same work whichever slot opens, and a slot that is not used cannot be told
from one that is.
"""

import hashlib
import struct
import unicodedata
from dataclasses import dataclass, field

from nacl import pwhash
from nacl.utils import random as random_bytes

from leeward_client.vault import blocks
from leeward_client.vault.errors import VaultDamagedError, WrongPassphraseError

SLOTS = 4
"""Slots, and as many regions. Two would say that there are at most two vaults; with four, whoever
has been given two passphrases still cannot know whether that is all."""
SALT = pwhash.argon2id.SALTBYTES
KEY = 32
MOST_PASSES = 64
MOST_MEMORY = 4 * 1024**3
"""Beyond these a file's claim about its own cost is damage, not a wish."""

_SLOT_LABEL = b"leeward/container/slot/1"
_TAG_PERSON = b"leeward/tags/1"
_BOX_PERSON = b"leeward/box/1"
_SLOT = struct.Struct(">B32sBB")
_NONE = 0xFF


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


@dataclass(frozen=True)
class Place:
    """Where a vault is: the number of its slot, and of its region."""

    slot: int
    region: int


@dataclass(frozen=True)
class Slot:
    """What a slot holds: a region, its key, and where the vault is that opening this destroys."""

    region: int
    key: bytes = field(repr=False)
    destroys: Place | None = None


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


def close_slot(slot: Slot, stretched: bytes, place: int, copy: int) -> bytes:
    """A block that opens with the stretched passphrase, as this copy of the slot in this place."""
    destroys = slot.destroys or Place(_NONE, _NONE)
    payload = _SLOT.pack(slot.region, slot.key, destroys.slot, destroys.region)
    return blocks.seal(payload, _label(place, copy), stretched)


def open_slots(copies: list[list[bytes]], stretched: bytes) -> tuple[int, Slot]:
    """The slot that opens, and what is in it. All are tried, in every copy, whichever opens.

    `copies` holds, for each copy, the blocks of all slots. Raises WrongPassphraseError.
    """
    found: tuple[int, Slot] | None = None
    for copy, slots in enumerate(copies):
        for place, block in enumerate(slots):
            slot = opened(block, stretched, place, copy)
            if slot is not None and found is None:
                found = (place, slot)
    if found is None:
        raise WrongPassphraseError
    return found


def opened(block: bytes, stretched: bytes, place: int, copy: int) -> Slot | None:
    """What one copy of a slot holds, or None if it does not open."""
    payload = blocks.unseal(block, _label(place, copy), stretched)
    if payload is None:
        return None
    region, key, slot, other = _SLOT.unpack_from(payload)
    return Slot(region, key, None if slot == _NONE else Place(slot, other))


def keys_of(master: bytes) -> Keys:
    """The working keys of a vault."""
    tags = hashlib.blake2b(b"", digest_size=KEY, key=master, person=_TAG_PERSON).digest()
    box = hashlib.blake2b(b"", digest_size=KEY, key=master, person=_BOX_PERSON).digest()
    return Keys(bytearray(tags), bytearray(box))


def new_key() -> bytes:
    """A key drawn by chance."""
    return random_bytes(KEY)


def _label(place: int, copy: int) -> bytes:
    return _SLOT_LABEL + bytes([place, copy])
