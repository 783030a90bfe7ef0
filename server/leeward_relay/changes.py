"""The stations of the write path: bytes -> Frame -> Authorised -> Stored.

Each station has types of its own, so that skipping one does not type-check: the store takes only
what authorise() made, and the fan-out only what the store made.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from leeward_wire import BoxId, Code, Entry, Life


@dataclass(frozen=True, slots=True, repr=False)
class OpenBox:
    """Open, paid for. `genuine` is the signature's verdict, looked at after the lookup."""

    box: BoxId
    burn_hash: bytes | None
    genuine: bool


@dataclass(frozen=True, slots=True, repr=False)
class AttachBox:
    """Attach; `genuine` as in OpenBox, so that all refusals do the same work."""

    box: BoxId
    after: int
    genuine: bool


@dataclass(frozen=True, slots=True, repr=False)
class ReadBox:
    """Read, by a connection that is attached."""

    box: BoxId
    after: int


@dataclass(frozen=True, slots=True, repr=False)
class DetachBox:
    """Detach, by a connection that is attached."""

    box: BoxId


@dataclass(frozen=True, slots=True, repr=False)
class AddPost:
    """Post, by a connection that is attached."""

    box: BoxId
    life: Life
    blob: bytes


@dataclass(frozen=True, slots=True, repr=False)
class AddSeal:
    """Seal, by a connection that is attached and has paid if it replaces one."""

    box: BoxId
    after: int
    blob: bytes


@dataclass(frozen=True, slots=True, repr=False)
class GrowBox:
    """Grow, by a connection that is attached and has paid."""

    box: BoxId


@dataclass(frozen=True, slots=True, repr=False)
class BurnBox:
    """Burn; the store compares the key, whether there is such a box or not."""

    box: BoxId
    key: bytes


@dataclass(frozen=True, slots=True, repr=False)
class TouchBox:
    """The box was used this month."""

    box: BoxId


@dataclass(frozen=True, slots=True)
class Answered:
    """Nothing to look up."""


Change: TypeAlias = OpenBox | AddPost | AddSeal | GrowBox | BurnBox | TouchBox
Look: TypeAlias = AttachBox | ReadBox | DetachBox | Answered
Authorised: TypeAlias = Change | Look


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry that is on disk. Only the store makes these."""

    box: BoxId = field(repr=False)
    entry: Entry


@dataclass(frozen=True, slots=True)
class Done:
    """A change without an entry that is on disk; `step` is the quota step of the box."""

    step: int = 0


@dataclass(frozen=True, slots=True)
class Gone:
    """A box that was burned, on disk too."""

    box: BoxId = field(repr=False)


Outcome: TypeAlias = Stored | Done | Gone | Code
