"""Garbled commits, leaves and key packages, each signed in order: both clients agree on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from leeward_mls import Extension, ReInit, Remove, SignatureKey
from leeward_mls.codec import u16, u32, vec
from leeward_mls.proposals import Commit, ProposalRef
from support.mls_court import (
    NEW,
    OLD,
    SUITE,
    UNKNOWN,
    Court,
    context,
    newcomer,
    psk,
    raw_add,
    reframed,
    required,
    usable,
)
from support.mls_forge import capabilities, with_leaf
from support.mls_members import POLICY

pytestmark = pytest.mark.node


def garbled(encoded: bytes, random: Random, times: int) -> Iterator[bytes]:
    """Single changes at any place: a bit, a whole byte, a byte more or less."""
    for _ in range(times):
        changed = bytearray(encoded)
        place = random.randrange(len(changed))
        match random.randrange(5):
            case 0:
                changed[place] = random.choice((0, 1, 2, 0x40, 0x80, 255))
            case 1:
                del changed[place]
            case 2:
                changed.insert(place, random.randrange(256))
            case _:
                changed[place] ^= 1 << random.randrange(8)
        if changed != encoded:
            yield bytes(changed)


def judged_alike(court: Court, message: bytes) -> str:
    """What both decide: the rule may differ where a change breaks two at once, nothing else may."""
    ours, theirs = court.verdicts(message)
    assert (ours[0] == "passes") == (theirs[0] == "passes"), (ours, theirs)
    if ours[0] != "passes":
        assert theirs[0].startswith("PublicError"), theirs
    else:
        # which private check fails depends on who reads
        assert ours[1].startswith("PrivateError"), ours
        assert theirs[1].startswith("PrivateError"), theirs
    return ours[0]


def test_garbled_commits_are_judged_alike(court: Court) -> None:
    """Changes inside of commits, which their author signed after they were made."""
    random = Random(20)
    forge = court.forge
    everything = (context(NEW), Remove(4), newcomer())
    for made in (
        Commit(everything, forge.path(*everything)),
        Commit((newcomer(), psk(), ReInit(b"next", 1, 3, (NEW,)), ProposalRef(bytes(64))), None),
    ):
        for changed in garbled(made.encode(), random, 60):
            judged_alike(court, reframed(forge, changed))
    # what stands before the keys, where every byte counts
    short = Commit((context(NEW, required(POLICY)), Remove(4)), None).encode()
    for changed in garbled(short, random, 120):
        judged_alike(court, reframed(forge, changed))


def test_garbled_leaves_are_judged_alike(court: Court) -> None:
    """Changes inside of the committer's new leaf, which it signed after they were made."""
    random = Random(21)
    forge = court.forge
    offered = capabilities(versions=(1, 2), proposals=(8, 9), credentials=(1, 2))
    path = forge.path(
        capabilities=offered, extensions=(Extension(1, b"id"), OLD, Extension(4, b""))
    )
    place = vec(forge.state.context.group_id) + u32(forge.state.own_leaf)
    # past the encryption key, of which one bit is like the other
    start = path.leaf.signed.index(path.leaf.signature_key) - 1
    seen = set()
    for changed in garbled(path.leaf.signed[start:], random, 300):
        signed = path.leaf.signed[:start] + changed
        signature = forge.state.crypto.sign(forge.state.signer, "LeafNodeTBS", signed + place)
        leaf = replace(path.leaf, raw=signed + vec(signature))
        seen.add(judged_alike(court, forge.commit(path=with_leaf(path, leaf))))
    assert seen >= {"passes", "PublicError 2-1", "PublicError 7.3-4", "PublicError 7.9-1"}


def test_garbled_newcomers_are_judged_alike(court: Court) -> None:
    """Changes inside of a newcomer's leaf and key package, which it signed after they were made."""
    random = Random(22)
    forge = court.forge
    key = SignatureKey.generate()
    sign = forge.state.crypto.sign
    offered = capabilities(versions=(1, 2), proposals=(8, 9), credentials=(1, 2))
    leaf = forge.leaf(signer=key, lifetime=(0, 1), capabilities=offered, extensions=(OLD,))
    start = leaf.signed.index(key.public) - 1
    end = vec(u16(1) + vec(b"id") + u16(UNKNOWN.type) + vec(b"x"))
    seen = set()
    for changed in garbled(leaf.signed[start:] + end, random, 200):
        split = len(changed) - len(end)
        signed = leaf.signed[:start] + changed[:split]
        raw = signed + vec(sign(key, "LeafNodeTBS", signed))
        package_ = u16(1) + u16(int(SUITE)) + vec(usable(forge)) + raw + changed[split:]
        raw_package = package_ + vec(sign(key, "KeyPackageTBS", package_))
        seen.add(judged_alike(court, forge.commit(raw_add(raw_package))))
    assert seen >= {"passes", "PublicError 2-1", "PublicError 7.3-4"}
