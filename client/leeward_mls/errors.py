"""Every way in which this package refuses, by who is to blame.

``PublicError`` is the peer's fault and every member of the group comes to the same verdict from
the same bytes. ``PrivateError`` depends on keys that only some members hold, so it says nothing
about what the others see. ``LocalError`` is the caller's own mistake.
"""

from __future__ import annotations

from .rules import RULES


class MLSError(Exception):
    """The root of all refusals of this package."""


class _RuleError(MLSError):
    """A refusal that names the numbered rule (``docs/mls.md``) that was broken."""

    def __init__(self, rule: str, detail: str = "") -> None:
        sentence = RULES[rule]
        super().__init__(f"rule {rule}: {sentence}" + (f" ({detail})" if detail else ""))
        self.rule = rule


class PublicError(_RuleError):
    """A rule that every member of the epoch checks alike was broken."""


class Malformed(PublicError):
    """Bytes that are not the encoding of what they should be (rule 2-1)."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("2-1", detail)


class PrivateError(_RuleError):
    """A check failed that depends on keys which other members may not hold."""


class LocalError(MLSError):
    """The caller asked for what this state cannot do."""


class Replayed(MLSError):
    """The message's key was used already, or is too old to be kept."""


class OwnMessage(MLSError):
    """The message bears our own leaf: we wrote it and cannot decrypt it again."""


class Removed(MLSError):
    """The commit removes us: there is no next epoch for this member."""
