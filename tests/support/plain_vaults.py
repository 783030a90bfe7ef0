"""Vaults of the form that came before containers, as version 0.1.0 wrote them."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import apsw
from leeward_client.vault import plain
from leeward_client.vault.keys import Cost, keys_of, stretch
from leeward_client.vault.records import Transaction
from nacl import bindings

Record = tuple[str, bytes, bytes]
_SCHEMA = """
    CREATE TABLE head (salt BLOB NOT NULL, passes INTEGER NOT NULL, memory INTEGER NOT NULL) STRICT;
    CREATE TABLE slots (place INTEGER PRIMARY KEY, slot BLOB NOT NULL) STRICT;
    CREATE TABLE seeds (id INTEGER PRIMARY KEY, used INTEGER NOT NULL, seed BLOB NOT NULL) STRICT;
    CREATE INDEX spare_seeds ON seeds (id) WHERE used = 0;
    CREATE TABLE records (shelf BLOB NOT NULL, name BLOB NOT NULL, seed INTEGER NOT NULL,
        box BLOB NOT NULL, PRIMARY KEY (shelf, name)) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 1;
"""


def make_plain(folder: Path, passphrase: str, records: Iterable[Record]) -> bytes:
    """Make a plain vault with these records; gives its master key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    master, salt, cost = os.urandom(32), os.urandom(16), Cost.least()
    with contextlib.closing(sqlite3.connect(folder / plain.FILE)) as database:
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO head VALUES (?, ?, ?)", (salt, cost.passes, cost.memory))
        nonce, label = os.urandom(24), b"leeward/vault/slot/1" + bytes([5])
        slots = [os.urandom(72) for _ in range(8)]
        slots[5] = nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            master, label, nonce, stretch(passphrase, salt, cost)
        )
        database.executemany("INSERT INTO slots VALUES (?, ?)", enumerate(slots))
        database.commit()
        database.execute("PRAGMA journal_mode = WAL").fetchone()
    with contextlib.closing(apsw.Connection(str(folder / plain.FILE))) as connection, connection:
        transaction = Transaction(connection, keys_of(master))
        for shelf, key, value in records:
            transaction.put(shelf, key, value)
    return master
