"""Checks of leaves, key packages and whole trees (RFC 9420 sections 7.3, 7.9.2, 10.1)."""

from __future__ import annotations

from . import treemath
from .codec import vec
from .errors import PublicError
from .keypackage import KeyPackage
from .nodes import (
    DEFAULT_EXTENSIONS,
    VERSION,
    Extension,
    LeafNode,
    ParentNode,
    Source,
    required_capabilities,
)
from .suites import SIGNATURE_KEY_SIZE, Crypto
from .tree import RatchetTree, check_unmerged


def check_leaf_alone(crypto: Crypto, leaf: LeafNode, place: tuple[bytes, int]) -> None:
    """What can be said of a leaf without its neighbours. ``place``: group id and leaf index."""
    if len(leaf.signature_key) != SIGNATURE_KEY_SIZE:
        raise PublicError("5-1")
    if not crypto.usable(leaf.encryption_key):
        raise PublicError("5-2")
    tbs = leaf.tbs(*place)
    if not crypto.verify(leaf.signature_key, "LeafNodeTBS", tbs, leaf.signature):
        raise PublicError("7.3-1")
    offered = leaf.capabilities
    if (
        leaf.credential.type not in offered.credentials
        or VERSION not in offered.versions
        or crypto.suite not in offered.suites
    ):
        raise PublicError("7.3-4")
    if not {kind for kind, _ in leaf.extensions} - DEFAULT_EXTENSIONS <= set(offered.extensions):
        raise PublicError("7.3-5")


def check_lifetime(leaf: LeafNode, now: int) -> None:
    """A leaf of a key package is good between its two times (rule 7.3-10)."""
    if leaf.lifetime is not None and not leaf.lifetime[0] <= now <= leaf.lifetime[1]:
        raise PublicError("7.3-10")


def check_leaf_in_group(leaf: LeafNode, extensions: tuple[Extension, ...]) -> None:
    """A leaf supports what the group context extensions ask of it."""
    required = required_capabilities(extensions)
    if required is not None and not required.met_by(leaf.capabilities):
        raise PublicError("7.3-2")
    if not {kind for kind, _ in extensions} - DEFAULT_EXTENSIONS <= set(
        leaf.capabilities.extensions
    ):
        raise PublicError("7.3-6")


def check_members(tree: RatchetTree) -> None:
    """What leaves owe one another: unique keys, and credential types that all support."""
    signature_keys: set[bytes] = set()
    in_use: set[int] = set()
    for _, leaf in tree.leaves():
        if leaf.signature_key in signature_keys:
            raise PublicError("7.3-8")
        signature_keys.add(leaf.signature_key)
        in_use.add(leaf.credential.type)
    for _, leaf in tree.leaves():
        if not in_use <= set(leaf.capabilities.credentials):
            raise PublicError("7.3-3")
    check_encryption_keys(tree)


def check_encryption_keys(tree: RatchetTree) -> None:
    """No encryption key stands twice, among leaves and parents alike (rule 7.3-9)."""
    keys = [node.encryption_key for node in tree.nodes if node is not None]
    if len(set(keys)) != len(keys):
        raise PublicError("7.3-9")


def check_key_package(crypto: Crypto, package: KeyPackage) -> None:
    """Section 10.1, for the suite of ``crypto``; the group's wishes are checked apart."""
    if package.version != VERSION or package.suite != crypto.suite:
        raise PublicError("10.1-1")
    if package.leaf.source is not Source.KEY_PACKAGE:
        raise PublicError("7.3-7")
    check_leaf_alone(crypto, package.leaf, (b"", 0))
    if not crypto.verify(
        package.leaf.signature_key, "KeyPackageTBS", package.signed, package.signature
    ):
        raise PublicError("10.1-2")
    if package.init_key == package.leaf.encryption_key:
        raise PublicError("10.1-3")
    if not crypto.usable(package.init_key):
        raise PublicError("5-2")


# -- parent hashes (section 7.9)


def parent_hash(crypto: Crypto, parent: ParentNode, sibling_hash: bytes) -> bytes:
    return crypto.hash(vec(parent.encryption_key) + vec(parent.parent_hash) + vec(sibling_hash))


def check_parent_hashes(tree: RatchetTree) -> None:
    """Every parent node was set together with exactly one node below it (rule 7.9-2)."""
    for index, node in enumerate(tree.nodes):
        if not isinstance(node, ParentNode):
            continue
        missing = frozenset(node.unmerged)
        left, right = treemath.left(index), treemath.right(index)
        found = 0
        for child, beside in ((left, right), (right, left)):
            wanted = parent_hash(tree.crypto, node, tree.tree_hash_without(beside, missing))
            found += _links(tree, node, child, wanted)
        if found != 1:
            raise PublicError("7.9-2")


def _links(tree: RatchetTree, parent: ParentNode, child: int, wanted: bytes) -> int:
    """How many nodes in the resolution of ``child`` carry the parent hash ``wanted``."""
    resolution = tree.resolution(child)
    unmerged = {2 * leaf for leaf in parent.unmerged if treemath.covers(child, leaf)}
    count = 0
    for below in resolution:
        node = tree.nodes[below]
        if isinstance(node, LeafNode) and node.source is not Source.COMMIT:
            continue
        if node is not None and node.parent_hash == wanted:
            rest = set(resolution)
            rest.discard(below)
            count += rest == unmerged
    return count


def check_tree(tree: RatchetTree, group_id: bytes, extensions: tuple[Extension, ...]) -> None:
    """All that a newcomer checks of a tree (section 12.4.3.1), its hash apart."""
    check_unmerged(tree)
    check_parent_hashes(tree)
    for index, leaf in tree.leaves():
        check_leaf_alone(tree.crypto, leaf, (group_id, index))
        check_leaf_in_group(leaf, extensions)
    check_usable(tree)
    check_members(tree)


def check_usable(tree: RatchetTree) -> None:
    """Every parent key can be encrypted to (rule 5-2)."""
    for node in tree.nodes:
        if isinstance(node, ParentNode) and not tree.crypto.usable(node.encryption_key):
            raise PublicError("5-2")
