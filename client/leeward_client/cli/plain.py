"""Makes text that others wrote harmless on a terminal.

A terminal obeys escape sequences, moves its cursor for control characters and turns text around for
bidirectional overrides. A hostile member could so erase a line, forge another one's, or make a
command look like something else. Nothing of that passes here: what a terminal would obey is
replaced by a visible sign in its place, so that the reader sees that something stood there.
Members' clients refuse most of it already on receipt; this is the last door and trusts nobody.

What languages need stays: isolates that are closed on their own line (a name of one direction inside a
sentence of the other), joiners (Persian, emoji), the marks that say left-to-right and
right-to-left, the number signs of Arabic, combining marks up to `MOST_MARKS` in a row, flags built
from tag characters."""

import unicodedata

MOST_MARKS = 8
"""Combining marks on one letter. No language needs more; a tower of them paints over other
lines."""

_REPLACEMENT = "\ufffd"
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "\u2421"
_NEW_LINE_PICTURE = "\u2424"
_TAB = "    "

_KEPT_FORMATS = frozenset(
    {
        "\u200c",  # zero width non-joiner
        "\u200d",  # zero width joiner
        "\u200e",  # left-to-right mark
        "\u200f",  # right-to-left mark
        "\u061c",  # Arabic letter mark
        "\u06dd",  # Arabic end of ayah
        "\u070f",  # Syriac abbreviation mark
        "\u08e2",  # Arabic disputed end of ayah
        *(chr(code) for code in range(0x0600, 0x0606)),  # Arabic number signs
    }
)
_FLAG = "\U0001f3f4"
_TAGS = range(0xE0020, 0xE0080)
_MARKS = frozenset({"Mn", "Me"})
_ISOLATE, _POP = "\u2068", "\u2069"
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def block(text: str) -> str:
    """`text` without anything a terminal obeys; line feeds stay, every other line end is shown."""
    return "\n".join(_harmless(one) for one in text.split("\n"))


def _harmless(text: str) -> str:
    out: list[str] = []
    marks = 0
    in_flag = False
    isolates = _closed(text)
    for char in text:
        if " " <= char <= "~":
            out.append(char)
            marks, in_flag = 0, False
            continue
        category = unicodedata.category(char)
        in_flag = char == _FLAG or (in_flag and ord(char) in _TAGS)
        marks = marks + 1 if category in _MARKS else 0
        if marks > MOST_MARKS:
            continue
        if category in _HARMFUL and not (
            in_flag or char in _KEPT_FORMATS or (isolates and char in (_ISOLATE, _POP))
        ):
            out.append(_sign(char))
        else:
            out.append(char)
    return "".join(out)


def line(text: str) -> str:
    """`text` as one line: as `block`, and a line feed is shown as a sign too."""
    return block(text).replace("\n", _NEW_LINE_PICTURE)


def _closed(text: str) -> bool:
    """Whether every isolate of a line is closed again, so that none reaches beyond its own text."""
    depth = 0
    for char in text:
        depth += (char == _ISOLATE) - (char == _POP)
        if depth < 0:
            return False
    return depth == 0


def _sign(char: str) -> str:
    code = ord(char)
    if char == "\t":
        return _TAB
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _DELETE_PICTURE
    return _REPLACEMENT
