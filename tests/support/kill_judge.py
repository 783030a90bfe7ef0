"""The judgement after a season of kills: nothing lost, nothing doubled, no key used twice."""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from leeward_client.group.envelope import Content, EpochKeys, is_public, unseal
from leeward_client.group.suite import SUITE
from leeward_mls.framing import (
    WireFormat,
    read_private_message,
    read_public_message,
    unwrap,
)
from leeward_mls.proposals import Commit
from leeward_mls.protection import sender_data_keys
from leeward_mls.suites import crypto
from leeward_wire import Kind as EntryKind

from support.kill_points import Opening, Sent, kept
from support.kills import Item, Season, Timeline

ALARMS = {"gap", "fork", "void", "noise", "stuck", "mismatch", "behind"}
"""Notes that a circle among honest clients and an honest relay never sees, killed or not."""
ENVELOPE_NONCE = 24


@dataclass
class Tally:
    """What a season came to."""

    operations: int = 0
    begun: int = 0
    confirmed: int = 0
    messages: int = 0
    epochs: int = 0
    sent: int = 0
    generations: int = 0
    path_keys: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


def judge(season: Season, held: dict[str, Timeline]) -> Tally:
    """Fail unless the season ended as if nobody had been killed. `held` is what `rest` gave."""
    tally = Tally()
    _agree(held)
    line = held[season.names[0]].items
    _same_to_all(held | season.gone, line)
    _confirmed_stands(season, line, tally)
    _nothing_twice(season, tally)
    tally.messages = sum(item.kind == "message" for item in line)
    tally.epochs = held[season.names[0]].epoch
    assert tally.generations >= tally.messages, "messages stand that did not go through the tap"
    return tally


def _agree(held: dict[str, Timeline]) -> None:
    """Everybody stands in the same epoch of the same circle."""
    for name, one in held.items():
        assert one.status == "active", f"{name} is {one.status}"
        assert one.member in {who for who, _, _ in one.members.roster}, name
    first = next(iter(held.values()))
    for name, one in held.items():
        assert one.epoch == first.epoch, name
        assert one.secrets == first.secrets, name
        assert one.members == first.members, name
    assert len(first.members.roster) == len(held)


def _same_to_all(held: dict[str, Timeline], line: list[Item]) -> None:
    """What the founder holds since somebody came is exactly what that one holds, in one order."""
    came = _crossed(line, "joined")
    went = _crossed(line, "left", "removed")
    for name, one in held.items():
        alarms = [item.kind for item in one.items if item.kind in ALARMS]
        assert not alarms, f"{name} was alarmed: {alarms}"
        since = came.get(one.member, -1)
        until = went.get(one.member, one.epoch)
        assert (one.member in went) == (one.status != "active"), name
        shared = [item for item in line if since < item.epoch <= until]
        mine = one.items
        if one.member in went:  # others may still react to what was said before
            shared, mine = _bare(shared), _bare(mine)
        assert mine == shared, f"{name} holds otherwise"
        ids = Counter(item.id for item in one.items if item.id)
        assert not [one for one, times in ids.items() if times > 1], name


def _bare(items: list[Item]) -> list[Item]:
    return [msgspec.structs.replace(item, reactions=[]) for item in items]


def _crossed(line: list[Item], *kinds: str) -> dict[str, int]:
    """The epoch at whose end each member came, or went."""
    return {item.subject: item.epoch for item in line if item.kind in kinds}


def _confirmed_stands(season: Season, line: list[Item], tally: Tally) -> None:
    """Every id that a client was told stands once; what was begun and not told at most once.

    What was only kept, because the relay could not take it yet, stands once too, unless its author
    has gone meanwhile.
    """
    ids = Counter(item.id for item in line)
    reactions = Counter((item.id, *one) for item in line for one in item.reactions)
    texts = Counter(item.text for item in line if item.kind == "message")
    for name in season.names:
        notes = _lines(season.home / f"{name}.journal")
        tally.operations += sum("operation" in note for note in notes)
        for note in notes:
            if "refused" in note:
                tally.refusals[f"{note['refused']}: {note['why']}"] += 1
            if "begun" in note:
                tally.begun += 1
                assert texts[note["begun"]] <= 1, f"{note['begun']} stands twice"
            token = note.get("said") or (name not in season.gone and note.get("kept"))
            if not token:
                continue
            tally.confirmed += 1
            if note["kind"] == "message":
                assert texts[token] == 1, f"{token} was lost"
            if note["kind"] == "reaction":  # which is no item of its own, but stands under one
                target, emoji = note["under"]
                given = (target, emoji, season.timeline(name).member)
                assert reactions[given] == 1, f"{token} was lost"
            else:
                assert ids[note["id"]] == 1, f"{token} was lost"


def openings(season: Season) -> dict[bytes, Opening]:
    """What opens the entries of each epoch's box, by its id."""
    found: dict[bytes, Opening] = {}
    for name in season.names:
        where = season.home / f"{name}.openings"
        for line in where.read_bytes().splitlines() if where.exists() else ():
            opening = msgspec.json.decode(line, type=Opening)
            found[bytes.fromhex(opening.box)] = opening
    return found


def _nothing_twice(season: Season, tally: Tally) -> None:
    """No generation, no nonce and no path key is in two different entries that were sent."""
    known = openings(season)
    used: defaultdict[tuple[object, ...], set[bytes]] = defaultdict(set)
    for name in season.names:
        for sent in kept(season.home / f"{name}.sent"):
            tally.sent += 1
            opening = known.get(sent.box)
            for key in () if opening is None else keys_used(sent, opening):
                used[key].add(hashlib.sha256(sent.blob).digest())
    for key, blobs in used.items():
        assert len(blobs) == 1, f"used twice: {key}"
    tally.generations = sum(key[0] == "generation" for key in used)
    tally.path_keys = sum(key[0] == "path key" for key in used)


def keys_used(sent: Sent, opening: Opening) -> Iterable[tuple[object, ...]]:
    """What one entry of an epoch's box uses up: nonce, generation, keys of a path."""
    yield "nonce", sent.box, sent.blob[:ENVELOPE_NONCE]
    keys = EpochKeys(b"", sent.box, bytes.fromhex(opening.envelope))
    tag, content = unseal(keys, EntryKind(sent.kind), sent.blob)
    if tag is Content.HANDOVER:
        return
    if is_public(content):
        _, reader = unwrap(content, WireFormat.PUBLIC_MESSAGE)
        said = read_public_message(reader).content.framed.content
        path = said.path if isinstance(said, Commit) else None
        if path is not None:
            yield "path key", path.leaf.encryption_key
            yield from (("path key", node.encryption_key) for node in path.nodes)
        return
    _, reader = unwrap(content, WireFormat.PRIVATE_MESSAGE)
    message = read_private_message(reader)
    suite = crypto(SUITE)
    key, nonce = sender_data_keys(suite, bytes.fromhex(opening.sender_data), message.ciphertext)
    data = suite.aead_open(key, nonce, message.sender_aad(), message.encrypted_sender_data)
    assert data is not None
    yield "generation", opening.group, message.epoch, data[:4], data[4:8]


def stored(database: Path) -> set[bytes]:
    """The digests of all blobs that a relay holds, once it is stopped."""
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute("SELECT blob FROM entry")
        return {hashlib.sha256(blob).digest() for (blob,) in rows}
    finally:
        connection.close()


def tapped(home: Path) -> set[bytes]:
    """The digests of everything that went through the tap, in all seasons below a folder."""
    files = home.glob("*/*.sent")
    return {hashlib.sha256(sent.blob).digest() for file in files for sent in kept(file)}


def _lines(journal: Path) -> list[dict[str, Any]]:
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_text().splitlines()]
