"""Rule H: the running hash over what a box held, by which members find gaps and forks.

Within an epoch the hash starts from the epoch's authenticator (RFC 9420, section 8.7), which the
relay does not know, and takes one step per entry of the box: events, void seals and noise alike.
Every event and commit carries what its author had seen, as a sequence number and the hash there.
"""

import hashlib
import struct
from enum import Enum

from leeward_client.circle.canon import LARGEST_INT, CanonError, Record, check_int, pack, unpack

KEPT = 256
"""How many of the latest hashes a ledger keeps; a claim about an older entry is not checked."""

_START = b"leeward/history/1\x00"
_STEP = b"leeward/history/step/1\x00"
_LARGEST_LEDGER = 64_000


class Seen(Record, frozen=True):
    """What an author had seen: the last sequence number in the epoch's box, and the hash there."""

    seq: int
    hash: bytes


def check_seen(seen: Seen) -> Seen:
    """Return `seen` if its fields are within bounds; else raise ValueError."""
    check_int(seen.seq, 0)
    if len(seen.hash) != 32:
        raise ValueError("a running hash is 32 bytes long")
    return seen


def start(group_id: bytes, epoch: int, authenticator: bytes) -> bytes:
    """The hash before the first entry of an epoch."""
    head = struct.pack(">H", len(group_id)) + group_id + struct.pack(">Q", epoch)
    return hashlib.sha256(_START + head + authenticator).digest()


def step(before: bytes, seq: int, kind: int, digest: bytes) -> bytes:
    """The hash after entry `seq` of `kind` (0 post, 1 seal) whose blob has the SHA-256 `digest`."""
    return hashlib.sha256(_STEP + before + struct.pack(">QB", seq, kind) + digest).digest()


class Verdict(Enum):
    """What a claim of having seen something means to one who has seen the box as well."""

    OK = "ok"
    FORK = "fork"
    """The author saw another history of this box than we did."""
    GAP = "gap"
    """Entries are missing before the one claimed, so there is nothing to compare the hash with."""
    AHEAD = "ahead"
    """The author claims entries that the relay has not shown us."""
    OLD = "old"
    """The claim is about an entry whose hash is no longer kept."""


class _Step(Record, frozen=True):
    seq: int
    kind: int
    digest: bytes
    hash: bytes | None


class _Stored(Record, frozen=True):
    version: int
    first_hash: bytes
    missing: int
    steps: list[_Step]


class Ledger:
    """What one member saw of one epoch's box. Owned by its holder; `add` and `adopt` change it."""

    def __init__(self, first_hash: bytes) -> None:
        self._first = first_hash
        self._steps: list[_Step] = []
        self._missing = 0

    @property
    def last(self) -> int:
        """The sequence number of the last entry seen, 0 before the first."""
        return self._steps[-1].seq if self._steps else 0

    @property
    def missing(self) -> int:
        """How many sequence numbers never came: entries that expired or were withheld."""
        return self._missing

    @property
    def known(self) -> bool:
        """Whether the hash at the last entry is known, or lost in a gap that nobody bridged yet."""
        return not self._steps or self._steps[-1].hash is not None

    @property
    def seen(self) -> Seen:
        """What to claim in an event or commit of our own.

        After a gap that nobody bridged this is the last entry whose hash is known.
        """
        for step_ in reversed(self._steps):
            if step_.hash is not None:
                return Seen(step_.seq, step_.hash)
        return Seen(0, self._first)

    def add(self, seq: int, kind: int, digest: bytes) -> int:
        """Record the next entry seen; return how many sequence numbers were left out before it.

        Raises:
            ValueError: `seq` is not beyond the last entry, or the digest is not 32 bytes long.
        """
        if not self.last < seq <= LARGEST_INT or len(digest) != 32:
            raise ValueError("entries are recorded once and in order")
        skipped = seq - self.last - 1
        before = self._hash_at(self.last) if skipped == 0 else None
        after = None if before is None else step(before, seq, kind, digest)
        self._steps.append(_Step(seq, kind, digest, after))
        del self._steps[:-KEPT]
        self._missing += skipped
        return skipped

    def check(self, seen: Seen) -> Verdict:
        """Compare an author's claim with what we saw; changes nothing."""
        if seen.seq > self.last:
            return Verdict.AHEAD
        known = self._hash_at(seen.seq)
        if known is not None:
            return Verdict.OK if known == seen.hash else Verdict.FORK
        return Verdict.OLD if self._missing == 0 else Verdict.GAP

    def adopt(self, seen: Seen) -> bool:
        """After a gap, go on from an author's claim, if it can serve; return whether it did.

        Only a claim at or beyond the last entry before an unbroken run to the present can serve.
        It is trusted, not checked: the gap stays on record in `missing`, and is shown.
        """
        if self.known or self.check(seen) is not Verdict.GAP:
            return False
        run = len(self._steps)
        while run > 0 and self._steps[run - 1].seq == self.last - (len(self._steps) - run):
            run -= 1
        if run == len(self._steps) or seen.seq < self._steps[run].seq - 1:
            return False
        value = seen.hash
        for place in range(run, len(self._steps)):
            step_ = self._steps[place]
            if step_.seq == seen.seq:
                self._steps[place] = _Step(step_.seq, step_.kind, step_.digest, value)
            elif step_.seq > seen.seq:
                value = step(value, step_.seq, step_.kind, step_.digest)
                self._steps[place] = _Step(step_.seq, step_.kind, step_.digest, value)
        return True

    def _hash_at(self, seq: int) -> bytes | None:
        if seq == 0:
            return self._first
        if not self._steps:
            return None
        place = len(self._steps) - 1
        while place >= 0 and self._steps[place].seq > seq:
            place -= 1
        if place < 0 or self._steps[place].seq != seq:
            return None
        return self._steps[place].hash

    def serialize(self) -> bytes:
        """The ledger as bytes, for the vault."""
        return pack(_Stored(1, self._first, self._missing, self._steps))

    @classmethod
    def restore(cls, data: bytes) -> "Ledger":
        """The ledger from its bytes; raises ValueError if they are not a ledger's."""
        try:
            stored = unpack(data, _Stored, _LARGEST_LEDGER)
        except CanonError as error:
            raise ValueError("not a stored ledger") from error
        if stored.version != 1:
            raise ValueError("a ledger of an unknown version")
        ledger = cls(stored.first_hash)
        ledger._missing = stored.missing
        ledger._steps = list(stored.steps)
        return ledger

    def __repr__(self) -> str:
        return f"Ledger(last={self.last}, missing={self._missing})"
