"""What opening, growing and sealing again cost: work, or an operator's pass.

Both are bound to one connection by its challenge, and to a counter, so that none counts twice.
"""

import hashlib
import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass

from leeward_wire import sizes
from leeward_wire.codes import Purpose
from leeward_wire.frames import PASS_MARK, WORK_MARK
from leeward_wire.signing import place

WORK_LABEL = b"leeward/work/1\0"
PASS_LABEL = b"leeward/pass/1\0"
CHUNK = 8192


class CancelledError(Exception):
    """The search for a proof was called off."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a proof is for: `counter` is 0 to open, the quota step to grow, `after` to reseal."""

    purpose: Purpose
    host: str
    challenge: bytes
    box: bytes
    counter: int = 0

    def message(self) -> bytes:
        """Give the bytes that come before the nonce."""
        return (
            WORK_LABEL
            + bytes([self.purpose])
            + place(self.host, self.challenge)
            + self.box
            + self.counter.to_bytes(8, "big")
        )

    def __repr__(self) -> str:
        """Show the purpose alone."""
        return f"Work({self.purpose.name})"


def attempt(work: Work, difficulty: int, start: int, count: int = CHUNK) -> bytes | None:
    """Try `count` nonces from `start` on; give the proof, or None when none of them serves."""
    base = hashlib.sha256(work.message())
    bound = _bound(difficulty)
    for nonce in range(start, start + count):
        tail = nonce.to_bytes(sizes.NONCE_BYTES, "big")
        trial = base.copy()
        trial.update(tail)
        if trial.digest() <= bound:
            return bytes([WORK_MARK]) + tail
    return None


def solve(
    work: Work,
    difficulty: int,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _: None,
) -> bytes:
    """Search until a proof is found.

    After each chunk `progress` is told the chance, from 0 to 1, that a search of this length would
    have ended, and `cancelled` may end it with CancelledError.
    """
    start = 0
    while (found := attempt(work, difficulty, start)) is None:
        start += CHUNK
        progress(-math.expm1(start * math.log1p(-(2.0**-difficulty))))
        if cancelled():
            raise CancelledError
    return found


def pass_proof(work: Work, word: str) -> bytes:
    """Show an operator's pass without sending it."""
    return bytes([PASS_MARK]) + _mac(work, word)


def work_holds(work: Work, difficulty: int, proof: bytes) -> bool:
    """Tell whether the proof is enough work."""
    if len(proof) != 1 + sizes.NONCE_BYTES or proof[0] != WORK_MARK:
        return False
    return hashlib.sha256(work.message() + proof[1:]).digest() <= _bound(difficulty)


def pass_holds(work: Work, words: tuple[str, ...], proof: bytes) -> bool:
    """Tell whether the proof shows one of these passes; all are tried, whichever fits."""
    if len(proof) != 1 + sizes.MAC_BYTES or proof[0] != PASS_MARK:
        return False
    fits = [hmac.compare_digest(_mac(work, word), proof[1:]) for word in words]
    return any(fits)


def _bound(difficulty: int) -> bytes:
    if not 0 <= difficulty <= sizes.MAX_DIFFICULTY:
        raise ValueError("the difficulty is a number of bits from 0 to 64")
    return int(2 ** (256 - difficulty) - 1).to_bytes(32, "big")


def _mac(work: Work, word: str) -> bytes:
    key = hashlib.sha256(PASS_LABEL + word.encode()).digest()
    return hashlib.blake2b(work.message(), key=key, digest_size=sizes.MAC_BYTES).digest()
