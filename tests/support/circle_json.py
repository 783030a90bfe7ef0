"""The shared vectors of the circle room: plain JSON to and from its types.

Byte strings are hexadecimal; policies, actions and events stand as their canonical bytes.
"""

import dataclasses
from typing import Any

import msgspec
from leeward_client.circle.change import Change
from leeward_client.circle.commit_data import decode_commit_data, encode_commit_data
from leeward_client.circle.events import Event, decode_event, encode_event
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.history import Seen
from leeward_client.circle.items import ItemKind
from leeward_client.circle.outcome import Outcome
from leeward_client.circle.placed import Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.policy import decode_policy, encode_policy
from leeward_client.circle.said import BODIES

Json = dict[str, Any]

_FLAGS = ("external", "psk", "reinit", "other_reference", "other_extensions", "has_path")
_BODY_NAMES = {body.__name__.lower(): body for body in BODIES}


def plain(value: Any) -> Any:
    """Any value of ours as JSON: bytes as hexadecimal, records as objects."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, ItemKind):
        return value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value


def event_to_json(event: Event) -> Json:
    """An event field by field; the body under the name of its type."""
    return {
        "version": event.version,
        "kind": int(event.kind),
        "id": event.id.hex(),
        "at": event.at,
        "seen": plain(event.seen),
        "body": {type(event.body).__name__.lower(): plain(event.body)},
    }


def event_from_json(value: Json) -> Event:
    """The event that `event_to_json` wrote."""
    ((name, fields),) = value["body"].items()
    shape = _BODY_NAMES[name]
    body: Any = msgspec.convert([_bytes(shape, k, v) for k, v in fields.items()], shape)
    seen = Seen(value["seen"]["seq"], bytes.fromhex(value["seen"]["hash"]))
    return Event(
        bytes.fromhex(value["id"]), value["kind"], body, value["at"], seen, value["version"]
    )


def _bytes(shape: type, name: str, value: Any) -> Any:
    if value is not None and bytes in getattr(
        shape.__annotations__[name], "__args__", (shape.__annotations__[name],)
    ):
        return bytes.fromhex(value)
    return value


def facts_to_json(facts: CommitFacts) -> Json:
    """The facts of a commit; flags that have their usual value are left out."""
    out: Json = {
        "sender": facts.sender.hex(),
        "members_before": _leaves_to_json(facts.members_before),
        "members_after": _leaves_to_json(facts.members_after),
        "policy_before": encode_policy(facts.policy_before).hex(),
        "policy_after": None
        if facts.policy_after is None
        else encode_policy(facts.policy_after).hex(),
        "data": None if facts.data is None else encode_commit_data(facts.data).hex(),
        "adds": [plain(add) for add in facts.adds],
        "removes": [plain(remove) for remove in facts.removes],
        "approvals": [[member.hex(), action.hex()] for member, action in facts.approvals],
    }
    if facts.policy_unreadable:
        out["policy_unreadable"] = True
    for flag in _FLAGS:
        if getattr(facts, flag) != (flag == "has_path"):
            out[flag] = getattr(facts, flag)
    return out


def facts_from_json(value: Json) -> CommitFacts:
    """The facts that `facts_to_json` wrote."""
    after, data = value["policy_after"], value["data"]
    return CommitFacts(
        sender=bytes.fromhex(value["sender"]),
        members_before=_leaves_from_json(value["members_before"]),
        members_after=_leaves_from_json(value["members_after"]),
        policy_before=decode_policy(bytes.fromhex(value["policy_before"])),
        data=None if data is None else decode_commit_data(bytes.fromhex(data)),
        policy_after=None if after is None else decode_policy(bytes.fromhex(after)),
        policy_unreadable=value.get("policy_unreadable", False),
        adds=tuple(
            AddFact(bytes.fromhex(add["member"]), bytes.fromhex(add["signature_key"]))
            for add in value["adds"]
        ),
        removes=tuple(
            RemoveFact(remove["leaf"], bytes.fromhex(remove["member"]), remove["by_self"])
            for remove in value["removes"]
        ),
        approvals=tuple(
            (bytes.fromhex(member), bytes.fromhex(action)) for member, action in value["approvals"]
        ),
        **{flag: value[flag] for flag in _FLAGS if flag in value},
    )


def _leaves_to_json(leaves: Any) -> list[list[Any]]:
    return [[leaf, member.hex()] for leaf, member in sorted(leaves.items())]


def _leaves_from_json(leaves: list[list[Any]]) -> dict[int, bytes]:
    return {leaf: bytes.fromhex(member) for leaf, member in leaves}


def placed_to_json(placed: Placed) -> Json:
    """One step of the fold."""
    out: Json = {"index": placed.index, "epoch": placed.epoch, "seq": placed.seq}
    out["received"] = placed.received
    if isinstance(placed, PlacedEvent):
        out |= {"author": placed.author.hex(), "event": encode_event(placed.event).hex()}
    elif isinstance(placed, PlacedChange):
        change = {
            field.name: plain(getattr(placed.change, field.name))
            for field in dataclasses.fields(Change)
            if field.name != "policy"
        }
        change["policy"] = encode_policy(placed.change.policy).hex()
        out |= {"author": placed.author.hex(), "seen_seq": placed.seen_seq, "change": change}
    else:
        out |= {"author": plain(placed.author), "note": placed.kind.value, "number": placed.number}
    return out


def placed_from_json(value: Json) -> Placed:
    """The step that `placed_to_json` wrote."""
    place = (value["index"], value["epoch"], value["seq"])
    author = None if value["author"] is None else bytes.fromhex(value["author"])
    if "note" in value:
        kind = ItemKind(value["note"])
        return PlacedNote(*place, kind, value["received"], author, value["number"])
    assert author is not None
    if "event" in value:
        event = decode_event(bytes.fromhex(value["event"]))
        return PlacedEvent(*place, author, event, value["received"])
    fields: Json = {
        name: tuple(bytes.fromhex(item) for item in field) if isinstance(field, list) else field
        for name, field in value["change"].items()
        if name != "policy"
    }
    change = Change(policy=decode_policy(bytes.fromhex(value["change"]["policy"])), **fields)
    return PlacedChange(*place, author, change, value["seen_seq"], value["received"])


def outcome_to_json(outcome: Outcome) -> Json:
    """What a step did."""
    return {
        "result": outcome.result.value,
        "changed": plain(outcome.changed),
        "erased": plain(outcome.erased),
        "undone": [
            {"author": author.hex(), "body": {type(body).__name__.lower(): plain(body)}}
            for author, body in outcome.undone
        ],
    }
