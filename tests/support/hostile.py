"""Members who break the rules knowingly, relays that lie, and devices that lose their power.

A hostile member here is a real machine whose group is made to sign what its owner likes; a hostile
relay shows each reader what it likes. `restart` builds a machine from the vault alone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

import msgspec
from leeward_client.circle import fold as folding
from leeward_client.circle.actions import APPROVAL_LABEL, approval_content
from leeward_client.circle.commit_data import Approved, CommitData, encode_commit_data
from leeward_client.circle.policy import EXT_POLICY, Policy, encode_policy
from leeward_client.group import envelope
from leeward_client.group.envelope import Content
from leeward_client.group.machine import Line, Machine
from leeward_client.group.records import (
    CircleRecord,
    Delivery,
    Draft,
    Entry,
    Intent,
    Pending,
    Post,
    Seal,
    SyncRecord,
    Want,
)
from leeward_mls import Extension, Group
from leeward_mls.framing import WireFormat, read_private_message, unwrap, wrap
from leeward_mls.proposals import HPKECiphertext, UpdatePath
from leeward_mls.protection import protect_public
from leeward_mls.suites import Crypto, Secret
from leeward_mls.tree import RatchetTree
from leeward_mls.treekem import NewPath
from leeward_wire import Kind as EntryKind

from support.circles import Boxes, Device
from support.mls_forge import public, state

# Restarting -------------------------------------------------------------------------------------


def machine_from(vault: dict[tuple[str, bytes], bytes]) -> Machine:
    """A machine as its records in the vault describe it; mirrors `session.store.load_machine`."""

    def shelf(name: str) -> dict[bytes, bytes]:
        return {key: value for (held, key), value in vault.items() if held == name}

    state_ = shelf("state")
    unpack = msgspec.msgpack.decode
    drafts = {key: unpack(value, type=Draft) for key, value in shelf("drafts").items()}
    pending = state_.get(b"pending")
    return Machine(
        record=unpack(state_[b"record"], type=CircleRecord),
        group=Group.restore_parts(state_[b"epoch"], state_[b"ratchets"]),
        sync=unpack(state_[b"sync"], type=SyncRecord),
        fold=folding.load(state_[b"fold"], list(shelf("items").values())),
        drafts=dict(sorted(drafts.items(), key=lambda item: item[1].order)),
        intents={key: unpack(one, type=Intent) for key, one in sorted(shelf("intents").items())},
        pending=None if pending is None else unpack(pending, type=Pending),
        deliveries={k: unpack(one, type=Delivery) for k, one in shelf("deliveries").items()},
        handed={key: unpack(one, type=Delivery) for key, one in shelf("handed").items()},
    )


def restart(device: Device) -> None:
    """The process dies and starts again: all that is left is the vault."""
    device.line = Line()
    if ("state", b"epoch") in device.vault:
        device.machine = machine_from(device.vault)


@dataclass
class Fragile(Device):
    """A device that loses its power before and after every request; its connection is made anew
    at once, and knows as much as before."""

    def step(self, now: int) -> Want:
        self.machine.want(self.line, now)
        self.save()
        self._revive()
        want = super().step(now)
        self._revive()
        return want

    def _revive(self) -> None:
        if ("state", b"epoch") in self.vault:
            self.machine = machine_from(self.vault)


def fragile(device: Device) -> Fragile:
    """The same device, with a bad battery."""
    return Fragile(device.machine, device.relay, vault=device.vault)


# Hostile members --------------------------------------------------------------------------------


def data_of(device: Device, **changes: Any) -> bytes:
    """The authenticated data of a lawful commit by this device, but for the changes named."""
    data = CommitData(device.machine.ledger.seen, device.machine.fold.hash())
    return encode_commit_data(msgspec.structs.replace(data, **changes))


def approved(device: Device, action: bytes, epoch: int) -> Approved:
    """This device's approval of an action, signed for any epoch."""
    content = approval_content(device.machine.group.group_id, epoch, action)
    signature = device.machine.group.sign(APPROVAL_LABEL, content)
    return Approved(device.member, action, signature)


def with_policy(device: Device, policy: Policy) -> list[Extension]:
    """The group's extensions with another policy."""
    kept = [one for one in device.machine.group.extensions if one.type != EXT_POLICY]
    return [*kept, Extension(EXT_POLICY, encode_policy(policy))]


def in_seal(device: Device, content: bytes, tag: Content = Content.MLS) -> bytes:
    """Any content as a seal of the device's epoch."""
    return envelope.seal(device.machine.keys, EntryKind.SEAL, tag, content)


def in_post(device: Device, content: bytes, tag: Content = Content.MLS) -> bytes:
    """Any content as a post of the device's epoch."""
    return envelope.seal(device.machine.keys, EntryKind.POST, tag, content)


def commit(device: Device, data: bytes | None = None, **wishes: Any) -> bytes:
    """A commit that this device makes past its own policy, as a seal."""
    data = data_of(device) if data is None else data
    made = device.machine.group.commit(authenticated_data=data, **wishes)
    return in_seal(device, made.message)


def seal(device: Device, blob: bytes) -> int:
    """Put a seal into the device's box, whatever it is."""
    return device.relay.put(device.box, EntryKind.SEAL, blob)


def post(device: Device, blob: bytes) -> int:
    """Put a post into the device's box, whatever it is."""
    return device.relay.put(device.box, EntryKind.POST, blob)


@contextmanager
def no_key_twice() -> Iterator[None]:
    """Within, no key of a ratchet leaves any device with two different messages."""
    made: dict[bytes, bytes] = {}
    sent: dict[bytes, bytes] = {}
    real_seal, real_do = Crypto.aead_seal, Device._do

    def aead_seal(self: Crypto, key: Secret, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        sealed = real_seal(self, key, nonce, aad, plaintext)
        made[sealed] = bytes(key)
        return sealed

    def do(self: Device, want: Want, now: int) -> None:
        if isinstance(want, Post):
            tag, content = envelope.unseal(self.machine.keys, EntryKind.POST, want.blob)
            if tag is Content.MLS and not envelope.is_public(content):
                _, reader = unwrap(content, WireFormat.PRIVATE_MESSAGE)
                text = read_private_message(reader).ciphertext
                assert sent.setdefault(made[text], text) == text, "a key was used twice"
        real_do(self, want, now)

    with patch.object(Crypto, "aead_seal", aead_seal), patch.object(Device, "_do", do):
        yield


@contextmanager
def garbling(place: int, index: int = 0) -> Iterator[None]:
    """Commits made within garble one ciphertext of their path: the secret of node `place`, for the
    `index`-th of those who need it. All else about them is right."""
    real = NewPath.encrypt

    def encrypt(self: NewPath, tree: RatchetTree, new_leaves: Any, context: bytes) -> UpdatePath:
        path = real(self, tree, new_leaves, context)
        nodes = list(path.nodes)
        sealed = list(nodes[place].ciphertexts)
        was = sealed[index]
        sealed[index] = HPKECiphertext(was.kem_output, bytes(len(was.ciphertext)))
        nodes[place] = replace(nodes[place], ciphertexts=tuple(sealed))
        return replace(path, nodes=tuple(nodes))

    with patch.object(NewPath, "encrypt", encrypt):
        yield


def with_wrong_tag(group: Group, message: bytes) -> bytes:
    """A commit whose confirmation tag is wrong and whose membership tag is right."""
    content = public(message).content
    content.confirmation_tag = bytes(len(content.confirmation_tag or b""))
    made = protect_public(
        state(group).crypto, content, state(group).secrets.membership_key, state(group).context_raw
    )
    return wrap(WireFormat.PUBLIC_MESSAGE, made.encode())


# Hostile relays ---------------------------------------------------------------------------------

Lie = Callable[[bytes, list[Entry]], Sequence[Entry]]
"""From a box and what it holds to what one reader is shown."""


@dataclass
class Lens(Boxes):
    """The relay as one reader is shown it. What is stored is the same for all."""

    lie: Lie = field(default=lambda box, entries: entries)

    @classmethod
    def on(cls, relay: Boxes, lie: Lie) -> "Lens":
        return cls(relay.boxes, relay.dead, lie)

    def show(self, box: bytes, after: int) -> list[Entry]:
        held = [entry for entry, _ in self.boxes[box].entries]
        return [entry for entry in self.lie(box, held) if entry.seq > after]


def without(*seqs: int) -> Lie:
    """Withhold these entries, in every box."""
    return lambda box, entries: [entry for entry in entries if entry.seq not in seqs]


def snapshot(relay: Boxes) -> Boxes:
    """The relay as it stands now, to be rolled back to."""
    boxes = {key: replace(box, entries=list(box.entries)) for key, box in relay.boxes.items()}
    return Boxes(boxes, set(relay.dead))


# Looking ----------------------------------------------------------------------------------------


def agree(devices: Sequence[Device]) -> None:
    """Everybody has the same keys, roster, durable state, and the same events in the same order,
    each once."""
    machines = [device.machine for device in devices]
    assert len({one.group.export("agree", b"", 32) for one in machines}) == 1
    assert len({encode_policy(one.policy) for one in machines}) == 1
    assert len({one.fold.hash() for one in machines}) == 1
    assert all(one.running for one in machines)


def events(device: Device) -> list[bytes]:
    """The ids of all that members said, in order."""
    said = (folding.ItemKind.MESSAGE, folding.ItemKind.CARD, folding.ItemKind.TIMER)
    return [item.id for item in device.machine.fold.items.values() if item.kind in said]


def notes(device: Device, kind: folding.ItemKind) -> list[int]:
    """The numbers of all notes of one kind, in order."""
    return [item.number for item in device.machine.fold.items.values() if item.kind is kind]


def pending_seal(device: Device, now: int) -> Seal:
    """Go on until the device is about to seal; the request, not sent yet."""
    for _ in range(100):
        want = device.machine.want(device.line, now)
        device.save()
        if isinstance(want, Seal):
            return want
        device.step(now)
    raise AssertionError("it has nothing to seal")


def together(devices: Sequence[Device], now: int) -> None:
    """Everybody reads, acts and looks again for boxes that were not there, until all have the same."""
    for _ in range(60):
        before = [(one.machine.group.epoch, one.machine.sync) for one in devices]
        for device in devices:
            device.line.ended = device.line.refused = False
            device.settle(now)
        if before == [(one.machine.group.epoch, one.machine.sync) for one in devices]:
            return
    raise AssertionError("the circle never comes to rest")
