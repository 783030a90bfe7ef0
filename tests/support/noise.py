"""Whether blocks of a container can be told from noise, by those who have nothing but their bytes.

tells(used, unused)         # {"mean": 0.7, ...}: standard deviations; above 6 they are told apart
"""

import math
import os
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import NormalDist

from leeward_client.vault.blocks import BLOCK

from support.auc import auc, best_band

Look = Callable[[bytes], float]


def blocks_of(region: bytes, numbers: Sequence[int] | None = None) -> list[bytes]:
    """The blocks of a region, all or some."""
    numbers = range(len(region) // BLOCK) if numbers is None else numbers
    return [region[n * BLOCK : (n + 1) * BLOCK] for n in numbers]


def tells(used: Sequence[bytes], unused: Sequence[bytes]) -> dict[str, float]:
    """For each way of looking, by how many standard deviations blocks differ from what noise would.

    Of single blocks: mean, spread of values, bits, compressed size, runs of equal bytes, its beginning
    and end, each judged by the better of two classifiers. Of all used ones together: bytes that stand
    in the same place more often than chance has it, words that come twice, neighbours that are alike.
    """
    found = {name: _classified(look, used, unused) for name, look in _LOOKS.items()}
    found["same byte in a place"] = max(map(_column, zip(*used, strict=True)))
    found["words that come twice"] = 10.0 * _repeats([*used, *unused])
    found["steps between blocks"] = max(
        _column(tuple((b - a) & 255 for a, b in pairwise(column)))
        for column in zip(*used, strict=True)
    )
    return {name: round(value, 2) for name, value in found.items()}


def _classified(look: Look, used: Sequence[bytes], unused: Sequence[bytes]) -> float:
    one, other = ([look(block) for block in blocks] for blocks in (used, unused))
    spread = math.sqrt((len(one) + len(other)) / (12 * len(one) * len(other)))
    # The second classifier is judged on half of the blocks.
    return max(
        (auc(one, other) - 0.5) / spread, (best_band(one, other) - 0.5) / (spread * math.sqrt(2))
    )


def _chi_square(block: bytes) -> float:
    expected = len(block) / 256
    counts = Counter(block)
    return sum((counts[value] - expected) ** 2 / expected for value in range(256))


def _column(values: Sequence[int]) -> float:
    """How surprising it is that one value is so common, in standard deviations of a normal one.

    By the Poisson tail of the commonest value, for 256 values in 4096 places: the look-elsewhere effect
    is taken out, so that noise gives about 0 to 2.
    """
    count, mean = max(Counter(values).values()), len(values) / 256
    term, tail = math.exp(-mean), 0.0
    for number in range(1, count + 60):
        term *= mean / number
        tail += term if number >= count else 0.0
    chance = min(0.5, max(tail * 256 * BLOCK, 1e-300))
    return -NormalDist().inv_cdf(chance)


def _repeats(blocks: Sequence[bytes]) -> int:
    words = [block[at : at + 8] for block in blocks for at in range(0, BLOCK, 8)]
    return len(words) - len(set(words))


_LOOKS: dict[str, Look] = {
    "mean": lambda block: sum(block) / BLOCK,
    "chi-square": _chi_square,
    "bits": lambda block: float(int.from_bytes(block).bit_count()),
    "compressed": lambda block: float(len(zlib.compress(block, 9))),
    "equal neighbours": lambda block: float(sum(a == b for a, b in pairwise(block))),
    "first byte": lambda block: float(block[0]),
    "last byte": lambda block: float(block[-1]),
}


def noise(count: int) -> list[bytes]:
    """So many blocks of nothing."""
    return [os.urandom(BLOCK) for _ in range(count)]
