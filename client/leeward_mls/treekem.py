"""Update paths: making, merging and decrypting them (RFC 9420 sections 7.4 to 7.6, 7.9)."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from . import treemath
from .errors import PrivateError, PublicError
from .hpke import HPKEError
from .nodes import Capabilities, Credential, Extension, LeafNode, ParentNode, make_leaf
from .proposals import HPKECiphertext, PathNode, UpdatePath
from .suites import TAG_SIZE, Crypto, Secret, SignatureKey
from .tree import RatchetTree
from .validation import parent_hash

_LABEL = "UpdatePathNode"
FilteredPath = Sequence[tuple[int, int]]


def node_keys(crypto: Crypto, path_secret: Secret) -> tuple[bytes, bytes]:
    """(private, public) key of the node that ``path_secret`` stands for."""
    return crypto.kem.derive(crypto.derive(path_secret, "node"))


def next_secret(crypto: Crypto, path_secret: Secret) -> bytes:
    """The path secret one node up; above the last one it is the commit secret."""
    return crypto.derive(path_secret, "path")


def recipients(tree: RatchetTree, beside: int, added: Collection[int]) -> list[int]:
    """Who gets the path secret of the node above ``beside``: new members are left out."""
    new = {2 * leaf for leaf in added}
    return [node for node in tree.resolution(beside) if node not in new]


def set_path(tree: RatchetTree, leaf: int, filtered: FilteredPath, keys: Sequence[bytes]) -> bytes:
    """Blank the direct path of ``leaf``, set the filtered one to ``keys``; the parent hash that
    the new leaf has to carry (empty if there is no parent to set)."""
    crypto = tree.crypto
    tree.blank_path(leaf)
    above = b""
    for (node, beside), key in zip(reversed(filtered), reversed(keys), strict=True):
        parent = ParentNode.make(key, above)
        tree.nodes[node] = parent
        above = parent_hash(crypto, parent, tree.tree_hash(beside))
    return above


@dataclass(slots=True)
class NewPath:
    """A path just made: the tree has it already, its secrets are still to be encrypted."""

    leaf: LeafNode
    filtered: FilteredPath
    keys: list[bytes]
    secrets: list[bytes] = field(repr=False)
    private: dict[int, bytes] = field(repr=False)
    """The private keys of the leaf and of the path, by node."""
    commit_secret: bytes = field(repr=False)

    def secret_of(self, node: int) -> bytes | None:
        for (found, _), secret in zip(self.filtered, self.secrets, strict=True):
            if found == node:
                return secret
        return None

    def encrypt(self, tree: RatchetTree, added: Collection[int], context: bytes) -> UpdatePath:
        """Encrypt to the group; ``context`` is the encoded provisional group context."""
        crypto = tree.crypto
        nodes = []
        for (_, beside), key, secret in zip(self.filtered, self.keys, self.secrets, strict=True):
            sealed = []
            for node in recipients(tree, beside, added):
                found = tree.nodes[node]
                if found is not None:
                    pair = crypto.seal(found.encryption_key, _LABEL, context, secret)
                    sealed.append(HPKECiphertext(*pair))
            nodes.append(PathNode(key, tuple(sealed)))
        return UpdatePath(self.leaf, tuple(nodes))


def new_path(
    tree: RatchetTree,
    leaf: int,
    signer: SignatureKey,
    group_id: bytes,
    credential: Credential,
    capabilities: Capabilities,
    extensions: tuple[Extension, ...],
) -> NewPath:
    """Make fresh keys for ``leaf`` and the nodes above it, and put them into ``tree``."""
    crypto = tree.crypto
    filtered = tree.filtered_path(leaf)
    leaf_private, leaf_public = crypto.kem.generate()
    private = {2 * leaf: leaf_private}
    secret = os.urandom(crypto.hash_size)
    secrets, keys = [], []
    for node, _ in filtered:
        secrets.append(secret)
        private[node], public = node_keys(crypto, secret)
        keys.append(public)
        secret = next_secret(crypto, secret)
    new_leaf = make_leaf(
        crypto,
        signer,
        encryption_key=leaf_public,
        credential=credential,
        capabilities=capabilities,
        extensions=extensions,
        parent_hash=set_path(tree, leaf, filtered, keys),
        place=(group_id, leaf),
    )
    tree.put(2 * leaf, new_leaf)
    return NewPath(new_leaf, filtered, keys, secrets, private, secret)


def check_path(
    tree: RatchetTree, leaf: int, path: UpdatePath, added: Collection[int]
) -> FilteredPath:
    """The shape of a path: its nodes, its keys, and how many ciphertexts of which size."""
    crypto = tree.crypto
    filtered = tree.filtered_path(leaf)
    if len(filtered) != len(path.nodes):
        raise PublicError("7.5-1")
    for (_, beside), node in zip(filtered, path.nodes, strict=True):
        if not crypto.usable(node.encryption_key):
            raise PublicError("5-2")
        if len(recipients(tree, beside, added)) != len(node.ciphertexts):
            raise PublicError("7.6-1")
        for sealed in node.ciphertexts:
            if (
                len(sealed.kem_output) != crypto.kem.enc_size
                or len(sealed.ciphertext) != crypto.hash_size + TAG_SIZE
            ):
                raise PublicError("7.6-2")
    return filtered


def merge_path(tree: RatchetTree, leaf: int, path: UpdatePath, filtered: FilteredPath) -> None:
    """Put a received path into ``tree``; the leaf must carry the right parent hash."""
    expected = set_path(tree, leaf, filtered, [node.encryption_key for node in path.nodes])
    if path.leaf.parent_hash != expected:
        raise PublicError("7.9-1")
    tree.put(2 * leaf, path.leaf)


@dataclass(slots=True)
class OpenedPath:
    """What a path gives to one member."""

    private: dict[int, bytes] = field(repr=False)
    path_secret: bytes = field(repr=False)
    commit_secret: bytes = field(repr=False)


def open_path(
    tree: RatchetTree,
    path: UpdatePath,
    filtered: FilteredPath,
    own_leaf: int,
    own_private: Mapping[int, Secret],
    added: Collection[int],
    context: bytes,
) -> OpenedPath:
    """Decrypt our path secret and derive all above it; ``tree`` has the path merged.

    Any failure is a :class:`PrivateError` of rule 7.6-3.
    """
    crypto = tree.crypto
    for place, (_, beside) in enumerate(filtered):
        if not treemath.covers(beside, own_leaf):
            continue
        for index, node in enumerate(recipients(tree, beside, added)):
            if node in own_private and treemath.covers(node, own_leaf):
                sealed = path.nodes[place].ciphertexts[index]
                try:
                    secret = crypto.open(
                        own_private[node], _LABEL, context, sealed.kem_output, sealed.ciphertext
                    )
                except HPKEError as error:
                    raise PrivateError("7.6-3") from error
                public = [one.encryption_key for one in path.nodes]
                return _derive_up(crypto, secret, filtered[place:], public[place:])
        break
    raise PrivateError("7.6-3", "we hold no key of the resolution")


def _derive_up(
    crypto: Crypto, secret: bytes, filtered: FilteredPath, public: Sequence[bytes]
) -> OpenedPath:
    first = secret
    private = {}
    for (node, _), expected in zip(filtered, public, strict=True):
        private[node], derived = node_keys(crypto, secret)
        if derived != expected:
            raise PrivateError("7.6-3", "the keys differ")
        secret = next_secret(crypto, secret)
    return OpenedPath(private, first, secret)


def derive_from_welcome(
    tree: RatchetTree, own_leaf: int, signer: int, path_secret: bytes
) -> dict[int, bytes]:
    """The private keys above a newcomer's leaf, from the common ancestor upwards."""
    crypto = tree.crypto
    ancestor = treemath.common_ancestor(own_leaf, signer)
    private = {}
    secret = path_secret
    for node in treemath.direct_path(own_leaf, tree.width):
        if treemath.level(node) < treemath.level(ancestor):
            continue
        parent = tree.parent(node)
        if parent is None:
            if node == ancestor:
                raise PrivateError("12.4.3-8")
            continue
        private[node], public = node_keys(crypto, secret)
        if public != parent.encryption_key:
            raise PrivateError("12.4.3-8")
        secret = next_secret(crypto, secret)
    return private
