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
