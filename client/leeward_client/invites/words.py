"""Words to compare by voice: four for a knock, six for a circle. Argon2id makes look-alikes dear."""

import hashlib
import secrets
import struct
from dataclasses import dataclass
from functools import cache

from mnemonic import Mnemonic
from nacl import pwhash

KNOCK_WORDS = 4
CHANCE_WORDS = 4
PHRASE_WORDS = 6
_BITS = 11
_KNOCK = b"leeward/words/1\0"
_PHRASE = b"leeward/phrase/1\0"
_HELLO = b"leeward/pairing/words/1\0"


@dataclass(frozen=True)
class Cost:
    """What one derivation costs by Argon2id (RFC 9106): passes, and memory in bytes.

    Everybody has to use the same, so only tests take another than the standard one.
    """

    passes: int = 3
    memory: int = 64 * 1024 * 1024


STANDARD = Cost()
"""Forty-four bits are few: so each try at a knock with the same words has to cost something."""


def knock_words(box: bytes, issuer_key: bytes, sealed: bytes, cost: Cost = STANDARD) -> list[str]:
    """The four words of a knock: of its exact bytes, the key it is sealed to, the meeting box."""
    parts = struct.pack(">HH", len(box), len(issuer_key)) + box + issuer_key + sealed
    return _words(_KNOCK + parts, KNOCK_WORDS, cost)


def hello_words(box: bytes, key: bytes, sealed: bytes, cost: Cost = STANDARD) -> list[str]:
    """The four words that two devices of one person show before they are linked."""
    parts = struct.pack(">HH", len(box), len(key)) + box + key + sealed
    return _words(_HELLO + parts, KNOCK_WORDS, cost)


def phrase(group_id: bytes, epoch: int, authenticator: bytes, cost: Cost = STANDARD) -> list[str]:
    """The six words of a circle in an epoch, of its epoch authenticator (RFC 9420, section 8.7)."""
    head = struct.pack(">H", len(group_id)) + group_id + struct.pack(">Q", epoch)
    return _words(_PHRASE + head + authenticator, PHRASE_WORDS, cost)


def chance_words() -> list[str]:
    """Four words drawn at random, by which people know one another again."""
    return [secrets.choice(_wordlist()) for _ in range(CHANCE_WORDS)]


def _words(what: bytes, count: int, cost: Cost) -> list[str]:
    digest = hashlib.sha512(what).digest()
    stretched = pwhash.argon2id.kdf(
        16, digest[:32], digest[32:48], opslimit=cost.passes, memlimit=cost.memory
    )
    number = int.from_bytes(stretched, "big") >> 128 - count * _BITS
    words = _wordlist()
    return [words[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(count))]


@cache
def _wordlist() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)
