"""Rule F: what an epoch or a message was encrypted with is gone once it has ended, from the vault too."""

import pytest
from leeward_client.circle.events import Message
from leeward_client.circle.items import ItemKind
from leeward_client.group.envelope import EnvelopeError, unseal
from leeward_client.group.inbox import EPOCH_AGE, JOINED_UPDATE, LEAF_AGE, LEAF_JITTER, LEAF_OLD
from leeward_client.group.records import Post, Remove, Rename, Seal, SetRule, Status, Update
from leeward_mls.secrettree import APPLICATION, SecretTree, Step
from leeward_wire import Kind as EntryKind
from support.circles import DAY, NOW, Device, admit, carry_out, circle_of, kinds, say, texts
from support.hostile import agree, in_post, notes, pending_seal, post, restart, together
from support.mls_forge import state


def secrets_of(device: Device) -> dict[str, bytes]:
    """Every secret that this device holds of its present epoch, but for keys that outlive it."""
    held = state(device.machine.group)
    found = {
        "box seed": device.machine.keys.seed,
        "envelope key": device.machine.keys.envelope,
    }
    for name in type(held.secrets).__slots__:
        found[name] = bytes(getattr(held.secrets, name))
    found |= tree_secrets(held.secret_tree)
    return found


def tree_secrets(tree: SecretTree) -> dict[str, bytes]:
    """The secrets of the tree and of its ratchets."""
    found = {f"node {index}": bytes(secret) for index, secret in tree.nodes.items()}
    for leaf, pair in tree.ratchets.items():
        for kind, ratchet in enumerate(pair):
            found[f"ratchet {leaf}/{kind}"] = bytes(ratchet.secret)
            for generation, key in ratchet.skipped.items():
                found[f"skipped {leaf}/{kind}/{generation}"] = bytes(key)
    return found


def left_in(device: Device, secrets: dict[str, bytes]) -> list[str]:
    """Which of these secrets still stand in the vault."""
    whole = b"\xff".join(device.vault.values())
    return sorted(name for name, secret in secrets.items() if secret in whole)


def test_the_search_finds_what_is_there() -> None:
    _, (host, _) = circle_of(2)
    derived = {"box seed", "envelope key"}  # these are never stored, only what they come from
    secrets = secrets_of(host)
    assert set(left_in(host, secrets)) == set(secrets) - derived


def test_the_secrets_of_an_ended_epoch_are_in_no_vault() -> None:
    _, devices = circle_of(4)
    for device in devices:
        say(device, "spoken")
    devices[1].machine.say(Message("on its way"), NOW)
    devices[1].machine.want(devices[1].line, NOW)
    devices[1].save()
    before = [secrets_of(device) for device in devices]
    carry_out(devices[0], Rename("Amal B"))
    together(devices, NOW)
    agree(devices)
    for device, secrets in zip(devices, before, strict=True):
        assert left_in(device, secrets) == []
        assert len(secrets) > 10


def test_the_objects_of_an_ended_epoch_are_wiped() -> None:
    _, (host, second) = circle_of(2)
    say(second, "spoken")
    together([host, second], NOW)
    old = state(second.machine.group)
    carry_out(host, Rename("Amal B"))
    together([host, second], NOW)
    assert old.wiped
    assert all(not any(getattr(old.secrets, name)) for name in type(old.secrets).__slots__)
    assert not any(any(secret) for secret in tree_secrets(old.secret_tree).values())


def test_the_path_keys_of_an_ended_epoch_are_in_no_vault() -> None:
    _, (host, second, third) = circle_of(3)
    before = {f"key {node}": bytes(key) for node, key in state(host.machine.group).private.items()}
    assert left_in(host, before) == sorted(before)
    carry_out(host, Update())
    together([host, second, third], NOW)
    assert left_in(host, before) == []


def test_a_commit_that_lost_leaves_no_secret_of_the_epoch_it_would_have_begun() -> None:
    _, (host, second, third) = circle_of(3)
    second.machine.intend(Update())
    pending_seal(second, NOW)
    pending = second.machine.pending
    assert pending is not None
    lost = type(second.machine.group).restore_parts(pending.next_epoch, pending.next_ratchets)
    secrets = {
        name: bytes(getattr(state(lost).secrets, name))
        for name in type(state(lost).secrets).__slots__
    }
    secrets |= {f"key {node}": bytes(key) for node, key in state(lost).private.items()}
    secrets |= tree_secrets(state(lost).secret_tree)
    assert left_in(second, secrets) == sorted(secrets)
    carry_out(host, Rename("Amal B"))
    second.line.ended = False
    second.step(NOW)
    assert left_in(second, secrets) == []
    together([host, second, third], NOW)
    assert left_in(second, secrets) == []


def test_a_removed_member_keeps_no_secret_at_all() -> None:
    _, (host, second, third) = circle_of(3)
    say(second, "spoken")
    together([host, second, third], NOW)
    before = secrets_of(second) | {
        f"key {node}": bytes(key) for node, key in state(second.machine.group).private.items()
    }
    before["signature key"] = bytes(second.machine.group.signer.private)
    second.machine.say(Message("unsent"), NOW)
    second.machine.intend(SetRule("timer", 3600))
    second.save()
    carry_out(host, Remove(second.member))
    second.line.ended = False
    second.settle(NOW)
    assert second.machine.record.status is Status.REMOVED
    assert left_in(second, before) == []
    shelves = {shelf for shelf, _ in second.vault}
    assert not shelves & {"drafts", "intents", "handed"}


def test_the_key_of_each_message_is_gone_once_it_was_sent_or_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[Step] = []
    real = SecretTree.take

    def take(self: SecretTree, step: Step) -> None:
        taken.append(step)
        real(self, step)

    monkeypatch.setattr(SecretTree, "take", take)
    _, (host, second) = circle_of(2)
    for number in range(5):
        say(host, f"word {number}")
    together([host, second], NOW)
    keys = {f"{number}": step.key for number, step in enumerate(taken)}
    assert len(keys) == 10
    assert left_in(host, keys) == left_in(second, keys) == []


def test_spent_ratchet_secrets_are_gone_with_the_message() -> None:
    _, (host, second) = circle_of(2)
    say(host, "first")
    together([host, second], NOW)
    leaf = host.machine.group.own_leaf
    before = {
        "sender": bytes(state(host.machine.group).secret_tree.ratchets[leaf][APPLICATION].secret),
    }
    assert left_in(second, before) == ["sender"]
    say(host, "second")
    together([host, second], NOW)
    assert left_in(host, before) == left_in(second, before) == []


def test_a_claimed_last_generation_costs_nobody_anything() -> None:
    _, (host, second, attacker) = circle_of(3)
    tree = state(attacker.machine.group).secret_tree
    tree._walk(attacker.machine.group.own_leaf, tree._expand(attacker.machine.group.own_leaf))
    ratchet = tree.ratchets[attacker.machine.group.own_leaf][APPLICATION]
    ratchet.next = 2**32 - 1  # it claims so; the key is one that nobody will ever derive
    post(attacker, in_post(attacker, attacker.machine.group.encrypt(b"far away")))
    stored = {key: value for key, value in second.vault.items() if key[1] == b"ratchets"}
    together([host, second], NOW)
    assert {key: second.vault[key] for key in stored} == stored
    for one in (host, second):
        assert kinds(one).count(ItemKind.NOISE) == 1
    restart(attacker)
    say(attacker, "near")
    together([host, second, attacker], NOW)
    agree([host, second, attacker])
    assert texts(host) == texts(second) == ["near"]


def test_at_most_so_many_skipped_keys_stand_in_the_vault() -> None:
    _, (host, second) = circle_of(2)
    for number in range(100):
        blob = in_post(host, host.machine.group.encrypt(b"lost"))
        if number == 99:
            post(host, blob)
    second.line.ended = False
    second.settle(NOW)
    ratchet = state(second.machine.group).secret_tree.ratchets[0][APPLICATION]
    assert len(ratchet.skipped) == 64
    say(second, "fine")
    assert notes(second, ItemKind.NOISE) == [0]


# The renewal of leaves ----------------------------------------------------------------------------


def leaf_key(device: Device) -> bytes:
    """The public key of the device's leaf."""
    group = device.machine.group
    return next(one.encryption_key for one in group.members if one.leaf == group.own_leaf)


def test_a_leaf_is_renewed_within_a_day_of_joining() -> None:
    for _ in range(5):
        _, (host, second) = circle_of(2)
        assert NOW <= second.machine.sync.update_at < NOW + JOINED_UPDATE <= NOW + DAY
        before = leaf_key(second)
        together([host, second], NOW + JOINED_UPDATE)
        assert leaf_key(second) != before
        agree([host, second])
        assert second.machine.sync.update_at >= NOW + JOINED_UPDATE + LEAF_AGE


def test_a_leaf_is_renewed_when_it_is_thirty_days_old_and_the_epoch_a_day() -> None:
    _, (host, second) = circle_of(2)
    start = NOW + DAY
    together([host, second], start)
    before = leaf_key(second)
    together([host, second], start + LEAF_AGE - 1)
    assert leaf_key(second) == before
    last = second.machine.sync.update_at
    assert start + LEAF_AGE <= last < start + LEAF_AGE + LEAF_JITTER
    # The epoch is young: somebody else has just committed.
    carry_out(host, Update(), last - 60)
    together([host, second], last - 60)
    together([host, second], last)
    assert leaf_key(second) == before
    together([host, second], last - 60 + EPOCH_AGE)
    assert leaf_key(second) != before
    agree([host, second])


def test_a_leaf_is_renewed_at_last_however_young_the_epochs_are() -> None:
    _, (host, second) = circle_of(2)
    now = NOW + DAY
    together([host, second], now)
    renewed = second.machine.sync.leaf_at
    for _ in range(LEAF_OLD // DAY + 2):
        now += DAY // 2
        carry_out(host, Rename(f"Amal {now}"), now)
        together([host, second], now)
        now += DAY // 2
        carry_out(host, Rename(f"Amal {now}"), now)
        together([host, second], now)
    assert second.machine.sync.leaf_at - renewed >= LEAF_OLD - DAY


def test_a_renewal_is_due_once_and_any_commit_of_ours_counts_as_one() -> None:
    _, (host, second) = circle_of(2)
    together([host, second], NOW + DAY)
    carry_out(host, Update(), NOW + 20 * DAY)
    together([host, second], NOW + 20 * DAY)
    assert host.machine.sync.update_at >= NOW + 20 * DAY + LEAF_AGE
    epoch = host.machine.group.epoch
    for _ in range(3):
        together([host, second], NOW + 25 * DAY)
    assert host.machine.group.epoch == epoch


def test_renewals_survive_restarts_and_void_seals() -> None:
    _, (host, second) = circle_of(2)
    restart(second)
    before = leaf_key(second)
    host.relay.put(host.box, EntryKind.SEAL, bytes(65_536))
    together([host, second], NOW + DAY)
    assert leaf_key(second) != before
    agree([host, second])


def test_a_removed_member_decrypts_and_posts_nothing_that_counts() -> None:
    relay, (host, second, third) = circle_of(3)
    stolen = dict(second.vault)
    old_box = second.box
    carry_out(host, Remove(second.member))
    say(host, "after")
    together([host, third], NOW)
    kept = Device(second.machine, relay, vault=stolen)
    entries = relay.show(host.box, 0)
    assert entries
    for entry in entries:
        assert not reads(kept, entry.blob)
    kept.machine.say(Message("still here"), NOW)
    want = kept.machine.want(kept.line, NOW)
    assert relay.boxes[old_box].last_seal
    assert not isinstance(want, Seal)
    if isinstance(want, Post):
        post(host, want.blob)  # the relay smuggles it into the new box
        together([host, third], NOW)
        assert texts(third) == ["after"]
        assert notes(third, ItemKind.NOISE) == [0]


def test_a_newcomer_reads_nothing_from_before_it_came() -> None:
    relay, (host, second) = circle_of(2)
    say(host, "before")
    old = relay.show(host.box, 0)
    late = admit(host, "Late")
    together([host, second, late], NOW)
    assert texts(late) == []
    assert not any(reads(late, entry.blob) for entry in old)


def reads(device: Device, blob: bytes) -> bool:
    """Whether the device can open an entry at all."""
    try:
        unseal(device.machine.keys, EntryKind.POST, blob)
    except EnvelopeError:
        return False
    return True
