"""The exit codes of `leeward`. Scripts rely on them: a number is never given a second meaning."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    REFUSED = 1
    """What was asked for is not possible, not allowed, or failed."""
    USAGE = 2
    """The command line itself makes no sense."""
    OFFLINE = 3
    """The relay was not reached. Messages are kept and go out with the next sync."""
    VAULT = 4
    """The vault was not opened: none there, a wrong passphrase, none given, or it is in use."""
    INTERRUPTED = 130
    """Ctrl-C."""
    PIPE = 141
    """Whoever read the output went away."""
