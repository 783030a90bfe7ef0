"""What can go wrong between a client and a relay. None of it carries an address or content."""

from leeward_wire import Code


class LinkError(Exception):
    """What a relay answered, or why it did not."""


class LinkLostError(LinkError):
    """There is no connection, or no longer; what was asked may have been done or not."""


class MisbehavedError(LinkError):
    """The relay broke the protocol; the connection has ended over it."""


class RefusedError(LinkError):
    """Unknown, expired, burned or forbidden: the relay does not say which."""


class SealedError(LinkError):
    """The box has been sealed meanwhile."""


class FullError(LinkError):
    """The box is full and can grow no more."""


class BusyError(LinkError):
    """Too many requests or too many connections for now."""


class ProofError(LinkError):
    """The relay wants an operator's pass, or another one, or more work than is done for it."""


class StorageError(LinkError):
    """The relay cannot store anything at the moment."""


_REFUSALS: dict[Code, tuple[type[LinkError], str]] = {
    Code.REFUSED: (RefusedError, "the relay refused"),
    Code.SEALED: (SealedError, "the box has been sealed"),
    Code.FULL: (FullError, "the box is full"),
    Code.BUSY: (BusyError, "the relay asks to try again later"),
    Code.PROOF: (ProofError, "the relay wants an operator's pass"),
    Code.STORAGE: (StorageError, "the relay cannot store anything at the moment"),
}


def refusal(code: Code) -> LinkError:
    """The error that a Refused means to whoever asked."""
    kind, words = _REFUSALS[code]
    return kind(words)
