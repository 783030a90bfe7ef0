"""What both clients make of removals, forgeries in one's own name, newcomers and proposals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from leeward_mls import (
    ExternalWishes,
    Group,
    PublicError,
    ReInit,
    Remove,
    SignatureKey,
    Update,
    Usage,
    check_package,
)
from leeward_mls.framing import Sender, SenderType
from leeward_mls.proposals import ExternalInit, HPKECiphertext, UpdatePath
from leeward_mls.treekem import set_path
from support.mls_court import (
    NEW,
    OLD,
    SUITE,
    UNKNOWN,
    Court,
    add_with,
    broken_path,
    context,
    extended,
    extended_raw,
    leaf_key,
    newcomer,
    one_key,
    other_package,
    psk,
    usable,
    verdict,
    with_ciphertexts,
    with_key,
    without_a_node,
)
from support.mls_forge import Forge, add_of, bundle
from support.mls_members import POLICY
from support.node import PeerError

pytestmark = pytest.mark.node


def test_a_member_cannot_be_added_again(court: Court) -> None:
    message = court.forge.commit(add_of(court.packages[3]), path=court.forge.path())
    assert court.alike(message) == ("PublicError 12.2-6", "")


def test_path_secrets_that_do_not_decrypt_void_for_neither(court: Court) -> None:
    """Each ciphertext garbled: a private matter, and only of who was to read it."""

    def garbled(all_: tuple[HPKECiphertext, ...]) -> tuple[HPKECiphertext, ...]:
        return tuple(HPKECiphertext(one.kem_output, bytes(len(one.ciphertext))) for one in all_)

    for place in (0, 1, 2):
        message = broken_path(court.forge, with_ciphertexts(place, garbled))
        ours, theirs = court.verdicts(message)
        assert ours[0] == theirs[0] == "passes"
        reads = [court.ours.leaf(), court.theirs.leaf()]
        for leaf, got in zip(reads, (ours, theirs), strict=True):
            # m1 stands beside the author, m2 one level up
            wanted = "7.6-3" if place == leaf.bit_length() - 1 else "8.1-1"
            assert got[1] == f"PrivateError {wanted}"


def test_keys_that_are_not_derived_void_for_neither(court: Court) -> None:
    """The path shows another public key than its secret gives, and is parent-hash valid with it."""
    forge = court.forge
    path = forge.path()
    strange = usable(forge)
    nodes = (*path.nodes[:-1], replace(path.nodes[-1], encryption_key=strange))
    tree = forge.state.tree.copy()
    filtered = tree.filtered_path(0)
    parent_hash = set_path(tree, 0, filtered, [one.encryption_key for one in nodes])
    leaf = forge.leaf(parent_hash=parent_hash)
    message = forge.commit(path=UpdatePath(leaf, nodes))
    ours, theirs = court.verdicts(message)
    assert ours == theirs == ("passes", "PrivateError 7.6-3")


def test_whoever_is_removed_checks_all_that_is_public(court: Court) -> None:
    leaf = court.theirs.leaf()
    honest = court.author.state.commit(removes=[leaf]).message
    assert court.theirs.verdict(honest) == ("passes", "Removed")
    forge = court.forge
    for place in (0, 1):
        path = with_key(place, usable(forge))(forge.path(Remove(leaf)))
        assert court.alike(forge.commit(Remove(leaf), path=path))[0] == "PublicError 7.9-1"
    path = without_a_node(forge.path(Remove(leaf)))
    assert court.alike(forge.commit(Remove(leaf), path=path)) == ("PublicError 7.5-1", "")


def test_a_commit_under_our_own_name(court: Court) -> None:
    """Keys in other hands: everybody finds it in order, and the one whose name it bears stops."""
    made = court.theirs.commit()
    assert court.theirs.verdict(made.message) == ("passes", "OwnMessage")
    assert verdict(court.ours.state, made.message) == ("passes", "passes")


def test_private_handshakes_are_refused_in_public(court: Court) -> None:
    message = court.author.state.commit(private=True).message
    assert court.theirs.verdict(message) == ("PublicError 6-1", "")
    with pytest.raises(PeerError) as refused:
        court.theirs.hear(court.author.state.propose_remove_self(private=True))
    assert (refused.value.kind, refused.value.text) == ("PublicError", "6-1")


def test_commits_of_newcomers_are_told_apart(court: Court) -> None:
    """An external commit is in order in public; the circle's policy refuses it by what is shown."""
    info = court.author.state.group_info(external=True)
    wishes = ExternalWishes(extensions_supported=(POLICY,))
    made = Group.join_external(info, b"intruder", SignatureKey.generate(), wishes)
    assert verdict(court.ours.state, made.message)[0] == "passes"
    shown = court.theirs.staged(made.message)
    assert shown["has"] == [True, False, False, True]
    assert bytes.fromhex(shown["sender_identity"]) == b"intruder"
    assert court.theirs.verdict(made.message) == ("passes", "LocalError")


def test_what_is_shown_of_a_commit(court: Court) -> None:
    """The facts that the policy judges are the same on both sides."""
    author = court.author.state
    new = bundle(b"new", SUITE)
    message = author.commit(
        adds=[new.key_package], removes=[4], extensions=[NEW], authenticated_data=b"bound"
    ).message
    staged = court.ours.state.inspect(message)
    shown = court.theirs.staged(message)
    assert shown["sender_leaf"] == staged.sender_leaf == 0
    assert bytes.fromhex(shown["sender_identity"]) == staged.sender_identity == b"m0"
    assert bytes.fromhex(shown["authenticated_data"]) == staged.authenticated_data == b"bound"
    assert shown["changes"] == [
        ["extensions", None, None, 0],
        ["remove", 4, False, 0],
        ["add", 4, None, 0],
    ]
    assert shown["members_after"] == [
        [each.leaf, each.identity.hex()] for each in staged.members_after
    ]
    assert shown["extensions_after"] == [{"type": NEW.type, "data": NEW.data.hex()}]
    assert shown["has"] == [True, False, False, False]


PROPOSALS: dict[str, Callable[[Forge], bytes]] = {
    "leave": lambda forge: forge.frame(Remove(0)),
    "remove": lambda forge: forge.frame(Remove(3)),
    "remove of nobody": lambda forge: forge.frame(Remove(9)),
    "add": lambda forge: forge.frame(newcomer()),
    "add of one key": lambda forge: forge.frame(one_key(forge)),
    "add without its suite": lambda forge: forge.frame(add_with(forge, suites=(1,))),
    "update": lambda forge: forge.frame(Update(forge.leaf())),
    "update that keeps the key": lambda forge: forge.frame(
        Update(forge.leaf(encryption_key=leaf_key(forge, 0)))
    ),
    "update signed for another place": lambda forge: forge.frame(Update(forge.leaf(index=3))),
    "context": lambda forge: forge.frame(context(NEW)),
    "context that nobody supports": lambda forge: forge.frame(context(UNKNOWN)),
    "context with a type twice": lambda forge: forge.frame(context(NEW, OLD)),
    "psk": lambda forge: forge.frame(psk()),
    "psk with a short nonce": lambda forge: forge.frame(psk(b"")),
    "psk for a branch": lambda forge: forge.frame(psk(usage=Usage.BRANCH)),
    "reinit": lambda forge: forge.frame(ReInit(b"next", 1, 3, ())),
    "reinit to a lower version": lambda forge: forge.frame(ReInit(b"next", 0, 3, ())),
    "external init": lambda forge: forge.frame(ExternalInit(b"k")),
    "commit": lambda forge: forge.commit(path=forge.path()),
    "from nobody": lambda forge: forge.frame(Remove(3), sender=Sender(SenderType.MEMBER, 9)),
    "from outside": lambda forge: forge.frame(Remove(3), sender=Sender(SenderType.EXTERNAL, 0)),
    "from a newcomer": lambda forge: forge.frame(
        Remove(3), sender=Sender(SenderType.NEW_MEMBER_PROPOSAL)
    ),
    "signature": lambda forge: forge.frame(Remove(0), signer=SignatureKey.generate()),
    "membership tag": lambda forge: forge.frame(Remove(0), membership_key=bytes(64)),
    "another epoch": lambda forge: forge.frame(Remove(0), epoch=9),
}


@pytest.mark.parametrize("name", PROPOSALS)
def test_proposals_are_taken_alike(name: str, court: Court) -> None:
    message = PROPOSALS[name](court.forge)
    try:
        ours = court.ours.state.receive_proposal(message)[0].hex()
    except PublicError as error:
        ours = error.rule
    try:
        theirs = ("PublicError", court.theirs.hear(message).hex())
    except PeerError as refused:
        theirs = (refused.kind, refused.text)
    assert theirs == ("PublicError", ours)


def test_key_packages_are_checked_alike(court: Court) -> None:
    forge = court.forge
    good = bundle(b"new", SUITE).key_package
    packages = [
        good,
        good + b"\0",
        good[:-1],
        good[:-1] + bytes([good[-1] ^ 1]),
        other_package(forge, suite=3),
        other_package(forge, version=2),
        other_package(forge, init_key=b"short"),
        one_key(forge).key_package.raw,
        add_with(forge, extensions=()).key_package.raw,
        add_with(forge, versions=(3, 1)).key_package.raw,
        add_with(forge, versions=(3,)).key_package.raw,
        extended(forge).key_package.raw,
        extended_raw(forge, NEW, OLD),
    ]
    for raw in packages:
        for now in (None, 0, 1500, 3000):
            for group in (None, court.ours.state):
                try:
                    check_package(SUITE, raw, now=now, group=group)
                    ours = "passes"
                except PublicError as error:
                    ours = error.rule
                wishes = {} if group is None else {"as": "m2"}
                if now is not None:
                    wishes["now"] = now  # type: ignore[assignment]
                try:
                    court.theirs.driver.call("check_package", key_package=raw, **wishes)
                    theirs = "passes"
                except PeerError as refused:
                    theirs = refused.text
                assert theirs == ours
