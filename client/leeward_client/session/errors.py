"""What the session tells people when something cannot be done: one clear sentence each."""


class SessionError(Exception):
    """Something could not be done; the text says what and why, without naming any secret."""


class OfflineError(SessionError):
    """The relay cannot be reached. `event_id` is the id (hex) of what was kept for later, if any."""

    def __init__(self, text: str, event_id: str | None = None) -> None:
        super().__init__(text)
        self.event_id = event_id


class NotFoundError(SessionError):
    """There is no such circle, member, invite, knock or message."""


class RefusedError(SessionError):
    """The circle's policy, the relay or the other side says no."""


class EndedError(SessionError):
    """The circle does not go on here."""
