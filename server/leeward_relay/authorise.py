"""May this connection do that? Pure: no socket, no store, no clock.

A refusal here depends only on what the connection itself has shown, never on what exists. Where it
would depend on both (Open, Attach), the verdict travels on and the store looks either way.
"""

from dataclasses import dataclass, field

from leeward_wire import (
    Attach,
    BoxId,
    Burn,
    Code,
    Detach,
    Grow,
    Open,
    Ping,
    Post,
    Purpose,
    Read,
    Request,
    Seal,
    Work,
    attach_statement,
    open_statement,
    pass_holds,
    signed,
    work_holds,
)

from leeward_relay.changes import (
    AddPost,
    AddSeal,
    Answered,
    AttachBox,
    Authorised,
    BurnBox,
    DetachBox,
    GrowBox,
    OpenBox,
    ReadBox,
)
from leeward_relay.config import Config


@dataclass(slots=True)
class Bucket:
    """A rate: so many a minute, and no more than that at once."""

    per_minute: int
    left: float
    since: float

    def take(self, now: float) -> bool:
        """Take one, if there is one."""
        left = self.left
        if now > self.since:
            left += (now - self.since) * self.per_minute / 60.0
            if left > self.per_minute:
                left = float(self.per_minute)
        self.since = now
        if left < 1.0:
            self.left = left
            return False
        self.left = left - 1.0
        return True


@dataclass(frozen=True, slots=True)
class Terms:
    """What a relay asks of everybody."""

    difficulty: int
    pass_required: bool
    largest_entry: int
    boxes: int
    opens: int
    posts: int
    requests: int
    passes: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, config: Config) -> "Terms":
        """Take the terms out of a configuration."""
        return cls(
            difficulty=config.work.difficulty,
            pass_required=config.pass_required(),
            largest_entry=config.sizes.largest_entry_kib * 1024,
            boxes=config.connections.boxes,
            opens=config.rates.opens_per_minute,
            posts=config.rates.posts_per_minute,
            requests=config.rates.requests_per_minute,
            passes=config.work.passes,
        )


class Session:
    """What one connection has shown so far; it ends with the connection."""

    __slots__ = ("challenge", "host", "opens", "posts", "requests", "steps", "terms")

    def __init__(self, terms: Terms, host: str, challenge: bytes, now: float) -> None:
        self.terms = terms
        self.host = host
        self.challenge = challenge
        self.steps: dict[BoxId, int] = {}
        self.opens = Bucket(terms.opens, terms.opens, now)
        self.posts = Bucket(terms.posts, terms.posts, now)
        self.requests = Bucket(terms.requests, terms.requests, now)

    def admit(self, box: BoxId, step: int) -> None:
        """Remember that the store knows a box to which this connection has the key."""
        self.steps[box] = step

    def drop(self, box: BoxId) -> None:
        """Forget a box."""
        self.steps.pop(box, None)


def authorise(frame: Request, session: Session, now: float) -> Authorised | Code:
    """Judge a request; `now` is any clock that runs evenly."""
    if not session.requests.take(now):
        return Code.BUSY
    match frame:
        case Post():  # most are
            return _post(frame, session, now)
        case Open():
            return _open(frame, session, now)
        case Attach():
            return _attach(frame, session)
        case Burn():
            return BurnBox(frame.box, frame.key) if session.opens.take(now) else Code.BUSY
        case Ping():
            return Answered()
    if frame.box not in session.steps:
        return Code.REFUSED
    match frame:
        case Detach():
            return DetachBox(frame.box)
        case Read():
            return ReadBox(frame.box, frame.after)
        case Seal():
            return _seal(frame, session, now)
        case Grow():
            step = session.steps[frame.box]
            paid = _paid(session, Purpose.GROW, frame.box, step, frame.proof)
            return GrowBox(frame.box) if paid else Code.PROOF


def _open(frame: Open, session: Session, now: float) -> Authorised | Code:
    if not session.opens.take(now):
        return Code.BUSY
    if not _paid(session, Purpose.OPEN, frame.box, 0, frame.proof):
        return Code.PROOF
    statement = open_statement(frame.box, session.host, session.challenge, frame.burn_hash)
    return OpenBox(frame.box, frame.burn_hash, signed(frame.box, statement, frame.sig))


def _attach(frame: Attach, session: Session) -> Authorised | Code:
    if frame.box not in session.steps and len(session.steps) >= session.terms.boxes:
        return Code.FULL
    statement = attach_statement(frame.box, session.host, session.challenge)
    return AttachBox(frame.box, frame.after, signed(frame.box, statement, frame.sig))


def _post(frame: Post, session: Session, now: float) -> Authorised | Code:
    if frame.box not in session.steps:
        return Code.REFUSED
    if not session.posts.take(now):
        return Code.BUSY
    if len(frame.blob) > session.terms.largest_entry:
        return Code.FULL
    return AddPost(frame.box, frame.life, frame.blob)


def _seal(frame: Seal, session: Session, now: float) -> Authorised | Code:
    if not session.posts.take(now):
        return Code.BUSY
    if frame.after > 0 and not _paid(session, Purpose.RESEAL, frame.box, frame.after, frame.proof):
        return Code.PROOF
    return AddSeal(frame.box, frame.after, frame.blob)


def _paid(session: Session, purpose: Purpose, box: BoxId, counter: int, proof: bytes) -> bool:
    work = Work(purpose, session.host, session.challenge, box, counter)
    if pass_holds(work, session.terms.passes, proof):
        return True
    return not session.terms.pass_required and work_holds(work, session.terms.difficulty, proof)
