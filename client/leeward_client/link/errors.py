"""What can go wrong between a client and a relay. None of it carries an address or content."""

from leeward_wire import Code

from leeward_client.locale import SpokenError


class LinkError(SpokenError):
    """What a relay answered, or why it did not."""


class LinkLostError(LinkError):
    """There is no connection, or no longer; what was asked may have been done or not."""


class MisbehavedError(LinkError):
    """The relay broke the protocol; the connection has ended over it. `how` is for developers."""

    def __init__(self, how: str, sentence: str = "link-misbehaved") -> None:
        super().__init__(sentence)
        self.how = how


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
    Code.REFUSED: (RefusedError, "link-refused"),
    Code.SEALED: (SealedError, "link-sealed"),
    Code.FULL: (FullError, "link-full"),
    Code.BUSY: (BusyError, "link-busy"),
    Code.PROOF: (ProofError, "link-pass"),
    Code.STORAGE: (StorageError, "link-storage"),
}


def refusal(code: Code) -> LinkError:
    """The error that a Refused means to whoever asked."""
    kind, sentence = _REFUSALS[code]
    return kind(sentence)
