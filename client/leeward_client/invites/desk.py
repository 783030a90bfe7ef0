"""What a meeting box has come to: for the issuer, who knocks; for the newcomer, how it stands."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from leeward_client.invites.meeting import (
    Closed,
    Declined,
    Issued,
    Knock,
    Meeting,
    MeetingError,
    Way,
    Welcome,
    is_decline,
    read_welcome,
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
    welcomes: dict[bytes, list[Welcome]] = field(default_factory=dict)
    """By knock id. Whoever holds the code can put one here; only the true ones open."""
    declines: dict[bytes, list[Declined]] = field(default_factory=dict)
    closed: bool = False

    @classmethod
    def of(cls, meeting: Meeting, blobs: Iterable[tuple[int, bytes]]) -> "Desk":
        """Read the entries (sequence number, blob) of a meeting box.

        Only the first entry can issue: whoever else holds the code cannot put another key there.
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
                desk.welcomes.setdefault(content.knock_id, []).append(content)
            elif isinstance(content, Declined):
                desk.declines.setdefault(content.knock_id, []).append(content)
            elif isinstance(content, Closed):
                desk.closed = True
        return desk

    def admitted(self, knock_id: bytes, reply_key: bytes) -> list[Way]:
        """The ways in for a knock: of those that open, not of those that others put there."""
        ways = []
        for welcome in self.welcomes.get(knock_id, ()):
            with suppress(MeetingError):
                ways.append(read_welcome(welcome, reply_key))
        return ways

    def declined(self, knock_id: bytes, reply_key: bytes) -> bool:
        """Whether the knock was answered with a no that is genuine."""
        return any(is_decline(one, reply_key) for one in self.declines.get(knock_id, ()))

    def answered(self, knock_id: bytes, reply_key: bytes) -> bool:
        """Whether the knock has a genuine answer of either kind."""
        return bool(self.admitted(knock_id, reply_key)) or self.declined(knock_id, reply_key)

    @property
    def frozen(self) -> bool:
        """Whether two different knocks came on a code that was for one: it is in two hands."""
        return self.issued is not None and self.issued.uses == 1 and len(self.knocks) > 1

    def standing(self, knock_id: bytes, reply_key: bytes, now: int) -> Standing:
        """How the knock stands, as the newcomer can see."""
        if self.admitted(knock_id, reply_key):
            return Standing.ADMITTED
        if self.declined(knock_id, reply_key):
            return Standing.DECLINED
        if self.closed:
            return Standing.CLOSED
        if self.issued is None:
            return Standing.NOT_GENUINE
        if self.issued.expires and now >= self.issued.expires:
            return Standing.EXPIRED
        return Standing.WAITING
