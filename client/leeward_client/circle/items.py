"""What the timeline is made of: one item per message, note or change, with all that befell it."""

from enum import StrEnum

from leeward_client.circle.canon import Record
from leeward_client.circle.events import ID

SYSTEM = bytes(ID)
"""The author of what nobody said: notes about the relay."""


class ItemKind(StrEnum):
    """The kinds of item; the values are those that people and programs see."""

    MESSAGE = "message"
    CARD = "card"
    TIMER = "timer"
    APPROVAL = "approval"
    UNKNOWN = "unknown"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    REJOINED = "rejoined"
    LINKED = "linked"
    UNLINKED = "unlinked"
    DEVICE_REMOVED = "device-removed"
    APPOINTED = "appointed"
    STEPPED_DOWN = "stepped-down"
    ROLES = "roles"
    RENAMED = "renamed"
    POLICY = "policy"
    CODE_OPENED = "code-opened"
    CODE_CLOSED = "code-closed"
    GAP = "gap"
    FORK = "fork"
    VOID = "void"
    NOISE = "noise"
    STUCK = "stuck"
    MISMATCH = "mismatch"
    BEHIND = "behind"


class Item(Record, frozen=True):
    """One item. `subject` is the member (or, for codes, the id hash) that a change is about.

    `at` is the author's clock, `received` ours; `expires` is when its content must be erased.
    `place` tells apart the items that one commit makes. `number` counts where a note counts, or
    names a refusal. `raw` is the body of an unknown event or the action of an approval.
    `reactions` are pairs (emoji, member) in the order they came.
    """

    id: bytes
    index: int
    epoch: int
    seq: int
    kind: ItemKind
    author: bytes
    at: int
    received: int
    expires: int
    subject: bytes | None = None
    text: str | None = None
    cw: str | None = None
    reply_to: bytes | None = None
    tone: int = 0
    number: int = 0
    raw: bytes | None = None
    reactions: tuple[tuple[str, bytes], ...] = ()
    edited: bool = False
    retracted: bool = False
    place: int = 0
