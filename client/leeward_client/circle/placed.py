"""What the fold takes: events, changes and notes, each with its place in the relay's order."""

from dataclasses import dataclass

from leeward_client.circle.change import Change
from leeward_client.circle.events import Event
from leeward_client.circle.items import ItemKind

NOTES = frozenset(
    {
        ItemKind.GAP,
        ItemKind.FORK,
        ItemKind.VOID,
        ItemKind.NOISE,
        ItemKind.STUCK,
        ItemKind.MISMATCH,
        ItemKind.BEHIND,
    }
)
"""The kinds that a `PlacedNote` may have."""


@dataclass(frozen=True)
class PlacedEvent:
    """An event at `seq` in the box of `epoch`; `index` is our own count of what we saw."""

    index: int
    epoch: int
    seq: int
    author: bytes
    event: Event
    received: int


@dataclass(frozen=True)
class PlacedChange:
    """The commit that ended `epoch`, sealed at `seq`; its committer had seen up to `seen_seq`."""

    index: int
    epoch: int
    seq: int
    author: bytes
    change: Change
    seen_seq: int
    received: int


@dataclass(frozen=True)
class PlacedNote:
    """Something that people should know about the box itself. `author` only where one is known.

    `number` is how many entries a gap left out, or the number of the refusal of a void seal.
    """

    index: int
    epoch: int
    seq: int
    kind: ItemKind
    received: int
    author: bytes | None = None
    number: int = 0


Placed = PlacedEvent | PlacedChange | PlacedNote
