"""The records of a vault: pseudorandom names, and values encrypted each under a key of its own.

A record stands on a shelf under a key. The file holds neither: only a keyed hash of each, which
are also the record's associated data, so that records cannot be swapped. Values are padded.

SQLite's secure_delete overwrites what is deleted, but moving cells between pages leaves copies that
it does not know of. So every record is encrypted under a seed of its own, and seeds stand in a
table whose rows are appended and overwritten in place, but never move: a record is gone for good
once its seed is overwritten, whatever became of its copies.
"""

import hashlib
import struct
from typing import Any

import apsw
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from leeward_client.vault.blocks import NONCE
from leeward_client.vault.errors import VaultDamagedError
from leeward_client.vault.keys import KEY, Keys

ADDRESS = 16
"""Bytes by which a shelf, or a key, goes in the file."""
SEED = 32
LONGEST_KEY = 0xFFFF
_HEADER = struct.Struct(">HI")
"""Lengths in bytes of the key and of the value, which follow; zeros after them."""
_SMALLEST = 64
_SHELF_PERSON = b"leeward/shelf/1"
_NAME_PERSON = b"leeward/name/1"
_RECORD_PERSON = b"leeward/record/1"


class Transaction:
    """Reads and writes that happen together or not at all."""

    def __init__(self, database: apsw.Connection, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def get(self, shelf: str, key: bytes) -> bytes | None:
        """The value under a key, or None. Raises VaultDamagedError."""
        shelf_address, name = self._where(shelf, key)
        row = self._database.execute(
            "SELECT seeds.seed, box FROM records LEFT JOIN seeds ON seeds.id = records.seed"
            " WHERE shelf = ? AND name = ?",
            (shelf_address, name),
        ).fetchone()
        return None if row is None else self._open(shelf_address, name, *row)[1]

    def put(self, shelf: str, key: bytes, value: bytes) -> None:
        """Store a value under a key, in place of what stood there."""
        if len(key) > LONGEST_KEY:
            raise ValueError("a key has at most 65535 bytes")
        where = self._where(shelf, key)
        seed = random_bytes(SEED)
        box = self._close(*where, seed, key, value)
        held = self._seed_of(*where)
        place = self._take_seed(seed) if held is None else self._set_seed(held, seed)
        self._database.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?)"
            " ON CONFLICT (shelf, name) DO UPDATE SET box = excluded.box",
            (*where, place, box),
        )

    def delete(self, shelf: str, key: bytes) -> None:
        """Erase what stands under a key, if anything does."""
        where = self._where(shelf, key)
        place = self._seed_of(*where)
        if place is None:
            return
        self._drop_seed(place)
        self._database.execute("DELETE FROM records WHERE shelf = ? AND name = ?", where)

    def scan(self, shelf: str) -> list[tuple[bytes, bytes]]:
        """All keys and values of a shelf, sorted by key. Raises VaultDamagedError."""
        address = self._shelf(shelf)
        rows = self._database.execute(
            "SELECT name, seeds.seed, box FROM records LEFT JOIN seeds ON seeds.id = records.seed"
            " WHERE shelf = ?",
            (address,),
        )
        return sorted(self._open(address, *row) for row in rows)

    def drop(self, shelf: str) -> None:
        """Erase a whole shelf."""
        where = (self._shelf(shelf),)
        places: list[Any] = self._database.execute(
            "SELECT seed FROM records WHERE shelf = ?", where
        ).fetchall()
        for (place,) in places:
            self._drop_seed(place)
        self._database.execute("DELETE FROM records WHERE shelf = ?", where)

    # Names ---------------------------------------------------------------------------------------

    def _where(self, shelf: str, key: bytes) -> tuple[bytes, bytes]:
        address = self._shelf(shelf)
        return address, self._address(_NAME_PERSON, address + key)

    def _shelf(self, shelf: str) -> bytes:
        return self._address(_SHELF_PERSON, shelf.encode())

    def _address(self, person: bytes, name: bytes) -> bytes:
        return hashlib.blake2b(
            name, digest_size=ADDRESS, key=bytes(self._keys.tags), person=person
        ).digest()

    # Seeds ---------------------------------------------------------------------------------------

    def _seed_of(self, shelf: bytes, name: bytes) -> int | None:
        seed = self._database.execute(
            "SELECT seed FROM records WHERE shelf = ? AND name = ?", (shelf, name)
        ).get
        return None if seed is None else int(seed)

    def _take_seed(self, seed: bytes) -> int:
        spare = self._database.execute("SELECT id FROM seeds WHERE used = 0 LIMIT 1").get
        if spare is not None:
            return self._set_seed(int(spare), seed)
        place = int(self._database.execute("SELECT coalesce(max(id), 0) + 1 FROM seeds").get)
        self._database.execute("INSERT INTO seeds VALUES (?, 1, ?)", (place, seed))
        return place

    def _set_seed(self, place: int, seed: bytes) -> int:
        self._database.execute("UPDATE seeds SET used = 1, seed = ? WHERE id = ?", (seed, place))
        return place

    def _drop_seed(self, place: int) -> None:
        # As many bytes as before, so that SQLite overwrites the row where it stands.
        self._database.execute(
            "UPDATE seeds SET used = 0, seed = ? WHERE id = ?", (random_bytes(SEED), place)
        )

    # Values --------------------------------------------------------------------------------------

    def _record_key(self, seed: bytes) -> bytes:
        return hashlib.blake2b(
            seed, digest_size=KEY, key=bytes(self._keys.box), person=_RECORD_PERSON
        ).digest()

    def _close(self, shelf: bytes, name: bytes, seed: bytes, key: bytes, value: bytes) -> bytes:
        plain = _HEADER.pack(len(key), len(value)) + key + value
        nonce = random_bytes(NONCE)
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain.ljust(padded(len(plain)), b"\0"), shelf + name, nonce, self._record_key(seed)
        )

    def _open(
        self, shelf: bytes, name: bytes, seed: bytes | None, box: bytes
    ) -> tuple[bytes, bytes]:
        if seed is None or len(box) < NONCE:
            raise VaultDamagedError
        try:
            plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                box[NONCE:], shelf + name, box[:NONCE], self._record_key(seed)
            )
        except CryptoError:
            raise VaultDamagedError from None
        key_length, length = _HEADER.unpack_from(plain)
        start = _HEADER.size + key_length
        return plain[_HEADER.size : start], plain[start : start + length]


def padded(length: int) -> int:
    """The next of a few sizes: powers of two from 64 bytes on, and one step between each two."""
    size = _SMALLEST
    while size < length:
        if size + size // 2 >= length:
            return size + size // 2
        size *= 2
    return size
