"""What the fold answers to an entry: what it did, or why it did nothing."""

from dataclasses import dataclass
from enum import Enum

from leeward_client.circle.events import Body


class Result(Enum):
    """What an entry did."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    """It says what was so already."""
    DUPLICATE = "duplicate"
    STRANGER = "stranger"
    UNKNOWN_TARGET = "unknown-target"
    NOT_AUTHOR = "not-author"
    RETRACTED = "retracted"
    NOT_ALLOWED = "not-allowed"
    STALE = "stale"
    FULL = "full"


@dataclass(frozen=True)
class Outcome:
    """What an entry did to the state.

    `changed` are the ids of items that are new or different; `erased` those whose earlier content
    must not be kept anywhere. `undone` are durable events that a commit passed over (see
    `told.change`), with their authors: the client of each author says its own again in the new
    epoch.
    """

    result: Result
    changed: tuple[bytes, ...] = ()
    erased: tuple[bytes, ...] = ()
    undone: tuple[tuple[bytes, Body], ...] = ()
