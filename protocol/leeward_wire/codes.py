"""The small enumerations of the wire."""

from enum import IntEnum


class Life(IntEnum):
    """How long the relay is asked to keep a post; the days stand in the hello."""

    SHORT = 0
    LONG = 1


class Kind(IntEnum):
    """What an entry is to the relay."""

    POST = 0
    SEAL = 1


class Code(IntEnum):
    """Why a request was refused."""

    REFUSED = 1
    """Unknown, expired, burned, forbidden, not attached: the relay does not say which."""
    SEALED = 2
    """Only to the attached: the box takes no posts, or `after` is not its last seal."""
    FULL = 3
    """The quota of the box, or of this connection, is used up."""
    BUSY = 4
    """Too many requests in a minute, or the relay is behind; try again later."""
    PROOF = 5
    """The proof of work or the pass is missing or wrong."""
    STORAGE = 6
    """The relay cannot store: its disk is filling up or failed."""


class Close(IntEnum):
    """Close codes of the WebSocket (RFC 6455, 7.4.1); their reason is always empty."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL = 1002
    MALFORMED = 1008
    TOO_LONG = 1009
    UNEXPECTED = 1011


class Purpose(IntEnum):
    """What a proof pays for."""

    OPEN = 1
    GROW = 2
    RESEAL = 3
