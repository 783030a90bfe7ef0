"""The encrypted file of a backup: a head, then chunks of equal length, the last of which says so.

    head  = magic (14) | version (1) | passes (4) | memory (8) | salt (16) | nonce (16)
            | check (16) | sum (8)
    chunk = XChaCha20-Poly1305 of 65,536 bytes (65,552)

The key is Argon2id of the file's own passphrase. `check` opens with the right passphrase alone, and `sum`
tells a head that was damaged from one that was not; so people are told which of both it is. The chunks
together hold the length of the content (8), the content, and zeros, and their number is a power of two:
the file's length tells little. docs/backup.md has the numbered rules.
"""

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError

from leeward_client.backup.errors import (
    BackupDamagedError,
    LargeBackupError,
    NewerBackupError,
    NotABackupError,
    WrongBackupPassphraseError,
)
from leeward_client.vault import Cost, VaultDamagedError
from leeward_client.vault.keys import SALT, stretch

MAGIC = b"leeward-backup"
VERSION = 1
CHUNK = 65_536
"""Bytes of plain content in one chunk."""
MOST_CHUNKS = 4096
"""256 MiB: more than fifty circles of ten thousand messages each."""
NONCE = 16
TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
SUM = 8
_LABEL = b"leeward/backup/1\0"
_FIELDS = struct.Struct(f">{len(MAGIC)}sBIQ{SALT}s{NONCE}s")
HEAD = _FIELDS.size + TAG + SUM
LARGEST = HEAD + MOST_CHUNKS * (CHUNK + TAG)
"""Bytes of the largest file."""
_LENGTH = struct.Struct(">Q")
_CHECK = (1 << 56) - 1
"""The number of the chunk that would hold the check: no file has so many."""

Working = Callable[[float], None]
"""Is told how much of the work is done, from 0 to 1."""


@dataclass(frozen=True, repr=False)
class _Lock:
    """What chunks are sealed with."""

    key: bytes
    fields: bytes
    nonce: bytes

    def seal(self, number: int, plain: bytes, *, final: bool) -> bytes:
        return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain, _LABEL + self.fields, self._nonce(number, final=final), self.key
        )

    def open(self, number: int, sealed: bytes, *, final: bool) -> bytes:
        """What a chunk holds. Raises CryptoError."""
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, _LABEL + self.fields, self._nonce(number, final=final), self.key
        )

    def _nonce(self, number: int, *, final: bool) -> bytes:
        return self.nonce + number.to_bytes(7) + bytes([final])


def seal(
    content: bytes, passphrase: str, cost: Cost | None = None, working: Working = lambda _: None
) -> bytes:
    """The bytes of a backup file; takes its time. Raises LargeBackupError."""
    cost = cost or Cost.standard()
    chunks = _chunks_for(len(content))
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    fields = _FIELDS.pack(MAGIC, VERSION, cost.passes, cost.memory, salt, nonce)
    lock = _Lock(stretch(passphrase, salt, cost), fields, nonce)
    head = fields + lock.seal(_CHECK, b"", final=False)
    sealed = [head + _sum(head)]
    plain = memoryview((_LENGTH.pack(len(content)) + content).ljust(chunks * CHUNK, b"\0"))
    for number in range(chunks):
        part = bytes(plain[number * CHUNK : (number + 1) * CHUNK])
        sealed.append(lock.seal(number, part, final=number == chunks - 1))
        working((number + 1) / chunks)
    return b"".join(sealed)


def unseal(sealed: bytes, passphrase: str, working: Working = lambda _: None) -> bytes:
    """The content of a backup file; takes its time.

    Raises NotABackupError, NewerBackupError, WrongBackupPassphraseError, BackupDamagedError.
    """
    lock = _unlock(sealed, passphrase)
    body = memoryview(sealed)[HEAD:]
    chunks, rest = divmod(len(body), CHUNK + TAG)
    if rest or not 1 <= chunks <= MOST_CHUNKS or chunks & (chunks - 1):
        raise BackupDamagedError
    plain = bytearray()
    for number in range(chunks):
        chunk = bytes(body[number * (CHUNK + TAG) : (number + 1) * (CHUNK + TAG)])
        try:
            plain += lock.open(number, chunk, final=number == chunks - 1)
        except CryptoError:
            raise BackupDamagedError from None
        working((number + 1) / chunks)
    end = _LENGTH.size + _LENGTH.unpack_from(plain)[0]
    if (
        end > len(plain)
        or any(memoryview(plain)[end:])
        or _chunks_for(end - _LENGTH.size) != chunks
    ):
        raise BackupDamagedError
    return bytes(plain[_LENGTH.size : end])


def _unlock(sealed: bytes, passphrase: str) -> _Lock:
    if sealed[: len(MAGIC)] != MAGIC:
        raise NotABackupError
    if len(sealed) < HEAD:
        raise BackupDamagedError
    if sealed[len(MAGIC)] > VERSION:
        raise NewerBackupError
    fields, check, told = (
        sealed[: _FIELDS.size],
        sealed[_FIELDS.size : HEAD - SUM],
        sealed[HEAD - SUM : HEAD],
    )
    _, version, passes, memory, salt, nonce = _FIELDS.unpack(fields)
    if version != VERSION or _sum(fields + check) != told:
        raise BackupDamagedError
    try:
        lock = _Lock(stretch(passphrase, salt, Cost(passes, memory)), fields, nonce)
    except VaultDamagedError:
        raise BackupDamagedError from None
    try:
        lock.open(_CHECK, check, final=False)
    except CryptoError:
        raise WrongBackupPassphraseError from None
    return lock


def _chunks_for(length: int) -> int:
    """How many chunks hold so many bytes: the least power of two."""
    chunks = 1
    while chunks * CHUNK < length + _LENGTH.size:
        chunks *= 2
    if chunks > MOST_CHUNKS:
        raise LargeBackupError
    return chunks


def _sum(head: bytes) -> bytes:
    return hashlib.sha256(head).digest()[:SUM]
