"""Rule V between the two clients: both come to one verdict on a commit.

What voids a commit in one client voids it in the other, by the same rule; what only private keys can
tell voids it in neither.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from leeward_mls import Add, Extension, ReInit, Remove, SignatureKey, Update, Usage
from leeward_mls.codec import vec
from leeward_mls.framing import Sender, SenderType
from leeward_mls.nodes import BASIC, Credential
from leeward_mls.proposals import ExternalInit, HPKECiphertext, ProposalRef
from support.mls_court import (
    EXTERNAL_SENDERS,
    NEW,
    OLD,
    REQUIRED,
    UNKNOWN,
    Court,
    add_with,
    broken_path,
    commit,
    commit_with,
    context,
    extended,
    extended_raw,
    in_the_clear,
    leaf_key,
    newcomer,
    one_key,
    other_package,
    psk,
    raw_add,
    refitted,
    required,
    tagged,
    usable,
    with_a_node_more,
    with_ciphertexts,
    with_key,
    without_a_node,
)
from support.mls_forge import Forge, add_of, capabilities, with_leaf
from support.mls_members import POLICY

pytestmark = pytest.mark.node


IN_ORDER: dict[str, Callable[[Forge], bytes]] = {
    "update": commit,
    "remove": lambda forge: commit(forge, Remove(4)),
    "add": lambda forge: commit(forge, newcomer()),
    "add without a path": lambda forge: forge.commit(newcomer()),
    "context": lambda forge: commit(forge, context(NEW)),
    "no context": lambda forge: commit(forge, context()),
    "all": lambda forge: commit(forge, context(NEW), Remove(4), newcomer()),
    "required and there": lambda forge: commit(
        forge, context(OLD, required(POLICY, credentials=(1,)))
    ),
    "required by default": lambda forge: commit(
        forge, context(OLD, required(1, 5, proposals=(1, 7)))
    ),
    "external senders": lambda forge: commit(
        forge,
        context(
            OLD,
            Extension(
                EXTERNAL_SENDERS, vec((vec(bytes(32)) + Credential(BASIC, b"x").encode()) * 2)
            ),
        ),
    ),
    "leaf of other versions too": lambda forge: commit_with(
        forge, capabilities(versions=(0x0A0A, 1, 0xFFFF))
    ),
    "leaf of other suites, proposals and credentials too": lambda forge: commit_with(
        forge,
        capabilities(
            suites=(0xF00E, 0x0A0A),
            proposals=(0x1A1A, 9),
            credentials=(1, 2, 0x2A2A),
            extensions=(POLICY, 1),
        ),
    ),
    "leaf of another identity": lambda forge: forge.commit(
        path=forge.path(credential=Credential(BASIC, b"somebody else"))
    ),
    "leaf of another key": lambda forge: commit_signed(forge, SignatureKey.generate()),
    "leaf with a default extension": lambda forge: forge.commit(
        path=forge.path(
            extensions=(Extension(1, b"any bytes"), Extension(3, b"no list"), Extension(5, b""))
        )
    ),
    "newcomer of other versions too": lambda forge: commit(forge, add_with(forge, versions=(2, 1))),
    "newcomer with extensions": lambda forge: commit(forge, extended(forge)),
    "reinit": lambda forge: forge.commit(ReInit(b"next", 1, 3, ())),
    "reinit of another version": lambda forge: forge.commit(ReInit(b"next", 9, 3, (UNKNOWN,))),
    "psk": lambda forge: forge.commit(psk()),
    "psk and path": lambda forge: commit(forge, psk(), Remove(4)),
    "garbled tag": lambda forge: forge.protect(tagged(forge, b"short")),
}


def commit_signed(forge: Forge, key: SignatureKey) -> bytes:
    return forge.commit(path=forge.path(signer=key))


@pytest.mark.parametrize("name", IN_ORDER)
def test_what_is_in_order_voids_for_neither(name: str, court: Court) -> None:
    ours, theirs = court.verdicts(IN_ORDER[name](court.forge))
    assert ours[0] == theirs[0] == "passes"
    if "reinit" in name:
        # the policy refuses it by what `inspect` tells; there is no next epoch to enter
        assert theirs[1] == "LocalError"
    else:
        assert theirs == ours
        assert ours[1] in ("PrivateError 8.1-1", "PrivateError 8.4-1")


VOID: dict[str, tuple[str, Callable[[Forge], bytes]]] = {
    "another group": ("6-2", lambda forge: forge.commit(group_id=b"other")),
    "another epoch": ("6-3", lambda forge: forge.commit(epoch=7)),
    "a far epoch": ("6-3", lambda forge: forge.commit(epoch=2**64 - 1)),
    "no member": ("6-5", lambda forge: forge.commit(sender=Sender(SenderType.MEMBER, 40))),
    "an outsider": ("6-4", lambda forge: forge.commit(sender=Sender(SenderType.EXTERNAL, 0))),
    "a proposal": ("6-4", lambda forge: forge.frame(Remove(4))),
    "application data": ("6.2-2", lambda forge: in_the_clear(forge)),
    "signature": ("6.1-1", lambda forge: forge.commit(signer=SignatureKey.generate())),
    "membership tag": ("6.2-1", lambda forge: forge.commit(membership_key=bytes(64))),
    "no path": ("12.4-1", lambda forge: forge.commit()),
    "no path for a remove": ("12.4-1", lambda forge: forge.commit(Remove(4))),
    "no path for a context": ("12.4-1", lambda forge: forge.commit(context(NEW))),
    "reference": ("12.2-1", lambda forge: forge.commit(ProposalRef(bytes(64)), path=forge.path())),
    "short reference": ("12.2-1", lambda forge: forge.commit(ProposalRef(b""), path=forge.path())),
    "blank": ("12.1-1", lambda forge: forge.commit(Remove(9), path=forge.path())),
    "blank, far away": ("12.1-1", lambda forge: forge.commit(Remove(2**32 - 1), path=forge.path())),
    "oneself": ("12.2-3", lambda forge: forge.commit(Remove(0), path=forge.path())),
    "twice": (
        "12.2-4",
        lambda forge: forge.commit(Remove(4), Remove(4), path=forge.path(Remove(4))),
    ),
    "own update": (
        "12.2-2",
        lambda forge: forge.commit(Update(forge.leaf()), path=forge.path()),
    ),
    "two contexts": (
        "12.2-8",
        lambda forge: forge.commit(context(NEW), context(NEW), path=forge.path(context(NEW))),
    ),
    "nobody supports it": (
        "12.1-6",
        lambda forge: forge.commit(context(UNKNOWN), path=forge.path()),
    ),
    "nobody meets it": (
        "12.1-6",
        lambda forge: forge.commit(context(OLD, required(UNKNOWN.type)), path=forge.path()),
    ),
    "a type twice": ("13.4-1", lambda forge: forge.commit(context(NEW, OLD), path=forge.path())),
    "required capabilities that are none": (
        "2-1",
        lambda forge: forge.commit(
            context(OLD, Extension(REQUIRED, b"\x01\x02")), path=forge.path()
        ),
    ),
    "external senders that are none": (
        "2-1",
        lambda forge: forge.commit(
            context(OLD, Extension(EXTERNAL_SENDERS, vec(b"\x05"))), path=forge.path()
        ),
    ),
    "one external sender, not in a list": (
        "2-1",
        lambda forge: forge.commit(
            context(
                OLD, Extension(EXTERNAL_SENDERS, vec(bytes(32)) + Credential(BASIC, b"x").encode())
            ),
            path=forge.path(),
        ),
    ),
    "reinit beside others": (
        "12.2-9",
        lambda forge: forge.commit(
            ReInit(b"next", 1, 3, ()), Remove(4), path=forge.path(Remove(4))
        ),
    ),
    "reinit to a lower version": ("12.1-5", lambda forge: forge.commit(ReInit(b"next", 0, 3, ()))),
    "reinit with a type twice": (
        "13.4-1",
        lambda forge: forge.commit(ReInit(b"next", 1, 3, (NEW, OLD))),
    ),
    "external init": ("12.2-10", lambda forge: forge.commit(ExternalInit(b"k"), path=forge.path())),
    "psk twice": ("12.2-7", lambda forge: forge.commit(psk(), psk())),
    "psk with a short nonce": ("12.1-4", lambda forge: forge.commit(psk(b""))),
    "psk for reinit": ("12.1-3", lambda forge: forge.commit(psk(usage=Usage.REINIT))),
    "node missing": ("7.5-1", lambda forge: broken_path(forge, without_a_node)),
    "node too many": ("7.5-1", lambda forge: broken_path(forge, with_a_node_more(usable(forge)))),
    "ciphertext missing": (
        "7.6-1",
        lambda forge: broken_path(forge, with_ciphertexts(-1, lambda all_: all_[:-1])),
    ),
    "ciphertext twice": (
        "7.6-1",
        lambda forge: broken_path(forge, with_ciphertexts(0, lambda all_: (*all_, all_[0]))),
    ),
    "ciphertext too long": (
        "7.6-2",
        lambda forge: broken_path(
            forge, with_ciphertexts(0, lambda all_: (lengthened(all_[0]), *all_[1:]))
        ),
    ),
    "encapsulation too short": (
        "7.6-2",
        lambda forge: broken_path(
            forge,
            with_ciphertexts(
                -1,
                lambda all_: (
                    HPKECiphertext(all_[0].kem_output[1:], all_[0].ciphertext),
                    *all_[1:],
                ),
            ),
        ),
    ),
    "parent hash": ("7.9-1", lambda forge: broken_path(forge, with_key(0, usable(forge)))),
    "key that is none": ("5-2", lambda forge: broken_path(forge, with_key(0, bytes(1216)))),
    "key of another size": ("5-2", lambda forge: broken_path(forge, with_key(1, b"short"))),
    "key of a member": (
        "12.4-3",
        lambda forge: broken_path(forge, with_key(0, leaf_key(forge, 3))),
    ),
    "leaf key of a member": (
        "12.4-3",
        lambda forge: refitted(forge, encryption_key=leaf_key(forge, 3)),
    ),
    "leaf key as before": (
        "12.4-2",
        lambda forge: refitted(forge, encryption_key=leaf_key(forge, 0)),
    ),
    "leaf signature": (
        "7.3-1",
        lambda forge: broken_path(
            forge,
            lambda path: with_leaf(path, forge.leaf(parent_hash=path.leaf.parent_hash, index=3)),
        ),
    ),
    "leaf of another source": (
        "7.3-7",
        lambda forge: broken_path(forge, lambda path: with_leaf(path, forge.leaf(lifetime=(0, 1)))),
    ),
    "leaf without its version": (
        "7.3-4",
        lambda forge: commit_with(forge, capabilities(versions=())),
    ),
    "leaf without its suite": (
        "7.3-4",
        lambda forge: commit_with(forge, capabilities(suites=(1,))),
    ),
    "leaf without its credential": (
        "7.3-4",
        lambda forge: commit_with(forge, capabilities(credentials=())),
    ),
    "leaf without the group's extension": (
        "7.3-6",
        lambda forge: commit_with(forge, capabilities(extensions=())),
    ),
    "leaf with an extension not listed": (
        "7.3-5",
        lambda forge: forge.commit(path=forge.path(extensions=(UNKNOWN,))),
    ),
    "certificates that nobody supports": (
        "7.3-3",
        lambda forge: forge.commit(
            path=forge.path(credential=Credential(2), capabilities=capabilities(credentials=(1, 2)))
        ),
    ),
    "newcomer twice": ("12.2-5", lambda forge: twice(forge, newcomer())),
    "newcomer of another suite": (
        "10.1-1",
        lambda forge: forge.commit(add_of(other_package(forge, suite=3)), path=forge.path()),
    ),
    "newcomer of another version": (
        "10.1-1",
        lambda forge: forge.commit(add_of(other_package(forge, version=2)), path=forge.path()),
    ),
    "newcomer with one key": (
        "10.1-3",
        lambda forge: forge.commit(one_key(forge), path=forge.path()),
    ),
    "newcomer without a usable key": (
        "5-2",
        lambda forge: forge.commit(
            add_of(other_package(forge, init_key=bytes(1216))), path=forge.path()
        ),
    ),
    "newcomer without the group's extension": (
        "7.3-6",
        lambda forge: forge.commit(add_with(forge, extensions=()), path=forge.path()),
    ),
    "newcomer with an extension twice": (
        "13.4-1",
        lambda forge: forge.commit(raw_add(extended_raw(forge, NEW, OLD)), path=forge.path()),
    ),
}


def lengthened(one: HPKECiphertext) -> HPKECiphertext:
    return HPKECiphertext(one.kem_output, one.ciphertext + b"\0")


def twice(forge: Forge, add: Add) -> bytes:
    return forge.commit(add, add, path=forge.path(add))


OTHERWISE = {
    "leaf key of a member": "7.3-9",
    "leaf key as before": "7.3-9",
    "leaf of another source": "2-1",
}
"""Where two rules are broken at once and the web client comes upon the other one first."""


@pytest.mark.parametrize("name", VOID)
def test_what_is_void_is_void_for_both(name: str, court: Court) -> None:
    rule, forged = VOID[name]
    ours, theirs = court.verdicts(forged(court.forge))
    assert ours == (f"PublicError {rule}", "")
    assert theirs == (f"PublicError {OTHERWISE.get(name, rule)}", "")
