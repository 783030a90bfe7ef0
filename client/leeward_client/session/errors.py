"""What the session tells people when something cannot be done: one clear sentence each."""

from leeward_client.locale import SpokenError


class SessionError(SpokenError):
    """Something could not be done; the sentence says what and why, without naming any secret."""


def because(error: SpokenError) -> SessionError:
    """A session's error that says what the rooms below said."""
    return SessionError(error.sentence, **error.fields)


class OfflineError(SessionError):
    """The relay cannot be reached. `event_id` is the id (hex) of what was kept for later, if any."""

    def __init__(self, sentence: str, /, *, event_id: str | None = None, **fields: object) -> None:
        super().__init__(sentence, **fields)
        self.event_id = event_id


class NotFoundError(SessionError):
    """There is no such circle, member, invite, knock or message."""


class RefusedError(SessionError):
    """The circle's policy, the relay or the other side says no."""


class EndedError(SessionError):
    """The circle does not go on here."""
