"""What a meeting box has come to: for the issuer, who knocks; for the newcomer, how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from leeward_client.invites.meeting import (
    Closed,
    Declined,
    Issued,
    Knock,
    Meeting,
    MeetingError,
    Welcome,
)


class Standing(StrEnum):
    """How a newcomer's knock stands."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    DECLINED = "declined"
    CLOSED = "closed"
    EXPIRED = "expired"
    NOT_GENUINE = "not-genuine"


@dataclass(repr=False)
class Desk:
    """The fold of a meeting box's entries; strangers' noise is left out."""

    issued: Issued | None = None
    knocks: dict[bytes, Knock] = field(default_factory=dict)
    """By knock id, in the order they came; each once."""
    welcomes: dict[bytes, Welcome] = field(default_factory=dict)
    declined: set[bytes] = field(default_factory=set)
    closed: bool = False

    @classmethod
    def of(cls, meeting: Meeting, blobs: Iterable[tuple[int, bytes]]) -> "Desk":
        """Read the entries (sequence number, blob) of a meeting box.

        Only the first entry can issue: whoever else holds the code cannot put another key in its place.
        """
        desk = cls()
        for seq, blob in blobs:
            try:
                content = meeting.open(blob)
            except MeetingError:
                continue
            if isinstance(content, Issued):
                if seq == 1:
                    desk.issued = content
            elif isinstance(content, Knock):
                desk.knocks.setdefault(content.id, content)
            elif isinstance(content, Welcome):
                desk.welcomes.setdefault(content.knock_id, content)
            elif isinstance(content, Declined):
                desk.declined.add(content.knock_id)
            elif isinstance(content, Closed):
                desk.closed = True
        return desk

    @property
    def waiting(self) -> list[bytes]:
        """The knocks that nobody has answered."""
        return [one for one in self.knocks if one not in self.welcomes and one not in self.declined]

    @property
    def frozen(self) -> bool:
        """Whether two different knocks came on a code that was for one: it is in two hands."""
        return self.issued is not None and self.issued.uses == 1 and len(self.knocks) > 1

    def standing(self, knock_id: bytes, now: int) -> Standing:
        """How the knock stands, as the newcomer can see."""
        if knock_id in self.welcomes:
            return Standing.ADMITTED
        if knock_id in self.declined:
            return Standing.DECLINED
        if self.closed:
            return Standing.CLOSED
        if self.issued is None:
            return Standing.NOT_GENUINE
        if self.issued.expires and now > self.issued.expires:
            return Standing.EXPIRED
        return Standing.WAITING
