"""Names: normalised (NFKC), visible, of bounded length, and comparable by a confusable skeleton.

Two names with one skeleton look alike to a hurried reader, so a circle holds only one of them. The
skeleton uses only operations that every platform does alike on the characters of `characters.py`:
decompose, drop accents, fold the case one character at a time, replace look-alikes by three tables.
"""

import re
import unicodedata

from leeward_client.circle.characters import allowed
from leeward_client.locale import SpokenError

LONGEST_NAME = 32
"""Code points in a name, after normalisation."""
MOST_MARKS = 4
"""Combining marks in a row; more only pile up over the neighbouring lines."""


class BadNameError(SpokenError, ValueError):
    """The name is not allowed; the text says why, without repeating the name."""


_ACCENTS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"  # Latin, Greek, Cyrillic, symbols
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a]"
)
"""Marks that a hurried reader overlooks; vowel signs of Indic scripts are not among them."""
_ZWNJ = "\u200c"
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5]")
_VARIATION = re.compile("[\ufe00-\ufe0f]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_CAPITALS = {
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",  # Greek
    "АВЕЗКМНОРСТУХЅІЈԚԜ": "ABE3KMHOPCTYXSIJQW",  # Cyrillic
    "ՍՕ": "UO",  # Armenian
}
"""Capitals that look like Latin ones, though their small letters do not; replaced first."""

_SMALL = {
    "ɑɡƚłǀøđðħŧƅʋ": "agllloddhtbu",  # Latin, beyond ASCII
    "αβγεζηικνορςστυχϲϳ": "abyeznlkvopcotuxcj",  # Greek
    "абвгеєзкнопрстухѕіјһԁԛѵьъӏ": "a6breezkhonpctyxsijhdqvbbl",  # Cyrillic
    "օոսհցքյ": "onuhgpj",  # Armenian
    "٠١٢٣٤٥٦٧٨٩": "0123456789",  # digits: Arabic
    "۰۱۲۳۴۵۶۷۸۹": "0123456789",  # Persian
    "०१२३४५६७८९": "0123456789",  # Devanagari
    "০১২৩৪৫৬৭৮৯": "0123456789",  # Bengali
    "ىیېکہھەة": "يييكهههه",  # Arabic letters that differ by language
}
"""Folded characters and what each looks like, or, for digits, what each means."""

_SMALL_WIDE = {"æ": "ae", "œ": "oe", "þ": "p", "м": "m", "ш": "w", "ԝ": "w", "ω": "w", "μ": "u"}

_ASCII = {
    "0": "o", "1": "l", "3": "e", "5": "s", "6": "b", "8": "b", "i": "l", "|": "l", "!": "l",
    "m": "rn", "w": "vv",
}  # fmt: skip
"""ASCII characters that look like others; the last table."""

DROPPED = " -_.,'’‘`´·•:;~^\"“”‐‑‒–—―־/\\\u200c"
"""Separators and quotes, which a hurried reader does not see."""


def _table(*groups: dict[str, str]) -> dict[int, str]:
    table: dict[int, str] = {}
    for group in groups:
        for many, same in group.items():
            if len(many) == 1:
                table[ord(many)] = same
            else:
                table.update(zip(map(ord, many), same, strict=True))
    return table


CAPITALS = _table(_CAPITALS)
SMALL = _table(_SMALL, _SMALL_WIDE)
ASCII = _table(_ASCII)


def normalise(name: str) -> str:
    """What a person typed, tidied: variation selectors gone, runs of spaces made one, NFKC."""
    name = unicodedata.normalize("NFKC", _VARIATION.sub("", name))
    return _SPACES.sub(" ", name).strip(" ")


def skeleton(name: str) -> str:
    """What the name looks like at a glance; names with equal skeletons exclude each other."""
    shape = _bare(name).translate(CAPITALS)
    shape = _bare("".join(character.upper().lower() for character in shape))
    shape = shape.translate(SMALL).translate(ASCII)
    return "".join(character for character in shape if character not in DROPPED)


def _bare(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def check_name(name: str) -> str:
    """Normalise what a person typed and return a name that circles accept.

    Raises:
        BadNameError: empty, too long, or holding what cannot be seen or misleads.
    """
    return check_normal_name(normalise(name))


def check_normal_name(name: str) -> str:
    """Return `name` if it is allowed exactly as it stands; else raise BadNameError."""
    if not name:
        raise BadNameError("name-empty")
    if len(name) > LONGEST_NAME:
        raise BadNameError("name-long", most=LONGEST_NAME)
    marks = 0
    for place, character in enumerate(name):
        if character == _ZWNJ and _between_arabic_letters(name, place):
            continue
        if not allowed(character):
            raise BadNameError("name-characters")
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks > MOST_MARKS:
            raise BadNameError("name-marks")
    if normalise(name) != name:
        raise BadNameError("name-form")
    if not skeleton(name):
        raise BadNameError("name-nothing")
    return name


def _between_arabic_letters(name: str, place: int) -> bool:
    """The zero-width non-joiner belongs to Persian spelling; anywhere else it only hides."""
    return (
        0 < place < len(name) - 1
        and _ARABIC.match(name[place - 1]) is not None
        and _ARABIC.match(name[place + 1]) is not None
    )
