"""What the session keeps of invites and of knocks of its own."""

from enum import StrEnum

from leeward_client.group.records import Record


class InviteState(StrEnum):
    """How far an invite has come."""

    NEW = "new"
    """Its box or its place in the policy is not made yet; the next sync goes on."""
    OPEN = "open"
    ENDING = "ending"
    """Spent, revoked, expired or void; the note that says so is still to be left in its box."""
    CLOSED = "closed"
    """The note is left; the box burns once who was admitted has been heard."""
    GONE = "gone"


class InviteRecord(Record, frozen=True):
    """An invite of ours."""

    secret: bytes
    private: bytes
    """The one-time key that knocks are sealed to; empty once the invite has ended."""
    entry: bytes
    """The exact first entry of its box."""
    uses: int
    issued_at: int
    expires: int
    """Unix seconds; 0 for never."""
    state: InviteState
    burn_at: int = 0
    admitted: tuple[bytes, ...] = ()
    """Member ids let in with it."""
    admitted_at: int = 0
    """When the last of them was."""


class PairedCircle(Record, frozen=True):
    """One circle that a device code links, on the device that made the code."""

    circle: bytes
    """Its local id."""
    handle: bytes
    """What the two devices call it."""
    entry: bytes = b""
    """The exact entry that brings the way in, or says that there is none."""


class PairingRecord(Record, frozen=True):
    """A device code of ours, until the new device has entered or the code is over."""

    secret: bytes
    relay: str
    word: bytes
    """The operator's pass for the relay; empty without."""
    private: bytes
    """The one-time key that hellos are sealed to."""
    entry: bytes
    """The exact first entry of its box."""
    expires: int
    """Unix seconds: until the person says yes, the code; then, what is still to be done."""
    circles: tuple[PairedCircle, ...]
    hello: bytes = b""
    """The id of the hello to which the person said yes; empty before."""
    name: str = ""
    reply_key: bytes = b""
    offer: bytes = b""
    """The exact entry that says yes."""


class NewCircle(Record, frozen=True):
    """One circle that this new device is to enter."""

    handle: bytes
    label: str
    member: bytes
    bundle: bytes = b""
    """The private keys of its key package; empty once it is entered, or was entered before."""
    circle: bytes = b""
    """Its local id, once it is entered."""
    over: bytes = b""
    """The local id of the same circle, ended here or out of a backup: it goes on with what it holds."""
    here: bool = False
    """Whether it goes on here already."""
    ended: bool = False
    """Whether there is nothing more to be done for it."""


class LinkingRecord(Record, frozen=True):
    """A device code that this device uses."""

    secret: bytes
    relay: str
    name: str
    reply_key: bytes
    entry: bytes
    """The exact hello that was posted."""
    hello: bytes
    words: str
    circles: tuple[NewCircle, ...] = ()
    packages: bytes = b""
    """The exact entry with this device's key packages."""
    expires: int = 0
    """Unix seconds: until when the ways in are waited for; 0 before the other device has said yes."""
    ended: str = ""
    """How it ended; the keys are erased then."""


class RejoinRecord(Record, frozen=True):
    """How to come back to a circle that a backup restored (docs/backup.md)."""

    group_id: bytes
    seed: bytes
    """The private half of the rejoin key."""
    made_at: int
    voucher: bytes
    """The signature of the leaf that was ours, over the key."""


class JoinRecord(Record, frozen=True):
    """A knock of ours."""

    secret: bytes
    """Of the invite's code; empty once it has ended, as are bundle, reply key and entry."""
    relay: str
    name: str
    member: bytes
    bundle: bytes
    """The private keys of its key package."""
    reply_key: bytes
    entry: bytes
    """The exact entry that was posted."""
    knock_id: bytes
    words: str
    made_at: int
    rejoins: bytes = b""
    """The local id of the circle that it comes back to; empty for a newcomer."""
    circle: bytes = b""
    """The local id of the circle that it led to."""
    ended: str = ""
    """How it ended without one."""
