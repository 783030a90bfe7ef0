"""The secret tree and the ratchets of an epoch's senders (RFC 9420 section 9).

A key is first looked up (:meth:`SecretTree.look`), which changes nothing, and only taken
(:meth:`SecretTree.take`) when the message proved to be whole: a forged message neither burns a
key nor moves a ratchet. Taking erases the key and every secret it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import treemath
from .codec import Reader, u8, u32, vec, vec_of
from .errors import Malformed, PublicError, Replayed
from .suites import Crypto, wipe

HANDSHAKE = 0
APPLICATION = 1
MAX_SKIPPED = 64
"""How many keys of messages not yet seen one ratchet keeps; older ones are erased."""
MAX_FORWARD = 100_000
"""How far one message may move a ratchet."""
LAST_GENERATION = 2**32 - 1


@dataclass(slots=True)
class Ratchet:
    """One sender's ratchet: the next generation, its secret, and the keys that were skipped."""

    next: int
    secret: bytearray = field(repr=False)
    skipped: dict[int, bytearray] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Step:
    """A key that was looked up, and what taking it will change."""

    leaf: int
    kind: int
    generation: int
    key: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    expansion: _Expansion | None = field(repr=False)
    next: int
    secret: bytes | None = field(repr=False)
    skipped: list[tuple[int, bytes]] = field(repr=False)


@dataclass(slots=True)
class _Expansion:
    """The way from the lowest known node secret down to a leaf, not yet walked."""

    start: int
    beside: list[tuple[int, bytes]]
    ratchets: tuple[Ratchet, Ratchet]


class SecretTree:
    """The secrets of nodes whose senders were not heard yet, and the ratchets of those heard."""

    __slots__ = ("_crypto", "nodes", "ratchets", "width")

    def __init__(self, crypto: Crypto, width: int, encryption_secret: bytes) -> None:
        """``width``: the number of leaves of the ratchet tree."""
        self._crypto = crypto
        self.width = width
        self.nodes: dict[int, bytearray] = {treemath.root(width): bytearray(encryption_secret)}
        self.ratchets: dict[int, tuple[Ratchet, Ratchet]] = {}

    def next_generation(self, leaf: int, kind: int) -> int:
        pair = self.ratchets.get(leaf)
        return 0 if pair is None else pair[kind].next

    def look(self, leaf: int, kind: int, generation: int) -> Step:
        """Find the key of a generation without changing anything.

        :class:`Replayed` if it was taken or is no longer kept, :class:`PublicError` 6.3-4 if it
        lies too far ahead.
        """
        pair = self.ratchets.get(leaf)
        ratchet_next = 0 if pair is None else pair[kind].next
        if generation - ratchet_next > MAX_FORWARD:
            raise PublicError("6.3-4")
        expansion = None
        if pair is None:
            expansion = self._expand(leaf)
            pair = expansion.ratchets
        ratchet = pair[kind]
        if generation < ratchet.next:
            kept = ratchet.skipped.get(generation)
            if kept is None:
                raise Replayed("this key was used already or is no longer kept")
            size = self._crypto.key_size
            return Step(
                leaf,
                kind,
                generation,
                bytes(kept[:size]),
                bytes(kept[size:]),
                expansion,
                ratchet.next,
                None,
                [],
            )
        crypto = self._crypto
        secret = bytes(ratchet.secret)
        skipped = []
        for passed in range(ratchet.next, generation):
            if generation - passed <= MAX_SKIPPED:
                skipped.append((passed, self._key(secret, passed) + self._nonce(secret, passed)))
            secret = crypto.derive_tree(secret, "secret", passed, crypto.hash_size)
        after = crypto.derive_tree(secret, "secret", generation, crypto.hash_size)
        return Step(
            leaf,
            kind,
            generation,
            self._key(secret, generation),
            self._nonce(secret, generation),
            expansion,
            generation + 1,
            after,
            skipped,
        )

    def take(self, step: Step) -> None:
        """Consume what :meth:`look` found: erase the key and the secrets above it."""
        if step.expansion is not None:
            self._walk(step.leaf, step.expansion)
        ratchet = self.ratchets[step.leaf][step.kind]
        if step.secret is None:
            wipe(ratchet.skipped.pop(step.generation))
            return
        ratchet.secret[:] = step.secret  # overwrites the old one in its place
        ratchet.next = step.next
        for generation, kept in step.skipped:
            ratchet.skipped[generation] = bytearray(kept)
        while len(ratchet.skipped) > MAX_SKIPPED:
            wipe(ratchet.skipped.pop(min(ratchet.skipped)))

    def _key(self, secret: bytes, generation: int) -> bytes:
        return self._crypto.derive_tree(secret, "key", generation, self._crypto.key_size)

    def _nonce(self, secret: bytes, generation: int) -> bytes:
        return self._crypto.derive_tree(secret, "nonce", generation, self._crypto.nonce_size)

    def _expand(self, leaf: int) -> _Expansion:
        crypto = self._crypto
        node = 2 * leaf
        below = []
        while node not in self.nodes:
            if node == treemath.root(self.width):
                raise Replayed("the secrets of this sender are erased")
            below.append(node)
            node = treemath.parent(node, self.width)
        start = node
        secret = bytes(self.nodes[start])
        beside = []
        for child in reversed(below):
            left = crypto.expand(secret, "tree", b"left", crypto.hash_size)
            right = crypto.expand(secret, "tree", b"right", crypto.hash_size)
            if child < node:
                beside.append((treemath.right(node), right))
                secret = left
            else:
                beside.append((treemath.left(node), left))
                secret = right
            node = child
        handshake = crypto.expand(secret, "handshake", b"", crypto.hash_size)
        application = crypto.expand(secret, "application", b"", crypto.hash_size)
        ratchets = (Ratchet(0, bytearray(handshake)), Ratchet(0, bytearray(application)))
        return _Expansion(start, beside, ratchets)

    def _walk(self, leaf: int, expansion: _Expansion) -> None:
        wipe(self.nodes.pop(expansion.start))
        for node, secret in expansion.beside:
            self.nodes[node] = bytearray(secret)
        self.ratchets[leaf] = expansion.ratchets

    def wipe(self) -> None:
        """Erase everything; the tree gives no key any more."""
        for secret in self.nodes.values():
            wipe(secret)
        for pair in self.ratchets.values():
            for ratchet in pair:
                wipe(ratchet.secret)
                for kept in ratchet.skipped.values():
                    wipe(kept)
        self.nodes.clear()
        self.ratchets.clear()

    def encode(self) -> bytes:
        """The canonical form: everything in rising order."""
        nodes = vec_of(u32(node) + vec(self.nodes[node]) for node in sorted(self.nodes))
        ratchets = vec_of(
            u32(leaf) + b"".join(_write_ratchet(one) for one in self.ratchets[leaf])
            for leaf in sorted(self.ratchets)
        )
        return u32(self.width) + nodes + ratchets

    @classmethod
    def read(cls, reader: Reader, crypto: Crypto) -> SecretTree:
        tree = cls(crypto, reader.u32(), b"")
        tree.nodes.clear()
        for node, secret in reader.list_of(lambda r: (r.u32(), r.vec())):
            if tree.nodes and node <= max(tree.nodes):
                raise Malformed("order of node secrets")
            tree.nodes[node] = bytearray(secret)
        for leaf, one, other in reader.list_of(
            lambda r: (r.u32(), _read_ratchet(r), _read_ratchet(r))
        ):
            if tree.ratchets and leaf <= max(tree.ratchets):
                raise Malformed("order of ratchets")
            tree.ratchets[leaf] = (one, other)
        return tree

    def __repr__(self) -> str:
        return "SecretTree(<hidden>)"


def _write_ratchet(ratchet: Ratchet) -> bytes:
    kept = vec_of(u32(g) + vec(ratchet.skipped[g]) for g in sorted(ratchet.skipped))
    # A ratchet may stand one past the last generation, which 32 bits do not hold.
    return u8(ratchet.next >> 32) + u32(ratchet.next & LAST_GENERATION) + vec(ratchet.secret) + kept


def _read_ratchet(reader: Reader) -> Ratchet:
    following = reader.u8() << 32 | reader.u32()
    secret = bytearray(reader.vec())
    skipped = {g: bytearray(kept) for g, kept in reader.list_of(lambda r: (r.u32(), r.vec()))}
    if list(skipped) != sorted(skipped):
        raise Malformed("order of skipped keys")
    return Ratchet(following, secret, skipped)
