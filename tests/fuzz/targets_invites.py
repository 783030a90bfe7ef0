"""Codes and links as typed, relays' addresses, and what stands in meeting boxes."""

import msgspec
from leeward_client.invites import code as codes
from leeward_client.invites.code import CodeError
from leeward_client.invites.meeting import (
    NONCE,
    Content,
    Knock,
    Meeting,
    MeetingError,
    Request,
    decode,
    read_knock,
)
from leeward_client.link.address import Address, AddressError
from leeward_mls.suites import Suite, crypto
from leeward_wire import ENTRY_CLASSES
from nacl import bindings

from fuzz.target import Target, canonical

MEETING = Meeting.of(bytes(range(16)))
ISSUER, ISSUER_PUBLIC = crypto(Suite.XWING).kem.generate()


def text_of(data: bytes) -> str:
    """Give what somebody might have typed or scanned."""
    return data.decode("utf-8", "replace")


def _address(data: bytes) -> bool:
    try:
        address = Address.parse(text_of(data))
    except AddressError:
        return False
    assert Address.parse(address.url) == address, "its own form reads as something else"
    assert address.url.isascii()
    assert address.url == address.url.strip()
    return True


def _code(data: bytes) -> bool:
    try:
        letters, relay = codes.split(text_of(data))
        code = codes.parse(letters, Address.parse(relay).url)
    except (CodeError, AddressError):
        return False
    for form in (str(code), code.link):
        letters, relay = codes.split(form)
        assert codes.parse(letters, Address.parse(relay).url) == code, "a form reads as another"
    return True


def _pack(content: Content) -> bytes:
    return msgspec.msgpack.encode(content)


def _request(data: bytes) -> bool:
    """A knock's inside, sealed to its issuer as somebody who holds the code can."""
    enc, sealed = crypto(Suite.XWING).seal(ISSUER_PUBLIC, "leeward knock", MEETING.box, data)
    try:
        request: Request = read_knock(MEETING, ISSUER, Knock(enc + sealed))
    except MeetingError:
        return False
    assert msgspec.msgpack.encode(request) == data, "another encoding of the same knock was read"
    return True


def _entry(data: bytes) -> bool:
    """An entry's inside, padding and all, encrypted as whoever holds the code can."""
    padded = data[: ENTRY_CLASSES[0]].ljust(ENTRY_CLASSES[0] - NONCE - 16, b"\0")
    padded = padded[: ENTRY_CLASSES[0] - NONCE - 16]
    label = b"leeward/meeting/entry/1\0" + MEETING.box
    nonce = bytes(NONCE)
    blob = nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, label, nonce, MEETING.envelope
    )
    try:
        content = MEETING.open(blob)
    except MeetingError:
        return False
    plain = _pack(content)
    assert padded == (len(plain).to_bytes(4, "big") + plain).ljust(len(padded), b"\0")
    return True


TARGETS = (
    Target("addresses", _address, 4096),
    Target("codes", _code, 4096),
    canonical("meeting-contents", decode, _pack, MeetingError, ENTRY_CLASSES[-1]),
    Target("meeting-entries", _entry, ENTRY_CLASSES[0]),
    Target("meeting-requests", _request, 32_768),
)
