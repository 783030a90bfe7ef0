"""Words copied from a sentence that runs from right to left, with the marks that held them there."""

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What says how text runs, and shows nothing itself (UAX #9)."""


def bare(word: str) -> str:
    """A word without the marks around it, if nothing but ASCII is left; others may mean theirs."""
    stripped = word.strip(MARKS)
    return stripped if stripped.isascii() else word
