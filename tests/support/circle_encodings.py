"""Encodings that circles accept and refuse: events, commit data, policies, snapshots, actions."""

from collections.abc import Callable
from typing import Any

from leeward_client.circle.actions import (
    Action,
    action_appoint,
    action_demote,
    action_device,
    action_rejoin,
    action_remove,
    action_rules,
    approval_content,
    approval_epoch,
    decode_action,
)
from leeward_client.circle.canon import pack
from leeward_client.circle.commit_data import (
    Approved,
    CommitData,
    decode_commit_data,
    encode_commit_data,
)
from leeward_client.circle.durable import Section, decode_durable, encode_durable, hash_durable
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    Edit,
    Event,
    Message,
    Reaction,
    Retract,
    Timer,
    Tone,
    Unknown,
    decode_event,
    encode_event,
    event,
)
from leeward_client.circle.history import Seen
from leeward_client.circle.policy import Member, Policy, Relay, Rules, decode_policy, encode_policy

from support.circle_facts import ANN, BASE, BEN, CODE_C, EVE, KEY, STRICT
from support.circle_json import Json, event_to_json, plain

ID, TARGET = bytes(range(16)), bytes(range(16, 32))
SEEN = Seen(7, bytes(range(32)))
AT = 1_760_000_000

BODIES: dict[str, Body] = {
    "a message": Message("Hello, all."),
    "a message with everything": Message(
        "One line,\n\tand two.", "hospitals", TARGET, 3600, Tone.JUST_LISTEN
    ),
    "the longest message": Message("ä" * 16_000),
    "a message from right to left": Message("שלום \u2067abc\u2069"),
    "a reaction": Reaction(TARGET, "❤️"),
    "a reaction taken back": Reaction(TARGET, "👩🏽‍🚀", add=False),
    "an edit": Edit(TARGET, "Better put.", "food"),
    "a retraction": Retract(TARGET),
    "a card": Card("Zoë", "they/them", "Likes the sea.\nSpeaks Greek."),
    "an empty card": Card(),
    "the shortest timer": Timer(60),
    "the longest timer": Timer(31_622_400),
    "an approval": Approval(action_remove(EVE), b"s" * 64, 9),
}


def valid_events() -> dict[str, Event]:
    """Events that are accepted."""
    events = {name: event(ID, body, AT, SEEN) for name, body in BODIES.items()}
    events["a kind from the future"] = Event(ID, 99, Unknown(b"\xc1anything"), AT, SEEN)
    events["a message of a later version"] = Event(ID, 1, Unknown(b"\x90"), AT, SEEN, 2)
    events["the largest integers"] = Event(
        ID, 2**53 - 1, Unknown(b""), 2**53 - 1, Seen(2**53 - 1, bytes(32)), 2**53 - 1
    )
    return events


def _wire(
    body: Any, kind: int = 1, version: Any = 1, id_: Any = ID, at: Any = AT, seen: Any = None
) -> bytes:
    inner = body if isinstance(body, bytes) else pack(body)
    return pack([version, kind, id_, at, [7, bytes(32)] if seen is None else seen, inner])


def _message(
    text: Any = "Hi", cw: Any = None, reply: Any = None, timer: Any = None, tone: Any = 0
) -> bytes:
    return _wire([text, cw, reply, timer, tone])


def refused_events() -> dict[str, bytes]:
    """Bytes that are no event, by what is wrong with them."""
    good = _message()
    return {
        "nothing": b"",
        "a trailing byte": good + b"\x00",
        "a byte short": good[:-1],
        "a map": pack({"version": 1}),
        "an item too many": b"\x97" + good[1:] + b"\x00",
        "an item too few": pack([1, 1, ID, AT, [7, bytes(32)]]),
        "a version written long": b"\x96\xcc\x01" + good[2:],
        "a version as a float": b"\x96\xca\x3f\x80\x00\x00" + good[2:],
        "a version as a string": _wire([], version="1"),
        "a version as a boolean": _wire([], version=True),
        "version 0": _wire([], version=0),
        "kind 0": _wire([], kind=0),
        "a negative kind": _wire([], kind=-1),
        "a kind beyond 2^53 - 1": _wire([], kind=2**53),
        "an id of 15 bytes": _wire([], kind=99, id_=ID[1:]),
        "an id as a string": _wire([], kind=99, id_="a" * 16),
        "a negative time": _wire([], kind=99, at=-1),
        "a time as a float": _wire([], kind=99, at=1.5),
        "a seen hash of 31 bytes": _wire([], kind=99, seen=[7, bytes(31)]),
        "a negative seen": _wire([], kind=99, seen=[-1, bytes(32)]),
        "a seen with an item too many": _wire([], kind=99, seen=[7, bytes(32), 0]),
        "a body of 131,073 bytes": _wire(bytes(131_073), kind=99),
        "a body that is not bytes": pack(
            [1, 1, ID, AT, [7, bytes(32)], ["Hi", None, None, None, 0]]
        ),
        "a body with a trailing byte": _wire(pack(["Hi", None, None, None, 0]) + b"\x00"),
        "a body with an item too many": _wire(["Hi", None, None, None, 0, 0]),
        "a body with an item too few": _wire(["Hi", None, None, None]),
        "a body with a string written long": _wire(b"\x95\xd9\x02Hi\xc0\xc0\xc0\x00"),
        "an empty text": _message(""),
        "a text of 16,001 characters": _message("a" * 16_001),
        "a text with a NUL": _message("a\0"),
        "a text with an escape": _message("\x1b[2J"),
        "a text with a carriage return": _message("a\rb"),
        "a text with a C1 control": _message("\u009b2J"),
        "a text with an override": _message("\u202eabc"),
        "a text with a line separator": _message("a\u2028b"),
        "a text with a byte order mark": _message("\ufeffa"),
        "a text that is not UTF-8": _wire(b"\x95\xa1\xff\xc0\xc0\xc0\x00"),
        "a text with a surrogate": _wire(b"\x95\xa3\xed\xa0\x80\xc0\xc0\xc0\x00"),
        "an empty warning": _message(cw=""),
        "a warning of two lines": _message(cw="a\nb"),
        "a warning of 201 characters": _message(cw="a" * 201),
        "a reply to 15 bytes": _message(reply=bytes(15)),
        "a timer of 59 seconds": _message(timer=59),
        "a timer of more than 366 days": _message(timer=31_622_401),
        "tone 3": _message(tone=3),
        "a negative tone": _message(tone=-1),
        "a reaction to 17 bytes": _wire([bytes(17), "❤️", True], kind=2),
        "a reaction with nothing": _wire([TARGET, "", True], kind=2),
        "a reaction of two words": _wire([TARGET, "a b", True], kind=2),
        "a reaction of 17 characters": _wire([TARGET, "a" * 17, True], kind=2),
        "a reaction with a number for a boolean": _wire([TARGET, "❤️", 1], kind=2),
        "an edit of 15 bytes": _wire([bytes(15), "a", None], kind=3),
        "an edit to nothing": _wire([TARGET, "", None], kind=3),
        "an edit with an empty warning": _wire([TARGET, "a", ""], kind=3),
        "a retraction of 15 bytes": _wire([bytes(15)], kind=4),
        "a card with an invisible name": _wire(["a\u200bb", None, None], kind=5),
        "a card with a name not normalised": _wire(["Zoe\u0308", None, None], kind=5),
        "a card with empty pronouns": _wire([None, "", None], kind=5),
        "a card with pronouns of 81 characters": _wire([None, "a" * 81, None], kind=5),
        "a card with a text of 2,001 characters": _wire([None, None, "a" * 2001], kind=5),
        "a circle's timer of 59 seconds": _wire([59], kind=6),
        "a circle's timer of more than 366 days": _wire([31_622_401], kind=6),
        "an approval of nothing": _wire([b"", b"s", 0], kind=7),
        "an approval of 513 bytes": _wire([bytes(513), b"s", 0], kind=7),
        "an approval without a signature": _wire([b"a", b"", 0], kind=7),
        "an approval with a signature of 129 bytes": _wire([b"a", bytes(129), 0], kind=7),
        "an approval for a negative epoch": _wire([b"a", b"s", -1], kind=7),
    }


def valid_commit_data() -> dict[str, CommitData]:
    """Authenticated data that is accepted."""
    first, second = Approved(ANN, b"a", b"s"), Approved(ANN, b"b", b"s")
    return {
        "bare": CommitData(Seen(0, bytes(32)), bytes(32)),
        "full": CommitData(
            SEEN, b"h" * 32, (CODE_C, None), (first, second, Approved(BEN, b"a", b"s")), 255
        ),
    }


def refused_commit_data() -> dict[str, bytes]:
    """Bytes that are no authenticated data of a commit."""
    seen, state = [0, bytes(32)], bytes(32)

    def wire(*fields: Any, version: int = 1) -> bytes:
        return pack([version, list(fields)])

    good = wire(seen, state, [], [], 0)
    return {
        "nothing": b"",
        "a trailing byte": good + b"\x00",
        "version 2": wire(seen, state, [], [], 0, version=2),
        "an item too few": wire(seen, state, [], []),
        "a seen hash of 31 bytes": wire([0, bytes(31)], state, [], [], 0),
        "a state hash of 31 bytes": wire(seen, bytes(31), [], [], 0),
        "a code of 31 bytes": wire(seen, state, [bytes(31)], [], 0),
        "51 codes": wire(seen, state, [None] * 51, [], 0),
        "101 approvals": wire(seen, state, [], [[ANN, bytes([n]), b"s"] for n in range(101)], 0),
        "a purpose of 256": wire(seen, state, [], [], 256),
        "an approval by 15 bytes": wire(seen, state, [], [[bytes(15), b"a", b"s"]], 0),
        "an approval of nothing": wire(seen, state, [], [[ANN, b"", b"s"]], 0),
        "an approval without a signature": wire(seen, state, [], [[ANN, b"a", b""]], 0),
        "approvals out of order": wire(seen, state, [], [[BEN, b"a", b"s"], [ANN, b"a", b"s"]], 0),
        "an approval twice": wire(seen, state, [], [[ANN, b"a", b"s"], [ANN, b"a", b"t"]], 0),
    }


def valid_policies() -> dict[str, Policy]:
    """Policies that are accepted."""
    return {
        "the circle of the vectors": BASE,
        "the same with a threshold": STRICT,
        "one member, all fields": Policy(
            Relay("wss://relay.example:8470", b"pass", ("http://onion.example",)),
            {ANN: Member("علی‌رضا", ("cook", "host"))},
            (),
            Rules("members", "auto", 50, 60, "members"),
        ),
    }


def refused_policies() -> dict[str, bytes]:
    """Bytes that are no policy."""
    relay: list[Any] = ["wss://a", None, []]
    rules: list[Any] = ["hosts", "person", 1, 1209600, "hosts", "none"]
    ann, code = [ANN, ["Ann", ["host"]]], [CODE_C, ANN, 1, 1]

    def wire(**changes: Any) -> bytes:
        fields = {"version": 1, "relay": relay, "roster": [ann], "codes": [code], "rules": rules}
        return pack(list((fields | changes).values()))

    def named(name: str, *roles: str) -> bytes:
        return wire(roster=[[ANN, [name, list(roles)]]])

    def ruled(place: int, value: Any) -> bytes:
        return wire(rules=[*rules[:place], value, *rules[place + 1 :]])

    return {
        "nothing": b"",
        "a trailing byte": wire() + b"\x00",
        "version 2": wire(version=2),
        "an empty url": wire(relay=["", None, []]),
        "a url with a space": wire(relay=["wss://a b", None, []]),
        "a url of 257 characters": wire(relay=["a" * 257, None, []]),
        "an empty pass": wire(relay=["wss://a", b"", []]),
        "a pass of 65 bytes": wire(relay=["wss://a", bytes(65), []]),
        "nine fallbacks": wire(relay=["wss://a", None, ["wss://b"] * 9]),
        "an empty fallback": wire(relay=["wss://a", None, [""]]),
        "an empty roster": wire(roster=[]),
        "a roster of 51": wire(roster=[[bytes([n]) * 16, ["A", []]] for n in range(51)]),
        "a roster out of order": wire(roster=[[BEN, ["Ben", []]], ann]),
        "a member twice": wire(roster=[ann, ann]),
        "a member id of 15 bytes": wire(roster=[[bytes(15), ["Ann", []]]]),
        "a name not normalised": named("Zoe\u0308"),
        "a name with a control character": named("A\x07"),
        "a name of 33 characters": named("a" * 33),
        "nine roles": named("Ann", *"abcdefghi"),
        "roles out of order": named("Ann", "host", "cook"),
        "a role twice": named("Ann", "host", "host"),
        "an empty role": named("Ann", ""),
        "a role in capitals": named("Ann", "Host"),
        "a role of 33 letters": named("Ann", "a" * 33),
        "33 codes": wire(codes=[[bytes([n]) * 32, ANN, 1, 1] for n in range(33)]),
        "codes out of order": wire(codes=[[b"d" * 32, ANN, 1, 1], code]),
        "a code twice": wire(codes=[code, code]),
        "a code of 31 bytes": wire(codes=[[bytes(31), ANN, 1, 1]]),
        "an issuer of 15 bytes": wire(codes=[[CODE_C, bytes(15), 1, 1]]),
        "a code without uses": wire(codes=[[CODE_C, ANN, 0, 1]]),
        "more uses than the quota": wire(codes=[[CODE_C, ANN, 2, 1]]),
        "a quota of 51": wire(codes=[[CODE_C, ANN, 1, 51]]),
        "nobody invites": ruled(0, "nobody"),
        "admission by magic": ruled(1, "magic"),
        "no approvals needed": ruled(2, 0),
        "51 approvals needed": ruled(2, 51),
        "a timer of 59 seconds": ruled(3, 59),
        "a timer of more than 366 days": ruled(3, 31_622_401),
        "nobody sets the timer": ruled(4, "nobody"),
        "all history": ruled(5, "all"),
    }


def valid_durables() -> dict[str, bytes]:
    """Snapshots of the durable state, encoded."""
    cards = {BEN: Card("Benny"), ANN: Card(None, "she/her", "Hi.")}
    return {
        "empty": encode_durable(None, {}),
        "a timer": encode_durable(3600, {}),
        "cards": encode_durable(None, cards),
        "everything and a section from the future": encode_durable(
            3600, cards, (Section(9, b"later"),)
        ),
    }


def refused_durables() -> dict[str, bytes]:
    """Bytes that are no snapshot."""

    def cards(*entries: Any) -> bytes:
        return pack([1, [[2, pack([list(entries)])]]])

    def card(member: bytes, *fields: Any) -> list[Any]:
        return [member, list(fields)]

    timer = [1, pack([3600])]
    return {
        "nothing": b"",
        "a trailing byte": pack([1, []]) + b"\x00",
        "version 2": pack([2, []]),
        "a section twice": pack([1, [timer, timer]]),
        "sections out of order": pack([1, [[9, b""], timer]]),
        "section 0": pack([1, [[0, b""]]]),
        "a timer of 59 seconds": pack([1, [[1, pack([59])]]]),
        "an empty section of cards": cards(),
        "an empty card": cards(card(ANN, None, None, None)),
        "a card of 15 bytes": cards(card(bytes(15), "A", None, None)),
        "cards out of order": cards(card(BEN, "B", None, None), card(ANN, "A", None, None)),
        "a card twice": cards(card(ANN, "A", None, None), card(ANN, "A", None, None)),
        "a card with a bad name": cards(card(ANN, "a\u200b", None, None)),
        "51 cards": cards(*(card(bytes([n]) * 16, "A", None, None) for n in range(51))),
    }


def actions() -> list[Json]:
    """Actions, what they say, and what is signed to approve them."""
    group_id, epoch = b"group", 12
    out = []
    for name, action in (
        ("appoint", action_appoint(EVE)),
        ("remove", action_remove(EVE)),
        ("demote", action_demote(EVE)),
        ("rules", action_rules(STRICT.rules)),
        ("rejoin", action_rejoin(EVE, KEY)),
        ("device", action_device(EVE, 5)),
        ("unknown", pack([99, EVE, b""])),
    ):
        decoded: Action | None = decode_action(action)
        signed_epoch = approval_epoch(action, epoch)
        out.append(
            {
                "name": name,
                "action": action.hex(),
                "decoded": None if decoded is None else plain(decoded),
                "group_id": group_id.hex(),
                "epoch": epoch,
                "signed_epoch": signed_epoch,
                "content": approval_content(group_id, signed_epoch, action).hex(),
            }
        )
    return out


def _refused(cases: dict[str, bytes]) -> list[Json]:
    return [{"name": name, "hex": data.hex()} for name, data in cases.items()]


DECODERS: dict[str, Callable[[bytes], object]] = {
    "events": decode_event,
    "commit_data": decode_commit_data,
    "policies": decode_policy,
    "durables": decode_durable,
}
"""What reads each group of `events_file`; each raises ValueError for what is refused."""


def events_file() -> Json:
    """The content of events.json."""
    return {
        "events": {
            "valid": [
                {"name": name, "hex": encode_event(e).hex(), "event": event_to_json(e)}
                for name, e in valid_events().items()
            ],
            "refused": _refused(refused_events()),
        },
        "commit_data": {
            "valid": [
                {"name": name, "hex": encode_commit_data(data).hex(), "fields": plain(data)}
                for name, data in valid_commit_data().items()
            ],
            "refused": _refused(refused_commit_data()),
        },
        "policies": {
            "valid": [
                {"name": name, "hex": encode_policy(policy).hex(), "fields": _policy(policy)}
                for name, policy in valid_policies().items()
            ],
            "refused": _refused(refused_policies()),
        },
        "durables": {
            "valid": [
                {"name": name, "hex": data.hex(), "hash": hash_durable(data).hex()}
                for name, data in valid_durables().items()
            ],
            "refused": _refused(refused_durables()),
        },
        "actions": actions(),
    }


def _policy(policy: Policy) -> Json:
    return {
        "version": policy.version,
        "relay": plain(policy.relay),
        "roster": {member.hex(): plain(entry) for member, entry in sorted(policy.roster.items())},
        "codes": plain(policy.codes),
        "rules": plain(policy.rules),
    }
