"""What a circle says: events, policies, commits' data, snapshots, and the fold as it is kept."""

from leeward_client.circle.actions import decode_action
from leeward_client.circle.canon import CanonError, pack
from leeward_client.circle.commit_data import (
    LARGEST_COMMIT_DATA,
    CommitDataError,
    decode_commit_data,
    encode_commit_data,
)
from leeward_client.circle.durable import DurableError, decode_durable, encode_durable
from leeward_client.circle.events import LARGEST_EVENT, EventError, decode_event, encode_event
from leeward_client.circle.policy import (
    LARGEST_POLICY,
    PolicyError,
    decode_policy,
    encode_policy,
)
from leeward_client.circle.state import dump_item, load_item, restore, serialize
from leeward_client.group import envelope
from leeward_client.group.envelope import Content, EnvelopeError, EpochKeys
from leeward_wire import ENTRY_CLASSES, Kind
from nacl import bindings

from fuzz.target import Target, canonical

KEYS = EpochKeys(bytes(32), bytes(32), bytes(range(32)))


def _durable(data: bytes) -> bool:
    try:
        timer, cards, others = decode_durable(data)
    except DurableError:
        return False
    assert encode_durable(timer, cards, others) == data, "another encoding was read"
    return True


def _action(data: bytes) -> bool:
    """Any bytes: what is no action is None."""
    action = decode_action(data)
    if action is None:
        return False
    assert pack([action.kind, action.subject, action.key]) == data
    return True


def _entry(data: bytes) -> bool:
    """An entry's inside, padding and all, encrypted as every member of the epoch can."""
    room = ENTRY_CLASSES[0] - envelope.NONCE - envelope.TAG
    padded = data[:room].ljust(room, b"\0")
    nonce = bytes(envelope.NONCE)
    label = b"leeward/entry/1\0" + KEYS.box + bytes([Kind.POST])
    blob = nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, label, nonce, KEYS.envelope
    )
    try:
        tag, content = envelope.unseal(KEYS, Kind.POST, blob)
    except EnvelopeError:
        return False
    assert isinstance(tag, Content)
    assert padded == (envelope.HEADER.pack(tag, len(content)) + content).ljust(room, b"\0")
    return True


def _fold(data: bytes) -> bool:
    """The state of a circle from the vault; ValueError for what is none."""
    try:
        state = restore(data)
    except ValueError:
        return False
    again = restore(serialize(state))
    assert serialize(again) == serialize(state)
    return True


TARGETS = (
    canonical("events", decode_event, encode_event, EventError, LARGEST_EVENT),
    canonical("policies", decode_policy, encode_policy, PolicyError, LARGEST_POLICY),
    canonical(
        "commit-data", decode_commit_data, encode_commit_data, CommitDataError, LARGEST_COMMIT_DATA
    ),
    Target("durables", _durable, 262_144),
    Target("actions", _action, 1024),
    Target("entries", _entry, ENTRY_CLASSES[0]),
    canonical("items", load_item, dump_item, CanonError, 65_536),
    Target("folds", _fold, 262_144),
)
