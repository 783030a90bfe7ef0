"""The policy of a circle, carried in a group-context extension.

It says where the circle meets, who belongs to it under which name and in which roles, which codes
are open, and by which rules all that changes. `judge.py` says what a lawful change is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from leeward_client.circle.canon import (
    CanonError,
    Record,
    check_bytes,
    check_int,
    pack,
    unpack,
)
from leeward_client.circle.events import ID, LONGEST_TIMER, SHORTEST_TIMER
from leeward_client.circle.names import check_normal_name
from leeward_client.circle.text import check_symbol

EXT_POLICY = 0xF1EE
"""The type of the extension, from the range for private use (RFC 9420, section 17.3)."""
VERSION = 1
HOST = "host"
"""The one role with powers of its own."""
HOSTS = "hosts"
MEMBERS = "members"
MOST_MEMBERS = 50
MOST_ROLES = 8
MOST_CODES = 32
MOST_FALLBACKS = 8
LONGEST_URL = 256
LONGEST_PASS = 64
LONGEST_ROLE = 32
LARGEST_POLICY = 32_768

_ROLE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class PolicyError(ValueError):
    """The bytes, or the fields, are not those of a policy."""


class Relay(Record, frozen=True):
    """Where the circle meets: a URL, the operator's pass if it wants one, fallback relays."""

    url: str
    pass_: bytes | None = None
    fallbacks: tuple[str, ...] = ()


class Member(Record, frozen=True):
    """A member's name and roles; roles are sorted, each once."""

    name: str
    roles: tuple[str, ...] = ()

    @property
    def host(self) -> bool:
        """Whether the member is a host."""
        return HOST in self.roles


class OpenCode(Record, frozen=True):
    """An invite code that may still be spent: `uses` are left of the `quota` it was opened with."""

    id_hash: bytes
    issuer: bytes
    uses: int
    quota: int


class Rules(Record, frozen=True):
    """Who may do what.

    `invite` and `timer_by` are "hosts" or "members"; `admit` is "person" or "auto" (whether the
    issuer's or a host's client may admit by itself); `remove_approvals` is how many distinct hosts
    a weighty action needs; `timer` is the disappearing timer that the circle starts with, in
    seconds; `history` is "none": newcomers get no old messages.
    """

    invite: str = HOSTS
    admit: str = "person"
    remove_approvals: int = 1
    timer: int = 14 * 86_400
    timer_by: str = HOSTS
    history: str = "none"


@dataclass(frozen=True)
class Policy:
    """A policy; `roster` maps member ids to members and cannot be changed in place."""

    relay: Relay
    roster: Mapping[bytes, Member]
    codes: tuple[OpenCode, ...] = ()
    rules: Rules = field(default_factory=Rules)
    version: int = VERSION

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", MappingProxyType(dict(self.roster)))

    @property
    def hosts(self) -> frozenset[bytes]:
        """The ids of all hosts."""
        return frozenset(member for member, entry in self.roster.items() if entry.host)

    def code(self, id_hash: bytes) -> OpenCode | None:
        """The open code of that id hash, if there is one."""
        return next((code for code in self.codes if code.id_hash == id_hash), None)

    def may_invite(self, member: bytes) -> bool:
        """Whether the member may open invite codes."""
        return self._allows(self.rules.invite, member)

    def may_set_timer(self, member: bytes) -> bool:
        """Whether the member may set the circle's disappearing timer."""
        return self._allows(self.rules.timer_by, member)

    def _allows(self, who: str, member: bytes) -> bool:
        return member in self.hosts if who == HOSTS else member in self.roster

    def __repr__(self) -> str:
        return f"Policy(version={self.version}, ...)"


class _Entry(Record, frozen=True):
    id: bytes
    member: Member


class _Wire(Record, frozen=True):
    version: int
    relay: Relay
    roster: tuple[_Entry, ...]
    codes: tuple[OpenCode, ...]
    rules: Rules


def encode_policy(policy: Policy) -> bytes:
    """The canonical bytes of a policy; raises PolicyError if a field is out of bounds.

    The roster and the codes are written in the order of their ids, whatever order they come in.
    """
    wire = _wire(policy)
    _check(wire)
    return pack(wire)


def repack_policy(policy: Policy) -> bytes:
    """The bytes of a policy that came out of `decode_policy`, not checked a second time."""
    return pack(_wire(policy))


def _wire(policy: Policy) -> _Wire:
    return _Wire(
        policy.version,
        policy.relay,
        tuple(_Entry(member, entry) for member, entry in sorted(policy.roster.items())),
        tuple(sorted(policy.codes, key=lambda code: code.id_hash)),
        policy.rules,
    )


def decode_policy(data: bytes) -> Policy:
    """The policy that `data` encodes, whole and canonical; raises PolicyError for anything else."""
    try:
        wire = unpack(data, _Wire, LARGEST_POLICY)
    except CanonError as error:
        raise PolicyError(str(error)) from error
    _check(wire)
    roster = {entry.id: entry.member for entry in wire.roster}
    return Policy(wire.relay, roster, wire.codes, wire.rules, wire.version)


def encode_rules(rules: Rules) -> bytes:
    """The canonical bytes of the rules alone, for the action that changes them."""
    return pack(rules)


def _check(wire: _Wire) -> None:
    try:
        if wire.version != VERSION:
            raise ValueError("an unknown version of policy")
        _check_relay(wire.relay)
        _check_roster(wire.roster)
        _check_codes(wire.codes)
        _check_rules(wire.rules)
    except ValueError as error:
        raise PolicyError(str(error)) from error


def _check_relay(relay: Relay) -> None:
    check_symbol(relay.url, LONGEST_URL)
    if relay.pass_ is not None:
        check_int(len(relay.pass_), 1, LONGEST_PASS)
    check_int(len(relay.fallbacks), 0, MOST_FALLBACKS)
    for url in relay.fallbacks:
        check_symbol(url, LONGEST_URL)


def _check_roster(roster: tuple[_Entry, ...]) -> None:
    check_int(len(roster), 1, MOST_MEMBERS)
    _check_ascending([entry.id for entry in roster])
    for entry in roster:
        check_bytes(entry.id, ID)
        check_normal_name(entry.member.name)
        check_int(len(entry.member.roles), 0, MOST_ROLES)
        _check_ascending(list(entry.member.roles))
        for role in entry.member.roles:
            check_int(len(role), 1, LONGEST_ROLE)
            if not _ROLE_LETTERS.issuperset(role):
                raise ValueError("a role is named by small letters, digits and hyphens")


def _check_codes(codes: tuple[OpenCode, ...]) -> None:
    check_int(len(codes), 0, MOST_CODES)
    _check_ascending([code.id_hash for code in codes])
    for code in codes:
        check_bytes(code.id_hash, 32)
        check_bytes(code.issuer, ID)
        check_int(code.quota, 1, MOST_MEMBERS)
        check_int(code.uses, 1, code.quota)


def _check_rules(rules: Rules) -> None:
    for who in (rules.invite, rules.timer_by):
        if who not in (HOSTS, MEMBERS):
            raise ValueError("a rule names hosts or members")
    if rules.admit not in ("person", "auto"):
        raise ValueError("admission is by a person or automatic")
    if rules.history != "none":
        raise ValueError("newcomers get no history")
    check_int(rules.remove_approvals, 1, MOST_MEMBERS)
    check_int(rules.timer, SHORTEST_TIMER, LONGEST_TIMER)


def _check_ascending(keys: list[bytes] | list[str]) -> None:
    if any(first >= second for first, second in pairwise(keys)):  # type: ignore[operator]
        raise ValueError("entries are sorted, each once")
