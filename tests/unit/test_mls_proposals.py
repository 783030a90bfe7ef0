"""Commits are void whose proposals break a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from leeward_mls import (
    Extension,
    GroupContextExtensions,
    LocalError,
    PreSharedKey,
    ReInit,
    Remove,
    RequiredCapabilities,
    SignatureKey,
    Suite,
    Update,
    Usage,
    check_package,
)
from leeward_mls.codec import vec
from leeward_mls.framing import Sender, SenderType
from leeward_mls.nodes import X509
from leeward_mls.proposals import (
    ExternalInit,
    ProposalRef,
)
from support.mls_forge import (
    FAST,
    POLICY,
    Forge,
    add_of,
    breaks,
    bundle,
    circle,
    package,
    psk_id,
)

# -- the list of proposals


def test_rule_12_2_1_unknown_reference() -> None:
    alice, bob = circle(2)
    with breaks("12.2-1"):
        bob.inspect(Forge(alice).commit(ProposalRef(bytes(32)), path=Forge(alice).path()))


def test_rule_12_2_2_own_update() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.2-2"):
        bob.inspect(forge.commit(Update(forge.leaf()), path=forge.path()))


def test_rule_12_2_3_own_remove() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.2-3"):
        bob.inspect(forge.commit(Remove(0), path=forge.path()))
    with pytest.raises(LocalError):
        alice.commit(removes=[0])


def test_rule_12_2_4_one_leaf_twice() -> None:
    alice, bob, _ = circle(3)
    forge = Forge(alice)
    with breaks("12.2-4"):
        bob.inspect(forge.commit(Remove(2), Remove(2), path=forge.path()))


def test_rule_12_2_5_one_client_twice() -> None:
    alice, bob = circle(2)
    signer = SignatureKey.generate(FAST)
    forge = Forge(alice)
    one, other = (add_of(bundle(name, signer=signer)) for name in (b"one", b"other"))
    with breaks("12.2-5"):
        bob.inspect(forge.commit(one, other))


def test_rule_12_2_6_client_is_in_the_group() -> None:
    alice, bob, carol = circle(3)
    forge = Forge(alice)
    again = add_of(bundle(b"again", signer=carol.signer))
    with breaks("12.2-6"):
        bob.inspect(forge.commit(again))
    made = alice.commit(removes=[2], adds=[bundle(b"again", signer=carol.signer).key_package])
    assert bob.inspect(made.message).apply().epoch == 2


def test_rule_12_2_7_psk_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.2-7"):
        bob.inspect(forge.commit(PreSharedKey(psk_id()), PreSharedKey(psk_id())))


def test_rule_12_2_8_extensions_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    one = GroupContextExtensions(())
    with breaks("12.2-8"):
        bob.inspect(forge.commit(one, one, path=forge.path()))


def test_rule_12_2_9_reinit_with_others() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    reinit = ReInit(b"new", 1, 3, ())
    with breaks("12.2-9"):
        bob.inspect(forge.commit(reinit, PreSharedKey(psk_id())))


def test_rule_12_2_10_external_init() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.2-10"):
        bob.inspect(forge.commit(ExternalInit(bytes(32)), path=forge.path()))


def test_rule_12_2_11_list_of_an_external_commit() -> None:
    alice, bob, _ = circle(3)
    forge = Forge(alice)
    new = Sender(SenderType.NEW_MEMBER_COMMIT)
    init = ExternalInit(bytes(32))
    path = forge.path()
    for items in (
        (),
        (init, init),
        (init, Remove(1), Remove(2)),
        (init, add_of(bundle(b"x"))),
        (PreSharedKey(psk_id()),),
        (init, PreSharedKey(psk_id()), PreSharedKey(psk_id())),
    ):
        with breaks("12.2-11"):
            bob.inspect(forge.commit(*items, path=path, sender=new))
    ref, _ = bob.receive_proposal(alice.propose_remove(2))
    with breaks("12.2-11"):
        bob.inspect(forge.commit(init, ProposalRef(ref), path=path, sender=new))


# -- single proposals


def test_rule_12_1_1_remove_of_a_blank_leaf() -> None:
    alice, bob, _ = circle(3)
    forge = Forge(alice)
    for leaf in (3, 4, 2**32 - 1):
        with breaks("12.1-1"):
            bob.inspect(forge.commit(Remove(leaf), path=forge.path()))
        with breaks("12.1-1"):
            bob.receive_proposal(forge.frame(Remove(leaf)))


def test_rule_12_1_2_update_with_the_old_key() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.1-2"):
        bob.receive_proposal(
            forge.frame(Update(forge.leaf(encryption_key=alice.members[0].encryption_key)))
        )


def test_rule_12_1_3_usage_of_a_psk() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    for usage in (Usage.REINIT, Usage.BRANCH):
        with breaks("12.1-3"):
            bob.inspect(forge.commit(PreSharedKey(psk_id(usage=usage))))


def test_rule_12_1_4_nonce_of_a_psk() -> None:
    alice, bob = circle(2)
    with breaks("12.1-4"):
        bob.inspect(Forge(alice).commit(PreSharedKey(psk_id(nonce=bytes(31)))))


def test_rule_12_1_5_reinit_to_a_lower_version() -> None:
    alice, bob = circle(2)
    with breaks("12.1-5"):
        bob.inspect(Forge(alice).commit(ReInit(b"new", 0, 3, ())))


def test_rule_12_1_6_extensions_that_a_member_lacks() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    lacking = GroupContextExtensions((Extension(0xF0FF, b""),))
    with breaks("12.1-6"):
        bob.inspect(forge.commit(lacking, path=forge.path()))
    asking = RequiredCapabilities((), (), (X509,)).encode()
    with breaks("12.1-6"):
        bob.inspect(
            forge.commit(GroupContextExtensions((Extension(3, asking),)), path=forge.path())
        )
    with pytest.raises(LocalError):
        alice.commit(extensions=[Extension(0xF0FF, b"")])


def test_rule_13_4_1_extensions_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    twice = GroupContextExtensions((Extension(POLICY, b""), Extension(POLICY, b"")))
    with breaks("13.4-1"):
        bob.inspect(forge.commit(twice, path=forge.path()))
    with pytest.raises(LocalError):
        alice.commit(extensions=[Extension(POLICY, b""), Extension(POLICY, b"")])


def test_rule_2_1_extensions_of_a_known_type_are_parsed() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    for kind in (3, 5):
        bad = GroupContextExtensions((Extension(kind, b"\xff"),))
        with breaks("2-1"):
            bob.inspect(forge.commit(bad, path=forge.path()))


# -- key packages


def test_rule_10_1_1_another_suite() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("10.1-1"):
        bob.inspect(forge.commit(add_of(bundle(b"x", Suite.X25519_AES128))))
    signer = SignatureKey.generate(FAST)
    leaf = forge.leaf(signer=signer, lifetime=(0, 1))
    with breaks("10.1-1"):
        bob.inspect(forge.commit(add_of(package(forge, leaf, signer, version=2))))


def test_rule_10_1_2_unsigned_key_package_inside_a_commit() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    raw = bundle(b"x").key_package
    head = raw[: -64 - 2]
    for signature in (b"", bytes(64)):
        with breaks("10.1-2"):
            bob.inspect(forge.commit(add_of(head + vec(signature))))
    with breaks("10.1-2"):
        bob.receive_proposal(forge.frame(add_of(head + vec(b""))))
    with pytest.raises(LocalError):
        alice.commit(adds=[head + vec(bytes(64))])


def test_rule_10_1_3_one_key_for_two_ends() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    signer = SignatureKey.generate(FAST)
    leaf = forge.leaf(signer=signer, lifetime=(0, 1))
    raw = package(forge, leaf, signer, init_key=leaf.encryption_key)
    with breaks("10.1-3"):
        bob.inspect(forge.commit(add_of(raw)))


def test_rule_5_2_keys_that_nobody_can_encrypt_to() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    signer = SignatureKey.generate(FAST)
    for bad in (bytes(32), bytes(31), b"\1" + bytes(30) + b"\x80"):
        with breaks("5-2"):
            leaf = forge.leaf(signer=signer, lifetime=(0, 1), encryption_key=bad)
            bob.inspect(forge.commit(add_of(package(forge, leaf, signer))))
        with breaks("5-2"):
            leaf = forge.leaf(signer=signer, lifetime=(0, 1))
            bob.inspect(forge.commit(add_of(package(forge, leaf, signer, init_key=bad))))
        path = forge.path()
        nodes = (replace(path.nodes[0], encryption_key=bad), *path.nodes[1:])
        with breaks("5-2"):
            bob.inspect(forge.commit(path=replace(path, nodes=nodes)))


def test_rule_7_3_10_lifetime_binds_who_admits() -> None:
    alice, bob = circle(2)
    late = bundle(b"late", life=(10, 20))
    for now in (9, 21):
        with pytest.raises(LocalError):
            alice.commit(adds=[late.key_package], now=now)
        with breaks("7.3-10"):
            check_package(FAST, late.key_package, now=now)
    assert bob.inspect(alice.commit(adds=[late.key_package], now=20).message).apply().epoch == 2
