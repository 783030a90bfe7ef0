"""Commits that are right, and those whose failure depends on private keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from leeward_mls import (
    AddedMember,
    Extension,
    ExternalWishes,
    Group,
    KeyPackageBundle,
    LocalError,
    NewExtensions,
    ReInit,
    Removed,
    RemovedMember,
    SignatureKey,
    Suite,
    Update,
    Usage,
    check_package,
)
from leeward_mls.codec import vec
from leeward_mls.framing import Sender, SenderType, WireFormat, unwrap, wrap
from leeward_mls.groupinfo import read_group_info
from leeward_mls.nodes import Credential
from leeward_mls.proposals import (
    HPKECiphertext,
)
from leeward_mls.treekem import new_path, set_path
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
    fails,
    psk_id,
    state,
)

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
    wishes = ExternalWishes(psks=(psk_id(),), authenticated_data=b"hello")
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
    message = Forge(alice).frame(add_of(one), sender=new, signer=one.signer)
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
        bob.receive_proposal(Forge(alice).frame(add_of(one), sender=new))


def test_resumption_keys_of_past_epochs_are_kept_on_demand() -> None:
    alice = Group.create(FAST, b"group", b"0", SignatureKey.generate(FAST), keep_resumption=1)
    first = replace(psk_id(usage=Usage.APPLICATION), epoch=0)
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
    made = alice.commit(adds=[carol.key_package], psks=[psk_id(), psk_id(usage=Usage.APPLICATION)])
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
    made = alice.commit(adds=[carol.key_package], psks=[psk_id()])
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
