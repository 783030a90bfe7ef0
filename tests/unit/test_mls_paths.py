"""Commits are void whose leaves or update paths break a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from leeward_mls import (
    Extension,
    GroupContextExtensions,
    KeyPackageBundle,
    LocalError,
    Remove,
    RequiredCapabilities,
    SignatureKey,
    Update,
)
from leeward_mls.codec import parse, vec
from leeward_mls.framing import Sender, SenderType
from leeward_mls.nodes import X509, Credential
from leeward_mls.proposals import (
    Commit,
    ExternalInit,
    PathNode,
    ProposalRef,
    UpdatePath,
    read_commit,
)
from support.mls_forge import (
    FAST,
    POLICY,
    Forge,
    add_of,
    advance,
    breaks,
    bundle,
    capabilities,
    circle,
    commit_of,
    package,
    public,
    state,
    with_leaf,
)

# -- leaves


def test_rule_5_1_signature_key() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    leaf = replace(path.leaf, signature_key=bytes(31))
    raw = leaf.raw.replace(vec(path.leaf.signature_key), vec(bytes(31)))
    with breaks("5-1"):
        bob.inspect(forge.commit(path=with_leaf(path, replace(leaf, raw=raw))))


def test_rule_7_3_1_leaf_signature() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    elsewhere = forge.leaf(parent_hash=path.leaf.parent_hash, index=1)
    with breaks("7.3-1"):
        bob.inspect(forge.commit(path=with_leaf(path, elsewhere)))
    with breaks("7.3-1"):
        bob.receive_proposal(forge.frame(Update(forge.leaf(index=1))))


def test_rule_7_3_2_required_capability() -> None:
    alice, bob = circle(
        2, extensions=[Extension(3, RequiredCapabilities((POLICY,), (), ()).encode())]
    )
    forge = Forge(alice)
    with breaks("7.3-2"):
        bob.inspect(forge.commit(path=forge.path(capabilities=capabilities(extensions=()))))
    poor = KeyPackageBundle.create(
        FAST, b"poor", SignatureKey.generate(FAST), not_before=0, not_after=1
    )
    with breaks("7.3-2"):
        bob.inspect(forge.commit(add_of(poor)))
    with pytest.raises(LocalError):
        alice.commit(adds=[poor.key_package])


def test_rule_7_3_3_credential_type_of_another() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    strange = forge.path(
        credential=Credential(X509, certificates=(b"certificate",)),
        capabilities=capabilities(credentials=(1, X509)),
    )
    with breaks("7.3-3"):
        bob.inspect(forge.commit(path=strange))


def test_rule_7_3_4_own_types_not_listed() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    for poor in (
        capabilities(credentials=()),
        capabilities(versions=()),
        capabilities(suites=(1,)),
    ):
        with breaks("7.3-4"):
            bob.inspect(forge.commit(path=forge.path(capabilities=poor)))


def test_rule_7_3_5_extension_not_listed() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("7.3-5"):
        bob.inspect(forge.commit(path=forge.path(extensions=(Extension(0xF0FF, b""),))))


def test_rule_7_3_6_extension_of_the_group_not_supported() -> None:
    alice, bob = circle(2, extensions=[Extension(POLICY, b"rules")])
    forge = Forge(alice)
    with breaks("7.3-6"):
        bob.inspect(forge.commit(path=forge.path(capabilities=capabilities(extensions=()))))


def test_rules_7_3_2_and_7_3_6_bind_updates_too() -> None:
    asking = Extension(3, RequiredCapabilities((POLICY,), (), ()).encode())
    for extension, rule in ((Extension(POLICY, b""), "7.3-6"), (asking, "7.3-2")):
        alice, bob, carol = circle(3, extensions=[extension])
        poor = Forge(carol).leaf(capabilities=capabilities(extensions=()))
        message = Forge(carol).frame(Update(poor))
        ref, _ = bob.receive_proposal(message)
        alice.receive_proposal(message)
        with breaks(rule):
            bob.inspect(Forge(alice).commit(ProposalRef(ref), path=Forge(alice).path()))
        assert bob.inspect(alice.commit().message).apply().epoch == 2


def test_rule_7_3_7_source_of_a_leaf() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    signer = SignatureKey.generate(FAST)
    for leaf in (forge.leaf(), forge.leaf(lifetime=(0, 1))):
        with breaks("7.3-7"):
            bob.inspect(forge.commit(path=with_leaf(path, leaf)))
    with breaks("7.3-7"):
        bob.receive_proposal(forge.frame(Update(forge.leaf(lifetime=(0, 1)))))
    with breaks("7.3-7"):
        bob.inspect(forge.commit(add_of(package(forge, forge.leaf(signer=signer), signer))))


def test_rule_7_3_8_signature_key_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("7.3-8"):
        bob.inspect(forge.commit(path=forge.path(signer=bob.signer)))


def test_rule_7_3_9_encryption_key_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    signer = SignatureKey.generate(FAST)
    leaf = forge.leaf(
        signer=signer, lifetime=(0, 1), encryption_key=alice.members[1].encryption_key
    )
    raw = package(forge, leaf, signer)
    with breaks("7.3-9"):
        bob.inspect(forge.commit(add_of(raw)))
    with pytest.raises(LocalError):
        alice.commit(adds=[raw])
    bob.receive_proposal(alice.propose_add(raw))
    assert bob.commit().welcome is None


# -- paths


def test_rule_12_4_1_path_is_missing() -> None:
    alice, bob, _ = circle(3)
    forge = Forge(alice)
    for items in ((), (Remove(2),), (GroupContextExtensions(()),)):
        with breaks("12.4-1"):
            bob.inspect(forge.commit(*items))
    with breaks("12.4-1"):
        bob.inspect(forge.commit(ExternalInit(b""), sender=Sender(SenderType.NEW_MEMBER_COMMIT)))
    made = alice.commit(adds=[bundle(b"x").key_package], update=False)
    assert commit_of(made.message).path is None
    assert bob.inspect(made.message).apply().epoch == 2


def test_rule_12_4_2_leaf_key_does_not_rotate() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    stale = forge.leaf(
        encryption_key=alice.members[0].encryption_key, parent_hash=path.leaf.parent_hash
    )
    with breaks("12.4-2"):
        bob.inspect(forge.commit(path=with_leaf(path, stale)))


def test_rule_12_4_3_path_keys_are_new() -> None:
    groups = advance(circle(4), 2)
    alice, bob = groups[:2]
    forge = Forge(alice)
    path = forge.path()
    root = state(alice).tree.nodes[3]
    assert root is not None
    for key in (alice.members[1].encryption_key, root.encryption_key, path.nodes[1].encryption_key):
        nodes = (replace(path.nodes[0], encryption_key=key), *path.nodes[1:])
        with breaks("12.4-3"):
            bob.inspect(forge.commit(path=replace(path, nodes=nodes)))
    leaf = forge.leaf(
        encryption_key=alice.members[1].encryption_key, parent_hash=path.leaf.parent_hash
    )
    with breaks("12.4-3"):
        bob.inspect(forge.commit(path=with_leaf(path, leaf)))


def test_rule_7_5_1_number_of_nodes() -> None:
    alice, bob, *_ = circle(4)
    forge = Forge(alice)
    path = forge.path()
    for nodes in (path.nodes[:-1], (), (*path.nodes, _other_node(path))):
        with breaks("7.5-1"):
            bob.inspect(forge.commit(path=replace(path, nodes=nodes)))


def _other_node(path: UpdatePath) -> PathNode:
    key = SignatureKey.generate(FAST).public
    return replace(path.nodes[0], encryption_key=key)


def test_rule_7_6_1_number_of_ciphertexts() -> None:
    alice, bob, *_ = circle(4)
    forge = Forge(alice)
    path = forge.path()
    for ciphertexts in ((), path.nodes[0].ciphertexts * 2):
        nodes = (replace(path.nodes[0], ciphertexts=ciphertexts), *path.nodes[1:])
        with breaks("7.6-1"):
            bob.inspect(forge.commit(path=replace(path, nodes=nodes)))


def test_rule_7_6_1_none_for_those_just_added() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    add = add_of(bundle(b"new"))
    path = forge.path(add)
    assert [len(node.ciphertexts) for node in path.nodes] == [1, 0]
    nodes = (path.nodes[0], replace(path.nodes[1], ciphertexts=path.nodes[0].ciphertexts))
    with breaks("7.6-1"):
        bob.inspect(forge.commit(add, path=replace(path, nodes=nodes)))


def test_rule_7_6_2_size_of_ciphertexts() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    sealed = path.nodes[0].ciphertexts[0]
    for bad in (
        replace(sealed, ciphertext=sealed.ciphertext + b"\0"),
        replace(sealed, kem_output=sealed.kem_output[:-1]),
    ):
        nodes = (replace(path.nodes[0], ciphertexts=(bad,)),)
        with breaks("7.6-2"):
            bob.inspect(forge.commit(path=replace(path, nodes=nodes)))


def test_rule_7_9_1_parent_hash() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    path = forge.path()
    leaf = forge.leaf(encryption_key=path.leaf.encryption_key, parent_hash=bytes(32))
    with breaks("7.9-1"):
        bob.inspect(forge.commit(path=with_leaf(path, leaf)))


def test_the_path_of_a_commit_reads_back() -> None:
    alice, _ = circle(2)
    content = public(alice.commit().message).content.framed.content
    assert isinstance(content, Commit)
    assert parse(content.encode(), read_commit).encode() == content.encode()
