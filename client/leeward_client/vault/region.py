"""One region of a container: numbered pages, changed many at once or not at all.

    block 0         the settled state: which commit stands, how many pages there are
    block 1         the promise: the commit that is being carried out, and the key of its log
    pages           one block for each page, in its place for ever
    log             as many blocks, in which a commit stands before the pages are overwritten

A commit (1) writes the new pages to the log, under a key drawn for it alone, (2) promises, (3) puts
each page in its place, (4) settles; the disk is synchronised after 1, 2 and 3, and what settles a
commit becomes durable with the next one's log. A promise that is kept only in part is carried out
again by whoever comes next; one that was cut short was never made. The next promise takes the place
of the last and with it the key of the last log. So of what a page held before, nothing remains that
opens: its block is overwritten where it stands, and its copies in older logs have lost their key.
"""

import hashlib
import struct
from dataclasses import dataclass, field

from nacl.utils import random as random_bytes

from leeward_client.vault import blocks
from leeward_client.vault.blocks import BLOCK, PAYLOAD
from leeward_client.vault.disk import Disk
from leeward_client.vault.errors import VaultDamagedError, VaultStorageError

KEY = 32
_NUMBER = struct.Struct(">Q")
CONTENT = PAYLOAD - _NUMBER.size
"""Bytes of a page; its own number follows it in the block."""
_HEAD_BLOCKS = 2
LEAST_BLOCKS = 128

_SETTLED, _PROMISED = 0, 1
_PAGE_PERSON = b"leeward/page/1"
_STATE = struct.Struct(">QIII32s")


@dataclass(frozen=True)
class _State:
    """A commit: its turn, how many pages there are after it, and where its log is, with its key."""

    turn: int
    pages: int
    log_start: int
    log_count: int
    log_key: bytes = field(default=bytes(KEY), repr=False)


class Region:
    """The pages of one region; `begin` before anything else, under the lock of the disk."""

    def __init__(self, disk: Disk, offset: int, size: int, key: bytes) -> None:
        total = size // BLOCK
        if total < LEAST_BLOCKS:
            raise VaultDamagedError
        self.disk = disk
        self._offset = offset
        self._key = bytearray(
            hashlib.blake2b(b"", digest_size=KEY, key=key, person=_PAGE_PERSON).digest()
        )
        self.room = (total - _HEAD_BLOCKS) // 2
        """How many pages there can be; the log has as many blocks, so that every commit fits."""
        self._state = _State(0, 0, 0, 0)

    @property
    def pages(self) -> int:
        """How many pages there are, by the commit that `begin` found."""
        return self._state.pages

    def format(self) -> None:
        """Make the region empty. What it held before cannot be opened any more."""
        self._state = _State(0, 0, 0, 0)
        self._write(_PROMISED, blocks.noise())
        self._settle_state()
        self.disk.sync()

    def begin(self) -> None:
        """See which commit stands, and carry out what was promised.

        Raises VaultDamagedError, VaultStorageError.
        """
        settled, promised = self._read_state(_SETTLED), self._read_state(_PROMISED)
        if promised is not None and (settled is None or promised.turn > settled.turn):
            self._state = promised
            self._carry_out(self._logged(promised))
        elif settled is not None:
            self._state = settled
        else:
            raise VaultDamagedError

    def page(self, number: int) -> bytes:
        """A page as it stands. Raises VaultDamagedError."""
        held = blocks.unseal(self._read(_HEAD_BLOCKS + number), _page(number), bytes(self._key))
        if held is None:
            raise VaultDamagedError
        return held[:CONTENT]

    def commit(self, changed: dict[int, bytes], pages: int) -> None:
        """Change these pages, all of them, and let there be so many. Raises VaultStorageError.

        If this raises, the commit either stands or never was; `begin` finds out which.
        """
        if pages > self.room or any(number >= pages for number in changed):
            raise ValueError("a page beyond the end")
        state = self._next(len(changed), pages)
        for place, (number, content) in enumerate(changed.items()):
            entry = content.ljust(CONTENT, b"\0") + _NUMBER.pack(number)
            self._write(
                self._log_block(state, place), blocks.seal(entry, _log(place), state.log_key)
            )
        self.disk.sync()  # and with it what settled the last commit: its promise may go now
        try:
            self._write(_PROMISED, self._sealed(_PROMISED, state))
            self.disk.sync()
        except BaseException:
            self._take_back()
            raise
        self._state = state
        self._carry_out(changed)

    def wipe(self) -> None:
        """Erase the key from memory, as far as the language allows."""
        self._key[:] = bytes(KEY)

    # A commit ------------------------------------------------------------------------------------

    def _next(self, count: int, pages: int) -> _State:
        """Where the next commit's log stands: after the last one's, or at the beginning again."""
        last = self._state
        start = last.log_start + last.log_count
        if start + count > self.room:
            start = 0
            if count > last.log_start:
                # It overwrites the last log: what makes that one needless has to be durable.
                self.disk.sync()
        return _State(last.turn + 1, pages, start, count, random_bytes(KEY))

    def _take_back(self) -> None:
        """A promise of which one cannot be sure is not kept, if the disk still lets us say so."""
        try:
            self._write(_PROMISED, blocks.noise())
        except VaultStorageError:
            return

    def _logged(self, state: _State) -> dict[int, bytes]:
        if state.log_start + state.log_count > self.room or state.pages > self.room:
            raise VaultDamagedError
        changed = {}
        for place in range(state.log_count):
            block = self._read(self._log_block(state, place))
            held = blocks.unseal(block, _log(place), state.log_key)
            if held is None:
                raise VaultDamagedError  # the log was durable before the promise was made
            changed[int(_NUMBER.unpack(held[CONTENT:])[0])] = held[:CONTENT]
        if any(number >= state.pages for number in changed):
            raise VaultDamagedError
        return changed

    def _carry_out(self, changed: dict[int, bytes]) -> None:
        for number, content in changed.items():
            payload = content.ljust(CONTENT, b"\0") + _NUMBER.pack(number)
            block = blocks.seal(payload, _page(number), bytes(self._key))
            self._write(_HEAD_BLOCKS + number, block)
        self.disk.sync()
        self._settle_state()

    # States and blocks ---------------------------------------------------------------------------

    def _settle_state(self) -> None:
        # Without the key of the log, which nobody needs any more.
        state = self._state
        self._state = _State(state.turn, state.pages, state.log_start, state.log_count)
        self._write(_SETTLED, self._sealed(_SETTLED, self._state))

    def _sealed(self, block: int, state: _State) -> bytes:
        packed = _STATE.pack(
            state.turn, state.pages, state.log_start, state.log_count, state.log_key
        )
        return blocks.seal(packed, _head(block), bytes(self._key))

    def _read_state(self, block: int) -> _State | None:
        held = blocks.unseal(self._read(block), _head(block), bytes(self._key))
        return None if held is None else _State(*_STATE.unpack_from(held))

    def _log_block(self, state: _State, place: int) -> int:
        return _HEAD_BLOCKS + self.room + state.log_start + place

    def _read(self, block: int) -> bytes:
        return self.disk.read(self._offset + block * BLOCK, BLOCK)

    def _write(self, block: int, data: bytes) -> None:
        self.disk.write(self._offset + block * BLOCK, data)


def _head(block: int) -> bytes:
    return b"leeward/region/head/1" + bytes([block])


def _page(number: int) -> bytes:
    return b"leeward/region/page/1" + _NUMBER.pack(number)


def _log(place: int) -> bytes:
    return b"leeward/region/log/1" + _NUMBER.pack(place)
