"""How well two classes of times can be told apart: the area under the curve of the best threshold."""

from collections.abc import Mapping, Sequence
from itertools import combinations


def auc(one: Sequence[float], other: Sequence[float]) -> float:
    """Give the chance that a time of one class is longer than one of the other, folded to 0.5 to 1.

    By ranks (Mann and Whitney), ties shared. What tells classes apart by rank in either direction
    shows; 0.5 is a coin.
    """
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        mean = (at + end + 1) / 2  # ranks begin at 1
        total += mean * sum(1 for _, which in ranked[at:end] if which == 0)
        at = end
    wins = total - len(one) * (len(one) + 1) / 2
    share = wins / (len(one) * len(other))
    return max(share, 1.0 - share)


def best_band(one: Sequence[float], other: Sequence[float], bands: int = 20) -> float:
    """Give the AUC of a classifier that learns on one half and is judged on the other.

    It cuts time into bands and counts, so it finds what a threshold cannot: two humps against one.
    """
    halves = [(list(values[::2]), list(values[1::2])) for values in (one, other)]
    learnt = sorted(halves[0][0] + halves[1][0])
    edges = [learnt[len(learnt) * step // bands] for step in range(1, bands)]

    def band(value: float) -> int:
        return sum(value >= edge for edge in edges)

    counts = [[1] * bands, [1] * bands]
    for which in (0, 1):
        for value in halves[which][0]:
            counts[which][band(value)] += 1
    score = [first / (first + second) for first, second in zip(*counts, strict=True)]
    return auc(*([score[band(value)] for value in halves[which][1]] for which in (0, 1)))


def worst(times: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Give, for each pair of classes, what the better of the two classifiers reaches."""
    return {
        f"{one} / {other}": round(
            max(auc(times[one], times[other]), best_band(times[one], times[other])), 4
        )
        for one, other in combinations(times, 2)
    }
