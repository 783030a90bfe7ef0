"""Words to compare by voice: four for a knock, six for a circle. Argon2id makes look-alikes dear."""

import hashlib
import struct
from functools import cache

from mnemonic import Mnemonic
from nacl import pwhash

KNOCK_WORDS = 4
PHRASE_WORDS = 6
PASSES = 3
MEMORY = 64 * 1024 * 1024
"""Bytes that one derivation takes; forty-four bits are few, so each try has to cost something."""
_BITS = 11
_KNOCK = b"leeward/words/1\0"
_PHRASE = b"leeward/phrase/1\0"


def knock_words(box: bytes, issuer_key: bytes, sealed: bytes) -> list[str]:
    """The four words of a knock: of its exact bytes, the key it is sealed to, and the meeting box."""
    parts = struct.pack(">HH", len(box), len(issuer_key)) + box + issuer_key + sealed
    return _words(_KNOCK + parts, KNOCK_WORDS)


def phrase(group_id: bytes, epoch: int, authenticator: bytes) -> list[str]:
    """The six words of a circle in one epoch, of its epoch authenticator (RFC 9420, section 8.7)."""
    head = struct.pack(">H", len(group_id)) + group_id + struct.pack(">Q", epoch)
    return _words(_PHRASE + head + authenticator, PHRASE_WORDS)


def _words(what: bytes, count: int) -> list[str]:
    digest = hashlib.sha512(what).digest()
    stretched = pwhash.argon2id.kdf(
        16, digest[:32], digest[32:48], opslimit=PASSES, memlimit=MEMORY
    )
    number = int.from_bytes(stretched) >> 128 - count * _BITS
    list_ = _wordlist()
    return [list_[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(count))]


@cache
def _wordlist() -> list[str]:
    return list(Mnemonic("english").wordlist)
