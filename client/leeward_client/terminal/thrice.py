"""A key that counts once it is pressed three times quickly: nobody does so by accident."""

WITHIN = 1.2
"""Seconds for all three."""


class Thrice:
    """The last moments at which a key was pressed."""

    def __init__(self) -> None:
        self._recent: list[float] = []

    def now(self, moment: float) -> bool:
        """It is pressed; whether that was the third time."""
        self._recent = [*(one for one in self._recent if 0 <= moment - one < WITHIN), moment]
        if len(self._recent) < 3:
            return False
        self._recent.clear()
        return True
