"""The stations of the write path: bytes -> Frame -> Authorised -> Stored.

Each station has types of its own, so that skipping one does not type-check: the store takes only
what authorise() made, and the fan-out only what the store made.
"""

from typing import TypeAlias

from leeward_wire import BoxId, Code, Entry, Life
from msgspec import Struct


class _Station(Struct, frozen=True, gc=False):
    def __repr__(self) -> str:
        """Show the name alone: ids, keys and blobs stay out of logs and tracebacks."""
        return f"{type(self).__name__}(…)"


class OpenBox(_Station, frozen=True, gc=False):
    """Open, paid for. `genuine` is the signature's verdict, looked at after the lookup."""

    box: BoxId
    burn_hash: bytes | None
    genuine: bool


class AttachBox(_Station, frozen=True, gc=False):
    """Attach; `genuine` as in OpenBox, so that all refusals do the same work."""

    box: BoxId
    after: int
    genuine: bool


class ReadBox(_Station, frozen=True, gc=False):
    """Read, by a connection that is attached."""

    box: BoxId
    after: int


class DetachBox(_Station, frozen=True, gc=False):
    """Detach, by a connection that is attached."""

    box: BoxId


class AddPost(_Station, frozen=True, gc=False):
    """Post, by a connection that is attached."""

    box: BoxId
    life: Life
    blob: bytes


class AddSeal(_Station, frozen=True, gc=False):
    """Seal, by a connection that is attached and has paid if it replaces one."""

    box: BoxId
    after: int
    blob: bytes


class GrowBox(_Station, frozen=True, gc=False):
    """Grow, by a connection that is attached and has paid."""

    box: BoxId


class BurnBox(_Station, frozen=True, gc=False):
    """Burn; the store compares the key, whether there is such a box or not."""

    box: BoxId
    key: bytes


class TouchBox(_Station, frozen=True, gc=False):
    """The box was used this month."""

    box: BoxId


class Answered(_Station, frozen=True, gc=False):
    """Nothing to look up."""


Change: TypeAlias = OpenBox | AddPost | AddSeal | GrowBox | BurnBox | TouchBox
Look: TypeAlias = AttachBox | ReadBox | DetachBox | Answered
Authorised: TypeAlias = Change | Look


class Stored(_Station, frozen=True, gc=False):
    """An entry that is on disk. Only the store makes these."""

    box: BoxId
    entry: Entry


class Done(_Station, frozen=True, gc=False):
    """A change without an entry that is on disk; `step` is the quota step of the box."""

    step: int = 0


class Gone(_Station, frozen=True, gc=False):
    """A box that was burned, on disk too."""

    box: BoxId


Outcome: TypeAlias = Stored | Done | Gone | Code
