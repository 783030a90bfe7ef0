"""How long to wait before connecting again: longer each time, and never all at the same moment."""

from collections.abc import Callable
from random import SystemRandom

_dice = SystemRandom().random

FIRST_SECONDS = 1.0
MOST_SECONDS = 300.0


class Backoff:
    """Pauses that double up to a bound, each drawn from its upper half; pure but for the dice.

    A relay that comes back is then not met by all its clients at once.
    """

    def __init__(
        self,
        first: float = FIRST_SECONDS,
        most: float = MOST_SECONDS,
        dice: Callable[[], float] = _dice,
    ) -> None:
        if not 0 < first <= most:
            raise ValueError("the first pause is above 0 and not above the longest")
        self._first = first
        self._most = most
        self._dice = dice
        self._span = first

    def next(self) -> float:
        """Seconds to wait after one more failure."""
        span = self._span
        self._span = min(span * 2, self._most)
        return span * (1 + self._dice()) / 2

    def reset(self) -> None:
        """Begin anew: a connection came about."""
        self._span = self._first
