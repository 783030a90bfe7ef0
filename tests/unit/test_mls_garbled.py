"""Whatever a member signs and whatever arrives: the answer is a refusal, never a crash.

The only exceptions allowed are those of the package; no refusal changes the group.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from leeward_mls import Extension, Group, MLSError, PrivateError, PublicError, Suite, check_package
from leeward_mls.framing import WireFormat
from leeward_mls.protection import sign_content
from support.mls_forge import Forge, advance, bundle, circle, commit_of, public

POLICY = 0xF0A0


def _garble(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[place] = chance.choice((0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xFF))
        elif kind == 2:
            del data[place : place + chance.randint(1, 4)]
        else:
            data[place:place] = chance.randbytes(chance.randint(1, 4))
        if not data:
            return b"\0"
    return bytes(data)


@pytest.mark.parametrize("seed", range(12))
def test_garbled_commits_that_are_rightly_signed(seed: int) -> None:
    """Signature and membership tag are made over the garbled bytes, so all checks behind them
    meet every kind of nonsense."""
    chance = random.Random(seed)
    alice, bob, _ = advance(circle(3), 2)
    forge = Forge(alice)
    commit = commit_of(
        alice.commit(
            adds=[bundle(b"new").key_package],
            removes=[2] if seed % 2 else [],
            extensions=[Extension(POLICY, b"x")],
        ).message
    )
    honest = public(forge.frame(commit)).content.framed
    before = bob.serialize()
    seen: set[str] = set()
    for _ in range(120):
        framed = public(forge.frame(commit)).content.framed
        head = len(honest.raw) - len(commit.encode())
        framed.raw = honest.raw[:head] + _garble(honest.raw[head:], chance)
        made = sign_content(
            forge.state.crypto,
            forge.state.signer,
            WireFormat.PUBLIC_MESSAGE,
            framed,
            forge.state.context_raw,
        )
        try:
            staged = bob.inspect(forge.protect(made))
        except PublicError as error:
            seen.add(error.rule)
        else:
            with pytest.raises(PrivateError):
                staged.apply()
        assert bob.serialize() == before
    assert len(seen) > 2


@pytest.mark.parametrize("suite", [Suite.X25519_CHACHA, Suite.XWING])
def test_garbled_bytes_anywhere(suite: Suite) -> None:
    chance = random.Random(int(suite))
    alice, bob = circle(2, suite)
    one = bundle(b"new", suite)
    made = alice.commit(adds=[one.key_package])
    assert made.welcome is not None
    stored = bob.serialize()
    targets: list[tuple[bytes, Callable[[bytes], object]]] = [
        (alice.encrypt(b"text"), bob.decrypt),
        (made.message, bob.inspect),
        (alice.propose_remove_self(), bob.receive_proposal),
        (made.welcome, lambda raw: Group.join(raw, one)),
        (one.key_package, lambda raw: check_package(suite, raw, group=bob)),
        (stored, Group.restore),
    ]
    for raw, use in targets:
        for _ in range(60):
            garbled = _garble(raw, chance)
            if garbled == raw:
                continue
            if use == Group.restore:
                # Secrets have no check of their own, so a flipped bit in one is a state too.
                try:
                    assert Group.restore(garbled).serialize() == garbled
                except MLSError:
                    continue
            else:
                with pytest.raises(MLSError):
                    use(garbled)
    assert bob.serialize() == stored
