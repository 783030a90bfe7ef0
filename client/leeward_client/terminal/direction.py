"""Text from right to left on a terminal that knows no direction.

Most terminals put characters from left to right as they come, so Arabic would stand back to front and
with its letters apart. Lines are therefore put into the order in which they are seen (Unicode's
bidirectional algorithm) and Arabic letters into the forms that join; isolates keep a name of one
direction from scrambling a sentence of the other. It is done line by line, after wrapping. Terminals
that turn text themselves get it as it is; `sets_explicit` tells those that can be told to leave it alone.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from leeward_client.cli.copied import MARKS
from leeward_client.terminal.settings import Direction

TURNING = ("KONSOLE_VERSION", "MLTERM")
"""Variables of terminals that turn text themselves and cannot be told not to."""
EXPLICIT, IMPLICIT = "\x1b[8l", "\x1b[8h"
"""BDSM of ECMA-48: the program orders its text itself, and no longer."""

_STRONG_RIGHT = frozenset({"R", "AL"})
_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_CONTROLS = re.compile(f"[{MARKS}]")
_APART = re.compile(f"({_CONTROLS.pattern})")
_ISOLATES = "\u2066\u2067\u2068"
_POP = "\u2069"

# Characters of the same direction that stand in for a letter with its marks, or for an emoji of several
# parts, while a line is turned: the algorithm moves single characters, and would tear them apart.
_STAND_INS = {
    "AL": [*range(0x1EE00, 0x1EE04), *range(0x1EE05, 0x1EE20), *range(0x1EEA1, 0x1EEA4)],
    "R": [*range(0x10A60, 0x10A7D), *range(0x10B00, 0x10B36)],
    "ON": [*range(0x2500, 0x2580), *range(0x2190, 0x2200)],
}

_PAIRS = ("()", "[]", "{}", "<>", "«»", "‹›", "≤≥", "⟨⟩", "⟪⟫", "「」", "『』", "【】", "（）")
_MIRROR = {pair[n]: pair[1 - n] for pair in _PAIRS for n in (0, 1)}
_MARKER = "\u034f"  # of the class that goes wherever the character before it goes
_BRACKETS = f"[{re.escape(''.join(_MIRROR))}]"
_BRACKET = re.compile(_BRACKETS)
_MARKED = re.compile(f"{_MARKER}{_BRACKETS}|{_BRACKETS}{_MARKER}")


def turns_here(chosen: Direction, environ: Mapping[str, str]) -> bool:
    """Whether the app turns text, or leaves it to the terminal."""
    if chosen is not Direction.AUTO:
        return chosen is Direction.APP
    apple = environ.get("TERM_PROGRAM") == "Apple_Terminal"
    return not apple and not any(environ.get(name) for name in TURNING)


def runs_right(text: str, *, otherwise: bool = False) -> bool:
    """Whether a line begins, with its first strong character, from right to left; `otherwise` is the
    answer for one that has none."""
    depth = 0
    for char in text:
        if char in _ISOLATES:
            depth += 1
        elif char == _POP:
            depth = max(depth - 1, 0)
        elif not depth:
            kind = unicodedata.bidirectional(char)
            if kind in _STRONG_RIGHT:
                return True
            if kind == "L":
                return False
    return otherwise


def visual(line: str, right: bool | None = None) -> str:
    """One line as it is seen, from left to right; `right` is its direction, else its own.

    A line without a letter from right to left comes back as it is, but for invisible marks.
    """
    if not _RIGHT.search(line):
        return _CONTROLS.sub("", line)
    from bidi import get_display

    right = runs_right(line) if right is None else right
    # What is no letter first: the shaper would take the joiners out of emoji.
    whole, others = _whole(line, ("ON",))
    whole, letters = _whole(_shaper().reshape(whole), ("AL", "R"))
    marked = _BRACKET.sub(rf"\g<0>{_MARKER}", whole.replace(_MARKER, ""))
    turned = str(get_display(marked, base_dir="R" if right else "L"))
    turned = _MARKED.sub(lambda found: _facing(found[0]), turned)
    away = others | letters
    return _CONTROLS.sub("", "".join(away.get(char, char) for char in turned))


def _facing(found: str) -> str:
    """A bracket as it faces: the marker behind it came before it where the line runs to the left."""
    return _MIRROR[found[1]] if found[0] == _MARKER else found[0]


@cache
def _shaper() -> Any:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False, "delete_tatweel": False})


def _whole(line: str, kinds: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The line with stand-ins for what must stay together, and what each stands for."""
    free = {
        kind: iter([chr(code) for code in _STAND_INS[kind] if chr(code) not in line])
        for kind in kinds
    }
    away: dict[str, str] = {}
    out = []
    for cluster in _clusters(line):
        kind = unicodedata.bidirectional(cluster[0])
        pool = free.get(kind if kind in _STRONG_RIGHT else "ON")
        stand_in = next(pool, None) if pool is not None and len(cluster) > 1 else None
        if stand_in is None or kind == "L":
            out.append(cluster)
        else:
            away[stand_in] = cluster
            out.append(stand_in)
    return "".join(out), away


def _clusters(line: str) -> Iterator[str]:
    """Letters with their marks, and emoji with their parts, each as one."""
    from rich.cells import split_graphemes

    for part in _APART.split(line):
        start = 0
        for first, last, _width in split_graphemes(part)[0]:
            yield from part[start:first]
            yield part[first:last]
            start = last
        yield from part[start:]
