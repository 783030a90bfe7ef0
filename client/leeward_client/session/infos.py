"""What the session shows of circles, members, invites and messages. Content is hidden in `repr`."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class CircleInfo:
    """A circle on this device. `key` names its shelves in the vault."""

    key: bytes = field(repr=False)
    number: int
    label: str = field(repr=False)
    status: str
    relay: str = field(repr=False)
    member: str = field(repr=False)
    name: str = field(repr=False)
    members: int
    epoch: int
    unsent: int
    """Messages that wait to go out."""


@dataclass(frozen=True)
class InviteInfo:
    """An invite of ours."""

    id: str = field(repr=False)
    code: str = field(repr=False)
    link: str = field(repr=False)
    qr: str = field(repr=False)
    uses: int
    uses_left: int
    expires: int | None
    state: str


@dataclass(frozen=True)
class JoinInfo:
    """A knock of ours. `why` says in a sentence what it waits for, or how it ended."""

    id: str = field(repr=False)
    name: str = field(repr=False)
    words: str = field(repr=False)
    state: str
    why: str = field(repr=False)
    circle: CircleInfo | None = None


@dataclass(frozen=True)
class KnockInfo:
    """Somebody who asks to be let in."""

    id: str = field(repr=False)
    name: str = field(repr=False)
    note: str = field(repr=False)
    words: str = field(repr=False)
    invite: str = field(repr=False)
    rejoin: bool
    frozen: bool
    claims: str | None = field(default=None, repr=False)
    """The name, in the circle, of the member who asks to come back; None where that is not proven."""
    backup: int | None = None
    """When the backup was made by whose rejoin key it is; None where the old device signed."""


@dataclass(frozen=True)
class MemberInfo:
    """A member of a circle."""

    id: str = field(repr=False)
    name: str = field(repr=False)
    roles: tuple[str, ...]
    card_name: str | None = field(repr=False)
    pronouns: str | None = field(repr=False)
    about: str | None = field(repr=False)
    last_heard: int | None
    last_heard_epoch: int | None
    me: bool
    muted: bool


@dataclass(frozen=True)
class DeviceInfo:
    """A device of a member. `name` is known of those that were linked from here."""

    id: str = field(repr=False)
    member: str = field(repr=False)
    """The name of the member whose device it is."""
    name: str = field(repr=False)
    last_heard: int | None
    mine: bool
    here: bool
    """Whether it is this very device."""
    going: bool = False
    """Whether it was asked for here that it go out, and that is not done yet."""


@dataclass(frozen=True)
class LostInfo:
    """Another device of ours in a circle that it is to leave, and how far that has come."""

    circle: CircleInfo
    device: DeviceInfo
    state: str = "found"
    """`found`; then `done`, `under-way` or `failed`; where it was to stay after all, `kept`, or `late` if
    its commit may stand at the relay already."""
    why: str = field(default="", repr=False)
    """What it waits for, or why it failed, in a sentence."""


@dataclass(frozen=True)
class PairingInfo:
    """A device code of ours. `words` and `name` are there once a device has come."""

    id: str = field(repr=False)
    code: str = field(repr=False)
    link: str = field(repr=False)
    qr: str = field(repr=False)
    expires: int
    circles: list[str] = field(repr=False)
    state: str
    """`open`, `asked`, `frozen`, `linking`, `linked` or `over`."""
    name: str = field(default="", repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class LinkingInfo:
    """A device code that this device uses. `missing` are circles into which there was no way."""

    id: str = field(repr=False)
    words: str = field(repr=False)
    state: str
    """`waiting`, `linking`, `linked` or `closed`."""
    why: str = field(repr=False)
    circles: list[CircleInfo] = field(repr=False)
    missing: list[str] = field(repr=False)


@dataclass(frozen=True)
class Item:
    """One item of the timeline. `text` of what nobody said is a finished sentence."""

    index: int
    id: str = field(repr=False)
    kind: str
    author: str | None = field(repr=False)
    author_id: str | None = field(repr=False)
    text: str | None = field(repr=False)
    at: int
    received: int
    cw: str | None = field(repr=False)
    reply_to: str | None = field(repr=False)
    tone: int
    reactions: list[tuple[str, str]] = field(repr=False)
    edited: bool
    retracted: bool
    muted: bool
    expires: int = 0
    """When it disappears, in unix seconds; 0 where that begins only once it is out."""
    mine: tuple[str, ...] = field(default=(), repr=False)
    """The emoji that we put under it ourselves."""
    waiting: bool = False
    """Whether it, or what we did to it, still waits for the relay."""


@dataclass(frozen=True)
class PolicyInfo:
    """The policy of a circle, as people see it."""

    rules: dict[str, int | str]
    hosts: list[str] = field(repr=False)
    relay: str = field(repr=False)
    open_codes: int
    epoch: int


@dataclass(frozen=True)
class AskInfo:
    """Something that takes the approval of several members, and has not got enough."""

    id: str = field(repr=False)
    what: str = field(repr=False)
    agreed: list[str] = field(repr=False)
    hosts: int
    """So many more hosts it takes, or so many more members."""
    members: int
    mine: bool
    """Whether we are among those who agree."""


@dataclass(frozen=True)
class VerifyInfo:
    """The phrase of a circle in its present epoch."""

    words: list[str] = field(repr=False)
    epoch: int


@dataclass(frozen=True)
class RestoreInfo:
    """What came of a backup: circles by what they are called here."""

    made_at: int
    restored: list[CircleInfo]
    kept: list[str] = field(repr=False)
    """Those that were here already; nothing was changed in them."""


@dataclass(frozen=True)
class SyncInfo:
    """How catching up went for one circle (or one knock)."""

    label: str = field(repr=False)
    new: int
    ok: bool
    error: str | None = field(repr=False)
    reached: bool = True
    """Whether the relay could be reached."""


class Link(StrEnum):
    """How a circle stands with its relay."""

    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    OFF = "off"
    """The circle does not go on here, and needs no relay."""


@dataclass(frozen=True)
class LiveInfo:
    """A circle that is followed: what a list of circles shows of it."""

    circle: CircleInfo = field(repr=False)
    unread: int
    first_unread: int | None
    """The index of the first message that was not read yet."""
    last: Item | None = field(repr=False)
    """The newest message."""
    host: bool
    may_invite: bool
    may_timer: bool
    timer: int
    """Seconds after which messages disappear."""
    knocks: int
    wishes: int
    """What was asked for here and is not done yet."""
    link: Link
    retry_at: float | None
    """When the relay is tried again, while it is out of reach."""
    why: str = field(repr=False)
    """Why it is out of reach, in a sentence; empty otherwise."""


@dataclass(frozen=True)
class Timeline:
    """What is shown of a conversation: its newest items, in order."""

    items: list[Item] = field(repr=False)
    more: bool
    """Whether there are older ones."""
