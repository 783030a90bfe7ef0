"""The durable state: what a newcomer must know and all must agree on, as one canonical snapshot.

It holds content only, never who said it when, so that saying the same thing again changes nothing.
Roles, rules and codes are not in it: they stand in the policy, which the tree itself authenticates.
The snapshot is a list of numbered sections; one that this version does not know is kept as it came,
and hashed with the rest.
"""

import hashlib
from collections.abc import Mapping

from leeward_client.circle.canon import CanonError, Record, check_bytes, check_int, pack, unpack
from leeward_client.circle.events import (
    ID,
    LONGEST_TIMER,
    SHORTEST_TIMER,
    Card,
    check_card,
)
from leeward_client.circle.policy import MOST_MEMBERS

VERSION = 1
TIMER = 1
CARDS = 2
LARGEST_DURABLE = 8 * 1024 * 1024

_LABEL = b"leeward/state/1\x00"


class DurableError(ValueError):
    """The bytes are not a snapshot of the durable state."""


class Section(Record, frozen=True):
    """One numbered part of the snapshot."""

    number: int
    data: bytes


class _CardOf(Record, frozen=True):
    member: bytes
    card: Card


class _Cards(Record, frozen=True):
    cards: tuple[_CardOf, ...]


class _Timer(Record, frozen=True):
    seconds: int


class _Wire(Record, frozen=True):
    version: int
    sections: tuple[Section, ...]


def encode_durable(
    timer: int | None, cards: Mapping[bytes, Card], others: tuple[Section, ...] = ()
) -> bytes:
    """The canonical snapshot; a section with nothing in it is left out."""
    sections = list(others)
    if timer is not None:
        sections.append(Section(TIMER, pack(_Timer(timer))))
    if cards:
        entries = tuple(_CardOf(member, card) for member, card in sorted(cards.items()))
        sections.append(Section(CARDS, pack(_Cards(entries))))
    return pack(_Wire(VERSION, tuple(sorted(sections, key=lambda section: section.number))))


def decode_durable(data: bytes) -> tuple[int | None, dict[bytes, Card], tuple[Section, ...]]:
    """The timer, the cards and the unknown sections of a snapshot; raises DurableError."""
    try:
        wire = unpack(data, _Wire, LARGEST_DURABLE)
        if wire.version != VERSION:
            raise CanonError("an unknown version of the durable state")
        numbers = [section.number for section in wire.sections]
        if numbers != sorted(set(numbers)) or any(number < 1 for number in numbers):
            raise CanonError("sections are sorted, each once")
        known = {section.number: section.data for section in wire.sections}
        timer = _decode_timer(known[TIMER]) if TIMER in known else None
        cards = _decode_cards(known[CARDS]) if CARDS in known else {}
    except ValueError as error:
        raise DurableError(str(error)) from error
    others = tuple(section for section in wire.sections if section.number not in (TIMER, CARDS))
    return timer, cards, others


def hash_durable(data: bytes) -> bytes:
    """The hash of a snapshot, which commits carry."""
    return hashlib.sha256(_LABEL + data).digest()


def _decode_timer(data: bytes) -> int:
    return check_int(unpack(data, _Timer, 64).seconds, SHORTEST_TIMER, LONGEST_TIMER)


def _decode_cards(data: bytes) -> dict[bytes, Card]:
    entries = unpack(data, _Cards, LARGEST_DURABLE).cards
    members = [entry.member for entry in entries]
    if members != sorted(set(members)) or not 1 <= len(members) <= MOST_MEMBERS:
        raise CanonError("cards are sorted, one for each member")
    for entry in entries:
        check_bytes(entry.member, ID)
        check_card(entry.card)
        if entry.card == Card():
            raise CanonError("an empty card is left out")
    return {entry.member: entry.card for entry in entries}
