"""The same inputs through the web client's decoders, in Node: every verdict has to be the same.

A verdict is what was read, in its one form, or that the bytes were refused. Of a text with two faults
the clients may name one or the other.
"""

from collections.abc import Sequence
from functools import cache

import build_web
from leeward_client.invites import code as codes
from leeward_client.invites.code import CodeError
from leeward_client.link.address import Address, AddressError
from support.node import Driver

from fuzz.targets import TARGETS
from fuzz.targets_invites import text_of

HOME = build_web.ROOT / "tests" / "fuzz" / "node"
BATCH = 500


def _address(data: bytes) -> str:
    try:
        return Address.parse(text_of(data)).url
    except AddressError:
        return ""


def _code(data: bytes) -> str:
    try:
        letters, relay = codes.split(text_of(data))
        return str(codes.parse(letters, Address.parse(relay).url))
    except (CodeError, AddressError):
        return ""


def _verdict(name: str, data: bytes) -> str:
    """Say what Python makes of an input; empty for bytes that are refused."""
    special = {"addresses": _address, "codes": _code}.get(name)
    if special is not None:
        return special(data)
    return data.hex() if TARGETS[name].run(data) else ""


ALIKE = (
    "requests",
    "replies",
    "addresses",
    "codes",
    "meeting-contents",
    "meeting-requests",
    "events",
    "policies",
    "commit-data",
    "durables",
    "actions",
    "backups",
)
"""The targets that have a twin in the web client."""


@cache
def driver() -> Driver:
    """Give one Node process for the whole run; it ends with this one."""
    return Driver(HOME, build_web.HOME)


def compare(name: str, inputs: Sequence[bytes]) -> list[bytes]:
    """Give the inputs on which the two clients differ."""
    apart = []
    for at in range(0, len(inputs), BATCH):
        batch = inputs[at : at + BATCH]
        theirs = driver().call("judge", target=name, inputs=list(batch))["verdicts"]
        apart += [
            one
            for one, verdict in zip(batch, theirs, strict=True)
            if verdict != _verdict(name, one)
        ]
    return apart
