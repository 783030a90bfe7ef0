"""Commits that break a rule are void for everyone; what depends on private keys is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from leeward_mls import (
    Add,
    AddedMember,
    Extension,
    ExternalWishes,
    Group,
    GroupContextExtensions,
    KeyPackageBundle,
    LocalError,
    NewExtensions,
    PreSharedKey,
    PreSharedKeyID,
    PSKType,
    ReInit,
    Remove,
    Removed,
    RemovedMember,
    RequiredCapabilities,
    SignatureKey,
    Suite,
    Update,
    Usage,
    check_package,
)
from leeward_mls.codec import parse, vec
from leeward_mls.framing import Sender, SenderType, WireFormat, unwrap, wrap
from leeward_mls.groupinfo import read_group_info
from leeward_mls.keypackage import read_key_package
from leeward_mls.nodes import X509, Credential
from leeward_mls.proposals import (
    Commit,
    ExternalInit,
    HPKECiphertext,
    PathNode,
    ProposalRef,
    UpdatePath,
    read_commit,
)
from leeward_mls.treekem import new_path, set_path
from support.mls_forge import (
    FAST,
    POLICY,
    Forge,
    advance,
    breaks,
    bundle,
    capabilities,
    circle,
    commit_of,
    fails,
    package,
    public,
    state,
    with_leaf,
)


def _add(one: KeyPackageBundle | bytes) -> Add:
    raw = one if isinstance(one, bytes) else one.key_package
    return Add(parse(raw, read_key_package))


def _psk(nonce: bytes = bytes(32), usage: Usage | None = None) -> PreSharedKeyID:
    if usage is None:
        return PreSharedKeyID(PSKType.EXTERNAL, b"psk", nonce)
    return PreSharedKeyID(PSKType.RESUMPTION, b"group", nonce, usage, 1)


# -- what works


@pytest.mark.parametrize("suite", list(Suite))
@pytest.mark.parametrize("private", [False, True])
def test_add_remove_update_and_extensions_together(suite: Suite, private: bool) -> None:
    alice, bob, carol = circle(3, suite)
    dave = bundle(b"dave", suite)
    made = alice.commit(
        adds=[dave.key_package],
        removes=[2],
        extensions=[Extension(POLICY, b"rules")],
        authenticated_data=b"approved",
        group_info_extensions=[Extension(POLICY, b"snapshot")],
        private=private,
    )
    staged = bob.inspect(made.message)
    assert staged.sender_leaf == 0
    assert staged.sender_identity == b"0"
    assert staged.authenticated_data == b"approved"
    assert staged.epoch_after == 2
    assert staged.extensions_after == (Extension(POLICY, b"rules"),)
    assert (staged.has_external, staged.has_psk, staged.has_reinit) == (False, False, False)
    extensions, removed, added = staged.proposals
    assert extensions == NewExtensions((Extension(POLICY, b"rules"),), 0)
    assert isinstance(removed, RemovedMember)
    assert (removed.leaf, removed.identity, removed.by_self) == (2, b"2", False)
    assert isinstance(added, AddedMember)
    assert (added.leaf, added.identity, added.sender) == (2, b"dave", 0)
    assert [one.identity for one in staged.members_after] == [b"0", b"1", b"dave"]
    after = staged.apply()
    with pytest.raises(Removed):
        carol.inspect(made.message).apply()
    assert made.welcome is not None
    joined = Group.join(made.welcome, dave)
    assert joined.joined_info == [Extension(POLICY, b"snapshot")]
    for one in (after, joined):
        assert one.epoch_authenticator == made.next.epoch_authenticator
        assert one.export("label", b"context", 100) == made.next.export("label", b"context", 100)
        assert one.extensions == [Extension(POLICY, b"rules")]


def test_leaving_by_own_proposal() -> None:
    alice, bob, carol = circle(3)
    message = carol.propose_remove_self(authenticated_data=b"goodbye")
    for one in (alice, bob):
        _, sender = one.receive_proposal(message)
        assert sender == 2
    made = alice.commit(removes=[2])
    (removed,) = bob.inspect(made.message).proposals
    assert isinstance(removed, RemovedMember)
    assert removed.by_self
    with pytest.raises(Removed):
        carol.inspect(made.message).apply()
    assert bob.inspect(made.message).apply().epoch == 2


def test_update_by_proposal_of_two_members() -> None:
    groups = circle(4)
    for sender in (2, 3):
        message = groups[sender].propose_update()
        for place, one in enumerate(groups):
            if place != sender:
                one.receive_proposal(message)
    groups = [Group.restore(one.serialize()) for one in groups]
    before = [one.encryption_key for one in groups[0].members]
    groups = advance(groups, 1)
    after = [one.encryption_key for one in groups[0].members]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, False, False]
    assert len({one.epoch_authenticator for one in groups}) == 1
    advance(groups, 3)


def test_an_unlawful_remembered_proposal_holds_up_nobody() -> None:
    alice, bob, carol = circle(3)
    again = bundle(b"again", signer=carol.signer)
    message = carol.propose_add(again.key_package)
    alice.receive_proposal(message)
    goodbye = bob.propose_remove_self()
    alice.receive_proposal(goodbye)
    made = alice.commit()
    assert [one.leaf for one in made.next.members] == [0, 2]


def test_proposals_are_chosen_by_reference() -> None:
    alice, bob, carol = circle(3)
    first, _ = alice.receive_proposal(carol.propose_update())
    second, _ = alice.receive_proposal(bob.propose_remove_self())
    assert [ref for ref, _, _ in alice.remembered] == [first, second]
    assert len(alice.commit(proposal_refs=[first]).next.members) == 3
    assert len(alice.commit(proposal_refs=[second]).next.members) == 2
    alice.forget_proposal(second)
    assert len(alice.commit().next.members) == 3
    with pytest.raises(LocalError):
        alice.forget_proposal(second)
    with pytest.raises(LocalError):
        alice.commit(proposal_refs=[second])


def test_key_packages_are_checked_before_they_are_added() -> None:
    alice = circle(1, extensions=[Extension(POLICY, b"rules")])[0]
    raw = bundle(b"x").key_package
    assert check_package(FAST, raw, now=1_500, group=alice).leaf.credential.identity == b"x"
    with breaks("10.1-2"):
        check_package(FAST, raw[:-1] + bytes((raw[-1] ^ 1,)))
    with breaks("10.1-1"):
        check_package(Suite.XWING, raw)
    with breaks("2-1"):
        check_package(FAST, raw + b"\0")
    poor = KeyPackageBundle.create(
        FAST, b"poor", SignatureKey.generate(FAST), not_before=0, not_after=1
    )
    assert check_package(FAST, poor.key_package).suite == FAST
    with breaks("7.3-6"):
        check_package(FAST, poor.key_package, group=alice)


def test_a_commit_changes_nothing_before_it_is_taken() -> None:
    alice, bob, _ = circle(3)
    before = (alice.serialize(), bob.serialize())
    made = alice.commit(removes=[2], extensions=[Extension(POLICY, b"x")])
    bob.inspect(made.message)
    bob.inspect(made.message).apply()
    assert (alice.serialize(), bob.serialize()) == before


def test_external_join_and_return() -> None:
    alice, bob = circle(2, extensions=[Extension(POLICY, b"rules")])
    signer = SignatureKey.generate(FAST)
    wishes = ExternalWishes(extensions_supported=(POLICY,))
    made = Group.join_external(alice.group_info(external=True), b"carol", signer, wishes)
    staged = bob.inspect(made.message)
    assert staged.has_external
    assert staged.sender_before is None
    assert staged.sender_identity == b"carol"
    groups = [one.inspect(made.message).apply() for one in (alice, bob)] + [made.next]
    assert len({one.epoch_authenticator for one in groups}) == 1
    returning = replace(wishes, replaces=2)
    again = Group.join_external(groups[0].group_info(external=True), b"carol", signer, returning)
    alice, bob = (one.inspect(again.message).apply() for one in groups[:2])
    with pytest.raises(Removed):
        groups[2].inspect(again.message).apply()
    assert again.next.own_leaf == 2
    assert alice.decrypt(again.next.encrypt(b"back")).plaintext == b"back"
    assert bob.epoch_authenticator == again.next.epoch_authenticator


def test_external_join_with_a_psk() -> None:
    alice, bob = circle(2)
    for one in (alice, bob):
        one.add_psk(b"psk", b"shared")
    info = alice.group_info(external=True)
    wishes = ExternalWishes(psks=(_psk(),), authenticated_data=b"hello")
    signer = SignatureKey.generate(FAST)
    made = Group.join_external(info, b"carol", signer, wishes, psks={b"psk": b"shared"})
    staged = bob.inspect(made.message)
    assert staged.has_psk
    assert staged.authenticated_data == b"hello"
    assert staged.apply().epoch_authenticator == made.next.epoch_authenticator
    with fails("8.4-1"):
        Group.join_external(info, b"carol", signer, wishes)


def test_what_an_external_joiner_checks() -> None:
    alice, bob = circle(2, extensions=[Extension(POLICY, b"rules")])
    info = alice.group_info(external=True)
    signer = SignatureKey.generate(FAST)
    able = ExternalWishes(extensions_supported=(POLICY,))
    assert Group.join_external(info, b"x", signer, able).next.epoch == 2
    with breaks("2-1"):
        Group.join_external(info + b"\0", b"x", signer, able)
    for refused, key in (
        (ExternalWishes(), signer),
        (replace(able, leaf_extensions=(Extension(0xF0FF, b""),)), signer),
        (able, bob.signer),
        (replace(able, replaces=7), signer),
    ):
        with pytest.raises(LocalError):
            Group.join_external(info, b"x", key, refused)
    _, reader = unwrap(info, WireFormat.GROUP_INFO)
    parsed = read_group_info(reader)
    strange = replace(parsed, context=replace(parsed.context, suite=2))
    with breaks("12.4.3-4"):
        Group.join_external(wrap(WireFormat.GROUP_INFO, strange.encode()), b"x", signer, able)
    tree = parsed.extensions[0]
    bad = replace(parsed, extensions=(tree, Extension(4, vec(bytes(32)))))
    signed = bad.sign(state(alice).crypto, alice.signer)
    with breaks("5-2"):
        Group.join_external(wrap(WireFormat.GROUP_INFO, signed.encode()), b"x", signer, able)


def test_a_newcomers_own_proposal() -> None:
    """An Add that its newcomer signs; only an Add, and only with the key of its leaf."""
    alice, bob = circle(2)
    one = bundle(b"new")
    new = Sender(SenderType.NEW_MEMBER_PROPOSAL)
    message = Forge(alice).frame(_add(one), sender=new, signer=one.signer)
    for group in (alice, bob):
        assert group.receive_proposal(message)[1] is None
    made = alice.commit(now=1_500)
    assert made.welcome is not None
    (added,) = bob.inspect(made.message).proposals
    assert isinstance(added, AddedMember)
    assert added.sender is None
    assert Group.join(made.welcome, one).epoch == 2
    assert alice.commit(now=5_000).welcome is None
    with breaks("6.1-1"):
        bob.receive_proposal(Forge(alice).frame(_add(one), sender=new))


def test_resumption_keys_of_past_epochs_are_kept_on_demand() -> None:
    alice = Group.create(FAST, b"group", b"0", SignatureKey.generate(FAST), keep_resumption=1)
    first = replace(_psk(usage=Usage.APPLICATION), epoch=0)
    alice = alice.commit().next
    assert alice.commit(psks=[first]).next.epoch == 2
    alice = alice.commit().next
    with fails("8.4-1"):
        alice.commit(psks=[first])


def test_reinit_closes_the_group() -> None:
    alice, bob = circle(2)
    made = alice.commit(reinit=ReInit(b"new", 1, int(Suite.XWING), ()))
    staged = bob.inspect(made.message)
    assert staged.has_reinit
    after = staged.apply()
    for one in (after, made.next, Group.restore(after.serialize())):
        assert one.reinit == ReInit(b"new", 1, int(Suite.XWING), ())
        with pytest.raises(LocalError):
            one.encrypt(b"too late")
        with pytest.raises(LocalError):
            one.commit()
        with pytest.raises(LocalError):
            one.propose_remove_self()
    with pytest.raises(LocalError):
        after.inspect(Forge(made.next).commit(path=Forge(made.next).path()))


def test_psks_enter_the_key_schedule() -> None:
    alice, bob = circle(2)
    carol = bundle(b"carol")
    for one in (alice, bob):
        one.add_psk(b"psk", b"shared out of band")
    made = alice.commit(adds=[carol.key_package], psks=[_psk(), _psk(usage=Usage.APPLICATION)])
    assert bob.inspect(made.message).has_psk
    assert made.welcome is not None
    after = bob.inspect(made.message).apply()
    joined = Group.join(
        made.welcome,
        carol,
        psks={b"psk": b"shared out of band"},
        resumption_psks={(b"group", 1): alice.resumption_psk},
    )
    authenticators = {one.epoch_authenticator for one in (after, joined, made.next)}
    assert len(authenticators) == 1
    plain = alice.commit(adds=[bundle(b"dave").key_package])
    assert plain.next.epoch_authenticator not in authenticators


# -- what depends on private keys


def test_rule_8_4_1_missing_psk() -> None:
    alice, bob = circle(2)
    carol = bundle(b"carol")
    alice.add_psk(b"psk", b"shared out of band")
    made = alice.commit(adds=[carol.key_package], psks=[_psk()])
    staged = bob.inspect(made.message)
    before = bob.serialize()
    with fails("8.4-1"):
        staged.apply()
    assert bob.serialize() == before
    assert made.welcome is not None
    with fails("8.4-1"):
        Group.join(made.welcome, carol)
    bob.add_psk(b"psk", b"another")
    with fails("8.1-1"):
        bob.inspect(made.message).apply()
    with fails("12.4.3-2"):
        Group.join(made.welcome, carol, psks={b"psk": b"another"})


def test_rule_7_6_3_garbled_for_one() -> None:
    """One garbled recipient stops there; all others take the same commit."""
    groups = circle(4)
    groups = advance(groups, 1)
    alice = groups[0]
    commit = commit_of(alice.commit().message)
    assert commit.path is not None
    nodes = list(commit.path.nodes)
    sealed = list(nodes[0].ciphertexts)
    assert len(sealed) == 1
    garbled = HPKECiphertext(sealed[0].kem_output, bytes(len(sealed[0].ciphertext)))
    nodes[0] = replace(nodes[0], ciphertexts=(garbled,))
    message = Forge(alice).commit(path=replace(commit.path, nodes=tuple(nodes)))
    staged = [one.inspect(message) for one in groups[1:]]
    before = groups[1].serialize()
    with fails("7.6-3"):
        staged[0].apply()
    assert groups[1].serialize() == before
    for one in staged[1:]:
        with fails("8.1-1"):  # they came as far as the tag, which the forge leaves wrong
            one.apply()


def test_rule_7_6_3_keys_that_do_not_belong_to_their_secrets() -> None:
    """A path whose root key is a stranger's, signed and hashed as it should be."""
    alice, bob, _ = circle(3)
    forge = Forge(alice)
    context = forge.state.context
    tree = forge.state.tree.copy()
    made = new_path(
        tree,
        0,
        alice.signer,
        context.group_id,
        Credential(1, b"0"),
        capabilities(),
        (),
    )
    made.keys[-1] = forge.state.crypto.kem.generate()[1]
    expected = set_path(tree, 0, made.filtered, made.keys)
    made.leaf = forge.leaf(encryption_key=made.leaf.encryption_key, parent_hash=expected)
    tree.put(0, made.leaf)
    after = replace(context, epoch=context.epoch + 1, tree_hash=tree.tree_hash())
    staged = bob.inspect(forge.commit(path=made.encrypt(tree, (), after.encode())))
    with fails("7.6-3"):
        staged.apply()


def test_rule_7_6_3_without_any_key_of_the_resolution() -> None:
    alice, bob = circle(2)
    staged = bob.inspect(alice.commit().message)
    state(bob).private.clear()
    with fails("7.6-3"):
        staged.apply()


def test_rule_7_6_3_an_update_that_we_did_not_make() -> None:
    """Somebody with our signature key proposes in our name: the commit is lawful, not for us."""
    alice, bob, _ = circle(3)
    message = Forge(Group.restore(bob.serialize())).frame(Update(Forge(bob).leaf()))
    for one in (alice, bob):
        one.receive_proposal(message)
    staged = bob.inspect(alice.commit().message)
    with fails("7.6-3"):
        staged.apply()


def test_rule_8_1_1_confirmation_tag() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    staged = bob.inspect(forge.commit(path=forge.path()))
    before = bob.serialize()
    with fails("8.1-1"):
        staged.apply()
    assert bob.serialize() == before


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
    one, other = (_add(bundle(name, signer=signer)) for name in (b"one", b"other"))
    with breaks("12.2-5"):
        bob.inspect(forge.commit(one, other))


def test_rule_12_2_6_client_is_in_the_group() -> None:
    alice, bob, carol = circle(3)
    forge = Forge(alice)
    again = _add(bundle(b"again", signer=carol.signer))
    with breaks("12.2-6"):
        bob.inspect(forge.commit(again))
    made = alice.commit(removes=[2], adds=[bundle(b"again", signer=carol.signer).key_package])
    assert bob.inspect(made.message).apply().epoch == 2


def test_rule_12_2_7_psk_twice() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("12.2-7"):
        bob.inspect(forge.commit(PreSharedKey(_psk()), PreSharedKey(_psk())))


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
        bob.inspect(forge.commit(reinit, PreSharedKey(_psk())))


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
        (init, _add(bundle(b"x"))),
        (PreSharedKey(_psk()),),
        (init, PreSharedKey(_psk()), PreSharedKey(_psk())),
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
            bob.inspect(forge.commit(PreSharedKey(_psk(usage=usage))))


def test_rule_12_1_4_nonce_of_a_psk() -> None:
    alice, bob = circle(2)
    with breaks("12.1-4"):
        bob.inspect(Forge(alice).commit(PreSharedKey(_psk(nonce=bytes(31)))))


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
        bob.inspect(forge.commit(_add(bundle(b"x", Suite.X25519_AES128))))
    signer = SignatureKey.generate(FAST)
    leaf = forge.leaf(signer=signer, lifetime=(0, 1))
    with breaks("10.1-1"):
        bob.inspect(forge.commit(_add(package(forge, leaf, signer, version=2))))


def test_rule_10_1_2_unsigned_key_package_inside_a_commit() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    raw = bundle(b"x").key_package
    head = raw[: -64 - 2]
    for signature in (b"", bytes(64)):
        with breaks("10.1-2"):
            bob.inspect(forge.commit(_add(head + vec(signature))))
    with breaks("10.1-2"):
        bob.receive_proposal(forge.frame(_add(head + vec(b""))))
    with pytest.raises(LocalError):
        alice.commit(adds=[head + vec(bytes(64))])


def test_rule_10_1_3_one_key_for_two_ends() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    signer = SignatureKey.generate(FAST)
    leaf = forge.leaf(signer=signer, lifetime=(0, 1))
    raw = package(forge, leaf, signer, init_key=leaf.encryption_key)
    with breaks("10.1-3"):
        bob.inspect(forge.commit(_add(raw)))


def test_rule_5_2_keys_that_nobody_can_encrypt_to() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    signer = SignatureKey.generate(FAST)
    for bad in (bytes(32), bytes(31), b"\1" + bytes(30) + b"\x80"):
        with breaks("5-2"):
            leaf = forge.leaf(signer=signer, lifetime=(0, 1), encryption_key=bad)
            bob.inspect(forge.commit(_add(package(forge, leaf, signer))))
        with breaks("5-2"):
            leaf = forge.leaf(signer=signer, lifetime=(0, 1))
            bob.inspect(forge.commit(_add(package(forge, leaf, signer, init_key=bad))))
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
        bob.inspect(forge.commit(_add(poor)))
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
        bob.inspect(forge.commit(_add(package(forge, forge.leaf(signer=signer), signer))))


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
        bob.inspect(forge.commit(_add(raw)))
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
    add = _add(bundle(b"new"))
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
