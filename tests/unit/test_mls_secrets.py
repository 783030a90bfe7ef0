"""Forward secrecy: what was used is gone from the state, and nothing is used twice."""

from __future__ import annotations

import ast
import hmac
from pathlib import Path

import leeward_mls
import pytest
from leeward_mls import Group, KeyPackageBundle, LocalError, Replayed, SignatureKey, Suite
from leeward_mls.nodes import ParentNode
from leeward_mls.secrettree import APPLICATION, HANDSHAKE, MAX_SKIPPED, SecretTree
from leeward_mls.suites import Crypto, crypto
from support.mls_forge import FAST, Forge, advance, breaks, bundle, circle, fails, state


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """Every secret that is derived with a label while the test runs."""
    found: set[bytes] = set()
    expand = Crypto.expand

    def spy(self: Crypto, secret: bytes, label: str, context: bytes, size: int) -> bytes:
        value = expand(self, secret, label, context, size)
        found.add(value)
        return value

    monkeypatch.setattr(Crypto, "expand", spy)
    return found


def _secrets_of(group: Group) -> set[bytes]:
    """Every secret that a group holds, ratchets included."""
    inside = state(group)
    found = {bytes(getattr(inside.secrets, name)) for name in inside.secrets.__slots__}
    found |= {bytes(key) for key in inside.private.values()}
    found |= {bytes(secret) for secret in inside.secret_tree.nodes.values()}
    for pair in inside.secret_tree.ratchets.values():
        for ratchet in pair:
            found.add(bytes(ratchet.secret))
            found |= {bytes(kept) for kept in ratchet.skipped.values()}
    return found


@pytest.mark.parametrize("suite", list(Suite))
def test_spent_keys_leave_the_state_of_both_ends(suite: Suite, derived: set[bytes]) -> None:
    alice, bob = circle(2, suite)
    before = (_secrets_of(alice), _secrets_of(bob))
    derived.clear()
    bob.decrypt(alice.encrypt(b"x"))
    spent = set(derived)
    for group, old in zip((alice, bob), before, strict=True):
        kept = _secrets_of(group)
        erased = (spent | old) - kept
        # The key, its nonce, the ratchet's secret, the tree's root: all of them are gone.
        assert len(erased) >= 5
        stored = group.serialize()
        assert not [one for one in erased if one in stored]


def test_the_key_of_a_message_is_in_no_stored_state() -> None:
    alice, bob = circle(2)
    tree = state(Group.restore(bob.serialize())).secret_tree
    step = tree.look(0, APPLICATION, 0)
    assert step.expansion is not None
    derived_from = bytes(step.expansion.ratchets[APPLICATION].secret)
    message = alice.encrypt(b"x")
    assert step.key not in alice.serialize()
    assert derived_from not in alice.serialize()
    bob.decrypt(message)
    assert step.key not in bob.serialize()
    assert step.nonce not in bob.serialize()
    assert derived_from not in bob.serialize()


def test_skipped_keys_are_kept_until_used_and_no_longer() -> None:
    alice, bob = circle(2)
    late = alice.encrypt(b"late")
    step = state(bob).secret_tree.look(0, APPLICATION, 0)
    bob.decrypt(alice.encrypt(b"early"))
    assert step.key in bob.serialize()
    bob = Group.restore(bob.serialize())
    assert bob.decrypt(late).plaintext == b"late"
    assert step.key not in bob.serialize()


def test_at_most_64_skipped_keys_are_kept() -> None:
    alice, bob = circle(2)
    for round_ in range(4):
        for _ in range(50):
            alice.encrypt(b"lost")
        bob.decrypt(alice.encrypt(b"%d" % round_))
        skipped = state(bob).secret_tree.ratchets[0][APPLICATION].skipped
        assert len(skipped) <= MAX_SKIPPED
    assert len(skipped) == MAX_SKIPPED
    assert min(skipped) > 100


@pytest.mark.parametrize("suite", list(Suite))
def test_the_next_epoch_holds_nothing_of_the_last(suite: Suite) -> None:
    groups = circle(3, suite)
    groups[1].decrypt(groups[0].encrypt(b"x"))
    old = [_secrets_of(one) for one in groups]
    tree_keys = [{bytes(key) for key in state(one).private.values()} for one in groups]
    groups_after = advance(groups, 0)
    for place, one in enumerate(groups_after):
        stored = one.serialize()
        # Leaf keys of those who did not commit stay; all else of the old epoch is gone.
        gone = old[place] - ({bytes(key) for key in state(one).private.values()})
        assert gone
        assert not [secret for secret in gone if secret in stored]
    committer = {bytes(key) for key in state(groups_after[0]).private.values()}
    assert not committer & tree_keys[0]


def test_wiping_reaches_every_buffer() -> None:
    alice, bob, _ = advance(circle(3), 1)
    alice.encrypt(b"skipped")
    bob.decrypt(alice.encrypt(b"x"))
    bob.add_psk(b"psk", b"key")
    inside = state(bob)
    inside.psks.keep = 1
    inside.psks.remember(0, b"past")
    buffers = [*inside.psks.external.values(), *inside.psks.resumption.values()]
    buffers += [*inside.private.values(), *inside.secret_tree.nodes.values()]
    for pair in inside.secret_tree.ratchets.values():
        for ratchet in pair:
            buffers += [ratchet.secret, *ratchet.skipped.values()]
    buffers += [getattr(inside.secrets, name) for name in inside.secrets.__slots__]
    bob.propose_update()
    assert len(buffers) > 15
    assert all(any(one) for one in buffers)
    bob.wipe()
    assert not any(any(one) for one in buffers)
    assert not inside.proposals
    assert not inside.private
    assert not inside.psks.external
    assert not inside.psks.resumption
    assert not inside.secret_tree.nodes
    assert not inside.secret_tree.ratchets


def test_spent_keys_and_secrets_are_overwritten() -> None:
    """Not only dropped: whoever still holds the buffer finds zeros or what came after."""
    alice, bob = circle(2)
    late = [alice.encrypt(b"%d" % number) for number in range(3)]
    root = next(iter(state(bob).secret_tree.nodes.values()))
    bob.decrypt(late[2])
    assert not any(root)
    ratchet = state(bob).secret_tree.ratchets[0][APPLICATION]
    kept, secret = ratchet.skipped[0], bytes(ratchet.secret)
    buffer = ratchet.secret
    bob.decrypt(late[0])
    assert not any(kept)
    bob.decrypt(alice.encrypt(b"next"))
    assert bytes(buffer) != secret
    evicted = ratchet.skipped[1]
    for _ in range(MAX_SKIPPED + 1):
        alice.encrypt(b"lost")
    bob.decrypt(alice.encrypt(b"on"))
    assert not any(evicted)


def test_forgotten_resumption_keys_are_overwritten() -> None:
    store = state(circle(1)[0]).psks
    store.keep = 1
    store.remember(1, b"first")
    first = store.resumption[1]
    store.remember(2, b"second")
    assert not any(first)
    assert list(store.resumption) == [2]


def test_wiping_erases_the_buffers_and_not_those_of_the_next_epoch() -> None:
    alice, bob = circle(2)
    buffers = [getattr(state(alice).secrets, name) for name in state(alice).secrets.__slots__]
    buffers += list(state(alice).private.values())
    buffers += list(state(alice).secret_tree.nodes.values())
    made = alice.commit()
    bob_after = bob.inspect(made.message).apply()
    alice.wipe()
    bob.wipe()
    assert not any(any(one) for one in buffers)
    assert bob_after.decrypt(made.next.encrypt(b"on")).plaintext == b"on"
    for use in (
        lambda: alice.encrypt(b"x"),
        lambda: alice.export("a", b"", 1),
        alice.commit,
        alice.serialize,
        lambda: alice.epoch_authenticator,
        lambda: alice.inspect(b""),
        lambda: alice.decrypt(b""),
    ):
        with pytest.raises(LocalError):
            use()


def test_a_staged_commit_of_a_wiped_group_is_refused() -> None:
    alice, bob = circle(2)
    staged = bob.inspect(alice.commit().message)
    bob.wipe()
    with pytest.raises(LocalError):
        staged.apply()


def test_no_generation_twice_after_restore() -> None:
    alice, bob = circle(2)
    used = []
    for number in range(6):
        used.append(alice.encrypt(b"%d" % number))
        alice = Group.restore(alice.serialize())
        assert state(alice).secret_tree.next_generation(0, APPLICATION) == number + 1
    assert [bob.decrypt(one).plaintext for one in used] == [b"%d" % n for n in range(6)]


def test_a_generation_used_twice_is_refused() -> None:
    """Two copies of one state write under one generation: the second never decrypts."""
    alice, bob = circle(2)
    copy = Group.restore(alice.serialize())
    assert bob.decrypt(alice.encrypt(b"first")).plaintext == b"first"
    with pytest.raises(Replayed):
        bob.decrypt(copy.encrypt(b"second"))


def test_the_reuse_guard_differs() -> None:
    alice, _ = circle(2)
    stored = alice.serialize()
    ciphertexts = {Group.restore(stored).encrypt(b"same") for _ in range(8)}
    assert len({one[-32:] for one in ciphertexts}) == 8


def test_the_generation_is_taken_before_the_key_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = circle(2)

    def broken(*_: object) -> bytes:
        raise RuntimeError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(Crypto, "aead_seal", broken)
        with pytest.raises(RuntimeError):
            alice.encrypt(b"lost")
    assert state(alice).secret_tree.next_generation(0, APPLICATION) == 1
    assert bob.decrypt(alice.encrypt(b"next")).plaintext == b"next"


@pytest.mark.parametrize("suite", list(Suite))
def test_the_state_is_canonical_and_whole(suite: Suite) -> None:
    groups = circle(5, suite)
    groups[1].decrypt(groups[0].encrypt(b"x"))
    groups[1].receive_proposal(groups[2].propose_update())
    groups[1].add_psk(b"b", b"1")
    groups[1].add_psk(b"a", b"2")
    groups[2].propose_remove_self()
    for one in groups:
        stored = one.serialize()
        again = Group.restore(stored)
        assert again.serialize() == stored
        parts = Group.restore_parts(one.serialize_epoch(), one.serialize_ratchets())
        assert parts.serialize() == stored
        for size in (0, 10, len(stored) // 2, len(stored) - 1):
            with pytest.raises(LocalError):
                Group.restore(stored[:size])
        for bad in (stored + b"\0", b"x" + stored[1:]):
            with pytest.raises(LocalError):
                Group.restore(bad)
        epoch, ratchets = one.serialize_epoch(), one.serialize_ratchets()
        for first, second in ((b"x" + epoch[1:], ratchets), (epoch, b"x" + ratchets[1:])):
            with pytest.raises(LocalError):
                Group.restore_parts(first, second)


def test_the_epoch_part_is_constant_within_an_epoch() -> None:
    alice, bob = circle(2)
    epoch, ratchets = bob.serialize_epoch(), bob.serialize_ratchets()
    bob.decrypt(alice.encrypt(b"x"))
    assert bob.serialize_epoch() == epoch
    assert bob.serialize_ratchets() != ratchets


def test_parts_of_two_epochs_are_not_put_together() -> None:
    alice, bob = circle(2)
    made = alice.commit()
    after = bob.inspect(made.message).apply()
    with pytest.raises(LocalError):
        Group.restore_parts(after.serialize_epoch(), bob.serialize_ratchets())


def test_unmerged_leaves_survive_restoring() -> None:
    """A member added under existing parents stays unmerged, and the next commit reaches it."""
    groups = advance(advance(circle(4), 0), 2)
    groups = advance(groups, 1, removes=[3])
    groups = advance(groups, 0)
    eve = bundle(b"eve")
    made = groups[0].commit(adds=[eve.key_package], update=False)
    assert made.welcome is not None
    joined = Group.join(made.welcome, eve)
    groups = [made.next, *(one.inspect(made.message).apply() for one in groups[1:]), joined]
    unmerged = [node.unmerged for node in _parents(groups[0])]
    assert (3,) in unmerged
    groups = [Group.restore(one.serialize()) for one in groups]
    assert [[node.unmerged for node in _parents(one)] for one in groups] == [unmerged] * 4
    groups = advance(groups, 1)
    assert len({one.epoch_authenticator for one in groups}) == 1


def _parents(group: Group) -> list[ParentNode]:
    return [node for node in state(group).tree.nodes if isinstance(node, ParentNode)]


def test_bundles_are_stored_whole() -> None:
    one = bundle(b"x")
    again = KeyPackageBundle.restore(one.serialize())
    assert again.serialize() == one.serialize()
    stored = one.serialize()
    for bad in (b"", stored[:-1], stored + b"\0", b"x" + stored[1:]):
        with pytest.raises(LocalError):
            KeyPackageBundle.restore(bad)
    with pytest.raises(LocalError):
        bundle(b"x", life=(2, 1))


def test_secrets_are_hidden_from_repr() -> None:
    alice, bob = circle(2)
    alice.add_psk(b"psk", b"a very secret key")
    alice.propose_update()
    made = alice.commit(adds=[bundle(b"new").key_package])
    one = bundle(b"x")
    step = state(bob).secret_tree.look(0, HANDSHAKE, 0)
    hidden = [*_secrets_of(alice), alice.signer.private, one.init_private, one.encryption_private]
    shown = repr(
        (alice, state(alice), made, made.next, one, alice.signer, step, bob.inspect(made.message))
    )
    shown += repr(state(alice).secrets) + repr(state(alice).secret_tree)
    shown += repr(bob.decrypt(alice.encrypt(b"plain words")))
    for secret in (*hidden, step.key, b"a very secret key"):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown
    assert "plain words" not in shown


def test_tags_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both tags that are secrets go through compare_digest, wrong ones and right ones."""
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def spy(one: bytes, other: bytes) -> bool:
        compared.append((bytes(one), bytes(other)))
        return real(one, other)

    alice, bob = circle(2)
    message = alice.commit().message
    monkeypatch.setattr(hmac, "compare_digest", spy)
    with breaks("6.2-1"):
        bob.inspect(message[:-1] + bytes((message[-1] ^ 1,)))
    assert len(compared) == 1
    staged = bob.inspect(message)
    assert len(compared) == 2
    after = staged.apply()
    tag = state(after).confirmation_tag
    assert compared[-1] == (tag, tag)
    forge = Forge(alice)
    wrong = bob.inspect(forge.commit(path=forge.path()))
    with fails("8.1-1"):
        wrong.apply()
    assert compared[-1][1] == bytes(32)
    monkeypatch.undo()
    newcomer = bundle(b"new")
    made = alice.commit(adds=[newcomer.key_package])
    assert made.welcome is not None
    compared.clear()
    monkeypatch.setattr(hmac, "compare_digest", spy)
    Group.join(made.welcome, newcomer)
    assert state(made.next).confirmation_tag in {one for pair in compared for one in pair}


def test_no_tag_is_compared_by_equality() -> None:
    """No comparison operator of the package touches what is called a tag or a secret."""
    for path in Path(leeward_mls.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                text = ast.unparse(node)
                assert "tag" not in text.split("_"), f"{path.name}: {text}"
                assert "_tag" not in text, f"{path.name}: {text}"


def test_ratchets_of_a_large_tree() -> None:
    """Looking changes nothing; taking erases the way down and keeps what others need."""
    c = crypto(FAST)
    tree = SecretTree(c, 8, bytes(range(32)))
    before = tree.encode()
    steps = {leaf: tree.look(leaf, APPLICATION, 0) for leaf in range(8)}
    assert tree.encode() == before
    for leaf in (5, 0, 7, 2, 1, 3, 4, 6):
        step = tree.look(leaf, APPLICATION, 0)
        assert step.key == steps[leaf].key
        tree.take(step)
        assert bytes(range(32)) not in tree.encode()
    assert tree.nodes == {}
    with pytest.raises(Replayed):
        tree.look(3, APPLICATION, 0)
    tree.wipe()
    with pytest.raises(Replayed):
        tree.look(3, APPLICATION, 1)


def test_signature_keys() -> None:
    one = SignatureKey.generate(Suite.XWING)
    assert SignatureKey(one.private).public == one.public
    with pytest.raises(LocalError):
        SignatureKey(bytes(31))
