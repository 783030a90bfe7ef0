"""Words copied from a sentence that runs from right to left, with the marks that held them there."""

import re
from collections.abc import Callable, Sequence

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What says how text runs, and shows nothing itself (UAX #9)."""
NAMED = 2
"""So many words, the command and what it is about, hold nothing that somebody says."""
_OWN = re.compile(r"-.*|\d+|[0-9a-f]{8,64}|(join|device)-\S+|https?://\S+")
"""What sentences of the program hold: an option, a number, an id, a code, an address."""


def bare(words: Sequence[str]) -> list[str]:
    """The words of a command without such marks around them; what somebody says stays as it is."""
    return [
        _bare(word, _OWN.fullmatch if at >= NAMED else str.isascii) for at, word in enumerate(words)
    ]


def _bare(word: str, is_ours: Callable[[str], object]) -> str:
    stripped = word.strip(MARKS)
    return stripped if is_ours(stripped) else word
