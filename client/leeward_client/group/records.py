"""What a circle keeps in the vault, and the small closed sets of things it can intend and want.

Every record is a MessagePack array. Payloads and keys are hidden in `repr`.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec
from leeward_wire import Kind as EntryKind


class Record(
    msgspec.Struct,
    array_like=True,
    forbid_unknown_fields=True,
    frozen=True,
    repr_omit_defaults=True,
):
    """A record of the vault. Its fields are secret: `repr` names the type alone."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Status(StrEnum):
    """Where a circle stands on this device. All but `ACTIVE` stop the circle and say so."""

    ACTIVE = "active"
    LEAVING = "leaving"
    """The proposal to leave is out; the circle ends here when a commit carries it."""
    LEFT = "left"
    REMOVED = "removed"
    UNLINKED = "unlinked"
    """This device was taken out; the member goes on through others."""
    STUCK = "stuck"
    """A commit all others may follow does not work here (a private check failed): rejoin."""
    EXPIRED = "expired"
    """The box of this epoch can be neither attached nor opened: rejoin."""
    PAUSED = "paused"
    """Three void seals in a row: somebody inside attacks; hosts may rebuild the circle."""
    RESTORED = "restored"
    """Out of a backup: to be read, until a person has let us in again."""


RUNNING = frozenset({Status.ACTIVE, Status.LEAVING})
"""The standings in which a circle goes on here."""
OUT = frozenset({Status.LEFT, Status.REMOVED, Status.UNLINKED})
"""The standings in which this device has no leaf any more, and keeps no keys."""


@dataclass(frozen=True, repr=False)
class Entry:
    """One entry as the relay gave it."""

    seq: int
    kind: EntryKind
    blob: bytes


class CircleRecord(Record, frozen=True):
    """What names a circle on this device."""

    number: int
    label: str
    """The circle's display name, chosen by who founded it; local on this device."""
    relay: str
    member: bytes
    """Our 16-byte member id in this circle."""
    status: Status
    joined_at: int


class SyncRecord(Record, frozen=True):
    """Where we are in the box of the current epoch. Small: rewritten with every entry."""

    cursor: int = 0
    """The sequence number of the last entry read; 0 before the first."""
    last_seal: int = 0
    """The last seal read in this box (a void one, or the epoch would be over); 0 for none."""
    voids: int = 0
    opener: bool = False
    """Whether we ended the epoch before, and so open this box without waiting."""
    opened: bool = False
    entered_at: int = 0
    """When this epoch began here, in unix seconds."""
    leaf_at: int = 0
    """When our leaf was last renewed."""
    update_at: int = 0
    """When our leaf is to be renewed next, jitter included."""
    ledger: bytes = b""
    leaves: tuple[tuple[bytes, int, bytes], ...] = ()
    """Proposals to leave heard in this epoch: reference, leaf index, member id."""


class Draft(Record, frozen=True):
    """An event on its way out. `blob` is its exact entry, once it is encrypted under this epoch."""

    order: int
    """Drafts go out in this order."""
    event: bytes
    long: bool
    blob: bytes = b""


class Farewell(Record, frozen=True):
    """What is said to a circle when this device is erased, sealed beforehand for one epoch."""

    text: str
    """The words; they are sealed anew for each epoch."""
    entries: tuple[bytes, ...]
    """The exact entries, in the order in which they go out."""


class OpenInvite(Record, frozen=True, tag="open"):
    """Add an open code to the policy."""

    id_hash: bytes
    uses: int


class CloseInvite(Record, frozen=True, tag="close"):
    """Take an open code out of the policy."""

    id_hash: bytes


class Admit(Record, frozen=True, tag="admit"):
    """Add a newcomer, or, with `rejoin`, put a member's new leaf in the place of its old one."""

    id_hash: bytes
    knock_id: bytes
    key_package: bytes
    member: bytes
    name: str
    reply_key: bytes
    meeting: bytes
    """The invite's secret, from which the meeting box derives."""
    rejoin: bytes = b""
    """The old leaf's signature over the rejoining (see `circle.actions`); empty for a newcomer."""


class Remove(Record, frozen=True, tag="remove"):
    """Take a member out."""

    member: bytes


class Appoint(Record, frozen=True, tag="appoint"):
    """Make a member a host: at once if we are one, else by the approval of a majority."""

    member: bytes


class Demote(Record, frozen=True, tag="demote"):
    """Take the powers of a host from a member."""

    member: bytes


class SetRule(Record, frozen=True, tag="rule"):
    """Change one rule of the policy."""

    rule: str
    value: int | str


class Rename(Record, frozen=True, tag="rename"):
    """Change our own name in the roster."""

    name: str


class AddDevice(Record, frozen=True, tag="add-device"):
    """Add a further device of our own: a leaf under our own member id."""

    key_package: bytes


class RemoveDevice(Record, frozen=True, tag="remove-device"):
    """Take one device out, our own or another member's; the member stays through its others."""

    member: bytes
    key: bytes
    """The signature key of its leaf."""


class Leave(Record, frozen=True, tag="leave"):
    """Take all our other devices out, and then propose to leave with this one."""


class Update(Record, frozen=True, tag="update"):
    """Renew our leaf key; carries any proposals to leave that wait."""


Intent = (
    OpenInvite | CloseInvite | Admit | Remove | Appoint | Demote | SetRule | Rename | Update
    | AddDevice | RemoveDevice | Leave
)  # fmt: skip


class Delivery(Record, frozen=True):
    """A welcome to be put into a meeting box, until it is seen to stand there."""

    meeting: bytes
    """The secret of the invite."""
    knock_id: bytes
    entry: bytes
    """The content of the meeting box's entry: the welcome, sealed to the newcomer."""
    seal: bytes = b""
    """SHA-256 of the seal it goes with: the welcome is worth nothing unless that one wins."""
    not_before: int = 0


class Pending(Record, frozen=True):
    """A commit on its way out: the exact bytes, and the epoch that follows once it has won."""

    blob: bytes
    data: bytes
    """The commit's authenticated data."""
    next_epoch: bytes
    next_ratchets: bytes
    intent: bytes = b""
    """The key of the intent this commit carries out; empty for one of the client's own accord."""
    adds: tuple[tuple[bytes, bytes], ...] = ()
    """Member id and signature key of each newcomer."""
    removes: tuple[tuple[int, bytes, bool], ...] = ()
    """Leaf index, member id, and whether it leaves by its own proposal."""
    handover: bytes = b""
    """The exact welcome entry that goes into the box before the seal; empty without an add."""
    handed_over: bool = False
    delivery: Delivery | None = None
    welcome: bytes = b""
    """The MLS Welcome of a further device of ours; for the session to hand over, once this has won."""


class Ended(Record, frozen=True):
    """How an intent ended, for whoever waits for it. `why` is empty when it was carried out."""

    why: str
    epoch: int


class Heard(Record, frozen=True):
    """When a member was last heard here, and in which epoch."""

    at: int
    epoch: int


class Attach(Record, frozen=True):
    seed: bytes
    after: int


class Open(Record, frozen=True):
    seed: bytes


class Read(Record, frozen=True):
    after: int


class Post(Record, frozen=True):
    blob: bytes
    long: bool


class Seal(Record, frozen=True):
    blob: bytes
    after: int


class Wait(Record, frozen=True):
    until: int


class Idle(Record, frozen=True):
    pass


Want = Attach | Open | Read | Post | Seal | Wait | Idle


class Put(Record, frozen=True):
    """Store `value` under `key` on one of the circle's shelves."""

    shelf: str
    key: bytes
    value: bytes


class Delete(Record, frozen=True):
    """Erase what stands under `key` on one of the circle's shelves."""

    shelf: str
    key: bytes


Write = Put | Delete


def pack(record: Record | Intent) -> bytes:
    """A record as bytes for the vault."""
    return msgspec.msgpack.encode(record)
