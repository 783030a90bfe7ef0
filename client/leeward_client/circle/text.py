"""What text may hold. The rules name code points, never Unicode properties, so they never change.

Control characters (but for line feed and tab), bidirectional embeddings and overrides, line and
paragraph separators and lone surrogates are refused: they do nothing for a reader and a lot for who
wants to forge a line or drive a terminal. Bidirectional marks and isolates stay, since people who
write from right to left need them. Lengths count code points.
"""

import re

from leeward_client.locale import SpokenError

_FORBIDDEN = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffb\ud800-\udfff"
_IN_LINES = re.compile(f"[{_FORBIDDEN}]")
_IN_ONE_LINE = re.compile(f"[{_FORBIDDEN}\\t\\n]")
_IN_ONE_SYMBOL = re.compile(f"[{_FORBIDDEN}\\t\\n \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


class BadTextError(SpokenError, ValueError):
    """The text may not be said as it stands; the sentence says why, without repeating it."""


def check_text(text: str, longest: int) -> str:
    """Return `text`, which may have several lines and must not be empty; else raise BadTextError."""
    return _check(text, longest, _IN_LINES)


def check_line(text: str, longest: int) -> str:
    """Return `text`, one line that is not empty; else raise BadTextError."""
    return _check(text, longest, _IN_ONE_LINE)


def check_symbol(text: str, longest: int) -> str:
    """Return `text`, a few characters without any space; else raise BadTextError."""
    return _check(text, longest, _IN_ONE_SYMBOL)


def _check(text: str, longest: int, forbidden: re.Pattern[str]) -> str:
    if not text:
        raise BadTextError("text-empty")
    if len(text) > longest:
        raise BadTextError("text-long")
    if forbidden.search(text):
        raise BadTextError("text-characters")
    return text


def clean_text(text: str) -> str:
    """Make what a person typed or pasted fit to be sent: one line end, nothing forbidden."""
    for end in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return _IN_LINES.sub("", text)
