"""Joining by a welcome: what a newcomer checks of the tree, the group info and its secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from leeward_mls import (
    Extension,
    Group,
    KeyPackageBundle,
    LocalError,
    PublicError,
    SignatureKey,
    Suite,
)
from leeward_mls.codec import parse, vec_of
from leeward_mls.framing import WireFormat, unwrap, wrap
from leeward_mls.groupinfo import (
    GroupInfo,
    GroupSecrets,
    Welcome,
    read_group_info,
    read_group_secrets,
    read_welcome,
)
from leeward_mls.keypackage import read_key_package
from leeward_mls.keyschedule import member_secret, welcome_keys, welcome_secret
from leeward_mls.nodes import ExtensionType, LeafNode, ParentNode, find_extension, read_parent
from leeward_mls.proposals import HPKECiphertext
from leeward_mls.psk import PreSharedKeyID, PSKType, Usage, psk_secret
from leeward_mls.suites import crypto
from leeward_mls.tree import RatchetTree, read_tree
from leeward_mls.validation import check_encryption_keys, check_parent_hashes
from support.mls_forge import (
    FAST,
    POLICY,
    advance,
    breaks,
    bundle,
    circle,
    fails,
    state,
)


class Opened:
    """A welcome taken apart by its newcomer, to be put together again with a change."""

    def __init__(self, message: bytes, one: KeyPackageBundle) -> None:
        _, reader = unwrap(message, WireFormat.WELCOME)
        self.welcome: Welcome = read_welcome(reader)
        self.crypto = crypto(self.welcome.suite)
        self.package = parse(one.key_package, read_key_package)
        sealed = dict(self.welcome.secrets)[self.package.ref(self.crypto)]
        self.secrets: GroupSecrets = parse(
            self.crypto.open(
                one.init_private,
                "Welcome",
                self.welcome.encrypted_group_info,
                sealed.kem_output,
                sealed.ciphertext,
            ),
            read_group_secrets,
        )
        plain = self.crypto.aead_open(*self._keys(), b"", self.welcome.encrypted_group_info)
        assert plain is not None
        self.info: GroupInfo = parse(plain, read_group_info)

    def _keys(self) -> tuple[bytes, bytes]:
        member = member_secret(self.crypto, self.secrets.joiner_secret, self.crypto.zero)
        return welcome_keys(self.crypto, welcome_secret(self.crypto, member))

    def tree(self) -> RatchetTree:
        encoded = find_extension(self.info.extensions, ExtensionType.RATCHET_TREE)
        assert encoded is not None
        return parse(encoded, lambda r: read_tree(r, self.crypto))

    def close(self, info: bytes | GroupInfo, secrets: GroupSecrets | None = None) -> bytes:
        """Encrypt again, with another group info or other secrets."""
        plain = info if isinstance(info, bytes) else info.encode()
        sealed_info = self.crypto.aead_seal(*self._keys(), b"", plain)
        pair = self.crypto.seal(
            self.package.init_key, "Welcome", sealed_info, (secrets or self.secrets).encode()
        )
        entry = (self.package.ref(self.crypto), HPKECiphertext(*pair))
        return wrap(WireFormat.WELCOME, Welcome(self.welcome.suite, (entry,), sealed_info).encode())


def _invited(
    groups: list[Group], suite: Suite = FAST, update: bool = True
) -> tuple[Opened, KeyPackageBundle, Group, bytes]:
    one = bundle(b"new", suite)
    made = groups[0].commit(adds=[one.key_package], update=update)
    assert made.welcome is not None
    return Opened(made.welcome, one), one, made.next, made.welcome


def _retree(opened: Opened, signer: Group, change: Callable[[RatchetTree], None]) -> bytes:
    """A welcome whose tree is changed and signed for by a member: all hashes are right."""
    tree = opened.tree()
    change(tree)
    tree = RatchetTree(tree.crypto, tree.nodes)
    others = [one for one in opened.info.extensions if one.type != ExtensionType.RATCHET_TREE]
    info = replace(
        opened.info,
        context=replace(opened.info.context, tree_hash=tree.tree_hash()),
        extensions=(*others, Extension(ExtensionType.RATCHET_TREE, tree.encode())),
    )
    return opened.close(info.sign(opened.crypto, signer.signer))


def _settled(size: int = 4) -> list[Group]:
    """A group in which every parent node is filled."""
    groups = circle(size)
    for committer in range(size):
        groups = advance(groups, committer)
    return groups


@pytest.mark.parametrize("suite", list(Suite))
@pytest.mark.parametrize("update", [False, True])
def test_trees_with_unmerged_leaves_are_accepted(suite: Suite, update: bool) -> None:
    """Newcomers below filled parents are unmerged there; the next newcomer takes that tree."""
    groups = advance(advance(circle(8, suite), 7), 3)
    groups = advance(groups, 5, removes=[6])
    groups = advance(groups, 0)
    first, second = bundle(b"first", suite), bundle(b"second", suite)
    made = groups[0].commit(adds=[first.key_package], update=False)
    assert made.welcome is not None
    groups = [
        made.next,
        *(one.inspect(made.message).apply() for one in groups[1:]),
        Group.join(made.welcome, first),
    ]
    tree = state(groups[0]).tree
    unmerged = [n.unmerged for n in tree.nodes if isinstance(n, ParentNode) and n.unmerged]
    assert (6,) in unmerged
    # A commit from the other half leaves the lower parents' unmerged leaves in place.
    again = groups[1].commit(adds=[second.key_package], update=update)
    assert again.welcome is not None
    newcomer = Group.join(again.welcome, second)
    groups = [
        again.next if place == 1 else one.inspect(again.message).apply()
        for place, one in enumerate(groups)
    ]
    assert {one.epoch_authenticator for one in groups} == {newcomer.epoch_authenticator}
    for committer in (newcomer, groups[-1]):
        last = committer.commit()
        for one in [*groups, newcomer]:
            if one is not committer:
                after = one.inspect(last.message).apply()
                assert after.epoch_authenticator == last.next.epoch_authenticator


def test_the_tree_may_come_apart_from_the_welcome() -> None:
    alice, _ = circle(2)
    one = bundle(b"new")
    made = alice.commit(adds=[one.key_package], ratchet_tree=False)
    assert made.welcome is not None
    joined = Group.join(made.welcome, one, tree=made.next.ratchet_tree)
    assert joined.epoch_authenticator == made.next.epoch_authenticator
    with breaks("12.4.3-5"):
        Group.join(made.welcome, one)
    with breaks("12.4.3-5"):
        Group.join(made.welcome, one, tree=alice.ratchet_tree)


def test_rule_12_4_3_1_no_entry() -> None:
    opened, _, _, message = _invited(circle(2))
    with breaks("12.4.3-1"):
        Group.join(message, bundle(b"another"))
    assert opened.welcome.suite == FAST


def test_rule_12_4_3_2_secrets_do_not_decrypt() -> None:
    opened, one, _, message = _invited(circle(2))
    welcome = opened.welcome
    ref, sealed = welcome.secrets[0]
    bad = replace(sealed, ciphertext=bytes(len(sealed.ciphertext)))
    with fails("12.4.3-2"):
        Group.join(wrap(WireFormat.WELCOME, replace(welcome, secrets=((ref, bad),)).encode()), one)
    with fails("12.4.3-2"):
        Group.join(message[:-1] + bytes((message[-1] ^ 1,)), one)


def test_rule_12_4_3_3_signer() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    with breaks("12.4.3-3"):
        Group.join(opened.close(opened.info.sign(opened.crypto, groups[1].signer)), one)
    with breaks("12.4.3-3"):
        Group.join(opened.close(replace(opened.info, signer=3)), one)
    with breaks("12.4.3-3"):
        Group.join(opened.close(replace(opened.info, signature=b"")), one)


def test_rule_12_4_3_4_suite() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    other = replace(opened.welcome, suite=1)
    with breaks("12.4.3-4"):
        Group.join(wrap(WireFormat.WELCOME, other.encode()), one)
    context = replace(opened.info.context, suite=1)
    info = replace(opened.info, context=context).sign(opened.crypto, groups[0].signer)
    with breaks("12.4.3-4"):
        Group.join(opened.close(info), one)


def test_rule_12_4_3_5_tree_hash() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    context = replace(opened.info.context, tree_hash=bytes(32))
    info = replace(opened.info, context=context).sign(opened.crypto, groups[0].signer)
    with breaks("12.4.3-5"):
        Group.join(opened.close(info), one)


@pytest.mark.parametrize("leaf", [2, 7, 2**32 - 1])
def test_rule_12_4_3_6_unmerged_leaf_that_is_not_below(leaf: int) -> None:
    groups = _settled(6)
    opened, one, _, _ = _invited(groups)

    def change(tree: RatchetTree) -> None:
        node = tree.nodes[1]
        assert isinstance(node, ParentNode)
        tree.nodes[1] = ParentNode.make(node.encryption_key, node.parent_hash, (leaf,))

    with breaks("12.4.3-6"):
        Group.join(_retree(opened, groups[0], change), one)


def test_rule_12_4_3_6_unmerged_leaf_missing_in_between() -> None:
    groups = _settled(4)
    opened, one, _, _ = _invited(groups)

    def change(tree: RatchetTree) -> None:
        node = tree.nodes[3]
        assert isinstance(node, ParentNode)
        tree.nodes[3] = ParentNode.make(node.encryption_key, node.parent_hash, (3,))

    with breaks("12.4.3-6"):
        Group.join(_retree(opened, groups[0], change), one)


def test_rule_7_9_2_parent_hashes() -> None:
    groups = _settled(4)
    opened, one, _, _ = _invited(groups)
    for node in (1, 3, 5):

        def change(tree: RatchetTree, place: int = node) -> None:
            found = tree.nodes[place]
            assert isinstance(found, ParentNode)
            stranger = opened.crypto.kem.generate()[1]
            tree.nodes[place] = ParentNode.make(stranger, found.parent_hash, found.unmerged)

        with breaks("7.9-2"):
            Group.join(_retree(opened, groups[0], change), one)


def test_rule_7_9_2_unmerged_leaves_hide_no_parent() -> None:
    """A leaf named as unmerged that was there when the parent was set breaks the chain."""
    groups = _settled(4)
    tree = state(groups[0]).tree.copy()
    check_parent_hashes(tree)
    for node in (3, 5):
        found = tree.nodes[node]
        assert isinstance(found, ParentNode)
        tree.put(node, ParentNode.make(found.encryption_key, found.parent_hash, (3,)))
    with breaks("7.9-2"):
        check_parent_hashes(tree)


def test_rule_7_3_1_leaf_signature() -> None:
    groups = circle(3, path=False)
    opened, one, _, _ = _invited(groups, update=False)

    def change(tree: RatchetTree) -> None:
        leaf = tree.nodes[4]
        assert isinstance(leaf, LeafNode)
        bad = leaf.raw[:-1] + bytes((leaf.raw[-1] ^ 1,))
        tree.nodes[4] = replace(leaf, raw=bad, signature=bad[-64:])

    with breaks("7.3-1"):
        Group.join(_retree(opened, groups[0], change), one)


def test_rule_7_3_9_parent_key_twice() -> None:
    """Also a key of a leaf in a parent's place is found, with a parent hash that fits."""
    groups = circle(2)
    opened, one, _, _ = _invited(groups)

    def change(tree: RatchetTree) -> None:
        tree.nodes[2] = tree.nodes[0]

    with pytest.raises(PublicError) as refused:
        Group.join(_retree(opened, groups[0], change), one)
    assert refused.value.rule in ("7.3-1", "7.9-2")
    tree = state(groups[0]).tree.copy()
    check_encryption_keys(tree)
    leaf = tree.leaf(0)
    assert leaf is not None
    tree.put(1, ParentNode.make(leaf.encryption_key, b""))
    with breaks("7.3-9"):
        check_encryption_keys(tree)


def test_rule_12_4_3_7_our_leaf_is_not_there() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups, update=False)

    def change(tree: RatchetTree) -> None:
        tree.put(4, None)
        tree.truncate()

    with breaks("12.4.3-7"):
        Group.join(_retree(opened, groups[0], change), one)


def test_rule_12_4_3_8_path_secret() -> None:
    opened, one, _, _ = _invited(circle(3))
    other = replace(opened.secrets, path_secret=bytes(32))
    with fails("12.4.3-8"):
        Group.join(opened.close(opened.info, other), one)
    withheld = replace(opened.secrets, path_secret=None)
    with fails("12.4.3-8"):
        Group.join(opened.close(opened.info, withheld), one)


def test_rule_12_4_3_8_path_secret_without_a_path() -> None:
    opened, one, _, _ = _invited(circle(3, path=False), update=False)
    assert opened.secrets.path_secret is None
    given = replace(opened.secrets, path_secret=bytes(32))
    with fails("12.4.3-8"):
        Group.join(opened.close(opened.info, given), one)


def test_rule_12_4_3_9_reinit_keys() -> None:
    """Only one, and only in the first epoch of the new group."""
    groups = advance(circle(2), 0)
    opened, one, _, _ = _invited(groups)
    name = PreSharedKeyID(PSKType.RESUMPTION, b"old", bytes(32), Usage.REINIT, 3)
    twice = replace(opened.secrets, psks=(name, name))
    with breaks("12.4.3-9"):
        Group.join(opened.close(opened.info, twice), one)
    once = replace(opened.secrets, psks=(name,))
    c = opened.crypto
    member = member_secret(c, once.joiner_secret, psk_secret(c, [(name, b"key")]))
    keys = welcome_keys(c, welcome_secret(c, member))
    opened._keys = lambda: keys  # type: ignore[method-assign]
    with breaks("12.4.3-9"):
        Group.join(opened.close(opened.info, once), one, resumption_psks={(b"old", 3): b"key"})


def test_rule_12_4_3_10_no_external_key() -> None:
    alice, _ = circle(2)
    with breaks("12.4.3-10"):
        Group.join_external(alice.group_info(), b"x", SignatureKey.generate(FAST))


def test_rule_8_1_1_confirmation_tag() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    info = replace(opened.info, confirmation_tag=bytes(32)).sign(opened.crypto, groups[0].signer)
    with fails("8.1-1"):
        Group.join(opened.close(info), one)


def test_rule_7_3_10_lifetimes_when_a_time_is_given() -> None:
    groups = circle(2)
    _, one, made, message = _invited(groups)
    assert Group.join(message, one, now=1_500).epoch == made.epoch
    with breaks("7.3-10"):
        Group.join(message, one, now=2_001)
    assert Group.join(message, one).epoch == made.epoch


def test_rule_7_3_6_newcomer_supports_what_the_group_uses() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    context = replace(opened.info.context, extensions=(Extension(0xF0FF, b""),))
    info = replace(opened.info, context=context).sign(opened.crypto, groups[0].signer)
    with breaks("7.3-6"):
        Group.join(opened.close(info), one)


def test_rule_2_1_extensions_of_the_group_are_parsed() -> None:
    groups = circle(2)
    opened, one, _, _ = _invited(groups)
    for kind in (3, 5):
        context = replace(opened.info.context, extensions=(Extension(kind, b"\xff"),))
        info = replace(opened.info, context=context).sign(opened.crypto, groups[0].signer)
        with breaks("2-1"):
            Group.join(opened.close(info), one)


def test_founding_a_group_that_would_be_void() -> None:
    signer = SignatureKey.generate(FAST)
    for extensions, leaf_extensions in (
        ([Extension(5, b"\xff")], []),
        ([Extension(0xF0FF, b"")], []),
        ([Extension(POLICY, b""), Extension(POLICY, b"")], []),
        ([], [Extension(0xF0FF, b"")]),
    ):
        with pytest.raises(LocalError):
            Group.create(
                FAST,
                b"group",
                b"0",
                signer,
                extensions=extensions,
                leaf_extensions=leaf_extensions,
                extensions_supported=[POLICY],
            )
    with pytest.raises(LocalError):
        Group.create(FAST, b"group", b"0", signer, extensions_supported=[POLICY, POLICY])


def test_rule_2_1_shape_of_trees() -> None:
    tree = state(_settled(4)[0]).tree
    leaf, parent, other = tree.nodes[:3]
    for bad in ([], [leaf, None], [parent], [leaf, other, other], [leaf, parent, parent]):
        with breaks("2-1"):
            parse(_encode(bad), lambda r: read_tree(r, tree.crypto))


def test_rule_2_1_size_of_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = state(circle(4)[0]).tree
    monkeypatch.setattr("leeward_mls.tree._MAX_NODES", len(tree.nodes))
    assert parse(tree.encode(), lambda r: read_tree(r, tree.crypto)).width == 4
    monkeypatch.setattr("leeward_mls.tree._MAX_NODES", len(tree.nodes) - 1)
    with breaks("2-1"):
        parse(tree.encode(), lambda r: read_tree(r, tree.crypto))


def _encode(nodes: list[LeafNode | ParentNode | None]) -> bytes:
    parts = []
    for node in nodes:
        if node is None:
            parts.append(b"\0")
        else:
            parts.append((b"\1\1" if isinstance(node, LeafNode) else b"\1\2") + node.raw)
    return vec_of(parts)


def test_rule_7_1_1_order_of_unmerged_leaves() -> None:
    for unmerged in ((2, 1), (1, 1)):
        raw = ParentNode.make(b"key", b"", unmerged).raw
        with breaks("7.1-1"):
            parse(raw, read_parent)


def test_a_group_info_names_no_type_twice() -> None:
    alice, _ = circle(2)
    one = bundle(b"new")
    for twice in (
        [Extension(POLICY, b""), Extension(POLICY, b"")],
        [Extension(ExtensionType.RATCHET_TREE, b"")],
    ):
        with pytest.raises(LocalError):
            alice.commit(adds=[one.key_package], group_info_extensions=twice)


def test_a_bundle_with_another_private_key_is_refused() -> None:
    _, one, _, message = _invited(circle(2))
    with pytest.raises(LocalError):
        Group.join(message, replace(one, encryption_private=bytes(range(32))))
    with pytest.raises(LocalError):
        Group.join(message, replace(one, signer=SignatureKey.generate(FAST)))


def test_group_info_extensions_reach_the_newcomer_and_stay_with_its_first_epoch() -> None:
    alice, _ = circle(2)
    one = bundle(b"new")
    made = alice.commit(
        adds=[one.key_package], group_info_extensions=[Extension(POLICY, b"snapshot")]
    )
    assert made.welcome is not None
    joined = Group.restore(Group.join(made.welcome, one).serialize())
    assert joined.joined_info == [Extension(POLICY, b"snapshot")]
    assert joined.commit().next.joined_info == []
