"""The meeting box of a device code: what two devices of one person say to each other there.

The code is of a type of its own and derives nothing that an invite code would. The first device puts a
one-time key into entry 1; the second seals a hello to it; from then on both speak under a key that
stood in the hello, so that others with the code read nothing. docs/devices.md has the numbered rules.
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Annotated, Any

import msgspec
from leeward_mls.hpke import HPKEError
from msgspec import Meta

from leeward_client.invites import meeting
from leeward_client.invites.meeting import (
    ISSUER_KEY,
    LONGEST_LABEL,
    MEMBER,
    MOST_KNOCK,
    REPLY_KEY,
    Meeting,
    MeetingError,
    decode_as,
    seal_to,
    sealed_with,
    unseal_from,
    unsealed_with,
)

MOST_CIRCLES = 24
"""Circles that one code links: each takes an entry of the box, which holds 32."""
LONGEST_DEVICE = 64
"""Characters of what a device is called."""
LONGEST_RELAY = 1024
HELLO_ID = 8
HANDLE = 8
_KDF_LABEL = b"leeward/pairing/1/"
_HELLO_LABEL = b"leeward/hello/1\0"
_ANSWER_LABEL = b"leeward/pairing/answer/1\0"
_HELLO = "leeward hello"
"""The label of EncryptWithLabel (RFC 9420, section 5.1.3) under which hellos are sealed."""

_Time = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_Id = Annotated[bytes, Meta(min_length=HELLO_ID, max_length=HELLO_ID)]
_Handle = Annotated[bytes, Meta(min_length=HANDLE, max_length=HANDLE)]


class _Content(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, tag=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class _Part(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Opened(_Content, frozen=True, tag=1):
    """Entry 1: the key that a hello is sealed to, and until when the code is good."""

    key: Annotated[bytes, Meta(min_length=ISSUER_KEY, max_length=ISSUER_KEY)]
    opened_at: _Time
    expires: _Time


class Hello(_Content, frozen=True, tag=2):
    """A device asks to be linked; only the one that made the code can read it."""

    sealed: Annotated[bytes, Meta(min_length=1, max_length=MOST_KNOCK)]

    @property
    def id(self) -> bytes:
        """What the hello is called, 8 bytes."""
        return hashlib.sha256(_HELLO_LABEL + self.sealed).digest()[:HELLO_ID]


class Answer(_Content, frozen=True, tag=3):
    """Anything after a hello, for the two devices alone; `sealed` holds a `Said`."""

    hello: _Id
    sealed: Annotated[bytes, Meta(min_length=1, max_length=262_144)]


class Asking(_Part, frozen=True):
    """What a hello says: what the device is called, and the key of all that follows."""

    name: Annotated[str, Meta(max_length=LONGEST_DEVICE)]
    reply_key: Annotated[bytes, Meta(min_length=REPLY_KEY, max_length=REPLY_KEY)]


class Offered(_Part, frozen=True):
    """One circle that the new device is to enter: under which member id, and what it is called."""

    handle: _Handle
    """What the two devices call it; random, and told to nobody else."""
    member: Annotated[bytes, Meta(min_length=MEMBER, max_length=MEMBER)]
    label: Annotated[str, Meta(max_length=LONGEST_LABEL)]
    relay: Annotated[str, Meta(max_length=LONGEST_RELAY)]
    """The URL of its relay: a browser reaches one alone."""


class Offer(_Content, frozen=True, tag=1):
    """The first device: the person has said yes; these circles."""

    circles: Annotated[tuple[Offered, ...], Meta(min_length=1, max_length=MOST_CIRCLES)]


class Packed(_Part, frozen=True):
    """The new device's key package for one circle; none where it is in that circle already."""

    handle: _Handle
    key_package: Annotated[bytes, Meta(max_length=MOST_KNOCK)]


class Packages(_Content, frozen=True, tag=2):
    """The new device: its keys, made for each circle alone."""

    packed: Annotated[tuple[Packed, ...], Meta(max_length=MOST_CIRCLES)]


class Entrance(_Content, frozen=True, tag=3):
    """The first device: the way into one circle; an empty welcome where there is none."""

    handle: _Handle
    welcome: bytes


class Entered(_Content, frozen=True, tag=4):
    """The new device: it has entered all that it was given a way into."""


Said = Offer | Packages | Entrance | Entered


class Side(IntEnum):
    """Who speaks; what one device has said cannot be shown to it as the other's."""

    FIRST = 1
    NEW = 2


_SIDES: dict[type[Any], Side] = {
    Offer: Side.FIRST,
    Packages: Side.NEW,
    Entrance: Side.FIRST,
    Entered: Side.NEW,
}


def meeting_of(secret: bytes) -> Meeting:
    """Derive the meeting box of a device code's secret."""
    return Meeting.of(secret, _KDF_LABEL)


def close(box: Meeting, content: Opened | Hello | Answer) -> bytes:
    """An entry of the box. Raises MeetingError when its reader would refuse it."""
    plain = msgspec.msgpack.encode(content)
    _decode(plain)
    return box.wrap(plain)


def hello(box: Meeting, opened: Opened, name: str, reply_key: bytes) -> Hello:
    """Seal a hello to the first device. Raises MeetingError when entry 1 holds no usable key."""
    plain = msgspec.msgpack.encode(Asking(name, reply_key))
    decode_as(plain, Asking)
    return Hello(seal_to(opened.key, _HELLO, box.box, plain))


def read_hello(box: Meeting, private: bytes, content: Hello) -> Asking:
    """What a hello says, for the first device. Raises MeetingError."""
    try:
        plain = unseal_from(private, _HELLO, box.box, content.sealed)
    except HPKEError:
        raise MeetingError("the hello does not open") from None
    asking: Asking = decode_as(plain, Asking)
    return asking


def answer(hello_id: bytes, reply_key: bytes, said: Said) -> Answer:
    """Seal what one device says to the other."""
    plain = msgspec.msgpack.encode(said)
    side = bytes([_SIDES[type(said)]])
    return Answer(hello_id, sealed_with(reply_key, _ANSWER_LABEL + side + hello_id, plain))


def read_answer(content: Answer, reply_key: bytes) -> Said:
    """What the other device says. Raises MeetingError."""
    for side in Side:
        label = _ANSWER_LABEL + bytes([side]) + content.hello
        with suppress(MeetingError):
            said: Said = decode_as(unsealed_with(reply_key, label, content.sealed), Said)
            if _SIDES[type(said)] is side:
                return said
    raise MeetingError("the answer does not open")


def _decode(data: bytes) -> Opened | Hello | Answer:
    content: Opened | Hello | Answer = decode_as(data, Opened | Hello | Answer)
    return content


@dataclass(repr=False)
class Table:
    """What a device's meeting box has come to; strangers' noise is left out."""

    opened: Opened | None = None
    hellos: dict[bytes, Hello] = field(default_factory=dict)
    """By their id, in the order they came; each once."""
    answers: dict[bytes, list[Answer]] = field(default_factory=dict)

    @classmethod
    def of(cls, box: Meeting, blobs: Iterable[tuple[int, bytes]]) -> "Table":
        """Read the entries (sequence number, blob) of the box; only the first can open it."""
        table = cls()
        for seq, blob in blobs:
            try:
                content = _decode(box.unwrap(blob))
            except MeetingError:
                continue
            if isinstance(content, Opened):
                if seq == 1:
                    table.opened = content
            elif isinstance(content, Hello):
                table.hellos.setdefault(content.id, content)
            else:
                table.answers.setdefault(content.hello, []).append(content)
        return table

    @property
    def frozen(self) -> bool:
        """Whether two different devices have come: the code is in two hands."""
        return len(self.hellos) > 1

    def said(self, hello_id: bytes, reply_key: bytes) -> list[Said]:
        """All that the two devices have said to each other, in order, each once."""
        found: list[Said] = []
        for content in self.answers.get(hello_id, ()):
            with suppress(MeetingError):
                said = read_answer(content, reply_key)
                if said not in found:
                    found.append(said)
        return found


def keys() -> tuple[bytes, bytes]:
    """A one-time X-Wing key pair for one code: private, public."""
    return meeting.issuer_keys()


def fresh_handle() -> bytes:
    """What the two devices will call a circle."""
    return os.urandom(HANDLE)
