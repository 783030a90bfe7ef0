"""The event format: what members say, as canonical bytes inside an application message.

An event is the array [version, kind, id, at, seen, body]; the body is a byte string that holds the
array of the kind's fields, so that who does not know a kind still checks all the rest, keeps the
bytes and shows that something was said. Kinds are numbered and never reused. `docs/circle.md` is
the norm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from leeward_client.circle.canon import (
    CanonError,
    Record,
    check_bytes,
    check_int,
    pack,
    unpack,
)
from leeward_client.circle.history import Seen, check_seen
from leeward_client.circle.names import check_normal_name
from leeward_client.circle.text import check_line, check_symbol, check_text

VERSION = 1
"""The version of every kind below; a higher one is kept as `Unknown`."""
ID = 16
"""Bytes of an event id and of a member id."""

LONGEST_TEXT = 16_000
LONGEST_WARNING = 200
LONGEST_EMOJI = 16
LONGEST_PRONOUNS = 80
LONGEST_CARD = 2_000
LONGEST_ACTION = 512
LONGEST_SIGNATURE = 128
SHORTEST_TIMER = 60
LONGEST_TIMER = 366 * 86_400
LARGEST_BODY = 131_072
LARGEST_EVENT = LARGEST_BODY + 256


class EventError(ValueError):
    """The bytes, or the fields, are not those of an event."""


class Kind(IntEnum):
    """The kinds of event known to this version."""

    MESSAGE = 1
    REACTION = 2
    EDIT = 3
    RETRACT = 4
    CARD = 5
    TIMER = 6
    APPROVAL = 7


class Tone(IntEnum):
    """What the author of a message wishes for in return."""

    NONE = 0
    JUST_LISTEN = 1
    ADVICE_WELCOME = 2


class Message(Record, frozen=True):
    """Something said; `cw` words of a content warning, `timer` seconds until it disappears."""

    text: str
    cw: str | None = None
    reply_to: bytes | None = None
    timer: int | None = None
    tone: int = Tone.NONE


class Reaction(Record, frozen=True):
    """An emoji put under, or taken from under, an event."""

    target: bytes
    emoji: str
    add: bool = True


class Edit(Record, frozen=True):
    """A new text and a new content warning for an earlier message of the same author."""

    target: bytes
    text: str
    cw: str | None = None


class Retract(Record, frozen=True):
    """The author takes an earlier message back; a tombstone stays."""

    target: bytes


class Card(Record, frozen=True):
    """How a member describes itself; replaces its card as a whole."""

    name: str | None = None
    pronouns: str | None = None
    text: str | None = None


class Timer(Record, frozen=True):
    """The circle's disappearing timer, in seconds."""

    seconds: int


class Approval(Record, frozen=True):
    """A signature over (group, epoch, exact action), to be carried in a commit of that epoch."""

    action: bytes
    signature: bytes
    epoch: int


class Unknown(Record, frozen=True):
    """A kind or version from the future: its body as it came."""

    body: bytes


Body = Message | Reaction | Edit | Retract | Card | Timer | Approval | Unknown


@dataclass(frozen=True)
class Event:
    """One event. `at` is its author's clock in unix seconds: shown, never relied upon."""

    id: bytes
    kind: int
    body: Body
    at: int
    seen: Seen
    version: int = VERSION

    def __repr__(self) -> str:
        return f"Event(kind={self.kind}, version={self.version}, ...)"


class _Wire(Record, frozen=True):
    version: int
    kind: int
    id: bytes
    at: int
    seen: Seen
    body: bytes


def _check_id(value: bytes) -> None:
    check_bytes(value, ID)


def _check_message(body: Message) -> None:
    check_text(body.text, LONGEST_TEXT)
    _check_warning(body.cw)
    if body.reply_to is not None:
        _check_id(body.reply_to)
    if body.timer is not None:
        check_int(body.timer, SHORTEST_TIMER, LONGEST_TIMER)
    check_int(body.tone, Tone.NONE, Tone.ADVICE_WELCOME)


def _check_warning(words: str | None) -> None:
    if words is not None:
        check_line(words, LONGEST_WARNING)


def _check_reaction(body: Reaction) -> None:
    _check_id(body.target)
    check_symbol(body.emoji, LONGEST_EMOJI)


def _check_edit(body: Edit) -> None:
    _check_id(body.target)
    check_text(body.text, LONGEST_TEXT)
    _check_warning(body.cw)


def _check_retract(body: Retract) -> None:
    _check_id(body.target)


def check_card(body: Card) -> None:
    """Raise ValueError unless the card's fields are within bounds."""
    if body.name is not None:
        check_normal_name(body.name)
    if body.pronouns is not None:
        check_line(body.pronouns, LONGEST_PRONOUNS)
    if body.text is not None:
        check_text(body.text, LONGEST_CARD)


def _check_timer(body: Timer) -> None:
    check_int(body.seconds, SHORTEST_TIMER, LONGEST_TIMER)


def _check_approval(body: Approval) -> None:
    check_int(len(body.action), 1, LONGEST_ACTION)
    check_int(len(body.signature), 1, LONGEST_SIGNATURE)
    check_int(body.epoch, 0)


_KINDS: dict[int, tuple[type[Record], Callable[[Any], None]]] = {
    Kind.MESSAGE: (Message, _check_message),
    Kind.REACTION: (Reaction, _check_reaction),
    Kind.EDIT: (Edit, _check_edit),
    Kind.RETRACT: (Retract, _check_retract),
    Kind.CARD: (Card, check_card),
    Kind.TIMER: (Timer, _check_timer),
    Kind.APPROVAL: (Approval, _check_approval),
}


def kind_of(body: Body) -> Kind:
    """The kind that a body known to this version belongs to; raises EventError for `Unknown`."""
    for kind, (shape, _) in _KINDS.items():
        if type(body) is shape:
            return Kind(kind)
    raise EventError("a body of an unknown kind")


def event(id_: bytes, body: Body, at: int, seen: Seen) -> Event:
    """An event around a body of a known kind."""
    return Event(id_, kind_of(body), body, at, seen)


def encode_event(event: Event) -> bytes:
    """The canonical bytes of an event; raises EventError if a field is out of bounds."""
    wire = _Wire(event.version, event.kind, event.id, event.at, event.seen, _encode_body(event))
    _check(wire)
    return pack(wire)


def decode_event(data: bytes) -> Event:
    """The event that `data` encodes, whole and canonical; raises EventError for anything else."""
    try:
        wire = unpack(data, _Wire, LARGEST_EVENT)
    except CanonError as error:
        raise EventError(str(error)) from error
    _check(wire)
    return Event(wire.id, wire.kind, _decode_body(wire), wire.at, wire.seen, wire.version)


def _check(wire: _Wire) -> None:
    try:
        check_int(wire.version, 1)
        check_int(wire.kind, 1)
        check_bytes(wire.id, ID)
        check_int(wire.at, 0)
        check_seen(wire.seen)
        check_int(len(wire.body), 0, LARGEST_BODY)
    except ValueError as error:
        raise EventError(str(error)) from error


def _known(version: int, kind: int) -> bool:
    return version == VERSION and kind in _KINDS


def _encode_body(event: Event) -> bytes:
    body = event.body
    if isinstance(body, Unknown):
        if _known(event.version, event.kind):
            raise EventError("a known kind needs a body of its own")
        return body.body
    if not _known(event.version, event.kind) or type(body) is not _KINDS[event.kind][0]:
        raise EventError("the body is of another kind")
    try:
        _KINDS[event.kind][1](body)
        return pack(body)
    except ValueError as error:
        raise EventError(str(error)) from error


def _decode_body(wire: _Wire) -> Body:
    if not _known(wire.version, wire.kind):
        return Unknown(wire.body)
    shape, check = _KINDS[wire.kind]
    try:
        body = unpack(wire.body, shape, LARGEST_BODY)
        check(body)
    except ValueError as error:
        raise EventError(str(error)) from error
    return body  # type: ignore[return-value]
