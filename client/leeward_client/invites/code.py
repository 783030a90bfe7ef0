"""Codes: 128 secret bits that fit on a slip of paper, with the relay where they are good.

There are two types: a *join* code lets somebody ask to be let into a circle, a *device* code links a
further device of one person. Neither can be taken for the other. Thirty characters of Crockford's
base32 in six groups of five carry 150 bits: two of version, the secret, and a checksum of twenty over
type, version, secret and relay. So a slip of the tongue is noticed before anything is sent anywhere.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

import segno

from leeward_client.locale import SpokenError
from leeward_client.typed import SPACES

SECRET = 16
"""Bytes of secret in a code."""
MOST_TEXT = 1024
VERSION = 0
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_CHARACTERS = 30
_CHECK_BITS = 20
_CODE = re.compile(
    rf"(?P<kind>join|device)(?P<letters>[0-9A-Za-z{SPACES}-]+)@[{SPACES}]*(?P<relay>[^{SPACES}]+)",
    re.ASCII | re.IGNORECASE,
)
_LINK = re.compile(
    rf"(?P<relay>https?://[^{SPACES}#]+)#(?P<kind>join|device)-(?P<letters>[0-9A-Za-z-]+)",
    re.ASCII | re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
"""What keyboards and messengers make of hyphens."""


class CodeError(SpokenError, ValueError):
    """The text is not a code; what it says helps to find the slip, and repeats nothing."""


class CodeType(StrEnum):
    """What a code can do; its value begins the text and is part of the checksum."""

    JOIN = "join"
    DEVICE = "device"


_WRONG = {CodeType.JOIN: "code-is-device", CodeType.DEVICE: "code-is-invite"}
"""What people are told who give a code of the other type, by the type that is wanted."""


@dataclass(frozen=True)
class Code:
    """A code. `relay` is the relay's URL in its one form, as `link.Address.url` gives it."""

    secret: bytes
    relay: str
    kind: CodeType = CodeType.JOIN

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET:
            raise ValueError("a code carries 16 bytes")

    def __str__(self) -> str:
        """The code to read aloud and to type."""
        return f"{self.kind}-{self._letters()}@{_short(self.relay)}"

    @property
    def link(self) -> str:
        """The code as a link, whose secret part stays in the browser that opens it."""
        return f"{self.relay}/#{self.kind}-{self._letters()}"

    def _letters(self) -> str:
        number = VERSION << 8 * SECRET | int.from_bytes(self.secret, "big")
        check = _checksum(VERSION, self.secret, self.relay, self.kind)
        number = number << _CHECK_BITS | check
        places = reversed(range(_CHARACTERS))
        typed = "".join(_ALPHABET[number >> 5 * place & 31] for place in places)
        return "-".join(typed[place : place + 5] for place in range(0, _CHARACTERS, 5))

    def qr(self) -> str:
        """The link as a QR code of half blocks, for a terminal."""
        # The smallest there is: a screen is not smudged. Where it costs nothing, segno corrects more.
        drawn = segno.make(self.link, error="l", micro=False)
        rows = [list(row) for row in drawn.matrix_iter(border=2)]
        if len(rows) % 2:
            rows.append([0] * len(rows[0]))
        # Light modules are drawn, so that it scans on the dark ground of most terminals.
        marks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
        pairs = zip(rows[::2], rows[1::2], strict=True)
        return "\n".join(
            "".join(marks[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))
            for upper, lower in pairs
        )

    def __repr__(self) -> str:
        return "Code(...)"


def split(text: str, kind: CodeType = CodeType.JOIN) -> tuple[str, str]:
    """The letters and the relay of a code of this type, or its link, as typed; raises CodeError."""
    if len(text) > MOST_TEXT:
        raise CodeError("code-too-long")
    text = text.strip(SPACES).translate(_DASHES)
    found = _LINK.fullmatch(text) or _CODE.fullmatch(text)
    if found is None:
        raise CodeError("code-form")
    if found["kind"].lower() != kind:
        raise CodeError(_WRONG[kind])
    return found["letters"].strip("-" + SPACES), found["relay"].rstrip("/")


def parse(letters: str, relay: str, kind: CodeType = CodeType.JOIN) -> Code:
    """The code of these letters at this relay (its URL in the one form); raises CodeError."""
    typed = re.sub(f"[{SPACES}-]", "", letters).upper()
    if len(typed) != _CHARACTERS:
        raise CodeError("code-length", most=_CHARACTERS, number=len(typed))
    number = 0
    for character in typed:
        if character not in _VALUE:
            raise CodeError("code-letter")
        number = number << 5 | _VALUE[character]
    check = number & (1 << _CHECK_BITS) - 1
    secret = (number >> _CHECK_BITS & (1 << 8 * SECRET) - 1).to_bytes(SECRET, "big")
    version = number >> _CHECK_BITS + 8 * SECRET
    if check != _checksum(version, secret, relay, kind):
        raise CodeError("code-check")
    if version != VERSION:
        raise CodeError("code-version")
    return Code(secret, relay, kind)


def _short(relay: str) -> str:
    """The relay without its scheme, where that can be told from the name.

    What has no scheme is read as http on this machine and for onion services, and else as https.
    """
    scheme, _, rest = relay.partition("://")
    if scheme == "http":
        return rest
    name = rest.partition("/")[0].partition(":")[0]
    doubtful = name == "localhost" or name.endswith(".onion") or rest[:1] in set("[0123456789")
    return relay if doubtful else rest


def _checksum(version: int, secret: bytes, relay: str, kind: CodeType) -> int:
    label = f"leeward/{kind}/1\0".encode()
    digest = hashlib.sha256(label + bytes([version]) + secret + relay.encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 32 - _CHECK_BITS
